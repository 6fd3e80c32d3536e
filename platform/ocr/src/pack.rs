//! The pack: the two networks, and how a page is read with them.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::boxes::Slanted;
use crate::detect::detect;
use crate::network::Network;
use crate::picture::Picture;
use crate::raster::Raster;
use crate::recognise::{HEIGHT, Recogniser, Said, WIDEST};
use crate::rows::rows;
use crate::{Failed, Line};

/// The files of a pack: the network that finds text, and the one that reads it.
pub const FILES: [&str; 2] = ["detect.onnx", "recognise.onnx"];
/// Bytes of a file at most.
const MOST: u64 = 64 << 20;
/// A line that the network is less sure of is left out.
const SURE: f32 = 0.5;
/// Lines that are tried both ways up, to see how the page lies.
const TRIED: usize = 6;
/// A page with more red than this part is looked at without it, too: there is a stamp on it.
const REDDISH: f32 = 0.0005;

/// The contents of a pack's files, read before the networks are made of them.
#[derive(Clone)]
pub struct Files([Vec<u8>; 2]);

impl Files {
    /// These contents, in the order of [`FILES`].
    pub fn of(contents: [Vec<u8>; 2]) -> Files {
        Files(contents)
    }

    /// Reads [`FILES`] in a folder; none where there is no such folder.
    ///
    /// # Errors
    ///
    /// Where the folder is there and one of its files is missing, too large or can't be read.
    pub fn within(folder: &Path) -> Result<Option<Files>, Failed> {
        if !folder.is_dir() {
            return Ok(None);
        }
        let read = |name: &str| {
            let path: PathBuf = folder.join(name);
            let failed = |error: std::io::Error| Failed::Pack(format!("{}: {error}", path.display()));
            if path.metadata().map_err(failed)?.len() > MOST {
                return Err(Failed::Pack(format!("{}: too large", path.display())));
            }
            std::fs::read(&path).map_err(failed)
        };
        Ok(Some(Files([read(FILES[0])?, read(FILES[1])?])))
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Files").field(&self.0[0].len()).field(&self.0[1].len()).finish()
    }
}

/// What reads pictures.
pub struct Pack {
    detector: Network,
    recogniser: Recogniser,
}

impl Pack {
    /// Makes the networks of their files.
    ///
    /// # Errors
    ///
    /// Where one is damaged or needs something that isn't built in.
    pub fn load(Files([detector, recogniser]): Files) -> Result<Pack, Failed> {
        let recogniser = Recogniser::of(Network::load(recogniser)?)
            .ok_or_else(|| Failed::Pack(format!("{} names no characters", FILES[1])))?;
        Ok(Pack { detector: Network::load(detector)?, recogniser })
    }

    /// Reads a picture, whichever way up it lies, from the top row by row.
    ///
    /// # Errors
    ///
    /// Where a network fails.
    pub fn read(&self, picture: &Picture) -> Result<Vec<Line>, Failed> {
        let (page, mut stretches) = self.upright(&picture.0)?;
        let (without, share) = page.without_red();
        let mut clear = Vec::new();
        if share > REDDISH {
            clear = detect(&self.detector, &without)?;
            // What is printed in red stays: a heading, the stamp itself.
            stretches.retain(|one| !clear.iter().any(|other| one.is_on(other)));
        }
        let red = stretches.len();
        stretches.extend(clear);
        let mut lines = Vec::new();
        for (row, places) in rows(&stretches).iter().enumerate() {
            for at in places {
                let from = if *at < red { &*page } else { &without };
                let Said { text, confidence } = self.recogniser.read(&cut(from, &stretches[*at]))?;
                if confidence >= SURE {
                    lines.push(Line { text, confidence, row, corners: stretches[*at].corners() });
                }
            }
        }
        Ok(lines)
    }

    /// The page as it is to be read, and where its text stands.
    fn upright<'p>(&self, page: &'p Raster) -> Result<(Cow<'p, Raster>, Vec<Slanted>), Failed> {
        let mut page = Cow::Borrowed(page);
        let mut boxes = detect(&self.detector, &page)?;
        let length = |one: &Slanted| one.width.max(one.height);
        let all: f32 = boxes.iter().map(length).sum();
        let upright: f32 = boxes.iter().filter(|one| one.height > 1.5 * one.width).map(length).sum();
        if upright > 0.5 * all {
            page = Cow::Owned(page.turned(1));
            boxes = detect(&self.detector, &page)?;
        }
        if self.is_upside_down(&page, &boxes)? {
            boxes.iter_mut().for_each(|one| *one = one.upside_down(page.width, page.height));
            page = Cow::Owned(page.turned(2));
        }
        Ok((page, boxes))
    }

    /// Whether the longest lines read better the other way up.
    fn is_upside_down(&self, page: &Raster, boxes: &[Slanted]) -> Result<bool, Failed> {
        let mut longest: Vec<&Slanted> = boxes.iter().filter(|one| one.width > one.height).collect();
        longest.sort_by(|a, b| b.width.total_cmp(&a.width));
        let mut balance = 0.0;
        for one in longest.into_iter().take(TRIED) {
            let line = cut(page, one);
            for (way, sign) in [(line.turned(2), 1.0), (line, -1.0)] {
                let said = self.recogniser.read(&way)?;
                balance += sign * said.confidence * said.text.chars().count().min(20) as f32;
            }
        }
        Ok(balance > 0.0)
    }
}

/// A line as the network takes it; one that stands upright is laid on its side.
fn cut(page: &Raster, one: &Slanted) -> Raster {
    let width = |long: f32, short: f32| {
        ((HEIGHT as f32 * long / short.max(1.0)).ceil() as usize).clamp(HEIGHT / 2, WIDEST)
    };
    if one.height > 1.5 * one.width {
        return page.cut(one, HEIGHT, width(one.height, one.width)).turned(3);
    }
    page.cut(one, width(one.width, one.height), HEIGHT)
}
