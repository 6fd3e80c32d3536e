//! What the machine reads of a version, before any transaction.

use documents::html;
use pii::Audience;
use screening::{Found, Fragment, Keep, Lens, Part};
use store::{Context, Store, Tx};
use terms::{VersionId, Viewer};

use super::file::pieces;
use super::loaded::Loaded;
use crate::model::{Content, State, StepKind, Version};
use crate::rules::refusal::Refusal;
use crate::store::{attachments, versions};
use crate::text::without_tables;
use crate::{PublishingError, Screen, attachment_text};

/// A version as the machine read it.
pub(super) struct Reading {
    /// At which saving.
    pub edits: i64,
    /// The files of its attachments, by their hashes.
    pub files: Vec<String>,
    pub found: Vec<Found>,
    /// What it shows of whose numbers.
    pub fragments: Vec<Fragment>,
    /// By which rules.
    pub fingerprint: String,
}

impl Reading {
    /// Writes down what was found, and by which rules.
    pub async fn keep(&self, tx: &mut Tx, id: VersionId, keep: Keep<'_>) -> Result<(), PublishingError> {
        let (school, now) = (tx.context().school, tx.context().now);
        let mut found = self.found.clone();
        found.extend(together(tx, id, &self.fragments).await?);
        screening::merge(tx.connection(), school, id, &found, keep, now).await?;
        screening::keep_fragments(tx.connection(), school, id, &self.fragments).await?;
        versions::set_screened(tx.connection(), id, &self.fingerprint, self.edits).await?;
        Ok(())
    }
}

/// Reads a version that the viewer may see.
pub(super) async fn read(
    store: &Store,
    screen: &Screen,
    viewer: &Viewer,
    id: VersionId,
) -> Result<Reading, PublishingError> {
    let mut reader = store.reader().await?;
    let version = versions::version(&mut reader, viewer, id).await?.ok_or(PublishingError::Missing)?;
    drop(reader);
    read_version(store, screen, version, true).await
}

/// Reads a version: all of it, or what is still shown of one that has expired or is withdrawn.
pub(super) async fn read_version(
    store: &Store,
    screen: &Screen,
    mut version: Version,
    is_whole: bool,
) -> Result<Reading, PublishingError> {
    let mut reader = store.reader().await?;
    let mut attachments = attachments::attachments(&mut reader, version.id).await?;
    if !is_whole {
        attachments.clear();
        version.content.fields.clear();
        version.body_text = html::to_text(&without_tables(&version.content.body_html));
    }
    let lens = screen.gate.lens(&mut reader, version.school).await?;
    drop(reader);
    let mut parts = texts_of(&version.content, version.body_text);
    for attachment in &attachments {
        let reading = attachment_text(&screen.files, attachment).await?;
        parts.extend(pieces(attachment.id, &attachment.name, reading));
    }
    let files = attachments.into_iter().map(|attachment| attachment.file_hash).collect();
    let fingerprint = lens.fingerprint.clone();
    let (found, fragments) = scanned(lens, audience(&version.content), parts).await?;
    Ok(Reading { edits: version.edits, files, found, fragments, fingerprint })
}

/// What the machine finds, and what the text shows of whose numbers, on a thread where it may
/// take its time.
pub(super) async fn scanned(
    lens: Lens,
    audience: Audience,
    parts: Vec<Part>,
) -> Result<(Vec<Found>, Vec<Fragment>), PublishingError> {
    let read = move || (screening::scan(&lens, audience, &parts), screening::fragments(&lens, &parts));
    let found = tokio::task::spawn_blocking(read).await;
    // A panic while reading is no pass.
    found.map_err(|_| PublishingError::Store(store::Failure::Unreadable("the text of a version")))
}

/// For whom a content is to stand: everybody, or members of the school.
pub(super) fn audience(content: &Content) -> Audience {
    match content.audience {
        terms::Audience::Public => Audience::Public,
        _ => Audience::Inside,
    }
}

/// What a version gives away together with what this school has made public before, told of each
/// other publication once.
pub(super) async fn together(
    tx: &mut Tx,
    id: VersionId,
    fragments: &[Fragment],
) -> Result<Vec<Found>, PublishingError> {
    let school = tx.context().school;
    let mut found = Vec::new();
    for one in screening::together(tx.connection(), school, id, fragments).await? {
        let Some(other) = versions::any(tx.connection(), school, one.other).await? else { continue };
        let rule = format!(
            "有{}个人的{}，这里写的和《{}》里公开过的合起来，比任何一份单独看都多，快要能拼出来了",
            one.people,
            one.kind.name(),
            other.content.title
        );
        found.push(Found {
            part: "和已公开的名单".to_owned(),
            attachment: None,
            from: 0,
            to: 0,
            kind: screening::TOGETHER.to_owned(),
            level: "warn".to_owned(),
            masked: String::new(),
            hash: format!("{}-{}", one.other, one.kind.code()),
            rule,
        });
    }
    Ok(found)
}

/// The title, the body and everything else that is written in the form.
pub(super) fn texts_of(content: &Content, body_text: String) -> Vec<Part> {
    let fields = content.fields.iter().map(|(name, value)| (format!("栏目 {name}"), value.to_string()));
    let texts = [
        (screening::TITLE.to_owned(), content.title.clone()),
        (screening::BODY.to_owned(), body_text),
        ("正文里的链接".to_owned(), html::links(&content.body_html)),
        ("关键词".to_owned(), content.keywords.join(" ")),
        ("修订说明".to_owned(), content.change_note.clone()),
    ];
    texts
        .into_iter()
        .chain(fields)
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| Part::of_version(name, text))
        .collect()
}

/// Reads a version again where the rules have changed since it was read last, and answers
/// with the rules of now. Something new in it sends it back to the secrecy review, whatever
/// it waited for: neither a schedule nor an approval gets past a rule that was made meanwhile.
pub(super) async fn read_by_rules_of_now(
    store: &Store,
    screen: &Screen,
    context: &Context,
    id: VersionId,
) -> Result<String, PublishingError> {
    let mut reader = store.reader().await?;
    let lens = screen.gate.lens(&mut reader, context.school).await?;
    let version = versions::any(&mut reader, context.school, id).await?.ok_or(PublishingError::Missing)?;
    let (screened_by, _) = versions::screened(&mut reader, id).await?;
    drop(reader);
    if screened_by == lens.fingerprint || version.state == State::Draft || !version.state.is_open() {
        return Ok(lens.fingerprint);
    }
    let reading = read_version(store, screen, version, true).await?;
    let mut tx = store.begin(context).await?;
    let loaded = Loaded::of_anyone(&mut tx, id).await?;
    if loaded.version.edits != reading.edits {
        return Err(PublishingError::Overtaken);
    }
    reading.keep(&mut tx, id, Keep::All).await?;
    let findings = screening::findings(tx.connection(), id).await?;
    let new = findings.iter().filter(|one| one.needs_answer() && one.answer.is_none()).count();
    let is_passed = !matches!(loaded.version.state, State::Draft | State::UnitReview | State::SecrecyReview);
    if new > 0 && is_passed {
        let told = format!("规则改过，重新读了一遍，又找到{new}处，退回保密审查");
        loaded.step(&mut tx, State::SecrecyReview, StepKind::ReadAgain, &told).await?;
        tx.append(loaded.event("publishing.read_again"));
    }
    tx.commit().await?;
    Ok(reading.fingerprint)
}

/// Whether a version may stand: read by the rules of now, and everything found in it kept by
/// one person by name and seen by another. The last door, through which every release goes.
pub(super) async fn check_gate(tx: &mut Tx, id: VersionId, fingerprint: &str) -> Result<(), PublishingError> {
    if versions::screened(tx.connection(), id).await?.0 != fingerprint {
        return Err(Refusal::RulesChanged.into());
    }
    let findings = screening::findings(tx.connection(), id).await?;
    let stands = screening::rules::check_stand(&findings);
    stands.map_err(|open| PublishingError::Refused(open.into_iter().map(Refusal::Screening).collect()))
}
