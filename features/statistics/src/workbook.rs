//! The figures of a year as a workbook: numbers that one can go on counting with.

use documents::sheets::SheetError;
use documents::sheets::write::{Sheet, xlsx};
use serde_json::{Value, json};

use crate::rules::across;
use crate::rules::figure::{Key, Measure};
use crate::rules::source::Source;
use crate::rules::text::Shown;
use crate::tables;

/// What a sheet of its own tells.
const SHEETS: [(Shown, &str); 8] = [
    (Shown::Months, "各月"),
    (Shown::Categories, "各类别"),
    (Shown::Information, "各体裁"),
    (Shown::Blocks, "各板块"),
    (Shown::Affairs, "四类内容"),
    (Shown::Openness, "五公开"),
    (Shown::Units, "各部门"),
    (Shown::Channels, "各渠道"),
];

/// The workbook of a year's figures.
///
/// # Errors
///
/// Where it is larger than a spreadsheet program takes.
pub fn workbook(source: &impl Source) -> Result<Vec<u8>, SheetError> {
    let mut sheets = vec![totals(source)];
    sheets.extend(SHEETS.map(|(shown, name)| grouped(shown, name, source)));
    sheets.extend([crossed(source), by_year(source)]);
    xlsx(&sheets)
}

fn totals(source: &impl Source) -> Sheet {
    let period = source.period();
    let period = format!("{}至{}", period.from, period.to);
    let row = |(measure, _, word): &(Measure, &str, &str)| {
        let count = source.count(&Key::all(*measure));
        vec![json!(word), json!(count), json!(measure.unit()), json!(measure.definition()), json!(period)]
    };
    let header = ["指标", "数量", "单位", "怎么数", "统计期"].map(str::to_owned).into();
    Sheet { name: "总数".to_owned(), header, rows: Measure::ALL.iter().map(row).collect() }
}

fn grouped(shown: Shown, name: &str, source: &impl Source) -> Sheet {
    let measures = tables::columns(shown).iter().map(|measure| tables::heading(*measure));
    let header = std::iter::once(tables::first_heading(shown).to_owned()).chain(measures).collect();
    let row = |row: tables::CountedRow| {
        let counts = row.keys.iter().map(|key| json!(source.count(key)));
        std::iter::once(Value::String(row.name)).chain(counts).collect()
    };
    Sheet { name: name.to_owned(), header, rows: tables::rows(shown, source).into_iter().map(row).collect() }
}

fn crossed(source: &impl Source) -> Sheet {
    let categories = catalogue::national_list().categories.iter().map(|category| category.name.clone());
    let row = |(unit, counts): (String, [i64; 10])| {
        std::iter::once(Value::String(unit)).chain(counts.map(Value::from)).collect()
    };
    Sheet {
        name: "部门和类别".to_owned(),
        header: std::iter::once("部门".to_owned()).chain(categories).collect(),
        rows: source.by_unit_and_category().into_iter().map(row).collect(),
    }
}

fn by_year(source: &impl Source) -> Sheet {
    let row = |line: across::YearLine| vec![json!(line.year.label()), json!(line.flow), json!(line.stock)];
    Sheet {
        name: "历年".to_owned(),
        header: across::YEAR_HEADER.map(str::to_owned).into(),
        rows: source.years().into_iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use documents::sheets::read;

    use super::*;
    use crate::rules::samples;

    #[test]
    fn the_sheets_say_the_figures_as_numbers() {
        let rows = read("figures.xlsx", &workbook(&samples::ledger()).unwrap()).unwrap();
        assert_eq!(rows.len(), Measure::ALL.len());
        for (row, (measure, _, word)) in rows.iter().zip(Measure::ALL) {
            let fields = row.fields.as_ref().expect("fields");
            let count = samples::ledger().count(&Key::all(measure));
            assert_eq!((&fields["指标"], &fields["数量"]), (&json!(word), &json!(count)));
        }
    }
}
