//! The front: answers a public page from the cache before any router is
//! asked, and otherwise finds out who visits, asks the router, draws errors
//! and keeps what may be kept.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH,
    LAST_MODIFIED, VARY,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Either, Full};
use sha2::{Digest, Sha256};
use terms::SchoolId;
use tower::ServiceExt;

use crate::cache::{Depends, Kept, Place, Rendition};
use crate::cookies::{is_big, session_secret};
use crate::done::Done;
use crate::{Error, ErrorPages, Kind, Site, Visit, address, compress, headers, make_relative};

/// What an answer's body is: a page from the cache, or whatever a router made.
pub type FrontBody = Either<Full<Bytes>, Body>;

/// The front of an installation; cheap to clone.
#[derive(Clone)]
pub struct Front {
    inner: Arc<Inner>,
}

struct Inner {
    site: Site,
    router: Router,
    errors: Arc<dyn ErrorPages>,
    hosts: moka::sync::Cache<String, Known>,
    ready: Readiness,
}

/// Whether the followers have caught up; asked by `/readyz`.
pub type Readiness = Arc<dyn Fn() -> bool + Send + Sync>;

/// A host's school, and when to look it up again.
#[derive(Clone, Copy)]
struct Known {
    school: SchoolId,
    until: Instant,
}

/// A host's school is looked up again after this long.
const HOST_KEPT: std::time::Duration = std::time::Duration::from_secs(5);
/// Query parameters by which kept pages may differ. A page asked for with any
/// other is rendered anew and not kept, so that no one can fill the cache
/// with addresses of their own making.
const KNOWN_PARAMETERS: [&str; 8] = ["page", "year", "category", "unit", "kind", "state", "version", "month"];
/// No kept page's address is longer.
const LONGEST_ADDRESS: usize = 300;

/// Marks a request, made within the program, for a school's page as it stands in an export. Its host
/// is not asked.
#[derive(Clone, Copy, Debug)]
pub struct ForExport(pub SchoolId);

impl Front {
    /// A front before this router.
    pub fn new(site: Site, router: Router, errors: Arc<dyn ErrorPages>, ready: Readiness) -> Self {
        let hosts = moka::sync::Cache::builder().max_capacity(1000).build();
        Front { inner: Arc::new(Inner { site, router, errors, hosts, ready }) }
    }

    /// What stands behind the front.
    pub fn site(&self) -> &Site {
        &self.inner.site
    }

    /// A kept page for this request, if there is one.
    pub fn hit<B>(&self, request: &Request<B>) -> Option<Response<FrontBody>> {
        let (method, uri, headers) = (request.method(), request.uri(), request.headers());
        let known = self.inner.hosts.get(host_of(uri, headers)?)?;
        if known.until < Instant::now() {
            return None;
        }
        let place = place_of(method, uri, headers, known.school)?;
        let kept = self.inner.site.cache().find(&place)?;
        self.inner.site.counts().hits.add();
        Some(send(&kept, method, headers))
    }

    /// The answer to a request from this peer.
    pub async fn answer(&self, request: Request<Body>, peer: IpAddr) -> Response<FrontBody> {
        if let Some(hit) = self.hit(&request) {
            return hit;
        }
        if let Some(host) = self.host_to_look_up_again(&request) {
            self.look_up_again(host).await;
            if let Some(hit) = self.hit(&request) {
                return hit;
            }
        }
        let answer = self.answer_anew(request, peer).await;
        self.inner.site.counts().answered(answer.status());
        answer
    }

    fn host_to_look_up_again<B>(&self, request: &Request<B>) -> Option<String> {
        let host = host_of(request.uri(), request.headers())?;
        let known = self.inner.hosts.get(host)?;
        (known.until < Instant::now()).then(|| host.to_owned())
    }

    /// While the records cannot be reached, what was known of a host holds on,
    /// so that its kept pages are served all the same.
    async fn look_up_again(&self, host: String) {
        let Some(known) = self.inner.hosts.get(&host) else { return };
        // The others go on with what was known meanwhile.
        self.remember(&host, known.school);
        match self.inner.site.doorkeeper().school(&host).await {
            Ok(Some(school)) => self.remember(&host, school),
            Ok(None) => self.inner.hosts.invalidate(&host),
            Err(error) => {
                tracing::warn!(%error, "a host could not be looked up again; its kept pages are served");
                self.remember(&host, known.school);
            }
        }
    }

    fn remember(&self, host: &str, school: SchoolId) {
        self.inner.hosts.insert(host.to_owned(), Known { school, until: Instant::now() + HOST_KEPT });
    }

    async fn answer_anew(&self, request: Request<Body>, peer: IpAddr) -> Response<FrontBody> {
        if !matches!(*request.method(), Method::GET | Method::HEAD | Method::POST) {
            let path = request.uri().path().to_owned();
            return self.error(&path, None, Kind::Method.into(), &new_number()).await;
        }
        if let Some(health) = self.health(&request) {
            return health;
        }
        let number = new_number();
        let (mut head, body) = request.into_parts();
        let visit = match self.visit(&head, peer, number.clone()).await {
            Ok(visit) => visit,
            Err(error) => return self.error(head.uri.path(), None, error, &number).await,
        };
        let turn = self.inner.site.cache().turn();
        let place = place_of(&head.method, &head.uri, &head.headers, visit.school())
            .filter(|_| visit.viewer.person.is_none() && !visit.is_export);
        let (method, asked) = (head.method.clone(), head.headers.clone());
        head.extensions.insert(visit.clone());
        head.extensions.insert(self.inner.site.clone());
        let request = Request::from_parts(head, body);
        let mut response = match self.inner.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
            let error = Error { kind: error.kind.clone(), cause: error.cause.clone() };
            return self.error(&visit.path, Some(&visit), error, &number).await;
        }
        if response.status() == StatusCode::METHOD_NOT_ALLOWED {
            return self.error(&visit.path, Some(&visit), Kind::Method.into(), &number).await;
        }
        headers::protect(response.headers_mut(), visit.is_secure);
        visit.done.write(&mut response, self.inner.site.keys(), &visit);
        let depends = response.extensions_mut().remove::<Depends>();
        match (place, depends) {
            (Some(place), Some(depends)) if response.status() == StatusCode::OK => {
                self.keep(response, place, depends, turn, &method, &asked, visit.now).await
            }
            _ => response.map(Either::Right),
        }
    }

    /// `/healthz` and `/readyz` answer under any host.
    fn health(&self, request: &Request<Body>) -> Option<Response<FrontBody>> {
        let (status, word) = match request.uri().path() {
            "/healthz" => (StatusCode::OK, "ok"),
            "/readyz" if (self.inner.ready)() => (StatusCode::OK, "ready"),
            "/readyz" => (StatusCode::SERVICE_UNAVAILABLE, "catching up"),
            _ => return None,
        };
        let mut response = Response::new(Either::Left(Full::new(Bytes::from_static(word.as_bytes()))));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers::protect(response.headers_mut(), false);
        Some(response)
    }

    /// Finds out who visits.
    async fn visit(&self, head: &Parts, peer: IpAddr, number: String) -> Result<Visit, Error> {
        let site = &self.inner.site;
        let host = host_of(&head.uri, &head.headers).unwrap_or_default().to_owned();
        let export = head.extensions.get::<ForExport>();
        let school = match (export, self.inner.hosts.get(&host)) {
            (Some(ForExport(school)), _) => *school,
            (None, Some(known)) => known.school,
            (None, None) => {
                let school = site.doorkeeper().school(&host).await?.ok_or(Kind::Misdirected)?;
                self.remember(&host, school);
                school
            }
        };
        let headers = &head.headers;
        let now = site.clock().now();
        let guest = site.doorkeeper().guest(school, session_secret(headers), now).await?;
        let uri = &head.uri;
        let binding = guest.session.map_or("anonymous".to_owned(), |id| format!("session {id}"));
        Ok(Visit {
            done: Done::read(headers, site.keys(), &binding, &guest.viewer, now),
            binding,
            viewer: guest.viewer,
            session: guest.session,
            now,
            address: site.client(peer, headers),
            is_secure: address::is_secure(peer, headers, &site.settings().trusted_proxies),
            is_big: is_big(headers),
            is_export: export.is_some(),
            takes_json: headers.get(ACCEPT).is_some_and(|kinds| kinds == "application/json"),
            path: uri.path().to_owned(),
            path_and_query: uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
            number,
            typed: Arc::default(),
        })
    }

    async fn error(
        &self,
        path: &str,
        visit: Option<&Visit>,
        error: Error,
        number: &str,
    ) -> Response<FrontBody> {
        if let Some(cause) = &error.cause {
            tracing::error!(request_id = number, cause, "a page could not be shown");
        } else if let Kind::Broken(what) = &error.kind {
            tracing::error!(request_id = number, what, "a page could not be shown");
        }
        let is_for_program = path.starts_with("/api/") || visit.is_some_and(|visit| visit.takes_json);
        let (content_type, text) = if is_for_program {
            ("application/problem+json", self.problem(&error.kind, number))
        } else {
            let html = self.inner.errors.draw(visit, &error.kind, number).await;
            let path = visit.map_or("/", |visit| visit.path.as_str());
            ("text/html; charset=utf-8", make_relative(&html, path))
        };
        let mut response = Response::new(Either::Left(Full::new(Bytes::from(text))));
        *response.status_mut() = error.kind.status();
        let out = response.headers_mut();
        out.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        out.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Kind::TooMany(seconds) = error.kind {
            out.insert("retry-after", HeaderValue::from(seconds));
        }
        headers::protect(out, visit.is_some_and(|visit| visit.is_secure));
        response
    }

    /// An error for programs (RFC 9457).
    fn problem(&self, kind: &Kind, number: &str) -> String {
        let (title, detail) = self.inner.errors.words(kind);
        let status = kind.status().as_u16();
        let reasons = if let Kind::Refused(reasons) = kind { reasons.as_slice() } else { &[] };
        serde_json::json!({
            "title": title, "status": status, "detail": detail, "instance": number, "reasons": reasons,
        })
        .to_string()
    }

    /// Keeps a page, a text in both encodings, and sends it.
    #[expect(clippy::too_many_arguments, reason = "the two halves of one request")]
    async fn keep(
        &self,
        response: Response,
        place: Place,
        depends: Depends,
        turn: u64,
        method: &Method,
        asked: &HeaderMap,
        now: jiff::Timestamp,
    ) -> Response<FrontBody> {
        let (parts, body) = response.into_parts();
        let Ok(body) = body.collect().await else {
            return self.error("/", None, Kind::Broken("a page's body").into(), &new_number()).await;
        };
        let plain = body.to_bytes();
        let (gzip, encoding) = match is_text(&parts.headers) {
            true => (compress::gzip(&plain), Some("gzip")),
            // A picture is packed already.
            false => (plain.clone(), None),
        };
        let etag = keys::hex(&Sha256::digest(&plain)[..8]);
        self.inner.site.counts().misses.add();
        let kept = self.inner.site.cache().keep(
            place,
            rendition(&parts.headers, plain, &etag, None, now),
            rendition(&parts.headers, gzip, &etag, encoding, now),
            depends,
            turn,
        );
        send(&kept, method, asked)
    }
}

/// The school's name of the request: HTTP/2 has it in the address, HTTP/1 in a header.
fn host_of<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    uri.host().or_else(|| {
        let host = headers.get(HOST)?.to_str().ok()?;
        Some(without_port(host))
    })
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Where a page would be kept, if this request may be answered from there at all.
fn place_of(method: &Method, uri: &Uri, headers: &HeaderMap, school: SchoolId) -> Option<Place> {
    let readable = matches!(*method, Method::GET | Method::HEAD);
    if !readable || session_secret(headers).is_some() {
        return None;
    }
    let address = uri.path_and_query()?;
    let known = address.query().is_none_or(|query| {
        query.split('&').all(|pair| KNOWN_PARAMETERS.contains(&pair.split('=').next().unwrap_or_default()))
    });
    (known && address.as_str().len() <= LONGEST_ADDRESS).then(|| Place {
        school,
        path_and_query: address.as_str().to_owned(),
        is_big: is_big(headers),
    })
}

fn is_text(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/"))
}

fn rendition(
    headers: &HeaderMap,
    body: Bytes,
    etag: &str,
    encoding: Option<&'static str>,
    now: jiff::Timestamp,
) -> Rendition {
    let etag = format!("\"{etag}{}\"", if encoding.is_some() { "-gz" } else { "" });
    let mut headers = headers.clone();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding, cookie"));
    for (name, value) in [(ETAG, etag.clone()), (LAST_MODIFIED, crate::format::http_date(now))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Rendition { headers, body, etag }
}

fn send(kept: &Kept, method: &Method, asked: &HeaderMap) -> Response<FrontBody> {
    let rendition = if compress::takes_gzip(asked) { &kept.gzip } else { &kept.plain };
    let known = asked.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| known == "*" || known.contains(rendition.etag.as_str()));
    let body = if unchanged || method == Method::HEAD { Bytes::new() } else { rendition.body.clone() };
    let mut response = Response::new(Either::Left(Full::new(body)));
    *response.headers_mut() = rendition.headers.clone();
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}

/// Eight digits to read out on the phone.
fn new_number() -> String {
    format!("{:08}", rand::random::<u32>() % 100_000_000)
}

/// The answer to a request, for tests that ask without a socket.
pub async fn answer(front: &Front, request: Request<Body>) -> Response {
    front.answer(request, IpAddr::from([127, 0, 0, 1])).await.map(Body::new)
}
