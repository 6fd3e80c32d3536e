//! The rows of an uploaded file: the one place where such a file is parsed.

use bytes::Bytes;
use documents::Intake;
use documents::reader::Unreadable;
use documents::sheets::Row;
use serde_json::Value;

/// The endings of files that are read.
const ENDINGS: [&str; 4] = ["jsonl", "ndjson", "csv", "xlsx"];

/// The ending of a name, where files of it are read.
pub(crate) fn ending(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    ENDINGS.into_iter().find(|one| one.eq_ignore_ascii_case(ending))
}

/// The rows of a file, by the ending of its name.
pub(crate) async fn rows(intake: &Intake, name: &str, content: Bytes) -> Result<Vec<Row>, Unreadable> {
    let is_csv = ending(name) == Some("csv");
    let mut rows = intake.rows(name, content).await?;
    if is_csv {
        rows.iter_mut().filter_map(|row| row.fields.as_mut().ok()).for_each(|fields| {
            fields.values_mut().for_each(untame);
        });
    }
    // A sheet's empty lines are no rows.
    rows.retain(|row| row.fields.as_ref().map_or(true, |fields| !fields.is_empty()));
    Ok(rows)
}

/// Takes away the apostrophe by which we write text that a spreadsheet program
/// would calculate: what we gave out comes back as it was.
fn untame(value: &mut Value) {
    if let Value::String(text) = value
        && let Some(rest) = text.strip_prefix('\'')
        && rest.starts_with(['=', '+', '-', '@', '\t', '\r'])
    {
        *text = rest.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_kept_from_calculating_comes_back_as_it_was() {
        let rows = rows(&Intake::without_child(), "a.csv", "title,body_text\n'=一,'甲\n,\n'-二,x\n".into())
            .await
            .unwrap();
        let titles: Vec<_> = rows.iter().map(|row| row.fields.as_ref().unwrap()["title"].clone()).collect();
        assert_eq!(titles, ["=一", "-二"]);
        assert_eq!(rows[0].fields.as_ref().unwrap()["body_text"], "'甲");
        assert_eq!((ending("名单.XLSX"), ending("a.zip"), ending("csv")), (Some("xlsx"), None, None));
    }
}
