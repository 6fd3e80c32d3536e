//! The catalogue's SQL, all of it.

mod editions;
mod fulfilments;

pub(crate) use editions::{
    NewIdentity, edition, edition_id, identities, insert_edition, insert_entry, insert_nil, lock, nils,
    put_entry, record_change, years,
};
pub(crate) use fulfilments::{Standing, close, inherited, open_on, parents, published_on, release, standing};
