//! `robots.txt`: what a site asks of programs that walk it (RFC 9309). The longest pattern that fits an
//! address decides, and of two equally long ones the one that allows.

use std::time::Duration;

use super::address;

/// The name we look for in the file, and what the user agent begins with.
pub const PRODUCT: &str = "gongkai";
/// Bytes of the file that count; RFC 9309 asks for 500 KiB at least.
const LONGEST: usize = 512 << 10;
/// Longer pauses are taken as this one, or a walk would never end.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What one site asks of us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// The pause it asks for between two requests.
    pub pause: Option<Duration>,
    /// Where it says its maps lie.
    pub maps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    pattern: String,
    allows: bool,
}

/// The lines for one or more user agents.
#[derive(Default)]
struct Group {
    agents: Vec<String>,
    rules: Vec<Rule>,
    pause: Option<Duration>,
}

impl Robots {
    /// Reads the file. Lines that say nothing known are passed over.
    pub fn read(bytes: &[u8]) -> Robots {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]);
        let mut robots = Robots::default();
        let mut groups: Vec<Group> = Vec::new();
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else { continue };
            robots.take_line(&mut groups, &name.trim().to_ascii_lowercase(), value.trim());
        }
        let named = groups.iter().any(|group| group.is_for(PRODUCT));
        let agent = if named { PRODUCT } else { "*" };
        for group in groups.into_iter().filter(|group| group.is_for(agent)) {
            robots.rules.extend(group.rules);
            robots.pause = robots.pause.max(group.pause);
        }
        robots
    }

    fn take_line(&mut self, groups: &mut Vec<Group>, name: &str, value: &str) {
        if name == "sitemap" {
            self.maps.push(value.to_owned());
            return;
        }
        if name == "user-agent" {
            // Lines of names that follow each other share what comes after them.
            if groups.last().is_none_or(|group| !group.rules.is_empty() || group.pause.is_some()) {
                groups.push(Group::default());
            }
            let product = value.split(['/', ' ']).next().unwrap_or_default().to_ascii_lowercase();
            groups.last_mut().into_iter().for_each(|group| group.agents.push(product.clone()));
            return;
        }
        let Some(group) = groups.last_mut() else { return };
        match name {
            "allow" | "disallow" => {
                group.rules.push(Rule { pattern: address::normal_escapes(value), allows: name == "allow" })
            }
            "crawl-delay" => {
                let seconds = value.parse().ok().filter(|seconds: &f64| *seconds >= 0.0);
                let pause = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                group.pause = pause.map(|pause| pause.min(LONGEST_PAUSE)).or(group.pause);
            }
            _ => {}
        }
    }

    /// Whether it lets us read this path with its query.
    pub fn allows(&self, path: &str) -> bool {
        let path = address::normal_escapes(path);
        let fitting = self.rules.iter().filter(|rule| !rule.pattern.is_empty() && fits(&rule.pattern, &path));
        let longest = fitting.max_by_key(|rule| (rule.pattern.len(), rule.allows));
        longest.is_none_or(|rule| rule.allows)
    }
}

impl Group {
    fn is_for(&self, agent: &str) -> bool {
        self.agents.iter().any(|name| name == agent)
    }
}

/// Whether a path begins as the pattern says: `*` is anything, `$` at its end is the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, between)) = pieces.split_last() else { return !to_the_end || rest.is_empty() };
    for piece in between {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    if to_the_end { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pattern_decides() {
        let robots = Robots::read(
            b"User-agent: *\nDisallow: /admin\nAllow: /admin/open\nDisallow: /*.cgi$\nDisallow: /a*b*c\n\
              Disallow: /same\nAllow: /same\nAllow: /news\nDisallow: /news/old\nDisallow:\n# Disallow: /\n",
        );
        for (path, allowed) in [
            ("/", true),
            ("/admin", false),
            ("/administration", false),
            ("/admin/open/1.htm", true),
            ("/x/y.cgi", false),
            ("/x/y.cgi?a=1", true),
            ("/a1b2c3", false),
            ("/acb", true),
            ("/same", true),
            ("/news/1.htm", true),
            ("/news/old/1.htm", false),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
    }

    #[test]
    fn what_is_said_to_us_counts_before_what_is_said_to_all() {
        let text = "User-agent: *\nDisallow: /\nCrawl-delay: 9\n\nUser-agent: Baiduspider\nUser-agent: GongKai/2.0\n\
                    Crawl-delay: 1.5\nDisallow: /one\n\nuser-agent: gongkai\nDisallow: /two\nSitemap: /map.xml\n";
        let robots = Robots::read(text.as_bytes());
        assert!(robots.allows("/three") && !robots.allows("/one") && !robots.allows("/two"));
        assert_eq!(robots.pause, Some(Duration::from_millis(1500)));
        assert_eq!(robots.maps, ["/map.xml"]);
        assert!(!Robots::read(b"User-agent: *\nDisallow: /").allows("/a"));
        assert!(Robots::read(b"User-agent: other\nDisallow: /").allows("/a"));
    }

    #[test]
    fn one_place_is_the_same_however_it_is_written() {
        let robots = Robots::read("User-agent: *\nDisallow: /%7Eold/%e4%b8%ad\nDisallow: /公开".as_bytes());
        assert!(!robots.allows("/~old/%E4%B8%ADx") && !robots.allows("/%E5%85%AC%E5%BC%80/1"));
        assert!(robots.allows("/old/"));
    }

    #[test]
    fn no_file_stops_the_reader() {
        for bytes in [&b""[..], b"\xff\xfe\x00", b"Disallow: /", b"User-agent: *\nCrawl-delay: -1", b":::\n:"]
        {
            assert!(Robots::read(bytes).allows("/a"), "{bytes:?}");
        }
        let endless = Robots::read(b"User-agent: *\nCrawl-delay: 1e300\nCrawl-delay: 86400");
        assert_eq!(endless.pause, Some(LONGEST_PAUSE));
    }
}
