//! A refused form comes back with what was written, the reasons on top with links to their fields, and
//! each again at its field.

mod channels;
mod files;
mod imports;
mod people;
mod report;
mod review;
mod rules;

use http::StatusCode;
use journeys::house::{Answer, Installation};
use publishing::actions::When;
use terms::Role;

/// That the answer is the form with a reason at this field, and still holds these words.
fn comes_back(answer: &Answer, field: &str, kept: &str) {
    let (status, html) = (answer.status, &answer.text);
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {html}");
    assert!(html.contains(&format!("<li><a href=\"#{field}\">")), "a link to {field}: {html}");
    assert!(html.contains(&format!("<p class=\"problem\" id=\"{field}-problem\">")), "{field}: {html}");
    let control = html.split_once(&format!(" id=\"{field}\"")).map(|(_, rest)| rest.split('>').next());
    let control = control.flatten().unwrap_or_else(|| panic!("no {field}: {html}"));
    let said = control.split_once("aria-describedby=\"").and_then(|(_, rest)| rest.split('"').next());
    assert!(said.is_some_and(|ids| ids.split(' ').any(|id| id == format!("{field}-problem"))), "{control}");
    assert!(control.contains("aria-invalid=\"true\""), "{field}: {control}");
    assert!(html.contains(kept), "“{kept}” is not lost: {html}");
}

/// That the answer is no form: what no field can mend has a page of its own, with what was written.
fn stays_away(answer: &Answer, reason: &str, kept: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    for words in [reason, kept, "还不能这样做"] {
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrator_s_forms_come_back() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let unit = |name, code, from| {
        let rest = ["parent", "short", "group", "duties", "place", "phone"].map(|field| (field, ""));
        [&[("name", name), ("code", code), ("from", from)][..], &rest[..]].concat()
    };
    let page = "/office/units";
    comes_back(&admin.send(page, page, &unit("图书馆", "LIB", "2026-10-09")).await, "code", "图书馆");
    comes_back(&admin.send(page, page, &unit("图书馆", "lib", "昨天")).await, "from", "昨天");
    let page = "/office/campuses";
    let campus = [("code", "北"), ("name", "北校区"), ("address", "")];
    comes_back(&admin.send(page, page, &campus).await, "code", "北校区");
    let page = "/office/people";
    let person = [("sign_in", "张 三"), ("name", "张三丰"), ("title", ""), ("unit", ""), ("role", "leader")];
    let refused = admin.send(page, page, &person).await;
    comes_back(&refused, "sign_in", "value=\"张三丰\"");
    assert!(refused.text.contains("value=\"leader\" checked"), "{}", refused.text);
    let (leader, _) = installation.acting(Role::Leader).await;
    let page = format!("/office/people/{}", leader.person_id().expect("a person"));
    let fields = [("name", "新"), ("title", &"长".repeat(200)), ("unit", "")];
    comes_back(&admin.send(&page, &page, &fields).await, "title", "value=\"新\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_s_forms_come_back() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let page = "/office/channels";
    let channel =
        [("code", "微信"), ("name", "公众号"), ("kind", "push"), ("unit", ""), ("account", ""), ("note", "")];
    comes_back(&office.send(page, page, &channel).await, "code", "value=\"公众号\"");
    let page = "/office/editions/1/new";
    let entry = [
        ("number", "3"),
        ("category", "1"),
        ("name", ""),
        ("audience", "public"),
        ("on_change", "on"),
        ("publish_within", "二十"),
    ];
    let refused = office.send(page, page, &entry).await;
    comes_back(&refused, "publish_within", "value=\"二十\"");

    let version = installation.draft(&installation.content("奖学金").await).await.version;
    installation.review(version).await;
    let page = format!("/office/drafts/{version}");
    let refused = office.send(&page, &format!("{page}/release"), &[("at", "明天早上")]).await;
    comes_back(&refused, "at", "value=\"明天早上\"");
    let refused = office.send(&page, &format!("{page}/return"), &[("opinion", " ")]).await;
    comes_back(&refused, "why", "<details open><summary>退回");
    installation.release(version, When::Now).await;
    let publication = {
        let mut reader = installation.house.store.reader().await.expect("a reader");
        let (viewer, _) = installation.acting(Role::Office).await;
        publishing::version(&mut reader, &viewer, version).await.expect("versions").expect("it").publication
    };
    let withdraw = format!("/office/publications/{publication}/withdraw");
    let fields = [("how", "merged"), ("into", "JN-9-9"), ("reason", "和另一条重复")];
    comes_back(&office.send(&page, &withdraw, &fields).await, "into", "value=\"和另一条重复\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_reader_comes_back() {
    let installation = Installation::new().await;
    let mut reader = installation.visitor();
    let report = [("page", "/guide"), ("kind", "wrong"), ("words", "电话打不通")];
    let sent = reader.send("/corrections/new?page=/guide", "/corrections", &report).await;
    assert!(sent.status.is_redirection(), "{}", sent.text);
    let mut office = installation.sign_in(Role::Office).await;
    let page = "/office/corrections";
    let html = office.get(page).await.text;
    let action = html.split_once("corrections/").expect("a form").1;
    let id = action.split('"').next().expect("a number");
    let answer = [("outcome", ""), ("answer", "已经改成新的号码")];
    let refused = office.send(page, &format!("{page}/{id}"), &answer).await;
    comes_back(&refused, &format!("outcome{id}"), "已经改成新的号码</textarea>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_comes_back_and_says_what_it_lacks() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let unit = installation.unit.to_string();
    let draft = |title, made_on| {
        let fields =
            [("kind", "general"), ("edits", "1"), ("body", "写了很久的正文"), ("audience", "public")];
        [&[("title", title), ("made_on", made_on), ("unit", &*unit)][..], &fields[..]].concat()
    };
    let new = "/office/drafts/new";
    let refused = liaison.send(new, new, &draft("食堂", "2026-13-45")).await;
    comes_back(&refused, "made_on", "value=\"2026-13-45\"");
    assert!(refused.text.contains("写了很久的正文"));

    let begun = liaison.send(new, new, &draft("食堂", "2026-10-08")).await;
    assert!(begun.status.is_redirection(), "{}", begun.text);
    let version = begun.location.expect("the draft").split('/').rev().nth(1).expect("its number").to_owned();
    let edit = format!("/office/drafts/{version}/edit");
    let fields =
        [&draft("食堂", "2026-10-08")[..], &[("expires_on", "下周"), ("notice_days", "五")]].concat();
    let refused = liaison.send(&edit, &edit, &fields).await;
    comes_back(&refused, "expires_on", "value=\"下周\"");
    comes_back(&refused, "notice_days", "value=\"五\"");
    // What keeps it from being handed over is mended in the form, to which each reason leads.
    let page = format!("/office/drafts/{version}");
    let refused = liaison.send(&page, &format!("{page}/submit"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("/edit#entry\">还没有选公开事项"), "{}", refused.text);
}
