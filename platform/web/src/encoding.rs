//! Text as it comes in: UTF-8, as our pages ask for. Old browsers, old links and campus gateways
//! may send GBK; what those bytes say is read all the same, so that it can be searched for, or
//! shown to whoever typed it.

use encoding_rs::GB18030;
use percent_encoding::percent_decode;
use std::borrow::Cow;

/// Names and values of a form or of an address's query.
pub(crate) type Pairs = Vec<(String, String)>;

/// What came in, and whether it was UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Incoming<T> {
    pub(crate) content: T,
    pub(crate) is_utf8: bool,
}

/// A text; where it is not UTF-8, what GB 18030 makes of it.
pub(crate) fn text(bytes: &[u8]) -> Incoming<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Incoming { content: text.to_owned(), is_utf8: true },
        Err(_) => Incoming { content: GB18030.decode(bytes).0.into_owned(), is_utf8: false },
    }
}

/// The pairs of an `application/x-www-form-urlencoded` text. Names are split before anything is
/// decoded: a byte of GBK may look like `&`.
pub(crate) fn pairs(form: &[u8]) -> Incoming<Pairs> {
    let mut all = Incoming { content: Vec::new(), is_utf8: true };
    for pair in form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let middle = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let (name, value) = (&pair[..middle], pair.get(middle + 1..).unwrap_or_default());
        let (name, value) = (text(&decoded(name)), text(&decoded(value)));
        all.is_utf8 &= name.is_utf8 && value.is_utf8;
        all.content.push((name.content, value.content));
    }
    all
}

/// A query in UTF-8, whatever it was written in.
pub(crate) fn utf8_query(query: &str) -> Cow<'_, str> {
    let read = pairs(query.as_bytes());
    if read.is_utf8 {
        return Cow::Borrowed(query);
    }
    Cow::Owned(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(read.content).finish())
}

fn decoded(part: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_in_utf8_is_read_as_it_is() {
        let read = pairs("title=%E5%85%AC%E5%BC%80+1&n=&none&&a=b=c".as_bytes());
        let expected = [("title", "公开 1"), ("n", ""), ("none", ""), ("a", "b=c")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        assert_eq!(read, Incoming { content: expected, is_utf8: true });
    }

    #[test]
    fn gbk_is_noticed_and_still_read() {
        let read = pairs(b"q=%D5%D0%C9%FA&page=2");
        assert!(!read.is_utf8);
        assert_eq!(read.content[0].1, "招生");
        assert_eq!(utf8_query("q=%D5%D0%C9%FA&page=2"), "q=%E6%8B%9B%E7%94%9F&page=2");
        assert_eq!(utf8_query("q=%E6%8B%9B&x"), "q=%E6%8B%9B&x");
        assert_eq!(text("公开".as_bytes()), Incoming { content: "公开".to_owned(), is_utf8: true });
    }
}
