//! The report: what a school hands to its departments. Gathered while files are read, bounded, without a
//! single value in clear.

mod page;
mod sheets;
mod shown;

pub use shown::masked;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use pii::Level;

use super::reading::{Row, UNREADABLE};
use super::told::Source;

/// Places that are kept at most, of one file's findings of one rule and in all: a list of all students has
/// more than anybody works off place by place, and a report must open. The page shows fewer.
const PLACES_OF_ONE: usize = 500;
const PLACES: usize = 20_000;
/// Rows of what could not be read, and of dead links, at most.
const ROWS: usize = 3000;

/// What was found, file by file.
pub struct Report {
    begun: Timestamp,
    ended: Timestamp,
    sources: Vec<String>,
    /// What is being read, and whether it could be.
    open: (Source, bool),
    files: Vec<FileRecord>,
    by_file: HashMap<String, usize>,
    kinds: BTreeMap<(Reverse<Level>, String), KindCount>,
    pages_read: usize,
    files_read: usize,
    places: usize,
    dead: Vec<DeadLink>,
    dead_count: usize,
    moved: Vec<(String, String)>,
    names: HashMap<String, String>,
    incomplete: Vec<String>,
    notes: Vec<String>,
    hosts: BTreeMap<String, usize>,
}

/// How often a kind was found, and in how many files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct KindCount {
    places: usize,
    files: usize,
    last_file: Option<usize>,
}

/// A file in which something was found, or that could not be read.
#[derive(Debug)]
struct FileRecord {
    source: Source,
    /// Whether there was a text, at least in part.
    is_read: bool,
    groups: Vec<Group>,
    unreadable: Vec<(String, String)>,
    /// Where else the same lies.
    same: Vec<String>,
}

/// The findings of one rule in a file.
#[derive(Debug)]
struct Group {
    level: Level,
    kind: String,
    rule: String,
    /// Place in words, and mask.
    places: Vec<(String, String)>,
    count: usize,
}

/// A link that leads to nothing, and the page it stands on.
#[derive(Debug)]
struct DeadLink {
    to: String,
    on: Option<String>,
}

impl Report {
    /// One that begins now.
    pub fn new(now: Timestamp) -> Report {
        Report {
            begun: now,
            ended: now,
            sources: Vec::new(),
            open: (Source::default(), false),
            files: Vec::new(),
            by_file: HashMap::new(),
            kinds: BTreeMap::new(),
            pages_read: 0,
            files_read: 0,
            places: 0,
            dead: Vec::new(),
            dead_count: 0,
            moved: Vec::new(),
            names: HashMap::new(),
            incomplete: Vec::new(),
            notes: Vec::new(),
            hosts: BTreeMap::new(),
        }
    }

    /// Ends it: when, and what was named on the command line.
    pub fn end(&mut self, now: Timestamp, sources: Vec<String>) {
        (self.ended, self.sources) = (now, sources);
    }

    /// Begins with a file; whether its text could be read, at least in part.
    pub fn open(&mut self, source: &Source, is_read: bool) {
        self.open = (source.clone(), is_read);
        self.pages_read += usize::from(is_read && source.is_page);
        self.files_read += usize::from(is_read && !source.is_page);
    }

    /// Takes what was told of the open file.
    pub fn add(&mut self, row: &Row) {
        let at = self.record();
        if row.kind == UNREADABLE {
            let rows = &mut self.files[at].unreadable;
            if rows.len() < ROWS {
                rows.push((row.part.clone(), row.rule.clone()));
            }
            return;
        }
        let level = Level::from_code(&row.level).unwrap_or(Level::Info);
        let kind = self.kinds.entry((Reverse(level), row.kind.clone())).or_default();
        kind.places += 1;
        kind.files += usize::from(kind.last_file.replace(at) != Some(at));
        let has_room = self.places < PLACES && level > Level::Info;
        let group = self.files[at].group(level, row);
        group.count += 1;
        if has_room && group.places.len() < PLACES_OF_ONE {
            let place = documents::reader::in_words(&row.part);
            let place = row.line.map_or_else(|| place.clone(), |line| format!("{place} 第{line}行"));
            group.places.push((place, row.masked.clone()));
            self.places += 1;
        }
    }

    /// Notes that the same as in a file lies elsewhere, too: it has to go there as well.
    pub fn same(&mut self, first: &str, other: &str) {
        if let Some(at) = self.by_file.get(first) {
            let same = &mut self.files[*at].same;
            if same.len() < PLACES_OF_ONE {
                same.push(other.to_owned());
            }
        }
    }

    /// Notes a link that leads to nothing.
    pub fn dead(&mut self, to: &str, on: Option<&str>) {
        self.dead_count += 1;
        if self.dead.len() < ROWS {
            self.dead.push(DeadLink { to: to.to_owned(), on: on.map(str::to_owned) });
        }
    }

    /// Notes an address that leads to another host.
    pub fn moved(&mut self, from: &str, to: &str) {
        if self.moved.len() < ROWS {
            self.moved.push((from.to_owned(), to.to_owned()));
        }
    }

    /// Notes what the site calls a section.
    pub fn name_section(&mut self, section: &str, name: &str) {
        self.names.insert(section.to_owned(), name.to_owned());
    }

    /// What a section is called: by the site, and by where it lies.
    fn section_name(&self, section: &str) -> String {
        let label = shown::readable(section);
        self.names
            .get(section)
            .map_or_else(|| label.clone(), |name| format!("{}（{label}）", shown::masked(name)))
    }

    /// Notes why not everything was read.
    pub fn incomplete(&mut self, why: String) {
        self.incomplete.push(why);
    }

    /// Notes something about the walk.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Notes the hosts that were not read, with how often the pages lead there.
    pub fn hosts(&mut self, hosts: &BTreeMap<String, usize>) {
        hosts.iter().for_each(|(host, links)| *self.hosts.entry(host.clone()).or_default() += links);
    }

    /// Pages and files that were read whole, and in which nobody has to look at anything.
    fn clean(&self) -> usize {
        let touched = |file: &&FileRecord| file.is_read && (file.is_told() || !file.unreadable.is_empty());
        (self.pages_read + self.files_read).saturating_sub(self.files.iter().filter(touched).count())
    }

    /// The record of the open file.
    fn record(&mut self) -> usize {
        let next = self.files.len();
        let (source, is_read) = &self.open;
        let at = *self.by_file.entry(source.file.clone()).or_insert(next);
        if at == next {
            self.files.push(FileRecord {
                source: source.clone(),
                is_read: false,
                groups: Vec::new(),
                unreadable: Vec::new(),
                same: Vec::new(),
            });
        }
        self.files[at].is_read |= is_read;
        at
    }
}

impl FileRecord {
    /// What the file is called in the report.
    fn name(&self) -> String {
        let source = &self.source;
        shown::readable(if source.short.is_empty() { &source.file } else { &source.short })
    }

    fn group(&mut self, level: Level, row: &Row) -> &mut Group {
        let is_it = |group: &Group| group.level == level && group.kind == row.kind && group.rule == row.rule;
        let at = self.groups.iter().position(is_it).unwrap_or_else(|| {
            let (kind, rule) = (row.kind.clone(), row.rule.clone());
            self.groups.push(Group { level, kind, rule, places: Vec::new(), count: 0 });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }

    /// Whether it holds anything that somebody must look at.
    fn is_told(&self) -> bool {
        self.groups.iter().any(|group| group.level > Level::Info)
    }

    fn count(&self, level: Level) -> usize {
        self.groups.iter().filter(|group| group.level == level).map(|group| group.count).sum()
    }

    /// The most severe first.
    fn severity(&self) -> (Reverse<usize>, Reverse<usize>, Reverse<usize>) {
        (Reverse(self.count(Level::Block)), Reverse(self.count(Level::Warn)), Reverse(self.unreadable.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(files: &[(&str, &str, &str)]) -> Report {
        let mut report = Report::new(Timestamp::UNIX_EPOCH);
        for (section, file, text) in files {
            let source =
                Source { file: (*file).to_owned(), section: (*section).to_owned(), ..Source::default() };
            report.open(&source, true);
            for found in pii::scan(text) {
                report.add(&Row::found("body", &found, None));
            }
        }
        report.end(Timestamp::UNIX_EPOCH, vec!["/srv".to_owned()]);
        report
    }

    #[test]
    fn the_worst_comes_first() {
        let html = report(&[
            ("甲处", "/srv/a.txt", "邮箱zhangsan@qq.com"),
            ("乙处", "/srv/b.txt", "手机13800138000"),
            ("丙处", "/srv/c.txt", "手机13800138000，手机13800138001"),
            ("丁处", "/srv/d.txt", "监督电话：0577-88132003"),
        ])
        .html()
        .unwrap();
        let at = |words: &str| html.find(words).unwrap_or_else(|| panic!("{words} in {html}"));
        assert!(at("<h2>丙处") < at("<h2>乙处") && at("<h2>乙处") < at("<h2>甲处"));
        assert!(!html.contains("<h2>丁处"), "what is no fault makes no work");
        assert!(html.contains("文件 4 个；其中 1 个没有要处理的"), "{html}");
        assert!(html.contains("3 处必须处理") && html.contains("1 处要人看"), "{html}");
        assert!(html.contains("1970年1月1日 08:00"), "a day is a day in China: {html}");
    }

    #[test]
    fn a_list_of_everybody_is_counted_and_not_listed() {
        let list: String = (0..2000).map(|n| format!("1380013{n:04}\n")).collect();
        let report = report(&[("学生处", "/srv/list.txt", &list)]);
        let html = report.html().unwrap();
        assert!(html.contains("2000 处必须处理") && html.contains("还有 1976 处没有列出来"));
        assert_eq!(html.matches("138****").count(), 24);
        let book = documents::reader::read("xlsx", &report.xlsx().unwrap()).unwrap();
        let text = book.parts[0].text.as_ref().unwrap();
        assert_eq!(text.lines().count(), PLACES_OF_ONE + 2, "a head, and what is not listed");
    }

    #[test]
    fn what_strangers_name_is_text() {
        let html =
            report(&[("<b>", "/srv/<script>alert(1)</script>.txt", "手机13800138000")]).html().unwrap();
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        let none = report(&[("甲处", "/srv/a.txt", "没有")]).html().unwrap();
        assert!(none.contains("没有发现要处理的") && !none.contains("<table"), "{none}");
    }
}
