//! Publications (公开信息): from draft through review to the portal, revised,
//! withdrawn, expired.

pub mod actions;
mod channel_register;
mod error;
pub mod kinds;
mod model;
pub mod pages;
pub mod pictures;
mod preview;
pub mod rules;
mod screen;
mod sheet;
mod store;
mod text;

pub use channel_register::{ChannelRegister, ChannelRelease, KnownChannel, RegisterAnswer};
pub use error::PublishingError;
pub use model::{
    Attachment, Content, Link, Listed, Manuscript, NamedChannel, NewUpload, NoticeTerms, Publication,
    Relation, Remark, RemarkAnswer, RemarkId, Standing, State, Step, StepKind, Upload, Version, VersionRow,
    Withdrawal,
};
pub use preview::{Preview, has_preview, preview};
pub use rules::refusal::Refusal;
pub use screen::Screen;
pub use sheet::{Sheet, sheet};
pub use store::attachments::{attachment, attachments};
pub use store::issued::{Issued, IssuedFilter, issued_before, issued_list, issued_of};
pub use store::lists::{Filter, Order, count, first_published, listed, newest_change, public_list, readable};
pub use store::manuscripts::manuscript;
pub use store::outgoing::{Outgoing, outgoing, published_on, take_turn, take_turns};
pub use store::publications::{
    by_external_id, by_index_no, by_old_address, due_to_expire, find, holding, index_numbers, related,
};
pub use store::remarks::remarks;
pub use store::rereadings::{Rereading, rereading};
pub use store::standing::{StandingText, standing_texts};
pub use store::steps::{editors, present, steps};
pub use store::tallies::{Count, Grouping, Monthly, Turnover, counts, monthly, turnover};
pub use store::uploads::uploads;
pub use store::versions::{
    VersionFilter, due_for_release, version, version_at_work, version_counts, version_list, versions_of,
    waiting_count,
};
pub use text::{attachment_text, without_tables};
