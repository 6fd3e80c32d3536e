//! The school's crest (校徽): put up, taken away, shown.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use web::{Form, Kind, Outcome, Path, Site, Upload, Visit, done};

use super::settings;
use crate::rules::SchoolRefusal;
use crate::{SchoolError, actions};

pub async fn save(State(site): State<Site>, visit: Visit, mut upload: Upload) -> Outcome<Response> {
    let file = upload.files.pop();
    upload.fields.end()?;
    let context = visit.context(&upload.key);
    let outcome = match file {
        Some(file) => actions::set_crest(site.store(), site.files(), &context, file.content).await,
        None => Err(SchoolError::School(vec![SchoolRefusal::NoCrest])),
    };
    match outcome {
        Ok(()) => Ok(done(&visit, "/office/settings", "校徽已换上，公开的每一页都看得到。")),
        Err(error) => {
            let problems = error.reasons().ok_or(error)?;
            Ok(settings::show_present(&site, &visit, problems).await?.refused())
        }
    }
}

pub async fn remove(State(site): State<Site>, visit: Visit, form: Form) -> Outcome<Response> {
    form.fields.end()?;
    actions::remove_crest(site.store(), &visit.context(&form.key)).await?;
    Ok(done(&visit, "/office/settings", "校徽已去掉，页头用印章字。"))
}

/// The picture, while it is the school's.
pub async fn picture(State(site): State<Site>, visit: Visit, Path(name): Path<String>) -> Outcome<Response> {
    let school = crate::find(&mut *site.store().reader().await?, visit.school()).await?;
    let crest = school.and_then(|school| school.settings.crest).filter(|crest| crest.file_name() == name);
    let crest = crest.ok_or(Kind::NotFound)?;
    let hash = crest.file_hash.parse().map_err(|_| Kind::Broken("a crest's hash"))?;
    let mut response = Response::new(Body::from(site.files().get(&hash).await?));
    for (header, value) in [
        (CONTENT_TYPE, crest.content_type()),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ] {
        response.headers_mut().insert(header, HeaderValue::from_static(value));
    }
    Ok(response)
}
