//! The administrator's page of upkeep.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use schools::shell::office_shell;
use terms::Role;
use web::{
    Access, Form, Kind, OfficeShell, Outcome, Page, Path, Routes, Told, Visit, done, download_file, format,
};

use super::{Upkeep, Work, key};
use crate::export::archive::{self, KEPT};

const ADMINISTRATORS: Access = Access::Roles(&[Role::Administrator]);

/// The routes of upkeep.
pub fn routes() -> Routes<Upkeep> {
    Routes::new()
        .get("/office/upkeep", ADMINISTRATORS, page)
        .post("/office/upkeep/{work}", ADMINISTRATORS, ask)
        .get("/office/upkeep/export/file", ADMINISTRATORS, fetch)
        .post("/office/upkeep/export/file/remove", ADMINISTRATORS, remove)
}

#[derive(Template)]
#[template(path = "upkeep.html")]
struct UpkeepPage {
    shell: OfficeShell,
    lines: Vec<Line>,
}

#[derive(Default)]
struct Line {
    code: &'static str,
    name: &'static str,
    about: String,
    verb: &'static str,
    state: String,
    mark: &'static str,
    at: String,
    told: String,
    /// How far it is, while it goes on.
    going: Option<Told>,
    archive: Option<ArchiveLine>,
}

/// What can be taken away.
struct ArchiveLine {
    size: String,
    begun: String,
    until: String,
}

async fn page(State(upkeep): State<Upkeep>, visit: Visit) -> Outcome<Response> {
    let mut reader = upkeep.site.store().reader().await?;
    let school = schools::find(&mut reader, visit.school()).await?.ok_or(Kind::NotFound)?;
    let line = |work| line(&upkeep, &visit, &school, work);
    let lines: Vec<Line> = Work::ALL.into_iter().map(line).collect();
    let is_going = lines.iter().any(|line| line.going.is_some());
    let shell = office_shell(&mut reader, &upkeep.site, &visit, "/office/settings").await?;
    let page = Page::render(&UpkeepPage { shell, lines }, &visit)?;
    let page = if is_going { page.looking_again(&visit, "/office/upkeep") } else { page };
    Ok(page.into_response())
}

fn line(upkeep: &Upkeep, visit: &Visit, school: &schools::School, work: Work) -> Line {
    let key = key(work, school.id);
    let (name, verb, about) = words(work, upkeep, school);
    let at = |at| format::instant(at, visit.today());
    let archive = upkeep.archive(school).filter(|_| work == Work::Export);
    let archive = archive.map(|archive| ArchiveLine {
        size: format::size(archive.size_bytes),
        begun: at(archive.begun_at),
        until: format::day(terms::day_of(archive.begun_at + KEPT), visit.today()),
    });
    let line = Line { code: work.code(), name, verb, about, archive, ..Line::default() };
    if let Some(going) = upkeep.going.find(&key) {
        let told = going.progress.told();
        return Line {
            state: "正在做".into(),
            mark: "near",
            told: told.sentence.clone(),
            going: Some(told),
            ..line
        };
    }
    let Some(told) = upkeep.read(key) else {
        return Line { state: "没有做过".into(), mark: "nil", ..line };
    };
    match told.ended_at {
        None => Line {
            state: "没有做完，服务中途停过。再做一次就行".into(),
            mark: "stop",
            at: format!("{}开始", at(told.begun_at)),
            ..line
        },
        Some(ended) if told.is_fault => Line {
            state: "没有做成，原来的还在用".into(),
            mark: "stop",
            at: at(ended),
            told: told.sentence,
            ..line
        },
        Some(ended) => {
            Line { state: "做完了".into(), mark: "done", at: at(ended), told: told.sentence, ..line }
        }
    }
}

fn words(work: Work, upkeep: &Upkeep, school: &schools::School) -> (&'static str, &'static str, String) {
    match work {
        Work::Search => ("检索索引", "重建检索索引", "搜索的结果不对时用。重建的时候，原来的还能搜。".into()),
        Work::Pages => ("网页", "重新生成网页", "公开的网页和记录对不上时用。下次有人看时重新生成。".into()),
        Work::Export => {
            let folder = upkeep.exports().join(&school.code);
            let about = "把公开的网页写成一个静态站，放到别的网站或U盘上能直接看。做完可以下载成一个文件；也写在服务器的";
            ("静态站", "导出静态站", format!("{about} {}", folder.display()))
        }
    }
}

async fn ask(
    State(upkeep): State<Upkeep>,
    visit: Visit,
    Path(work): Path<String>,
    form: Form,
) -> Outcome<Response> {
    form.fields.end()?;
    let work = Work::from_code(&work).ok_or(Kind::NotFound)?;
    let school = school(&upkeep, &visit).await?;
    tracing::info!(work = work.code(), person = ?visit.viewer.person_id(), "upkeep was asked for");
    upkeep.begin(work, &school).map_err(unwritable)?;
    Ok(done(&visit, &format!("/office/upkeep#{}", work.code()), "已经开始，可以离开这一页，做完了这里会写。"))
}

async fn school(upkeep: &Upkeep, visit: &Visit) -> Outcome<schools::School> {
    let mut reader = upkeep.site.store().reader().await?;
    Ok(schools::find(&mut reader, visit.school()).await?.ok_or(Kind::NotFound)?)
}

fn unwritable(error: std::io::Error) -> web::Error {
    web::Error { kind: Kind::Broken("the data folder cannot be written"), cause: Some(error.to_string()) }
}

/// The static site as one file.
async fn fetch(State(upkeep): State<Upkeep>, visit: Visit) -> Outcome<Response> {
    let school = school(&upkeep, &visit).await?;
    let archive = upkeep.archive(&school).ok_or(Kind::NotFound)?;
    tracing::info!(person = ?visit.viewer.person_id(), "the static site was fetched");
    let name = format!("{}-{}.zip", school.code, terms::day_of(archive.begun_at));
    download_file(&name, "application/zip", &archive.path, "no-store").await
}

async fn remove(State(upkeep): State<Upkeep>, visit: Visit, form: Form) -> Outcome<Response> {
    form.fields.end()?;
    let school = school(&upkeep, &visit).await?;
    archive::remove(&upkeep.exports(), &school.code).map_err(unwritable)?;
    Ok(done(&visit, "/office/upkeep#export", "静态站的文件已从服务器上删掉，要用时再导出一次。"))
}
