//! Changes to an open edition. Each answers with the entries as they are to
//! be stored, or with every reason why not.

use std::collections::BTreeSet;

use jiff::civil::Date;
use terms::{Audience, EntryId, PersonId, UnitId};

use super::edition::LAST_NATIONAL_NO;
use super::{DueRule, Edition, Entry, EntryNo, MAX_NAME_CHARS, NotApplicable, Refusal, Refusals};
use crate::national::{DayUnit, NoticeRule, national_list};

/// A split entry has so many parts at most.
pub const MAX_PARTS: usize = 20;

/// The longest reason or remark, in characters.
pub const MAX_REASON_CHARS: usize = 500;

/// An entry of the school's own (校定事项), or of a unit's directory.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Its number; `None` takes the next free one.
    pub no: Option<EntryNo>,
    /// 1 to 10.
    pub category: u8,
    /// The school's entry below which a unit's directory keeps it.
    pub under: Option<EntryId>,
    /// What can be amended later, too.
    pub content: Amendment,
}

/// What a school may say about an entry: the whole form.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The name; for a national entry empty or the wording means no other name.
    pub name: String,
    /// A remark that is printed; empty for none.
    pub note: String,
    /// The narrowest audience to whom it is due.
    pub audience: Audience,
    /// Why it is not for the public; empty where it is.
    pub audience_reason: String,
    /// 重要
    pub is_important: bool,
    /// When it is due.
    pub due: Vec<DueRule>,
    /// Working days from making to publishing.
    pub publish_within: Option<u16>,
    /// The shortest notice.
    pub notice: Option<NoticeRule>,
}

impl Amendment {
    /// What the entry says now: the form as it opens.
    pub fn of(entry: &Entry) -> Self {
        Amendment {
            name: entry.shown_name().to_owned(),
            note: entry.note.clone().unwrap_or_default(),
            audience: entry.audience,
            audience_reason: entry.audience_reason.clone().unwrap_or_default(),
            is_important: entry.is_important,
            due: entry.due.clone(),
            publish_within: entry.publish_within,
            notice: entry.notice.clone(),
        }
    }
}

/// A part of a split.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Who leads it; `None` leaves it with the whole entry's unit.
    pub lead_unit: Option<UnitId>,
}

impl Edition {
    /// Adds an entry that the national list does not have.
    pub fn add(&self, new: &NewEntry, today: Date) -> Result<Entry, Refusals> {
        let no = new.no.unwrap_or_else(|| self.next_own_no());
        let mut reasons: Vec<Refusal> = self.closed(today).into_iter().collect();
        if no.part > 0 {
            reasons.push(Refusal::PartNumber(no));
        } else if self.owner.is_none() && no.main <= LAST_NATIONAL_NO {
            reasons.push(Refusal::NumberReserved);
        } else if self.entry(no).is_some() {
            reasons.push(Refusal::NumberTaken(no));
        }
        if !(1..=10).contains(&new.category) {
            reasons.push(Refusal::UnknownCategory(new.category));
        }
        let mut entry = own_entry(no, new);
        reasons.extend(apply(&mut entry, &new.content));
        Refusals::or(reasons, entry)
    }

    /// Renames an entry, or changes its audience, clock, notice or weight.
    pub fn amend(&self, no: EntryNo, to: &Amendment, today: Date) -> Result<Entry, Refusals> {
        let mut entry = self.found(no)?;
        let mut reasons: Vec<Refusal> = self.closed(today).into_iter().collect();
        reasons.extend(apply(&mut entry, to));
        Refusals::or(reasons, entry)
    }

    /// Splits an entry into parts numbered `25-1`, `25-2`, ….
    pub fn split(
        &self,
        no: EntryNo,
        parts: &[Part],
        units: &BTreeSet<UnitId>,
        today: Date,
    ) -> Result<Vec<Entry>, Refusals> {
        let whole = self.found(no)?;
        let mut reasons: Vec<Refusal> = self.closed(today).into_iter().collect();
        if no.part > 0 {
            reasons.push(Refusal::IsPart(no));
        } else if self.is_split(no) {
            reasons.push(Refusal::AlreadySplit(no));
        }
        if !whole.applies() {
            reasons.push(Refusal::NotApplicableAlready(no));
        }
        if parts.len() < 2 {
            reasons.push(Refusal::TooFewParts);
        } else if parts.len() > MAX_PARTS {
            reasons.push(Refusal::TooManyParts(MAX_PARTS));
        }
        reasons.extend(check_parts(parts, units));
        let made = parts.iter().zip(1..).map(|(part, number)| part_of(&whole, part, number)).collect();
        Refusals::or(reasons, made)
    }

    /// Marks an entry as not applicable (不适用), with a reason that `signer` signs.
    pub fn mark_not_applicable(
        &self,
        no: EntryNo,
        reason: &str,
        signer: Option<PersonId>,
        today: Date,
    ) -> Result<Entry, Refusals> {
        let mut entry = self.found(no)?;
        let mut reasons: Vec<Refusal> = self.closed(today).into_iter().collect();
        if self.is_split(no) {
            reasons.push(Refusal::AlreadySplit(no));
        }
        if !entry.applies() {
            reasons.push(Refusal::NotApplicableAlready(no));
        }
        reasons.extend(check_reason(reason));
        let Some(signed_by) = signer else {
            reasons.push(Refusal::NeedsPerson);
            return Err(Refusals(reasons));
        };
        entry.not_applicable =
            Some(NotApplicable { reason: reason.trim().to_owned(), signed_by, signed_on: today });
        Refusals::or(reasons, entry)
    }

    /// Takes a mark of not applicable back.
    pub fn mark_applicable(&self, no: EntryNo, today: Date) -> Result<Entry, Refusals> {
        let mut entry = self.found(no)?;
        let mut reasons: Vec<Refusal> = self.closed(today).into_iter().collect();
        if entry.not_applicable.take().is_none() {
            reasons.push(Refusal::AppliesAlready(no));
        }
        Refusals::or(reasons, entry)
    }

    /// Assigns the lead unit (牵头) and the co-operating ones (协办) among `units`,
    /// those that exist on that day.
    pub fn assign(
        &self,
        no: EntryNo,
        lead: Option<UnitId>,
        co_units: &[UnitId],
        units: &BTreeSet<UnitId>,
        today: Date,
    ) -> Result<Entry, Refusals> {
        let mut entry = self.found(no)?;
        let mut reasons: Vec<Refusal> = self.closed(today).into_iter().collect();
        let named: BTreeSet<&UnitId> = lead.iter().chain(co_units).collect();
        reasons.extend(named.into_iter().filter(|u| !units.contains(u)).map(|u| Refusal::UnknownUnit(*u)));
        if lead.is_some_and(|lead| co_units.contains(&lead)) {
            reasons.push(Refusal::LeadAmongCoUnits);
        }
        if co_units.iter().collect::<BTreeSet<_>>().len() < co_units.len() {
            reasons.push(Refusal::CoUnitRepeated);
        }
        entry.lead_unit = lead;
        entry.co_units = co_units.to_vec();
        Refusals::or(reasons, entry)
    }

    fn found(&self, no: EntryNo) -> Result<Entry, Refusals> {
        Ok(self.entry(no).ok_or(Refusal::NoSuchEntry(no))?.clone())
    }
}

fn own_entry(no: EntryNo, new: &NewEntry) -> Entry {
    Entry {
        id: None,
        no,
        national_no: None,
        under: new.under,
        category: new.category,
        name: String::new(),
        local_name: None,
        note: None,
        lead_unit: None,
        co_units: vec![],
        audience: Audience::Public,
        audience_reason: None,
        is_important: false,
        due: vec![],
        publish_within: None,
        notice: None,
        may_be_nil: true,
        not_applicable: None,
    }
}

fn part_of(whole: &Entry, part: &Part, number: u16) -> Entry {
    Entry {
        id: None,
        no: EntryNo { main: whole.no.main, part: number },
        name: part.name.trim().to_owned(),
        local_name: None,
        note: None,
        lead_unit: part.lead_unit.or(whole.lead_unit),
        ..whole.clone()
    }
}

/// Writes the amendment into the entry and answers with what speaks against it.
fn apply(entry: &mut Entry, to: &Amendment) -> Vec<Refusal> {
    let name = to.name.trim();
    let is_wording = entry.national_no.is_some() && entry.no.part == 0;
    let mut reasons = check_name(name, is_wording);
    if is_wording {
        entry.local_name = (!name.is_empty() && name != entry.name).then(|| name.to_owned());
    } else {
        entry.name = name.to_owned();
    }
    reasons.extend(too_long(&to.note));
    entry.note = filled(&to.note);
    entry.audience = to.audience;
    entry.audience_reason = filled(&to.audience_reason).filter(|_| to.audience != Audience::Public);
    if to.audience != Audience::Public && entry.audience_reason.is_none() {
        reasons.push(Refusal::AudienceReasonEmpty);
    }
    reasons.extend(too_long(&to.audience_reason));
    reasons.extend(check_clock(entry, to.publish_within));
    reasons.extend(check_notice(entry, to.notice.as_ref()));
    entry.is_important = to.is_important;
    entry.due = to.due.clone();
    entry.publish_within = to.publish_within;
    entry.notice = to.notice.clone();
    reasons
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn check_name(name: &str, may_be_empty: bool) -> Vec<Refusal> {
    let chars = name.chars().count();
    if chars == 0 && !may_be_empty {
        vec![Refusal::NameEmpty]
    } else if chars > MAX_NAME_CHARS {
        vec![Refusal::NameTooLong { chars, most: MAX_NAME_CHARS }]
    } else {
        vec![]
    }
}

/// What speaks against a reason that will be printed.
pub(super) fn check_reason(reason: &str) -> Option<Refusal> {
    if reason.trim().is_empty() { Some(Refusal::ReasonEmpty) } else { too_long(reason) }
}

fn too_long(text: &str) -> Option<Refusal> {
    let chars = text.trim().chars().count();
    (chars > MAX_REASON_CHARS).then_some(Refusal::ReasonTooLong { chars, most: MAX_REASON_CHARS })
}

fn check_parts(parts: &[Part], units: &BTreeSet<UnitId>) -> Vec<Refusal> {
    let mut reasons = vec![];
    let mut seen = BTreeSet::new();
    for part in parts {
        let name = part.name.trim();
        reasons.extend(check_name(name, false));
        if !name.is_empty() && !seen.insert(name) {
            reasons.push(Refusal::PartRepeated(name.to_owned()));
        }
        let unknown = part.lead_unit.filter(|unit| !units.contains(unit));
        reasons.extend(unknown.map(Refusal::UnknownUnit));
    }
    reasons
}

/// The list is a floor (教办函〔2014〕23号 section 2, verified): a school may ask for more
/// haste than the list, not for less.
fn check_clock(entry: &Entry, given: Option<u16>) -> Option<Refusal> {
    let list = national_list();
    let most = match entry.national_no.and_then(|no| list.entry(no)) {
        Some(national) => national.publish_within?,
        None => list.clock.publish_within,
    };
    match given {
        Some(given) if given <= most => None,
        Some(given) => Some(Refusal::ClockTooLong { given, most }),
        None if entry.national_no.is_none() => None,
        None => Some(Refusal::ClockMissing { most }),
    }
}

/// A notice that the list asks for may be longer, never shorter or left out.
fn check_notice(entry: &Entry, given: Option<&NoticeRule>) -> Option<Refusal> {
    let least = national_list().entry(entry.national_no?)?.notice.as_ref()?;
    let is_enough = given.is_some_and(|given| match (given.unit, least.unit) {
        // Working days reach at least as far as so many calendar days.
        (DayUnit::CalendarDays, DayUnit::WorkingDays) => false,
        _ => given.min_days >= least.min_days,
    });
    (!is_enough).then(|| Refusal::NoticeTooShort {
        given: given.map_or("0天".into(), |g| format!("{}{}", g.min_days, g.unit.name())),
        least: format!("{}{}", least.min_days, least.unit.name()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{edition, no, year};
    use jiff::civil::date;

    const OPEN: Date = date(2026, 3, 2);
    const OVER: Date = date(2026, 9, 1);

    fn units() -> BTreeSet<UnitId> {
        [UnitId(1), UnitId(2)].into()
    }

    fn content(name: &str) -> Amendment {
        Amendment {
            name: name.into(),
            note: String::new(),
            audience: Audience::Public,
            audience_reason: String::new(),
            is_important: false,
            due: vec![DueRule::OnChange],
            publish_within: Some(20),
            notice: None,
        }
    }

    fn part(name: &str, unit: i64) -> Part {
        Part { name: name.into(), lead_unit: Some(UnitId(unit)) }
    }

    #[test]
    fn an_own_entry_is_added_beyond_the_national_numbers() {
        let new = NewEntry { no: None, category: 6, under: None, content: content(" 后勤服务 ") };
        let entry = edition().add(&new, OPEN).unwrap();
        assert_eq!((entry.no, entry.shown_name(), entry.national_no), (no("51"), "后勤服务", None));
    }

    #[test]
    fn an_own_entry_is_refused_with_every_reason() {
        let add = |number: Option<&str>, category, name: &str, today| {
            let new = NewEntry { no: number.map(no), category, under: None, content: content(name) };
            edition().add(&new, today).unwrap_err().0
        };
        assert_eq!(
            add(Some("7"), 11, " ", OVER),
            [
                Refusal::Closed(year(2025)),
                Refusal::NumberReserved,
                Refusal::UnknownCategory(11),
                Refusal::NameEmpty
            ]
        );
        assert_eq!(add(Some("51-1"), 1, "甲", OPEN), [Refusal::PartNumber(no("51-1"))]);
        let long = "长".repeat(201);
        assert_eq!(add(None, 1, &long, OPEN), [Refusal::NameTooLong { chars: 201, most: 200 }]);
        let mut edition = edition();
        let new = NewEntry { no: Some(no("51")), category: 1, under: None, content: content("甲") };
        let added = edition.add(&new, OPEN).unwrap();
        edition.entries.push(added);
        assert_eq!(edition.add(&new, OPEN).unwrap_err().0, [Refusal::NumberTaken(no("51"))]);
    }

    #[test]
    fn a_national_wording_stays_beside_the_schools_name() {
        let edition = edition();
        let mut to = Amendment::of(edition.entry(no("3")).unwrap());
        to.name = "教代会".into();
        let renamed = edition.amend(no("3"), &to, OPEN).unwrap();
        assert_eq!(renamed.shown_name(), "教代会");
        assert_eq!(renamed.name, "教职工代表大会相关制度、工作报告");
        for back in ["", &renamed.name] {
            to.name = back.into();
            assert_eq!(edition.amend(no("3"), &to, OPEN).unwrap().local_name, None);
        }
    }

    #[test]
    fn an_amendment_may_ask_for_more_than_the_list_not_for_less() {
        let edition = edition();
        let amended = |number: &str, change: fn(&mut Amendment), today| {
            let mut to = Amendment::of(edition.entry(no(number)).unwrap());
            change(&mut to);
            edition.amend(no(number), &to, today).map_err(|r| r.0)
        };
        let shorter = |given: &str, least: &str| {
            Err(vec![Refusal::NoticeTooShort { given: given.into(), least: least.into() }])
        };
        assert!(amended("25", |to| to.notice.as_mut().unwrap().min_days = 7, OPEN).is_ok());
        assert!(amended("18", |to| to.notice.as_mut().unwrap().unit = DayUnit::WorkingDays, OPEN).is_ok());
        assert_eq!(
            amended("25", |to| to.notice.as_mut().unwrap().min_days = 4, OPEN),
            shorter("4个工作日", "5个工作日")
        );
        assert_eq!(
            amended("25", |to| to.notice.as_mut().unwrap().unit = DayUnit::CalendarDays, OPEN),
            shorter("5天", "5个工作日")
        );
        assert_eq!(amended("25", |to| to.notice = None, OPEN), shorter("0天", "5个工作日"));
        assert!(amended("1", |to| to.publish_within = Some(10), OPEN).is_ok());
        assert_eq!(
            amended("1", |to| to.publish_within = Some(21), OPEN),
            Err(vec![Refusal::ClockTooLong { given: 21, most: 20 }])
        );
        assert_eq!(
            amended("1", |to| to.publish_within = None, OPEN),
            Err(vec![Refusal::ClockMissing { most: 20 }])
        );
        assert!(
            amended("49", |to| to.note = "由党委决定".into(), OPEN).is_ok(),
            "no clock is asked of entry 49"
        );
        assert_eq!(
            amended("1", |to| to.audience = Audience::Staff, OVER),
            Err(vec![Refusal::Closed(year(2025)), Refusal::AudienceReasonEmpty])
        );
    }

    #[test]
    fn a_split_makes_numbered_parts_that_inherit_the_whole() {
        let edition = edition();
        let parts = [part("中层干部任免", 1), Part { name: "人员招聘".into(), lead_unit: None }];
        let made = edition.split(no("25"), &parts, &units(), OPEN).unwrap();
        assert_eq!(made.iter().map(|p| p.no.to_string()).collect::<Vec<_>>(), ["25-1", "25-2"]);
        assert_eq!(made[0].lead_unit, Some(UnitId(1)));
        assert_eq!(made[1].notice, edition.entry(no("25")).unwrap().notice);
        assert!(made.iter().all(|p| p.id.is_none() && p.national_no == Some(25)));
    }

    #[test]
    fn a_split_is_refused_with_every_reason() {
        let mut edition = edition();
        let refused = |edition: &Edition, number: &str, parts: &[Part], today| {
            edition.split(no(number), parts, &units(), today).unwrap_err().0
        };
        assert_eq!(
            refused(&edition, "25", &[part(" ", 9)], OVER),
            [
                Refusal::Closed(year(2025)),
                Refusal::TooFewParts,
                Refusal::NameEmpty,
                Refusal::UnknownUnit(UnitId(9))
            ]
        );
        let twice = [part("甲", 1), part("甲 ", 1)];
        assert_eq!(refused(&edition, "25", &twice, OPEN), [Refusal::PartRepeated("甲".into())]);
        let made = edition.split(no("25"), &[part("甲", 1), part("乙", 1)], &units(), OPEN).unwrap();
        edition.entries.extend(made);
        let two = [part("丙", 1), part("丁", 1)];
        assert_eq!(refused(&edition, "25", &two, OPEN), [Refusal::AlreadySplit(no("25"))]);
        assert_eq!(refused(&edition, "25-1", &two, OPEN), [Refusal::IsPart(no("25-1"))]);
        assert_eq!(
            edition.mark_not_applicable(no("25"), "不涉及", Some(PersonId(1)), OPEN).unwrap_err().0,
            [Refusal::AlreadySplit(no("25"))]
        );
    }

    #[test]
    fn not_applicable_takes_a_reason_and_a_signature() {
        let edition = edition();
        let marked =
            edition.mark_not_applicable(no("11"), " 不招收研究生 ", Some(PersonId(4)), OPEN).unwrap();
        let mark = marked.not_applicable.as_ref().unwrap();
        assert_eq!(
            (mark.reason.as_str(), mark.signed_by, mark.signed_on),
            ("不招收研究生", PersonId(4), OPEN)
        );
        assert_eq!(
            edition.mark_not_applicable(no("11"), "", None, OVER).unwrap_err().0,
            [Refusal::Closed(year(2025)), Refusal::ReasonEmpty, Refusal::NeedsPerson]
        );
        let long = "长".repeat(501);
        assert_eq!(
            edition.mark_not_applicable(no("11"), &long, Some(PersonId(4)), OPEN).unwrap_err().0,
            [Refusal::ReasonTooLong { chars: 501, most: 500 }]
        );
        assert_eq!(
            edition.mark_applicable(no("11"), OPEN).unwrap_err().0,
            [Refusal::AppliesAlready(no("11"))]
        );
        let mut with_mark = edition.clone();
        with_mark.entries[10] = marked;
        assert!(with_mark.mark_applicable(no("11"), OPEN).unwrap().applies());
        assert_eq!(
            with_mark.mark_not_applicable(no("11"), "再来", Some(PersonId(4)), OPEN).unwrap_err().0,
            [Refusal::NotApplicableAlready(no("11"))]
        );
    }

    #[test]
    fn units_are_assigned_among_those_that_exist() {
        let edition = edition();
        let assigned = edition.assign(no("18"), Some(UnitId(1)), &[UnitId(2)], &units(), OPEN).unwrap();
        assert!(
            assigned.concerns(UnitId(1)) && assigned.concerns(UnitId(2)) && !assigned.concerns(UnitId(3))
        );
        assert_eq!(
            edition.assign(no("18"), Some(UnitId(3)), &[UnitId(3), UnitId(3)], &units(), OPEN).unwrap_err().0,
            [Refusal::UnknownUnit(UnitId(3)), Refusal::LeadAmongCoUnits, Refusal::CoUnitRepeated]
        );
    }
}
