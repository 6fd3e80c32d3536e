//! The register: which channels a school has, adding one, changing one.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use schools::shell::office_shell;
use store::Connection;
use terms::{ChannelId, UnitId};
use web::{Fields, Form, Kind as Problem, OfficeShell, Outcome, Page, Path, Site, Visit, redirect};

use super::PLACE;
use crate::actions;
use crate::model::{Channel, Kind};
use crate::rules::Details;
use crate::store as rows;

#[derive(Template)]
#[template(path = "channels/register.html")]
struct RegisterPage {
    shell: OfficeShell,
    rows: Vec<Row>,
    form: DetailsForm,
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
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let units = schools::units(c, visit.school()).await?;
    let unit = |id: Option<UnitId>| {
        let found = units.iter().find(|unit| Some(unit.id) == id);
        found.map(|unit| unit.name.clone()).unwrap_or_default()
    };
    let channels = rows::channels(c, visit.school()).await?;
    let page = RegisterPage {
        rows: channels.into_iter().map(|channel| row(unit(channel.unit), channel)).collect(),
        form: details_form(c, &visit, None).await?,
        shell: office_shell(c, &site, &visit, PLACE).await?,
    };
    Page::render(&page, &visit)
}

fn row(unit: String, channel: Channel) -> Row {
    let online = if channel.is_online { "算网上公开" } else { "" };
    let spokesperson = if channel.needs_spokesperson { "要新闻发言人审批" } else { "" };
    let words = [online, spokesperson, channel.account.as_str(), channel.note.as_str()];
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let (mark, word) = if channel.is_retired { ("nil", "已停用") } else { ("done", "在用") };
    Row {
        id: channel.id.0,
        kind: channel.kind.name(),
        about: words.join("；"),
        name: channel.name,
        code: channel.code,
        unit,
        mark,
        word,
    }
}

async fn details_form(c: &mut Connection, visit: &Visit, channel: Option<&Channel>) -> Outcome<DetailsForm> {
    let kind = channel.map_or(Kind::Push, |channel| channel.kind);
    let unit = channel.and_then(|channel| channel.unit);
    let units = schools::units(c, visit.school()).await?;
    let kinds = Kind::ALL.into_iter().filter(|one| (*one == Kind::Portal) == (kind == Kind::Portal));
    Ok(DetailsForm {
        name: channel.map(|channel| channel.name.clone()).unwrap_or_default(),
        account: channel.map(|channel| channel.account.clone()).unwrap_or_default(),
        note: channel.map(|channel| channel.note.clone()).unwrap_or_default(),
        is_portal: kind == Kind::Portal,
        is_online: channel.is_some_and(|channel| channel.is_online),
        needs_spokesperson: channel.is_some_and(|channel| channel.needs_spokesperson),
        kinds: kinds.map(|one| (one.code(), one.name(), one == kind)).collect(),
        units: units
            .into_iter()
            .filter(|one| one.is_present() || Some(one.id) == unit)
            .map(|one| (one.id.0, one.name, Some(one.id) == unit))
            .collect(),
        is_retired: channel.is_some_and(|channel| channel.is_retired),
    })
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
    actions::add_channel(site.store(), &context, &code, &details).await?;
    Ok(redirect(&visit, "/office/channels"))
}

pub async fn channel(State(site): State<Site>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let all = rows::channels(c, visit.school()).await?;
    let channel = all.into_iter().find(|channel| channel.id == ChannelId(id)).ok_or(Problem::NotFound)?;
    let page = ChannelPage {
        id,
        form: details_form(c, &visit, Some(&channel)).await?,
        code: channel.code,
        shell: office_shell(c, &site, &visit, PLACE).await?,
    };
    Page::render(&page, &visit)
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
    actions::change_channel(site.store(), &context, ChannelId(id), &details).await?;
    Ok(redirect(&visit, "/office/channels"))
}
