//! The pages of drafts, reviews and publications in the office.

mod changes;
mod channels;
mod choices;
mod difference;
mod files;
mod findings;
mod form;
mod kinds;
mod links;
mod list;
mod press;
mod recall;
mod remarks;
mod review;
mod row;
mod sent;
mod sheet;
mod uploads;
mod version;
mod waiting;
mod writing;

use std::sync::Arc;

use axum::extract::FromRef;
use calendar::Calendar;
use documents::Intake;
use terms::Role;
use web::{Access, Routes, Site};

use crate::{ChannelRegister, Screen};

/// What these pages need.
#[derive(Clone)]
pub struct Office {
    /// The site.
    pub site: Site,
    /// Working days.
    pub calendar: Calendar,
    /// The channels by which a publication may go out.
    pub channels: Arc<dyn ChannelRegister>,
    /// Reads what is uploaded.
    pub intake: Intake,
    /// Looks through what is to be released.
    pub screen: Screen,
}

impl FromRef<Office> for Site {
    fn from_ref(office: &Office) -> Site {
        office.site.clone()
    }
}

pub use changes::{Changes, changes};
pub use difference::Difference;
pub use recall::recall_count;
pub use row::{Line, line};
pub use version::way;

const WRITERS: Access = Access::Roles(&[Role::Liaison, Role::UnitHead, Role::Office]);
const OFFICE: Access = Access::Roles(&[Role::Office]);
const REVIEWERS: Access = Access::Roles(&[Role::SecrecyReviewer]);
const HEADS: Access = Access::Roles(&[Role::UnitHead]);
const APPROVERS: Access = Access::Roles(&[Role::Leader, Role::Spokesperson]);
/// Everyone who writes a version or takes a step of its way.
const PARTAKERS: Access = Access::Roles(&[
    Role::Liaison,
    Role::UnitHead,
    Role::SecrecyReviewer,
    Role::Office,
    Role::Leader,
    Role::Spokesperson,
]);
/// Who may write why something found may stand, and who may agree.
const ANSWERERS: Access =
    Access::Roles(&[Role::Liaison, Role::UnitHead, Role::Office, Role::SecrecyReviewer]);
/// Who may look into what lies sealed.
const OPENERS: Access = Access::Roles(&[Role::Office, Role::SecrecyReviewer]);
const CONFIRMERS: Access = Access::Roles(&[Role::SecrecyReviewer, Role::Office, Role::Leader]);
const LEADERS: Access = Access::Roles(&[Role::Leader]);
const WORKERS: Access = Access::Roles(&Role::DISCLOSURE);

/// The routes of the office's work on publications.
pub fn routes() -> Routes<Office> {
    Routes::new()
        .get("/office/drafts", WORKERS, list::page)
        .get("/office/recall", WORKERS, recall::page)
        .get("/office/kinds", WORKERS, kinds::page)
        .post("/office/kinds/{code}", OFFICE, kinds::mark)
        .get("/office/drafts/new", WRITERS, form::new)
        .post("/office/drafts/new", WRITERS, form::begin)
        .post("/office/drafts/from-file", WRITERS, files::begin)
        .post("/office/drafts/autosave", WRITERS, writing::begin)
        .post("/office/drafts/{id}/autosave", WRITERS, writing::save)
        .post("/office/drafts/{id}/paste", WRITERS, writing::paste)
        .post("/office/drafts/{id}/pictures", WRITERS, writing::picture)
        .post("/office/drafts/{id}/from-file", WRITERS, files::replace)
        .get("/office/drafts/{id}", WORKERS, version::page)
        .get("/office/drafts/{id}/edit", WRITERS, form::edit)
        .get("/office/drafts/{id}/changes", WORKERS, changes::page)
        .get("/office/drafts/{id}/sheet", WORKERS, sheet::page)
        .get("/office/drafts/{id}/sheet/{format}", WORKERS, sheet::file)
        .post("/office/drafts/{id}/edit", WRITERS, form::save)
        .post("/office/drafts/{id}/files", WRITERS, files::attach)
        .post("/office/drafts/{id}/uploads", WRITERS, uploads::begin)
        .get("/office/drafts/{id}/uploads/{upload}", WRITERS, uploads::progress)
        .post("/office/drafts/{id}/uploads/{upload}/chunks", WRITERS, uploads::take)
        .post("/office/drafts/{id}/uploads/{upload}/finish", WRITERS, uploads::finish)
        .post("/office/drafts/{id}/uploads/{upload}/discard", WRITERS, uploads::discard)
        .post("/office/drafts/{id}/files/{file}/remove", WRITERS, files::detach)
        .post("/office/drafts/{id}/files/{file}/up", WRITERS, files::up)
        .post("/office/drafts/{id}/remarks", PARTAKERS, remarks::remark)
        .post("/office/drafts/{id}/remarks/{remark}/answer", PARTAKERS, remarks::answer)
        .post("/office/drafts/{id}/remarks/{remark}/settle", PARTAKERS, remarks::settle)
        .post("/office/drafts/{id}/remarks/{remark}/reopen", PARTAKERS, remarks::reopen)
        .post("/office/drafts/{id}/submit", WRITERS, review::submit)
        .post("/office/drafts/{id}/take-back", WRITERS, review::take_back)
        .post("/office/drafts/{id}/discard", WRITERS, review::discard)
        .post("/office/drafts/{id}/unit", HEADS, review::unit)
        .post("/office/drafts/{id}/secrecy", REVIEWERS, review::secrecy)
        .post("/office/drafts/{id}/look", WRITERS, findings::look)
        .post("/office/drafts/{id}/mask", WRITERS, findings::mask)
        .post("/office/originals/{id}", OPENERS, findings::original)
        .post("/office/drafts/{id}/findings/{finding}", ANSWERERS, findings::answer)
        .post("/office/drafts/{id}/close", ANSWERERS, findings::close)
        .post("/office/drafts/{id}/confirm", CONFIRMERS, findings::confirm)
        .post("/office/drafts/{id}/release", OFFICE, review::release)
        .post("/office/drafts/{id}/approve", APPROVERS, review::approve)
        .post("/office/drafts/{id}/return", WORKERS, review::return_)
        .post("/office/publications/{id}/revise", WRITERS, review::revise)
        .post("/office/publications/{id}/like", WRITERS, review::like)
        .post("/office/publications/{id}/link", WRITERS, links::link)
        .post("/office/publications/{id}/unlink", WRITERS, links::unlink)
        .post("/office/publications/{id}/withdraw", OFFICE, review::withdraw)
        .post("/office/publications/{id}/take-down", ANSWERERS, review::take_down)
        .post("/office/publications/{id}/approve", LEADERS, review::approve_afterwards)
        .post("/office/publications/{id}/answer", REVIEWERS, review::answer_held)
}
