//! A button pressed on a version or a publication.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use store::{Context, Store};
use terms::{PublicationId, VersionId, Viewer};
use web::{Error, Fields, Form, Outcome, Path, Visit, redirect};

use super::Office;

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

    /// Back to the version's page.
    pub fn to_version(&self) -> Response {
        self.to(&format!("/office/drafts/{}", self.id))
    }

    /// To the desk: the matter has left it.
    pub fn to_desk(&self) -> Response {
        self.to("/office")
    }

    pub fn to(&self, path: &str) -> Response {
        redirect(&self.visit, path)
    }
}
