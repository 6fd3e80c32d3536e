//! Attachments: rights are asked each time, and a file is never a page.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use terms::AttachmentId;
use web::{Kind, Outcome, Path, Visit};

use super::Portal;

pub async fn file(
    State(portal): State<Portal>,
    visit: Visit,
    Path((id, _name)): Path<(i64, String)>,
) -> Outcome<Response> {
    let mut reader = portal.site.store().reader().await?;
    let attachment =
        publishing::attachment(&mut reader, &visit.viewer, AttachmentId(id)).await?.ok_or(Kind::NotFound)?;
    drop(reader);
    let hash = attachment.file_hash.parse().map_err(|_| Kind::Broken("a file's hash"))?;
    let content = portal.site.files().get(&hash).await?;
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(&attachment.name));
    for (name, value) in [
        (CONTENT_TYPE, attachment.content_type.as_str()),
        (CONTENT_DISPOSITION, disposition.as_str()),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_str(value).map_err(|_| Kind::Broken("a file's header"))?);
    }
    Ok(response)
}

/// A name as a part of an address (RFC 5987 asks for the same characters).
pub fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let write = |byte: u8| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") };
    name.bytes().map(write).collect()
}
