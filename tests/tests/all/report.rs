//! The yearly report over HTTP: from its first word to the portal.

use http::StatusCode;
use journeys::engines::Database;
use journeys::house::{Answer, Installation, Visitor};
use journeys::servers::run;
use terms::Role;

const REPORT: &str = "/office/reports/2025-2026";

fn seen(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

/// Fields of the questions and forms, with every number 0.
async fn answer_all(office: &mut Visitor<'_>) {
    let page = office.get(&format!("{REPORT}/answers")).await.text;
    let names: Vec<String> = names_of(&page);
    let fields: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), if name.starts_with("source_") { "办公室台账" } else { "0" }))
        .collect();
    seen(&office.send(&format!("{REPORT}/answers"), &format!("{REPORT}/answers"), &fields).await);
    for form in ["requests", "remedies"] {
        let address = format!("{REPORT}/forms/{form}");
        let names = names_of(&office.get(&address).await.text);
        let fields: Vec<(&str, &str)> = names
            .iter()
            .filter(|name| *name != "take_back")
            .map(|name| (name.as_str(), if name == "source" { "登记簿" } else { "" }))
            .collect();
        seen(&office.send(&address, &address, &fields).await);
    }
}

/// Begins the report and writes all that its way to the leader asks for.
pub async fn write_all(office: &mut Visitor<'_>) {
    let begin = [("year", "2025-2026"), ("outline", "eight")];
    seen(&office.send("/office/reports", "/office/reports", &begin).await);
    let part = format!("{REPORT}/parts/6");
    seen(&office.send("/office/reports", &part, &[("edits", "0"), ("text", "坚持公开为常态。")]).await);
    answer_all(office).await;
}

fn names_of(page: &str) -> Vec<String> {
    // What stands around every page asks for something else.
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    let inputs = main.split("<input ").skip(1).filter_map(|rest| rest.split("name=\"").nth(1));
    let names = inputs.filter_map(|rest| rest.split('"').next());
    names.filter(|name| *name != "form_token").map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_written_approved_and_stands_on_the_portal() {
    let installation = Installation::new().await;
    let mut office = installation.sign_in(Role::Office).await;
    let begin = [("year", "2025-2026"), ("outline", "eight")];
    seen(&office.send("/office/reports", "/office/reports", &begin).await);
    let page = office.get(REPORT).await;
    assert!(
        page.text.contains("还不能送批") && page.text.contains("还没有写") && page.text.contains("（待填）")
    );
    let part = format!("{REPORT}/parts/6");
    let wrong = office.send(&part, &part, &[("edits", "0"), ("text", "共【条数】条")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("没有这个数") && wrong.text.contains("共【条数】条"),
        "what was typed is kept"
    );
    seen(&office.send(&part, &part, &[("edits", "0"), ("text", "坚持公开为常态。")]).await);
    let late = office.send(&part, &part, &[("edits", "0"), ("text", "别的话。")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("坚持公开为常态") && late.text.contains("别的话"), "both texts stand");
    answer_all(&mut office).await;
    let figure = office.get(&format!("{REPORT}/figures?name=stock.total")).await;
    assert!(figure.text.contains("累计：0条"), "{}", figure.text);
    assert_eq!(office.get(&format!("{REPORT}/figures?name=nothing")).await.status, StatusCode::NOT_FOUND);
    seen(&office.send(REPORT, &format!("{REPORT}/submit"), &[]).await);

    assert!(!office.get("/office").await.text.contains("审批年报"));
    let mut leader = installation.sign_in(Role::Leader).await;
    let desk = leader.get("/office").await.text;
    assert!(
        desk.contains("审批年报") && desk.contains(REPORT.trim_start_matches('/').split_once('/').unwrap().1),
        "it waits on the desk"
    );
    seen(&leader.send(REPORT, &format!("{REPORT}/approve"), &[]).await);
    let pdf = leader.get(&format!("{REPORT}/files/pdf")).await;
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    let drafted = office.send(REPORT, &format!("{REPORT}/publish"), &[]).await;
    seen(&drafted);
    let draft = format!("/{}", drafted.location.unwrap().trim_start_matches("../"));
    let draft = draft.replace("/drafts", "/office/drafts").replace("/office/office", "/office");
    let page = office.get(&draft).await;
    assert!(page.text.contains("坚持公开为常态") && page.text.contains("年度报告.docx"), "{draft}");
    let mut public = installation.visitor();
    assert!(!public.get("/reports").await.text.contains("2025—2026学年信息公开工作年度报告"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_public_figure_opens_what_it_counts() {
    let installation = Installation::new().await;
    let mut public = installation.visitor();
    let page = public.get("/statistics").await;
    assert_eq!(page.status, StatusCode::OK);
    for path in ["/statistics?year=2025-2026", "/statistics/records?year=2025-2026&name=flow.total"] {
        assert_eq!(public.get(path).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/statistics?year=2030-2031", "/statistics?year=x", "/statistics/records?name=x"] {
        assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// What was imported is counted though no server ever ran: commands follow the events too.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_counts_what_was_just_imported_without_a_server() {
    let database = Database::fresh().await;
    run(&database, &["init", "--code", "jn", "--name", "江南职业技术学院"]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.jsonl");
    let row = |n: usize, entry: u8, channels: &str| {
        format!(
            r#"{{"external_id":"{n}","title":"第{n}条","body_text":"正文","published_at":"2022-03-0{n}","entry":{entry}{channels}}}"#
        )
    };
    let rows =
        [row(1, 7, r#","channels":[{"channel":"公告栏","at":"2022-03-04"}]"#), row(2, 9, ""), row(3, 9, "")];
    std::fs::write(&file, rows.join("\n")).unwrap();
    let imported = run(&database, &["import", &file.to_string_lossy()]).await;
    assert_eq!(imported.status.code(), Some(0), "{}", String::from_utf8_lossy(&imported.stderr));
    for _ in 0..2 {
        let out = run(&database, &["report", "--year", "2021-2022"]).await;
        let figures: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(figures["flow"]["total"], 3);
        assert_eq!(figures["flow"]["by_channel"]["公告栏"], 1);
        assert_eq!(figures["stock"]["by_category"]["2"], 3);
    }
    let future = run(&database, &["report", "--year", "2190-2191"]).await;
    assert_eq!((future.status.code(), future.stdout.len()), (Some(1), 0));
    let wrong = run(&database, &["report", "--year", "2021"]).await;
    assert_eq!(wrong.status.code(), Some(2));
}
