//! What belongs to the site that is read: one host, and those named beside it.

use url::Url;

use super::address;

/// The site.
#[derive(Clone, Debug)]
pub struct Scope {
    start: Url,
    also: Vec<String>,
    below: Option<String>,
}

impl Scope {
    /// The site of this address with these hosts beside it; where only a part is meant, what lies
    /// below the address.
    pub fn new(start: &Url, also: &[String], only_below: bool) -> Scope {
        let also = also.iter().map(|host| host.trim().to_ascii_lowercase()).collect();
        let folder = start.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        Scope { start: start.clone(), also, below: only_below.then(|| format!("{folder}/")) }
    }

    /// The address as it is asked for, if it belongs to the site. Old pages name their own site by
    /// http:// and by https://: both are the one that was named.
    pub fn take(&self, url: Url) -> Option<Url> {
        let mut url = address::canonical(url)?;
        if self.is_home(&url) {
            if url.scheme() != self.start.scheme() {
                url.set_scheme(self.start.scheme()).ok()?;
            }
            return Some(url);
        }
        let host = url.host_str()?;
        let named = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        self.also.contains(&named).then_some(url)
    }

    /// Whether pages there are read, and not only files that the site shows.
    pub fn is_walked(&self, url: &Url) -> bool {
        self.below.as_ref().is_none_or(|below| url.path().starts_with(below.as_str()))
    }

    /// Takes over the scheme to which the site sends everybody; whether it was another.
    pub fn moved_to(&mut self, url: &Url) -> bool {
        let moved = self.is_home(url) && url.scheme() != self.start.scheme();
        moved && self.start.set_scheme(url.scheme()).is_ok()
    }

    fn is_home(&self, url: &Url) -> bool {
        let is_default = |url: &Url| url.port().is_none();
        url.host() == self.start.host()
            && (url.port_or_known_default() == self.start.port_or_known_default()
                || (is_default(url) && is_default(&self.start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(scope: &Scope, address: &str) -> Option<String> {
        scope.take(Url::parse(address).unwrap()).map(String::from)
    }

    #[test]
    fn one_host_is_the_site() {
        let also = ["Files.a.cn".to_owned(), "10.0.0.9:8080".to_owned()];
        let mut scope = Scope::new(&Url::parse("http://xxgk.a.cn/x/").unwrap(), &also, false);
        for (address, taken) in [
            ("http://XXGK.a.cn/1#a", Some("http://xxgk.a.cn/1")),
            ("https://xxgk.a.cn/1", Some("http://xxgk.a.cn/1")),
            ("http://xxgk.a.cn:8080/1", None),
            ("http://xxgk.a.cn.evil.example/1", None),
            ("http://a.cn/1", None),
            ("http://127.0.0.1/1", None),
            ("https://files.a.cn/1", Some("https://files.a.cn/1")),
            ("http://10.0.0.9:8080/1", Some("http://10.0.0.9:8080/1")),
            ("http://10.0.0.9/1", None),
            ("http://me:word@xxgk.a.cn/", None),
        ] {
            assert_eq!(take(&scope, address).as_deref(), taken, "{address}");
        }
        assert!(scope.moved_to(&Url::parse("https://xxgk.a.cn/").unwrap()));
        assert_eq!(take(&scope, "http://xxgk.a.cn/1").as_deref(), Some("https://xxgk.a.cn/1"));
        assert!(!scope.moved_to(&Url::parse("https://other.cn/").unwrap()));
    }

    #[test]
    fn a_part_of_a_site_is_what_lies_below() {
        let scope = Scope::new(&Url::parse("http://a.cn/xxgk/index.htm").unwrap(), &[], true);
        let walked = |path| scope.is_walked(&Url::parse("http://a.cn").unwrap().join(path).unwrap());
        assert!(walked("/xxgk/") && walked("/xxgk/1/2.htm"));
        assert!(!walked("/") && !walked("/xxgk2/1.htm"));
    }
}
