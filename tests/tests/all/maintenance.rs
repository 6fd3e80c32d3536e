//! What takes long, asked for in the browser, left and found again.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gongkai::timetable;
use http::StatusCode;
use journeys::house::{HOSTS, Installation, Visitor};
use terms::Role;

const PAGE: &str = "/office/upkeep";

/// The page once nothing goes on any more.
async fn when_done(visitor: &mut Visitor<'_>) -> String {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let page = visitor.get(PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.headers.contains_key("refresh"), page.text.contains("正在做"), "{}", page.text);
        if !page.text.contains("正在做") {
            return page.text;
        }
        assert!(Instant::now() < deadline, "{}", page.text);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_and_an_export_are_asked_for_left_and_found_again() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("奖学金").await).await;
    installation.settle().await;
    let mut administrator = installation.sign_in(Role::Administrator).await;
    assert_eq!(when_done(&mut administrator).await.matches("没有做过").count(), 3);
    for work in ["search", "pages", "export"] {
        let asked = administrator.send(PAGE, &format!("{PAGE}/{work}"), &[]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    }
    let told = when_done(&mut administrator).await;
    for word in ["检索索引：已重建到第", "网页：存着的都作废了", "个文件，新写"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    let number = item.index_no.as_deref().expect("a number");
    let data = &installation.house.settings.data;
    assert!(data.join(format!("export/jn/items/{number}.html")).exists());
    let found = administrator.get("/api/v1/search?q=奖学金").await.text;
    assert!(found.contains(number), "{found}");

    // A school's static site is its own; the index is everybody's.
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("administrator").await;
    let other = when_done(&mut elsewhere).await;
    assert!(other.contains("没有做过") && !other.contains("个文件，新写"), "{other}");
    assert!(other.contains("检索索引：已重建到第"), "{other}");

    // What a stop broke off is told, and can be asked for again.
    let school = installation.school().await;
    let file = data.join(format!("upkeep/export-{school}.json"));
    let broken_off = r#"{"begun_at":"2026-10-09T02:00:00Z","ended_at":null,"sentence":"","is_fault":false}"#;
    std::fs::write(&file, broken_off).expect("a file");
    assert!(when_done(&mut administrator).await.contains("没有做完，服务中途停过"));
    // What cannot be done is told with its reason.
    let target = data.join("export/jn");
    std::fs::remove_dir_all(&target).expect("a folder");
    std::fs::create_dir(&target).expect("a folder");
    std::fs::write(target.join("别的.txt"), "别的").expect("a file");
    administrator.send(PAGE, &format!("{PAGE}/export"), &[]).await;
    let told = when_done(&mut administrator).await;
    assert!(told.contains("没有做成") && told.contains("里有别的东西"), "{told}");
    let unknown = administrator.send(PAGE, &format!("{PAGE}/everything"), &[]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

const FILE: &str = "/office/upkeep/export/file";

/// The files of the exports' folder that are no folders.
fn archives(installation: &Installation) -> Vec<PathBuf> {
    let entries = fs::read_dir(installation.house.settings.data.join("export")).expect("a folder");
    entries.map(|entry| entry.expect("a file").path()).filter(|path| path.is_file()).collect()
}

async fn exported(administrator: &mut Visitor<'_>) -> String {
    administrator.send(PAGE, &format!("{PAGE}/export"), &[]).await;
    when_done(administrator).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_static_site_is_taken_away_as_one_file_and_does_not_lie_for_ever() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("奖学金").await).await;
    installation.settle().await;
    let mut administrator = installation.sign_in(Role::Administrator).await;
    assert!(!administrator.get(PAGE).await.text.contains("下载静态站"));
    assert_eq!(administrator.get(FILE).await.status, StatusCode::NOT_FOUND);
    let told = exported(&mut administrator).await;
    assert!(told.contains("下载静态站（ZIP") && told.contains("10月16日自动删掉"), "{told}");

    let fetched = administrator.get(FILE).await;
    let path = archives(&installation).pop().expect("one file");
    let bytes = fs::read(&path).expect("a file");
    assert_eq!(fetched.status, StatusCode::OK);
    assert_eq!(fetched.headers["content-length"], bytes.len().to_string());
    assert_eq!(fetched.headers["content-disposition"], "attachment; filename*=UTF-8''jn-2026-10-09.zip");
    assert_eq!(fetched.headers["content-security-policy"], "sandbox; default-src 'none'");
    assert_eq!(fetched.text, String::from_utf8_lossy(&bytes));
    let mut zip = zip::ZipArchive::new(File::open(&path).expect("a file")).expect("a whole ZIP");
    let number = item.index_no.as_deref().expect("a number");
    let mut page = String::new();
    let name = format!("jn/items/{number}.html");
    zip.by_name(&name).expect("the page").read_to_string(&mut page).expect("text");
    assert!(page.contains("奖学金名单"), "{page}");
    let folder = installation.house.settings.data.join("export/jn");
    for at in 0..zip.len() {
        let name = zip.by_index(at).expect("a file").name().expect("UTF-8").into_owned();
        assert!(folder.join(name.trim_start_matches("jn/")).is_file(), "{name}");
    }

    // Only who may, and each school its own.
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("administrator").await;
    assert!(!elsewhere.get(PAGE).await.text.contains("下载静态站"));
    assert_eq!(elsewhere.get(FILE).await.status, StatusCode::NOT_FOUND);
    elsewhere.send(PAGE, &format!("{FILE}/remove"), &[]).await;
    assert_eq!(archives(&installation), std::slice::from_ref(&path), "another school removes nothing of it");

    // A later one takes its place; a button removes it; days do, and what a stop broke off goes too.
    installation.later(1);
    exported(&mut administrator).await;
    assert!(archives(&installation).len() == 1 && !path.exists());
    let removed = administrator.send(PAGE, &format!("{FILE}/remove"), &[]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text);
    assert!(archives(&installation).is_empty());
    assert!(!administrator.get(PAGE).await.text.contains("下载静态站"));
    exported(&mut administrator).await;
    fs::write(path.with_extension("part"), "half").expect("a file");
    let now = installation.clock.now();
    for (days, left) in [(0, 2), (6, 1), (8, 0)] {
        let later = now + jiff::SignedDuration::from_hours(24 * days);
        timetable::clear(&installation.house, later).await.expect("cleared");
        assert_eq!(archives(&installation).len(), left, "after {days} days");
    }
    assert!(folder.join("index.html").is_file(), "the folder stays");
}

/// When an export began, as it is kept.
fn begun(installation: &Installation, school: i64) -> serde_json::Value {
    let file = installation.house.settings.data.join(format!("upkeep/export-{school}.json"));
    let mut told: serde_json::Value = serde_json::from_slice(&fs::read(file).expect("kept")).expect("JSON");
    told["begun_at"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_again_begins_nothing_twice() {
    let installation = Installation::new().await;
    let school = installation.school().await.0;
    let mut administrator = installation.sign_in(Role::Administrator).await;
    // The list of an earlier export is a pipe into which nobody has written: whoever reads it waits.
    let folder = installation.house.settings.data.join("export/jn");
    fs::create_dir_all(&folder).expect("a folder");
    let list = folder.join("gongkai-export.json");
    let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR);
    rustix::fs::mknodat(rustix::fs::CWD, &list, kind, mode, 0).expect("a pipe");
    let press = format!("{PAGE}/export");
    let token = journeys::house::token_of(&administrator.get(PAGE).await.text).expect("a form");
    administrator.post(&press, &[("form_token", &token)]).await;
    let first = begun(&installation, school);
    // From the page as it was before, in another tab.
    installation.later(1);
    for _ in 0..2 {
        let again = administrator.post(&press, &[("form_token", &token)]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
    }
    let going = administrator.get(PAGE).await.text;
    assert!(going.contains("正在做") && !going.contains("导出静态站</button>"), "{going}");
    assert_eq!(begun(&installation, school), first, "the first one goes on");

    let opened = list.clone();
    let written = tokio::task::spawn_blocking(move || {
        let mut pipe = File::options().write(true).open(&opened).expect("somebody reads");
        fs::remove_file(&opened).expect("removed");
        pipe.write_all(b"{}").expect("written");
    });
    written.await.expect("written");
    let told = when_done(&mut administrator).await;
    assert!(told.contains("下载静态站"), "{told}");
    assert_eq!(begun(&installation, school), first);
    assert_eq!(archives(&installation).len(), 1);
    // What has ended begins anew.
    exported(&mut administrator).await;
    assert_ne!(begun(&installation, school), first);
}
