//! The web: who knocks, which page answers, and what every answer carries.
//!
//! Knows nothing of disclosure. Features hand over [`Routes`]; the app puts
//! them behind [`Front`], which answers public pages from the cache before any
//! router is asked, and [`serve`] accepts connections.

mod access;
mod address;
mod assets;
mod cache;
mod colour;
mod compress;
mod cookies;
mod counts;
mod done;
mod download;
mod encoding;
mod error;
mod extract;
mod fields;
pub mod format;
mod front;
mod headers;
mod page;
mod problems;
mod queue;
mod relative;
mod routes;
mod serve;
mod shell;
mod site;
mod token;
mod upload;
mod visit;
mod works;

pub use access::Access;
pub use address::{Networks, NotANetwork, client_address, source_of};
pub use assets::{asset, asset_router, sheet};
pub use cache::{Depends, Key, PageCache};
pub use colour::ink;
pub use cookies::{TYPE_COOKIE, clear_cookie, cookie, session_cookie_name, set_cookie};
pub use counts::{Counter, Counts};
pub use done::done;
pub use download::{download, download_file, download_table, encoded};
pub use error::{Error, ErrorPages, Kind, Outcome};
pub use extract::{Path, Query};
pub use fields::{FieldError, Fields, Form};
pub use front::{ForExport, Front, Readiness, answer};
pub use page::{Page, moved_for_good, redirect};
pub use problems::{Problem, Problems};
pub use queue::Queue;
pub use relative::{make_relative, relative_to, with_addresses};
pub use routes::{Method, Routes, Row};
pub use serve::{Limits, serve};
pub use shell::{NavItem, OfficeShell, Picture, Shared, Shell};
pub use site::{Answer, Clock, Doorkeeper, Guest, Settings, Site, Waiting};
pub use token::{FormKey, Tokens};
pub use upload::{Chunk, LargeForm, UPLOAD_BYTES, Upload, UploadedFile, clean_name};
pub use visit::Visit;
pub use works::{Going, PATIENCE, Progress, Told, Works};
