//! Everything in Word, Excel and PowerPoint files that has words, wherever it lies.

use crate::made::{assert_told, object, office, office_of, stored, told_of, workbook, zipped};

/// A cell with a text of its own.
fn c(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn row(number: u32, rest: &str, cells: &[String]) -> String {
    format!(r#"<row r="{number}" {rest}>{}</row>"#, cells.concat())
}

#[test]
fn hidden_rows_and_columns_are_told_as_hidden_under_their_heads() {
    let rows = [
        row(1, "", &[c("A1", "姓名"), c("B1", "班级"), c("C1", "手机")]),
        row(2, "", &[c("A2", "甲"), c("B2", "一班"), c("C2", "13800000001")]),
        row(3, r#"hidden="1""#, &[c("A3", "乙"), c("B3", "13800000002")]),
        row(4, r#"ht="0" customHeight="1""#, &[c("A4", "丙")]),
    ];
    let content = format!(
        r#"<cols><col min="3" max="3" width="9" hidden="1"/></cols><sheetData>{}</sheetData>"#,
        rows.concat()
    );
    let bytes = workbook(
        &[
            ("名单", "visible", &content),
            ("备查", "veryHidden", &format!("<sheetData>{}</sheetData>", rows[1])),
        ],
        &[],
    );
    let document = documents::reader::read("xlsx", &bytes).unwrap();
    let told: Vec<_> =
        document.parts.iter().map(|part| (part.name.as_str(), part.text.as_deref().unwrap())).collect();
    let apart = "姓名\t班级\t手机\n甲\t一班\t13800000001\n乙\t13800000002\n丙";
    let expected = [
        ("名单", "姓名\t班级\n甲\t一班"),
        ("名单 (hidden)", apart),
        ("备查 (hidden)", "甲\t一班\t13800000001"),
    ];
    assert_eq!(told[..3], expected);
    let place = |part: usize, number: &str| {
        let text = document.parts[part].text.as_ref().unwrap();
        document.parts[part].place(text[..text.find(number).unwrap()].chars().count()).0
    };
    assert_eq!(place(1, "13800000001"), "名单!C2 (hidden)");
    assert_eq!(place(1, "13800000002"), "名单!B3 (hidden)");
    assert_eq!(place(2, "13800000001"), "备查!C2 (hidden)");
    assert!(document.parts[0].is_seen() && !document.parts[1].is_seen());
}

#[test]
fn nothing_of_a_workbook_is_overlooked() {
    let sheet = format!(
        r#"<sheetData>{}<row r="2"><c r="A2"><f>VLOOKUP(1,2)</f><v>13800000000</v></c></row></sheetData>
        <dataValidations><dataValidation prompt="填手机"><formula1>"甲,乙"</formula1></dataValidation></dataValidations>
        <hyperlinks><hyperlink ref="A1" display="连到这里" tooltip="13800000001"/></hyperlinks>
        <headerFooter><oddHeader>&amp;C机密</oddHeader></headerFooter>"#,
        row(1, "", &[c("A1", "甲")])
    );
    let pivot = r#"<pivotCacheDefinition><cacheFields><cacheField name="姓名"><sharedItems><s v="甲"/><s v="乙"/></sharedItems></cacheField>
        <cacheField name="手机"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>"#;
    let records = r#"<pivotCacheRecords><r><x v="0"/><s v="13800000002"/></r><r><x v="1"/><n v="13800000003"/></r></pivotCacheRecords>"#;
    let comments = r#"<comments><authors><author>批注人</author></authors><commentList><comment ref="B2" authorId="0"><text><r><t>打</t></r><r><t>13800000004</t></r></text></comment></commentList></comments>"#;
    let bytes = workbook(
        &[("表", "visible", &sheet)],
        &[
            ("xl/pivotCache/pivotCacheDefinition1.xml", pivot.as_bytes()),
            ("xl/pivotCache/pivotCacheRecords1.xml", records.as_bytes()),
            ("xl/comments1.xml", comments.as_bytes()),
            ("xl/threadedComments/threadedComment1.xml", r#"<T><threadedComment ref="A1"><text>13800000005</text></threadedComment></T>"#.as_bytes()),
            ("xl/externalLinks/externalLink1.xml", r#"<e><sheetName val="外表"/><cell r="A1"><v>13800000006</v></cell></e>"#.as_bytes()),
            ("xl/connections.xml", r#"<c><connection name="库"><dbPr connection="UID=sa"/></connection></c>"#.as_bytes()),
            ("xl/drawings/drawing1.xml", r#"<d><xdr:cNvPr id="1" descr="替代13800000007"/><a:p><a:r><a:t>文本框</a:t></a:r></a:p></d>"#.as_bytes()),
            ("xl/drawings/vmlDrawing1.vml", r#"<xml><v:textbox><div>按钮</div></v:textbox></xml>"#.as_bytes()),
            ("xl/charts/chart1.xml", r#"<c:c><c:pt><c:v>13800000008</c:v></c:pt></c:c>"#.as_bytes()),
            ("xl/model/item.data", b"?"),
            ("xl/worksheets/sheet99.xml", b"<worksheet><sheetData/></worksheet>"),
            ("xl/unheard.xml", "<a>没听说过</a>".as_bytes()),
        ],
    );
    assert_told(
        "xlsx",
        &bytes,
        &[
            ("表", "甲\n13800000000"),
            ("other", "!文件里有一张表没有列在工作簿里，打开时看不到，请去掉它再保存"),
            ("comments", "A1\n13800000005"),
            ("comments", "批注人\nB2\t打13800000004"),
            ("defined names", "表\n电话\n\"13800000011\""),
            ("sheet details", "填手机\n\"甲,乙\"\n连到这里\n13800000001\n&C机密"),
            ("connections", "库\nUID=sa"),
            ("external links", "外表\n13800000006"),
            ("pivot cache", "姓名\t手机\n甲\n乙"),
            ("pivot cache", "姓名\t手机\n\t13800000002\n\t13800000003"),
            ("drawings", "文本框"),
            ("drawings (fields)", "替代13800000007"),
            ("drawings", "按钮"),
            ("charts", "13800000008"),
            ("data model", "!里面有数据模型，存着整张的表，读不出来。请去掉数据模型再保存"),
            ("other", "没听说过"),
        ],
    );
}

#[test]
fn moved_words_stand_where_they_went_and_older_drawings_are_compared() {
    let body = "<w:p><w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>搬来</w:t></w:r></w:moveTo></w:p>\
        <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p><w:p><w:r><w:t>旧框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>";
    let bytes = office(&[("word/document.xml", body)]);
    assert_told(
        "docx",
        &bytes,
        &[("body", "搬来\n框"), ("body (deleted)", "搬走"), ("body (hidden)", "旧框")],
    );
}

#[test]
fn what_lies_beside_a_word_files_text_is_read() {
    let settings = r#"<w:settings><w:docVars><w:docVar w:name="电话" w:val="13800000001"/></w:docVars><w:zoom w:val="100"/></w:settings>"#;
    let bytes = office(&[
        ("word/document.xml", r#"<w:p><w:r><w:t>正文</w:t></w:r><wp:docPr id="1" descr="甲的照片"/></w:p>"#),
        ("word/document2.xml", "<w:p><w:r><w:t>另一篇</w:t></w:r></w:p>"),
        ("word/afchunk1.html", "<p>夹进来的<!-- 藏 --></p>"),
        ("word/afchunk2.rtf", r"{\rtf1\ansi\ansicpg936 \'bc\'d7}"),
        ("word/settings.xml", settings),
        (
            "word/people.xml",
            r#"<w15:person w15:author="乙"><w15:presenceInfo w15:userId="b@x.cn"/></w15:person>"#,
        ),
        ("docProps/custom.xml", r#"<P><property name="联系"><vt:lpwstr>丙</vt:lpwstr></property></P>"#),
        ("word/diagrams/data1.xml", "<d><a:p><a:r><a:t>智能图</a:t></a:r></a:p></d>"),
        ("word/embeddings/a.txt", "13800000002"),
    ]);
    assert_told(
        "docx",
        &bytes,
        &[
            ("body", "正文"),
            ("body (fields)", "甲的照片"),
            ("body", "另一篇"),
            ("charts", "智能图"),
            ("properties", "联系\n丙"),
            ("properties", "电话\n13800000001"),
            ("properties", "乙\nb@x.cn"),
            ("embedded a.txt: body", "13800000002"),
            ("embedded afchunk1.html: body", "夹进来的"),
            ("embedded afchunk1.html: page source", "藏"),
            ("embedded afchunk2.rtf: body", "甲"),
        ],
    );
}

#[test]
fn objects_in_a_document_are_opened() {
    let inner = office(&[("word/document.xml", "<w:p><w:r><w:t>里面</w:t></w:r></w:p>")]);
    let name = |name: &str| [encoding_rs::GBK.encode(name).0.as_ref(), b"\0"].concat();
    let content = "13800000001".as_bytes();
    let native = [
        &[0, 0, 0, 0, 2, 0][..],
        &name("名单.txt"),
        &name("C:\\Users\\某某\\名单.txt"),
        &[0, 0, 3, 0, 0, 0, 0, 0],
        &name("C:\\Temp\\名单.txt"),
        &(content.len() as u32).to_le_bytes(),
        content,
    ]
    .concat();
    let bytes = office_of(&[
        ("word/document.xml", "<w:p><w:r><w:t>正文</w:t></w:r></w:p>".as_bytes()),
        ("word/embeddings/oleObject1.bin", &object("/Package", &inner)),
        ("word/embeddings/oleObject2.bin", &object("/\u{1}Ole10Native", &native)),
        ("word/embeddings/oleObject3.bin", &object("/Unheard", b"?")),
        ("word/embeddings/oleObject4.bin", &object("/EncryptedPackage", b"?")),
    ]);
    assert_told(
        "docx",
        &bytes,
        &[
            ("body", "正文"),
            ("embedded oleObject1.bin: package: body", "里面"),
            ("embedded oleObject2.bin: 名单.txt: body", "13800000001"),
            ("embedded oleObject2.bin: names", "名单.txt\nC:\\Users\\某某\\名单.txt\nC:\\Temp\\名单.txt"),
            ("embedded oleObject3.bin", "!里面嵌入的对象打不开"),
            ("embedded oleObject4.bin", "!文件加了密码，打不开"),
        ],
    );
}

#[test]
fn slides_are_numbered_as_shown_and_hidden_ones_told() {
    let slide =
        |text: &str, show: &str| format!(r#"<p:sld {show}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"#);
    let order = r#"<p:presentation><p:sldIdLst><p:sldId id="256" r:id="rId7"/><p:sldId id="257" r:id="rId3"/></p:sldIdLst></p:presentation>"#;
    let targets = r#"<R><Relationship Id="rId3" Target="slides/slide1.xml"/><Relationship Id="rId7" Target="slides/slide9.xml"/></R>"#;
    let bytes = office(&[
        ("ppt/presentation.xml", order),
        ("ppt/_rels/presentation.xml.rels", targets),
        ("ppt/slides/slide1.xml", &slide("第二", r#"show="0""#)),
        ("ppt/slides/slide9.xml", &slide("第一", "")),
        ("ppt/comments/comment1.xml", "<p:cmLst><p:cm><p:text>意见</p:text></p:cm></p:cmLst>"),
        ("ppt/commentAuthors.xml", r#"<p:l><p:cmAuthor name="某某" initials="M"/></p:l>"#),
        ("ppt/notesSlides/notesSlide1.xml", &slide("备注", "")),
    ]);
    assert_told(
        "pptx",
        &bytes,
        &[
            ("slide 1", "第一"),
            ("slide 2 (hidden)", "第二"),
            ("comments", "意见"),
            ("notes", "备注"),
            ("properties", "某某\nM"),
        ],
    );
}

#[test]
fn large_pictures_are_told_once_and_small_ones_not() {
    let png = |width: u32, height: u32| {
        [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(),
            &width.to_be_bytes(),
            &height.to_be_bytes(),
            &[8, 2, 0, 0, 0],
        ]
        .concat()
    };
    let body = "<w:p><w:r><w:t>正文</w:t></w:r></w:p>".as_bytes();
    let (logo, scan) = (png(200, 100), png(1240, 1754));
    let with = |pictures: &[(&'static str, &[u8])]| {
        let parts: Vec<(&str, &[u8])> =
            [("word/document.xml", body)].into_iter().chain(pictures.iter().copied()).collect();
        told_of("docx", &office_of(&parts))
    };
    assert_eq!(with(&[("word/media/image1.png", &logo)]).len(), 1);
    let told = with(&[
        ("word/media/image1.png", &logo),
        ("word/media/image2.png", &scan),
        ("word/media/image3.png", &scan),
    ]);
    assert_eq!(
        told[1..],
        [("pictures".to_owned(), "!有2幅较大的图片，里面的文字读不出来，请人看一遍".to_owned())]
    );
    assert_eq!(with(&[("word/media/media1.mp4", b"?")])[1].1, "!录音、录像里说了什么读不出来，请人看一遍");
}

#[test]
fn office_files_under_other_names_are_read_as_what_they_are() {
    let word = office(&[
        ("word/document.xml", "<w:p><w:r><w:t>正文</w:t></w:r></w:p>"),
        ("word/vbaProject.bin", "?"),
    ]);
    let macros = ("macros", "!文件里有宏，请另存为不带宏的格式");
    for kind in ["docx", "doc", "wps", "xlsx", "zip", "bin"] {
        assert_told(kind, &word, &[("body", "正文"), macros]);
    }
    assert_told("txt", &word, &[("", "!后缀是文本，内容却不是文字")]);
    assert_told("doc", "<html><body>网页</body></html>".as_bytes(), &[("body", "网页")]);
    assert_told(
        "xls",
        "姓名\t手机\n甲\t13800000001\n".as_bytes(),
        &[("body", "姓名\t手机\n甲\t13800000001\n")],
    );
    assert_told("xls", "<table><tr><td>甲</td><td>乙</td></tr></table>".as_bytes(), &[("body", "甲\t乙")]);
    let within = told_of("zip", &stored("a.docx", &word));
    assert_eq!((within[0].0.as_str(), within[0].1.as_str()), ("a.docx: body", "正文"));
    let plain = zipped(&[("说明.txt", "甲".as_bytes())]);
    assert_told("docx", &plain, &[("", "!不是 Office 文件，或已损坏")]);
}
