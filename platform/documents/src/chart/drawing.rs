//! Where everything of a chart stands. Lengths are in units of the picture, whose
//! width is 640; the letters are 13 high.

use std::fmt::Write;

use super::{Chart, Kind, number};
use crate::html::escape;

const WIDTH: f64 = 640.0;
/// Height of the part between the axes, where they stand upright.
const PLOT: f64 = 230.0;
const LETTER: f64 = 13.0;
/// Above the plot: the legend.
const TOP: f64 = 44.0;
const RIGHT: f64 = 36.0;

/// The whole picture.
pub(super) fn draw(chart: &Chart) -> String {
    let axis = Axis::of(chart);
    let longest = chart.categories.iter().map(|text| text_width(text)).fold(0.0, f64::max);
    let slot = (WIDTH - 60.0 - RIGHT) / chart.categories.len().max(1) as f64;
    let (body, height) = match chart.kind {
        Kind::Line => upright(chart, &axis, lines),
        Kind::Bars if longest <= slot => upright(chart, &axis, bars),
        Kind::Bars => lying(chart, &axis, longest),
    };
    // A page sets its own colours: its sheet names the white, the grid's and the text's.
    format!(
        concat!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" role="img" color="#2b4a6f" "##,
            r#"font-family="Noto Sans SC, sans-serif" font-size="{l}"><title>{title}</title><desc>{desc}</desc>{legend}{body}</svg>"#
        ),
        w = WIDTH,
        h = height,
        l = LETTER,
        title = escape(&chart.title),
        desc = escape(&chart.description()),
        legend = legend(chart),
        body = body,
    )
}

/// The values' axis: whole steps of 1, 2 or 5 times a power of ten.
struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    fn of(chart: &Chart) -> Axis {
        let values = || chart.series.iter().flat_map(|s| s.values.iter().flatten().copied());
        let high = values().fold(0.0, f64::max);
        let low = values().fold(0.0, f64::min);
        let rough = if high > low { (high - low) / 5.0 } else { 1.0 };
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * power).find(|s| *s >= rough);
        let step = step.unwrap_or(rough);
        Axis { low: (low / step).floor() * step, high: ((high / step).ceil() * step).max(step), step }
    }

    /// The place of a value, from 0 at the low end to 1 at the high end.
    fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    fn marks(&self) -> impl Iterator<Item = f64> + '_ {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count).map(|n| self.low + n as f64 * self.step)
    }
}

/// Where the bars or lines of an upright chart stand.
struct Frame<'a> {
    axis: &'a Axis,
    left: f64,
    slot: f64,
}

impl Frame<'_> {
    fn x(&self, at: usize) -> f64 {
        self.left + (at as f64 + 0.5) * self.slot
    }

    fn y(&self, value: f64) -> f64 {
        TOP + PLOT * (1.0 - self.axis.place(value))
    }
}

/// A chart with categories along the lower edge, and its height.
fn upright(chart: &Chart, axis: &Axis, marks: fn(&Chart, &Frame) -> String) -> (String, f64) {
    let scale = axis.marks().map(|mark| text_width(&number(mark))).fold(0.0, f64::max);
    let left = scale + 16.0;
    let slot = (WIDTH - left - RIGHT) / chart.categories.len().max(1) as f64;
    let frame = Frame { axis, left, slot };
    let mut out = String::new();
    for mark in axis.marks() {
        let y = frame.y(mark);
        out += &grid(left, y, WIDTH - RIGHT, y);
        out += &text(left - 8.0, y + 4.5, "end", &number(mark));
    }
    // Names that would run into each other are thinned out.
    let longest = chart.categories.iter().map(|name| text_width(name)).fold(1.0, f64::max);
    let every = ((longest + 4.0) / slot).ceil().max(1.0) as usize;
    for (at, name) in chart.categories.iter().enumerate().step_by(every) {
        out += &text(frame.x(at), TOP + PLOT + 20.0, "middle", name);
    }
    out += &marks(chart, &frame);
    (out, TOP + PLOT + 34.0)
}

fn bars(chart: &Chart, frame: &Frame) -> String {
    let count = chart.series.len().max(1) as f64;
    let width = (frame.slot * 0.72 / count).min(46.0);
    let mut out = String::new();
    for (nth, series) in chart.series.iter().enumerate() {
        for (at, value) in series.values.iter().take(chart.categories.len()).enumerate() {
            let Some(value) = *value else { continue };
            let x = frame.x(at) + (nth as f64 - count / 2.0) * width;
            let (top, bottom) = (frame.y(value.max(0.0)), frame.y(value.min(0.0)));
            out += &bar(nth, x + 1.0, top, width - 2.0, bottom - top);
            if text_width(&number(value)) <= width + 4.0 {
                out += &text(x + width / 2.0, top - 4.0, "middle", &number(value));
            }
        }
    }
    out
}

fn lines(chart: &Chart, frame: &Frame) -> String {
    let mut out = String::new();
    for (nth, series) in chart.series.iter().enumerate() {
        let mut path = String::new();
        let mut pen = 'M';
        for (at, value) in series.values.iter().take(chart.categories.len()).enumerate() {
            let Some(value) = *value else {
                pen = 'M';
                continue;
            };
            let (x, y) = (frame.x(at), frame.y(value));
            let _ = write!(path, "{pen}{x:.1} {y:.1}");
            out += &format!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="3.5" fill="{}" stroke="currentColor"/>"#,
                fill(nth)
            );
            pen = 'L';
        }
        if !path.is_empty() {
            // Below the dots.
            out.insert_str(0, &stroke(nth, &path));
        }
    }
    out
}

/// A chart with categories along the left edge, for long names, and its height.
fn lying(chart: &Chart, axis: &Axis, longest: f64) -> (String, f64) {
    let thick = 16.0;
    let left = longest.min(WIDTH * 0.45) + 10.0;
    let slot = thick * chart.series.len().max(1) as f64 + 14.0;
    let bottom = TOP + slot * chart.categories.len() as f64;
    let right = WIDTH - RIGHT - 12.0;
    let x = |value: f64| left + (right - left) * axis.place(value);
    let mut out = String::new();
    for mark in axis.marks() {
        out += &grid(x(mark), TOP, x(mark), bottom);
        out += &text(x(mark), bottom + 18.0, "middle", &number(mark));
    }
    for (at, name) in chart.categories.iter().enumerate() {
        let middle = TOP + slot * (at as f64 + 0.5);
        out += &text(left - 8.0, middle + 4.5, "end", &shortened(name, WIDTH * 0.45));
        for (nth, series) in chart.series.iter().enumerate() {
            let Some(value) = series.values.get(at).copied().flatten() else { continue };
            let y = TOP + slot * at as f64 + 7.0 + thick * nth as f64;
            let (from, to) = (x(value.min(0.0)), x(value.max(0.0)));
            out += &bar(nth, from, y + 1.0, to - from, thick - 2.0);
            out += &text(to + 4.0, y + thick - 3.5, "start", &number(value));
        }
    }
    (out, bottom + 30.0)
}

/// The names of the series with their marks, and the unit.
fn legend(chart: &Chart) -> String {
    let mut out = text(WIDTH - RIGHT, 18.0, "end", &format!("单位：{}", chart.unit));
    let mut x = 8.0;
    for (nth, series) in chart.series.iter().enumerate() {
        out += &match chart.kind {
            Kind::Bars => bar(nth, x, 8.0, 20.0, 12.0),
            Kind::Line => stroke(nth, &format!("M{x} 14h20")),
        };
        out += &text(x + 26.0, 18.5, "start", &series.name);
        x += 26.0 + text_width(&series.name) + 18.0;
    }
    out
}

/// The first of what is compared is filled, whatever follows outlined: told apart without colours.
fn fill(nth: usize) -> &'static str {
    if nth == 0 { "currentColor" } else { "#fff" }
}

/// A bar of nothing is no bar: readers of SVG complain about one without height.
fn bar(nth: usize, x: f64, y: f64, width: f64, height: f64) -> String {
    if width < 0.05 || height < 0.05 {
        return String::new();
    }
    format!(
        r#"<rect fill="{}" stroke="currentColor" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}"{}/>"#,
        fill(nth),
        if nth > 1 { r#" stroke-dasharray="3 2""# } else { "" }
    )
}

fn stroke(nth: usize, path: &str) -> String {
    let dashes = if nth == 0 { "" } else { r#" stroke-dasharray="6 4""# };
    format!(r#"<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"{dashes}/>"#)
}

fn grid(x1: f64, y1: f64, x2: f64, y2: f64) -> String {
    format!(r##"<path d="M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}" stroke="#d5d9de"/>"##)
}

fn text(x: f64, y: f64, anchor: &str, words: &str) -> String {
    format!(r##"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" fill="#333">{}</text>"##, escape(words))
}

/// About how wide a text is: a Chinese character is as wide as it is high.
fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { LETTER * 0.58 } else { LETTER }).sum()
}

fn shortened(text: &str, width: f64) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let mut out = text.to_owned();
    while text_width(&out) > width - LETTER && out.pop().is_some() {}
    out + "…"
}
