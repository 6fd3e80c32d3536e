//! Reading a backup, and finding out whether it is whole.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use files::FileHash;
use keys::Keys;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{Cell, Column};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::{FORMAT, HEAD, MANIFEST, Manifest, TableCopy, Unusable, seal};

type Reader = BufReader<File>;

/// A backup whose seal is right.
pub struct Archive {
    path: PathBuf,
    zip: ZipArchive<Reader>,
    manifest: Manifest,
    seal: seal::Seal,
}

impl Archive {
    /// Opens a backup, having read it through: nothing is missing, added or changed.
    pub fn open(path: &Path) -> Result<Archive, Unusable> {
        let unreadable = |error| Unusable::Unreadable(path.to_owned(), error);
        let damaged = |why: &str| Unusable::Damaged(path.to_owned(), why.to_owned());
        let mut file = File::open(path).map_err(unreadable)?;
        let is_ours = begins_as_ours(&mut file).map_err(unreadable)?;
        if !is_ours {
            return Err(Unusable::Foreign(path.to_owned()));
        }
        let seal = seal::read(&mut file)
            .map_err(unreadable)?
            .ok_or_else(|| damaged("内容与校验和不符，可能没有传完，也可能被改动过"))?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error.to_string()))?;
        let manifest = read_manifest(&mut zip, path)?;
        Ok(Archive { path: path.to_owned(), zip, manifest, seal })
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether it was sealed with this key.
    pub fn check_seal(&self, keys: &Keys) -> Result<(), Unusable> {
        if self.seal.is_of(keys) { Ok(()) } else { Err(self.damaged("签名不对，内容被改动过")) }
    }

    /// Reads all of it: every row and every file is what the manifest says,
    /// and there is nothing else.
    pub fn check(&mut self) -> Result<(), Unusable> {
        for table in self.manifest.tables.clone() {
            let mut rows = self.rows(&table)?;
            while rows.next()?.is_some() {}
        }
        let (mut files, mut bytes) = (0, 0);
        for index in 0..self.zip.len() {
            if let Some((_, content)) = self.file(index)? {
                files += 1;
                bytes += content.len() as u64;
            }
        }
        let entries = 2 + self.manifest.tables.len() as u64 + files;
        let is_whole = files == self.manifest.files
            && bytes == self.manifest.file_bytes
            && entries == self.zip.len() as u64;
        if is_whole { Ok(()) } else { Err(self.damaged("内容与清单不符")) }
    }

    /// How many entries there are; [`Archive::file`] takes their numbers.
    pub fn entries(&self) -> usize {
        self.zip.len()
    }

    /// The file at an index, where there is one. Its content is what its hash says.
    pub fn file(&mut self, index: usize) -> Result<Option<(FileHash, Bytes)>, Unusable> {
        let path = self.path.clone();
        let damaged = |why: String| Unusable::Damaged(path.clone(), why);
        let mut entry = self.zip.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let name = entry.name().map_err(|error| damaged(error.to_string()))?.into_owned();
        if !name.starts_with("files/") {
            return Ok(None);
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(|error| damaged(error.to_string()))?;
        let hash = FileHash::of(&content);
        if name != format!("files/{}/{hash}", &hash.as_str()[..2]) {
            return Err(damaged(format!("附件 {name} 内容不对")));
        }
        Ok(Some((hash, Bytes::from(content))))
    }

    /// The rows of a table, one after the other.
    pub fn rows(&mut self, table: &TableCopy) -> Result<Rows<'_>, Unusable> {
        let path = self.path.clone();
        let entry = self
            .zip
            .by_name(&table.entry())
            .map_err(|error| Unusable::Damaged(path.clone(), format!("{}：{error}", table.name)))?;
        Ok(Rows { lines: BufReader::new(entry), table: table.clone(), hash: Sha256::new(), read: 0, path })
    }

    fn damaged(&self, why: &str) -> Unusable {
        Unusable::Damaged(self.path.clone(), why.to_owned())
    }
}

/// Whether the file begins as our backups do, so that one that was cut short
/// is told from something else.
fn begins_as_ours(file: &mut File) -> std::io::Result<bool> {
    // A ZIP's first entry has its name after 30 bytes.
    let mut head = vec![0; 30 + HEAD.len()];
    match file.read_exact(&mut head) {
        Ok(()) => Ok(head.starts_with(b"PK\x03\x04") && head.ends_with(HEAD.as_bytes())),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn read_manifest(zip: &mut ZipArchive<Reader>, path: &Path) -> Result<Manifest, Unusable> {
    let damaged = |why: String| Unusable::Damaged(path.to_owned(), why);
    let entry = zip.by_name(MANIFEST).map_err(|error| damaged(error.to_string()))?;
    let value: Value = serde_json::from_reader(entry).map_err(|error| damaged(error.to_string()))?;
    let format = value["format"].as_u64().unwrap_or(0);
    let program = value["program"].as_str().unwrap_or_default().to_owned();
    let schema = value["schema"].as_i64().unwrap_or(0);
    if format > u64::from(FORMAT) || schema > store::newest_schema() {
        return Err(Unusable::Newer(path.to_owned(), program));
    }
    serde_json::from_value(value).map_err(|error| damaged(error.to_string()))
}

/// The rows of a table in a backup.
pub struct Rows<'a> {
    lines: BufReader<ZipFile<'a, Reader>>,
    table: TableCopy,
    hash: Sha256,
    read: u64,
    path: PathBuf,
}

impl Rows<'_> {
    /// The next row; at the end, `None`, if the table was what the manifest says.
    pub fn next(&mut self) -> Result<Option<Vec<Cell>>, Unusable> {
        let mut line = Vec::new();
        self.lines.read_until(b'\n', &mut line).map_err(|error| self.damaged(&error.to_string()))?;
        if line.is_empty() {
            let hash = keys::hex(&std::mem::take(&mut self.hash).finalize());
            let is_right = hash == self.table.sha256 && self.read == self.table.rows;
            return if is_right { Ok(None) } else { Err(self.damaged("与清单不符")) };
        }
        self.hash.update(&line);
        self.read += 1;
        cells(&line, &self.table.columns).map(Some).ok_or_else(|| self.damaged("有一行读不懂"))
    }

    fn damaged(&self, why: &str) -> Unusable {
        Unusable::Damaged(self.path.clone(), format!("表 {}：{why}", self.table.name))
    }
}

fn cells(line: &[u8], columns: &[Column]) -> Option<Vec<Cell>> {
    let values: Vec<Value> = serde_json::from_slice(line).ok()?;
    if values.len() != columns.len() {
        return None;
    }
    values.into_iter().zip(columns).map(|(value, column)| Cell::of_json(value, column.kind)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A sealed file with this manifest and nothing else.
    fn sealed(manifest: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut zip = ZipWriter::new(file.as_file_mut());
        for (name, content) in [(HEAD, "gongkai"), (MANIFEST, manifest)] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.set_comment("-".repeat(seal::LENGTH)).unwrap();
        zip.finish().unwrap();
        seal::set(file.as_file_mut(), &Keys::new([7; 32])).unwrap();
        file
    }

    #[test]
    fn a_newer_version_s_backup_is_refused_by_name_of_that_version() {
        for manifest in [
            r#"{"format":2,"program":"3.0","whatever":[]}"#,
            r#"{"format":1,"program":"3.0","schema":99999}"#,
        ] {
            let refused = Archive::open(sealed(manifest).path()).err().unwrap();
            assert!(matches!(&refused, Unusable::Newer(_, program) if program == "3.0"), "{refused}");
        }
        let refused = Archive::open(sealed(r#"{"format":1,"schema":1}"#).path()).err().unwrap();
        assert!(matches!(refused, Unusable::Damaged(..)), "{refused}");
    }

    #[test]
    fn a_seal_of_another_key_is_no_seal() {
        let manifest = serde_json::json!({
            "format": 1, "program": "0", "id": "x", "made_at": "2026-11-25T00:00:00Z", "engine": "sqlite", "schema": 1,
            "events": 0, "key_check": "", "settings": {}, "tables": [], "files": 0, "file_bytes": 0, "missing": [],
        });
        let mut archive = Archive::open(sealed(&manifest.to_string()).path()).unwrap();
        archive.check().unwrap();
        archive.check_seal(&Keys::new([7; 32])).unwrap();
        assert!(archive.check_seal(&Keys::new([8; 32])).is_err());
    }
}
