//! An attachment as a page shows it (预览), for whoever would rather not fetch the file: on a phone, in
//! a chat's browser, without Office.

use documents::Intake;
use documents::html::{clean, escape, with_pictures, with_scrolling_tables};
use documents::reader::{Document, Part, in_words, kind};
use files::Files;

use crate::model::Attachment;
use crate::{PublishingError, attachment_text};

/// Pictures that browsers show.
const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];
/// Files that become pages as a draft's text does.
const MANUSCRIPTS: [&str; 4] = ["docx", "docm", "xlsx", "xlsm"];
/// Files of which the text is shown that was read when they came in.
const TEXTS: [&str; 8] = ["pdf", "pptx", "csv", "txt", "doc", "wps", "xls", "et"];
/// Rows of a table.
const MOST_ROWS: usize = 500;
/// Bytes of a page.
const MOST_BYTES: usize = 1 << 20;

/// What a page shows of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    /// The picture itself.
    Picture,
    /// Its text, in clean HTML, and what of the file is not in it.
    Page {
        /// The HTML.
        html: String,
        /// What is not in it, in words.
        lost: Vec<String>,
    },
}

/// Whether a page can show anything of a file.
pub fn has_preview(attachment: &Attachment) -> bool {
    let kind = kind(&attachment.name);
    let is_read = attachment.text_hash.is_some();
    let is = |kinds: &[&str]| kinds.contains(&&*kind);
    is(&PICTURES) || is_read && (is(&MANUSCRIPTS) || is(&TEXTS))
}

/// What a page shows of a file; nothing where only the file itself can be had.
///
/// # Errors
/// Where the file or its text cannot be fetched.
pub async fn preview(
    files: &Files,
    intake: &Intake,
    attachment: &Attachment,
) -> Result<Option<Preview>, PublishingError> {
    let kind = kind(&attachment.name);
    if !has_preview(attachment) {
        return Ok(None);
    }
    if PICTURES.contains(&&*kind) {
        return Ok(Some(Preview::Picture));
    }
    let mut page = None;
    if MANUSCRIPTS.contains(&&*kind) {
        let hash = attachment.file_hash.parse().map_err(|_| store::Failure::Unreadable("file_hash"))?;
        page = manuscript(intake, attachment, files.get(&hash).await?).await;
    }
    if page.is_none() {
        let read = attachment_text(files, attachment).await?.ok();
        page = read.and_then(|document| text(&document, kind == "csv"));
    }
    Ok(page.filter(|(html, _)| html.len() <= MOST_BYTES).map(|(html, lost)| Preview::Page { html, lost }))
}

async fn manuscript(
    intake: &Intake,
    attachment: &Attachment,
    content: bytes::Bytes,
) -> Option<(String, Vec<String>)> {
    let read = intake.manuscript(&attachment.name, content).await.ok()?;
    let mut lost = read.lost;
    if !read.pictures.is_empty() {
        lost.push(format!("{}幅图片没有显示", read.pictures.len()));
    }
    let title = read.title.map(|title| format!("<h2>{}</h2>", escape(&title))).unwrap_or_default();
    let html = with_scrolling_tables(&with_pictures(&read.html, |_| None));
    Some((title + &html, lost))
}

/// The text that was read, without what the file hides: comments, deleted words, hidden sheets.
fn text(document: &Document, is_csv: bool) -> Option<(String, Vec<String>)> {
    let shown: Vec<&Part> = document.parts.iter().filter(|part| is_shown(part)).collect();
    let mut html = String::new();
    let mut lost = vec!["只有文字，版式和图片请看原文件".to_owned()];
    for part in &shown {
        let Ok(text) = &part.text else {
            lost.push(format!("{}没有读出来", in_words(&part.name)));
            continue;
        };
        if shown.len() > 1 {
            html += &format!("<h2>{}</h2>", escape(&in_words(&part.name)));
        }
        html += &match part.sheet {
            Some(_) => {
                table(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()), &mut lost)
            }
            None if is_csv => table(records(text), &mut lost),
            None => paragraphs(text),
        };
    }
    let html = with_scrolling_tables(&clean(&html).html);
    (!html.is_empty()).then_some((html, lost))
}

fn is_shown(part: &Part) -> bool {
    let is_page = part.name == "body" || part.name.starts_with("p. ") || part.name.starts_with("slide ");
    let is_whole = !part.name.contains(" (") && !part.name.contains(": ");
    part.sheet.map_or(is_page && is_whole, |sheet| !sheet.hidden && is_whole)
}

fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("<p>{}</p>", escape(line))).collect()
}

/// The rows of lines with commas; a line that is none ends them.
fn records(text: &str) -> impl Iterator<Item = Vec<String>> {
    let lines = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = lines.into_records().map_while(Result::ok);
    rows.map(|row| row.iter().map(str::to_owned).collect())
}

/// Rows as a table, the first one its head.
fn table(rows: impl Iterator<Item = Vec<String>>, lost: &mut Vec<String>) -> String {
    let row = |cells: &[String], tag: &str| {
        let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
        format!("<tr>{cells}</tr>")
    };
    let rows: Vec<_> = rows.collect();
    if rows.len() > MOST_ROWS {
        lost.push(format!("表有{}行，只显示前{MOST_ROWS}行", rows.len()));
    }
    let mut shown = rows.iter().take(MOST_ROWS);
    let head = shown.next().map(|cells| row(cells, "th")).unwrap_or_default();
    let body: String = shown.map(|cells| row(cells, "td")).collect();
    format!("<table><thead>{head}</thead><tbody>{body}</tbody></table>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::reader::Corner;

    fn part(name: &str, text: &str, hidden: Option<bool>) -> Part {
        let sheet = hidden.map(|hidden| Corner { row: 0, column: 0, hidden });
        Part { name: name.into(), text: Ok(text.into()), sheet }
    }

    #[test]
    fn what_a_file_hides_is_not_shown() {
        let document = Document {
            parts: vec![
                part("body", "正文<一>", None),
                part("body (deleted)", "删去的", None),
                part("comments", "批注", None),
                part("properties", "作者", None),
                part("a.zip: body", "包里的", None),
            ],
        };
        let (html, lost) = text(&document, false).unwrap();
        assert_eq!(html, "<p>正文&lt;一&gt;</p>");
        assert_eq!(lost.len(), 1);
        let sheets = Document {
            parts: vec![part("名单", "姓名\t班级\n张三\t一班", Some(false)), part("底稿", "密", Some(true))],
        };
        let (html, _) = text(&sheets, false).unwrap();
        assert!(html.contains("<th") && html.contains("张三") && !html.contains("密"), "{html}");
        assert_eq!(text(&Document { parts: vec![part("comments", "批注", None)] }, false), None);
    }

    #[test]
    fn pages_have_their_numbers_and_a_long_table_an_end() {
        let pages = Document { parts: vec![part("p. 1", "甲", None), part("p. 2", "乙", None)] };
        assert!(text(&pages, false).unwrap().0.contains("<h2>第2页</h2>"));
        let rows = vec!["x\ty"; MOST_ROWS + 1].join("\n");
        let (html, lost) =
            text(&Document { parts: vec![part("Sheet1", &rows, Some(false))] }, false).unwrap();
        assert_eq!(html.matches("<tr>").count(), MOST_ROWS);
        assert!(lost[1].contains("501行"), "{lost:?}");
        let lines = Document { parts: vec![part("body", "甲,\"乙,丙\"\n丁,戊", None)] };
        let (html, _) = text(&lines, true).unwrap();
        assert!(html.contains(">乙,丙</th>") && html.contains("<td>戊</td>"), "{html}");
    }
}
