//! Reading in a child process. The program that is started is this test itself.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use documents::Intake;
use documents::child::{self, Limits};
use documents::reader::{self, Document, Unreadable};
use documents::redact::Mask;
use documents::sheets::write::{self, Sheet};
use serde_json::json;

const TESTS: [(&str, fn()); 12] = [
    ("every_attachment_ends_in_text_or_a_reason", every_attachment_ends_in_text_or_a_reason),
    ("a_hidden_cell_is_found_by_its_place", a_hidden_cell_is_found_by_its_place),
    ("a_child_that_fails_is_never_a_pass", a_child_that_fails_is_never_a_pass),
    ("rows_come_out_of_a_child_too", rows_come_out_of_a_child_too),
    ("what_is_damaged_is_told", what_is_damaged_is_told),
    ("an_intake_reads_in_children", an_intake_reads_in_children),
    ("a_file_is_masked_in_a_child", a_file_is_masked_in_a_child),
    ("a_large_sheet_is_masked_within_the_limits", a_large_sheet_is_masked_within_the_limits),
    ("a_child_is_locked_in", a_child_is_locked_in),
    ("what_would_take_too_much_is_told", what_would_take_too_much_is_told),
    ("scans_are_read_where_there_is_a_pack", scans_are_read_where_there_is_a_pack),
    ("without_a_pack_a_scan_is_for_a_person", without_a_pack_a_scan_is_for_a_person),
];

/// Speaks what cargo and nextest ask of a test program.
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [child::ARGUMENT, kind] = arguments[..] {
        return ExitCode::from(play(kind));
    }
    if arguments.contains(&"--list") {
        let ignored = arguments.contains(&"--ignored");
        TESTS.iter().filter(|_| !ignored).for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    for (name, test) in TESTS.iter().filter(|(name, _)| wanted.is_none_or(|wanted| name.contains(wanted))) {
        test();
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

/// The child, as it should be or as it shouldn't.
fn play(kind: &str) -> u8 {
    let mut stdout = std::io::stdout();
    match kind {
        "hang" => std::thread::sleep(Duration::from_secs(3600)),
        "crash" => std::process::abort(),
        "silence" => {}
        "flood" => {
            std::io::copy(&mut std::io::repeat(b'x'), &mut stdout).ok();
        }
        // More than the memory it allows itself; with enough of it, no DOCX file.
        "swell" => return child::main("docx", None, &mut std::io::repeat(b'x').take(1 << 29), &mut stdout),
        // The file is asked for once the child is locked in.
        "peek" => return child::main("txt", None, &mut peeked(), &mut stdout),
        _ => return child::main(kind, pack().as_deref(), &mut std::io::stdin(), &mut stdout),
    }
    0
}

/// What the child can do as it begins to read, as the text that it reads.
fn peeked() -> impl Read {
    struct Peek(Option<std::io::Cursor<Vec<u8>>>);
    impl Read for Peek {
        fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
            self.0.get_or_insert_with(|| std::io::Cursor::new(tried().into_bytes())).read(to)
        }
    }
    Peek(None)
}

fn tried() -> String {
    let said = |what: &str, done: bool| format!("{what}: {}\n", if done { "done" } else { "refused" });
    [
        said("open", std::fs::File::open("/proc/self/status").is_ok()),
        said("list", std::fs::read_dir("/").is_ok()),
        said("write", std::fs::write("/tmp/gongkai-child", b"x").is_ok()),
        said("listen", std::net::TcpListener::bind("127.0.0.1:0").is_ok()),
        said("connect", std::net::UdpSocket::bind("127.0.0.1:0").is_ok()),
        said("local", std::os::unix::net::UnixStream::pair().is_ok()),
        said("start", std::process::Command::new("/bin/true").spawn().is_ok()),
        said("thread", std::thread::Builder::new().spawn(|| {}).is_ok()),
    ]
    .concat()
}

fn read(kind: &str, bytes: &[u8], limits: Limits) -> Result<Document, Unreadable> {
    child::read(&std::env::current_exe().unwrap(), kind, bytes, limits)
}

fn attachments() -> Option<PathBuf> {
    let shared = std::env::var_os("GONGKAI_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let folder = shared.join("data/attachments");
    if !folder.exists() {
        println!("skipped: {} isn't there", folder.display());
    }
    folder.exists().then_some(folder)
}

fn read_attachment(folder: &Path, name: &str) -> Result<Document, Unreadable> {
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let limits = Limits { time: Duration::from_secs(200), ..Limits::default() };
    read(&reader::kind(name), &bytes, limits)
}

/// A document in a few lines: its parts and what they begin with.
fn told(outcome: &Result<Document, Unreadable>) -> String {
    let part = |part: &reader::Part| match &part.text {
        Ok(text) => format!("{}: {}", part.name, text.chars().take(2000).collect::<String>()),
        Err(why) => format!("{}! {why}", part.name),
    };
    match outcome {
        Ok(document) => document.parts.iter().map(part).collect::<Vec<_>>().join("\n"),
        Err(why) => format!("! {why}"),
    }
}

fn every_attachment_ends_in_text_or_a_reason() {
    let Some(folder) = attachments() else { return };
    let expected = [
        ("annual-report.docx", "body: "),
        ("assets-million-cells.xlsx", ": "),
        ("charter.doc", "body: "),
        ("fees.xls", ": "),
        ("final-accounts.xlsx", "(hidden): "),
        ("gbk-names.zip", ": body: "),
        ("guide.pdf", "p. 1: "),
        ("macro.docm", "macros! 文件里有宏"),
        ("notice-gbk.txt", "body: "),
        ("request-form-scan.pdf", "p. 1! 这一页"),
        ("scholarship-list-unmasked.docx", "body: "),
        ("zip-bomb-nested.zip", "! 解压后大得不正常，像是压缩炸弹"),
    ];
    let mut wrong = Vec::new();
    for (name, beginning) in expected {
        let told = told(&read_attachment(&folder, name));
        println!("== {name}\n{}", told.chars().take(400).collect::<String>());
        if !told.contains(beginning) {
            wrong.push(name);
        }
    }
    assert_eq!(wrong, Vec::<&str>::new());
}

fn a_hidden_cell_is_found_by_its_place() {
    let Some(folder) = attachments() else { return };
    let document = read_attachment(&folder, "final-accounts.xlsx").unwrap();
    let hidden = document.parts.iter().find(|part| part.name.ends_with("(hidden)")).unwrap();
    let text: Vec<char> = hidden.text.as_ref().unwrap().chars().collect();
    let mobile = text.windows(11).position(|w| w[0] == '1' && w.iter().all(char::is_ascii_digit)).unwrap();
    let (place, start) = hidden.place(mobile);
    println!("{place} {start}");
    assert!(place.contains('!') && place.ends_with(" (hidden)"), "{place}");
    assert!(start <= mobile && !text[start..mobile].contains(&'\t'), "{start} {mobile}");
}

fn a_child_that_fails_is_never_a_pass() {
    let limits = Limits { time: Duration::from_secs(2), output: 1 << 20 };
    let why = |kind: &str| read(kind, &vec![b'x'; 1 << 20], limits).unwrap_err().to_string();
    assert_eq!(why("hang"), "读这份文件用时太长，没有读完");
    assert_eq!(why("crash"), "读这份文件时出错，或者用的内存、时间太多");
    assert_eq!(why("silence"), "读文件的进程没有给出结果");
    assert_eq!(why("flood"), "内容太多，读不完");
    let swollen = read("swell", b"", Limits::default()).unwrap_err().to_string();
    assert_eq!(swollen, "读这份文件时出错，或者用的内存、时间太多");
    let nowhere = child::read(Path::new("/nowhere"), "txt", b"", limits).unwrap_err().to_string();
    assert!(nowhere.starts_with("读文件的进程启动不了"), "{nowhere}");
}

fn a_child_is_locked_in() {
    let lock = child::of_this_machine();
    assert!(lock.calls, "the tests run where the kernel has seccomp: {lock:?}");
    assert!(tried().matches("done").count() == 8, "this process may do all of it: {}", tried());
    let told = told(&read("peek", b"", Limits::default()));
    assert!(told.starts_with("body: open: refused") && !told.contains("done"), "{told}");
    assert_eq!(told.matches("refused").count(), 8, "{told}");
}

/// Each ends in a sentence within the child's memory and time.
fn what_would_take_too_much_is_told() {
    let line = vec![b'a'; 100 << 20];
    let why = |kind: &str, bytes: &[u8]| read(kind, bytes, Limits::default()).unwrap_err().to_string();
    assert_eq!(why("txt", &line), "文件太大（100 MB），读不完，请分成几个文件");
    assert_eq!(why("html", &line), "文件太大（100 MB），读不完，请分成几个文件");
    let opened = "<w:p>".repeat(4 << 20);
    let told = told(&read("xml", opened.as_bytes(), Limits::default()));
    assert!(told.starts_with('!') || told.starts_with("body"), "{told}");
}

fn rows_come_out_of_a_child_too() {
    let program = std::env::current_exe().unwrap();
    let rows = child::rows(&program, "csv", "title\n通知\n".as_bytes(), Limits::default()).unwrap();
    assert_eq!(rows[0].fields.as_ref().unwrap()["title"], "通知");
    let damaged = child::rows(&program, "xlsx", b"PK", Limits::default()).unwrap_err();
    assert!(damaged.to_string().starts_with("表格文件打不开"), "{damaged}");
}

fn an_intake_reads_in_children() {
    let intake = Intake::in_child_of(std::env::current_exe().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let read = |name: &'static str| {
        let intake = intake.clone();
        runtime.spawn(async move { intake.read(name, "通知".into()).await })
    };
    let readings = ["a.txt", "b.TXT", "c.crash", "d.silence", "e.txt"].map(read);
    let told = readings.map(|reading| told(&runtime.block_on(reading).unwrap()));
    let text = "body: 通知";
    assert_eq!(told[..2], [text, text]);
    assert_eq!(told[2], "! 读这份文件时出错，或者用的内存、时间太多");
    assert_eq!(told[3..], ["! 读文件的进程没有给出结果", text]);
    let rows = |name: &str, bytes: &'static [u8]| runtime.block_on(intake.rows(name, bytes.into()));
    assert_eq!(rows("a.csv", "title\n通知\n".as_bytes()).unwrap().len(), 1);
    assert!(rows("a.xlsx", b"PK").unwrap_err().to_string().starts_with("表格文件打不开"));
}

fn what_is_damaged_is_told() {
    for (kind, bytes, why) in [
        ("docx", &b"plain"[..], "文件已损坏，或后缀和内容不符"),
        ("docx", b"PK\x03\x04", "压缩文件已损坏，打不开"),
        ("xlsx", b"\xd0\xcf\x11\xe0", "文件加了密码，或其实是旧格式，打不开"),
        ("pdf", b"%PDF-1.7", "PDF 已损坏，或加了密码，打不开"),
        ("txt", b"a\0b", "后缀是文本，内容却不是文字"),
        ("png", b"", "图片里的文字读不出来，请人看一遍"),
        ("exe", b"MZ", ".exe 文件读不了"),
        ("", b"", "文件没有后缀，不知道怎么读"),
    ] {
        assert_eq!(told(&read(kind, bytes, Limits::default())), format!("! {why}"), "{kind}");
    }
}

fn a_file_is_masked_in_a_child() {
    let intake = Intake::in_child_of(std::env::current_exe().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mask = |end| vec![Mask { part: "body".into(), start: 2, end, with: "*".into() }];
    let text = "电话13800005678\n第二行\n";
    let redacted = runtime.block_on(intake.redact("a.TXT", text.into(), mask(13))).unwrap();
    assert_eq!((redacted.bytes.as_slice(), redacted.removed.len()), ("电话*\n第二行\n".as_bytes(), 0));
    let nowhere = runtime.block_on(intake.redact("a.txt", text.into(), mask(99))).unwrap_err().to_string();
    assert_eq!(nowhere, "要遮盖的位置（正文）在文件里找不到，请重新检查这份文件");
    let refused = runtime.block_on(intake.redact("a.zip", text.into(), mask(13))).unwrap_err().to_string();
    assert!(refused.contains("逐个上传"), "{refused}");
}

fn a_large_sheet_is_masked_within_the_limits() {
    let rows =
        (0..1000).map(|row| (0..50).map(|column| json!(13_800_000_000_u64 + row * 50 + column)).collect());
    let header = (0..50).map(|column| format!("栏{column}")).collect();
    let bytes = write::xlsx(&[Sheet { name: "名单".into(), header, rows: rows.collect() }]).unwrap();
    let text = reader::read("xlsx", &bytes).unwrap().parts.remove(0).text.unwrap();
    let head = text.split('\n').next().unwrap().chars().count() + 1;
    // Each number is eleven characters and what divides it from the next.
    let mask = |at: usize| Mask {
        part: "名单".into(),
        start: head + at * 120,
        end: head + at * 120 + 11,
        with: "*".into(),
    };
    let masks: Vec<Mask> = (0..5000).map(mask).collect();
    let program = std::env::current_exe().unwrap();
    let redacted = child::redact(&program, "xlsx", &bytes, &masks, Limits::default()).unwrap();
    let text = reader::read("xlsx", &redacted.bytes).unwrap().parts.remove(0).text.unwrap();
    assert_eq!((text.matches('*').count(), text.matches("138000").count()), (5000, 45_000));
}

/// What `script/ocr` unpacked, if it did.
fn pack() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vendor/ocr");
    folder.is_dir().then_some(folder)
}

/// A list with seals on its numbers.
fn scan() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ocr/tests/corpus");
    std::fs::read(folder.join("list.jpg")).unwrap()
}

/// A PDF of pages that hold only this JPEG, as scanners make them.
fn scanned(jpeg: &[u8], pages: usize) -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let mut pdf = Document::with_version("1.5");
    let size = (1262, 754);
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => size.0, "Height" => size.1,
        "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
    };
    let picture = pdf.add_object(Stream::new(picture, jpeg.to_vec()));
    let tree = pdf.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            let drawn = Stream::new(dictionary! {}, b"q 606 0 0 362 0 0 cm /Im0 Do Q".to_vec());
            let content = pdf.add_object(drawn);
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 606.into(), 362.into()],
                "Resources" => dictionary! { "XObject" => dictionary! { "Im0" => picture } },
            };
            pdf.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(pages).unwrap();
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

fn scans_are_read_where_there_is_a_pack() {
    if pack().is_none() {
        println!("skipped: no vendor/ocr, see script/ocr");
        return;
    }
    // As it is set where a pack is beside the program; a debug build takes longer.
    let limits = Limits { time: Duration::from_secs(200), ..Limits::default() };
    for (kind, bytes, name, what) in
        [("jpg", scan(), "body", "图片"), ("pdf", scanned(&scan(), 1), "p. 1", "这一页")]
    {
        let document = read(kind, &bytes, limits).unwrap();
        let part = |name: &str| document.parts.iter().find(|part| part.name == name).unwrap().text.clone();
        assert_eq!(part(name).unwrap_err(), format!("{what}里的文字由机器认读，可能有错漏，请人看一遍"));
        let text = part(&format!("{name} (scan)")).unwrap();
        assert!(text.contains("330302200511183307\t6222020564624580622\t15262360537"), "{kind}: {text}");
    }
    // In a zip, too.
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("名单.jpg", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, &scan()).unwrap();
    let told = told(&read("zip", &zip.finish().unwrap().into_inner(), limits));
    assert!(told.contains("名单.jpg: body (scan): 关于2026年国家奖学金"), "{told}");
}

fn without_a_pack_a_scan_is_for_a_person() {
    let told = |kind: &str, bytes: &[u8]| told(&read(kind, bytes, Limits::default()));
    assert_eq!(told("blind-jpg", &scan()), "! 图片里的文字读不出来，请人看一遍");
    let page = "p. 1! 这一页没有文字层，像是扫描件，请人看一遍";
    assert_eq!(told("blind-pdf", &scanned(&scan(), 1)), page);
}
