//! When what was found is answered, and when a version may pass.

use terms::{PersonId, Role, Viewer};
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

/// Why something is not done to a version or a finding.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotPassed {
    /// The reviewer wrote or edited the version.
    #[error("自己起草或改过的稿子要由别人做保密审查")]
    OwnWork,
    /// Findings without an answer, by their place in the list, from 1.
    #[error("第{}处还没有答复：改掉它，或者写明理由由你负责保留", list(.0))]
    Unanswered(Vec<usize>),
    /// Findings that somebody wants to keep, and that nobody else has looked at.
    #[error("第{}处有人要保留，还要另一个人看过同意", list(.0))]
    Unconfirmed(Vec<usize>),
    /// Nobody has said that it may stand.
    #[error("第{}处还没有人写保留的理由", list(.0))]
    NothingToConfirm(Vec<usize>),
    /// One's own answer.
    #[error("保留的理由是你自己写的，要由另一个人看过同意")]
    OwnAnswer,
    /// Not one of those who may.
    #[error("同意保留要由保密审查员、公开办或校领导来做")]
    NotConfirmer,
    /// Only a leader may agree.
    #[error("第{}处要由校领导看过同意", list(.0))]
    LeaderOnly(Vec<usize>),
}

/// The rule of a list of aid or awards that is to stand before more than the school.
pub const AID_AUDIENCE: &str = "aid_audience";

/// What a finding about the audience is called.
pub(crate) const AUDIENCE: &str = "audience";
/// What a finding is called that is about two lists together.
pub const TOGETHER: &str = "together";

/// What a finding is about, in words, by its kind.
pub fn name_of(kind: &str) -> &str {
    match kind {
        AUDIENCE => "给谁看",
        TOGETHER => "和已公开的合起来",
        kind => pii::Kind::name_of(kind),
    }
}

/// Begins what is told of a rule of the school's own; what follows is why it was made.
pub(crate) const OWN: &str = "本校规则：";

fn list(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

/// Whether this reviewer may pass a version with these findings. What the
/// machine could not read is a finding too, and needs an answer by name.
/// Review comes first, item by item: 保守国家秘密法实施条例 (2024), Article 42.
/// What the reviewer themself keeps, another person still has to see before
/// the release ([`check_stand`]); what others want to keep, the reviewer must
/// have agreed to.
pub fn check_pass(
    reviewer: Option<PersonId>,
    workers: &[PersonId],
    findings: &[Finding],
) -> Result<(), Vec<NotPassed>> {
    let mut reasons = Vec::new();
    if reviewer.is_some_and(|reviewer| workers.contains(&reviewer)) {
        reasons.push(NotPassed::OwnWork);
    }
    let unanswered = numbers(findings, |one| one.answer.is_none());
    if !unanswered.is_empty() {
        reasons.push(NotPassed::Unanswered(unanswered));
    }
    let unseen = numbers(findings, |one| {
        let agreed = one.confirmed_by.is_some() || one.answered_by == reviewer;
        one.answer.is_some() && !agreed && !one.needs_leader()
    });
    if !unseen.is_empty() {
        reasons.push(NotPassed::Unconfirmed(unseen));
    }
    end(reasons)
}

/// Whether this viewer may agree that these findings of a version stand, each
/// with its place in the list, which somebody else wants to keep: the second
/// pair of eyes.
pub fn check_confirm(
    viewer: &Viewer,
    workers: &[PersonId],
    findings: &[(usize, &Finding)],
) -> Result<(), Vec<NotPassed>> {
    let me = viewer.person_id();
    let mut reasons = Vec::new();
    if ![Role::SecrecyReviewer, Role::Office, Role::Leader].iter().any(|role| viewer.has(*role)) {
        reasons.push(NotPassed::NotConfirmer);
    }
    if me.is_none_or(|me| workers.contains(&me)) {
        reasons.push(NotPassed::OwnWork);
    }
    let of = |so: &dyn Fn(&Finding) -> bool| -> Vec<usize> {
        findings.iter().filter(|(_, one)| so(one)).map(|(number, _)| *number).collect()
    };
    let unanswered = of(&|one| one.answer.is_none());
    if !unanswered.is_empty() {
        reasons.push(NotPassed::NothingToConfirm(unanswered));
    }
    if !of(&|one| one.answer.is_some() && one.answered_by == me).is_empty() {
        reasons.push(NotPassed::OwnAnswer);
    }
    let leaders = of(&Finding::needs_leader);
    if !leaders.is_empty() && !viewer.has(Role::Leader) {
        reasons.push(NotPassed::LeaderOnly(leaders));
    }
    end(reasons)
}

/// Whether a version may stand before its audience: everything that was found
/// and is no harmless note was kept by somebody by name, and seen by another.
pub fn check_stand(findings: &[Finding]) -> Result<(), Vec<NotPassed>> {
    let mut reasons = Vec::new();
    let unanswered = numbers(findings, |one| one.answer.is_none());
    if !unanswered.is_empty() {
        reasons.push(NotPassed::Unanswered(unanswered));
    }
    let unseen = |leader: bool| {
        numbers(findings, |one| {
            one.answer.is_some() && one.confirmed_by.is_none() && one.needs_leader() == leader
        })
    };
    let (others, leaders) = (unseen(false), unseen(true));
    if !others.is_empty() {
        reasons.push(NotPassed::Unconfirmed(others));
    }
    if !leaders.is_empty() {
        reasons.push(NotPassed::LeaderOnly(leaders));
    }
    end(reasons)
}

/// The places in the list, from 1, of the findings that need an answer and of which this is so.
fn numbers(findings: &[Finding], so: impl Fn(&Finding) -> bool) -> Vec<usize> {
    let open = |(_, finding): &(usize, &Finding)| finding.needs_answer() && so(finding);
    (1..).zip(findings).filter(open).map(|(number, _)| number).collect()
}

fn end(reasons: Vec<NotPassed>) -> Result<(), Vec<NotPassed>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{answered, finding, leaders};
    use terms::{Person, SchoolId};

    const AUTHOR: PersonId = PersonId(1);
    const REVIEWER: PersonId = PersonId(2);

    fn viewer(id: PersonId, roles: &[Role]) -> Viewer {
        let person = Person {
            id,
            name: String::new(),
            unit: None,
            is_staff: true,
            is_student: false,
            roles: roles.iter().map(|role| (*role, None)).collect(),
        };
        Viewer::person(SchoolId(1), person)
    }

    #[test]
    fn nobody_passes_their_own_work_or_an_open_finding() {
        assert_eq!(check_pass(Some(REVIEWER), &[AUTHOR], &[]), Ok(()));
        assert_eq!(check_pass(Some(AUTHOR), &[AUTHOR], &[]), Err(vec![NotPassed::OwnWork]));
        let findings = [
            finding("info"),
            finding("block"),
            answered("warn", REVIEWER, None),
            finding("warn"),
            answered("block", AUTHOR, None),
            answered("block", AUTHOR, Some(REVIEWER)),
        ];
        let reasons = check_pass(Some(REVIEWER), &[AUTHOR], &findings).unwrap_err();
        assert_eq!(reasons, [NotPassed::Unanswered(vec![2, 4]), NotPassed::Unconfirmed(vec![5])]);
        assert_eq!(reasons[0].to_string(), "第2、4处还没有答复：改掉它，或者写明理由由你负责保留");
        assert_eq!(reasons[1].to_string(), "第5处有人要保留，还要另一个人看过同意");
    }

    #[test]
    fn what_stays_was_seen_by_two() {
        let kept = [answered("block", REVIEWER, Some(PersonId(3))), finding("info")];
        assert_eq!(check_stand(&kept), Ok(()));
        let findings = [answered("block", REVIEWER, None), finding("warn"), leaders(AUTHOR)];
        let reasons = check_stand(&findings).unwrap_err();
        assert_eq!(
            reasons,
            [NotPassed::Unanswered(vec![2]), NotPassed::Unconfirmed(vec![1]), NotPassed::LeaderOnly(vec![3])]
        );
    }

    #[test]
    fn the_second_pair_of_eyes_is_another_one() {
        let confirm = |who: PersonId, role: Role, finding: &Finding| {
            check_confirm(&viewer(who, &[role]), &[AUTHOR], &[(4, finding)]).err().unwrap_or_default()
        };
        let kept = answered("block", REVIEWER, None);
        assert_eq!(confirm(PersonId(3), Role::Office, &kept), []);
        assert_eq!(confirm(PersonId(3), Role::Liaison, &kept), [NotPassed::NotConfirmer]);
        assert_eq!(confirm(REVIEWER, Role::SecrecyReviewer, &kept), [NotPassed::OwnAnswer]);
        assert_eq!(confirm(AUTHOR, Role::Office, &kept), [NotPassed::OwnWork]);
        assert_eq!(
            confirm(PersonId(3), Role::Office, &finding("block")),
            [NotPassed::NothingToConfirm(vec![4])]
        );
        assert_eq!(confirm(PersonId(3), Role::Office, &leaders(AUTHOR)), [NotPassed::LeaderOnly(vec![4])]);
        assert_eq!(confirm(PersonId(3), Role::Leader, &leaders(AUTHOR)), []);
    }
}
