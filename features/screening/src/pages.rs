//! A school's own rules, in the office.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use pii::Level;
use schools::shell::office_shell;
use serde::Deserialize;
use terms::{PersonId, Role};
use web::{
    Access, Form as Sent, OfficeShell, Outcome, Page, Path, Problems, Query, Routes, Site, Visit, done,
    format,
};

use crate::actions::{OwnError, add_rule, may_change_rules, remove_rule};
use crate::own::{BadRule, Content, Form, OwnRule, longest};
use crate::store::own as rows;

/// The place in the navigation under which the page stands.
const PLACE: &str = "/office/drafts";
/// Whoever reviews, releases or watches.
const READERS: Access =
    Access::Roles(&[Role::SecrecyReviewer, Role::Office, Role::Supervisor, Role::Leader, Role::Spokesperson]);
const CHANGERS: Access = Access::Roles(&[Role::SecrecyReviewer, Role::Office]);

/// The routes of the rules.
pub fn routes() -> Routes<Site> {
    Routes::new().get("/office/rules", READERS, page).post("/office/rules", CHANGERS, add).post(
        "/office/rules/{id}/remove",
        CHANGERS,
        remove,
    )
}

/// Which form is to be filled.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    form: String,
}

#[derive(Template)]
#[template(path = "screening/rules.html")]
struct RulesPage {
    shell: OfficeShell,
    may_change: bool,
    groups: Vec<Group>,
    count: usize,
    removed: Vec<Line>,
    tabs: Vec<Tab>,
    form: Form,
    /// Characters at most.
    longest: usize,
    choices: Vec<(String, String, bool)>,
    typed: Typed,
    problems: Problems,
}

struct Group {
    name: &'static str,
    rules: Vec<Line>,
}

struct Tab {
    code: &'static str,
    name: &'static str,
    is_open: bool,
}

struct Line {
    id: i64,
    text: String,
    reason: String,
    /// The mark and the words of what it does; none where it stops nothing.
    level: Option<(&'static str, &'static str)>,
    said: &'static str,
    added: String,
    removed: String,
}

/// What was typed in a form that was refused.
#[derive(Default)]
struct Typed {
    text: String,
    says: String,
    reason: String,
    stops: bool,
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Outcome<Page> {
    let form = Form::from_code(&asked.form).unwrap_or(Form::Word);
    show(&site, &visit, form, Typed::default(), Problems::default()).await
}

async fn show(site: &Site, visit: &Visit, form: Form, typed: Typed, problems: Problems) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let names = identity::names(c, visit.school()).await?;
    let name = |person: Option<PersonId>| {
        person.and_then(|person| names.get(&person).cloned()).unwrap_or_else(|| "系统".to_owned())
    };
    let line = |rule: &OwnRule| line(rule, visit, &name);
    let in_force = rows::in_force(c, visit.school()).await?;
    let removed = rows::removed(c, visit.school()).await?;
    let group = |form: Form| {
        let rules = in_force.iter().filter(|rule| rule.content.form == form).map(line).collect();
        Group { name: form.name(), rules }
    };
    let tab = |one: Form| Tab { code: one.code(), name: one.name(), is_open: one == form };
    let choice = |(code, name): (String, String)| {
        let is_chosen = code == typed.says;
        (code, name, is_chosen)
    };
    let page = RulesPage {
        may_change: may_change_rules(&visit.viewer),
        groups: Form::ALL.into_iter().map(group).filter(|group| !group.rules.is_empty()).collect(),
        count: in_force.len(),
        removed: removed.iter().map(line).collect(),
        tabs: Form::ALL.into_iter().map(tab).collect(),
        form,
        longest: longest(form),
        choices: form.choices().into_iter().map(choice).collect(),
        typed,
        problems,
        shell: office_shell(c, site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

fn line(rule: &OwnRule, visit: &Visit, name: &impl Fn(Option<PersonId>) -> String) -> Line {
    let content = &rule.content;
    let level = match content.level {
        Level::Block => ("stop", "拦下"),
        _ => ("near", "请人看"),
    };
    Line {
        id: rule.id,
        level: content.form.has_level().then_some(level),
        said: content.said(),
        added: format!("{}，{}", name(rule.added_by), format::instant(rule.added_at, visit.today())),
        removed: rule.removed_at.map_or_else(String::new, |at| {
            format!("{}，{}去掉", name(rule.removed_by), format::instant(at, visit.today()))
        }),
        text: content.in_words(),
        reason: content.reason.clone(),
    }
}

async fn add(State(site): State<Site>, visit: Visit, mut sent: Sent) -> Outcome<Response> {
    let context = visit.context(&sent.key);
    let fields = &mut sent.fields;
    let form = Form::from_code(&fields.text("form")?).unwrap_or(Form::Word);
    let typed = Typed {
        text: fields.optional("text")?.unwrap_or_default(),
        says: fields.optional("says")?.unwrap_or_default(),
        reason: fields.text("reason")?,
        stops: fields.optional("stops")?.is_some(),
    };
    sent.fields.end()?;
    match add_rule(site.store(), &context, &visit.viewer, &content(form, &typed)).await {
        Ok(_) => {
            let told = "规则已生效。公开着的信息会在后台重读一遍，读到的列在“清查”里。";
            Ok(done(&visit, &format!("/office/rules?form={}", form.code()), told))
        }
        Err(OwnError::Refused(reasons)) => {
            let mut problems = Problems::default();
            reasons.iter().for_each(|reason| problems.push(field(form, reason), reason));
            Ok(show(&site, &visit, form, typed, problems).await?.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// What was typed as a rule; of a mask both the audience and the kind stand in one choice.
fn content(form: Form, typed: &Typed) -> Content {
    let (says, text) = match (form, typed.says.split_once(':')) {
        (Form::Mask, Some((audience, kind))) => (audience, kind),
        (Form::Mask, None) => ("", ""),
        _ => (typed.says.as_str(), typed.text.trim()),
    };
    Content {
        form,
        text: text.to_owned(),
        says: says.to_owned(),
        level: if form.has_level() && typed.stops { Level::Block } else { Level::Warn },
        reason: typed.reason.trim().to_owned(),
    }
}

fn field(form: Form, reason: &BadRule) -> &'static str {
    if form == Form::Mask && reason.field() == "text" { "says" } else { reason.field() }
}

async fn remove(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    sent: Sent,
) -> Outcome<Response> {
    let context = visit.context(&sent.key);
    sent.fields.end()?;
    remove_rule(site.store(), &context, &visit.viewer, id).await?;
    Ok(done(&visit, "/office/rules", "已经去掉。谁定的、为什么定，记录还在。"))
}
