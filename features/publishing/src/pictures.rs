//! Pictures in a text (正文图片): files of the version, which the text names by what they hold. They
//! pass through the same reviews as all its files, and the same door.

use documents::html::{with_pictures, with_scrolling_tables};

use crate::model::Attachment;

/// Where the text says a picture lies, by its file's hash.
pub(crate) fn source(hash: &str) -> String {
    format!("pictures/{hash}")
}

/// A body as a page shows it, with these files of its version: its pictures where they lie, its
/// tables in regions that scroll. A picture whose file is not among them is not shown.
pub fn shown(body_html: &str, files: &[Attachment]) -> String {
    with_scrolling_tables(&with_pictures(body_html, |src| address(src, files)))
}

/// Where a page finds a picture of the text.
pub(crate) fn address(src: &str, files: &[Attachment]) -> Option<String> {
    let file = files.iter().find(|file| source(&file.file_hash) == src)?;
    Some(format!("/files/{}/{}", file.id, web::encoded(&file.name)))
}

/// The pictures of a body: how it calls each, and where a page finds it.
pub(crate) fn placed(body_html: &str, files: &[Attachment]) -> Vec<(String, String)> {
    let pictures = documents::html::pictures(body_html);
    let placed = |src: &str| Some((src.to_owned(), address(src, files)?));
    pictures.iter().filter_map(|picture| placed(picture.src)).collect()
}

/// The files that stand beside a body, and not in it.
pub fn beside(body_html: &str, mut files: Vec<Attachment>) -> Vec<Attachment> {
    let pictures = documents::html::pictures(body_html);
    files.retain(|file| !pictures.iter().any(|picture| picture.src == source(&file.file_hash)));
    files
}
