//! What is found beside the words: pictures that a page can show, and what it cannot keep.

use super::{Picture, picture};

/// Pictures of one manuscript at most.
const MOST_PICTURES: usize = 100;

/// The pictures of a manuscript, and what was left out of it, and how often.
#[derive(Default)]
pub(super) struct Found {
    pub pictures: Vec<Picture>,
    lost: Vec<(&'static str, usize)>,
}

impl Found {
    /// Notes that something is left out.
    pub fn lose(&mut self, what: &'static str) {
        match self.lost.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += 1,
            None => self.lost.push((what, 1)),
        }
    }

    /// What was left out, a sentence for each.
    pub fn told(&self) -> Vec<String> {
        let told = |(what, count): &(&str, usize)| match count {
            1 => (*what).to_owned(),
            _ => format!("{what}，{count}处"),
        };
        self.lost.iter().map(told).collect()
    }

    /// The tag of a picture with what it says; nothing where a page cannot show it.
    pub fn picture(&mut self, content: &[u8], words: &str) -> Option<String> {
        if self.pictures.len() >= MOST_PICTURES {
            self.lose("第一百张以后的图片");
            return None;
        }
        let ending = picture::ending(content).map_err(|why| self.lose(why)).ok()?;
        let known = self.pictures.iter().find(|known| known.content == content);
        let name = known.map(|known| known.name.clone()).unwrap_or_else(|| {
            let name = format!("{}.{ending}", self.pictures.len() + 1);
            self.pictures.push(Picture { name: name.clone(), content: content.to_vec() });
            name
        });
        let words = crate::html::escape(said(words));
        Some(format!("<img src=\"pictures/{name}\" alt=\"{words}\">"))
    }
}

/// What Word itself writes as a picture's words when nobody did says nothing.
fn said(words: &str) -> &str {
    let words = words.trim();
    let is_name =
        ["图片 ", "Picture ", "图形 ", "IMG_", "微信图片"].iter().any(|start| words.starts_with(start));
    let is_made = words.contains("描述已自动生成") || words.contains("AI 生成的内容可能不正确");
    let is_file = words.rsplit_once('.').is_some_and(|(_, ending)| {
        matches!(ending.to_ascii_lowercase().as_str(), "png" | "jpg" | "jpeg" | "gif" | "bmp" | "webp")
    });
    if is_name || is_made || is_file { "" } else { words }
}
