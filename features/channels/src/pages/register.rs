//! The register: which channels a school has, adding one, changing one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use schools::shell::office_shell;
use store::Connection;
use terms::{ChannelId, UnitId};
use web::{Fields, Form, Kind as Problem, OfficeShell, Outcome, Page, Path, Problems, Site, Visit, done};

use super::PLACE;
use crate::ChannelError;
use crate::actions;
use crate::model::Details;
use crate::model::{Channel, Kind};
use crate::rules::Refusal;
use crate::store as rows;

#[derive(Template)]
#[template(path = "channels/register.html")]
struct RegisterPage {
    shell: OfficeShell,
    rows: Vec<Row>,
    /// The code of a new one, as it was typed.
    code: String,
    form: DetailsForm,
    problems: Problems,
}

struct Row {
    id: i64,
    name: String,
    code: String,
    kind: &'static str,
    unit: String,
    about: String,
    mark: &'static str,
    word: &'static str,
}

#[derive(Template)]
#[template(path = "channels/channel.html")]
struct ChannelPage {
    shell: OfficeShell,
    id: i64,
    code: String,
    form: DetailsForm,
    problems: Problems,
}

/// The fields that adding and changing have in common.
struct DetailsForm {
    name: String,
    account: String,
    note: String,
    is_portal: bool,
    is_online: bool,
    needs_spokesperson: bool,
    kinds: Vec<(&'static str, &'static str, bool)>,
    units: Vec<(i64, String, bool)>,
    is_retired: bool,
}

pub async fn list(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    show_all(&site, &visit, String::new(), None, Problems::default()).await
}

/// The register, with what was typed for a new channel where it was refused.
async fn show_all(
    site: &Site,
    visit: &Visit,
    code: String,
    typed: Option<Details>,
    problems: Problems,
) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let units = schools::units(c, visit.school()).await?;
    let unit = |id: Option<UnitId>| {
        let found = units.iter().find(|unit| Some(unit.id) == id);
        found.map(|unit| unit.name.clone()).unwrap_or_default()
    };
    let channels = rows::channels(c, visit.school()).await?;
    let page = RegisterPage {
        rows: channels.into_iter().map(|channel| row(unit(channel.details.unit), channel)).collect(),
        form: details_form(c, visit, typed).await?,
        code,
        problems,
        shell: office_shell(c, site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

fn row(unit: String, channel: Channel) -> Row {
    let details = channel.details;
    let online = if details.is_online { "算网上公开" } else { "" };
    let spokesperson = if details.needs_spokesperson { "要新闻发言人审批" } else { "" };
    let words = [online, spokesperson, details.account.as_str(), details.note.as_str()];
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let (mark, word) = if details.is_retired { ("nil", "已停用") } else { ("done", "在用") };
    Row {
        id: channel.id.0,
        kind: details.kind.name(),
        about: words.join("；"),
        name: details.name,
        code: channel.code,
        unit,
        mark,
        word,
    }
}

/// The form of a channel that stands, or of a new one.
async fn details_form(c: &mut Connection, visit: &Visit, details: Option<Details>) -> Outcome<DetailsForm> {
    let units = schools::units(c, visit.school()).await?;
    let details = details.unwrap_or_else(new_details);
    let is_portal = details.kind == Kind::Portal;
    let kinds = Kind::ALL.into_iter().filter(|one| (*one == Kind::Portal) == is_portal);
    Ok(DetailsForm {
        is_portal,
        is_online: details.is_online,
        needs_spokesperson: details.needs_spokesperson,
        kinds: kinds.map(|one| (one.code(), one.name(), one == details.kind)).collect(),
        units: units
            .into_iter()
            .filter(|one| one.is_present() || Some(one.id) == details.unit)
            .map(|one| (one.id.0, one.name, Some(one.id) == details.unit))
            .collect(),
        is_retired: details.is_retired,
        name: details.name,
        account: details.account,
        note: details.note,
    })
}

/// What the form of a new channel shows.
fn new_details() -> Details {
    Details {
        name: String::new(),
        kind: Kind::Push,
        is_online: false,
        needs_spokesperson: false,
        unit: None,
        account: String::new(),
        note: String::new(),
        is_retired: false,
    }
}

fn read(fields: &mut Fields) -> Outcome<Details> {
    let kind = Kind::from_code(&fields.text("kind")?);
    Ok(Details {
        name: fields.text("name")?,
        kind: kind.ok_or(Problem::BadRequest("没有这种渠道".into()))?,
        is_online: fields.ticked("is_online")?,
        needs_spokesperson: fields.ticked("needs_spokesperson")?,
        unit: fields.optional_number("unit")?.map(UnitId),
        account: fields.text("account")?,
        note: fields.text("note")?,
        is_retired: fields.ticked("is_retired")?,
    })
}

pub async fn add(State(site): State<Site>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let code = form.fields.text("code")?;
    let details = read(&mut form.fields)?;
    let context = visit.context(&form.key);
    form.fields.end()?;
    match actions::add_channel(site.store(), &context, &code, &details).await {
        Ok(_) => Ok(done(&visit, "/office/channels", "渠道已加上，起草时就能选。")),
        Err(ChannelError::Refused(reasons)) => {
            let page = show_all(&site, &visit, code, Some(details), told(&reasons)).await?;
            Ok(page.refused())
        }
        Err(other) => Err(other.into()),
    }
}

pub async fn channel(State(site): State<Site>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    show_one(&site, &visit, id, None, Problems::default()).await
}

/// A channel, with what was typed where it was refused.
async fn show_one(
    site: &Site,
    visit: &Visit,
    id: i64,
    typed: Option<Details>,
    problems: Problems,
) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let all = rows::channels(c, visit.school()).await?;
    let channel = all.into_iter().find(|channel| channel.id == ChannelId(id)).ok_or(Problem::NotFound)?;
    let page = ChannelPage {
        id,
        form: details_form(c, visit, Some(typed.unwrap_or(channel.details))).await?,
        code: channel.code,
        problems,
        shell: office_shell(c, site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

pub async fn change(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let details = read(&mut form.fields)?;
    let context = visit.context(&form.key);
    form.fields.end()?;
    match actions::change_channel(site.store(), &context, ChannelId(id), &details).await {
        Ok(()) => Ok(done(&visit, "/office/channels", "渠道已改。")),
        Err(ChannelError::Refused(reasons)) => {
            let page = show_one(&site, &visit, id, Some(details), told(&reasons)).await?;
            Ok(page.refused())
        }
        Err(other) => Err(other.into()),
    }
}

fn told(reasons: &[Refusal]) -> Problems {
    reasons.iter().map(|reason| (reason.field(), reason.to_string())).collect()
}
