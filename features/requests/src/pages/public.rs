//! Asking for information, and following up with a number and a code: without an account, without
//! scripts.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use clock::What;
use serde::Deserialize;
use terms::PublicationId;
use web::{Form, Outcome, Page, Problems, Query, Shell, Visit, format, redirect};

use super::Requests;
use super::sent::{incoming, problems};
use crate::RequestError;
use crate::actions;
use crate::model::Request;
use crate::rules::form::{Applicant, Asked, WANTED};
use crate::rules::letters::Letter;
use crate::rules::machine::State as Where;

/// What is public already that is shown at most.
const SHOWN: usize = 5;
/// Characters that are looked for.
const LONGEST_QUERY: usize = 100;

/// What is looked for before anything is asked (先查后申), and who asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begun {
    q: String,
    by: String,
}

#[derive(Template)]
#[template(path = "requests/new.html")]
struct NewPage {
    shell: Shell,
    token: String,
    query: String,
    found: Vec<(String, String)>,
    is_person: bool,
    applicants: Vec<(&'static str, &'static str, bool)>,
    wanted: Vec<(&'static str, &'static str, bool)>,
    asked: Asked,
    problems: Problems,
}

pub async fn form(
    State(requests): State<Requests>,
    visit: Visit,
    Query(begun): Query<Begun>,
) -> Outcome<Page> {
    let query: String = begun.q.trim().chars().take(LONGEST_QUERY).collect();
    let applicant = if begun.by == "organisation" { Applicant::Other } else { Applicant::Person };
    let asked = Asked { wanted: query.clone(), ..Asked::default() };
    let page = new_page(&requests, &visit, query, Some(applicant), asked, Problems::default()).await?;
    Page::render(&page, &visit)
}

async fn new_page(
    requests: &Requests,
    visit: &Visit,
    query: String,
    applicant: Option<Applicant>,
    asked: Asked,
    problems: Problems,
) -> Outcome<NewPage> {
    let found = public_already(requests, visit, &query).await?;
    let mut reader = requests.site.store().reader().await?;
    let organisations = Applicant::ALL.into_iter().filter(|one| *one != Applicant::Person);
    Ok(NewPage {
        shell: schools::shell::shell(&mut reader, visit, "").await?,
        token: requests.site.tokens().make(&visit.binding, visit.now),
        query,
        found,
        is_person: applicant == Some(Applicant::Person),
        applicants: organisations.map(|one| (one.code(), one.name(), Some(one) == applicant)).collect(),
        wanted: WANTED.iter().map(|(code, name)| (*code, *name, *code == asked.delivery)).collect(),
        asked,
        problems,
    })
}

/// What stands already that speaks of this.
async fn public_already(requests: &Requests, visit: &Visit, query: &str) -> Outcome<Vec<(String, String)>> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let asked = search::Request { text: query.to_owned(), limit: SHOWN, ..Default::default() };
    let (index, viewer) = (requests.index.clone(), visit.viewer.clone());
    let results = tokio::task::spawn_blocking(move || index.search(&asked, &viewer)).await;
    // A search that fails keeps nobody from asking.
    let hits = results.ok().and_then(Result::ok).map(|results| results.hits).unwrap_or_default();
    let mut reader = requests.site.store().reader().await?;
    let mut found = Vec::new();
    for hit in hits {
        let row = publishing::listed(&mut reader, &visit.viewer, PublicationId(hit.id)).await?;
        found.extend(row.map(|row| (format!("/items/{}", row.index_no), row.title)));
    }
    Ok(found)
}

pub async fn send(State(requests): State<Requests>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let new = incoming(&mut form.fields, "online".to_owned())?;
    form.fields.end()?;
    let (store, context) = (requests.site.store(), visit.context(&form.key));
    match actions::ask(store, &requests.vault, &context, &visit.viewer, &new).await {
        Ok(taken) => {
            let mut reader = store.reader().await?;
            let page = TakenPage {
                shell: schools::shell::shell(&mut reader, &visit, "").await?,
                number: taken.number,
                code: cases::grouped(&taken.code),
            };
            Ok(Page::render(&page, &visit)?.into_response())
        }
        Err(RequestError::Refused(reasons)) => {
            let problems = problems(&reasons);
            let page = new_page(&requests, &visit, String::new(), new.applicant, new.asked, problems).await?;
            Ok(Page::render(&page, &visit)?.refused())
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "requests/taken.html")]
struct TakenPage {
    shell: Shell,
    number: String,
    code: String,
}

/// Somebody found what they looked for, and asks no more.
pub async fn sufficed(State(requests): State<Requests>, visit: Visit, form: Form) -> Outcome<Response> {
    let context = visit.context(&form.key);
    form.fields.end()?;
    match actions::suffice(requests.site.store(), &context).await {
        Ok(()) | Err(RequestError::Store(store::Failure::Repeated)) => Ok(redirect(&visit, "/")),
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "requests/follow.html")]
struct FollowPage {
    shell: Shell,
    token: String,
    number: String,
    problem: String,
}

pub async fn follow_form(State(requests): State<Requests>, visit: Visit) -> Outcome<Page> {
    let page = follow_page(&requests, &visit, String::new(), String::new()).await?;
    Page::render(&page, &visit)
}

async fn follow_page(
    requests: &Requests,
    visit: &Visit,
    number: String,
    problem: String,
) -> Outcome<FollowPage> {
    let mut reader = requests.site.store().reader().await?;
    Ok(FollowPage {
        shell: schools::shell::shell(&mut reader, visit, "").await?,
        token: requests.site.tokens().make(&visit.binding, visit.now),
        number,
        problem,
    })
}

/// Reads the number and the code of a form.
fn key_of(form: &mut Form) -> Outcome<(String, String)> {
    let number = form.fields.optional("number")?.unwrap_or_default();
    let code = form.fields.optional("code")?.unwrap_or_default();
    Ok((number, code))
}

pub async fn follow(State(requests): State<Requests>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let (number, code) = key_of(&mut form)?;
    form.fields.end()?;
    let (store, context) = (requests.site.store(), visit.bare_context());
    let problem = match actions::follow(store, &requests.vault, &context, &number, &code).await {
        Ok(request) => {
            return shown(&requests, &visit, &request, &code, Problems::default(), String::new()).await;
        }
        Err(RequestError::Missing) => "编号或查询码不对，请照回执再核对一遍。".to_owned(),
        Err(error @ RequestError::TooMany) => error.to_string(),
        Err(other) => return Err(other.into()),
    };
    let page = follow_page(&requests, &visit, number, problem).await?;
    Ok(Page::render(&page, &visit)?.refused())
}

#[derive(Template)]
#[template(path = "requests/state.html")]
struct StatePage {
    shell: Shell,
    token: String,
    number: String,
    code: String,
    told: &'static str,
    state: &'static str,
    wanted: String,
    received: String,
    /// When the answer is due, and how many days are left.
    due: String,
    /// Until when a correction is waited for.
    correction: Option<String>,
    letters: Vec<(String, Vec<String>)>,
    may_withdraw: bool,
    problems: Problems,
    words: String,
}

async fn shown(
    requests: &Requests,
    visit: &Visit,
    request: &Request,
    code: &str,
    problems: Problems,
    words: String,
) -> Outcome<Response> {
    let mut reader = requests.site.store().reader().await?;
    let page = StatePage {
        shell: schools::shell::shell(&mut reader, visit, "").await?,
        token: requests.site.tokens().make(&visit.binding, visit.now),
        number: request.case.number.clone(),
        code: cases::plain(code),
        told: request.state.told(),
        state: request.state.name(),
        wanted: request.asked.wanted.clone(),
        received: format::long_day(request.case.received_on),
        due: due_words(requests, visit, request),
        correction: correction_until(request),
        letters: letters(requests, request)?,
        may_withdraw: request.state.is_open(),
        problems,
        words,
    };
    let is_refused = !page.problems.is_empty();
    let page = Page::render(&page, visit)?;
    Ok(if is_refused { page.refused() } else { page.into_response() })
}

fn due_words(requests: &Requests, visit: &Visit, request: &Request) -> String {
    let clock = cases::clock_of(&request.regime, &request.steps, &requests.calendar).ok();
    let left = clock.and_then(|clock| clock.left(visit.today()).ok().flatten());
    match (request.case.due_on.filter(|_| request.state.is_open()), left) {
        (Some(due), Some(left)) if left >= 0 => {
            format!("最迟{}答复，还有{left}个工作日", format::long_day(due))
        }
        (Some(due), _) => format!("应当在{}以前答复", format::long_day(due)),
        (None, _) => String::new(),
    }
}

/// Until when a correction is waited for.
fn correction_until(request: &Request) -> Option<String> {
    let asked = request.steps.iter().rev().find_map(|step| match step.clock.as_ref()?.what {
        What::CorrectionAsked { until } => Some(until),
        _ => None,
    });
    asked.filter(|_| request.state == Where::Correcting).map(format::long_day)
}

/// The letters that are the applicant's: a third party's is theirs, and a reply is the
/// applicant's once it has been served.
fn letters(requests: &Requests, request: &Request) -> Outcome<Vec<(String, Vec<String>)>> {
    let mut letters = Vec::new();
    for paper in request.papers.iter().filter(|paper| paper.issued_on.is_some()) {
        let letter = Letter::from_code(&paper.kind).filter(|letter| match letter {
            Letter::Consultation | Letter::Service => false,
            Letter::Reply => paper.served_on.is_some(),
            _ => true,
        });
        if let Some(letter) = letter {
            let body: String = requests.vault.open(&request.case.place, &paper.body)?;
            let title = format!("{} {}", letter.name(), paper.number.clone().unwrap_or_default());
            letters.push((title, body.lines().map(str::to_owned).collect()));
        }
    }
    Ok(letters)
}

pub async fn correct(State(requests): State<Requests>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let (number, code) = key_of(&mut form)?;
    let words = form.fields.optional("words")?.unwrap_or_default();
    form.fields.end()?;
    let context = visit.context(&form.key);
    let outcome = actions::correct(&requests.desk(), &context, &number, &code, &words).await;
    after(&requests, &visit, (&number, &code), words, outcome).await
}

pub async fn withdraw(State(requests): State<Requests>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let (number, code) = key_of(&mut form)?;
    form.fields.end()?;
    let outcome = actions::withdraw(&requests.desk(), &visit.context(&form.key), &number, &code).await;
    after(&requests, &visit, (&number, &code), String::new(), outcome).await
}

/// The request as it is after its applicant did something, with the reasons where it was not done.
async fn after(
    requests: &Requests,
    visit: &Visit,
    (number, code): (&str, &str),
    words: String,
    outcome: Result<(), RequestError>,
) -> Outcome<Response> {
    let (problems, words) = match outcome {
        Ok(()) | Err(RequestError::Store(store::Failure::Repeated)) => (Problems::default(), String::new()),
        Err(RequestError::Refused(reasons)) => {
            (reasons.iter().map(|reason| ("words", reason.to_string())).collect(), words)
        }
        Err(other) => return Err(other.into()),
    };
    let context = visit.bare_context();
    let request = actions::follow(requests.site.store(), &requests.vault, &context, number, code).await?;
    shown(requests, visit, &request, code, problems, words).await
}
