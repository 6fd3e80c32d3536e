//! What two people wrote in one draft, side by side.

use store::Connection;
use terms::UnitId;
use web::{Outcome, Visit, format};

use super::channels;
use super::form::written;
use crate::KnownChannel;
use crate::kinds;
use crate::model::Content;

/// A field in which two contents differ.
pub struct Difference {
    /// What the form calls it.
    pub label: String,
    /// What stood there, or what somebody else saved.
    pub theirs: String,
    /// What stands there now, or what was written here.
    pub mine: String,
}

/// Every field in which what somebody saved differs from what was written here.
pub async fn differences(
    c: &mut Connection,
    visit: &Visit,
    channels: &[KnownChannel],
    theirs: &Content,
    mine: &Content,
) -> Outcome<Vec<Difference>> {
    let theirs = told(c, visit, channels, theirs).await?;
    let mine = told(c, visit, channels, mine).await?;
    let said = |told: &[(String, String)], label: &str| {
        told.iter().find(|(name, _)| name == label).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let mut labels: Vec<&String> = theirs.iter().map(|(label, _)| label).collect();
    labels
        .extend(mine.iter().map(|(label, _)| label).filter(|label| theirs.iter().all(|(l, _)| l != *label)));
    let all = labels.into_iter().map(|label| Difference {
        theirs: said(&theirs, label),
        mine: said(&mine, label),
        label: label.clone(),
    });
    Ok(all.filter(|one| one.theirs != one.mine).collect())
}

/// Everything that a content says, field by field, in words.
async fn told(
    c: &mut Connection,
    visit: &Visit,
    known: &[KnownChannel],
    content: &Content,
) -> Outcome<Vec<(String, String)>> {
    let entry = match content.entry {
        Some(id) => catalogue::placed_on(c, &visit.viewer, id, visit.today()).await?,
        None => None,
    };
    let day = |day: Option<jiff::civil::Date>| day.map(format::long_day).unwrap_or_default();
    let kind = kinds::kind(&content.kind);
    let mut told: Vec<(String, String)> = [
        ("标题", content.title.clone()),
        ("正文", documents::html::to_text(&documents::html::clean(&content.body_html).html)),
        ("发布部门", unit(c, visit, content.unit).await?),
        ("公开事项", entry.map(|placed| placed.entry.shown_name().to_owned()).unwrap_or_default()),
        ("信息类型", kind.map(|kind| kind.name.clone()).unwrap_or_default()),
        ("公开范围", content.audience.name().to_owned()),
        ("体裁", content.information.name().to_owned()),
        ("分类", super::version::sorting(content)),
        ("文号", content.document_no.clone().unwrap_or_default()),
        ("生成日期", day(content.made_on)),
        ("关键词", content.keywords.join("、")),
        ("公开渠道", channels::names(known, &content.channels)),
        ("公示", super::version::notice_days(content)),
        ("受理异议", content.notice.receiver.clone()),
        ("异议联系", content.notice.contact.clone()),
        ("名单撤下", day(content.expires_on)),
        ("重要", if content.is_important { "是" } else { "" }.to_owned()),
        ("改动或范围说明", content.change_note.clone()),
    ]
    .into_iter()
    .map(|(label, text)| (label.to_owned(), text))
    .collect();
    let fields = kind.into_iter().flat_map(|kind| &kind.fields);
    told.extend(fields.map(|field| (field.label.clone(), written(content.fields.get(&field.name)))));
    Ok(told)
}

async fn unit(c: &mut Connection, visit: &Visit, id: UnitId) -> Outcome<String> {
    let unit = schools::unit(c, visit.school(), id).await?;
    Ok(unit.map(|unit| unit.name).unwrap_or_default())
}
