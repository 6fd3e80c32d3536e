//! A paper as DOCX. Lengths are twentieths of a point unless said otherwise; the
//! numbers of GB/T 9704-2012 stand here once. Its typefaces are named, not
//! embedded: offices have them.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    Pic, Run as DocxRun, RunFonts, Shading, SpecialIndentType, Table as DocxTable, TableCell,
    TableLayoutType, TableRow, VAlignType, WidthType,
};
use jiff::Timestamp;

use crate::html::escape;

use super::picture::{Picture, picture};
use super::{Block, Chart, Paper, PaperError, Run, Table, written};

/// A4.
const PAGE: (u32, u32) = (11906, 16838);
/// The type area is 156 by 225 mm, 37 mm from above and 28 mm from the left.
const MARGIN: (i32, i32, i32, i32) = (2098, 1474, 1984, 1588);
/// 156 mm.
const TEXT_WIDTH: usize = 8844;
/// 156 mm in English metric units, 36,000 to the millimetre.
const PICTURE_WIDTH: u32 = 5_616_000;
/// 22 lines on 225 mm.
const LINE: i32 = 579;
/// 三号, in half points.
const BODY: usize = 32;
/// The width of a character of it.
const CHARACTER: i32 = 320;
/// 二号, in half points.
const TITLE: usize = 44;
/// 四号, for page numbers, in half points.
const PAGE_NUMBER: usize = 28;
/// 小四, for tables, in half points.
const CELL: usize = 24;

const SONG: &str = "宋体";
const TITLE_SONG: &str = "方正小标宋简体";
const FANG_SONG: &str = "仿宋_GB2312";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";

/// The paper as the bytes of a DOCX file that says it was made at `made`.
pub fn docx(paper: &Paper, made: Timestamp) -> Result<Vec<u8>, PaperError> {
    let made = made.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let margin = PageMargin::new().top(MARGIN.0).right(MARGIN.1).bottom(MARGIN.2).left(MARGIN.3).footer(1500);
    let mut docx = Docx::new()
        .created_at(&made)
        .updated_at(&made)
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts(FANG_SONG))
        .default_size(BODY)
        .footer(footer(AlignmentType::Right))
        .even_footer(footer(AlignmentType::Left))
        .add_paragraph(middle(&paper.title, TITLE_SONG, TITLE).outline_lvl(0));
    if let Some(subtitle) = &paper.subtitle {
        docx = docx.add_paragraph(middle(subtitle, KAI, BODY));
    }
    docx = docx.add_paragraph(line());
    for (at, one) in paper.blocks.iter().enumerate() {
        docx = block(docx, at, one)?;
    }
    let mut built = docx.build();
    built.document = described(built.document, &paper.blocks);
    let mut out = Cursor::new(Vec::new());
    built.pack(&mut out).map_err(|error| PaperError::Docx(error.to_string()))?;
    Ok(out.into_inner())
}

fn block(docx: Docx, at: usize, block: &Block) -> Result<Docx, PaperError> {
    Ok(match block {
        Block::Heading(level, text) => docx.add_paragraph(heading(*level, text)),
        Block::Paragraph(text) => docx.add_paragraph(paragraph(text)),
        Block::Table(one) => table(docx, one),
        Block::Chart(chart) => table(docx.add_paragraph(drawn(at, chart)?), &chart.numbers()),
        Block::List { ordered, items } => items.iter().enumerate().fold(docx, |docx, (at, item)| {
            let mark = if *ordered { format!("{}. ", at + 1) } else { "· ".to_owned() };
            docx.add_paragraph(paragraph(&[vec![Run::plain(mark)], item.clone()].concat()))
        }),
        Block::Signature { unit, date } => {
            let signed = |text: &str| {
                let right = line().align(AlignmentType::Right).indent(None, None, Some(2 * CHARACTER), None);
                right.add_run(run(text, FANG_SONG, BODY))
            };
            docx.add_paragraph(line())
                .add_paragraph(signed(unit).keep_next(true))
                .add_paragraph(signed(&written(*date)))
        }
    })
}

/// A chart as wide as the text.
fn drawn(at: usize, chart: &Chart) -> Result<Paragraph, PaperError> {
    let Picture { png, width, height } = picture(chart)?;
    let high = u64::from(PICTURE_WIDTH) * u64::from(height) / u64::from(width.max(1));
    let size = (PICTURE_WIDTH, u32::try_from(high).unwrap_or(PICTURE_WIDTH));
    // Numbered by its place: the same paper makes the same bytes.
    let picture =
        Pic::new_with_dimensions(png, width, height).id(format!("rIdChart{at}")).size(size.0, size.1);
    let spacing = LineSpacing::new().before(120).after(120);
    let paragraph = Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).keep_next(true);
    Ok(paragraph.add_run(DocxRun::new().add_image(picture)))
}

/// Gives each chart its words for those who do not see it; the crate writes a picture without any.
/// Its mark stands in no text, where `<` is written otherwise.
fn described(document: Vec<u8>, blocks: &[Block]) -> Vec<u8> {
    const PICTURE: &str = r#"<wp:docPr id="1" name="Figure" />"#;
    let mut document = match String::from_utf8(document) {
        Ok(document) => document,
        Err(error) => return error.into_bytes(),
    };
    let charts = blocks.iter().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    });
    for (chart, number) in charts.zip(1..) {
        let words = escape(&format!("{}。{}", chart.title, chart.description()));
        let picture = format!(r#"<wp:docPr id="{number}" name="图表{number}" descr="{words}" />"#);
        document = document.replacen(PICTURE, &picture, 1);
    }
    document.into_bytes()
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name)
}

fn run(text: &str, font: &str, size: usize) -> DocxRun {
    DocxRun::new().add_text(text).fonts(fonts(font)).size(size)
}

/// An empty line of the grid.
fn line() -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE).before(0).after(0);
    Paragraph::new().line_spacing(spacing)
}

fn middle(text: &str, font: &str, size: usize) -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::AtLeast).line(LINE).before(0).after(0);
    let start = Paragraph::new().line_spacing(spacing).align(AlignmentType::Center);
    text.lines().enumerate().fold(start, |paragraph, (at, words)| {
        let words = run(words, font, size);
        let above = DocxRun::new().add_break(BreakType::TextWrapping);
        if at == 0 { paragraph.add_run(words) } else { paragraph.add_run(above).add_run(words) }
    })
}

/// A paragraph sets in by two characters.
fn set_in(paragraph: Paragraph) -> Paragraph {
    let two = SpecialIndentType::FirstLine(2 * CHARACTER);
    paragraph.indent(None, Some(two), None, None).first_line_chars(200)
}

fn heading(level: u8, text: &str) -> Paragraph {
    let font = match level {
        1 => HEI,
        2 => KAI,
        _ => FANG_SONG,
    };
    set_in(line()).keep_next(true).outline_lvl(usize::from(level.clamp(1, 8))).add_run(run(text, font, BODY))
}

fn paragraph(runs: &[Run]) -> Paragraph {
    let start = set_in(line()).align(AlignmentType::Both);
    runs.iter().fold(start, |paragraph, one| {
        let plain = run(&one.text, FANG_SONG, BODY);
        paragraph.add_run(if one.strong { plain.bold() } else { plain })
    })
}

fn table(docx: Docx, table: &Table) -> Docx {
    let mut docx = docx;
    if !table.caption.is_empty() {
        docx = docx.add_paragraph(middle(&table.caption, HEI, CELL).keep_next(true));
    }
    let widths: Vec<usize> = table.shares().iter().map(|share| share * TEXT_WIDTH / 1000).collect();
    let header = (!table.header.is_empty()).then(|| row(table, &table.header, &widths, true));
    let rows = header.into_iter().chain(table.rows.iter().map(|cells| row(table, cells, &widths, false)));
    let set = DocxTable::new(rows.collect())
        .set_grid(widths.clone())
        .width(TEXT_WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed);
    docx.add_table(set).add_paragraph(line())
}

fn row(table: &Table, cells: &[String], widths: &[usize], is_header: bool) -> TableRow {
    let cell = |(at, width): (usize, &usize)| {
        let text = cells.get(at).map_or("", String::as_str);
        let align = match (is_header, table.numeric.contains(&at)) {
            (true, _) => AlignmentType::Center,
            (_, true) => AlignmentType::Right,
            _ => AlignmentType::Left,
        };
        let font = if is_header { HEI } else { SONG };
        let spacing = LineSpacing::new().before(40).after(40);
        let words = Paragraph::new().align(align).line_spacing(spacing).add_run(run(text, font, CELL));
        let cell = TableCell::new().width(*width, WidthType::Dxa).vertical_align(VAlignType::Center);
        let cell = cell.add_paragraph(words);
        if is_header { cell.shading(Shading::new().fill("F2F2F2")) } else { cell }
    };
    TableRow::new(widths.iter().enumerate().map(cell).collect()).cant_split()
}

/// The page number, `— 1 —`, one character from the edge.
fn footer(edge: AlignmentType) -> Footer {
    let part = |text: &str| run(text, SONG, PAGE_NUMBER);
    let number = Paragraph::new()
        .align(edge)
        .indent(Some(CHARACTER), None, Some(CHARACTER), None)
        .add_run(part("— "))
        .add_page_num(PageNum::new())
        .add_run(part(" —"));
    Footer::new().add_paragraph(number)
}
