//! What is recorded, and whether one more thing can be: by order and state alone,
//! not by any calendar, so that what was once recorded can always be replayed.

use jiff::civil::Date;

use crate::error::Refusal;
use crate::event::{Consulted, Event, Ground, Way, What};
use crate::fold::Extension;
use crate::regime::Regime;

/// The facts of one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) received: Date,
    pub(crate) way: Way,
    pub(crate) confirmed: Option<Date>,
    pub(crate) accepted: Option<Date>,
    pub(crate) correction: Option<Correction>,
    pub(crate) letters: Vec<Letter>,
    /// From when the clock was paused, and since when it runs again.
    pub(crate) pauses: Vec<(Date, Option<Date>)>,
    pub(crate) extension: Option<Extension>,
    /// The end; without a ground it is an answer.
    pub(crate) ended: Option<(Date, Option<Ground>)>,
    last: Date,
}

/// The one correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Correction {
    pub(crate) asked: Date,
    pub(crate) until: Date,
    pub(crate) given: Option<Date>,
}

/// A letter that asks for an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) number: u32,
    pub(crate) whom: Consulted,
    pub(crate) sent: Date,
    pub(crate) arrived: Option<Date>,
    pub(crate) answered: Option<Date>,
}

impl Facts {
    /// The first event, which must be the receipt.
    pub(crate) fn first(event: &Event) -> Result<Facts, Refusal> {
        let What::Received { way } = event.what else { return Err(Refusal::NotReceived) };
        Ok(Facts {
            received: event.on,
            way,
            confirmed: None,
            accepted: None,
            correction: None,
            letters: Vec::new(),
            pauses: Vec::new(),
            extension: None,
            ended: None,
            last: event.on,
        })
    }

    /// One event more, if it can be.
    pub(crate) fn add(&mut self, event: &Event, regime: &Regime) -> Result<(), Refusal> {
        if let Some((on, _)) = self.ended {
            return Err(Refusal::Ended(on));
        }
        if event.on < self.last {
            return Err(Refusal::OutOfOrder(self.last));
        }
        let on = event.on;
        match &event.what {
            What::Received { .. } => return Err(Refusal::ReceivedTwice),
            What::Confirmed => self.confirm(on, regime)?,
            What::Accepted => self.accept(on, regime)?,
            What::CorrectionAsked { until } => self.ask_correction(on, *until, regime)?,
            What::CorrectionGiven => self.give_correction(on)?,
            What::Consulted { letter, whom } => self.consult(on, *letter, *whom, regime)?,
            What::LetterArrived { letter } => self.letter_arrived(on, *letter)?,
            What::OpinionGiven { letter } => self.opinion_given(on, *letter)?,
            What::Extended { days } => self.extend(on, *days, regime)?,
            What::Paused => self.pause(on, regime)?,
            What::Resumed => self.resume(on)?,
            What::Transferred { outside: true } if regime.transfer_ends => {
                self.ended = Some((on, Some(Ground::TransferredOut)));
            }
            What::Transferred { outside: true } => return Err(Refusal::NotTransferable(regime.name.clone())),
            What::Transferred { outside: false } | What::CalendarChanged { .. } => {}
            What::Answered => self.ended = Some((on, None)),
            What::Closed { ground } => self.close(on, *ground)?,
        }
        self.last = on;
        Ok(())
    }

    /// Whether the receipt waits to be confirmed.
    pub(crate) fn unconfirmed(&self, regime: &Regime) -> bool {
        regime.confirms && self.way.needs_confirmation() && self.confirmed.is_none()
    }

    /// Whether the letter waits to be taken up.
    pub(crate) fn unaccepted(&self, regime: &Regime) -> bool {
        regime.acceptance.is_some() && self.accepted.is_none()
    }

    /// The correction that is waited for.
    pub(crate) fn open_correction(&self) -> Option<&Correction> {
        self.correction.as_ref().filter(|correction| correction.given.is_none())
    }

    /// Day 0 of the term that runs: receipt, or what the law puts in its place; none while it waits for that.
    pub(crate) fn day_zero(&self, regime: &Regime) -> Option<Date> {
        if self.unconfirmed(regime) || self.unaccepted(regime) || self.open_correction().is_some() {
            return None;
        }
        let corrected = self.correction.and_then(|correction| correction.given);
        Some(corrected.or(self.accepted).or(self.confirmed).unwrap_or(self.received))
    }

    fn running(&self, regime: &Regime, what: &'static str) -> Result<(), Refusal> {
        if self.unconfirmed(regime) {
            return Err(Refusal::Unconfirmed(what));
        }
        if self.unaccepted(regime) {
            return Err(Refusal::Unaccepted(what));
        }
        match self.open_correction() {
            Some(_) => Err(Refusal::WaitingForCorrection(what)),
            None => Ok(()),
        }
    }

    fn confirm(&mut self, on: Date, regime: &Regime) -> Result<(), Refusal> {
        if !self.unconfirmed(regime) {
            return Err(Refusal::NothingToConfirm);
        }
        self.confirmed = Some(on);
        Ok(())
    }

    fn accept(&mut self, on: Date, regime: &Regime) -> Result<(), Refusal> {
        if !self.unaccepted(regime) {
            return Err(Refusal::NothingToAccept);
        }
        self.accepted = Some(on);
        Ok(())
    }

    fn ask_correction(&mut self, on: Date, until: Date, regime: &Regime) -> Result<(), Refusal> {
        if regime.correction.is_none() {
            return Err(Refusal::NoCorrection(regime.name.clone()));
        }
        if let Some(before) = self.correction {
            return Err(Refusal::CorrectionTwice(before.asked));
        }
        self.running(regime, "要求补正")?;
        if self.is_paused() || self.letters.iter().any(|letter| letter.answered.is_none()) {
            return Err(Refusal::Stopped);
        }
        if until <= on {
            return Err(Refusal::NoTimeToCorrect(until));
        }
        self.correction = Some(Correction { asked: on, until, given: None });
        Ok(())
    }

    fn give_correction(&mut self, on: Date) -> Result<(), Refusal> {
        match &mut self.correction {
            Some(correction) if correction.given.is_none() => {
                correction.given = Some(on);
                Ok(())
            }
            _ => Err(Refusal::NoCorrectionAsked),
        }
    }

    fn consult(&mut self, on: Date, number: u32, whom: Consulted, regime: &Regime) -> Result<(), Refusal> {
        if regime.consultation(whom).is_none() {
            return Err(Refusal::NoConsultation(regime.name.clone(), whom.name()));
        }
        self.running(regime, "征求意见")?;
        if self.is_paused() {
            return Err(Refusal::PausedAlready);
        }
        if self.letters.iter().any(|letter| letter.number == number) {
            return Err(Refusal::LetterTwice(number));
        }
        self.letters.push(Letter { number, whom, sent: on, arrived: None, answered: None });
        Ok(())
    }

    fn letter(&mut self, number: u32) -> Result<&mut Letter, Refusal> {
        self.letters.iter_mut().find(|letter| letter.number == number).ok_or(Refusal::NoLetter(number))
    }

    fn letter_arrived(&mut self, on: Date, number: u32) -> Result<(), Refusal> {
        let letter = self.letter(number)?;
        if letter.answered.is_some() {
            return Err(Refusal::OpinionTwice(number));
        }
        if letter.arrived.replace(on).is_some() {
            return Err(Refusal::ArrivedTwice(number));
        }
        Ok(())
    }

    fn opinion_given(&mut self, on: Date, number: u32) -> Result<(), Refusal> {
        match self.letter(number)?.answered.replace(on) {
            Some(_) => Err(Refusal::OpinionTwice(number)),
            None => Ok(()),
        }
    }

    fn extend(&mut self, on: Date, days: u32, regime: &Regime) -> Result<(), Refusal> {
        self.running(regime, "延期")?;
        if let Some(before) = self.extension {
            return Err(Refusal::ExtendedTwice(before.on));
        }
        let most = regime.extension.days;
        if most == 0 {
            return Err(Refusal::NoExtension(regime.name.clone()));
        }
        if days == 0 || days > most {
            return Err(Refusal::ExtensionTooLong { regime: regime.name.clone(), most, days });
        }
        self.extension = Some(Extension { on, days });
        Ok(())
    }

    fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|(_, to)| to.is_none())
    }

    fn pause(&mut self, on: Date, regime: &Regime) -> Result<(), Refusal> {
        if regime.pause.is_none() {
            return Err(Refusal::NoPause(regime.name.clone()));
        }
        self.running(regime, "中止")?;
        if self.is_paused() {
            return Err(Refusal::PausedAlready);
        }
        self.pauses.push((on, None));
        Ok(())
    }

    fn resume(&mut self, on: Date) -> Result<(), Refusal> {
        match self.pauses.last_mut() {
            Some((_, to)) if to.is_none() => {
                *to = Some(on);
                Ok(())
            }
            _ => Err(Refusal::NotPaused),
        }
    }

    fn close(&mut self, on: Date, ground: Ground) -> Result<(), Refusal> {
        let lapsed = self.open_correction().is_some_and(|correction| correction.until < on);
        match ground {
            Ground::Abandoned if !lapsed => Err(Refusal::NotAbandoned),
            Ground::TransferredOut => Err(Refusal::TransferIsAnEvent),
            _ => {
                self.ended = Some((on, Some(ground)));
                Ok(())
            }
        }
    }
}
