//! Word and Excel files as pages: what they and WPS write, in the shapes in which they write it.

use std::io::Write;

use documents::manuscript::{self, Manuscript};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>"#;

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="我的标题"/><w:basedOn w:val="2"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Round"><w:name w:val="round"/><w:basedOn w:val="Round"/></w:style></w:styles>"#;

const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;

/// A Word file with this body and these parts besides.
fn word(body: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!("{HEAD}{body}<w:sectPr/></w:body></w:document>");
    office(&[&[("word/document.xml", document.as_bytes())], parts].concat())
}

/// An Office file of these parts.
fn office(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let types = ("[Content_Types].xml", &b"<Types/>"[..]);
    for (name, content) in [types].iter().chain(parts) {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(body: &str, parts: &[(&str, &[u8])]) -> Manuscript {
    let found = manuscript::read("docx", &word(body, parts)).unwrap();
    // Lines are for whoever reads the HTML.
    Manuscript { html: found.html.replace('\n', ""), ..found }
}

/// A paragraph with these properties.
fn p(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

fn styled(style: &str, text: &str) -> String {
    p(&format!("<w:pStyle w:val=\"{style}\"/>"), &r(text))
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn in_list(list: u8, depth: u8, text: &str) -> String {
    p(&format!("<w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"{list}\"/></w:numPr>"), &r(text))
}

#[test]
fn headings_come_by_style_and_the_title_stands_apart() {
    let body = [
        styled("T", "关于评选的通知"),
        styled("C", "一、目录里的一行	1"),
        styled("1", "总则"),
        p("", &(r("　　为了") + "<w:r><w:rPr><w:b/></w:rPr><w:t>加强</w:t></w:r>" + &r("管理 &amp; 服务。"))),
        styled("Mine", "范围"),
        p("", ""),
        styled("Round", "平常的"),
    ]
    .concat();
    let found = read(&body, &[("word/styles.xml", STYLES.as_bytes())]);
    assert_eq!(found.title.as_deref(), Some("关于评选的通知"));
    let html = "<h2>总则</h2><p>为了<strong>加强</strong>管理 &amp; 服务。</p><h3>范围</h3><p>平常的</p>";
    assert_eq!(found.html, html);
    assert_eq!(found.lost, ["目录（网页用不着页码）"]);
}

#[test]
fn official_papers_without_styles_have_headings_too() {
    let centred = |text: &str| {
        p("<w:jc w:val=\"center\"/>", &format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>"))
    };
    let large = "<w:r><w:rPr><w:sz w:val=\"44\"/></w:rPr><w:t>某某学院</w:t></w:r>";
    let body = [
        centred("某某学院文件"),
        centred("某院发〔2026〕3号"),
        p("<w:jc w:val=\"center\"/>", large),
        centred("二〇二六年奖学金评审办法"),
        p("", &r("各学院：")),
        p("", &r("一、评审范围")),
        p("", &r("（一）全日制学生")),
        p("", &r("一、这一句虽然也这样开头，却是完整的一句话，说得很长很长，不会是标题，因为它用句号结束。")),
        p("<w:jc w:val=\"right\"/>", &r("2026年9月9日")),
    ]
    .concat();
    let found = read(&body, &[]);
    assert_eq!(found.title.as_deref(), Some("某某学院二〇二六年奖学金评审办法"));
    assert!(
        found.html.contains("<h2>一、评审范围</h2><h3>（一）全日制学生</h3><p>一、这一句"),
        "{}",
        found.html
    );
    assert!(found.html.ends_with("<p>2026年9月9日</p>"), "{}", found.html);
}

#[test]
fn of_two_first_headings_none_is_the_title() {
    let body = [styled("1", "甲"), p("", &r("一段。")), styled("1", "乙")].concat();
    let found = read(&body, &[("word/styles.xml", STYLES.as_bytes())]);
    assert_eq!((found.title, found.html.as_str()), (None, "<h2>甲</h2><p>一段。</p><h2>乙</h2>"));
}

#[test]
fn lists_nest_and_numbers_that_a_list_cannot_show_stay_words() {
    let body = [
        in_list(1, 0, "身份证明"),
        in_list(1, 1, "原件"),
        in_list(1, 1, "复印件"),
        in_list(1, 0, "申请表"),
        p("", &r("中间一段。")),
        in_list(1, 0, "照片"),
        in_list(2, 0, "为了规范"),
        in_list(2, 0, "本办法适用"),
    ]
    .concat();
    let found = read(&body, &[("word/numbering.xml", NUMBERING.as_bytes())]);
    let html = "<ol><li>身份证明<ul><li>原件</li><li>复印件</li></ul></li><li>申请表</li></ol><p>中间一段。</p>\
        <ol start=\"3\"><li>照片</li></ol><p>第一条 为了规范</p><p>第二条 本办法适用</p>";
    assert_eq!(found.html, html);
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p("", &r(text)))
}

fn table(rows: &[String]) -> String {
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")
}

#[test]
fn tables_have_a_title_heads_and_cells_over_several() {
    let (span, down, on) = ("<w:gridSpan w:val=\"3\"/>", "<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
    let rows = [
        tc(span, "2026年收费表"),
        tc("", "项目") + &tc("", "单位") + &tc("", "金额（元）"),
        tc(down, "学费") + &tc("", "每学年") + &tc("", "4,600"),
        tc(on, "") + &tc("", "每学期") + &tc("", "2,300"),
    ];
    let found = read(&table(&rows), &[]);
    let html = "<table><caption>2026年收费表</caption><thead><tr><th scope=\"col\">项目</th><th scope=\"col\">单位</th>\
        <th scope=\"col\">金额（元）</th></tr></thead><tbody><tr><td rowspan=\"2\">学费</td><td>每学年</td><td>4,600</td></tr>\
        <tr><td>每学期</td><td>2,300</td></tr></tbody></table>";
    assert_eq!(found.html, html);
    // Figures name no columns, and a frame is no table.
    let figures = read(&table(&[tc("", "2024") + &tc("", "12"), tc("", "2025") + &tc("", "13")]), &[]);
    assert!(!figures.html.contains("<th"), "{}", figures.html);
    let years =
        read(&table(&[tc("", "项目") + &tc("", "2026年（元）"), tc("", "学费") + &tc("", "4600")]), &[]);
    assert!(years.html.contains("<th scope=\"col\">2026年（元）</th>"), "{}", years.html);
    let frame = read(&table(&[tc("", "只是框")]), &[]);
    assert_eq!(frame.html, "<p>只是框</p>");
    let marked = "<w:trPr><w:tblHeader/></w:trPr>".to_owned() + &tc("", "2024") + &tc("", "2025");
    let marked = read(&table(&[marked, tc("", "12") + &tc("", "13")]), &[]);
    assert!(marked.html.contains("<th scope=\"col\">2024</th>"), "{}", marked.html);
    let inner = format!("<w:tc>{}<w:p/></w:tc>", table(&[tc("", "甲") + &tc("", "乙")]));
    let nested = read(&table(&[tc("", "名") + &tc("", "值"), inner + &tc("", "丙")]), &[]);
    assert!(nested.html.contains("<td>甲 乙</td><td>丙</td>"), "{}", nested.html);
    assert_eq!(nested.lost, ["表格里的表格（只留下了字）"]);
}

/// One point, as a picture.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";

fn drawing(id: &str, words: &str) -> String {
    format!(
        "<w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"图片 1\" descr=\"{words}\"/><a:graphic><a:graphicData><a:blip r:embed=\"{id}\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}

#[test]
fn pictures_come_with_their_words_and_what_no_browser_shows_is_said() {
    let relations = r#"<Relationships><Relationship Id="rId1" Target="media/image1.png"/><Relationship Id="rId2" Target="media/image2.emf"/>
        <Relationship Id="rId3" Target="media/huge.png"/><Relationship Id="rId4" Target="https://elsewhere.example/x.png" TargetMode="External"/></Relationships>"#;
    let mut huge = PNG.to_vec();
    huge[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
    let body = [
        p("", &drawing("rId1", "校门的照片 &quot;新&quot;")),
        p("", &(r("再一次") + &drawing("rId1", "图片 12"))),
        p("", &drawing("rId2", "")),
        p("", &drawing("rId3", "")),
        p("", &drawing("rId4", "")),
    ]
    .concat();
    let parts: [(&str, &[u8]); 4] = [
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/media/image1.png", PNG),
        ("word/media/image2.emf", b"\x01\0\0\0EMF"),
        ("word/media/huge.png", &huge),
    ];
    let found = read(&body, &parts);
    let html = "<p><img src=\"pictures/1.png\" alt=\"校门的照片 &quot;新&quot;\"></p><p>再一次<img src=\"pictures/1.png\" alt=\"\"></p>";
    assert_eq!(found.html, html);
    assert_eq!((found.pictures.len(), found.pictures[0].content.as_slice()), (1, PNG), "kept once");
    assert_eq!(
        found.lost,
        [
            "格式网页不认识的图片（请另存为 PNG 再插入）",
            "大得打不开的图片（请缩小再插入）",
            "文件里没有存下来的图片"
        ]
    );
    let sent = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Manuscript>(&sent).unwrap(), found, "as the child sends it");
}

#[test]
fn links_notes_and_what_the_reader_sees_stay_and_the_rest_is_said() {
    let relations = r#"<Relationships><Relationship Id="rId9" Target="https://www.moe.gov.cn/a?b=1&amp;c=2" TargetMode="External"/></Relationships>"#;
    let footnotes = r#"<w:footnotes xmlns:w="w"><w:footnote w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> 见教育部令第29号。</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let hyperlink = format!("<w:hyperlink r:id=\"rId9\">{}</w:hyperlink>", r("教育部"));
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let by_field = field("begin")
        + "<w:r><w:instrText> HYPERLINK \"mailto:xxgk@example.edu.cn\" </w:instrText></w:r>"
        + &field("separate")
        + &r("写信")
        + &field("end");
    let text_box = "<w:txbxContent><w:p><w:r><w:t>内框</w:t></w:r></w:p></w:txbxContent>";
    let twice = format!(
        "<mc:AlternateContent><mc:Choice>{text_box}</mc:Choice><mc:Fallback>{text_box}</mc:Fallback></mc:AlternateContent>"
    );
    let unended = field("begin")
        + "<w:r><w:instrText>HYPERLINK \"https://x.example\"</w:instrText></w:r>"
        + &field("separate");
    let body = [
        p("", &(unended + &r("没有完的链接"))),
        p("", &format!("<w:r><w:drawing>{twice}</w:drawing></w:r>")),
        p("", &(r("见") + &hyperlink + "，" + &by_field + &r("。") + "<w:r><w:footnoteReference w:id=\"2\"/></w:r>")),
        p("", &("<w:ins>".to_owned() + &r("加上的") + "</w:ins><w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>")),
        p("", &("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏着的</w:t></w:r>".to_owned() + &r("看得见的") + "<w:r><w:commentReference w:id=\"0\"/></w:r>")),
        p("", "<w:r><w:t>H</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"subscript\"/></w:rPr><w:t>2</w:t></w:r><w:r><w:t>O</w:t><w:br/><w:t>换行</w:t><w:br w:type=\"page\"/></w:r>"),
        p("", "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"),
        p("", "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"),
    ]
    .concat();
    let parts: [(&str, &[u8]); 3] = [
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/footnotes.xml", footnotes.as_bytes()),
        (
            "word/header1.xml",
            "<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:hdr>".as_bytes(),
        ),
    ];
    let found = read(&body, &parts);
    for words in [
        "见<a href=\"https://www.moe.gov.cn/a?b=1&amp;c=2\" rel=\"noopener\">教育部</a>",
        "<a href=\"mailto:xxgk@example.edu.cn\" rel=\"noopener\">写信</a>。<sup>[1]</sup>",
        "<p>加上的</p><p>看得见的</p><p>H<sub>2</sub>O<br>换行</p><p>x=1</p><p>框里的字</p>",
        "<hr><ol><li>见教育部令第29号。</li></ol>",
    ] {
        assert!(found.html.contains(words), "{words} in {}", found.html);
    }
    for words in ["框里的字", "内框", "x.example"] {
        assert_eq!(
            found.html.matches(words).count(),
            1,
            "{words}: drawn twice, read once; ended with its paragraph"
        );
    }
    for told in ["修订痕迹", "隐藏的文字", "批注", "公式的样子", "文本框的位置", "页眉页脚"]
    {
        assert!(found.lost.iter().any(|lost| lost.starts_with(told)), "{told} in {:?}", found.lost);
    }
    assert!(!found.html.contains("删去") && !found.html.contains("藏着") && !found.html.contains("内部资料"));
}

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="收费" r:id="rId1"/><sheet name="底稿" r:id="rId2" state="hidden"/></sheets></workbook>"#;
const SHEETS: &str = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>"#;
const CELL_STYLES: &str = r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="#,##0.00&quot;元&quot;"/></numFmts>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="31"/></cellXfs></styleSheet>"##;
const STRINGS: &str = r#"<sst><si><t>项目</t></si><si><r><t>金</t></r><r><t>额</t></r><rPh sb="0" eb="1"><t>jin</t></rPh></si><si><t>占比</t></si><si><t>执行日期</t></si></sst>"#;

fn workbook(sheet: &str) -> Vec<u8> {
    office(&[
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", SHEETS.as_bytes()),
        ("xl/styles.xml", CELL_STYLES.as_bytes()),
        ("xl/sharedStrings.xml", STRINGS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row><c t=\"str\"><v>秘密</v></c></row></sheetData></worksheet>"
                .as_bytes(),
        ),
    ])
}

#[test]
fn a_sheet_is_a_table_as_it_is_seen_there() {
    let sheet = r##"<worksheet><cols><col min="3" max="3" hidden="1"/></cols><sheetData>
        <row r="2"><c r="B2" t="inlineStr"><is><t>2026年收费标准</t></is></c></row>
        <row r="3"/>
        <row r="4"><c r="B4" t="s"><v>0</v></c><c r="C4" t="str"><v>藏列</v></c><c r="D4" t="s"><v>1</v></c><c r="E4" t="s"><v>2</v></c><c r="F4" t="s"><v>3</v></c></row>
        <row r="5"><c r="B5" t="str"><v>学费</v></c><c r="D5" s="1"><v>4600</v></c><c r="E5" s="2"><v>0.235</v></c><c r="F5" s="3"><v>45901</v></c></row>
        <row r="8"><c r="C8" t="str"><v>只在藏列</v></c></row>
        <row r="6" hidden="1"><c r="B6" t="str"><v>藏行</v></c></row>
        <row r="7"><c r="D7" s="1"><f>D5/2</f><v>2300</v></c><c r="E7" t="e"><v>#DIV/0!</v></c><c r="F7"><f>TODAY()</f></c></row>
        </sheetData><mergeCells><mergeCell ref="B5:B7"/></mergeCells></worksheet>"##;
    let found = manuscript::read("xlsx", &workbook(sheet)).unwrap();
    assert_eq!(found.title.as_deref(), Some("2026年收费标准"));
    let html = "<table><thead><tr><th scope=\"col\">项目</th><th scope=\"col\">金额</th><th scope=\"col\">占比</th><th scope=\"col\">执行日期</th></tr></thead>\
        <tbody><tr><td rowspan=\"2\">学费</td><td>4,600.00元</td><td>24%</td><td>2025年9月1日</td></tr>\
        <tr><td>2,300.00元</td><td></td><td></td></tr></tbody></table>";
    assert_eq!(found.html.replace('\n', ""), html);
    for told in ["隐藏的工作表", "隐藏的行和列", "算错了的格子", "没有存下结果的公式"]
    {
        assert!(found.lost.iter().any(|lost| lost.starts_with(told)), "{told} in {:?}", found.lost);
    }
}

#[test]
fn a_sheet_that_is_too_long_or_empty_is_refused_in_a_sentence() {
    let rows = |count: usize| {
        (0..count)
            .map(|n| format!("<row><c t=\"str\"><v>{n}行</v></c><c><v>1</v></c></row>"))
            .collect::<String>()
    };
    let sheet = |count| format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows(count));
    assert!(manuscript::read("xlsx", &workbook(&sheet(2000))).is_ok());
    for (sheet, words) in [
        (sheet(2001), "网页最多放 2000 行"),
        (sheet(0), "表里没有看得见的内容"),
        ("<worksheet".into(), "已损坏"),
    ] {
        let refused = manuscript::read("xlsx", &workbook(&sheet)).unwrap_err();
        assert!(refused.0.contains(words), "{}", refused.0);
    }
    assert!(manuscript::read("xls", b"\xd0\xcf").unwrap_err().0.contains("另存为 .xlsx"));
}

#[test]
fn what_is_no_word_file_or_says_nothing_is_refused_in_a_sentence() {
    for (kind, bytes, words) in [
        ("docx", &b"not a zip"[..], "文件已损坏"),
        ("docx", &b"\xd0\xcf\x11\xe0 locked"[..], "加了密码"),
        ("docx", &word("", &[])[..], "文件里没有文字"),
        ("doc", &b"\xd0\xcf\x11\xe0"[..], "另存为 .docx"),
        ("pdf", &b"%PDF-"[..], "请作为附件"),
    ] {
        let refused = manuscript::read(kind, bytes).unwrap_err();
        assert!(refused.0.contains(words), "{kind}: {}", refused.0);
    }
    let hostile = word("<w:p>", &[]);
    assert!(manuscript::read("docx", &hostile).is_err());
    let deep = "<w:tbl><w:tr><w:tc><w:p/>".repeat(5000) + &"</w:tc></w:tr></w:tbl>".repeat(5000);
    assert!(manuscript::read("docx", &word(&(p("", &r("字")) + &deep), &[])).is_ok());
}
