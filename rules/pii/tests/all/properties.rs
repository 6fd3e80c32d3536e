//! What holds for every text.

use pii::{Audience, Kind, Level, Rules, Stream};
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
        Just("秘　密★".to_owned()),
        Just("姓名,手机号码,困难原因\n".to_owned()),
        Just("微信号：zhang_san88".to_owned()),
        Just("一三八〇〇一三八〇〇〇".to_owned()),
        Just("6228483432445105".to_owned()),
        Just("护照E05852772".to_owned()),
        Just("银行账号".to_owned()),
        Just("1998年3月12日生".to_owned()),
        Just("学号：2021A0102".to_owned()),
        Just("㊀㊂㊇㊈㊈㊀㊂㊇㊈㊈㊈".to_owned()),
        Just("本人房产证：宁房权证鼓转字第12345号".to_owned()),
        Just("1三8〇0一3八0〇0".to_owned()),
        Just("关于做好某项工作的通知，请各部门按时完成。".repeat(9)),
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
    fn the_first_look_misses_nothing(texts in proptest::collection::vec(texts(), 1..4)) {
        let text = texts.join(&"关于做好某项工作的通知，请各部门按时完成。".repeat(9));
        prop_assert_eq!(pii::scan(&text), Rules::built_in().scan_closely(&text));
    }

    #[test]
    fn anything_at_all_may_come(text in ".{0,200}") {
        let length = text.chars().count();
        let rules = Rules::built_in();
        for finding in rules.scan(&text).into_iter().chain(rules.beyond_aid(&text)) {
            prop_assert!(finding.start < finding.end && finding.end <= length);
        }
        rules.fragments(&text);
        rules.is_aid_notice(&text, &text);
    }

    #[test]
    fn what_is_masked_stays_masked(text in texts(), public in any::<bool>()) {
        let audience = if public { Audience::Public } else { Audience::Inside };
        let rules = Rules::built_in();
        let numbers = [Kind::IdCard, Kind::Mobile, Kind::BankCard, Kind::Passport, Kind::Email];
        let once = rules.apply_masks(&text, &rules.scan(&text), audience);
        let again = rules.scan(&once);
        for finding in again.iter().filter(|finding| numbers.contains(&finding.kind)) {
            prop_assert_eq!(finding.level, Level::Info, "{:?} in {:?}", finding, &once);
        }
    }

    #[test]
    fn a_mask_shows_no_more_than_its_rule(value in "[0-9A-Z]{0,24}") {
        let shown = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).count();
        let rules = Rules::built_in();
        for kind in Kind::ALL {
            let most = match kind {
                Kind::Uscc => 10,
                Kind::Mobile => 7,
                Kind::Landline => 6,
                _ => 4,
            };
            for masked in [pii::mask(*kind, &value), rules.mask(*kind, &value, Audience::Inside), rules.mask(*kind, &value, Audience::Public)] {
                prop_assert!(shown(&masked) <= most, "{:?} {}", kind, masked);
            }
            // A mask of a mask shows no more.
            let once = rules.mask(*kind, &value, Audience::Public);
            prop_assert!(shown(&rules.mask(*kind, &once, Audience::Public)) <= shown(&once));
        }
    }

    #[test]
    fn blocks_of_any_size_find_what_the_whole_does(parts in proptest::collection::vec(texts(), 20..60), size in 3000_usize..40_000) {
        let text = parts.join(&"关于做好某项工作的通知，请各部门按时完成。\n".repeat(7));
        let mut stream = Stream::new(Rules::built_in());
        let mut found = Vec::new();
        let mut from = 0;
        while from < text.len() {
            let to = text.ceil_char_boundary((from + size).min(text.len()));
            found.extend(stream.push(&text[from..to]));
            from = to;
        }
        found.extend(stream.finish());
        prop_assert_eq!(found, pii::scan(&text));
    }

    #[test]
    fn check_digits_tell_one_slip(day in 1_u32..29, order in 0_u32..1000, place in 0_usize..17, slip in 1_u8..10) {
        let body = format!("330302199803{day:02}{order:03}");
        let sum: u32 = body.bytes().enumerate().map(|(at, digit)| u32::from(digit - b'0') * (2_u32.pow(17 - at as u32) % 11)).sum();
        let number = format!("{body}{}", char::from(b"10X98765432"[(sum % 11) as usize]));
        prop_assert_eq!(pii::scan(&number).first().map(|finding| finding.kind), Some(Kind::IdCard));
        let mut wrong = number.into_bytes();
        wrong[place] = b'0' + (wrong[place] - b'0' + slip) % 10;
        let found = pii::scan(std::str::from_utf8(&wrong).unwrap());
        prop_assert!(found.iter().all(|finding| finding.kind != Kind::IdCard), "{:?}", found);
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
