//! Releases by channels.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Row};
use store::{Connection, Failure, sql};
use terms::{Audience, ChannelId, PersonId, PublicationId, Role, SchoolId, UnitId, VersionId, Viewer};

use crate::model::{Entry, Kind, Release, State};
use crate::rules::{Held, Step};

const ENTRY: &str =
    "SELECT r.publication_id, r.channel_id, r.unit_id, r.state, r.released_at, r.address, r.recorded_by,
    r.recalled_by, r.recalled_at, r.reason, r.created_at, c.name, c.kind, c.unit_id AS channel_unit
    FROM channels_releases r JOIN channels_channels c ON c.id = r.channel_id";

fn read(row: &AnyRow) -> Result<Entry, Failure> {
    let (kind, state): (String, String) = (row.try_get("kind")?, row.try_get("state")?);
    let number = |column| -> Result<Option<i64>, Failure> { Ok(row.try_get(column)?) };
    Ok(Entry {
        publication: PublicationId(row.try_get("publication_id")?),
        channel: ChannelId(row.try_get("channel_id")?),
        name: row.try_get("name")?,
        kind: Kind::from_code(&kind).ok_or(Failure::Unreadable("channels_channels.kind"))?,
        channel_unit: number("channel_unit")?.map(UnitId),
        unit: UnitId(row.try_get("unit_id")?),
        state: State::from_code(&state).ok_or(Failure::Unreadable("channels_releases.state"))?,
        released_at: sql::timestamp_opt(row, "released_at")?,
        address: row.try_get("address")?,
        recorded_by: number("recorded_by")?.map(PersonId),
        recalled_by: number("recalled_by")?.map(PersonId),
        recalled_at: sql::timestamp_opt(row, "recalled_at")?,
        reason: row.try_get("reason")?,
        created_at: sql::timestamp(row, "created_at")?,
    })
}

/// What was released by each channel before an instant, in order of time, also
/// what was taken off later: what was released, was released. For counts, which
/// are of records and show none of them.
pub async fn released_before(
    c: &mut Connection,
    school: SchoolId,
    until: Timestamp,
) -> Result<Vec<Release>, Failure> {
    let text = format!(
        "{RELEASE} WHERE r.school_id = $1 AND r.state IN ('done', 'to_recall', 'recalled') AND r.released_at < $2
         ORDER BY r.released_at, r.id"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(until.as_millisecond());
    query.fetch_all(c).await?.iter().map(release).collect()
}

const RELEASE: &str = "SELECT r.publication_id, c.name, c.code, c.is_online, r.released_at, r.address
    FROM channels_releases r JOIN channels_channels c ON c.id = r.channel_id";

fn release(row: &AnyRow) -> Result<Release, Failure> {
    Ok(Release {
        publication: PublicationId(row.try_get("publication_id")?),
        channel: row.try_get("name")?,
        code: row.try_get("code")?,
        is_online: sql::flag(row, "is_online")?,
        at: sql::timestamp(row, "released_at")?,
        address: row.try_get("address")?,
    })
}

/// How many releases of what the viewer may read there were by each channel, by the channel's name,
/// from one instant until before another.
pub async fn released_counts(
    c: &mut Connection,
    viewer: &Viewer,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<(String, i64)>, Failure> {
    let text = format!(
        "SELECT c.name, COUNT(*) AS n FROM channels_releases r JOIN channels_channels c ON c.id = r.channel_id
         WHERE {} GROUP BY c.name ORDER BY n DESC, c.name",
        released(viewer)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0);
    let rows = query.bind(from.as_millisecond()).bind(until.as_millisecond()).fetch_all(c).await?;
    rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("n")?))).collect()
}

/// A page of these releases, the latest first; by one channel, where it is named.
pub async fn released_list(
    c: &mut Connection,
    viewer: &Viewer,
    channel: Option<&str>,
    (from, until): (Timestamp, Timestamp),
    skip: i64,
    limit: i64,
) -> Result<Vec<Release>, Failure> {
    let text = format!(
        "{RELEASE} WHERE {} AND ($4 = '' OR c.name = $4) ORDER BY r.released_at DESC, r.id DESC LIMIT {limit} OFFSET {skip}",
        released(viewer)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0);
    let query =
        query.bind(from.as_millisecond()).bind(until.as_millisecond()).bind(channel.unwrap_or_default());
    query.fetch_all(c).await?.iter().map(release).collect()
}

/// The condition for releases between two instants of what the viewer may read.
fn released(viewer: &Viewer) -> String {
    format!(
        "r.school_id = $1 AND r.released_at >= $2 AND r.released_at < $3
         AND r.state IN ('done', 'to_recall', 'recalled') AND {}",
        publishing::readable(viewer, "r.audience", "r.unit_id")
    )
}

/// The channels on which a publication stands, in order of time. Whoever may
/// see the publication may see them.
pub async fn standing_on(
    c: &mut Connection,
    viewer: &Viewer,
    publication: PublicationId,
) -> Result<Vec<Entry>, Failure> {
    let text = format!(
        "{ENTRY} WHERE r.school_id = $1 AND r.publication_id = $2 AND r.state = 'done' ORDER BY r.released_at, c.position"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).bind(publication.0);
    query.fetch_all(c).await?.iter().map(read).collect()
}

/// All releases of a publication, whatever their state, where they are the viewer's business.
pub async fn releases_of(
    c: &mut Connection,
    viewer: &Viewer,
    publication: PublicationId,
) -> Result<Vec<Entry>, Failure> {
    let text = format!(
        "{ENTRY} WHERE r.school_id = $1 AND r.publication_id = $2 AND {} ORDER BY c.position, c.id",
        concerns(viewer)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).bind(publication.0);
    query.fetch_all(c).await?.iter().map(read).collect()
}

/// Which releases are a viewer's business: those of their units' publications,
/// those by channels that their units run, and everything for those who see all.
/// What only some may read is not shown to the channel's unit.
fn concerns(viewer: &Viewer) -> String {
    if viewer.sees_all_drafts() {
        return "1 = 1".to_owned();
    }
    let units = [Role::Liaison, Role::UnitHead].into_iter().flat_map(|role| viewer.units_of(role));
    // A person without units sees nothing.
    let own: Vec<_> = units.map(|unit| unit.0).chain([0]).map(|unit| unit.to_string()).collect();
    let own = own.join(", ");
    let some = Audience::Some.code();
    format!("(r.unit_id IN ({own}) OR (c.unit_id IN ({own}) AND r.audience <> '{some}'))")
}

/// Which releases a list shows.
#[derive(Clone, Debug)]
pub struct Filter {
    /// In this state.
    pub state: State,
    /// By this channel; by all where there is none.
    pub channel: Option<ChannelId>,
    /// Rows to pass over.
    pub skip: i64,
    /// Rows at most.
    pub limit: i64,
}

/// A page of releases that are the viewer's business: what waits, the longest
/// waiting first; everything else, the latest first.
pub async fn entries(c: &mut Connection, viewer: &Viewer, filter: &Filter) -> Result<Vec<Entry>, Failure> {
    let by_channel =
        filter.channel.map(|channel| format!(" AND r.channel_id = {}", channel.0)).unwrap_or_default();
    let order = match filter.state {
        State::Waiting => "r.created_at, r.id",
        State::Done => "r.released_at DESC, r.id DESC",
        _ => "r.created_at DESC, r.id DESC",
    };
    let text = format!(
        "{ENTRY} WHERE r.school_id = $1 AND r.state = $2 AND {}{by_channel} ORDER BY {order} LIMIT {} OFFSET {}",
        concerns(viewer),
        filter.limit.clamp(1, 500),
        filter.skip.max(0)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).bind(filter.state.code());
    query.fetch_all(c).await?.iter().map(read).collect()
}

/// How many releases of the viewer's business there are by each channel in each of these states.
pub async fn entry_counts(
    c: &mut Connection,
    viewer: &Viewer,
    states: &[State],
) -> Result<Vec<(ChannelId, State, i64)>, Failure> {
    let codes: Vec<_> = states.iter().map(|state| format!("'{}'", state.code())).collect();
    let text = format!(
        "SELECT r.channel_id, r.state, COUNT(*) AS n FROM channels_releases r JOIN channels_channels c ON c.id = r.channel_id
         WHERE r.school_id = $1 AND r.state IN ({}) AND {} GROUP BY r.channel_id, r.state",
        codes.join(", "),
        concerns(viewer)
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(viewer.school.0).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let state: String = row.try_get("state")?;
            let state = State::from_code(&state).ok_or(Failure::Unreadable("channels_releases.state"))?;
            Ok((ChannelId(row.try_get("channel_id")?), state, row.try_get("n")?))
        })
        .collect()
}

/// A release whoever asks; for actions, which ask their rules.
pub(crate) async fn entry(
    c: &mut Connection,
    school: SchoolId,
    publication: PublicationId,
    channel: ChannelId,
) -> Result<Option<Entry>, Failure> {
    let text = format!("{ENTRY} WHERE r.school_id = $1 AND r.publication_id = $2 AND r.channel_id = $3");
    let query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).bind(publication.0).bind(channel.0);
    query.fetch_optional(c).await?.as_ref().map(read).transpose()
}

/// What the register keeps of publications, for the rules.
pub(crate) async fn held(
    c: &mut Connection,
    school: SchoolId,
    publications: &[PublicationId],
) -> Result<BTreeMap<PublicationId, Vec<Held>>, Failure> {
    let listed = publications.iter().map(PublicationId::to_string).collect::<Vec<_>>().join(", ");
    let text = format!("{ENTRY} WHERE r.school_id = $1 AND r.publication_id IN ({listed}) ORDER BY r.id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(school.0).fetch_all(c).await?;
    let mut all: BTreeMap<_, Vec<Held>> = BTreeMap::new();
    for row in &rows {
        let entry = read(row)?;
        all.entry(entry.publication).or_default().push(Held {
            channel: entry.channel,
            kind: entry.kind,
            state: entry.state,
            at: entry.released_at,
            address: entry.address,
            by_person: entry.recorded_by.is_some(),
        });
    }
    Ok(all)
}

/// A publication's release as it is to be written.
pub(crate) struct Record<'a> {
    pub publication: PublicationId,
    pub version: VersionId,
    pub unit: UnitId,
    pub audience: Audience,
    pub step: &'a Step,
    /// Who answers for it; nobody where the system or an import says so.
    pub by: Option<PersonId>,
}

/// What a release binds.
const WIDTH: usize = 13;

/// Writes releases, each of a publication and channel of its own: new ones, or what became of those
/// that are there.
pub(crate) async fn put(
    c: &mut Connection,
    school: SchoolId,
    now: Timestamp,
    records: &[Record<'_>],
) -> Result<(), Failure> {
    for some in records.chunks(sql::together(WIDTH)) {
        let text = format!(
            "INSERT INTO channels_releases (school_id, publication_id, version_id, channel_id, unit_id, audience, state,
                released_at, address, recorded_by, reason, recorded_at, created_at)
             VALUES {}
             ON CONFLICT (publication_id, channel_id) DO UPDATE SET version_id = excluded.version_id,
                state = excluded.state, released_at = excluded.released_at, address = excluded.address,
                recorded_by = excluded.recorded_by, reason = excluded.reason, recorded_at = excluded.recorded_at",
            sql::rows(some.len(), WIDTH)
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).persistent(sql::is_usual(some.len(), WIDTH));
        for record in some {
            query = bind(query, school, now, record);
        }
        query.execute(&mut *c).await?;
    }
    Ok(())
}

fn bind<'q>(
    query: Query<'q, Any, AnyArguments>,
    school: SchoolId,
    now: Timestamp,
    record: &Record<'q>,
) -> Query<'q, Any, AnyArguments> {
    let step = record.step;
    query
        .bind(school.0)
        .bind(record.publication.0)
        .bind(record.version.0)
        .bind(step.channel.0)
        .bind(record.unit.0)
        .bind(record.audience.code())
        .bind(step.state.code())
        .bind(step.at.map(|at| at.as_millisecond()))
        .bind(&step.address)
        .bind(record.by.map(|person| person.0))
        .bind(step.reason)
        .bind(now.as_millisecond())
        .bind(now.as_millisecond())
}

/// A new version stands: whose the publication is, and which version waits to go out.
pub(crate) async fn follow_version(
    c: &mut Connection,
    publication: PublicationId,
    version: VersionId,
    unit: UnitId,
    audience: Audience,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE channels_releases SET unit_id = $2, audience = $3,
            version_id = CASE WHEN state = 'waiting' THEN $4 ELSE version_id END WHERE publication_id = $1",
    )
    .bind(publication.0)
    .bind(unit.0)
    .bind(audience.code())
    .bind(version.0)
    .execute(c)
    .await?;
    Ok(())
}

/// It does not go out by this channel.
pub(crate) async fn set_cancelled(
    c: &mut Connection,
    (publication, channel): (PublicationId, ChannelId),
    by: Option<PersonId>,
    reason: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE channels_releases SET state = 'cancelled', released_at = NULL, recorded_by = $3, recorded_at = $4,
            reason = $5 WHERE publication_id = $1 AND channel_id = $2",
    )
    .bind(publication.0)
    .bind(channel.0)
    .bind(by.map(|person| person.0))
    .bind(now.as_millisecond())
    .bind(reason)
    .execute(c)
    .await?;
    Ok(())
}

/// It stands there still and has to be taken off.
pub(crate) async fn set_to_recall(
    c: &mut Connection,
    (publication, channel): (PublicationId, ChannelId),
    reason: &str,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE channels_releases SET state = 'to_recall', reason = $3 WHERE publication_id = $1 AND channel_id = $2",
    )
    .bind(publication.0)
    .bind(channel.0)
    .bind(reason)
    .execute(c)
    .await?;
    Ok(())
}

/// It was taken off, by a person or by the system itself.
pub(crate) async fn set_recalled(
    c: &mut Connection,
    (publication, channel): (PublicationId, ChannelId),
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE channels_releases SET state = 'recalled', recalled_by = $3, recalled_at = $4
         WHERE publication_id = $1 AND channel_id = $2",
    )
    .bind(publication.0)
    .bind(channel.0)
    .bind(by.map(|person| person.0))
    .bind(now.as_millisecond())
    .execute(c)
    .await?;
    Ok(())
}
