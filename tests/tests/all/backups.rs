//! An installation is backed up and restored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use gongkai::backup::Archive;
use gongkai::house::House;
use gongkai::timetable;
use jiff::SignedDuration;
use journeys::caller::Caller;
use journeys::engines::Database;
use journeys::scene::{Scene, settings};
use journeys::servers::{Server, command, run, text};
use reqwest::StatusCode;
use sqlx::{AnyConnection, Connection, Row};
use store::Engine;
use web::Clock;

/// A backup of the database, in its folder's neighbourhood.
async fn back_up(database: &Database, folder: &Path) -> PathBuf {
    let file = folder.join("backup.zip");
    let out = run(database, &["backup", &file.display().to_string(), "--overwrite"]).await;
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    assert!(text(&out).contains("备份里没有密钥") && text(&out).contains("备份没有加密"), "{}", text(&out));
    file
}

/// Restores with this key.
pub async fn restore(file: &Path, onto: &Database, key: &Path) -> Output {
    let mut restore = command(onto, &["restore", &file.display().to_string()]);
    restore.env("GONGKAI_KEY_FILE", key).output().await.expect("the program can be run")
}

/// Places to restore to: an empty one on this run's engine, and one on SQLite.
async fn places() -> Vec<Database> {
    let mut places = vec![Database::fresh().await];
    if places[0].engine() == Engine::Postgres {
        places.push(Database::fresh_on_sqlite());
    }
    places
}

/// Every row of every table, and the names of the files.
fn contents(file: &Path) -> BTreeMap<String, Vec<String>> {
    let mut archive = Archive::open(file).expect("the backup can be opened");
    let mut all = BTreeMap::new();
    for table in archive.manifest().tables.clone() {
        let mut rows = archive.rows(&table).expect("a table");
        let mut lines = Vec::new();
        while let Some(row) = rows.next().expect("a row") {
            lines.push(format!("{row:?}"));
        }
        lines.sort();
        all.insert(table.name, lines);
    }
    let files = (0..archive.entries()).filter_map(|at| archive.file(at).expect("an entry"));
    let names = files.map(|(hash, _)| hash.to_string()).collect();
    all.insert("files".to_owned(), names);
    all
}

/// The tables as the engine lists them to anybody.
async fn tables_of(database: &Database) -> Vec<String> {
    let mut connection = AnyConnection::connect(database.url()).await.expect("it opens");
    let query = match database.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'",
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = 'public'"
        }
    };
    let rows = sqlx::query(query).fetch_all(&mut connection).await.expect("it answers");
    let names = rows.iter().map(|row| row.get::<String, _>("name"));
    // Tallies are counted anew from the rows.
    let is_kept = |name: &String| name != "_sqlx_migrations" && !name.ends_with("_tallies");
    let mut names: Vec<_> = names.filter(is_kept).collect();
    names.sort();
    names
}

/// What the database counts by itself.
async fn tallies_of(database: &Database) -> Vec<(String, String, String, i64)> {
    let mut connection = AnyConnection::connect(database.url()).await.expect("it opens");
    let query = "SELECT dimension, value, month, publications FROM publishing_tallies ORDER BY 1, 2, 3, 4";
    let rows = sqlx::query(query).fetch_all(&mut connection).await.expect("it answers");
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect()
}

/// Somebody asks for information.
async fn ask(scene: &Scene) -> requests::actions::Taken {
    let asked = requests::rules::form::Asked {
        name: "赵某明".into(),
        proof: "11010519491231002X".into(),
        phone: "13800138000".into(),
        wanted: "公寓空调租赁合同".into(),
        delivery: "desk".into(),
        ..Default::default()
    };
    let applicant = Some(requests::rules::form::Applicant::Person);
    let incoming = requests::actions::Incoming { applicant, asked, way: "online".into(), on: None };
    let public = terms::Viewer::public(terms::SchoolId(1));
    let context = store::Context::of(&public, journeys::house::friday());
    let (store, vault) = (&scene.house.store, scene.house.vault());
    requests::actions::ask(store, &vault, &context, &public, &incoming).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_everything_and_comes_back_on_either_engine() {
    let scene = Scene::new().await;
    scene.draft("写到一半的", "附件一").await;
    let released = scene.reviewed("待发布的").await;
    let asked = ask(&scene).await;
    let folder = tempfile::tempdir().unwrap();
    let file = back_up(&scene.database, folder.path()).await;
    let before = contents(&file);
    let mut tables: Vec<String> = before.keys().filter(|name| *name != "files").cloned().collect();
    tables.sort();
    assert_eq!(tables, tables_of(&scene.database).await, "every table of the engine is in the backup");
    assert_eq!(before["files"].len(), 4, "each file that a row names, and what was read in it");
    let key = fs::read_to_string(scene.database.key()).unwrap();
    assert!(!String::from_utf8_lossy(&fs::read(&file).unwrap()).contains(key.trim()), "the key is not in it");
    for place in places().await {
        let out = restore(&file, &place, &scene.database.key()).await;
        assert_eq!(out.status.code(), Some(0), "{}", text(&out));
        assert!(text(&out).contains("没有发现问题"), "{}", text(&out));
        fs::copy(scene.database.key(), place.key()).unwrap();
        let again = back_up(&place, &folder.path().join(".")).await;
        assert_eq!(contents(&again), before);
        // What somebody asked opens with the key, the number and the code.
        let store = store::Store::open(place.url()).await.unwrap();
        let context =
            store::Context::new(terms::SchoolId(1), store::Actor::Public, journeys::house::friday());
        let vault = scene.house.vault();
        let opened = requests::actions::follow(&store, &vault, &context, &asked.number, &asked.code).await;
        assert_eq!(opened.unwrap().asked.wanted, "公寓空调租赁合同");
        store.close().await;
        goes_on(&place, released).await;
    }
}

/// The restored installation works: numbers go on, pages and search are there.
async fn goes_on(place: &Database, released: terms::VersionId) {
    let server = Server::start(place, &["serve"]).await.unwrap();
    let office = Caller::signed_in(&server, "office").await;
    let path = format!("/office/drafts/{released}");
    let token = office.token(&path).await;
    let (status, page) =
        office.post(&format!("{path}/release"), &[("form_token", &token), ("at", "")]).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    wait_for(&Caller::new(&server), "/api/v1/search?q=待发布的", "\"total\":1").await;
    server.stop().await;
}

async fn wait_for(caller: &Caller, path: &str, word: &str) {
    for _ in 0..600 {
        if caller.get(path).await.1.contains(word) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{path} never said {word}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_others_write_is_of_one_moment() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let rows = folder.path().join("rows.jsonl");
    let row = |n: usize| {
        format!(
            r#"{{"external_id":"{n}","title":"第{n}号","body_text":"正文","published_at":"2021-09-01","category":1,"attachments":["a{}.txt"]}}"#,
            n % 40
        )
    };
    fs::write(&rows, (0..400).map(row).collect::<Vec<_>>().join("\n")).unwrap();
    (0..40).for_each(|n| fs::write(folder.path().join(format!("a{n}.txt")), format!("附件{n}")).unwrap());
    let mut import = command(&scene.database, &["import", &rows.display().to_string()]).spawn().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let ended = import.try_wait().unwrap();
        let file = back_up(&scene.database, folder.path()).await;
        let all = contents(&file);
        let released = |line: &&String| line.contains("\"publishing.released\"");
        let events = all["events"].iter().filter(released).count();
        let live = all["publishing_publications"].iter().filter(|line| line.contains("\"live\"")).count();
        assert_eq!(events, live, "each that stands has its event");
        seen.insert(live);
        if ended.is_some() {
            break;
        }
    }
    println!("backups with {seen:?} of 400 publications");
    assert_eq!(seen.last(), Some(&400));
    let place = Database::fresh().await;
    let out = restore(&folder.path().join("backup.zip"), &place, &scene.database.key()).await;
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    let counted = tallies_of(&place).await;
    assert_eq!(counted, tallies_of(&scene.database).await, "counted once, not twice");
    assert!(counted.contains(&("category".into(), "1".into(), "2021-09".into(), 400)), "{counted:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_or_foreign_is_refused_before_anything_is_touched() {
    let scene = Scene::new().await;
    scene.draft("一件", "附件").await;
    let folder = tempfile::tempdir().unwrap();
    let file = back_up(&scene.database, folder.path()).await;
    let whole = fs::read(&file).unwrap();
    let place = Database::fresh().await;
    let refused = async |what: &str, bytes: &[u8], word: &str| {
        let other = folder.path().join("other.zip");
        fs::write(&other, bytes).unwrap();
        let out = restore(&other, &place, &scene.database.key()).await;
        assert_eq!(out.status.code(), Some(1), "{what}: {}", text(&out));
        assert!(
            text(&out).contains(word) && text(&out).contains("没有改动任何东西"),
            "{what}: {}",
            text(&out)
        );
        assert_eq!(fs::read_dir(place.folder()).unwrap().count(), 0, "{what}");
    };
    for at in (50..whole.len()).step_by(whole.len() / 12).chain([whole.len() - 1, whole.len() - 140]) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        refused(&format!("byte {at} of {}", whole.len()), &flipped, "是坏的").await;
    }
    refused("cut short", &whole[..whole.len() / 2], "是坏的").await;
    refused("one byte less", &whole[..whole.len() - 1], "是坏的").await;
    refused("something behind it", &[&whole[..], b"\n"].concat(), "是坏的").await;
    refused("a text", "不是备份".repeat(100).as_bytes(), "不是 gongkai 的备份").await;
    refused("nothing", b"", "不是 gongkai 的备份").await;
    let out = restore(&folder.path().join("none.zip"), &place, &scene.database.key()).await;
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_none_or_a_place_in_use_is_refused() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = back_up(&scene.database, folder.path()).await;
    let place = Database::fresh().await;
    let out = restore(&file, &place, &folder.path().join("none.key")).await;
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out).contains("none.key") && text(&out).contains("做备份时的那把密钥"), "{}", text(&out));
    let other = folder.path().join("other.key");
    fs::write(&other, "ab".repeat(32)).unwrap();
    let out = restore(&file, &place, &other).await;
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out).contains("不是做这份备份时的那把"), "{}", text(&out));
    assert_eq!(fs::read_dir(place.folder()).unwrap().count(), 0);
    let out = restore(&file, &scene.database, &scene.database.key()).await;
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out).contains("已经有数据") && text(&out).contains("空的数据目录"), "{}", text(&out));
    let out = run(&scene.database, &["backup", &file.display().to_string()]).await;
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out).contains("--overwrite"), "{}", text(&out));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_was_killed_goes_on_at_the_next_attempt() {
    let scene = Scene::new().await;
    for n in 0..30 {
        scene.draft(&format!("第{n}件"), &format!("附件{n}")).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = back_up(&scene.database, folder.path()).await;
    let mut in_the_middle = 0;
    for delay in 0..12 {
        let place = Database::fresh().await;
        let mut child = command(&place, &["restore", &file.display().to_string()])
            .env("GONGKAI_KEY_FILE", scene.database.key())
            .spawn()
            .unwrap();
        let mark = place.folder().join("restoring");
        while !mark.exists() && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(delay * 15)).await;
        child.kill().await.ok();
        if mark.exists() {
            in_the_middle += 1;
            let out = run(&place, &["check"]).await;
            assert_eq!(out.status.code(), Some(1));
            assert!(text(&out).contains("恢复没有做完"), "{}", text(&out));
            let out = restore(&file, &place, &scene.database.key()).await;
            assert_eq!(out.status.code(), Some(0), "{}", text(&out));
            assert!(text(&out).contains("接着做完了"), "{}", text(&out));
        }
        fs::copy(scene.database.key(), place.key()).unwrap();
        assert_eq!(contents(&back_up(&place, folder.path()).await), contents(&file));
    }
    println!("killed in the middle {in_the_middle} times of 12");
    assert!(in_the_middle > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_backup_does_not_go_on_where_one_was_broken_off() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = back_up(&scene.database, folder.path()).await;
    let place = Database::fresh().await;
    fs::write(place.folder().join("restoring"), "0123 /old/backup.zip").unwrap();
    let out = restore(&file, &place, &scene.database.key()).await;
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out).contains("另一份备份（/old/backup.zip）恢复到了一半"), "{}", text(&out));
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_catch_up_after_a_restore_and_double_nothing() {
    let scene = Scene::new().await;
    let version = scene.reviewed("发布的").await;
    let (viewer, context) = scene.acting(terms::Role::Office).await;
    let (store, calendar) = (&scene.house.store, &scene.house.calendar);
    publishing::actions::release(
        store,
        &scene.house.screen,
        calendar,
        &context,
        &viewer,
        version,
        publishing::actions::When::Now,
        "",
    )
    .await
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = back_up(&scene.database, folder.path()).await;
    for place in places().await {
        let out = restore(&file, &place, &scene.database.key()).await;
        assert_eq!(out.status.code(), Some(0), "{}", text(&out));
        fs::copy(scene.database.key(), place.key()).unwrap();
        let house = House::open(settings(&place)).await.unwrap();
        let later = Clock::system().now() + SignedDuration::from_mins(5);
        for _ in 0..2 {
            timetable::step(&house, later).await.unwrap();
            let mut reader = house.store.reader().await.unwrap();
            let row = sqlx::query("SELECT COUNT(*) AS n FROM catalogue_fulfilments")
                .fetch_one(&mut *reader)
                .await
                .unwrap();
            assert_eq!(row.get::<i64, _>("n"), 1, "the entry was fulfilled once");
        }
    }
}
