//! Our own style sheets and scripts, built into the binary. Their address
//! carries a hash of their content, so that browsers keep them for ever.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue};
use moka::sync::Cache;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::{Error, Kind, Path, colour, compress};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Ours;

/// What `script/editor` bundles.
#[derive(RustEmbed)]
#[folder = "../../vendor/editor/scripts"]
struct Bundled;

#[derive(Clone)]
struct Asset {
    plain: Bytes,
    gzip: Bytes,
    content_type: String,
}

impl Asset {
    fn new(plain: Bytes, content_type: &str) -> Asset {
        Asset { gzip: compress::gzip(&plain), plain, content_type: content_type.to_owned() }
    }
}

struct Assets {
    /// `portal.css` → `/assets/portal-1a2b3c4d.css`
    addresses: HashMap<String, String>,
    /// `portal-1a2b3c4d.css` → its bytes
    files: HashMap<String, Asset>,
}

fn assets() -> &'static Assets {
    static ASSETS: OnceLock<Assets> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let mut all = Assets { addresses: HashMap::new(), files: HashMap::new() };
        let ours = Ours::iter().map(|name| (Ours::get(&name), name));
        for (file, name) in ours.chain(Bundled::iter().map(|name| (Bundled::get(&name), name))) {
            let Some(file) = file else { continue };
            let hashed = hashed_name(&name, &file.data);
            let plain = match std::str::from_utf8(&file.data) {
                Ok(sheet) if name.ends_with(".css") => Bytes::from(squeezed(sheet)),
                _ => Bytes::from(file.data.into_owned()),
            };
            all.addresses.insert(name.to_string(), format!("/assets/{hashed}"));
            all.files.insert(hashed, Asset::new(plain, file.metadata.mimetype()));
        }
        all
    })
}

/// A style sheet without its comments and without the blanks that only people need.
fn squeezed(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if c == '"' {
            // What stands in a string is shown as it is.
            let end = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_whitespace() {
            rest = rest.trim_start();
            let joins = |c: char| "{};,".contains(c);
            if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',']) && !rest.starts_with(joins) {
                out.push(' ');
            }
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// `name-hash.ext`
fn hashed_name(name: &str, content: &[u8]) -> String {
    let hash = keys::hex(&Sha256::digest(content)[..5]);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// The address of an asset by its plain name. An unknown name is an error of
/// ours and leads to a page that is not there.
pub fn asset(name: &str) -> &'static str {
    assets().addresses.get(name).map_or("/assets/missing", String::as_str)
}

/// The address of the one style sheet of a school's public pages: ours, with the school's colours
/// in it. It carries the colour, so that a new colour has a new address.
pub fn sheet(colour: &str) -> String {
    let ours = asset("portal.css");
    let stem = ours.strip_suffix(".css").unwrap_or(ours);
    format!("{stem}-{}.css", colour.strip_prefix('#').unwrap_or(NO_COLOUR))
}

/// Stands in a sheet's address for the colour of a school that has set none.
const NO_COLOUR: &str = "plain";
/// Sheets kept ready. A made-up colour drives another out and costs a packing, no more.
const SHEETS: u64 = 100;

/// The sheet of this name, if it is one of today's.
fn coloured(name: &str) -> Option<Asset> {
    static MADE: LazyLock<Cache<String, Asset>> = LazyLock::new(|| Cache::new(SHEETS));
    let (stem, digits) = name.strip_suffix(".css")?.rsplit_once('-')?;
    let is_colour = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let ours = format!("{stem}.css");
    if !(is_colour || digits == NO_COLOUR) || asset("portal.css") != format!("/assets/{ours}") {
        return None;
    }
    let ours = assets().files.get(&ours)?;
    Some(MADE.get_with_by_ref(name, || {
        let colours = colour::sheet(&format!("#{digits}"));
        Asset::new([&ours.plain, colours.as_bytes()].concat().into(), &ours.content_type)
    }))
}

/// Serves the assets under `/assets/…`.
pub fn asset_router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let asset = assets().files.get(&name).cloned().or_else(|| coloured(&name)).ok_or(Kind::NotFound)?;
    let packed = compress::takes_gzip(&headers);
    let body = if packed { asset.gzip } else { asset.plain };
    let mut response = body.into_response();
    let out = response.headers_mut();
    let content_type = match asset.content_type.as_str() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    out.insert(
        CONTENT_TYPE,
        HeaderValue::from_str(&content_type).map_err(|_| Kind::Broken("an asset's type"))?,
    );
    out.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if packed {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn a_sheet_loses_what_only_people_need() {
        let sheet = "/* 头 */\n.a , .b > i {\n  content: \"— { /* 留 */  \";  margin: 0  1px;\n}\n@media (min-width: 40rem) { .c { top: calc(1px + 2px) } }\n";
        let short = ".a,.b > i{content: \"— { /* 留 */  \";margin: 0 1px;}@media (min-width: 40rem){.c{top: calc(1px + 2px)}}";
        assert_eq!(squeezed(sheet), short);
        assert_eq!(squeezed("a{b:c}/* offen"), "a{b:c}");
    }
}
