//! One's own account.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{Form, Kind, Outcome, Page, Path, Problems, Shell, Visit, format, redirect};

use super::device::device_name;
use super::{Identity, sign_in::passwords};
use crate::{IdentityError, actions};

#[derive(Template)]
#[template(path = "identity/account.html")]
struct AccountPage {
    shell: Shell,
    token: String,
    name: String,
    sign_in: String,
    sessions: Vec<SessionLine>,
    problems: Problems,
}

/// A place where one is signed in.
struct SessionLine {
    id: i64,
    device: String,
    began: String,
    seen: String,
    is_this: bool,
}

async fn show(identity: &Identity, visit: &Visit, problems: Problems) -> Outcome<Page> {
    let id = visit.viewer.person_id().ok_or(Kind::SignIn)?;
    let mut reader = identity.site.store().reader().await?;
    let person = crate::find(&mut reader, visit.school(), id).await?.ok_or(Kind::NotFound)?;
    let sessions = crate::sessions_of(&mut reader, id, visit.now).await?;
    let page = AccountPage {
        shell: schools::shell::shell(&mut reader, visit, "").await?,
        token: identity.site.tokens().make(&visit.binding, visit.now),
        name: person.name,
        sign_in: person.sign_in,
        sessions: sessions
            .into_iter()
            .map(|row| SessionLine {
                id: row.id,
                device: device_name(&row.device),
                began: format::instant(row.began_at, visit.today()),
                seen: format::instant(row.seen_at, visit.today()),
                is_this: Some(row.id) == visit.session,
            })
            .collect(),
        problems,
    };
    Page::render(&page, visit)
}

pub async fn page(State(identity): State<Identity>, visit: Visit) -> Outcome<Page> {
    show(&identity, &visit, Problems::default()).await
}

pub async fn change_password(
    State(identity): State<Identity>,
    visit: Visit,
    mut form: Form,
) -> Outcome<Response> {
    let present = form.fields.all("present").pop().unwrap_or_default();
    let (password, again) = passwords(&mut form.fields)?;
    form.fields.end()?;
    let id = visit.viewer.person_id().ok_or(Kind::SignIn)?;
    let refuse = |problems: Problems| async {
        let page = show(&identity, &visit, problems).await?;
        Ok(page.refused())
    };
    if password != again {
        return refuse([("again", "两次写的新密码不一样".to_owned())].into_iter().collect()).await;
    }
    let context = visit.context(&form.key);
    let outcome =
        actions::change_password(identity.site.store(), &identity.hasher, &context, id, &present, &password)
            .await;
    match outcome {
        Ok(()) => Ok(redirect(&visit, "/sign-in")),
        Err(IdentityError::NotSignedIn) => {
            refuse([("present", "现在的密码不对".to_owned())].into_iter().collect()).await
        }
        Err(IdentityError::Password(reasons)) => {
            refuse(reasons.iter().map(|reason| ("password", reason.to_string())).collect()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Ends one of one's own sessions.
pub async fn end_session(
    State(identity): State<Identity>,
    visit: Visit,
    Path(session): Path<i64>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let id = visit.viewer.person_id().ok_or(Kind::SignIn)?;
    actions::sign_out(identity.site.store(), &visit.context(&form.key), id, session).await?;
    Ok(redirect(&visit, "/account"))
}

/// Ends all of one's own sessions but this one.
pub async fn end_other_sessions(
    State(identity): State<Identity>,
    visit: Visit,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let id = visit.viewer.person_id().ok_or(Kind::SignIn)?;
    let kept = visit.session.ok_or(Kind::SignIn)?;
    actions::sign_out_elsewhere(identity.site.store(), &visit.context(&form.key), id, kept).await?;
    Ok(redirect(&visit, "/account"))
}
