//! The doorkeeper: which school a host stands for, whose a session is.

use jiff::{SignedDuration, Timestamp};
use store::{Actor, Connection, Context, Failure, Store};
use terms::{PersonId, SchoolId, Viewer};
use web::{Doorkeeper, Guest};

use crate::{SessionRow, secret, store as rows};

/// A session unused for so long has ended.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// Its last use is written down no more often than this.
const WRITE_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Keeps the door of an installation.
pub struct Door {
    store: Store,
}

/// The live sessions of a person, the latest first.
pub async fn sessions_of(
    c: &mut Connection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<SessionRow>, Failure> {
    rows::live_sessions(c, person, now, now - IDLE).await
}

type Answer<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

impl Door {
    /// A doorkeeper who looks people up in this store.
    pub fn new(store: Store) -> Self {
        Door { store }
    }

    async fn find(&self, school: SchoolId, secret: Option<&str>, now: Timestamp) -> Result<Guest, Failure> {
        let nobody = || Guest { viewer: Viewer::public(school), session: None };
        let Some(secret) = secret else { return Ok(nobody()) };
        let mut reader = self.store.reader().await?;
        let idle_since = (now - IDLE).as_millisecond();
        let found =
            rows::session(&mut reader, school, &secret::hash(secret), now.as_millisecond(), idle_since)
                .await?;
        let Some((id, person, seen_ms)) = found else { return Ok(nobody()) };
        let viewer = rows::viewer(&mut reader, school, person).await?;
        drop(reader);
        if viewer.person.is_none() {
            return Ok(nobody());
        }
        if now.as_millisecond() - seen_ms > WRITE_EVERY.as_millis() as i64 {
            // A full disk keeps nobody from reading.
            if let Err(error) = self.touch(school, person, id, now).await {
                tracing::warn!(%error, "a session's last use could not be written down");
            }
        }
        Ok(Guest { viewer, session: Some(id) })
    }

    async fn touch(
        &self,
        school: SchoolId,
        person: PersonId,
        session: i64,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let mut tx = self.store.tidy(&Context::new(school, Actor::Person(person), now)).await?;
        rows::touch_session(tx.connection(), session, now.as_millisecond()).await?;
        tx.commit().await
    }
}

impl Doorkeeper for Door {
    fn school<'a>(&'a self, host: &'a str) -> Answer<'a, Option<SchoolId>> {
        Box::pin(async move { schools::by_host(&mut *self.store.reader().await?, host).await })
    }

    fn guest<'a>(&'a self, school: SchoolId, secret: Option<&'a str>, now: Timestamp) -> Answer<'a, Guest> {
        Box::pin(self.find(school, secret, now))
    }

    fn public_url<'a>(&'a self, school: SchoolId) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            let school = schools::find(&mut *self.store.reader().await?, school).await?;
            Ok(school.map(|s| s.settings.public_url).filter(|url| !url.is_empty()))
        })
    }
}
