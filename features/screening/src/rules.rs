//! When a version may pass the secrecy review.

use terms::PersonId;
use thiserror::Error;

use crate::Finding;

/// What was answered to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It may stand; whoever answered so answers for it.
    Kept,
}

impl Answer {
    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Answer::Kept => "kept",
        }
    }
}

/// Why a version cannot pass.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotPassed {
    /// The reviewer wrote or edited the version.
    #[error("自己起草或改过的稿子要由别人做保密审查")]
    OwnWork,
    /// Findings without an answer, by their place in the list, from 1.
    #[error("第{}处还没有答复：改掉它，或者写明理由由你负责保留", list(.0))]
    Unanswered(Vec<usize>),
}

fn list(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

/// Whether this reviewer may pass a version with these findings. What the
/// machine could not read is a finding too, and needs an answer by name.
/// Review comes first, item by item: 保守国家秘密法实施条例 (2024), Article 42.
pub fn check_pass(
    reviewer: Option<PersonId>,
    workers: &[PersonId],
    findings: &[Finding],
) -> Result<(), Vec<NotPassed>> {
    let mut reasons = Vec::new();
    if reviewer.is_some_and(|reviewer| workers.contains(&reviewer)) {
        reasons.push(NotPassed::OwnWork);
    }
    let unanswered: Vec<usize> = (1..)
        .zip(findings)
        .filter(|(_, finding)| finding.needs_answer() && finding.answer.is_none())
        .map(|(number, _)| number)
        .collect();
    if !unanswered.is_empty() {
        reasons.push(NotPassed::Unanswered(unanswered));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::finding;

    #[test]
    fn nobody_passes_their_own_work_or_an_open_finding() {
        let (author, reviewer) = (PersonId(1), PersonId(2));
        assert_eq!(check_pass(Some(reviewer), &[author], &[]), Ok(()));
        assert_eq!(check_pass(Some(author), &[author], &[]), Err(vec![NotPassed::OwnWork]));
        let findings = [
            finding("info", None),
            finding("block", None),
            finding("warn", Some("kept")),
            finding("warn", None),
        ];
        let reasons = check_pass(Some(reviewer), &[author], &findings).unwrap_err();
        assert_eq!(reasons, [NotPassed::Unanswered(vec![2, 4])]);
        assert_eq!(reasons[0].to_string(), "第2、4处还没有答复：改掉它，或者写明理由由你负责保留");
    }
}
