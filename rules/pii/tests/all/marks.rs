//! Marks of secrecy, and the same words in sentences.

use crate::told::{finds, silent};

#[test]
fn marks_of_secrecy() {
    finds("机密★10年\n关于", &["classification block 机密"]);
    finds("绝密★启用前\n2024年招生考试", &["classification block 绝密"]);
    finds("秘密★\n", &["classification block 秘密"]);
    finds("秘密 ☆ 长期", &["classification block 秘密"]);
    finds("关于某事的报告（秘密★5年）", &["classification block 秘密"]);
    finds("秘密*10年", &["classification block 秘密"]);
    finds("秘密 10年\n通知", &["classification block 秘密"]);
    finds("　秘　密\n通知", &["classification block 秘　密"]);
    finds("绝 密", &["classification block 绝 密"]);
    finds("机  密\n", &["classification block 机  密"]);
    finds("密级：绝密", &["classification block 绝密"]);
    finds("文件编号3 密级：机密 份数20", &["classification block 机密"]);
    finds("【机密】会议纪要", &["classification block 机密"]);
    finds("会议纪要（秘密）\n", &["classification block 秘密"]);
    finds("工作秘密\n关于", &["classification block 工作秘密"]);
    finds("（工作秘密）关于某事的请示", &["classification block 工作秘密"]);
}

#[test]
fn what_is_internal_or_not_to_be_published() {
    finds("内部资料，注意保存", &["classification warn 内部资料"]);
    finds("内部资料 注意保存\n", &["classification warn 内部资料"]);
    finds("内部文件\n关于", &["classification warn 内部文件"]);
    finds("内部资料　请勿外传", &["classification warn 内部资料"]);
    finds("（内部使用）", &["classification warn 内部使用"]);
    finds("本手册仅供内部使用。", &["classification warn 仅供内部"]);
    finds("公开方式：不予公开", &["classification block 不予公开"]);
    finds("信息公开选项：不予公开\n", &["classification block 不予公开"]);
    finds("（此件不予公开）", &["classification block 不予公开"]);
    finds("不予公开\n关于某事", &["classification block 不予公开"]);
}

#[test]
fn a_sentence_about_secrecy_is_no_mark() {
    silent(&[
        "认真学习保守国家秘密法，防止秘密泄露；密级：公开",
        "本办法所称国家秘密，分为绝密、机密、秘密三级。",
        "国家秘密的密级分为绝密、机密、秘密。绝密级国家秘密是最重要的国家秘密。",
        "密级：绝密、机密、秘密",
        "密级：□绝密 □机密 □秘密",
        "涉及国家秘密、工作秘密、商业秘密和个人隐私的，不予公开。",
        "属于工作秘密的，按照有关规定办理",
        "依法不予公开的政府信息",
        "公开方式：主动公开、依申请公开、不予公开",
        "加强内部资料管理，完善内部控制",
        "学校内部文件流转流程",
        "内部审计、内部使用费",
        "不公开招标的理由",
        "机密性、完整性、可用性",
    ]);
}
