//! Cookies of ours: read from the request, written host-only.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// The value of a cookie of ours. Others' cookies on the same host are passed over.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// A `Set-Cookie` value, host-only. `__Host-` names need `is_secure`: over
/// plain HTTP a browser drops them in silence, so callers choose the name by it.
pub fn set_cookie(name: &str, value: &str, is_secure: bool, max_age_seconds: Option<i64>) -> HeaderValue {
    let secure = if is_secure { "; Secure" } else { "" };
    let age = max_age_seconds.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// A `Set-Cookie` value that removes a cookie.
pub fn clear_cookie(name: &str, is_secure: bool) -> HeaderValue {
    set_cookie(name, "", is_secure, Some(0))
}

/// The session's cookie. Over plain HTTP a browser drops a `__Host-` cookie in
/// silence, so there it has another name.
pub fn session_cookie_name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-session" } else { "gk_session" }
}

/// The cookie that remembers large type (大字版).
pub const TYPE_COOKIE: &str = "gk_type";

/// The secret of the session, under either name.
pub(crate) fn session_secret(headers: &HeaderMap) -> Option<&str> {
    [true, false].into_iter().find_map(|secure| cookie(headers, session_cookie_name(secure)))
}

/// Whether large type was chosen.
pub(crate) fn is_big(headers: &HeaderMap) -> bool {
    cookie(headers, TYPE_COOKIE) == Some("big")
}
