//! A school's colour and the shades made of it: the hue is kept, the chroma
//! capped, the lightness moved (in OKLCH) until the contrast is met. A school
//! may choose any colour; none can make a text unreadable.

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rgb([f64; 3]);

#[derive(Clone, Copy, Debug)]
struct Lch {
    l: f64,
    c: f64,
    h: f64,
}

/// The grounds that text stands on: paper and wash, light and dark.
const LIGHT_WASH: &str = "#f4f6f7";
const DARK_PAPER: &str = "#14181a";
const DARK_WASH: &str = "#1d2326";
/// The colour of a school that has set none.
const DEFAULT: &str = "#15566e";

/// The school's sheet: its shades for light, dark, large type and strong contrast.
pub fn sheet(colour: &str) -> String {
    let school = Rgb::parse(colour).or(Rgb::parse(DEFAULT)).unwrap_or(Rgb([0.0; 3]));
    let Lch { l, c, h } = school.to_lch();
    let (light_wash, dark_paper, dark_wash) = (ground(LIGHT_WASH), ground(DARK_PAPER), ground(DARK_WASH));
    let capped = c.min(0.13);
    let ink = school.to_lch().ink();
    let deep = until(Lch { l: 0.42, c: capped, h }, -0.005, light_wash, 9.0);
    let tint = Lch { l: 0.96, c: capped.min(0.011), h }.to_rgb();
    let dark_rule = until(Lch { l: l.max(0.45), c: capped, h }, 0.005, dark_paper, 3.0);
    let dark_ink = until(Lch { l: l.max(0.70), c: capped.min(0.10), h }, 0.005, dark_wash, 6.0);
    let dark_deep = until(Lch { l: 0.84, c: capped.min(0.08), h }, 0.005, dark_wash, 9.0);
    let dark_tint = Lch { l: 0.265, c: capped.min(0.022), h }.to_rgb();
    format!(
        ":root{{--school:{};--ink-s:{};--deep:{};--tint:{}}}\n\
         @media(prefers-color-scheme:dark){{:root{{--school:{};--ink-s:{};--deep:{};--tint:{}}}}}\n\
         .big{{--tint:#fff;--ink-s:{};--deep:{}}}\n\
         @media(prefers-color-scheme:dark){{.big{{--tint:#000;--ink-s:{};--deep:{}}}}}\n\
         @media(prefers-contrast:more){{:root{{--tint:#fff;--ink-s:{};--deep:{}}}}}\n\
         @media(prefers-contrast:more) and (prefers-color-scheme:dark){{:root{{--tint:#000;--ink-s:{};--deep:{}}}}}\n",
        school.hex(),
        ink.hex(),
        deep.hex(),
        tint.hex(),
        dark_rule.hex(),
        dark_ink.hex(),
        dark_deep.hex(),
        dark_tint.hex(),
        deep.hex(),
        deep.hex(),
        dark_deep.hex(),
        dark_deep.hex(),
        deep.hex(),
        deep.hex(),
        dark_deep.hex(),
        dark_deep.hex(),
    )
}

/// A school's colour as it can be read on white paper.
pub fn ink(colour: &str) -> String {
    let school = Rgb::parse(colour).or(Rgb::parse(DEFAULT)).unwrap_or(Rgb([0.0; 3]));
    school.to_lch().ink().hex()
}

fn ground(hex: &str) -> Rgb {
    Rgb::parse(hex).unwrap_or(Rgb([1.0; 3]))
}

/// Moves the lightness until the contrast with the ground is met.
fn until(mut colour: Lch, step: f64, ground: Rgb, wanted: f64) -> Rgb {
    while contrast(colour.to_rgb(), ground) < wanted && colour.l > 0.0 && colour.l < 1.0 {
        colour.l += step;
    }
    colour.l = colour.l.clamp(0.0, 1.0);
    colour.to_rgb()
}

/// The contrast of two colours by WCAG 2.2, 1 to 21.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (one.luminance(), other.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn linear(c: f64) -> f64 {
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn gamma(c: f64) -> f64 {
    if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 }
}

impl Lch {
    /// The same hue, dark enough to be read on light paper.
    fn ink(self) -> Rgb {
        let Lch { l, c, h } = self;
        until(Lch { l: l.min(0.52), c: c.min(0.13), h }, -0.005, ground(LIGHT_WASH), 5.5)
    }
}

impl Rgb {
    fn parse(hex: &str) -> Option<Rgb> {
        let digits = hex.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
        let mut channels = [0.0; 3];
        for (channel, at) in channels.iter_mut().zip([0, 2, 4]) {
            *channel = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        }
        Some(Rgb(channels))
    }

    fn hex(self) -> String {
        let byte = |c: f64| (c.clamp(0.0, 1.0) * 255.0).round() as u8;
        let [r, g, b] = self.0.map(byte);
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    fn luminance(self) -> f64 {
        // What is sent is whole bytes; measure that.
        let [r, g, b] = self.0.map(|c| linear((c.clamp(0.0, 1.0) * 255.0).round() / 255.0));
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Björn Ottosson's OKLab, in polar form.
    fn to_lch(self) -> Lch {
        let [r, g, b] = self.0.map(linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let a = 1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s;
        let bb = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s;
        let lightness = 0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s;
        Lch { l: lightness, c: a.hypot(bb), h: bb.atan2(a) }
    }
}

impl Lch {
    /// Outside sRGB the chroma gives way, lightness and hue stay.
    fn to_rgb(mut self) -> Rgb {
        loop {
            let (a, b) = (self.c * self.h.cos(), self.c * self.h.sin());
            let l = (self.l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
            let m = (self.l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
            let s = (self.l - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
            let channels = [
                4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
                -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
                -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
            ];
            if channels.iter().all(|c| (-0.0005..=1.0005).contains(c)) || self.c < 0.001 {
                return Rgb(channels.map(|c| gamma(c.clamp(0.0, 1.0))));
            }
            self.c *= 0.97;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shade(sheet: &str, block: usize, name: &str) -> Rgb {
        let block = sheet.lines().nth(block).unwrap();
        let at = block.find(&format!("{name}:")).unwrap() + name.len() + 1;
        Rgb::parse(&block[at..at + 7]).unwrap()
    }

    #[test]
    fn any_colour_gives_readable_shades() {
        let grounds = |hexes: &[&str]| hexes.iter().map(|h| Rgb::parse(h).unwrap()).collect::<Vec<_>>();
        let light = grounds(&["#ffffff", LIGHT_WASH]);
        let dark = grounds(&[DARK_PAPER, DARK_WASH]);
        for colour in [
            "#15566e", "#8c1d18", "#ffffff", "#000000", "#ffe600", "#00ff00", "#1f5c4d", "#7f7f7f",
            "#ff00ff", "",
        ] {
            let sheet = sheet(colour);
            for (block, grounds, tint) in [(0, &light, "--tint"), (1, &dark, "--tint")] {
                for name in ["--ink-s", "--deep"] {
                    let text = shade(&sheet, block, name);
                    for ground in grounds.iter().copied().chain([shade(&sheet, block, tint)]) {
                        let ratio = contrast(text, ground);
                        assert!(ratio >= 4.5, "{colour}: {name} on {} is {ratio:.2}", ground.hex());
                    }
                }
            }
            for (block, ground) in [(2, "#ffffff"), (3, "#000000"), (4, "#ffffff"), (5, "#000000")] {
                let ratio = contrast(shade(&sheet, block, "--ink-s"), Rgb::parse(ground).unwrap());
                assert!(ratio >= 7.0, "{colour}: {ratio:.2} in large type or strong contrast on {ground}");
            }
            let on = Rgb::parse("#ffffff").unwrap();
            assert!(contrast(on, shade(&sheet, 0, "--ink-s")) >= 4.5, "{colour}: white on a filled button");
        }
    }
}
