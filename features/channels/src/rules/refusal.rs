//! Every reason why not, each a sentence that says what to do.

use thiserror::Error;

/// A reason why something is not done to a channel or a release.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The code is not a short word of small letters and digits.
    #[error("渠道代码用 1 到 20 个小写字母、数字或连字符，并以字母开头")]
    Code,
    /// Another channel has this code.
    #[error("代码“{0}”已有别的渠道在用")]
    CodeTaken(String),
    /// The name is empty or too long.
    #[error("渠道名称要写 1 到 40 个字")]
    Name,
    /// Another channel has this name.
    #[error("“{0}”已有别的渠道在用")]
    NameTaken(String),
    /// The portal is one, and it is there.
    #[error("“本网站”只有一个，已经登记了；别的网站请选“别的网站、公众号、办公系统”")]
    SecondPortal,
    /// The portal stays what it is.
    #[error("本网站的种类不能改，也不能停用：公开的信息都在上面")]
    PortalStays,
    /// No such unit.
    #[error("没有这个部门，请从列表里选")]
    NoSuchUnit,
    /// The account or the note is too long.
    #[error("账号最多60个字，说明最多200个字")]
    TooLong,
    /// The publication does not stand.
    #[error("这条信息现在没有公开着，不能登记发布")]
    NotStanding,
    /// The channel is the portal.
    #[error("本网站由系统自己发布和撤下，不用登记")]
    BySystem,
    /// The channel takes nothing new.
    #[error("“{0}”已经停用，请先在公开渠道里恢复使用")]
    Retired(String),
    /// It was released by this channel already.
    #[error("这个渠道已经登记过发布，不用再登记")]
    DoneAlready,
    /// It does not wait.
    #[error("这个渠道现在不是待发布，不能改成不发")]
    NotWaiting,
    /// It is not to be taken off.
    #[error("这个渠道现在没有要撤的内容")]
    NotToRecall,
    /// When it went out cannot be read.
    #[error("“{0}”不是时间，请写成 2026-11-30 或 2026-11-30 09:00 这样")]
    NotATime(String),
    /// The time lies in the future.
    #[error("发布时间还没到。请在发出以后再登记")]
    InFuture,
    /// The time lies before the publication's own.
    #[error("发布时间早于这条信息公开的时间（{0}），请核对")]
    BeforePublication(String),
    /// The address is too long or no line of text.
    #[error("网址或地点最多300个字，写成一行")]
    Address,
    /// The address begins as one of the web and is none.
    #[error("“{0}”不是完整的网址，请从浏览器地址栏复制")]
    BadUrl(String),
    /// No reason.
    #[error("要写一句为什么不发，会留在记录里")]
    ReasonMissing,
    /// Not one of those who may.
    #[error("{0}要由信息所在部门、渠道所在部门的联络员或负责人，或者公开办来做")]
    WrongPerson(&'static str),
}

impl Refusal {
    /// The field that it is about, of a channel's form or of a release's; empty for what no field can mend.
    pub fn field(&self) -> &'static str {
        match self {
            Refusal::Code | Refusal::CodeTaken(_) => "code",
            Refusal::Name | Refusal::NameTaken(_) => "name",
            Refusal::SecondPortal | Refusal::PortalStays => "kind",
            Refusal::NoSuchUnit => "unit",
            Refusal::TooLong => "account",
            Refusal::NotATime(_) | Refusal::InFuture | Refusal::BeforePublication(_) => "at",
            Refusal::Address | Refusal::BadUrl(_) => "address",
            Refusal::ReasonMissing => "reason",
            _ => "",
        }
    }
}
