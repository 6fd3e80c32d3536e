//! Figures as pages show them: each a link to the records behind it.

use documents::chart::{Chart, Series};
use jiff::civil::Date;
use terms::AcademicYear;
use web::format;

use crate::rules::across;
use crate::rules::figure::{Group, Key, Line, Measure};
use crate::rules::ledger::Ledger;
use crate::rules::source::Source;
use crate::rules::text::{Piece, Shown, Span};
use crate::tables;

/// A table whose figures open.
pub struct TableView {
    /// Above it.
    pub caption: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, the first cell a name.
    pub rows: Vec<Vec<CellView>>,
}

/// A cell.
pub struct CellView {
    /// What it says.
    pub text: String,
    /// What it opens; empty where nothing.
    pub path: String,
    /// Whether it is a number.
    pub is_number: bool,
}

impl CellView {
    fn name(text: String) -> CellView {
        CellView { text, path: String::new(), is_number: false }
    }

    /// A count; there is nothing to open behind none.
    fn figure(count: i64, open: impl FnOnce() -> String) -> CellView {
        let path = if count > 0 { open() } else { String::new() };
        CellView { text: format::count(count), path, is_number: true }
    }
}

/// A piece of a part.
pub enum PieceView {
    Heading(String),
    Paragraph(Vec<SpanView>),
    Table(TableView),
    Chart { svg: String, table: TableView },
}

/// A stretch of a paragraph.
pub struct SpanView {
    pub text: String,
    pub path: String,
    pub is_unknown: bool,
    pub is_typed: bool,
}

/// The query of a figure's page: `?name=flow.by_unit.…`.
pub fn figure_query(key: &Key) -> String {
    let name = url::form_urlencoded::byte_serialize(key.to_string().as_bytes()).collect::<String>();
    format!("name={name}")
}

/// A grouping's table; `open` makes the address of a figure.
pub fn grouped(shown: Shown, source: &impl Source, open: &impl Fn(&Key) -> String) -> TableView {
    let measures = tables::columns(shown);
    let cells = |name: String, keys: Vec<Key>| {
        let numbers = keys.iter().map(|key| CellView::figure(source.count(key), || open(key)));
        std::iter::once(CellView::name(name)).chain(numbers).collect()
    };
    let rows = tables::rows(shown, source).into_iter().map(|row| cells(row.name, row.keys));
    let total = measures.iter().map(|measure| Key::all(*measure)).collect();
    let first = tables::first_heading(shown).to_owned();
    TableView {
        caption: tables::caption(shown).to_owned(),
        header: std::iter::once(first).chain(measures.iter().map(|m| tables::heading(*m))).collect(),
        rows: rows.chain([cells("合计".to_owned(), total)]).collect(),
    }
}

/// What stands, by units and categories; every figure opens.
pub fn crossed(source: &impl Source, open: &impl Fn(&Key) -> String) -> TableView {
    let names = catalogue::national_list().categories.iter().map(|category| category.name.clone());
    let number = |count: i64, key: Key| CellView::figure(count, || open(&key));
    let stock = |group| Key { measure: Measure::Stock, group };
    let row = |(unit, counts): (String, [i64; 10])| {
        let cells = (1..).zip(counts);
        let cells = cells.map(|(of, count)| number(count, stock(Group::CategoryOfUnit(of, unit.clone()))));
        let total = number(counts.iter().sum(), stock(Group::Unit(unit.clone())));
        std::iter::once(CellView::name(unit.clone())).chain(cells).chain([total]).collect()
    };
    TableView {
        caption: "现有公开信息，部门和类别".to_owned(),
        header: std::iter::once("部门".to_owned()).chain(names).chain(["合计".to_owned()]).collect(),
        rows: source.by_unit_and_category().into_iter().map(row).collect(),
    }
}

/// One year beside the next; `open` makes the address of a year's figure.
pub fn by_year(source: &impl Source, open: impl Fn(AcademicYear, &Key) -> String) -> (Chart, TableView) {
    let years = source.years();
    let row = |line: &across::YearLine| {
        let figure = |count, measure| CellView::figure(count, || open(line.year, &Key::all(measure)));
        let name = CellView::name(line.year.label());
        vec![name, figure(line.flow, Measure::Flow), figure(line.stock, Measure::Stock)]
    };
    let values = |of: fn(&across::YearLine) -> i64| years.iter().map(|line| Some(of(line) as f64)).collect();
    let chart = Chart {
        title: "历年公开信息数".to_owned(),
        kind: documents::chart::Kind::Bars,
        unit: "条".to_owned(),
        categories: years.iter().map(|line| line.year.to_string()).collect(),
        series: vec![
            Series { name: "当年新增".to_owned(), values: values(|line| line.flow) },
            Series { name: "年末现有".to_owned(), values: values(|line| line.stock) },
        ],
    };
    let header = across::YEAR_HEADER.map(str::to_owned).into();
    let table = TableView { caption: chart.title.clone(), header, rows: years.iter().map(row).collect() };
    (chart, table)
}

/// A table without links: a form, the catalogue.
fn plain(shown: Shown, ledger: &Ledger) -> TableView {
    let table = tables::table(shown, ledger);
    let cell = |(at, text): (usize, String)| CellView {
        text,
        path: String::new(),
        is_number: table.numeric.contains(&at),
    };
    TableView {
        caption: table.caption.clone(),
        header: table.header.clone(),
        rows: table.rows.iter().map(|row| row.iter().cloned().enumerate().map(cell).collect()).collect(),
    }
}

/// A piece of a part, with its figures opening.
pub fn piece(
    piece: Piece,
    ledger: &Ledger,
    open: &impl Fn(&Key) -> String,
    typed: &impl Fn(&str) -> Option<String>,
) -> PieceView {
    match piece {
        Piece::Heading(text) => PieceView::Heading(text),
        Piece::Paragraph(spans) => {
            PieceView::Paragraph(spans.into_iter().map(|one| span(one, open, typed)).collect())
        }
        Piece::Table(shown) => PieceView::Table(match tables::rows(shown, ledger).is_empty() {
            true => plain(shown, ledger),
            false => grouped(shown, ledger, open),
        }),
        Piece::Chart(shown) => {
            PieceView::Chart { svg: tables::chart(shown, ledger).svg(), table: grouped(shown, ledger, open) }
        }
    }
}

fn span(span: Span, open: &impl Fn(&Key) -> String, typed: &impl Fn(&str) -> Option<String>) -> SpanView {
    match span {
        Span::Words(text) => SpanView { text, path: String::new(), is_unknown: false, is_typed: false },
        Span::Figure(name, told) => {
            let typed = typed(&name);
            SpanView {
                text: told.text,
                is_unknown: false,
                is_typed: typed.is_some(),
                path: told.key.as_ref().map(open).or(typed).unwrap_or_default(),
            }
        }
        Span::Unknown(name) => {
            SpanView { text: format!("【{name}】"), path: String::new(), is_unknown: true, is_typed: false }
        }
    }
}

/// A record behind a figure.
pub struct RecordView {
    /// Its title; what was withdrawn may have none to show.
    pub title: String,
    /// Its page.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// The day that counts.
    pub day: String,
    /// The channel, where releases are counted.
    pub channel: String,
    /// Since when it stands no longer; empty where it stands.
    pub withdrawn: String,
}

/// The records behind a figure, the newest first.
pub fn records(lines: &[Line], today: Date) -> Vec<RecordView> {
    let mut lines: Vec<_> = lines.iter().collect();
    lines.sort_by(|a, b| b.on.cmp(&a.on).then(b.publication.id.cmp(&a.publication.id)));
    let record = |line: &Line| RecordView {
        title: match line.publication.title.as_str() {
            "" => format!("一条已撤下的信息（{}）", line.publication.index_no),
            title => title.to_owned(),
        },
        path: format!("/items/{}", line.publication.index_no.replace('/', "%2F")),
        unit: line.publication.unit.clone(),
        day: format::day(line.on, today),
        channel: line.channel.unwrap_or_default().to_owned(),
        withdrawn: line.publication.withdrawn_on.map(|on| format::day(on, today)).unwrap_or_default(),
    };
    lines.into_iter().map(record).collect()
}
