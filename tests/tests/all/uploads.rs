//! Large files that come in chunks: broken off, gone on with, finished like any other, given up,
//! cleared.

use gongkai::timetable;
use http::StatusCode;
use jiff::SignedDuration;
use journeys::caller::{Caller, Said};
use journeys::house::{Answer, HOSTS, Installation, Visitor};
use journeys::scene::Scene;
use journeys::servers::Server;
use publishing::rules::uploads::checksum;
use serde_json::Value;
use terms::Role;

/// Five megabytes of text, with a number of the given file in them.
fn content(word: &str) -> Vec<u8> {
    let line = format!("{word}的一行，没有号码。\n");
    line.repeat((5 << 20) / line.len() + 1).into_bytes()
}

const CHUNK: usize = 2 << 20;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("JSON: {text}"))
}

fn received(answer: &Answer) -> usize {
    let received = json(&answer.text)["received_bytes"].as_u64();
    usize::try_from(received.expect("a number")).expect("a size")
}

/// A page that sends a file, and the draft that it goes to.
struct Page<'a> {
    visitor: Visitor<'a>,
    draft: String,
}

impl<'a> Page<'a> {
    async fn of(installation: &'a Installation, role: Role, draft: &str) -> Page<'a> {
        Page { visitor: installation.sign_in(role).await, draft: draft.to_owned() }
    }

    async fn begin(&mut self, name: &str, content: &[u8]) -> Answer {
        let (size, sum) = (content.len().to_string(), checksum(content));
        self.announce(name, &size, &sum).await
    }

    async fn announce(&mut self, name: &str, size: &str, sum: &str) -> Answer {
        let to = format!("{}/uploads", self.draft);
        let fields = [("name", name), ("size", size), ("checksum", sum)];
        self.visitor.send_by_script("/account", &to, &fields).await
    }

    /// Begins, and answers with the code.
    async fn code(&mut self, name: &str, content: &[u8]) -> String {
        let begun = self.begin(name, content).await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
        json(&begun.text)["code"].as_str().expect("a code").to_owned()
    }

    async fn chunk(&mut self, code: &str, offset: usize, content: &[u8]) -> Answer {
        let chunk = &content[offset.min(content.len())..(offset + CHUNK).min(content.len())];
        self.piece(code, offset, chunk).await
    }

    async fn piece(&mut self, code: &str, offset: usize, chunk: &[u8]) -> Answer {
        let to = format!("{}/uploads/{code}/chunks", self.draft);
        let offset = offset.to_string();
        let (fields, files) = ([("offset", offset.as_str())], [("chunk", "chunk", chunk)]);
        self.visitor.send_files("/account", &to, &fields, &files).await
    }

    async fn press(&mut self, code: &str, word: &str) -> Answer {
        let to = format!("{}/uploads/{code}/{word}", self.draft);
        self.visitor.send_by_script("/account", &to, &[]).await
    }

    async fn whole(&mut self, code: &str, content: &[u8]) {
        for offset in (0..content.len()).step_by(CHUNK) {
            let taken = self.chunk(code, offset, content).await;
            assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
        }
    }

    async fn edit(&mut self) -> String {
        self.visitor.get(&format!("{}/edit", self.draft)).await.text
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_on_where_it_stopped_and_becomes_an_attachment_like_any_other() {
    let installation = Installation::new().await;
    let draft = crate::story::begin(&installation).await;
    let mut page = Page::of(&installation, Role::Liaison, &draft).await;
    let file = content("扫描件");
    for (name, size, told) in [
        ("程序.exe", "5000000", "不是可以公开的文件类型"),
        ("空.pdf", "0", "是空的"),
        ("大.pdf", "104857601", "最多100 MB"),
        ("大.pdf", "-7", "是空的"),
    ] {
        let refused = page.announce(name, size, "0").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text.contains(told), "{}", refused.text);
    }
    let code = page.code("../名单.txt", &file).await;
    let gap = page.chunk(&code, CHUNK, &file).await;
    assert_eq!((gap.status, received(&gap)), (StatusCode::CONFLICT, 0), "it is told the right place");
    let short = page.piece(&code, 0, b"cut off").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text.contains("没有收完整"), "{}", short.text);
    let large = page.piece(&code, 0, &file).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", large.text);
    for _ in 0..2 {
        let taken = page.chunk(&code, 0, &file).await;
        assert_eq!((taken.status, received(&taken)), (StatusCode::OK, CHUNK), "again is done, once");
    }
    let early = page.press(&code, "finish").await;
    assert_eq!(json(&early.text)["is_done"], false, "{}", early.text);

    // Left and found again, by whoever began it with the same file.
    let listed = page.edit().await;
    assert!(listed.contains("没传完的") && listed.contains("已有 2 MB，共 5 MB"), "{listed}");
    let mut later = Page::of(&installation, Role::Liaison, &draft).await;
    assert_eq!(later.code("名单.txt", &file).await, code);
    assert_eq!(received(&later.begin("名单.txt", &file).await), CHUNK);
    let other = later.code("名单.txt", &content("改过的")).await;
    assert_ne!(other, code, "the same name with another content is another file");
    assert_eq!(received(&later.begin("名单.txt", &content("改过的")).await), 0);
    later.press(&other, "discard").await;

    later.whole(&code, &file).await;
    for _ in 0..2 {
        let done = later.press(&code, "finish").await;
        assert_eq!(json(&done.text)["is_done"], true, "{}", done.text);
    }
    let listed = later.edit().await;
    assert!(!listed.contains("没传完的"), "{listed}");
    assert_eq!(listed.matches("/remove\"").count(), 1, "{listed}");
    assert!(installation.house.files.uploads().await.expect("a list").is_empty(), "its chunks are gone");
    // The same file by the plain form is the same attachment.
    let edit = format!("{draft}/edit");
    let plain = later.visitor.upload(&edit, &format!("{draft}/files"), "名单.txt", &file).await;
    assert_eq!(plain.status, StatusCode::SEE_OTHER, "{}", plain.text);
    assert_eq!(later.edit().await.matches("/remove\"").count(), 1);
    let (viewer, _) = installation.acting(Role::Liaison).await;
    let mut reader = installation.house.store.reader().await.expect("a reader");
    let version = draft.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
    let attached = publishing::attachments(&mut reader, version).await.expect("files");
    let text = publishing::attachment_text(&installation.house.files, &attached[0]).await.expect("a text");
    assert!(
        text.expect("it was read").parts[0].text.as_ref().is_ok_and(|text| text.contains("扫描件的一行"))
    );
    assert!(
        publishing::uploads(&mut reader, viewer.school, viewer.person_id().expect("a person"), version)
            .await
            .expect("uploads")
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_began_goes_on_and_only_while_they_may_write() {
    let installation = Installation::new().await;
    let draft = crate::story::begin(&installation).await;
    let mut page = Page::of(&installation, Role::Liaison, &draft).await;
    let file = content("扫描件");
    let code = page.code("扫描件.txt", &file).await;
    page.chunk(&code, 0, &file).await;
    // Others of the same school who may write the same draft, and somebody elsewhere.
    let office = installation.sign_in(Role::Office).await;
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("liaison").await;
    for visitor in [office, elsewhere] {
        let mut other = Page { visitor, draft: draft.clone() };
        let looked = other.visitor.get(&format!("{draft}/uploads/{code}")).await;
        let mut answers = vec![looked, other.chunk(&code, CHUNK, &file).await];
        for word in ["finish", "discard"] {
            answers.push(other.press(&code, word).await);
        }
        for answer in answers {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
        }
        assert!(!other.edit().await.contains("没传完的"));
    }
    let looked = page.visitor.get(&format!("{draft}/uploads/{code}")).await;
    assert_eq!(received(&looked), CHUNK);
    // A file lies with its own draft alone.
    let second = crate::story::begin(&installation).await;
    let mut astray = Page::of(&installation, Role::Liaison, &second).await;
    assert_eq!(astray.chunk(&code, CHUNK, &file).await.status, StatusCode::NOT_FOUND);

    // Handed over meanwhile: nothing more comes in; taken back, it goes on.
    page.visitor.send(&draft, &format!("{draft}/submit"), &[]).await;
    let closed = page.chunk(&code, CHUNK, &file).await;
    assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(closed.text.contains("先收回或退回"), "{}", closed.text);
    let back = page.visitor.send(&draft, &format!("{draft}/take-back"), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
    page.whole(&code, &file).await;
    // The right is withdrawn before the end.
    let (_, context) = installation.acting(Role::Administrator).await;
    let (liaison, _) = installation.acting(Role::Liaison).await;
    let person = liaison.person_id().expect("a person");
    let mut admin = installation.sign_in(Role::Administrator).await;
    let people = format!("/office/people/{person}");
    let unit = schools::actions::AddUnit {
        code: "zzzx".into(),
        name: "资助中心".into(),
        from: context.today(),
        parent: None,
        campus: None,
        profile: schools::UnitProfile::default(),
    };
    let elsewhere = schools::actions::add_unit(&installation.house.store, &context, &unit).await;
    let elsewhere = elsewhere.expect("a unit").to_string();
    let moved = [("role", "liaison"), ("unit", elsewhere.as_str())];
    let moved = admin.send(&people, &format!("{people}/roles"), &moved).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text);
    let mut page = Page::of(&installation, Role::Liaison, &draft).await;
    let late = page.chunk(&code, 0, &file).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND, "{}", late.text);
    let finished = page.press(&code, "finish").await;
    assert_eq!(finished.status, StatusCode::NOT_FOUND, "{}", finished.text);
    let mut office = installation.sign_in(Role::Office).await;
    assert!(!office.get(&format!("{draft}/edit")).await.text.contains("/remove\""), "nothing was attached");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_is_what_was_announced_and_what_is_lost_comes_again() {
    let installation = Installation::new().await;
    let draft = crate::story::begin(&installation).await;
    let mut page = Page::of(&installation, Role::Liaison, &draft).await;
    let files = &installation.house.files;
    let file = content("扫描件");
    // The file was changed while it was sent.
    let code = page.code("扫描件.txt", &file).await;
    page.chunk(&code, 0, &file).await;
    let changed = content("改过的");
    for offset in [CHUNK, 2 * CHUNK] {
        page.piece(&code, offset, &changed[offset..(offset + CHUNK).min(file.len())]).await;
    }
    let refused = page.press(&code, "finish").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(
        refused.text.contains("可能传的时候文件改过") && refused.text.contains("从头传"),
        "{}",
        refused.text
    );
    assert!(files.uploads().await.expect("a list").is_empty());

    // A backup holds no chunks: what is not there any more comes again.
    let code = page.code("扫描件.txt", &file).await;
    page.chunk(&code, 0, &file).await;
    files.drop_chunks(&code).await.expect("dropped");
    assert_eq!(received(&page.begin("扫描件.txt", &file).await), 0);
    page.whole(&code, &file).await;
    files.drop_chunks(&code).await.expect("dropped");
    let again = page.press(&code, "finish").await;
    assert_eq!((received(&again), &json(&again.text)["is_done"]), (0, &Value::Bool(false)));
    page.whole(&code, &file).await;
    assert_eq!(json(&page.press(&code, "finish").await.text)["is_done"], true);
    assert_eq!(page.edit().await.matches("/remove\"").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_fills_the_disk_and_what_is_given_up_goes() {
    let installation = Installation::new().await;
    let draft = crate::story::begin(&installation).await;
    let mut page = Page::of(&installation, Role::Liaison, &draft).await;
    let files = &installation.house.files;
    let file = content("扫描件");
    let mut codes = Vec::new();
    for number in 0..10 {
        codes.push(page.code(&format!("第{number}份.txt"), &file).await);
        page.chunk(&codes[number], 0, &file).await;
    }
    let refused = page.begin("再一份.txt", &file).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for word in ["10个大文件没传完", "关于国庆假期", "第0份.txt", "放弃"] {
        assert!(refused.text.contains(word), "{}", refused.text);
    }
    // Giving one up works by the plain button, and makes room.
    let edit = format!("{draft}/edit");
    let given_up = page.visitor.send(&edit, &format!("{draft}/uploads/{}/discard", codes[0]), &[]).await;
    assert_eq!(given_up.status, StatusCode::SEE_OTHER, "{}", given_up.text);
    assert!(!page.edit().await.contains("第0份.txt"));
    assert!(files.chunks(&codes[0]).await.expect("a list").is_empty());
    assert_eq!(page.chunk(&codes[0], CHUNK, &file).await.status, StatusCode::NOT_FOUND);
    page.code("再一份.txt", &file).await;

    // After days the timetable clears what nobody went on with, and what no upload names.
    files.put_chunk("lost", 0, "x".into()).await.expect("written");
    installation.later(60 * 24 * 6);
    let mut page = Page::of(&installation, Role::Liaison, &draft).await;
    page.chunk(&codes[1], CHUNK, &file).await;
    installation.later(60 * 24 * 2);
    timetable::clear(&installation.house, installation.clock.now()).await.expect("cleared");
    assert_eq!(
        files.uploads().await.expect("a list"),
        [codes[1].clone()],
        "what was touched two days ago stays"
    );
    let mut page = Page::of(&installation, Role::Liaison, &draft).await;
    let listed = page.edit().await;
    assert!(listed.contains("第1份.txt") && !listed.contains("第2份.txt"), "{listed}");
    assert_eq!(page.chunk(&codes[2], 0, &file).await.status, StatusCode::NOT_FOUND);
    // What left the draft's hands is cleared sooner.
    page.visitor.send(&draft, &format!("{draft}/discard"), &[]).await;
    let tomorrow = installation.clock.now() + SignedDuration::from_hours(25);
    timetable::clear(&installation.house, tomorrow).await.expect("cleared");
    assert!(files.uploads().await.expect("a list").is_empty());
}

/// A tab that sends what is missing until it is done, or until no server answers.
async fn tab(caller: Caller, draft: String, token: String, file: Vec<u8>, chunks: usize) -> bool {
    let size = file.len().to_string();
    let sum = checksum(&file);
    let fields = [("form_token", &*token), ("name", "扫描件.txt"), ("size", &*size), ("checksum", &*sum)];
    let Some(begun) = caller.post(&format!("{draft}/uploads"), &fields).await else { return false };
    let mut at = told(begun);
    let code = format!("{draft}/uploads/{}", at["code"].as_str().expect("a code"));
    for _ in 0..chunks {
        let offset = usize::try_from(at["received_bytes"].as_u64().expect("a number")).expect("a size");
        if offset == file.len() {
            break;
        }
        let chunk = file[offset..(offset + CHUNK).min(file.len())].to_vec();
        let offset = offset.to_string();
        let fields = [("form_token", &*token), ("offset", &*offset)];
        let Some(answer) = caller.post_file(&format!("{code}/chunks"), &fields, "chunk", chunk).await else {
            return false;
        };
        at = told(answer);
    }
    let fields = [("form_token", &*token)];
    caller.post(&format!("{code}/finish"), &fields).await.is_some_and(|said| told(said)["is_done"] == true)
}

fn told((status, text): Said) -> Value {
    assert!(matches!(status, StatusCode::OK | StatusCode::CONFLICT), "{status}: {text}");
    json(&text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_in_the_middle_and_two_tabs_at_once_lose_and_double_nothing() {
    let scene = Scene::new().await;
    let version = scene.draft("有大附件的", "小的附件").await;
    let draft = format!("/office/drafts/{version}");
    // Some chunks, so that it can be killed between them.
    let file = content("扫描件").repeat(4);
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    let liaison = Caller::signed_in(&server, "liaison").await;
    let token = liaison.token(&format!("{draft}/edit")).await;
    assert!(!tab(liaison.clone(), draft.clone(), token.clone(), file.clone(), 3).await);
    let cut_off = tokio::spawn(tab(liaison.clone(), draft.clone(), token.clone(), file.clone(), 99));
    let reached = async || {
        let mut reader = scene.house.store.reader().await.unwrap();
        let reached = sqlx::query_scalar("SELECT MAX(received_bytes) FROM publishing_uploads");
        reached.fetch_one(&mut *reader).await.unwrap_or(0_i64)
    };
    while reached().await < (8 << 20) {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    server.kill().await;
    assert!(!cut_off.await.unwrap(), "it was killed too late to prove anything");

    scene.house.files.put_chunk("lost", 0, "x".into()).await.unwrap();
    let server = Server::start(&scene.database, &["serve"]).await.unwrap();
    // The timetable of a server clears.
    while scene.house.files.uploads().await.unwrap().contains(&"lost".to_owned()) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let liaison = Caller::signed_in(&server, "liaison").await;
    let edit = format!("{draft}/edit");
    let (_, page) = liaison.get(&edit).await;
    assert!(page.contains("没传完的") && page.contains("扫描件.txt"), "{page}");
    assert!(reached().await >= (8 << 20), "what was answered stays");
    let token = liaison.token(&edit).await;
    let tabs =
        [(); 3].map(|()| tokio::spawn(tab(liaison.clone(), draft.clone(), token.clone(), file.clone(), 99)));
    for tab in tabs {
        assert!(tab.await.unwrap());
    }
    let (_, page) = liaison.get(&edit).await;
    assert_eq!(page.matches("扫描件.txt</a>").count(), 1, "{page}");
    let mut reader = scene.house.store.reader().await.unwrap();
    let attached = publishing::attachments(&mut reader, version).await.unwrap();
    let hash = attached.last().expect("a file").file_hash.parse().expect("a hash");
    assert_eq!(scene.house.files.get(&hash).await.unwrap(), file);
    server.stop().await;
}
