//! The letters of a request (文书): which there are, and what each says at first. Every one is
//! edited before it goes out; blanks are written 【填写：…】 and stop it.

use jiff::civil::Date;

use super::decision::Decision;

/// A kind of letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Letter {
    /// 登记回执
    Receipt,
    /// 补正告知书
    Correction,
    /// 说明理由告知书
    Reason,
    /// 征求意见书
    Consultation,
    /// 延期答复告知书
    Extension,
    /// 答复书
    Reply,
    /// 送达回证
    Service,
}

/// What the letters of a request tell, in words.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The school's name.
    pub school: String,
    /// The applicant's whole name.
    pub name: String,
    /// The request's number.
    pub number: String,
    /// What was asked.
    pub wanted: String,
    /// The day of receipt.
    pub received: Option<Date>,
    /// When the answer is due.
    pub due: Option<Date>,
    /// The law by which it is handled.
    pub law: String,
    /// Whom to ask: place and telephone of the office.
    pub office: String,
    /// The supervision body with its telephone.
    pub supervision: String,
    /// The department above.
    pub superior: String,
}

impl Letter {
    /// All of them.
    pub const ALL: [Letter; 7] = [
        Letter::Receipt,
        Letter::Correction,
        Letter::Reason,
        Letter::Consultation,
        Letter::Extension,
        Letter::Reply,
        Letter::Service,
    ];

    /// The word for the database.
    pub fn code(self) -> &'static str {
        match self {
            Letter::Receipt => "receipt",
            Letter::Correction => "correction",
            Letter::Reason => "reason",
            Letter::Consultation => "consultation",
            Letter::Extension => "extension",
            Letter::Reply => "reply",
            Letter::Service => "service",
        }
    }

    /// The letter with this code.
    pub fn from_code(code: &str) -> Option<Letter> {
        Letter::ALL.into_iter().find(|letter| letter.code() == code)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Letter::Receipt => "登记回执",
            Letter::Correction => "补正告知书",
            Letter::Reason => "说明理由告知书",
            Letter::Consultation => "征求意见书",
            Letter::Extension => "延期答复告知书",
            Letter::Reply => "答复书",
            Letter::Service => "送达回证",
        }
    }

    /// What its number says after the school's word: 江职公开答〔2026〕1号.
    pub fn word(self) -> &'static str {
        match self {
            Letter::Receipt => "公开收",
            Letter::Correction => "公开补",
            Letter::Reason => "公开询",
            Letter::Consultation => "公开征",
            Letter::Extension => "公开延",
            Letter::Reply => "公开答",
            Letter::Service => "公开送",
        }
    }

    /// The title over it.
    pub fn title(self, school: &str) -> String {
        let of = if self == Letter::Reply { "信息公开申请答复书" } else { self.name() };
        let of =
            if of.starts_with("信息公开") { of.to_owned() } else { format!("信息公开申请{of}") };
        format!("{school}\n{of}")
    }

    /// What it says at first; a line is a paragraph.
    pub fn draft(self, told: &Told) -> String {
        let asked = format!(
            "本校于{}收到您的信息公开申请（编号{}），申请公开“{}”。",
            day(told.received),
            told.number,
            told.wanted
        );
        let lines = match self {
            Letter::Receipt => vec![
                greeting(told),
                format!("{asked}本校已经登记，将按{}办理，最迟在{}答复。", told.law, day(told.due)),
                format!("查询进度和询问请联系{}。", told.office),
            ],
            Letter::Correction => vec![
                greeting(told),
                asked,
                "您的申请【填写：哪里不明确、缺什么】，根据《政府信息公开条例》第三十条，请您在【填写：年月日】以前补正：\
                 【填写：怎样补正】。"
                    .to_owned(),
                "补正以后，答复的期限从收到补正的次日重新计算。没有正当理由逾期不补正的，视为放弃申请，本校不再处理。"
                    .to_owned(),
                format!("补正请交到{}。", told.office),
            ],
            Letter::Reason => vec![
                greeting(told),
                asked,
                "您申请的数量、频次明显超过合理范围，根据《政府信息公开条例》第三十五条，请您在【填写：年月日】以前\
                 说明理由。理由不合理的，本校不予处理；理由合理但无法在期限内答复的，本校将确定延迟答复的合理期限并告诉您。"
                    .to_owned(),
            ],
            Letter::Consultation => vec![
                "【填写：对方名称】：".to_owned(),
                format!(
                    "本校收到信息公开申请，申请公开“{}”。其中【填写：哪些信息】可能涉及你方的【填写：商业秘密、个人隐私】，\
                     根据《政府信息公开条例》第三十二条，现征求你方意见：是否同意公开，不同意的请说明理由。",
                    told.wanted
                ),
                "请在收到本意见书之日起15个工作日内书面答复本校。逾期没有答复的，由本校依照规定决定是否公开。".to_owned(),
                format!("答复请交到{}。", told.office),
            ],
            Letter::Extension => vec![
                greeting(told),
                asked,
                format!(
                    "因【填写：理由】，不能在期限内答复。经本校信息公开工作机构负责人同意，答复期限延长到{}。",
                    day(told.due)
                ),
            ],
            Letter::Reply => vec![greeting(told), asked],
            Letter::Service => vec![
                format!("受送达人：{}", told.name),
                format!("送达的文书：【填写：文号】{}", Letter::Reply.name()),
                "送达方式：【填写：邮寄、电子邮件、当面】".to_owned(),
                "送达日期：【填写：年月日】".to_owned(),
                "受送达人签名或凭据：【填写：签收、邮件回执号】".to_owned(),
                "送达人：".to_owned(),
            ],
        };
        lines.join("\n")
    }

    /// What the reply to a request says at first, by its decision.
    pub fn reply(decision: Decision, told: &Told) -> String {
        let law = match decision.law() {
            "" => String::new(),
            law => format!("根据{law}，"),
        };
        let lines = [
            Letter::Reply.draft(told),
            format!("经审查，{law}现答复如下："),
            decision.finding().to_owned(),
            remedies(decision, told),
        ];
        lines.join("\n")
    }
}

/// The ways to object (救济途径), by the kind of decision. Whether courts take a suit against a
/// given college is disputed; the paragraph is edited like every other.
fn remedies(decision: Decision, told: &Told) -> String {
    let complaint = format!(
        "认为本校没有依法履行信息公开义务的，可以向本校监督机构（{}）或者{}举报。",
        told.supervision, told.superior
    );
    let first = if decision.is_refusal() {
        "应当先申请行政复议，对复议决定不服的，再"
    } else {
        "也可以"
    };
    format!(
        "{complaint}对本答复不服的，可以自收到之日起六十日内向【填写：行政复议机关】申请行政复议；{first}依法提起行政诉讼。"
    )
}

fn greeting(told: &Told) -> String {
    format!("{}：", told.name)
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(
        || "【填写：年月日】".to_owned(),
        |day| format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    )
}

/// What is still to be filled in, in its order.
pub fn blanks(text: &str) -> Vec<&str> {
    text.match_indices("【填写：")
        .filter_map(|(at, _)| text[at..].split_once('】').map(|(blank, _)| blank))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn told() -> Told {
        Told {
            school: "江南职业技术学院".into(),
            name: "赵某明".into(),
            number: "2026-YSQ-0007".into(),
            wanted: "公寓空调租赁合同".into(),
            received: Some(date(2026, 9, 16)),
            due: Some(date(2026, 10, 15)),
            law: "《高等学校信息公开办法》".into(),
            office: "党政办公室，0500-8888 6001".into(),
            supervision: "纪检监察室，0500-8888 6033".into(),
            superior: "江苏省教育厅".into(),
        }
    }

    #[test]
    fn a_reply_names_the_applicant_the_ground_and_the_remedies() {
        for decision in Decision::of_letters() {
            let text = Letter::reply(decision, &told());
            for part in [
                "赵某明：",
                "2026年9月16日收到",
                "“公寓空调租赁合同”",
                decision.law(),
                "纪检监察室",
                "六十日",
            ] {
                assert!(text.contains(part), "{}: {part}: {text}", decision.name());
            }
            assert_eq!(text.contains("应当先申请行政复议"), decision.is_refusal(), "{}", decision.name());
        }
    }

    #[test]
    fn what_is_to_be_filled_in_is_found() {
        assert_eq!(
            blanks("向【填写：机关】申请，【说明】除外，【填写：理由】"),
            ["【填写：机关", "【填写：理由"]
        );
        let receipt = Letter::Receipt.draft(&told());
        assert!(blanks(&receipt).is_empty() && receipt.contains("最迟在2026年10月15日答复"), "{receipt}");
        assert_eq!(blanks(&Letter::Correction.draft(&told())).len(), 3);
        assert_eq!(Letter::Reply.title("某校"), "某校\n信息公开申请答复书");
        assert_eq!(Letter::Extension.title("某校"), "某校\n信息公开申请延期答复告知书");
    }
}
