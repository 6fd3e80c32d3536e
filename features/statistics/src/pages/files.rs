//! The report as a file to take away.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::{Kind, Outcome, Path, Query, Visit};

use super::{Reports, begun, path, wait};
use crate::making::Look;
use crate::render::{Format, frozen};

/// Whether the page of progress asks, which shows what came of it and fetches it then.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    looks: String,
}

pub async fn file(
    State(reports): State<Reports>,
    visit: Visit,
    Path((year, ending)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Outcome<Response> {
    let year = super::year(&year)?;
    let format = Format::from_ending(&ending).ok_or(Kind::NotFound)?;
    let report = begun(&reports, &visit, year).await?;
    let title = crate::paper::title(year);
    let (here, back) = (format!("{}/files/{ending}", path(year)), path(year));
    let bytes = match frozen(reports.site.files(), &report, format).await? {
        Some(bytes) => bytes,
        None => match reports.making.file(&visit, &report, format).await? {
            Look::Ready(ready) => ready.made,
            Look::Going(told) => {
                let doing = format!("正在做{title}的{}文件", format.name());
                return wait::page(&reports, &visit, doing, told, &format!("{here}?looks=1")).await;
            }
        },
    };
    if !asked.looks.is_empty() {
        let made = format!("{}文件做好了", format.name());
        return wait::made(&reports, &visit, made, title, &back, &here).await;
    }
    web::download(&format!("{title}.{ending}"), format.content_type(), bytes, "no-store")
}
