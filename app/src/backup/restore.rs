//! A backup becomes an installation again, on either engine.
//!
//! Everything that can be known is known before anything is touched. Then a
//! mark is laid into the data folder, the files come in (each whole or not at
//! all), the rows in one transaction, and at last the mark goes: so whatever
//! dies in between, the same command goes on from there.

use std::fs;
use std::path::{Path, PathBuf};

use files::Files;
use keys::Keys;
use store::{Contents, Filling, Store, Table};
use thiserror::Error;

use super::{Archive, Manifest, TableCopy, Unusable};
use crate::house::{self, HouseError, RESTORING};
use crate::settings::Settings;
use crate::whole;

/// A backup that could not be restored.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// The backup cannot be used.
    #[error("{0}。没有改动任何东西")]
    Backup(#[from] Unusable),
    /// The key is not there, or cannot be read.
    #[error(
        "{0}。恢复要用做备份时的那把密钥：把它放到这个文件（或用设置 key_file / GONGKAI_KEY_FILE 指明），再运行一次。没有改动任何东西"
    )]
    NoKey(#[source] keys::SecretError),
    /// The key is another installation's.
    #[error("密钥文件 {path} 不是做这份备份时的那把，加密过的内容会打不开。请换成当时的密钥，再运行一次。没有改动任何东西", path = .0.display())]
    OtherKey(PathBuf),
    /// Something is there already.
    #[error(
        "{0}。恢复只能放进空的数据目录和空的数据库，请换一个（--data DIR、DATABASE_URL），或先把原来的移走。没有改动任何东西"
    )]
    NotEmpty(String),
    /// Another backup was half restored here.
    #[error("{path} 里另一份备份（{1}）恢复到了一半。要用那一份，就对它运行 gongkai restore 接着做；要用这一份，请先清空数据目录和数据库", path = .0.display())]
    AnotherHalf(PathBuf, String),
    /// The tables are not those of the backup.
    #[error("数据库的表 {0} 与备份里的不一样，请清空数据库再来")]
    OtherTables(String),
    /// The folder.
    #[error(transparent)]
    House(#[from] HouseError),
    /// The database.
    #[error(transparent)]
    Database(#[from] store::OpenError),
    /// A row.
    #[error("数据库写不进去：{0}。原因解决以后再运行一次同样的命令，会接着做")]
    Records(#[from] store::Failure),
    /// A file.
    #[error("附件写不进去：{0}。原因解决以后再运行一次同样的命令，会接着做")]
    Files(#[from] files::FileError),
    /// The mark or the format.
    #[error("数据目录 {path} 写不了：{1}", path = .0.display())]
    Folder(PathBuf, #[source] std::io::Error),
}

/// What was restored.
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// Whether an earlier attempt had begun it.
    pub went_on: bool,
}

/// Restores the backup at `path` into the place that the settings name.
pub async fn restore(path: &Path, settings: &Settings) -> Result<Restored, RestoreError> {
    let mut archive = Archive::open(path)?;
    let keys = keys::load(&settings.key_file(), &settings.data).map_err(RestoreError::NoKey)?;
    check_key(&archive, &keys, settings)?;
    archive.check()?;
    let manifest = archive.manifest().clone();
    let went_on = check_place(settings, &manifest).await?;
    let place = settings.data.clone();
    let failed = |error| RestoreError::Folder(place.clone(), error);
    fs::create_dir_all(&settings.data).map_err(failed)?;
    let _held = house::lock(&settings.data)?;
    let mark = settings.data.join(RESTORING);
    whole::write(&mark, &format!("{} {}", manifest.id, path.display())).map_err(failed)?;
    put_files(&mut archive, &house::files(settings)?).await?;
    if store::contents(&settings.database_url()).await? == Contents::Nothing {
        fill(&mut archive, &settings.database_url(), &manifest).await?;
    }
    // What this version has beyond the backup's.
    Store::open(&settings.database_url()).await?.close().await;
    house::write_format(&settings.data)?;
    fs::remove_file(&mark).and_then(|()| whole::sync_folder(&settings.data)).map_err(failed)?;
    Ok(Restored { manifest, went_on })
}

fn check_key(archive: &Archive, keys: &Keys, settings: &Settings) -> Result<(), RestoreError> {
    if !archive.manifest().is_of(keys) {
        return Err(RestoreError::OtherKey(settings.key_file()));
    }
    Ok(archive.check_seal(keys)?)
}

/// Whether the place is empty, or was left by an earlier attempt with the same
/// backup: then true.
async fn check_place(settings: &Settings, manifest: &Manifest) -> Result<bool, RestoreError> {
    let folder = &settings.data;
    let contents = store::contents(&settings.database_url()).await?;
    if let Ok(mark) = fs::read_to_string(folder.join(RESTORING)) {
        let (id, from) = mark.split_once(' ').unwrap_or((&mark, ""));
        if id != manifest.id {
            return Err(RestoreError::AnotherHalf(folder.clone(), from.to_owned()));
        }
        return match contents {
            Contents::Nothing => Ok(true),
            Contents::Events(events) if events == manifest.events => Ok(true),
            _ => Err(RestoreError::NotEmpty("数据库里有别的数据".to_owned())),
        };
    }
    if let Some(name) =
        ["format", "gongkai.db", "files", "index"].iter().find(|name| is_used(&folder.join(name)))
    {
        return Err(RestoreError::NotEmpty(format!("{} 里已经有数据（{name}）", folder.display())));
    }
    match contents {
        Contents::Nothing => Ok(false),
        Contents::Foreign => Err(RestoreError::NotEmpty("数据库里有别的程序的表".to_owned())),
        Contents::Events(_) => Err(RestoreError::NotEmpty("数据库里已经有数据".to_owned())),
    }
}

/// An empty folder is no use.
fn is_used(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => path.exists(),
    }
}

async fn put_files(archive: &mut Archive, files: &Files) -> Result<(), RestoreError> {
    for index in 0..archive.entries() {
        if let Some((_, content)) = archive.file(index)? {
            files.put(content).await?;
        }
    }
    Ok(())
}

async fn fill(archive: &mut Archive, url: &str, manifest: &Manifest) -> Result<(), RestoreError> {
    let mut filling = Filling::begin(url, manifest.schema).await?;
    compare(filling.tables(), &manifest.tables)?;
    for copy in &manifest.tables {
        let table = Table { name: copy.name.clone(), columns: copy.columns.clone() };
        let mut rows = archive.rows(copy)?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            waiting.push(row);
            if waiting.len() >= Filling::at_once(&table) {
                filling.insert(&table, &waiting).await?;
                waiting.clear();
            }
        }
        filling.insert(&table, &waiting).await?;
    }
    Ok(filling.finish().await?)
}

/// The same tables with the same columns, in whatever order.
fn compare(there: &[Table], copies: &[TableCopy]) -> Result<(), RestoreError> {
    for table in there {
        let copy = copies.iter().find(|copy| copy.name == table.name);
        let is_same = copy.is_some_and(|copy| {
            copy.columns.len() == table.columns.len()
                && copy.columns.iter().all(|column| table.columns.contains(column))
        });
        if !is_same {
            return Err(RestoreError::OtherTables(table.name.clone()));
        }
    }
    match copies.iter().find(|copy| there.iter().all(|table| table.name != copy.name)) {
        Some(copy) => Err(RestoreError::OtherTables(copy.name.clone())),
        None => Ok(()),
    }
}
