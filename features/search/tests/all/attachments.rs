//! What stands in an attachment is found, and said in which; of what does not stand
//! for everybody, nobody else finds a word.

use documents::Intake;
use documents::paper::{Block, Paper, docx, pdf};
use documents::sheets::write::{Sheet, xlsx};
use events::catch_up;
use jiff::civil::date;
use publishing::actions::{NewFile, Outcome, end_list};
use search::{Index, Request};
use store::{Actor, Context};
use terms::{Audience, Person, PersonId, PublicationId, Viewer};

use crate::following::{House, now};

fn paper(text: &str) -> Paper {
    Paper { title: "附件".into(), subtitle: None, blocks: vec![Block::text(text)] }
}

/// A file of each kind, with a word that stands in no other.
fn files() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let rows = vec![vec!["云台书院".into(), 12.into()]];
    let sheet = Sheet { name: "工作表".into(), header: vec!["单位".into(), "人数".into()], rows };
    vec![
        ("实施办法.docx", "梧桐奖教金", docx(&paper("设立梧桐奖教金三项。"), now()).unwrap()),
        ("决算说明.pdf", "松涛专项经费", pdf(&paper("其中松涛专项经费若干。"), now()).unwrap()),
        ("人数.xlsx", "云台书院", xlsx(&[sheet]).unwrap()),
        ("名单.csv", "望江校友基金", "项目,金额\n望江校友基金,1\n".into()),
        ("说明.txt", "芦花湿地观测站", "芦花湿地观测站开放。".into()),
    ]
}

async fn created(house: &House, external: &str, audience: Audience, expires: bool) -> PublicationId {
    let outcome = house
        .import_with(external, &format!("附件公告{external}"), "详见附件。", |record| {
            record.content.audience = audience;
            record.content.expires_on = expires.then(|| date(2026, 9, 1));
            record.files = files()
                .into_iter()
                .map(|(name, _, bytes)| NewFile::new(name, bytes, &Intake::without_child()))
                .collect();
        })
        .await;
    match outcome {
        Outcome::Created(id) => id,
        other => panic!("{other:?}"),
    }
}

fn found(house: &House, index: &Index, word: &str, viewer: &Viewer) -> Vec<(i64, String, String)> {
    assert_eq!(viewer.school, house.school);
    let request = Request { text: word.into(), limit: 10, ..Request::default() };
    let results = index.search(&request, viewer).unwrap();
    let told = |pieces: Vec<search::Piece>| pieces.into_iter().map(|piece| piece.text).collect::<String>();
    let hits = results.hits.into_iter();
    hits.map(|hit| (hit.id, hit.attachment.map(told).unwrap_or_default(), told(hit.snippet))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_a_file_is_found_and_said_in_which() {
    let house = House::new().await;
    let index = house.index();
    let id = created(&house, "a", Audience::Public, false).await;
    catch_up(&house.store, &mut house.indexer(&index)).await.unwrap();
    for (name, word, _) in files() {
        let hits = found(&house, &index, word, &Viewer::public(house.school));
        assert_eq!(hits.len(), 1, "{word}");
        assert_eq!((hits[0].0, hits[0].1.as_str()), (id.0, name), "{hits:?}");
        assert!(hits[0].2.contains(word), "{hits:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_a_word_of_a_file_they_may_not_open() {
    let house = House::new().await;
    let index = house.index();
    let mut indexer = house.indexer(&index);
    let withdrawn = created(&house, "a", Audience::Public, false).await;
    let expired = created(&house, "b", Audience::Public, true).await;
    let campus = created(&house, "c", Audience::Campus, false).await;
    let held = house
        .import_with("d", "附件公告d", "详见附件。", |record| {
            let list =
                NewFile::new("名单.txt", "望江校友基金 张某 11010519491231002X", &Intake::without_child());
            record.files = vec![list];
        })
        .await;
    assert!(matches!(held, Outcome::Held(_)), "{held:?}");
    catch_up(&house.store, &mut indexer).await.unwrap();
    let public = Viewer::public(house.school);
    assert_eq!(found(&house, &index, "梧桐奖教金", &public).len(), 2);
    house.withdraw(withdrawn).await;
    let timetable = Context::new(house.school, Actor::Timetable, now());
    assert!(end_list(&house.store, &timetable, expired).await.unwrap());
    catch_up(&house.store, &mut indexer).await.unwrap();
    let person = Person {
        id: PersonId(9),
        name: "学生".into(),
        unit: None,
        is_staff: false,
        is_student: true,
        roles: vec![],
    };
    let student = Viewer::person(house.school, person);
    for (_, word, _) in files() {
        assert_eq!(found(&house, &index, word, &public), [], "{word}");
        let seen: Vec<_> = found(&house, &index, word, &student).into_iter().map(|hit| hit.0).collect();
        assert_eq!(seen, [campus.0], "{word}");
    }
}
