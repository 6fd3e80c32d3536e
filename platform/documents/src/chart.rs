//! Charts as pictures (SVG) that also read as text: every chart has a title, a
//! description and its numbers as a table. Presentation attributes only, so that
//! the pages' CSP holds.

use crate::paper::Table;

mod drawing;

/// How values are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Bars beside each other; the first series is filled, a second one outlined.
    Bars,
    /// A line for each series; the first is drawn through, the others dashed.
    Line,
}

/// Values of one kind, one for each category of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name in the legend, such as 2026年.
    pub name: String,
    /// Its values in the order of the categories; `None` where there is none.
    pub values: Vec<Option<f64>>,
}

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Bars or lines.
    pub kind: Kind,
    /// What its numbers count, such as 条.
    pub unit: String,
    /// The places along the axis, such as months.
    pub categories: Vec<String>,
    /// What is compared, this year's first.
    pub series: Vec<Series>,
}

impl Chart {
    /// The chart as an SVG picture.
    pub fn svg(&self) -> String {
        drawing::draw(self)
    }

    /// The chart in a sentence for those who can't see it.
    pub fn description(&self) -> String {
        let extremes = self.series.iter().map(|series| {
            let known = || series.values.iter().zip(&self.categories).filter_map(|(v, c)| Some(((*v)?, c)));
            match known().max_by(|a, b| a.0.total_cmp(&b.0)) {
                Some((most, category)) => {
                    format!("{}：{}最多，{}{}", series.name, category, number(most), self.unit)
                }
                None => format!("{}：没有数据", series.name),
            }
        });
        let shape = match self.kind {
            Kind::Bars => "柱形图",
            Kind::Line => "折线图",
        };
        format!("{shape}，共{}项。{}。", self.categories.len(), extremes.collect::<Vec<_>>().join("；"))
    }

    /// The chart's numbers, a row for each category.
    pub fn numbers(&self) -> Table {
        let header = std::iter::once("项目".to_owned())
            .chain(self.series.iter().map(|series| format!("{}（{}）", series.name, self.unit)));
        let rows = self.categories.iter().enumerate().map(|(at, category)| {
            let cell =
                |series: &Series| series.values.get(at).copied().flatten().map_or("—".to_owned(), number);
            std::iter::once(category.clone()).chain(self.series.iter().map(cell)).collect()
        });
        Table {
            caption: self.title.clone(),
            header: header.collect(),
            rows: rows.collect(),
            numeric: (1..=self.series.len()).collect(),
        }
    }
}

/// A number as people write it: no point where it is whole, two places at most.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(kind: Kind) -> Chart {
        Chart {
            title: "各类信息<主动>公开".into(),
            kind,
            unit: "条".into(),
            categories: vec!["基本信息".into(), "招生考试信息".into(), "财务、资产及收费信息".into()],
            series: vec![
                Series { name: "本年".into(), values: vec![Some(12.0), Some(30.0), None] },
                Series { name: "上年".into(), values: vec![Some(8.0), Some(41.5), Some(3.0)] },
            ],
        }
    }

    #[test]
    fn pictures_read_as_text_and_carry_no_style() {
        for kind in [Kind::Bars, Kind::Line] {
            let svg = chart(kind).svg();
            assert!(svg.contains("<title>各类信息&lt;主动&gt;公开</title>"), "{svg}");
            assert!(svg.contains("上年：招生考试信息最多，41.5条"), "{svg}");
            assert!(!svg.contains("style=") && !svg.contains("NaN") && !svg.contains("class="), "{svg}");
            assert_eq!(svg, chart(kind).svg());
        }
    }

    #[test]
    fn bars_of_this_year_are_filled_and_of_last_year_outlined() {
        let svg = chart(Kind::Bars).svg();
        // Two and three bars, and one of each in the legend; the ground is white.
        assert_eq!(svg.matches(r#"<rect fill="currentColor""#).count(), 3);
        assert_eq!(svg.matches(r##"<rect fill="#fff" stroke="currentColor""##).count(), 4);
    }

    #[test]
    fn nothing_to_show_is_still_a_picture() {
        let mut empty = chart(Kind::Line);
        (empty.categories, empty.series) = (Vec::new(), Vec::new());
        assert!(empty.svg().ends_with("</svg>") && !empty.svg().contains("NaN"));
        let mut zero = chart(Kind::Bars);
        zero.series = vec![Series { name: "本年".into(), values: vec![Some(0.0); 3] }];
        assert!(!zero.svg().contains("NaN") && !zero.svg().contains("inf"));
    }

    #[test]
    fn numbers_say_what_the_picture_says() {
        let table = chart(Kind::Bars).numbers();
        assert_eq!(table.header, ["项目", "本年（条）", "上年（条）"]);
        assert_eq!(table.rows[1], ["招生考试信息", "30", "41.5"]);
        assert_eq!(table.rows[2], ["财务、资产及收费信息", "—", "3"]);
        assert_eq!(table.numeric, [1, 2]);
    }
}
