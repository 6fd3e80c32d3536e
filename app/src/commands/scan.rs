//! `gongkai scan`: personal data in files, one JSON object a line.

use std::io::{Read, Write};

use clap::Args;
use encoding_rs::{UTF_16BE, UTF_16LE};
use pii::Rules;
use serde::Serialize;

/// Finds personal data in files.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// 文件，- 是标准输入
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// 每行一个 JSON（本来就是）
    #[arg(long)]
    json: bool,
}

/// A place inside a document, and its text or why there is none.
pub struct Part {
    /// `body`, or what the place is called inside the document.
    pub name: String,
    /// Its text.
    pub text: Result<String, String>,
}

impl Part {
    fn body(text: Result<String, String>) -> Part {
        Part { name: "body".to_owned(), text }
    }
}

/// Opens a document of this name into its parts.
type Open<'a> = &'a dyn Fn(&str, &[u8]) -> Vec<Part>;

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
    scan(&args.paths, Rules::built_in(), &open, out).unwrap_or_else(|error| {
        writeln!(err, "写不出结果：{error}").ok();
        1
    })
}

fn scan(paths: &[String], rules: &Rules, open: Open<'_>, out: &mut dyn Write) -> std::io::Result<u8> {
    let mut code = 0;
    for path in paths {
        let parts = match read(path) {
            Ok(bytes) => open(path, &bytes),
            Err(why) => vec![Part::body(Err(why))],
        };
        for part in &parts {
            code |= u8::from(tell(path, part, rules, out)?);
        }
        out.flush()?;
    }
    Ok(code)
}

/// Writes what is found in a part; whether it stops a release.
fn tell(path: &str, part: &Part, rules: &Rules, out: &mut dyn Write) -> std::io::Result<bool> {
    let line = Line {
        file: path,
        part: &part.name,
        start: 0,
        end: 0,
        kind: "unreadable",
        level: "block",
        masked: "",
        rule: "",
    };
    let text = match &part.text {
        Ok(text) => text,
        Err(why) => return write(&Line { rule: why, ..line }, out).map(|()| true),
    };
    let mut blocks = false;
    for finding in rules.scan(text) {
        blocks |= finding.level == pii::Level::Block;
        let (kind, level) = (finding.kind.code(), finding.level.code());
        let (masked, rule) = (finding.masked.as_str(), finding.rule.as_str());
        write(&Line { start: finding.start, end: finding.end, kind, level, masked, rule, ..line }, out)?;
    }
    Ok(blocks)
}

fn write(line: &Line<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(line).map_err(std::io::Error::other)?)
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    if path.starts_with("http://") || path.starts_with("https://") {
        return Err("本版本不读网址，请先把它存成文件".to_owned());
    }
    let mut bytes = Vec::new();
    let outcome = match path {
        "-" => std::io::stdin().lock().read_to_end(&mut bytes).map(drop),
        path => std::fs::read(path).map(|read| bytes = read),
    };
    match outcome {
        Ok(()) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err("没有这个文件".to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => {
            Err("这是文件夹，请写文件".to_owned())
        }
        Err(error) => Err(format!("读不了：{error}")),
    }
}

/// What other programs' files begin with. Their readers come with `documents`.
const FORMATS: [(&[u8], &str); 7] = [
    (b"%PDF", "PDF文件"),
    (b"PK\x03\x04", "Office文件或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版Office文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
];

/// Text files in UTF-8, UTF-16 or GB18030, and HTML by its text.
fn open(path: &str, bytes: &[u8]) -> Vec<Part> {
    let text = match FORMATS.iter().find(|(start, _)| bytes.starts_with(start)) {
        Some((_, name)) => Err(format!("这是{name}，本版本只读文字文件和网页，请打开来人工检查")),
        None => decode(bytes),
    };
    let path = path.to_lowercase();
    let is_page = [".html", ".htm"].iter().any(|ending| path.ends_with(ending));
    vec![Part::body(text.map(|text| if is_page { documents::html::to_text(&text) } else { text }))]
}

fn decode(bytes: &[u8]) -> Result<String, String> {
    if encoding_rs::Encoding::for_bom(bytes).is_none() && bytes.contains(&0) {
        return utf16_without_mark(bytes).ok_or_else(|| "不是文字文件，请打开来人工检查".to_owned());
    }
    documents::sheets::text(bytes).map_err(|error| error.to_string())
}

/// UTF-16 whose mark is missing: ASCII in it leaves zeros on one side only.
fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    let zeros = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let encoding = match (zeros(0), zeros(1)) {
        (0, 1..) => UTF_16LE,
        (1.., 0) => UTF_16BE,
        _ => return None,
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let readable = !text.chars().any(|c| c.is_control() && !c.is_ascii_whitespace());
    (readable && bytes.len().is_multiple_of(2)).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exit code and what was written for a file of this content.
    fn told(name: &str, content: &[u8]) -> (u8, Vec<serde_json::Value>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        told_of(&path.to_string_lossy())
    }

    fn told_of(path: &str) -> (u8, Vec<serde_json::Value>) {
        let args = ScanArgs { paths: vec![path.to_owned()], json: true };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = run(&args, &mut out, &mut err);
        assert!(err.is_empty());
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
            let place =
                |line: &serde_json::Value| (line["type"].clone(), line["start"].clone(), line["end"].clone());
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
            assert_eq!(lines[0]["type"], "unreadable");
            assert_ne!(lines[0]["rule"], "");
        }
        assert_eq!(told_of("/no/such/file").1[0]["rule"], "没有这个文件");
        assert_eq!(told_of("https://example.com/a").0, 1);
    }

    #[test]
    fn a_reader_names_the_parts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.xlsx").to_string_lossy().into_owned();
        std::fs::write(&path, b"").unwrap();
        let open = |_: &str, _: &[u8]| {
            let part = |name: &str, text| Part { name: name.to_owned(), text };
            vec![
                part("Sheet2!C14 (hidden)", Ok("13800138000".to_owned())),
                part("p. 3", Err("是扫描件".to_owned())),
            ]
        };
        let mut out = Vec::new();
        assert_eq!(scan(&[path], Rules::built_in(), &open, &mut out).unwrap(), 1);
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("Sheet2!C14 (hidden)") && out.contains("是扫描件"), "{out}");
    }
}
