//! What is copied in Word, WPS, Excel and browsers, in the HTML that they put on the clipboard.

use documents::manuscript::{Manuscript, pasted};

const WORD: &str = r#"<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm;} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=ZH-CN style='tab-interval:21.0pt'>"#;

/// Lines are for whoever reads the HTML.
fn read(html: &str, is_whole: bool) -> Manuscript {
    let found = pasted(html, is_whole);
    Manuscript { html: found.html.replace('\n', ""), ..found }
}

fn html(body: &str) -> String {
    read(&format!("{WORD}<!--StartFragment-->{body}<!--EndFragment--></body></html>"), false).html
}

#[test]
fn words_of_word_lose_their_looks_and_keep_their_meaning() {
    let body = "<p class=MsoNormal style='text-indent:24.0pt'><span lang=EN-US style='font-size:12.0pt;font-family:\n宋体'>2026</span><span \
        style='font-family:宋体'>年评审工作于</span><b style='mso-bidi-font-weight:normal'><span>10月\n8日</span></b><span>开始，\n面向全体\
        学生。<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>H<sub>2</sub>O，<a href=\"https://jn.example.edu.cn/a\">章程</a>，\
        <a href=\"file:///C:/x.docx\">本机</a></p>";
    assert_eq!(
        html(body),
        "<p>2026年评审工作于<strong>10月8日</strong>开始，面向全体学生。</p>\
         <p>H<sub>2</sub>O，<a href=\"https://jn.example.edu.cn/a\" rel=\"noopener\">章程</a>，本机</p>"
    );
}

#[test]
fn lists_of_word_are_lists() {
    let item = |level: u8, mark: &str, words: &str| {
        format!(
            "<p class=MsoListParagraph style='margin-left:18pt;mso-list:l0 level{level} lfo1'><![if !supportLists]><span \
             style='mso-list:Ignore'>{mark}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]><span>{words}</span></p>"
        )
    };
    let body = [item(1, "1.", "身份证"), item(2, "l", "正面"), item(2, "l", "反面"), item(1, "2.", "成绩单")]
        .concat();
    assert_eq!(html(&body), "<ol><li>身份证<ul><li>正面</li><li>反面</li></ul></li><li>成绩单</li></ol>");
    // What no list could show as it is stays as words.
    assert_eq!(html(&item(1, "（一）", "范围")), "<h2>（一）范围</h2>");
}

#[test]
fn headings_are_by_level_by_style_and_by_number() {
    let body = "<p class=MsoTitle align=center>关于评审的通知</p><h1>范围</h1><p style='mso-outline-level:2'>对象</p><p>学生</p>";
    assert_eq!(html(body), "<h2>关于评审的通知</h2><h2>范围</h2><h3>对象</h3><p>学生</p>");
    let whole = read(body, true);
    assert_eq!(whole.title.as_deref(), Some("关于评审的通知"));
    assert_eq!(whole.html, "<h2>范围</h2><h3>对象</h3><p>学生</p>");
    assert_eq!(html("<p>一、范围</p><p>学生</p>"), "<h2>一、范围</h2><p>学生</p>");
}

#[test]
fn a_sheet_of_excel_is_a_table_with_heads() {
    let sheet = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta name=ProgId content=Excel.Sheet></head><body>\
        <table border=0 cellpadding=0 style='border-collapse:collapse'><col width=72><col width=0 style='display:none;mso-width-source:userset'><col width=72 span=2>\
        <!--StartFragment--><tr height=19><td height=19 class=xl65>项目</td><td class=xl65>身份证号</td><td class=xl65>收入（元）</td><td>支出</td></tr>\
        <tr><td rowspan=2>学费</td><td>330102</td><td align=right x:num=\"4600\">4,600.00</td><td>0</td></tr>\
        <tr><td>330103</td><td>23%</td><td>1</td></tr>\
        <tr style='display:none'><td>藏着</td><td>1</td><td>2</td><td>3</td></tr><!--EndFragment--></table></body></html>";
    let found = read(sheet, false);
    assert_eq!(
        found.html,
        "<table><thead><tr><th scope=\"col\">项目</th><th scope=\"col\">收入（元）</th><th scope=\"col\">支出</th></tr></thead>\
         <tbody><tr><td rowspan=\"2\">学费</td><td>4,600.00</td><td>0</td></tr><tr><td>23%</td><td>1</td></tr></tbody></table>"
    );
    assert_eq!(found.lost, ["隐藏的行和列，4处"]);
    assert!(!format!("{found:?}").contains("330102"), "what Excel hides stays hidden");
}

#[test]
fn notes_stand_at_the_end_and_comments_nowhere() {
    let body = "<p>收费标准<a style='mso-footnote-id:ftn1' href=\"#_ftn1\" name=\"_ftnref1\"><span class=MsoFootnoteReference>[1]</span></a>见表。\
        <span style='mso-comment-reference:A_1;mso-comment-date:20261008T1000'>议</span><del>旧的</del><ins>新的</ins><span style='display:none'>密</span></p>\
        <div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>\
        <a style='mso-footnote-id:ftn1' href=\"#_ftnref1\"><span>[1]</span></a> 浙价费〔2018〕1号</p></div></div>\
        <div style='mso-element:comment-list'><p>这句不要</p></div>";
    let found = read(&format!("{WORD}{body}</body></html>"), false);
    assert_eq!(found.html, "<p>收费标准<sup>[1]</sup>见表。新的</p><hr><ol><li>浙价费〔2018〕1号</li></ol>");
    assert_eq!(found.lost, ["批注，2处", "修订痕迹（按接受修订以后的样子）", "隐藏的文字"]);
}

#[test]
fn pictures_within_come_and_those_of_a_computer_are_told() {
    const DOT: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let body = format!(
        "<p><img src=\"data:image/png;base64,{DOT}\" alt=\"校门\"><img src=\"file:///C:/Temp/clip_image001.png\"><img src=\"data:image/png;base64,AAAA\"></p>"
    );
    let found = read(&body, false);
    assert_eq!(found.html, "<p><img src=\"pictures/1.png\" alt=\"校门\"></p>");
    assert_eq!(found.pictures.len(), 1);
    assert_eq!(found.lost.len(), 2, "{:?}", found.lost);
}

#[test]
fn a_web_page_keeps_its_lists_links_and_tables() {
    let page = "<meta charset='utf-8'><b style=\"font-weight:normal\" id=\"docs-internal-guid-1\"><h1 dir=\"ltr\">办事指南</h1><ul><li><p>带<span \
        style=\"font-weight:700\">学生证</span></p></li><li>带照片<ol start=\"3\"><li>一寸</li></ol></li></ul></b>\
        <table><caption>收费</caption><tr><th>项目</th><th>元</th></tr><tr><td>学费</td><td><div>4600</div><div>每年</div></td></tr></table>\
        <table><tr><td><p>框里的字</p></td></tr></table><script>alert(1)</script><svg><text>x</text></svg>";
    let found = read(page, false);
    assert_eq!(
        found.html,
        "<h2>办事指南</h2><ul><li>带<strong>学生证</strong></li><li>带照片<ol start=\"3\"><li>一寸</li></ol></li></ul>\
         <p>收费</p><table><thead><tr><th scope=\"col\">项目</th><th scope=\"col\">元</th></tr></thead><tbody><tr><td>学费</td><td>4600<br>每年</td></tr></tbody></table>\
         <p>框里的字</p>"
    );
    assert_eq!(found.lost, ["嵌入的对象"]);
}

#[test]
fn what_is_huge_or_nested_is_bounded_and_told() {
    let rows = "<tr><td>1</td><td>2</td></tr>".repeat(20_000);
    let found = read(&format!("<table>{rows}</table><p>完</p>"), false);
    assert_eq!(found.html.matches("<tr>").count(), 2000);
    assert!(found.lost[0].starts_with("两千行以后的表格"), "{:?}", found.lost);
    assert!(found.html.ends_with("<p>完</p>"));
    let deep = format!("{}字{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(read(&deep, false).html, "<p>字</p>");
    for empty in ["", "<p> </p>", "<table></table>", "\u{0}"] {
        assert_eq!(read(empty, true).html, "", "{empty:?}");
    }
}
