//! Colours that stay apart for every kind of colour vision, on a light page and on a dark one.
//!
//! A picture is transparent and cannot know its page: a browser tells it whether the reader prefers dark, and the page may
//! be the other way. So every colour is readable on both, and in either mode best on the page that goes with it.

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rgb(pub u8, pub u8, pub u8);

/// What is drawn with: a colour for each mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    /// Its class, empty for one that is the same in both modes.
    pub class: &'static str,
    pub light: Rgb,
    pub dark: Rgb,
    /// 100 hides what is behind.
    pub opacity: u8,
}

impl Colour {
    const fn of_modes(class: &'static str, light: Rgb, dark: Rgb) -> Self {
        Self { class, light, dark, opacity: 100 }
    }

    /// The same in both modes.
    pub(super) const fn fixed(rgb: Rgb) -> Self {
        Self { class: "", light: rgb, dark: rgb, opacity: 100 }
    }

    const fn faint(self, opacity: u8) -> Self {
        Self { opacity, ..self }
    }
}

// The hues of Okabe and Ito's set, some of them darker or lighter than there.
pub(super) const BLUE: Colour = Colour::of_modes("blue", Rgb(0, 114, 178), Rgb(61, 154, 214));
pub(super) const AMBER: Colour = Colour::of_modes("amber", Rgb(184, 110, 0), Rgb(201, 133, 0));
pub(super) const PURPLE: Colour = Colour::of_modes("purple", Rgb(168, 82, 138), Rgb(204, 121, 167));
pub(super) const VERMILLION: Colour = Colour::fixed(Rgb(213, 94, 0));

/// Words, numbers and lines of the same weight.
pub(super) const INK: Colour = Colour::of_modes("ink", Rgb(89, 99, 110), Rgb(139, 148, 158));
/// Axes.
pub(super) const RULE: Colour = Colour::fixed(Rgb(125, 133, 144));
/// Grid lines.
pub(super) const GRID: Colour = RULE.faint(25);
/// Cells without a figure.
pub(super) const NOTHING: Colour = RULE.faint(12);
/// The time that a fault lasts.
pub(super) const BAND: Colour = VERMILLION.faint(15);

/// Those that differ from mode to mode.
const OF_MODES: [Colour; 4] = [INK, BLUE, AMBER, PURPLE];

const BLACK: Rgb = Rgb(0, 0, 0);
const WHITE: Rgb = Rgb(255, 255, 255);

/// Equally spaced points of viridis: dark blue over green to yellow, its lightness rising evenly.
const VIRIDIS: [Rgb; 9] = [
    Rgb(68, 1, 84),
    Rgb(71, 45, 123),
    Rgb(59, 82, 139),
    Rgb(44, 114, 142),
    Rgb(33, 145, 140),
    Rgb(40, 174, 128),
    Rgb(94, 201, 98),
    Rgb(173, 220, 48),
    Rgb(253, 231, 37),
];

/// What the classes are where the reader prefers dark; whoever does not read this keeps the colours of the light mode.
pub(super) fn style() -> String {
    let rule = |of: &Colour| {
        let (class, dark) = (of.class, hexadecimal(of.dark));
        format!(".plimsoll .{class}{{fill:{dark}}}.plimsoll .{class}-line{{stroke:{dark}}}")
    };
    let rules: String = OF_MODES.iter().map(rule).collect();
    format!("@media (prefers-color-scheme:dark){{{rules}}}")
}

/// As in CSS.
pub(super) fn hexadecimal(Rgb(red, green, blue): Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The colour of `share`, from 0 (dark) to 1 (light).
pub(super) fn scale(share: f64) -> Rgb {
    let position = share.clamp(0.0, 1.0) * 8.0;
    let below = (0..8_u8).rev().find(|&index| f64::from(index) <= position).unwrap_or(0);
    let (from, to) = (VIRIDIS[usize::from(below)], VIRIDIS[usize::from(below) + 1]);
    let part = position - f64::from(below);
    let mix = |from: u8, to: u8| channel(f64::from(from) + (f64::from(to) - f64::from(from)) * part);
    Rgb(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
fn channel(value: f64) -> u8 {
    value.round() as u8
}

/// Black or white, whichever is easier to read on `background`.
pub(super) fn ink_on(background: Rgb) -> Colour {
    Colour::fixed(if lightness(background) > 105.0 { BLACK } else { WHITE })
}

/// Perceived lightness from 0 to 255 (weights of ITU-R BT.601).
fn lightness(Rgb(red, green, blue): Rgb) -> f64 {
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG 2 defines it.
    fn luminance(Rgb(red, green, blue): Rgb) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        (one / other).max(other / one)
    }

    #[test]
    fn every_colour_is_seen_on_a_light_and_on_a_dark_page_in_both_modes() {
        let pages = [WHITE, Rgb(13, 17, 23), BLACK];
        for colour in OF_MODES.into_iter().chain([VERMILLION, RULE]) {
            for rgb in [colour.light, colour.dark] {
                for page in pages {
                    assert!(contrast(rgb, page) >= 3.0, "{colour:?} on {page:?}: {}", contrast(rgb, page));
                }
            }
        }
        // Words, on the page that goes with the mode, as WCAG 2 asks of small ones.
        assert!(contrast(INK.light, pages[0]) >= 4.5 && contrast(INK.dark, pages[1]) >= 4.5);
    }

    #[test]
    fn lightness_of_the_scale_only_rises_and_figures_are_read_on_it() {
        let steps: Vec<Rgb> = (0..=200).map(|step| scale(f64::from(step) / 200.0)).collect();
        let lightness: Vec<f64> = steps.iter().copied().map(lightness).collect();
        assert!(lightness.is_sorted(), "{lightness:?}");
        assert!(lightness[200] - lightness[0] > 150.0);
        assert!(steps.iter().all(|step| contrast(ink_on(*step).light, *step) >= 4.0));
    }

    #[test]
    fn the_ends_of_the_scale_are_its_ends() {
        assert_eq!(scale(-1.0), Rgb(68, 1, 84));
        assert_eq!(scale(1.0), Rgb(253, 231, 37));
    }
}
