//! Forms of the yearly report.

use http::StatusCode;
use journeys::house::Installation;
use terms::Role;

use super::{comes_back, stays_away};

const LIST: &str = "/office/reports";
const REPORT: &str = "/office/reports/2025-2026";

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_tables_come_back_with_each_wrong_cell() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let begin = [("year", "2025-2026"), ("outline", "eight")];
    let wrong = [("year", "2024-2025"), ("outline", "none")];
    let refused = office.send(LIST, LIST, &wrong).await;
    comes_back(&refused, "outline", "<option value=\"2024-2025\" selected>");
    office.send(LIST, LIST, &begin).await;
    comes_back(&office.send(LIST, LIST, &begin).await, "year", "的年报已经开始写了");

    let answers = format!("{REPORT}/answers");
    let fields = [("value_meetings", "几次"), ("source_meetings", "纪要"), ("value_complaints", "0")];
    let refused = office.send(&answers, &answers, &fields).await;
    comes_back(&refused, "v_meetings", "value=\"几次\"");
    comes_back(&refused, "s_complaints", "value=\"纪要\"");
    let form = format!("{REPORT}/forms/requests");
    let fields =
        [("cell_received_0", "七"), ("cell_granted_5", "-1"), ("cell_pending_2", "3"), ("source", "")];
    let refused = office.send(&form, &form, &fields).await;
    comes_back(&refused, "cell_received_0", "value=\"七\"");
    comes_back(&refused, "cell_granted_5", "value=\"3\"");
    comes_back(&refused, "source", "“一、本学年新收申请数量，自然人”要是0到1000000的整数");
    let fields = [("cell_received_1", "7"), ("source", "登记簿")];
    let refused = office.send(&form, &form, &fields).await;
    comes_back(&refused, "cell_received_1", "value=\"登记簿\"");
    assert!(refused.text.contains("“商业企业”一列对不上"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_of_a_report_leads_to_where_it_is_mended() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    office.send(LIST, LIST, &[("year", "2025-2026"), ("outline", "eight")]).await;
    let part = format!("{REPORT}/parts/1");
    office.send(&part, &part, &[("edits", "0"), ("text", "公开了近1000余条。")]).await;
    let page = office.get(REPORT).await.text;
    let refused = office.send(REPORT, &format!("{REPORT}/submit"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for html in [&page, &refused.text] {
        for (place, words) in [
            ("2025-2026/parts/6#text", "还没有写"),
            ("2025-2026/forms/requests", "还没有填"),
            ("#note", "处提醒没有答"),
        ] {
            let link = html.split("<li><a href=\"").skip(1).find(|one| {
                let (address, rest) = one.split_once('"').expect("an address");
                address.ends_with(place)
                    && rest.split("</li>").next().is_some_and(|line| line.contains(words))
            });
            assert!(link.is_some(), "{place}: {words}: {html}");
        }
    }
    let long = "说明".repeat(1001);
    let refused = office.send(REPORT, &format!("{REPORT}/note"), &[("note", &long)]).await;
    comes_back(&refused, "note", &format!(">{long}</textarea>"));
    stays_away(&office.send(REPORT, &format!("{REPORT}/take-back"), &[]).await, "现在不能", "还不能这样做");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_without_words_comes_back() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    crate::report::write_all(&mut office).await;
    let handed = office.send(REPORT, &format!("{REPORT}/submit"), &[]).await;
    assert!(handed.status.is_redirection(), "{}", handed.text);
    let mut leader = installation.sign_in(Role::Leader).await;
    let refused = leader.send(REPORT, &format!("{REPORT}/return"), &[("opinion", " ")]).await;
    comes_back(&refused, "opinion", "<details open><summary>退回");
    let long = "第三部分的数不对。".repeat(300);
    let refused = leader.send(REPORT, &format!("{REPORT}/return"), &[("opinion", &long)]).await;
    comes_back(&refused, "opinion", &format!(">{long}</textarea>"));
}
