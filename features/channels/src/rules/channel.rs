//! What a channel may be.

use terms::UnitId;

use super::Refusal;
use crate::model::{Channel, Details, Kind};

const LONGEST_NAME: usize = 40;
const LONGEST_ACCOUNT: usize = 60;
const LONGEST_NOTE: usize = 200;

/// Whether a channel may be added beside the others. All reasons at once.
pub fn check_add(
    code: &str,
    details: &Details,
    others: &[Channel],
    units: &[UnitId],
) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    if !schools::rules::is_code(code) {
        reasons.push(Refusal::Code);
    }
    if others.iter().any(|other| other.code == code) {
        reasons.push(Refusal::CodeTaken(code.to_owned()));
    }
    if details.kind == Kind::Portal && others.iter().any(|other| other.details.kind == Kind::Portal) {
        reasons.push(Refusal::SecondPortal);
    }
    check_details(details, others.iter(), units, &mut reasons);
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether a channel may become this.
pub fn check_change(
    channel: &Channel,
    details: &Details,
    all: &[Channel],
    units: &[UnitId],
) -> Result<(), Vec<Refusal>> {
    let mut reasons = Vec::new();
    match (channel.details.kind, details.kind) {
        (Kind::Portal, kind) if kind != Kind::Portal || details.is_retired => {
            reasons.push(Refusal::PortalStays);
        }
        (kind, Kind::Portal) if kind != Kind::Portal => reasons.push(Refusal::SecondPortal),
        _ => {}
    }
    check_details(details, all.iter().filter(|other| other.id != channel.id), units, &mut reasons);
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

fn check_details<'a>(
    details: &Details,
    mut others: impl Iterator<Item = &'a Channel>,
    units: &[UnitId],
    reasons: &mut Vec<Refusal>,
) {
    let name = details.name.trim();
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        reasons.push(Refusal::Name);
    }
    if others.any(|other| other.details.name == name) {
        reasons.push(Refusal::NameTaken(name.to_owned()));
    }
    if details.unit.is_some_and(|unit| !units.contains(&unit)) {
        reasons.push(Refusal::NoSuchUnit);
    }
    let is_long = |text: &str, longest: usize| text.trim().chars().count() > longest;
    if is_long(&details.account, LONGEST_ACCOUNT) || is_long(&details.note, LONGEST_NOTE) {
        reasons.push(Refusal::TooLong);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use terms::ChannelId;

    pub fn channel(id: i64, code: &str, kind: Kind) -> Channel {
        let details = details(&format!("{code}的名称"), kind);
        Channel { id: ChannelId(id), code: code.into(), details, position: id }
    }

    fn details(name: &str, kind: Kind) -> Details {
        Details {
            name: name.into(),
            kind,
            is_online: true,
            needs_spokesperson: false,
            unit: None,
            account: String::new(),
            note: String::new(),
            is_retired: false,
        }
    }

    #[test]
    fn every_reason_is_told_at_once() {
        let others = [channel(1, "web", Kind::Portal), channel(2, "wechat", Kind::Push)];
        assert_eq!(check_add("oa", &details("OA", Kind::Push), &others, &[]), Ok(()));
        let mut wrong = details("wechat的名称", Kind::Portal);
        wrong.unit = Some(UnitId(9));
        wrong.note = "长".repeat(201);
        let name = || Refusal::NameTaken("wechat的名称".into());
        assert_eq!(
            check_add("wechat", &wrong, &others, &[UnitId(1)]).unwrap_err(),
            [
                Refusal::CodeTaken("wechat".into()),
                Refusal::SecondPortal,
                name(),
                Refusal::NoSuchUnit,
                Refusal::TooLong
            ]
        );
        let nameless = check_add("微信", &details(" ", Kind::Push), &others, &[]).unwrap_err();
        assert_eq!(nameless, [Refusal::Code, Refusal::Name]);
    }

    #[test]
    fn a_channel_keeps_its_own_name_and_the_portal_its_kind() {
        let all = [channel(1, "web", Kind::Portal), channel(2, "wechat", Kind::Push)];
        assert_eq!(check_change(&all[1], &details("wechat的名称", Kind::Screen), &all, &[]), Ok(()));
        let mut retired = details("官网", Kind::Portal);
        assert_eq!(check_change(&all[0], &retired, &all, &[]), Ok(()));
        retired.is_retired = true;
        assert_eq!(check_change(&all[0], &retired, &all, &[]), Err(vec![Refusal::PortalStays]));
        let other = details("官网", Kind::Push);
        assert_eq!(check_change(&all[0], &other, &all, &[]), Err(vec![Refusal::PortalStays]));
        let second = details("官网", Kind::Portal);
        assert_eq!(check_change(&all[1], &second, &all, &[]), Err(vec![Refusal::SecondPortal]));
    }
}
