//! Where files that come in are read: in a child process, a few at a time, while the
//! threads that answer pages go on.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::card::Card;
use crate::child::{self, Limits};
use crate::manuscript::{self, Manuscript};
use crate::reader::{self, Document, Unreadable};
use crate::redact::{self, Mask, Redacted};
use crate::sheets::{self, Row};

/// Children at once: each may take 256 MB and a processor.
const AT_ONCE: usize = 2;

/// Reads files as they come in; cheap to clone.
#[derive(Clone, Debug)]
pub struct Intake {
    place: Arc<Place>,
    turns: Arc<Semaphore>,
}

#[derive(Debug)]
enum Place {
    Child(PathBuf),
    Here,
}

impl Intake {
    /// Reads in children of the running program, which answers as [`child::main`] where
    /// its first argument is [`child::ARGUMENT`].
    ///
    /// # Errors
    ///
    /// Where the system does not say which program that is.
    pub fn of_this_program() -> std::io::Result<Intake> {
        Intake::program().map(Intake::in_child_of)
    }

    /// The running program's file.
    ///
    /// # Errors
    ///
    /// As [`Intake::of_this_program`].
    pub fn program() -> std::io::Result<PathBuf> {
        // On Linux this is the file that runs, also after an upgrade put another in its place.
        let itself = PathBuf::from("/proc/self/exe");
        if itself.exists() { Ok(itself) } else { std::env::current_exe() }
    }

    /// Reads in children of this program.
    pub fn in_child_of(program: PathBuf) -> Intake {
        Intake::at(Place::Child(program))
    }

    /// Reads in this process, without any limit: for tests of what is made of the text.
    pub fn without_child() -> Intake {
        Intake::at(Place::Here)
    }

    /// The same with turns of its own: what strangers ask for keeps nobody waiting who brings a file.
    pub fn with_own_turns(&self) -> Intake {
        Intake { place: self.place.clone(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    fn at(place: Place) -> Intake {
        Intake { place: Arc::new(place), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Reads a file of this name part by part; see [`reader::read`].
    ///
    /// # Errors
    ///
    /// Where nothing of it can be read, and where the child ended without an answer.
    pub async fn read(&self, name: &str, content: Bytes) -> Result<Document, Unreadable> {
        let kind = reader::kind(name);
        self.in_turn(move |place| match place {
            Place::Child(program) => child::read(program, &kind, &content, Limits::of_reading()),
            Place::Here => reader::read(&kind, &content),
        })
        .await
    }

    /// Makes a file of this name into a page; see [`manuscript::read`].
    ///
    /// # Errors
    ///
    /// As [`Intake::read`].
    pub async fn manuscript(&self, name: &str, content: Bytes) -> Result<Manuscript, Unreadable> {
        let kind = reader::kind(name);
        self.in_turn(move |place| match place {
            Place::Child(program) => child::manuscript(program, &kind, &content, Limits::default()),
            Place::Here => manuscript::read(&kind, &content),
        })
        .await
    }

    /// Reads a sheet of this name into rows; see [`sheets::read`].
    ///
    /// # Errors
    ///
    /// As [`Intake::read`].
    pub async fn rows(&self, name: &str, content: Bytes) -> Result<Vec<Row>, Unreadable> {
        let name = name.to_owned();
        self.in_turn(move |place| {
            sheets::check_size(&name, content.len()).map_err(|error| Unreadable(error.to_string()))?;
            match place {
                Place::Child(program) if sheets::is_workbook(&name) => {
                    child::rows(program, &reader::kind(&name), &content, Limits::default())
                }
                // Lines of text take no parser that a file could harm.
                _ => sheets::read(&name, &content).map_err(|error| Unreadable(error.to_string())),
            }
        })
        .await
    }

    /// Masks a file of this name: what comes back is a new file without what was masked; see
    /// [`redact::redact`].
    ///
    /// # Errors
    ///
    /// Where it can't be masked safely, and where the child ended without an answer.
    pub async fn redact(&self, name: &str, content: Bytes, masks: Vec<Mask>) -> Result<Redacted, Unreadable> {
        let kind = reader::kind(name);
        self.in_turn(move |place| match place {
            Place::Child(program) => child::redact(program, &kind, &content, &masks, Limits::default()),
            Place::Here => redact::redact(&kind, &content, &masks),
        })
        .await
    }

    /// Draws a card; see [`Card::png`].
    ///
    /// # Errors
    ///
    /// Where it cannot be drawn, and where the child ended without an answer.
    pub async fn card(&self, card: Card) -> Result<Bytes, Unreadable> {
        self.in_turn(move |place| match place {
            Place::Child(program) => child::card(program, &card, Limits::default()),
            Place::Here => card.png(),
        })
        .await
        .map(Bytes::from)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Place) -> Result<T, Unreadable> + Send + 'static,
    ) -> Result<T, Unreadable> {
        let _turn = self.turns.acquire().await;
        let place = self.place.clone();
        // A panic is no pass.
        let read = tokio::task::spawn_blocking(move || read(&place)).await;
        read.unwrap_or_else(|_| Err(Unreadable::because("读这份文件时出错")))
    }
}
