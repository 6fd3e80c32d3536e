//! The clock of what people send in: requests for information and letters.
//!
//! A due date is never stored alone. It is a fold over what happened — received,
//! confirmed, a correction asked and given, a third party asked and answered, an
//! extension, a pause, a transfer, the answer — under a [`Regime`] (the rules of one
//! order of law, as data) and a calendar. The same events under another calendar
//! give another date, and [`Clock::under`] tells what moved and why.
//!
//! ```text
//! let regime = Regime::built_in("measures_2010")?;
//! let clock = Clock::fold(&regime, &events, &calendar.provisional())?;   // replay what was recorded
//! let clock = clock.then(Event { on: today, what: What::Extended { days: 15 } })?;   // does one more fit?
//! clock.due;                  // when, and whether a year without a notice was computed
//! clock.state(today); clock.left(today)?; clock.alarms()?;
//! clock.explain()?;           // every day: counts or not, and why; its counted days are the term
//! ```
//!
//! A feature stores each [`Event`] as a row (JSON by serde, or its columns), folds
//! in its transaction, asks [`Clock::then`] before it writes one more, and shows
//! [`Clock::explain`]. Replaying never judges again what was once recorded: a notice
//! that comes in November must not make an extension of October unlawful. What
//! depends on the calendar is therefore asked by `then` alone.
//!
//! Pure: no clock is asked. Days are days in Asia/Shanghai.

mod alarms;
mod dates;
mod error;
mod event;
mod facts;
mod fold;
mod moved;
mod own;
mod regime;
mod steps;
mod term;

pub use alarms::{Alarm, AlarmKind};
pub use calendar::DueDay as Day;
pub use error::{ClockError, Refusal};
pub use event::{Consulted, Event, Ground, Way, What};
pub use fold::{Clock, Deadline, Extension, Pause, PauseGround, State};
pub use moved::Moved;
pub use own::{NotARegime, OwnFault};
pub use regime::{Regime, Term};
pub use steps::Step;
