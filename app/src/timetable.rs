//! What time itself changes: scheduled releases, lists that expire, pages that
//! count days.

use std::time::Duration;

use events::Shared;
use jiff::{SignedDuration, Timestamp};
use store::{Actor, Context, Failure, Snapshot};
use terms::SchoolId;
use tokio::sync::watch;
use web::{Clock, Key, Site};

use crate::house::House;
use crate::{subscriptions, upkeep};

/// How often the clock is looked at.
const TICK: Duration = Duration::from_millis(500);
/// How often a command looks for a server's work: for longer than a dead server's lease.
const PATIENCE: u32 = 80;
/// A form's one-time key is remembered for longer than the form is valid.
const FORM_KEPT: SignedDuration = SignedDuration::from_hours(48);

/// Lets one feature answer to another's events, up to the last one.
pub async fn follow(house: &House, now: Timestamp) -> Result<(), Failure> {
    for consequence in subscriptions::consequences() {
        Shared::new(consequence, node()).catch_up(&house.store, now).await?;
    }
    Ok(())
}

/// Does what is due at `now`: in tests step by step, in a server for ever.
pub async fn step(house: &House, now: Timestamp) -> Result<(), Failure> {
    follow(house, now).await?;
    let mut reader = house.store.reader().await?;
    let due = publishing::due_for_release(&mut reader, now).await?;
    let expired = publishing::due_to_expire(&mut reader, terms::day_of(now)).await?;
    drop(reader);
    for (school, version) in due {
        let context = Context::new(school, Actor::Timetable, now);
        let outcome = publishing::actions::release_scheduled(
            &house.store,
            &house.screen,
            &house.calendar,
            &context,
            version,
        )
        .await;
        if let Err(error) = outcome {
            tracing::error!(%error, version = version.0, "a scheduled release could not be made");
        }
    }
    for (school, publication) in expired {
        let context = Context::new(school, Actor::Timetable, now);
        if let Err(error) = publishing::actions::end_list(&house.store, &context, publication).await {
            tracing::error!(%error, publication = publication.0, "a list could not be taken down");
        }
    }
    Ok(())
}

/// Counts the deadlines of what people asked for by the calendar of now: it changes with the
/// program, when the notice of another year has come.
async fn recount(house: &House, now: Timestamp) {
    let vault = house.vault();
    let desk = requests::actions::Desk {
        store: &house.store,
        vault: &vault,
        calendar: &house.calendar,
        gate: &house.screen.gate,
    };
    let schools = match house.store.reader().await {
        Ok(mut reader) => schools::list(&mut reader).await,
        Err(failure) => Err(failure),
    };
    for school in schools.unwrap_or_default() {
        let context = Context::new(school.id, Actor::Timetable, now);
        match requests::actions::recount(&desk, &context).await {
            Ok(0) => {}
            Ok(moved) => tracing::info!(moved, "deadlines moved with the calendar"),
            Err(error) => {
                tracing::warn!(%error, "deadlines could not be counted anew; they will be tried again")
            }
        }
    }
}

/// Removes what nobody went on with for days. Every hour, for it takes a look at the files.
pub async fn clear(house: &House, now: Timestamp) -> Result<(), publishing::PublishingError> {
    let context = Context::new(SchoolId(0), Actor::Timetable, now);
    let cleared = publishing::actions::clear_uploads(&house.store, &house.files, &context).await?;
    if cleared > 0 {
        tracing::info!(cleared, "files that did not come whole were cleared");
    }
    let named = async || {
        let opened = Snapshot::open(&house.settings.database_url()).await;
        opened.map_err(|_| Failure::Unreadable("all records"))?.file_names().await
    };
    let replaced = publishing::actions::clear_replaced(&house.store, &house.screen, &context, named).await?;
    if replaced > 0 {
        tracing::info!(replaced, "files in whose place masked ones stand were removed");
    }
    if let Err(error) = upkeep::clear(&house.settings.data, now) {
        tracing::warn!(%error, "a static site to be taken away could not be cleared");
    }
    Ok(())
}

/// Has the consequences of all that happened written, for a command that counts them: by a
/// server where one runs, else here. `told` hears now and then how many events they have been
/// written for, of how many.
pub async fn follow_up(house: &House, clock: &Clock, mut told: impl FnMut(i64, i64)) -> Result<(), Failure> {
    let last = house.store.last_event().await?;
    for consequence in subscriptions::consequences() {
        let shared = Shared::new(consequence, node());
        for _ in 0..PATIENCE {
            let at = clock.now();
            let catching_up = shared.catch_up(&house.store, at);
            tokio::pin!(catching_up);
            let caught_up = loop {
                tokio::select! {
                    outcome = &mut catching_up => break outcome?,
                    () = tokio::time::sleep(TICK) => told(written(house, shared.name()).await?.min(last), last),
                }
            };
            if caught_up.is_some() {
                shared.release(&house.store, at).await?;
                break;
            }
            let written = written(house, shared.name()).await?;
            if written >= last {
                break;
            }
            told(written, last);
            tokio::time::sleep(TICK).await;
        }
    }
    Ok(())
}

/// Up to which event a consequence has been written.
async fn written(house: &House, name: &str) -> Result<i64, Failure> {
    let cursors = events::cursors(&house.store).await?;
    Ok(cursors.iter().find(|(one, _)| one == name).map_or(0, |(_, number)| *number))
}

/// Runs the timetable until `stop` changes.
pub async fn run(house: House, site: Site, mut stop: watch::Receiver<bool>) {
    let mut today = terms::day_of(site.clock().now());
    let mut forgotten = Timestamp::MIN;
    loop {
        let now = site.clock().now();
        if let Err(error) = step(&house, now).await {
            tracing::warn!(%error, "the timetable could not go on; it will try again");
        }
        let day = terms::day_of(now);
        if day != today {
            today = day;
            site.cache().touch([Key::today()]);
        }
        if now.duration_since(forgotten) > SignedDuration::from_hours(1) {
            forgotten = now;
            let context = Context::new(SchoolId(0), Actor::Timetable, now);
            house.store.forget_forms(now - FORM_KEPT, &context).await.ok();
            recount(&house, now).await;
            if let Err(error) = clear(&house, now).await {
                tracing::warn!(%error, "what nobody goes on with could not be cleared; it will be tried again");
            }
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Who works on imports in this process.
pub fn importer(house: &House, clock: &Clock) -> importing::work::Worker {
    importing::work::Worker {
        store: house.store.clone(),
        screen: house.screen.clone(),
        intake: house.intake.clone(),
        clock: clock.clone(),
        node: node(),
    }
}

/// This process among those that share the database.
fn node() -> String {
    static NODE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    NODE.get_or_init(keys::token).clone()
}
