//! Settings: flag before environment before file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use web::Networks;

/// Flags that every command takes.
#[derive(Debug, Args)]
pub struct Place {
    /// 数据目录
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 设置文件
    #[arg(long, global = true, value_name = "FILE", env = "GONGKAI_CONFIG")]
    pub config: Option<PathBuf>,
    /// 学校代码，装了多所学校时要写
    #[arg(long, global = true, value_name = "CODE")]
    pub school: Option<String>,
}

/// What the administrator sets. `DATABASE_URL` moves the database alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// The database; a file of the data folder where nothing is said.
    pub database_url: Option<String>,
    /// The file of the master key; `DIR.key` beside the data folder where nothing is said.
    pub key_file: Option<PathBuf>,
    /// Networks of proxies whose forwarding headers are believed.
    pub trusted_proxies: Vec<String>,
    /// Further origins from which forms may come: a campus gateway's.
    pub origins: Vec<String>,
    /// The address to use until a school has set its own.
    pub public_url: String,
    /// Where files lie: `s3://bucket/prefix`; the data folder where nothing is said.
    pub files_url: Option<String>,
    /// The address of the S3 server, `https://…`.
    pub s3_endpoint: Option<String>,
    /// The region, where the server asks for one.
    pub s3_region: String,
    /// The name of the access key.
    pub s3_access_key: Option<Hidden>,
    /// The secret of the access key.
    pub s3_secret_key: Option<Hidden>,
    /// Where to answer `/metrics`, on a listener of its own; nowhere where nothing is said.
    pub metrics_listen: Option<String>,
    /// The school's code, from the flag alone.
    #[serde(skip)]
    pub school: Option<String>,
}

/// A setting that is shown to nobody.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            data: PathBuf::from("data"),
            database_url: None,
            key_file: None,
            trusted_proxies: Vec::new(),
            origins: Vec::new(),
            public_url: String::new(),
            files_url: None,
            s3_endpoint: None,
            s3_region: "us-east-1".to_owned(),
            s3_access_key: None,
            s3_secret_key: None,
            metrics_listen: None,
            school: None,
        }
    }
}

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The file cannot be read or says something unknown.
    #[error("设置读不了：{0}")]
    Unreadable(Box<figment::Error>),
    /// A network is not one.
    #[error("设置 trusted_proxies 不对：{0}")]
    Network(#[from] web::NotANetwork),
    /// The place of the files is not one.
    #[error("设置 files_url 不对：“{0}”应写成 s3://桶名 或 s3://桶名/前缀")]
    FilesUrl(String),
    /// The bucket cannot be used without this.
    #[error("设置了 files_url，还要设置 {0}")]
    Bucket(&'static str),
    /// The file of a secret cannot be read.
    #[error("{0} 指的文件读不了：{1}")]
    SecretFile(String, #[source] std::io::Error),
}

const FILE: &str = "/etc/gongkai/gongkai.toml";
/// What `GONGKAI_NAME` sets, beside `DATABASE_URL`.
const NAMES: [&str; 9] = [
    "data",
    "key_file",
    "public_url",
    "trusted_proxies",
    "origins",
    "files_url",
    "s3_endpoint",
    "s3_region",
    "metrics_listen",
];
/// What may stand in a file of its own: `GONGKAI_NAME_FILE` names it (or
/// `DATABASE_URL_FILE`), or it is systemd's credential `gongkai.NAME`. The
/// variable itself comes before, and is taken as it is, though it be digits.
const SECRETS: [&str; 3] = ["database_url", "s3_access_key", "s3_secret_key"];

/// Reads the settings.
pub fn read(place: &Place) -> Result<Settings, SettingsError> {
    let file = place.config.clone().unwrap_or_else(|| PathBuf::from(FILE));
    let mut figment = Figment::from(Serialized::defaults(Settings::default()));
    figment = if place.config.is_some() {
        figment.merge(Toml::file_exact(file))
    } else {
        figment.merge(Toml::file(file))
    };
    figment = figment.merge(Env::prefixed("GONGKAI_").only(&NAMES));
    for name in SECRETS {
        if let Some(secret) = secret(name)? {
            figment = figment.merge((name, secret));
        }
    }
    if let Some(data) = &place.data {
        figment = figment.merge(("data", data));
    }
    let mut settings: Settings =
        figment.extract().map_err(|error| SettingsError::Unreadable(Box::new(error)))?;
    settings.school = place.school.as_deref().map(str::to_ascii_lowercase);
    settings.networks()?;
    settings.bucket()?;
    Ok(settings)
}

fn secret(name: &str) -> Result<Option<String>, SettingsError> {
    let variable = match name {
        "database_url" => "DATABASE_URL".to_owned(),
        _ => format!("GONGKAI_{}", name.to_ascii_uppercase()),
    };
    if let Ok(value) = std::env::var(&variable) {
        return Ok(Some(value));
    }
    let variable = format!("{variable}_FILE");
    let (source, path) = match (std::env::var_os(&variable), std::env::var_os("CREDENTIALS_DIRECTORY")) {
        (Some(path), _) => (variable, PathBuf::from(path)),
        (None, Some(folder)) => {
            let path = Path::new(&folder).join(format!("gongkai.{name}"));
            if !path.exists() {
                return Ok(None);
            }
            (path.display().to_string(), path)
        }
        (None, None) => return Ok(None),
    };
    let text = std::fs::read_to_string(path).map_err(|error| SettingsError::SecretFile(source, error))?;
    Ok(Some(text.trim().to_owned()))
}

impl Settings {
    /// The bucket of the files, where one is set.
    pub fn bucket(&self) -> Result<Option<files::Bucket>, SettingsError> {
        let Some(url) = &self.files_url else { return Ok(None) };
        let place = url.strip_prefix("s3://").unwrap_or_default().trim_end_matches('/');
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        if name.is_empty() {
            return Err(SettingsError::FilesUrl(url.clone()));
        }
        let told = |value: &Option<Hidden>, name| value.clone().ok_or(SettingsError::Bucket(name));
        Ok(Some(files::Bucket {
            endpoint: self.s3_endpoint.clone().ok_or(SettingsError::Bucket("s3_endpoint"))?,
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            region: self.s3_region.clone(),
            access_key: told(&self.s3_access_key, "s3_access_key")?.0,
            secret_key: told(&self.s3_secret_key, "s3_secret_key")?.0,
        }))
    }

    /// The settings that are no secrets and say nothing of this machine alone.
    pub fn open_ones(&self) -> BTreeMap<String, serde_json::Value> {
        let ones = [
            ("public_url", serde_json::json!(self.public_url)),
            ("trusted_proxies", serde_json::json!(self.trusted_proxies)),
            ("origins", serde_json::json!(self.origins)),
            ("files_url", serde_json::json!(self.files_url)),
        ];
        ones.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The trusted proxies' networks.
    pub fn networks(&self) -> Result<Networks, SettingsError> {
        Ok(Networks::parse(self.trusted_proxies.iter().map(String::as_str))?)
    }

    /// The address of the database.
    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join("gongkai.db").display()))
    }

    /// The file of the master key.
    pub fn key_file(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| {
            let mut name = self.data.file_name().unwrap_or_default().to_owned();
            name.push(".key");
            self.data.with_file_name(name)
        })
    }
}
