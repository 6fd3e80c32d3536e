//! What sorts of rules a school may make, and what each may say.

/// A sort of rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A word.
    Word,
    /// Words that tell something together (关联汇聚).
    Together,
    /// A head of columns, or what stands before a value.
    Label,
    /// The shape of a number of the school's own.
    Shape,
    /// An office's number or mail host, which is no fault.
    Office,
    /// More is hidden of a kind.
    Mask,
}

/// Whether a word says what a choice is for: (the code, in words).
type Choice = (&'static str, &'static str);

const LABELS: [Choice; 8] = [
    ("id_card", "身份证号"),
    ("phone", "电话"),
    ("account", "银行账号"),
    ("student_no", "学号、考号、工号"),
    ("passport", "护照号"),
    ("address", "住址"),
    ("birth_date", "出生日期"),
    ("hardship", "困难情况"),
];
const SHAPES: [Choice; 3] =
    [("student_no", "学号、考号、工号"), ("bank_card", "个人账号、卡号"), ("word", "不公开的编号、代号")];
const AUDIENCES: [Choice; 2] = [("inside", "在校内公示时"), ("public", "向社会公开时")];
/// What is masked before an audience so that something of it still shows.
const MASKED: [(&str, &[&str]); 2] = [
    ("inside", &["mobile", "bank_card", "student_no", "email", "address", "birth_date", "plate", "landline"]),
    ("public", &["landline", "plate", "uscc"]),
];

impl Form {
    /// All of them, as the page shows them.
    pub const ALL: [Form; 6] =
        [Form::Word, Form::Together, Form::Label, Form::Shape, Form::Mask, Form::Office];

    /// The word for the database and for addresses.
    pub fn code(self) -> &'static str {
        match self {
            Form::Word => "word",
            Form::Together => "together",
            Form::Label => "label",
            Form::Shape => "shape",
            Form::Office => "office",
            Form::Mask => "mask",
        }
    }

    /// The form of a code.
    pub fn from_code(code: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.code() == code)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Form::Word => "词",
            Form::Together => "合在一起才要看的词",
            Form::Label => "表头和称呼",
            Form::Shape => "号码的样式",
            Form::Office => "本校办公用的电话、邮箱",
            Form::Mask => "隐去得更多",
        }
    }

    /// Whether such a rule either stops a release or only asks somebody to look.
    pub fn has_level(self) -> bool {
        matches!(self, Form::Word | Form::Together | Form::Shape)
    }

    /// What such a rule may say; none where it says but one thing. Of masks the codes are
    /// `audience:kind`.
    pub fn choices(self) -> Vec<(String, String)> {
        let plain = |choices: &[Choice]| {
            choices.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect()
        };
        match self {
            Form::Label => plain(&LABELS),
            Form::Shape => plain(&SHAPES),
            Form::Mask => AUDIENCES.iter().flat_map(|(code, name)| masked_before(code, name)).collect(),
            Form::Word | Form::Together | Form::Office => Vec::new(),
        }
    }

    /// What a rule of this form says, in words; none where it may not say so.
    pub(super) fn said(self, text: &str, says: &str) -> Option<&'static str> {
        let of = |choices: &[Choice]| choices.iter().find(|(code, _)| *code == says).map(|(_, name)| *name);
        match self {
            Form::Label => of(&LABELS),
            Form::Shape => of(&SHAPES),
            Form::Mask => of(&AUDIENCES).filter(|_| kinds_before(says).contains(&text)),
            Form::Word | Form::Together | Form::Office => says.is_empty().then_some(""),
        }
    }
}

fn kinds_before(audience: &str) -> &'static [&'static str] {
    MASKED.iter().find(|(code, _)| *code == audience).map_or(&[], |(_, kinds)| kinds)
}

fn masked_before(audience: &str, name: &str) -> impl Iterator<Item = (String, String)> {
    kinds_before(audience).iter().map(move |kind| {
        (format!("{audience}:{kind}"), format!("{name}，{}整个隐去", pii::Kind::name_of(kind)))
    })
}
