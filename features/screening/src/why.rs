//! How a rule came to see something, in the words of people.

use crate::rules::{AID_AUDIENCE, OWN};

/// How the rule of this name sees what it sees; of a school's own word, why it is one. Nothing
/// of a rule that a school made itself, which is named as the school named it.
pub fn why(rule: &str) -> Option<&str> {
    if rule.starts_with(OWN) {
        return Some(rule);
    }
    RULES.iter().find(|(name, _)| *name == rule).map(|(_, why)| *why)
}

const RULES: [(&str, &str); 43] = [
    (AID_AUDIENCE, "资助、奖励名单只在校内公示。要向社会公开，校领导要看过、写理由"),
    ("id_card", "18 位，日期说得通，最后一位校验码算得对，是真的身份证号"),
    ("id_card_mistyped", "写在“身份证号”后面或这一列里，只是校验码不对，可能抄错了一位"),
    ("id_card_15", "15 位的老身份证号，前后文字说是身份证"),
    ("mobile", "11 位，号段是手机的"),
    ("landline", "区号加号码，或写在“电话”后面"),
    ("bank_card", "位数和校验码都对，前后文字或号段说明是银行卡"),
    ("bank_account", "写在“银行账号”一类字样后面，位数也合"),
    ("uscc", "18 位统一社会信用代码，校验码算得对；是单位的，不是个人的"),
    ("passport", "护照号的写法，旁边说到护照或出国"),
    ("travel_permit", "通行证或永久居留证号的写法，旁边说到这种证件"),
    ("plate", "车牌号的写法"),
    ("email", "邮箱的写法"),
    ("address", "写到了门牌号或房号的地址"),
    ("address_said", "写在“家庭住址”一类字样后面"),
    ("address_column", "在表格的“住址”一列里"),
    ("birth_date", "写在“出生”字样旁边，具体到了日"),
    ("student_no", "写在“学号”“考生号”“工号”字样后面或这一列里"),
    ("hardship_said", "说的是某个人的家庭困难情况"),
    ("hardship_column", "在表格的“困难情况”“困难类型”一类的列里"),
    ("hardship_remark", "在表格的备注里，说的是家庭困难情况"),
    ("hardship_beside_number", "困难字样就在某个人的号码旁边"),
    ("classification", "有“秘密★”一类的国家秘密标志"),
    ("work_secret", "标着“工作秘密”"),
    ("not_public", "标着不公开，或公开属性写的是不公开"),
    ("internal_only", "写着仅限内部使用、阅读一类的话"),
    ("internal_paper", "标着“内部资料”“内部文件”一类字样"),
    ("id_card_letters", "身份证号里有几位写成了样子相近的字母或汉字数字，还是认得出来"),
    ("badly_masked", "号码只遮了几位，剩下的还能推算出来"),
    ("office_phone", "是规则里列明的办公电话"),
    ("qq", "写在“QQ”字样后面的号码，能找到个人"),
    ("wechat", "写在“微信号”字样后面，能找到个人"),
    ("property_certificate", "写在“不动产权证号”“房产证号”字样后面或这一列里，能找到个人的家"),
    ("household_no", "写在“户口簿号”“户号”字样后面或这一列里，能找到一家人"),
    ("aid_hardship", "资助、奖助公示里写了困难情况；教育部要求不公示这些"),
    ("aid_column", "资助、奖助公示里多了这一列；只该有姓名、学院、年级、专业、班级，请删掉"),
    ("aid_remark", "资助、奖助公示的备注里写了个人情况"),
    ("aid_text", "资助、奖助公示里不该有的个人信息"),
    ("list_ethnicity", "名单里有“民族”一列"),
    ("list_religion", "名单里有“宗教信仰”一列"),
    ("list_discipline", "名单里有处分情况一列"),
    ("list_health", "名单里有健康情况一列"),
    ("list_score", "名单里有成绩一列"),
];
