//! The guide (信息公开指南), made from the settings.

use askama::Template;
use axum::extract::State;
use schools::{Contact, GuideTexts};
use web::{Depends, Kind, Outcome, Page, Shell, Visit};

use super::{Portal, shell};
use crate::parts;

#[derive(Template)]
#[template(path = "portal/guide.html")]
struct GuidePage {
    shell: Shell,
    guide: GuideTexts,
    office: Contact,
    supervision: Contact,
    categories: Vec<(u8, String)>,
    /// What is said of publishing.
    published: Vec<String>,
    /// What is said of answers.
    answers: Vec<String>,
}

pub async fn page(State(portal): State<Portal>, visit: Visit) -> Outcome<Page> {
    let mut reader = portal.site.store().reader().await?;
    let school = schools::find(&mut reader, visit.school()).await?.ok_or(Kind::NotFound)?;
    let guide = school.settings.guide;
    let written = |texts: &[&String]| {
        texts.iter().filter(|text| !text.is_empty()).map(|text| (*text).clone()).collect()
    };
    let page = GuidePage {
        published: written(&[&guide.where_to_find, &guide.time_limits, &guide.arrangement, &guide.withheld]),
        answers: written(&[&guide.answer_time, &guide.answer_kinds, &guide.fees]),
        guide,
        office: school.settings.office,
        supervision: school.settings.supervision,
        categories: (1..=10).map(|number| (number, parts::category_name(number))).collect(),
        shell: shell(&mut reader, &portal, &visit, "guide").await?,
    };
    Ok(Page::render(&page, &visit)?.keep(Depends::on([crate::keys::school(visit.school().0)])))
}
