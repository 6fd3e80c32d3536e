//! Releases by their state: what waits to go out, what has to come off.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State as Of;
use schools::shell::office_shell;
use serde::Deserialize;
use store::Connection;
use terms::{ChannelId, PersonId, PublicationId, Role};
use web::{OfficeShell, Outcome, Page, Problems, Query, Site, Visit, format};

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

impl Asked {
    /// What a form's line was listed under.
    pub fn of(state: State, channel: String, page: String) -> Asked {
        Asked { state: state.code().to_owned(), channel, page }
    }
}

/// A form of a line that was refused; what was typed is kept by the visit.
pub struct Refused {
    pub publication: PublicationId,
    pub channel: ChannelId,
    /// By the names of the form's fields.
    pub problems: Problems,
}

impl Refused {
    /// The reasons by the fields of its line.
    fn on_its_line(self) -> Problems {
        self.problems.with_ending(&ending(self.publication, self.channel))
    }
}

#[derive(Template)]
#[template(path = "channels/releases.html")]
struct ReleasesPage {
    shell: OfficeShell,
    state: &'static str,
    tabs: Vec<(String, String, bool)>,
    channels: Vec<(i64, String, bool)>,
    shown: String,
    page: i64,
    rows: Vec<Line>,
    problems: Problems,
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
    /// What stands in the fields of its forms: as typed where one was refused.
    at: String,
    address: String,
    reason: String,
}

impl Line {
    /// A field of its forms on the page.
    fn id_of(&self, field: &str) -> String {
        format!("{field}{}", ending(PublicationId(self.publication), ChannelId(self.channel)))
    }

    fn is_of(&self, refused: &Refused) -> bool {
        (self.publication, self.channel) == (refused.publication.0, refused.channel.0)
    }
}

/// What tells the fields of one line from those of another.
fn ending(publication: PublicationId, channel: ChannelId) -> String {
    format!("-{publication}-{channel}")
}

pub async fn page(Of(site): Of<Site>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    show(&site, &visit, &asked, None).await
}

/// The list, with a form on its line that was refused.
pub async fn show(site: &Site, visit: &Visit, asked: &Asked, refused: Option<Refused>) -> Outcome<Page> {
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
    let rows = lines(c, visit, entries, refused.as_ref()).await?;
    if let Some(gone) = refused.as_ref().filter(|one| !rows.iter().any(|row| row.is_of(one))) {
        // There is no line to come back to; the page of the refusal shows what was typed.
        return Err(web::Kind::Refused(gone.problems.iter().map(|one| one.words.clone()).collect()).into());
    }
    let page = ReleasesPage {
        state: state.code(),
        tabs: State::ALL.into_iter().map(tab).collect(),
        channels: channels
            .into_iter()
            .map(|one| (one.id.0, one.details.name, Some(one.id) == channel))
            .collect(),
        rows,
        problems: refused.map(Refused::on_its_line).unwrap_or_default(),
        page,
        keeps_register: visit.viewer.has(Role::Office) || visit.viewer.has(Role::Administrator),
        older: is_full.then(|| format!("{}&page={}", path(state), page + 1)),
        shell: office_shell(c, site, visit, PLACE).await?,
        shown,
    };
    Page::render(&page, visit)
}

async fn lines(
    c: &mut Connection,
    visit: &Visit,
    entries: Vec<Entry>,
    refused: Option<&Refused>,
) -> Outcome<Vec<Line>> {
    let names = identity::names(&mut *c, visit.school()).await?;
    let now = format!("{} {}", terms::day_of(visit.now), format::clock(visit.now));
    let mut lines = Vec::new();
    for entry in entries {
        let is_refused =
            refused.is_some_and(|one| (one.publication, one.channel) == (entry.publication, entry.channel));
        let typed = |name: &str| {
            let typed = visit.typed().iter().find(|(typed, _)| typed == name && is_refused);
            typed.map(|(_, value)| value.clone())
        };
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
            at: typed("at").unwrap_or_else(|| now.clone()),
            address: typed("address").unwrap_or_default(),
            reason: typed("reason").unwrap_or_default(),
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
