//! By what versions are looked through before anybody sees them.

use files::Files;
use keys::Keys;
use screening::Gate;

/// The files of attachments, and the gate that reads what stands in them. Cheap to clone.
#[derive(Clone)]
pub struct Screen {
    /// Where files and their texts lie.
    pub files: Files,
    /// What they are looked through by.
    pub gate: Gate,
    /// Under which originals are sealed.
    pub(crate) keys: Keys,
}

impl Screen {
    /// A screen over these files, with the keys of the installation.
    pub fn new(files: &Files, keys: &Keys) -> Screen {
        Screen { files: files.clone(), gate: Gate::new(keys.clone()), keys: keys.clone() }
    }
}
