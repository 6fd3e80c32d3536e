//! One encoding for what is read often: gzip, which every client knows.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use http::header::ACCEPT_ENCODING;

/// The bytes in gzip. Level 6: beyond it a page gains a hundredth for twice the time.
pub(crate) fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(6));
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(compressed) => Bytes::from(compressed),
        Err(error) => unreachable!("memory takes what is written: {error}"),
    }
}

/// Whether the client takes gzip: named, or `*`, and not with `q=0`.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let Some(accepted) = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut any = false;
    for entry in accepted.split(',') {
        let (name, parameters) = entry.split_once(';').unwrap_or((entry, ""));
        let refused = parameters.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        match name.trim() {
            "gzip" => return !refused,
            "*" => any = !refused,
            _ => {}
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_chosen_as_asked() {
        for (accepted, expected) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, gzip;q=0.8, *;q=0.1", true),
            ("gzip;q=0", false),
            ("*", true),
            ("*;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, accepted.parse().unwrap());
            assert_eq!(takes_gzip(&headers), expected, "{accepted}");
        }
    }
}
