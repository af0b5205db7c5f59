//! The legend: beside the data, never on it.

use super::canvas::{Anchor, Canvas, Pen, count};
use super::frame::title_type;

/// Room a legend takes beside the data.
pub(super) const WIDTH: i32 = 150;
const LINE: i32 = 22;
const SAMPLE: i32 = 34;

/// A sample of each line with its name, from `top` downwards.
pub(super) fn draw(canvas: &Canvas<'_>, left: i32, top: i32, entries: &[(&str, Pen)]) {
    for (row, (name, pen)) in entries.iter().enumerate() {
        let y = top + 8 + count(row) * LINE;
        canvas.line(&[(left, y), (left + SAMPLE, y)], *pen);
        canvas.words(name, (left + SAMPLE + 8, y), WIDTH - SAMPLE - 12, title_type(Anchor::Left));
    }
}
