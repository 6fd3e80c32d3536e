//! Forms with the files of a draft.

use http::StatusCode;
use journeys::house::Installation;
use terms::Role;

use super::comes_back;

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_not_taken_are_told_of_beside_their_field() {
    let installation = Installation::new().await;
    let mut liaison = installation.sign_in(Role::Liaison).await;
    let (new, from_file) = ("/office/drafts/new", "/office/drafts/from-file");
    let fields = [("kind", "procurement"), ("attach", "1")];
    let refused = liaison.send_file(new, from_file, &fields, ("通知.doc", b"\xd0\xcf\x11\xe0")).await;
    comes_back(&refused, "from_file", "name=\"attach\" value=\"1\" checked");
    assert!(refused.text.contains("<option value=\"procurement\" selected>"), "{}", refused.text);
    let refused = liaison.send_files(new, from_file, &[("kind", "general")], &[]).await;
    comes_back(&refused, "from_file", "还没有选 Word 或 Excel 文件");

    let draft = installation.draft(&installation.content("奖学金").await).await.version;
    let edit = format!("/office/drafts/{draft}/edit");
    let edits = [("edits", "1")];
    let refused = liaison
        .send_file(&edit, &format!("/office/drafts/{draft}/from-file"), &edits, ("a.pdf", b"%PDF-1.4"))
        .await;
    comes_back(&refused, "from_file", "<details class=\"section\" open><summary>换一个 Word");
    let files = format!("/office/drafts/{draft}/files");
    let refused = liaison.send_files(&edit, &files, &[], &[]).await;
    comes_back(&refused, "file", "还没有选文件");
    let refused = liaison.send_file(&edit, &files, &[], ("装机.exe", b"MZ")).await;
    comes_back(&refused, "file", "附件“装机.exe”不是可以公开的文件类型");
    // A script gets the reasons alone.
    let page = liaison.get(&edit).await.text;
    let token = journeys::house::token_of(&page).expect("a form");
    let body = format!("form_token={token}");
    let told = liaison.ask("POST", &files, Some(body), &[("accept", "application/json")]).await;
    assert_ne!(told.status, StatusCode::OK);
    assert!(!told.text.contains("<html"), "{}", told.text);
}
