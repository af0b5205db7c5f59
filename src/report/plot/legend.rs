//! The legend: beside the data, never on it.

use super::canvas::{Anchor, Canvas, Pen, count};
use super::frame::label;

/// Room a legend takes beside the data.
pub(super) const WIDTH: i32 = 120;
const LINE: i32 = 22;
const SAMPLE: i32 = 34;

/// How high so many entries are.
pub(super) fn height(entries: usize) -> i32 {
    count(entries) * LINE
}

/// A sample of each line with its name, from `top` downwards.
pub(super) fn draw(canvas: &mut Canvas, left: i32, top: i32, entries: &[(&str, Pen)]) {
    for (row, (name, pen)) in entries.iter().enumerate() {
        let y = top + 8 + count(row) * LINE;
        canvas.line(&[(left, y), (left + SAMPLE, y)], *pen);
        canvas.words(name, (left + SAMPLE + 8, y), WIDTH - SAMPLE - 8, label(Anchor::Left));
    }
}
