//! What is found in texts as schools write them, and what is passed over.

use pii::{Level, apply_masks, scan};

use crate::told::finds;

#[test]
fn identity_numbers() {
    finds("张某11010519491231002X。", &["id_card block 11010519491231002X"]);
    finds(
        "证号：１１０１０５１９４９１２３１００２Ｘ",
        &["id_card block １１０１０５１９４９１２３１００２Ｘ"],
    );
    finds("110105 19491231 002x", &["id_card block 110105 19491231 002x"]);
    finds("1101051949\n1231002X", &["id_card block 1101051949\n1231002X"]);
    finds("一一〇一〇五一九四九一二三一〇〇二X", &["id_card block 一一〇一〇五一九四九一二三一〇〇二X"]);
    finds("ID11010519491231002X", &["id_card block 11010519491231002X"]);
    finds("1101051949\u{200b}1231002X", &["id_card block 1101051949\u{200b}1231002X"]);
    finds("学籍号：G11010519491231002X", &["id_card block 11010519491231002X"]);
    finds("旧证号220104700428605", &["id_card block 220104700428605"]);
    // A slip of the pen leaks as much.
    finds("身份证号110105194912310021", &["id_card warn 110105194912310021"]);
}

#[test]
fn mobiles() {
    finds("电话138-0013-8000", &["mobile block 138-0013-8000"]);
    finds("138.0013.8000", &["mobile block 138.0013.8000"]);
    finds("+86 13800138000", &["mobile block +86 13800138000"]);
    finds("8613800138000", &["mobile block 8613800138000"]);
    finds("(86)13800138000", &["mobile block 86)13800138000"]);
    finds("Tel:13800138000", &["mobile block 13800138000"]);
    finds("tel13800138000", &["mobile block 13800138000"]);
    finds("手机号 1 3 8 0 0 1 3 8 0 0 0", &["mobile block 1 3 8 0 0 1 3 8 0 0 0"]);
    finds("手机：1380013\n8000", &["mobile block 1380013\n8000"]);
    finds("幺三八〇〇一三八〇〇〇", &["mobile block 幺三八〇〇一三八〇〇〇"]);
    finds("1三八0013八000", &["mobile block 1三八0013八000"]);
    finds("第一13800138000", &["mobile block 13800138000"]);
    finds("1,某某,13800138000,计算机2班", &["mobile block 13800138000"]);
    finds("**13800138000**", &["mobile block 13800138000"]);
    finds("138 0013\n8000", &["mobile block 138 0013\n8000"]);
    finds("手机(138)00138000", &["mobile block 138)00138000"]);
    finds("手机：013800138000", &["mobile block 013800138000"]);
    finds("13800138000 13900139000", &["mobile block 13800138000", "mobile block 13900139000"]);
}

#[test]
fn cards_and_accounts() {
    finds("6216610715969664169", &["bank_card block 6216610715969664169"]);
    finds("账号6228-4834-3244-5105", &["bank_card block 6228-4834-3244-5105"]);
    finds("信用卡4111111111111111", &["bank_card block 4111111111111111"]);
    finds("参考值4111111111111111", &[]);
    finds("银行账号：1203020109200123456", &["bank_card warn 1203020109200123456"]);
    finds("银行卡号 6222 0200 0000 0000 001", &[]);
}

#[test]
fn codes_of_organisations_are_no_fault() {
    finds("统一社会信用代码91350100M000100Y43", &["uscc info 91350100M000100Y43"]);
    finds("某公司,91330304826137505R", &["uscc info 91330304826137505R"]);
}

#[test]
fn travel_documents_plates_and_mail() {
    finds("护照：E05852772", &["passport block E05852772"]);
    finds("护照号EJ8067065", &["passport block EJ8067065"]);
    finds("因公出国公示：某某（E75705964）赴新加坡", &["passport block E75705964"]);
    finds("某某（G50541566，护照）", &["passport block G50541566"]);
    finds("港澳通行证C12345678", &["travel_permit block C12345678"]);
    finds("台胞证：01234567", &["travel_permit block 01234567"]);
    finds("回乡证H1234567890", &["travel_permit block H1234567890"]);
    finds("鲁AF73947已停", &["plate warn 鲁AF73947"]);
    finds("苏G·11467（教工车辆）", &["plate warn 苏G·11467"]);
    finds("皖A1234学", &["plate warn 皖A1234学"]);
    finds(
        "cx@example.com，办公室 xxgk@example.edu.cn",
        &["email warn cx@example.com", "email info xxgk@example.edu.cn"],
    );
    finds("联系zhangsan＠example.com", &["email warn zhangsan＠example.com"]);
    finds("20210001@stu.example.edu.cn", &["email warn 20210001@stu.example.edu.cn"]);
    // The mobile inside takes the address to its level.
    finds("13800138000@example.com", &["email block 13800138000@example.com"]);
}

#[test]
fn homes() {
    finds(
        "家庭住址：安徽省合肥市蜀山区解放北路244号新村4栋954",
        &["address block 安徽省合肥市蜀山区解放北路244号新村4栋954"],
    );
    finds(
        "某某，住云南省昆明市五华区学府里114号6楼708室，父亲务农",
        &["address warn 云南省昆明市五华区学府里114号6楼708室"],
    );
    finds("家庭住址：河南省周口市郸城县某镇张庄村", &["address block 河南省周口市郸城县某镇张庄村"]);
    finds("浙江省 温州市 鹿城区学府里3号6楼706室", &["address warn 浙江省 温州市 鹿城区学府里3号6楼706室"]);
    finds("温州市鹿城区学院路23号3幢402室", &["address warn 温州市鹿城区学院路23号3幢402室"]);
    for office in [
        "办公地点：行政楼659室（温州市学院路2号）",
        "地址：长沙市学士路300号第一办公楼184室",
        "供应商地址：浙江省杭州市西湖区文三路90号71幢1203室",
        "浙江省温州市瓯海区茶山街道东方南路38号",
        "工作队赴贵州省毕节市威宁县某乡某村开展帮扶",
        "家庭住址：安徽省合肥市蜀山区***",
    ] {
        finds(office, &[]);
    }
}

#[test]
fn columns_say_what_stands_in_them() {
    let list = "学号\t姓名\t出生日期\t家庭住址\t困难原因\n2021010203\t某某\t2003-05-06\t贵州省毕节市某村\t父亲重病\n";
    finds(
        list,
        &[
            "student_no warn 2021010203",
            "birth_date warn 2003-05-06",
            "address block 贵州省毕节市某村",
            "hardship block 父亲重病",
        ],
    );
    finds(
        "“学号”,“手机”\n13356804420,13356804421",
        &["student_no warn 13356804420", "mobile block 13356804421"],
    );
    finds("姓名|备注\n某某|低保户", &["hardship block 低保户"]);
    // The table is over.
    finds("学号\t姓名\n2021010203\t某某\n说明到此\n2021010204\t某某", &["student_no warn 2021010203"]);
}

#[test]
fn words_about_people() {
    finds("家庭经济困难等级：特别困难", &["hardship block 特别困难"]);
    finds("某某13800138000（低保户）", &["mobile block 13800138000", "hardship warn 低保户"]);
    finds("优先资助建档立卡、低保、孤儿、残疾学生", &[]);
    finds("困难等级：特别困难、困难、一般困难", &[]);
    finds("某某，男，1998年3月12日出生", &["birth_date warn 1998年3月12日"]);
    finds("某某，男，1975年8月生，中共党员", &["birth_date info 1975年8月"]);
    finds("附件含学生病历", &["word warn 病历"]);
    finds("学号2024103865，绩点3.82", &["student_no info 2024103865"]);
    finds("监督电话：0577-88132003", &["landline info 0577-88132003"]);
    finds("电话（0577）88132003", &["landline info 0577）88132003"]);
    finds("联系电话：88132003", &["landline info 88132003"]);
}

#[test]
fn what_only_looks_like_it_is_passed_over() {
    for text in [
        "",
        "项目编号110105194912310021",
        "流水号2026138001380001",
        "订单号：13800138000",
        "软件授权码：91350100M000100Y44",
        "138****8000",
        "110105********002X",
        "身份证号：110xxxxxxxxxxx4507",
        "收款账号6222 **** **** 3055",
        "招标编号JNZB-2026-13800138000A",
        "中标金额13800138000.00元",
        "2019 2020 2021 2022",
        "设备G09969308校准记录",
        "乘G9282次列车赴京",
        "京A类项目03项",
        "浙ICP备12045336号",
        "热线400-472-1228",
        "二〇二四年十月三十一日",
        "服务器10.63.12.18",
        "微博@某某学院官方 转发2次",
        "公示期5个工作日",
        "15000\n200000",
        "138\n1200\n3400",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn nothing_is_shown_whole_and_masks_cover() {
    let text = "联系人 13800138000，证号11010519491231002X，家庭住址：安徽省合肥市蜀山区解放路1号2栋301室，\
        护照E05852772，鲁AF73947，监督电话：0577-88132003，代码91350100M000100Y43，病历，密级：机密，a@example.com";
    let found = scan(text);
    assert_eq!(found.len(), 10, "{found:?}");
    for finding in &found {
        let value: String = text.chars().skip(finding.start).take(finding.end - finding.start).collect();
        assert_ne!(finding.masked, value);
        assert!(finding.masked.contains('*'), "{finding:?}");
    }
    assert_eq!(scan("+86 13800138000")[0].masked, "138****8000");
    let masked = apply_masks(text, &found);
    assert!(
        masked.starts_with("联系人 138****8000，证号110***************，家庭住址：安徽省合肥市蜀山区***，"),
        "{masked}"
    );
    assert!(masked.contains("0577-88132003"), "what is no fault stays: {masked}");
    assert!(scan(&masked).iter().all(|finding| finding.level < Level::Block), "{masked}");
}
