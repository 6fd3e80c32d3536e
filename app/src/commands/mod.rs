//! The commands, one file each.

mod backup;
mod check;
mod demo;
mod due;
mod export;
mod import;
mod init;
mod migrate;
mod progress;
mod rebuild;
mod report;
mod restore;
mod roster;
mod scan;
mod serve;
mod user;

use clap::Subcommand;

use crate::house::{House, HouseError};
use crate::settings::Settings;

/// What the program can be told to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 建数据目录和第一所学校
    Init(init::Init),
    /// 启动网站
    Serve(serve::Serve),
    /// 用虚构的学校演示
    Demo(demo::Demo),
    /// 导入原有的信息
    Import(import::Import),
    /// 打印年度报告
    Report(report::Report),
    /// 算到期日
    Due(due::DueArgs),
    /// 找出文件、文件夹、网站里的个人信息
    Scan(scan::ScanArgs),
    /// 管理账号
    User(user::User),
    /// 检查数据和设置
    Check(check::Check),
    /// 把全部数据备份到一个文件
    Backup(backup::Backup),
    /// 重建检索索引和网页
    Rebuild(rebuild::Rebuild),
    /// 把公开的网页存成一个目录，放到哪里都能看
    Export(export::Export),
    /// 用备份恢复
    Restore(restore::Restore),
    /// 把数据库升级到本版本
    Migrate,
}

/// Why a command ends without having done all, in a sentence for whoever typed it.
#[derive(Debug)]
pub struct Complaint {
    sentence: String,
    /// The exit code.
    pub code: u8,
}

impl Complaint {
    /// Wrong usage or unreadable input.
    pub fn usage(error: impl std::fmt::Display) -> Self {
        Complaint { sentence: error.to_string(), code: 2 }
    }

    /// Refused, or done in part.
    pub fn refused(error: impl std::fmt::Display) -> Self {
        Complaint { sentence: error.to_string(), code: 1 }
    }
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<HouseError> for Complaint {
    fn from(error: HouseError) -> Self {
        Complaint::refused(error)
    }
}

/// Why a file that was named on the command line could not be read.
fn unread(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "没有这个文件".to_owned(),
        ErrorKind::PermissionDenied => "没有权限读".to_owned(),
        ErrorKind::IsADirectory => "这是目录，要写到文件".to_owned(),
        _ => format!("读不了：{error}"),
    }
}

/// Runs a command. Answers with its exit code.
pub fn run(command: Command, settings: Settings) -> Result<u8, Complaint> {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    match command {
        Command::Due(args) => Ok(due::run(&args, &calendar::Calendar::official(), &mut out, &mut err)),
        Command::Scan(args) => {
            let own = scan::own_rules(settings).unwrap_or_else(|complaint| {
                eprintln!("没有用上本校自己的规则：{complaint}");
                None
            });
            let rules = own.as_ref().unwrap_or(pii::Rules::built_in());
            Ok(scan::run(&args, rules, &mut out, &mut err))
        }
        other => {
            drop(out);
            runtime()?.block_on(run_inside(other, settings))
        }
    }
}

async fn run_inside(command: Command, settings: Settings) -> Result<u8, Complaint> {
    match command {
        Command::Init(args) => init::run(args, settings).await,
        Command::Serve(args) => serve::run(args, settings).await,
        Command::Demo(args) => demo::run(args, settings).await,
        Command::Import(args) => import::run(args, settings).await,
        Command::Report(args) => report::run(args, settings).await,
        Command::User(args) => user::run(args, settings).await,
        Command::Check(args) => check::run(args, settings).await,
        Command::Backup(args) => backup::run(args, settings).await,
        Command::Export(args) => export::run(args, settings).await,
        Command::Rebuild(args) => rebuild::run(args, settings).await,
        Command::Restore(args) => restore::run(args, settings).await,
        Command::Migrate => migrate::run(settings).await,
        Command::Due(_) | Command::Scan(_) => unreachable!("answered without an installation"),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Complaint> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Complaint::refused)
}

/// Opens the installation for a command.
async fn open(settings: Settings) -> Result<House, Complaint> {
    Ok(House::open(settings).await?)
}
