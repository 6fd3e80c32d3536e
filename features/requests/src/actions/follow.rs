use cases::{Opened, Vault};
use store::{Context, Store};
use terms::Viewer;

use super::take::{Desk, Input, advance};
use crate::model::Request;
use crate::rules::machine::Step;
use crate::{KIND, RequestError, store as rows};

/// Opens a request for its applicant, who has the number and the code, and no account.
///
/// # Errors
/// `Missing` where they do not fit; `TooMany` after ten wrong codes of one number in an hour.
pub async fn follow(
    store: &Store,
    vault: &Vault,
    context: &Context,
    number: &str,
    code: &str,
) -> Result<Request, RequestError> {
    // Counting wrong codes is no act of anybody's: it leaves no event.
    let mut tx = store.tidy(context).await?;
    let request = opened(&mut tx, vault, context, number, code).await;
    tx.commit().await?;
    request
}

async fn opened(
    tx: &mut store::Tx,
    vault: &Vault,
    context: &Context,
    number: &str,
    code: &str,
) -> Result<Request, RequestError> {
    let number = number.trim().to_uppercase();
    let code = cases::plain(code);
    let key = (KIND, number.as_str(), code.as_str());
    match cases::open_with_code(tx.connection(), vault, context.school, key, context.now).await? {
        Opened::Case(case) => Ok(rows::opened(tx.connection(), vault, *case).await?),
        Opened::Wrong => Err(RequestError::Missing),
        Opened::TooMany => Err(RequestError::TooMany),
    }
}

/// Takes a step of the applicant's own, by the same rules as every other.
async fn own_step(
    desk: &Desk<'_>,
    context: &Context,
    (number, code): (&str, &str),
    step: Step,
    words: &str,
) -> Result<(), RequestError> {
    let request = follow(desk.store, desk.vault, context, number, code).await?;
    let mut tx = desk.store.begin(context).await?;
    let case = cases::lock(tx.connection(), context.school, KIND, request.case.id).await?;
    let input = Input { words: words.to_owned(), ..Input::default() };
    let public = Viewer::public(context.school);
    advance(tx, desk, &public, case.ok_or(RequestError::Missing)?, (step, &input)).await
}

/// The applicant takes the request back.
pub async fn withdraw(
    desk: &Desk<'_>,
    context: &Context,
    number: &str,
    code: &str,
) -> Result<(), RequestError> {
    own_step(desk, context, (number, code), Step::Withdraw, "申请人自己撤回").await
}

/// The applicant makes a request clear that was asked to be (补正); the clock starts anew.
pub async fn correct(
    desk: &Desk<'_>,
    context: &Context,
    number: &str,
    code: &str,
    words: &str,
) -> Result<(), RequestError> {
    own_step(desk, context, (number, code), Step::GiveCorrection, words).await
}
