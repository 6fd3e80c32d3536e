//! The report as one HTML file: no script, nothing loaded from elsewhere, made to be printed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use pii::{Kind, Level};

use super::shown::{link, masked, readable};
use super::{FileRecord, Group, Report};
use crate::commands::scan::advice;

/// Places of one file's findings of one rule that the page shows: enough to see what kind of list it is.
const SHOWN: usize = 24;

#[derive(Template)]
#[template(path = "scan_report.html")]
struct Page {
    sources: Vec<String>,
    begun: String,
    minutes: String,
    version: &'static str,
    pages_read: usize,
    files_read: usize,
    clean: usize,
    unreadable: usize,
    blocks: usize,
    block_files: usize,
    warns: usize,
    kinds: Vec<KindRow>,
    sections: Vec<Section>,
    incomplete: Vec<String>,
    dead: Vec<DeadRow>,
    dead_more: usize,
    moved: Vec<(String, String)>,
    hosts: Vec<(String, usize)>,
    notes: Vec<String>,
}

struct KindRow {
    level: &'static str,
    code: &'static str,
    name: String,
    places: usize,
    files: usize,
}

struct Section {
    number: usize,
    name: String,
    blocks: usize,
    warns: usize,
    files: Vec<File>,
    unread: Vec<UnreadRow>,
}

struct File {
    name: String,
    link: Option<String>,
    title: String,
    on: Option<Place>,
    groups: Vec<GroupRows>,
    info: String,
    same: Vec<Place>,
}

struct Place {
    name: String,
    link: Option<String>,
}

struct GroupRows {
    code: &'static str,
    level: &'static str,
    kind: String,
    count: usize,
    why: String,
    what_to_do: &'static str,
    places: Vec<(String, String)>,
    more: usize,
}

struct UnreadRow {
    file: Place,
    part: String,
    why: String,
    on: Option<Place>,
}

struct DeadRow {
    to: Place,
    on: Option<Place>,
}

impl Report {
    /// The report as a page.
    ///
    /// # Errors
    ///
    /// Never for what fits into memory.
    pub fn html(&self) -> Result<String, askama::Error> {
        let sections = self.sections();
        let count = |level| self.files.iter().map(|file| file.count(level)).sum();
        let hosts = self.hosts.iter().map(|(host, links)| (masked(host), *links));
        Page {
            sources: self.sources.iter().map(|source| readable(source)).collect(),
            begun: terms::civil_of(self.begun).strftime("%Y年%-m月%-d日 %H:%M").to_string(),
            minutes: took(self.ended.as_second() - self.begun.as_second()),
            version: env!("CARGO_PKG_VERSION"),
            pages_read: self.pages_read,
            files_read: self.files_read,
            clean: self.clean(),
            unreadable: self.files.iter().map(|file| file.unreadable.len()).sum(),
            blocks: count(Level::Block),
            block_files: self.files.iter().filter(|file| file.count(Level::Block) > 0).count(),
            warns: count(Level::Warn),
            kinds: self.kind_rows(),
            sections,
            incomplete: self.incomplete.iter().map(|why| masked(why)).collect(),
            dead: self
                .dead
                .iter()
                .map(|dead| DeadRow { to: place(&dead.to), on: dead.on.as_deref().map(place) })
                .collect(),
            dead_more: self.dead_count - self.dead.len(),
            moved: self.moved.iter().map(|(from, to)| (readable(from), readable(to))).collect(),
            hosts: hosts.collect(),
            notes: self.notes.iter().map(|note| masked(note)).collect(),
        }
        .render()
    }

    fn kind_rows(&self) -> Vec<KindRow> {
        let row = |((level, kind), count): (&(Reverse<Level>, String), &super::KindCount)| KindRow {
            level: advice::level(level.0),
            code: level.0.code(),
            name: Kind::name_of(kind).to_owned(),
            places: count.places,
            files: count.files,
        };
        self.kinds.iter().map(row).collect()
    }

    /// The sections with their files, the most severe first.
    fn sections(&self) -> Vec<Section> {
        let mut sections: BTreeMap<&str, Vec<&FileRecord>> = BTreeMap::new();
        for file in self.files.iter().filter(|file| file.is_told() || !file.unreadable.is_empty()) {
            sections.entry(&file.source.section).or_default().push(file);
        }
        let mut sections: Vec<Section> =
            sections.into_iter().map(|(name, files)| section(self.section_name(name), files)).collect();
        sections.sort_by_key(|section| Reverse((section.blocks, section.warns, section.unread.len())));
        (1..).zip(&mut sections).for_each(|(number, section)| section.number = number);
        sections
    }
}

fn section(name: String, mut files: Vec<&FileRecord>) -> Section {
    files.sort_by_key(|file| file.severity());
    let count = |level| files.iter().map(|file| file.count(level)).sum();
    Section {
        number: 0,
        name,
        blocks: count(Level::Block),
        warns: count(Level::Warn),
        unread: files.iter().flat_map(|file| unread_rows(file)).collect(),
        files: files.into_iter().filter(|file| file.is_told()).map(file_rows).collect(),
    }
}

fn unread_rows(file: &FileRecord) -> Vec<UnreadRow> {
    let row = |(part, why): &(String, String)| UnreadRow {
        file: Place { name: file.name(), link: link(&file.source.file) },
        part: masked(&documents::reader::in_words(part)),
        why: masked(why),
        on: file.source.from.as_deref().map(place),
    };
    file.unreadable.iter().map(row).collect()
}

fn file_rows(file: &FileRecord) -> File {
    let mut groups: Vec<&Group> = file.groups.iter().filter(|group| group.level > Level::Info).collect();
    groups.sort_by_key(|group| (Reverse(group.level), Reverse(group.count)));
    let info = file.groups.iter().filter(|group| group.level == Level::Info);
    let info: Vec<String> =
        info.map(|group| format!("{} {} 处", Kind::name_of(&group.kind), group.count)).collect();
    File {
        name: file.name(),
        link: link(&file.source.file),
        title: masked(&file.source.title),
        on: file.source.from.as_deref().filter(|_| !file.source.is_page).map(place),
        groups: groups.into_iter().map(group_rows).collect(),
        info: info.join("、"),
        same: file.same.iter().map(|address| place(address)).collect(),
    }
}

fn group_rows(group: &Group) -> GroupRows {
    let shown = |(part, mask): &(String, String)| (masked(part), mask.clone());
    let places: Vec<_> = group.places.iter().take(SHOWN).map(shown).collect();
    GroupRows {
        code: group.level.code(),
        level: advice::level(group.level),
        kind: Kind::name_of(&group.kind).to_owned(),
        count: group.count,
        why: advice::why(&group.kind, &group.rule),
        what_to_do: advice::what_to_do(&group.kind, &group.rule, group.level),
        more: group.count - places.len(),
        places,
    }
}

fn place(address: &str) -> Place {
    Place { name: readable(address), link: link(address) }
}

fn took(seconds: i64) -> String {
    match seconds {
        ..60 => "不到 1 分钟".to_owned(),
        _ => format!("{} 分钟", seconds / 60),
    }
}
