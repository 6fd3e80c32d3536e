//! Forms on the page of a version.

use journeys::house::Installation;
use terms::Role;

use super::{comes_back, stays_away};

#[tokio::test(flavor = "multi_thread")]
async fn answers_to_findings_and_remarks_come_back() {
    let installation = Installation::new().await;
    let mut content = installation.content("奖学金").await;
    content.body_html = "<p>联系人手机13800138000。</p><p>值班手机13900139000。</p>".into();
    let version = installation.draft(&content).await.version;
    let page = format!("/office/drafts/{version}");
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let remarks = format!("{page}/remarks");
    let long = "长".repeat(5001);
    let refused = liaison.send(&page, &remarks, &[("quote", "没有这句"), ("remark", &long)]).await;
    comes_back(&refused, "quote", ">没有这句</textarea>");
    comes_back(&refused, "remark", "<details id=\"new-remark\" open>");
    liaison.send(&page, &remarks, &[("quote", ""), ("remark", "第一条")]).await;
    let refused = liaison.send(&page, &format!("{remarks}/1/answer"), &[("answer", &long)]).await;
    comes_back(&refused, "answer-1", "<details open><summary>回答");

    // What the machine finds is told before anybody else reads it; why it is urgent is not lost by that.
    let submit = format!("{page}/submit");
    let refused = liaison.send(&page, &submit, &[("urgent", "明天就要开会")]).await;
    comes_back(&refused, "urgent", "value=\"明天就要开会\"");
    liaison.send(&page, &submit, &[("seen", "1")]).await;
    let mut head = installation.sign_in(Role::UnitHead).await;
    head.send(&page, &format!("{page}/unit"), &[("opinion", "")]).await;
    let mut reviewer = installation.sign_in(Role::SecrecyReviewer).await;
    let html = reviewer.get(&page).await.text;
    let findings: Vec<_> = html
        .split("/findings/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(findings.len(), 2, "{html}");
    let answer = |finding: &str| format!("{page}/findings/{finding}");
    let refused = reviewer.send(&page, &answer(&findings[1]), &[("reason", " ")]).await;
    comes_back(&refused, &format!("f{}", findings[1]), "要写一句理由");
    assert!(!refused.text.contains(&format!("f{}-problem", findings[0])), "only at its own finding");
    // Passing with open findings: the reason is on top, and nothing is passed.
    let refused = reviewer.send(&page, &format!("{page}/secrecy"), &[("opinion", "不涉密，都看过了")]).await;
    assert_eq!(refused.status, http::StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("还没有做成") && refused.text.contains("保留，由我负责"),
        "{}",
        refused.text
    );
    for finding in &findings {
        let kept = reviewer.send(&page, &answer(finding), &[("reason", "公开的值班电话")]).await;
        assert!(kept.status.is_redirection(), "{}", kept.text);
    }
    let passed = reviewer.send(&page, &format!("{page}/secrecy"), &[("opinion", "不涉密")]).await;
    assert!(passed.status.is_redirection(), "{}", passed.text);
    let late =
        reviewer.send("/account", &format!("{page}/secrecy"), &[("opinion", "再写一遍意见试试看")]).await;
    stays_away(&late, "不能", "再写一遍意见试试看");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_comes_back_as_it_was_chosen() {
    let installation = Installation::new().await;
    let item = installation.published(&installation.content("奖学金").await).await;
    let page = format!("/office/drafts/{}", item.version);
    let mut office = installation.sign_in(Role::Office).await;
    let withdraw = format!("/office/publications/{}/withdraw", item.id);
    let fields = |how: &'static str, reason: &'static str| [("how", how), ("into", ""), ("reason", reason)];
    let refused = office.send(&page, &withdraw, &fields("error", " ")).await;
    comes_back(&refused, "reason", "<option value=\"error\" selected>");
    let refused = office.send(&page, &withdraw, &fields("随便", "不再有效")).await;
    comes_back(&refused, "how", "value=\"不再有效\"");
    let done = office.send(&page, &withdraw, &fields("error", "误发")).await;
    assert!(done.status.is_redirection(), "{}", done.text);
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let again =
        liaison.send("/office/drafts/new", &format!("/office/publications/{}/revise", item.id), &[]).await;
    stays_away(&again, "现在没有公开着", "还不能这样做");
}
