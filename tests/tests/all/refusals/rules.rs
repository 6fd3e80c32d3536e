//! The forms of a school's own rules, one for each sort of rule.

use journeys::house::Installation;
use terms::Role;

use super::comes_back;

const PAGE: &str = "/office/rules";

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_not_made_comes_back() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let mut send = async |form: &str, fields: &[(&'static str, &'static str)]| {
        let shown = format!("{PAGE}?form={form}");
        let all = [&[("form", form)][..], fields].concat();
        office.send(&shown, PAGE, &all).await
    };
    comes_back(&send("word", &[("text", "雪"), ("reason", "没公开")]).await, "text", "value=\"没公开\"");
    comes_back(&send("together", &[("text", "北山"), ("reason", "")]).await, "reason", "value=\"北山\"");
    let label = [("text", "一卡通编码"), ("says", "mobile"), ("reason", "本校叫法")];
    comes_back(&send("label", &label).await, "says", "value=\"一卡通编码\"");
    let shape = [("text", "20#"), ("says", "student_no"), ("reason", "本校学号")];
    let refused = send("shape", &shape).await;
    comes_back(&refused, "text", "<option value=\"student_no\" selected>");
    comes_back(&send("mask", &[("says", ""), ("reason", "更稳妥")]).await, "says", "value=\"更稳妥\"");
    comes_back(&send("office", &[("text", "qq.com"), ("reason", "常用")]).await, "text", "不是本校的");
    comes_back(&send("word", &[("text", "身份证"), ("reason", "x")]).await, "text", "value=\"身份证\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sort_of_rule_is_made_and_taken_back() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    for (form, text, says, shown) in [
        ("word", "雪松计划", "", "雪松计划"),
        ("together", "北山基地＋经费", "", "北山基地 + 经费"),
        ("label", "一卡通编码", "student_no", "一卡通编码"),
        ("shape", "JN-##@##", "student_no", "JN-##@##"),
        ("office", "0577-88130000", "", "0577-88130000"),
        ("mask", "", "inside:mobile", "手机号"),
    ] {
        let fields = [("form", form), ("text", text), ("says", says), ("reason", "试一试"), ("stops", "1")];
        let fields: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let made = office.send(PAGE, PAGE, &fields).await;
        assert!(made.status.is_redirection(), "{form}: {}", made.text);
        let page = office.get(PAGE).await.text;
        let (in_force, _) = page.split_once("<aside>").expect("what is in force stands first");
        assert!(in_force.contains(shown), "{form}: {in_force}");
    }
    let page = office.get(PAGE).await.text;
    assert!(page.contains("在用的6条"), "{page}");
    assert_eq!(
        page.matches("<span class=\"state stop\">拦下</span>").count(),
        3,
        "words and shapes alone stop"
    );
    let known = [("form", "word"), ("text", "雪松计划"), ("reason", "再来")];
    comes_back(&office.send(PAGE, PAGE, &known).await, "text", "已经有了");
    let (before, _) = page.split_once("/remove\"").expect("a button");
    let path = format!("{PAGE}/{}/remove", before.rsplit('/').next().expect("a number"));
    assert!(office.send(PAGE, &path, &[]).await.status.is_redirection());
    let page = office.get(PAGE).await.text;
    assert!(page.contains("在用的5条") && page.contains("去掉的1条"), "{page}");
}
