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

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// The zone in which a day is a day, whatever the server's own says.
pub const ZONE: &str = "Asia/Shanghai";

/// China has kept UTC+8 without daylight saving since 1991, and no instant
/// that gongkai records is older; a fixed offset needs no zone database.
const SHANGHAI_HOURS: i8 = 8;

/// The offset of every civil time in gongkai.
pub fn shanghai() -> Offset {
    jiff::tz::offset(SHANGHAI_HOURS)
}

/// The day on which `instant` falls in Asia/Shanghai.
pub fn day_of(instant: Timestamp) -> Date {
    shanghai().to_datetime(instant).date()
}

/// The first instant of `date` in Asia/Shanghai.
pub fn start_of(date: Date) -> Timestamp {
    instant_of(date.to_datetime(Time::midnight()))
}

/// The instant of a civil date and time in Asia/Shanghai.
pub fn instant_of(datetime: DateTime) -> Timestamp {
    shanghai().to_timestamp(datetime).unwrap_or(Timestamp::MAX)
}

/// The civil date and time of `instant` in Asia/Shanghai.
pub fn civil_of(instant: Timestamp) -> DateTime {
    shanghai().to_datetime(instant)
}
