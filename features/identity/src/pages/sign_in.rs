//! Signing in and out, and one-time links.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{RETRY_AFTER, SET_COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use web::{
    Fields, Form, Kind, Outcome, Page, Path, Problems, Query, Shell, Site, Visit, clear_cookie, redirect,
    session_cookie_name, set_cookie,
};

use super::Identity;
use super::seal::from_hex;
use crate::IdentityError;
use crate::actions;

#[derive(Template)]
#[template(path = "identity/sign-in.html")]
struct SignInPage {
    shell: Shell,
    token: String,
    to: String,
    resume: String,
    sign_in: String,
    problem: Option<String>,
}

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    to: String,
}

async fn shell(site: &Site, visit: &Visit) -> Outcome<Shell> {
    Ok(schools::shell::shell(&mut *site.store().reader().await?, visit, "").await?)
}

pub async fn page(
    State(identity): State<Identity>,
    visit: Visit,
    Query(next): Query<Next>,
) -> Outcome<Response> {
    if visit.viewer.person.is_some() {
        return Ok(redirect(&visit, home(&visit.viewer)));
    }
    let page = SignInPage {
        shell: shell(&identity.site, &visit).await?,
        token: identity.site.tokens().make(&visit.binding, visit.now),
        to: next.to,
        resume: String::new(),
        sign_in: String::new(),
        problem: None,
    };
    Ok(Page::render(&page, &visit)?.into_response())
}

fn home(viewer: &terms::Viewer) -> &'static str {
    if viewer.is_staff_user() { "/office" } else { "/account" }
}

pub async fn send(
    State(identity): State<Identity>,
    visit: Visit,
    headers: HeaderMap,
    mut form: Form,
) -> Outcome<Response> {
    let fields = &mut form.fields;
    let (name, password) = (fields.text("sign_in")?, fields.all("password").pop().unwrap_or_default());
    let (to, resume) =
        (fields.filled("to")?.unwrap_or_default(), fields.filled("resume")?.unwrap_or_default());
    form.fields.end()?;
    let source = web::source_of(visit.address).to_string();
    let device = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let attempt = actions::SignIn { sign_in: &name, password: &password, source: &source, device };
    let site = &identity.site;
    match actions::sign_in(site.store(), &identity.hasher, &visit.bare_context(), &attempt).await {
        Ok(signed_in) => welcome(&identity, &visit, &signed_in, &to, &resume).await,
        // The form comes again with what it carries: the name, and what was typed
        // before a session ended.
        Err(error @ (IdentityError::NotSignedIn | IdentityError::Wait(_))) => {
            let page = SignInPage {
                shell: shell(site, &visit).await?,
                token: site.tokens().make(&visit.binding, visit.now),
                to,
                resume,
                sign_in: name,
                problem: Some(error.to_string()),
            };
            again(page, &visit, &error)
        }
        Err(other) => Err(other.into()),
    }
}

fn again(page: SignInPage, visit: &Visit, error: &IdentityError) -> Outcome<Response> {
    let page = Page::render(&page, visit)?;
    let IdentityError::Wait(seconds) = error else {
        return Ok(page.refused());
    };
    let mut response = page.with_status(StatusCode::TOO_MANY_REQUESTS).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
    Ok(response)
}

#[derive(Template)]
#[template(path = "identity/resume.html")]
struct ResumePage {
    shell: Shell,
    token: String,
    path: String,
    fields: Vec<(String, String)>,
}

async fn welcome(
    identity: &Identity,
    visit: &Visit,
    signed_in: &actions::SignedIn,
    to: &str,
    resume: &str,
) -> Outcome<Response> {
    let site = &identity.site;
    let mut response = match opened_form(site, resume) {
        Some((path, fields)) => {
            let token = site.tokens().make(&format!("session {}", signed_in.session), visit.now);
            let page = ResumePage { shell: shell(site, visit).await?, token, path, fields };
            Page::render(&page, visit)?.into_response()
        }
        None => {
            let viewer =
                crate::viewer(&mut *site.store().reader().await?, visit.school(), signed_in.person).await?;
            redirect(visit, if to.is_empty() { home(&viewer) } else { to })
        }
    };
    let name = session_cookie_name(visit.is_secure);
    let cookie = set_cookie(name, signed_in.secret.reveal(), visit.is_secure, None);
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// What seals a form that outlived its session, so that only what we were sent comes back.
const PLACE: &str = "form of an ended session";

/// What was typed in a form whose session ended, sealed for the sign-in form to carry.
pub fn sealed_form(site: &Site, path: &str, fields: &[(String, String)]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let text = serde_json::to_vec(&(path, fields)).unwrap_or_default();
    keys::hex(&site.keys().seal(PLACE, &text))
}

fn opened_form(site: &Site, sealed: &str) -> Option<(String, Vec<(String, String)>)> {
    let text = site.keys().open(PLACE, &from_hex(sealed)?).ok()?;
    serde_json::from_slice(&text).ok()
}

pub async fn out(State(identity): State<Identity>, visit: Visit, form: Form) -> Outcome<Response> {
    form.fields.end()?;
    if let (Some(person), Some(session)) = (visit.viewer.person_id(), visit.session) {
        actions::sign_out(identity.site.store(), &visit.context(&form.key), person, session).await?;
    }
    let mut response = redirect(&visit, "/");
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, clear_cookie(session_cookie_name(visit.is_secure), visit.is_secure));
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

#[derive(Template)]
#[template(path = "identity/link.html")]
struct LinkPage {
    shell: Shell,
    token: String,
    secret: String,
    name: String,
    sign_in: String,
    problems: Problems,
}

async fn link_page(identity: &Identity, visit: &Visit, secret: String, problems: Problems) -> Outcome<Page> {
    let site = &identity.site;
    let person = actions::link_owner(site.store(), &visit.bare_context(), &secret).await?;
    let page = LinkPage {
        shell: shell(site, visit).await?,
        token: site.tokens().make(&visit.binding, visit.now),
        secret,
        name: person.name,
        sign_in: person.sign_in,
        problems,
    };
    Page::render(&page, visit)
}

pub async fn link(
    State(identity): State<Identity>,
    visit: Visit,
    Path(secret): Path<String>,
) -> Outcome<Page> {
    link_page(&identity, &visit, secret, Problems::default()).await
}

pub async fn set_password(
    State(identity): State<Identity>,
    visit: Visit,
    Path(secret): Path<String>,
    mut form: Form,
) -> Outcome<Response> {
    let (password, again) = passwords(&mut form.fields)?;
    form.fields.end()?;
    if password != again {
        let problems = [("again", "两次写的密码不一样".to_owned())].into_iter().collect();
        return Ok(link_page(&identity, &visit, secret, problems).await?.refused());
    }
    let context = visit.context(&form.key);
    let outcome =
        actions::set_first_password(identity.site.store(), &identity.hasher, &context, &secret, &password)
            .await;
    match outcome {
        Ok(_) => Ok(redirect(&visit, "/sign-in")),
        Err(IdentityError::Password(reasons)) => {
            let problems = reasons.iter().map(|reason| ("password", reason.to_string())).collect();
            let page = link_page(&identity, &visit, secret, problems).await?;
            Ok(page.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// A new password and its repetition, as they were typed: blanks count.
pub(super) fn passwords(fields: &mut Fields) -> Outcome<(String, String)> {
    let mut take = |name: &str| fields.all(name).pop().ok_or(Kind::BadRequest("没有写密码".into()));
    Ok((take("password")?, take("again")?))
}
