//! Cases (办件): what the public brings in, with a number, a clock, an owner, steps and letters.
//!
//! Requests and letters are both cases; each kind adds its rules in a feature of its own. What an
//! applicant wrote lies sealed for the case's place; lists and counts need none of it.

mod code;
mod model;
mod store;
mod vault;

pub use code::{CODE, grouped, new_code, plain};
pub use model::{Case, Paper, Reading, Step};
pub use store::cases::{Change, Filter, NewCase, by_number, change, count, find, insert, list, lock};
pub use store::numbers::next_number;
pub use store::papers::{Issue, NewPaper, Service, draft, issue, paper, papers, seal, serve};
pub use store::readings::{note_reading, readings};
pub use store::steps::{NewStep, add_step, steps};
pub use store::tries::{Opened, open_with_code};
pub use vault::Vault;

use ::calendar::Calendar;
use ::clock::{Clock, ClockError, Event, Regime};

/// The clock of a case by its steps.
///
/// # Errors
/// What the clock says against them; with a provisional calendar, no year is unknown.
pub fn clock_of(regime: &Regime, steps: &[Step], calendar: &Calendar) -> Result<Clock, ClockError> {
    let events: Vec<Event> = steps.iter().filter_map(|step| step.clock.clone()).collect();
    Clock::fold(regime, &events, &calendar.provisional())
}
