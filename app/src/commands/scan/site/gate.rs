//! Whether a host lets us in: its `robots.txt`, asked for once.

use std::collections::HashMap;
use std::time::Duration;

use url::Url;

use super::fetch::{Answer, Body, Fetcher};
use super::robots::Robots;

/// Redirects that lead to a file of robots: RFC 9309 asks for five.
const HOPS: u32 = 5;

/// What a host lets us do.
#[derive(Clone, Debug)]
pub enum Gate {
    /// What it asks of us.
    Open(Robots),
    /// Why nothing is read there. A server that can't say what it allows allows nothing.
    Closed(String),
}

/// The hosts' answers.
#[derive(Default)]
pub struct Gates(HashMap<String, Gate>);

impl Gates {
    /// What the host of this address lets us do, and whether it was asked just now. Nothing where the
    /// run is to end.
    pub fn of(&mut self, url: &Url, fetcher: &mut Fetcher<'_>, pause: Duration) -> Option<(Gate, bool)> {
        let origin = url.origin().ascii_serialization();
        if let Some(gate) = self.0.get(&origin) {
            return Some((gate.clone(), false));
        }
        let gate = ask(url, fetcher, pause)?;
        self.0.insert(origin, gate.clone());
        Some((gate, true))
    }
}

fn ask(url: &Url, fetcher: &mut Fetcher<'_>, pause: Duration) -> Option<Gate> {
    let mut at = url.join("/robots.txt").ok()?;
    for _ in 0..=HOPS {
        match fetcher.get(&at, pause)? {
            Answer::Body(Body { bytes, .. }) => return Some(Gate::Open(Robots::read(&bytes))),
            Answer::Gone(_) => break,
            Answer::Failed(failure) => {
                let refused =
                    failure.status.is_some_and(|status| (400..500).contains(&status) && status != 429);
                if refused {
                    break;
                }
                return Some(Gate::Closed(failure.why));
            }
            // Another host's rules are its own.
            Answer::Moved(to) => match at.join(&to).ok().filter(|to| to.host() == url.host()) {
                Some(to) => at = to,
                None => break,
            },
        }
    }
    Some(Gate::Open(Robots::default()))
}
