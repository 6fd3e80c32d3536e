//! Ctrl-C: what was found so far is kept, and the report is written.

use std::io;
use std::process;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// What a shell says of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Whether somebody wants the run to end, and the runtime on which that is heard.
pub struct Stop {
    runtime: Runtime,
    wanted: watch::Receiver<bool>,
    tell: watch::Sender<bool>,
}

impl Stop {
    /// One that nobody asks for: Ctrl-C ends the program as ever.
    ///
    /// # Errors
    ///
    /// Where the system gives no thread.
    pub fn never() -> io::Result<Stop> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (tell, wanted) = watch::channel(false);
        Ok(Stop { runtime, wanted, tell })
    }

    /// Listens for Ctrl-C and SIGTERM from now on. A second one ends the program at once.
    ///
    /// # Errors
    ///
    /// As [`Stop::never`], and where it gives no signals.
    pub fn listen() -> io::Result<Stop> {
        let stop = Stop::never()?;
        let inside = stop.runtime.enter();
        let (mut interrupt, mut term) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let tell = stop.tell.clone();
        stop.runtime.spawn(async move {
            loop {
                tokio::select! { _ = interrupt.recv() => {}, _ = term.recv() => {} }
                if tell.send_replace(true) {
                    process::exit(INTERRUPTED);
                }
            }
        });
        drop(inside);
        Ok(stop)
    }

    /// Whether it is to end.
    pub fn is_wanted(&self) -> bool {
        *self.wanted.borrow()
    }

    /// Waits for something of the network; nothing where it is to end before.
    pub fn unless_wanted<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut wanted = self.wanted.clone();
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                _ = wanted.wait_for(|wanted| *wanted) => None,
                done = work => Some(done),
            }
        })
    }

    /// Sleeps, unless it is to end.
    pub fn sleep(&self, time: Duration) {
        self.unless_wanted(async { tokio::time::sleep(time).await });
    }
}
