//! While a report is counted or set: how far that is. Whoever leaves finds it again at the same address.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{OfficeShell, Outcome, Page, Told, Visit};

use super::Reports;

#[derive(Template)]
#[template(path = "statistics/wait.html")]
struct WaitPage<'a> {
    shell: OfficeShell,
    title: String,
    going: Told,
    here: &'a str,
    leave: &'static str,
}

/// The page of what goes on, which looks again at `here`.
pub async fn page(
    reports: &Reports,
    visit: &Visit,
    title: String,
    going: Told,
    here: &str,
) -> Outcome<Response> {
    let mut reader = reports.site.store().reader().await?;
    let shell = schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?;
    let leave = "可以离开这一页，做好了再打开就是。这一页隔几秒自己看一次。";
    let page = WaitPage { shell, title, going, here, leave };
    Ok(Page::render(&page, visit)?.looking_again(visit, here).into_response())
}

#[derive(Template)]
#[template(path = "statistics/made.html")]
struct MadePage<'a> {
    shell: OfficeShell,
    title: String,
    report: String,
    back: &'a str,
    file: &'a str,
}

/// The page of a file that is there, which begins to fetch it.
pub async fn made(
    reports: &Reports,
    visit: &Visit,
    title: String,
    report: String,
    back: &str,
    file: &str,
) -> Outcome<Response> {
    let mut reader = reports.site.store().reader().await?;
    let shell = schools::shell::office_shell(&mut reader, &reports.site, visit, "/office/reports").await?;
    let page = MadePage { shell, title, report, back, file };
    Ok(Page::render(&page, visit)?.looking_again(visit, file).into_response())
}
