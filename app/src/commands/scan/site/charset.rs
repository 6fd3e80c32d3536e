//! The text of a page in whatever encoding it is: old pages are GB2312, and say so in the header, in
//! themselves, wrongly, or not at all.

use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};

/// So far into a page its own word on its encoding is looked for, as browsers do.
const HEAD: usize = 4096;

/// A page's text and the encoding it was in. What the header says is tried first, then what the page
/// says, then UTF-8 and GB18030; the first that fits every byte counts.
pub fn decode(content_type: Option<&str>, bytes: &[u8]) -> (String, &'static Encoding) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned(), encoding);
    }
    let said: Vec<_> = [content_type.and_then(label), meta(bytes)].into_iter().flatten().collect();
    // Windows-1252 fits everything, and is what servers say that were never asked.
    let mut meant = said.iter().copied().filter(|encoding| *encoding != WINDOWS_1252);
    for encoding in meant.clone().chain([UTF_8, GB18030]) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text.into_owned(), encoding);
        }
    }
    // A few bytes fit nothing: what was said last is nearest to who wrote the page.
    let encoding = meant.next_back().or(said.last().copied()).unwrap_or(GB18030);
    (encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding)
}

/// `text/html; charset=gb2312`
fn label(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(rest.len());
    Encoding::for_label(&rest.as_bytes()[..end])
}

/// `<meta charset=gbk>`, and the same in `http-equiv`.
fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let mut tags = head.match_indices("<meta");
    tags.find_map(|(at, _)| label(head[at..].split('>').next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_in_what_it_was_written_in() {
        let text = "<meta charset=\"gb2312\"><p>奖学金名单：龘</p>";
        let (gbk, ..) = GB18030.encode(text);
        let (utf8, big5) = (text.as_bytes(), encoding_rs::BIG5.encode("<p>獎學金</p>").0);
        let marked = [b"\xef\xbb\xbf", utf8].concat();
        for (header, bytes) in [
            (Some("text/html; charset=GBK"), &*gbk),
            (Some("text/html; charset=utf-8"), &*gbk),
            (Some("text/html;charset=ISO-8859-1"), &*gbk),
            (Some("text/html"), &*gbk),
            (None, &*gbk),
            (Some("text/html; charset=\"utf-8\""), utf8),
            (None, &marked),
        ] {
            assert_eq!(decode(header, bytes).0, text, "{header:?}");
        }
        assert_eq!(decode(Some("text/html; charset=big5"), &big5).0, "<p>獎學金</p>");
        let (undeclared, ..) = GB18030.encode("<p>没有声明");
        for header in [None, Some("text/html; charset=utf-8")] {
            assert_eq!(decode(header, &undeclared).0, "<p>没有声明", "{header:?}");
        }
        let plain = "无声明的页面".as_bytes();
        assert_eq!(decode(None, plain), ("无声明的页面".to_owned(), UTF_8));
    }

    #[test]
    fn a_broken_byte_hides_nothing() {
        let (gbk, ..) = GB18030.encode("<meta charset=gbk>手机13800138000");
        let broken = [&gbk[..], b"\xff\xff ok"].concat();
        let (text, _) = decode(Some("text/html; charset=utf-8"), &broken);
        assert!(text.contains("手机13800138000") && text.ends_with("ok"), "{text}");
    }
}
