//! Maps of a site (`sitemap.xml`): more addresses to begin with. Only what stands between `<loc>` and its
//! end is taken, so no parser of ours can be led astray.

/// Addresses of one map at most: the format allows as many.
const MOST: usize = 50_000;

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
    fn a_map_gives_its_addresses() {
        let map = b"<?xml version='1.0'?><urlset><url><loc> http://a.cn/x?a=1&amp;b=2 </loc></url><url><loc></loc></url>\
                    <url><loc>http://a.cn/y";
        assert_eq!(addresses(map), ["http://a.cn/x?a=1&b=2", "http://a.cn/y"]);
        assert!(!is_index(map) && is_index(b"<sitemapindex><sitemap><loc>http://a.cn/1.xml</loc>"));
        assert_eq!(addresses(b"\xff\xfe<html>nothing"), [""; 0]);
    }
}
