//! What came of asking for one address: all that the walk goes by and the report shows of it, so that it
//! can be kept and gone through again without asking.

use std::hash::{DefaultHasher, Hash, Hasher};

use documents::html::Link;
use documents::reader::{Document, Unreadable};
use serde::{Deserialize, Serialize};
use url::Url;

use super::address;
use super::fetch::Failure;
use crate::commands::scan::reading::Reading;
use crate::commands::scan::report::masked;

/// What bytes are known by: their SHA-256, in hexadecimal.
pub type Hash256 = String;

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visit {
    /// It lies elsewhere: the address as it was written.
    Moved(String),
    /// There is nothing, or no more: the status.
    Gone(u16),
    /// Why there was no answer to read. It is asked for again another time.
    #[serde(skip)]
    Failed(Failure),
    /// The same bytes as at another address.
    Same(Hash256),
    /// A picture without room for a word.
    Decoration(Hash256),
    /// A file, and whether it could be read at all.
    File { hash: Hash256, opened: bool, reading: Reading },
    /// A page.
    Page { hash: Hash256, page: Visited },
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// What was found.
    pub reading: Reading,
    /// Its title, nothing of it in clear.
    pub title: String,
    /// Where it leads.
    pub leads: Vec<Lead>,
    /// Why its links can't be read.
    pub leads_unread: Option<String>,
    /// What it says, numbers aside, and what hangs on it: the months of a calendar say the same.
    pub words: u64,
}

/// A link of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Where it leads.
    pub address: String,
    /// What it says, nothing of it in clear.
    pub words: String,
    /// Whether it is a picture that the page shows.
    pub is_picture: bool,
}

impl Lead {
    /// A link that leads to this address.
    pub fn of((url, link): &(Url, &Link)) -> Lead {
        Lead { address: url.to_string(), words: masked(&link.words), is_picture: link.is_picture }
    }
}

/// What a page says, see [`Visited::words`].
pub fn words(document: &Result<Document, Unreadable>, links: &[(Url, &Link)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let parts = document.iter().flat_map(|document| &document.parts);
    for text in parts.filter_map(|part| part.text.as_ref().ok()) {
        text.chars().filter(|c| c.is_alphabetic()).for_each(|c| c.hash(&mut hasher));
    }
    let hanging = links.iter().filter(|(url, link)| link.is_picture || address::is_attachment(url));
    hanging.for_each(|(url, _)| url.as_str().hash(&mut hasher));
    hasher.finish()
}
