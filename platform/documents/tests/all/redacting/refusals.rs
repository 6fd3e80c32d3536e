//! What can't be masked says so, and nothing makes it panic.

use documents::redact::{Mask, redact};
use proptest::prelude::*;

use super::{MOBILE, masks, package, sample, zipped};
use documents::reader;

fn why(kind: &str, bytes: &[u8]) -> String {
    redact(kind, bytes, &[]).unwrap_err().to_string()
}

#[test]
fn every_other_kind_is_refused_with_what_to_do() {
    for (kind, what) in [
        ("docm", "另存为 .docx"),
        ("doc", "另存为 .docx"),
        ("xls", "另存为 .xlsx"),
        ("pptx", "导出为 PDF"),
        ("ofd", "转换成 PDF"),
        ("zip", "逐个上传"),
        ("png", "涂掉"),
        ("html", "在原文件里改好"),
        ("", "在原文件里改好"),
    ] {
        let why = why(kind, b"PK");
        assert!(why.contains("不能自动遮盖") && why.contains(what), "{kind}: {why}");
    }
}

#[test]
fn what_is_damaged_or_locked_or_a_bomb_is_refused() {
    assert_eq!(why("docx", b"PK\x03\x04"), "压缩文件已损坏，打不开");
    assert_eq!(why("xlsx", b"\xd0\xcf\x11\xe0"), "文件加了密码，或其实是旧格式，打不开");
    assert_eq!(why("pdf", b"%PDF-1.7"), "PDF 已损坏，或加了密码，打不开");
    assert!(why("docx", &zipped(&[("[Content_Types].xml", "<Types/>")])).contains("没有正文"));
    let relation = [("", "rId1", "officeDocument", "word/document.xml")];
    let long = "a".repeat(8 << 20);
    let bomb = package(&[("word/document.xml", &format!("<d>{long}</d>"))], &relation);
    assert!(why("docx", &bomb).contains("压缩炸弹"));
    let entities = "<!DOCTYPE d [<!ENTITY a \"aa\">]><d>&a;</d>";
    assert!(why("docx", &package(&[("word/document.xml", entities)], &relation)).contains("DTD"));
}

#[test]
fn what_is_left_where_nobody_reads_fails_the_check() {
    let text = format!(
        "<w:document xmlns:w=\"w\"><w:p><w:bookmarkStart w:name=\"{MOBILE}\"/><w:r><w:t>电话{MOBILE}</w:t></w:r></w:p></w:document>"
    );
    let bytes =
        package(&[("word/document.xml", &text)], &[("", "rId1", "officeDocument", "word/document.xml")]);
    let document = reader::read("docx", &bytes).unwrap();
    let refusal = redact("docx", &bytes, &masks(&document, MOBILE, "*")).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "遮盖以后又检查了一遍，word/document.xml里还找得到要遮盖的内容，没有生成文件。请在原文件里改好，重新上传"
    );
}

#[test]
fn a_scan_is_turned_down() {
    let Some(bytes) = sample("request-form-scan.pdf") else { return };
    assert!(why("pdf", &bytes).starts_with("第1页有问题（这一页没有文字层"), "{}", why("pdf", &bytes));
}

/// Files to be broken, each with masks that fit while it is whole.
fn whole() -> Vec<(&'static str, Vec<u8>, Vec<Mask>)> {
    let text =
        format!("<w:document xmlns:w=\"w\"><w:p><w:r><w:t>电话{MOBILE}</w:t></w:r></w:p></w:document>");
    let word =
        package(&[("word/document.xml", &text)], &[("", "rId1", "officeDocument", "word/document.xml")]);
    let samples = [("xlsx", "final-accounts.xlsx"), ("pdf", "guide.pdf"), ("docx", "annual-report.docx")];
    let samples = samples.into_iter().filter_map(|(kind, name)| Some((kind, sample(name)?)));
    let files =
        [("docx", word), ("csv", format!("a,\"{MOBILE}\"\n").into_bytes())].into_iter().chain(samples);
    files
        .map(|(kind, bytes)| {
            let document = reader::read(kind, &bytes).unwrap();
            let mut found = masks(&document, MOBILE, "*");
            found.push(Mask { part: document.parts[0].name.clone(), start: 0, end: 2, with: "<*>\"".into() });
            (kind, bytes, found)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_broken_anywhere_ends_in_an_answer(changes in prop::collection::vec((any::<u32>(), any::<u8>()), 1..6), cut in any::<u32>()) {
        for (kind, mut bytes, masks) in whole() {
            for (at, byte) in &changes {
                let at = *at as usize % bytes.len();
                bytes[at] = *byte;
            }
            if cut % 3 == 0 {
                bytes.truncate(cut as usize % bytes.len());
            }
            // The reader of PDF files panics on some; in a child that is a sentence.
            let answer = std::panic::catch_unwind(|| redact(kind, &bytes, &masks));
            prop_assert!(answer.is_ok() || kind == "pdf", "{}", kind);
        }
    }
}
