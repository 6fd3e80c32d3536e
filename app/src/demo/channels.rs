//! The demo's register of channels, and what people record of releases.

use channels::Details;
use channels::actions::{RecordRelease, add_channel, change_channel, record_release};
use channels::{ChannelError, Entry, Filter, Kind, State};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::{Actor, Context};
use terms::{ChannelId, Role, Viewer};

use super::content::file;
use super::fill::{DemoError, Filling};

/// What waits for less than this, waits still.
const WAITING_DAYS: i64 = 5;

#[derive(Deserialize)]
struct ChannelsFile {
    channels: Vec<ChannelRow>,
}

#[derive(Deserialize)]
struct ChannelRow {
    code: String,
    name: String,
    kind: String,
    online: bool,
    #[serde(default)]
    media: bool,
    unit: String,
    #[serde(default)]
    account: String,
    note: String,
}

/// Registers the channels; the portal's is there, and only gets its name.
pub async fn register(filling: &Filling<'_>) -> Result<(), DemoError> {
    let data: ChannelsFile = file("channels.toml");
    let day = filling.days.of_year(-3, "09-01").ok_or(DemoError::Day)?;
    let context = filling.context(Actor::Operator, day, 11);
    let known = channels::channels(&mut *filling.store().reader().await?, filling.school).await?;
    for row in data.channels {
        let details = Details {
            name: row.name,
            kind: Kind::from_code(&row.kind).ok_or(ChannelError::Missing)?,
            is_online: row.online,
            needs_spokesperson: row.media,
            unit: Some(filling.unit(&row.unit)?),
            account: row.account,
            note: row.note,
            is_retired: false,
        };
        match known.iter().find(|channel| channel.code == row.code) {
            Some(channel) => change_channel(filling.store(), &context, channel.id, &details).await?,
            None => add_channel(filling.store(), &context, &row.code, &details).await.map(drop)?,
        }
    }
    Ok(())
}

/// The liaison of the unit, or else the office, records what went
/// out: within the day after the release, but for what is a few days old.
pub async fn record(filling: &Filling<'_>) -> Result<(), DemoError> {
    let office = filling.viewers.iter().find(|viewer| viewer.has(Role::Office));
    let office = office.ok_or_else(|| DemoError::Person("office".to_owned()))?;
    let waiting = waiting(filling, office).await?;
    let oldest = filling.days.today.saturating_sub(jiff::Span::new().days(WAITING_DAYS));
    let last = terms::instant_of(oldest.to_datetime(Time::midnight()));
    for entry in waiting.iter().filter(|entry| entry.created_at < last) {
        let of_unit = filling.with_role(Role::Liaison, entry.unit, None);
        let viewer = of_unit.unwrap_or(office);
        let at = appeared(entry.created_at, entry.channel);
        let (publication, channel) = (entry.publication, entry.channel);
        let record = RecordRelease { publication, channel, at, address: address(entry) };
        let context = Context::of(viewer, at + SignedDuration::from_mins(20));
        record_release(filling.store(), &context, viewer, &record).await?;
    }
    Ok(())
}

async fn waiting(filling: &Filling<'_>, office: &Viewer) -> Result<Vec<Entry>, DemoError> {
    let mut all = Vec::new();
    loop {
        let filter = Filter { state: State::Waiting, channel: None, skip: all.len() as i64, limit: 500 };
        let page = channels::entries(&mut *filling.store().reader().await?, office, &filter).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Each channel takes its own time.
fn appeared(released: Timestamp, channel: ChannelId) -> Timestamp {
    released + SignedDuration::from_mins(15 + 35 * channel.0.rem_euclid(9))
}

fn address(entry: &Entry) -> String {
    match entry.kind {
        Kind::Push => format!("https://channels.example.edu.cn/{}/{}", entry.channel, entry.publication),
        Kind::Print => "行政楼一楼".to_owned(),
        Kind::Screen => "行政楼大厅".to_owned(),
        _ => String::new(),
    }
}
