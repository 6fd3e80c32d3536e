//! What readers of the demo found wrong, and what they were answered.

use ::corrections::actions::{Report, report, settle};
use ::corrections::{Kind, Outcome};
use jiff::ToSpan;
use jiff::civil::Date;
use publishing::{Filter, Order};
use serde::Deserialize;
use store::{Actor, Context};
use terms::{Role, Viewer};

use super::content::file;
use super::fill::{DemoError, Filling};

/// When reports come and are answered.
const HOUR: i8 = 9;

#[derive(Deserialize)]
struct CorrectionsFile {
    corrections: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    page: Option<String>,
    unit: Option<String>,
    kind: String,
    days: i64,
    words: String,
    outcome: Option<String>,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    after: i64,
}

/// Reports them all, and answers those that are answered.
pub async fn report_all(filling: &Filling<'_>) -> Result<(), DemoError> {
    let data: CorrectionsFile = file("corrections.toml");
    let reader = Viewer::public(filling.school);
    let office = filling.viewers.iter().find(|viewer| viewer.has(Role::Office)).ok_or(DemoError::Day)?;
    for row in data.corrections {
        let day = |ago: i64| filling.days.today.checked_sub(ago.days()).map_err(|_| DemoError::Day);
        let context = |actor, day: Date| -> Context { filling.context(actor, day, HOUR) };
        let page = match &row.page {
            Some(page) => page.clone(),
            None => newest_of(filling, &reader, row.unit.as_deref().unwrap_or_default()).await?,
        };
        let code = keys::token();
        let told =
            Report { code: &code[..16], page: &page, kind: Kind::from_code(&row.kind), words: &row.words };
        report(filling.store(), &context(Actor::Public, day(row.days)?), &reader, told).await?;
        let Some(outcome) = row.outcome.as_deref().and_then(Outcome::from_code) else { continue };
        let found =
            ::corrections::by_code(&mut *filling.store().reader().await?, &reader, &code[..16]).await?;
        let id = found.ok_or(DemoError::Day)?.id;
        let answered =
            context(Actor::Person(office.person_id().ok_or(DemoError::Day)?), day(row.days - row.after)?);
        settle(filling.store(), &answered, office, id, Some(outcome), &row.answer).await?;
    }
    Ok(())
}

/// The page of a unit's newest publication.
async fn newest_of(filling: &Filling<'_>, reader: &Viewer, unit: &str) -> Result<String, DemoError> {
    let filter = Filter { unit: Some(filling.unit(unit)?), ..Filter::default() };
    let found =
        publishing::public_list(&mut *filling.store().reader().await?, reader, &filter, Order::Newest, 0, 1)
            .await?;
    let first = found.first().ok_or(DemoError::Day)?;
    Ok(format!("/items/{}", first.index_no))
}
