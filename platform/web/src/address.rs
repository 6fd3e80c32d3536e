//! The client's address. Forwarding headers count only from trusted proxies.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use http::HeaderMap;

/// A list of networks, `10.1.0.0/16` or `2001:db8::/32`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<(u128, u32)>);

/// The text is not a network.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} 不是一个网段，应写成 10.1.0.0/16 或 2001:db8::/32")]
pub struct NotANetwork(String);

impl Networks {
    /// Networks from their texts.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, NotANetwork> {
        texts.into_iter().map(network).collect::<Result<_, _>>().map(Networks)
    }

    /// Whether an address lies in one of them.
    pub fn contain(&self, address: IpAddr) -> bool {
        let bits = bits(address);
        self.0.iter().any(|(network, length)| {
            let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
            bits & mask == network & mask
        })
    }
}

/// IPv4 as its mapped IPv6, so that one comparison serves both.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn network(text: &str) -> Result<(u128, u32), NotANetwork> {
    let wrong = || NotANetwork(text.to_owned());
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let address = IpAddr::from_str(address.trim()).map_err(|_| wrong())?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = if length.is_empty() { most } else { length.trim().parse().map_err(|_| wrong())? };
    if length > most {
        return Err(wrong());
    }
    Ok((bits(address), length + 128 - most))
}

/// The address a request came from: the peer's, unless the peer is a trusted
/// proxy; then X-Forwarded-For from the right, passing over trusted ones. A
/// malformed entry means that nothing before it can be believed.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &Networks) -> IpAddr {
    let peer = unmapped(peer);
    if !trusted.contain(peer) {
        return peer;
    }
    let listed: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for entry in listed.iter().rev() {
        match entry_address(entry.trim()) {
            Some(address) if trusted.contain(address) => {}
            Some(address) => return address,
            None => return peer,
        }
    }
    peer
}

/// Whether the request came to us, or to the trusted proxy before us, encrypted.
pub(crate) fn is_secure(peer: IpAddr, headers: &HeaderMap, trusted: &Networks) -> bool {
    trusted.contain(unmapped(peer))
        && headers
            .get("x-forwarded-proto")
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"https"))
}

fn entry_address(entry: &str) -> Option<IpAddr> {
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().map(unmapped)
}

fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4),
        v4 => v4,
    }
}

/// What limits count by: an IPv4 address, or the /64 of an IPv6 one.
pub fn source_of(address: IpAddr) -> IpAddr {
    match unmapped(address) {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let trusted = Networks::parse(["10.0.0.0/8", "fd00::/8"]).unwrap();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        for (peer, forwarded, expected) in [
            ("203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            ("10.0.0.1", &[][..], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"][..], "198.51.100.1"),
            ("10.0.0.1", &["1.2.3.4, 198.51.100.1"][..], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, 10.0.0.2"][..], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1", "10.0.0.2"][..], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, junk"][..], "10.0.0.1"),
            ("10.0.0.1", &["junk, 198.51.100.1"][..], "198.51.100.1"),
            ("10.0.0.1", &[""][..], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"][..], "10.0.0.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"][..], "198.51.100.1"),
            ("::ffff:203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            ("fd00::1", &["2001:db8::5"][..], "2001:db8::5"),
            ("fd00::1", &["[2001:db8::5]"][..], "2001:db8::5"),
            ("2001:db8::1", &["198.51.100.1"][..], "2001:db8::1"),
            ("10.0.0.1", &["::ffff:198.51.100.1"][..], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1:443"][..], "10.0.0.1"),
            ("10.0.0.1", &["unknown"][..], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1,,"][..], "10.0.0.1"),
            ("10.0.0.1", &["999.1.1.1"][..], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1", "junk"][..], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.7, 198.51.100.1 , fd00::2"][..], "198.51.100.1"),
            ("10.0.0.1", &["fe80::1%eth0"][..], "10.0.0.1"),
            ("10.0.0.1", &["127.0.0.1"][..], "127.0.0.1"),
            ("11.0.0.1", &["10.0.0.1"][..], "11.0.0.1"),
        ] {
            assert_eq!(client(peer, forwarded), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn networks_are_checked() {
        assert!(Networks::parse(["10.0.0.0/33"]).is_err());
        assert!(Networks::parse(["nowhere"]).is_err());
        let one = Networks::parse(["192.0.2.7"]).unwrap();
        assert!(one.contain("192.0.2.7".parse().unwrap()));
        assert!(!one.contain("192.0.2.8".parse().unwrap()));
        assert!(!Networks::default().contain("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn a_campus_of_ipv6_is_counted_by_its_64() {
        let one = source_of("2001:db8:1:2:3::4".parse().unwrap());
        assert_eq!(one, source_of("2001:db8:1:2:ffff::9".parse().unwrap()));
        assert_ne!(one, source_of("2001:db8:1:3::4".parse().unwrap()));
    }
}
