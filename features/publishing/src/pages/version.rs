//! A version: its text, findings and steps, and what this viewer may do next.

use askama::Template;
use axum::extract::State;
use terms::{Role, VersionId};
use web::{Kind, OfficeShell, Outcome, Page, Path, Problems, Visit, format};

use super::Office;
use super::findings::Findings;
use super::links::{self, LinkLine};
use super::remarks::{Remarks, Typed};
use crate::actions;
use crate::model::{State as Stage, Version};
use crate::rules::workflow;
use crate::store::originals;
use crate::{ChannelRelease, KnownChannel};

#[derive(Template)]
#[template(path = "publishing/version.html")]
struct VersionPage {
    shell: OfficeShell,
    id: i64,
    publication: i64,
    title: String,
    state: &'static str,
    way: Vec<(&'static str, bool)>,
    facts: Vec<(&'static str, String)>,
    releases: Vec<ReleaseLine>,
    may_record: bool,
    body: String,
    files: Vec<(i64, String, String, bool)>,
    found: Findings,
    remarks: Remarks,
    steps: Vec<(String, String, &'static str, String)>,
    may: May,
    links: Vec<LinkLine>,
    relations: Vec<(&'static str, &'static str)>,
    public: Option<String>,
    urgent: bool,
    is_revision: bool,
    /// Why a form of the page was refused, which, and what was typed in it.
    problems: Problems,
    sent: String,
    typed: Vec<(String, String)>,
}

impl VersionPage {
    /// What was typed in a field of the form that was refused; forms are called as their addresses end.
    fn was(&self, form: &str, name: &str) -> &str {
        let typed = self.typed.iter().find(|(typed, _)| typed == name && self.is_back(form));
        typed.map_or("", |(_, value)| value)
    }

    /// Whether this form was refused.
    fn is_back(&self, form: &str) -> bool {
        !self.problems.is_empty() && self.sent == form
    }
}

/// What of an address says which form was sent: `return`, `findings/7`.
fn form_of(path: &str) -> String {
    path.splitn(5, '/').nth(4).unwrap_or_default().to_owned()
}

struct ReleaseLine {
    name: String,
    state: &'static str,
    mark: &'static str,
    at: String,
    address: String,
}

/// What the viewer may do with the version now.
#[derive(Default)]
struct May {
    edit: bool,
    submit: bool,
    take_back: bool,
    unit: bool,
    secrecy: bool,
    release: bool,
    approve: bool,
    give_back: bool,
    revise: bool,
    like: bool,
    withdraw: bool,
    take_down: bool,
    close: bool,
    approve_afterwards: bool,
    link: bool,
    answer_held: bool,
}

pub async fn page(State(office): State<Office>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    show(&office, &visit, VersionId(id), Typed::default()).await
}

/// The page, with what was typed in a form that was refused.
pub(super) async fn show(office: &Office, visit: &Visit, id: VersionId, typed: Typed) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let viewer = &visit.viewer;
    let version = crate::version_at_work(c, viewer, id).await?.ok_or(Kind::NotFound)?;
    let publication = crate::find(c, viewer, version.publication).await?.ok_or(Kind::NotFound)?;
    let names = identity::names(c, visit.school()).await?;
    let name = |person: Option<terms::PersonId>| {
        person.and_then(|person| names.get(&person).cloned()).unwrap_or_else(|| "系统".to_owned())
    };
    let findings = screening::findings(c, version.id).await?;
    let said = crate::remarks(c, viewer, id).await?;
    let remarks = Remarks::new(viewer, &version, said, |person| name(Some(person)), visit.today());
    let unit = schools::unit(c, visit.school(), version.content.unit).await?;
    let steps = crate::steps(c, version.id).await?;
    let files = crate::attachments(c, version.id).await?;
    let is_current = crate::store::versions::is_screened(c, &version).await?;
    let originals = originals::originals(c, version.id).await?;
    let readings = originals::readings(c, version.id).await?;
    let found = Findings::new(viewer, &version, is_current, &findings, name).with_originals(
        originals,
        &readings,
        visit.today(),
        name,
    );
    let channels = office.channels.known(c, visit.school()).await?;
    let releases = office.channels.releases(c, viewer, publication.id).await?;
    let is_live = publication.live == Some(version.id);
    let stands = matches!(publication.standing, crate::Standing::Live | crate::Standing::Expired);
    let mut may =
        may(viewer, &version, is_live && stands, publication.working.is_none(), publication.awaits_approval);
    // What was a list has lost it, and comes back in no new draft.
    may.like &= publication.standing == crate::Standing::Live;
    may.answer_held &= is_live && publication.is_held && found.unanswered > 0;
    let page = VersionPage {
        id: version.id.0,
        publication: publication.id.0,
        state: version.state.name(),
        way: way(version.state),
        facts: facts(
            &version,
            unit.map(|unit| unit.name).unwrap_or_default(),
            name(version.author),
            &channels,
        ),
        releases: releases.into_iter().map(|one| release_line(one, visit.today())).collect(),
        may_record: [Role::Liaison, Role::UnitHead, Role::Office].iter().any(|role| viewer.has(*role)),
        found,
        problems: typed.problems.clone(),
        sent: form_of(&visit.path),
        typed: visit.typed().to_vec(),
        remarks: Remarks { typed, ..remarks },
        steps: steps
            .iter()
            .map(|step| {
                (
                    format::instant(step.at, visit.today()),
                    name(step.person),
                    step.kind.name(),
                    step.opinion.clone(),
                )
            })
            .collect(),
        body: crate::pictures::shown(&version.content.body_html, &files),
        files: crate::pictures::beside(&version.content.body_html, files)
            .into_iter()
            .map(|f| (f.id.0, f.name.clone(), format::size(f.size_bytes), crate::has_preview(&f)))
            .collect(),
        may,
        public: publication.index_no.clone().filter(|_| is_live).map(|index_no| format!("/items/{index_no}")),
        links: crate::related(c, viewer, publication.id).await?.iter().map(links::line).collect(),
        relations: links::choices(),
        urgent: version.is_urgent,
        is_revision: version.number > 1,
        title: version.content.title.clone(),
        shell: schools::shell::office_shell(c, &office.site, visit, "/office/drafts").await?,
    };
    Page::render(&page, visit)
}

fn may(viewer: &terms::Viewer, version: &Version, stands: bool, is_free: bool, awaits: bool) -> May {
    let unit = version.content.unit;
    let writes = workflow::may_write(viewer, unit);
    let own = viewer.person_id().is_some_and(|me| version.workers.contains(&me));
    let reviewing = !matches!(version.state, Stage::Draft) && version.state.is_open();
    let turn = match version.state {
        Stage::UnitReview => viewer.has_for(Role::UnitHead, unit),
        Stage::SecrecyReview => viewer.has(Role::SecrecyReviewer),
        Stage::OfficeRelease | Stage::Scheduled => viewer.has(Role::Office),
        Stage::LeaderApproval => viewer.has(Role::Leader),
        Stage::SpokespersonApproval => viewer.has(Role::Spokesperson),
        _ => false,
    };
    May {
        edit: writes && version.state == Stage::Draft,
        submit: writes && version.state == Stage::Draft,
        take_back: writes && reviewing,
        unit: turn && version.state == Stage::UnitReview && !own,
        secrecy: turn && version.state == Stage::SecrecyReview && !own,
        release: turn && version.state == Stage::OfficeRelease && !own,
        approve: turn && matches!(version.state, Stage::LeaderApproval | Stage::SpokespersonApproval) && !own,
        give_back: turn,
        revise: writes && stands && is_free,
        like: writes && stands,
        withdraw: viewer.has(Role::Office) && stands,
        close: version.state == Stage::Superseded
            && version.closed_at.is_none()
            && actions::may_take_down(viewer, version),
        take_down: stands && actions::may_take_down(viewer, version),
        link: writes,
        approve_afterwards: awaits && viewer.has(Role::Leader) && !own,
        answer_held: viewer.has(Role::SecrecyReviewer) && !own,
    }
}

/// The stages of the way, with the present one.
pub fn way(state: Stage) -> Vec<(&'static str, bool)> {
    [
        ("起草", Stage::Draft),
        ("部门审核", Stage::UnitReview),
        ("保密审查", Stage::SecrecyReview),
        ("公开办", Stage::OfficeRelease),
        ("公开", Stage::Released),
    ]
    .into_iter()
    .map(|(word, stage)| (word, stage == state))
    .collect()
}

fn release_line(release: ChannelRelease, today: jiff::civil::Date) -> ReleaseLine {
    ReleaseLine {
        name: release.name,
        state: release.state,
        mark: release.mark,
        at: release.at.map(|at| format::instant(at, today)).unwrap_or_default(),
        address: release.address,
    }
}

fn facts(
    version: &Version,
    unit: String,
    author: String,
    channels: &[KnownChannel],
) -> Vec<(&'static str, String)> {
    let content = &version.content;
    let mut facts = vec![
        ("部门", unit),
        ("起草", author),
        ("稿次", format!("第{}稿", version.number)),
        ("公开范围", content.audience.name().to_owned()),
        ("体裁", content.information.name().to_owned()),
        ("分类", sorting(content)),
        ("文号", content.document_no.clone().unwrap_or_default()),
        ("生成日期", content.made_on.map(format::long_day).unwrap_or_default()),
        ("渠道", super::channels::names(channels, &content.channels)),
        ("公示", notice_days(content)),
        ("说明", content.change_note.clone()),
    ];
    if let Some(at) = version.scheduled_for {
        facts.push(("定时", format::long_instant(at)));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// For how long it is to stand as a notice: 5个工作日.
pub fn notice_days(content: &crate::Content) -> String {
    let unit = content.notice.unit.map_or("天", |unit| unit.name());
    content.notice.days.map(|days| format!("{days}{unit}")).unwrap_or_default()
}

/// Where it belongs in the second taxonomies: 综合；校务；结果公开.
pub fn sorting(content: &crate::Content) -> String {
    let block = content.block.map(|block| block.name().to_owned());
    block.into_iter().chain(content.tags.iter().cloned()).collect::<Vec<_>>().join("；")
}
