//! Reading what stands in pictures, where the installation has a pack for it (`ocr`). What was read so is
//! told beside the picture, which a person must look at all the same.

use std::fs::File;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use ocr::{Files, Pack, Picture};
use rustix::time::{ClockId, clock_gettime};

use super::Part;

/// The name that a pack's folder has beside the program.
const FOLDER: &str = "ocr";
/// Bytes of a pack's file at most.
const MOST: u64 = 64 << 20;
/// Computing time for the pictures of a document; a page takes some seconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);
/// Dots to the inch at which a page is drawn, and points to the inch.
const DPI: f32 = 200.0;
const POINTS: f32 = 72.0;
/// Pixels of a drawn page at most.
const PIXELS: f32 = 9_000_000.0;

/// What a part is told as whose words a machine read in a picture.
const READ: &str = "里的文字由机器认读，可能有错漏，请人看一遍";
const ENOUGH: &str = "图片太多，机器认读到时间用完为止，这里没有认读，请人看一遍";

/// What looks at pictures; blind where there is no pack.
#[derive(Default)]
pub struct Eyes(Option<Seeing>);

enum Seeing {
    /// Opened, so that it can be read once no other file can be.
    Closed(Vec<File>),
    Open(Box<Pack>),
}

/// What became of a picture.
pub(super) enum Seen {
    /// Nobody looked, or nothing could be read.
    Nothing,
    /// This stands in it.
    Text(String),
    /// There was no time.
    TooLate,
}

impl Eyes {
    /// Looks with the pack of this folder, where there is one. Its files are opened now and read when
    /// the first picture comes.
    pub fn with(folder: Option<&Path>) -> Eyes {
        let files = folder.and_then(|folder| {
            ocr::FILES.iter().map(|name| File::open(folder.join(name)).ok()).collect::<Option<Vec<File>>>()
        });
        Eyes(files.map(Seeing::Closed))
    }

    /// Where a pack lies beside this program, or where a package puts it.
    pub fn folder() -> Option<PathBuf> {
        let program = std::env::current_exe().ok()?;
        let beside = program.parent()?;
        let places = [beside.join(FOLDER), beside.join("../share/gongkai").join(FOLDER)];
        places.into_iter().find(|place| ocr::FILES.iter().all(|name| place.join(name).is_file()))
    }

    /// Whether pictures are read at all.
    pub(crate) fn are_open(&self) -> bool {
        self.0.is_some()
    }

    /// Reads a picture.
    pub(super) fn picture(&mut self, bytes: &[u8]) -> Seen {
        self.look(|| Picture::decode(bytes).ok())
    }

    fn look(&mut self, picture: impl FnOnce() -> Option<Picture>) -> Seen {
        if self.0.is_none() {
            return Seen::Nothing;
        }
        if computed() > PATIENCE {
            return Seen::TooLate;
        }
        // What fails takes nothing else with it.
        let text = panic::catch_unwind(AssertUnwindSafe(|| {
            let picture = picture()?;
            Some(ocr::text_of(&self.pack()?.read(&picture).ok()?))
        }));
        text.ok().flatten().map_or(Seen::Nothing, Seen::Text)
    }

    fn pack(&mut self) -> Option<&Pack> {
        if let Some(Seeing::Closed(files)) = &mut self.0 {
            let mut read = |file: &mut File| {
                let mut bytes = Vec::new();
                file.take(MOST).read_to_end(&mut bytes).ok().map(|_| bytes)
            };
            let contents: Option<Vec<Vec<u8>>> = files.iter_mut().map(&mut read).collect();
            let pack = contents.and_then(|contents| Pack::load(Files::of(contents.try_into().ok()?)).ok());
            self.0 = pack.map(|pack| Seeing::Open(Box::new(pack)));
        }
        match &self.0 {
            Some(Seeing::Open(pack)) => Some(pack),
            _ => None,
        }
    }
}

/// What is told of a picture: its words where it was read, and that a person must look.
pub(super) fn told(name: &str, what: &str, unread: &str, seen: Seen) -> Vec<Part> {
    match seen {
        Seen::Nothing => vec![Part::unreadable(name, unread)],
        Seen::TooLate => vec![Part::unreadable(name, ENOUGH)],
        Seen::Text(text) => {
            let look = Part::unreadable(name, format!("{what}{READ}"));
            std::iter::once(look).chain(words(name, text)).collect()
        }
    }
}

/// The words of a picture that is told by this name, where there are any.
pub(super) fn words(name: &str, text: String) -> Option<Part> {
    (!text.is_empty()).then(|| Part::text(format!("{name} (scan)"), text))
}

/// The pages of a PDF as pictures.
pub(super) struct Pages<'a> {
    bytes: &'a [u8],
    pdf: Option<Pdf>,
}

impl<'a> Pages<'a> {
    /// Of this file; it is opened when the first page is asked for.
    pub fn of(bytes: &'a [u8]) -> Pages<'a> {
        Pages { bytes, pdf: None }
    }

    /// Reads a page, counted from 1, as it looks.
    pub fn see(&mut self, number: usize, eyes: &mut Eyes) -> Seen {
        eyes.look(|| self.drawn(number))
    }

    fn drawn(&mut self, number: usize) -> Option<Picture> {
        if self.pdf.is_none() {
            self.pdf = Pdf::new(Arc::new(self.bytes.to_vec())).ok();
        }
        let page = self.pdf.as_ref()?.pages().get(number - 1)?;
        let (width, height) = page.render_dimensions();
        let scale = (DPI / POINTS).min((PIXELS / (width * height).max(1.0)).sqrt());
        let settings =
            RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
        let drawn = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
        let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
        Picture::from_rgba(width, height, drawn.data_as_u8_slice().to_vec()).ok()
    }
}

/// What this process has computed, however busy the machine is.
fn computed() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}
