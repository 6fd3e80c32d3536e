//! A row of an import file: typed values, or every reason why not.

use std::collections::{BTreeMap, HashSet};

use catalogue::rules::EntryNo;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde_json::Value;
use terms::{Audience, Block, InformationKind};

/// What is wrong with a field of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name, as in the file.
    pub field: &'static str,
    /// A sentence that says what to do.
    pub sentence: String,
}

/// A channel by which a row says it went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldChannel {
    /// The channel's name or code.
    pub name: String,
    /// When it appeared there: when it was published, unless the row says more.
    pub at: Timestamp,
    /// An address on the web, or a place; may be empty.
    pub url: String,
}

/// A row that can be taken in, but for what the school knows of.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its number where it comes from; made of its content where it has none.
    pub external_id: String,
    /// The title.
    pub title: String,
    /// The body as HTML.
    pub body_html: String,
    /// The unit's name or code.
    pub unit: Option<String>,
    /// The catalogue entry's number.
    pub entry: Option<EntryNo>,
    /// The category, 1 to 10.
    pub category: Option<u8>,
    /// What it counts as.
    pub information: InformationKind,
    /// Its block.
    pub block: Option<Block>,
    /// 文号
    pub document_no: Option<String>,
    /// When it was made.
    pub made_on: Option<Date>,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who may read it.
    pub audience: Audience,
    /// The channels it went out by.
    pub channels: Vec<ToldChannel>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Terms of the further taxonomies.
    pub tags: Vec<String>,
    /// Paths of files beside the import file.
    pub attachments: Vec<String>,
    /// The notice's first and last day.
    pub notice: Option<(Date, Date)>,
    /// Who takes objections.
    pub notice_contact: String,
    /// Its address on the old site.
    pub old_address: Option<String>,
}

const LONGEST_TITLE: usize = 500;
const LARGEST_BODY: usize = 20 << 20;
const LONGEST_ADDRESS: usize = 300;

/// Reads a row. `now` tells what lies in the future.
///
/// # Errors
/// Every field that is wrong.
pub fn read(fields: &BTreeMap<String, Value>, now: Timestamp) -> Result<Record, Vec<FieldProblem>> {
    let mut row = Reading { fields, problems: Vec::new() };
    let title = row.title();
    let body_html = row.body();
    let published_at = row.published_at(now);
    let entry = row.parsed("entry", "没有这个事项编号，写 1 到 50 或本校的编号", |text| {
        text.parse().ok()
    });
    let category = row.parsed("category", "类别要写 1 到 10", |text| {
        text.parse().ok().filter(|n| (1..=10).contains(n))
    });
    if entry.is_none() && category.is_none() && !row.has("entry") && !row.has("category") {
        row.problem("entry", "entry（事项编号）和 category（类别）至少要有一个");
    }
    let notice = row.notice();
    let record = Record {
        external_id: row.text("external_id").unwrap_or_default(),
        unit: row.text("unit"),
        entry,
        category,
        information: row
            .parsed("kind", "体裁只有机构职能、办事流程、规章制度、信息列表", InformationKind::from_name)
            .unwrap_or(InformationKind::Listings),
        block: row.parsed("block", "板块只有教学、科研、学生、党建、综合", Block::from_name),
        document_no: row.text("document_no"),
        made_on: row.parsed("made_on", "不是日期，请写成 2026-03-05", day),
        audience: row
            .parsed("audience", "公开范围只有社会公众、全体教职工、全体学生、部分师生", Audience::from_name)
            .unwrap_or(Audience::Public),
        channels: row.channels(published_at.unwrap_or(now), now),
        keywords: row.list("keywords", "keyword", words),
        tags: row.tags(),
        attachments: row.list("attachments", "path", file_names),
        notice: notice.as_ref().map(|(from, to, _)| (*from, *to)),
        notice_contact: notice.map(|(_, _, contact)| contact).unwrap_or_default(),
        old_address: row.text("old_address").map(|address| path_of(&address)),
        title,
        body_html,
        published_at: published_at.unwrap_or(now),
    };
    if row.problems.is_empty() { Ok(record) } else { Err(row.problems) }
}

struct Reading<'a> {
    fields: &'a BTreeMap<String, Value>,
    problems: Vec<FieldProblem>,
}

impl Reading<'_> {
    fn problem(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.problems.push(FieldProblem { field, sentence: sentence.into() });
    }

    fn has(&self, field: &str) -> bool {
        self.text(field).is_some()
    }

    /// A value as text; numbers and truths too. Nothing where nothing is written.
    fn text(&self, field: &str) -> Option<String> {
        let text = match self.fields.get(field)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Null => return None,
            other => other.to_string(),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    fn parsed<T>(
        &mut self,
        field: &'static str,
        sentence: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(field)?;
        let value = parse(&text);
        if value.is_none() {
            self.problem(field, format!("“{}”：{sentence}", short(&text)));
        }
        value
    }

    fn title(&mut self) -> String {
        let title = self.text("title").unwrap_or_default();
        match title.chars().count() {
            0 => self.problem("title", "没有标题"),
            length if length > LONGEST_TITLE => {
                self.problem("title", format!("标题有{length}个字，最多{LONGEST_TITLE}个字"))
            }
            _ => {}
        }
        title
    }

    fn body(&mut self) -> String {
        let body = match (self.text("body_html"), self.text("body_text")) {
            (Some(html), _) => html,
            (None, Some(text)) => documents::html::from_text(&text),
            (None, None) => {
                self.problem("body_html", "没有正文，body_html 和 body_text 至少要有一个");
                String::new()
            }
        };
        if body.len() > LARGEST_BODY {
            self.problem("body_html", "正文超过20 MB，请把长表格改成附件");
        }
        body
    }

    fn published_at(&mut self, now: Timestamp) -> Option<Timestamp> {
        let Some(text) = self.text("published_at") else {
            self.problem("published_at", "没有发布时间");
            return None;
        };
        let at = instant(&text);
        match at {
            None => self.problem(
                "published_at",
                format!("“{}”不是时间，请写成 2026-03-05 或 2026-03-05T09:30:00+08:00", short(&text)),
            ),
            Some(at) if at > now => self.problem("published_at", format!("发布时间{}还没到", short(&text))),
            Some(_) => {}
        }
        at
    }

    /// A list: of texts, of objects with a text in them, JSON text of such, or
    /// text with separators.
    fn list(&self, field: &str, key: &str, parted: fn(&str) -> Vec<String>) -> Vec<String> {
        let one = |value: &Value| match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Object(object) => object.get(key).and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        let parsed = self.json(field);
        let list: Vec<String> = match parsed {
            Some(Value::Array(list)) => list.iter().filter_map(one).collect(),
            Some(Value::String(text)) => parted(&text),
            Some(other) => one(&other).into_iter().collect(),
            None => Vec::new(),
        };
        list.into_iter().filter(|text| !text.is_empty()).collect()
    }

    fn tags(&mut self) -> Vec<String> {
        let tags = self.list("tags", "tag", words);
        for refusal in catalogue::check_tags(&tags) {
            self.problem("tags", refusal.to_string());
        }
        tags
    }

    /// The channels with when and where; each once.
    fn channels(&mut self, published_at: Timestamp, now: Timestamp) -> Vec<ToldChannel> {
        let Some(Value::Array(list)) = self.json("channels") else {
            let told = |name| ToldChannel { name, at: published_at, url: String::new() };
            return each_once(self.list("channels", "channel", words).into_iter().map(told).collect());
        };
        let told: Vec<_> = list.iter().filter_map(|value| channel(value, published_at, now)).collect();
        for problem in told.iter().filter_map(|one| one.as_ref().err()) {
            self.problem("channels", problem.clone());
        }
        each_once(told.into_iter().filter_map(Result::ok).collect())
    }

    /// A value; in a table's cell a structure is written as JSON text.
    fn json(&self, field: &str) -> Option<Value> {
        match self.fields.get(field)? {
            Value::String(text) if text.trim_start().starts_with(['[', '{']) => {
                Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())))
            }
            other => Some(other.clone()),
        }
    }

    fn notice(&mut self) -> Option<(Date, Date, String)> {
        let value = self.json("notice").filter(|value| !value.is_null())?;
        let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (from, to) = (day(&part("from")), day(&part("to")));
        match (from, to) {
            (Some(from), Some(to)) if from <= to => Some((from, to, part("contact"))),
            (Some(_), Some(_)) => {
                self.problem("notice", "公示的开始日期在结束日期之后");
                None
            }
            _ => {
                self.problem(
                    "notice",
                    "公示要写 from 和 to 两个日期，如 {\"from\": \"2026-03-05\", \"to\": \"2026-03-12\"}",
                );
                None
            }
        }
    }
}

/// One of a list of channels. Nothing where it names none.
fn channel(value: &Value, published_at: Timestamp, now: Timestamp) -> Option<Result<ToldChannel, String>> {
    let part = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let name = value.as_str().map_or_else(|| part("channel"), |name| name.trim().to_owned());
    if name.is_empty() {
        return None;
    }
    let (written, url) = (part("at"), part("url"));
    if url.chars().count() > LONGEST_ADDRESS || url.chars().any(char::is_control) {
        return Some(Err(format!("渠道“{}”的网址最多{LONGEST_ADDRESS}个字，写成一行", short(&name))));
    }
    let at = if written.is_empty() { Some(published_at) } else { instant(&written) };
    Some(match at {
        Some(at) if at > now => Err(format!("渠道“{}”的时间{}还没到", short(&name), short(&written))),
        Some(at) => Ok(ToldChannel { name, at, url }),
        None => Err(format!("渠道“{}”的时间“{}”不是时间，请写成 2026-03-05", short(&name), short(&written))),
    })
}

fn each_once(mut told: Vec<ToldChannel>) -> Vec<ToldChannel> {
    let mut names = HashSet::new();
    told.retain(|one| names.insert(one.name.clone()));
    told
}

/// What parts the words of one cell.
const COMMAS: [char; 3] = ['、', '，', ','];
const SEMICOLONS: [char; 3] = [';', '；', '\n'];

/// The words in one cell.
fn words(text: &str) -> Vec<String> {
    let is_between = |c: char| COMMAS.contains(&c) || SEMICOLONS.contains(&c);
    text.split(is_between).map(|part| part.trim().to_owned()).collect()
}

/// The names of files in one cell. A comma may stand in a name (教务处、学工处分工.docx): it parts
/// two of them only after an ending.
fn file_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split(SEMICOLONS) {
        let mut name = String::new();
        for piece in part.split_inclusive(COMMAS) {
            name.push_str(piece);
            let whole = name.trim_end_matches(COMMAS).trim();
            if has_ending(whole) {
                names.push(whole.to_owned());
                name.clear();
            }
        }
        names.push(name.trim().to_owned());
    }
    names
}

fn has_ending(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// `2026-03-05`, `2026/3/5`, `2026年3月5日`.
fn day(text: &str) -> Option<Date> {
    let parts: Vec<i16> = text
        .trim()
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [year, month, day] = parts[..] else { return None };
    if !(1900..2200).contains(&year) {
        return None;
    }
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// A bare day is the beginning of that day in Shanghai.
fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if let Some(day) = day(text) {
        return Some(terms::start_of(day));
    }
    if let Ok(civil) = text.replace(' ', "T").parse::<DateTime>() {
        return Some(terms::instant_of(civil));
    }
    let (date, time) = text.split_once(' ')?;
    let (hour, minute) = time.trim().split_once(':')?;
    let time = Time::new(hour.parse().ok()?, minute.get(..2)?.parse().ok()?, 0, 0).ok()?;
    Some(terms::instant_of(day(date)?.to_datetime(time)))
}

/// The path and query of an address, without host; a bare path gets its slash.
fn path_of(address: &str) -> String {
    let rest = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    };
    let rest = rest.split('#').next().unwrap_or_default();
    if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    fn now() -> Timestamp {
        terms::start_of(date(2026, 11, 24))
    }

    fn fields(value: Value) -> BTreeMap<String, Value> {
        value.as_object().unwrap().clone().into_iter().collect()
    }

    #[test]
    fn a_row_is_read_as_people_write_it() {
        let row = json!({
            "title": " 通知 ", "body_text": "一\n二", "published_at": "2021/9/1", "entry": 25, "kind": "规章制度",
            "channels": [{ "channel": "官网", "at": "2021-09-02", "url": "http://a.cn/1" }, "公告栏", "公告栏"],
            "keywords": "奖学金、公示", "tags": "结果公开；校务",
            "notice": "{\"from\": \"2021-09-01\", \"to\": \"2021-09-08\", \"contact\": \"纪委\"}",
            "old_address": "http://old.example.edu.cn/info/1014/1043.htm",
        });
        let record = read(&fields(row), now()).unwrap();
        assert_eq!((record.title.as_str(), record.body_html.as_str()), ("通知", "<p>一</p>\n<p>二</p>"));
        assert_eq!(record.published_at, terms::start_of(date(2021, 9, 1)));
        let official = ToldChannel {
            name: "官网".into(),
            at: terms::start_of(date(2021, 9, 2)),
            url: "http://a.cn/1".into(),
        };
        assert_eq!((&record.channels[0], record.keywords.len()), (&official, 2));
        let board = &record.channels[1];
        assert_eq!((board.name.as_str(), board.at), ("公告栏", record.published_at));
        assert_eq!(record.channels.len(), 2, "each once");
        assert_eq!(record.tags, ["结果公开", "校务"]);
        assert_eq!(record.notice, Some((date(2021, 9, 1), date(2021, 9, 8))));
        assert_eq!(record.old_address.as_deref(), Some("/info/1014/1043.htm"));
    }

    #[test]
    fn every_wrong_field_is_told() {
        let row = json!({ "published_at": "2027-01-01", "category": 11, "tags": ["校务", "党务", "新闻"], "kind": "新闻", "made_on": "2021-02-30",
                "channels": [{ "channel": "官网", "at": "去年" }, { "channel": "校报", "at": "2027-01-02" }] });
        let problems = read(&fields(row), now()).unwrap_err();
        let told: Vec<_> = problems.iter().map(|problem| problem.field).collect();
        let expected = [
            "title",
            "body_html",
            "published_at",
            "category",
            "kind",
            "made_on",
            "channels",
            "channels",
            "tags",
            "tags",
        ];
        assert_eq!(told, expected);
        assert_eq!(read(&fields(json!({})), now()).unwrap_err().len(), 4);
    }

    #[test]
    fn a_comma_in_a_file_s_name_does_not_part_it() {
        assert_eq!(file_names("a.pdf，b.docx, c.xlsx；d"), ["a.pdf", "b.docx", "c.xlsx", "", "d"]);
        assert_eq!(
            file_names("教务处、学工处分工.docx、1.2版,新.pdf"),
            ["教务处、学工处分工.docx", "1.2版,新.pdf", ""]
        );
        assert_eq!(file_names(""), [""]);
    }
}
