//! 本学年无: a signed declaration that nothing happened in a year.

use jiff::civil::{Date, date};
use terms::{EntryId, PersonId};

use super::change::check_reason;
use super::{DueRule, Edition, Entry, EntryNo, Refusal, Refusals};

/// A declaration, good for the edition's year until something is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NilDeclaration {
    /// The entry.
    pub entry: EntryId,
    /// The reason that is printed.
    pub reason: String,
    /// Who signed.
    pub signed_by: PersonId,
    /// When.
    pub signed_on: Date,
}

impl Edition {
    /// The last day on which "nothing" can be declared for its year: that of
    /// the yearly report's filing, 31 October (教办函〔2014〕23号 section 3,
    /// verified), or of the edition itself where it was adopted later.
    pub fn nil_until(&self) -> Date {
        date(self.year.start_year() + 1, 10, 31).max(self.closes_on())
    }

    /// Why "nothing" cannot be declared, or taken back, for its year on this day.
    pub fn nil_out_of_time(&self, today: Date) -> Option<Refusal> {
        let (from, to) = (self.year.first_day(), self.nil_until());
        let refusal = Refusal::NilOutOfTime { year: self.year, from, to };
        (!(from..=to).contains(&today)).then_some(refusal)
    }
}

/// A declaration for entry `no`, signed by `signer`. `declared` says whether
/// one stands, `published_on` when something was last published under it.
pub fn declare_nil(
    edition: &Edition,
    no: EntryNo,
    reason: &str,
    signer: Option<PersonId>,
    declared: bool,
    published_on: Option<Date>,
    today: Date,
) -> Result<NilDeclaration, Refusals> {
    let found = edition.entry(no).and_then(|entry| entry.id.map(|id| (entry, id)));
    let (entry, id) = found.ok_or(Refusal::NoSuchEntry(no))?;
    let mut reasons: Vec<Refusal> = edition.nil_out_of_time(today).into_iter().collect();
    if edition.is_split(no) {
        reasons.push(Refusal::AlreadySplit(no));
    }
    if !entry.applies() {
        reasons.push(Refusal::NilOfNotApplicable(no));
    } else if !entry.can_be_nil() {
        reasons.push(Refusal::NeverNil(no));
    }
    if declared {
        reasons.push(Refusal::NilAlready(no));
    }
    if let Some(on) = published_on.filter(|on| edition.year.contains(*on)) {
        reasons.push(Refusal::PublishedThisYear { no, on });
    }
    reasons.extend(check_reason(reason));
    let Some(signed_by) = signer else {
        reasons.push(Refusal::NeedsPerson);
        return Err(Refusals(reasons));
    };
    let reason = reason.trim().to_owned();
    Refusals::or(reasons, NilDeclaration { entry: id, reason, signed_by, signed_on: today })
}

/// Takes the declaration for entry `no` back, signed by `signer`, as long as one could be made.
pub fn take_back_nil(
    edition: &Edition,
    no: EntryNo,
    why: &str,
    signer: Option<PersonId>,
    declared: bool,
    today: Date,
) -> Result<PersonId, Refusals> {
    let mut reasons: Vec<Refusal> = edition.nil_out_of_time(today).into_iter().collect();
    if !declared {
        reasons.push(Refusal::NoNil(no));
    }
    reasons.extend(check_reason(why));
    let Some(signer) = signer else {
        reasons.push(Refusal::NeedsPerson);
        return Err(Refusals(reasons));
    };
    Refusals::or(reasons, signer)
}

impl Entry {
    /// Whether a year with nothing to publish can be. What changes only now and
    /// then stands all the time: a year without a change is no year without rules.
    pub fn can_be_nil(&self) -> bool {
        self.may_be_nil && self.due != [DueRule::OnChange]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::samples::{edition, no, year};

    const SIGNER: Option<PersonId> = Some(PersonId(7));

    #[test]
    fn nothing_happened_is_signed_with_a_reason() {
        let nil =
            declare_nil(&edition(), no("23"), " 无出国 ", SIGNER, false, None, date(2026, 8, 26)).unwrap();
        assert_eq!(nil.reason, "无出国");
        assert_eq!((nil.entry, nil.signed_by), (EntryId(123), PersonId(7)));
        let last_year = Some(date(2025, 6, 1));
        assert!(
            declare_nil(&edition(), no("23"), "无", SIGNER, false, last_year, date(2026, 10, 31)).is_ok()
        );
        assert!(
            declare_nil(&edition(), no("49"), "未接受巡视", SIGNER, false, None, date(2025, 9, 10)).is_ok()
        );
    }

    #[test]
    fn a_declaration_is_taken_back_while_one_could_be_made() {
        let back = |why, signer, declared, today| {
            take_back_nil(&edition(), no("23"), why, signer, declared, today).map_err(|refusals| refusals.0)
        };
        assert_eq!(back("登错了", SIGNER, true, date(2026, 10, 31)), Ok(PersonId(7)));
        let late = date(2026, 11, 1);
        assert_eq!(
            back(" ", None, false, late).unwrap_err(),
            [
                Refusal::NilOutOfTime { year: year(2025), from: date(2025, 9, 1), to: date(2026, 10, 31) },
                Refusal::NoNil(no("23")),
                Refusal::ReasonEmpty,
                Refusal::NeedsPerson,
            ]
        );
    }

    #[test]
    fn a_declaration_is_refused_with_every_reason() {
        let mut edition = edition();
        edition.entries[10].not_applicable = Some(crate::rules::NotApplicable {
            reason: "不招收研究生".into(),
            signed_by: PersonId(1),
            signed_on: date(2025, 9, 10),
        });
        let today = date(2026, 5, 6);
        let refusals = |no, reason, signer, declared, published, today| {
            declare_nil(&edition, no, reason, signer, declared, published, today).unwrap_err().0
        };
        let published = Some(date(2026, 5, 1));
        assert_eq!(
            refusals(no("6"), "", None, true, published, date(2026, 11, 1)),
            [
                Refusal::NilOutOfTime { year: year(2025), from: date(2025, 9, 1), to: date(2026, 10, 31) },
                Refusal::NeverNil(no("6")),
                Refusal::NilAlready(no("6")),
                Refusal::PublishedThisYear { no: no("6"), on: date(2026, 5, 1) },
                Refusal::ReasonEmpty,
                Refusal::NeedsPerson,
            ]
        );
        assert_eq!(refusals(no("36"), "无", SIGNER, false, None, today), [Refusal::NeverNil(no("36"))]);
        assert_eq!(
            refusals(no("11"), "无", SIGNER, false, None, today),
            [Refusal::NilOfNotApplicable(no("11"))]
        );
        assert_eq!(refusals(no("77"), "无", SIGNER, false, None, today), [Refusal::NoSuchEntry(no("77"))]);
    }
}
