//! What an audience sees.

use pii::{Audience, Kind, Level, Rules, scan};

const TEXT: &str = "联系人13800138000，证号11010519491231002X，卡号6228483432445105，家庭住址：安徽省合肥市蜀山区解放路1号2栋301室，\
    护照E05852772，车鲁AF73947，a@example.com，出生日期：1998-03-12";

#[test]
fn the_public_sees_nothing_of_a_number() {
    let rules = Rules::built_in();
    let masked = rules.apply_masks(TEXT, &scan(TEXT), Audience::Public);
    assert_eq!(
        masked,
        "联系人（已隐去），证号（已隐去），卡号（已隐去），家庭住址：（已隐去），护照（已隐去），车鲁A******，（已隐去），出生日期：（已隐去）"
    );
}

#[test]
fn the_school_sees_enough_to_find_oneself() {
    let rules = Rules::built_in();
    let masked = rules.apply_masks(TEXT, &scan(TEXT), Audience::Inside);
    assert!(masked.starts_with("联系人*******8000，证号（已隐去），卡号************5105，"), "{masked}");
    assert_eq!(rules.mask(Kind::Mobile, "13800138000", Audience::Inside), "*******8000");
    assert_eq!(rules.mask(Kind::IdCard, "11010519491231002X", Audience::Inside), "（已隐去）");
}

#[test]
fn no_audience_is_shown_more_than_reviewers_are() {
    for audience in [Audience::Public, Audience::Inside] {
        for kind in Kind::ALL {
            let value = "1234567890123456789";
            let shown = |text: &str| text.chars().filter(char::is_ascii_digit).count();
            let masked = Rules::built_in().mask(*kind, value, audience);
            assert!(shown(&masked) <= shown(&pii::mask(*kind, value)), "{kind:?} {audience:?} {masked}");
        }
    }
}

#[test]
fn a_finding_about_a_column_covers_nothing() {
    let text = "姓名\t民族\t手机\n某某\t苗族\t13800138000\n";
    let masked = Rules::built_in().apply_masks(text, &scan(text), Audience::Public);
    assert_eq!(masked, "姓名\t民族\t手机\n某某\t苗族\t（已隐去）\n");
}

#[test]
fn masked_is_clean_and_stays_as_it_is() {
    for audience in [Audience::Public, Audience::Inside] {
        let masked = Rules::built_in().apply_masks(TEXT, &scan(TEXT), audience);
        let again = scan(&masked);
        assert!(again.iter().all(|one| one.level == Level::Info), "{masked}: {again:?}");
        assert_eq!(Rules::built_in().apply_masks(&masked, &again, audience), masked);
    }
}
