//! What is still to be read of a site, in which order, and what isn't read any more.
//!
//! Pages and files come breadth first, pictures after them: where a bound ends the walk, what was read
//! is what lies nearest to the start. Each address is taken once.

use std::collections::{HashMap, HashSet, VecDeque};

use url::Url;

use super::address;

/// Pages of one shape that say nothing new, until no more of that shape are read: a calendar goes on
/// for ever, and in each month stands what stood in the one before.
const SAME_AGAIN: u32 = 30;
/// Addresses that are remembered, for each that may be read: a trap must not fill the memory.
const REMEMBERED: usize = 50;

/// An address to read.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it is.
    pub url: Url,
    /// The page it was found on.
    pub from: Option<Url>,
    /// Links from the start.
    pub depth: u32,
    /// Times that it was sent on to another address.
    pub hops: u32,
    /// Whether it was shown as a picture.
    pub is_picture: bool,
}

/// Addresses that were found and not read, by why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// They grow by themselves, or are of a shape that says nothing new.
    pub endless: usize,
    /// An example of these.
    pub endless_example: Option<String>,
    /// They lie deeper than `--max-depth`.
    pub deep: usize,
    /// There was no room to remember them.
    pub forgotten: usize,
}

/// The addresses of a walk.
pub struct Frontier {
    pages: VecDeque<Found>,
    pictures: VecDeque<Found>,
    seen: HashSet<String>,
    shapes: HashMap<String, u32>,
    most_seen: usize,
    max_depth: u32,
    /// What it did not take, or gave up.
    pub left_out: LeftOut,
}

impl Frontier {
    /// An empty one, for a walk over so many addresses, so deep.
    pub fn new(max_pages: usize, max_depth: u32) -> Frontier {
        Frontier {
            pages: VecDeque::new(),
            pictures: VecDeque::new(),
            seen: HashSet::new(),
            shapes: HashMap::new(),
            most_seen: max_pages.saturating_mul(REMEMBERED).max(10_000),
            max_depth,
            left_out: LeftOut::default(),
        }
    }

    /// Takes an address, unless it was there before or has no end.
    pub fn push(&mut self, found: Found) {
        let key = address::key(&found.url);
        if self.seen.contains(&key) {
            return;
        }
        if self.seen.len() >= self.most_seen {
            self.left_out.forgotten += 1;
            return;
        }
        self.seen.insert(key);
        if address::grows(&found.url) {
            self.leave_endless(&found.url);
        } else if found.depth > self.max_depth {
            self.left_out.deep += 1;
        } else if found.is_picture {
            self.pictures.push_back(found);
        } else {
            self.pages.push_back(found);
        }
    }

    /// The next to read.
    pub fn next(&mut self) -> Option<Found> {
        while let Some(found) = self.pages.pop_front() {
            let shape = address::shape(&found.url);
            if self.shapes.get(&shape).is_none_or(|same| *same < SAME_AGAIN) {
                return Some(found);
            }
            self.leave_endless(&found.url);
        }
        self.pictures.pop_front()
    }

    /// Notes that a page said nothing which another had not said.
    pub fn says_nothing_new(&mut self, url: &Url) {
        *self.shapes.entry(address::shape(url)).or_default() += 1;
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.pages.len() + self.pictures.len()
    }

    fn leave_endless(&mut self, url: &Url) {
        self.left_out.endless += 1;
        self.left_out.endless_example.get_or_insert_with(|| url.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, depth: u32, is_picture: bool) -> Found {
        let url = Url::parse("http://a.cn").unwrap().join(path).unwrap();
        Found { url, from: None, depth, hops: 0, is_picture }
    }

    #[test]
    fn pictures_come_last_and_nothing_comes_twice() {
        let mut frontier = Frontier::new(10, 3);
        for (path, is_picture) in
            [("/p.png", true), ("/a", false), ("/b?x=1&y=2", false), ("/b?y=2&x=1", false)]
        {
            frontier.push(found(path, 1, is_picture));
        }
        frontier.push(found("/deep", 4, false));
        assert_eq!(frontier.waiting(), 3);
        let order: Vec<_> = std::iter::from_fn(|| frontier.next()).map(|f| f.url.path().to_owned()).collect();
        assert_eq!(order, ["/a", "/b", "/p.png"]);
        assert_eq!(frontier.left_out.deep, 1);
    }

    #[test]
    fn a_shape_that_says_nothing_new_is_left() {
        let mut frontier = Frontier::new(10, 3);
        (0..50).for_each(|month| frontier.push(found(&format!("/cal?m={month}"), 1, false)));
        frontier.push(found("/news/1.htm", 1, false));
        let mut read = Vec::new();
        while let Some(next) = frontier.next() {
            frontier.says_nothing_new(&next.url);
            read.push(next.url.path().to_owned());
        }
        assert_eq!(read.len(), SAME_AGAIN as usize + 1);
        assert_eq!(read.last().map(String::as_str), Some("/news/1.htm"));
        let left = frontier.left_out;
        assert_eq!((left.endless, left.endless_example.as_deref()), (20, Some("http://a.cn/cal?m=30")));
    }

    #[test]
    fn a_trap_does_not_fill_the_memory() {
        let mut frontier = Frontier::new(10, 3);
        (0..20_000).for_each(|n| frontier.push(found(&format!("/x{n}"), 1, false)));
        assert_eq!((frontier.waiting(), frontier.left_out.forgotten), (10_000, 10_000));
    }
}
