use jiff::SignedDuration;
use store::{Actor, Context, Event, Store};
use terms::PersonId;

use crate::rules::{PersonState, wait_after};
use crate::{Hasher, IdentityError, Secret, store as rows};

/// A session ends after this, however much it is used.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// A try to sign in.
pub struct SignIn<'a> {
    /// The sign-in name, as typed.
    pub sign_in: &'a str,
    /// The password.
    pub password: &'a str,
    /// Where the try comes from; failures are counted by it and the account.
    pub source: &'a str,
    /// The browser, as it names itself.
    pub device: &'a str,
}

/// A person who has signed in.
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The session's number.
    pub session: i64,
    /// The session's secret, for the cookie.
    pub secret: Secret,
}

/// Signs a person in. Unknown names, wrong passwords and dismissed people get
/// the same answer after the same work.
pub async fn sign_in(
    store: &Store,
    hasher: &Hasher,
    context: &Context,
    attempt: &SignIn<'_>,
) -> Result<SignedIn, IdentityError> {
    let name: String = attempt.sign_in.trim().to_lowercase().chars().take(100).collect();
    let mut reader = store.reader().await?;
    let (failures, last_ms) = rows::failures(&mut reader, context.school, &name, attempt.source).await?;
    let left = wait_after(failures) - (context.now_ms() - last_ms) / 1000;
    if left > 0 {
        return Err(IdentityError::Wait(left));
    }
    let person = rows::person_by_sign_in(&mut reader, context.school, &name).await?;
    let person = person.filter(|person| person.state == PersonState::Active);
    let kept = match &person {
        Some(person) => rows::password(&mut reader, person.id).await?,
        None => None,
    };
    drop(reader);
    match person {
        Some(person) if hasher.verify(attempt.password, kept.as_deref()).await? => {
            begin_session(store, context, person.id, &name, attempt).await
        }
        known => {
            if known.is_none() {
                hasher.verify(attempt.password, None).await?;
            }
            // No event: tries cost an attacker nothing, and the event log is for ever.
            tracing::warn!(
                person = known.map_or(0, |person| person.id.0),
                source = attempt.source,
                "a sign-in failed"
            );
            let mut tx = store.tidy(context).await?;
            rows::count_failure(tx.connection(), context.school, &name, attempt.source, context.now_ms())
                .await?;
            tx.commit().await?;
            Err(IdentityError::NotSignedIn)
        }
    }
}

async fn begin_session(
    store: &Store,
    context: &Context,
    person: PersonId,
    name: &str,
    attempt: &SignIn<'_>,
) -> Result<SignedIn, IdentityError> {
    let secret = Secret::new();
    let context = Context { actor: Actor::Person(person), ..context.clone() };
    let device: String = attempt.device.chars().filter(|c| !c.is_control()).take(200).collect();
    let mut tx = store.begin(&context).await?;
    rows::forget_failures(tx.connection(), context.school, name, attempt.source).await?;
    let ends = (context.now + LONGEST).as_millisecond();
    let session =
        rows::insert_session(tx.connection(), person, &secret.hash(), context.now_ms(), ends, &device)
            .await?;
    tx.append(Event::new("identity.signed_in", person.0));
    tx.commit().await?;
    Ok(SignedIn { person, session, secret })
}
