//! The data area of a chart: grid, ticks and labels around it, and where values are in it.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Pen, Point, Type, pixels};
use super::palette::{GRID, INK, PALE_INK, RULE};

/// Font size of tick labels.
pub(super) const TICK_SIZE: i32 = 11;
/// Font size of axis titles and legends.
pub(super) const LABEL_SIZE: i32 = 12;

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

    /// The axis on the left with its grid lines and its title.
    pub(super) fn draw_y(&self, canvas: &Canvas<'_>, axis: &Axis, title: &str, title_x: i32) {
        for (value, label) in &axis.ticks {
            let y = self.y(axis.share(*value));
            canvas.line(&[(self.left, y), (self.right, y)], rule(GRID));
            canvas.words(label, (self.left - 7, y), self.left, tick(Anchor::Right));
        }
        canvas.line(&[(self.left, self.top), (self.left, self.bottom)], rule(RULE));
        let middle: Point = (title_x, i32::midpoint(self.top, self.bottom));
        canvas.words(title, middle, self.bottom - self.top + 30, title_type(Anchor::Upwards));
    }

    /// Vertical grid lines and the axis at the bottom; labels where there are any.
    pub(super) fn draw_x(&self, canvas: &Canvas<'_>, ticks: &[(f64, String)], with_labels: bool) {
        for (share, label) in ticks {
            let x = self.x(*share);
            canvas.line(&[(x, self.top), (x, self.bottom)], rule(GRID));
            if with_labels {
                canvas.line(&[(x, self.bottom), (x, self.bottom + 4)], rule(RULE));
                canvas.words(label, (x, self.bottom + 14), self.right - self.left, tick(Anchor::Centre));
            }
        }
        canvas.line(&[(self.left, self.bottom), (self.right, self.bottom)], rule(RULE));
    }

    /// The title of the axis at the bottom.
    pub(super) fn title_x(&self, canvas: &Canvas<'_>, title: &str, y: i32) {
        let middle = (i32::midpoint(self.left, self.right), y);
        canvas.words(title, middle, self.right - self.left, title_type(Anchor::Centre));
    }
}

/// Title and subtitle at the upper left corner of a picture.
pub(super) fn heading(canvas: &Canvas<'_>, title: &str, subtitle: &str, width: i32) {
    canvas.words(title, (16, 22), width - 32, Type { size: 16, colour: INK, at: Anchor::Left });
    canvas.words(subtitle, (16, 43), width - 32, Type { size: 12, colour: PALE_INK, at: Anchor::Left });
}

/// A thin solid line.
pub(super) fn rule(colour: plotters::style::RGBColor) -> Pen {
    Pen { colour, width: 1, dash: None }
}

pub(super) fn tick(at: Anchor) -> Type {
    Type { size: TICK_SIZE, colour: PALE_INK, at }
}

pub(super) fn title_type(at: Anchor) -> Type {
    Type { size: LABEL_SIZE, colour: INK, at }
}
