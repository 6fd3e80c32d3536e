//! Figures come from records, and nobody counts what is not theirs to know.

use jiff::civil::date;
use statistics::figures::{Key, Measure};
use statistics::{Format, StatisticsError, file, for_report, for_viewer};
use terms::{Audience, InformationKind, Viewer};

use crate::scene::{Scene, TODAY, year};

/// The report of a college for 2011/2012 printed: 1,879 in all, 67, 310, 418 and 1,084 by kind,
/// 351 more than the year before, 23.0 %.
#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_2012_comes_out_of_its_records() {
    let scene = Scene::new().await;
    let kinds = [67, 310, 418, 1084];
    let names = InformationKind::ALL.iter().zip(kinds).flat_map(|(kind, n)| std::iter::repeat_n(*kind, n));
    for (at, kind) in names.enumerate() {
        let on = if at < 1528 { date(2011, 8, 31) } else { date(2011, 9, 1) };
        scene.import(at, on, kind, Audience::Public).await;
    }
    let mut reader = scene.store.reader().await.unwrap();
    let bytes =
        file(&mut reader, &scene.files, scene.school, year(), Format::Json, terms::start_of(TODAY)).await;
    let figures: serde_json::Value = serde_json::from_slice(&bytes.unwrap()).unwrap();
    assert_eq!(figures["stock"]["total"], 1879);
    assert_eq!((&figures["stock"]["previous"], &figures["stock"]["growth"]), (&1528.into(), &351.into()));
    assert_eq!(figures["stock"]["growth_percent"], 23.0);
    let by_kind = &figures["stock"]["by_kind"];
    let told = ["机构职能", "办事流程", "规章制度", "信息列表"].map(|name| by_kind[name].as_u64().unwrap());
    assert_eq!(told, [67, 310, 418, 1084]);
    assert_eq!(figures["period"], serde_json::json!({ "from": "2011-09-01", "to": "2012-08-31" }));
    assert_eq!(figures["flow"]["by_month"]["2011-09"], 351);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_counts_and_the_next_does_not() {
    let scene = Scene::new().await;
    for (at, on) in
        [date(2011, 8, 31), date(2011, 9, 1), date(2012, 8, 31), date(2012, 9, 1)].iter().enumerate()
    {
        scene.import(at, *on, InformationKind::Listings, Audience::Public).await;
    }
    let mut reader = scene.store.reader().await.unwrap();
    let ledger = for_report(&mut reader, scene.school, year()).await.unwrap();
    let count = |measure| ledger.count(&Key::all(measure));
    assert_eq!((count(Measure::Stock), count(Measure::Previous), count(Measure::Flow)), (3, 1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_counts_only_what_it_may_read() {
    let scene = Scene::new().await;
    let day = date(2012, 3, 5);
    scene.import(1, day, InformationKind::Listings, Audience::Public).await;
    scene.import(2, day, InformationKind::Listings, Audience::Staff).await;
    let withdrawn = scene.import(3, day, InformationKind::Listings, Audience::Public).await;
    let (office, context) = scene.of("office").await;
    publishing::actions::withdraw(
        &scene.store,
        &context,
        &office,
        withdrawn,
        publishing::actions::WithdrawAs::Error,
        "误发",
    )
    .await
    .unwrap();
    let mut reader = scene.store.reader().await.unwrap();
    let public = for_viewer(&mut reader, &Viewer::public(scene.school), year()).await.unwrap();
    let flow = public.lines(&Key::all(Measure::Flow));
    let titles: Vec<_> = flow.iter().map(|line| line.publication.title.as_str()).collect();
    assert_eq!(titles, ["第1条信息", ""], "neither the staff's nor the title of what was withdrawn");
    let all = for_report(&mut reader, scene.school, year()).await.unwrap();
    assert_eq!(all.count(&Key::all(Measure::Flow)), 3);
    let stranger = for_viewer(&mut reader, &Viewer::public(terms::SchoolId(99)), year()).await.unwrap();
    assert!(stranger.publications.is_empty(), "another school's rows are never counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_nobody_began_is_made_of_the_usual_words() {
    let scene = Scene::new().await;
    let mut reader = scene.store.reader().await.unwrap();
    let made = |format| file_of(&scene, format);
    let page = String::from_utf8(made(Format::Html).await.unwrap()).unwrap();
    assert!(page.contains("一、概述") && page.contains("2011年9月1日"), "{page}");
    assert!(made(Format::Docx).await.unwrap().starts_with(b"PK"));
    assert!(made(Format::Pdf).await.unwrap().starts_with(b"%PDF"));
    assert!(statistics::of_year(&mut reader, scene.school, year()).await.unwrap().is_none());
}

async fn file_of(scene: &Scene, format: Format) -> Result<Vec<u8>, StatisticsError> {
    let mut reader = scene.store.reader().await?;
    let now = terms::start_of(TODAY);
    Ok(file(&mut reader, &scene.files, scene.school, year(), format, now).await?.to_vec())
}
