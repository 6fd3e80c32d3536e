use percent_encoding::percent_decode_str;
use publishing::Publication;
use store::{Connection, Context, Event, Failure, Store};
use terms::Viewer;

use crate::model::Kind;
use crate::{CorrectionError, rules, store as rows};

/// What a reader reports.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The number that the reader will keep; nobody can guess it.
    pub code: &'a str,
    /// The path of the page, with its query.
    pub page: &'a str,
    /// What is wrong, where it was chosen.
    pub kind: Option<Kind>,
    /// In the reader's words.
    pub words: &'a str,
}

/// Takes down what a reader found wrong on a page (报告错误).
///
/// # Errors
/// Every reason why it is not taken; `Repeated` where the same form came before.
pub async fn report(
    store: &Store,
    context: &Context,
    viewer: &Viewer,
    report: Report<'_>,
) -> Result<(), CorrectionError> {
    let kind =
        rules::check_report(report.page, report.kind, report.words).map_err(CorrectionError::Refused)?;
    let mut tx = store.begin(context).await?;
    let publication = publication_of(tx.connection(), viewer, report.page).await?;
    let told = rows::Told { kind, publication: publication.as_ref(), report };
    let id = rows::insert(tx.connection(), context, &told).await?;
    tx.append(
        Event::new("corrections.reported", id.0)
            .with(serde_json::json!({ "kind": kind.code(), "publication": publication.map(|one| one.id.0) })),
    );
    tx.commit().await?;
    Ok(())
}

/// The publication whose page this is, where the viewer may see it.
pub(crate) async fn publication_of(
    c: &mut Connection,
    viewer: &Viewer,
    page: &str,
) -> Result<Option<Publication>, Failure> {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    let Some(key) = path.strip_prefix("/items/").and_then(|rest| rest.split('/').next()) else {
        return Ok(None);
    };
    let key = percent_decode_str(key).decode_utf8_lossy();
    publishing::by_index_no(c, viewer, &key).await
}
