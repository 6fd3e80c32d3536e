//! Roles (角色): what a person may do in a school.

use serde::{Deserialize, Serialize};

/// Whether a role is held for one unit or for the whole school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleScope {
    /// The role is given for one unit.
    Unit,
    /// The role counts in the whole school.
    School,
}

/// A role of a person, as mission.md names the people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 信息联络员: writes what the unit publishes.
    Liaison,
    /// 部门负责人: answers for what the unit publishes.
    UnitHead,
    /// 保密审查员: reads every version before it is public.
    SecrecyReviewer,
    /// 信息公开办公室: runs catalogue, release, import and report.
    Office,
    /// 监督小组: sees, changes nobody's record.
    Supervisor,
    /// 校领导: approves what is important.
    Leader,
    /// 新闻发言人: approves what goes to the media.
    Spokesperson,
    /// 系统管理员: accounts, units and settings; reads no drafts.
    Administrator,
}

impl Role {
    /// All roles, in the order of their work on a publication.
    pub const ALL: [Role; 8] = [
        Role::Liaison,
        Role::UnitHead,
        Role::SecrecyReviewer,
        Role::Office,
        Role::Leader,
        Role::Spokesperson,
        Role::Supervisor,
        Role::Administrator,
    ];

    /// Everyone with a part in the way of a publication, and who watches it: all but the
    /// administrator.
    pub const DISCLOSURE: [Role; 7] = [
        Role::Liaison,
        Role::UnitHead,
        Role::SecrecyReviewer,
        Role::Office,
        Role::Leader,
        Role::Spokesperson,
        Role::Supervisor,
    ];

    /// The word for the database and for files.
    pub fn code(self) -> &'static str {
        match self {
            Role::Liaison => "liaison",
            Role::UnitHead => "unit_head",
            Role::SecrecyReviewer => "secrecy_reviewer",
            Role::Office => "office",
            Role::Supervisor => "supervisor",
            Role::Leader => "leader",
            Role::Spokesperson => "spokesperson",
            Role::Administrator => "administrator",
        }
    }

    /// The role of a database word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }

    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Liaison => "信息联络员",
            Role::UnitHead => "部门负责人",
            Role::SecrecyReviewer => "保密审查员",
            Role::Office => "信息公开办公室",
            Role::Supervisor => "监督小组",
            Role::Leader => "校领导",
            Role::Spokesperson => "新闻发言人",
            Role::Administrator => "系统管理员",
        }
    }

    /// The role of a Chinese name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }

    /// Whether the role is given for a unit or for the school.
    pub fn scope(self) -> RoleScope {
        match self {
            Role::Liaison | Role::UnitHead => RoleScope::Unit,
            _ => RoleScope::School,
        }
    }
}
