//! The words of RTF, which old programs and WPS also write under the name of .doc.

use super::archive::{Budget, inner};
use super::{Part, Unreadable, ole};

/// Groups within groups at most.
const DEEPEST: usize = 1000;
const MOST_TEXT: usize = 60 << 20;

/// Where the words of a group go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Body,
    Header,
    Footnotes,
    Comments,
    Properties,
    Fields,
    /// A file in hexadecimal.
    Object,
    /// A picture in hexadecimal.
    Picture,
    Nowhere,
}

const PARTS: [(Place, &str); 6] = [
    (Place::Body, "body"),
    (Place::Comments, "comments"),
    (Place::Footnotes, "footnotes"),
    (Place::Header, "header"),
    (Place::Properties, "properties"),
    (Place::Fields, "body (fields)"),
];

#[derive(Clone, Copy)]
struct Group {
    place: Place,
    is_hidden: bool,
    is_deleted: bool,
    /// Characters that stand in for one in Unicode, for programs that know none.
    stand_ins: usize,
}

#[derive(Default)]
struct Words {
    texts: Vec<(Place, String)>,
    hidden: String,
    deleted: String,
    /// Bytes of the codepage not yet made into text.
    bytes: Vec<u8>,
    objects: Vec<String>,
    pictures: usize,
}

/// The parts of an RTF file.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, Unreadable> {
    if !bytes.starts_with(b"{\\rtf") {
        return Err(Unreadable::because("文件已损坏，或后缀和内容不符"));
    }
    let mut reader = Reader {
        rest: bytes,
        words: Words::default(),
        groups: vec![Group { place: Place::Body, is_hidden: false, is_deleted: false, stand_ins: 1 }],
        skip: 0,
        codepage: encoding_rs::GB18030,
        starts_group: false,
    };
    reader.run()?;
    Ok(reader.words.parts(budget))
}

struct Reader<'a> {
    rest: &'a [u8],
    words: Words,
    groups: Vec<Group>,
    /// Stand-ins still to pass over.
    skip: usize,
    codepage: &'static encoding_rs::Encoding,
    starts_group: bool,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), Unreadable> {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => self.open()?,
                b'}' => self.close(),
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                _ => self.byte(byte),
            }
        }
        self.flush();
        Ok(())
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group { place: Place::Body, is_hidden: false, is_deleted: false, stand_ins: 1 });
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn open(&mut self) -> Result<(), Unreadable> {
        self.flush();
        if self.groups.len() > DEEPEST {
            return Err(Unreadable::because("文件里一层套一层，套得太深，没有读"));
        }
        let group = *self.group();
        self.groups.push(group);
        self.starts_group = true;
        Ok(())
    }

    fn close(&mut self) {
        self.flush();
        let before = self.groups.pop().map_or(Place::Body, |group| group.place);
        let place = self.group().place;
        if before != place && !matches!(before, Place::Nowhere | Place::Object | Place::Picture) {
            self.words.end_line(before);
        }
        if before == Place::Picture && place != Place::Picture {
            self.words.pictures += 1;
        }
        (self.skip, self.starts_group) = (0, false);
    }

    /// A control: a word with perhaps a number, or a sign.
    fn control(&mut self) {
        let letters = self.rest.iter().take(40).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return self.sign();
        }
        let (word, rest) = self.rest.split_at(letters);
        let digits = rest.iter().enumerate().take(11);
        let digits =
            digits.take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && **byte == b'-')).count();
        let (number, rest) = rest.split_at(digits);
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i64>().ok());
        let word = std::str::from_utf8(word).unwrap_or_default();
        let starts_group = std::mem::take(&mut self.starts_group);
        if starts_group && let Some(place) = destination(word) {
            self.enter(place);
            return;
        }
        self.word(word, number);
    }

    /// A place within one that says nothing stays there.
    fn enter(&mut self, place: Place) {
        let group = self.group();
        if group.place < Place::Object {
            group.place = place;
        }
        if place == Place::Object {
            self.words.objects.push(String::new());
        }
    }

    fn sign(&mut self) {
        let Some((&sign, rest)) = self.rest.split_first() else { return };
        self.rest = rest;
        match sign {
            b'\'' if rest.len() >= 2 => {
                let byte =
                    std::str::from_utf8(&rest[..2]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.rest = &rest[2..];
                if let Some(byte) = byte {
                    self.byte(byte);
                }
            }
            // What follows may be left out by a program that doesn't know it; a group that we
            // know is entered by its word.
            b'*' => {
                let known = self.rest.strip_prefix(b"\\").is_some_and(|rest| {
                    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                    let word = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
                    HOLDING.contains(&word) || destination(word).is_some()
                });
                if !known {
                    self.enter(Place::Nowhere);
                }
            }
            b'~' => self.text(" "),
            b'_' => self.text("-"),
            b'{' | b'}' | b'\\' => self.byte(sign),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "par" | "line" | "sect" | "page" | "row" => self.text("\n"),
            "tab" | "cell" | "nestcell" => self.text("\t"),
            "u" => {
                let code = number.unwrap_or(0).rem_euclid(0x1_0000) as u16;
                self.unit(code);
                self.skip = self.group().stand_ins;
            }
            "uc" => self.group().stand_ins = number.unwrap_or(1).clamp(0, 8) as usize,
            "v" => {
                self.flush();
                self.group().is_hidden = number != Some(0);
            }
            "deleted" => {
                self.flush();
                self.group().is_deleted = number != Some(0);
            }
            "plain" => {
                self.flush();
                (self.group().is_hidden, self.group().is_deleted) = (false, false);
            }
            "ansicpg" => self.codepage = codepage(number.unwrap_or(936)),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "bin" => {
                let length = (number.unwrap_or(0).max(0) as usize).min(self.rest.len());
                self.rest = &self.rest[length..];
            }
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        self.starts_group = false;
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.words.bytes.push(byte);
        }
    }

    fn text(&mut self, text: &str) {
        self.flush();
        let group = *self.group();
        self.words.push(group, text);
    }

    /// A unit of UTF-16; pairs come one after another.
    fn unit(&mut self, unit: u16) {
        self.flush();
        let group = *self.group();
        match char::from_u32(u32::from(unit)) {
            Some(c) => self.words.push(group, c.encode_utf8(&mut [0; 4])),
            None => self.words.push(group, "\u{fffd}"),
        }
    }

    fn flush(&mut self) {
        if self.words.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.words.bytes);
        let group = *self.group();
        let text = self.codepage.decode_without_bom_handling(&bytes).0;
        self.words.push(group, &text);
    }
}

/// Groups that may be left out and hold others with words.
const HOLDING: [&str; 5] = ["ud", "userprops", "shpinst", "shptxt", "background"];

/// What a group that begins with this word holds.
fn destination(word: &str) -> Option<Place> {
    Some(match word {
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
            Place::Header
        }
        "footnote" => Place::Footnotes,
        "annotation" | "atnauthor" | "atnid" => Place::Comments,
        "title" | "subject" | "author" | "manager" | "company" | "operator" | "category" | "keywords"
        | "comment" | "doccomm" | "hlinkbase" | "propname" | "staticval" | "docvar" => Place::Properties,
        "fldinst" | "bkmkstart" | "sp" => Place::Fields,
        "objdata" => Place::Object,
        "pict" | "shppict" => Place::Picture,
        "fonttbl" | "colortbl" | "stylesheet" | "listtable" | "listoverridetable" | "rsidtbl"
        | "generator" | "themedata" | "colorschememapping" | "datastore" | "latentstyles" | "xmlnstbl"
        | "pgptbl" | "nonshppict" | "filetbl" | "revtbl" => Place::Nowhere,
        _ => return None,
    })
}

fn codepage(number: i64) -> &'static encoding_rs::Encoding {
    match number {
        950 => encoding_rs::BIG5,
        932 => encoding_rs::SHIFT_JIS,
        1250..=1258 | 437 | 850 => encoding_rs::WINDOWS_1252,
        65001 => encoding_rs::UTF_8,
        _ => encoding_rs::GB18030,
    }
}

impl Words {
    fn push(&mut self, group: Group, text: &str) {
        let out = match group.place {
            Place::Nowhere | Place::Picture => return,
            Place::Object => match self.objects.last_mut() {
                Some(object) => object,
                None => return,
            },
            Place::Body if group.is_deleted => &mut self.deleted,
            Place::Body if group.is_hidden => &mut self.hidden,
            place => self.of(place),
        };
        if out.len() < MOST_TEXT {
            out.push_str(text);
        }
    }

    fn of(&mut self, place: Place) -> &mut String {
        let found = self.texts.iter().position(|(one, _)| *one == place);
        let at = found.unwrap_or_else(|| {
            self.texts.push((place, String::new()));
            self.texts.len() - 1
        });
        &mut self.texts[at].1
    }

    fn end_line(&mut self, place: Place) {
        let text = self.of(place);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }

    fn parts(mut self, budget: &mut Budget) -> Vec<Part> {
        let mut parts = Vec::new();
        for (place, name) in PARTS {
            let text = std::mem::take(self.of(place));
            // A row ends with a tab after its last cell.
            let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\t')).collect();
            let text = lines.join("\n").trim_end().to_owned();
            if place == Place::Body || !text.is_empty() {
                parts.push(Part::text(name, text));
            }
        }
        for (name, text) in [("body (deleted)", self.deleted), ("body (hidden)", self.hidden)] {
            if !text.trim().is_empty() {
                parts.push(Part::text(name, text.trim_end().to_owned()));
            }
        }
        for object in self.objects {
            parts.extend(embedded(&object, budget));
        }
        if self.pictures > 0 {
            let why = format!("有{}幅图片，里面的文字读不出来，请人看一遍", self.pictures);
            parts.push(Part::unreadable("pictures", why));
        }
        parts
    }
}

/// An object: after a head, a container of the older kind.
fn embedded(hex: &str, budget: &mut Budget) -> Vec<Part> {
    let digits: Vec<u8> =
        hex.bytes().filter_map(|byte| (byte as char).to_digit(16).map(|d| d as u8)).collect();
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let start = bytes.windows(ole::MAGIC.len()).position(|window| window == ole::MAGIC);
    match start {
        Some(start) => inner("embedded", &bytes[start..], budget),
        None => vec![Part::unreadable("embedded", "里面嵌入的对象打不开")],
    }
}
