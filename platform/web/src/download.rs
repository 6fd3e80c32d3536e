//! A file of ours, made for whoever asked: never shown as a page, kept by nobody.

use axum::body::Body;
use axum::response::Response;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::{Error, Kind};

/// Sends a table under a name, by whose ending its type is known.
pub fn download(name: &str, content: Vec<u8>) -> Result<Response, Error> {
    let content_type = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("jsonl") => "application/x-ndjson; charset=utf-8",
        _ => "text/csv; charset=utf-8",
    };
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"));
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_DISPOSITION, disposition.map_err(|_| Kind::Broken("a file's header"))?);
    Ok(response)
}
