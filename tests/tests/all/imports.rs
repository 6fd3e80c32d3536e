//! Import in the office: a file, its check, a second person, the rows.

use http::StatusCode;
use identity::actions::{AddPerson, add_person, give_link, set_first_password};
use importing::actions::{Uploaded, answer_batch, upload_batch};
use importing::rules::BatchState;
use journeys::engines::Database;
use journeys::house::{Answer, HOSTS, Installation, PASSWORD, Visitor, friday, token_of};
use journeys::servers::{Server, run};
use store::{Actor, Context, Store};
use terms::{Role, SchoolId, Viewer};

const NEW: &str = "/office/imports/new";
const FIRST: &str = "/office/imports/1";
const SEEN: [(&str, &str); 1] = [("opinion", "逐条对照过原网站")];

fn rows(count: usize) -> String {
    let row = |n: usize| {
        serde_json::json!({
            "external_id": format!("old-{n}"), "title": format!("第{n}号通知"), "body_text": format!("第{n}号通知的正文。"),
            "published_at": "2021-09-01", "category": n % 10 + 1, "unit": "学生工作处",
        })
        .to_string()
    };
    (0..count).map(row).collect::<Vec<_>>().join("\n")
}

const MIXED: &str = "external_id,title,body_text,published_at,category,unit,attachments\n\
    a,好的一条,正文,2021-09-01,3,学生工作处,\n\
    b,助学金名单,张某 11010519491231002X,2021-09-02,6,学生工作处,\n\
    c,,正文,2031-01-01,3,没有的处,\n\
    d,带附件,正文,2021-09-01,3,学生工作处,名单.xlsx\n";

async fn upload(office: &mut Visitor<'_>, name: &str, content: &str) -> Answer {
    office.send_file(NEW, NEW, &[], (name, content.as_bytes())).await
}

async fn stock(installation: &Installation) -> i64 {
    let mut reader = installation.house.store.reader().await.unwrap();
    let public = Viewer::public(SchoolId(1));
    publishing::count(&mut reader, &public, &Default::default()).await.unwrap()
}

async fn events(installation: &Installation, name: &str) -> usize {
    let events = installation.house.store.events_after(0, 100_000).await.unwrap();
    events.iter().filter(|event| event.name == name).count()
}

/// Another person of the office, as the host's operator adds them.
async fn second_officer(installation: &Installation) {
    officer(installation, vec![(Role::Office, None)]).await;
}

async fn officer(installation: &Installation, roles: Vec<(Role, Option<terms::UnitId>)>) {
    let house = &installation.house;
    let context = Context::new(SchoolId(1), Actor::Operator, friday());
    let person = AddPerson {
        sign_in: "office2".into(),
        name: "公开办另一位".into(),
        is_staff: true,
        roles,
        ..Default::default()
    };
    let id = add_person(&house.store, &context, &person).await.unwrap();
    let link = give_link(&house.store, &context, id).await.unwrap();
    set_first_password(&house.store, &house.hasher, &context, link.reveal(), PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_answers_for_a_batch_and_what_was_found_waits() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let sent = upload(&mut office, "原网站.csv", MIXED).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = office.get(FIRST).await;
    assert!(page.text.contains("机器正在逐行检查") && page.headers.contains_key("refresh"));
    installation.settle().await;
    let page = office.get(FIRST).await;
    for words in [
        "2条</span>",
        "2行</span>",
        "title：没有标题",
        "published_at：发布时间2031-01-01还没到",
        "没有选附件“名单.xlsx”",
        "这1条导入后先不公开",
        "这一批是你交的",
        "助学金名单",
    ] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    assert!(!page.text.contains("11010519491231002X"), "masked even here");
    assert!(!page.headers.contains_key("refresh"));
    let own = office.send(FIRST, "/office/imports/1/answer", &SEEN).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text.contains("这一批是你交的，要请另一位来确认"));
    assert_eq!((stock(&installation).await, events(&installation, "publishing.released").await), (0, 0));

    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let list = reviewer.get("/office/imports").await;
    assert!(list.text.contains("有1批在等你确认"), "{}", list.text);
    assert!(reviewer.get("/office").await.text.contains("看过再确认"), "it waits on the desk");
    assert!(!office.get("/office").await.text.contains("看过再确认"), "not on the uploader's");
    let empty = reviewer.send(FIRST, "/office/imports/1/answer", &[("opinion", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = reviewer.send(FIRST, "/office/imports/1/answer", &SEEN).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    installation.settle().await;
    let page = office.get(FIRST).await;
    assert!(page.text.contains("共4行，新添2，没有导入2，等答复1。"), "{}", page.text);
    assert!(page.text.contains("逐条对照过原网站"));
    assert_eq!(stock(&installation).await, 1, "what was found waits unseen");
    assert!(!installation.visitor().get("/items").await.text.contains("助学金名单"));

    let held = reviewer.get("/office/imports/held").await;
    assert!(held.text.contains("助学金名单") && held.text.contains("正文，"), "{}", held.text);
    let id = held.text.split("action=\"held/").nth(1).or(held.text.split("imports/held/").nth(1)).unwrap();
    let path = format!("/office/imports/held/{}", id.split('"').next().unwrap());
    let answered = reviewer.send("/office/imports/held", &path, &[("reason", "号码是样例")]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    installation.settle().await;
    assert_eq!(stock(&installation).await, 1, "nobody else has seen it yet");
    let own = reviewer.get("/office/imports/held").await;
    assert!(own.text.contains("等另一个人看过同意"), "{}", own.text);
    let version = own.text.split("/office/drafts/").nth(1).unwrap().split(['"', '/']).next().unwrap();
    let path = format!("/office/drafts/{version}");
    let mut leader = installation.sign_in(Role::Leader).await;
    let page = leader.get(&path).await.text;
    let findings = page.split("name=\"findings\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let agreed = leader.send(&path, &format!("{path}/confirm"), &[("findings", findings)]).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text);
    installation.settle().await;
    assert_eq!(stock(&installation).await, 2);
    assert!(reviewer.get("/office/imports/held").await.text.contains("没有被拦下的"));
}

/// Two rows that name files, and one that names a file nobody chose.
const WITH_FILES: &str = "external_id,title,body_text,published_at,category,unit,attachments\n\
    a,评审结果,正文,2021-09-01,3,学生工作处,附件/评审、复核.txt；说明.txt\n\
    b,困难认定,正文,2021-09-02,6,学生工作处,认定.txt\n\
    c,没有选的,正文,2021-09-03,3,学生工作处,漏了.txt\n\
    d,同名的,正文,2021-09-04,3,学生工作处,别处/说明.txt\n";

#[tokio::test(flavor = "multi_thread")]
async fn attachments_chosen_with_the_table_come_in_through_the_gate() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let files: [(&str, &str, &[u8]); 5] = [
        ("file", "一批.csv", WITH_FILES.as_bytes()),
        ("attachments", "评审、复核.txt", "评审小组名单".as_bytes()),
        ("attachments", "说明.txt", "填表说明".as_bytes()),
        ("attachments", "认定.txt", "张某 11010519491231002X".as_bytes()),
        ("attachments", "多选的.txt", "谁也不要".as_bytes()),
    ];
    let twice = [files[0], files[1], files[1], ("attachments", "坏.exe", &b"MZ"[..])];
    let refused = office.send_files(NEW, NEW, &[], &twice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("两个都叫“评审、复核.txt”的附件") && refused.text.contains("坏.exe"));
    let sent = office.send_files(NEW, NEW, &[], &files).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    installation.settle().await;
    let page = office.get(FIRST).await;
    for words in [
        "4个，",
        "没有选附件“漏了.txt”",
        "“说明.txt”和“别处/说明.txt”是两个文件",
        "没有一行写到，不会导入：多选的.txt",
        "认定.txt",
        "这1条导入后先不公开",
    ] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    assert!(!page.text.contains("11010519491231002X"), "what the machine found is masked");

    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    reviewer.send(FIRST, "/office/imports/1/answer", &SEEN).await;
    installation.settle().await;
    let page = office.get(FIRST).await;
    assert!(page.text.contains("共4行，新添2，没有导入2，等答复1。"), "{}", page.text);
    let mut visitor = installation.visitor();
    let found = visitor.get("/search?q=评审小组名单").await;
    assert!(found.text.contains("评审、复核.txt"), "an attachment's text is found: {}", found.text);
    let item = visitor.get("/items/XX-3-2021-0001").await;
    assert!(item.text.contains("评审、复核.txt") && item.text.contains("说明.txt"), "{}", item.text);
    assert!(!visitor.get("/items").await.text.contains("困难认定"), "it waits for an answer");

    // The same again changes nothing; another file under the same name is a change.
    office.send_files(NEW, NEW, &[], &files[..4]).await;
    installation.settle().await;
    let again = office.get("/office/imports/2").await;
    assert!(again.text.contains("已经有了，不用动</span><span>2条"), "{}", again.text);
    office.send("/office/imports/2", "/office/imports/2/refuse", &SEEN).await;
    let mut changed = files;
    changed[2].2 = "新的填表说明".as_bytes();
    office.send_files(NEW, NEW, &[], &changed).await;
    installation.settle().await;
    let third = office.get("/office/imports/3").await;
    assert!(third.text.contains("会更新</span><span>1条"), "{}", third.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_versions_say_whose_batch_it_was_and_who_answered() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    upload(&mut office, "a.jsonl", &rows(1)).await;
    installation.settle().await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    reviewer.send(FIRST, "/office/imports/1/answer", &SEEN).await;
    installation.settle().await;
    let mut reader = installation.house.store.reader().await.unwrap();
    let school = SchoolId(1);
    let publication = publishing::by_external_id(&mut reader, school, "old-0").await.unwrap().unwrap();
    let viewer = identity::person_by_sign_in(&mut reader, school, "office").await.unwrap().unwrap();
    let reviewer =
        identity::person_by_sign_in(&mut reader, school, "secrecy_reviewer").await.unwrap().unwrap();
    let all = identity::viewer(&mut reader, school, viewer.id).await.unwrap();
    let version = publishing::version(&mut reader, &all, publication.live.unwrap()).await.unwrap().unwrap();
    assert_eq!((version.author, version.released_by), (Some(viewer.id), Some(reviewer.id)));
    let steps = publishing::steps(&mut reader, version.id).await.unwrap();
    assert_eq!((steps[0].opinion.as_str(), steps[0].person), ("随第1批导入", Some(reviewer.id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_answer_at_once_make_one_run() {
    let installation = Installation::new().await;
    second_officer(&installation).await;
    let mut office = installation.sign_in(Role::Office).await;
    upload(&mut office, "a.jsonl", &rows(30)).await;
    installation.settle().await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let mut second = installation.visitor();
    second.sign_in("office2").await;
    let (one, other) = (token_of(&reviewer.get(FIRST).await.text), token_of(&second.get(FIRST).await.text));
    let (one, other) = (one.unwrap(), other.unwrap());
    let fields = |token| [("form_token", token), ("opinion", "看过")];
    let (one, other) = (fields(one.as_str()), fields(other.as_str()));
    let path = "/office/imports/1/answer";
    let (first, second) = tokio::join!(reviewer.post(path, &one), second.post(path, &other));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    let (worker, other) = (worker(&installation), worker(&installation));
    let (a, b) = tokio::join!(worker.step(), other.step());
    a.unwrap();
    b.unwrap();
    installation.settle().await;
    assert_eq!(events(&installation, "importing.answered").await, 1);
    assert_eq!(events(&installation, "importing.finished").await, 1);
    assert_eq!(events(&installation, "publishing.released").await, 30);
    assert!(office.get(FIRST).await.text.contains("共30行，新添30。"));
}

fn worker(installation: &Installation) -> importing::work::Worker {
    let mut worker = gongkai::timetable::importer(&installation.house, &installation.clock);
    worker.node = keys::token();
    worker
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_off_in_the_middle_it_goes_on_and_counts_right() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    upload(&mut office, "a.jsonl", &rows(400)).await;
    installation.settle().await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    reviewer.send(FIRST, "/office/imports/1/answer", &SEEN).await;
    let first = worker(&installation);
    let running = tokio::spawn(async move { first.step().await });
    while events(&installation, "publishing.released").await < 100 {
        tokio::task::yield_now().await;
    }
    running.abort();
    running.await.ok();
    let done = events(&installation, "publishing.released").await;
    assert!((100..400).contains(&done), "it was broken off after {done}");
    assert!(office.get(FIRST).await.text.contains("正在导入"));
    installation.settle().await;
    assert_eq!(events(&installation, "importing.finished").await, 0, "the lease still runs");
    installation.later(1);
    installation.settle().await;
    assert!(office.get(FIRST).await.text.contains("共400行，新添400。"), "{}", office.get(FIRST).await.text);
    assert_eq!((stock(&installation).await, events(&installation, "publishing.released").await), (400, 400));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_rejected_comes_back_corrected() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    upload(&mut office, "原网站.csv", MIXED).await;
    installation.settle().await;
    let rejects = office.get("/office/imports/1/rejects").await;
    assert_eq!(rejects.status, StatusCode::OK);
    let text = rejects.text.trim_start_matches('\u{feff}').to_owned();
    assert_eq!(
        text.lines().next(),
        Some("external_id,title,published_at,unit,category,body_text,attachments,错误")
    );
    assert!(text.contains("第4行 title：没有标题") && text.lines().count() == 3, "{text}");
    let corrected = text.replace("c,,2031-01-01,没有的处", "c,改好的一条,2021-01-01,学生工作处");
    let refused = office.send(FIRST, "/office/imports/1/refuse", &[("opinion", "先改")]).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER, "{}", refused.text);
    upload(&mut office, "改好的.csv", &corrected).await;
    installation.settle().await;
    let page = office.get("/office/imports/2").await;
    assert!(page.text.contains("改好的一条") && page.text.contains("1行</span>"), "{}", page.text);
    assert!(office.get(FIRST).await.text.contains("先改"));
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let token = token_of(&reviewer.get(NEW.trim_end_matches("/new")).await.text);
    assert!(token.is_none(), "the list has no form");
    let token = token_of(&reviewer.get("/office/imports/2").await.text).unwrap();
    let late =
        reviewer.post("/office/imports/1/answer", &[("form_token", &token), ("opinion", "看过")]).await;
    assert!(late.text.contains("这一批现在是“没有导入”，不能再确认"), "{}", late.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_are_their_schools_and_a_file_waits_once() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    upload(&mut office, "a.jsonl", &rows(2)).await;
    let again = upload(&mut office, "b.jsonl", &rows(2)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("同一个文件已经交过，是第1批"));
    for (name, content, words) in [
        ("a.zip", "PK", "只收 .jsonl、.csv 和 .xlsx 文件"),
        ("a.xlsx", "PK", "表格文件打不开"),
        ("a.csv", "title\n", "文件里没有一行信息"),
    ] {
        let refused = upload(&mut office, name, content).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text.contains(words), "{name}: {}", refused.text);
    }
    let mut elsewhere = installation.visitor_of(HOSTS[1]);
    elsewhere.sign_in("office").await;
    for path in [FIRST, "/office/imports/1/rejects", "/office/imports/99"] {
        assert_eq!(elsewhere.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = elsewhere.get(NEW).await;
    let token = token_of(&page.text).unwrap();
    let fields = [("form_token", token.as_str()), ("opinion", "看过")];
    assert_eq!(elsewhere.post("/office/imports/1/answer", &fields).await.status, StatusCode::NOT_FOUND);
    let mut supervisor = installation.sign_in(Role::Supervisor).await;
    assert_eq!(supervisor.get(FIRST).await.status, StatusCode::OK, "sees, and has no form");
    assert!(token_of(&supervisor.get(FIRST).await.text).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_batch_it_is_answers_for_none_of_its_rows() {
    let installation = Installation::new().await;
    officer(&installation, vec![(Role::Office, None), (Role::SecrecyReviewer, None)]).await;
    let mut both = installation.visitor();
    both.sign_in("office2").await;
    upload(&mut both, "原网站.csv", MIXED).await;
    installation.settle().await;
    assert!(!both.get(FIRST).await.text.contains("由我负责"), "the button is not even there");
    installation.sign_in(Role::Office).await.send(FIRST, "/office/imports/1/answer", &SEEN).await;
    installation.settle().await;
    let held = both.get("/office/imports/held").await;
    assert!(held.text.contains("要由另一位保密审查员答复"), "{}", held.text);
    let mut reader = installation.house.store.reader().await.unwrap();
    let waiting = publishing::holding(&mut reader, SchoolId(1)).await.unwrap();
    let path = format!("/office/imports/held/{}", waiting[0].id);
    let token = token_of(&both.get("/office/imports/new").await.text).unwrap();
    let fields = [("form_token", token.as_str()), ("reason", "我看没事")];
    let refused = both.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("要由别人答复提示"), "{}", refused.text);
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let answered = reviewer.send("/office/imports/held", &path, &[("reason", "号码是样例")]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_held_at_its_update_leaves_every_page() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    for (batch, body) in [(1, "正文"), (2, "张某 11010519491231002X")] {
        let csv =
            format!("external_id,title,body_text,published_at,category\na,助学金公示,{body},2021-09-01,6\n");
        upload(&mut office, "a.csv", &csv).await;
        installation.settle().await;
        let path = format!("/office/imports/{batch}");
        assert!(office.get(&path).await.text.contains(if batch == 1 { "新添" } else { "更新" }));
        reviewer.send(&path, &format!("{path}/answer"), &SEEN).await;
        installation.settle().await;
        let mut public = installation.visitor();
        for page in ["/items", "/", "/feed.atom"] {
            assert_eq!(
                public.get(page).await.text.contains("助学金公示"),
                batch == 1,
                "{page} after batch {batch}"
            );
        }
        let item = public.get("/items/XX-6-2021-0001").await.status;
        assert_eq!(item == StatusCode::OK, batch == 1, "{item} after batch {batch}");
    }
}

/// Somebody with a role at the school that `init` made.
async fn viewer(store: &Store, name: &str, role: Role) -> Viewer {
    let context = Context::new(SchoolId(1), Actor::Operator, web::Clock::system().now());
    let person = AddPerson {
        sign_in: name.into(),
        name: name.into(),
        is_staff: true,
        roles: vec![(role, None)],
        ..Default::default()
    };
    let id = add_person(store, &context, &person).await.unwrap();
    let person = terms::Person {
        id,
        name: name.into(),
        unit: None,
        is_staff: true,
        is_student: false,
        roles: vec![(role, None)],
    };
    Viewer::person(SchoolId(1), person)
}

/// Waits until the first batch is there, and answers with what became of it.
async fn until(
    store: &Store,
    viewer: &Viewer,
    there: impl Fn(&importing::Batch) -> bool,
) -> importing::Batch {
    loop {
        let mut reader = store.reader().await.unwrap();
        let batch = importing::batch(&mut reader, viewer, terms::BatchId(1)).await.unwrap().unwrap();
        if there(&batch) {
            return batch;
        }
        drop(reader);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_in_the_middle_goes_on_when_it_is_back() {
    let database = Database::fresh().await;
    assert!(run(&database, &["init", "--code", "jn", "--name", "江南职业技术学院"]).await.status.success());
    let store = Store::open(database.url()).await.unwrap();
    let files = files::Files::on_disk(database.folder().join("files")).unwrap();
    let (office, reviewer) = (
        viewer(&store, "office", Role::Office).await,
        viewer(&store, "reviewer", Role::SecrecyReviewer).await,
    );
    let now = || web::Clock::system().now();
    let file = Uploaded {
        name: "a.jsonl".into(),
        content: rows(2000).into(),
        attachments: vec![],
        create_units: true,
    };
    let id = upload_batch(
        &store,
        &files,
        &documents::Intake::without_child(),
        &Context::of(&office, now()),
        &office,
        file,
    )
    .await
    .unwrap();
    let server = Server::start(&database, &["serve"]).await.expect("the server starts");
    until(&store, &office, |batch| batch.state == BatchState::Waiting).await;
    answer_batch(&store, &Context::of(&reviewer, now()), &reviewer, id, "看过").await.unwrap();
    let released = async || {
        let events = store.events_after(0, 100_000).await.unwrap();
        events.iter().filter(|event| event.name == "publishing.released").count()
    };
    while released().await < 200 {}
    server.kill().await;
    let done = released().await;
    assert!((200..2000).contains(&done), "it was killed after {done}");
    let _server = Server::start(&database, &["serve"]).await.expect("the server starts again");
    let batch = until(&store, &office, |batch| batch.state == BatchState::Done).await;
    assert_eq!((batch.counts.created, batch.counts.unchanged, batch.counts.rejected), (2000, 0, 0));
    assert_eq!(released().await, 2000, "an event for each row, and one only");
}
