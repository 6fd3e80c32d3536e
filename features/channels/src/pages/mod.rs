//! The pages of channels in the office: the register, and the releases by it.

mod record;
mod register;
mod releases;

use terms::Role;
use web::{Access, Routes, Site};

const KEEPERS: Access = Access::Roles(&[Role::Administrator, Role::Office]);
const RECORDERS: Access = Access::Roles(&[Role::Liaison, Role::UnitHead, Role::Office]);
/// Whoever records, and the supervision group, which looks.
const READERS: Access = Access::Roles(&[Role::Liaison, Role::UnitHead, Role::Office, Role::Supervisor]);

/// The place in the navigation under which these pages stand.
const PLACE: &str = "/office/drafts";

/// The routes of channels and releases.
pub fn routes() -> Routes<Site> {
    Routes::new()
        .get("/office/channels", KEEPERS, register::list)
        .post("/office/channels", KEEPERS, register::add)
        .get("/office/channels/{id}", KEEPERS, register::channel)
        .post("/office/channels/{id}", KEEPERS, register::change)
        .get("/office/channels/releases", READERS, releases::page)
        .post("/office/publications/{id}/channels/record", RECORDERS, record::record)
        .post("/office/publications/{id}/channels/cancel", RECORDERS, record::cancel)
        .post("/office/publications/{id}/channels/recall", RECORDERS, record::recall)
}
