//! Files in the formats before 2007, as programs wrote them. `older/` holds what LibreOffice
//! made of a text, a sheet and a presentation with something in every place; of the last the
//! records alone, since the file also holds a large picture of its first page.

use crate::made::{object, told_of};

fn assert_has(kind: &str, bytes: &[u8], expected: &[(&str, &str)]) {
    let told = told_of(kind, bytes);
    for (name, text) in expected {
        assert!(
            told.iter().any(|(one, found)| one == name && found.contains(text)),
            "{name}: {text} in {told:#?}"
        );
    }
}

#[test]
fn a_word_file_of_97_is_read_with_all_it_has() {
    let bytes = include_bytes!("older/charter.doc");
    for kind in ["doc", "wps", "wpt"] {
        assert_has(
            kind,
            bytes,
            &[
                ("body", "评审结果公示\n正文开头"),
                ("body", "English only."),
                // What is in a row stays under its head.
                ("body", "姓名\t班级\t手机\n甲\t\t13800000008\n乙\t二班\n"),
                ("body (deleted)", "删去13800000004"),
                ("body (hidden)", "隐藏13800000005"),
                ("body (fields)", "mailto:a@example.edu.cn"),
                ("header", "页眉13800000003"),
                ("footnotes", "脚注13800000006"),
                ("comments", "批注13800000007"),
                ("drawings", "文本框13800000009"),
                ("properties", "评审结果13800000001"),
                ("properties", "13800000002"),
            ],
        );
    }
    let told = told_of("doc", bytes);
    let body = &told.iter().find(|(name, _)| name == "body").unwrap().1;
    for elsewhere in ["13800000004", "13800000005", "13800000006", "13800000007"] {
        assert!(!body.contains(elsewhere), "{elsewhere} in {body}");
    }
}

#[test]
fn an_excel_file_of_97_is_read_with_what_it_hides() {
    for kind in ["xls", "et"] {
        assert_has(
            kind,
            include_bytes!("older/fees.xls"),
            &[
                ("名单", "姓名\t班级\n甲\t一班"),
                ("名单 (hidden)", "姓名\t班级\t手机\n甲\t一班\t13800000002\n乙\t13800000003"),
                ("备查 (hidden)", "藏13800000004"),
                ("comments", "批注13800000001"),
                ("defined names", "名单\n备查"),
            ],
        );
    }
}

#[test]
fn a_powerpoint_file_of_97_is_read_with_its_notes() {
    let bytes = object("/PowerPoint Document", include_bytes!("older/talk.records"));
    for kind in ["ppt", "dps"] {
        assert_has(
            kind,
            &bytes,
            &[
                ("body", "第一张13800000001"),
                ("body (hidden)", "藏起来13800000003"),
                ("notes", "备注13800000002"),
            ],
        );
    }
}

#[test]
fn rich_text_of_a_program_is_read() {
    assert_has(
        "rtf",
        include_bytes!("older/charter.rtf"),
        &[
            ("body", "评审结果公示\n正文开头"),
            ("body", "姓名\t班级\t手机\n甲\t\t13800000008\n乙\t二班\n"),
            ("body (hidden)", "隐藏13800000005"),
            ("footnotes", "脚注13800000006"),
            ("comments", "批注13800000007"),
            ("header", "页眉13800000003"),
            ("properties", "评审结果13800000001"),
            ("properties", "13800000002"),
        ],
    );
}
