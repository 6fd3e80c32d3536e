//! HTML that is long, or nested as no person would: it must come to an end. Parsing it as it
//! is takes hours, so that a lost limit shows as a test that is killed.

use documents::html::{clean, to_text};
use documents::paper::blocks_from_html;

const LENGTH: usize = 512 << 10;

#[test]
fn whatever_its_shape_it_is_read() {
    let pieces = [
        "<p>通知<b>正文</b></p>\n",
        "<tr><td>1<td>2</tr>\n",
        "<div>",
        "<b><i>",
        "<ul><li>",
        "<table><tr><td>",
        "<div></x>",
        "<",
        "<!--",
    ];
    for piece in pieces {
        let html = piece.repeat(LENGTH / piece.len());
        let cleaned = clean(&html).html;
        assert!(cleaned.len() <= html.len() * 4, "{piece}");
        to_text(&html);
        blocks_from_html(&cleaned);
    }
}
