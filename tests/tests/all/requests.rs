//! Somebody asks for information, the school handles it to the day, and the answer is read with a
//! number and a code.

use http::StatusCode;
use journeys::house::{Answer, HOSTS, Installation, Visitor};
use terms::Role;

const OFFICE: &str = "/office/requests/1";

fn written() -> Vec<(&'static str, &'static str)> {
    vec![
        ("applicant", "person"),
        ("name", "赵某明"),
        ("proof", "11010519491231002x"),
        ("phone", "13800138000"),
        ("email", "zhao@example.com"),
        ("address", ""),
        ("wanted", "2023年至2025年学生公寓空调租赁合同"),
        ("features", ""),
        ("purpose", ""),
        ("delivery", "email"),
    ]
}

/// What the applicant is told to keep.
fn key_of(taken: &Answer) -> (String, String) {
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    let after = |label: &str| {
        let (_, rest) = taken.text.split_once(&format!("<dt>{label}</dt><dd><strong>")).expect(label);
        rest.split('<').next().expect("its end").to_owned()
    };
    (after("编号"), after("查询码"))
}

async fn ask(visitor: &mut Visitor<'_>) -> (String, String) {
    key_of(&visitor.send("/requests/new", "/requests/new", &written()).await)
}

async fn follow(visitor: &mut Visitor<'_>, (number, code): &(String, String)) -> Answer {
    visitor.send("/requests", "/requests", &[("number", number), ("code", code)]).await
}

/// Takes a step in the office.
async fn take(visitor: &mut Visitor<'_>, step: &str, fields: &[(&str, &str)]) -> Answer {
    visitor.send(OFFICE, &format!("{OFFICE}/steps/{step}"), fields).await
}

async fn taken(visitor: &mut Visitor<'_>, step: &str, fields: &[(&str, &str)]) {
    let answer = take(visitor, step, fields).await;
    assert!(answer.status.is_redirection(), "{step}: {}", answer.text);
}

/// The letter that is being written, with its blanks filled in.
fn filled(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"body\" rows=\"16\">").expect("the letter");
    let body = rest.split("</textarea>").next().expect("its end");
    let body =
        body.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    let mut text = body.to_owned();
    while let Some(at) = text.find("【填写：") {
        let end = at + text[at..].find('】').expect("its end") + '】'.len_utf8();
        text.replace_range(at..end, "省人民政府");
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_answered_to_the_day_and_read_with_number_and_code() {
    let installation = Installation::new().await;
    let mut applicant = installation.visitor();
    let key = ask(&mut applicant).await;
    assert_eq!(key.0, "2026-YSQ-0001");
    let waits = follow(&mut applicant, &key).await;
    assert!(waits.text.contains("<h1>等着确认</h1>"), "{}", waits.text);
    // As it is typed from a note, with small letters.
    let typed = (key.0.to_lowercase(), key.1.to_lowercase().replace(' ', "-"));
    assert_eq!(follow(&mut applicant, &typed).await.status, StatusCode::OK);

    let mut office = installation.sign_in(Role::Office).await;
    let desk = office.get("/office").await;
    assert!(desk.text.contains("1件信息公开申请在办"), "{}", desk.text);
    let list = office.get("/office/requests").await;
    assert!(list.text.contains("今天和申请人确认") && !list.text.contains("赵某明"), "{}", list.text);
    taken(&mut office, "confirm", &[("on", ""), ("regime", "measures_2010")]).await;
    // Friday, 9 October 2026: Saturday is worked, so the fifteenth working day is 29 October.
    let page = office.get(OFFICE).await;
    assert!(page.text.contains("剩15个工作日") && page.text.contains("10月29日"), "{}", page.text);
    assert!(page.text.contains("登记回执") && page.text.contains("赵*明"), "{}", page.text);

    let unit = installation.unit.to_string();
    taken(&mut office, "assign", &[("unit", &unit), ("until", "2026-10-16"), ("words", "请给合同")]).await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    taken(&mut liaison, "contribute", &[("words", "合同可以给，单价不能给")]).await;
    taken(&mut office, "draft", &[("choice", "partial")]).await;
    let early = take(&mut office, "hand-over", &[("words", "")]).await;
    assert!(early.text.contains("文书里还有"), "blanks stop it: {}", early.text);
    let body = filled(&office.get(OFFICE).await.text);
    taken(&mut office, "draft", &[("choice", "partial"), ("body", &body)]).await;
    taken(&mut office, "hand-over", &[("words", "")]).await;

    let mut leader = installation.sign_in(Role::Leader).await;
    let early = take(&mut leader, "sign", &[]).await;
    assert!(early.text.contains("保密审查，不能签发"), "no step is skipped: {}", early.text);
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    taken(&mut reviewer, "pass-secrecy", &[("words", "不涉密")]).await;
    let refused = take(&mut office, "sign", &[]).await;
    assert!(refused.text.contains("要由校领导签发"), "{}", refused.text);
    assert!(!follow(&mut applicant, &key).await.text.contains("答复书"), "not before it is served");
    taken(&mut leader, "sign", &[]).await;
    taken(&mut office, "seal", &[("choice", "school")]).await;
    taken(&mut office, "serve", &[("on", ""), ("words", "电子邮件，10:31 发出")]).await;

    let answered = follow(&mut applicant, &key).await;
    for told in
        ["<h1>已答复</h1>", "答复书 ", "公开答〔2026〕1号", "赵某明：", "《政府信息公开条例》第三十七条"]
    {
        assert!(answered.text.contains(told), "{told}: {}", answered.text);
    }
    assert!(!answered.text.contains("撤回这件申请"));
    assert_eq!(answered.headers["cache-control"], "no-store");
    let figures = office.get("/office/requests/figures?from=2026-01-01&to=2026-12-31&row=partial").await;
    assert!(
        figures.text.contains("勾稽关系成立") && figures.text.contains("2026-YSQ-0001"),
        "{}",
        figures.text
    );
    let (_, paper) = office
        .get(OFFICE)
        .await
        .text
        .rsplit_once("/papers/")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("papers");
    let paper = paper.split('/').next().expect("a number").to_owned();
    for ending in ["docx", "pdf"] {
        let file = office.get(&format!("{OFFICE}/papers/{paper}/{ending}")).await;
        assert_eq!(file.status, StatusCode::OK, "{ending}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_comes_back_with_what_was_written() {
    let installation = Installation::new().await;
    let mut applicant = installation.visitor();
    let mut wrong = written();
    wrong.retain(|(name, _)| *name != "proof" && *name != "wanted");
    wrong.extend([("proof", "110105194912310021"), ("wanted", "")]);
    let refused = applicant.send("/requests/new", "/requests/new", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["身份证号不对", "请写要什么信息", "value=\"赵某明\"", "value=\"email\" checked"]
    {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    let mut office = installation.sign_in(Role::Office).await;
    assert!(office.get("/office/requests").await.text.contains("没有在办的申请"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_asked_once_and_starts_the_clock_anew() {
    let installation = Installation::new().await;
    let mut applicant = installation.visitor();
    let key = ask(&mut applicant).await;
    let mut office = installation.sign_in(Role::Office).await;
    taken(&mut office, "confirm", &[]).await;
    let letter = "赵某明：\n请写明是哪一栋公寓，在2026年10月20日以前补正。";
    let none = take(&mut office, "ask-correction", &[("until", ""), ("body", letter)]).await;
    assert!(none.text.contains("请写到哪天为止"), "{}", none.text);
    taken(&mut office, "ask-correction", &[("until", "2026-10-20"), ("body", letter)]).await;
    let asked = follow(&mut applicant, &key).await;
    assert!(
        asked.text.contains("在2026年10月20日以前补正") && asked.text.contains("补正告知书"),
        "{}",
        asked.text
    );
    installation.later(3 * 24 * 60);
    let (number, code) = &key;
    let fields = [("number", number.as_str()), ("code", code.as_str()), ("words", "北区3号公寓")];
    let corrected = applicant.send("/requests", "/requests/correction", &fields).await;
    assert!(corrected.text.contains("补正：北区3号公寓"), "{}", corrected.text);
    assert!(corrected.text.contains("最迟2026年11月2日答复"), "{}", corrected.text);
    // Monday, 12 October: fifteen working days from the next day end on 2 November.
    let mut office = installation.sign_in(Role::Office).await;
    let page = office.get(OFFICE).await;
    assert!(page.text.contains("11月2日到期"), "{}", page.text);
    let again = take(&mut office, "ask-correction", &[("until", "2026-10-30"), ("body", letter)]).await;
    assert!(again.text.contains("补正只能要求一次"), "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_needs_two_people() {
    let installation = Installation::new().await;
    let mut applicant = installation.visitor();
    ask(&mut applicant).await;
    let mut office = installation.sign_in(Role::Office).await;
    taken(&mut office, "confirm", &[("regime", "regulation_2019")]).await;
    let letter = [("body", "赵某明：\n因档案要调阅，答复期限延长。")];
    let early = take(&mut office, "extend", &letter).await;
    assert!(early.text.contains("还没有人提出延期"), "{}", early.text);
    let long = take(&mut office, "propose-extension", &[("days", "21"), ("words", "档案要调阅")]).await;
    assert!(long.text.contains("延期最多20个工作日"), "{}", long.text);
    taken(&mut office, "propose-extension", &[("days", "20"), ("words", "档案要调阅")]).await;
    let own = take(&mut office, "extend", &letter).await;
    assert!(own.text.contains("要由另一个人同意"), "{}", own.text);
    let mut leader = installation.sign_in(Role::Leader).await;
    taken(&mut leader, "extend", &letter).await;
    let page = office.get(OFFICE).await;
    assert!(page.text.contains("20个工作日，延长20个工作日"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_opens_it_without_the_code_and_nobody_else_sees_it() {
    let installation = Installation::new().await;
    let mut applicant = installation.visitor();
    let key = ask(&mut applicant).await;
    let mut other = installation.visitor_of(HOSTS[1]);
    assert_eq!(follow(&mut other, &key).await.status, StatusCode::UNPROCESSABLE_ENTITY, "another school");
    let mut liaison = installation.sign_in(Role::Liaison).await;
    assert_eq!(liaison.get(OFFICE).await.status, StatusCode::NOT_FOUND, "not this unit's");
    let mut administrator = installation.sign_in(Role::Administrator).await;
    assert_ne!(administrator.get(OFFICE).await.status, StatusCode::OK);

    let mut office = installation.sign_in(Role::Office).await;
    let identity = format!("{OFFICE}/identity");
    let silent = office.send(OFFICE, &identity, &[("reason", "")]).await;
    assert!(silent.text.contains("请写为什么要看") && !silent.text.contains("11010519491231002X"));
    let opened = office.send(OFFICE, &identity, &[("reason", "核对身份")]).await;
    assert!(
        opened.text.contains("11010519491231002X") && opened.text.contains("核对身份"),
        "{}",
        opened.text
    );
    let page = office.get(OFFICE).await;
    assert!(!page.text.contains("11010519491231002X") && page.text.contains("核对身份"), "the look stays");

    // Ten wrong codes, and the right one waits for an hour too.
    for _ in 0..10 {
        let wrong = follow(&mut applicant, &(key.0.clone(), "0000 0000 0000".into())).await;
        assert!(wrong.text.contains("编号或查询码不对"), "{}", wrong.text);
    }
    assert!(follow(&mut applicant, &key).await.text.contains("次数太多"));
    installation.later(61);
    assert_eq!(follow(&mut applicant, &key).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_post_keeps_its_true_day() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let entry = "/office/requests/new";
    let mut fields = written();
    fields.retain(|(name, _)| *name != "proof" && *name != "phone");
    fields.extend([("proof", ""), ("phone", ""), ("way", "signed_mail"), ("on", "2026-10-11")]);
    let future = office.send(entry, entry, &fields).await;
    assert!(future.text.contains("还没有到，不能登记以后的日子"), "{}", future.text);
    fields.retain(|(name, _)| *name != "on");
    fields.push(("on", "2026-09-30"));
    let entered = office.send(entry, entry, &fields).await;
    assert!(entered.text.contains("登记好了：2026-YSQ-0001"), "{}", entered.text);
    // Signed for on 30 September; 10 October is worked: the fifteenth working day is 28 October.
    let page = office.get(OFFICE).await;
    assert!(page.text.contains("10月27日到期") || page.text.contains("10月28日到期"), "{}", page.text);
    taken(&mut office, "withdraw", &[("words", "来电撤回")]).await;
    let page = office.get("/office/requests").await;
    assert!(page.text.contains("撤回和其他"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_already_is_shown_first_and_counted() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("收费").await).await;
    installation.settle().await;
    let mut visitor = installation.visitor();
    let page = visitor.get("/requests/new?q=收费").await;
    let path = format!("/items/{}", item.index_no.expect("a number"));
    assert!(page.text.contains(path.trim_start_matches('/')), "{}", page.text);
    let found = visitor.send("/requests/new?q=收费", "/requests/sufficed", &[]).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    let mut office = installation.sign_in(Role::Office).await;
    let figures = office.get("/office/requests/figures").await;
    assert!(figures.text.contains("没有再申请：1次"), "{}", figures.text);
}

/// Two who act at once: the second sees what the first one did.
#[tokio::test(flavor = "multi_thread")]
async fn two_officers_at_once_are_put_in_order() {
    let installation = Installation::new().await;
    ask(&mut installation.visitor()).await;
    let mut one = installation.sign_in(Role::Office).await;
    let mut other = installation.sign_in(Role::Office).await;
    taken(&mut one, "confirm", &[]).await;
    let late = take(&mut other, "confirm", &[]).await;
    assert!(late.text.contains("已受理，不能确认收到"), "{}", late.text);
}

/// The notice of next year's holidays comes: what is open moves, and it is on record.
#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_moves_with_the_calendar_and_says_so() {
    let installation = Installation::new().await;
    // Monday, 25 January 2027: no notice for that year is known.
    installation.later(108 * 24 * 60);
    let mut office = installation.sign_in(Role::Office).await;
    let entry = "/office/requests/new";
    let mut fields = written();
    fields.extend([("way", "desk"), ("on", "2027-01-25")]);
    office.send(entry, entry, &fields).await;
    let unit = installation.unit.to_string();
    taken(&mut office, "assign", &[("unit", &unit)]).await;
    let page = office.get(OFFICE).await;
    assert!(page.text.contains("2月17日（暂按）到期"), "{}", page.text);
    let notice = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/calendar/tests/notices/2027-made-up.txt");
    let year = calendar::Year::read(&std::fs::read_to_string(notice).expect("a notice")).expect("a year");
    let (house, now) = (&installation.house, installation.clock.now());
    let (vault, known) = (house.vault(), house.calendar.with_year(year));
    let desk = requests::actions::Desk {
        store: &house.store,
        vault: &vault,
        calendar: &known,
        gate: &house.screen.gate,
    };
    let school = store::Context::new(terms::SchoolId(1), store::Actor::Timetable, now);
    assert_eq!(requests::actions::recount(&desk, &school).await.expect("it is counted"), 1);
    assert_eq!(requests::actions::recount(&desk, &school).await.expect("it is counted"), 0, "once");
    let page = office.get(OFFICE).await;
    assert!(page.text.contains("期限从2027-02-17改为2027-02-19"), "{}", page.text);
}
