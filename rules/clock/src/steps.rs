//! What happened, step by step, each with the due date that it left.

use jiff::civil::Date;

use crate::error::ClockError;
use crate::event::{Event, What};
use crate::fold::{Clock, Deadline};
use crate::term::written;

/// One step of a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The day.
    pub on: Date,
    /// What happened and what it did to the clock, in words.
    pub told: String,
    /// What was due after it, by the calendar of today.
    pub due: Option<Deadline>,
}

impl Clock {
    /// Every step, each with its reason.
    pub fn steps(&self) -> Result<Vec<Step>, ClockError> {
        let mut steps = Vec::new();
        for (place, event) in self.events.iter().enumerate() {
            let then = Clock::fold(&self.regime, &self.events[..=place], &self.calendar)?;
            steps.push(Step { on: event.on, told: then.told_of(event), due: then.due });
        }
        Ok(steps)
    }

    /// What an event did.
    fn told_of(&self, event: &Event) -> String {
        let regime = &self.regime;
        match &event.what {
            What::Received { way } if regime.confirms && way.needs_confirmation() => {
                format!("收到（{}），等双方确认，期限没有开始", way.name())
            }
            What::Received { .. } if regime.acceptance.is_some() => "收到，等受理".to_owned(),
            What::Received { way } => format!("收到（{}），自次日起算{}", way.name(), self.term()),
            What::Confirmed => format!("双方确认，这一天为收到之日，自次日起算{}", self.term()),
            What::Accepted => format!("受理并告知，自次日起算{}", self.term()),
            What::CorrectionAsked { until } => format!("要求补正，限{}前，期限停止", written(*until)),
            What::CorrectionGiven => format!("收到补正，期限自次日重新计算{}", self.term()),
            What::Consulted { letter, whom } => format!(
                "向{}发出第{letter}号征求意见书，{}",
                whom.name(),
                if regime.consultation(*whom).is_some_and(|term| term.stops_clock) {
                    "自次日起到收到意见之日不计算在内"
                } else {
                    "期限照算"
                }
            ),
            What::LetterArrived { letter } => format!("第{letter}号征求意见书送达，对方的期限自次日起算"),
            What::OpinionGiven { letter } => {
                format!("收到第{letter}号征求意见书的意见，自下一个工作日接着计算")
            }
            What::Extended { days } => format!("延期{days}{}，已告知申请人", regime.extension.unit.name()),
            What::Paused => format!("中止，依据：{}", regime.pause.as_deref().unwrap_or_default()),
            What::Resumed => "恢复，自次日接着计算".to_owned(),
            What::Transferred { outside: false } => "校内转办，期限照算".to_owned(),
            What::Transferred { outside: true } => "转出，本校的期限到此为止".to_owned(),
            What::CalendarChanged { was, now, .. } if was == now => {
                format!("放假安排变动，重新计算，期限仍是{}", written(*now))
            }
            What::CalendarChanged { was, now, .. } => {
                format!("放假安排变动，期限由{}改为{}", written(*was), written(*now))
            }
            What::Answered => "答复".to_owned(),
            What::Closed { ground } => format!("结束：{}", ground.name()),
        }
    }
}
