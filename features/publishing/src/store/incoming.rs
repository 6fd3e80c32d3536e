//! Publications that come in as what stands, many in each statement: the thousands of an import would
//! otherwise each be written ten times.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::Row;
use store::{Connection, Context, Failure, sql};
use terms::{BatchId, PersonId, PublicationId, SchoolId, VersionId};

use super::publications::bind_listed;
use super::versions::{bind, json};
use crate::model::{Content, State, StepKind};

/// A publication that is new and stands as it comes in.
pub(crate) struct NewPublication<'a> {
    /// The number it is known by where it comes from.
    pub external_id: &'a str,
    pub batch: BatchId,
    pub content: &'a Content,
    pub index_no: String,
    pub validity: Option<&'a str>,
    pub published_ms: i64,
}

/// Which of these numbers the school has publications of.
pub(crate) async fn known(
    c: &mut Connection,
    school: SchoolId,
    external_ids: &[&str],
) -> Result<BTreeSet<String>, Failure> {
    let text = format!(
        "SELECT external_id FROM publishing_publications WHERE school_id = $1 AND external_id IN ({})",
        sql::markers(2, external_ids.len())
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0);
    let rows = external_ids.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await?;
    rows.iter().map(|row| Ok(row.try_get("external_id")?)).collect()
}

/// Takes so many serial numbers of each category and year; answers with the last of each.
pub(crate) async fn take_serials(
    c: &mut Connection,
    school: SchoolId,
    wanted: &BTreeMap<(u8, i16), i64>,
) -> Result<BTreeMap<(u8, i16), i64>, Failure> {
    const WIDTH: usize = 4;
    let wanted: Vec<_> = wanted.iter().collect();
    let mut rows = Vec::new();
    for some in wanted.chunks(sql::together(WIDTH)) {
        let text = format!(
            "INSERT INTO publishing_serials (school_id, category, year, serial) VALUES {}
             ON CONFLICT (school_id, category, year) DO UPDATE SET serial = publishing_serials.serial + excluded.serial
             RETURNING category, year, serial",
            sql::rows(some.len(), WIDTH)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(sql::is_usual(some.len(), WIDTH));
        for ((category, year), count) in some {
            query = query.bind(school.0).bind(i64::from(*category)).bind(i64::from(*year)).bind(**count);
        }
        rows.extend(query.fetch_all(&mut *c).await?);
    }
    let unreadable = |_| Failure::Unreadable("publishing_serials");
    let read = |row: &sqlx::any::AnyRow| {
        let (category, year): (i64, i64) = (row.try_get("category")?, row.try_get("year")?);
        let key = (category.try_into().map_err(unreadable)?, year.try_into().map_err(unreadable)?);
        Ok((key, row.try_get("serial")?))
    };
    rows.iter().map(read).collect()
}

/// Inserts publications that stand. Answers with their numbers, in their order; which version stands
/// is said by [`set_live`], once it is there.
pub(crate) async fn insert_publications(
    c: &mut Connection,
    school: SchoolId,
    publications: &[NewPublication<'_>],
) -> Result<Vec<PublicationId>, Failure> {
    const WIDTH: usize = 19;
    let mut rows = Vec::new();
    for some in publications.chunks(sql::together(WIDTH)) {
        let text = format!(
            "INSERT INTO publishing_publications
                (standing, is_imported, is_held, awaits_approval, version, school_id, external_id, batch_id, title, unit_id,
                 entry_id, category, kind, information, block, audience, document_no, tags, notice_from, notice_to, index_no,
                 validity, published_at, revised_at)
             SELECT 'live', 1, 0, 0, 1, v.* FROM (VALUES {}) AS v
             RETURNING id, external_id",
            sql::rows(some.len(), WIDTH)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(sql::is_usual(some.len(), WIDTH));
        for one in some {
            let content = one.content;
            query = query.bind(school.0).bind(one.external_id).bind(one.batch.0);
            query = bind_listed(query, content)
                .bind(json(&content.tags))
                .bind(content.notice.from.map(|d| d.to_string()))
                .bind(content.notice.to.map(|d| d.to_string()))
                .bind(&one.index_no)
                .bind(one.validity)
                .bind(one.published_ms)
                .bind(one.published_ms);
        }
        rows.extend(query.fetch_all(&mut *c).await?);
    }
    let read = |row: &sqlx::any::AnyRow| -> Result<(String, PublicationId), Failure> {
        Ok((row.try_get("external_id")?, PublicationId(row.try_get("id")?)))
    };
    let ids = rows.iter().map(read).collect::<Result<HashMap<_, _>, _>>()?;
    let id = |one: &NewPublication<'_>| ids.get(one.external_id).copied();
    publications.iter().map(id).collect::<Option<_>>().ok_or(Failure::Unreadable("external_id"))
}

/// A version that comes in as what stands.
pub(crate) struct NewVersion<'a> {
    pub publication: PublicationId,
    pub number: i64,
    pub content: &'a Content,
    pub body_text: &'a str,
    pub released_by: Option<PersonId>,
    pub released_ms: i64,
    /// By which rules it was read.
    pub screened_by: &'a str,
}

/// What a version binds beside its content, and with it.
const VERSION_WIDTH: usize = 12 + 25;

/// Inserts versions that are released as they come in. Answers with their numbers, in their order.
pub(crate) async fn insert_versions(
    c: &mut Connection,
    author: &Context,
    versions: &[NewVersion<'_>],
) -> Result<Vec<VersionId>, Failure> {
    let person = author.actor.person().map(|p| p.0);
    let workers = json(&author.actor.person().into_iter().collect::<Vec<_>>());
    let mut rows = Vec::new();
    for some in versions.chunks(sql::together(VERSION_WIDTH)) {
        let text = format!(
            "INSERT INTO publishing_versions
                (edits, is_urgent, publication_id, school_id, number, state, author_id, edited_by, workers, created_at,
                 edited_at, released_at, released_by, screened_by, title, body_html, body_text, unit_id, entry_id, category, kind, information,
                 block, audience, document_no, made_on, fields, keywords, channels, tags, notice_days, notice_unit,
                 notice_receiver, notice_contact, notice_from, notice_to, expires_on, is_important, change_note)
             SELECT 1, 0, v.* FROM (VALUES {}) AS v
             RETURNING id, publication_id",
            sql::rows(some.len(), VERSION_WIDTH)
        );
        let is_usual = sql::is_usual(some.len(), VERSION_WIDTH);
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(is_usual);
        for one in some {
            query = query
                .bind(one.publication.0)
                .bind(author.school.0)
                .bind(one.number)
                .bind(State::Released.code())
                .bind(person)
                .bind(person)
                .bind(workers.clone())
                .bind(author.now_ms())
                .bind(author.now_ms())
                .bind(one.released_ms)
                .bind(one.released_by.map(|p| p.0))
                .bind(one.screened_by);
            query = bind(query, one.content, one.body_text);
        }
        rows.extend(query.fetch_all(&mut *c).await?);
    }
    let read = |row: &sqlx::any::AnyRow| -> Result<(i64, VersionId), Failure> {
        Ok((row.try_get("publication_id")?, VersionId(row.try_get("id")?)))
    };
    let ids = rows.iter().map(read).collect::<Result<HashMap<_, _>, _>>()?;
    let id = |one: &NewVersion<'_>| ids.get(&one.publication.0).copied();
    versions.iter().map(id).collect::<Option<_>>().ok_or(Failure::Unreadable("publication_id"))
}

/// Makes the first versions of publications what stands.
pub(crate) async fn set_live(c: &mut Connection, ids: &[PublicationId]) -> Result<(), Failure> {
    let listed = ids.iter().map(PublicationId::to_string).collect::<Vec<_>>().join(", ");
    let text = format!(
        "UPDATE publishing_publications SET live_version_id = (SELECT v.id FROM publishing_versions v
            WHERE v.publication_id = publishing_publications.id AND v.number = 1) WHERE id IN ({listed})"
    );
    sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).execute(c).await?;
    Ok(())
}

/// Remembers the addresses that publications had on the old site.
pub(crate) async fn insert_old_addresses(
    c: &mut Connection,
    school: SchoolId,
    addresses: &BTreeMap<&str, PublicationId>,
) -> Result<(), Failure> {
    const WIDTH: usize = 3;
    let addresses: Vec<_> = addresses.iter().collect();
    for some in addresses.chunks(sql::together(WIDTH)) {
        let text = format!(
            "INSERT INTO publishing_old_addresses (school_id, address, publication_id) VALUES {}
             ON CONFLICT (school_id, address) DO UPDATE SET publication_id = excluded.publication_id",
            sql::rows(some.len(), WIDTH)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(sql::is_usual(some.len(), WIDTH));
        for (address, id) in some {
            query = query.bind(school.0).bind(**address).bind(id.0);
        }
        query.execute(&mut *c).await?;
    }
    Ok(())
}

/// The first step of versions that come in.
pub(crate) async fn insert_steps(
    c: &mut Connection,
    context: &Context,
    versions: &[VersionId],
    opinion: &str,
) -> Result<(), Failure> {
    const WIDTH: usize = 5;
    for some in versions.chunks(sql::together(WIDTH)) {
        let text = format!(
            "INSERT INTO publishing_steps (version_id, at, person_id, step, opinion) VALUES {}",
            sql::rows(some.len(), WIDTH)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(sql::is_usual(some.len(), WIDTH));
        for version in some {
            query = query
                .bind(version.0)
                .bind(context.now_ms())
                .bind(context.actor.person().map(|p| p.0))
                .bind(StepKind::Released.code())
                .bind(opinion);
        }
        query.execute(&mut *c).await?;
    }
    Ok(())
}
