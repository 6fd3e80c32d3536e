//! `gongkai report`: the yearly report as figures, page, Word file or PDF.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use statistics::Format;
use terms::AcademicYear;
use web::Clock;

use super::progress::Progress;
use super::{Complaint, open};
use crate::settings::Settings;
use crate::timetable;

/// Which report, and in which form.
#[derive(Debug, Args)]
pub struct Report {
    /// 学年，如 2021-2022
    #[arg(long, value_name = "YEAR")]
    year: AcademicYear,
    /// 格式：json、html、docx、pdf
    #[arg(long, default_value = "json", value_parser = format)]
    format: Format,
    /// 写到这个文件；不写就打印到标准输出
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn format(text: &str) -> Result<Format, String> {
    Format::from_ending(text).ok_or_else(|| "格式只有 json、html、docx、pdf".to_owned())
}

/// A frozen report comes as it was frozen; any other from the records of now.
pub async fn run(args: Report, settings: Settings) -> Result<u8, Complaint> {
    let house = open(settings).await?;
    let school = house.school_id().await.map_err(Complaint::refused)?;
    let clock = Clock::system();
    let now = clock.now();
    if args.year.first_day() > terms::day_of(now) {
        return Err(Complaint::refused(format!("{}还没有开始，没有可以统计的记录", args.year.label())));
    }
    let mut progress = Progress::new();
    let told = |done, of| progress.say(|| format!("先把没记完的记完：第 {done} 条记录，共 {of} 条"));
    timetable::follow_up(&house, &clock, told).await.map_err(Complaint::refused)?;
    progress.say(|| format!("正在统计{}的记录", args.year.label()));
    let mut reader = house.store.reader().await.map_err(Complaint::refused)?;
    let bytes = statistics::file(&mut reader, &house.files, school, args.year, args.format, now)
        .await
        .map_err(Complaint::refused)?;
    drop(progress);
    match &args.output {
        Some(path) => std::fs::write(path, &bytes)
            .map_err(|error| Complaint::refused(format!("写不了 {}：{error}", path.display())))?,
        None => std::io::stdout().lock().write_all(&bytes).map_err(Complaint::refused)?,
    }
    Ok(0)
}
