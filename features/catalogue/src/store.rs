//! The catalogue's SQL, all of it.

mod changes;
mod editions;
mod fulfilments;

pub(crate) use changes::{Change, changes, last_change};
pub(crate) use editions::{
    EditionRow, NewIdentity, PastNil, edition, edition_id, edition_rows, identities, insert_edition,
    insert_entry, insert_nil, lock, nils, past_nils, put_entry, record_change, take_nil_back, years,
};
pub(crate) use fulfilments::{Standing, close, inherited, open, parents, published_on, release, standing};
