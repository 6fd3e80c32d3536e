use bytes::Bytes;
use documents::html::{self, Mask};
use documents::{Intake, reader, redact};
use pii::Audience;
use screening::{Keep, Lens};
use store::{Context, Store, Tx};
use terms::{VersionId, Viewer};

use super::file::{KeptFile, NewFile, pieces};
use super::loaded::Loaded;
use super::reading::{audience, read_version, texts_of};
use crate::model::{Attachment, Content, StepKind, Version};
use crate::rules::workflow;
use crate::store::{attachments, originals, steps, versions};
use crate::{PublishingError, Screen, attachment_text};

/// What masking did to a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// Places that are masked now, in the text and in files.
    pub places: usize,
    /// What was taken out of files besides, a sentence a file.
    pub removed: Vec<String>,
    /// Files that cannot be rewritten, with why: somebody has to mend them.
    pub left: Vec<String>,
}

/// Masks all personal data that the machine finds in a draft and that nobody keeps with a reason:
/// in its text, and by rewriting its files. What a file was made of stays with the office, sealed.
pub async fn mask_findings(
    store: &Store,
    screen: &Screen,
    intake: &Intake,
    context: &Context,
    viewer: &Viewer,
    id: VersionId,
) -> Result<Masked, PublishingError> {
    let mut reader = store.reader().await?;
    let version = versions::version(&mut reader, viewer, id).await?.ok_or(PublishingError::Missing)?;
    let lens = screen.gate.lens(&mut reader, version.school).await?;
    let files = attachments::attachments(&mut reader, id).await?;
    let kept = kept(&screening::findings(&mut reader, id).await?);
    drop(reader);
    let mut mask = Masking { lens, kept, audience: audience(&version.content), is_aid: false };
    mask.is_aid = mask.is_aid(screen, &version, &files).await?;
    let mut masked = Masked::default();
    let content = mask.content(&version, &mut masked);
    let mut rewritten = Vec::new();
    for file in &files {
        rewritten.extend(mask.file(screen, intake, file, &mut masked).await?);
    }
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of(&mut tx, viewer, id).await?;
    workflow::check_edit(viewer, &loaded.facts).map_err(PublishingError::Refused)?;
    if loaded.version.edits != version.edits {
        return Err(PublishingError::Overtaken);
    }
    let text = html::to_text(&content.body_html);
    versions::save(tx.connection(), context, &loaded.version, &content, &text).await?;
    for file in &rewritten {
        replace(&mut tx, id, file).await?;
    }
    let told = format!("机器隐去{}处", masked.places);
    steps::insert(tx.connection(), context, id, StepKind::Masked, &told).await?;
    tx.append(loaded.event("publishing.masked"));
    tx.commit().await?;
    look_again(store, screen, context, id).await?;
    Ok(masked)
}

/// The values that somebody keeps with a reason: by their hashes.
fn kept(findings: &[screening::Finding]) -> Vec<String> {
    findings.iter().filter(|one| one.answer.is_some()).map(|one| one.hash.clone()).collect()
}

/// What is masked, and what is kept.
struct Masking {
    lens: Lens,
    kept: Vec<String>,
    audience: Audience,
    /// Whether it is a notice of aid or awards, in which less may stand.
    is_aid: bool,
}

impl Masking {
    async fn is_aid(
        &self,
        screen: &Screen,
        version: &Version,
        files: &[Attachment],
    ) -> Result<bool, PublishingError> {
        let mut parts = texts_of(&version.content, version.body_text.clone());
        for file in files {
            parts.extend(pieces(file.id, &file.name, attachment_text(&screen.files, file).await?));
        }
        Ok(screening::is_aid(&self.lens, &parts))
    }

    /// The places of a text that are to be masked, with what is to stand there.
    fn places(&self, text: &str) -> Vec<Mask> {
        let found = screening::masks(&self.lens, self.audience, self.is_aid, text);
        let found = found.into_iter().filter(|one| !self.kept.contains(&one.hash));
        found.map(|one| Mask { start: one.start, end: one.end, with: one.with }).collect()
    }

    fn plain(&self, text: &str, masked: &mut Masked) -> String {
        let places = self.places(text);
        masked.places += places.len();
        screening::replaced(text, &places.into_iter().map(|m| (m.start, m.end, m.with)).collect::<Vec<_>>())
    }

    /// The content of a version with its text masked.
    fn content(&self, version: &Version, masked: &mut Masked) -> Content {
        let mut content = version.content.clone();
        content.title = self.plain(&content.title, masked);
        content.change_note = self.plain(&content.change_note, masked);
        for word in &mut content.keywords {
            *word = self.plain(word, masked);
        }
        for value in content.fields.values_mut() {
            mask_value(value, &mut |text| self.plain(text, masked));
        }
        let places = self.places(&html::to_text(&content.body_html));
        match html::masked(&content.body_html, &places) {
            Some(body) => {
                masked.places += places.len();
                content.body_html = body;
            }
            None => masked.left.push("正文里有的地方没有隐去，请自己改".to_owned()),
        }
        let (body, links) = html::without_links(&content.body_html, |link| !self.places(link).is_empty());
        masked.places += links;
        content.body_html = body;
        content
    }

    /// A file with its personal data taken out, sealed original and all; nothing where there is
    /// nothing to take out, or no way to do so.
    async fn file(
        &self,
        screen: &Screen,
        intake: &Intake,
        file: &Attachment,
        masked: &mut Masked,
    ) -> Result<Option<Rewritten>, PublishingError> {
        let Ok(document) = attachment_text(&screen.files, file).await? else { return Ok(None) };
        let masks = self.masks(&document);
        let name = self.plain(&file.name, masked);
        if masks.is_empty() && name == file.name {
            return Ok(None);
        }
        let hash = file.file_hash.parse().map_err(|_| store::Failure::Unreadable("file_hash"))?;
        let original = screen.files.get(&hash).await?;
        let count = masks.len();
        let redacted = match masks.is_empty() {
            true => redact::Redacted { bytes: original.to_vec(), removed: Vec::new() },
            false => match intake.redact(&file.name, original.clone(), masks).await {
                Ok(redacted) => redacted,
                Err(reader::Unreadable(why)) => {
                    masked.left.push(format!("“{}”：{why}", file.name));
                    return Ok(None);
                }
            },
        };
        masked.places += count;
        if !redacted.removed.is_empty() {
            masked.removed.push(format!("“{}”里还去掉了{}", file.name, redacted.removed.join("、")));
        }
        let kept = NewFile::new(name, redacted.bytes, intake).keep(&screen.files).await?;
        seal(screen, file, &original, kept, redacted.removed.join("、")).await.map(Some)
    }

    /// The places of all parts of a document that are to be masked.
    fn masks(&self, document: &reader::Document) -> Vec<redact::Mask> {
        let of_part = |(number, part): (usize, &reader::Part)| -> Vec<redact::Mask> {
            let text = part.text.as_deref().unwrap_or_default();
            let named = redact::key(document, number);
            let mask = |one: Mask| redact::Mask {
                part: named.clone(),
                start: one.start,
                end: one.end,
                with: one.with,
            };
            self.places(text).into_iter().map(mask).collect()
        };
        document.parts.iter().enumerate().flat_map(of_part).collect()
    }
}

/// Every text in a value of a typed field.
fn mask_value(value: &mut serde_json::Value, mask: &mut impl FnMut(&str) -> String) {
    match value {
        serde_json::Value::String(text) => *text = mask(text),
        serde_json::Value::Array(values) => values.iter_mut().for_each(|value| mask_value(value, mask)),
        serde_json::Value::Object(values) => values.values_mut().for_each(|value| mask_value(value, mask)),
        _ => {}
    }
}

/// A masked file in the place of another, which is sealed.
struct Rewritten {
    before: Attachment,
    file: KeptFile,
    sealed_hash: String,
    place: String,
    removed: String,
}

async fn seal(
    screen: &Screen,
    before: &Attachment,
    original: &Bytes,
    file: KeptFile,
    removed: String,
) -> Result<Rewritten, PublishingError> {
    let place = format!("publishing_originals/{}", keys::token());
    let sealed = screen.keys.seal(&place, original);
    let sealed_hash = screen.files.put(sealed.into()).await?;
    let sealed_hash = sealed_hash.as_str().to_owned();
    Ok(Rewritten { before: before.clone(), file, sealed_hash, place, removed })
}

/// Puts a masked file in the place of the other, which no draft names any more.
async fn replace(tx: &mut Tx, version: VersionId, one: &Rewritten) -> Result<(), PublishingError> {
    let context = tx.context().clone();
    let before = &one.before;
    attachments::replace(tx.connection(), before.id, &one.file.row()).await?;
    let new = originals::NewOriginal {
        version,
        attachment: Some(before.id),
        name: &before.name,
        size_bytes: before.size_bytes,
        sealed_hash: &one.sealed_hash,
        place: &one.place,
        removed: &one.removed,
    };
    originals::insert(tx.connection(), &context, &new).await?;
    for hash in [Some(&before.file_hash), before.text_hash.as_ref()].into_iter().flatten() {
        originals::replaced(tx.connection(), hash, context.now).await?;
    }
    Ok(())
}

/// The machine reads what it made: what is left is told.
async fn look_again(
    store: &Store,
    screen: &Screen,
    context: &Context,
    id: VersionId,
) -> Result<(), PublishingError> {
    let mut reader = store.reader().await?;
    let version = versions::any(&mut reader, context.school, id).await?.ok_or(PublishingError::Missing)?;
    drop(reader);
    let workers = version.workers.clone();
    let reading = read_version(store, screen, version, true).await?;
    let mut tx = store.tidy(context).await?;
    reading.keep(&mut tx, id, Keep::Of(&workers)).await?;
    tx.commit().await?;
    Ok(())
}
