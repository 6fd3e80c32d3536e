//! `gongkai scan`: personal data in files, one JSON object a line.

mod text;

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use documents::reader::{self, Document, Part, Unreadable};
use documents::{Intake, child};
use pii::Rules;
use serde::Serialize;

use super::unread;

/// Finds personal data in files.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// 文件或文件夹，- 是标准输入
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 每行一个 JSON（本来就是）
    #[arg(long)]
    json: bool,
}

/// Reads a document of a kind.
type Open<'a> = &'a dyn Fn(&str, &[u8]) -> Result<Document, Unreadable>;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    part: &'a str,
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: &'a str,
    level: &'a str,
    masked: &'a str,
    rule: &'a str,
}

/// Runs the command. 0 nothing at `block`; 1 something at `block` or unreadable.
pub fn run(args: &ScanArgs, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let outcome = Intake::program().and_then(|program| {
        let open = |kind: &str, bytes: &[u8]| child::read(&program, kind, bytes, child::Limits::default());
        scan(&args.paths, Rules::built_in(), &open, &mut BufWriter::new(out))
    });
    outcome.unwrap_or_else(|error| {
        writeln!(err, "写不出结果：{error}").ok();
        1
    })
}

fn scan(paths: &[PathBuf], rules: &Rules, open: Open<'_>, out: &mut dyn Write) -> std::io::Result<u8> {
    let mut code = 0;
    for path in paths {
        for file in files(path) {
            code |= u8::from(tell(&file, rules, open, out)?);
            out.flush()?;
        }
    }
    Ok(code)
}

/// A file; of a folder all files in it and below, by name. Links to folders are not
/// followed: they may lead back.
fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    let below = |entry: fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_symlink() && entry.path().is_dir() => Vec::new(),
        _ => files(&entry.path()),
    };
    entries.into_iter().flat_map(below).collect()
}

/// Writes what is found in a file; whether it stops a release. Text is read here, as it comes;
/// other files as a whole, by a child.
fn tell(path: &Path, rules: &Rules, open: Open<'_>, out: &mut dyn Write) -> std::io::Result<bool> {
    let name = path.to_string_lossy();
    let (first, mut rest) = match begin(path) {
        Ok(begun) => begun,
        Err(why) => return tell_unreadable(&name, why, out),
    };
    let kind = reader::kind_of(&name, &first);
    if text::is_text(&kind, &first) {
        return tell_text(&name, rules, first, &mut *rest, out);
    }
    let mut bytes = first;
    if let Err(error) = rest.read_to_end(&mut bytes) {
        return tell_unreadable(&name, Unreadable(unread(&error)), out);
    }
    let document = match open(&reader::kind_of(&name, &bytes), &bytes) {
        Ok(document) => document,
        Err(why) => return tell_unreadable(&name, why, out),
    };
    let mut stops = false;
    for part in &document.parts {
        stops |= tell_part(&name, part, rules, out)?;
    }
    Ok(stops)
}

fn tell_unreadable(file: &str, Unreadable(why): Unreadable, out: &mut dyn Write) -> std::io::Result<bool> {
    let part = Part { name: "body".to_owned(), text: Err(why), sheet: None };
    tell_part(file, &part, Rules::built_in(), out)
}

fn tell_text(
    file: &str,
    rules: &Rules,
    first: Vec<u8>,
    rest: &mut dyn Read,
    out: &mut dyn Write,
) -> std::io::Result<bool> {
    let mut stops = false;
    let outcome = text::scan(rules, first, rest, &mut |found| {
        stops |= found.level == pii::Level::Block;
        tell_finding(file, "body", &found, out)
    })?;
    match outcome {
        Ok(()) => Ok(stops),
        Err(why) => tell_unreadable(file, why, out),
    }
}

fn tell_part(file: &str, part: &Part, rules: &Rules, out: &mut dyn Write) -> std::io::Result<bool> {
    if let Err(why) = &part.text {
        let (part, rule) = (&*part.name, &**why);
        let line =
            Line { file, part, start: 0, end: 0, kind: "unreadable", level: "block", masked: "", rule };
        return write(&line, out).map(|()| true);
    }
    let mut stops = false;
    for placed in screening::placed(rules, part) {
        stops |= placed.finding.level == pii::Level::Block;
        tell_finding(file, &placed.place, &placed.finding, out)?;
    }
    Ok(stops)
}

fn tell_finding(file: &str, part: &str, found: &pii::Finding, out: &mut dyn Write) -> std::io::Result<()> {
    let line = Line {
        file,
        part,
        start: found.start,
        end: found.end,
        kind: found.kind.code(),
        level: found.level.code(),
        masked: &found.masked,
        rule: &found.rule,
    };
    write(&line, out)
}

fn write(line: &Line<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(line).map_err(std::io::Error::other)?)
}

/// The first block of a file, and what follows.
fn begin(path: &Path) -> Result<(Vec<u8>, Box<dyn Read>), Unreadable> {
    let address = path.to_str().unwrap_or_default();
    if address.starts_with("http://") || address.starts_with("https://") {
        return Err(Unreadable("本版本不读网址，请先把它存成文件".to_owned()));
    }
    let opened: std::io::Result<Box<dyn Read>> = match address {
        "-" => Ok(Box::new(std::io::stdin().lock())),
        _ => File::open(path).map(|file| Box::new(file) as Box<dyn Read>),
    };
    let begun = opened.and_then(|mut input| {
        let mut first = Vec::new();
        text::block(&mut *input, &mut first).map(|()| (first, input))
    });
    begun.map_err(|error| Unreadable(unread(&error)))
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
        let code = scan(&[path.to_owned()], Rules::built_in(), &reader::read, &mut out).unwrap();
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
        assert_eq!((code, lines.len()), (1, 1));
        assert_eq!(lines[0]["type"], "id_card");
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
        assert_eq!(told_of(Path::new("https://example.com/a")).0, 1);
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
