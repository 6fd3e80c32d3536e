//! Small files made here, each with something that is easily overlooked.

use documents::reader::read;
use documents::sheets::write::{self, Sheet};
use serde_json::json;

use crate::made::{assert_told, office, told, zipped};

fn workbook() -> Vec<u8> {
    let rows = vec![vec![json!("某某"), json!("13800005678")]];
    write::xlsx(&[Sheet { name: "名单".into(), header: vec!["姓名".into(), "手机".into()], rows }]).unwrap()
}

#[test]
fn nothing_of_a_word_file_is_overlooked() {
    let body = "<w:body><w:p><w:r><w:t>正文</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p></w:body>";
    let bytes = office(&[
        ("word/document.xml", body),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>"),
        ("word/footnotes.xml", "<w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote>"),
        ("word/comments.xml", "<w:comment><w:p><w:r><w:t>批注</w:t></w:r></w:p></w:comment>"),
        ("docProps/core.xml", "<cp><dc:creator>某某</dc:creator></cp>"),
        (
            "word/_rels/document.xml.rels",
            r#"<R><R Target="styles.xml"/><R Target="mailto:a@example.edu.cn"/></R>"#,
        ),
        ("word/embeddings/oleObject1.bin", "?"),
        ("word/vbaProject.bin", "?"),
    ]);
    assert_told(
        "docx",
        &bytes,
        &[
            ("body", "正文"),
            ("body (deleted)", "删去"),
            ("body (hidden)", "隐藏"),
            ("comments", "批注"),
            ("footnotes", "脚注"),
            ("header", "页眉"),
            ("properties", "某某"),
            ("links", "mailto:a@example.edu.cn"),
            ("embedded oleObject1.bin", "!.bin 文件读不了"),
            ("macros", "!文件里有宏，请另存为不带宏的格式"),
        ],
    );
    let picture = office(&[("word/document.xml", "<w:p><w:r><a:blip/></w:r></w:p>")]);
    assert_told("docx", &picture, &[("body", "!只有图片，没有文字，请人看一遍")]);
}

#[test]
fn slides_come_in_their_order() {
    let slide = |text| format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
    let (ten, two) = (slide("十"), slide("二"));
    let bytes = office(&[
        ("ppt/slides/slide10.xml", &ten),
        ("ppt/slides/slide2.xml", &two),
        ("ppt/notesSlides/notesSlide1.xml", &ten),
    ]);
    assert_told("pptx", &bytes, &[("slide 2", "二"), ("slide 10", "十"), ("notes", "十")]);
}

#[test]
fn a_cell_has_a_place() {
    let document = read("xlsx", &workbook()).unwrap();
    let part = &document.parts[0];
    assert_eq!(part.text.as_deref(), Ok("姓名\t手机\n某某\t13800005678"));
    assert_eq!(part.place(0), ("名单!A1".to_owned(), 0));
    assert_eq!(part.place(10), ("名单!B2".to_owned(), 9));
}

#[test]
fn files_in_files_are_read_to_a_depth() {
    let inner = zipped(&[("名单.xlsx", &workbook()), ("图.png", b"")]);
    let names: Vec<_> = told(read("zip", &zipped(&[("内.zip", &inner)])).unwrap());
    assert_eq!(names[0], ("内.zip/名单.xlsx: 名单".to_owned(), "姓名\t手机\n某某\t13800005678".to_owned()));
    for told in [
        ("内.zip/图.png", "!图片里的文字读不出来，请人看一遍"),
        ("内.zip/names", "名单.xlsx\n图.png"),
        ("names", "内.zip"),
    ] {
        assert!(
            names.iter().any(|(name, text)| (name.as_str(), text.as_str()) == told),
            "{told:?} in {names:?}"
        );
    }
    let disguised = zipped(&[("a\u{202e}\0b/c.txt", b"c")]);
    assert_told("zip", &disguised, &[("ab/c.txt: body", "c"), ("names", "a\u{202e} b/c.txt")]);
    let deep = (0..5).fold(zipped(&[("a.txt", b"a")]), |zip, _| zipped(&[("a.zip", &zip)]));
    let told = told(read("zip", &deep).unwrap());
    assert_eq!(told[0], ("a.zip/a.zip/a.zip/a.zip".to_owned(), "!文件套文件，层数太多".to_owned()));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = zipped(&[("a.txt", &vec![b'a'; 4 << 20]), ("b.txt", b"b")]);
    let bombed = ("a.txt", "!解压后大得不正常，像是压缩炸弹");
    assert_told("zip", &bomb, &[bombed, ("b.txt: body", "b"), ("names", "a.txt\nb.txt")]);
    let bombs: Vec<(&str, Vec<u8>)> = ["a", "b", "c"].map(|name| (name, vec![b'a'; 4 << 20])).to_vec();
    let bombs: Vec<(&str, &[u8])> = bombs.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let nested = zipped(&[("a.txt", b"a"), ("b.zip", &zipped(&bombs))]);
    assert_eq!(read("zip", &nested).unwrap_err().to_string(), "解压后大得不正常，像是压缩炸弹");
    let crowd: Vec<(String, &[u8])> = (0..10_001).map(|n| (format!("{n}.txt"), b"".as_slice())).collect();
    let crowd: Vec<(&str, &[u8])> = crowd.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(read("zip", &zipped(&crowd)).unwrap_err().to_string(), "压缩文件里的文件太多");
}
