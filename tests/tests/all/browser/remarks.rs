//! Remarks in a browser: a passage is selected and remarked on.

use super::{click, fill, sign_in, text, until, with_people, write_draft};

/// Selects 请按时到岗 in the text, as a mouse would.
const SELECT: &str =
    "const words = document.createTreeWalker(document.querySelector('.paper'), NodeFilter.SHOW_TEXT);
    let node; while ((node = words.nextNode()) && !node.data.includes('请按时到岗'));
    const from = node.data.indexOf('请按时到岗'), range = document.createRange();
    range.setStart(node, from); range.setEnd(node, from + 5);
    getSelection().removeAllRanges(); getSelection().addRange(range);";

#[tokio::test(flavor = "multi_thread")]
async fn a_selected_passage_is_remarked_on() {
    let (browser, server, _database) = with_people().await;
    let draft = write_draft(&browser, &server).await;
    sign_in(&browser, &server, "head").await;
    browser.page.goto(&draft).await.expect("the page opens");
    let offered = "!document.querySelector('[data-pointing]').hidden";
    until(&browser, "nothing is selected", &format!("!({offered})")).await;
    browser.page.execute(SELECT, vec![]).await.expect("a selection");
    until(&browser, "the offer", offered).await;
    browser.screenshot("remark-offered").await;
    click(&browser, "给选中的文字写批注").await;
    until(
        &browser,
        "the passage is in the form",
        "document.getElementById('quote').value === '请按时到岗' && document.activeElement.id === 'remark'",
    )
    .await;
    fill(&browser, &[("remark", "写明几点到岗")], "留下这条批注").await;
    let page = text(&browser).await;
    for word in ["1条没处理", "请按时到岗", "写明几点到岗", "标为已处理"] {
        assert!(page.contains(word), "{word}: {page}");
    }
    assert!(!page.contains("原文已改"), "{page}");
    browser.screenshot("remark").await;
    // The desk of whoever wrote it tells.
    sign_in(&browser, &server, "writer").await;
    assert!(text(&browser).await.contains("1条批注没处理"));
}
