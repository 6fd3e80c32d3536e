//! `gongkai restore`: a backup becomes an installation again.

use std::path::PathBuf;

use clap::Args;

use super::{Complaint, check};
use crate::backup::{self, Manifest, RestoreError, Unusable};
use crate::settings::Settings;

/// What to restore.
#[derive(Debug, Args)]
pub struct Restore {
    /// gongkai backup 做的文件
    file: PathBuf,
}

/// Ends with what `check` says.
pub async fn run(args: Restore, settings: Settings) -> Result<u8, Complaint> {
    let restored = backup::restore(&args.file, &settings).await.map_err(|error| match error {
        RestoreError::Backup(Unusable::Unreadable(..)) => Complaint::usage(error),
        other => Complaint::refused(other),
    })?;
    let manifest = &restored.manifest;
    if restored.went_on {
        eprintln!("上次恢复到一半，这次接着做完了。");
    }
    println!(
        "已恢复 {} 的备份：{} 张表 {} 行，{} 个文件",
        manifest.made_at.strftime("%F %T UTC"),
        manifest.tables.len(),
        manifest.rows(),
        manifest.files
    );
    for sentence in differing(manifest, &settings) {
        eprintln!("{sentence}");
    }
    eprintln!("检索索引不在备份里，启动 gongkai serve 时会自动重建。");
    check::run(check::Check::default(), settings).await
}

/// Settings lie outside the data; a person decides which of them still hold.
fn differing(manifest: &Manifest, settings: &Settings) -> Vec<String> {
    let now = settings.open_ones();
    let differ = manifest.settings.iter().filter(|(name, value)| now.get(*name) != Some(*value));
    differ.map(|(name, value)| format!("做备份时设置 {name} = {value}，现在不是，请核对。")).collect()
}
