//! A reader says what is wrong on a page, somebody who answers for the page looks, and the reader's
//! number shows what became of it.

use http::StatusCode;
use journeys::house::{Answer, HOSTS, Installation, Visitor, token_of};
use terms::Role;

/// Sends the public form about a page.
async fn report(visitor: &mut Visitor<'_>, page: &str, kind: &str, words: &str) -> Answer {
    let from = format!("/corrections/new?page={page}");
    visitor.send(&from, "/corrections", &[("page", page), ("kind", kind), ("words", words)]).await
}

/// The address of the answer, to which a report leads.
fn answer_of(sent: &Answer) -> String {
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let location = sent.location.as_deref().expect("it leads on");
    format!("/corrections/{}", location.rsplit('/').next().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_reports_and_reads_the_answer_by_the_number_alone() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("收费").await).await;
    let path = format!("/items/{}", item.index_no.expect("a number"));
    let mut reader = installation.visitor();
    let page = reader.get(&path).await;
    let link = format!("corrections/new?page={path}");
    assert!(page.text.contains(&link), "every page leads to the form: {}", page.text);
    let form = reader.get(&format!("/corrections/new?page={path}")).await;
    assert!(form.text.contains("收费通知"), "the form names the publication");
    let answer = answer_of(&report(&mut reader, &path, "wrong", "第二段的学费应该是4800元").await);
    let waits = reader.get(&answer).await;
    // Friday, 9 October 2026; the day after is worked.
    assert!(waits.text.contains("最迟2026年10月15日处理"), "{}", waits.text);
    assert_eq!(waits.headers["cache-control"], "no-store");

    let mut liaison = installation.sign_in(Role::Liaison).await;
    assert!(liaison.get("/office").await.text.contains("读者报告了1处错误"));
    let list = liaison.get("/office/corrections").await;
    assert!(list.text.contains("第二段的学费应该是4800元") && list.text.contains("剩5天"), "{}", list.text);
    let fields = [("outcome", "mended"), ("answer", "已改为4800元")];
    let settled = liaison.send("/office/corrections", "/office/corrections/1", &fields).await;
    assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text);
    assert!(!liaison.get("/office").await.text.contains("处错误"));
    let answered = reader.get(&answer).await;
    assert!(answered.text.contains("<h1>已更正</h1>") && answered.text.contains("已改为4800元"));
    // As typed from a note, with blanks.
    let code = answer.rsplit('/').next().unwrap();
    let typed = format!("/corrections?code={}%20{}", &code[..4], code[4..].to_uppercase());
    assert_eq!(answer_of(&reader.get(&typed).await), answer);
    let again = liaison.send("/account", "/office/corrections/1", &fields).await;
    assert!(again.text.contains("这条纠错已经有人处理了"), "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_comes_back_with_what_was_written() {
    let installation = Installation::new().await;
    let mut reader = installation.visitor();
    let refused = report(&mut reader, "/items/1", "leak", "有身份证号11010519491231002X").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["里面有身份证号", "11010519491231002X", "value=\"leak\" checked", "value=\"/items/1\""]
    {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    let refused = report(&mut reader, "https://elsewhere.example/", "", "").await;
    for told in ["以 / 开头", "错在哪方面", "请写一句错在哪里"] {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    let mut office = installation.sign_in(Role::Office).await;
    assert!(office.get("/office/corrections").await.text.contains("没有等处理的"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_is_one_report() {
    let installation = Installation::new().await;
    let mut reader = installation.visitor();
    let token = token_of(&reader.get("/corrections/new").await.text).expect("a form");
    let fields = [("form_token", token.as_str()), ("page", "/"), ("kind", "other"), ("words", "字太小")];
    let first = reader.post("/corrections", &fields).await;
    let second = reader.post("/corrections", &fields).await;
    assert_eq!(answer_of(&first), answer_of(&second));
    let mut office = installation.sign_in(Role::Office).await;
    assert_eq!(office.get("/office/corrections").await.text.matches("字太小").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_source_does_not_fill_the_list() {
    let installation = Installation::new().await;
    let mut reader = installation.visitor();
    let mut refused = 0;
    for n in 0..40 {
        let sent = report(&mut reader, "/", "other", &format!("第{n}处")).await;
        refused += usize::from(sent.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 10, "thirty at once, then one a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_answered_by_who_answers_for_the_page_and_read_by_nobody_else() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("收费").await).await;
    let path = format!("/items/{}", item.index_no.expect("a number"));
    let mut reader = installation.visitor();
    let of_unit = answer_of(&report(&mut reader, &path, "wrong", "这一页的电话错了").await);
    answer_of(&report(&mut reader, "/guide", "broken", "指南的链接打不开").await);
    let leak = report(&mut reader, "/units", "leak", "第三行有人的号码").await;
    answer_of(&leak);
    // The unit's people see what is said of their page; the office and the supervision group all of it.
    for (role, sees, answers) in [
        (Role::Liaison, (true, false), true),
        (Role::UnitHead, (true, false), true),
        (Role::Office, (true, true), true),
        (Role::Supervisor, (true, true), false),
    ] {
        let mut person = installation.sign_in(role).await;
        let list = person.get("/office/corrections").await.text;
        assert_eq!((list.contains("这一页的电话错了"), list.contains("指南的链接打不开")), sees, "{role:?}");
        assert_eq!(list.contains("处理这一条"), answers, "{role:?}");
    }
    let mut office = installation.sign_in(Role::Office).await;
    let list = office.get("/office/corrections").await.text;
    let at = |words: &str| list.find(words).expect("it is listed");
    assert!(at("第三行有人的号码") < at("这一页的电话错了"), "a leak stands first");
    // The liaison may not answer for the office, nor another school for this one.
    let fields = [("outcome", "no_error"), ("answer", "没有错")];
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let foreign = liaison.send("/office/corrections", "/office/corrections/2", &fields).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let mut other = installation.visitor_of(HOSTS[1]);
    assert_eq!(other.get(&of_unit).await.status, StatusCode::NOT_FOUND);
    other.sign_in("office").await;
    assert!(!other.get("/office/corrections").await.text.contains("电话错了"));
    let token = token_of(&other.get("/account").await.text).expect("a form");
    let fields = [fields.as_slice(), &[("form_token", token.as_str())]].concat();
    assert_eq!(other.post("/office/corrections/1", &fields).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_one_may_not_see_is_not_named() {
    let installation = Installation::new().await;
    let content = publishing::Content {
        audience: terms::Audience::Staff,
        change_note: "只涉及教职工".to_owned(),
        ..installation.content("教职工的事").await
    };
    let item = installation.published(&content).await;
    let path = format!("/items/{}", item.index_no.expect("a number"));
    let mut reader = installation.visitor();
    assert!(!reader.get(&format!("/corrections/new?page={path}")).await.text.contains("教职工的事"));
    answer_of(&report(&mut reader, &path, "wrong", "不知道有没有这一页").await);
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let list = liaison.get("/office/corrections").await.text;
    assert!(!list.contains("不知道有没有这一页"), "nobody learns whose page it is by reporting it");
}
