//! Text of others as it may be shown: nothing in it commands a terminal, and nobody has to scroll past it.

use std::borrow::Cow;
use std::fmt::Write;

/// Characters of a text in a message that are shown.
const SHOWN: usize = 80;
/// Characters between two backquotes of a message.
const QUOTED: usize = 160;
/// Characters of a whole message.
const MESSAGE: usize = 4_000;

/// `text` with every character that [`commands`] as an escape such as `\u001b`, which TOML and JSON read as that very
/// character; line feeds and tabs stay.
///
/// ```
/// use plimsoll::text::visible;
///
/// assert_eq!(visible("red \u{1b}[31m\u{202e}"), r"red \u001b[31m\u202e");
/// assert_eq!(visible("café\n"), "café\n");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |character| commands(character) && !matches!(character, '\n' | '\t'))
}

/// The start of a text that may be very long.
#[must_use]
pub fn shortened(text: &str) -> String {
    cut(text, SHOWN)
}

/// A message that repeats what users wrote between backquotes: as [`visible`], what stands between them on one line
/// and no longer than 160 characters, and the whole no longer than 4,000.
///
/// ```
/// use plimsoll::text::legible;
///
/// let message = legible(&format!("there is no service `{}\n`", "x".repeat(60_000)));
/// assert!(message.len() < 200 && message.ends_with("x…`"));
/// ```
#[must_use]
pub fn legible(message: &str) -> String {
    let mut shown = String::new();
    for (position, part) in message.split('`').enumerate() {
        if position > 0 {
            shown.push('`');
        }
        match position % 2 {
            0 => shown += &visible(&cut(part, MESSAGE)),
            _ => shown += &escaped(&cut(part, QUOTED), commands),
        }
        // Four bytes take a character at most.
        if shown.len() > 4 * MESSAGE {
            break;
        }
    }
    cut(&shown, MESSAGE)
}

/// Whether a terminal obeys this character, or whatever shows it sets what follows in another place: control
/// characters, breaks of lines and paragraphs, and those that set the direction of text.
#[must_use]
pub fn commands(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
        )
}

fn escaped(text: &str, is_hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            write!(shown, "\\u{:04x}", u32::from(character)).expect("a string takes any text");
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn cut(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_is_escaped_and_what_is_only_foreign_is_not() {
        for (text, shown) in [
            ("\u{0}\u{7}\u{7f}\u{9b}31m\r", r"\u0000\u0007\u007f\u009b31m\u000d"),
            ("\u{202e}\u{2066}\u{200f}\u{2028}\u{feff}", r"\u202e\u2066\u200f\u2028\ufeff"),
            ("a\tb\nשלום 日本 é 👩\u{200d}🚀", "a\tb\nשלום 日本 é 👩\u{200d}🚀"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn a_message_repeats_only_the_start_of_long_texts_and_keeps_them_on_their_line() {
        let long = "é".repeat(60_000);
        let message = legible(&format!("`{long}` and `a\nerror: b` are\nlong"));
        assert_eq!(message, format!("`{}…` and `a\\u000aerror: b` are\nlong", "é".repeat(QUOTED)));
        assert_eq!(legible(&long).chars().count(), MESSAGE + 1);
        let many = legible(&format!("`{}`", vec!["x"; 60_000].join("` `")));
        assert_eq!(many.chars().count(), MESSAGE + 1);
        assert_eq!(legible("`short`"), "`short`");
    }
}
