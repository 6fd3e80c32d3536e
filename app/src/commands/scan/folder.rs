//! The files of a folder, one after another; what can't be opened is told in its place.

use std::fs::{self, DirEntry};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use super::told::Source;
use crate::commands::unread;

/// A thing to read.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file.
    File(PathBuf),
    /// What can't be read, and why.
    Unreadable(PathBuf, String),
}

/// A file; of a folder all files in it and below, by name. A folder's list is read when its turn comes,
/// so that a huge tree costs no memory. Links to folders are not followed: they may lead back.
pub fn entries(root: &Path) -> impl Iterator<Item = Entry> {
    Entries { root: root.to_owned(), waiting: vec![root.to_owned()] }
}

struct Entries {
    root: PathBuf,
    /// What comes next is last.
    waiting: Vec<PathBuf>,
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let path = self.waiting.pop()?;
            let kind = match fs::metadata(&path) {
                Ok(kind) if path.as_os_str() != "-" => kind.file_type(),
                // Reading says why; a link that leads nowhere is a file that isn't there.
                _ => return Some(Entry::File(path)),
            };
            // Whoever names a pipe has something come out of it.
            let is_named_pipe = kind.is_fifo() && path == self.root;
            if kind.is_dir() {
                match below(&path) {
                    Ok(below) => self.waiting.extend(below),
                    Err(error) => return Some(Entry::Unreadable(path, unread(&error))),
                }
            } else if kind.is_file() || is_named_pipe {
                return Some(Entry::File(path));
            } else {
                // Pipes and devices may never end.
                return Some(Entry::Unreadable(path, "不是普通文件（设备或管道），没有读".to_owned()));
            }
        }
    }
}

/// What lies in a folder, in the order of names from behind.
fn below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries: Vec<DirEntry> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    let leads_back = |entry: &DirEntry| {
        entry.file_type().is_ok_and(|kind| kind.is_symlink())
            && fs::metadata(entry.path()).is_ok_and(|to| to.is_dir())
    };
    let mut paths: Vec<PathBuf> =
        entries.into_iter().filter(|entry| !leads_back(entry)).map(|entry| entry.path()).collect();
    paths.sort_unstable_by(|a, b| b.cmp(a));
    Ok(paths)
}

impl Entry {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        match self {
            Entry::File(path) | Entry::Unreadable(path, _) => path,
        }
    }

    /// Where it comes from, as the report says it: the section is the folder right below the root, which
    /// in a school's share is mostly the department's.
    pub fn source(&self, root: &Path) -> Source {
        let path = self.path();
        let inside = path.strip_prefix(root).ok().map(|inside| inside.components().collect::<Vec<_>>());
        let section = match inside.as_deref() {
            Some([folder, _, ..]) => folder.as_os_str().to_string_lossy().into_owned(),
            _ => NO_FOLDER.to_owned(),
        };
        // The last name of the root tells which share it was.
        let above = root.parent().filter(|_| path != root);
        let short = above.and_then(|above| path.strip_prefix(above).ok()).unwrap_or(path);
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Source { file: text(path), short: text(short), name, section, ..Source::default() }
    }
}

/// Files that lie in no folder of their own.
const NO_FOLDER: &str = "没有分文件夹的";

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path) -> Vec<String> {
        let name = |entry: Entry| entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
        entries(root).map(name).collect()
    }

    #[test]
    fn a_tree_is_read_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for below in ["b/deep", "empty"] {
            fs::create_dir_all(root.join(below)).unwrap();
        }
        for name in ["c.txt", "b/deep/e.txt", "b/d.txt", "a.txt"] {
            fs::write(root.join(name), "x").unwrap();
        }
        std::os::unix::fs::symlink(root, root.join("b/up")).unwrap();
        std::os::unix::fs::symlink(root.join("a.txt"), root.join("link.txt")).unwrap();
        std::os::unix::fs::symlink(root.join("none"), root.join("nowhere")).unwrap();
        assert_eq!(names(root), ["a.txt", "b/d.txt", "b/deep/e.txt", "c.txt", "link.txt", "nowhere"]);
        let section = |name: &str| Entry::File(root.join(name)).source(root).section;
        assert_eq!((&*section("b/deep/e.txt"), &*section("a.txt")), ("b", NO_FOLDER));
        let name = root.file_name().unwrap().to_string_lossy();
        assert_eq!(Entry::File(root.join("b/d.txt")).source(root).short, format!("{name}/b/d.txt"));
        let alone = Entry::File("x/a.txt".into()).source(Path::new("x/a.txt"));
        assert_eq!((&*alone.short, &*alone.section), ("x/a.txt", NO_FOLDER));
    }

    #[test]
    fn what_never_ends_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let told: Vec<_> = entries(folder.path()).chain(entries(Path::new("/dev/zero"))).collect();
        assert!(
            told.iter().all(|entry| matches!(entry, Entry::Unreadable(..))) && told.len() == 2,
            "{told:?}"
        );
        drop(socket);
    }
}
