//! A sheet of paper in pixels: lines, boxes, points and words.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, IntoFont, RGBColor, TextStyle};

use super::palette::PAPER;
use crate::text::commands;

/// Width of an average character as a share of the font size; generous, since the reader's font is not known.
const CHARACTER_WIDTH: f64 = 0.58;
/// The SVG writer divides font sizes by this.
const FONT_SCALE: f64 = 1.24;
/// A dashed line that is longer than this would be too many dashes, and is drawn solid.
const DASHED_LENGTH_MAX: i32 = 8_000;

/// A point in pixels from the upper left corner.
pub(super) type Point = (i32, i32);

/// How a line is drawn: colour, width, and the lengths of dash and gap, `None` for a solid line.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    pub colour: RGBColor,
    pub width: u32,
    pub dash: Option<(i32, i32)>,
}

/// How words are set.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub size: i32,
    pub colour: RGBColor,
    pub at: Anchor,
}

/// Which point of the words is at their position.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    /// Left end, middle of the height.
    Left,
    /// Centre, middle of the height.
    Centre,
    /// Right end, middle of the height.
    Right,
    /// As [`Anchor::Centre`], read from bottom to top.
    Upwards,
    /// Right end, read from bottom to top: the words hang below their position.
    Hanging,
}

/// What is drawn on.
pub(super) struct Canvas<'a>(DrawingArea<SVGBackend<'a>, Shift>);

/// Makes an SVG document of this size.
pub(super) fn svg((width, height): Point, draw: impl FnOnce(&Canvas<'_>)) -> String {
    let size = [width, height].map(|side| u32::try_from(side).expect("a picture has a size"));
    let mut document = String::new();
    let canvas = Canvas(SVGBackend::with_string(&mut document, (size[0], size[1])).into_drawing_area());
    canvas.0.fill(&PAPER).expect(INTO_A_STRING);
    draw(&canvas);
    canvas.0.present().expect(INTO_A_STRING);
    drop(canvas);
    document
}

const INTO_A_STRING: &str = "drawing into a string does not fail";

impl Canvas<'_> {
    pub(super) fn line(&self, points: &[Point], pen: Pen) {
        let style = pen.colour.stroke_width(pen.width);
        match pen.dash {
            Some((dash, gap)) if length(points) <= DASHED_LENGTH_MAX => {
                let path = DashedPathElement::new(points.iter().copied(), dash, gap, style);
                self.0.draw(&path).expect(INTO_A_STRING);
            }
            _ => self.0.draw(&PathElement::new(points, style)).expect(INTO_A_STRING),
        }
    }

    pub(super) fn filled(&self, upper_left: Point, lower_right: Point, colour: RGBColor) {
        self.0.draw(&Rectangle::new([upper_left, lower_right], colour.filled())).expect(INTO_A_STRING);
    }

    pub(super) fn dot(&self, centre: Point, radius: i32, colour: RGBColor) {
        self.0.draw(&Circle::new(centre, radius, colour.filled())).expect(INTO_A_STRING);
    }

    /// Words that end in an ellipsis where they would be wider than `width`.
    pub(super) fn words(&self, text: &str, position: Point, width: i32, face: Type) {
        if text.is_empty() {
            return;
        }
        let (horizontal, transform) = match face.at {
            Anchor::Left => (HPos::Left, FontTransform::None),
            Anchor::Centre => (HPos::Center, FontTransform::None),
            Anchor::Right => (HPos::Right, FontTransform::None),
            Anchor::Upwards => (HPos::Center, FontTransform::Rotate270),
            Anchor::Hanging => (HPos::Right, FontTransform::Rotate270),
        };
        let font = ("sans-serif", f64::from(face.size) * FONT_SCALE).into_font().transform(transform);
        let style = TextStyle::from(font).color(&face.colour).pos(Pos::new(horizontal, VPos::Center));
        let text = shortened(&printable(text), width, face.size);
        self.0.draw(&Text::new(text, position, style)).expect(INTO_A_STRING);
    }
}

/// Pixels that `text` takes at this font size, estimated.
pub(super) fn text_width(text: &str, size: i32) -> i32 {
    pixels(
        f64::from(i32::try_from(text.chars().count()).unwrap_or(i32::MAX))
            * f64::from(size)
            * CHARACTER_WIDTH,
    )
}

/// The nearest pixel.
#[expect(clippy::cast_possible_truncation, reason = "a cast of f64 saturates, and no picture is that large")]
pub(super) fn pixels(value: f64) -> i32 {
    value.round() as i32
}

/// A count of things to be laid out.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).expect("pictures show few things")
}

/// Without characters that XML does not have, and without those that would set others in another place.
fn printable(text: &str) -> String {
    let is_drawn = |character| !commands(character) && !matches!(character, '\u{fffe}' | '\u{ffff}');
    let drawn = |character| if is_drawn(character) { character } else { char::REPLACEMENT_CHARACTER };
    text.chars().map(drawn).collect()
}

fn shortened(text: &str, width: i32, size: i32) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut kept = text;
    // No letter is narrower than a pixel.
    if let Some((most, _)) = text.char_indices().nth(usize::try_from(width).unwrap_or(0)) {
        kept = &text[..most];
    }
    while let Some((last, _)) = kept.char_indices().next_back()
        && text_width("…", size) + text_width(kept, size) > width
    {
        kept = &kept[..last];
    }
    format!("{kept}…")
}

fn length(points: &[Point]) -> i32 {
    points.windows(2).map(|pair| (pair[0].0 - pair[1].0).abs() + (pair[0].1 - pair[1].1).abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_shortened() {
        let face = Type { size: 10, colour: PAPER, at: Anchor::Left };
        let document = svg((100, 20), |canvas| {
            canvas.words("<a & \"b\">\u{1}\u{fffe}\u{202e}", (0, 10), 100, face);
            canvas.words("a name that is much too long", (0, 10), 60, face);
        });
        insta::assert_snapshot!(document);
    }
}
