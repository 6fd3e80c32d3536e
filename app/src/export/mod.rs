//! The public side as files (静态站), that work from any web server or a USB stick: every page is asked
//! as a stranger would ask for it, and its links then lead from file to file.

pub mod archive;
mod folder;
mod links;
mod places;

use std::collections::{HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use events::Progress;
use terms::SchoolId;
use thiserror::Error;
use web::{Clock, ForExport, Front};

use self::folder::Folder;
use crate::house::House;
use crate::routes;

/// Where the walk begins; everything else is reached by links.
const BEGINNINGS: [&str; 13] = [
    "/",
    "/catalogue",
    "/items",
    "/notices",
    "/units",
    "/reports",
    "/guide",
    "/statistics",
    "/about/access",
    "/feed.atom",
    "/feed.json",
    "/sitemap.xml",
    "/robots.txt",
];
/// What stands under these never changes under its name.
const KEPT: [&str; 2] = ["/files/", "/cards/"];
/// Bytes of one file at most: what an upload may have.
const MOST_BYTES: usize = 200 << 20;

/// What an export did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Files that the copy has now.
    pub files: usize,
    /// Of them, those that are new or changed.
    pub written: usize,
    /// Files of an earlier export that are gone.
    pub removed: usize,
    /// Links that lead nowhere, each with a page that has it.
    pub broken: Vec<(String, String)>,
}

/// Why nothing could be exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// Something else lies in the folder.
    #[error("{0} 里有别的东西，不是以前导出的。请换一个空目录")]
    Foreign(String),
    /// The folder cannot be written.
    #[error("写不了 {0}：{1}")]
    Folder(String, #[source] std::io::Error),
    /// The installation cannot be read.
    #[error(transparent)]
    Search(#[from] search::IndexError),
    /// A page failed.
    #[error("{0} 没有导出来：服务返回 {1}。已有的副本没有删")]
    Page(String, StatusCode),
}

/// Writes the public side of a school into a folder; `told` hears how many files there are so far.
///
/// # Errors
///
/// [`ExportError`]; what an earlier export wrote is then all there still.
pub async fn export(
    house: &House,
    school: SchoolId,
    target: &Path,
    mut told: impl FnMut(usize),
) -> Result<Done, ExportError> {
    let mut folder = Folder::open(target)?;
    let site = house.site(Clock::system());
    // Nothing is searched: an index of nothing will do.
    let nothing =
        tempfile::tempdir().map_err(|error| ExportError::Folder(target.display().to_string(), error))?;
    let index = search::Index::open(nothing.path())?;
    let (front, _) = routes::front(house, &site, index, Progress::default(), 0);
    let mut walk = Walk::default();
    BEGINNINGS.iter().for_each(|path| walk.find(path, "/"));
    while let Some((path, from)) = walk.waiting.pop_front() {
        let file = places::file(&path);
        if KEPT.iter().any(|kept| path.starts_with(kept)) && folder.keep(&file) {
            continue;
        }
        match asked(&front, school, &path).await? {
            Answer::Page(html) => {
                links::card(&html).into_iter().for_each(|to| walk.find(to, &path));
                let html = links::led(&html, &path, |to| walk.find(to, &path));
                folder.write(&file, html.as_bytes())?;
            }
            Answer::File(bytes) => {
                if path == "/sitemap.xml" {
                    links::months(&bytes).for_each(|to| walk.find(to, &path));
                }
                folder.write(&file, &bytes)?;
            }
            Answer::Elsewhere(to) => {
                walk.find(&to, &path);
                folder.write(&file, links::sign(&path, &to).as_bytes())?;
            }
            Answer::Nothing => walk.broken.push((path, from)),
        }
        told(folder.count());
    }
    let (files, written, removed) = folder.finish()?;
    Ok(Done { files, written, removed, broken: walk.broken })
}

/// What was found and not yet written, each with the page that led there.
#[derive(Default)]
struct Walk {
    known: HashSet<String>,
    waiting: VecDeque<(String, String)>,
    broken: Vec<(String, String)>,
}

impl Walk {
    fn find(&mut self, path: &str, from: &str) {
        if self.known.insert(path.to_owned()) {
            self.waiting.push_back((path.to_owned(), from.to_owned()));
        }
    }
}

enum Answer {
    Page(String),
    File(Vec<u8>),
    Elsewhere(String),
    Nothing,
}

async fn asked(front: &Front, school: SchoolId, path: &str) -> Result<Answer, ExportError> {
    let request = Request::get(path).extension(ForExport(school)).body(Body::empty());
    // A link that is no address leads nowhere.
    let Ok(request) = request else { return Ok(Answer::Nothing) };
    let response = front.answer(request, IpAddr::V4(Ipv4Addr::LOCALHOST)).await;
    let (parts, body) = response.into_parts();
    let text = |name| parts.headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let is_page = text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html"));
    let location = text(header::LOCATION).and_then(|to| links::resolved(path, to));
    match (parts.status, location) {
        (status, Some(to)) if status.is_redirection() => return Ok(Answer::Elsewhere(to)),
        (StatusCode::OK, _) => {}
        (
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::UNAUTHORIZED | StatusCode::BAD_REQUEST,
            _,
        ) => {
            return Ok(Answer::Nothing);
        }
        (status, _) => return Err(ExportError::Page(path.to_owned(), status)),
    }
    let failed = |_| ExportError::Page(path.to_owned(), parts.status);
    let bytes = to_bytes(Body::new(body), MOST_BYTES).await.map_err(failed)?;
    Ok(match (is_page, String::from_utf8(bytes.to_vec())) {
        (true, Ok(html)) => Answer::Page(html),
        _ => Answer::File(bytes.to_vec()),
    })
}
