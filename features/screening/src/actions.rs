//! What can be done with a school's own rules.

use store::{Context, Event, Failure, Store};
use terms::{Role, Viewer};
use thiserror::Error;

use crate::own::{BadRule, Content, check_rule};
use crate::store::own;

/// A change of the rules that was not made.
#[derive(Debug, Error)]
pub enum OwnError {
    /// The rules about rules refuse, for all these reasons.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    Refused(Vec<BadRule>),
    /// Not there, or not this person's business: the same.
    #[error("没有这条规则")]
    Missing,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Failure),
}

impl From<OwnError> for web::Error {
    fn from(error: OwnError) -> Self {
        match error {
            OwnError::Refused(reasons) => {
                web::Kind::Refused(reasons.iter().map(ToString::to_string).collect()).into()
            }
            OwnError::Missing => web::Kind::NotFound.into(),
            OwnError::Store(failure) => failure.into(),
        }
    }
}

/// Whether this viewer may change a school's own rules: who reviews by them, and the office.
pub fn may_change_rules(viewer: &Viewer) -> bool {
    [Role::SecrecyReviewer, Role::Office].iter().any(|role| viewer.has(*role))
}

/// Makes a rule of a school's own. Everything public is read again by it.
pub async fn add_rule(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    content: &Content,
) -> Result<i64, OwnError> {
    if !may_change_rules(viewer) {
        return Err(OwnError::Missing);
    }
    let mut tx = store.begin(context).await?;
    let known = own::in_force(tx.connection(), context.school).await?;
    check_rule(content, &known).map_err(OwnError::Refused)?;
    let id = own::insert(tx.connection(), context.school, content, viewer.person_id(), context.now).await?;
    let said = serde_json::json!({ "form": content.form.code(), "level": content.level.code() });
    tx.append(Event::new("screening.rule_added", id).with(said));
    tx.commit().await?;
    Ok(id)
}

/// Takes back a rule of a school's own; who made it and why stays on record.
pub async fn remove_rule(store: &Store, context: &Context, viewer: &Viewer, id: i64) -> Result<(), OwnError> {
    if !may_change_rules(viewer) {
        return Err(OwnError::Missing);
    }
    let mut tx = store.begin(context).await?;
    if !own::remove(tx.connection(), context.school, id, viewer.person_id(), context.now).await? {
        return Err(OwnError::Missing);
    }
    tx.append(Event::new("screening.rule_removed", id));
    tx.commit().await?;
    Ok(())
}
