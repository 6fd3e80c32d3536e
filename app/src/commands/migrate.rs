//! `gongkai migrate`: brings the tables to this version.

use super::{Complaint, open};
use crate::settings::Settings;

/// Opening an installation migrates it.
pub async fn run(settings: Settings) -> Result<u8, Complaint> {
    open(settings).await?.store.close().await;
    println!("数据库已是本版本");
    Ok(0)
}
