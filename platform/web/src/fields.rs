//! Forms: read into exactly the fields that are allowed.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http_body_util::{BodyExt, Limited};
use jiff::civil::Date;

use crate::encoding::{self, Incoming, Pairs};
use crate::{Error, FormKey, Kind, Site, Visit};

/// A form without files may be this large: a body of text with its markup.
const MOST_BYTES: usize = 8 << 20;
/// Fields that are typed anew and never carried on: one's present password, a new one, and it again.
const SECRETS: [&str; 3] = ["present", "password", "again"];
const NOT_UTF8: &str = "这份表单不是用 UTF-8 编码交来的，什么也没有保存。请换一个新一些的浏览器再交；\
                        用程序交的，请把文字先转成 UTF-8。你写的在下面，可以复制。";
/// The hidden field of the token.
pub(crate) const TOKEN: &str = "form_token";

/// The fields of a form, in the order sent. Each is taken once; what is left
/// over at the end was never asked for and is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

/// A field that cannot be taken as what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The field was sent more than once, or was never asked for.
    #[error("表单里有多余的内容（{0}），请回到页面重新填写")]
    Unexpected(String),
    /// The field is missing from the form.
    #[error("表单不完整（缺 {0}），请回到页面重新填写")]
    Missing(&'static str),
    /// The field is not a number.
    #[error("{0} 要填数字")]
    NotANumber(&'static str),
    /// The field is not a day.
    #[error("“{0}”不是日期，请写成 2026-11-23 这样")]
    NotADay(String),
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        Kind::BadRequest(error.to_string()).into()
    }
}

impl Fields {
    /// Takes a text, without white space at its ends.
    pub fn text(&mut self, name: &'static str) -> Result<String, FieldError> {
        self.optional(name)?.ok_or(FieldError::Missing(name))
    }

    /// Takes a text that may not have been sent.
    pub fn optional(&mut self, name: &str) -> Result<Option<String>, FieldError> {
        let mut found = self.all(name);
        match found.len() {
            0 => Ok(None),
            1 => Ok(found.pop().map(|text| text.trim().to_owned())),
            _ => Err(FieldError::Unexpected(name.to_owned())),
        }
    }

    /// Takes a text where something was written; an empty field counts as none.
    pub fn filled(&mut self, name: &str) -> Result<Option<String>, FieldError> {
        Ok(self.optional(name)?.filter(|text| !text.is_empty()))
    }

    /// Takes a number.
    pub fn number(&mut self, name: &'static str) -> Result<i64, FieldError> {
        self.text(name)?.parse().map_err(|_| FieldError::NotANumber(name))
    }

    /// Takes a number where one was written.
    pub fn optional_number(&mut self, name: &'static str) -> Result<Option<i64>, FieldError> {
        let text = self.filled(name)?;
        text.map(|text| text.parse().map_err(|_| FieldError::NotANumber(name))).transpose()
    }

    /// Takes a day where one was written.
    pub fn optional_day(&mut self, name: &str) -> Result<Option<Date>, FieldError> {
        let text = self.filled(name)?;
        text.map(|text| crate::format::parse_day(&text).ok_or(FieldError::NotADay(text))).transpose()
    }

    /// Takes a box that was ticked or not.
    pub fn ticked(&mut self, name: &str) -> Result<bool, FieldError> {
        Ok(self.optional(name)?.is_some())
    }

    /// Takes every value of a field that may be sent several times.
    pub fn all(&mut self, name: &str) -> Vec<String> {
        let (taken, rest) = std::mem::take(&mut self.0).into_iter().partition(|(n, _)| n == name);
        self.0 = rest;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// Takes every field whose name begins with `prefix`, with the rest of its name.
    pub fn with_prefix(&mut self, prefix: &str) -> Vec<(String, String)> {
        let (taken, rest) = std::mem::take(&mut self.0).into_iter().partition(|(n, _)| n.starts_with(prefix));
        self.0 = rest;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(name, value)| (name[prefix.len()..].to_owned(), value)).collect()
    }

    /// Ends the reading: refuses what was never asked for.
    pub fn end(self) -> Result<(), FieldError> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(FieldError::Unexpected(name)),
            None => Ok(()),
        }
    }
}

/// A form sent to us by a page of ours. An extractor.
pub struct Form {
    /// The form's one-time key.
    pub key: FormKey,
    /// What was sent, without the token.
    pub fields: Fields,
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let (site, visit) = surroundings(&request)?;
        check_origin(request.headers(), &site)?;
        let body = read(request.into_body()).await?;
        let (key, fields) = check_token(encoding::pairs(&body), &site, &visit)?;
        Ok(Form { key, fields })
    }
}

pub(crate) fn surroundings(request: &Request) -> Result<(Site, Visit), Error> {
    let extensions = request.extensions();
    match (extensions.get::<Site>(), extensions.get::<Visit>()) {
        (Some(site), Some(visit)) => Ok((site.clone(), visit.clone())),
        _ => Err(Kind::Broken("a form was read without a visit").into()),
    }
}

/// Forms come from pages of ours: the browser says so, or the origin does.
pub(crate) fn check_origin(headers: &HeaderMap, site: &Site) -> Result<(), Error> {
    let text = |name| headers.get(name).map(|value: &http::HeaderValue| value.to_str().unwrap_or("null"));
    if let Some(from) = text(http::HeaderName::from_static("sec-fetch-site")) {
        return if from == "same-origin" { Ok(()) } else { Err(Kind::Forged.into()) };
    }
    let Some(origin) = text(ORIGIN) else { return Ok(()) };
    let configured = &site.settings().origins;
    let host = text(HOST).unwrap_or_default();
    let ours = configured.iter().any(|o| o == origin)
        || (configured.is_empty()
            && origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host));
    if ours { Ok(()) } else { Err(Kind::Forged.into()) }
}

/// Takes the token out of what was sent and checks it. What was typed is kept for the page that may
/// have to refuse it.
pub(crate) fn check_token(
    sent: Incoming<Pairs>,
    site: &Site,
    visit: &Visit,
) -> Result<(FormKey, Fields), Error> {
    let mut fields = Fields(sent.content);
    keep_typed(visit, &fields);
    if !sent.is_utf8 {
        return Err(Kind::BadRequest(NOT_UTF8.to_owned()).into());
    }
    let token = fields.optional(TOKEN)?.unwrap_or_default();
    let key = site.tokens().check(&token, &visit.binding, visit.now).ok_or(Kind::Forged)?;
    Ok((key, fields))
}

async fn read(body: Body) -> Result<Vec<u8>, Error> {
    match Limited::new(body, MOST_BYTES).collect().await {
        Ok(collected) => Ok(collected.to_bytes().to_vec()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            Err(Kind::TooLarge("一次最多交 8 MB 的文字。请把表格和图片作为附件上传。".to_owned()).into())
        }
        Err(_) => Err(Kind::BadRequest("没有收完整，请再交一次。".to_owned()).into()),
    }
}

/// Keeps what was typed in a form whose session has ended, so that it is not lost.
pub(crate) async fn keep_unread(visit: &Visit, request: Request) {
    let plain = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !plain {
        return;
    }
    if let Ok(body) = read(request.into_body()).await {
        keep_typed(visit, &Fields(encoding::pairs(&body).content));
    }
}

/// Everything but the token and passwords.
fn keep_typed(visit: &Visit, fields: &Fields) {
    let is_open = |name: &str| name != TOKEN && !SECRETS.contains(&name);
    let typed = fields.0.iter().filter(|(name, _)| is_open(name)).cloned().collect();
    let _ = visit.typed.set(typed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_once_and_nothing_is_left() {
        let sent = "title=%E5%85%AC%E5%BC%80+&n=7&role=admin&day=2026-2-30";
        let mut fields = Fields(encoding::pairs(sent.as_bytes()).content);
        assert_eq!(fields.text("title").unwrap(), "公开");
        assert_eq!(fields.number("n").unwrap(), 7);
        assert_eq!(fields.optional_day("day"), Err(FieldError::NotADay("2026-2-30".into())));
        assert_eq!(fields.text("none"), Err(FieldError::Missing("none")));
        assert_eq!(fields.end(), Err(FieldError::Unexpected("role".into())));
        assert!(Fields(encoding::pairs(b"a=1&a=2").content).text("a").is_err());
    }
}
