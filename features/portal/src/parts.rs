//! Pieces that several pages show: lines of lists, dates, tags, pagers.

use std::collections::HashMap;

use calendar::Calendar;
use jiff::civil::Date;
use publishing::{Listed, Standing};
use terms::UnitId;
use web::format;

/// A line of a list.
pub struct Line {
    pub path: String,
    pub title: String,
    pub unit: String,
    pub date: String,
    pub iso: String,
    pub category: String,
    pub tag: Option<Tag>,
    pub document_no: String,
    /// The notice's days, while it runs.
    pub notice: Option<Running>,
}

/// A notice that runs.
pub struct Running {
    /// 11月20日至11月26日
    pub days: String,
    /// Working days left, today not counted.
    pub left: i64,
}

/// A word for a state, with its colour.
pub struct Tag {
    pub class: &'static str,
    pub word: String,
}

/// The ten categories of the national list, as pages name them.
pub fn category_name(number: u8) -> String {
    catalogue::national_list()
        .categories
        .iter()
        .find(|category| category.no == number)
        .map_or_else(|| format!("类别{number}"), |category| category.name.clone())
}

/// The numeral before a heading, 一 for 1 to 十 for 10.
pub fn numeral(number: u8) -> char {
    "一二三四五六七八九十".chars().nth(usize::from(number.saturating_sub(1))).unwrap_or('〇')
}

/// The units' names by their numbers.
pub type UnitNames = HashMap<UnitId, String>;

pub fn unit_names(units: &[schools::Unit]) -> UnitNames {
    units.iter().map(|unit| (unit.id, unit.name.clone())).collect()
}

/// The address of a publication.
pub fn item_path(index_no: &str) -> String {
    format!("/items/{}", index_no.replace('/', "%2F"))
}

/// Titles of so many characters fit a line of a phone.
const FITS: usize = 16;

/// A title as a page writes it, with the places where it may go on in the next line: between words.
pub fn set(title: &str) -> String {
    if title.chars().count() <= FITS {
        return documents::html::escape(title);
    }
    let pieces = documents::phrase::pieces(title).into_iter().map(documents::html::escape);
    format!("<span class=\"seg\">{}</span>", pieces.collect::<Vec<_>>().join("<wbr>"))
}

pub fn line(row: &Listed, units: &UnitNames, calendar: &Calendar, today: Date) -> Line {
    let day = terms::day_of(row.published_at);
    Line {
        path: item_path(&row.index_no),
        title: row.title.clone(),
        unit: units.get(&row.unit).cloned().unwrap_or_default(),
        date: format::day(day, today),
        iso: day.to_string(),
        category: category_name(row.category),
        tag: tag(row, calendar, today),
        document_no: row.document_no.clone().unwrap_or_default(),
        notice: running(row, calendar, today),
    }
}

fn running(row: &Listed, calendar: &Calendar, today: Date) -> Option<Running> {
    let (from, to) = (row.notice_from?, row.notice_to?);
    (row.standing != Standing::Expired && to >= today).then(|| Running {
        days: format!("{}至{}", format::day(from, today), format::day(to, today)),
        left: left(calendar, today, to),
    })
}

fn tag(row: &Listed, calendar: &Calendar, today: Date) -> Option<Tag> {
    if row.standing == Standing::Expired {
        return Some(Tag { class: "warn", word: "名单已到期撤下".into() });
    }
    if let Some(validity) = &row.validity {
        return Some(match validity.as_str() {
            "废止" => Tag { class: "warn", word: "废止".into() },
            "修改" => Tag { class: "ok", word: "已修改".into() },
            _ => Tag { class: "ok", word: "现行有效".into() },
        });
    }
    let to = row.notice_to?;
    if to < today {
        return Some(Tag { class: "", word: "公示已结束".into() });
    }
    Some(Tag { class: "run", word: left_words(calendar, today, to) })
}

/// 还剩4个工作日, 今天截止.
pub fn left_words(calendar: &Calendar, today: Date, to: Date) -> String {
    match left(calendar, today, to) {
        0 => "今天截止".to_owned(),
        days => format!("还剩{days}个工作日"),
    }
}

/// Working days left, today not counted.
pub fn left(calendar: &Calendar, today: Date, to: Date) -> i64 {
    calendar.provisional().remaining_working_days(today, to).unwrap_or_default()
}

/// The one address of a page: its path with what chooses among its pages, and nothing that only
/// changes how it looks.
pub fn canonical(path: &str, path_and_query: &str) -> String {
    let query = path_and_query.split_once('?').map_or("", |(_, query)| query);
    let chooses = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        matches!(name, "page" | "entry" | "year" | "name") && !pair.ends_with('=')
    };
    match query.split('&').filter(chooses).collect::<Vec<_>>().join("&") {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// Links to the pages of a list.
pub struct Pager {
    pub pages: Vec<PageLink>,
}

pub struct PageLink {
    pub word: String,
    pub path: String,
    pub is_current: bool,
    pub is_gap: bool,
}

impl Pager {
    /// The pager of a list of `total` rows; `path` gets its `page` appended.
    pub fn new(path: &str, page: i64, per_page: i64, total: i64) -> Pager {
        let last = (total + per_page - 1) / per_page;
        let mut pages = Vec::new();
        let joint = if path.contains('?') { "&" } else { "?" };
        let mut before = 0;
        for number in 1..=last {
            let near = (number - page).abs() <= 2 || number == 1 || number == last;
            if !near {
                continue;
            }
            if number > before + 1 {
                pages.push(PageLink {
                    word: "…".into(),
                    path: String::new(),
                    is_current: false,
                    is_gap: true,
                });
            }
            let target = if number == 1 { path.to_owned() } else { format!("{path}{joint}page={number}") };
            pages.push(PageLink {
                word: number.to_string(),
                path: target,
                is_current: number == page,
                is_gap: false,
            });
            before = number;
        }
        Pager { pages: if last > 1 { pages } else { Vec::new() } }
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn a_page_has_one_address() {
        for (asked, one) in [
            ("/items", "/items"),
            ("/items?page=2&utm_source=x", "/items?page=2"),
            ("/items?page=", "/items"),
            ("/units/jhc?entry=1&page=3", "/units/jhc?entry=1&page=3"),
            ("/?from=wechat", "/"),
        ] {
            assert_eq!(canonical(asked.split('?').next().unwrap(), asked), one);
        }
    }
}
