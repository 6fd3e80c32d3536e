//! Forms with files, and a file's chunks.

use axum::extract::{FromRequest, Multipart, Request};
use bytes::{Bytes, BytesMut};

use crate::encoding::{self, Incoming, Pairs};
use crate::fields::{check_origin, check_token, surroundings};
use crate::queue::Turn;
use crate::{Error, Fields, Form, FormKey, Kind};

/// All files of one form together, and one file that comes in chunks.
pub const UPLOAD_BYTES: usize = 100 << 20;
/// A chunk of a file with its fields.
const CHUNK_BYTES: usize = 4 << 20;
/// Fields and files of one form.
const MOST_PARTS: usize = 1000;

/// A file as somebody sent it. Its name is a text to show, never a path.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// The field's name.
    pub field: String,
    /// The name that the person gave it.
    pub name: String,
    /// Its bytes.
    pub content: Bytes,
}

/// A form with files, sent to us by a page of ours. An extractor.
pub struct Upload {
    /// The form's one-time key.
    pub key: FormKey,
    /// The fields, without the token.
    pub fields: Fields,
    /// The files; fields where none was chosen are left out.
    pub files: Vec<UploadedFile>,
    /// Others wait while these files are in memory.
    _turn: Turn,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Error;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Error> {
        let (site, visit) = surroundings(&request)?;
        check_origin(request.headers(), &site)?;
        let turn = site.queues().upload(&visit).await?;
        // The limit of the framework is replaced by ours, which says how much is taken.
        axum::extract::DefaultBodyLimit::disable().apply(&mut request);
        let form = Multipart::from_request(request, state).await.map_err(|_| broken_off())?;
        let (sent, files) = read(form, UPLOAD_BYTES).await?;
        let (key, fields) = check_token(sent, &site, &visit)?;
        Ok(Upload { key, fields, files, _turn: turn })
    }
}

/// A chunk of a file that is on its way, sent by a script of ours. An extractor.
pub struct Chunk {
    /// The fields, without the token.
    pub fields: Fields,
    /// Its bytes; none where no file was sent.
    pub content: Bytes,
    _turn: Turn,
}

impl<S: Send + Sync> FromRequest<S> for Chunk {
    type Rejection = Error;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Error> {
        let (site, visit) = surroundings(&request)?;
        check_origin(request.headers(), &site)?;
        let turn = site.queues().chunk(&visit).await?;
        axum::extract::DefaultBodyLimit::disable().apply(&mut request);
        let form = Multipart::from_request(request, state).await.map_err(|_| broken_off())?;
        let (sent, mut files) = read(form, CHUNK_BYTES).await?;
        let (_, fields) = check_token(sent, &site, &visit)?;
        let content = files.pop().map(|file| file.content).unwrap_or_default();
        Ok(Chunk { fields, content, _turn: turn })
    }
}

/// A form that is answered with as much in memory as one with files: it waits with those. An extractor.
pub struct LargeForm {
    /// The form.
    pub form: Form,
    _turn: Turn,
}

impl<S: Send + Sync> FromRequest<S> for LargeForm {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let (site, visit) = surroundings(&request)?;
        let form = Form::from_request(request, state).await?;
        let turn = site.queues().upload(&visit).await?;
        Ok(LargeForm { form, _turn: turn })
    }
}

fn broken_off() -> Error {
    Kind::BadRequest("文件没有收完整，请再交一次。".to_owned()).into()
}

fn too_large() -> Error {
    Kind::TooLarge("一次最多上传 100 MB。请分几次上传，或把大文件压缩后再传。".to_owned()).into()
}

async fn read(mut form: Multipart, most_bytes: usize) -> Result<(Incoming<Pairs>, Vec<UploadedFile>), Error> {
    let mut sent = Incoming { content: Vec::new(), is_utf8: true };
    let mut files = Vec::new();
    let mut left = most_bytes;
    while let Some(mut part) = form.next_field().await.map_err(|_| broken_off())? {
        if sent.content.len() + files.len() >= MOST_PARTS {
            return Err(too_large());
        }
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(clean_name);
        let mut content = BytesMut::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| broken_off())? {
            left = left.checked_sub(chunk.len()).ok_or_else(too_large)?;
            content.extend_from_slice(&chunk);
        }
        match name {
            Some(name) if !name.is_empty() => {
                files.push(UploadedFile { field, name, content: content.freeze() })
            }
            Some(_) => {}
            None => {
                let value = encoding::text(&content);
                sent.is_utf8 &= value.is_utf8;
                sent.content.push((field, value.content));
            }
        }
    }
    Ok((sent, files))
}

/// The last part of what may be a path, without control and direction characters.
pub fn clean_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    last.chars().filter(|c| !hidden(*c)).take(200).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_texts_and_not_paths() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\桌面\\名单.xlsx"), "名单.xlsx");
        assert_eq!(clean_name("a\u{202e}xslx.exe\r\n"), "axslx.exe");
    }
}
