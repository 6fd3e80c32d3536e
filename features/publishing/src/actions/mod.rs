//! What can be done with publications, one verb a file.

mod add_pictures;
mod answer_finding;
mod answer_held;
mod answer_remark;
mod approve;
mod approve_afterwards;
mod attach;
mod begin_draft;
mod begin_from_file;
mod begin_like;
mod begin_upload;
mod clear_replaced;
mod clear_uploads;
mod close_version;
mod confirm_findings;
mod discard;
mod discard_upload;
mod end_lists;
mod file;
mod finish_upload;
mod import_publication;
mod import_publications;
mod link;
mod loaded;
mod look_through;
mod manuscript;
mod mask_findings;
mod open_original;
mod pass_secrecy;
mod pass_unit;
mod preview_import;
mod reading;
mod release;
mod release_scheduled;
mod remark;
mod replace_by_file;
mod reread;
mod return_version;
mod revise;
mod save_draft;
mod settle_remark;
mod submit;
mod take_back;
mod take_chunk;
mod take_down;
mod upload_of;
mod withdraw;

pub use add_pictures::add_pictures;
pub use answer_finding::answer_finding;
pub use answer_held::answer_held;
pub use answer_remark::answer_remark;
pub use approve::approve;
pub use approve_afterwards::approve_afterwards;
pub use attach::{attach, detach, move_attachment};
pub use begin_draft::begin_draft;
pub use begin_from_file::begin_from_file;
pub use begin_like::begin_like;
pub use begin_upload::begin_upload;
pub use clear_replaced::clear_replaced;
pub use clear_uploads::clear_uploads;
pub use close_version::close_version;
pub use confirm_findings::confirm_findings;
pub use discard::discard;
pub use discard_upload::discard_upload;
pub use end_lists::end_list;
pub use file::NewFile;
pub use finish_upload::finish_upload;
pub use import_publication::{Imported, Outcome, import_publication};
pub use import_publications::import_publications;
pub use link::{link, unlink};
pub use look_through::look_through;
pub use manuscript::NewManuscript;
pub use mask_findings::{Masked, mask_findings};
pub use open_original::open_original;
pub use pass_secrecy::pass_secrecy;
pub use pass_unit::pass_unit;
pub use preview_import::{Foreseen, is_held, number_by_batch, preview_import};
pub use release::{When, release};
pub use release_scheduled::release_scheduled;
pub use remark::remark;
pub use replace_by_file::replace_by_file;
pub use reread::{reread, reread_anew};
pub use return_version::return_version;
pub use revise::revise;
pub use save_draft::save_draft;
pub use settle_remark::settle_remark;
pub use submit::{Handed, hand_over, submit};
pub use take_back::take_back;
pub use take_chunk::{NewChunk, take_chunk};
pub use take_down::{may_take_down, take_down};
pub use upload_of::upload_of;
pub use withdraw::{WithdrawAs, withdraw};

use documents::html;

use crate::PublishingError;
use crate::model::Content;
use crate::rules::{refusal::Refusal, sorting::sorted};

/// The content of a draft, prepared and sorted. It may lack anything, but carries no tag that says
/// nothing.
fn drafted(content: &Content) -> Result<(Content, String), PublishingError> {
    let refusals: Vec<Refusal> = catalogue::check_tags(&content.tags).into_iter().map(Refusal::Tag).collect();
    if !refusals.is_empty() {
        return Err(PublishingError::Refused(refusals));
    }
    let (content, text) = prepared(content);
    Ok((sorted(content), text))
}

/// The content with its body cleaned, and the body as text.
fn prepared(content: &Content) -> (Content, String) {
    let body_html = html::clean(&content.body_html).html;
    let body_text = html::to_text(&body_html);
    let title = content.title.split_whitespace().collect::<Vec<_>>().join(" ");
    (Content { title, body_html, ..content.clone() }, body_text)
}
