//! What a change changed, in words: the history of an entry.

use terms::UnitId;

use super::Entry;

/// One thing that an entry says otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: `牵头单位`.
    pub label: &'static str,
    /// What it said; empty for nothing.
    pub before: String,
    /// What it says; empty for nothing.
    pub after: String,
}

/// What `after` says otherwise than `before`; of what was added, all it says.
/// `unit` answers with the name of a unit.
pub fn differences(
    before: Option<&Entry>,
    after: &Entry,
    unit: &impl Fn(UnitId) -> String,
) -> Vec<Difference> {
    let old = before.map(|entry| said(entry, unit));
    said(after, unit)
        .into_iter()
        .enumerate()
        .map(|(at, (label, after))| {
            let before = old.as_ref().map(|old| old[at].1.clone()).unwrap_or_default();
            Difference { label, before, after }
        })
        .filter(|difference| difference.before != difference.after)
        .collect()
}

/// Everything an entry says that can be changed, always in the same order.
fn said(entry: &Entry, unit: &impl Fn(UnitId) -> String) -> Vec<(&'static str, String)> {
    let units = |units: &[UnitId]| units.iter().map(|id| unit(*id)).collect::<Vec<_>>().join("、");
    let days = entry.publish_within.map(|days| match days {
        0 => "即时".to_owned(),
        days => format!("{days}个工作日内"),
    });
    vec![
        ("编号", entry.no.to_string()),
        ("名称", entry.shown_name().to_owned()),
        ("备注", entry.note.clone().unwrap_or_default()),
        ("牵头单位", entry.lead_unit.map(unit).unwrap_or_default()),
        ("协办单位", units(&entry.co_units)),
        ("公开范围", entry.audience.name().to_owned()),
        ("范围理由", entry.audience_reason.clone().unwrap_or_default()),
        ("更新要求", entry.due_sentence()),
        ("公开时限", days.unwrap_or_default()),
        ("公示期", entry.notice.as_ref().map(|notice| notice.sentence()).unwrap_or_default()),
        ("重要", if entry.is_important { "重要，要校领导审批" } else { "" }.to_owned()),
        ("不适用", entry.not_applicable.as_ref().map(|mark| mark.reason.clone()).unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{edition, no};

    #[test]
    fn a_change_is_told_by_what_it_changed() {
        let edition = edition();
        let before = edition.entry(no("37")).unwrap();
        let mut after = before.clone();
        after.lead_unit = Some(UnitId(3));
        after.local_name = Some("奖助".into());
        let name = |unit: UnitId| format!("单位{unit}");
        let told: Vec<_> = differences(Some(before), &after, &name)
            .into_iter()
            .map(|d| (d.label, d.before == before.shown_name(), d.after))
            .collect();
        assert_eq!(told, [("名称", true, "奖助".to_owned()), ("牵头单位", false, "单位3".to_owned())]);
        assert!(differences(Some(before), before, &name).is_empty());
        let added = differences(None, before, &name);
        assert!(added.iter().all(|d| d.before.is_empty()) && added.len() > 3);
    }
}
