//! What the journeys stand on holds.

use journeys::engines::Database;
use journeys::servers::Server;
use sqlx::{AnyConnection, Connection, Row};

#[tokio::test]
async fn each_test_has_an_empty_database_of_its_own() {
    sqlx::any::install_default_drivers();
    let (first, second) = (Database::fresh().await, Database::fresh().await);
    let mut one = AnyConnection::connect(&with_creation(&first)).await.expect("it opens");
    sqlx::query("CREATE TABLE marks (id BIGINT)").execute(&mut one).await.expect("it is empty");
    let mut other = AnyConnection::connect(&with_creation(&second)).await.expect("it opens");
    sqlx::query("CREATE TABLE marks (id BIGINT)").execute(&mut other).await.expect("it is another");
    let row = sqlx::query("SELECT COUNT(*) FROM marks").fetch_one(&mut other).await.expect("it answers");
    assert_eq!(row.get::<i64, _>(0), 0);
}

#[tokio::test]
async fn a_server_that_ends_at_once_is_told_of_with_its_code() {
    let database = Database::fresh().await;
    let refused = Server::start(&database, &["no-such-command"]).await.err().expect("it cannot become ready");
    assert!(refused.why.starts_with("the server ended with exit status"), "{refused}");
}

/// sqlx makes a SQLite file only when asked to.
fn with_creation(database: &Database) -> String {
    match database.engine() {
        store::Engine::Sqlite => format!("{}?mode=rwc", database.url()),
        store::Engine::Postgres => database.url().to_owned(),
    }
}
