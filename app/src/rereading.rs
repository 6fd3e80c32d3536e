//! Everything public is read again when the rules by which it was read have changed: a school's
//! words, or those that come with a new version of the program.

use std::time::Duration;

use jiff::civil::Date;
use publishing::PublishingError;
use publishing::actions::{reread, reread_anew};
use store::{Actor, Context};
use tokio::sync::watch;
use web::Clock;

use crate::house::House;

/// How often the rules are looked at.
const TICK: Duration = Duration::from_secs(2);
/// Rest between two portions, so that nobody waits behind them.
const BREATH: Duration = Duration::from_millis(20);

/// Reads one portion of each school; whether there is more.
pub async fn step(house: &House, clock: &Clock) -> Result<bool, PublishingError> {
    let schools = schools::list(&mut *house.store.reader().await?).await?;
    let mut more = false;
    for school in schools {
        let context = Context::new(school.id, Actor::Timetable, clock.now());
        let done = reread(&house.store, &house.screen, &context).await?;
        more |= done.is_some_and(|done| done.finished_at.is_none());
    }
    Ok(more)
}

/// Begins anew with everything, once a day: for what came in while the rules changed.
async fn begin_anew(house: &House, clock: &Clock) -> Result<(), PublishingError> {
    let schools = schools::list(&mut *house.store.reader().await?).await?;
    for school in schools {
        reread_anew(&house.store, &Context::new(school.id, Actor::Timetable, clock.now())).await?;
    }
    Ok(())
}

/// Reads on until `stop` changes.
pub async fn run(house: House, clock: Clock, mut stop: watch::Receiver<bool>) {
    let mut day: Date = terms::day_of(clock.now());
    loop {
        let today = terms::day_of(clock.now());
        if today != day
            && let Err(error) = begin_anew(&house, &clock).await
        {
            tracing::warn!(%error, "the daily reading could not begin; it will be tried again tomorrow");
        }
        day = today;
        let rest = match step(&house, &clock).await {
            Ok(true) => BREATH,
            Ok(false) => TICK,
            Err(error) => {
                tracing::warn!(%error, "what is public could not be read again; it will be tried again");
                TICK
            }
        };
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}
