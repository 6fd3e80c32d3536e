//! Reading in a child process: documents come from strangers, and a parser that
//! hangs, swells or crashes shall take nobody else with it. The child is the same
//! program, called with the hidden argument `read-document KIND`; the file is its
//! standard input, JSON its standard output. It limits itself and locks itself in (`lock.rs`)
//! before it reads, and gets no environment, so it knows no address and no key. Where a file is
//! masked, both begin with a line of JSON, and the file's bytes follow as they are.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::Serialize;
use serde::de::DeserializeOwned;

mod lock;

pub use lock::{Lock, of_this_machine};

use crate::card::{self, Card};
use crate::html::{self, Leads};
use crate::manuscript::{self, Manuscript};
use crate::reader::{self, Document, Eyes, Unreadable};
use crate::redact::{self, Mask, Redacted};
use crate::sheets::{self, Row};

/// The argument that makes the program such a child.
pub const ARGUMENT: &str = "read-document";
/// Memory of the child in bytes; and of one that looks at pictures.
const MEMORY: u64 = 256 << 20;
const MEMORY_SEEING: u64 = 512 << 20;
/// Computing time of the child in seconds; and how much more it has where it looks at pictures.
const CPU: u64 = 10;
const SEEING: u64 = 60;
/// Why a file was not read that went over a limit, or may have.
const TOO_LONG: &str = "内容太多，读不完";
const TOO_LATE: &str = "读这份文件用时太长，没有读完";
const DIED: &str = "读这份文件时出错，或者用的内存、时间太多";
const NO_ANSWER: &str = "读文件的进程没有给出结果";
/// Kinds that begin so are read without looking at pictures.
const BLIND: &str = "blind-";
/// Kinds that begin so are sheets, to be read into rows.
const ROWS: &str = "rows-";
/// Kinds that begin so are manuscripts, to be made into pages.
const PAGE: &str = "page-";

/// Kinds that begin so are files to be masked.
const MASK: &str = "mask-";

/// A page that is asked where it leads.
const LEADS: &str = "leads";

/// A card to draw: its crest is somebody's file.
const CARD: &str = "card";

/// What the parent allows.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until the child is killed.
    pub time: Duration,
    /// Bytes of its answer.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(20), output: 64 << 20 }
    }
}

impl Limits {
    /// For reading a document: longer where pictures are looked at.
    pub fn of_reading() -> Limits {
        let more = if Eyes::folder().is_some() { 2 * SEEING } else { 0 };
        let limits = Limits::default();
        Limits { time: limits.time + Duration::from_secs(more), ..limits }
    }
}

/// Reads a document in a child process of `program`; see [`reader::read`]. Waits for
/// it: not for an asynchronous thread.
///
/// # Errors
///
/// Where the document can't be read, and where the child ended without an answer.
pub fn read(program: &Path, kind: &str, bytes: &[u8], limits: Limits) -> Result<Document, Unreadable> {
    let seen = ask(program, kind, bytes, limits);
    match &seen {
        // The pictures may have been what was too much: what can be read without them is.
        Err(Unreadable(why)) if [TOO_LATE, DIED].contains(&&**why) && Eyes::folder().is_some() => {
            ask(program, &format!("{BLIND}{kind}"), bytes, limits)
        }
        _ => seen,
    }
}

/// Reads a sheet into rows in a child process of `program`; see [`sheets::read`].
///
/// # Errors
///
/// As [`read`].
pub fn rows(program: &Path, kind: &str, bytes: &[u8], limits: Limits) -> Result<Vec<Row>, Unreadable> {
    let rows = ask(program, &format!("{ROWS}{kind}"), bytes, limits);
    rows.map_err(|Unreadable(why)| match [TOO_LONG, TOO_LATE, DIED].contains(&&*why) {
        true => Unreadable(format!("{why}。可以分成几个文件，或另存为 CSV")),
        false => Unreadable(why),
    })
}

/// Makes a manuscript into a page in a child process of `program`; see [`manuscript::read`].
///
/// # Errors
///
/// As [`read`].
pub fn manuscript(
    program: &Path,
    kind: &str,
    bytes: &[u8],
    limits: Limits,
) -> Result<Manuscript, Unreadable> {
    ask(program, &format!("{PAGE}{kind}"), bytes, limits)
}

/// Reads where a page in UTF-8 leads in a child process of `program`; see [`html::leads`].
///
/// # Errors
///
/// As [`read`].
pub fn leads(program: &Path, page: &[u8], limits: Limits) -> Result<Leads, Unreadable> {
    ask(program, LEADS, page, limits)
}

/// Draws a card in a child process of `program`; see [`Card::png`].
///
/// # Errors
///
/// As [`read`].
pub fn card(program: &Path, card: &Card, limits: Limits) -> Result<Vec<u8>, Unreadable> {
    let asked = serde_json::to_vec(card).map_err(|error| Unreadable::because(error.to_string()))?;
    let answer: String = ask(program, CARD, &asked, limits)?;
    card::received(&answer)
}

/// Masks a file in a child process of `program`; see [`redact::redact`].
///
/// # Errors
///
/// As [`read`].
pub fn redact(
    program: &Path,
    kind: &str,
    bytes: &[u8],
    masks: &[Mask],
    limits: Limits,
) -> Result<Redacted, Unreadable> {
    let mut asked = serde_json::to_vec(masks).map_err(|error| Unreadable::because(error.to_string()))?;
    asked.push(b'\n');
    asked.extend(bytes);
    let answer = answer_of(program, &format!("{MASK}{kind}"), &asked, limits)?;
    let (told, file) = framed(&answer);
    let removed: Result<Vec<String>, Unreadable> =
        serde_json::from_slice(told).map_err(|_| Unreadable::because(NO_ANSWER))?;
    removed.map(|removed| Redacted { bytes: file.to_vec(), removed })
}

/// A line of JSON, and what follows.
fn framed(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// The child's side: limits itself, reads, answers. Pictures are read with the pack of this folder,
/// where there is one. The exit code is 0 where there is an answer, a refusal included.
pub fn main(kind: &str, pack: Option<&Path>, input: &mut dyn Read, output: &mut dyn Write) -> u8 {
    let (kind, pack) = kind.strip_prefix(BLIND).map_or((kind, pack), |kind| (kind, None));
    let eyes = Eyes::with(pack);
    if eyes.are_open() {
        ocr::stay_on_this_thread();
    }
    if limit(&eyes).is_err() {
        return 2;
    }
    lock::close();
    let mut bytes = Vec::new();
    if input.read_to_end(&mut bytes).is_err() {
        return 2;
    }
    if let Some(kind) = kind.strip_prefix(MASK) {
        return u8::from(answer_masked(output, kind, &bytes).is_err()) * 2;
    }
    let outcome = match (kind.strip_prefix(ROWS), kind.strip_prefix(PAGE)) {
        (Some(ending), _) => {
            answer(output, sheets::read(&format!(".{ending}"), &bytes).map_err(|e| Unreadable(e.to_string())))
        }
        (_, Some(kind)) => answer(output, manuscript::read(kind, &bytes)),
        _ if kind == LEADS => answer(output, html::leads(&String::from_utf8_lossy(&bytes))),
        _ if kind == CARD => answer(output, card::drawn(&bytes)),
        _ => answer(output, reader::read_seeing(kind, &bytes, eyes)),
    };
    u8::from(outcome.is_err()) * 2
}

/// The address space is left alone: allocators reserve more of it than they use.
fn limit(eyes: &Eyes) -> rustix::io::Result<()> {
    let (memory, cpu) = if eyes.are_open() { (MEMORY_SEEING, CPU + SEEING) } else { (MEMORY, CPU) };
    for (resource, most) in
        [(Resource::Data, memory), (Resource::Cpu, cpu), (Resource::Fsize, 0), (Resource::Core, 0)]
    {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

fn answer<T: Serialize>(output: &mut dyn Write, answer: Result<T, Unreadable>) -> std::io::Result<()> {
    let mut output = std::io::BufWriter::new(output);
    serde_json::to_writer(&mut output, &answer)?;
    output.flush()
}

fn answer_masked(output: &mut dyn Write, kind: &str, asked: &[u8]) -> std::io::Result<()> {
    let (masks, file) = framed(asked);
    let masks: Vec<Mask> = serde_json::from_slice(masks)?;
    let (removed, bytes) = match redact::redact(kind, file, &masks) {
        Ok(redacted) => (Ok(redacted.removed), redacted.bytes),
        Err(why) => (Err(why), Vec::new()),
    };
    answer(output, removed)?;
    output.write_all(b"\n")?;
    output.write_all(&bytes)?;
    output.flush()
}

fn ask<T: DeserializeOwned>(
    program: &Path,
    kind: &str,
    bytes: &[u8],
    limits: Limits,
) -> Result<T, Unreadable> {
    let output = answer_of(program, kind, bytes, limits)?;
    serde_json::from_slice::<Result<T, Unreadable>>(&output)
        .unwrap_or_else(|_| Err(Unreadable::because(NO_ANSWER)))
}

/// What the child answers, where it ended well.
fn answer_of(program: &Path, kind: &str, bytes: &[u8], limits: Limits) -> Result<Vec<u8>, Unreadable> {
    let child = Command::new(program)
        .args([ARGUMENT, kind])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Unreadable::because(format!("读文件的进程启动不了：{error}")))?;
    let (output, ended) = talk(child, bytes, limits);
    if output.len() as u64 > limits.output {
        return Err(Unreadable::because(TOO_LONG));
    }
    match ended {
        Ended::Late => Err(Unreadable::because(TOO_LATE)),
        Ended::With(status) if status.success() => Ok(output),
        Ended::With(_) => Err(Unreadable::because(DIED)),
    }
}

enum Ended {
    With(ExitStatus),
    Late,
}

/// Hands the child its file and takes its answer, both at once: either could be
/// longer than a pipe holds.
fn talk(mut child: Child, bytes: &[u8], limits: Limits) -> (Vec<u8>, Ended) {
    let (input, answer) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        // A child that ends early takes no more; how it ended says why.
        scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
        let output = scope.spawn(move || {
            let mut output = Vec::new();
            // Dropped once there is too much: the child's next write fails.
            let taken = answer.map(|answer| answer.take(limits.output + 1).read_to_end(&mut output));
            if taken.is_some_and(|taken| taken.is_err()) {
                output.clear();
            }
            output
        });
        let ended = wait(&mut child, limits.time);
        (output.join().unwrap_or_default(), ended)
    })
}

fn wait(child: &mut Child, time: Duration) -> Ended {
    let late = Instant::now() + time;
    let mut pause = Duration::from_millis(1);
    while Instant::now() < late {
        if let Ok(Some(status)) = child.try_wait() {
            return Ended::With(status);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    // Its pipes close with it, so that nobody waits on.
    child.kill().ok();
    child.wait().ok();
    Ended::Late
}
