//! `gongkai scan`: personal data in files, one JSON object a line.

use std::io::{Read, Write};

use clap::Args;
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
    let mut code = 0;
    for path in &args.paths {
        let outcome = read(path).and_then(|bytes| text_of(path, &bytes));
        let result = match &outcome {
            Ok(text) => tell(path, text, out),
            Err(why) => write(&Line { rule: why, kind: "unreadable", level: "block", ..empty(path) }, out)
                .map(|()| true),
        };
        match result {
            Ok(found) => code |= u8::from(found),
            Err(error) => {
                writeln!(err, "写不出结果：{error}").ok();
                return 1;
            }
        }
    }
    code
}

fn empty(path: &str) -> Line<'_> {
    Line { file: path, part: "body", start: 0, end: 0, kind: "", level: "", masked: "", rule: "" }
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let outcome = match path {
        "-" => std::io::stdin().lock().read_to_end(&mut bytes).map(drop),
        path => std::fs::read(path).map(|read| bytes = read),
    };
    outcome.map_err(|error| format!("读不了：{error}"))?;
    Ok(bytes)
}

/// The text of a text file, in UTF-8, UTF-16 or GB18030.
fn text_of(path: &str, bytes: &[u8]) -> Result<String, String> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    if bytes.contains(&0) {
        return Err("不是文字文件，本版本只读文字文件".to_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let is_page = [".html", ".htm"].iter().any(|ending| path.to_lowercase().ends_with(ending));
        return Ok(if is_page { documents::html::to_text(text) } else { text.to_owned() });
    }
    let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
    if broken { Err("文字编码认不出来".to_owned()) } else { Ok(text.into_owned()) }
}

/// Writes the findings; whether one stops a release.
fn tell(path: &str, text: &str, out: &mut dyn Write) -> std::io::Result<bool> {
    let mut blocks = false;
    for finding in pii::scan(text) {
        blocks |= finding.level == pii::Level::Block;
        let line = Line {
            start: finding.start,
            end: finding.end,
            kind: finding.kind.code(),
            level: finding.level.code(),
            masked: &finding.masked,
            rule: &finding.rule,
            ..empty(path)
        };
        write(&line, out)?;
    }
    Ok(blocks)
}

fn write(line: &Line<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", serde_json::to_string(line).map_err(std::io::Error::other)?)
}
