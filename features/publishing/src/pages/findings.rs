//! What the machine found, on the pages of a version: who keeps what and why, and who agreed.

use axum::extract::State;
use axum::response::Response;
use screening::Finding;
use screening::rules::check_confirm;
use terms::{PersonId, Role, VersionId, Viewer};
use web::{Form, Kind, Outcome, Path, Visit, done, download, format};

use super::press::Press;
use super::remarks::Typed;
use super::{Office, version};
use crate::actions;
use crate::model::{Original, OriginalReading, Version};
use crate::rules::workflow::{self, Facts};
use crate::{PublishingError, Refusal};

/// The findings of a version as this viewer sees them.
pub struct Findings {
    pub lines: Vec<Line>,
    /// Above `info`, without a reason to be kept.
    pub unanswered: usize,
    /// Kept by somebody, seen by nobody else.
    pub unseen: usize,
    /// The numbers of those that this viewer may agree to, apart by commas; empty where there are none.
    pub to_confirm: String,
    /// How many these are.
    pub confirmable: usize,
    /// Whether the machine has read what is written now.
    pub is_current: bool,
    /// Whether it is a draft of this viewer, who may have the machine look through it.
    pub may_look: bool,
    /// Whether this viewer may take what was found out with a mask.
    pub may_mask: bool,
    /// What lies sealed, for those who may know.
    pub originals: Vec<OriginalLine>,
    /// Whether this viewer may look into them.
    pub may_open: bool,
}

/// Something sealed, and who looked into it.
pub struct OriginalLine {
    pub id: i64,
    pub name: String,
    pub removed: String,
    /// Who sealed it, when, and on what occasion.
    pub sealed: String,
    pub readings: Vec<String>,
}

pub struct Line {
    pub number: usize,
    pub id: i64,
    pub place: String,
    pub kind: String,
    /// Why it is looked for, where that is not plain.
    pub why: String,
    pub masked: String,
    pub mark: &'static str,
    pub word: &'static str,
    /// Who keeps it and why; who else agreed.
    pub answered: String,
    pub confirmed: String,
    pub may_answer: bool,
}

impl Line {
    /// The field of its form on the page.
    pub fn field(&self) -> String {
        field_of(self.id)
    }

    /// Its form.
    pub fn form(&self) -> String {
        format!("findings/{}", self.id)
    }
}

/// Where the page asks why a finding may stand.
fn field_of(finding: i64) -> String {
    format!("f{finding}")
}

impl Findings {
    /// The findings of a version.
    pub fn new(
        viewer: &Viewer,
        version: &Version,
        is_current: bool,
        findings: &[Finding],
        name: impl Fn(Option<PersonId>) -> String,
    ) -> Findings {
        let facts = Facts::of_state(version);
        let may_answer = workflow::check_answer(viewer, &facts).is_ok();
        let may_look = workflow::check_edit(viewer, &facts).is_ok();
        let to_confirm: Vec<_> = confirmable(viewer, version, findings);
        let lines = (1..).zip(findings).map(|(number, one)| line(number, one, may_answer, &name));
        let open = |answered: bool| {
            findings.iter().filter(|one| one.is_open() && one.answer.is_some() == answered).count()
        };
        Findings {
            lines: lines.collect(),
            unanswered: open(false),
            unseen: open(true),
            confirmable: to_confirm.len(),
            to_confirm: to_confirm.join(","),
            is_current,
            may_look,
            may_mask: may_look && findings.iter().any(is_maskable),
            originals: Vec::new(),
            may_open: [Role::Office, Role::SecrecyReviewer].iter().any(|role| viewer.has(*role)),
        }
    }

    /// The same with what lies sealed of it.
    pub fn with_originals(
        mut self,
        originals: Vec<Original>,
        readings: &[OriginalReading],
        today: jiff::civil::Date,
        name: impl Fn(Option<PersonId>) -> String,
    ) -> Findings {
        let told = |one: &OriginalReading| {
            format!("{}，{}：{}", format::instant(one.at, today), name(Some(one.by)), one.reason)
        };
        let line = |one: Original| OriginalLine {
            readings: readings.iter().filter(|reading| reading.original == one.id).map(told).collect(),
            sealed: format!(
                "{}，{}{}",
                name(one.masked_by),
                format::instant(one.masked_at, today),
                if one.attachment.is_some() { "隐去" } else { "紧急撤下" }
            ),
            id: one.id,
            name: one.name,
            removed: one.removed,
        };
        self.originals = originals.into_iter().map(line).collect();
        self
    }

    /// Whether there is anything to see or to do.
    pub fn is_shown(&self) -> bool {
        self.may_look || !self.lines.is_empty() || !self.originals.is_empty()
    }
}

/// Whether it is personal data that a mask takes out: what is about a column, a word or a
/// whole list, somebody has to decide.
fn is_maskable(finding: &Finding) -> bool {
    let is_personal = pii::Kind::ALL.iter().any(|kind| kind.code() == finding.kind)
        && !["word", "classification"].contains(&finding.kind.as_str());
    let is_column = finding.rule == "aid_column" || finding.rule.starts_with("list_");
    finding.needs_answer() && finding.answer.is_none() && is_personal && !is_column
}

/// The numbers of those findings to which this viewer may agree.
fn confirmable(viewer: &Viewer, version: &Version, findings: &[Finding]) -> Vec<String> {
    if workflow::check_confirm(&Facts::of_state(version)).is_err() {
        return Vec::new();
    }
    (1..)
        .zip(findings)
        .filter(|one| {
            one.1.is_open()
                && one.1.answer.is_some()
                && check_confirm(viewer, &version.workers, &[*one]).is_ok()
        })
        .map(|(_, one)| one.id.to_string())
        .collect()
}

fn line(
    number: usize,
    finding: &Finding,
    may_answer: bool,
    name: &impl Fn(Option<PersonId>) -> String,
) -> Line {
    let (mark, word) = match (finding.level.as_str(), &finding.answer, finding.confirmed_by) {
        (_, Some(_), Some(_)) => ("done", "两个人看过，保留"),
        (_, Some(_), None) if finding.needs_leader() => ("waiting", "等校领导看过"),
        (_, Some(_), None) => ("waiting", "等另一个人看过"),
        ("block", ..) => ("stop", "要改，或者有人负责"),
        ("warn", ..) => ("near", "请看"),
        _ => ("nil", "只作提示"),
    };
    let (kind, why) = match finding.kind.as_str() {
        "unreadable" => (finding.rule.clone(), String::new()),
        screening::TOGETHER => (screening::name_of(&finding.kind).to_owned(), finding.rule.clone()),
        kind => (
            screening::name_of(kind).to_owned(),
            screening::why(&finding.rule).unwrap_or_default().to_owned(),
        ),
    };
    Line {
        number,
        id: finding.id,
        place: finding.part.clone(),
        kind,
        why,
        masked: finding.masked.clone(),
        mark,
        word,
        answered: match &finding.answer {
            Some(_) => format!("{}：{}", name(finding.answered_by), finding.reason),
            None => String::new(),
        },
        confirmed: finding.confirmed_by.map(|by| name(Some(by))).unwrap_or_default(),
        may_answer: may_answer && finding.needs_answer() && finding.answer.is_none(),
    }
}

/// Somebody writes why one finding may stand; the address names the version and the finding.
pub async fn answer(
    State(office): State<Office>,
    visit: Visit,
    Path((id, finding)): Path<(i64, i64)>,
    mut form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let reason = form.fields.optional("reason")?.unwrap_or_default();
    form.fields.end()?;
    let (store, viewer) = (office.site.store(), &visit.viewer);
    match actions::answer_finding(store, &context, viewer, finding, &reason).await {
        Ok(()) => {}
        Err(PublishingError::Refused(reasons)) if !reasons.iter().any(Refusal::is_final) => {
            let own = field_of(finding);
            let place = |reason: &Refusal| if *reason == Refusal::ReasonMissing { &*own } else { "" };
            let problems = reasons.iter().map(|reason| (place(reason), reason.to_string())).collect();
            let typed = Typed { problems, ..Typed::default() };
            return Ok(version::show(&office, &visit, VersionId(id), typed).await?.refused());
        }
        Err(other) => return Err(other.into()),
    }
    let told = "理由已记下，署的是你的名。还要另一个人看过同意，才算办完。";
    Ok(done(&visit, &format!("/office/drafts/{id}#findings"), told))
}

/// Somebody else agrees to what is kept.
pub async fn confirm(mut press: Press) -> Outcome<Response> {
    let listed = press.last("findings")?;
    let findings: Option<Vec<i64>> = listed.split(',').map(|number| number.parse().ok()).collect();
    let findings = findings.ok_or(Kind::NotFound)?;
    let (store, context) = (press.store(), &press.context);
    actions::confirm_findings(store, context, press.viewer(), press.version(), &findings).await?;
    Ok(press.to_version(format!("已记下：{}处你看过，同意保留。", findings.len())))
}

/// A past version in which something must not stand is closed.
pub async fn close(mut press: Press) -> Outcome<Response> {
    press.end()?;
    actions::close_version(press.store(), &press.context, press.viewer(), press.version()).await?;
    Ok(press.to_version("这一版已收起，读者看不到它了。现在公开的那一版不变。".to_owned()))
}

/// The machine looks through a draft, for whoever writes it.
pub async fn look(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let (store, screen) = (press.store(), &press.office.screen);
    let open = actions::look_through(store, screen, &press.context, press.viewer(), press.version()).await?;
    let told = match open {
        0 => "机器查过了，没有要处理的。".to_owned(),
        open => format!("机器找到{open}处。隐去，或者写明为什么要保留。"),
    };
    Ok(press.to(&format!("/office/drafts/{}#findings", press.version().0), told))
}

/// All that must not stand is masked, in the text and in the files, for whoever writes it.
pub async fn mask(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let (store, office) = (press.store(), &press.office);
    let (screen, intake) = (&office.screen, &office.intake);
    let masked =
        actions::mask_findings(store, screen, intake, &press.context, press.viewer(), press.version())
            .await?;
    let mut told = vec![match masked.places {
        0 => "没有能自动隐去的。".to_owned(),
        places => format!("隐去了{places}处，原件封存在公开办。"),
    }];
    told.extend(masked.removed.iter().map(|one| format!("{one}。")));
    told.extend(masked.left.iter().map(|one| format!("{one}。")));
    Ok(press.to(&format!("/office/drafts/{}#findings", press.version().0), told.concat()))
}

/// Something sealed, for a reason that is written down.
pub async fn original(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let reason = form.fields.optional("reason")?.unwrap_or_default();
    form.fields.end()?;
    let (store, screen) = (office.site.store(), &office.screen);
    let opened = actions::open_original(store, screen, &context, &visit.viewer, id, &reason).await?;
    let (original, content) = opened;
    download(&original.name, "application/octet-stream", content, "no-store")
}

/// Whether a version may still be looked at with these facts alone: by its state, its unit and
/// who wrote it.
impl Facts {
    fn of_state(version: &Version) -> Facts {
        Facts {
            state: version.state,
            unit: version.content.unit,
            workers: version.workers.clone(),
            submitted_by: version.submitted_by,
            is_important: false,
            to_media: false,
            is_urgent: version.is_urgent,
        }
    }
}
