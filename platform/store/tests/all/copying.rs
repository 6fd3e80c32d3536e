//! Everything of one database, into another, at one moment.

use sqlx::Row;
use store::{Cell, Contents, Event, Failure, Filling, Snapshot, Store, Table, contents, testing};

use crate::actions::context;

async fn tell(store: &Store, subject: i64) {
    let mut tx = store.begin(&context()).await.unwrap();
    tx.append(Event::new("test.happened", subject));
    tx.commit().await.unwrap();
}

async fn rows(snapshot: &mut Snapshot, name: &str) -> (Table, Vec<Vec<Cell>>) {
    let table = snapshot.tables().iter().find(|table| table.name == name).unwrap().clone();
    let mut rows = Vec::new();
    snapshot
        .each_row::<Failure>(&table, |row| {
            rows.push(row);
            Ok(())
        })
        .await
        .unwrap();
    (table, rows)
}

#[tokio::test]
async fn a_snapshot_does_not_see_what_is_written_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::fresh_url(folder.path()).await;
    let store = Store::open(&url).await.unwrap();
    tell(&store, 1).await;
    let mut snapshot = Snapshot::open(&url).await.unwrap();
    tell(&store, 2).await;
    let (_, events) = rows(&mut snapshot, "events").await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(store.last_event().await.unwrap(), 2);
}

#[tokio::test]
async fn rows_go_into_an_empty_database_and_numbers_go_on_after_them() {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::fresh_url(folder.path()).await;
    let store = Store::open(&url).await.unwrap();
    for subject in 1..=700 {
        tell(&store, subject).await;
    }
    let mut snapshot = Snapshot::open(&url).await.unwrap();
    let (table, events) = rows(&mut snapshot, "events").await;
    let place = tempfile::tempdir().unwrap();
    let to = testing::fresh_url(place.path()).await;
    assert_eq!(contents(&to).await.unwrap(), Contents::Nothing);
    let mut filling = Filling::begin(&to, snapshot.schema()).await.unwrap();
    for some in events.chunks(Filling::at_once(&table)) {
        filling.insert(&table, some).await.unwrap();
    }
    filling.finish().await.unwrap();
    assert_eq!(contents(&to).await.unwrap(), Contents::Events(700));
    let copy = Store::open(&to).await.unwrap();
    tell(&copy, 701).await;
    let all = copy.events_after(0, 1000).await.unwrap();
    assert_eq!(all.iter().map(|event| event.number).collect::<Vec<_>>(), (1..=701).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_filling_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::fresh_url(folder.path()).await;
    let mut filling = Filling::begin(&url, store::newest_schema()).await.unwrap();
    let table = filling.tables().iter().find(|table| table.name == "form_uses").unwrap().clone();
    filling.insert(&table, &[vec![Cell::Text("x".into()), Cell::Integer(1)]]).await.unwrap();
    drop(filling);
    let store = Store::open(&url).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let row = sqlx::query("SELECT COUNT(*) AS n FROM form_uses").fetch_one(&mut *reader).await.unwrap();
    assert_eq!(row.get::<i64, _>("n"), 0);
}

#[tokio::test]
async fn a_backup_of_an_older_version_is_filled_in_as_it_was_and_then_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::fresh_url(folder.path()).await;
    let filling = Filling::begin(&url, 1).await.unwrap();
    let names: Vec<_> = filling.tables().iter().map(|table| table.name.clone()).collect();
    assert_eq!(names, ["events", "followers", "form_uses"]);
    filling.finish().await.unwrap();
    Store::open(&url).await.unwrap();
    let snapshot = Snapshot::open(&url).await.unwrap();
    assert_eq!((snapshot.schema(), snapshot.pending()), (store::newest_schema(), 0));
    assert!(snapshot.tables().len() > 3);
}

#[tokio::test]
async fn a_database_of_something_else_is_told_from_an_empty_one() {
    use sqlx::{AnyConnection, Connection, Executor};
    let folder = tempfile::tempdir().unwrap();
    let url = testing::fresh_url(folder.path()).await;
    sqlx::any::install_default_drivers();
    let creating = if url.starts_with("sqlite") { format!("{url}?mode=rwc") } else { url.clone() };
    let mut other = AnyConnection::connect(&creating).await.unwrap();
    other.execute("CREATE TABLE somebody (else_ DATE)").await.unwrap();
    assert_eq!(contents(&url).await.unwrap(), Contents::Foreign);
    assert!(matches!(Snapshot::open(&url).await, Err(store::OpenError::Foreign)));
}
