//! What the pages of drafts ask of the register of channels. It comes later in
//! the order of use, so the program hands it in.

use std::pin::Pin;

use store::{Connection, Failure};
use terms::{PublicationId, SchoolId, Viewer};

/// A future that the register answers with.
pub type RegisterAnswer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// The register of channels (公开渠道).
pub trait ChannelRegister: Send + Sync {
    /// All channels of a school, in their order.
    fn known<'a>(&'a self, c: &'a mut Connection, school: SchoolId) -> RegisterAnswer<'a, Vec<KnownChannel>>;

    /// By which channels a publication went out, or is to go out, where that is
    /// the viewer's business.
    fn releases<'a>(
        &'a self,
        c: &'a mut Connection,
        viewer: &'a Viewer,
        publication: PublicationId,
    ) -> RegisterAnswer<'a, Vec<ChannelRelease>>;
}

/// A channel as a draft's form offers it.
#[derive(Clone, Debug)]
pub struct KnownChannel {
    /// What a version names.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What whoever uses it should know.
    pub note: String,
    /// Whether everything goes out by it: the portal.
    pub is_portal: bool,
    /// Whether the spokesperson approves what goes out by it.
    pub needs_spokesperson: bool,
    /// Whether no draft takes it up any more.
    pub is_retired: bool,
}

/// A release by a channel, in words.
#[derive(Clone, Debug)]
pub struct ChannelRelease {
    /// The channel's name.
    pub name: String,
    /// Where it stands.
    pub state: &'static str,
    /// The shape beside the word.
    pub mark: &'static str,
    /// When it appeared there, where it did.
    pub at: Option<jiff::Timestamp>,
    /// An address on the web, or a place; may be empty.
    pub address: String,
}
