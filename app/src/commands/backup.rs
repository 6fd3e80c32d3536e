//! `gongkai backup`: the whole installation in one file.

use std::path::PathBuf;

use clap::Args;
use web::Clock;

use super::Complaint;
use crate::backup;
use crate::house;
use crate::settings::Settings;

/// Where to put it.
#[derive(Debug, Args)]
pub struct Backup {
    /// 备份写到这个文件
    file: PathBuf,
    /// 文件已经有了也写
    #[arg(long)]
    overwrite: bool,
}

/// Needs the data only, not the server, and does not disturb one that runs.
/// Exits with 1 where a file that a row names could not be read: the rest is in the backup.
pub async fn run(args: Backup, settings: Settings) -> Result<u8, Complaint> {
    house::look(&settings)?;
    let keys = keys::load(&settings.key_file(), &settings.data).map_err(Complaint::refused)?;
    let files = house::files(&settings)?;
    let made = backup::write(&args.file, args.overwrite, &settings, &files, &keys, Clock::system().now())
        .await
        .map_err(Complaint::refused)?;
    println!(
        "{}：{} 张表 {} 行，{} 个文件 {} 字节",
        args.file.display(),
        made.tables.len(),
        made.rows(),
        made.files,
        made.file_bytes
    );
    eprintln!("备份里没有密钥。请另外保存 {}：没有它，恢复不了。", settings.key_file().display());
    eprintln!("备份没有加密，拿到它的人能读到未公开的内容。请放在只有管理员能读的地方。");
    for hash in &made.missing {
        eprintln!("附件文件 {hash} 读不出来，不在备份里");
    }
    Ok(u8::from(!made.missing.is_empty()))
}
