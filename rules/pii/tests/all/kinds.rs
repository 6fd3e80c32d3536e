//! Kinds beyond the common ones, each with what only looks like it.

use crate::told::{finds, silent};

#[test]
fn examinees_and_school_registers() {
    finds("考生号\t姓名\n21330302110123\t某某", &["student_no warn 21330302110123"]);
    finds("姓　名\t学　号\n某某\t2021010203", &["student_no warn 2021010203"]);
    finds("准考证号：330302210456", &["student_no info 330302210456"]);
    finds("学籍号L33030220210001", &["student_no info L33030220210001"]);
    finds("某某（工号：20080123）", &["student_no info 20080123"]);
}

#[test]
fn messengers() {
    finds("QQ：123456789", &["word warn 123456789"]);
    finds("加QQ号 1234567 咨询", &["word warn 1234567"]);
    finds("微信号：zhang_san88", &["word warn zhang_san88"]);
    finds("姓名\tQQ\n某某\t87654321", &["word warn 87654321"]);
    finds("微信：13800138000", &["mobile block 13800138000"]);
    finds("123456789@qq.com", &["email warn 123456789@qq.com"]);
    silent(&[
        "招生咨询QQ群：123456789",
        "关注微信公众号：wzvtc_edu",
        "关注学院官方微信：xxgk",
        "微信扫码缴费共12345人次",
        "微信粉丝723692人",
        "QQ在线人数12",
    ]);
}

#[test]
fn certificates_of_property() {
    let certificate = "苏(2021)江宁区不动产权第0012345号";
    let old = "宁房权证鼓转字第123456号";
    finds(&format!("户主某某，不动产权证号：{certificate}，"), &[&format!("word warn {certificate}")]);
    finds(&format!("购房人某某（房产证号 {old}）"), &[&format!("word warn {old}")]);
    finds("本人房产证：沪房地浦字（2010）第012345号。", &["word warn 沪房地浦字（2010）第012345号"]);
    finds(
        "姓名\t不动产权证号\t补贴\n某某\t浙（2019）温州市不动产权第 0012345 号\t12000",
        &["word warn 浙（2019）温州市不动产权第 0012345 号"],
    );
    finds("姓名\t房产证号\n某某\t00123456", &["word warn 00123456"]);
    // A school has property, too, and no number of a certificate is another number.
    silent(&[
        &format!("实训楼不动产权证号：{certificate}，建筑面积12000平方米"),
        &format!("标的为{certificate}载明的房产"),
        "需提供房产证、户口簿复印件各1份，20211008前交",
        "不动产权证号：13800138000",
        "姓名\t房产证号\n某某\t****3456",
        "关于办理不动产权证的通知（2021）第001234号",
    ]);
}

#[test]
fn numbers_of_household_registers() {
    finds("姓名：某某，户号：330302001234", &["word warn 330302001234"]);
    finds("本人户口簿号 No.012345678", &["word warn No.012345678"]);
    finds("姓名\t户号\t补助\n某某\t330302001\t500", &["word warn 330302001"]);
    silent(&[
        "用电户号：3301234567，缴费户号 330123456789",
        "本人用水户号：3301234567",
        "门户号3301234567",
        "户口簿号码填写说明见附件20211008",
        "姓名\t户号\n某某\t3303****1",
        "商户号：330123456789012",
    ]);
}

#[test]
fn accounts_without_a_check_digit() {
    finds("姓名\t账号\n某某\t330301040012345", &["bank_card warn 330301040012345"]);
    finds("姓名\t银行账号\n某某\t1203 0201 0920 0123 456", &["bank_card warn 1203 0201 0920 0123 456"]);
    finds("户名：某某，开户行：某某信用社，账号：201000123456788", &["bank_card warn 201000123456788"]);
    finds("存折账号 603123456789012", &["bank_card warn 603123456789012"]);
    silent(&[
        "登录账号：2021010203",
        "系统账号 admin12345678",
        "账号为学号，初始密码123456",
        "合同台账号：6216615326033230983",
    ]);
}

#[test]
fn travel_documents() {
    finds("往来港澳通行证号：CA1234567", &["travel_permit block CA1234567"]);
    finds("大陆居民往来台湾通行证L12345678", &["travel_permit block L12345678"]);
    finds("回乡证号H12345678", &["travel_permit block H12345678"]);
    finds("外国人永久居留身份证：USA110080010003", &["travel_permit block USA110080010003"]);
    finds("永居证911124198108030024", &["travel_permit block 911124198108030024"]);
    finds("港澳台居民居住证810000199408230021", &["id_card block 810000199408230021"]);
    silent(&["关于办理港澳通行证的通知，20210915前交", "台胞证办理时间20211008", "居住证办理流程见附件2"]);
}

#[test]
fn columns_of_lists_of_persons() {
    finds("姓名\t民族\t专业\n某某\t苗族\t软件技术", &["word warn 民族"]);
    finds("姓名\t宗教信仰\n某某\t佛教\n某某\t伊斯兰教", &["word warn 宗教信仰"]);
    finds("姓名\t班级\t处分类型\n某某\t软件2101\t留校察看", &["word warn 处分类型"]);
    finds("姓名\t诊断结果\n某某\t肺炎", &["word warn 诊断结果"]);
    finds("姓名\t心理测评结果\n某某\t二级预警", &["word warn 心理测评结果"]);
    finds("序号,姓名,总成绩\n1,某某,389", &["word warn 总成绩"]);
    silent(&[
        "民族\t人数\n汉族\t1200\n苗族\t34",
        "姓名\t民族\n某某\t\n某某\t—",
        "姓名\t宗教信仰\n某某\t无",
        "课程\t总成绩\n高等数学\t100",
        "各民族学生团结友爱，宗教信仰自由",
        "关于给予违纪学生处分的规定",
    ]);
}

#[test]
fn days_of_birth() {
    finds("姓名\t出生年月\n某某\t1998.03", &["birth_date info 1998.03"]);
    finds("姓名\t出生日期\n某某\t19980312", &["birth_date warn 19980312"]);
    finds("出生日期：1998年03月12日", &["birth_date warn 1998年03月12日"]);
    finds("某某，女，汉族，1987-05-06生", &[]);
    silent(&["学校生日庆典", "出生率下降", "新生报到日期：2021年9月15日"]);
}
