//! What the editor asks of the server while somebody writes.

use http::StatusCode;
use journeys::house::Installation;
use serde_json::Value;
use terms::Role;

/// The form of a new draft.
fn fields<'a>(unit: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("kind", "general"),
        ("title", "关于报送的通知"),
        ("body", body),
        ("unit", unit),
        ("audience", "public"),
        ("information", "信息列表"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_saved_meanwhile_and_a_paste_brings_its_pictures() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let unit = installation.unit.to_string();
    let new = "/office/drafts/new";
    let begun = liaison
        .send_by_script(
            new,
            "/office/drafts/autosave",
            &fields(&unit, "<p>一</p><p><img src=\"x\" alt=\"\"></p>"),
        )
        .await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    let begun: Value = serde_json::from_str(&begun.text).expect("JSON");
    let (id, edits) = (begun["id"].as_i64().expect("a number"), begun["edits"].as_i64().expect("a number"));
    assert_eq!(begun["advice"].as_array().expect("a list").len(), 1, "{begun}");
    let edit = format!("/office/drafts/{id}/edit");

    // Saved at the saving that the page knows; whoever is later is told, in a sentence.
    let save = format!("/office/drafts/{id}/autosave");
    let at = edits.to_string();
    let with = |edits: &str, body: &str| -> Vec<(String, String)> {
        let plain = fields(&unit, body).into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        plain.chain([("edits".to_owned(), edits.to_owned())]).collect()
    };
    for (edits, body, status) in
        [(at.as_str(), "<p>二</p>", StatusCode::OK), (at.as_str(), "<p>三</p>", StatusCode::CONFLICT)]
    {
        let fields = with(edits, body);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = liaison.send_by_script(&edit, &save, &fields).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        let answer: Value = serde_json::from_str(&answer.text).expect("JSON");
        match status {
            StatusCode::OK => assert_eq!(answer["edits"], edits.parse::<i64>().unwrap() + 1),
            _ => assert!(answer["detail"].as_str().is_some_and(|told| told.contains("别人")), "{answer}"),
        }
    }
    assert!(liaison.get(&edit).await.text.contains("二"), "the first is kept");

    // A paste with a picture: the picture is the draft's, once, however often it is pasted.
    const DOT: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let html = format!("<p>见图<img src=\"data:image/png;base64,{DOT}\" alt=\"校门\"></p>");
    let paste = format!("/office/drafts/{id}/paste");
    let mut counts = Vec::new();
    for _ in 0..2 {
        let answer = liaison.send_by_script(&edit, &paste, &[("html", &html), ("text", "")]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let answer: Value = serde_json::from_str(&answer.text).expect("JSON");
        let source = answer["pictures"][0]["source"].as_str().expect("a picture").to_owned();
        assert_eq!(answer["html"], format!("<p>见图<img src=\"{source}\" alt=\"校门\"></p>"));
        let address = answer["pictures"][0]["address"].as_str().expect("an address").replace("../", "");
        assert_eq!(liaison.get(&format!("/{address}")).await.status, StatusCode::OK);
        counts.push(answer["edits"].as_i64());
    }
    assert_eq!(counts[0], counts[1], "nothing was added the second time");
    // Words alone become what they plainly are.
    let answer = liaison.send_by_script(&edit, &paste, &[("html", ""), ("text", "一、范围\n学生。")]).await;
    assert!(answer.text.contains("<h2>一、范围</h2>"), "{}", answer.text);

    // As it will stand on the portal, for those who work on it and nobody else.
    let preview = liaison.get(&format!("/office/drafts/{id}/preview")).await;
    assert!(
        preview.text.contains("关于报送的通知") && preview.text.contains("发布时编号"),
        "{}",
        preview.text
    );
    let mut reader = installation.visitor();
    assert_eq!(reader.get(&format!("/office/drafts/{id}/preview")).await.status, StatusCode::UNAUTHORIZED);

    // What is no picture is refused in a sentence, and nobody else may write here.
    let pictures = format!("/office/drafts/{id}/pictures");
    let refused = liaison.send_file(&edit, &pictures, &[], ("名单.png", b"not a picture")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("名单.png"), "{}", refused.text);
    let mut other = installation.sign_in(Role::SecrecyReviewer).await;
    assert_eq!(
        other.send_by_script("/account", &paste, &[("html", "<p>x</p>"), ("text", "")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn last_years_is_written_again_and_a_revision_shows_what_it_changes() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let mut content = installation.content("奖学金").await;
    content.title = "2026年奖学金通知".into();
    content.body_html = "<p>收费每学年4600元。</p>".into();
    let item = installation.published(&content).await;
    let draft = format!("/office/drafts/{}", item.version);
    assert_eq!(
        liaison.get(&format!("{draft}/changes")).await.status,
        StatusCode::NOT_FOUND,
        "there is none before it"
    );

    let like = format!("/office/publications/{}/like", item.id);
    let begun = liaison.send(&draft, &like, &[]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let edit = format!("/{}", begun.location.expect("the draft").trim_start_matches("../"));
    let page = liaison.get(&edit).await;
    assert!(page.text.contains("4600") && page.text.contains("还没有附件"), "{}", page.text);

    let revised = liaison.send(&draft, &format!("/office/publications/{}/revise", item.id), &[]).await;
    let edit = format!("/{}", revised.location.expect("the draft").trim_start_matches("../"));
    let unit = installation.unit.to_string();
    let mut fields = fields(&unit, "<p>收费每学年4800元。</p>");
    let edits = liaison.get(&edit).await;
    let edits = edits
        .text
        .split("name=\"edits\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    fields.push(("edits", &edits));
    assert_eq!(liaison.send(&edit, &edit, &fields).await.status, StatusCode::SEE_OTHER);
    let changes = liaison.get(&edit.replace("/edit", "/changes")).await;
    assert!(
        changes.text.contains("收费每学年4<del>6</del>00元") && changes.text.contains("4<ins>8</ins>00元"),
        "{}",
        changes.text
    );
    assert!(changes.text.contains("<del>2026年奖学金通知</del>"), "the title changed too: {}", changes.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outline_begins_a_text_and_its_blanks_are_filled_in_before_review() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let new = "/office/drafts/new?kind=general&outline=1";
    let form = liaison.get(new).await;
    assert!(form.text.contains("【填写：第一件事】"), "{}", form.text);
    assert!(liaison.get("/office/drafts/new?kind=general").await.text.contains("从一般信息的模板写起"));
    let unit = installation.unit.to_string();
    let mut fields = fields(&unit, "<p>【填写：发给谁】：</p><h2>一、【填写：第一件事】</h2>");
    fields.extend([("entry", "37"), ("made_on", "2026-10-08")]);
    let begun = liaison.send(new, "/office/drafts/new", &fields).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let draft = begun.location.expect("the draft");
    let draft = format!("/{}", draft.trim_start_matches("../").trim_end_matches("/edit"));
    let refused = liaison.send(&draft, &format!("{draft}/submit"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("还有2处") && !refused.text.contains("还没有正文"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_sent_again_after_a_broken_line_is_added_once() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let path = crate::story::begin(&installation).await;
    let (edit, files) = (format!("{path}/edit"), format!("{path}/files"));
    for (name, content, count) in
        [("名单.txt", "甲", 1), ("名单.txt", "甲", 1), ("名单.txt", "乙", 2), ("表.txt", "甲", 3)]
    {
        let sent = liaison.send_file(&edit, &files, &[], (name, content.as_bytes())).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let page = liaison.get(&edit).await;
        assert_eq!(page.text.matches("/remove\"").count(), count, "{name} {content}");
    }
    // The last is put first, however often.
    let up = liaison
        .get(&edit)
        .await
        .text
        .split("action=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|to| to.ends_with("/up"))
        .map(|to| format!("/{}", to.trim_start_matches("../")))
        .last()
        .expect("a button");
    for _ in 0..3 {
        assert_eq!(liaison.send(&edit, &up, &[]).await.status, StatusCode::SEE_OTHER);
    }
    let page = liaison.get(&edit).await.text;
    assert!(page.find(">表.txt<") < page.find(">名单.txt<"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_lost_its_list_begins_no_new_draft() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let item = installation.expired(&installation.content("助学金").await).await;
    let draft = format!("/office/drafts/{}", item.version);
    let like = format!("/office/publications/{}/like", item.id);
    assert!(!liaison.get(&draft).await.text.contains("照这条写新的一条"));
    let refused = liaison.send("/office/drafts/new", &like, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("现在没有公开着"), "{}", refused.text);
}

/// A draft without an entry is told to which it belongs; one press puts it there and keeps what is
/// written.
#[tokio::test(flavor = "multi_thread")]
async fn a_title_proposes_its_entry() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let unit = installation.unit.to_string();
    let mut written = fields(&unit, "<p>收费每学年4600元</p>");
    written.retain(|(name, _)| *name != "title");
    written.push(("title", "2026年秋季收费标准"));
    let begun = liaison.send("/office/drafts/new", "/office/drafts/new", &written).await;
    let draft = begun.location.expect("the draft");
    let edit = format!("/{}", draft.trim_start_matches("../"));
    let page = liaison.get(&edit).await.text;
    let (_, picks) = page.split_once("aria-label=\"按标题看像是\"").expect("proposals");
    assert!(picks.contains("标题和事项里都说到“收费标准”"), "{picks}");
    let (_, pick) = picks.split_once("name=\"pick\" value=\"").expect("a button");
    let pick = pick.split('"').next().expect("its value").to_owned();
    let (_, edits) = page.split_once("name=\"edits\" value=\"").expect("which saving");
    let edits = edits.split('"').next().expect("its value").to_owned();
    written.extend([("edits", edits.as_str()), ("pick", &pick), ("keywords", "收费")]);
    let picked = liaison.send(&edit, &edit, &written).await;
    assert!(picked.location.is_some_and(|to| to.ends_with("edit")), "{}", picked.text);
    let page = liaison.get(&edit).await.text;
    assert!(page.contains(&format!("<option value=\"{pick}\" selected>")), "{page}");
    assert!(page.contains("value=\"收费\"") && !page.contains("name=\"pick\""), "{page}");
}
