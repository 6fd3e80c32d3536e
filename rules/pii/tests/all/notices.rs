//! Whole notices as colleges publish them, harmless but for what is told.

use crate::told::{finds, silent, told};

#[test]
fn an_award_list_of_names_and_classes_is_silent() {
    silent(&[
        "关于2024年国家奖学金拟推荐名单的公示\n序号\t姓名\t学院\t专业\t班级\t金额（元）\n1\t张某某\t机电学院\t机电一体化\t机电2101\t8000\n\
         2\t李某某\t信息学院\t软件技术\t软件2102\t8000\n公示期：2024年10月15日—10月21日，监督电话：0577-88132003。",
        "三好学生名单：\n软件2101班：张三 李四 王五\n机电2102班：赵六",
        "宿舍\t床位\t班级\n3幢412\t1\t软件2101\n3幢413\t2\t软件2102",
        "5幢101室、102室、201室、303室，6号楼2单元",
    ]);
}

#[test]
fn purchases_are_silent() {
    silent(&[
        "项目编号：WZZC2024-031（二次），采购编号XDCG2017-A-241，预算金额：1,250,000.00元，最高限价1,200,000.00元",
        "中标供应商：某某科技有限公司，地址：杭州市西湖区文三路90号71幢1203室，中标金额：784,462.21元",
        "开标时间：2024年09月15日09:30（北京时间），地点：行政楼302会议室",
        "ZJGM-2023-404389-18 分包2 评审得分：92.35、88.12、79.50",
        "统一社会信用代码：91350100M000100Y43",
        "发票代码033084252410，发票号码56481491；全电发票号码：23330003075622086353",
        "参数：1024*768，额定电压220V±10%，型号DS-2CD3T46WD-I3，5×3=15，CPU i7-13700",
        "数量 100 200 300 400 单价 1500 1380 1200",
        "138\t1380\t2400\n150\t1200\t3500",
        "价格分别为138、1380、2400元",
    ]);
}

#[test]
fn books_patents_projects_and_times_are_silent() {
    silent(&[
        "ISBN 978-7-04-059304-5；ISBN：9787040593045；ISSN 1001-7143；CN 33-1234/G4",
        "专利号ZL202110123456.7，申请号2021101234567",
        "课题立项编号：2023SCG138，教育部人文社科项目22YJA880012，基金号61572438",
        "学校标识码4133034654，专业代码510201，院校代码12345",
        "系统备份时间戳20211007153419，20230725203021895",
        "版本v3.63.12，IP 10.63.12.18，MAC 00-1A-2B-3C-4D-5E",
        "2023-2024学年第一学期 2023.09.01-2024.01.19 08:00-11:30 14:00-17:00",
        "邮编325000，传真0577-88132004，总机88132003转8012，热线12345、400-472-1228",
        "准考证打印时间20240601至20240607",
        "纳税人识别号：91330304826137505R",
        "浙ICP备12045336号-1 浙公网安备33030402001234号",
        "长度110105194912310021456789的编码",
        "9911010519491231002X12",
        "编号110105194912310021",
    ]);
}

#[test]
fn one_leak_among_much_is_found() {
    let mut text = String::new();
    for row in 0..300 {
        text.push_str(&format!("{row}\t张某某\t软件2{:03}\t{}.5\n", row % 40, 60 + row % 40));
    }
    text.push_str("备注：联系人电话13800138000\n");
    assert_eq!(told(&text), ["mobile block 13800138000"]);
    let list = format!(
        "姓名\t班级\t证件号\n{}某某\t软件2101\t11010519491231002X\n",
        "某某\t软件2101\t\n".repeat(500)
    );
    assert_eq!(told(&list), ["id_card block 11010519491231002X"]);
}

#[test]
fn heads_far_above_tell_what_their_columns_are() {
    let rows: String = (0..200).map(|n| format!("某某\t软件2101\t20210{n:05}\n")).collect();
    let found = told(&format!("姓名\t班级\t学号\n{rows}"));
    assert_eq!(found.len(), 200);
    assert!(found.iter().all(|one| one.starts_with("student_no warn ")));
    finds(
        "联系人，电话\n某某，13800138000\n这是一句话，不是表。\n后来，2021010203。",
        &["mobile block 13800138000"],
    );
}

/// What was once missed: the digits before the letter end nothing.
#[test]
fn a_letter_before_a_number_hides_nothing() {
    finds("0，x11010519491231002X", &["id_card block 11010519491231002X"]);
}
