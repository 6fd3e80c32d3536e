//! The ministry's rule on notices of aid.

use pii::Rules;

fn is_notice(title: &str, text: &str) -> bool {
    Rules::built_in().is_aid_notice(title, text)
}

#[test]
fn notices_of_aid_and_awards() {
    for title in [
        "关于2024年国家奖学金拟推荐名单的公示",
        "2023-2024学年国家励志奖学金、国家助学金受助学生名单公示",
        "家庭经济困难学生认定结果公示",
        "勤工助学岗位录用名单",
        "生源地助学贷款受助学生汇总表",
        "退役士兵学费减免名单公示",
        "2024届优秀毕业生名单公示",
        "学院三好学生、优秀学生干部评选结果公示",
        "临时困难补助发放公示",
        "根据《国家奖学金评审办法》拟推荐的国家奖学金名单公示",
        "关于表彰先进个人的公告",
    ] {
        assert!(is_notice(title, ""), "{title}");
    }
    assert!(is_notice("公示", "经评审，拟推荐以下同学获得国家奖学金，现将名单公示如下"));
    assert!(is_notice("国家奖学金", "姓名\t班级\n张三\t软件2101\n"), "a list of names");
}

#[test]
fn papers_that_only_speak_of_aid() {
    for title in [
        "国家奖学金管理办法",
        "关于印发《学生资助工作管理办法》的通知",
        "学院奖学金评定实施细则（修订）",
        "学生资助管理系统采购项目中标结果公告",
        "助学贷款系统运维询价公告",
        "2024年学生资助政策问答",
        "学院章程",
        "2023年部门决算公示",
        "关于做好2024年国家奖学金评审工作的通知",
        "教师公开招聘拟录用名单公示",
        "科研项目资助立项公示",
    ] {
        assert!(!is_notice(title, ""), "{title}");
    }
}

#[test]
fn a_file_whose_name_says_nothing_is_told_by_its_first_words() {
    let notice = "2026年国家助学金获助学生名单公示\n姓名\t班级\n某某\t软件2401\n";
    for (name, text, is_aid) in [
        ("附件1", notice, true),
        ("", notice, true),
        ("国家助学金名单公示", "", true),
        ("国家助学金管理办法", notice, false),
        ("附件1", "各学院：请于5日前报送材料", false),
    ] {
        assert_eq!(Rules::built_in().is_aid_document(name, text), is_aid, "{name} {text}");
    }
}

/// `kind level rule masked` of each, and the text it stands at.
fn beyond(text: &str) -> Vec<String> {
    let found = Rules::built_in().beyond_aid(text);
    let of = |one: &pii::Finding| {
        let value: String = text.chars().skip(one.start).take(one.end - one.start).collect();
        format!("{} {} {} {value} {}", one.kind.code(), one.level.code(), one.rule, one.masked)
    };
    found.iter().map(of).collect()
}

#[test]
fn the_basics_may_stand() {
    for text in [
        "序号\t姓名\t学院\t年级\t专业\t班级\t奖项\t金额（元）\t备注\n1\t张三\t机电学院\t2021级\t机电一体化\t机电2101\t一等奖\t8000\t无\n",
        "序号|姓 名|院（系）|班 级\n1|张三|机电|机电2101",
        "现对建档立卡、低保、孤儿等家庭经济困难学生予以资助，公示期5个工作日，监督电话：0577-88132003。",
        "获奖学生：张三、李四、王五",
    ] {
        assert_eq!(beyond(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn columns_beyond_are_one_finding_each_and_hardship_one_a_cell() {
    let text = "姓名\t学号\t性别\t身份证号\t联系电话\t困难原因\t备注\n\
        张三\t2021010203\t男\t11010519491231002X\t13800138000\t父亲重病\t低保户\n\
        李四\t2021010204\t女\t\t13800138001\t单亲\t无\n";
    assert_eq!(
        beyond(text),
        [
            "hardship block aid_hardship 父亲重病 父***",
            "hardship block aid_remark 低保户 低**",
            "hardship block aid_hardship 单亲 单*",
            "student_no warn aid_column 学号 学号：2格",
            "word warn aid_column 性别 性别：2格",
            "id_card block aid_column 身份证号 身份证号：1格",
            "mobile block aid_column 联系电话 联系电话：2格",
        ]
    );
}

#[test]
fn what_the_ministry_names_blocks() {
    for head in ["身份证号", "证件号码", "家庭住址", "联系电话", "出生日期", "银行卡号", "家长电话", "账号"]
    {
        let found = beyond(&format!("姓名,{head}\n张三,甲乙丙丁\n"));
        assert!(found.len() == 1 && found[0].contains(" block aid_column "), "{head}: {found:?}");
    }
    for head in ["籍贯", "民族", "成绩", "政治面貌", "家庭人口数", "考生号"] {
        let found = beyond(&format!("姓名,{head}\n张三,甲乙\n"));
        assert!(found.len() == 1 && found[0].contains(" warn aid_column "), "{head}: {found:?}");
    }
    assert_eq!(beyond("姓名,身份证号\n张三,\n李四,***\n"), Vec::<String>::new(), "nothing stands under it");
}

#[test]
fn sentences_and_forms() {
    assert_eq!(
        beyond("张三同学，父亲残疾，家中低保，电话13800138000。"),
        [
            "hardship block aid_hardship 父亲残疾 父***",
            "hardship block aid_hardship 低保 低*",
            "mobile block aid_text 13800138000 138****8000",
        ]
    );
    assert_eq!(
        beyond("姓名：张三\n性别：男\n出生日期：2003年5月\n困难原因：家里失火\n学号：2021010203"),
        [
            "hardship block aid_hardship 家里失火 家***",
            "word warn aid_text 男 *",
            "birth_date block aid_text 2003年5月 2003***",
            "student_no warn aid_text 2021010203 20******03",
        ]
    );
}
