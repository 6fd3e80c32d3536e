//! The channels in a draft's form.

use terms::SchoolId;
use web::{Fields, Kind as Problem, Outcome, Visit, format};

use super::Office;
use crate::KnownChannel;
use crate::model::NamedChannel;

/// What the form says of channels.
#[derive(Default)]
pub struct ChannelChoices {
    /// The portal's name.
    pub always: String,
    /// What was imported with the time at which it went out.
    pub past: Vec<String>,
    /// What may be ticked.
    pub choices: Vec<Choice>,
}

/// A channel to be ticked.
pub struct Choice {
    pub code: String,
    pub name: String,
    pub hint: String,
    pub is_chosen: bool,
}

impl ChannelChoices {
    pub fn new(known: Vec<KnownChannel>, named: &[NamedChannel]) -> ChannelChoices {
        let mut choices = ChannelChoices::default();
        for channel in known {
            let chosen = named.iter().find(|one| one.code == channel.code);
            if let Some(at) = chosen.and_then(|one| one.at) {
                let day = format::long_day(terms::day_of(at));
                choices.past.push(format!("{}，导入时记着{day}已发布", channel.name));
            } else if channel.is_portal {
                choices.always = channel.name;
            } else if chosen.is_some() || !channel.is_retired {
                choices.choices.push(Choice {
                    is_chosen: chosen.is_some(),
                    hint: hint(&channel),
                    code: channel.code,
                    name: channel.name,
                });
            }
        }
        choices
    }
}

fn hint(channel: &KnownChannel) -> String {
    let spokesperson = if channel.needs_spokesperson { "要新闻发言人审批" } else { "" };
    let retired = if channel.is_retired { "已停用" } else { "" };
    let words = [retired, spokesperson, channel.note.as_str()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("；")
}

/// Reads what was ticked. Imported history stays what it was, and the portal
/// needs no name.
pub async fn read(
    office: &Office,
    visit: &Visit,
    fields: &mut Fields,
    stored: &[NamedChannel],
) -> Outcome<Vec<NamedChannel>> {
    let ticked = fields.all("channels");
    let mut named: Vec<NamedChannel> = stored.iter().filter(|one| one.at.is_some()).cloned().collect();
    if ticked.is_empty() {
        return Ok(named);
    }
    let known = known(office, visit.school()).await?;
    let mut reasons = Vec::new();
    for code in ticked {
        let was_named = stored.iter().any(|one| one.code == code);
        match known.iter().find(|channel| channel.code == code) {
            None => reasons.push(format!("没有“{code}”这个渠道，请从列表里选")),
            Some(channel) if channel.is_retired && !was_named => {
                reasons.push(format!("“{}”已经停用，请选别的渠道", channel.name));
            }
            Some(channel) if channel.is_portal || named.iter().any(|one| one.code == code) => {}
            Some(_) => named.push(NamedChannel::from(code.as_str())),
        }
    }
    if reasons.is_empty() { Ok(named) } else { Err(Problem::Refused(reasons).into()) }
}

async fn known(office: &Office, school: SchoolId) -> Outcome<Vec<KnownChannel>> {
    let mut reader = office.site.store().reader().await?;
    Ok(office.channels.known(&mut reader, school).await?)
}

/// The names of the channels that a version names; the code where there is none.
pub fn names(known: &[KnownChannel], named: &[NamedChannel]) -> String {
    let name = |one: &NamedChannel| {
        let channel = known.iter().find(|channel| channel.code == one.code);
        channel.map_or_else(|| one.code.clone(), |channel| channel.name.clone())
    };
    named.iter().map(name).collect::<Vec<_>>().join("、")
}
