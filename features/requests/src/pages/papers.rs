//! Letters as files, in the layout of official documents.

use axum::extract::State;
use axum::response::Response;
use documents::paper::{self, Block, Paper};
use terms::CaseId;
use web::{Kind, Outcome, Path, Visit};

use super::Requests;
use crate::Request;
use crate::rules::letters::Letter;
use crate::store as rows;

/// A letter as DOCX or PDF, with the applicant's whole name, for those who handle the request.
pub async fn file(
    State(requests): State<Requests>,
    visit: Visit,
    Path((id, number, ending)): Path<(i64, i64, String)>,
) -> Outcome<Response> {
    let (pdf, kind) = match ending.as_str() {
        "docx" => (false, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "pdf" => (true, "application/pdf"),
        _ => return Err(Kind::NotFound.into()),
    };
    let mut reader = requests.site.store().reader().await?;
    let request = rows::request(&mut reader, &requests.vault, &visit.viewer, CaseId(id)).await?;
    let request = request.ok_or(Kind::NotFound)?;
    let school = schools::find(&mut reader, visit.school()).await?.map(|school| school.name);
    drop(reader);
    let (name, paper) = made(&requests, &request, number, school.unwrap_or_default(), visit.today())?;
    let now = visit.now;
    let made = move || if pdf { paper::pdf(&paper, now) } else { paper::docx(&paper, now) };
    let made = tokio::task::spawn_blocking(made).await.map_err(|_| Kind::Broken("a letter"))?;
    let bytes = made.map_err(|error| {
        tracing::error!(%error, request = id, "a letter could not be made");
        Kind::Broken("a letter")
    })?;
    web::download(&format!("{name}.{ending}"), kind, bytes.into(), "no-store")
}

fn made(
    requests: &Requests,
    request: &Request,
    number: i64,
    school: String,
    today: jiff::civil::Date,
) -> Outcome<(String, Paper)> {
    let found = request.papers.iter().find(|paper| paper.id == number).ok_or(Kind::NotFound)?;
    let letter = Letter::from_code(&found.kind).ok_or(Kind::NotFound)?;
    let body: String = requests.vault.open(&request.case.place, &found.body)?;
    let mut blocks: Vec<Block> =
        body.lines().filter(|line| !line.trim().is_empty()).map(|line| Block::text(line.trim())).collect();
    let date = found.issued_on.unwrap_or(today);
    blocks.push(Block::Signature { unit: school.clone(), date });
    let subtitle = found.number.clone().unwrap_or_else(|| "（草稿，签发时编号）".to_owned());
    let name = format!("{}-{}", letter.name(), request.case.number);
    Ok((name, Paper { title: letter.title(&school), subtitle: Some(subtitle), blocks }))
}
