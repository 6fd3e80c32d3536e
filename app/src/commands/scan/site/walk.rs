//! The walk over a site: takes one address after another, reads what is there, notes where it leads.

mod visiting;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use url::Url;

use super::fetch::{Answer, Failure, Fetcher};
use super::frontier::{Found, Frontier};
use super::gate::{Gate, Gates};
use super::journal::Journal;
use super::scope::Scope;
use super::visit::{Visit, Visited};
use super::{SiteArgs, address, section, sitemap};
use crate::commands::progress::Progress;
use crate::commands::scan::Readers;
use crate::commands::scan::stop::Stop;
use crate::commands::scan::told::{Source, Told};

const GO_ON: ControlFlow<()> = ControlFlow::Continue(());
const STOP: ControlFlow<()> = ControlFlow::Break(());

/// An address is sent on so often at most.
const HOPS: u32 = 5;
/// A host that is silent so often in a row is left alone.
const SILENT: u32 = 5;
/// Maps of the site that are read at most.
const MAPS: usize = 50;
/// Other hosts that are counted at most.
const HOSTS: usize = 300;
/// Names of sections that are kept, and the characters that a name has at most: what is longer is a title.
const NAMES: usize = 20_000;
const NAME: usize = 16;

/// What a walk works with.
pub struct Bench<'a> {
    /// The bounds.
    pub args: &'a SiteArgs,
    /// What reads documents.
    pub readers: &'a Readers<'a>,
    /// Whether it is to end.
    pub stop: &'a Stop,
    /// What was seen before, and where it is written down.
    pub journal: Option<&'a mut Journal>,
}

/// What was met on the way.
#[derive(Debug, Default)]
pub struct Counts {
    /// Addresses that were asked for, now or before.
    pub asked: usize,
    /// Those of them that were asked for before.
    pub before: usize,
    /// Pages that were read.
    pub pages: usize,
    /// Files that were read.
    pub files: usize,
    /// What could not be read.
    pub unreadable: usize,
    /// Leads that lead to nothing.
    pub dead: usize,
    /// What `robots.txt` keeps us from, and an example.
    pub forbidden: (usize, Option<String>),
    /// Hosts that the pages lead to, and how often.
    pub hosts: BTreeMap<String, usize>,
}

impl Counts {
    /// Notes that a page leads to another host.
    fn met(&mut self, url: &Url, is_picture: bool) {
        let is_web = matches!(url.scheme(), "http" | "https");
        let host = url.host_str().filter(|_| is_web && !is_picture);
        let has_room = |host: &&str| self.hosts.len() < HOSTS || self.hosts.contains_key(*host);
        if let Some(host) = host.filter(has_room) {
            *self.hosts.entry(host.to_owned()).or_default() += 1;
        }
    }
}

/// A walk.
pub struct Walk<'a> {
    start: Url,
    follows: bool,
    bench: Bench<'a>,
    fetcher: Fetcher<'a>,
    scope: Scope,
    frontier: Frontier,
    gates: Gates,
    /// What was read, by its bytes, and where it was first.
    contents: HashMap<String, String>,
    /// What pages said, numbers aside.
    words: HashSet<u64>,
    /// What the site calls its sections, by their keys.
    names: HashMap<String, String>,
    /// The keys of the sections, by their labels.
    sections: BTreeMap<String, String>,
    silent: u32,
    counts: Counts,
    until: Instant,
    progress: Progress,
}

impl<'a> Walk<'a> {
    /// A walk from an address, that follows links or reads this one alone.
    ///
    /// # Errors
    ///
    /// Where no connection can be made at all.
    pub fn new(start: Url, follows: bool, bench: Bench<'a>) -> io::Result<Walk<'a>> {
        let args = bench.args;
        let timeout = Duration::from_secs(args.timeout);
        let fetcher = Fetcher::new(bench.stop, timeout, args.max_size << 20, args.insecure)?;
        let mut frontier = Frontier::new(args.max_pages, args.max_depth);
        frontier.push(Found { url: start.clone(), from: None, depth: 0, hops: 0, is_picture: false });
        Ok(Walk {
            scope: Scope::new(&start, &args.also_host, args.below),
            until: Instant::now() + Duration::from_secs(args.max_time.saturating_mul(60)),
            start,
            follows,
            fetcher,
            frontier,
            gates: Gates::default(),
            contents: HashMap::new(),
            words: HashSet::new(),
            names: HashMap::new(),
            sections: BTreeMap::new(),
            silent: 0,
            counts: Counts::default(),
            progress: Progress::new(),
            bench,
        })
    }

    /// Walks until all is read or a bound is met, and tells what was not read. Whether all was read
    /// that it knows of.
    ///
    /// # Errors
    ///
    /// Where the output can't be written.
    pub fn run(&mut self, told: &mut Told<'_>) -> io::Result<bool> {
        let ended = loop {
            if let Some(why) = self.bound() {
                break Some(why);
            }
            let Some(found) = self.frontier.next() else { break None };
            let (asked, waiting) = (self.counts.asked, self.frontier.waiting());
            self.progress.say(|| format!("读了 {asked} 个，还知道 {waiting} 个：{}", found.url));
            if self.take(found, told)?.is_break() {
                break Some("中途被停下".to_owned());
            }
        };
        let is_whole = ended.is_none();
        self.finish(ended, told).map(|()| is_whole)
    }

    /// What was read and what was met, in a sentence.
    pub fn summary(&self) -> String {
        let Counts { pages, files, unreadable, dead, .. } = &self.counts;
        let mut said =
            format!("{}：读了 {pages} 个网页、{files} 个文件，{unreadable} 个没有读成", self.start);
        if *dead > 0 {
            said += &format!("，{dead} 个链接失效");
        }
        if self.counts.before > 0 {
            said += &format!("（其中 {} 个网址是上次问过的）", self.counts.before);
        }
        let hosts: Vec<&str> = self.counts.hosts.keys().map(String::as_str).take(5).collect();
        if !hosts.is_empty() {
            let more = if self.counts.hosts.len() > hosts.len() { "等" } else { "" };
            said += &format!("。别的主机没有读：{}{more}", hosts.join("、"));
        }
        said
    }

    fn bound(&self) -> Option<String> {
        if self.bench.stop.is_wanted() {
            return Some("中途被停下".to_owned());
        }
        let args = self.bench.args;
        if self.silent >= SILENT {
            return Some(format!("网站连续 {SILENT} 次没有应答，没有再问"));
        }
        if Instant::now() > self.until {
            return Some(format!("到了 {} 分钟，没有再读（--max-time 可以放宽）", args.max_time));
        }
        let is_full = self.counts.asked >= args.max_pages && self.frontier.waiting() > 0;
        is_full.then(|| format!("读够了 {} 个，没有再读（--max-pages 可以放宽）", args.max_pages))
    }

    /// Takes one address.
    fn take(&mut self, found: Found, told: &mut Told<'_>) -> io::Result<ControlFlow<()>> {
        let Some(pause) = self.let_in(&found, told)? else {
            return Ok(if self.bench.stop.is_wanted() { STOP } else { GO_ON });
        };
        if let Some(kind) = address::not_fetched(&found.url) {
            self.unreadable(&found, &format!(".{kind} 文件读不了，没有下载，请人打开看"), told)?;
            return Ok(GO_ON);
        }
        let before = self.bench.journal.as_ref().and_then(|journal| journal.visit(&found.url));
        self.counts.before += usize::from(before.is_some());
        let visit = match before {
            Some(visit) => visit,
            None => {
                let Some(visit) = self.visit(&found, pause, told) else { return Ok(STOP) };
                if let Some(journal) = &mut self.bench.journal {
                    journal.note(&found.url, &visit)?;
                }
                visit
            }
        };
        self.counts.asked += 1;
        let is_silence = matches!(&visit, Visit::Failed(Failure { status: None, .. }));
        self.silent = if is_silence { self.silent + 1 } else { 0 };
        self.go_through(found, visit, told).map(|()| GO_ON)
    }

    /// Tells what came of an address, and takes in what it leads to.
    fn go_through(&mut self, found: Found, visit: Visit, told: &mut Told<'_>) -> io::Result<()> {
        match visit {
            Visit::Moved(to) => self.moved(found, &to, told),
            Visit::Gone(status) => self.gone(&found, status, told),
            Visit::Failed(failure) => self.unreadable(&found, &failure.why, told),
            Visit::Same(hash) => {
                self.same(&found, &hash, told);
                Ok(())
            }
            Visit::Decoration(hash) => {
                self.contents.insert(hash, found.url.to_string());
                Ok(())
            }
            Visit::File { hash, opened, reading } => {
                self.contents.insert(hash, found.url.to_string());
                let count = if opened { &mut self.counts.files } else { &mut self.counts.unreadable };
                *count += 1;
                told.reading(&self.source(&found, false, ""), &reading)
            }
            Visit::Page { hash, page } => {
                self.contents.insert(hash, found.url.to_string());
                self.page(&found, &page, told)
            }
        }
    }

    /// The pause before an address may be asked for; nothing where it isn't read. What was named on the
    /// command line is asked for as a person would; what links lead to, as `robots.txt` allows.
    fn let_in(&mut self, found: &Found, told: &mut Told<'_>) -> io::Result<Option<Duration>> {
        let pause = self.bench.args.pause();
        if !self.follows {
            return Ok(Some(pause));
        }
        let Some((gate, is_new)) = self.gates.of(&found.url, &mut self.fetcher, pause) else {
            return Ok(None);
        };
        let robots = match gate {
            Gate::Open(robots) => robots,
            Gate::Closed(why) => {
                if is_new {
                    self.unreadable(found, &format!("robots.txt 读不到，按规矩整个网站不读：{why}"), told)?;
                }
                return Ok(None);
            }
        };
        let pause = pause.max(robots.pause.unwrap_or_default());
        if is_new {
            self.seed(&found.url, &robots.maps, pause);
        }
        let path = &found.url[url::Position::BeforePath..];
        if found.depth > 0 && !robots.allows(path) {
            self.counts.forbidden.0 += 1;
            self.counts.forbidden.1.get_or_insert_with(|| found.url.to_string());
            return Ok(None);
        }
        Ok(Some(pause))
    }

    /// Takes the addresses of the site's own maps.
    fn seed(&mut self, url: &Url, maps: &[String], pause: Duration) {
        let mut maps: Vec<String> = maps.to_vec();
        if maps.is_empty() {
            maps.push("/sitemap.xml".to_owned());
        }
        let mut read = 0;
        while let Some(map) = maps.pop().filter(|_| read < MAPS) {
            read += 1;
            let Some(place) = url.join(&map).ok().and_then(|place| self.scope.take(place)) else { continue };
            let Some(Answer::Body(body)) = self.fetcher.get(&place, pause) else { continue };
            let map = sitemap::unpacked(&body.bytes);
            let addresses = sitemap::addresses(&map);
            if sitemap::is_index(&map) {
                maps.extend(addresses.into_iter().take(MAPS));
                continue;
            }
            for address in addresses.iter().filter_map(|address| place.join(address).ok()) {
                self.push(address, None, 1, false);
            }
        }
    }

    fn push(&mut self, url: Url, from: Option<&Url>, depth: u32, is_picture: bool) {
        let Some(taken) = self.scope.take(url.clone()) else {
            return self.counts.met(&url, is_picture);
        };
        let is_picture = is_picture || is_picture_file(&taken);
        if self.scope.is_walked(&taken) || is_picture || address::is_attachment(&taken) {
            self.frontier.push(Found { url: taken, from: from.cloned(), depth, hops: 0, is_picture });
        }
    }

    /// Notes that what lies here lies elsewhere, too.
    fn same(&mut self, found: &Found, hash: &str, told: &mut Told<'_>) {
        self.frontier.says_nothing_new(&found.url);
        if let (Some(first), Some(report)) = (self.contents.get(hash), &mut told.report) {
            report.same(first, found.url.as_str());
        }
    }

    fn page(&mut self, found: &Found, page: &Visited, told: &mut Told<'_>) -> io::Result<()> {
        self.counts.pages += 1;
        if !self.words.insert(page.words) {
            self.frontier.says_nothing_new(&found.url);
        }
        let source = self.source(found, true, &page.title);
        if self.follows {
            for lead in &page.leads {
                let Ok(url) = Url::parse(&lead.address) else { continue };
                self.name(&url, &lead.words);
                self.push(url, Some(&found.url), found.depth + 1, lead.is_picture);
            }
            if let Some(why) = &page.leads_unread {
                told.unreadable(&source, "links", why)?;
            }
        }
        told.reading(&source, &page.reading)
    }

    /// Notes what the site calls a section: the words of the first link that leads to it.
    fn name(&mut self, url: &Url, words: &str) {
        if (2..=NAME).contains(&words.chars().count()) && self.names.len() < NAMES {
            for key in section::entrance(url) {
                self.names.entry(key).or_insert_with(|| words.to_owned());
            }
        }
    }

    fn moved(&mut self, found: Found, to: &str, told: &mut Told<'_>) -> io::Result<()> {
        let target = found.url.join(to).ok();
        if let Some(target) = &target {
            self.scope.moved_to(target);
        }
        let is_start = found.depth == 0;
        match target.clone().and_then(|target| self.scope.take(target)) {
            Some(_) if found.hops >= HOPS => self.unreadable(&found, "转来转去，没有到头", told),
            Some(url) => {
                self.frontier.push(Found { url, hops: found.hops + 1, ..found });
                Ok(())
            }
            None if is_start => {
                let to = target.map_or_else(|| to.to_owned(), String::from);
                self.unreadable(&found, &format!("转到了别的主机：{to}。要查就用那个网址"), told)
            }
            None => {
                if let Some(report) = &mut told.report {
                    report.moved(found.url.as_str(), to);
                }
                Ok(())
            }
        }
    }

    /// A link that leads to nothing is a fault of the page, but no leak: nothing stands there to be read.
    fn gone(&mut self, found: &Found, status: u16, told: &mut Told<'_>) -> io::Result<()> {
        if found.depth == 0 {
            return self.unreadable(found, &format!("没有这个网页（{status}）"), told);
        }
        self.counts.dead += 1;
        if let Some(report) = &mut told.report {
            report.dead(found.url.as_str(), found.from.as_ref().map(Url::as_str));
        }
        Ok(())
    }

    fn unreadable(&mut self, found: &Found, why: &str, told: &mut Told<'_>) -> io::Result<()> {
        self.counts.unreadable += 1;
        told.unreadable(&self.source(found, false, ""), "body", why)
    }

    /// A file belongs where the page is that leads to it.
    fn source(&mut self, found: &Found, is_page: bool, title: &str) -> Source {
        let home = if is_page { &found.url } else { found.from.as_ref().unwrap_or(&found.url) };
        let section = section::of(home);
        if !section.key.is_empty() {
            self.sections.insert(section.label.clone(), section.key);
        }
        Source {
            file: found.url.to_string(),
            short: String::new(),
            name: String::new(),
            section: section.label,
            title: title.to_owned(),
            from: found.from.as_ref().map(Url::to_string),
            is_page,
        }
    }

    /// Tells what was not read, as what can't be read is told: never a silent pass.
    fn finish(&mut self, ended: Option<String>, told: &mut Told<'_>) -> io::Result<()> {
        let left = self.frontier.left_out.clone();
        let (forbidden, example) = &self.counts.forbidden;
        let example = example.as_deref().unwrap_or_default();
        let mut unread = Vec::from_iter(ended.map(|why| match self.frontier.waiting() {
            0 => why,
            waiting => format!("{why}，还知道 {waiting} 个网址"),
        }));
        if *forbidden > 0 {
            unread.push(format!("robots.txt 不许读 {forbidden} 个网址，没有读，如 {example}"));
        }
        if left.deep > 0 {
            unread.push(format!("{} 个网址太深，没有读（--max-depth 可以放宽）", left.deep));
        }
        if left.forgotten > 0 {
            unread.push(format!("网址太多，{} 个没有记下来，也没有读", left.forgotten));
        }
        for why in unread {
            told.incomplete(self.start.as_str(), &why)?;
        }
        if let Some(report) = &mut told.report {
            if let Some(example) = &left.endless_example {
                report.note(format!(
                    "{} 个网址像没有尽头的日历或列表，内容不再变，没有都读，如 {example}",
                    left.endless
                ));
            }
            report.hosts(&self.counts.hosts);
            for (label, key) in &self.sections {
                self.names.get(key).into_iter().for_each(|name| report.name_section(label, name));
            }
        }
        Ok(())
    }
}

fn is_picture_file(url: &Url) -> bool {
    let kind = documents::reader::kind(&address::file_name(url));
    ["jpg", "jpeg", "png", "gif", "bmp", "webp"].contains(&&*kind)
}
