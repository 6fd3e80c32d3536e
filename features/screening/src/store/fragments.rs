//! The SQL of what was shown of whose numbers.

use std::collections::BTreeMap;

use pii::Kind;
use pii::fragments::{Shown, union};
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Failure, sql};
use terms::{SchoolId, VersionId};

use crate::Fragment;

/// People asked about at once, and columns of a row.
const ASKED: usize = 200;
const WIDTH: usize = 10;

/// Puts what a version shows of whose numbers in the place of what was known of it.
pub async fn keep_fragments(
    c: &mut Connection,
    school: SchoolId,
    version: VersionId,
    fragments: &[Fragment],
) -> Result<(), Failure> {
    sqlx::query("DELETE FROM screening_fragments WHERE version_id = $1")
        .bind(version.0)
        .execute(&mut *c)
        .await?;
    for some in fragments.chunks(sql::together(WIDTH)) {
        let text = format!(
            "INSERT INTO screening_fragments
                (school_id, version_id, person, unit, major, class, kind, length, positions, sex) VALUES {}",
            sql::rows(some.len(), WIDTH)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false);
        for one in some {
            let [unit, major, class] = &one.about;
            query = query
                .bind(school.0)
                .bind(version.0)
                .bind(&one.person)
                .bind(unit)
                .bind(major)
                .bind(class)
                .bind(one.shown.kind.code())
                .bind(i64::from(one.shown.length))
                .bind(i64::from(one.shown.positions))
                .bind(i64::from(one.shown.sex));
        }
        query.execute(&mut *c).await?;
    }
    Ok(())
}

/// What a version gives away together with another that is or was public: more than either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The other version.
    pub other: VersionId,
    /// Whose kind of number.
    pub kind: Kind,
    /// Of how many people.
    pub people: usize,
}

/// What these fragments give away together with what this school has made public in other
/// versions: the other with most people first.
pub async fn together(
    c: &mut Connection,
    school: SchoolId,
    version: VersionId,
    fragments: &[Fragment],
) -> Result<Vec<Together>, Failure> {
    let mut counted: BTreeMap<(VersionId, Kind), usize> = BTreeMap::new();
    for some in fragments.chunks(ASKED) {
        for (other, known) in public_of(&mut *c, school, version, some).await? {
            let adds_up = some.iter().any(|one| {
                one.may_be_of(&known) && union(one.shown, known.shown).is_some_and(|(_, too_much)| too_much)
            });
            if adds_up {
                *counted.entry((other, known.shown.kind)).or_insert(0) += 1;
            }
        }
    }
    let told = counted.into_iter().map(|((other, kind), people)| Together { other, kind, people });
    let mut told: Vec<Together> = told.collect();
    told.sort_by_key(|one| std::cmp::Reverse(one.people));
    Ok(told)
}

/// What other versions that are or were public show of these people.
async fn public_of(
    c: &mut Connection,
    school: SchoolId,
    version: VersionId,
    fragments: &[Fragment],
) -> Result<Vec<(VersionId, Fragment)>, Failure> {
    let places: Vec<_> = (3..fragments.len() + 3).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT version_id, person, unit, major, class, kind, length, positions, sex FROM screening_fragments
         WHERE school_id = $1 AND version_id <> $2 AND was_public = 1 AND person IN ({})",
        places.join(", ")
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(false).bind(school.0).bind(version.0);
    for one in fragments {
        query = query.bind(&one.person);
    }
    query.fetch_all(c).await?.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<(VersionId, Fragment), Failure> {
    let code: String = row.try_get("kind")?;
    let kind = Kind::ALL.iter().find(|kind| kind.code() == code).ok_or(Failure::Unreadable("kind"))?;
    let (length, positions): (i64, i64) = (row.try_get("length")?, row.try_get("positions")?);
    let shown = Shown {
        kind: *kind,
        length: length.try_into().map_err(|_| Failure::Unreadable("length"))?,
        positions: positions.try_into().map_err(|_| Failure::Unreadable("positions"))?,
        sex: sql::flag(row, "sex")?,
    };
    let about = [row.try_get("unit")?, row.try_get("major")?, row.try_get("class")?];
    Ok((VersionId(row.try_get("version_id")?), Fragment { person: row.try_get("person")?, about, shown }))
}
