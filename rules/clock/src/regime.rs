//! The rules of one order of law, as data: every number with its law, and with
//! its doubt where it is not certain.

use std::sync::OnceLock;

use calendar::DayUnit;
use serde::{Deserialize, Serialize};

use crate::event::Consulted;

/// The rules by which a clock runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// The code that is kept with a matter, such as `measures_2010`.
    pub code: String,
    /// The order's name, as people read it.
    pub name: String,
    /// The built-in regime whose bounds a school's own keeps to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<String>,
    /// Whether what comes online, by fax or by ordinary mail is received only
    /// when both sides have confirmed it (《政府信息公开条例》第三十一条).
    pub confirms: bool,
    /// Whether a matter may be passed on to another body, which ends it here.
    pub transfer_ends: bool,
    /// Whether days on which the school is closed do not count. The law's
    /// working days are the State Council's, so no built-in regime says so; a
    /// school's own may, where it promised more than the law, and even then
    /// closures do not count once they would carry the due date past the law's.
    #[serde(default)]
    pub closures: bool,
    /// 受理: a letter is to be taken up, and its sender told, within this; then the answer's term begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Term>,
    /// 答复
    pub answer: Term,
    /// 延期: the most days, once; none where 0.
    pub extension: Term,
    /// 补正告知: within this after receipt, once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Term>,
    /// 第三方 answers within this; silent after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub third_party: Option<Term>,
    /// 其他机关 answers within this; silent after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_organ: Option<Term>,
    /// The rule by which the clock may be paused for another reason (中止); no order of law has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<String>,
}

/// A number of days, with its law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// How many days.
    pub days: u32,
    /// The most that a school's own rule may give; the law's own number unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Working or calendar days.
    pub unit: DayUnit,
    /// Whether the time that is waited does not count (of consultations only).
    #[serde(default)]
    pub stops_clock: bool,
    /// Order and article.
    pub law: String,
    /// What about it is not certain, to be said wherever the number is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

impl Term {
    /// The most days that a school's own rule may give.
    pub fn bound(&self) -> u32 {
        self.most.unwrap_or(self.days)
    }
}

const FILES: [&str; 3] = [
    include_str!("../data/measures_2010.toml"),
    include_str!("../data/regulation_2019.toml"),
    include_str!("../data/letters_2022.toml"),
];

impl Regime {
    /// The regimes of law: `measures_2010` (高等学校信息公开办法), `regulation_2019`
    /// (政府信息公开条例) and `letters_2022` (信访工作条例).
    pub fn all_built_in() -> &'static [Regime] {
        static BUILT_IN: OnceLock<Vec<Regime>> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            FILES.iter().map(|text| toml::from_str(text).expect("the files are read by a test")).collect()
        })
    }

    /// One of them by its code.
    pub fn built_in(code: &str) -> Option<Regime> {
        Regime::all_built_in().iter().find(|regime| regime.code == code).cloned()
    }

    /// The term to answer a letter that asks for an opinion, if the regime knows such letters.
    pub fn consultation(&self, whom: Consulted) -> Option<&Term> {
        match whom {
            Consulted::ThirdParty => self.third_party.as_ref(),
            Consulted::OtherOrgan => self.other_organ.as_ref(),
        }
    }
}
