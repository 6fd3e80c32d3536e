//! What follows for the channels when a version is released or a publication
//! comes down.

use std::collections::HashMap;

use jiff::Timestamp;
use publishing::NamedChannel;
use terms::ChannelId;

use crate::model::{Channel, Kind, State};

/// A release that the register already keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The channel.
    pub channel: ChannelId,
    /// The channel's kind.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// When it appeared there.
    pub at: Option<Timestamp>,
    /// Where.
    pub address: String,
    /// Whether a person answers for it: what they said, stays.
    pub by_person: bool,
}

/// A release that is to stand so from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The channel.
    pub channel: ChannelId,
    /// Where it stands then.
    pub state: State,
    /// When it appeared there.
    pub at: Option<Timestamp>,
    /// Where.
    pub address: String,
    /// Why, where it does not go out or comes off.
    pub reason: &'static str,
}

/// Why a channel that no longer is named does not wait any more.
const NOT_NAMED: &str = "修订后不再走这个渠道";
/// Why an imported release that no longer is told of is none.
const CORRECTED: &str = "重新导入时更正";
/// Why nothing waits for a publication that came down.
const CAME_DOWN: &str = "信息已撤下";
/// Why nothing waits for a list whose time is over.
const EXPIRED: &str = "名单已到期撤下";

/// What follows from a version's release at `at`. A channel of its own keeps
/// one release, whatever the versions: a revision adds only what is new.
///
/// History names when it went out by each channel; everything else stands on
/// the portal at once, and waits for a person on the other channels.
pub fn after_release(
    named: &[NamedChannel],
    register: &[Channel],
    held: &[Held],
    at: Timestamp,
) -> Vec<Step> {
    let wanted = wanted(named, register, at);
    let known: HashMap<ChannelId, &Held> = held.iter().map(|one| (one.channel, one)).collect();
    let news = wanted.iter().filter(|step| match known.get(&step.channel) {
        None => true,
        Some(held) => !held.by_person && takes_over(held, step),
    });
    let gone = held
        .iter()
        .filter(|one| !one.by_person && wanted.iter().all(|step| step.channel != one.channel))
        .filter_map(|one| {
            let reason = match one.state {
                State::Waiting => NOT_NAMED,
                State::Done => CORRECTED,
                _ => return None,
            };
            Some(Step {
                channel: one.channel,
                state: State::Cancelled,
                at: None,
                address: String::new(),
                reason,
            })
        });
    news.cloned().chain(gone).collect()
}

/// Whether what a version says takes the place of what the system wrote before.
fn takes_over(held: &Held, step: &Step) -> bool {
    match (held.state, step.state) {
        (State::Waiting | State::Cancelled, State::Done) | (State::Cancelled, State::Waiting) => true,
        // A corrected import; the portal's own time is that of its first release.
        (State::Done, State::Done) => {
            held.kind != Kind::Portal && (held.at != step.at || held.address != step.address)
        }
        _ => false,
    }
}

fn wanted(named: &[NamedChannel], register: &[Channel], at: Timestamp) -> Vec<Step> {
    let is_history = named.iter().any(|one| one.at.is_some());
    let mut steps: Vec<Step> = Vec::new();
    let portal = register.iter().find(|channel| channel.details.kind == Kind::Portal && !is_history);
    steps.extend(portal.map(|portal| done(portal.id, at, "")));
    for one in named {
        let Some(channel) = register.iter().find(|channel| channel.code == one.code) else { continue };
        if steps.iter().any(|step| step.channel == channel.id) {
            continue;
        }
        match one.at {
            Some(then) => steps.push(done(channel.id, then, &one.address)),
            None if channel.details.is_retired => {}
            None => steps.push(Step {
                channel: channel.id,
                state: State::Waiting,
                at: None,
                address: String::new(),
                reason: "",
            }),
        }
    }
    steps
}

fn done(channel: ChannelId, at: Timestamp, address: &str) -> Step {
    Step { channel, state: State::Done, at: Some(at), address: address.to_owned(), reason: "" }
}

/// What follows when a publication comes down: nothing waits any more, and
/// what stands on other channels has to be taken off by a person. What was
/// released keeps its day. Where only a list has expired, the portal still
/// shows the notice. What was spoken cannot be taken back.
pub fn after_withdrawal(held: &[Held], is_expiry: bool) -> Vec<Step> {
    let reason = if is_expiry { EXPIRED } else { CAME_DOWN };
    held.iter()
        .filter_map(|one| {
            let state = match (one.state, one.kind) {
                (State::Waiting, _) => State::Cancelled,
                (State::Done, Kind::Portal) if !is_expiry => State::Recalled,
                (State::Done, kind) if kind != Kind::Portal && kind.leaves_a_trace() => State::ToRecall,
                _ => return None,
            };
            Some(Step { channel: one.channel, state, at: one.at, address: one.address.clone(), reason })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::channel::tests::channel;
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hour * 3600).unwrap()
    }

    fn register() -> Vec<Channel> {
        let mut old = channel(5, "paper", Kind::Print);
        old.details.is_retired = true;
        vec![
            channel(1, "web", Kind::Portal),
            channel(2, "wechat", Kind::Push),
            channel(3, "radio", Kind::Voice),
            channel(4, "board", Kind::Print),
            old,
        ]
    }

    fn held(id: i64, kind: Kind, state: State, by_person: bool) -> Held {
        let at = matches!(state, State::Done | State::ToRecall | State::Recalled).then(|| at(0));
        Held { channel: ChannelId(id), kind, state, at, address: String::new(), by_person }
    }

    fn told(steps: &[Step]) -> Vec<(i64, State)> {
        steps.iter().map(|step| (step.channel.0, step.state)).collect()
    }

    fn named(codes: &[&str]) -> Vec<NamedChannel> {
        codes.iter().map(|code| NamedChannel::from(*code)).collect()
    }

    #[test]
    fn a_release_stands_on_the_portal_and_waits_elsewhere() {
        for (codes, expected) in [
            (&[][..], vec![(1, State::Done)]),
            (&["web"], vec![(1, State::Done)]),
            (&["wechat", "web", "wechat"], vec![(1, State::Done), (2, State::Waiting)]),
            (&["board", "radio"], vec![(1, State::Done), (4, State::Waiting), (3, State::Waiting)]),
            (&["paper", "unknown"], vec![(1, State::Done)]),
        ] {
            let steps = after_release(&named(codes), &register(), &[], at(1));
            assert_eq!(told(&steps), expected, "{codes:?}");
            assert_eq!(steps[0].at, Some(at(1)));
        }
    }

    #[test]
    fn history_says_itself_by_what_it_went_out() {
        let row = |code: &str, hour, address: &str| NamedChannel {
            code: code.into(),
            at: Some(at(hour)),
            address: address.into(),
        };
        let history = [row("wechat", 2, "https://x.example/1"), row("paper", 3, "")];
        let steps = after_release(&history, &register(), &[], at(9));
        assert_eq!(told(&steps), [(2, State::Done), (5, State::Done)], "no portal, and retired ones count");
        assert_eq!((steps[0].at, steps[0].address.as_str()), (Some(at(2)), "https://x.example/1"));
        // The same again changes nothing; another time corrects it; a person's word stays.
        let mut known = held(2, Kind::Push, State::Done, false);
        known.at = Some(at(2));
        known.address = "https://x.example/1".into();
        let same = after_release(&history[..1], &register(), &[known.clone()], at(9));
        assert_eq!(same, []);
        let moved = after_release(&[row("wechat", 4, "")], &register(), &[known.clone()], at(9));
        assert_eq!((told(&moved), moved[0].at), (vec![(2, State::Done)], Some(at(4))));
        known.by_person = true;
        assert_eq!(after_release(&[row("wechat", 4, "")], &register(), &[known], at(9)), []);
        // What a corrected row no longer tells of, is none.
        let portal = held(1, Kind::Portal, State::Done, false);
        let steps = after_release(&history[..1], &register(), &[portal], at(9));
        assert_eq!(told(&steps), [(2, State::Done), (1, State::Cancelled)]);
    }

    #[test]
    fn a_revision_adds_only_what_is_new() {
        let first = [
            held(1, Kind::Portal, State::Done, false),
            held(2, Kind::Push, State::Done, true),
            held(3, Kind::Voice, State::Waiting, false),
        ];
        assert_eq!(after_release(&named(&["wechat", "radio"]), &register(), &first, at(5)), []);
        let other = after_release(&named(&["board"]), &register(), &first, at(5));
        assert_eq!(told(&other), [(4, State::Waiting), (3, State::Cancelled)]);
        for (by_person, expected) in [(false, vec![(3, State::Waiting)]), (true, vec![])] {
            let known = [first[0].clone(), held(3, Kind::Voice, State::Cancelled, by_person)];
            let steps = after_release(&named(&["radio"]), &register(), &known, at(5));
            assert_eq!(told(&steps), expected, "by a person: {by_person}");
        }
        let recalled =
            [held(1, Kind::Portal, State::Recalled, false), held(2, Kind::Push, State::ToRecall, true)];
        assert_eq!(after_release(&named(&["wechat"]), &register(), &recalled, at(5)), []);
    }

    #[test]
    fn what_came_down_is_taken_off_where_it_stands() {
        let all = [
            held(1, Kind::Portal, State::Done, false),
            held(2, Kind::Push, State::Done, true),
            held(3, Kind::Voice, State::Done, true),
            held(4, Kind::Print, State::Waiting, false),
            held(6, Kind::Meeting, State::Done, true),
            held(7, Kind::Screen, State::Cancelled, true),
        ];
        let steps = after_withdrawal(&all, false);
        assert_eq!(told(&steps), [(1, State::Recalled), (2, State::ToRecall), (4, State::Cancelled)]);
        assert_eq!(steps[1].at, Some(at(0)), "what was released keeps its day");
        assert_eq!(told(&after_withdrawal(&all, true)), [(2, State::ToRecall), (4, State::Cancelled)]);
    }
}
