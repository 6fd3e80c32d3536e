//! The steps of a report's way, from the buttons of its page.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use files::Files;
use store::{Context, Store};
use terms::{AcademicYear, Viewer};
use web::{Error, Fields, Form, Outcome, Path, Visit, done};

use super::report::{self, Refused};
use super::{Reports, path, year};
use crate::rules::refusal::Refusal;
use crate::{StatisticsError, actions};

/// A button's form, with whom and what it is about. An extractor.
pub struct Press {
    reports: Reports,
    visit: Visit,
    context: Context,
    fields: Fields,
    year: AcademicYear,
}

impl FromRequest<Reports> for Press {
    type Rejection = Error;

    async fn from_request(request: Request, reports: &Reports) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, reports).await?;
        let Path(address): Path<String> = Path::from_request_parts(&mut parts, reports).await?;
        let form = Form::from_request(Request::from_parts(parts, body), reports).await?;
        let context = visit.context(&form.key);
        Ok(Press { reports: reports.clone(), visit, context, fields: form.fields, year: year(&address)? })
    }
}

impl Press {
    fn store(&self) -> &Store {
        self.reports.site.store()
    }

    fn files(&self) -> &Files {
        self.reports.site.files()
    }

    fn viewer(&self) -> &Viewer {
        &self.visit.viewer
    }

    /// Refuses what was never asked for.
    fn end(&mut self) -> Outcome<()> {
        Ok(std::mem::take(&mut self.fields).end()?)
    }

    /// Takes the one text of the form.
    fn text(&mut self, name: &'static str) -> Outcome<String> {
        let text = self.fields.text(name)?;
        self.end()?;
        Ok(text)
    }

    /// The report once more, with the reasons at the field where its form asks for a text, or where they
    /// are mended. What no field can mend has a page of its own.
    async fn refused(&self, error: StatisticsError, field: &str, written: String) -> Outcome<Response> {
        let place = |reason: &Refusal| match reason {
            Refusal::OpinionMissing | Refusal::NoteTooLong(_) => field.to_owned(),
            reason => report::place(reason, self.year),
        };
        let problems = super::mendable(error, place)?;
        let contents = super::whole(&self.reports, &self.visit, self.year).await?;
        let refused = Refused { problems, written, ..Refused::default() };
        Ok(report::show(&self.reports, &self.visit, &contents, refused).await?.refused())
    }

    /// Back to the report, which says what was done.
    fn back(&self, told: &str) -> Outcome<Response> {
        Ok(done(&self.visit, &path(self.year), told))
    }
}

pub async fn note(mut press: Press) -> Outcome<Response> {
    let note = press.text("note")?;
    let noted = actions::note(press.store(), &press.context, press.viewer(), press.year, &note).await;
    if let Err(error) = noted {
        return press.refused(error, "note", note).await;
    }
    press.back("对提醒的说明已记下。")
}

pub async fn submit(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let (store, files, context) = (press.store(), press.files(), &press.context);
    if let Err(error) = actions::submit(store, files, context, press.viewer(), press.year).await {
        return press.refused(error, "", String::new()).await;
    }
    press.back("年报已送审，等校领导看。没批以前可以收回来改。")
}

pub async fn take_back(mut press: Press) -> Outcome<Response> {
    press.end()?;
    actions::take_back(press.store(), &press.context, press.viewer(), press.year).await?;
    press.back("年报收回来了，可以接着改。")
}

pub async fn approve(mut press: Press) -> Outcome<Response> {
    press.end()?;
    actions::approve(press.store(), press.files(), &press.context, press.viewer(), press.year).await?;
    press.back("年报已批准并封存，以后数字不再变。下一步由公开办起草发布。")
}

pub async fn return_(mut press: Press) -> Outcome<Response> {
    let opinion = press.text("opinion")?;
    let (store, context) = (press.store(), &press.context);
    let returned = actions::return_report(store, context, press.viewer(), press.year, &opinion).await;
    if let Err(error) = returned {
        return press.refused(error, "opinion", opinion).await;
    }
    press.back("年报已退回，公开办会看到你的意见。")
}

/// To the draft: from here it goes its way as every publication does.
pub async fn publish(mut press: Press) -> Outcome<Response> {
    press.end()?;
    let (store, files, intake) = (press.store(), press.files(), &press.reports.intake);
    let version = actions::publish(store, files, intake, &press.context, press.viewer(), press.year).await?;
    Ok(done(
        &press.visit,
        &format!("/office/drafts/{version}"),
        "年报已成了一份草稿，从这里起和别的信息一样送审、发布。",
    ))
}
