//! A sheet in pixels as an SVG document: lines, boxes, points and words, and what is said to those who do not see them.

use std::fmt::Write as _;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::letters::shortened;
use super::palette::{Colour, hexadecimal, style};
use crate::text::commands;

/// A point in pixels from the upper left corner.
pub(super) type Point = (i32, i32);

/// How a line is drawn: colour, width, and the lengths of dash and gap, `None` for a solid line.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    pub colour: Colour,
    pub width: u32,
    pub dash: Option<(i32, i32)>,
}

/// How words are set.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub size: i32,
    pub colour: Colour,
    pub at: Anchor,
}

/// Which point of the words is at their position; in height it is the middle.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Left,
    Centre,
    Right,
}

/// What a picture is called, and what it shows in words.
pub(super) struct About {
    /// No other picture of the results has it, so that they may stand in one page.
    pub id: String,
    pub title: String,
    pub description: String,
}

/// What is drawn on.
pub(super) struct Canvas(Writer<Vec<u8>>);

const INTO_A_VECTOR: &str = "a vector takes any bytes";

/// Makes an SVG document of this size.
pub(super) fn svg((width, height): Point, about: &About, draw: impl FnOnce(&mut Canvas)) -> String {
    let mut canvas = Canvas(Writer::new(Vec::new()));
    let (box_of_all, width, height) =
        (format!("0 0 {width} {height}"), width.to_string(), height.to_string());
    let [title, description] = ["title", "desc"].map(|name| format!("{}-{name}", about.id));
    let labelled = format!("{title} {description}");
    let root = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &width),
        ("height", &height),
        ("viewBox", &box_of_all),
        ("role", "img"),
        ("aria-labelledby", &labelled),
        ("class", "plimsoll"),
        ("font-family", "Helvetica, Arial, sans-serif"),
        ("fill", "none"),
    ];
    canvas.write(|writer| {
        writer.write_event(Event::Start(BytesStart::new("svg").with_attributes(root)))?;
        writer.write_event(Event::Text(BytesText::new("\n")))
    });
    canvas.told("title", &title, &about.title);
    canvas.told("desc", &description, &about.description);
    canvas.write(|writer| {
        writer.create_element("style").write_text_content(BytesText::new(&style()))?;
        writer.write_event(Event::Text(BytesText::new("\n")))
    });
    draw(&mut canvas);
    canvas.write(|writer| writer.write_event(Event::End(BytesEnd::new("svg"))));
    let mut bytes = canvas.0.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("texts are UTF-8")
}

impl Canvas {
    pub(super) fn line(&mut self, points: &[Point], pen: Pen) {
        let mut attributes = vec![("d", path(points))];
        stroke(&mut attributes, pen);
        self.shape("path", &attributes);
    }

    pub(super) fn filled(&mut self, upper_left: Point, lower_right: Point, colour: Colour) {
        let mut attributes = corners(upper_left, lower_right);
        paint(&mut attributes, "fill", colour);
        self.shape("rect", &attributes);
    }

    pub(super) fn outlined(&mut self, upper_left: Point, lower_right: Point, pen: Pen) {
        let mut attributes = corners(upper_left, lower_right);
        stroke(&mut attributes, pen);
        self.shape("rect", &attributes);
    }

    pub(super) fn dot(&mut self, centre: Point, radius: i32, colour: Colour) {
        let mut attributes = circle(centre, radius);
        paint(&mut attributes, "fill", colour);
        self.shape("circle", &attributes);
    }

    pub(super) fn ring(&mut self, centre: Point, radius: i32, pen: Pen) {
        let mut attributes = circle(centre, radius);
        stroke(&mut attributes, pen);
        self.shape("circle", &attributes);
    }

    /// Words that end in an ellipsis where they would be wider than `room`, and then are all there as a tooltip.
    pub(super) fn words(&mut self, text: &str, (x, y): Point, room: i32, face: Type) {
        if text.is_empty() {
            return;
        }
        let text = printable(text);
        let shown = shortened(&text, room, face.size);
        // Capitals are about 0.7 of the font size high.
        let baseline = y + (face.size * 7 + 10) / 20;
        let mut attributes = vec![("x", x.to_string()), ("y", baseline.to_string())];
        attributes.push(("font-size", face.size.to_string()));
        match face.at {
            Anchor::Left => {}
            Anchor::Centre => attributes.push(("text-anchor", "middle".to_owned())),
            Anchor::Right => attributes.push(("text-anchor", "end".to_owned())),
        }
        paint(&mut attributes, "fill", face.colour);
        self.write(|writer| {
            let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
            writer.write_event(Event::Start(BytesStart::new("text").with_attributes(attributes)))?;
            if shown != text {
                writer.create_element("title").write_text_content(BytesText::new(&text))?;
            }
            writer.write_event(Event::Text(BytesText::new(&shown)))?;
            writer.write_event(Event::End(BytesEnd::new("text")))?;
            writer.write_event(Event::Text(BytesText::new("\n")))
        });
    }

    /// What is read out.
    fn told(&mut self, name: &str, id: &str, text: &str) {
        let text: Vec<String> = text.split_whitespace().map(printable).collect();
        self.write(|writer| {
            let element = writer.create_element(name).with_attributes([("id", id)]);
            element.write_text_content(BytesText::new(&text.join(" ")))?;
            writer.write_event(Event::Text(BytesText::new("\n")))
        });
    }

    fn shape(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.write(|writer| {
            let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
            writer.create_element(name).with_attributes(attributes).write_empty()?;
            writer.write_event(Event::Text(BytesText::new("\n")))
        });
    }

    fn write(&mut self, write: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) {
        write(&mut self.0).expect(INTO_A_VECTOR);
    }
}

type Attributes = Vec<(&'static str, String)>;

fn corners(upper_left: Point, lower_right: Point) -> Attributes {
    let size = (lower_right.0 - upper_left.0, lower_right.1 - upper_left.1);
    let lengths = [("x", upper_left.0), ("y", upper_left.1), ("width", size.0), ("height", size.1)];
    lengths.map(|(name, length)| (name, length.to_string())).to_vec()
}

fn circle(centre: Point, radius: i32) -> Attributes {
    [("cx", centre.0), ("cy", centre.1), ("r", radius)]
        .map(|(name, value)| (name, value.to_string()))
        .to_vec()
}

fn stroke(attributes: &mut Attributes, pen: Pen) {
    paint(attributes, "stroke", pen.colour);
    if pen.width != 1 {
        attributes.push(("stroke-width", pen.width.to_string()));
    }
    if let Some((dash, gap)) = pen.dash {
        attributes.push(("stroke-dasharray", format!("{dash} {gap}")));
    }
}

/// The colour of the light mode, and the class by which a reader who prefers dark gets the other one.
fn paint(attributes: &mut Attributes, property: &'static str, colour: Colour) {
    attributes.push((property, hexadecimal(colour.light)));
    let is_line = property == "stroke";
    if colour.opacity < 100 {
        let name = if is_line { "stroke-opacity" } else { "fill-opacity" };
        attributes.push((name, format!("0.{:02}", colour.opacity)));
    }
    if !colour.class.is_empty() {
        attributes.push(("class", format!("{}{}", colour.class, if is_line { "-line" } else { "" })));
    }
}

/// The data of a path, steps of it in one direction by that direction alone.
fn path(points: &[Point]) -> String {
    let mut data = String::new();
    let mut before = None;
    for &(x, y) in points {
        let written = match before {
            None => write!(data, "M{x} {y}"),
            Some((_, above)) if above == y => write!(data, "H{x}"),
            Some((beside, _)) if beside == x => write!(data, "V{y}"),
            Some(_) => write!(data, "L{x} {y}"),
        };
        written.expect("a string takes any text");
        before = Some((x, y));
    }
    data
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

#[cfg(test)]
mod tests {
    use super::super::palette::{BLUE, GRID, INK};
    use super::*;

    #[test]
    fn words_are_escaped_and_shortened_and_lines_have_a_colour_for_each_mode() {
        let face = Type { size: 10, colour: INK, at: Anchor::Left };
        let about = About {
            id: "test-1".to_owned(),
            title: "What \"fits\"\n <here>?".to_owned(),
            description: "Nothing\u{0} & no more.".to_owned(),
        };
        let document = svg((100, 20), &about, |canvas| {
            canvas.words("<a & \"b\">\u{1}\u{fffe}\u{202e}", (0, 10), 100, face);
            canvas.words("a name that is much too <long>", (0, 10), 60, face);
            canvas
                .line(&[(0, 0), (5, 0), (5, 3), (9, 9)], Pen { colour: BLUE, width: 2, dash: Some((8, 4)) });
            canvas.filled((1, 2), (11, 22), GRID);
        });
        insta::assert_snapshot!(document);
    }
}
