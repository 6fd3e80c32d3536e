//! Every reason why not, each a sentence that says what to do.

use jiff::civil::Date;
use screening::NotPassed;
use thiserror::Error;

use crate::kinds::{ChainRefusal, FieldRefusal, NoticeRefusal};
use crate::model::State;

/// A reason why something is not done to a publication.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The title is empty.
    #[error("还没有标题")]
    TitleMissing,
    /// The title is too long.
    #[error("标题有{0}个字，最多120个字，请删短")]
    TitleTooLong(usize),
    /// Neither body nor anything else to read.
    #[error("还没有正文。没有正文的信息至少要有附件")]
    BodyMissing,
    /// An outline's places that nobody filled in.
    #[error("还有{0}处“【填写：……】”没有填，填上或删掉")]
    Blanks(usize),
    /// The body is too large.
    #[error("正文有{0}万字，最多50万字。长表格请作为附件上传")]
    BodyTooLong(usize),
    /// Pictures in the text that say nothing to those who do not see them.
    #[error("正文里有{0}张图片没有替代文字。给每张写一句它是什么、说明什么，看不见图的人要靠它")]
    PictureWithoutWords(usize),
    /// Pictures in the text that are not among the version's files.
    #[error("正文里有{0}张图片不在这一稿里，发布以后看不到。请去掉，或从文件重新读入")]
    PictureMissing(usize),
    /// A file could not be read into a draft.
    #[error("{0}")]
    ManuscriptUnread(String),
    /// It hangs on nothing of the catalogue.
    #[error("还没有选公开事项或类别")]
    EntryMissing,
    /// The kind is not one.
    #[error("没有“{0}”这种信息类型")]
    UnknownKind(String),
    /// It was made in the future.
    #[error("生成日期{0}还没到")]
    MadeInFuture(Date),
    /// When it was made is not said.
    #[error("还没有生成日期（文件落款的日子，或得到信息的日子）；公开期限从这天算起")]
    MadeOnMissing,
    /// The document number is too long.
    #[error("文号最多60个字")]
    DocumentNoTooLong,
    /// A notice without its period.
    #[error("这是公示，还没有写公示多少天")]
    NoticeMissing,
    /// The notice cannot stand so.
    #[error(transparent)]
    Notice(#[from] NoticeRefusal),
    /// A typed field cannot stay so.
    #[error(transparent)]
    Field(#[from] FieldRefusal),
    /// The entry stands in another unit's directory.
    #[error("选的公开事项在别的部门的目录里，请改发布部门，或者另选一项")]
    EntryOfOtherUnit,
    /// It cannot be sorted so.
    #[error(transparent)]
    Tag(#[from] catalogue::TagRefusal),
    /// The chain's order is broken.
    #[error(transparent)]
    Chain(#[from] ChainRefusal),
    /// A narrower audience than the public needs a reason.
    #[error("只给校内看的，要在“改动或范围说明”里写一句理由")]
    AudienceReasonMissing,
    /// A revision must say what changed.
    #[error("修订要写一句改了什么，读者会看到")]
    ChangeNoteMissing,
    /// Not in the state that this step begins from.
    #[error("现在是“{state}”，不能{verb}", state = .0.name(), verb = .1)]
    WrongState(State, &'static str),
    /// Not one of those who may.
    #[error("{0}要由{1}来做")]
    WrongPerson(&'static str, &'static str),
    /// One's own work.
    #[error("自己起草或改过的稿子，要由别人{0}")]
    OwnWork(&'static str),
    /// The secrecy review is not passed.
    #[error(transparent)]
    Screening(#[from] NotPassed),
    /// The rules by which it was read are not those of now.
    #[error("查隐私和密级的规则刚刚改过，机器要再读一遍。请再按一次")]
    RulesChanged,
    /// No opinion.
    #[error("退回要写清楚哪里要改")]
    OpinionMissing,
    /// A leader agreed to a list of aid before the public without a reason.
    #[error("同意资助、奖励名单向社会公开，要写一句理由")]
    LeaderReasonMissing,
    /// No reason.
    #[error("要写一句理由，会留在记录里")]
    ReasonMissing,
    /// The time has passed.
    #[error("定的时间已经过了，请选一个以后的时间，或者现在就发布")]
    TimePassed,
    /// A version is on its way already.
    #[error("这条信息已有一稿在办，请先办完那一稿")]
    AlreadyWorking,
    /// Not before the public.
    #[error("这条信息现在没有公开着")]
    NotLive,
    /// Merged into nothing, itself, or something that is not public.
    #[error("要并入的信息不存在、没有公开，或者就是它自己")]
    BadMerge,
    /// The release was not urgent, or has been approved.
    #[error("这条信息不需要事后审批")]
    NothingToApprove,
    /// Too many attachments.
    #[error("一条信息最多{0}个附件")]
    TooManyAttachments(usize),
    /// An empty file.
    #[error("附件“{0}”是空的")]
    EmptyAttachment(String),
    /// A type that is not taken.
    #[error(
        "附件“{0}”不是可以公开的文件类型。可以用 docx、xlsx、pptx、pdf、wps、ofd、txt、csv、jpg、png、zip"
    )]
    AttachmentType(String),
    /// A file is larger than any is taken: how many megabytes.
    #[error("附件“{0}”有{1} MB，最多100 MB。请压缩，或者分成几个文件")]
    AttachmentTooLarge(String, i64),
    /// Somebody has too much on the way: how many files, how many megabytes, which.
    #[error("你有{0}个大文件没传完，共{1} MB，放不下更多了。先接着传完，或者在稿子里放弃：{2}")]
    UploadsOfPerson(usize, i64, String),
    /// Too much is on the way to the school.
    #[error("全校没传完的大文件太多了，暂时放不下。请明天再传，或者先传小于4 MB的")]
    UploadsOfSchool,
    /// A chunk is not as large as it must be.
    #[error("这一段没有收完整，请接着再传")]
    ChunkBroken,
    /// What came is not what was announced.
    #[error("“{0}”收到的和开始传的时候不一样，可能传的时候文件改过。请再选一次这个文件，从头传")]
    UploadChanged(String),
    /// The imported row has no finding that waits.
    #[error("这条信息没有等人答复的提示")]
    NothingHeld,
    /// A remark, or an answer to one, without a word.
    #[error("批注还没有写字")]
    RemarkEmpty,
    /// A remark, or an answer to one, is too long.
    #[error("批注有{0}个字，最多5,000个字。要大改的，请改稿子或者退回")]
    RemarkTooLong(usize),
    /// The quoted passage is too long.
    #[error("引的原文有{0}个字，最多500个字。引开头一句就找得到")]
    QuoteTooLong(usize),
    /// The quoted passage stands nowhere in the version.
    #[error("标题和正文里没有引的这段文字，可能刚改过。照现在的原文复制一段，或者不引")]
    QuoteMissing,
    /// Personal data in a remark: what they are, masked.
    #[error("批注里有{0}（{1}）。批注会一直留着，不写个人信息：说清在第几段第几行就行")]
    RemarkTellsOf(&'static str, String),
    /// Personal data in the quoted passage: what they are, masked.
    #[error("引的原文里有{0}（{1}）。批注会一直留着，不留个人信息：引它前面或后面的字")]
    QuoteTellsOf(&'static str, String),
    /// Linked to itself.
    #[error("不能链接到自己")]
    LinkToItself,
}

impl Refusal {
    /// The field of the draft's form that it is about.
    pub fn field(&self) -> String {
        let field = match self {
            Refusal::TitleMissing | Refusal::TitleTooLong(_) => "title",
            Refusal::BodyMissing
            | Refusal::Blanks(_)
            | Refusal::BodyTooLong(_)
            | Refusal::PictureWithoutWords(_)
            | Refusal::PictureMissing(_) => "body",
            Refusal::EntryMissing | Refusal::EntryOfOtherUnit => "entry",
            Refusal::MadeInFuture(_) | Refusal::MadeOnMissing => "made_on",
            Refusal::DocumentNoTooLong => "document_no",
            Refusal::NoticeMissing | Refusal::Notice(_) => "notice_days",
            Refusal::AudienceReasonMissing | Refusal::ChangeNoteMissing => "change_note",
            Refusal::TooManyAttachments(_) | Refusal::EmptyAttachment(_) | Refusal::AttachmentType(_) => {
                "attachments"
            }
            _ => "",
        };
        field.to_owned()
    }

    /// Whether no form of the page can be mended so that it goes.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Refusal::WrongState(..) | Refusal::WrongPerson(..) | Refusal::OwnWork(_))
    }
}
