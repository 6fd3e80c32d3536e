//! What the demo's publications say, with their days and words filled in.

use jiff::civil::DateTime;
use publishing::{Content, NoticeTerms, PublishingError};
use terms::{Audience, Block, InformationKind};

use super::catalogue::Entries;
use super::content::{NoticeRow, Publication};
use super::fill::Filling;

/// What a publication of the demo says on the day of its release.
pub fn content(
    filling: &Filling<'_>,
    entries: &Entries,
    at: DateTime,
    one: &Publication,
) -> Result<Content, PublishingError> {
    let unit = filling.unit(&one.unit).map_err(|_| PublishingError::Missing)?;
    let day = at.date();
    let period = one.notice.as_ref().and_then(NoticeRow::period);
    let to = period.and_then(|(days, unit)| filling.days.notice_end(day, days, unit));
    let text = |text: &str| filling.days.fill(text, day, to, &one.words);
    let fields = one.fields.iter().map(|(name, value)| (name.clone(), filled(value, &text))).collect();
    let title = text(&one.title);
    let entry = entries.of(unit, one.entry, &title);
    let audience = Audience::from_name(&one.audience).unwrap_or(Audience::Public);
    let (receiver, contact) = match &one.notice {
        Some(notice) => {
            let contact = text(&notice.contact);
            let receiver = contact.split(['，', '；']).next().unwrap_or_default().to_owned();
            (receiver, contact)
        }
        None => (String::new(), String::new()),
    };
    Ok(Content {
        title,
        body_html: text(&one.body_html),
        unit,
        entry: entry.map(|(id, _)| id),
        category: entry.map_or(10, |(_, category)| category),
        kind: one.form.clone().unwrap_or_else(|| "general".to_owned()),
        information: InformationKind::from_name(&one.kind).unwrap_or(InformationKind::Listings),
        block: one.block.as_deref().and_then(Block::from_name),
        audience,
        document_no: Some(text(&one.document_no)).filter(|number| !number.is_empty()),
        made_on: Some(filling.days.working(day, -i64::from(one.made_wd))),
        fields,
        keywords: one.keywords.clone(),
        channels: one.channels.iter().map(|code| code.as_str().into()).collect(),
        tags: openness(one),
        notice: NoticeTerms {
            days: period.map(|(days, _)| days),
            unit: period.map(|(_, unit)| unit),
            receiver,
            contact,
            from: None,
            to: None,
        },
        expires_on: None,
        is_important: one.important,
        change_note: if audience == Audience::Public {
            String::new()
        } else {
            "只涉及校内师生，在校内公开".into()
        },
    })
}

fn filled(value: &serde_json::Value, text: &dyn Fn(&str) -> String) -> serde_json::Value {
    match value {
        serde_json::Value::String(one) => text(one).into(),
        serde_json::Value::Array(list) => list.iter().map(|one| filled(one, text)).collect(),
        other => other.clone(),
    }
}

/// Which of the 五公开 a publication is, by what kind of thing it is; the further taxonomies are
/// left to what its category proposes.
fn openness(one: &Publication) -> Vec<String> {
    let terms: &[&str] = match one.form.as_deref().unwrap_or_default() {
        "rule" | "consultation" | "meeting" => &["决策公开"],
        "budget" | "fees" => &["管理公开"],
        "accounts" => &["管理公开", "结果公开"],
        "service_guide" => &["服务公开"],
        "procurement" | "recruitment" | "admission_plan" => &["执行公开"],
        "procurement_result" | "admission_scores" | "cadre_notice" | "public_notice" => &["结果公开"],
        _ => &[],
    };
    terms.iter().map(|term| (*term).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::content::publications;
    use crate::demo::days::Days;
    use publishing::kinds;

    /// A publication of the demo that names a kind fills the kind's fields.
    #[test]
    fn every_publication_fits_the_kind_it_names() {
        let days = Days::new(jiff::civil::date(2026, 11, 24), &::calendar::Calendar::official());
        let mut wrong = Vec::new();
        for one in publications() {
            let Some(form) = &one.form else { continue };
            let Some(kind) = kinds::kind(form) else {
                wrong.push(format!("{}: no kind {form}", one.key));
                continue;
            };
            let text = |text: &str| days.fill(text, days.today, None, &one.words);
            let fields =
                one.fields.iter().map(|(name, value)| (name.clone(), filled(value, &text))).collect();
            if let Err(refusals) = kinds::check(kind, &fields) {
                let told: Vec<_> = refusals.iter().map(ToString::to_string).collect();
                wrong.push(format!("{} ({form}): {}", one.key, told.join(" ")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
