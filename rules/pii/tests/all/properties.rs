//! What holds for every text.

use proptest::prelude::*;

/// Texts of pieces that matter to the finder, and of anything.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("13800138000".to_owned()),
        Just("11010519491231002X".to_owned()),
        Just("身份证号：".to_owned()),
        Just("学号\t姓名\n".to_owned()),
        Just("家庭住址：安徽省合肥市蜀山区解放路1号".to_owned()),
        Just("出生日期".to_owned()),
        Just("鲁A".to_owned()),
        "[0-9０-９一二三xX@.\\- \n\t,，*（）Ee护照京]{0,12}",
        ".{0,8}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn findings_lie_in_the_text_in_order_and_show_nothing_whole(text in texts()) {
        let length = text.chars().count();
        let found = pii::scan(&text);
        for pair in found.windows(2) {
            prop_assert!(pair[0].start < pair[1].start && pair[0].end < pair[1].end);
        }
        for finding in &found {
            prop_assert!(finding.start < finding.end && finding.end <= length);
            prop_assert!(finding.masked.contains('*'), "{:?}", finding);
        }
        pii::apply_masks(&text, &found);
    }

    #[test]
    fn a_number_is_found_wherever_it_stands(before in "[\u{4e00}-\u{9fa5}，。 ]{0,12}", after in "[，。；\n][\u{4e00}-\u{9fa5}]{0,12}") {
        let text = format!("{before}，11010519491231002X{after}");
        prop_assert_eq!(pii::scan(&text).iter().filter(|f| f.kind == pii::Kind::IdCard).count(), 1);
    }
}

/// Work that grew with the square of these would not end while anyone waits.
#[test]
fn one_endless_line_takes_no_longer_than_many_short_ones() {
    for piece in [
        "1",
        "13800138000 ",
        "a1",
        "@",
        "学号",
        "1号",
        "省1号",
        "110105-",
        "密 ",
        "幺",
        "低保13800138000",
        "1.",
        "鲁A1",
        "a@",
    ] {
        let text = piece.repeat(400_000 / piece.len());
        let found = pii::scan(&text);
        assert!(found.len() <= text.len());
    }
}
