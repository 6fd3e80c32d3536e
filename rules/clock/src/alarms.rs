//! What has to be done by when.

use jiff::civil::Date;

use crate::dates;
use crate::error::ClockError;
use crate::fold::Clock;

/// Something that somebody has to do by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// The last day.
    pub on: Date,
    /// The last working day that is not after it; the same where work is done on it.
    pub work_by: Date,
    /// What is to be done.
    pub kind: AlarmKind,
    /// By which law.
    pub law: String,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmKind {
    /// 确认收到: confirm with the applicant, the same working day.
    Confirm,
    /// 受理告知: tell the sender whether the letter is taken up.
    Accept,
    /// 补正告知: the last day on which a correction may be asked for.
    AskCorrection,
    /// 补正到期: the applicant's period ends.
    CorrectionDue,
    /// 意见到期: a letter's silence becomes an answer.
    OpinionDue {
        /// The letter.
        letter: u32,
    },
    /// 答复到期
    Answer,
}

impl AlarmKind {
    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            AlarmKind::Confirm => "确认收到",
            AlarmKind::Accept => "受理告知",
            AlarmKind::AskCorrection => "补正告知",
            AlarmKind::CorrectionDue => "补正到期",
            AlarmKind::OpinionDue { .. } => "征求意见到期",
            AlarmKind::Answer => "答复到期",
        }
    }
}

impl Clock {
    /// Everything that is to be done, soonest first; nothing once it has ended.
    pub fn alarms(&self) -> Result<Vec<Alarm>, ClockError> {
        if self.ended.is_some() {
            return Ok(Vec::new());
        }
        let mut alarms = Vec::new();
        self.before(&mut alarms)?;
        let untouched = self.facts.correction.is_none() && self.extension.is_none() && self.pauses.is_empty();
        if let (Some(term), Some(last), true) = (&self.regime.correction, self.correction_by()?, untouched) {
            alarms.push(self.alarm(last, AlarmKind::AskCorrection, &term.law));
        }
        for letter in self.facts.letters.iter().filter(|letter| letter.answered.is_none()) {
            let Some(term) = self.regime.consultation(letter.whom) else { continue };
            let last = dates::opinion_due(letter, &self.regime, &self.law_days())?;
            alarms.push(self.alarm(last, AlarmKind::OpinionDue { letter: letter.number }, &term.law));
        }
        if let Some(due) = self.due {
            alarms.push(self.alarm(due.on, AlarmKind::Answer, &self.regime.answer.law));
        }
        alarms.sort_by_key(|alarm| alarm.on);
        Ok(alarms)
    }

    /// What a term waits for before it begins.
    fn before(&self, alarms: &mut Vec<Alarm>) -> Result<(), ClockError> {
        let facts = &self.facts;
        if facts.unconfirmed(&self.regime) {
            let calendar = self.law_days();
            let on = match calendar.is_working(facts.received)? {
                true => facts.received,
                false => calendar.add_working_days(facts.received, 1)?,
            };
            alarms.push(self.alarm(on, AlarmKind::Confirm, CONFIRMATION));
        } else if let (Some(term), true) = (&self.regime.acceptance, facts.unaccepted(&self.regime)) {
            let last = dates::end_of(facts.received, term, &self.law_days())?;
            alarms.push(self.alarm(last, AlarmKind::Accept, &term.law));
        }
        if let (Some(correction), Some(term)) = (facts.open_correction(), &self.regime.correction) {
            alarms.push(self.alarm(correction.until, AlarmKind::CorrectionDue, &term.law));
        }
        Ok(())
    }

    /// A term of calendar days ends on its day, be it a Sunday, and any may end while
    /// the school is closed; somebody has to have acted before.
    fn alarm(&self, on: Date, kind: AlarmKind, law: &str) -> Alarm {
        let works = |day: &Date| self.calendar.is_working(*day).unwrap_or(true);
        let mut days = std::iter::successors(Some(on), |day| day.yesterday().ok()).take(120);
        let work_by = days.find(works).unwrap_or(on);
        Alarm { on, work_by, kind, law: law.to_owned() }
    }
}

/// The school confirms with the applicant the day the request reaches it.
const CONFIRMATION: &str = "《政府信息公开条例》第三十一条";
