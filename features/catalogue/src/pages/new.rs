//! An entry of the school's own.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use terms::{EditionId, EntryId};
use web::{Form, Kind, OfficeShell, Outcome, Page, Path, Problems, Visit, done};

use super::CatalogueOffice;
use super::above::Above;
use super::edition::{kept_edition, title};
use super::names::Names;
use super::written::Written;
use crate::actions::add_entry;
use crate::rules::{EntryNo, NewEntry};
use crate::{CatalogueError, national_list};

#[derive(Template)]
#[template(path = "catalogue/new.html")]
struct NewPage {
    shell: OfficeShell,
    id: i64,
    edition: String,
    is_national: bool,
    problems: Problems,
    number: String,
    next: String,
    categories: Vec<(u8, String, bool)>,
    /// In a unit's directory, what it can lie below instead.
    above: Vec<(i64, String, bool)>,
    is_directory: bool,
    written: Written,
}

/// What was written, beside the rules.
#[derive(Default)]
struct Typed {
    number: String,
    category: u8,
    under: Option<EntryId>,
    written: Written,
    problems: Problems,
}

pub async fn page(State(office): State<CatalogueOffice>, visit: Visit, Path(id): Path<i64>) -> Outcome<Page> {
    let typed = Typed { category: 1, written: Written::new_entry(), ..Typed::default() };
    show(&office, &visit, id, typed).await
}

async fn show(office: &CatalogueOffice, visit: &Visit, id: i64, typed: Typed) -> Outcome<Page> {
    let mut reader = office.site.store().reader().await?;
    let c = &mut *reader;
    let edition = kept_edition(c, visit, id).await?;
    let names = Names::of(c, visit.school()).await?;
    let above = Above::of(c, visit, &edition).await?;
    let page = NewPage {
        id,
        edition: title(&edition, &names),
        above: above.choices(typed.under),
        is_directory: edition.owner.is_some(),
        is_national: false,
        problems: typed.problems,
        number: typed.number,
        next: edition.next_own_no().to_string(),
        categories: national_list()
            .categories
            .iter()
            .map(|category| (category.no, category.name.clone(), category.no == typed.category))
            .collect(),
        written: typed.written,
        shell: schools::shell::office_shell(c, &office.site, visit, "/office/catalogue").await?,
    };
    Page::render(&page, visit)
}

pub async fn add(
    State(office): State<CatalogueOffice>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let mut typed = Typed {
        number: form.fields.filled("number")?.unwrap_or_default(),
        category: form.fields.optional_number("category")?.and_then(|no| no.try_into().ok()).unwrap_or(0),
        under: form.fields.optional_number("under")?.map(EntryId),
        written: Written::read(&mut form.fields)?,
        problems: Problems::default(),
    };
    form.fields.end()?;
    kept_edition(&mut *office.site.store().reader().await?, &visit, id).await?;
    let (content, mut problems) = typed.written.amendment(None);
    let no = match typed.number.as_str() {
        "" => None,
        text => text.parse::<EntryNo>().map_err(|error| problems.push("number", format!("{error}。"))).ok(),
    };
    let new = NewEntry { no, category: typed.category, under: typed.under, content };
    if problems.is_empty() {
        let (store, context) = (office.site.store(), visit.context(&form.key));
        match add_entry(store, &context, EditionId(id), &new).await {
            Ok(entry) => {
                return Ok(done(
                    &visit,
                    &added(&office, &visit, id, entry).await?,
                    "事项已加上，起草时就能选。",
                ));
            }
            Err(CatalogueError::Refused(refusals)) => {
                refusals.0.iter().for_each(|one| problems.push(one.field(), one));
            }
            Err(other) => return Err(other.into()),
        }
    }
    typed.problems = problems;
    let page = show(&office, &visit, id, typed).await?;
    Ok(page.refused())
}

/// The page of the entry that was added.
async fn added(office: &CatalogueOffice, visit: &Visit, id: i64, entry: EntryId) -> Outcome<String> {
    let mut reader = office.site.store().reader().await?;
    let edition = kept_edition(&mut reader, visit, id).await?;
    let no = edition.entry_by_id(entry).map(|entry| entry.no).ok_or(Kind::NotFound)?;
    Ok(format!("/office/editions/{id}/entries/{no}"))
}
