//! The words every part of gongkai shares: numbers of things, roles,
//! audiences, academic years, and who is asking.
//!
//! Pure: no files, no database, no network, no clock.

mod academic_year;
mod audience;
mod block;
mod ids;
mod kind;
mod roles;
mod viewer;

pub use academic_year::{AcademicYear, NotAnAcademicYear};
pub use audience::Audience;
pub use block::Block;
pub use ids::*;
pub use kind::InformationKind;
pub use roles::{Role, RoleScope};
pub use viewer::{Person, Viewer};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The zone in which a day is a day, whatever the server's own says.
pub const ZONE: &str = "Asia/Shanghai";

/// China has kept UTC+8 without daylight saving since 1991, and no instant
/// that gongkai records is older; a fixed offset needs no zone database.
const SHANGHAI_HOURS: i8 = 8;

/// The zone of every date in gongkai.
pub fn shanghai() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(SHANGHAI_HOURS))
}

/// The day on which `instant` falls in Asia/Shanghai.
pub fn day_of(instant: Timestamp) -> Date {
    instant.to_zoned(shanghai()).date()
}

/// The first instant of `date` in Asia/Shanghai.
pub fn start_of(date: Date) -> Timestamp {
    date.to_zoned(shanghai()).map(|z| z.timestamp()).unwrap_or(Timestamp::MAX)
}
