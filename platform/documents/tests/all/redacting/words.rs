//! Word files.

use super::{MOBILE, NUMBER, keep, masked, package, sample, told, unzipped};

const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:v=\"urn:schemas-microsoft-com:vml\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";

fn r(text: &str) -> String {
    format!("<w:r w:rsidR=\"00A1\"><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn p(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

fn part(root: &str, inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{root} {NAMES}>{inner}</w:{root}>")
}

/// A document with this body and these further parts, each by the kind of its relation.
fn word(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let document = part("document", &format!("<w:body>{body}<w:sectPr/></w:body>"));
    let mut all = vec![("word/document.xml", document.as_str())];
    all.extend(parts.iter().map(|(_, name, text)| (*name, *text)));
    let numbers: Vec<String> = (0..parts.len()).map(|at| format!("rId{}", at + 1)).collect();
    let targets: Vec<String> = parts.iter().map(|(_, name, _)| format!("/{name}")).collect();
    let mut relations = vec![
        ("", "rId1", "officeDocument", "word/document.xml"),
        ("", "rId2", "metadata/core-properties", "docProps/core.xml"),
    ];
    for ((kind, ..), (number, target)) in parts.iter().zip(numbers.iter().zip(&targets)) {
        relations.push(("word/document.xml", number, kind, target));
    }
    relations.push(("word/document.xml", "rId90", "hyperlink", "mailto:zhang@example.edu.cn"));
    relations.push(("word/document.xml", "rId91", "hyperlink", "https://www.example.edu.cn/"));
    let core = "<cp:coreProperties xmlns:cp=\"cp\"><creator>张三</creator></cp:coreProperties>";
    all.push(("docProps/core.xml", core));
    package(&all, &relations)
}

/// The text of an entry.
fn entry(bytes: &[u8], name: &str) -> String {
    let found = unzipped(bytes).into_iter().find(|(other, _)| other == name);
    found.map(|(_, content)| String::from_utf8(content).unwrap()).unwrap_or_default()
}

#[test]
fn a_value_over_several_runs_goes_whole_wherever_it_stands() {
    let split = r("号码1101") + &r("0519") + "<w:r><w:t>&#52;9</w:t></w:r>" + &r("1231 ") + &r("002X。");
    let cell = |inner: &str| format!("<w:tc>{}</w:tc>", p(inner));
    let table = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&r("身份证号")), cell(&r(NUMBER)));
    let body = p(&split) + &table + &p(&r("完"));
    let parts = [
        ("header", "word/header1.xml", part("hdr", &p(&r("页眉")))),
        ("header", "word/header2.xml", part("hdr", &p(&(r("110105") + &r("19491231002X"))))),
        ("footnotes", "word/footnotes.xml", part("footnotes", &p(&r(&format!("见{NUMBER}"))))),
    ];
    let parts: Vec<(&str, &str, &str)> = parts.iter().map(|(k, n, t)| (*k, *n, t.as_str())).collect();
    let redacted = masked("docx", &word(&body, &parts), &[NUMBER]);
    let told = told("docx", &redacted.bytes);
    assert_eq!(told[0], ("body".to_owned(), "号码***。\n身份证号\t***\n完".to_owned()));
    let rest: Vec<&str> = told[1..4].iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(rest, ["见***", "页眉", "***"]);
    assert_eq!(redacted.removed, ["文件属性"]);
}

#[test]
fn changes_are_accepted_and_what_is_not_seen_is_gone() {
    let body = p(&(r("甲")
        + "<w:ins w:author=\"李四\"><w:r><w:t>新</w:t></w:r></w:ins>"
        + "<w:del w:author=\"李四\"><w:r><w:delText>13800005678</w:delText></w:r></w:del>"
        + "<w:commentRangeStart w:id=\"0\"/><w:r><w:rPr><w:b/><w:rPrChange w:author=\"李四\"><w:rPr/></w:rPrChange></w:rPr>\
           <w:t>乙</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>"
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>13800005678</w:t></w:r>"
        + "<w:r><w:rPr><w:rStyle w:val=\"Secret\"/></w:rPr><w:t>暗</w:t></w:r>"
        + "<w:r><w:rPr><w:webHidden/></w:rPr><w:t>页码</w:t></w:r>"))
        + &p(
            "<w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>搬来</w:t></w:r></w:moveTo>",
        )
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删去的行</w:t></w:r></w:p></w:tc></w:tr>\
           <w:tr><w:tc><w:p><w:r><w:t>行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><w:object><v:shape alt=\"13800005678\"/><o:OLEObject r:id=\"rId3\"/></w:object></w:r></w:p>";
    let comments = part(
        "comments",
        "<w:comment w:author=\"李四\"><w:p><w:r><w:t>批13800005678</w:t></w:r></w:p></w:comment>",
    );
    let styles = part("styles", "<w:style w:styleId=\"Secret\"><w:rPr><w:vanish/></w:rPr></w:style>");
    let parts = [
        ("comments", "word/comments.xml", comments.as_str()),
        ("styles", "word/styles.xml", &styles),
        ("oleObject", "word/embeddings/oleObject1.bin", "13800005678"),
        ("people", "word/people.xml", "<w15:people>李四</w15:people>"),
        ("customXml", "customXml/item1.xml", "<a>13800005678</a>"),
        ("vbaProject", "word/vbaProject.bin", "?"),
    ];
    let redacted = masked("docx", &word(&body, &parts), &[MOBILE]);
    let told = told("docx", &redacted.bytes);
    assert_eq!(told[0].1, "甲新乙页码\n搬来\n行");
    assert_eq!(told.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["body", "links"]);
    let left: Vec<String> = unzipped(&redacted.bytes).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        left,
        [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/styles.xml"
        ]
    );
    let document = entry(&redacted.bytes, "word/document.xml");
    for gone in ["李四", "rsid", "comment", "Change", "OLEObject", "alt=", "vanish"] {
        assert!(!document.contains(gone), "{gone} in {document}");
    }
    assert_eq!(
        redacted.removed,
        ["1条批注", "5处修订记录", "2处隐藏文字", "1个嵌入的文件", "文件属性", "自定义数据", "宏"]
    );
}

#[test]
fn shapes_and_links_keep_nothing() {
    let shape =
        |text: &str| format!("<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>");
    let body = p(&format!(
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:docPr id=\"1\" name=\"{MOBILE}.png\" descr=\"照片{MOBILE}\"/>{}\
         </w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        shape(MOBILE),
        shape(MOBILE)
    )) + &p(
        "<w:hyperlink r:id=\"rId90\"><w:r><w:t>信箱</w:t></w:r></w:hyperlink><w:hyperlink r:id=\"rId91\"><w:r><w:t>主页</w:t></w:r></w:hyperlink>",
    ) + &p(&format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>HYPERLINK \"tel:{MOBILE}\"</w:instrText></w:r>\
            <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        r(MOBILE)
    ));
    let redacted = masked("docx", &word(&body, &[]), &[MOBILE, "zhang@example.edu.cn"]);
    let told = told("docx", &redacted.bytes);
    assert_eq!(told[0].1, "***\n信箱主页\n***");
    assert_eq!(told[1], ("body (fields)".to_owned(), "照片***\nHYPERLINK \"tel:***\"".to_owned()));
    assert_eq!(told[2], ("links".to_owned(), "https://www.example.edu.cn/".to_owned()));
    let document = entry(&redacted.bytes, "word/document.xml");
    assert!(document.contains("<w:hyperlink><w:r><w:t>信箱") && document.contains("r:id=\"rId91\""));
    assert!(!document.contains("Fallback"));
}

#[test]
fn a_list_of_a_college_is_masked_and_the_same_again() {
    let Some(bytes) = sample("scholarship-list-unmasked.docx") else { return };
    let before = told("docx", &bytes);
    println!("{before:?}");
    let text = &before[0].1;
    let number: String =
        text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| word.len() == 18).unwrap().to_owned();
    let redacted = masked("docx", &bytes, &[&number]);
    keep("scholarship.docx", &redacted.bytes);
    assert_eq!(told("docx", &redacted.bytes)[0].1, text.replace(&number, "***"));
    assert_eq!(masked("docx", &bytes, &[&number]), redacted);
    assert!(redacted.bytes.len() < bytes.len() * 2);
}
