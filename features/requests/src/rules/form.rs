//! What an applicant writes, and whether it can be taken.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Who asks, as the national form counts (申请人情况).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applicant {
    /// 自然人
    Person,
    /// 商业企业
    Business,
    /// 科研机构
    Research,
    /// 社会公益组织
    Welfare,
    /// 法律服务机构
    Legal,
    /// 其他
    Other,
}

impl Applicant {
    /// All of them, in the order of the form.
    pub const ALL: [Applicant; 6] = [
        Applicant::Person,
        Applicant::Business,
        Applicant::Research,
        Applicant::Welfare,
        Applicant::Legal,
        Applicant::Other,
    ];

    /// The word for the database and for forms.
    pub fn code(self) -> &'static str {
        match self {
            Applicant::Person => "person",
            Applicant::Business => "business",
            Applicant::Research => "research",
            Applicant::Welfare => "welfare",
            Applicant::Legal => "legal",
            Applicant::Other => "other",
        }
    }

    /// The applicant with this code.
    pub fn from_code(code: &str) -> Option<Applicant> {
        Applicant::ALL.into_iter().find(|one| one.code() == code)
    }

    /// As the form says it.
    pub fn name(self) -> &'static str {
        match self {
            Applicant::Person => "自然人",
            Applicant::Business => "商业企业",
            Applicant::Research => "科研机构",
            Applicant::Welfare => "社会公益组织",
            Applicant::Legal => "法律服务机构",
            Applicant::Other => "其他",
        }
    }
}

/// How the information is wanted (获取方式).
pub const WANTED: [(&str, &str); 4] =
    [("email", "发到邮箱"), ("post", "邮寄纸质"), ("desk", "自己来取"), ("read", "当场查阅")];

/// What was asked, by whom: personal data, sealed wherever it lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// 姓名, or the organisation's name.
    pub name: String,
    /// 证件号码; an organisation's 统一社会信用代码.
    pub proof: String,
    /// 联系人 of an organisation.
    pub contact: String,
    /// 联系电话
    pub phone: String,
    /// 电子邮箱
    pub email: String,
    /// 通信地址 with the postal code.
    pub address: String,
    /// 所需信息的名称或特征
    pub wanted: String,
    /// 文号 or other features, where known.
    pub features: String,
    /// 用途; never a reason to refuse (2019 年条例取消“三需要”).
    pub purpose: String,
    /// How it is wanted: a code of [`WANTED`].
    pub delivery: String,
}

impl Asked {
    /// The same with what its applicant added when asked to make it clear (补正).
    pub fn corrected(&self, words: &str) -> Asked {
        Asked { wanted: format!("{}\n补正：{words}", self.wanted), ..self.clone() }
    }
}

/// Why a request is not taken. Each stands at its field.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Wrong {
    /// No kind of applicant.
    #[error("请选一下是公民还是单位")]
    Applicant,
    /// No name.
    #[error("请写{0}")]
    Name(&'static str),
    /// Not an identity number.
    #[error("身份证号不对，请再核对一遍：18 位，最后一位可以是 X")]
    IdNumber,
    /// Not an organisation's code.
    #[error("统一社会信用代码不对，请再核对一遍：18 位数字和大写字母")]
    OrganisationCode,
    /// No way to reach the applicant.
    #[error("电话和邮箱至少写一样，要和您确认、给您答复")]
    Unreachable,
    /// Not a telephone number.
    #[error("电话不像是对的，请写 11 位手机号，或带区号的座机")]
    Phone,
    /// Not a mail address.
    #[error("邮箱不像是对的，请再核对一遍")]
    Email,
    /// Wanted by mail or post, without an address for it.
    #[error("要{0}，请写{1}")]
    NoWay(&'static str, &'static str),
    /// Nothing is asked.
    #[error("请写要什么信息：名称，或能让我们找到它的描述")]
    Nothing,
    /// Too much is written.
    #[error("最多写{LONGEST}个字，现在有{0}个；细节可以分成几件申请")]
    Long(usize),
    /// No way of delivery.
    #[error("请选一下怎么给您")]
    Delivery,
}

/// Characters of a text at most.
pub const LONGEST: usize = 2000;
/// Characters of a line at most.
const LINE: usize = 200;

impl Wrong {
    /// The field of the form.
    pub fn field(&self) -> &'static str {
        match self {
            Wrong::Applicant => "applicant",
            Wrong::Name(_) => "name",
            Wrong::IdNumber | Wrong::OrganisationCode => "proof",
            Wrong::Unreachable | Wrong::Phone => "phone",
            Wrong::Email => "email",
            Wrong::NoWay("发到邮箱", _) => "email",
            Wrong::NoWay(..) => "address",
            Wrong::Nothing | Wrong::Long(_) => "wanted",
            Wrong::Delivery => "delivery",
        }
    }
}

/// Checks what an applicant wrote. `at_home` is whether the office writes it down for somebody: then
/// what the paper does not say may be missing.
///
/// # Errors
/// Every reason at once.
pub fn check(applicant: Option<Applicant>, asked: &Asked, by_office: bool) -> Result<Applicant, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let person = applicant == Some(Applicant::Person);
    if applicant.is_none() {
        wrong.push(Wrong::Applicant);
    }
    if asked.name.is_empty() {
        wrong.push(Wrong::Name(if person { "姓名" } else { "名称" }));
    }
    wrong.extend(proof(person, &asked.proof, by_office));
    wrong.extend(reach(asked, by_office));
    let length = asked.wanted.chars().count();
    if length == 0 {
        wrong.push(Wrong::Nothing);
    }
    if length > LONGEST {
        wrong.push(Wrong::Long(length));
    }
    let lines = [&asked.name, &asked.contact, &asked.address, &asked.features, &asked.purpose];
    if let Some(long) = lines.iter().map(|line| line.chars().count()).find(|length| *length > LINE) {
        wrong.push(Wrong::Long(long));
    }
    if !WANTED.iter().any(|(code, _)| *code == asked.delivery) {
        wrong.push(Wrong::Delivery);
    }
    match applicant {
        Some(applicant) if wrong.is_empty() => Ok(applicant),
        _ => Err(wrong),
    }
}

/// Identity is proven by the number (《政府信息公开条例》第二十九条); of what came on paper the copy
/// is in the file.
fn proof(person: bool, number: &str, by_office: bool) -> Option<Wrong> {
    if number.is_empty() && by_office {
        return None;
    }
    let found = pii::Rules::built_in().scan(number);
    let whole = |kind| {
        let all = number.chars().count();
        found.iter().any(|one| one.kind == kind && one.start == 0 && one.end == all)
    };
    match person {
        // Passports and travel permits have no check digit: five characters at least.
        true if number.len() == 18 => (!whole(pii::Kind::IdCard)
            || found.iter().any(|one| one.rule != "id_card"))
        .then_some(Wrong::IdNumber),
        true => (!(5..=20).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_alphanumeric()))
            .then_some(Wrong::IdNumber),
        false => (!whole(pii::Kind::Uscc)).then_some(Wrong::OrganisationCode),
    }
}

fn reach(asked: &Asked, by_office: bool) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if asked.phone.is_empty() && asked.email.is_empty() && !by_office {
        wrong.push(Wrong::Unreachable);
    }
    let digits = asked.phone.bytes().filter(u8::is_ascii_digit).count();
    let is_phone = asked.phone.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b' ' | b'+'));
    if !asked.phone.is_empty() && (!is_phone || !(7..=15).contains(&digits)) {
        wrong.push(Wrong::Phone);
    }
    let is_mail = |mail: &str| {
        let parts = mail.split_once('@');
        parts.is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !host.starts_with('.')
                && !mail.contains(char::is_whitespace)
        })
    };
    if !asked.email.is_empty() && (!is_mail(&asked.email) || asked.email.len() > 254) {
        wrong.push(Wrong::Email);
    }
    match asked.delivery.as_str() {
        "email" if asked.email.is_empty() => wrong.push(Wrong::NoWay("发到邮箱", "邮箱")),
        "post" if asked.address.is_empty() => wrong.push(Wrong::NoWay("邮寄", "通信地址和邮编")),
        _ => {}
    }
    wrong
}

/// A name as it is shown on screens: 赵*明.
pub fn masked_name(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    match characters[..] {
        [] => String::new(),
        [one] => one.to_string(),
        [first, _] => format!("{first}*"),
        [first, .., last] => format!("{first}{}{last}", "*".repeat(characters.len() - 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            name: "赵某明".into(),
            proof: "11010519491231002X".into(),
            phone: "13800138000".into(),
            wanted: "2023年至2025年学生公寓空调租赁合同".into(),
            delivery: "desk".into(),
            ..Asked::default()
        }
    }

    fn wrong(asked: &Asked) -> Vec<Wrong> {
        check(Some(Applicant::Person), asked, false).err().unwrap_or_default()
    }

    #[test]
    fn a_person_and_an_organisation_prove_who_they_are() {
        assert_eq!(wrong(&asked()), []);
        for bad in ["110105194912310021", "1101051949123100", "", "123456789012345678", "四四"] {
            let asked = Asked { proof: bad.into(), ..asked() };
            let expected: &[Wrong] = if bad.len() == 16 { &[] } else { &[Wrong::IdNumber] };
            assert_eq!(wrong(&asked), expected, "{bad}");
        }
        let code = |proof: &str| {
            let asked = Asked { proof: proof.into(), ..asked() };
            check(Some(Applicant::Business), &asked, false)
        };
        assert_eq!(code("91350100M000100Y43"), Ok(Applicant::Business));
        assert_eq!(code("91350100M000100Y44"), Err(vec![Wrong::OrganisationCode]));
    }

    #[test]
    fn all_reasons_come_at_once_each_at_its_field() {
        let nothing = check(None, &Asked::default(), false).unwrap_err();
        let fields: Vec<_> = nothing.iter().map(Wrong::field).collect();
        assert_eq!(fields, ["applicant", "name", "proof", "phone", "wanted", "delivery"]);
        let by_mail = Asked { delivery: "email".into(), email: "z@".into(), ..asked() };
        assert_eq!(wrong(&by_mail), [Wrong::Email]);
        let none = Asked { delivery: "email".into(), ..asked() };
        assert_eq!(wrong(&none)[0].field(), "email");
        let long = Asked { wanted: "长".repeat(LONGEST + 1), ..asked() };
        assert_eq!(wrong(&long), [Wrong::Long(LONGEST + 1)]);
    }

    /// Of what came on paper the office writes what it says.
    #[test]
    fn the_office_may_leave_out_what_a_paper_does_not_say() {
        let asked = Asked { proof: String::new(), phone: String::new(), ..asked() };
        assert_eq!(check(Some(Applicant::Person), &asked, true), Ok(Applicant::Person));
        assert!(check(Some(Applicant::Person), &asked, false).is_err());
    }

    #[test]
    fn a_name_is_masked_on_screen() {
        for (name, shown) in [("赵明", "赵*"), ("赵某明", "赵*明"), ("某某科技公司", "某****司"), ("", "")]
        {
            assert_eq!(masked_name(name), shown);
        }
    }
}
