//! What the entries of an Office file are, by their paths.

use std::collections::BTreeMap;

/// How an entry is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// Running text, with what is deleted or hidden in it.
    Words,
    /// All its text, and the values of these attributes.
    Everything(&'static [&'static str]),
    /// The values of these attributes of these elements.
    Values(&'static [(&'static str, &'static str)]),
    /// Addresses.
    Links,
    /// The names in a workbook.
    Names,
    /// Comments of a sheet.
    SheetComments,
    /// What a sheet has beside its cells.
    Aside,
    /// A pivot table's memory.
    Pivot,
    /// A file in the file.
    Embedded,
    /// A picture.
    Picture,
    /// What no machine reads, and why.
    Unread(&'static str),
}

/// What an entry is; in the order in which they are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    order: u8,
    /// Its number where there are several.
    pub number: u32,
    /// The part's name.
    pub name: String,
    /// How it is read.
    pub how: How,
}

/// Looks, and lists of what is elsewhere: no words of anybody.
const SILENT: [&str; 16] = [
    "[content_types].xml",
    "styles.xml",
    "styleswitheffects.xml",
    "fonttable.xml",
    "websettings.xml",
    "numbering.xml",
    "sharedstrings.xml",
    "calcchain.xml",
    "metadata.xml",
    "presprops.xml",
    "viewprops.xml",
    "tablestyles.xml",
    "revisioninfo.xml",
    "commentsextended.xml",
    "commentsids.xml",
    "commentsextensible.xml",
];
const SILENT_FOLDERS: [&str; 6] =
    ["/theme", "/fonts", "/printersettings", "/tables", "/pivottables", "/slicercaches"];
const PICTURES: [&str; 11] = ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "emf", "wmf", "svg"];
const SOUND: &str = "录音、录像里说了什么读不出来，请人看一遍";
const OTHER: How = How::Everything(&["descr", "title", "name"]);

/// What an entry is; nothing where it says nothing. `slides` are numbered as they are shown.
pub(super) fn place(entry: &str, slides: &BTreeMap<String, u32>) -> Option<Place> {
    let lower = entry.to_ascii_lowercase();
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    if SILENT.contains(&file) || SILENT_FOLDERS.iter().any(|end| folder.ends_with(end)) {
        return None;
    }
    // A picture of the first page, too small to be read; masking takes it out.
    if folder == "docprops" && file.starts_with("thumbnail.") {
        return None;
    }
    let (order, name, how) =
        if file.ends_with(".xml") { in_xml(folder, file)? } else { in_other(folder, file) };
    let number = slides.get(file).copied().unwrap_or_else(|| number(file));
    let name = if name == "slide" { format!("slide {number}") } else { name.to_owned() };
    Some(Place { order, number, name, how })
}

fn in_xml(folder: &str, file: &str) -> Option<(u8, &'static str, How)> {
    let starts = |start: &str| file.starts_with(start);
    Some(match folder {
        "word" if starts("document") => (2, "body", How::Words),
        "word/glossary" if starts("document") => (10, "glossary", How::Words),
        "word" if starts("header") => (6, "header", How::Words),
        "word" if starts("footer") => (7, "footer", How::Words),
        "word" if starts("footnotes") => (4, "footnotes", How::Words),
        "word" if starts("endnotes") => (5, "endnotes", How::Words),
        "word" | "word/glossary" if starts("settings") => (20, "properties", How::Values(&SETTINGS)),
        "ppt/slides" => (1, "slide", How::Words),
        "ppt/notesslides" => (8, "notes", How::Words),
        "ppt/slidemasters" | "ppt/slidelayouts" | "ppt/notesmasters" | "ppt/handoutmasters" => {
            (9, "master", How::Words)
        }
        "ppt" if starts("presentation") => return None,
        "ppt" if starts("commentauthors") => (20, "properties", How::Everything(&["name", "initials"])),
        "ppt/tags" => (20, "properties", How::Everything(&["name", "val"])),
        "xl" if starts("workbook") => (11, "defined names", How::Names),
        "xl" if starts("connections") => (13, "connections", How::Everything(&CONNECTIONS)),
        "xl" if starts("comments") => (3, "comments", How::SheetComments),
        "xl/worksheets" | "xl/chartsheets" | "xl/dialogsheets" => (12, "sheet details", How::Aside),
        "xl/externallinks" => (14, "external links", How::Everything(&["val"])),
        "xl/pivotcache" if starts("pivotcachedefinition") => (15, "pivot cache", How::Pivot),
        "xl/pivotcache" => (16, "pivot cache", How::Pivot),
        "xl/persons" => (20, "properties", How::Everything(&["displayName", "userId"])),
        "word" if starts("people") => (20, "properties", How::Values(&PEOPLE)),
        "docprops" | "customxml" if !starts("itemprops") => (20, "properties", How::Everything(&["name"])),
        "customxml" => return None,
        _ if folder.ends_with("comments") => (3, "comments", How::Everything(&["ref"])),
        _ if starts("comments") => (3, "comments", How::Words),
        _ if folder.ends_with("/drawings") => (17, "drawings", How::Words),
        _ if folder.ends_with("/charts") && (starts("style") || starts("colors")) => return None,
        _ if folder.ends_with("/charts") && starts("chartex") => (18, "charts", How::Everything(&[])),
        _ if folder.ends_with("/charts") => (18, "charts", How::Words),
        _ if folder.ends_with("/diagrams") && (starts("data") || starts("drawing")) => {
            (18, "charts", How::Words)
        }
        _ if folder.ends_with("/diagrams") => return None,
        _ => (30, "other", OTHER),
    })
}

fn in_other(folder: &str, file: &str) -> (u8, &'static str, How) {
    let ending = file.rsplit('.').next().unwrap_or_default();
    match ending {
        "rels" => (21, "links", How::Links),
        "vml" => (17, "drawings", How::Everything(&["alt", "title", "string"])),
        _ if file == "vbaproject.bin" => (23, "macros", How::Unread("文件里有宏，请另存为不带宏的格式")),
        _ if folder.starts_with("xl/model") => {
            (19, "data model", How::Unread("里面有数据模型，存着整张的表，读不出来。请去掉数据模型再保存"))
        }
        _ if PICTURES.contains(&ending) => (24, "pictures", How::Picture),
        "mp3" | "mp4" | "wav" | "wma" | "wmv" | "avi" | "mov" | "m4a" | "m4v" | "mpg" | "mpeg" => {
            (25, "media", How::Unread(SOUND))
        }
        _ => (22, "embedded", How::Embedded),
    }
}

/// Who wrote comments and changes.
const PEOPLE: [(&str, &str); 2] = [("person", "author"), ("presenceInfo", "userId")];

/// Variables and the source of a mail merge, kept with a document's settings.
const SETTINGS: [(&str, &str); 6] = [
    ("docVar", "name"),
    ("docVar", "val"),
    ("connectString", "val"),
    ("query", "val"),
    ("mailSubject", "val"),
    ("addressFieldName", "val"),
];
const CONNECTIONS: [&str; 6] = ["name", "description", "connection", "command", "sourceFile", "url"];

fn number(file: &str) -> u32 {
    let digits: String = file.chars().filter(char::is_ascii_digit).take(9).collect();
    digits.parse().unwrap_or(0)
}
