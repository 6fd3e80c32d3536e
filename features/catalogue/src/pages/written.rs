//! The form of an entry's rules: what was written, before it is understood.

use calendar::DayUnit;
use terms::Audience;
use web::{FieldError, Fields, Problems};

use crate::Certainty;
use crate::national::NoticeRule;
use crate::rules::{Amendment, DueRule, Entry};

/// The fields of the form, as they were written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub name: String,
    pub note: String,
    pub audience: String,
    pub audience_reason: String,
    pub is_important: bool,
    pub yearly: bool,
    pub on_change: bool,
    pub on_event: bool,
    pub per_round: bool,
    pub yearly_by: String,
    pub publish_within: String,
    pub notice_what: String,
    pub notice_days: String,
    pub is_calendar_days: bool,
}

impl Written {
    /// The form as it opens for an entry.
    pub fn of(entry: &Entry) -> Written {
        let days = entry.due.iter().filter_map(|rule| match rule {
            DueRule::YearlyBy { month, day } => Some(format!("{month}月{day}日")),
            _ => None,
        });
        let notice = entry.notice.as_ref();
        Written {
            name: entry.shown_name().to_owned(),
            note: entry.note.clone().unwrap_or_default(),
            audience: entry.audience.code().to_owned(),
            audience_reason: entry.audience_reason.clone().unwrap_or_default(),
            is_important: entry.is_important,
            yearly: entry.due.contains(&DueRule::Yearly),
            on_change: entry.due.contains(&DueRule::OnChange),
            on_event: entry.due.contains(&DueRule::OnEvent),
            per_round: entry.due.contains(&DueRule::PerRound),
            yearly_by: days.collect::<Vec<_>>().join("、"),
            publish_within: entry.publish_within.map(|days| days.to_string()).unwrap_or_default(),
            notice_what: notice.map(|notice| notice.what.clone()).unwrap_or_default(),
            notice_days: notice.map(|notice| notice.min_days.to_string()).unwrap_or_default(),
            is_calendar_days: notice.is_some_and(|notice| notice.unit == DayUnit::CalendarDays),
        }
    }

    /// The empty form of a new entry.
    pub fn new_entry() -> Written {
        Written {
            audience: "public".into(),
            on_change: true,
            publish_within: "20".into(),
            ..Written::default()
        }
    }

    /// Takes the form's fields.
    pub fn read(fields: &mut Fields) -> Result<Written, FieldError> {
        Ok(Written {
            name: fields.text("name")?,
            note: fields.filled("note")?.unwrap_or_default(),
            audience: fields.text("audience")?,
            audience_reason: fields.filled("audience_reason")?.unwrap_or_default(),
            is_important: fields.ticked("is_important")?,
            yearly: fields.ticked("yearly")?,
            on_change: fields.ticked("on_change")?,
            on_event: fields.ticked("on_event")?,
            per_round: fields.ticked("per_round")?,
            yearly_by: fields.filled("yearly_by")?.unwrap_or_default(),
            publish_within: fields.filled("publish_within")?.unwrap_or_default(),
            notice_what: fields.filled("notice_what")?.unwrap_or_default(),
            notice_days: fields.filled("notice_days")?.unwrap_or_default(),
            is_calendar_days: fields.filled("notice_unit")?.as_deref() == Some("calendar_days"),
        })
    }

    /// The audiences to choose from.
    pub fn audiences(&self) -> Vec<(&'static str, &'static str, bool)> {
        Audience::ALL.into_iter().map(|a| (a.code(), a.name(), a.code() == self.audience)).collect()
    }

    /// What the form asks for, with what in it could not be understood; there the
    /// entry keeps what it has.
    pub fn amendment(&self, entry: Option<&Entry>) -> (Amendment, Problems) {
        let mut problems = Problems::default();
        let amendment = Amendment {
            name: self.name.clone(),
            note: self.note.clone(),
            audience: Audience::from_code(&self.audience).unwrap_or(Audience::Public),
            audience_reason: self.audience_reason.clone(),
            is_important: self.is_important,
            due: self.due(&mut problems),
            publish_within: match self.publish_within.as_str() {
                "" => None,
                text => text.parse().map(Some).unwrap_or_else(|_| {
                    problems.push("publish_within", format!("公开时限要填天数，“{text}”不是。"));
                    entry.and_then(|entry| entry.publish_within)
                }),
            },
            notice: self.notice(entry.and_then(|entry| entry.notice.as_ref()), &mut problems),
        };
        (amendment, problems)
    }

    fn due(&self, problems: &mut Problems) -> Vec<DueRule> {
        let mut due = vec![];
        for text in self.yearly_by.split(['、', '，', ',', ' ', '；']).filter(|text| !text.is_empty()) {
            match month_and_day(text) {
                Some(rule) => due.push(rule),
                None => {
                    problems.push("yearly_by", format!("“{text}”不是每年都有的日子，请写成 10月31日 这样。"))
                }
            }
        }
        let ticked = [
            (self.yearly, DueRule::Yearly),
            (self.on_change, DueRule::OnChange),
            (self.on_event, DueRule::OnEvent),
            (self.per_round, DueRule::PerRound),
        ];
        due.extend(ticked.into_iter().filter(|(ticked, _)| *ticked).map(|(_, rule)| rule));
        due
    }

    /// A notice that says what the entry's said keeps its source; another is the school's custom.
    fn notice(&self, present: Option<&NoticeRule>, problems: &mut Problems) -> Option<NoticeRule> {
        if self.notice_days.is_empty() {
            return None;
        }
        let Ok(min_days) = self.notice_days.parse() else {
            problems.push("notice_days", format!("公示期要填天数，“{}”不是。", self.notice_days));
            return present.cloned();
        };
        let unit = if self.is_calendar_days { DayUnit::CalendarDays } else { DayUnit::WorkingDays };
        let what = if self.notice_what.is_empty() { "公示" } else { &self.notice_what };
        let same = present.filter(|p| (p.what.as_str(), p.min_days, p.unit) == (what, min_days, unit));
        Some(same.cloned().unwrap_or_else(|| NoticeRule {
            what: what.to_owned(),
            min_days,
            unit,
            certainty: Certainty::Custom,
            source: None,
        }))
    }
}

/// `10月31日`, `10-31`, `10.31`
fn month_and_day(text: &str) -> Option<DueRule> {
    let mut numbers = text.split(['月', '日', '-', '.', '/']).filter(|part| !part.is_empty());
    let (month, day): (u8, u8) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    match numbers.next() {
        Some(_) => None,
        None => format!("yearly_by {month:02}-{day:02}").parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Edition, EntryNo, from_national};

    fn entries() -> Vec<Entry> {
        from_national(crate::national_list(), crate::SchoolType::Vocational)
    }

    #[test]
    fn the_form_says_what_the_entry_says() {
        for entry in entries() {
            let (amendment, problems) = Written::of(&entry).amendment(Some(&entry));
            let expected = Amendment::of(&entry);
            assert!(problems.is_empty(), "{problems:?}");
            let edition = Edition {
                id: None,
                year: terms::AcademicYear::starting(2025).unwrap(),
                owner: None,
                list: String::new(),
                adopted_on: jiff::civil::date(2025, 9, 1),
                note: String::new(),
                entries: vec![entry.clone()],
            };
            let day = jiff::civil::date(2025, 9, 2);
            let written = edition.amend(entry.no, &amendment, day).unwrap();
            assert_eq!(written, edition.amend(entry.no, &expected, day).unwrap(), "{}", entry.no);
        }
    }

    #[test]
    fn days_are_read_in_any_form() {
        for (text, rule) in [
            ("10月31日", Some("yearly_by 10-31")),
            ("10-31", Some("yearly_by 10-31")),
            ("9.1", Some("yearly_by 09-01")),
            ("2月29日", None),
            ("10月", None),
            ("2026-10-31", None),
            ("年底", None),
        ] {
            assert_eq!(month_and_day(text).map(|rule| rule.to_string()).as_deref(), rule, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said_all_at_once() {
        let entry = entries().remove(24);
        assert_eq!(entry.no, EntryNo::whole(25));
        let written = Written {
            yearly_by: "年底、10-31".into(),
            publish_within: "二十".into(),
            notice_days: "五".into(),
            ..Written::of(&entry)
        };
        let (amendment, problems) = written.amendment(Some(&entry));
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert_eq!((amendment.publish_within, amendment.notice), (entry.publish_within, entry.notice));
    }
}
