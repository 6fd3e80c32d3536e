//! A school's own words, in the office.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use pii::Level;
use schools::shell::office_shell;
use terms::{PersonId, Role};
use web::{Access, Form, OfficeShell, Outcome, Page, Path, Problems, Routes, Site, Visit, done, format};

use crate::actions::{WordsError, add_word, may_change_words, remove_word};
use crate::store::words as rows;
use crate::words::{BadWord, Word};

/// The place in the navigation under which the page stands.
const PLACE: &str = "/office/drafts";
/// Whoever reviews, releases or watches.
const READERS: Access =
    Access::Roles(&[Role::SecrecyReviewer, Role::Office, Role::Supervisor, Role::Leader, Role::Spokesperson]);
const CHANGERS: Access = Access::Roles(&[Role::SecrecyReviewer, Role::Office]);

/// The routes of the words.
pub fn routes() -> Routes<Site> {
    Routes::new().get("/office/words", READERS, page).post("/office/words", CHANGERS, add).post(
        "/office/words/{id}/remove",
        CHANGERS,
        remove,
    )
}

#[derive(Template)]
#[template(path = "screening/words.html")]
struct WordsPage {
    shell: OfficeShell,
    may_change: bool,
    words: Vec<Line>,
    removed: Vec<Line>,
    typed: Typed,
    problems: Problems,
}

struct Line {
    id: i64,
    text: String,
    reason: String,
    mark: &'static str,
    level: &'static str,
    added: String,
    removed: String,
}

/// What was typed in a form that was refused.
#[derive(Default)]
struct Typed {
    text: String,
    reason: String,
    stops: bool,
}

async fn page(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    show(&site, &visit, Typed::default(), Problems::default()).await
}

async fn show(site: &Site, visit: &Visit, typed: Typed, problems: Problems) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let c = &mut *reader;
    let names = identity::names(c, visit.school()).await?;
    let name = |person: Option<PersonId>| {
        person.and_then(|person| names.get(&person).cloned()).unwrap_or_else(|| "系统".to_owned())
    };
    let line = |word: Word| Line {
        id: word.id,
        mark: if word.level == Level::Block { "stop" } else { "near" },
        level: if word.level == Level::Block { "拦下" } else { "请人看" },
        added: format!("{}，{}", name(word.added_by), format::instant(word.added_at, visit.today())),
        removed: word.removed_at.map_or_else(String::new, |at| {
            format!("{}，{}去掉", name(word.removed_by), format::instant(at, visit.today()))
        }),
        text: word.text,
        reason: word.reason,
    };
    let in_force = rows::in_force(c, visit.school()).await?;
    let removed = rows::removed(c, visit.school()).await?;
    let page = WordsPage {
        may_change: may_change_words(&visit.viewer),
        words: in_force.into_iter().map(line).collect(),
        removed: removed.into_iter().map(line).collect(),
        typed,
        problems,
        shell: office_shell(c, site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

async fn add(State(site): State<Site>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let text = form.fields.text("text")?;
    let reason = form.fields.text("reason")?;
    let stops = form.fields.optional("stops")?.is_some();
    form.fields.end()?;
    let level = if stops { Level::Block } else { Level::Warn };
    match add_word(site.store(), &context, &visit.viewer, &text, level, &reason).await {
        Ok(_) => {
            let told =
                format!("“{}”已在词表里。公开着的信息会在后台重读一遍，读到的列在“清查”里。", text.trim());
            Ok(done(&visit, "/office/words", told))
        }
        Err(WordsError::Refused(reasons)) => {
            let mut problems = Problems::default();
            for reason in &reasons {
                problems.push(if *reason == BadWord::ReasonMissing { "reason" } else { "text" }, reason);
            }
            Ok(show(&site, &visit, Typed { text, reason, stops }, problems).await?.refused())
        }
        Err(other) => Err(other.into()),
    }
}

async fn remove(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    form.fields.end()?;
    remove_word(site.store(), &context, &visit.viewer, id).await?;
    Ok(done(&visit, "/office/words", "已从词表里去掉。谁加的、为什么加，记录还在。"))
}
