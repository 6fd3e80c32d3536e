//! What comes of asking for an address: it is fetched and read, and what was read is put down in words.

use std::time::Duration;

use sha2::{Digest, Sha256};
use url::Url;

use super::Walk;
use crate::commands::scan::report::masked;
use crate::commands::scan::site::address;
use crate::commands::scan::site::fetch::{Answer, Body};
use crate::commands::scan::site::frontier::Found;
use crate::commands::scan::site::read::{Content, Page, content};
use crate::commands::scan::site::visit::{Lead, Visit, Visited, words};
use crate::commands::scan::told::{Source, Told};

impl Walk<'_> {
    /// Asks for an address and reads what is there; nothing where the walk is to end.
    pub(super) fn visit(&mut self, found: &Found, pause: Duration, told: &Told<'_>) -> Option<Visit> {
        let body = match self.fetcher.get(&found.url, pause)? {
            Answer::Body(body) => body,
            Answer::Moved(to) => return Some(Visit::Moved(to)),
            Answer::Gone(status) => return Some(Visit::Gone(status)),
            Answer::Failed(failure) => return Some(Visit::Failed(failure)),
        };
        let hash = hexadecimal(&Sha256::digest(&body.bytes));
        if self.contents.contains_key(&hash) {
            return Some(Visit::Same(hash));
        }
        let visit = match content(&found.url, &body, self.bench.readers) {
            Content::Decoration => Visit::Decoration(hash),
            Content::File(document) => {
                let source = Source { name: file_name(&found.url, &body), ..self.source(found, false, "") };
                Visit::File { hash, opened: document.is_ok(), reading: told.read(&source, document) }
            }
            Content::Page(page) => Visit::Page { hash, page: self.visited(found, page, told) },
        };
        // The child that read it may have heard Ctrl-C, too.
        (!self.bench.stop.is_wanted()).then_some(visit)
    }

    fn visited(&mut self, found: &Found, page: Page, told: &Told<'_>) -> Visited {
        let links = page.addresses(&found.url);
        let title = page.leads.as_ref().map_or("", |leads| &*leads.title);
        let (words, leads) = (words(&page.document, &links), links.iter().map(Lead::of).collect());
        let source = self.source(found, true, title);
        let title = masked(title);
        let leads_unread = page.leads.as_ref().err().map(|why| why.0.clone());
        Visited { reading: told.read(&source, page.document), title, leads, leads_unread, words }
    }
}

/// The name of a file: what the site says, else what its address says.
fn file_name(url: &Url, body: &Body) -> String {
    body.name.clone().unwrap_or_else(|| address::file_name(url))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
