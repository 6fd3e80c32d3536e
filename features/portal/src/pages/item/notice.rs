//! A notice (公示) on the page of its publication, day by day.

use ::calendar::{Calendar, DayKind};
use jiff::civil::Date;
use publishing::Version;
use web::format;

use crate::parts;

pub struct NoticeBox {
    pub title: String,
    pub text: String,
    pub contact: String,
    pub is_running: bool,
    pub days: Vec<DayCell>,
}

pub struct DayCell {
    pub class: &'static str,
    pub weekday: &'static str,
    pub day: i8,
    pub word: String,
}

/// The notice (公示) of a publication, as its page tells of it.
pub fn notice_box(calendar: &Calendar, version: &Version, today: Date) -> Option<NoticeBox> {
    let notice = &version.content.notice;
    let (from, to) = (notice.from?, notice.to?);
    let provisional = if calendar.knows(to) {
        ""
    } else {
        "（暂按周末和法定节日推算，放假安排公布后再算）"
    };
    let is_running = (from..=to).contains(&today);
    let title = if today < from {
        format!("{}开始公示", format::day(from, today))
    } else if is_running {
        match parts::left(calendar, today, to) {
            0 => "公示中，今天截止".to_owned(),
            left => format!("公示中，还剩{left}个工作日"),
        }
    } else {
        format!("公示已于{}结束", format::long_day(to))
    };
    let text = format!("公示期{}至{}{provisional}。", format::day(from, today), format::day(to, today));
    let contact = match (notice.receiver.is_empty(), notice.contact.is_empty()) {
        (true, true) => String::new(),
        _ => format!("对公示内容有异议的，请向{}反映：{}", notice.receiver, notice.contact),
    };
    Some(NoticeBox {
        title,
        text,
        contact,
        is_running,
        days: if is_running { strip(calendar, from, to, today) } else { vec![] },
    })
}

/// Day by day, with the days that don't count; not drawn for long periods.
fn strip(calendar: &Calendar, from: Date, to: Date, today: Date) -> Vec<DayCell> {
    let Ok(days) = calendar.provisional().day_strip(from, to) else { return Vec::new() };
    if days.len() > 16 {
        return Vec::new();
    }
    let mut counted = 0;
    days.iter()
        .map(|day| {
            let works = day.kind.is_working();
            counted += i32::from(works && day.date > from);
            let class = match () {
                () if !works => "rest",
                () if day.date == today => "now",
                () if day.date < today => "past",
                () => "",
            };
            let word = match &day.kind {
                _ if day.date == today => "今天".to_owned(),
                _ if day.date == to => "截止".to_owned(),
                DayKind::Weekend | DayKind::Holiday(_) | DayKind::Closure(_) => "不计".to_owned(),
                _ if counted == 0 => "发布".to_owned(),
                _ => format!("第{counted}天"),
            };
            let weekday = calendar::weekday_name(day.date).trim_start_matches("星期");
            DayCell { class, weekday, day: day.date.day(), word }
        })
        .collect()
}
