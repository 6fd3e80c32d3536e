//! What happens to batches while nobody looks: the check, and the rows coming in.
//!
//! One process at a time works on a batch, under a lease that it renews while it
//! works. Killed in the middle, it leaves the lease to run out; whoever comes next
//! begins with the first row, and rows that are there already are not taken twice.

use std::time::Duration;

use files::FileError;
use jiff::SignedDuration;
use publishing::Screen;
use store::{Actor, Context, Failure, Store};
use terms::PersonId;
use tokio::sync::watch;
use web::Clock;

use crate::actions::{end_check, end_run, stop};
use crate::rejects;
use crate::rules::BatchState;
use crate::run::{Counts, Importer, Options, Rejected};
use crate::store::{self as rows, Batch};
use crate::{Attachments, ImportingError, sheet};

/// A process that has not been heard of for so long no longer works on its batch.
const LEASE: SignedDuration = SignedDuration::from_secs(15);
/// How often it is heard of.
const RENEW: Duration = Duration::from_secs(1);
/// How often somebody looks for work.
const TICK: Duration = Duration::from_millis(500);

/// Works on batches until `stop` changes.
pub async fn run(worker: Worker, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = worker.step().await {
            tracing::warn!(%error, "imports could not go on; they will be tried again");
        }
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Whoever works on batches.
#[derive(Clone)]
pub struct Worker {
    /// The records.
    pub store: Store,
    /// The files, and what is looked through in them.
    pub screen: Screen,
    /// Reads files as they come in.
    pub intake: documents::Intake,
    /// What time it is.
    pub clock: Clock,
    /// This process among those that share the database.
    pub node: String,
}

impl Worker {
    /// Does whatever waits, one batch after the other.
    ///
    /// # Errors
    /// Where the records could not be reached: the lease runs out, and the batch goes on later.
    pub async fn step(&self) -> Result<(), ImportingError> {
        let now_ms = self.clock.now().as_millisecond();
        let due = rows::due(&mut *self.store.reader().await?, now_ms).await?;
        for batch in due {
            if !self.claim(&batch).await? {
                continue;
            }
            let outcome = match batch.state {
                BatchState::Checking => self.check(&batch).await,
                _ => self.take_in(&batch).await,
            };
            self.settle(&batch, outcome).await?;
        }
        Ok(())
    }

    fn bare(&self, batch: &Batch) -> Context {
        Context::new(batch.school, Actor::Timetable, self.clock.now())
    }

    async fn claim(&self, batch: &Batch) -> Result<bool, Failure> {
        let now = self.clock.now();
        let mut tx = self.store.tidy(&self.bare(batch)).await?;
        let until = (now + LEASE).as_millisecond();
        let is_ours = rows::claim(tx.connection(), batch, &self.node, now.as_millisecond(), until).await?;
        tx.commit().await?;
        Ok(is_ours)
    }

    /// What passes by itself is tried again; anything else stops the batch.
    async fn settle(&self, batch: &Batch, outcome: Result<(), ImportingError>) -> Result<(), ImportingError> {
        let Err(error) = outcome else { return Ok(()) };
        tracing::error!(%error, batch = batch.id.0, "a batch broke off");
        let problem = match error {
            ImportingError::Store(Failure::Unreachable(_)) => return Err(error),
            ImportingError::Store(Failure::Full(_)) | ImportingError::Files(FileError::Full) => {
                "服务器的磁盘满了。请告诉系统管理员，腾出地方后再接着做。".to_owned()
            }
            ImportingError::Files(_) => "上传的文件读不出来了。请重新上传一次；做过的不会重复。".to_owned(),
            ImportingError::Refused(reasons) => {
                reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")
            }
            _ => "是系统的问题，不是文件的。请告诉系统管理员，再接着做。".to_owned(),
        };
        stop(&self.store, &self.bare(batch), batch, &self.node, &problem).await
    }

    async fn read(&self, batch: &Batch) -> Result<Vec<documents::sheets::Row>, ImportingError> {
        let hash = batch.file_hash.as_deref().and_then(|hash| hash.parse().ok());
        let content = self.screen.files.get(&hash.ok_or(FileError::Missing)?).await?;
        let read = sheet::rows(&self.intake, &batch.file_name, content).await;
        read.map_err(|error| crate::rules::BatchRefusal::Unreadable(error.to_string()).into())
    }

    async fn importer(
        &self,
        context: &Context,
        batch: &Batch,
        dry_run: bool,
    ) -> Result<Importer<'_>, Failure> {
        let attachments = rows::attachments(&mut *self.store.reader().await?, batch).await?;
        let options = Options {
            dry_run,
            create_units: batch.create_units,
            attachments: Attachments::Uploaded(attachments),
            file_name: batch.file_name.clone(),
            answered_by: batch.answered_by,
            uploaded_by: batch.uploaded_by,
            batch: Some(batch.id),
        };
        Importer::new(&self.store, &self.screen, &self.intake, context.clone(), options).await
    }

    async fn check(&self, batch: &Batch) -> Result<(), ImportingError> {
        let lines = self.read(batch).await?;
        let context = self.bare(batch);
        let mut importer = self.importer(&context, batch, true).await?;
        let (_, told) = watch::channel(None);
        let (check, rejected) = tokio::select! {
            checked = importer.check(lines) => checked?,
            () = self.keep(batch, told) => return Ok(()),
        };
        let text = serde_json::to_vec(&check).map_err(|_| Failure::Unreadable("the check of a batch"))?;
        let check_hash = self.screen.files.put(text.into()).await?;
        let rejects = self.keep_rejects(batch, &rejected).await?;
        let counts = Counts { held: check.held, ..check.counts };
        let files = (check_hash.as_str(), rejects.as_deref());
        end_check(&self.store, &context, batch, &self.node, files, &counts).await
    }

    async fn take_in(&self, batch: &Batch) -> Result<(), ImportingError> {
        let lines = self.read(batch).await?;
        let actor = Actor::Person(batch.answered_by.unwrap_or(PersonId(0)));
        let context = Context::new(batch.school, actor, self.clock.now());
        let mut importer = self.importer(&context, batch, false).await?;
        let (tell, told) = watch::channel(None);
        let (counts, rejected) = tokio::select! {
            outcome = importer.run(lines, |counts| { tell.send_replace(Some(*counts)); }) => outcome?,
            () = self.keep(batch, told) => return Ok(()),
        };
        let rejects = self.keep_rejects(batch, &rejected).await?;
        end_run(&self.store, &context, batch, &self.node, rejects.as_deref(), &counts).await
    }

    async fn keep_rejects(
        &self,
        batch: &Batch,
        rejected: &[Rejected],
    ) -> Result<Option<String>, ImportingError> {
        if rejected.is_empty() {
            return Ok(None);
        }
        let ending = sheet::ending(&batch.file_name).unwrap_or("csv");
        let file = rejects::file(ending, rejected).map_err(|_| Failure::Unreadable("rejected rows"))?;
        Ok(Some(self.screen.files.put(file.into()).await?.to_string()))
    }

    /// Renews the lease and notes the counts, until the batch is no longer ours.
    async fn keep(&self, batch: &Batch, told: watch::Receiver<Option<Counts>>) {
        loop {
            tokio::time::sleep(RENEW).await;
            let counts = *told.borrow();
            let until = (self.clock.now() + LEASE).as_millisecond();
            match self.renew(batch, until, counts.as_ref()).await {
                Ok(true) => {}
                Ok(false) => return,
                // Whether it is still ours is asked again at the end.
                Err(error) => tracing::warn!(%error, batch = batch.id.0, "a lease could not be renewed"),
            }
        }
    }

    async fn renew(&self, batch: &Batch, until_ms: i64, counts: Option<&Counts>) -> Result<bool, Failure> {
        let mut tx = self.store.tidy(&self.bare(batch)).await?;
        let is_ours = rows::keep(tx.connection(), batch, &self.node, until_ms, counts).await?;
        tx.commit().await?;
        Ok(is_ours)
    }
}
