//! What a walk has seen, written down while it goes, so that one that was killed goes on where it was:
//! it is gone through again by what stands here, and asks only for the rest.
//!
//! A line is one address with what came of it. A line that was cut when the program was killed is the
//! last one, and is dropped. Nothing stands in it in clear but addresses; only its owner may read it.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

use super::visit::Visit;

/// The first line. What another version wrote down may mean something else.
const HEAD: &str = concat!("{\"gongkai_scan\":\"", env!("CARGO_PKG_VERSION"), "\"}\n");

#[derive(Serialize, Deserialize)]
struct Line<V> {
    address: String,
    visit: V,
}

/// The file.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Where the line of an address lies, and how long it is.
    lines: HashMap<String, (u64, usize)>,
    end: u64,
}

impl Journal {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    ///
    /// Where it can't be written, or holds something else.
    pub fn open(path: &Path) -> io::Result<Journal> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        let mut journal = Journal { path: path.to_owned(), file, lines: HashMap::new(), end: 0 };
        journal.read()?;
        journal.file.set_len(journal.end)?;
        if journal.end == 0 {
            journal.append(HEAD.as_bytes())?;
        }
        Ok(journal)
    }

    fn read(&mut self) -> io::Result<()> {
        let mut input = BufReader::new(self.file.try_clone()?);
        let mut line = Vec::new();
        while input.read_until(b'\n', &mut line)? > 0 {
            if self.end > 0 {
                let known = serde_json::from_slice::<Line<Visit>>(&line).ok();
                let Some(known) = known.filter(|_| line.ends_with(b"\n")) else { break };
                self.lines.insert(known.address, (self.end, line.len()));
            } else if line != HEAD.as_bytes() {
                let is_cut = HEAD.as_bytes().starts_with(&line);
                return if is_cut { Ok(()) } else { Err(io::Error::other(OTHER)) };
            }
            self.end += line.len() as u64;
            line.clear();
        }
        Ok(())
    }

    /// What came of an address when it was asked for.
    pub fn visit(&self, url: &Url) -> Option<Visit> {
        let (at, length) = *self.lines.get(url.as_str())?;
        let mut line = vec![0; length];
        self.file.read_exact_at(&mut line, at).ok()?;
        serde_json::from_slice::<Line<Visit>>(&line).ok().map(|line| line.visit)
    }

    /// Writes down what came of an address.
    ///
    /// # Errors
    ///
    /// Where the file can't be written.
    pub fn note(&mut self, url: &Url, visit: &Visit) -> io::Result<()> {
        match visit {
            Visit::Failed(_) => Ok(()),
            visit => {
                let line = Line { address: url.to_string(), visit };
                let mut bytes = serde_json::to_vec(&line).map_err(io::Error::other)?;
                bytes.push(b'\n');
                self.append(&bytes)
            }
        }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, self.end)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Removes the file: all was read, and the next run begins anew.
    ///
    /// # Errors
    ///
    /// Where it can't be removed.
    pub fn forget(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

const OTHER: &str = "里面不是这个版本的检查记录；请换一个文件名，或先把它移走";

#[cfg(test)]
mod tests {
    use super::*;

    fn url(path: &str) -> Url {
        Url::parse("http://a.cn").unwrap().join(path).unwrap()
    }

    #[test]
    fn what_was_cut_when_it_was_killed_is_asked_for_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("walk");
        let mut journal = Journal::open(&path).unwrap();
        journal.note(&url("/a"), &Visit::Gone(404)).unwrap();
        journal.note(&url("/b"), &Visit::Moved("/c".to_owned())).unwrap();
        let whole = fs::read(&path).unwrap();
        for cut in 0..=whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let mut journal = Journal::open(&path).unwrap();
            assert!(journal.visit(&url("/b")).is_none() || cut == whole.len(), "{cut}");
            journal.note(&url("/d"), &Visit::Gone(410)).unwrap();
            let again = Journal::open(&path).unwrap();
            assert_eq!(again.visit(&url("/d")), Some(Visit::Gone(410)), "{cut}");
            assert_eq!(again.visit(&url("/a")), journal.visit(&url("/a")), "{cut}");
        }
        assert_eq!(Journal::open(&path).unwrap().visit(&url("/b")), Some(Visit::Moved("/c".to_owned())));
    }

    #[test]
    fn a_file_of_something_else_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        for other in ["<p>报告", "{\"gongkai_scan\":\"0.0.0\"}\n", "{}\n{}\n", "\n"] {
            fs::write(&path, other).unwrap();
            assert!(Journal::open(&path).unwrap_err().to_string().contains("换一个文件名"), "{other}");
            assert_eq!(fs::read_to_string(&path).unwrap(), other);
        }
    }
}
