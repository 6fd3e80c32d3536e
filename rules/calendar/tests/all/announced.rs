//! Notices as they are pasted: those of nine years give the built-in days, and
//! whatever is wrong in one is told.

use calendar::{Calendar, Fault, Year};
use jiff::ToSpan;
use jiff::civil::{Date, date};

fn notice(name: &str) -> String {
    let path = format!("{}/tests/notices/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The days of a year on which two calendars disagree about work.
fn differences(year: Year, number: i16) -> Vec<Date> {
    let (read, official) = (Calendar::official().with_year(year), Calendar::official());
    let days = date(number, 1, 1).series(1.day()).take_while(|day| day.year() == number);
    let before = date(number - 1, 12, 1).series(1.day()).take_while(|day| day.year() < number);
    before.chain(days).filter(|day| read.is_working(*day) != official.is_working(*day)).collect()
}

#[test]
fn a_pasted_notice_gives_the_year() {
    for number in [2012, 2018, 2022, 2023, 2024, 2025, 2026] {
        let year = Year::read(&notice(&number.to_string())).unwrap();
        assert_eq!(year.number, number);
        assert_eq!(differences(year, number), [], "{number}");
    }
    let year = Year::read(&notice("2026")).unwrap();
    let paper = &year.papers()[0];
    assert_eq!(
        (paper.number.as_deref(), paper.published_on),
        (Some("国办发明电〔2025〕7号"), date(2025, 11, 4))
    );
    // The file of it is read back.
    assert_eq!(Year::parse(&year.to_file()).unwrap(), year);
}

#[test]
fn a_second_notice_changes_the_year() {
    let first = Year::read(&notice("2019")).unwrap();
    assert_eq!(
        differences(first.clone(), 2019),
        [date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5)]
    );
    let second = first.amend(&notice("2019-labour-day")).unwrap();
    assert_eq!(differences(second.clone(), 2019), []);
    assert_eq!(second.papers().len(), 2);
    let first = Year::read(&notice("2020")).unwrap();
    assert_eq!(differences(first.clone(), 2020), [date(2020, 1, 31), date(2020, 2, 1)]);
    let second = first.amend(&notice("2020-spring-festival")).unwrap();
    assert_eq!(differences(second, 2020), []);
    // A notice for another year, for no holiday of it, and one that changes nothing.
    for wrong in ["2020-spring-festival", "2020"] {
        let year = Year::read(&notice("2019")).unwrap();
        assert_eq!(year.amend(&notice(wrong)).unwrap_err().0, [Fault::NotAmending(2019)]);
    }
    let early = notice("2020-spring-festival").replace("2月2日", "1月29日");
    assert!(matches!(first.amend(&early).unwrap_err().0[..], [Fault::Backwards(..)]));
}

#[test]
fn how_it_is_pasted_does_not_matter() {
    let text = notice("2026");
    let plain = Year::read(&text).unwrap();
    let narrow = text.replace('（', "(").replace('）', ")").replace('，', ",").replace('：', ":");
    let joined = text.replace('\n', "");
    let spaced = text.replace('月', " 月 ").replace('日', "\u{a0}日").replace('。', "。\u{3000}\u{3000}");
    let wide: String =
        text.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0xff10 + d)).unwrap_or(c)).collect();
    let dashed = text.replace("（周四）至3日", "—3日");
    let weekday = text.replace('周', "星期");
    let page = format!("首页 > 政策\n2025-11-05 来源：新华社\n{text}\n责任编辑：某某\n相关阅读");
    for pasted in [narrow, joined, spaced, wide, dashed, weekday, page] {
        assert_eq!(Year::read(&pasted).unwrap(), plain, "{pasted}");
    }
}

#[test]
fn whatever_is_wrong_is_told() {
    let text = notice("2026");
    let faults = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Year::read(&text.replace(from, to)).unwrap_err().0
    };
    assert_eq!(Year::read("明天放假").unwrap_err().0, [Fault::NoYear]);
    let two = format!("{text}{}", notice("2025"));
    assert_eq!(Year::read(&two).unwrap_err().0, [Fault::TwoYears(2026, 2025)]);
    assert_eq!(
        faults("五、端午节：6月19日（周五）至21日（周日）放假，共3天。", ""),
        [Fault::Missing("端午节")]
    );
    assert_eq!(
        faults("5月9日（周六）", "5月10日（周六）"),
        [Fault::Weekday(date(2026, 5, 10), "星期六".into())]
    );
    assert_eq!(faults("共9天", "共8天"), [Fault::Count { name: "春节".into(), said: 8, listed: 9 }]);
    assert_eq!(
        faults("5月9日（周六）上班", "5月11日（周一）上班"),
        [Fault::WorkedOnWeekday(date(2026, 5, 11))]
    );
    assert_eq!(faults("5月9日（周六）上班。", ""), [Fault::Unbalanced { off: 19, worked: 5, law: 13 }]);
    assert_eq!(faults("2月28日（周六）上班", "2月22日（周日）上班"), [Fault::Both(date(2026, 2, 22))]);
    assert_eq!(
        faults("4月4日（周六）至6日（周一）放假", "4月4日（周六）至31日放假"),
        [Fault::NoDay("清明节".into(), "4月4日(周六)至31日".into())]
    );
    assert_eq!(
        faults("6月19日（周五）至21日（周日）放假，共3天", "6月21日（周日）至19日（周五）放假"),
        [Fault::Backwards("端午节".into(), date(2026, 6, 21), date(2026, 6, 19))]
    );
    assert_eq!(
        faults("六、中秋节：", "六、国庆节："),
        [Fault::NamedTwice("国庆节".into()), Fault::Missing("中秋节")]
    );
    assert_eq!(
        faults("1月4日（周日）上班", "1月4日（周日）照常"),
        [Fault::NotUnderstood("元旦".into(), "1月4日(周日)照常".into())]
    );
}

#[test]
fn the_wrong_year_over_the_right_days() {
    let text = notice("2026");
    // Hardly a weekday agrees.
    let wrong = text.replace("2026年", "2027年");
    assert!(Year::read(&wrong).unwrap_err().0.len() > 10);
}

#[test]
fn the_days_that_the_moon_sets_are_known_before_the_notice_comes() {
    let year = Year::read(&notice("2027-made-up")).unwrap();
    let longer = Calendar::official().with_year(year);
    assert_eq!(longer.last_year(), 2027);
    assert!(!longer.is_working(date(2027, 2, 12)).unwrap());
    let early = notice("2027-made-up")
        .replace("2月5日（农历除夕、周五）至12日（农历正月初七、周五）", "2月6日（周六）至13日（周六）");
    let early = early.replace("2月13日（周六）上班", "2月14日（周日）上班");
    assert_eq!(Year::read(&early).unwrap_err().0, [Fault::StatutoryWorked(date(2027, 2, 5), "春节")]);
}

#[test]
fn faults_are_chinese_sentences() {
    let told = Year::read(&notice("2026").replace("共9天", "共8天")).unwrap_err().to_string();
    assert_eq!(told, "春节写明共 8 天，列出的是 9 天");
    let told =
        Year::read(&notice("2026").replace("5月9日（周六）", "5月10日（周六）")).unwrap_err().to_string();
    assert_eq!(told, "2026-05-10 是星期日，通知里写的是星期六");
}

#[test]
fn a_december_without_its_year_is_the_one_before() {
    let text = notice("2023").replace("2022年12月31日至2023年1月2日", "12月31日至1月2日");
    assert_eq!(Year::read(&text).unwrap(), Year::read(&notice("2023")).unwrap());
}

/// The days on which a year that was read wrongly differs from the right one.
fn differ(right: &Year, wrong: Year) -> Vec<Date> {
    if *right == wrong {
        return Vec::new();
    }
    let (right, read) =
        (Calendar::official().with_year(right.clone()), Calendar::official().with_year(wrong));
    let days = date(2024, 12, 1).series(1.day()).take_while(|day| day.year() < 2028);
    days.filter(|day| read.is_working(*day) != right.is_working(*day)).collect()
}

/// One digit read or typed wrongly gives other days in one case only: a make-up
/// day a week or two off, whose weekday is the same. Nothing in a notice contradicts that.
#[test]
fn no_other_wrong_digit_passes() {
    for name in ["2026", "2027-made-up"] {
        let text = notice(name);
        let right = Year::read(&text).unwrap();
        for (place, digit) in text.char_indices().filter(|(_, letter)| letter.is_ascii_digit()) {
            for other in ('0'..='9').filter(|other| *other != digit) {
                let wrong = format!("{}{other}{}", &text[..place], &text[place + 1..]);
                let Ok(year) = Year::read(&wrong) else { continue };
                let days = differ(&right, year);
                let weeks_off = days.len() == 2 && (days[1] - days[0]).get_days() % 7 == 0;
                assert!(days.is_empty() || weeks_off, "{name}: {other} at {:?}", &text[place..]);
            }
        }
    }
}

/// A piece that was not copied never gives other days.
#[test]
fn no_gap_passes() {
    for name in ["2026", "2027-made-up"] {
        let text: Vec<char> = notice(name).chars().collect();
        let right = Year::read(&notice(name)).unwrap();
        for (place, length) in (0..text.len()).flat_map(|place| [1, 2].map(|length| (place, length))) {
            let rest = text.iter().skip(place + length);
            let wrong: String = text.iter().take(place).chain(rest).collect();
            let Ok(year) = Year::read(&wrong) else { continue };
            assert_eq!(differ(&right, year), [], "{name}: {wrong}");
        }
    }
}
