//! Settings: flag before environment before file.

use std::path::PathBuf;

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
    /// The school's code, from the flag alone.
    #[serde(skip)]
    pub school: Option<String>,
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
}

const FILE: &str = "/etc/gongkai/gongkai.toml";

/// Reads the settings.
pub fn read(place: &Place) -> Result<Settings, SettingsError> {
    let file = place.config.clone().unwrap_or_else(|| PathBuf::from(FILE));
    let mut figment = Figment::from(Serialized::defaults(Settings::default()));
    figment = if place.config.is_some() {
        figment.merge(Toml::file_exact(file))
    } else {
        figment.merge(Toml::file(file))
    };
    let names = ["data", "key_file", "public_url", "trusted_proxies", "origins"];
    figment = figment.merge(Env::prefixed("GONGKAI_").only(&names)).merge(Env::raw().only(&["database_url"]));
    if let Some(data) = &place.data {
        figment = figment.merge(("data", data));
    }
    let mut settings: Settings =
        figment.extract().map_err(|error| SettingsError::Unreadable(Box::new(error)))?;
    settings.school = place.school.clone();
    settings.networks()?;
    Ok(settings)
}

impl Settings {
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
