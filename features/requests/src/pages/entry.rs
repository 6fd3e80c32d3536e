//! What came by post, at the desk, by fax, mail or word of mouth, written down by the office with
//! the day it truly came.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use schools::shell::office_shell;
use web::{Form, OfficeShell, Outcome, Page, Problems, Visit};

use super::sent::{day, incoming, problems};
use super::{PLACE, Requests};
use crate::actions::{self, Incoming};
use crate::model::WAYS;
use crate::rules::form::{Applicant, Asked, WANTED};
use crate::{RequestError, actions::Taken};

#[derive(Template)]
#[template(path = "requests/entry.html")]
struct EntryPage {
    shell: OfficeShell,
    ways: Vec<(&'static str, &'static str, bool)>,
    applicants: Vec<(&'static str, &'static str, bool)>,
    wanted: Vec<(&'static str, &'static str, bool)>,
    asked: Asked,
    on: String,
    problems: Problems,
    /// What the applicant is to be given; none before it is taken in.
    taken: Option<Taken>,
}

impl EntryPage {
    /// The code in groups, to be read out.
    fn code(&self) -> String {
        self.taken.as_ref().map(|taken| cases::grouped(&taken.code)).unwrap_or_default()
    }
}

pub async fn page(State(requests): State<Requests>, visit: Visit) -> Outcome<Page> {
    let empty = Incoming { applicant: None, asked: Asked::default(), way: String::new(), on: None };
    let today = visit.today().to_string();
    show(&requests, &visit, empty, today, Problems::default(), None).await
}

async fn show(
    requests: &Requests,
    visit: &Visit,
    new: Incoming,
    on: String,
    problems: Problems,
    taken: Option<Taken>,
) -> Outcome<Page> {
    let mut reader = requests.site.store().reader().await?;
    let ways = WAYS.iter().filter(|(code, ..)| *code != "online");
    let page = EntryPage {
        ways: ways.map(|(code, name, _)| (*code, *name, *code == new.way)).collect(),
        applicants: Applicant::ALL
            .into_iter()
            .map(|one| (one.code(), one.name(), Some(one) == new.applicant))
            .collect(),
        wanted: WANTED.iter().map(|(code, name)| (*code, *name, *code == new.asked.delivery)).collect(),
        asked: new.asked,
        on,
        problems,
        taken,
        shell: office_shell(&mut reader, &requests.site, visit, PLACE).await?,
    };
    Page::render(&page, visit)
}

pub async fn send(State(requests): State<Requests>, visit: Visit, mut form: Form) -> Outcome<Response> {
    let mut wrong = Problems::default();
    let way = form.fields.optional("way")?.unwrap_or_default();
    let typed = visit.typed().iter().find(|(name, _)| name == "on").map(|(_, day)| day.clone());
    let on = day(&mut form.fields, "on", &mut wrong);
    let new = Incoming { on, ..incoming(&mut form.fields, way)? };
    form.fields.end()?;
    let (store, context) = (requests.site.store(), visit.context(&form.key));
    let outcome = match wrong.is_empty() {
        true => actions::ask(store, &requests.vault, &context, &visit.viewer, &new).await,
        false => Err(RequestError::Refused(vec![])),
    };
    let typed = typed.unwrap_or_default();
    match outcome {
        Ok(taken) => {
            let empty = Incoming { asked: Asked::default(), applicant: None, ..new };
            let page = show(&requests, &visit, empty, typed, Problems::default(), Some(taken)).await?;
            Ok(page.into_response())
        }
        Err(RequestError::Refused(reasons)) => {
            problems(&reasons).into_iter().for_each(|one| wrong.push(&one.field, one.words));
            Ok(show(&requests, &visit, new, typed, wrong, None).await?.refused())
        }
        Err(other) => Err(other.into()),
    }
}
