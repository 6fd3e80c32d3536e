//! The way of a report: written by the office, approved by a leader, frozen, published.

use jiff::civil::Date;
use terms::{AcademicYear, PersonId, Role, Viewer};

use super::outline::Outline;
use super::refusal::Refusal;

/// Where a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The office writes.
    Drafting,
    /// A leader reads.
    Submitted,
    /// Approved: text, figures and records are sealed.
    Frozen,
}

impl State {
    const ALL: [(State, &str, &str); 3] = [
        (State::Drafting, "drafting", "起草中"),
        (State::Submitted, "submitted", "等校领导审批"),
        (State::Frozen, "frozen", "已批准"),
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The state of a database word.
    pub fn from_code(code: &str) -> Option<State> {
        Self::ALL.iter().find(|row| row.1 == code).map(|row| row.0)
    }

    /// The Chinese word.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].2
    }

    fn must_be(self, state: State, verb: &'static str) -> Option<Refusal> {
        (self != state).then(|| Refusal::WrongState(self.name(), verb))
    }
}

/// Who may see reports that are not published.
pub fn may_see(viewer: &Viewer) -> bool {
    [Role::Office, Role::Leader, Role::Supervisor].iter().any(|role| viewer.has(*role))
}

/// Who may write.
pub fn may_write(viewer: &Viewer) -> bool {
    viewer.has(Role::Office)
}

fn all(reasons: [Option<Refusal>; 2]) -> Result<(), Vec<Refusal>> {
    let reasons: Vec<_> = reasons.into_iter().flatten().collect();
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

fn not_the_office(viewer: &Viewer, what: &'static str) -> Option<Refusal> {
    (!may_write(viewer)).then_some(Refusal::WrongPerson(what, "信息公开办公室"))
}

/// Whether the viewer may begin the report of a year, and with which outline.
///
/// # Errors
/// All reasons why not.
pub fn check_begin(
    viewer: &Viewer,
    outline: Option<&'static Outline>,
    year: AcademicYear,
    today: Date,
) -> Result<&'static Outline, Vec<Refusal>> {
    let future = (today < year.first_day()).then(|| Refusal::YearNotBegun(year.label()));
    let reasons = all([not_the_office(viewer, "写年报"), future]);
    match (outline, reasons) {
        (Some(outline), Ok(())) => Ok(outline),
        (None, Ok(())) => Err(vec![Refusal::NoSuchOutline]),
        (Some(_), Err(reasons)) => Err(reasons),
        (None, Err(mut reasons)) => {
            reasons.push(Refusal::NoSuchOutline);
            Err(reasons)
        }
    }
}

/// Whether the viewer may write in the report now.
///
/// # Errors
/// All reasons why not.
pub fn check_write(viewer: &Viewer, state: State) -> Result<(), Vec<Refusal>> {
    all([not_the_office(viewer, "写年报"), state.must_be(State::Drafting, "改")])
}

/// Whether the viewer may take the report back from the leader.
///
/// # Errors
/// All reasons why not.
pub fn check_take_back(viewer: &Viewer, state: State) -> Result<(), Vec<Refusal>> {
    all([not_the_office(viewer, "收回年报"), state.must_be(State::Submitted, "收回")])
}

/// Whether the viewer may approve or return the report. Nobody approves what they handed in
/// themselves.
///
/// # Errors
/// All reasons why not.
pub fn check_approve(
    viewer: &Viewer,
    state: State,
    submitted_by: Option<PersonId>,
) -> Result<(), Vec<Refusal>> {
    let is_leader = viewer.has(Role::Leader) && viewer.person_id().is_some_and(|me| Some(me) != submitted_by);
    let wrong = (!is_leader).then_some(Refusal::WrongPerson("审批年报", "送批人以外的校领导"));
    all([wrong, state.must_be(State::Submitted, "审批")])
}

/// Whether the viewer may make the frozen report a publication, once.
///
/// # Errors
/// All reasons why not.
pub fn check_publish(viewer: &Viewer, state: State, is_published: bool) -> Result<(), Vec<Refusal>> {
    all([
        not_the_office(viewer, "公开年报"),
        state.must_be(State::Frozen, "公开").or(is_published.then_some(Refusal::AlreadyPublished)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::{Person, SchoolId};

    fn viewer(id: i64, roles: &[Role]) -> Viewer {
        let person = Person {
            id: PersonId(id),
            name: "某".into(),
            unit: None,
            is_staff: true,
            is_student: false,
            roles: roles.iter().map(|role| (*role, None)).collect(),
        };
        Viewer::person(SchoolId(1), person)
    }

    #[test]
    fn another_leader_approves() {
        let by = |viewer: &Viewer| check_approve(viewer, State::Submitted, Some(PersonId(1)));
        let refused = Err(vec![Refusal::WrongPerson("审批年报", "送批人以外的校领导")]);
        assert_eq!(by(&viewer(2, &[Role::Leader])), Ok(()));
        assert_eq!(by(&viewer(1, &[Role::Office, Role::Leader])), refused, "not one's own, whatever one is");
        for role in
            [Role::Office, Role::UnitHead, Role::SecrecyReviewer, Role::Supervisor, Role::Administrator]
        {
            assert_eq!(by(&viewer(2, &[role])), refused, "{role:?}");
        }
        assert_eq!(by(&Viewer::public(SchoolId(1))), refused);
    }
}
