//! `gongkai check`: names what is wrong.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use clap::Args;
use documents::child;
use files::{FileHash, Files};
use identity::PersonState;
use store::Snapshot;
use terms::{Role, SchoolId};

use super::Complaint;
use crate::house::{self, House};
use crate::settings::Settings;

/// How thoroughly to look.
#[derive(Debug, Default, Args)]
pub struct Check {
    /// 把每个附件读一遍，核对内容
    #[arg(long)]
    files: bool,
}

/// What was found: what is wrong, and what could be better.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    notes: Vec<String>,
}

/// Changes nothing. Exits with 1 where something is wrong, a line each; what
/// could merely be better is said beside it.
pub async fn run(args: Check, settings: Settings) -> Result<u8, Complaint> {
    let mut found = Found::default();
    look_at_key(&settings, &mut found);
    look_at_lock(child::of_this_machine(), &mut found);
    house::look(&settings)?;
    keys::load(&settings.key_file(), &settings.data).map_err(Complaint::refused)?;
    let mut snapshot = Snapshot::open(&settings.database_url()).await.map_err(Complaint::refused)?;
    look_at_database(&mut snapshot, &mut found).await.map_err(Complaint::refused)?;
    let named = snapshot.file_names().await.map_err(Complaint::refused)?;
    let is_current = snapshot.pending() == 0;
    drop(snapshot);
    look_at_files(&house::files(&settings)?, named, args.files, &mut found)
        .await
        .map_err(|error| Complaint::refused(format!("附件读不了：{error}")))?;
    if is_current {
        look_at_schools(&House::open(settings).await?, &mut found).await.map_err(Complaint::refused)?;
    }
    for note in &found.notes {
        eprintln!("提示：{note}");
    }
    for line in &found.wrong {
        println!("{line}");
    }
    if found.wrong.is_empty() {
        println!("没有发现问题");
    }
    Ok(u8::from(!found.wrong.is_empty()))
}

fn look_at_key(settings: &Settings, found: &mut Found) {
    let path = settings.key_file();
    if let Ok(about) = fs::metadata(&path) {
        let mode = about.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            found.wrong.push(format!(
                "密钥文件 {0} 别的账号也能用（权限 {mode:04o}），请运行 chmod 400 {0}",
                path.display()
            ));
        }
    }
    if settings.key_file.is_none() {
        found.notes.push(format!(
            "密钥在数据目录旁边（{}）。更好的做法是放到别处，例如 /etc/gongkai/gongkai.key，用设置 key_file 指明",
            path.display()
        ));
    }
}

/// Files of strangers are read without it too, within limits; but then a fault in a parser opens more.
fn look_at_lock(lock: child::Lock, found: &mut Found) {
    let missing = match (lock.paths, lock.calls) {
        (true, true) => return,
        (false, true) => "Landlock（要 Linux 5.13 以上，并且没有关掉）",
        (true, false) => "seccomp",
        (false, false) => "Landlock 和 seccomp",
    };
    found.notes.push(format!(
        "这台机器的内核没有 {missing}，读附件的子进程只有内存和时间的限制，关得不严。请升级内核"
    ));
}

async fn look_at_database(snapshot: &mut Snapshot, found: &mut Found) -> Result<(), store::Failure> {
    if snapshot.pending() > 0 {
        found.wrong.push(format!(
            "数据库还差 {} 步升级，请运行 gongkai migrate，或重新启动 gongkai serve",
            snapshot.pending()
        ));
    }
    if let Some(collation) = snapshot.foreign_collation().await? {
        found.wrong.push(format!(
            "PostgreSQL 数据库的排序规则是 {collation}，应当是 C。请用 LC_COLLATE 'C' 建一个新库，再用 gongkai backup、gongkai restore 搬过去"
        ));
    }
    Ok(())
}

async fn look_at_files(
    files: &Files,
    named: BTreeSet<String>,
    read_each: bool,
    found: &mut Found,
) -> Result<(), files::FileError> {
    let there: BTreeSet<FileHash> = files.list().await?.into_iter().collect();
    for name in named {
        let Some(hash) = name.parse::<FileHash>().ok().filter(|hash| there.contains(hash)) else {
            found.wrong.push(format!("附件文件 {name} 不见了，请从备份里找回"));
            continue;
        };
        if read_each && let Err(error) = files.get(&hash).await {
            found.wrong.push(format!("附件文件 {hash} 读不出来：{error}。请从备份里找回"));
        }
    }
    Ok(())
}

async fn look_at_schools(house: &House, found: &mut Found) -> Result<(), store::Failure> {
    let mut reader = house.store.reader().await?;
    for school in schools::list(&mut reader).await? {
        if !has_administrator(&mut reader, school.id).await? {
            found.wrong.push(format!(
                "{} 没有系统管理员，请运行 gongkai --school {1} user add 登录名 --name 姓名 --role {2}",
                school.name,
                school.code,
                Role::Administrator.code()
            ));
        }
        if school.settings.public_url.starts_with("http://") {
            found.notes.push(format!(
                "{} 的网址是 http://，登录和表单在路上能被人看到。请在前面的代理上开 HTTPS",
                school.name
            ));
        }
    }
    drop(reader);
    house.store.close().await;
    Ok(())
}

/// One who has not yet opened the first link counts.
async fn has_administrator(c: &mut store::Connection, school: SchoolId) -> Result<bool, store::Failure> {
    for person in
        identity::people(c, school, &identity::PeopleFilter::default(), 0, i64::from(u32::MAX)).await?
    {
        if person.state == PersonState::Dismissed {
            continue;
        }
        let roles = identity::roles_of(c, person.id).await?;
        if roles.iter().any(|(role, _)| *role == Role::Administrator) {
            return Ok(true);
        }
    }
    Ok(false)
}
