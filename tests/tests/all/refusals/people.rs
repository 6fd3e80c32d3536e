//! Forms with a roster, for links, for passwords, and that begin an edition of the catalogue.

use journeys::house::Installation;
use terms::Role;

use super::comes_back;

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_and_links_come_back() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let page = "/office/people/roster";
    let refused = admin.send_file(page, page, &[], ("名册.txt", b"x")).await;
    comes_back(&refused, "file", "浏览器不留文件，请再选一次");
    let refused = admin.send_files(page, page, &[], &[]).await;
    comes_back(&refused, "file", "还没有选文件");
    let people = "/office/people";
    let links = |term| [("q", "没有这个人"), ("unit", ""), ("role", ""), ("term", term), ("as", "slips")];
    admin
        .send_file(page, page, &[], ("名册.csv", "登录名,姓名,部门,身份\nt1001,王小明,,教职工\n".as_bytes()))
        .await;
    let refused = admin.send("/account", "/office/people/links", &links("hour")).await;
    assert_eq!(refused.status, http::StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("<li><a href=\"#term\">这里没有还没设密码的人"), "{}", refused.text);
    assert!(refused.text.contains("value=\"没有这个人\""), "the filter stays: {}", refused.text);
    assert!(admin.get(people).await.text.contains("添一个人"));
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_refused_at_their_fields_and_never_come_back() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let (page, to) = ("/account", "/account/password");
    let fields = |present: &'static str, password: &'static str, again: &'static str| {
        [("present", present), ("password", password), ("again", again)]
    };
    let refused =
        liaison.send(page, to, &fields("不是这个密码", "桂花开了又谢了三回", "桂花开了又谢了两回")).await;
    comes_back(&refused, "again", "两次写的新密码不一样");
    assert!(!refused.text.contains("桂花开了又谢了"), "no password is shown: {}", refused.text);
    let refused = liaison.send(page, to, &fields(journeys::house::PASSWORD, "短", "短")).await;
    comes_back(&refused, "password", "password-problem");
    let long = "桂花开了又谢了三回明年还开";
    let refused =
        liaison.send(page, to, &[("present", "不是这个密码"), ("password", long), ("again", long)]).await;
    comes_back(&refused, "present", "现在的密码不对");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_that_cannot_be_begun_comes_back() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let page = "/office/editions";
    let fields = |year| [("year", year), ("note", "党委会2026年第九次会议定的")];
    let begun = office.send(page, page, &fields("2027")).await;
    assert!(begun.status.is_redirection(), "{}", begun.text);
    // Somebody began it meanwhile: its form is gone, the reason leads nowhere else, the words stay.
    let refused = office.send("/office/channels", page, &fields("2027")).await;
    assert_eq!(refused.status, http::StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("还没有做成"), "{}", refused.text);
}
