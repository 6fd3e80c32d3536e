//! Large files that come in chunks: what may be begun, and where a chunk belongs.

use jiff::SignedDuration;

use super::content;
use super::refusal::Refusal;
use crate::model::Upload;

/// Chunks are as large as a bad line carries in less than a minute, and few enough to ask for.
pub const CHUNK_BYTES: i64 = 2 << 20;
/// An upload that nobody goes on with is kept so long: over a week's absence.
pub const KEPT_DAYS: i64 = 7;
/// Files that one person has on the way at once.
const MOST_OF_PERSON: usize = 10;
/// What the files that one person has on the way are together: four of the largest.
const MOST_BYTES_OF_PERSON: i64 = 400 << 20;
/// What all files on the way to a school are together.
const MOST_BYTES_OF_SCHOOL: i64 = 8 << 30;

const MEGABYTE: i64 = 1 << 20;

/// How long an upload is kept after its last chunk.
pub fn kept() -> SignedDuration {
    SignedDuration::from_hours(24 * KEPT_DAYS)
}

/// What else decides about a new upload.
pub struct Surroundings<'a> {
    /// The files that the draft has.
    pub attachments: usize,
    /// What the person has on the way already: of which draft, which file, how large.
    pub own: &'a [(String, String, i64)],
    /// What is on the way to the school, of everybody.
    pub school_bytes: i64,
}

/// Whether an upload may begin. All reasons at once.
pub fn check_begin(name: &str, size_bytes: i64, around: &Surroundings<'_>) -> Result<(), Vec<Refusal>> {
    let size = usize::try_from(size_bytes).unwrap_or(0);
    let mut reasons = content::check_attachment(name, size).err().unwrap_or_default();
    if size > web::UPLOAD_BYTES {
        reasons.push(Refusal::AttachmentTooLarge(name.to_owned(), size_bytes / MEGABYTE));
    }
    if around.attachments >= content::MOST_ATTACHMENTS {
        reasons.push(Refusal::TooManyAttachments(content::MOST_ATTACHMENTS));
    }
    let own_bytes: i64 = around.own.iter().map(|(_, _, bytes)| bytes).sum();
    if around.own.len() >= MOST_OF_PERSON || own_bytes + size_bytes > MOST_BYTES_OF_PERSON {
        let named = around.own.iter().map(|(title, name, _)| match title.is_empty() {
            true => format!("“{name}”"),
            false => format!("《{title}》的“{name}”"),
        });
        let named = named.collect::<Vec<_>>().join("、");
        reasons.push(Refusal::UploadsOfPerson(around.own.len(), own_bytes / MEGABYTE, named));
    }
    if around.school_bytes + size_bytes > MOST_BYTES_OF_SCHOOL {
        reasons.push(Refusal::UploadsOfSchool);
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Where a chunk belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is the next one.
    Next,
    /// It came before, or all has come.
    Here,
    /// Something is missing before it.
    Gap,
}

/// Where a chunk that begins at `offset` belongs.
pub fn place(upload: &Upload, offset: i64) -> Place {
    match offset.cmp(&upload.received_bytes) {
        _ if upload.attachment.is_some() || upload.received_bytes == upload.size_bytes => Place::Here,
        std::cmp::Ordering::Less => Place::Here,
        std::cmp::Ordering::Equal => Place::Next,
        std::cmp::Ordering::Greater => Place::Gap,
    }
}

/// How large the chunk is that comes next.
pub fn next_bytes(upload: &Upload) -> i64 {
    upload.chunk_bytes.min(upload.size_bytes - upload.received_bytes)
}

/// Where the next chunk belongs, when these are there.
pub fn received(upload: &Upload, there: &[u64]) -> i64 {
    let mut at = 0;
    while at < upload.received_bytes && there.contains(&at.cast_unsigned()) {
        at += upload.chunk_bytes;
    }
    at.min(upload.received_bytes)
}

/// The checksum of a content: FNV-1a of 32 bits, which a script counts without help of the browser,
/// also where the line is not encrypted. It is against mistakes: what somebody changes on purpose is
/// their own file.
pub fn checksum(content: &[u8]) -> String {
    let sum =
        content.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(16_777_619));
    format!("{sum:08x}")
}

#[cfg(test)]
mod tests {
    use terms::{PersonId, VersionId};

    use super::*;

    const LARGE: i64 = 80 << 20;

    fn upload(received_bytes: i64) -> Upload {
        Upload {
            id: 1,
            code: "x".into(),
            version: VersionId(1),
            person: PersonId(1),
            name: "扫描件.pdf".into(),
            size_bytes: 25,
            checksum: String::new(),
            chunk_bytes: 10,
            received_bytes,
            touched_at: jiff::Timestamp::UNIX_EPOCH,
            attachment: None,
        }
    }

    #[test]
    fn a_chunk_is_taken_once_and_in_its_place() {
        for (received, offset, expected) in [
            (0, 0, Place::Next),
            (10, 0, Place::Here),
            (10, 10, Place::Next),
            (10, 20, Place::Gap),
            (25, 25, Place::Here),
        ] {
            assert_eq!(place(&upload(received), offset), expected, "{received} {offset}");
        }
        assert_eq!([0, 10, 20].map(|at| next_bytes(&upload(at))), [10, 10, 5]);
    }

    #[test]
    fn what_is_not_there_any_more_has_not_come() {
        for (at, there, expected) in [
            (25, &[0, 10, 20][..], 25),
            (20, &[0, 10, 20], 20),
            (25, &[0, 20], 10),
            (25, &[], 0),
            (0, &[], 0),
        ] {
            assert_eq!(received(&upload(at), there), expected, "{at} {there:?}");
        }
    }

    #[test]
    fn nobody_fills_the_disk() {
        let own = |count: usize, bytes| vec![("通知".to_owned(), "旧.pdf".to_owned(), bytes); count];
        let told = |name, size, own: &[_], attachments, school_bytes| {
            check_begin(name, size, &Surroundings { attachments, own, school_bytes })
                .err()
                .unwrap_or_default()
        };
        assert_eq!(told("扫描件.pdf", LARGE, &own(4, LARGE), 99, 0), []);
        assert!(matches!(
            told("a.exe", 0, &[], 0, 0)[..],
            [Refusal::AttachmentType(_), Refusal::EmptyAttachment(_)]
        ));
        assert!(matches!(told("大.pdf", 101 << 20, &[], 0, 0)[..], [Refusal::AttachmentTooLarge(_, 101)]));
        assert!(matches!(
            told("a.pdf", -1, &[], 100, 0)[..],
            [Refusal::EmptyAttachment(_), Refusal::TooManyAttachments(100)]
        ));
        let many = told("a.pdf", LARGE, &own(5, LARGE), 0, 0);
        assert!(
            matches!(&many[..], [Refusal::UploadsOfPerson(5, 400, named)] if named.contains("《通知》的“旧.pdf”")),
            "{many:?}"
        );
        assert!(matches!(told("a.pdf", 1, &own(10, 1), 0, 0)[..], [Refusal::UploadsOfPerson(10, ..)]));
        assert_eq!(told("a.pdf", LARGE, &[], 0, (8 << 30) - LARGE + 1), [Refusal::UploadsOfSchool]);
    }

    #[test]
    fn a_checksum_is_as_others_count_it() {
        // Test vectors of the function's authors.
        for (text, sum) in [("", "811c9dc5"), ("a", "e40c292c"), ("foobar", "bf9cf968")] {
            assert_eq!(checksum(text.as_bytes()), sum);
        }
    }
}
