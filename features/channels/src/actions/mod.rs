//! What can be done with channels and releases, one verb a file.

mod add_channel;
mod call_back;
mod cancel_release;
mod change_channel;
mod confirm_recall;
mod expect_releases;
mod loaded;
mod open_register;
mod record_release;

pub use add_channel::{add_channel, add_named};
pub use call_back::call_back;
pub use cancel_release::cancel_release;
pub use change_channel::change_channel;
pub use confirm_recall::confirm_recall;
pub use expect_releases::{Expected, expect_releases};
pub use open_register::open_register;
pub use record_release::{RecordRelease, record_release};

use store::Tx;
use terms::UnitId;

/// The units that exist now.
async fn present_units(tx: &mut Tx) -> Result<Vec<UnitId>, store::Failure> {
    let school = tx.context().school;
    let units = schools::units(tx.connection(), school).await?;
    Ok(units.into_iter().filter(schools::Unit::is_present).map(|unit| unit.id).collect())
}
