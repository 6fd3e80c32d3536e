//! `gongkai scan`: personal data in files, folders and whole web sites, one JSON object a line; and a
//! report that a school can hand to its departments.

mod advice;
mod folder;
mod own;
mod reading;
mod report;
mod site;
mod stop;
mod text;
mod told;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use documents::html::Leads;
use documents::reader::{self, Document, Unreadable};
use documents::{Intake, child};
use pii::Rules;
use web::Clock;

use self::folder::Entry;
pub use self::own::rules as own_rules;
use self::report::Report;
use self::site::{Journal, SiteArgs};
use self::stop::Stop;
use self::told::Told;
use super::unread;

/// Finds personal data in files and web sites.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// 文件、文件夹、网址（以 / 结尾的读整个网站），- 是标准输入
    #[arg(required = true, value_name = "PATH|URL|-")]
    paths: Vec<OsString>,
    /// 每行一个 JSON（本来就是）
    #[arg(long)]
    json: bool,
    /// 另写一份能发给各部门的报告（一个 HTML 文件）；- 是只把报告写到标准输出
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// 另写一份工作簿，每个部门或栏目一张表
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    #[command(flatten)]
    site: SiteArgs,
}

impl ScanArgs {
    /// Whether the report alone is written, to standard output.
    fn is_report_alone(&self) -> bool {
        self.report.as_deref() == Some(Path::new("-"))
    }
}

/// Reads a document of a kind.
type Open<'a> = &'a dyn Fn(&str, &[u8]) -> Result<Document, Unreadable>;

/// What reads documents, and where pages in UTF-8 lead: the child, or a test's own process.
pub struct Readers<'a> {
    open: Open<'a>,
    leads: &'a dyn Fn(&[u8]) -> Result<Leads, Unreadable>,
}

/// Runs the command by these rules. 0 nothing at `block`; 1 something at `block` or unreadable, or a report that could not
/// be written.
pub fn run(args: &ScanArgs, rules: &Rules, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    outcome(args, rules, out, err).unwrap_or_else(|error| {
        writeln!(err, "写不出结果：{error}").ok();
        1
    })
}

fn outcome(args: &ScanArgs, rules: &Rules, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    if args.is_report_alone() && args.json {
        writeln!(err, "--report - 把报告写到标准输出，不能同时要 --json").ok();
        return Ok(2);
    }
    let mut journal = match args.site.resume.as_deref().map(Journal::open).transpose() {
        Ok(journal) => journal,
        Err(error) => {
            writeln!(err, "--resume 的文件用不了：{error}").ok();
            return Ok(2);
        }
    };
    let (program, limits) = (Intake::program()?, child::Limits::default());
    let reading = child::Limits::of_reading();
    let readers = Readers {
        open: &|kind, bytes| child::read(&program, kind, bytes, reading),
        leads: &|page| child::leads(&program, page, limits),
    };
    // Nothing can be kept of what is typed: it ends as every program does.
    let only_typed = args.paths.iter().all(|path| path == "-");
    let stop = if only_typed { Stop::never()? } else { Stop::listen()? };
    let clock = Clock::system();
    let report = (args.report.is_some() || args.xlsx.is_some()).then(|| Report::new(clock.now()));
    let (mut out, mut nowhere) = (BufWriter::new(out), io::sink());
    let lines: &mut dyn Write = if args.is_report_alone() { &mut nowhere } else { &mut out };
    let mut told = Told::new(lines, rules, report);
    let is_whole = scan(args, (&readers, &stop), journal.as_mut(), &mut told, err)?;
    let stops = told.stops;
    let written = told.report.map_or(Ok(()), |report| write_report(args, report, &clock, &mut out));
    match (&written, journal.filter(|_| is_whole)) {
        (Err(error), _) => drop(writeln!(err, "报告写不出来：{error}")),
        (Ok(()), Some(journal)) => journal.forget()?,
        (Ok(()), None) => {}
    }
    Ok(u8::from(stops || written.is_err()))
}

fn write_report(args: &ScanArgs, mut report: Report, clock: &Clock, out: &mut dyn Write) -> io::Result<()> {
    report.end(clock.now(), args.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect());
    if let Some(file) = &args.report {
        let html = report.html().map_err(io::Error::other)?;
        match args.is_report_alone() {
            true => out.write_all(html.as_bytes()).and_then(|()| out.flush())?,
            false => fs::write(file, html)?,
        }
    }
    if let Some(file) = &args.xlsx {
        fs::write(file, report.xlsx().map_err(io::Error::other)?)?;
    }
    Ok(())
}

/// Reads what was named. Whether all was read that is known of the sites.
fn scan(
    args: &ScanArgs,
    (readers, stop): (&Readers<'_>, &Stop),
    mut journal: Option<&mut Journal>,
    told: &mut Told<'_>,
    err: &mut dyn Write,
) -> io::Result<bool> {
    let mut is_whole = true;
    for path in &args.paths {
        let address =
            path.to_str().filter(|path| path.starts_with("http://") || path.starts_with("https://"));
        match address {
            Some(address) => {
                let journal = journal.as_deref_mut();
                is_whole &= site::scan(address, &args.site, (readers, stop), journal, told, err)?;
            }
            None => files(Path::new(path), (readers, stop), told)?,
        }
    }
    Ok(is_whole)
}

/// Tells what stands in a file, or in the files of a folder.
fn files(root: &Path, (readers, stop): (&Readers<'_>, &Stop), told: &mut Told<'_>) -> io::Result<()> {
    let mut progress = super::progress::Progress::new();
    for (read, entry) in folder::entries(root).enumerate() {
        progress.say(|| format!("读了 {read} 个：{}", entry.path().to_string_lossy()));
        let source = entry.source(root);
        let document = match &entry {
            Entry::File(path) => match opened(path) {
                Ok(Opened::LongText(first, mut rest)) => {
                    told.text(&source, |rules, each| text::scan(rules, first, &mut *rest, each))?;
                    continue;
                }
                Ok(Opened::Text(bytes)) => text::document(bytes),
                Ok(Opened::Other(kind, bytes)) => (readers.open)(&kind, &bytes),
                Err(why) => Err(why),
            },
            Entry::Unreadable(_, why) => Err(Unreadable(why.clone())),
        };
        // The child that read it may have heard Ctrl-C, too.
        if stop.is_wanted() {
            return told.incomplete(&root.to_string_lossy(), &format!("中途被停下，只读了 {read} 个文件"));
        }
        told.document(&source, document)?;
    }
    Ok(())
}

/// A file that is open. Text is read here, as it comes; other files as a whole, by a child.
enum Opened {
    /// All of it.
    Text(Vec<u8>),
    /// Its first block, and what follows: it is too long to be read as a whole.
    LongText(Vec<u8>, Box<dyn Read>),
    /// Its kind and all of it.
    Other(String, Vec<u8>),
}

fn opened(path: &Path) -> Result<Opened, Unreadable> {
    let failed = |error: io::Error| Unreadable(unread(&error));
    let mut rest: Box<dyn Read> = match path.to_str() {
        Some("-") => Box::new(io::stdin().lock()),
        _ => Box::new(File::open(path).map_err(failed)?),
    };
    let (name, mut bytes) = (path.to_string_lossy(), Vec::new());
    text::fill(&mut *rest, &mut bytes, text::WHOLE).map_err(failed)?;
    if text::is_text(&reader::kind_of(&name, &bytes), &bytes) {
        if bytes.len() < text::WHOLE {
            return Ok(Opened::Text(bytes));
        }
        let (first, rest) = text::split(bytes, rest);
        return Ok(Opened::LongText(first, rest));
    }
    rest.read_to_end(&mut bytes).map_err(failed)?;
    Ok(Opened::Other(reader::kind_of(&name, &bytes), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// The exit code and what was written for a file of this content, read in this
    /// process: the child is the whole program, which the journeys run.
    fn told(name: &str, content: &[u8]) -> (u8, Vec<Value>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        told_of(&path)
    }

    fn told_of(path: &Path) -> (u8, Vec<Value>) {
        let mut out = Vec::new();
        let readers = Readers { open: &reader::read, leads: &|_| Ok(Leads::default()) };
        let mut told = Told::new(&mut out, Rules::built_in(), None);
        files(path, (&readers, &Stop::never().unwrap()), &mut told).unwrap();
        let code = u8::from(told.stops);
        let lines = String::from_utf8(out).unwrap();
        (code, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn places_count_characters_in_every_encoding() {
        let text = "申请人张某，手机13800138000，监督电话：0577-88132003";
        let (gbk, ..) = encoding_rs::GB18030.encode(text);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xff\xfe", utf16.as_slice()].concat();
        for content in [text.as_bytes(), &gbk, &utf16, &marked] {
            let (code, lines) = told("notice.txt", content);
            assert_eq!(code, 1);
            let place = |line: &Value| (line["type"].clone(), line["start"].clone(), line["end"].clone());
            assert_eq!(place(&lines[0]), ("mobile".into(), 8.into(), 19.into()));
            assert_eq!(place(&lines[1]), ("landline".into(), 25.into(), 38.into()));
            assert_eq!((&lines[0]["part"], &lines[0]["level"]), (&"body".into(), &"block".into()));
            assert_eq!(lines[0]["masked"], "138****8000");
        }
    }

    #[test]
    fn nothing_at_block_is_0() {
        assert_eq!(told("notice.txt", "监督电话：0577-88132003".as_bytes()).0, 0);
        assert_eq!(told("empty.txt", b""), (0, Vec::new()));
        let (code, lines) = told(
            "page.html",
            "<p title='13800138000'>学校&nbsp;</p><p>张某11010519491231002X</p>".as_bytes(),
        );
        assert_eq!((code, lines.len()), (1, 2));
        assert_eq!((&lines[0]["type"], &lines[0]["part"]), (&"id_card".into(), &"body".into()));
        assert_eq!((&lines[1]["type"], &lines[1]["part"]), (&"mobile".into(), &"page source".into()));
    }

    #[test]
    fn what_cannot_be_read_is_said_and_stops() {
        let contents: [&[u8]; 4] = [b"%PDF-1.7", b"PK\x03\x04", b"\x00\x01\x00\x02", b"\x81\xff\xff\x30"];
        for content in contents {
            let (code, lines) = told("file", content);
            assert_eq!((code, lines.len()), (1, 1), "{content:?}");
            assert_eq!((&lines[0]["type"], &lines[0]["part"]), (&"unreadable".into(), &"body".into()));
            assert_ne!(lines[0]["rule"], "");
        }
        assert_eq!(told_of(Path::new("/no/such/file")).1[0]["rule"], "没有这个文件");
    }

    #[test]
    fn a_cell_is_named_and_counted_in() {
        let rows = vec![vec!["陈某".into(), "手机13800138000".into()]];
        let sheet = documents::sheets::write::Sheet {
            name: "名单".into(),
            header: vec!["姓名".into(), "联系".into()],
            rows,
        };
        let workbook = documents::sheets::write::xlsx(&[sheet]).unwrap();
        // By its name, and by what it begins with.
        for name in ["list.xlsx", "list"] {
            let (code, lines) = told(name, &workbook);
            assert_eq!((code, lines.len()), (1, 1), "{lines:?}");
            let line = &lines[0];
            assert_eq!(
                (&line["part"], &line["start"], &line["end"]),
                (&"名单!B2".into(), &2.into(), &13.into())
            );
        }
    }

    #[test]
    fn the_name_of_a_file_is_read_too() {
        for content in ["没有要紧的".as_bytes(), &"没有要紧的。".repeat(text::WHOLE / 9).into_bytes()]
        {
            let (code, lines) = told("张某11010519491231002X.txt", content);
            assert_eq!((code, lines.len()), (1, 1), "{lines:?}");
            assert_eq!((&lines[0]["type"], &lines[0]["part"]), (&"id_card".into(), &"names".into()));
            assert_eq!((&lines[0]["start"], &lines[0]["end"]), (&2.into(), &20.into()));
        }
    }

    #[test]
    fn a_list_of_aid_is_read_as_the_gate_reads_it() {
        let list = "姓名\t班级\t家庭人口\t困难原因\n陈某\t软件2401\t4\t父亲患病\n";
        let rules = |name: &str, text: &str| {
            let (_, lines) = told(name, text.as_bytes());
            lines.iter().map(|line| line["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let all = ["aid_column", "aid_hardship"];
        assert_eq!(rules("2026年国家助学金获助学生名单公示.txt", list), all);
        assert_eq!(rules("附件1.txt", &format!("国家助学金获助学生名单公示\n{list}")), all);
        assert_eq!(rules("附件1.txt", list), ["hardship_column"]);
    }

    #[test]
    fn a_folder_is_all_that_lies_in_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["c.txt", "b/d.txt", "a.txt"] {
            fs::write(folder.path().join(name), "13800138000").unwrap();
        }
        std::os::unix::fs::symlink(folder.path(), folder.path().join("b/up")).unwrap();
        let (_, lines) = told_of(folder.path());
        let names: Vec<_> =
            lines.iter().map(|line| line["file"].as_str().unwrap().rsplit('/').next()).collect();
        assert_eq!(names, [Some("a.txt"), Some("d.txt"), Some("c.txt")]);
    }
}
