//! The catalogue's SQL, all of it.

mod changes;
mod editions;
mod fulfilments;

pub use changes::Change;
pub(crate) use changes::{changes, last_change};
pub use editions::EditionRow;
pub(crate) use editions::{
    NewIdentity, directory_ids, edition, edition_id, edition_rows, edition_with, identities, insert_edition,
    insert_entry, insert_nil, lock, nils, put_entry, record_change, years,
};
pub(crate) use fulfilments::{Standing, close, inherited, open_on, parents, published_on, release, standing};
