//! Fills an empty installation with the demo, by the same actions.

use std::collections::{BTreeMap, HashMap};

use ::catalogue::DayUnit;
use ::catalogue::rules::EntryNo;
use bytes::Bytes;
use identity::actions::{AddPerson, add_person, give_link, set_first_password};
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use publishing::actions::{self, NewFile, Reading, When, WithdrawAs};
use publishing::{Content, NoticeTerms, PublishingError, Relation, kinds};
use schools::actions::{AddUnit, FoundSchool, add_campus, add_unit, found_school, merge_unit, rename_unit};
use schools::{Campus, SchoolSettings};
use store::{Actor, Context, Store};
use terms::{
    Audience, Block, EntryId, InformationKind, PersonId, PublicationId, Role, RoleScope, SchoolId, UnitId,
    VersionId, Viewer,
};
use thiserror::Error;

use super::catalogue;
use super::content::{PeopleFile, Publication, SchoolFile, UnitsFile, file, publications};
use super::days::Days;
use crate::house::House;

/// Why the demo could not be filled: its content does not fit the program.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A unit's code.
    #[error("演示数据里没有部门 {0}")]
    Unit(String),
    /// A person's sign-in name.
    #[error("演示数据里没有人员 {0}")]
    Person(String),
    /// A day.
    #[error("演示数据的日期不对")]
    Day,
    /// A publication.
    #[error("演示数据的 {0} 没有放进去：{1}")]
    Publication(String, Box<PublishingError>),
    /// Schools.
    #[error(transparent)]
    School(#[from] schools::SchoolError),
    /// People.
    #[error(transparent)]
    Identity(#[from] identity::IdentityError),
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] ::catalogue::CatalogueError),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Failure),
}

/// What is known while filling.
pub struct Filling<'a> {
    house: &'a House,
    school: SchoolId,
    pub days: Days,
    units: HashMap<String, UnitId>,
    people: HashMap<String, PersonId>,
    viewers: Vec<Viewer>,
}

impl Filling<'_> {
    pub fn store(&self) -> &Store {
        &self.house.store
    }

    pub fn unit(&self, code: &str) -> Result<UnitId, DemoError> {
        self.units.get(code).copied().ok_or_else(|| DemoError::Unit(code.to_owned()))
    }

    pub fn person(&self, sign_in: &str) -> Result<PersonId, DemoError> {
        self.people.get(sign_in).copied().ok_or_else(|| DemoError::Person(sign_in.to_owned()))
    }

    pub fn context(&self, actor: Actor, day: Date, hour: i8) -> Context {
        let at = day.to_datetime(Time::constant(hour, 0, 0, 0));
        Context::new(self.school, actor, terms::instant_of(at))
    }

    /// Somebody with a role for a unit, other than `not`.
    fn with_role(&self, role: Role, unit: UnitId, not: Option<PersonId>) -> Option<&Viewer> {
        self.viewers.iter().find(|viewer| viewer.has_for(role, unit) && viewer.person_id() != not)
    }
}

/// Fills the house. Everyone gets the same password, made for this folder.
pub async fn fill(house: &House, now: Timestamp, password: &str) -> Result<(), DemoError> {
    let today = terms::day_of(now);
    let days = Days::new(today, &house.calendar);
    let school = found(house, &days).await?;
    let mut filling =
        Filling { house, school, days, units: HashMap::new(), people: HashMap::new(), viewers: Vec::new() };
    add_units(&mut filling).await?;
    add_people(&mut filling, now, password).await?;
    catalogue::adopt(&filling).await?;
    publish(&filling).await?;
    crate::timetable::step(house, now).await?;
    catalogue::declare(&filling).await
}

async fn found(house: &House, days: &Days) -> Result<SchoolId, DemoError> {
    let data: SchoolFile = file("school.toml");
    let day = days.of_year(-3, "09-01").ok_or(DemoError::Day)?;
    let at = terms::start_of(day);
    let settings = SchoolSettings {
        records: vec![data.institution_mark, data.icp_record, data.police_record],
        media_channels: vec!["weibo".into()],
        ..data.settings
    };
    let school = FoundSchool { code: data.code, name: data.name, hosts: vec![data.host], settings };
    let id = found_school(&house.store, &Context::new(SchoolId(0), Actor::Operator, at), school).await?;
    let context = Context::new(id, Actor::Operator, at);
    for campus in data.campuses {
        let campus = Campus {
            id: 0,
            code: campus.code,
            name: campus.name,
            address: campus.address,
            is_main: campus.main,
        };
        add_campus(&house.store, &context, &campus).await?;
    }
    Ok(id)
}

async fn add_units(filling: &mut Filling<'_>) -> Result<(), DemoError> {
    let data: UnitsFile = file("units.toml");
    let founded = filling.days.of_year(-10, "09-01").ok_or(DemoError::Day)?;
    let context =
        filling.context(Actor::Operator, filling.days.of_year(-3, "09-01").ok_or(DemoError::Day)?, 8);
    let campuses = schools::campuses(&mut *filling.store().reader().await?, filling.school).await?;
    for row in &data.units {
        let parent = row.parent.as_ref().map(|code| filling.unit(code)).transpose()?;
        let campus =
            campuses.iter().find(|campus| Some(&campus.code) == row.campus.as_ref()).map(|campus| campus.id);
        let name = row.renamed.first().map_or(&row.name, |renamed| &renamed.from).clone();
        let unit = AddUnit {
            code: row.code.clone(),
            name,
            from: founded,
            parent,
            campus,
            profile: row.profile.clone(),
        };
        let id = add_unit(filling.store(), &context, &unit).await?;
        filling.units.insert(row.code.clone(), id);
    }
    for row in &data.units {
        let id = filling.unit(&row.code)?;
        for (at, renamed) in row.renamed.iter().enumerate() {
            let name = row.renamed.get(at + 1).map_or(&row.name, |next| &next.from);
            let on = filling.days.of(&renamed.on).ok_or(DemoError::Day)?;
            rename_unit(filling.store(), &filling.context(Actor::Operator, on, 9), id, name, on).await?;
        }
        if let Some(merged) = &row.merged {
            let on = filling.days.of(&merged.on).ok_or(DemoError::Day)?;
            let into = filling.unit(&merged.into)?;
            merge_unit(filling.store(), &filling.context(Actor::Operator, on, 9), id, into, on).await?;
        }
    }
    Ok(())
}

async fn add_people(filling: &mut Filling<'_>, now: Timestamp, password: &str) -> Result<(), DemoError> {
    let data: PeopleFile = file("people.toml");
    let context =
        filling.context(Actor::Operator, filling.days.of_year(-3, "09-01").ok_or(DemoError::Day)?, 10);
    let today = Context::new(filling.school, Actor::Operator, now);
    for row in data.people {
        let roles = row.roles.iter().map(|text| role(filling, text)).collect::<Result<Vec<_>, _>>()?;
        let person = AddPerson {
            sign_in: row.sign_in.clone(),
            name: row.name,
            title: row.title,
            unit: row.unit.as_ref().map(|code| filling.unit(code)).transpose()?,
            is_staff: row.group == "staff",
            is_student: row.group == "student",
            roles,
        };
        let id = add_person(filling.store(), &context, &person).await?;
        let link = give_link(filling.store(), &today, id).await?;
        set_first_password(filling.store(), &filling.house.hasher, &today, link.reveal(), password).await?;
        let viewer = identity::viewer(&mut *filling.store().reader().await?, filling.school, id).await?;
        filling.viewers.push(viewer);
        filling.people.insert(row.sign_in, id);
    }
    Ok(())
}

fn role(filling: &Filling<'_>, text: &str) -> Result<(Role, Option<UnitId>), DemoError> {
    let (code, unit) = text.split_once(':').map_or((text, None), |(code, unit)| (code, Some(unit)));
    let role = Role::from_code(code).ok_or_else(|| DemoError::Person(text.to_owned()))?;
    let unit = unit.filter(|_| role.scope() == RoleScope::Unit).map(|unit| filling.unit(unit)).transpose()?;
    Ok((role, unit))
}

async fn publish(filling: &Filling<'_>) -> Result<(), DemoError> {
    let mut all: Vec<(DateTime, Publication)> =
        publications().into_iter().filter_map(|one| Some((filling.days.released(&one)?, one))).collect();
    all.sort_by_key(|(at, _)| *at);
    let entries = entries(filling).await?;
    let mut done: HashMap<String, PublicationId> = HashMap::new();
    for (at, one) in &all {
        let told = |error| DemoError::Publication(one.key.clone(), Box::new(error));
        let id = publish_one(filling, &entries, *at, one).await.map_err(told)?;
        done.insert(one.key.clone(), id);
    }
    for (at, one) in &all {
        let told = |error| DemoError::Publication(one.key.clone(), Box::new(error));
        after(filling, &done, *at, one).await.map_err(told)?;
    }
    Ok(())
}

/// The catalogue's entries by their numbers, with their categories.
async fn entries(filling: &Filling<'_>) -> Result<HashMap<u16, (EntryId, u8)>, DemoError> {
    let mut reader = filling.store().reader().await?;
    let viewer = Viewer::public(filling.school);
    let edition = ::catalogue::edition_on(&mut reader, &viewer, None, filling.days.today).await?;
    let entries = edition.map(|edition| edition.entries).unwrap_or_default();
    let numbered = |entry: ::catalogue::rules::Entry| {
        let whole = entry.no == EntryNo::whole(entry.no.main);
        entry.id.filter(|_| whole).map(|id| (entry.no.main, (id, entry.category)))
    };
    Ok(entries.into_iter().filter_map(numbered).collect())
}

fn content(
    filling: &Filling<'_>,
    entries: &HashMap<u16, (EntryId, u8)>,
    at: DateTime,
    one: &Publication,
) -> Result<Content, PublishingError> {
    let unit = filling.unit(&one.unit).map_err(|_| PublishingError::Missing)?;
    let day = at.date();
    let days = one.notice.as_ref().and_then(|notice| notice.working_days.or(notice.days));
    let to = days.map(|days| filling.days.working(day, i64::from(days)));
    let text = |text: &str| filling.days.fill(text, day, to, &one.words);
    let fields = one.fields.iter().map(|(name, value)| (name.clone(), filled(value, &text))).collect();
    let (kind, fields) = fitting_kind(one.form.as_deref(), fields);
    let entry = entries.get(&one.entry);
    let audience = Audience::from_name(&one.audience).unwrap_or(Audience::Public);
    let (receiver, contact) = match &one.notice {
        Some(notice) => {
            let contact = text(&notice.contact);
            let receiver = contact.split(['，', '；']).next().unwrap_or_default().to_owned();
            (receiver, contact)
        }
        None => (String::new(), String::new()),
    };
    Ok(Content {
        title: text(&one.title),
        body_html: text(&one.body_html),
        unit,
        entry: entry.map(|(id, _)| *id),
        category: entry.map_or(10, |(_, category)| *category),
        kind,
        information: InformationKind::from_name(&one.kind).unwrap_or(InformationKind::Listings),
        block: one.block.as_deref().and_then(Block::from_name),
        audience,
        document_no: Some(text(&one.document_no)).filter(|number| !number.is_empty()),
        made_on: Some(filling.days.working(day, -i64::from(one.made_wd))),
        fields,
        keywords: one.keywords.clone(),
        channels: one.channels.clone(),
        tags: vec![],
        notice: NoticeTerms {
            days,
            unit: days.map(|_| DayUnit::WorkingDays),
            receiver,
            contact,
            from: None,
            to: None,
        },
        expires_on: None,
        is_important: one.important,
        change_note: if audience == Audience::Public {
            String::new()
        } else {
            "只涉及校内师生，在校内公开".into()
        },
    })
}

fn filled(value: &serde_json::Value, text: &dyn Fn(&str) -> String) -> serde_json::Value {
    match value {
        serde_json::Value::String(one) => text(one).into(),
        serde_json::Value::Array(list) => list.iter().map(|one| filled(one, text)).collect(),
        other => other.clone(),
    }
}

/// The kind whose fields the content fits; a general publication otherwise.
fn fitting_kind(
    form: Option<&str>,
    fields: BTreeMap<String, serde_json::Value>,
) -> (String, BTreeMap<String, serde_json::Value>) {
    let kind = form.and_then(kinds::kind);
    match kind {
        Some(kind) if kinds::check(kind, &fields).is_ok() => (kind.code.clone(), fields),
        _ => ("general".to_owned(), BTreeMap::new()),
    }
}

/// Takes one publication through its way, as far as its state says.
async fn publish_one(
    filling: &Filling<'_>,
    entries: &HashMap<u16, (EntryId, u8)>,
    at: DateTime,
    one: &Publication,
) -> Result<PublicationId, PublishingError> {
    let (house, store) = (filling.house, filling.store());
    let content = content(filling, entries, at, one)?;
    let released = terms::instant_of(at);
    let before = |minutes: i64| released - SignedDuration::from_mins(minutes);
    let unit = content.unit;
    let office = filling.viewers.iter().find(|v| v.has(Role::Office)).ok_or(PublishingError::Missing)?;
    let author = filling
        .with_role(Role::Liaison, unit, None)
        .or_else(|| filling.with_role(Role::UnitHead, unit, None))
        .unwrap_or(office);
    let version = actions::begin_draft(store, &Context::of(author, before(50)), author, &content).await?;
    attach(filling, author, before(48), version, one, at.date()).await?;
    let publication = publication_of(store, author, version).await?;
    let state = one.state.as_deref().unwrap_or("released");
    if state == "draft" {
        return Ok(publication);
    }
    actions::submit(store, &house.files, &Context::of(author, before(45)), author, version, None).await?;
    if state == "unit_review" {
        return Ok(publication);
    }
    if state == "returned" || !author.has_for(Role::UnitHead, unit) {
        let head = filling.with_role(Role::UnitHead, unit, author.person_id());
        match (head, &one.returned) {
            (Some(head), Some(returned)) => {
                let context = Context::of(head, before(40));
                actions::return_version(store, &context, head, version, &returned.opinion).await?;
                return Ok(publication);
            }
            (Some(head), None) => {
                actions::pass_unit(store, &Context::of(head, before(40)), head, version, "").await?;
            }
            // The unit has no head now: nothing passes without one.
            (None, _) => return Ok(publication),
        }
    }
    if state == "secrecy_review" {
        return Ok(publication);
    }
    review_and_release(filling, author, version, one, released).await?;
    Ok(publication)
}

async fn review_and_release(
    filling: &Filling<'_>,
    author: &Viewer,
    version: VersionId,
    one: &Publication,
    released: Timestamp,
) -> Result<(), PublishingError> {
    let store = filling.store();
    let before = |minutes: i64| released - SignedDuration::from_mins(minutes);
    let other = |role: Role| {
        let found = filling.viewers.iter().find(|v| v.has(role) && v.person_id() != author.person_id());
        found.ok_or(PublishingError::Missing)
    };
    let reviewer = other(Role::SecrecyReviewer)?;
    let findings = screening::findings(&mut *store.reader().await?, version).await?;
    for finding in findings.iter().filter(|finding| finding.needs_answer()) {
        let reason = "是办公联系方式或演示附件，已打开看过";
        actions::answer_finding(store, &Context::of(reviewer, before(30)), reviewer, finding.id, reason)
            .await?;
    }
    let opinion = "不涉及国家秘密、工作秘密、商业秘密和个人隐私";
    actions::pass_secrecy(store, &Context::of(reviewer, before(25)), reviewer, version, opinion).await?;
    let state = one.state.as_deref().unwrap_or("released");
    if state == "office_release" {
        return Ok(());
    }
    let office = other(Role::Office)?;
    let calendar = &filling.house.calendar;
    let when = match one.publish_in_wd {
        Some(days) => {
            let day = filling.days.working(filling.days.today, i64::from(days));
            When::At(terms::instant_of(day.to_datetime(Time::constant(9, 0, 0, 0))))
        }
        None => When::Now,
    };
    let mut next =
        actions::release(store, calendar, &Context::of(office, released), office, version, when, "").await?;
    if next == publishing::State::LeaderApproval && state != "leader_approval" {
        let leader = other(Role::Leader)?;
        next = actions::approve(store, calendar, &Context::of(leader, released), leader, version, "同意")
            .await?;
    }
    if next == publishing::State::SpokespersonApproval && state != "spokesperson_approval" {
        let spokesperson = other(Role::Spokesperson)?;
        let context = Context::of(spokesperson, released);
        actions::approve(store, calendar, &context, spokesperson, version, "同意").await?;
    }
    Ok(())
}

async fn publication_of(
    store: &Store,
    viewer: &Viewer,
    version: VersionId,
) -> Result<PublicationId, PublishingError> {
    let mut reader = store.reader().await?;
    let version = publishing::version(&mut reader, viewer, version).await?;
    version.map(|version| version.publication).ok_or(PublishingError::Missing)
}

async fn attach(
    filling: &Filling<'_>,
    author: &Viewer,
    at: Timestamp,
    version: VersionId,
    one: &Publication,
    day: Date,
) -> Result<(), PublishingError> {
    for row in &one.attachments {
        let fill = |text: &str| filling.days.fill(text, day, None, &one.words);
        let lines = std::iter::once(&row.header).chain(&row.rows).filter(|cells| !cells.is_empty());
        let table: Vec<String> = lines.map(|cells| fill(&cells.join(","))).collect();
        let text = if row.text.is_empty() { table.join("\r\n") } else { fill(&row.text) };
        let extension = if row.text.is_empty() { "csv" } else { "txt" };
        let name = fill(&row.file);
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let file = NewFile {
            name: format!("{stem}.{extension}"),
            // Spreadsheet programs take UTF-8 from the mark at the beginning.
            content: Bytes::from(format!("\u{feff}{text}")),
            reading: Reading::Text(text),
        };
        let (house, context) = (filling.house, Context::of(author, at));
        actions::attach(&house.store, &house.files, &context, author, version, file).await?;
    }
    Ok(())
}

/// Links, revisions and withdrawals, once all publications are there.
async fn after(
    filling: &Filling<'_>,
    done: &HashMap<String, PublicationId>,
    at: DateTime,
    one: &Publication,
) -> Result<(), PublishingError> {
    let store = filling.store();
    let Some(&id) = done.get(&one.key) else { return Ok(()) };
    let office = filling.viewers.iter().find(|v| v.has(Role::Office)).ok_or(PublishingError::Missing)?;
    let later = |days: u32| {
        let day = filling.days.working(at.date(), i64::from(days));
        (day < filling.days.today).then(|| terms::instant_of(day.to_datetime(at.time())))
    };
    for link in &one.links {
        let Some(&other) = done.get(&link.to) else { continue };
        let context = Context::of(office, terms::instant_of(at));
        match link.relation.as_str() {
            "解读" => actions::link(store, &context, office, other, id, Relation::Interpretation).await?,
            "回应" => actions::link(store, &context, office, other, id, Relation::Response).await?,
            _ => actions::link(store, &context, office, id, other, Relation::Follows).await?,
        }
    }
    for revision in &one.revisions {
        let Some(instant) = later(revision.after_wd) else { continue };
        revise(filling, id, instant, at.date(), one, revision).await?;
    }
    if let Some(withdrawal) = &one.withdrawal
        && let Some(instant) = later(withdrawal.after_wd)
    {
        let target = withdrawal.into.as_ref().and_then(|key| done.get(key));
        let how = match (withdrawal.kind.as_str(), target) {
            ("error", _) => WithdrawAs::Error,
            ("merged", Some(target)) => WithdrawAs::MergedInto(*target),
            _ => WithdrawAs::Withdrawn,
        };
        actions::withdraw(store, &Context::of(office, instant), office, id, how, &withdrawal.reason).await?;
    }
    Ok(())
}

async fn revise(
    filling: &Filling<'_>,
    id: PublicationId,
    at: Timestamp,
    day: Date,
    one: &Publication,
    revision: &super::content::RevisionRow,
) -> Result<(), PublishingError> {
    let store = filling.store();
    let unit = filling.unit(&one.unit).map_err(|_| PublishingError::Missing)?;
    let author = filling
        .with_role(Role::Liaison, unit, None)
        .or_else(|| filling.with_role(Role::UnitHead, unit, None))
        .ok_or(PublishingError::Missing)?;
    let before = at - SignedDuration::from_mins(50);
    let context = Context::of(author, before);
    let version = actions::revise(store, &context, author, id).await?;
    let draft = publishing::version(&mut *store.reader().await?, author, version)
        .await?
        .ok_or(PublishingError::Missing)?;
    let content = Content {
        body_html: filling.days.fill(&revision.body_html, day, None, &one.words),
        change_note: filling.days.fill(&revision.note, day, None, &one.words),
        ..draft.content
    };
    actions::save_draft(store, &context, author, version, 1, &content).await?;
    actions::submit(store, &filling.house.files, &context, author, version, None).await?;
    if !author.has_for(Role::UnitHead, unit)
        && let Some(head) = filling.with_role(Role::UnitHead, unit, author.person_id())
    {
        let context = Context::of(head, before + SignedDuration::from_mins(5));
        actions::pass_unit(store, &context, head, version, "").await?;
    }
    review_and_release(filling, author, version, one, at).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A publication of the demo that names a kind fills the kind's fields.
    #[test]
    fn every_publication_fits_the_kind_it_names() {
        let days = Days::new(jiff::civil::date(2026, 11, 24), &::calendar::Calendar::official());
        let mut wrong = Vec::new();
        for one in publications() {
            let Some(form) = &one.form else { continue };
            let Some(kind) = kinds::kind(form) else {
                wrong.push(format!("{}: no kind {form}", one.key));
                continue;
            };
            let text = |text: &str| days.fill(text, days.today, None, &one.words);
            let fields =
                one.fields.iter().map(|(name, value)| (name.clone(), filled(value, &text))).collect();
            if let Err(refusals) = kinds::check(kind, &fields) {
                let told: Vec<_> = refusals.iter().map(ToString::to_string).collect();
                wrong.push(format!("{} ({form}): {}", one.key, told.join(" ")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
