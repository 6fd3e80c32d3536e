//! The text of an attachment as it is kept beside it: read once, when the file came in.

use bytes::Bytes;
use documents::reader::{Document, Part, Unreadable, in_words};
use files::Files;

use crate::PublishingError;
use crate::model::Attachment;

/// The form in which a text is kept.
pub(crate) fn kept(document: &Document) -> Bytes {
    Bytes::from(serde_json::to_vec(document).expect("parts of text are always JSON"))
}

/// What was read in an attachment, part by part, or why there is nothing.
pub async fn attachment_text(
    files: &Files,
    attachment: &Attachment,
) -> Result<Result<Document, Unreadable>, PublishingError> {
    let Some(hash) = &attachment.text_hash else { return Ok(Err(Unreadable(attachment.unreadable.clone()))) };
    let hash = hash.parse().map_err(|_| store::Failure::Unreadable("text_hash"))?;
    let bytes = files.get(&hash).await?;
    Ok(Ok(serde_json::from_slice(&bytes).unwrap_or_else(|_| plain(&bytes))))
}

/// A text that was kept before parts were told apart.
fn plain(bytes: &[u8]) -> Document {
    let text = String::from_utf8_lossy(bytes).into_owned();
    Document { parts: vec![Part { name: "body".to_owned(), text: Ok(text), sheet: None }] }
}

/// What a person must still look at in a file, as a sentence; empty where all of it was read.
pub(crate) fn unread(reading: &Result<Document, Unreadable>) -> String {
    let document = match reading {
        Ok(document) => document,
        Err(Unreadable(why)) => return why.clone(),
    };
    let mut unread =
        document.parts.iter().filter_map(|part| Some((in_words(&part.name), part.text.as_ref().err()?)));
    let Some((name, why)) = unread.next() else { return String::new() };
    match unread.count() {
        0 => format!("{name}：{why}"),
        more => format!("{name}：{why}（另有{more}处也没有读出来）"),
    }
}

/// A text without its tables, and what stands in them: where a list has expired, the notice
/// stays and the list is gone.
pub fn without_tables(html: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        if depth == 0 {
            out.push_str(before);
        }
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        if tag.starts_with("<table") {
            depth += 1;
        } else if tag.starts_with("</table") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            out.push_str(tag);
        }
        rest = after;
    }
    if depth == 0 {
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_whole_with_what_lies_in_it() {
        let html =
            "<p>公示</p><table><tr><td><table><tr><td>甲</td></tr></table>乙</td></tr></table><p>完</p>";
        assert_eq!(without_tables(html), "<p>公示</p><p>完</p>");
        assert_eq!(without_tables("<p>甲 &lt;乙</p>"), "<p>甲 &lt;乙</p>");
        assert_eq!(without_tables("<p>甲</p><table><tr><td>乙"), "<p>甲</p>");
    }

    #[test]
    fn what_was_not_read_is_a_sentence() {
        let part = |name: &str, text: Result<&str, &str>| Part {
            name: name.into(),
            text: text.map(str::to_owned).map_err(str::to_owned),
            sheet: None,
        };
        let parts =
            vec![part("p. 1", Ok("甲")), part("p. 2", Err("像是扫描件")), part("p. 3", Err("像是扫描件"))];
        assert_eq!(unread(&Ok(Document { parts: parts[..1].to_vec() })), "");
        assert_eq!(unread(&Ok(Document { parts })), "第2页：像是扫描件（另有1处也没有读出来）");
        assert_eq!(unread(&Err(Unreadable("打不开".into()))), "打不开");
    }
}
