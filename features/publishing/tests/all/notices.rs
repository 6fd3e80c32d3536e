//! Notices count their days by the calendar.

use calendar::DayUnit;
use jiff::civil::date;
use publishing::NoticeTerms;
use serde_json::json;

use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_runs_from_its_release_for_its_working_days() {
    let house = House::new().await;
    let mut content = house.content("教师职称评审结果公示");
    content.kind = "public_notice".into();
    content.fields =
        [("subject".to_owned(), json!("职称评审")), ("basis".to_owned(), json!("校学〔2026〕8号"))].into();
    content.notice = NoticeTerms {
        days: Some(3),
        unit: Some(DayUnit::WorkingDays),
        receiver: "学生资助管理中心".into(),
        contact: "0500-8888 6120".into(),
        ..NoticeTerms::default()
    };
    let short = house.draft(&content).await;
    let error = house.submit(short).await.unwrap_err().to_string();
    assert!(error.contains("公示期只有3个工作日"), "{error}");
    content.notice.days = Some(5);
    let id = house.published(&content).await;
    let mut reader = house.store.reader().await.unwrap();
    let versions = publishing::versions_of(&mut reader, &house.public(), id).await.unwrap();
    let notice = &versions[0].content.notice;
    // Friday the 9th; Saturday the 10th is worked, so it is day 1.
    assert_eq!((notice.from, notice.to), (Some(date(2026, 10, 9)), Some(date(2026, 10, 15))));
    let running = publishing::Filter { running_on: Some(date(2026, 10, 15)), ..Default::default() };
    assert_eq!(publishing::count(&mut reader, &house.public(), &running).await.unwrap(), 1);
    let over = publishing::Filter { running_on: Some(date(2026, 10, 16)), ..Default::default() };
    assert_eq!(publishing::count(&mut reader, &house.public(), &over).await.unwrap(), 0);
}
