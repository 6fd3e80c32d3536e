//! The pages of batches: upload, check, answer, progress, and the rows that wait.

mod batch;
mod held;
mod list;
mod upload;

use axum::extract::FromRef;
use documents::Intake;
use store::Connection;
use terms::{PersonId, Role, SchoolId};
use web::{Access, Outcome, Routes, Site};

/// What these pages need.
#[derive(Clone)]
pub struct Imports {
    /// The site.
    pub site: Site,
    /// Reads files as they come in.
    pub intake: Intake,
}

impl FromRef<Imports> for Site {
    fn from_ref(imports: &Imports) -> Site {
        imports.site.clone()
    }
}

const OFFICE: Access = Access::Roles(&[Role::Office]);
const ANSWERERS: Access = Access::Roles(&[Role::Office, Role::SecrecyReviewer]);
const REVIEWERS: Access = Access::Roles(&[Role::SecrecyReviewer]);
const VIEWERS: Access = Access::Roles(&[Role::Office, Role::SecrecyReviewer, Role::Supervisor]);

/// The routes of batches.
pub fn routes() -> Routes<Imports> {
    Routes::new()
        .get("/office/imports", VIEWERS, list::page)
        .get("/office/imports/new", OFFICE, upload::page)
        .post("/office/imports/new", OFFICE, upload::send)
        .get("/office/imports/template/{name}", OFFICE, upload::template)
        .get("/office/imports/held", VIEWERS, held::page)
        .post("/office/imports/held/{id}", REVIEWERS, held::answer)
        .get("/office/imports/{id}", VIEWERS, batch::page)
        .get("/office/imports/{id}/rejects", ANSWERERS, batch::rejects)
        .post("/office/imports/{id}/answer", ANSWERERS, batch::answer)
        .post("/office/imports/{id}/refuse", ANSWERERS, batch::refuse)
        .post("/office/imports/{id}/continue", ANSWERERS, batch::go_on)
}

/// The place in the navigation under which these pages stand.
const PLACE: &str = "/office/drafts";

/// A person's name; the host's operator has none.
async fn name_of(c: &mut Connection, school: SchoolId, person: Option<PersonId>) -> Outcome<String> {
    let Some(person) = person else { return Ok("服务器上的命令".to_owned()) };
    Ok(identity::find(c, school, person).await?.map(|person| person.name).unwrap_or_default())
}

/// The shape that goes with a state.
fn mark(state: crate::rules::BatchState) -> &'static str {
    use crate::rules::BatchState;
    match state {
        BatchState::Checking | BatchState::Running => "fine",
        BatchState::Waiting => "near",
        BatchState::Stopped => "stop",
        BatchState::Done => "done",
        BatchState::Refused => "nil",
    }
}
