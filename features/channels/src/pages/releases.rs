//! Releases by their state: what waits to go out, what has to come off.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State as Of;
use schools::shell::office_shell;
use serde::Deserialize;
use store::Connection;
use terms::{ChannelId, PersonId, Role};
use web::{OfficeShell, Outcome, Page, Query, Site, Visit, format};

use super::PLACE;
use crate::model::{Entry, Kind, State};
use crate::rules::{is_web, may_record};
use crate::store::{self as rows, Filter};

const PER_PAGE: i64 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    channel: String,
    page: String,
}

#[derive(Template)]
#[template(path = "channels/releases.html")]
struct ReleasesPage {
    shell: OfficeShell,
    state: &'static str,
    tabs: Vec<(String, String, bool)>,
    channels: Vec<(i64, String, bool)>,
    shown: String,
    rows: Vec<Line>,
    now: String,
    keeps_register: bool,
    older: Option<String>,
}

struct Line {
    publication: i64,
    /// Its public page, or where it was withdrawn that of its version in the office.
    path: String,
    channel: i64,
    title: String,
    name: String,
    word: &'static str,
    mark: &'static str,
    about: String,
    link: Option<String>,
    records: bool,
    recalls: bool,
}

pub async fn page(Of(site): Of<Site>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let state = State::from_code(&asked.state).unwrap_or(State::Waiting);
    let channel = asked.channel.parse().ok().map(ChannelId);
    let page: i64 = asked.page.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
    let filter = Filter { state, channel, skip: (page - 1) * PER_PAGE, limit: PER_PAGE };
    let entries = rows::entries(c, &visit.viewer, &filter).await?;
    let counts = rows::entry_counts(c, &visit.viewer, &State::ALL).await?;
    let shown = channel.map(|channel| channel.0.to_string()).unwrap_or_default();
    let path = |state: State| format!("/office/channels/releases?state={}&channel={shown}", state.code());
    let count = |state: State| -> i64 {
        let counted = counts.iter().filter(|(of, one, _)| *one == state && channel.is_none_or(|c| c == *of));
        counted.map(|(_, _, count)| count).sum()
    };
    let tab = |one: State| (format!("{} {}", one.name(), count(one)), path(one), one == state);
    let is_full = entries.len() as i64 == PER_PAGE;
    let channels = rows::channels(c, visit.school()).await?;
    let page = ReleasesPage {
        state: state.code(),
        tabs: State::ALL.into_iter().map(tab).collect(),
        channels: channels
            .into_iter()
            .map(|one| (one.id.0, one.details.name, Some(one.id) == channel))
            .collect(),
        rows: lines(c, &visit, entries).await?,
        now: format!("{} {}", terms::day_of(visit.now), format::clock(visit.now)),
        keeps_register: visit.viewer.has(Role::Office) || visit.viewer.has(Role::Administrator),
        older: is_full.then(|| format!("{}&page={}", path(state), page + 1)),
        shell: office_shell(c, &site, &visit, PLACE).await?,
        shown,
    };
    Page::render(&page, &visit)
}

async fn lines(c: &mut Connection, visit: &Visit, entries: Vec<Entry>) -> Outcome<Vec<Line>> {
    let names = identity::names(&mut *c, visit.school()).await?;
    let mut lines = Vec::new();
    for entry in entries {
        let found = publishing::find(&mut *c, &visit.viewer, entry.publication).await?;
        let Some(publication) = found else { continue };
        let may = may_record(&visit.viewer, entry.unit, entry.channel_unit);
        lines.push(Line {
            publication: entry.publication.0,
            path: path_of(&publication),
            channel: entry.channel.0,
            title: publication.title,
            word: entry.state.name(),
            mark: entry.state.mark(),
            about: about(&entry, &names, visit),
            link: Some(entry.address.clone()).filter(|address| is_web(address)),
            records: may && entry.state == State::Waiting,
            recalls: may && entry.state == State::ToRecall,
            name: entry.name,
        });
    }
    Ok(lines)
}

/// A page that is there: the public one of what was withdrawn in error is gone.
fn path_of(publication: &publishing::Publication) -> String {
    match publication.live {
        Some(version) if publication.standing == publishing::Standing::Withdrawn => {
            format!("/office/drafts/{version}")
        }
        _ => format!("/items/{}", publication.id),
    }
}

/// What is known of a release, in words.
fn about(entry: &Entry, names: &HashMap<PersonId, String>, visit: &Visit) -> String {
    let when =
        |at: Option<jiff::Timestamp>| at.map(|at| format::instant(at, visit.today())).unwrap_or_default();
    let name = |person: Option<PersonId>| person.and_then(|person| names.get(&person).cloned());
    let who = name(entry.recorded_by);
    let system = if entry.kind == Kind::Portal { "系统发布" } else { "导入时登记" };
    let by = who.map_or_else(|| system.to_owned(), |name| format!("{name}登记"));
    let place = if is_web(&entry.address) { "" } else { entry.address.as_str() };
    let words = match entry.state {
        State::Waiting => vec![format!("{}起等着发", when(Some(entry.created_at)))],
        State::Done => vec![when(entry.released_at), by, place.to_owned()],
        State::Cancelled => {
            vec![name(entry.recorded_by).unwrap_or_default(), entry.reason.clone()]
        }
        State::ToRecall => {
            vec![format!("{}发布", when(entry.released_at)), place.to_owned(), entry.reason.clone()]
        }
        State::Recalled => {
            vec![format!("{}发布", when(entry.released_at)), format!("{}撤下", when(entry.recalled_at))]
        }
    };
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("，")
}
