//! Marks in a picture: lines and bands behind the data, numbers above it, and a list of what they stand for below.

use super::canvas::{Anchor, Canvas, Pen, Type, count};
use super::frame::{Frame, tick};
use super::letters::text_width;
use super::marks::Marks;
use super::palette::{BAND, VERMILLION};

/// Where a mark is.
const LINE: Pen = Pen { colour: VERMILLION, width: 1, dash: Some((2, 2)) };
const NUMBER: Type = Type { size: 11, colour: VERMILLION, at: Anchor::Centre };
/// Room for a number in the list.
const SIGN: i32 = 22;
/// Height of a line of the list.
const LIST_LINE: i32 = 17;

/// Bands and lines, to be drawn before the data; `x` is where a time in seconds is, and nothing is later than `end`.
pub(super) fn draw(canvas: &mut Canvas, frame: Frame, marks: &Marks, end: f64, x: impl Fn(f64) -> i32) {
    let times = || marks.shown.iter().flat_map(|mark| mark.times.iter().map(|time| (*time, mark.lasts)));
    for (time, lasts) in times().filter(|(_, lasts)| *lasts > 0.0) {
        let right = x((time + lasts).min(end)).max(x(time) + 1);
        canvas.filled((x(time), frame.top), (right, frame.bottom), BAND);
    }
    for (time, _) in times() {
        canvas.line(&[(x(time), frame.top - 3), (x(time), frame.bottom)], LINE);
    }
    numbers(canvas, frame, marks, x);
}

/// The number of each mark above its first line; those that would lie on others are drawn together.
fn numbers(canvas: &mut Canvas, frame: Frame, marks: &Marks, x: impl Fn(f64) -> i32) {
    let drawn =
        marks.shown.iter().zip(1..).filter_map(|(mark, number)| Some((x(*mark.times.first()?), number)));
    let mut groups: Vec<(i32, Vec<i32>)> = Vec::new();
    for (at, number) in drawn {
        match groups.last_mut() {
            Some((first, numbers)) if at - *first < text_width("00, 00", NUMBER.size) => numbers.push(number),
            _ => groups.push((at, vec![number])),
        }
    }
    for (at, numbers) in groups {
        let text = match numbers[..] {
            [one] => one.to_string(),
            [first, .., last] => format!("{first}–{last}"),
            [] => String::new(),
        };
        canvas.words(&text, (at, frame.top - 9), 60, NUMBER);
    }
}

/// How high the list is.
pub(super) fn list_height(marks: &Marks) -> i32 {
    (count(marks.shown.len()) + i32::from(marks.more > 0)) * LIST_LINE
}

/// What the numbers stand for, from `top` downwards.
pub(super) fn draw_list(canvas: &mut Canvas, left: i32, top: i32, room: i32, marks: &Marks) {
    let number = Type { at: Anchor::Left, ..NUMBER };
    for (row, (sign, words)) in list(marks).iter().enumerate() {
        let y = top + count(row) * LIST_LINE + LIST_LINE / 2;
        canvas.words(sign, (left, y), SIGN, number);
        canvas.words(words, (left + SIGN, y), room - SIGN, tick(Anchor::Left));
    }
}

/// The same in words.
pub(super) fn told(marks: &Marks) -> String {
    let told = list(marks).into_iter().map(|(sign, words)| format!(" Mark {sign}, {words}."));
    told.collect::<Vec<_>>().concat()
}

/// The number of each mark, or a dash where none is drawn, and what it is.
fn list(marks: &Marks) -> Vec<(String, String)> {
    let numbered = marks.shown.iter().zip(1..).map(|(mark, number)| {
        let sign = if mark.times.is_empty() { "–".to_owned() } else { number.to_string() };
        (sign, mark.words.clone())
    });
    let more = (marks.more > 0).then(|| ("…".to_owned(), format!("and {} more", marks.more)));
    numbered.chain(more).collect()
}
