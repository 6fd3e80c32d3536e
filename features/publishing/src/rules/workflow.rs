//! The way of a version: who may take which step from which state.
//!
//! ```text
//! draft ─> unit review ─> secrecy review ─> office release ─┬─────────────────────┬─> (scheduled) ─> released
//!   ^           │               │                │          └─> leader, spokesperson┘
//!   └───────────┴─ returned ────┴────────────────┘
//! ```
//! A version that is edited again is a draft again: every review is of that
//! very version.

use terms::{PersonId, Role, UnitId, Viewer};

use super::refusal::Refusal;
use crate::model::State;

/// What decides about a step.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Where the version stands.
    pub state: State,
    /// The unit that publishes.
    pub unit: UnitId,
    /// Everyone who wrote or edited it.
    pub workers: Vec<PersonId>,
    /// Who handed it over.
    pub submitted_by: Option<PersonId>,
    /// Whether a leader must approve it.
    pub is_important: bool,
    /// Whether the spokesperson must approve it.
    pub to_media: bool,
    /// Whether it takes the urgent way.
    pub is_urgent: bool,
}

/// Whether this viewer may write for a unit.
pub fn may_write(viewer: &Viewer, unit: UnitId) -> bool {
    viewer.has_for(Role::Liaison, unit) || viewer.has_for(Role::UnitHead, unit) || viewer.has(Role::Office)
}

/// Whether this viewer may see a version that is not released.
pub fn may_see(viewer: &Viewer, unit: UnitId) -> bool {
    may_write(viewer, unit) || viewer.sees_all_drafts()
}

/// Whether a draft may be edited by this viewer.
pub fn check_edit(viewer: &Viewer, facts: &Facts) -> Result<(), Vec<Refusal>> {
    check_writing(viewer, facts.state, facts.unit)
}

/// The same for a version in this state, of this unit.
pub fn check_writing(viewer: &Viewer, state: State, unit: UnitId) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if state != State::Draft {
        reasons.push(Refusal::WrongState(state, "改。要改请先收回或退回"));
    }
    if !may_write(viewer, unit) {
        reasons.push(Refusal::WrongPerson("起草和修改", "本部门的联络员、负责人或公开办"));
    }
    end(reasons)
}

/// Whether a draft may be handed over, and to whom it goes. A head who hands
/// over has passed it as head; an urgent one goes straight to the secrecy review.
pub fn check_submit(viewer: &Viewer, facts: &Facts) -> Result<State, Vec<Refusal>> {
    let mut reasons = Vec::new();
    if facts.state != State::Draft {
        reasons.push(Refusal::WrongState(facts.state, "送审"));
    }
    if !may_write(viewer, facts.unit) {
        reasons.push(Refusal::WrongPerson("送审", "本部门的联络员、负责人或公开办"));
    }
    end(reasons)?;
    let skips_unit = facts.is_urgent || viewer.has_for(Role::UnitHead, facts.unit);
    Ok(if skips_unit { State::SecrecyReview } else { State::UnitReview })
}

/// Whether the unit's head may pass it.
pub fn check_pass_unit(viewer: &Viewer, facts: &Facts) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if facts.state != State::UnitReview {
        reasons.push(Refusal::WrongState(facts.state, "做部门审核"));
    }
    if !viewer.has_for(Role::UnitHead, facts.unit) {
        reasons.push(Refusal::WrongPerson("部门审核", "本部门负责人"));
    }
    if is_worker(viewer, facts) {
        reasons.push(Refusal::OwnWork("审核"));
    }
    end(reasons)
}

/// Whether this viewer may do the secrecy review. Findings are asked beside.
pub fn check_secrecy(viewer: &Viewer, facts: &Facts) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if facts.state != State::SecrecyReview {
        reasons.push(Refusal::WrongState(facts.state, "做保密审查"));
    }
    if !viewer.has(Role::SecrecyReviewer) {
        reasons.push(Refusal::WrongPerson("保密审查", "保密审查员"));
    }
    end(reasons)
}

/// Whether this viewer may say of something found that it may stand: whoever
/// writes the version, until it is with the reviewer; the secrecy reviewer,
/// whose turn it is then; and either, of what stands already.
pub fn check_answer(viewer: &Viewer, facts: &Facts) -> Result<(), Vec<Refusal>> {
    let writes = may_write(viewer, facts.unit);
    let reviews = viewer.has(Role::SecrecyReviewer);
    let (may, who) = match facts.state {
        State::Draft | State::UnitReview => (writes, "本部门的联络员、负责人或公开办"),
        State::SecrecyReview => (reviews, "保密审查员"),
        State::Released | State::Superseded => {
            (writes || reviews, "本部门的联络员、负责人、公开办或保密审查员")
        }
        other => return Err(vec![Refusal::WrongState(other, "答复提示")]),
    };
    let mut reasons = Vec::new();
    if !may {
        reasons.push(Refusal::WrongPerson("答复提示", who));
    }
    if facts.state == State::SecrecyReview && is_worker(viewer, facts) {
        reasons.push(Refusal::Screening(screening::NotPassed::OwnWork));
    }
    end(reasons)
}

/// Whether it is the time for somebody else to agree that what was found stands:
/// from the secrecy review on.
pub fn check_confirm(facts: &Facts) -> Result<(), Vec<Refusal>> {
    match facts.state {
        State::Draft | State::UnitReview | State::Discarded => {
            Err(vec![Refusal::WrongState(facts.state, "同意保留")])
        }
        _ => Ok(()),
    }
}

/// Whether the office may pass it, and to whom it goes; `None`: it may be released.
pub fn check_release(viewer: &Viewer, facts: &Facts) -> Result<Option<State>, Vec<Refusal>> {
    let mut reasons = Vec::new();
    if facts.state != State::OfficeRelease {
        reasons.push(Refusal::WrongState(facts.state, "发布"));
    }
    if !viewer.has(Role::Office) {
        reasons.push(Refusal::WrongPerson("发布", "信息公开办公室"));
    }
    if is_worker(viewer, facts) || facts.submitted_by == viewer.person_id() {
        reasons.push(Refusal::OwnWork("发布"));
    }
    end(reasons)?;
    Ok(next_approval(facts, State::OfficeRelease))
}

/// Who must approve after this state, where the urgent way is not taken.
pub fn next_approval(facts: &Facts, after: State) -> Option<State> {
    if facts.is_urgent {
        return None;
    }
    match after {
        State::OfficeRelease if facts.is_important => Some(State::LeaderApproval),
        State::OfficeRelease | State::LeaderApproval if facts.to_media => Some(State::SpokespersonApproval),
        _ => None,
    }
}

/// Whether this viewer may approve what is important or goes to the media.
pub fn check_approve(viewer: &Viewer, facts: &Facts) -> Result<Option<State>, Vec<Refusal>> {
    let mut reasons = Vec::new();
    let (role, who) = match facts.state {
        State::LeaderApproval => (Role::Leader, "校领导"),
        State::SpokespersonApproval => (Role::Spokesperson, "新闻发言人"),
        other => return Err(vec![Refusal::WrongState(other, "审批")]),
    };
    if !viewer.has(role) {
        reasons.push(Refusal::WrongPerson("审批", who));
    }
    if is_worker(viewer, facts) {
        reasons.push(Refusal::OwnWork("审批"));
    }
    end(reasons)?;
    Ok(next_approval(facts, facts.state))
}

/// Whether this viewer, whose turn it is, may return it with an opinion.
pub fn check_return(viewer: &Viewer, facts: &Facts, opinion: &str) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    let turn = match facts.state {
        State::UnitReview => viewer.has_for(Role::UnitHead, facts.unit),
        State::SecrecyReview => viewer.has(Role::SecrecyReviewer),
        State::OfficeRelease | State::Scheduled => viewer.has(Role::Office),
        State::LeaderApproval => viewer.has(Role::Leader),
        State::SpokespersonApproval => viewer.has(Role::Spokesperson),
        other => return Err(vec![Refusal::WrongState(other, "退回")]),
    };
    if !turn {
        reasons.push(Refusal::WrongPerson("退回", "正在审它的人"));
    }
    if opinion.trim().is_empty() {
        reasons.push(Refusal::OpinionMissing);
    }
    end(reasons)
}

/// Whether whoever handed it over may take it back.
pub fn check_take_back(viewer: &Viewer, facts: &Facts) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if facts.state == State::Draft || !facts.state.is_open() {
        reasons.push(Refusal::WrongState(facts.state, "收回"));
    }
    if !may_write(viewer, facts.unit) {
        reasons.push(Refusal::WrongPerson("收回", "本部门的联络员、负责人或公开办"));
    }
    end(reasons)
}

/// Whether a draft may be given up.
pub fn check_discard(viewer: &Viewer, facts: &Facts) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if facts.state != State::Draft {
        reasons.push(Refusal::WrongState(facts.state, "放弃"));
    }
    if !may_write(viewer, facts.unit) {
        reasons.push(Refusal::WrongPerson("放弃", "本部门的联络员、负责人或公开办"));
    }
    end(reasons)
}

/// Whether the office may withdraw something, with a reason.
pub fn check_withdraw(viewer: &Viewer, is_live: bool, reason: &str) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if !is_live {
        reasons.push(Refusal::NotLive);
    }
    if !viewer.has(Role::Office) {
        reasons.push(Refusal::WrongPerson("撤下", "信息公开办公室"));
    }
    if reason.trim().is_empty() {
        reasons.push(Refusal::ReasonMissing);
    }
    end(reasons)
}

/// Whether an urgent release may be approved afterwards: by a leader other
/// than who released it and who wrote it.
pub fn check_approve_afterwards(
    viewer: &Viewer,
    awaits: bool,
    released_by: Option<PersonId>,
    workers: &[PersonId],
) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if !awaits {
        reasons.push(Refusal::NothingToApprove);
    }
    if !viewer.has(Role::Leader) {
        reasons.push(Refusal::WrongPerson("事后审批", "校领导"));
    }
    let own = viewer.person_id().is_some_and(|me| workers.contains(&me) || released_by == Some(me));
    if own {
        reasons.push(Refusal::OwnWork("审批"));
    }
    end(reasons)
}

fn is_worker(viewer: &Viewer, facts: &Facts) -> bool {
    viewer.person_id().is_some_and(|me| facts.workers.contains(&me))
}

fn end(reasons: Vec<Refusal>) -> Result<(), Vec<Refusal>> {
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::{Person, SchoolId};

    const UNIT: UnitId = UnitId(7);
    const AUTHOR: PersonId = PersonId(1);

    fn viewer(id: i64, roles: &[(Role, Option<UnitId>)]) -> Viewer {
        let person = Person {
            id: PersonId(id),
            name: String::new(),
            unit: Some(UNIT),
            is_staff: true,
            is_student: false,
            roles: roles.to_vec(),
        };
        Viewer::person(SchoolId(1), person)
    }

    fn facts(state: State) -> Facts {
        Facts {
            state,
            unit: UNIT,
            workers: vec![AUTHOR],
            submitted_by: Some(AUTHOR),
            is_important: false,
            to_media: false,
            is_urgent: false,
        }
    }

    /// Every step from every state by every role: only the named ones may.
    #[test]
    fn only_the_right_role_takes_the_right_step() {
        type Step = fn(&Viewer, &Facts) -> bool;
        type Allowed = &'static [(State, &'static [Role])];
        const WRITERS: &[Role] = &[Role::Liaison, Role::UnitHead, Role::Office];
        let table: [(&str, Step, Allowed); 6] = [
            ("edit", |v, f| check_edit(v, f).is_ok(), &[(State::Draft, WRITERS)]),
            ("submit", |v, f| check_submit(v, f).is_ok(), &[(State::Draft, WRITERS)]),
            ("unit", |v, f| check_pass_unit(v, f).is_ok(), &[(State::UnitReview, &[Role::UnitHead])]),
            (
                "secrecy",
                |v, f| check_secrecy(v, f).is_ok(),
                &[(State::SecrecyReview, &[Role::SecrecyReviewer])],
            ),
            ("release", |v, f| check_release(v, f).is_ok(), &[(State::OfficeRelease, &[Role::Office])]),
            (
                "approve",
                |v, f| check_approve(v, f).is_ok(),
                &[
                    (State::LeaderApproval, &[Role::Leader]),
                    (State::SpokespersonApproval, &[Role::Spokesperson]),
                ],
            ),
        ];
        for (name, step, allowed) in table {
            for state in State::ALL {
                for role in Role::ALL {
                    let unit = matches!(role, Role::Liaison | Role::UnitHead).then_some(UNIT);
                    let may = step(&viewer(2, &[(role, unit)]), &facts(state));
                    let expected =
                        allowed.iter().any(|(from, roles)| *from == state && roles.contains(&role));
                    assert_eq!(may, expected, "{name} by {role:?} from {state:?}");
                }
            }
        }
    }

    #[test]
    fn nobody_reviews_their_own_work() {
        let all: Vec<_> = Role::ALL
            .into_iter()
            .map(|role| (role, matches!(role, Role::Liaison | Role::UnitHead).then_some(UNIT)))
            .collect();
        let author = viewer(AUTHOR.0, &all);
        assert_eq!(check_pass_unit(&author, &facts(State::UnitReview)), Err(vec![Refusal::OwnWork("审核")]));
        assert_eq!(check_release(&author, &facts(State::OfficeRelease)), Err(vec![Refusal::OwnWork("发布")]));
        assert_eq!(
            check_approve(&author, &facts(State::LeaderApproval)),
            Err(vec![Refusal::OwnWork("审批")])
        );
    }

    #[test]
    fn another_units_head_is_nobody_here() {
        let head = viewer(2, &[(Role::UnitHead, Some(UnitId(8)))]);
        assert!(check_pass_unit(&head, &facts(State::UnitReview)).is_err());
        assert!(!may_see(&head, UNIT));
    }

    #[test]
    fn importance_and_media_lengthen_the_way_and_urgency_shortens_it() {
        let office = viewer(2, &[(Role::Office, None)]);
        let mut important = facts(State::OfficeRelease);
        important.is_important = true;
        important.to_media = true;
        assert_eq!(check_release(&office, &important), Ok(Some(State::LeaderApproval)));
        important.state = State::LeaderApproval;
        let leader = viewer(3, &[(Role::Leader, None)]);
        assert_eq!(check_approve(&leader, &important), Ok(Some(State::SpokespersonApproval)));
        important.state = State::SpokespersonApproval;
        let spokesperson = viewer(4, &[(Role::Spokesperson, None)]);
        assert_eq!(check_approve(&spokesperson, &important), Ok(None));
        important.is_urgent = true;
        important.state = State::Draft;
        let liaison = viewer(AUTHOR.0, &[(Role::Liaison, Some(UNIT))]);
        assert_eq!(
            check_submit(&liaison, &important),
            Ok(State::SecrecyReview),
            "never past the secrecy review"
        );
        important.state = State::OfficeRelease;
        assert_eq!(check_release(&office, &important), Ok(None));
    }

    /// Who may give back, take back or give up, from every state.
    #[test]
    fn the_ways_back_are_for_those_whose_turn_it_is() {
        const WRITERS: &[Role] = &[Role::Liaison, Role::UnitHead, Role::Office];
        for state in State::ALL {
            let returning: &[Role] = match state {
                State::UnitReview => &[Role::UnitHead],
                State::SecrecyReview => &[Role::SecrecyReviewer],
                State::OfficeRelease | State::Scheduled => &[Role::Office],
                State::LeaderApproval => &[Role::Leader],
                State::SpokespersonApproval => &[Role::Spokesperson],
                State::Draft | State::Released | State::Superseded | State::Discarded => &[],
            };
            let taking = if state.is_open() && state != State::Draft { WRITERS } else { &[] };
            let giving_up = if state == State::Draft { WRITERS } else { &[] };
            for role in Role::ALL {
                let unit = matches!(role, Role::Liaison | Role::UnitHead).then_some(UNIT);
                let (viewer, facts) = (viewer(2, &[(role, unit)]), facts(state));
                let may = [
                    check_return(&viewer, &facts, "请补上附件").is_ok(),
                    check_take_back(&viewer, &facts).is_ok(),
                    check_discard(&viewer, &facts).is_ok(),
                ];
                let expected = [returning, taking, giving_up].map(|roles| roles.contains(&role));
                assert_eq!(may, expected, "return, take back, discard by {role:?} from {state:?}");
            }
        }
        let head = viewer(2, &[(Role::UnitHead, Some(UNIT))]);
        let told = check_return(&head, &facts(State::UnitReview), " ").unwrap_err();
        assert_eq!(told, [Refusal::OpinionMissing]);
    }

    #[test]
    fn a_head_who_hands_over_has_passed_it() {
        let head = viewer(2, &[(Role::UnitHead, Some(UNIT))]);
        assert_eq!(check_submit(&head, &facts(State::Draft)), Ok(State::SecrecyReview));
        let liaison = viewer(3, &[(Role::Liaison, Some(UNIT))]);
        assert_eq!(check_submit(&liaison, &facts(State::Draft)), Ok(State::UnitReview));
    }

    #[test]
    fn whoever_handed_it_over_does_not_release_it() {
        let mut facts = facts(State::OfficeRelease);
        facts.workers = vec![PersonId(5)];
        let office = viewer(AUTHOR.0, &[(Role::Office, None)]);
        assert_eq!(check_release(&office, &facts), Err(vec![Refusal::OwnWork("发布")]));
        (facts.workers, facts.submitted_by) = (vec![AUTHOR], Some(PersonId(5)));
        assert_eq!(check_release(&office, &facts), Err(vec![Refusal::OwnWork("发布")]));
    }

    #[test]
    fn what_stands_is_withdrawn_by_the_office_with_a_reason() {
        let office = viewer(2, &[(Role::Office, None)]);
        assert_eq!(check_withdraw(&office, true, "有误"), Ok(()));
        assert_eq!(check_withdraw(&office, false, "有误"), Err(vec![Refusal::NotLive]));
        assert_eq!(check_withdraw(&office, true, " "), Err(vec![Refusal::ReasonMissing]));
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Office) {
            assert!(check_withdraw(&viewer(2, &[(role, None)]), true, "有误").is_err(), "{role:?}");
        }
    }

    #[test]
    fn an_urgent_release_is_approved_by_a_leader_who_had_no_part_in_it() {
        let leader = viewer(2, &[(Role::Leader, None)]);
        let (office, workers) = (Some(PersonId(3)), [AUTHOR]);
        assert_eq!(check_approve_afterwards(&leader, true, office, &workers), Ok(()));
        let told = |awaits, by, workers: &[PersonId]| check_approve_afterwards(&leader, awaits, by, workers);
        assert_eq!(told(false, office, &workers), Err(vec![Refusal::NothingToApprove]));
        assert_eq!(told(true, leader.person_id(), &workers), Err(vec![Refusal::OwnWork("审批")]));
        assert_eq!(told(true, office, &[PersonId(2)]), Err(vec![Refusal::OwnWork("审批")]));
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Leader) {
            let other = viewer(2, &[(role, None)]);
            assert!(check_approve_afterwards(&other, true, office, &workers).is_err(), "{role:?}");
        }
    }

    #[test]
    fn drafts_are_seen_by_their_unit_and_by_those_who_see_all() {
        for role in Role::ALL {
            let own = viewer(2, &[(role, Some(UNIT))]);
            let other = viewer(2, &[(role, Some(UnitId(8)))]);
            let sees_all = matches!(
                role,
                Role::Office | Role::SecrecyReviewer | Role::Supervisor | Role::Leader | Role::Spokesperson
            );
            let writes = matches!(role, Role::Liaison | Role::UnitHead);
            assert_eq!(may_see(&own, UNIT), sees_all || writes, "{role:?}");
            assert_eq!(may_see(&other, UNIT), sees_all, "{role:?} elsewhere");
        }
        assert!(!may_see(&viewer(2, &[]), UNIT));
        assert!(!may_see(&Viewer::public(SchoolId(1)), UNIT));
    }

    #[test]
    fn refusals_come_all_together() {
        let student = viewer(9, &[]);
        assert_eq!(check_withdraw(&student, false, " ").unwrap_err().len(), 3);
        assert_eq!(check_return(&student, &facts(State::UnitReview), "").unwrap_err().len(), 2);
    }
}
