//! `gongkai import`: what stood public elsewhere comes in.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use documents::Intake;
use importing::{Attachments, Counts, Importer, Options, Rejected};
use store::{Actor, Context};
use web::Clock;

use super::progress::Progress;
use super::{Complaint, open, unread};
use crate::settings::Settings;

/// A file of rows.
#[derive(Debug, Args)]
pub struct Import {
    /// .jsonl、.csv 或 .xlsx 文件
    file: PathBuf,
    /// 只检查，不放进去
    #[arg(long)]
    dry_run: bool,
    /// 没有放进去的行写到这个文件
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// 没有的部门自动建
    #[arg(long)]
    create_units: bool,
}

/// The host's operator answers for the batch. The last line of stdout are the counts.
pub async fn run(args: Import, settings: Settings) -> Result<u8, Complaint> {
    let name = args.file.display().to_string();
    let content =
        fs::read(&args.file).map_err(|error| Complaint::usage(format!("{name} {}", unread(&error))))?;
    let intake = Intake::of_this_program().map_err(Complaint::refused)?;
    let rows = intake.rows(&name, content.into()).await;
    let rows = rows.map_err(|error| Complaint::usage(format!("{name}：{error}")))?;
    let house = open(settings).await?;
    let school = house.school_id().await?;
    let context = Context::new(school, Actor::Operator, Clock::system().now());
    let options = Options {
        dry_run: args.dry_run,
        create_units: args.create_units,
        attachments: Attachments::Beside(args.file.parent().map(PathBuf::from).unwrap_or_default()),
        file_name: args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        ..Options::default()
    };
    let mut importer = Importer::new(&house.store, &house.screen, &house.intake, context, options)
        .await
        .map_err(Complaint::refused)?;
    let (counts, rejected) = importer.run(rows, progress()).await.map_err(Complaint::refused)?;
    for row in &rejected {
        for (field, sentence) in &row.errors {
            let field = if field.is_empty() { String::new() } else { format!(" {field}") };
            eprintln!("第{}行{field}：{sentence}", row.line);
        }
    }
    if let Some(path) = &args.rejects {
        write_rejects(path, &rejected)
            .map_err(|error| Complaint::refused(format!("{} 写不了：{error}", path.display())))?;
    }
    house.store.close().await;
    println!("{}", serde_json::to_string(&counts).map_err(Complaint::refused)?);
    Ok(u8::from(counts.rejected > 0))
}

/// Tells how far it has come.
fn progress() -> impl FnMut(&Counts) {
    let mut progress = Progress::new();
    move |counts| {
        let done = counts.created + counts.updated + counts.unchanged;
        if done.is_multiple_of(100) {
            progress.say(|| format!("第 {done} 行，共 {} 行", counts.read));
        }
    }
}

fn write_rejects(path: &PathBuf, rejected: &[Rejected]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    for row in rejected {
        writeln!(file, "{}", serde_json::to_string(row).map_err(std::io::Error::other)?)?;
    }
    file.sync_all()
}
