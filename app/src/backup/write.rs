//! Making a backup: rows first, as one snapshot has them, then the files that
//! they name. A file lies in its place before the row that names it, and none
//! is ever overwritten, so the two fit together although others go on writing.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use files::{FileError, FileHash, Files};
use jiff::Timestamp;
use keys::Keys;
use sha2::{Digest, Sha256};
use store::{Cell, Engine, Snapshot, Table};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Archive, BackupError, FORMAT, HEAD, MANIFEST, Manifest, TableCopy, seal};
use crate::settings::Settings;
use crate::whole;

type Zip<'a> = ZipWriter<BufWriter<&'a File>>;

/// Makes a backup at `path`: written beside, synced, read back whole, and only
/// then put in its place.
pub async fn write(
    path: &Path,
    overwrite: bool,
    settings: &Settings,
    files: &Files,
    keys: &Keys,
    now: Timestamp,
) -> Result<Manifest, BackupError> {
    if !overwrite && path.exists() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    let unwritable = |error| BackupError::Unwritable(path.to_owned(), error);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut snapshot = Snapshot::open(&settings.database_url()).await?;
    let mut beside =
        tempfile::Builder::new().prefix(".gongkai-backup-").tempfile_in(folder).map_err(unwritable)?;
    let copy = Copy { snapshot: &mut snapshot, files, keys, settings, now };
    let manifest = copy.into_file(beside.as_file()).await.map_err(|error| error.at(path))?;
    seal::set(beside.as_file_mut(), keys).map_err(unwritable)?;
    beside.as_file().sync_all().map_err(unwritable)?;
    read_back(&beside, keys)?;
    let placed = if overwrite { beside.persist(path) } else { beside.persist_noclobber(path) };
    placed.map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => BackupError::Exists(path.to_owned()),
        _ => unwritable(error.error),
    })?;
    whole::sync_folder(folder).map_err(unwritable)?;
    Ok(manifest)
}

fn read_back(beside: &NamedTempFile, keys: &Keys) -> Result<(), BackupError> {
    let mut archive = Archive::open(beside.path()).map_err(BackupError::ReadBack)?;
    archive.check_seal(keys).map_err(BackupError::ReadBack)?;
    archive.check().map_err(BackupError::ReadBack)
}

/// What goes wrong while writing, still without the file's name.
enum Wrong {
    Backup(BackupError),
    Io(std::io::Error),
}

impl Wrong {
    fn at(self, path: &Path) -> BackupError {
        match self {
            Wrong::Backup(error) => error,
            Wrong::Io(error) => BackupError::Unwritable(path.to_owned(), error),
        }
    }
}

impl<E: Into<BackupError>> From<E> for Wrong {
    fn from(error: E) -> Self {
        Wrong::Backup(error.into())
    }
}

fn zip_failed(error: zip::result::ZipError) -> Wrong {
    Wrong::Io(match error {
        zip::result::ZipError::Io(error) => error,
        other => std::io::Error::other(other),
    })
}

struct Copy<'a> {
    snapshot: &'a mut Snapshot,
    files: &'a Files,
    keys: &'a Keys,
    settings: &'a Settings,
    now: Timestamp,
}

impl Copy<'_> {
    async fn into_file(self, file: &File) -> Result<Manifest, Wrong> {
        let Copy { snapshot, files, keys, settings, now } = self;
        let mut zip = ZipWriter::new(BufWriter::new(file));
        zip.start_file(HEAD, stored()).map_err(zip_failed)?;
        zip.write_all(format!("gongkai {FORMAT}\n").as_bytes()).map_err(Wrong::Io)?;
        let mut tables = Vec::new();
        let mut named = BTreeSet::new();
        for table in snapshot.tables().to_vec() {
            tables.push(copy_table(&mut zip, snapshot, &table, &mut named).await?);
        }
        let owed = snapshot.file_names().await?;
        let copied = copy_files(&mut zip, files, &named, &owed).await?;
        let id = keys::token();
        let manifest = Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            key_check: Manifest::key_check(keys, &id),
            id,
            made_at: now,
            engine: match snapshot.engine() {
                Engine::Sqlite => "sqlite".to_owned(),
                Engine::Postgres => "postgres".to_owned(),
            },
            schema: snapshot.schema(),
            events: tables.iter().find(|table| table.name == "events").map_or(0, |t| t.rows.cast_signed()),
            settings: settings.open_ones(),
            tables,
            files: copied.count,
            file_bytes: copied.bytes,
            missing: copied.missing,
        };
        zip.start_file(MANIFEST, packed()).map_err(zip_failed)?;
        serde_json::to_writer_pretty(&mut zip, &manifest).map_err(|error| Wrong::Io(error.into()))?;
        zip.set_comment("-".repeat(seal::LENGTH)).map_err(zip_failed)?;
        zip.finish().map_err(zip_failed)?.flush().map_err(Wrong::Io)?;
        Ok(manifest)
    }
}

/// Tables may be of any size.
fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true)
}

/// Most attachments are packed already.
fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true)
}

/// Writes the rows of a table, and gathers what in them may be the name of a file.
async fn copy_table(
    zip: &mut Zip<'_>,
    snapshot: &mut Snapshot,
    table: &Table,
    named: &mut BTreeSet<String>,
) -> Result<TableCopy, Wrong> {
    let mut copy = TableCopy {
        name: table.name.clone(),
        columns: table.columns.clone(),
        rows: 0,
        sha256: String::new(),
    };
    let mut hash = Sha256::new();
    zip.start_file(copy.entry(), packed()).map_err(zip_failed)?;
    snapshot
        .each_row::<Wrong>(table, |cells| {
            for cell in &cells {
                if let Cell::Text(text) = cell {
                    named.extend(hashes_in(text).map(str::to_owned));
                }
            }
            let values = serde_json::Value::Array(cells.iter().map(Cell::to_json).collect());
            let line = format!("{values}\n");
            hash.update(line.as_bytes());
            copy.rows += 1;
            zip.write_all(line.as_bytes()).map_err(Wrong::Io)
        })
        .await?;
    copy.sha256 = keys::hex(&hash.finalize());
    Ok(copy)
}

/// Every run of 64 hexadecimal digits in a text, inside JSON too.
fn hashes_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !matches!(c, '0'..='9' | 'a'..='f')).filter(|run| run.len() == 64)
}

struct Copied {
    count: u64,
    bytes: u64,
    missing: Vec<String>,
}

/// Writes the files that rows name in whatever column: those in `named` that
/// are there, and those `owed`, which ought to be.
async fn copy_files(
    zip: &mut Zip<'_>,
    files: &Files,
    named: &BTreeSet<String>,
    owed: &BTreeSet<String>,
) -> Result<Copied, Wrong> {
    let there: BTreeSet<FileHash> = files.list().await?.into_iter().collect();
    let mut copied = Copied { count: 0, bytes: 0, missing: Vec::new() };
    for name in named.union(owed) {
        let hash = name.parse::<FileHash>().ok().filter(|hash| there.contains(hash));
        let content = match hash {
            Some(hash) => files.get(&hash).await,
            None => Err(FileError::Missing),
        };
        match content {
            Ok(content) => {
                zip.start_file(format!("files/{}/{name}", &name[..2]), stored()).map_err(zip_failed)?;
                zip.write_all(&content).map_err(Wrong::Io)?;
                copied.count += 1;
                copied.bytes += content.len() as u64;
            }
            Err(FileError::Missing) if !owed.contains(name) => {}
            Err(FileError::Missing | FileError::Damaged(_)) => copied.missing.push(name.clone()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(copied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_found_wherever_it_stands() {
        let hash = "0123456789abcdef".repeat(4);
        for text in [hash.clone(), format!("{{\"logo\":\"{hash}\"}}"), format!("/files/{hash}/a.pdf")] {
            assert_eq!(hashes_in(&text).collect::<Vec<_>>(), [hash.as_str()], "{text}");
        }
        assert_eq!(hashes_in(&format!("{hash}0")).count(), 0);
        assert_eq!(hashes_in("办公室0123").count(), 0);
    }
}
