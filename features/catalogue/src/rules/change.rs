//! Changes to an open edition. Each answers with the entries as they are to
//! be stored, or with every reason why not.

use calendar::DayUnit;
use std::collections::BTreeSet;

use jiff::civil::Date;
use terms::{Audience, EntryId, PersonId, UnitId};

use super::edition::LAST_NATIONAL_NO;
use super::{DueRule, Edition, Entry, EntryNo, MAX_NAME_CHARS, NotApplicable, Refusal, Refusals};
use crate::national::{Certainty, NoticeRule, national_list};

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
    /// Adds an entry that the national list does not have. In a unit's directory
    /// it lies below `whole`, the school's entry that [`NewEntry::under`] names.
    pub fn add(&self, new: &NewEntry, whole: Option<&Entry>, today: Date) -> Result<Entry, Refusals> {
        let no = new.no.unwrap_or_else(|| self.next_own_no());
        let mut reasons: Vec<Refusal> = self.closed(today).into_iter().collect();
        if no.part > 0 {
            reasons.push(Refusal::PartNumber(no));
        } else if self.owner.is_none() && no.main <= LAST_NATIONAL_NO {
            reasons.push(Refusal::NumberReserved);
        } else if self.entry(no).is_some() {
            reasons.push(Refusal::NumberTaken(no));
        }
        let mut entry = own_entry(no, new);
        match (self.owner, whole) {
            (Some(owner), Some(whole)) => {
                (entry.category, entry.lead_unit) = (whole.category, Some(owner));
            }
            (Some(_), None) => reasons.push(Refusal::UnderMissing),
            (None, _) if !(1..=10).contains(&new.category) => {
                reasons.push(Refusal::UnknownCategory(new.category));
            }
            (None, _) => entry.under = None,
        }
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
        if self.owner.is_some() {
            reasons.push(Refusal::PartOfDirectory);
        }
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
        if self.owner.is_some() && lead != self.owner {
            reasons.push(Refusal::LeadIsOwner);
        }
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
    reasons.extend(check_due(entry, &to.due));
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

/// What the list asks for stays asked for: an entry does not lose its rules, and
/// a rule that was read in the list itself is kept or made stricter. The other
/// rules are custom, which a school may have otherwise.
fn check_due(entry: &Entry, given: &[DueRule]) -> Vec<Refusal> {
    let national = entry.national_no.and_then(|no| national_list().entry(no));
    let Some(national) = national.filter(|national| !national.due.is_empty()) else { return vec![] };
    if given.is_empty() {
        return vec![Refusal::DueMissing];
    }
    let is_law = national.due_certainty.certainty == Certainty::Verified;
    let lost = |rule: &&DueRule| is_law && !given.iter().any(|given| given.keeps(**rule));
    national.due.iter().filter(lost).map(|rule| Refusal::DueWeaker(rule.sentence())).collect()
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
    let words = |rule: &NoticeRule| format!("{}{}", rule.min_days, rule.unit.name());
    let refusal = || match given {
        Some(given) => Refusal::NoticeTooShort { given: words(given), least: words(least) },
        None => Refusal::NoticeMissing { least: words(least) },
    };
    (!is_enough).then(refusal)
}
