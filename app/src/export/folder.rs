//! The folder of an export: only what changed is written, and what is gone goes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ExportError;

/// The list of what an export wrote, by which the next one knows it.
const LIST: &str = "gongkai-export.json";

/// The names of all files that an export wrote, and of its list.
pub fn names(path: &Path) -> std::io::Result<Vec<String>> {
    let list: BTreeMap<String, String> = serde_json::from_slice(&fs::read(path.join(LIST))?)?;
    Ok(list.into_keys().chain([LIST.to_owned()]).collect())
}

/// A folder that is being written.
pub struct Folder {
    path: PathBuf,
    /// The hashes of an earlier export's files.
    before: BTreeMap<String, String>,
    now: BTreeMap<String, String>,
    written: usize,
}

impl Folder {
    /// Opens an empty folder, or one of an earlier export; makes one that is not there.
    pub fn open(path: &Path) -> Result<Folder, ExportError> {
        let wrong = |error| ExportError::Folder(path.display().to_string(), error);
        fs::create_dir_all(path).map_err(wrong)?;
        let list = path.join(LIST);
        let before = match fs::read(&list) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|_| ExportError::Foreign(path.display().to_string()))?,
            Err(_) if fs::read_dir(path).map_err(wrong)?.next().is_some() => {
                return Err(ExportError::Foreign(path.display().to_string()));
            }
            Err(_) => BTreeMap::new(),
        };
        let folder = Folder { path: path.to_owned(), before, now: BTreeMap::new(), written: 0 };
        // Broken off, it is still ours.
        folder.write_list(&folder.before.clone())?;
        Ok(folder)
    }

    /// How many files there are so far.
    pub fn count(&self) -> usize {
        self.now.len()
    }

    /// Keeps a file that never changes under its name, where an earlier export wrote it.
    pub fn keep(&mut self, name: &str) -> bool {
        let hash = self.before.get(name).filter(|_| self.path.join(name).exists());
        let is_there = hash.map(|hash| self.now.insert(name.to_owned(), hash.clone()));
        is_there.is_some()
    }

    /// Writes a file, unless it is there as it is.
    pub fn write(&mut self, name: &str, content: &[u8]) -> Result<(), ExportError> {
        let hash = keys::hex(&Sha256::digest(content));
        let path = self.path.join(name);
        if self.before.get(name) != Some(&hash) || !path.exists() {
            let wrong = |error| ExportError::Folder(path.display().to_string(), error);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(wrong)?;
            }
            let aside = self.path.join("gongkai-export.part");
            fs::write(&aside, content).map_err(wrong)?;
            fs::rename(&aside, &path).map_err(wrong)?;
            self.written += 1;
        }
        self.now.insert(name.to_owned(), hash);
        Ok(())
    }

    /// Takes away what is gone. Answers with how many files there are, were written, were taken away.
    pub fn finish(self) -> Result<(usize, usize, usize), ExportError> {
        let gone: BTreeSet<&String> =
            self.before.keys().filter(|name| !self.now.contains_key(*name)).collect();
        for name in &gone {
            let path = self.path.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(ExportError::Folder(path.display().to_string(), error));
                }
                _ => {}
            }
            // Folders that are empty now.
            let above = path.ancestors().skip(1).take_while(|folder| *folder != self.path);
            above.take_while(|folder| fs::remove_dir(folder).is_ok()).for_each(drop);
        }
        self.write_list(&self.now)?;
        Ok((self.now.len(), self.written, gone.len()))
    }

    fn write_list(&self, list: &BTreeMap<String, String>) -> Result<(), ExportError> {
        let path = self.path.join(LIST);
        let bytes = serde_json::to_vec_pretty(list).unwrap_or_default();
        fs::write(&path, bytes).map_err(|error| ExportError::Folder(path.display().to_string(), error))
    }
}
