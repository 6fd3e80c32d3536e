//! An export as one file (ZIP), to be taken away: `CODE-SECONDS.zip`, by the school and the second in
//! which it was begun. There is one of a school at most, and it goes after some days.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::folder;

/// How long it lies there.
pub const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A part that a stop broke off is left for so long, lest it is still written.
const PART_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// What is smaller when it is packed; the rest is packed already.
const WORDY: [&str; 10] = ["html", "css", "js", "svg", "xml", "atom", "json", "txt", "csv", "map"];

/// One that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// How large it is.
    pub size_bytes: i64,
}

/// Packs the export at `site` into a file in `place`, written beside and then named; older ones of the
/// school go. `told` hears how many files are in it, of how many.
pub fn pack(
    site: &Path,
    place: &Path,
    code: &str,
    begun_at: Timestamp,
    mut told: impl FnMut(usize, usize),
) -> io::Result<Archive> {
    let path = place.join(format!("{code}-{}.zip", begun_at.as_second()));
    let part = path.with_extension("part");
    let written = write(site, &part, code, &mut told).and_then(|()| fs::rename(&part, &path));
    if let Err(error) = written {
        fs::remove_file(&part).ok();
        return Err(error);
    }
    for (older, _) in of_school(place, code).into_iter().filter(|(one, _)| *one != path) {
        fs::remove_file(older)?;
    }
    let size_bytes = fs::metadata(&path)?.len().cast_signed();
    Ok(Archive { path, begun_at, size_bytes })
}

fn write(site: &Path, part: &Path, code: &str, told: &mut impl FnMut(usize, usize)) -> io::Result<()> {
    let names = folder::names(site)?;
    let mut zip = ZipWriter::new(BufWriter::new(File::create(part)?));
    for (at, name) in names.iter().enumerate() {
        told(at, names.len());
        let is_wordy = name.rsplit_once('.').is_some_and(|(_, ending)| WORDY.contains(&ending));
        let method = if is_wordy { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        // In a folder of its own: unpacked anywhere, it strews nothing about.
        zip.start_file(format!("{code}/{name}"), options)?;
        io::copy(&mut File::open(site.join(name))?, &mut zip)?;
    }
    let mut file = zip.finish()?;
    file.flush()?;
    file.get_ref().sync_all()
}

/// The school's archive, where there is one.
pub fn find(place: &Path, code: &str) -> Option<Archive> {
    let (path, begun_at) = of_school(place, code).into_iter().max_by_key(|(_, begun_at)| *begun_at)?;
    let size_bytes = fs::metadata(&path).ok()?.len().cast_signed();
    Some(Archive { path, begun_at, size_bytes })
}

/// Removes the school's archive.
pub fn remove(place: &Path, code: &str) -> io::Result<()> {
    of_school(place, code).into_iter().try_for_each(|(path, _)| gone(&path))
}

/// Removes the archives of all schools that have lain for long, and parts that a stop broke off.
pub fn clear(place: &Path, now: Timestamp) -> io::Result<()> {
    for (path, begun_at) in all(place) {
        let is_part = path.extension().is_some_and(|ending| ending == "part");
        if now.duration_since(begun_at) > if is_part { PART_KEPT } else { KEPT } {
            gone(&path)?;
        }
    }
    Ok(())
}

fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn of_school(place: &Path, code: &str) -> Vec<(PathBuf, Timestamp)> {
    let is_own = |(path, _): &(PathBuf, Timestamp)| {
        let (stem, ending) = (path.file_stem(), path.extension());
        let school = stem.and_then(|stem| stem.to_str()?.rsplit_once('-'));
        ending.is_some_and(|ending| ending == "zip") && school.is_some_and(|(school, _)| school == code)
    };
    all(place).into_iter().filter(is_own).collect()
}

/// Archives and parts of them, with when they were begun.
fn all(place: &Path) -> Vec<(PathBuf, Timestamp)> {
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let dated = |entry: io::Result<fs::DirEntry>| {
        let path = entry.ok()?.path();
        let ending = path.extension()?.to_str()?;
        let (_, seconds) = path.file_stem()?.to_str()?.rsplit_once('-')?;
        let begun_at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        matches!(ending, "zip" | "part").then_some((path.clone(), begun_at))
    };
    entries.filter_map(dated).collect()
}
