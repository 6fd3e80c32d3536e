//! Bringing a file in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use documents::sheets::write::{Sheet, csv, xlsx};
use serde_json::{Value, json};
use web::{Kind, OfficeShell, Outcome, Page, Path, Problems, Site, Upload, Visit, done, download_table};

use schools::shell::office_shell;

use super::{Imports, PLACE};
use crate::ImportingError;
use crate::actions::{Uploaded, upload_batch};

#[derive(Template)]
#[template(path = "importing/upload.html")]
struct UploadPage {
    shell: OfficeShell,
    create_units: bool,
    problems: Problems,
}

async fn show(site: &Site, visit: &Visit, create_units: bool, problems: Problems) -> Outcome<Page> {
    let mut reader = site.store().reader().await?;
    let shell = office_shell(&mut reader, site, visit, PLACE).await?;
    Page::render(&UploadPage { shell, create_units, problems }, visit)
}

pub async fn page(State(site): State<Site>, visit: Visit) -> Outcome<Page> {
    show(&site, &visit, false, Problems::default()).await
}

pub async fn send(State(imports): State<Imports>, visit: Visit, mut upload: Upload) -> Outcome<Response> {
    let site = &imports.site;
    let create_units = upload.fields.ticked("create_units")?;
    upload.fields.end()?;
    let refuse = |problems: Problems| async {
        let page = show(site, &visit, create_units, problems).await?;
        Ok(page.refused())
    };
    let (mut tables, attachments): (Vec<_>, Vec<_>) =
        upload.files.into_iter().partition(|file| file.field == "file");
    let Some(file) = tables.pop() else {
        return refuse([("file", "还没有选要导入的表格".to_owned())].into_iter().collect()).await;
    };
    let attachments = attachments.into_iter().map(|file| (file.name, file.content)).collect();
    let file = Uploaded { name: file.name, content: file.content, attachments, create_units };
    let context = visit.context(&upload.key);
    let (store, files) = (site.store(), site.files());
    match upload_batch(store, files, &imports.intake, &context, &visit.viewer, file).await {
        Ok(batch) => Ok(done(
            &visit,
            &format!("/office/imports/{batch}"),
            "文件已收下。系统先检查，再等另一个人确认；可以离开这一页。",
        )),
        Err(ImportingError::Refused(reasons)) => {
            refuse(reasons.iter().map(|reason| (reason.field(), reason.to_string())).collect()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// An empty table with one row as an example.
pub async fn template(State(_): State<Site>, _: Visit, Path(name): Path<String>) -> Outcome<Response> {
    let cells: [(&str, Value); 13] = [
        ("external_id", json!("old-1043")),
        ("title", json!("关于国庆假期值班安排的通知")),
        ("body_text", json!("各单位：\n假期值班安排如下……")),
        ("published_at", json!("2021-09-28")),
        ("unit", json!("学校办公室")),
        ("entry", json!("37")),
        ("kind", json!("信息列表")),
        ("block", json!("综合")),
        ("tags", json!("校务；管理公开")),
        ("document_no", json!("")),
        ("audience", json!("社会公众")),
        ("attachments", json!("")),
        ("old_address", json!("/info/1014/1043.htm")),
    ];
    let (header, row) = cells.into_iter().map(|(name, value)| (name.to_owned(), value)).unzip();
    let sheet = Sheet { name: "导入".into(), header, rows: vec![row] };
    let (shown, content) = match name.as_str() {
        "import.csv" => ("导入模板.csv", csv(&sheet)),
        "import.xlsx" => ("导入模板.xlsx", xlsx(&[sheet])),
        _ => return Err(Kind::NotFound.into()),
    };
    download_table(shown, content.map_err(|_| Kind::Broken("the template of an import"))?)
}
