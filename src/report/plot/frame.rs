//! The data area of a chart: grid, ticks and labels around it, and where values are in it.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Pen, Type, pixels};
use super::letters::text_width;
use super::palette::{Colour, GRID, INK, RULE};

/// Font size of tick labels.
pub(super) const TICK_SIZE: i32 = 11;
/// Font size of axis titles and legends.
pub(super) const LABEL_SIZE: i32 = 12;
/// Labels of an axis at the left are at least this far apart.
const TICK_DISTANCE: i32 = 16;

/// The data area in pixels.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Frame {
    pub(super) fn x(&self, share: f64) -> i32 {
        self.left + pixels(share * f64::from(self.right - self.left))
    }

    pub(super) fn y(&self, share: f64) -> i32 {
        self.bottom - pixels(share * f64::from(self.bottom - self.top))
    }

    /// The axis on the left with its grid lines.
    pub(super) fn draw_y(&self, canvas: &mut Canvas, axis: &Axis) {
        for (value, label) in axis.ticks_apart(self.bottom - self.top, TICK_DISTANCE) {
            let y = self.y(axis.share(*value));
            canvas.line(&[(self.left, y), (self.right, y)], rule(GRID));
            canvas.words(label, (self.left - 7, y), self.left, tick(Anchor::Right));
        }
        canvas.line(&[(self.left, self.top), (self.left, self.bottom)], rule(RULE));
    }

    /// Vertical grid lines and the axis at the bottom; with labels, as far as they fit beside each other.
    pub(super) fn draw_x(&self, canvas: &mut Canvas, ticks: &[(f64, String)], with_labels: bool) {
        let mut free = i32::MIN;
        for (share, label) in ticks {
            let x = self.x(*share);
            canvas.line(&[(x, self.top), (x, self.bottom)], rule(GRID));
            let half = text_width(label, TICK_SIZE) / 2;
            if with_labels && x - half >= free {
                canvas.line(&[(x, self.bottom), (x, self.bottom + 4)], rule(RULE));
                canvas.words(label, (x, self.bottom + 14), 2 * half + 2, tick(Anchor::Centre));
                free = x + half + 6;
            }
        }
        canvas.line(&[(self.left, self.bottom), (self.right, self.bottom)], rule(RULE));
    }

    /// The title of the axis at the bottom.
    pub(super) fn title_x(&self, canvas: &mut Canvas, title: &str) {
        let room = self.right - self.left;
        // Where it is longer than the axis it begins with it.
        let (x, at) = if text_width(title, LABEL_SIZE) <= room {
            (i32::midpoint(self.left, self.right), Anchor::Centre)
        } else {
            (self.left, Anchor::Left)
        };
        canvas.words(title, (x, self.bottom + 34), room, label(at));
    }
}

/// A thin solid line.
pub(super) fn rule(colour: Colour) -> Pen {
    Pen { colour, width: 1, dash: None }
}

pub(super) fn tick(at: Anchor) -> Type {
    Type { size: TICK_SIZE, colour: INK, at }
}

pub(super) fn label(at: Anchor) -> Type {
    Type { size: LABEL_SIZE, colour: INK, at }
}
