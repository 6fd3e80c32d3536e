//! A button pressed on a version or a publication.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use store::{Context, Store};
use terms::{PublicationId, VersionId, Viewer};
use web::{Error, Fields, Form, Kind, Outcome, Path, Problems, Visit, done, format};

use super::remarks::Typed;
use super::{Office, version};
use crate::model::State;
use crate::{PublishingError, Refusal};

/// The button's form, with whom and what it is about. An extractor.
pub struct Press {
    pub office: Office,
    pub visit: Visit,
    pub context: Context,
    pub fields: Fields,
    id: i64,
}

impl FromRequest<Office> for Press {
    type Rejection = Error;

    async fn from_request(request: Request, office: &Office) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, office).await?;
        let Path(id) = Path::from_request_parts(&mut parts, office).await?;
        let form = Form::from_request(Request::from_parts(parts, body), office).await?;
        let context = visit.context(&form.key);
        Ok(Press { office: office.clone(), visit, context, fields: form.fields, id })
    }
}

impl Press {
    pub fn store(&self) -> &Store {
        self.office.site.store()
    }

    pub fn viewer(&self) -> &Viewer {
        &self.visit.viewer
    }

    /// The version of the address, on a version's page.
    pub fn version(&self) -> VersionId {
        VersionId(self.id)
    }

    /// The publication of the address, on a publication's page.
    pub fn publication(&self) -> PublicationId {
        PublicationId(self.id)
    }

    /// Refuses what was never asked for.
    pub fn end(&mut self) -> Outcome<()> {
        Ok(std::mem::take(&mut self.fields).end()?)
    }

    /// Takes the last text, empty where none was sent.
    pub fn last(&mut self, name: &str) -> Outcome<String> {
        let text = self.fields.optional(name)?.unwrap_or_default();
        self.end()?;
        Ok(text)
    }

    /// Back to the version's page, which says what was done.
    pub fn to_version(&self, told: String) -> Response {
        self.to(&format!("/office/drafts/{}", self.id), told)
    }

    /// To the desk: the matter has left it.
    pub fn to_desk(&self, told: String) -> Response {
        self.to("/office", told)
    }

    pub fn to(&self, path: &str, told: String) -> Response {
        done(&self.visit, path, told)
    }

    /// What was done to the version, and what comes next.
    pub async fn told(&self, what: &str) -> Outcome<String> {
        let mut reader = self.store().reader().await?;
        let version = crate::version(&mut reader, self.viewer(), self.version()).await?;
        let version = version.ok_or(Kind::NotFound)?;
        let next = match version.state {
            State::UnitReview => "现在等部门负责人审核。".to_owned(),
            State::SecrecyReview => "下一步是保密审查。".to_owned(),
            State::OfficeRelease => "下一步由公开办发布。".to_owned(),
            State::LeaderApproval => "还要校领导审批才会公开。".to_owned(),
            State::SpokespersonApproval => "还要新闻发言人审批才会公开。".to_owned(),
            State::Scheduled => {
                let at = version.scheduled_for.map(|at| format::instant(at, self.visit.today()));
                format!("{}自动公开。", at.unwrap_or_default())
            }
            State::Released => "现在人人按公开范围看得到。".to_owned(),
            State::Draft | State::Superseded | State::Discarded => String::new(),
        };
        Ok(format!("{}{what}。{next}", named(&version.content.title)))
    }

    /// The page of the version once more, with the reasons at the fields and all that was typed; `field`
    /// is where its form asks for a reason. What no form can mend has a page of its own.
    pub async fn refused(&self, error: PublishingError, field: &str) -> Outcome<Response> {
        let reasons = match error {
            PublishingError::Refused(reasons) if !reasons.iter().any(Refusal::is_final) => reasons,
            other => return Err(other.into()),
        };
        let version = self.version_shown().await?;
        let place = |reason: &Refusal| match (reason, reason.field()) {
            (Refusal::OpinionMissing, _) => "why".to_owned(),
            (Refusal::ReasonMissing, _) => field.to_owned(),
            (Refusal::TimePassed, _) => "at".to_owned(),
            (Refusal::BadMerge, _) => "into".to_owned(),
            (Refusal::LinkToItself, _) => "index_no".to_owned(),
            (_, draft) if draft.is_empty() => draft,
            // What the draft lacks is mended in its form.
            (_, draft) => format!("/office/drafts/{version}/edit#{draft}"),
        };
        let mut problems = Problems::default();
        reasons.iter().for_each(|reason| problems.push(&place(reason), reason));
        self.shown_with(version, problems).await
    }

    /// The same for a field that could not be read.
    pub async fn refused_at(&self, field: &str, words: String) -> Outcome<Response> {
        self.refused_for([(field, words)].into_iter().collect()).await
    }

    /// The same for these reasons.
    pub async fn refused_for(&self, problems: Problems) -> Outcome<Response> {
        let version = self.version_shown().await?;
        self.shown_with(version, problems).await
    }

    async fn shown_with(&self, version: VersionId, problems: Problems) -> Outcome<Response> {
        let typed = Typed { problems, ..Typed::default() };
        Ok(version::show(&self.office, &self.visit, version, typed).await?.refused())
    }

    /// The version on whose page the form stands.
    async fn version_shown(&self) -> Outcome<VersionId> {
        if !self.visit.path.starts_with("/office/publications/") {
            return Ok(self.version());
        }
        let mut reader = self.store().reader().await?;
        let found = crate::find(&mut reader, self.viewer(), self.publication()).await?;
        Ok(found.and_then(|found| found.live.or(found.working)).ok_or(Kind::NotFound)?)
    }

    /// What was done to the publication.
    pub async fn told_of_publication(&self, what: &str) -> Outcome<String> {
        let mut reader = self.store().reader().await?;
        let found = crate::find(&mut reader, self.viewer(), self.publication()).await?;
        Ok(format!("{}{what}", named(&found.map(|found| found.title).unwrap_or_default())))
    }
}

/// A title in its brackets; a sentence takes no whole page of it.
fn named(title: &str) -> String {
    let short: String = title.chars().take(40).collect();
    let dots = if title.chars().count() > 40 { "…" } else { "" };
    if title.is_empty() { "这一稿".to_owned() } else { format!("《{short}{dots}》") }
}
