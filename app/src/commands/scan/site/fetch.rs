//! Asking a site for one address: politely, one at a time, within bounds. Redirects are not followed
//! here: whoever asks decides whether they stay on the site.

use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use reqwest::header::{
    ACCEPT_LANGUAGE, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
    RETRY_AFTER,
};
use reqwest::{Client, ClientBuilder, Response, StatusCode, redirect};
use url::Url;

use super::robots::PRODUCT;
use crate::commands::scan::stop::Stop;

/// A site that asks us to come back later is waited for so long at most.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// A whole answer may take so many times what its beginning may.
const WHOLE: u32 = 6;

/// What came of asking.
#[derive(Debug)]
pub enum Answer {
    /// Something to read.
    Body(Body),
    /// It lies elsewhere: the address as it was written.
    Moved(String),
    /// There is nothing, or no more: the status.
    Gone(u16),
    /// Why there was no answer to read.
    Failed(Failure),
}

/// What was sent.
#[derive(Debug, Default)]
pub struct Body {
    /// Its type as the site says.
    pub content_type: Option<String>,
    /// Its name as the site says.
    pub name: Option<String>,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Why there is nothing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// For a person.
    pub why: String,
    /// The status; none where the host itself did not answer, so that the next address may not be
    /// answered either.
    pub status: Option<u16>,
}

/// Asks one host at a time, one address after another.
pub struct Fetcher<'a> {
    client: Client,
    stop: &'a Stop,
    timeout: Duration,
    most_bytes: u64,
    last: Option<Instant>,
}

impl<'a> Fetcher<'a> {
    /// One that waits so long for an answer and takes files of so many bytes.
    ///
    /// # Errors
    ///
    /// Where no client can be made.
    pub fn new(
        stop: &'a Stop,
        timeout: Duration,
        most_bytes: u64,
        insecure: bool,
    ) -> io::Result<Fetcher<'a>> {
        let builder = || builder(timeout).tls_danger_accept_invalid_certs(insecure);
        // Without any root certificate on this machine http:// still works, and https:// is told as untrusted.
        let client = builder().build().or_else(|_| builder().tls_certs_only([]).build());
        let client = client.map_err(io::Error::other)?;
        Ok(Fetcher { client, stop, timeout, most_bytes, last: None })
    }

    /// Asks, after a pause since the last answer. Nothing where the run is to end.
    pub fn get(&mut self, url: &Url, pause: Duration) -> Option<Answer> {
        let wait = match self.ask(url, pause)? {
            Asked::Told(answer) => return Some(answer),
            Asked::Later(wait) => wait.unwrap_or(pause * 4).min(LONGEST_WAIT),
        };
        Some(match self.ask(url, pause.max(wait))? {
            Asked::Told(answer) => answer,
            Asked::Later(_) => failed("网站忙，两次都没有给", StatusCode::SERVICE_UNAVAILABLE),
        })
    }

    fn ask(&mut self, url: &Url, pause: Duration) -> Option<Asked> {
        if let Some(last) = self.last {
            self.stop.sleep(pause.saturating_sub(last.elapsed()));
        }
        let (timeout, most) = (self.timeout, self.most_bytes);
        let request = self.client.get(url.clone());
        let asked = self.stop.unless_wanted(async {
            match tokio::time::timeout(timeout, request.send()).await {
                Ok(Ok(response)) => Ok(answered(response, most).await),
                Ok(Err(error)) => Err(failure(&error, timeout)),
                Err(_) => Err(late(timeout)),
            }
        });
        self.last = Some(Instant::now());
        Some(asked?.unwrap_or_else(|failure| Asked::Told(Answer::Failed(failure))))
    }
}

enum Asked {
    Told(Answer),
    /// It asks for patience, for so long.
    Later(Option<Duration>),
}

fn builder(timeout: Duration) -> ClientBuilder {
    let agent = format!("{PRODUCT}/{} (scan; the school reads its own site)", env!("CARGO_PKG_VERSION"));
    let language = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static("zh-CN"))]);
    Client::builder()
        .user_agent(agent)
        .default_headers(language)
        .redirect(redirect::Policy::none())
        // A school's site is asked directly, not by way of the office's proxy.
        .no_proxy()
        .connect_timeout(timeout)
        .read_timeout(timeout)
        .timeout(timeout * WHOLE)
}

fn header(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

async fn answered(response: Response, most: u64) -> Asked {
    let status = response.status();
    let told = match status {
        _ if status.is_success() => body(response, most).await,
        _ if status.is_redirection() && response.headers().contains_key(LOCATION) => {
            Answer::Moved(header(&response, LOCATION).unwrap_or_default())
        }
        StatusCode::NOT_FOUND | StatusCode::GONE => Answer::Gone(status.as_u16()),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let seconds = header(&response, RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
            return Asked::Later(seconds.map(Duration::from_secs));
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            failed(format!("要登录，或不许从这里看（{}）", status.as_u16()), status)
        }
        _ if status.is_server_error() => failed(format!("网站出错（{}）", status.as_u16()), status),
        _ => failed(format!("网站没有给（{}）", status.as_u16()), status),
    };
    Asked::Told(told)
}

async fn body(mut response: Response, most: u64) -> Answer {
    let status = response.status();
    let too_large = || failed(format!("文件太大（超过 {} MB），没有读", most >> 20), status);
    if response.content_length().is_some_and(|length| length > most) {
        return too_large();
    }
    let content_type = header(&response, CONTENT_TYPE);
    let name = header(&response, CONTENT_DISPOSITION).as_deref().and_then(named);
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            // What is packed tells its length only when it is unpacked.
            Ok(Some(chunk)) if (bytes.len() + chunk.len()) as u64 > most => return too_large(),
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Answer::Body(Body { content_type, name, bytes }),
            Err(error) if error.is_timeout() => return failed("传得太慢，没有传完", status),
            Err(_) => return failed("传到一半断了", status),
        }
    }
}

/// The file's name in a Content-Disposition, RFC 6266; the long form counts before the short one.
fn named(disposition: &str) -> Option<String> {
    let mut plain = None;
    for part in disposition.split(';').skip(1) {
        let Some((name, value)) = part.split_once('=') else { continue };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "filename*" => {
                let escaped = value.rsplit('\'').next()?;
                return Some(percent_encoding::percent_decode_str(escaped).decode_utf8_lossy().into_owned());
            }
            // Written raw by old programs, and by others with the escapes of an address.
            "filename" => {
                plain = Some(percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
            }
            _ => {}
        }
    }
    plain
}

fn failed(why: impl Into<String>, status: StatusCode) -> Answer {
    Answer::Failed(Failure { why: why.into(), status: Some(status.as_u16()) })
}

fn late(timeout: Duration) -> Failure {
    Failure { why: format!("等了{}秒没有应答", timeout.as_secs()), status: None }
}

/// Why a request came to nothing, in words for whoever runs the scan.
fn failure(error: &reqwest::Error, timeout: Duration) -> Failure {
    let tls = causes(error).find_map(|cause| tls_error(cause));
    let refused = causes(error).any(|cause| {
        let error = cause.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    });
    let why = match tls {
        Some(error) => untrusted(error),
        None if error.is_timeout() => return late(timeout),
        None if error.is_dns() => "找不到这个主机（域名解析不了）".to_owned(),
        None if refused => "连不上：对方拒绝连接".to_owned(),
        None if error.is_connect() => "连不上这个主机".to_owned(),
        None => "应答不合规范，读不了".to_owned(),
    };
    Failure { why, status: None }
}

/// What is wrong with the encrypted connection: it lies wrapped in errors of reading and writing.
fn tls_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    let inner = || error.downcast_ref::<io::Error>()?.get_ref();
    error.downcast_ref().or_else(|| tls_error(inner()?))
}

fn untrusted(error: &rustls::Error) -> String {
    use rustls::CertificateError as Bad;
    let why = match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            Bad::Expired | Bad::ExpiredContext { .. } => "过期了",
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => "还没有生效",
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "不是给这个域名的",
            Bad::UnknownIssuer => "签发者不可信，或网站没有给出中间证书",
            Bad::Revoked => "被吊销了",
            _ => "是自己签的，或不合规范",
        },
        _ => return "加密连接建立不了（对方可能只支持很旧的 TLS）".to_owned(),
    };
    format!("网站的证书{why}；确知连的是自己的网站，可以加 --insecure")
}

fn causes<'e>(error: &'e reqwest::Error) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(error.source(), |error: &&'e (dyn Error + 'static)| (*error).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_name_that_the_site_gives_it() {
        for (header, name) in [
            ("attachment; filename=\"a.docx\"", Some("a.docx")),
            ("attachment; filename=x.doc; filename*=UTF-8''%E5%90%8D%E5%8D%95.docx", Some("名单.docx")),
            ("attachment;filename=%E5%90%8D.xls", Some("名.xls")),
            ("inline", None),
        ] {
            assert_eq!(named(header).as_deref(), name, "{header}");
        }
    }

    #[test]
    fn a_bad_certificate_is_found_in_its_wrapping() {
        let bad = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let wrapped = io::Error::other(io::Error::other(bad));
        let said = tls_error(&wrapped).map(untrusted).unwrap();
        assert!(said.contains("证书过期了") && said.contains("--insecure"), "{said}");
        assert!(tls_error(&io::Error::other("other")).is_none());
    }
}
