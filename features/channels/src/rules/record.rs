//! What may be recorded of a release, by whom.

use jiff::Timestamp;
use terms::{Role, UnitId, Viewer};
use url::Url;

use super::Refusal;
use crate::model::{Channel, Kind, State};

const LONGEST_ADDRESS: usize = 300;

/// What decides about a record.
pub struct Facts<'a> {
    /// The channel.
    pub channel: &'a Channel,
    /// The publication's unit.
    pub unit: UnitId,
    /// Where the release stands, if the register has one.
    pub state: Option<State>,
    /// Whether the publication stands before its readers.
    pub stands: bool,
    /// When the publication was first released.
    pub published_at: Timestamp,
}

/// Whether this viewer answers for releases of a unit's publication by a
/// channel: for their own unit's, for those by a channel that their unit runs,
/// and the office for all.
pub fn may_record(viewer: &Viewer, unit: UnitId, channel_unit: Option<UnitId>) -> bool {
    let works_for = |unit| viewer.has_for(Role::Liaison, unit) || viewer.has_for(Role::UnitHead, unit);
    viewer.has(Role::Office) || works_for(unit) || channel_unit.is_some_and(works_for)
}

/// Whether it may be recorded that a publication went out by a channel at an
/// instant. A channel that the version did not name may be recorded too.
pub fn check_record(
    viewer: &Viewer,
    facts: &Facts<'_>,
    at: Timestamp,
    address: &str,
    now: Timestamp,
) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    check_person(viewer, facts, "登记发布", &mut reasons);
    match facts.state {
        _ if facts.channel.details.kind == Kind::Portal => reasons.push(Refusal::BySystem),
        Some(State::Done | State::ToRecall | State::Recalled) => reasons.push(Refusal::DoneAlready),
        None if facts.channel.details.is_retired => {
            reasons.push(Refusal::Retired(facts.channel.details.name.clone()))
        }
        _ => {}
    }
    if !facts.stands {
        reasons.push(Refusal::NotStanding);
    }
    if at > now {
        reasons.push(Refusal::InFuture);
    }
    // To the minute, for nobody types seconds.
    if at.as_second() / 60 < facts.published_at.as_second() / 60 {
        reasons.push(Refusal::BeforePublication(web::format::long_instant(facts.published_at)));
    }
    check_address(address, &mut reasons);
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

fn check_person(viewer: &Viewer, facts: &Facts<'_>, what: &'static str, reasons: &mut Vec<Refusal>) {
    if !may_record(viewer, facts.unit, facts.channel.details.unit) {
        reasons.push(Refusal::WrongPerson(what));
    }
}

fn check_address(address: &str, reasons: &mut Vec<Refusal>) {
    if address.chars().count() > LONGEST_ADDRESS || address.chars().any(char::is_control) {
        reasons.push(Refusal::Address);
    } else if is_web(address) && !Url::parse(address).is_ok_and(|url| url.has_host()) {
        reasons.push(Refusal::BadUrl(address.to_owned()));
    }
}

/// Whether an address is meant as one of the web.
pub fn is_web(address: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
}

/// Whether a release may be given up before it went out.
pub fn check_cancel(viewer: &Viewer, facts: &Facts<'_>, reason: &str) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    check_person(viewer, facts, "改成不发", &mut reasons);
    if facts.state != Some(State::Waiting) {
        reasons.push(Refusal::NotWaiting);
    }
    if reason.trim().is_empty() {
        reasons.push(Refusal::ReasonMissing);
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether it may be confirmed that a release was taken off its channel.
pub fn check_recall(viewer: &Viewer, facts: &Facts<'_>) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    check_person(viewer, facts, "确认撤掉", &mut reasons);
    if facts.state != Some(State::ToRecall) {
        reasons.push(Refusal::NotToRecall);
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

#[cfg(test)]
mod tests {
    use super::super::channel::tests::channel;
    use super::*;
    use terms::{Person, PersonId, SchoolId};

    fn viewer(roles: &[(Role, Option<UnitId>)]) -> Viewer {
        let person = Person {
            id: PersonId(1),
            name: "联络员".into(),
            unit: None,
            is_staff: true,
            is_student: false,
            roles: roles.to_vec(),
        };
        Viewer::person(SchoolId(1), person)
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + minute * 60).unwrap()
    }

    fn facts(channel: &Channel, state: Option<State>) -> Facts<'_> {
        Facts { channel, unit: UnitId(1), state, stands: true, published_at: at(0) }
    }

    #[test]
    fn those_of_both_units_and_the_office_record() {
        let mut wechat = channel(2, "wechat", Kind::Push);
        wechat.details.unit = Some(UnitId(2));
        let facts = facts(&wechat, Some(State::Waiting));
        for (role, unit, may) in [
            (Role::Liaison, Some(UnitId(1)), true),
            (Role::Liaison, Some(UnitId(2)), true),
            (Role::UnitHead, Some(UnitId(2)), true),
            (Role::Office, None, true),
            (Role::Liaison, Some(UnitId(3)), false),
            (Role::Supervisor, None, false),
            (Role::SecrecyReviewer, None, false),
        ] {
            let viewer = viewer(&[(role, unit)]);
            assert_eq!(check_record(&viewer, &facts, at(1), "", at(2)).is_ok(), may, "{role:?} of {unit:?}");
            assert_eq!(check_cancel(&viewer, &facts, "版面不够").is_ok(), may, "{role:?} of {unit:?}");
        }
    }

    #[test]
    fn a_record_lies_between_the_release_and_now() {
        let (wechat, office) = (channel(2, "wechat", Kind::Push), viewer(&[(Role::Office, None)]));
        let check = |minute, address: &str| {
            check_record(&office, &facts(&wechat, Some(State::Waiting)), at(minute), address, at(10))
        };
        let before = || Refusal::BeforePublication(web::format::long_instant(at(0)));
        assert_eq!(check(0, ""), Ok(()));
        assert_eq!(check(10, "https://mp.example.com/s/1"), Ok(()));
        assert_eq!(check(5, "行政楼一楼公告栏"), Ok(()));
        assert_eq!(check(-1, ""), Err(vec![before()]));
        assert_eq!(check(11, "http://"), Err(vec![Refusal::InFuture, Refusal::BadUrl("http://".into())]));
        assert_eq!(check(1, &"远".repeat(301)), Err(vec![Refusal::Address]));
        assert_eq!(check(1, "一\n二"), Err(vec![Refusal::Address]));
    }

    #[test]
    fn states_say_what_may_be_recorded() {
        let (wechat, office) = (channel(2, "wechat", Kind::Push), viewer(&[(Role::Office, None)]));
        for (state, record, cancel, recall) in [
            (None, true, false, false),
            (Some(State::Waiting), true, true, false),
            (Some(State::Cancelled), true, false, false),
            (Some(State::Done), false, false, false),
            (Some(State::ToRecall), false, false, true),
            (Some(State::Recalled), false, false, false),
        ] {
            let facts = facts(&wechat, state);
            assert_eq!(check_record(&office, &facts, at(1), "", at(2)).is_ok(), record, "{state:?}");
            assert_eq!(check_cancel(&office, &facts, "不发").is_ok(), cancel, "{state:?}");
            assert_eq!(check_recall(&office, &facts).is_ok(), recall, "{state:?}");
        }
        let waiting = facts(&wechat, Some(State::Waiting));
        assert_eq!(check_cancel(&office, &waiting, " "), Err(vec![Refusal::ReasonMissing]));
        let down = Facts { stands: false, ..waiting };
        assert_eq!(check_record(&office, &down, at(1), "", at(2)), Err(vec![Refusal::NotStanding]));
        let portal = channel(1, "web", Kind::Portal);
        let said = check_record(&office, &facts(&portal, None), at(1), "", at(2));
        assert_eq!(said, Err(vec![Refusal::BySystem]));
        let mut old = channel(5, "paper", Kind::Print);
        old.details.is_retired = true;
        let said = check_record(&office, &facts(&old, None), at(1), "", at(2));
        assert_eq!(said, Err(vec![Refusal::Retired(old.details.name.clone())]));
    }
}
