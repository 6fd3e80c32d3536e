//! Channels and the releases by them.

use jiff::Timestamp;
use terms::{ChannelId, PersonId, PublicationId, UnitId};

/// How a channel carries what goes out by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The school's portal, which is this program: it releases by itself.
    Portal,
    /// Another place on the network, on which a person puts it: WeChat, Weibo, another site.
    Push,
    /// A screen: LED, the lobby's touch screen.
    Screen,
    /// Spoken: campus radio.
    Voice,
    /// On paper: boards, the school's paper, handbooks.
    Print,
    /// Told to those present.
    Meeting,
    /// Not known: an import named it.
    Other,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] =
        [Kind::Portal, Kind::Push, Kind::Screen, Kind::Voice, Kind::Print, Kind::Meeting, Kind::Other];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Portal => "portal",
            Kind::Push => "push",
            Kind::Screen => "screen",
            Kind::Voice => "voice",
            Kind::Print => "print",
            Kind::Meeting => "meeting",
            Kind::Other => "other",
        }
    }

    /// The kind of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Portal => "本网站",
            Kind::Push => "别的网站、公众号、办公系统",
            Kind::Screen => "屏幕",
            Kind::Voice => "广播",
            Kind::Print => "张贴、印发",
            Kind::Meeting => "会议",
            Kind::Other => "其他",
        }
    }

    /// Whether what went out by it still stands somewhere and can be taken off.
    pub fn leaves_a_trace(self) -> bool {
        !matches!(self, Kind::Voice | Kind::Meeting)
    }
}

/// A channel (公开渠道) of a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its number: releases hang on it, whatever its name.
    pub id: ChannelId,
    /// What versions name.
    pub code: String,
    /// What the school says of it now.
    pub details: Details,
    /// Its place in lists.
    pub position: i64,
}

/// What a school says of a channel; its code apart, all of it may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Its name.
    pub name: String,
    /// How it carries what goes out.
    pub kind: Kind,
    /// Whether a release by it counts as published online.
    pub is_online: bool,
    /// Whether the spokesperson approves what goes out by it.
    pub needs_spokesperson: bool,
    /// The unit that runs it.
    pub unit: Option<UnitId>,
    /// The account on it.
    pub account: String,
    /// What whoever uses it should know.
    pub note: String,
    /// Whether no draft offers it any more.
    pub is_retired: bool,
}

/// Where a release by a channel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 待发布: waits for a person to put it there.
    Waiting,
    /// 已发布: somebody, or the system, says it was.
    Done,
    /// 不发: it does not go out by this channel after all.
    Cancelled,
    /// 待撤: it was released, the publication came down, and it stands there still.
    ToRecall,
    /// 已撤: it was released and has been taken off.
    Recalled,
}

impl State {
    /// All states.
    pub const ALL: [State; 5] =
        [State::Waiting, State::Done, State::Cancelled, State::ToRecall, State::Recalled];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Cancelled => "cancelled",
            State::ToRecall => "to_recall",
            State::Recalled => "recalled",
        }
    }

    /// The state of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "待发布",
            State::Done => "已发布",
            State::Cancelled => "不发",
            State::ToRecall => "待撤",
            State::Recalled => "已撤",
        }
    }

    /// The shape beside the word.
    pub fn mark(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Cancelled => "na",
            State::ToRecall => "late",
            State::Recalled => "nil",
        }
    }
}

/// A release as counts take it: what was released by a channel, also what was
/// taken off it later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The publication.
    pub publication: PublicationId,
    /// The channel's name at the time of asking.
    pub channel: String,
    /// The channel's code.
    pub code: String,
    /// Whether it counts as published online.
    pub is_online: bool,
    /// When it appeared there.
    pub at: Timestamp,
    /// An address on the web, or a place; may be empty.
    pub address: String,
}

/// A release with its channel, as the register keeps it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The publication.
    pub publication: PublicationId,
    /// The channel.
    pub channel: ChannelId,
    /// The channel's present name.
    pub name: String,
    /// The channel's kind.
    pub kind: Kind,
    /// The unit that runs the channel.
    pub channel_unit: Option<UnitId>,
    /// The publication's unit.
    pub unit: UnitId,
    /// Where it stands.
    pub state: State,
    /// When it appeared there.
    pub released_at: Option<Timestamp>,
    /// An address on the web, or a place; may be empty.
    pub address: String,
    /// Who answers for the state.
    pub recorded_by: Option<PersonId>,
    /// Who took it off.
    pub recalled_by: Option<PersonId>,
    /// When it was taken off.
    pub recalled_at: Option<Timestamp>,
    /// Why it does not go out, or had to come off.
    pub reason: String,
    /// When it began to wait.
    pub created_at: Timestamp,
}
