//! Figures come from records, and nobody counts what is not theirs to know.

use jiff::civil::date;
use statistics::figures::{Group, Key, Measure};
use statistics::{Behind, Format, Source, StatisticsError, behind, file, for_report, tallied};
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
    // A page far down is found by its month: it is the same that one gets by turning all the pages.
    let public = Viewer::public(scene.school);
    let list = async |skip, limit| {
        let mut reader = scene.store.reader().await.unwrap();
        let filter = publishing::Filter::default();
        let rows =
            publishing::public_list(&mut reader, &public, &filter, publishing::Order::Newest, skip, limit);
        rows.await.unwrap().into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let near = list(1000, 879).await;
    assert_eq!(near.len(), 879);
    assert_eq!(list(1001, 50).await, near[1..51]);
    assert_eq!(list(1850, 50).await, near[850..]);
    assert!(list(1879, 50).await.is_empty());
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
    let flow = Key::all(Measure::Flow);
    let public = Viewer::public(scene.school);
    let found = records(&scene, &public, &flow, 0).await;
    let titles: Vec<_> = found.records.iter().map(|record| record.title.as_str()).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(titles.contains(&"第1条信息"), "not the staff's: {titles:?}");
    assert!(
        titles.iter().all(|title| !title.contains("第3条")),
        "not the title of what was withdrawn: {titles:?}"
    );
    assert_eq!(tallied(&mut reader, &public, year()).await.unwrap().count(&flow), 2);
    let all = for_report(&mut reader, scene.school, year()).await.unwrap();
    assert_eq!(all.count(&flow), 3);
    let stranger = Viewer::public(terms::SchoolId(99));
    assert_eq!(
        tallied(&mut reader, &stranger, year()).await.unwrap().count(&flow),
        0,
        "another school's rows"
    );
    assert_eq!(records(&scene, &stranger, &flow, 0).await.total, 0);
}

async fn records(scene: &Scene, viewer: &Viewer, key: &Key, skip: i64) -> Behind {
    let mut reader = scene.store.reader().await.unwrap();
    let behind = behind(&mut reader, viewer, (year(), key), (skip, 2), TODAY).await.unwrap();
    behind.expect("a figure that the public reads")
}

/// Whatever is told of the same records, record by record or by tallies, is the same.
#[tokio::test(flavor = "multi_thread")]
async fn tallies_tell_what_the_records_tell() {
    let scene = Scene::new().await;
    let days = [
        date(2010, 9, 1),
        date(2011, 8, 31),
        date(2011, 9, 1),
        date(2011, 9, 30),
        date(2012, 8, 31),
        date(2012, 9, 1),
    ];
    let mut made = Vec::new();
    for (at, (day, kind)) in days.iter().cycle().zip(InformationKind::ALL.iter().cycle()).take(24).enumerate()
    {
        made.push(scene.import(at, *day, *kind, Audience::Public).await);
    }
    let (office, context) = scene.of("office").await;
    for id in [made[2], made[3], made[7]] {
        let reason = publishing::actions::WithdrawAs::Error;
        publishing::actions::withdraw(&scene.store, &context, &office, id, reason, "误发").await.unwrap();
    }
    let public = Viewer::public(scene.school);
    for year in [year().previous(), year(), year().next()] {
        let mut reader = scene.store.reader().await.unwrap();
        let ledger = for_report(&mut reader, scene.school, year).await.unwrap();
        let tallied = tallied(&mut reader, &public, year).await.unwrap();
        assert_eq!(tallied.years(), ledger.years(), "{year}");
        assert_eq!(tallied.by_unit_and_category(), ledger.by_unit_and_category(), "{year}");
        for measure in [Measure::Stock, Measure::Previous, Measure::Flow, Measure::LastFlow] {
            for line in ledger.measured(measure) {
                let one = line.publication;
                let groups = [
                    Group::All,
                    Group::Category(one.category),
                    Group::Information(one.information.clone()),
                    Group::Unit(one.unit.clone()),
                    Group::CategoryOfUnit(one.category, one.unit.clone()),
                    Group::Block("未分类".to_owned()),
                    Group::Term("affairs".to_owned(), "未分类".to_owned()),
                ];
                for group in groups {
                    let key = Key { measure, group };
                    assert_eq!(tallied.count(&key), ledger.count(&key), "{year} {key}");
                    let found =
                        behind(&mut reader, &public, (year, &key), (1, 2), TODAY).await.unwrap().unwrap();
                    assert_eq!(found.total, ledger.count(&key), "{year} {key}");
                    let expected = (found.total - 1).clamp(0, 2);
                    assert_eq!(found.records.len() as i64, expected, "{year} {key}");
                }
            }
        }
        let month = Key { measure: Measure::Flow, group: Group::Month("2011-09".into()) };
        assert_eq!(tallied.count(&month), ledger.count(&month), "{year}");
    }
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
