//! Values at random places, cut at random: after masking the reader gives the masked text.

use documents::reader;
use documents::redact::{Mask, key, redact};
use documents::sheets::write::{self, Sheet};
use proptest::prelude::*;
use serde_json::json;

use super::{MOBILE, NUMBER, masks, package, told};

/// Words with values among them; what masking makes of it when every value becomes a star.
fn words() -> impl Strategy<Value = (String, String)> {
    let plain = prop_oneof![
        "[张三李四学院，。 ]{0,6}",
        "[a-z<>&\"']{0,5}",
        Just("2026年".to_owned()),
        Just("\u{1f600}".to_owned())
    ];
    let piece = prop_oneof![
        3 => plain.prop_map(|text| (text.clone(), text)),
        1 => prop_oneof![Just(MOBILE), Just(NUMBER)].prop_map(|value| (value.to_owned(), "*".to_owned())),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| {
        // A letter between two keeps one value from growing into the next.
        let pair = |(text, masked): &(String, String)| (format!("{text}号"), format!("{masked}号"));
        pieces.iter().map(pair).unzip()
    })
}

/// Masks of all values in a file.
fn all_masks(kind: &str, bytes: &[u8]) -> Vec<Mask> {
    let document = reader::read(kind, bytes).unwrap();
    [MOBILE, NUMBER].iter().flat_map(|value| masks(&document, value, "*")).collect()
}

/// A text as runs cut at these places.
fn runs(text: &str, cuts: &[u8]) -> String {
    let mut runs = String::new();
    let mut rest: &[char] = &text.chars().collect::<Vec<_>>();
    let mut cuts = cuts.iter().cycle();
    while !rest.is_empty() {
        let (run, left) = rest.split_at((1 + *cuts.next().unwrap() as usize % 7).min(rest.len()));
        let run: String = run.iter().collect();
        let run = run.replace('&', "&amp;").replace('<', "&lt;").replace('7', "&#55;");
        runs += &format!("<w:r><w:t xml:space=\"preserve\">{run}</w:t></w:r>");
        rest = left;
    }
    runs
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn word_files(lines in prop::collection::vec(words(), 1..5), cuts in prop::collection::vec(any::<u8>(), 1..9)) {
        let paragraph = |(text, _): &(String, String)| format!("<w:p>{}</w:p>", runs(text, &cuts));
        let row = |line: &(String, String)| format!("<w:tr><w:tc>{}</w:tc><w:tc><w:p/></w:tc></w:tr>", paragraph(line));
        let (body, rows): (String, String) = (lines.iter().map(paragraph).collect(), lines.iter().map(row).collect());
        let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}<w:tbl>{rows}</w:tbl></w:body></w:document>");
        let relation = [("", "rId1", "officeDocument", "word/document.xml")];
        let bytes = package(&[("word/document.xml", &document)], &relation);
        let redacted = redact("docx", &bytes, &all_masks("docx", &bytes)).unwrap();
        let once: String = lines.iter().map(|(_, masked)| squeezed(masked)).collect();
        prop_assert_eq!(squeezed(&told("docx", &redacted.bytes)[0].1), once.repeat(2));
    }

    #[test]
    fn sheets(rows in prop::collection::vec((words(), any::<u32>()), 1..6), numbers in any::<bool>()) {
        let cells = |((text, _), number): &((String, String), u32)| {
            vec![json!(text), if numbers { json!(13_800_005_678_u64) } else { json!(number) }]
        };
        let header = vec!["甲".to_owned(), "乙".to_owned()];
        let sheet = Sheet { name: "名单".into(), header, rows: rows.iter().map(cells).collect() };
        let bytes = write::xlsx(&[sheet]).unwrap();
        let redacted = redact("xlsx", &bytes, &all_masks("xlsx", &bytes)).unwrap();
        let line = |((_, masked), number): &((String, String), u32)| {
            format!("{masked}{}", if numbers { "*".to_owned() } else { number.to_string() })
        };
        let wanted: String = rows.iter().map(|row| squeezed(&line(row))).collect();
        prop_assert_eq!(squeezed(&told("xlsx", &redacted.bytes)[0].1), format!("甲乙{wanted}"));
    }

    #[test]
    fn text_files(lines in prop::collection::vec(words(), 1..6), gb in any::<bool>(), crlf in any::<bool>()) {
        let end = if crlf { "\r\n" } else { "\n" };
        let joined = |masked: bool| lines.iter().map(|(a, b)| if masked { b } else { a }.clone() + end).collect::<String>();
        let encoded = |text: String| if gb { encoding_rs::GB18030.encode(&text).0.into_owned() } else { text.into_bytes() };
        let bytes = encoded(joined(false));
        let redacted = redact("txt", &bytes, &all_masks("txt", &bytes)).unwrap();
        prop_assert_eq!(redacted.bytes, encoded(joined(true)));
    }

    #[test]
    fn csv_files(rows in prop::collection::vec((words(), words()), 1..6), with in "[*,\"]{1,3}") {
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|((a, _), (b, _))| writer.write_record([a, b]).unwrap());
        let bytes = writer.into_inner().unwrap();
        let masks: Vec<Mask> =
            all_masks("csv", &bytes).into_iter().map(|mask| Mask { with: with.clone(), ..mask }).collect();
        let redacted = redact("csv", &bytes, &masks).unwrap();
        let read = |bytes: &[u8]| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect::<Vec<Vec<String>>>()
        };
        let wanted = |(_, masked): &(String, String)| masked.replace('*', &with);
        let wanted: Vec<Vec<String>> = rows.iter().map(|(a, b)| vec![wanted(a), wanted(b)]).collect();
        prop_assert_eq!(read(&redacted.bytes), wanted);
    }
}

#[test]
fn a_mask_may_begin_and_end_anywhere() {
    let text = "<w:document xmlns:w=\"w\"><w:p><w:r><w:t>甲乙</w:t></w:r><w:r><w:tab/><w:t>丙&lt;</w:t></w:r></w:p></w:document>";
    let bytes =
        package(&[("word/document.xml", text)], &[("", "rId1", "officeDocument", "word/document.xml")]);
    let document = reader::read("docx", &bytes).unwrap();
    assert_eq!(document.parts[0].text.as_deref(), Ok("甲乙\t丙<"));
    for (start, end, wanted) in [(0, 1, "*乙\t丙<"), (1, 4, "甲*\t<"), (2, 3, "甲乙\t丙<"), (3, 5, "甲乙\t*")]
    {
        let mask = Mask { part: key(&document, 0), start, end, with: "*".into() };
        let redacted = redact("docx", &bytes, &[mask]).unwrap();
        assert_eq!(told("docx", &redacted.bytes)[0].1, wanted, "{start} {end}");
    }
}
