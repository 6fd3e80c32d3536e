//! One yearly report as a page, as DOCX and as PDF. With `GONGKAI_PAPERS` set to a
//! folder, the files are left there to be looked at.

use documents::chart::{Chart, Kind, Series};
use documents::paper::{Block, Paper, Run, Table, docx, html, pdf};
use jiff::{Timestamp, civil::date};

const LONG: &str = "本学年，学校坚持以公开为常态、不公开为例外，围绕师生员工和社会公众关心的招生考试、财务资产、人事师资、教学质量、学生管理服务等重点领域，\
    及时、准确、全面地公开信息。全年通过学校信息公开网主动公开信息1,024条，比上年增加128条，增长14.3%；其中规章制度类信息96条，办事流程类信息212条。\
    对依申请公开的事项，学校严格按照规定的时限（15个工作日）予以答复——没有一件超期（①气温≥35℃时②停办）。";

fn chart(kind: Kind) -> Chart {
    let categories = ["基本信息", "招生考试", "财务收费", "人事师资", "教学质量", "学生管理"];
    let series =
        |name: &str, values: [f64; 6]| Series { name: name.into(), values: values.map(Some).to_vec() };
    Chart {
        title: "图1　各类信息主动公开数量".into(),
        kind,
        unit: "条".into(),
        categories: categories.map(str::to_owned).to_vec(),
        series: vec![
            series("2025—2026学年", [120.0, 318.0, 96.0, 154.0, 208.0, 128.0]),
            series("2024—2025学年", [98.0, 301.0, 84.0, 160.0, 170.0, 83.0]),
        ],
    }
}

fn lying() -> Chart {
    let mut chart = chart(Kind::Bars);
    chart.title = "图2　各单位公开信息数量".into();
    chart.categories = [
        "党委办公室、校长办公室",
        "发展规划与学科建设处",
        "国有资产与实验室管理处",
        "招生就业处",
        "计划财务处",
        "后勤保障部",
    ]
    .map(str::to_owned)
    .to_vec();
    chart
}

fn table() -> Table {
    let rows = (1..=12).map(|at| {
        let name = ["基本信息", "招生考试信息", "财务、资产及收费信息", "人事师资信息"][at % 4];
        vec![
            at.to_string(),
            name.into(),
            format!("{}", at * 37),
            format!("{}", at * 31),
            format!("{:.1}%", at as f64 * 1.7),
        ]
    });
    Table {
        caption: "表1　主动公开信息数量统计表（单位：条）".into(),
        header: ["序号", "信息类别", "本年", "上年", "增长"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        numeric: vec![0, 2, 3, 4],
    }
}

fn report() -> Paper {
    let stressed = vec![
        Run::plain("全年收到申请 "),
        Run { text: "12".into(), strong: true },
        Run::plain(" 件，均已按时答复；未收取任何费用。"),
    ];
    Paper {
        title: "某某理工大学\n2025—2026学年信息公开工作年度报告".into(),
        subtitle: Some("（2025年9月1日至2026年8月31日）".into()),
        blocks: vec![
            Block::text("根据《高等学校信息公开办法》的要求，现将本学年的信息公开工作报告如下。"),
            Block::Heading(1, "一、概述".into()),
            Block::text(LONG),
            Block::Heading(1, "二、主动公开信息的情况".into()),
            Block::Heading(2, "（一）总体情况".into()),
            Block::text(LONG),
            Block::Table(table()),
            Block::Heading(2, "（二）各类信息".into()),
            Block::Chart(chart(Kind::Bars)),
            Block::Heading(3, "1. 公开的渠道".into()),
            Block::List {
                ordered: true,
                items: ["学校信息公开网", "校园公告栏与电子显示屏"]
                    .map(|text| vec![Run::plain(text)])
                    .to_vec(),
            },
            Block::Chart(lying()),
            Block::Chart(chart(Kind::Line)),
            Block::Heading(1, "三、依申请公开的情况".into()),
            Block::Paragraph(stressed),
            Block::Signature { unit: "某某理工大学".into(), date: date(2026, 10, 9) },
        ],
    }
}

fn made() -> Timestamp {
    "2026-10-09T08:00:00Z".parse().unwrap()
}

fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("GONGKAI_PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

/// What our own reader finds in a file.
fn words(kind: &str, bytes: &[u8]) -> String {
    let parts = documents::reader::read(kind, bytes).unwrap().parts;
    // Charts in a DOCX are pictures, which it says.
    let parts = parts.into_iter().filter(|part| part.name != "pictures");
    parts.map(|part| part.text.unwrap() + "\n").collect()
}

#[test]
fn a_report_is_a_page_without_any_style() {
    let page = html(&report());
    keep("report.html", page.as_bytes());
    for part in [
        "<h1>某某理工大学<br>2025—2026学年信息公开工作年度报告</h1>",
        "<h2>一、概述</h2>",
        r#"<th scope="col" class="number">本年</th>"#,
        "<strong>12</strong>",
        r#"<time datetime="2026-10-09">2026年10月9日</time>"#,
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("style="));
}

#[test]
fn a_report_is_a_docx() {
    let bytes = docx(&report(), made()).unwrap();
    keep("report.docx", &bytes);
    let words = words("docx", &bytes);
    for part in
        ["某某理工大学\n2025—2026学年", "序号\t信息类别\t本年", "3\t人事师资信息\t111", "2026年10月9日"]
    {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert!(bytes == docx(&report(), made()).unwrap(), "the same paper, the same bytes");
}

/// The pictures in a DOCX, in their order.
fn pictures(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut pictures = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        pictures.extend(content.starts_with(b"\x89PNG\r\n").then_some(content));
    }
    pictures
}

#[test]
fn a_chart_is_a_picture_in_a_docx_with_its_words_drawn() {
    let paper = report();
    let charts = paper.blocks.iter().filter(|block| matches!(block, Block::Chart(_))).count();
    let drawn = pictures(&docx(&paper, made()).unwrap());
    assert_eq!(drawn.len(), charts);
    let mut nameless = report();
    for block in &mut nameless.blocks {
        if let Block::Chart(chart) = block {
            chart.categories.iter_mut().for_each(|name| *name = " ".repeat(name.chars().count()));
        }
    }
    let without = pictures(&docx(&nameless, made()).unwrap());
    assert!(drawn.iter().zip(&without).all(|(with, without)| with.len() > without.len()), "words are drawn");
}

#[test]
fn a_chart_in_a_docx_says_in_words_what_it_shows() {
    let mut quoted = chart(Kind::Bars);
    quoted.title = "图 <w:p> \"引号\"".into();
    let blocks = vec![Block::Chart(chart(Kind::Bars)), Block::text("文字"), Block::Chart(quoted)];
    let content = docx(&Paper { title: "报告".into(), subtitle: None, blocks }, made()).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(content)).unwrap();
    let mut document = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut document).unwrap();
    assert!(!document.contains("name=\"Figure\""), "each has its words");
    assert!(document.contains("id=\"1\" name=\"图表1\" descr=\"图1　各类信息主动公开数量。"), "{document}");
    assert!(
        document.contains("id=\"2\" name=\"图表2\" descr=\"图 &lt;w:p&gt; &quot;引号&quot;。"),
        "{document}"
    );
}

#[test]
fn a_report_is_a_pdf_and_the_same_one_again() {
    let first = pdf(&report(), made()).unwrap();
    keep("report.pdf", &first);
    // Its lines and the gaps between scripts are where the page has them.
    let words: String = words("pdf", &first).split_whitespace().collect();
    for part in ["信息公开工作年度报告", "①气温≥35℃", "财务、资产及收费信息", "图2各单位公开信息数量"]
    {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert!(first == pdf(&report(), made()).unwrap());
    assert!(first != pdf(&report(), "2026-10-10T08:00:00Z".parse().unwrap()).unwrap());
}

/// The texts of a PDF's pages, without white space.
fn pages(bytes: &[u8]) -> Vec<String> {
    let parts = documents::reader::read("pdf", bytes).expect("a PDF").parts.into_iter();
    let pages = parts.filter(|part| part.name.starts_with("p. "));
    pages.map(|part| part.text.unwrap().split_whitespace().collect()).collect()
}

#[test]
fn no_signature_stands_on_a_page_alone() {
    let mut led_the_page = false;
    for count in 18..28 {
        let row = |at: usize| vec![format!("第{at}行"), at.to_string()];
        let table = Table {
            rows: (1..=count).map(row).collect(),
            header: vec!["名称".into(), "数".into()],
            ..table()
        };
        let table = Table { numeric: vec![1], ..table };
        let signature =
            Block::Signature { unit: "江南职业技术学院".into(), date: date(2026, 10, 21) };
        let paper =
            Paper { title: "报告".into(), subtitle: None, blocks: vec![Block::Table(table), signature] };
        let pages = pages(&pdf(&paper, made()).unwrap());
        let last = pages.last().unwrap();
        assert!(
            last.contains("江南职业技术学院") && last.contains(&format!("第{count}行")),
            "{count}: {last}"
        );
        assert!(last.contains("名称"), "{count}: the names of the columns stand over them: {last}");
        led_the_page |=
            pages.len() > 1 && last.contains(&format!("第{}行", count - 1)) && !last.contains("第9行");
        let all = pages.concat();
        assert!(
            (1..=count).all(|at| all.matches(&format!("第{at}行")).count() == 1),
            "{count}: each row once"
        );
    }
    assert!(led_the_page, "one of these ends a page");
}

#[test]
fn a_chart_that_would_just_not_fit_is_drawn_smaller() {
    // As many lines before it as leave a little less than a whole chart's height.
    let lines = |count: usize| (0..count).map(|_| Block::text("一行。")).collect::<Vec<_>>();
    let on_first = |count: usize| {
        let blocks = [lines(count), vec![Block::Chart(chart(Kind::Line))]].concat();
        let paper = Paper { title: "报告".into(), subtitle: None, blocks };
        pages(&pdf(&paper, made()).unwrap())[0].contains("图1各类信息")
    };
    let fitting = (8..20).take_while(|count| on_first(*count)).count();
    assert_eq!(8 + fitting, 15, "so many lines leave room for it");
}

#[test]
fn what_a_paper_says_is_never_markup() {
    let title = "#panic() *星* $x$ <b>";
    let paper = Paper { title: title.into(), subtitle: None, blocks: vec![Block::text(title)] };
    assert!(pdf(&paper, made()).unwrap().starts_with(b"%PDF-"));
    assert!(html(&paper).contains("#panic() *星* $x$ &lt;b&gt;"));
}
