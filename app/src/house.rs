//! An installation, opened: its folder, records, files and keys.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use calendar::Calendar;
use documents::Intake;
use files::Files;
use identity::{Door, Hasher};
use keys::Keys;
use publishing::Screen;
use store::Store;
use terms::SchoolId;
use thiserror::Error;
use web::{Clock, Site};

use crate::settings::{Settings, SettingsError};
use crate::whole;

/// The version of the data folder's layout.
const FORMAT: &str = "gongkai 1";
/// A file of the data folder that is there while a backup is being restored.
pub(crate) const RESTORING: &str = "restoring";

/// Everything that commands and pages work with.
#[derive(Clone)]
pub struct House {
    /// The records.
    pub store: Store,
    /// The files.
    pub files: Files,
    /// Looks through what is to be public.
    pub screen: Screen,
    /// Reads files as they come in.
    pub intake: Intake,
    /// The keys.
    pub keys: Keys,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Working days.
    pub calendar: Calendar,
    /// The settings.
    pub settings: Settings,
    /// How long a page waits for work that takes long before it shows how far it is.
    pub patience: Duration,
}

/// An installation that cannot be opened.
#[derive(Debug, Error)]
pub enum HouseError {
    /// There is none in this folder.
    #[error(
        "{0} 里还没有数据。先用 gongkai init --code CODE --name NAME 建一所学校，或用 gongkai demo 看演示"
    )]
    Empty(String),
    /// The folder was made by a newer version.
    #[error("{0} 是更新版本的 gongkai 建的，请用那个版本打开（没有改动任何东西）")]
    Newer(String),
    /// A restore was broken off in this folder.
    #[error("{0} 里的恢复没有做完。对同一个备份再运行一次 gongkai restore，会接着做")]
    HalfRestored(String),
    /// The folder cannot be used.
    #[error("数据目录 {0} 用不了：{1}")]
    Folder(String, #[source] std::io::Error),
    /// Another server runs on the folder.
    #[error("已有一个 gongkai serve 在用 {0}。同一个数据目录只能开一个")]
    Locked(String),
    /// The database.
    #[error(transparent)]
    Database(#[from] store::OpenError),
    /// The files.
    #[error("文件目录用不了：{0}")]
    Files(#[from] files::FileError),
    /// Reading files needs the program itself.
    #[error("找不到 gongkai 程序文件自己，读不了上传的文件：{0}")]
    Program(#[source] std::io::Error),
    /// Where files lie is not said rightly.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The key.
    #[error(transparent)]
    Secret(#[from] keys::SecretError),
    /// The hasher.
    #[error(transparent)]
    Hasher(#[from] identity::IdentityError),
    /// The school is not named, or not there.
    #[error("{0}")]
    School(String),
}

impl House {
    /// Opens what people wrote in their cases.
    pub fn vault(&self) -> cases::Vault {
        cases::Vault::new(self.keys.clone())
    }

    /// Opens an installation, making what is missing of it.
    pub async fn make(settings: Settings) -> Result<House, HouseError> {
        let folder = settings.data.clone();
        let wrong = |error| HouseError::Folder(folder.display().to_string(), error);
        check_format(&folder)?;
        fs::create_dir_all(&folder).map_err(wrong)?;
        let keys = keys::load_or_make(&settings.key_file(), &folder)?;
        let house = House::with_keys(settings, keys).await?;
        write_format(&folder)?;
        Ok(house)
    }

    /// Opens an installation that is there.
    pub async fn open(settings: Settings) -> Result<House, HouseError> {
        look(&settings)?;
        let keys = keys::load(&settings.key_file(), &settings.data)?;
        House::with_keys(settings, keys).await
    }

    async fn with_keys(settings: Settings, keys: Keys) -> Result<House, HouseError> {
        let store = Store::open(&settings.database_url()).await?;
        let files = files(&settings)?;
        let hasher = Hasher::new()?;
        let intake = Intake::of_this_program().map_err(HouseError::Program)?;
        let screen = Screen::new(&files, &keys);
        Ok(House {
            store,
            files,
            screen,
            intake,
            keys,
            hasher,
            calendar: Calendar::official(),
            settings,
            patience: web::PATIENCE,
        })
    }

    /// The web side of the installation.
    pub fn site(&self, clock: Clock) -> Site {
        let settings = web::Settings {
            trusted_proxies: self.settings.networks().unwrap_or_default(),
            origins: self.settings.origins.clone(),
            public_url: self.settings.public_url.trim_end_matches('/').to_owned(),
            patience: self.patience,
        };
        let door = Arc::new(Door::new(self.store.clone()));
        let waiting = Arc::new(desk::Counts);
        Site::new(self.store.clone(), self.files.clone(), self.keys.clone(), clock, settings, door, waiting)
    }

    /// The school that a command works on: the named one, or the only one.
    pub async fn school(&self) -> Result<schools::School, HouseError> {
        let failed = |error: store::Failure| HouseError::School(error.to_string());
        let mut reader = self.store.reader().await.map_err(failed)?;
        let all = schools::list(&mut reader).await.map_err(failed)?;
        let codes: Vec<_> = all.iter().map(|school| school.code.clone()).collect();
        match &self.settings.school {
            Some(code) => all.into_iter().find(|school| school.code == *code).ok_or_else(|| {
                HouseError::School(format!("没有代码为 {code} 的学校。现有：{}", codes.join("、")))
            }),
            None if all.len() == 1 => Ok(all.into_iter().next().expect("there is one")),
            None if all.is_empty() => Err(HouseError::Empty(self.settings.data.display().to_string())),
            None => Err(HouseError::School(format!(
                "装了多所学校，请用 --school 写明是哪一所：{}",
                codes.join("、")
            ))),
        }
    }

    /// The number of a school, for commands.
    pub async fn school_id(&self) -> Result<SchoolId, HouseError> {
        Ok(self.school().await?.id)
    }
}

/// Holds the folder for one server. The lock ends with the process, however it ends.
pub fn lock(folder: &Path) -> Result<File, HouseError> {
    let name = || folder.display().to_string();
    let wrong = |error| HouseError::Folder(name(), error);
    let file = File::create(folder.join("serve.lock")).map_err(wrong)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(HouseError::Locked(name())),
        Err(TryLockError::Error(error)) => Err(wrong(error)),
    }
}

/// Refuses a folder in which there is no installation that this version can open.
pub(crate) fn look(settings: &Settings) -> Result<(), HouseError> {
    check_format(&settings.data)?;
    if settings.data.join("format").exists() {
        return Ok(());
    }
    Err(HouseError::Empty(settings.data.display().to_string()))
}

/// The files, on the disk or in the bucket that is set.
pub(crate) fn files(settings: &Settings) -> Result<Files, HouseError> {
    match settings.bucket()? {
        Some(bucket) => Ok(Files::in_bucket(&bucket)?),
        None => Ok(Files::on_disk(settings.data.join("files"))?),
    }
}

/// Marks the folder as one of this version.
pub(crate) fn write_format(folder: &Path) -> Result<(), HouseError> {
    let format = folder.join("format");
    if format.exists() {
        return Ok(());
    }
    whole::write(&format, FORMAT).map_err(|error| HouseError::Folder(folder.display().to_string(), error))
}

fn check_format(folder: &Path) -> Result<(), HouseError> {
    if folder.join(RESTORING).exists() {
        return Err(HouseError::HalfRestored(folder.display().to_string()));
    }
    match fs::read_to_string(folder.join("format")) {
        Ok(text) if text.trim() == FORMAT => Ok(()),
        Ok(_) => Err(HouseError::Newer(folder.display().to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(HouseError::Folder(folder.display().to_string(), error)),
    }
}
