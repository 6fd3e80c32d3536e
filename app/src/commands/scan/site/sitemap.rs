//! Maps of a site (`sitemap.xml`): more addresses to begin with. Only what stands between `<loc>` and its
//! end is taken, so no parser of ours can be led astray.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

/// Addresses of one map at most: the format allows as many.
const MOST: usize = 50_000;

/// What a packed map begins with, and its bytes unpacked at most: the format allows 50 MB.
const PACKED: [u8; 2] = [0x1f, 0x8b];
const LARGEST: u64 = 50 << 20;

/// A map as it is, or unpacked where it came as `.xml.gz`. What is broken or too large is cut there.
pub fn unpacked(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.starts_with(&PACKED) {
        return Cow::Borrowed(bytes);
    }
    let mut map = Vec::new();
    MultiGzDecoder::new(bytes).take(LARGEST).read_to_end(&mut map).ok();
    Cow::Owned(map)
}

/// A map's addresses.
pub fn addresses(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let pieces = text.split("<loc>").skip(1).filter_map(|piece| piece.split('<').next());
    pieces.map(unescaped).filter(|address| !address.is_empty()).take(MOST).collect()
}

/// Whether it is a map of maps.
pub fn is_index(bytes: &[u8]) -> bool {
    bytes.windows(b"<sitemapindex".len()).take(2000).any(|window| window == b"<sitemapindex")
}

fn unescaped(address: &str) -> String {
    let address = address.trim();
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    plain.iter().fold(address.to_owned(), |address, (escaped, plain)| address.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_map_is_a_map() {
        let map = b"<urlset><url><loc>http://a.cn/x</loc></url></urlset>";
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packed, map).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(*unpacked(&packed), map[..]);
        assert_eq!(*unpacked(map), map[..]);
        assert_eq!(
            addresses(&unpacked(&packed[..packed.len() - 8])),
            ["http://a.cn/x"],
            "its end is cut off"
        );
        assert!(unpacked(b"\x1f\x8bnothing").is_empty());
    }

    #[test]
    fn a_map_gives_its_addresses() {
        let map = b"<?xml version='1.0'?><urlset><url><loc> http://a.cn/x?a=1&amp;b=2 </loc></url><url><loc></loc></url>\
                    <url><loc>http://a.cn/y";
        assert_eq!(addresses(map), ["http://a.cn/x?a=1&b=2", "http://a.cn/y"]);
        assert!(!is_index(map) && is_index(b"<sitemapindex><sitemap><loc>http://a.cn/1.xml</loc>"));
        assert_eq!(addresses(b"\xff\xfe<html>nothing"), [""; 0]);
    }
}
