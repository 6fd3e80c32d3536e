//! Files that somebody made to do harm, or that broke: each comes to an end, in text or in
//! a sentence, without much memory. What the child adds to that is in `tests/child.rs`.

use crate::made::{assert_told, office, office_of, pdf, told_of, workbook, zipped};

#[test]
fn a_sheet_that_says_it_is_huge_is_read_for_what_it_has() {
    let cell =
        |place: &str, text: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let sheet = format!(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{}</row><row r="1048576">{}</row></sheetData>"#,
        cell("A1", "甲"),
        cell("XFD1048576", "13800000001")
    );
    let document = documents::reader::read("xlsx", &workbook(&[("表", "visible", &sheet)], &[])).unwrap();
    let text = document.parts[0].text.as_ref().unwrap();
    assert!(text.len() < 2 << 20 && text.ends_with("\t13800000001"));
    assert_eq!(document.parts[0].place(text.chars().count() - 11).0, "表!XFD1048576");
    let scattered: String = (1..=5000)
        .map(|row| {
            format!(
                r#"<row r="{row}">{}</row>"#,
                cell(&format!("{}{row}", if row == 1 { "A" } else { "XFD" }), "a")
            )
        })
        .collect();
    let told =
        told_of("xlsx", &workbook(&[("表", "visible", &format!("<sheetData>{scattered}</sheetData>"))], &[]));
    assert_eq!(told[0], ("表".to_owned(), "!这张表的格子太分散，读不完，请人看一遍".to_owned()));
}

#[test]
fn thousands_of_tiny_sheets_are_read_or_told() {
    let sheets: Vec<String> = (0..3000).map(|n| format!("表{n}")).collect();
    let of = |count: usize| -> Vec<(&str, &str, &str)> {
        sheets[..count].iter().map(|name| (name.as_str(), "visible", "<sheetData/>")).collect()
    };
    assert_eq!(told_of("xlsx", &workbook(&of(3000), &[])).len(), 3001);
    let many: Vec<(String, &[u8])> =
        (0..10_000).map(|n| (format!("xl/worksheets/sheet{n}.xml"), &b"<a/>"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_told("xlsx", &office_of(&many), &[("", "!压缩文件里的文件太多")]);
}

#[test]
fn xml_nested_without_end_is_read_without_a_stack() {
    let depth = 200_000;
    let deep = format!(
        "{}<w:r><w:t>底</w:t></w:r>{}",
        "<w:tbl><w:tr><w:tc>".repeat(depth),
        "</w:tc></w:tr></w:tbl>".repeat(depth)
    );
    assert_told("docx", &office(&[("word/document.xml", &deep)]), &[("body", "底")]);
    let bomb = r#"<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:p>&b;</w:p>"#;
    assert_told(
        "docx",
        &office(&[("word/document.xml", bomb)]),
        &[("body", "!文件里有不该有的声明（DTD），没有读")],
    );
    let html = format!("{}底", "<div>".repeat(100_000));
    assert_told("html", html.as_bytes(), &[("body", "底")]);
}

#[test]
fn damaged_files_are_told_wherever_they_break() {
    let word = office(&[("word/document.xml", "<w:p><w:r><w:t>正文</w:t></w:r></w:p>")]);
    let page = pdf(&[
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R>>",
    ]);
    for (kind, bytes) in [("docx", &word), ("pdf", &page), ("zip", &word)] {
        for part in 1..10 {
            let cut = &bytes[..bytes.len() * part / 10];
            let told = told_of(kind, cut);
            assert!(told.iter().any(|(_, text)| text.starts_with('!')), "{kind} {part}: {told:?}");
        }
    }
    for (kind, bytes, why) in [
        ("doc", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], "!文件已损坏，打不开"),
        ("et", b"\0\x01\x02", "!文件已损坏，打不开"),
        ("ppt", b"", "!文件已损坏，打不开"),
        ("xlsx", b"\xd0\xcf\x11\xe0", "!文件加了密码，或其实是旧格式，打不开"),
        ("ofd", b"PK\x03\x04", "!压缩文件已损坏，打不开"),
        ("gz", b"\x1f\x8b", "!压缩文件已损坏，解不开"),
        ("exe", b"MZ", "!.exe 文件读不了"),
    ] {
        assert_told(kind, bytes, &[("", why)]);
    }
}

#[test]
fn bombs_within_documents_are_told() {
    let bomb = zipped(&[("a.txt", &vec![b'a'; 4 << 20])]);
    let told =
        told_of("docx", &office_of(&[("word/document.xml", b"<w:p/>"), ("word/embeddings/a.zip", &bomb)]));
    assert!(
        told.contains(&("embedded a.zip/a.txt".to_owned(), "!解压后大得不正常，像是压缩炸弹".to_owned())),
        "{told:?}"
    );
    let packed = {
        use std::io::Write;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&vec![b' '; 70 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    let objects = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /Contents 4 0 R>>".to_vec(),
        crate::made::stream("/Filter /FlateDecode", &packed),
    ];
    let told = told_of("pdf", &crate::made::pdf_of(&objects, ""));
    assert!(told.iter().any(|(_, text)| text == "!这一页画的东西太多，没有读完，请人看一遍"), "{told:?}");
}
