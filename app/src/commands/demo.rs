//! `gongkai demo`: a fictional college, filled once, then served.

use std::fs;
use std::path::Path;

use clap::Args;
use web::Clock;

use super::{Complaint, serve};
use crate::demo;
use crate::house::House;
use crate::settings::Settings;

/// The demo.
#[derive(Debug, Args)]
pub struct Demo {
    /// 监听的地址
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// 重新填一遍（演示目录里的改动会丢）
    #[arg(long)]
    fresh: bool,
}

/// Its presence says that the demo was filled to the end; it holds the password.
const MARK: &str = "demo";

/// Fills the data folder where it is not filled, prints the accounts, serves.
pub async fn run(args: Demo, settings: Settings) -> Result<u8, Complaint> {
    serve::start_logging();
    let listener = serve::bind(&args.listen)?;
    let folder = settings.data.clone();
    let mark = folder.join(MARK);
    let (is_filled, is_foreign) = (mark.exists(), folder.join("format").exists() && !begun(&folder).exists());
    if is_foreign && !is_filled {
        return Err(Complaint::refused(format!(
            "{} 里已有一所真的学校，演示要用别的目录：--data DIR",
            folder.display()
        )));
    }
    if settings.database_url.is_some() && !is_filled && args.fresh {
        return Err(Complaint::refused("用了外部数据库时不能 --fresh，请换一个空的数据库"));
    }
    if args.fresh || !is_filled {
        empty(&folder)?;
    }
    if !mark.exists() {
        fill(&settings, &mark).await?;
    }
    let password = fs::read_to_string(&mark).map_err(Complaint::refused)?;
    let house = House::open(settings).await?;
    print_accounts(&listener.local_addr().map_err(Complaint::refused)?.to_string(), password.trim());
    serve::serve_house(house, listener, Clock::system()).await?;
    Ok(0)
}

/// Says that whatever is here was begun as a demo, and may be emptied.
fn begun(folder: &Path) -> std::path::PathBuf {
    folder.join("demo.begun")
}

/// Takes away what an earlier demo left.
fn empty(folder: &Path) -> Result<(), Complaint> {
    let is_demo = begun(folder).exists();
    if !folder.exists() || !is_demo {
        return Ok(());
    }
    for name in ["gongkai.db", "gongkai.db-wal", "gongkai.db-shm", MARK] {
        fs::remove_file(folder.join(name)).ok();
    }
    for name in ["files", "index"] {
        fs::remove_dir_all(folder.join(name)).ok();
    }
    Ok(())
}

async fn fill(settings: &Settings, mark: &Path) -> Result<(), Complaint> {
    eprintln!("正在建演示学校，约半分钟……");
    fs::create_dir_all(&settings.data).map_err(Complaint::refused)?;
    fs::write(begun(&settings.data), "").map_err(Complaint::refused)?;
    let house = House::make(settings.clone()).await?;
    let password: String = keys::token().chars().take(12).collect();
    demo::fill(&house, Clock::system().now(), &password).await.map_err(Complaint::refused)?;
    house.store.close().await;
    fs::write(mark, &password).map_err(Complaint::refused)
}

fn print_accounts(address: &str, password: &str) {
    println!("http://{address}/");
    println!("演示账号（密码都是 {password}）：");
    for (sign_in, who) in [
        ("chenxiaolan", "学生工作处联络员：起草"),
        ("zhoujianping", "学生工作处负责人：审核"),
        ("shenguohua", "保密审查员"),
        ("linruoqing", "信息公开办公室：发布、撤下"),
        ("luchengyi", "校领导：审批重要信息"),
        ("fangweiran", "新闻发言人"),
        ("jiangboyan", "监督小组：只看"),
        ("guanliyuan", "系统管理员：人员"),
        ("qinjiashu", "学生"),
    ] {
        println!("  {sign_in:<14}{who}");
    }
}
