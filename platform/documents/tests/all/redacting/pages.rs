//! PDF files.

use std::process::Command;

use documents::paper::{Block, Paper, pdf};
use documents::reader;
use documents::redact::{Redacted, redact};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream, dictionary};

use super::{MOBILE, NUMBER, keep, masked, masks, sample, told};

/// A PDF of one page with this content; more may be put into it.
fn page_of(content: &[u8], more: impl FnOnce(&mut Pdf, ObjectId)) -> Vec<u8> {
    let mut pdf = Pdf::with_version("1.7");
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let content = pdf.add_object(Stream::new(Dictionary::new(), content.to_vec()));
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 400.into(), 300.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    pdf.objects
        .insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    let catalogue = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalogue);
    more(&mut pdf, page);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

fn page(content: &str) -> Vec<u8> {
    page_of(content.as_bytes(), |_, _| {})
}

/// Everything a PDF holds, unpacked.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut pdf = Pdf::load_mem(bytes).unwrap();
    pdf.decompress();
    let mut all = Vec::new();
    pdf.save_to(&mut all).unwrap();
    all
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// What another program reads, and what a finder of bad redactions finds.
fn check_by_others(name: &str, redacted: &Redacted, values: &[&str]) {
    keep(name, &redacted.bytes);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, &redacted.bytes).unwrap();
    if let Ok(read) = Command::new("pdftotext").arg(&file).arg("-").output() {
        let text: String = String::from_utf8_lossy(&read.stdout).split_whitespace().collect();
        assert!(!values.iter().any(|value| text.contains(value)), "{name}: {text}");
    }
    match Command::new("xray").arg(&file).output() {
        Ok(found) => assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), "{}", "{name}: {found:?}"),
        Err(_) => println!("skipped: xray isn't there"),
    }
}

#[test]
fn a_paper_of_ours_loses_what_is_masked_and_nothing_else() {
    let rows = format!("张三　身份证号{NUMBER}，手机{MOBILE}。联系电话：0571-88001234。");
    let paper = Paper {
        title: "奖学金名单".into(),
        subtitle: None,
        blocks: vec![Block::text(&rows), Block::text("以上同学 fi ffi 公示五个工作日。")],
    };
    let bytes = pdf(&paper, "2026-10-09T08:00:00Z".parse().unwrap()).unwrap();
    let before: String = told("pdf", &bytes)[0].1.split_whitespace().collect();
    let redacted = masked("pdf", &bytes, &[NUMBER, MOBILE]);
    let after: String = told("pdf", &redacted.bytes)[0].1.split_whitespace().collect();
    assert_eq!(after, before.replace(NUMBER, "").replace(MOBILE, ""));
    assert!(redacted.bytes.len() < bytes.len() * 3 / 2, "{} {}", redacted.bytes.len(), bytes.len());
    assert_eq!(masked("pdf", &bytes, &[NUMBER, MOBILE]), redacted);
    check_by_others("paper.pdf", &redacted, &[NUMBER, MOBILE]);
}

#[test]
fn however_a_number_is_drawn_it_goes_and_its_place_stays() {
    let glyphs: String = MOBILE
        .chars()
        .enumerate()
        .map(|(at, c)| format!("1 0 0 1 {} 20 Tm ({c}) Tj ", 20 + at * 7))
        .collect();
    for (name, content) in [
        ("plain", format!("BT /F1 12 Tf 20 20 Td (tel {MOBILE} end) Tj ET")),
        ("kerned", "BT /F1 12 Tf 20 20 Td [(tel 138) -50 (0000) 20 (5678 end)] TJ ET".to_owned()),
        ("octal", "BT /F1 12 Tf 20 20 Td (tel 138\\060000567\\070 end) Tj ET".to_owned()),
        ("hexadecimal", "BT /F1 12 Tf 20 20 Td <74656C20 3133383030303035363738 20656E64> Tj ET".to_owned()),
        ("turned", format!("q 0 1 -1 0 100 20 cm BT /F1 12 Tf 20 20 Td (tel {MOBILE} end) Tj ET Q")),
        ("scaled", format!("BT /F1 1 Tf 60 Tz .1 Tc .2 Tw 24 0 0 24 20 20 Tm (tel {MOBILE} end) Tj ET")),
        (
            "by glyphs",
            format!("BT /F1 12 Tf 1 0 0 1 0 20 Tm (tel) Tj {glyphs} 1 0 0 1 120 20 Tm (end) Tj ET"),
        ),
    ] {
        let bytes = page(&content);
        let before: String = told("pdf", &bytes)[0].1.split_whitespace().collect();
        let redacted = masked("pdf", &bytes, &[MOBILE]);
        let after: String = told("pdf", &redacted.bytes)[0].1.split_whitespace().collect();
        assert_eq!(after, before.replace(MOBILE, ""), "{name}");
        let all = unpacked(&redacted.bytes);
        assert!(!has(&all, b"800005") && !has(&all, b"3830303030"), "{name}");
        assert_eq!(ends(&bytes), ends(&redacted.bytes), "{name}: what follows stays where it was");
        check_by_others(&format!("{name}.pdf"), &redacted, &[MOBILE]);
    }
}

/// Where another program sees the word `end`.
fn ends(bytes: &[u8]) -> Option<Vec<i64>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, bytes).unwrap();
    let read = Command::new("pdftotext").arg("-bbox").arg(&file).arg("-").output().ok()?;
    let text = String::from_utf8_lossy(&read.stdout).into_owned();
    let line = text.lines().find(|line| line.contains(">end<")).unwrap_or_else(|| panic!("no end in {text}"));
    let number =
        |name: &str| line.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse::<f64>().ok();
    // Half a point is less than a hair's breadth.
    ["xMin", "yMin", "xMax", "yMax"]
        .iter()
        .map(|name| number(name).map(|n| (n * 2.0).round() as i64))
        .collect()
}

#[test]
fn text_in_a_form_on_two_pages_goes_from_both() {
    let bytes = page_of(b"q 1 0 0 1 0 50 cm /X Do Q", |pdf, page| {
        let fonts = pdf.get_dictionary(page).unwrap().get(b"Resources").unwrap().clone();
        let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => fonts,
        "BBox" => vec![0.into(), 0.into(), 400.into(), 300.into()] };
        let content = format!("BT /F1 12 Tf 20 20 Td (tel {MOBILE}) Tj ET");
        let form = pdf.add_object(Stream::new(form, content.into_bytes()));
        let own = pdf.get_dictionary_mut(page).unwrap();
        own.set("Resources", dictionary! { "XObject" => dictionary! { "X" => form } });
        let parent = own.get(b"Parent").unwrap().as_reference().unwrap();
        let second = own.clone();
        let second = pdf.add_object(second);
        pdf.get_dictionary_mut(parent).unwrap().set("Kids", vec![page.into(), second.into()]);
        pdf.get_dictionary_mut(parent).unwrap().set("Count", 2);
    });
    let redacted = masked("pdf", &bytes, &[MOBILE]);
    let texts: Vec<(String, String)> = told("pdf", &redacted.bytes);
    assert_eq!(texts.iter().map(|(_, text)| text.trim()).collect::<Vec<_>>(), ["tel", "tel"]);
    check_by_others("form.pdf", &redacted, &[MOBILE]);
}

#[test]
fn what_stands_beside_the_pages_is_gone() {
    let content =
        format!("/Span <</ActualText ({MOBILE})>> BDC BT /F1 12 Tf 20 20 Td (tel {MOBILE}) Tj ET EMC");
    let bytes = page_of(content.as_bytes(), |pdf, page| {
        let note = |kind: &str| {
            dictionary! { "Type" => "Annot", "Subtype" => kind, "Rect" => vec![0.into(); 4],
            "Contents" => Object::string_literal(MOBILE) }
        };
        let mut field = note("Widget");
        field.set("V", Object::string_literal(MOBILE));
        let link = |to: &str| {
            let mut link = note("Link");
            link.set("A", dictionary! { "S" => "URI", "URI" => Object::string_literal(to) });
            Object::Dictionary(link)
        };
        let notes =
            vec![note("Text").into(), field.into(), link("https://example.edu.cn/"), link("tel:13800005678")];
        pdf.get_dictionary_mut(page).unwrap().set("Annots", notes);
        let title = lopdf::text_string("张三 13800005678");
        let outline = pdf.add_object(dictionary! { "Type" => "Outlines" });
        let item = pdf.add_object(dictionary! { "Title" => title, "Parent" => outline });
        pdf.get_dictionary_mut(outline).unwrap().set("First", item);
        let metadata = pdf.add_object(Stream::new(Dictionary::new(), MOBILE.as_bytes().to_vec()));
        let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal(MOBILE) };
        let script = pdf.add_object(script);
        let info = pdf.add_object(dictionary! { "Author" => Object::string_literal(MOBILE) });
        pdf.trailer.set("Info", info);
        pdf.add_object(Stream::new(Dictionary::new(), b"an earlier 13800005678".to_vec()));
        let catalogue = pdf.catalog_mut().unwrap();
        catalogue.set("Outlines", outline);
        catalogue.set("Metadata", metadata);
        catalogue.set("OpenAction", script);
    });
    let redacted = masked("pdf", &bytes, &[MOBILE]);
    let all = unpacked(&redacted.bytes);
    assert!(!has(&all, b"13800005678") && !has(&all, b"JavaScript") && !has(&all, b"earlier"));
    assert!(!has(&all, "138".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>().as_slice()));
    assert!(has(&all, b"https://example.edu.cn/") && has(&all, b"(***)"));
    assert_eq!(
        told("pdf", &redacted.bytes).len(),
        1 + 1 + 1,
        "the page, the outline's title, and the link that stays"
    );
    assert_eq!(redacted.removed, ["1个链接的地址", "1条注释", "1个表单项", "1段脚本或自动动作", "文件属性"]);
    check_by_others("beside.pdf", &redacted, &[MOBILE]);
}

#[test]
fn what_cannot_be_taken_out_safely_turns_the_page_down() {
    let image = |pdf: &mut Pdf, page: ObjectId| {
        let image = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 };
        let image = pdf.add_object(Stream::new(image, vec![0x80]));
        let own = pdf.get_dictionary_mut(page).unwrap();
        own.get_mut(b"Resources")
            .unwrap()
            .as_dict_mut()
            .unwrap()
            .set("XObject", dictionary! { "I" => image });
    };
    let under = format!("q 300 0 0 100 0 0 cm /I Do Q BT /F1 12 Tf 20 20 Td (tel {MOBILE}) Tj ET");
    let aside = format!("q 300 0 0 100 0 200 cm /I Do Q BT /F1 12 Tf 20 20 Td (tel {MOBILE}) Tj ET");
    let unseen = format!("BT 3 Tr /F1 12 Tf 20 20 Td (tel {MOBILE}) Tj ET");
    let unheard = format!("BT /F1 12 Tf 20 20 Td (tel {MOBILE}) Tj 12 TL (13900005678) ' ET");
    for (content, why) in [
        (&under, "第1页要遮盖的文字和图片叠在一起，不能自动遮盖，请在原文件里改好，重新上传"),
        (&unseen, "第1页要遮盖的文字是图片上看不见的一层，不能自动遮盖，请在原文件里改好，重新上传"),
        (&unheard, "第1页有读不出来的文字，不能自动遮盖，请在原文件里改好，重新上传"),
    ] {
        let bytes = page_of(content.as_bytes(), image);
        let document = reader::read("pdf", &bytes).unwrap();
        let refusal = redact("pdf", &bytes, &masks(&document, MOBILE, "*")).unwrap_err();
        assert_eq!(refusal.to_string(), why);
    }
    masked("pdf", &page_of(aside.as_bytes(), image), &[MOBILE]);
}

#[test]
fn the_guide_is_masked_and_looks_as_before() {
    let Some(bytes) = sample("guide.pdf") else { return };
    let before = told("pdf", &bytes);
    println!("{before:?}");
    let word: String =
        before[0].1.split_whitespace().max_by_key(|word| word.chars().count()).unwrap().to_owned();
    let word: String = word.chars().take(12).collect();
    let redacted = masked("pdf", &bytes, &[&word]);
    check_by_others("guide.pdf", &redacted, &[&word]);
}
