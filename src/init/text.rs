//! The text of a draft: TOML with a comment for every guess.

use std::fmt::Write;

use super::draft::{Draft, Entry, Line, Remark};

/// Columns of a comment.
const WIDTH: usize = 110;

/// The scenario.
pub fn write(draft: &Draft) -> String {
    let mut text = String::new();
    lines(&mut text, &draft.head);
    for left_out in &draft.dropped {
        comment(&mut text, &format!("Left out: {}: {}", left_out.what, left_out.because));
    }
    for entry in &draft.entries {
        text.push('\n');
        if entry.is_offer {
            let mut offer = String::new();
            section(&mut offer, entry);
            comment(&mut text, "To run these on the instances all the same, take the # off these lines:");
            offer.lines().for_each(|offered| line(&mut text, &format!("# {offered}")));
        } else {
            section(&mut text, entry);
        }
    }
    text
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    // What JSON escapes, TOML takes; it wants one more character escaped.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// Texts as a list of TOML.
pub fn listed<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let all: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", all.join(", "))
}

fn section(text: &mut String, entry: &Entry) {
    for left_out in &entry.left_out {
        comment(text, &format!("Left out: {}: {}", left_out.what, left_out.because));
    }
    for Remark { what, because, .. } in &entry.assumed {
        comment(text, &format!("Guessed: {what}: {because}"));
    }
    line(text, &entry.header);
    if !entry.only.is_empty() {
        line(text, &format!("only = {}", listed(entry.only.iter().map(String::as_str))));
    }
    let left_out = entry.left_out.iter().map(|left_out| left_out.what.as_str());
    let except: Vec<&str> = left_out.chain(entry.elsewhere.iter().map(String::as_str)).collect();
    if !except.is_empty() {
        line(text, &format!("except = {}", listed(except)));
    }
    lines(text, &entry.lines);
}

fn lines(text: &mut String, lines: &[Line]) {
    for Line { text: written, because } in lines {
        if let Some(because) = because {
            comment(text, &format!("Guessed: {because}"));
        }
        line(text, written);
    }
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes all text");
}

/// A comment, broken into lines; whatever it repeats of a file cannot end it.
fn comment(text: &mut String, comment: &str) {
    let mut current = String::from("#");
    for word in comment.split_whitespace() {
        let word: String = word.chars().filter(|letter| !letter.is_control()).collect();
        if current.len() + word.len() + 1 > WIDTH && current != "#" {
            line(text, &current);
            current = String::from("#");
        }
        current.push(' ');
        current.push_str(&word);
    }
    line(text, &current);
}
