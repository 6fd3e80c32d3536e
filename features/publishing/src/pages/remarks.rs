//! Remarks (批注) on the pages of a version: what was said, and the forms that say more.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use terms::{PersonId, VersionId, Viewer};
use web::{Form, Outcome, Path, Problems, Visit, done, format};

use super::{Office, version};
use crate::actions;
use crate::model::{Remark, RemarkId, Version};
use crate::rules::remarks::{Wording, may_remark, may_settle};
use crate::{PublishingError, Refusal};

/// The remarks of a page.
pub struct Remarks {
    pub open: Vec<RemarkLine>,
    pub settled: Vec<RemarkLine>,
    /// Whether this viewer may make and answer remarks now.
    pub may_remark: bool,
    pub typed: Typed,
}

#[derive(Default)]
pub struct RemarkLine {
    pub id: i64,
    pub who: String,
    pub at: String,
    pub quote: String,
    /// Whether the quoted passage no longer stands so.
    pub is_changed: bool,
    pub text: String,
    /// By which its buttons tell it from the others.
    pub beginning: String,
    pub answers: Vec<AnswerLine>,
    /// By whom and when it was settled.
    pub settled: String,
    pub may_settle: bool,
}

pub struct AnswerLine {
    pub who: String,
    pub at: String,
    pub text: String,
}

/// What was typed in one of the forms, to come back where it was refused.
#[derive(Default)]
pub struct Typed {
    /// The remark that was to be answered.
    pub to: Option<RemarkId>,
    pub quote: String,
    pub text: String,
    /// Why it was refused, or another form of the page.
    pub problems: Problems,
}

impl Remarks {
    /// The remarks on a version as this viewer sees them.
    pub fn new(
        viewer: &Viewer,
        version: &Version,
        remarks: Vec<Remark>,
        name: impl Fn(PersonId) -> String,
        today: Date,
    ) -> Remarks {
        let wording = Wording::of(version);
        let (settled, open): (Vec<_>, Vec<_>) =
            remarks.into_iter().partition(|remark| remark.settled.is_some());
        let lines = |remarks: Vec<Remark>| -> Vec<RemarkLine> {
            let line = |remark: Remark| RemarkLine {
                is_changed: !wording.holds(&remark.quote),
                may_settle: may_settle(viewer, version, remark.by),
                ..line(remark, &name, today)
            };
            remarks.into_iter().map(line).collect()
        };
        Remarks {
            open: lines(open),
            settled: lines(settled),
            may_remark: may_remark(viewer, version),
            typed: Typed::default(),
        }
    }

    /// Whether there is anything to see or to do.
    pub fn is_shown(&self) -> bool {
        self.may_remark || !self.open.is_empty() || !self.settled.is_empty()
    }

    /// Whether a new remark was refused.
    pub fn is_refused(&self) -> bool {
        self.typed.problems.is_at("quote") || self.typed.problems.is_at("remark")
    }

    /// Whether an answer to this remark was refused.
    pub fn is_refused_at(&self, line: &RemarkLine) -> bool {
        self.typed.problems.is_at(line.answer_field())
    }
}

impl RemarkLine {
    /// Where it is answered on the page.
    pub fn answer_field(&self) -> String {
        answer_field(RemarkId(self.id))
    }
}

fn answer_field(remark: RemarkId) -> String {
    format!("answer-{}", remark.0)
}

/// The field that a reason is about.
fn field_of(reason: &Refusal, to: Option<RemarkId>) -> String {
    match (reason, to) {
        (Refusal::QuoteTooLong(_) | Refusal::QuoteMissing | Refusal::QuoteTellsOf(..), _) => {
            "quote".to_owned()
        }
        (_, Some(remark)) => answer_field(remark),
        (_, None) => "remark".to_owned(),
    }
}

fn line(remark: Remark, name: &impl Fn(PersonId) -> String, today: Date) -> RemarkLine {
    let answers = remark.answers.into_iter().map(|answer| AnswerLine {
        who: name(answer.by),
        at: format::instant(answer.at, today),
        text: answer.text,
    });
    let settled = remark.settled.map(|(by, at)| format!("{} {}", name(by), format::instant(at, today)));
    RemarkLine {
        id: remark.id.0,
        who: name(remark.by),
        at: format::instant(remark.at, today),
        quote: remark.quote,
        beginning: remark.text.chars().take(20).collect(),
        text: remark.text,
        answers: answers.collect(),
        settled: settled.unwrap_or_default(),
        ..RemarkLine::default()
    }
}

/// A remark is made; what was refused comes back with all that was typed.
pub async fn remark(
    State(office): State<Office>,
    visit: Visit,
    Path(id): Path<i64>,
    mut form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let quote = form.fields.filled("quote")?.unwrap_or_default();
    let text = form.fields.text("remark")?;
    form.fields.end()?;
    let made =
        actions::remark(office.site.store(), &context, &visit.viewer, VersionId(id), &quote, &text).await;
    let typed = Typed { quote, text, ..Typed::default() };
    answered(&office, &visit, id, made.map(|remark| remark.0), typed).await
}

/// A remark is answered.
pub async fn answer(
    State(office): State<Office>,
    visit: Visit,
    Path((id, remark)): Path<(i64, i64)>,
    mut form: Form,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    let text = form.fields.text("answer")?;
    form.fields.end()?;
    let (store, to) = (office.site.store(), RemarkId(remark));
    let made = actions::answer_remark(store, &context, &visit.viewer, VersionId(id), to, &text).await;
    let typed = Typed { to: Some(to), text, ..Typed::default() };
    answered(&office, &visit, id, made.map(|()| remark), typed).await
}

/// Back to the remark, or to the page with the reasons why not. Where nothing may be remarked any
/// more there is no form to come back to: the page of the refusal shows what was typed.
async fn answered(
    office: &Office,
    visit: &Visit,
    id: i64,
    made: Result<i64, PublishingError>,
    typed: Typed,
) -> Outcome<Response> {
    match made {
        Ok(remark) => {
            Ok(done(visit, &format!("/office/drafts/{id}#remark-{remark}"), "批注已记下，经手的人都看得到。"))
        }
        Err(PublishingError::Refused(reasons)) if !reasons.iter().any(Refusal::is_final) => {
            let mut problems = Problems::default();
            reasons.iter().for_each(|reason| problems.push(&field_of(reason, typed.to), reason));
            let typed = Typed { problems, ..typed };
            let page = version::show(office, visit, VersionId(id), typed).await?;
            Ok(page.refused())
        }
        Err(other) => Err(other.into()),
    }
}

/// A remark is settled.
pub async fn settle(
    State(office): State<Office>,
    visit: Visit,
    Path((id, remark)): Path<(i64, i64)>,
    form: Form,
) -> Outcome<Response> {
    set_settled(&office, &visit, (id, remark), form, true).await
}

/// A remark is opened again.
pub async fn reopen(
    State(office): State<Office>,
    visit: Visit,
    Path((id, remark)): Path<(i64, i64)>,
    form: Form,
) -> Outcome<Response> {
    set_settled(&office, &visit, (id, remark), form, false).await
}

async fn set_settled(
    office: &Office,
    visit: &Visit,
    (id, remark): (i64, i64),
    form: Form,
    is_settled: bool,
) -> Outcome<Response> {
    let context = visit.context(&form.key);
    form.fields.end()?;
    let (store, version, remark) = (office.site.store(), VersionId(id), RemarkId(remark));
    actions::settle_remark(store, &context, &visit.viewer, version, remark, is_settled).await?;
    let told =
        if is_settled { "这条批注已标为处理好了。" } else { "这条批注重新打开了。" };
    let place = if is_settled { "remarks".to_owned() } else { format!("remark-{}", remark.0) };
    Ok(done(visit, &format!("/office/drafts/{id}#{place}"), told))
}
