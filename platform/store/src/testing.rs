//! A fresh database for each test: SQLite in a folder of its own, or, where
//! `GONGKAI_TEST_DATABASE_URL` names a PostgreSQL server, a database there.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{AnyConnection, Connection, Executor};

use crate::Store;

/// The variable that names the PostgreSQL server of the tests.
pub const SERVER: &str = "GONGKAI_TEST_DATABASE_URL";

static MADE: AtomicU64 = AtomicU64::new(0);

/// The address of a new, empty database; files go into `folder`.
pub async fn fresh_url(folder: &Path) -> String {
    match std::env::var(SERVER) {
        Ok(server) => create_on(&server).await,
        Err(_) => format!("sqlite://{}", folder.join("gongkai.db").display()),
    }
}

/// A store on a new, empty database.
pub async fn fresh(folder: &Path) -> Store {
    Store::open(&fresh_url(folder).await).await.expect("a fresh database opens")
}

async fn create_on(server: &str) -> String {
    sqlx::any::install_default_drivers();
    let name = format!("t{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let mut connection = AnyConnection::connect(server).await.expect("the test server answers");
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
    connection.execute(sqlx::AssertSqlSafe(create)).await.expect("a test database can be made");
    replace_database(server, &name)
}

/// The server's address with another database's name.
fn replace_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, None), |(a, o)| (a, Some(o)));
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    match options {
        Some(options) => format!("{base}/{name}?{options}"),
        None => format!("{base}/{name}"),
    }
}
