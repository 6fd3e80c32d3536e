//! What the search page says: where nothing has the words as they were typed, and how words may come.

use journeys::house::Installation;

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_near_stands_apart_from_what_was_found() {
    let installation = Installation::new().await;
    installation.published(&installation.content("奖学金评审").await).await;
    installation.settle().await;
    let mut visitor = installation.visitor();
    let near = visitor.get("/search?q=奖学金评定").await.text;
    assert!(near.contains("没有找到“奖学金评定”") && near.contains("相近的信息"), "{near}");
    assert!(near.contains("<mark>奖学金评</mark>审通知"), "{near}");
    let api = visitor.get("/api/v1/search?q=奖学金评定").await.text;
    assert!(
        api.contains("\"total\":0") && api.contains("\"hits\":[]"),
        "programs are told of hits alone: {api}"
    );
    let found = visitor.get("/search?q=奖学金评审").await.text;
    assert!(!found.contains("相近的信息") && !found.contains("没有找到"), "{found}");
    for facet in ["类别", "部门", "体裁", "年份"] {
        assert!(found.contains(&format!("<h3>{facet}</h3>")), "{facet} narrows it: {found}");
    }
    let narrowed = visitor.get("/search?q=奖学金评审&kind=规章制度").await.text;
    assert!(narrowed.contains("没有找到"), "it is none of those: {narrowed}");
    let nothing = visitor.get("/search?q=校车时刻").await.text;
    assert!(nothing.contains("没有找到") && !nothing.contains("相近的信息"), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_written_in_gbk_finds_what_it_asks_for() {
    let installation = Installation::new().await;
    installation.published(&installation.content("奖学金评审").await).await;
    installation.settle().await;
    let mut visitor = installation.visitor();
    // 奖学金, as a page in GBK links to it.
    let found = visitor.get("/search?q=%BD%B1%D1%A7%BD%F0&page=1").await.text;
    assert!(found.contains("<mark>奖学金</mark>评审通知"), "{found}");
}
