//! How things are written in the report: nothing in clear, and addresses as a person reads them.

use percent_encoding::percent_decode_str;

/// A text in which nothing that the finder knows stands in clear: names of files hold numbers, too.
pub fn masked(text: &str) -> String {
    pii::apply_masks(text, &pii::scan(text))
}

/// An address or a file's name for reading.
pub fn readable(address: &str) -> String {
    masked(&decoded(address))
}

/// The same as a link, where it is one and leads there without telling anything.
pub fn link(address: &str) -> Option<String> {
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    (is_web && readable(address) == decoded(address)).then(|| address.to_owned())
}

fn decoded(address: &str) -> String {
    let plain = percent_decode_str(address).decode_utf8().map_or_else(|_| address.to_owned(), Into::into);
    // What turns the direction of writing would show another address than it is.
    plain
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_readable_and_tells_no_number() {
        let address = "http://a.cn/%E5%90%8D%E5%8D%95.docx";
        assert_eq!(readable(address), "http://a.cn/名单.docx");
        assert_eq!(link(address).as_deref(), Some(address));
        for telling in
            ["http://a.cn/%E5%BC%A011010519491231002X.docx", "http://a.cn/?id=1101051949123100%32X"]
        {
            assert!(!readable(telling).contains("19491231"), "{}", readable(telling));
            assert_eq!(link(telling), None);
        }
        assert_eq!(link("/srv/old/a.docx"), None);
        assert_eq!(link("javascript:alert(1)"), None);
    }
}
