//! Files to take away: never a page, whatever is in them.

use std::io::ErrorKind;
use std::path::Path;

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http::HeaderValue;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::{Error, Kind, Outcome};

/// What is read of a file at once.
const PIECE_BYTES: usize = 64 << 10;

/// A file under the name that people gave it (RFC 6266). `cache` is its `Cache-Control`.
pub fn download(name: &str, content_type: &str, content: Bytes, cache: &'static str) -> Outcome<Response> {
    let mut response = Response::new(Body::from(content));
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(name));
    let headers = response.headers_mut();
    for (header, value) in [
        (CONTENT_TYPE, content_type),
        (CONTENT_DISPOSITION, &disposition),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (CACHE_CONTROL, cache),
    ] {
        headers.insert(header, HeaderValue::from_str(value).map_err(|_| Kind::Broken("a file's header"))?);
    }
    Ok(response)
}

/// A file of the disk, sent piece by piece: however large, little of it is in memory.
pub async fn download_file(
    name: &str,
    content_type: &str,
    path: &Path,
    cache: &'static str,
) -> Outcome<Response> {
    let unread = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Error::from(Kind::NotFound),
        _ => Error { kind: Kind::Unavailable, cause: Some(error.to_string()) },
    };
    let file = File::open(path).await.map_err(unread)?;
    let size = file.metadata().await.map_err(unread)?.len();
    let pieces = futures::stream::try_unfold(file, |mut file| async move {
        let mut piece = BytesMut::with_capacity(PIECE_BYTES);
        let read = file.read_buf(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then(|| (piece.freeze(), file)))
    });
    let mut response = download(name, content_type, Bytes::new(), cache)?;
    *response.body_mut() = Body::from_stream(pieces);
    response.headers_mut().insert(CONTENT_LENGTH, size.into());
    Ok(response)
}

/// A table of ours, made for whoever asked and kept by nobody; its type is known by the
/// ending of its name.
pub fn download_table(name: &str, content: Vec<u8>) -> Outcome<Response> {
    let content_type = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("jsonl") => "application/x-ndjson; charset=utf-8",
        _ => "text/csv; charset=utf-8",
    };
    download(name, content_type, content.into(), "no-store")
}

/// A name as a part of an address (RFC 5987 asks for the same characters).
pub fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let write = |byte: u8| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") };
    name.bytes().map(write).collect()
}
