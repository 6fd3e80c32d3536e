//! `gongkai export`: the public side as files.

use std::path::PathBuf;

use clap::Args;

use super::progress::Progress;
use super::{Complaint, open};
use crate::export::export;
use crate::settings::Settings;

/// Where to.
#[derive(Debug, Args)]
pub struct Export {
    /// 放静态网站的目录：空的，或以前导出过的
    folder: PathBuf,
}

/// The last line of stdout says how many files there are, were written and taken away.
pub async fn run(args: Export, settings: Settings) -> Result<u8, Complaint> {
    let house = open(settings).await?;
    let school = house.school_id().await?;
    let mut progress = Progress::new();
    let told = |count: usize| {
        if count.is_multiple_of(50) {
            progress.say(|| format!("已有 {count} 个文件"));
        }
    };
    let done = export(&house, school, &args.folder, told).await.map_err(Complaint::refused)?;
    drop(progress);
    for (path, from) in &done.broken {
        eprintln!("链接打不开：{path}（在 {from} 上）");
    }
    let told = serde_json::json!({
        "files": done.files, "written": done.written, "removed": done.removed, "broken": done.broken.len(),
    });
    println!("{told}");
    Ok(u8::from(!done.broken.is_empty()))
}
