//! Colours that stay apart for every kind of colour vision, and in print.

use plotters::style::RGBColor;

// Okabe and Ito's set.
pub(super) const BLACK: RGBColor = RGBColor(0, 0, 0);
pub(super) const SKY_BLUE: RGBColor = RGBColor(86, 180, 233);
pub(super) const BLUISH_GREEN: RGBColor = RGBColor(0, 158, 115);
pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(super) const VERMILLION: RGBColor = RGBColor(213, 94, 0);

/// Words and numbers.
pub(super) const INK: RGBColor = RGBColor(38, 38, 38);
/// Words of less weight.
pub(super) const PALE_INK: RGBColor = RGBColor(96, 96, 96);
/// Axes.
pub(super) const RULE: RGBColor = RGBColor(120, 120, 120);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(228, 228, 228);
/// Cells without a figure.
pub(super) const NOTHING: RGBColor = RGBColor(236, 236, 236);
/// Behind everything.
pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);

/// Equally spaced points of viridis: dark blue over green to yellow, its lightness rising evenly.
const VIRIDIS: [(u8, u8, u8); 9] = [
    (68, 1, 84),
    (71, 45, 123),
    (59, 82, 139),
    (44, 114, 142),
    (33, 145, 140),
    (40, 174, 128),
    (94, 201, 98),
    (173, 220, 48),
    (253, 231, 37),
];

/// The colour of `share`, from 0 (dark) to 1 (light).
pub(super) fn scale(share: f64) -> RGBColor {
    let position = share.clamp(0.0, 1.0) * 8.0;
    let below = (0..8_u8).rev().find(|&index| f64::from(index) <= position).unwrap_or(0);
    let (from, to) = (VIRIDIS[usize::from(below)], VIRIDIS[usize::from(below) + 1]);
    let part = position - f64::from(below);
    let mix = |from: u8, to: u8| channel(f64::from(from) + (f64::from(to) - f64::from(from)) * part);
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
fn channel(value: f64) -> u8 {
    value.round() as u8
}

/// Black or white, whichever is easier to read on `background`.
pub(super) fn ink_on(background: RGBColor) -> RGBColor {
    if lightness(background) > 105.0 { BLACK } else { PAPER }
}

/// Perceived lightness from 0 to 255 (weights of ITU-R BT.601).
fn lightness(RGBColor(red, green, blue): RGBColor) -> f64 {
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lightness_of_the_scale_only_rises() {
        let steps: Vec<f64> = (0..=200).map(|step| lightness(scale(f64::from(step) / 200.0))).collect();
        assert!(steps.is_sorted(), "{steps:?}");
        assert!(steps[200] - steps[0] > 150.0);
    }

    #[test]
    fn the_ends_of_the_scale_are_its_ends() {
        assert_eq!(scale(-1.0), RGBColor(68, 1, 84));
        assert_eq!(scale(1.0), RGBColor(253, 231, 37));
        assert_eq!((ink_on(scale(0.0)), ink_on(scale(1.0))), (PAPER, BLACK));
    }
}
