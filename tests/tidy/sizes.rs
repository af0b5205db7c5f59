//! How long files and functions are.

use super::sources::{declared_function, read, sources};

/// Lines a file may have.
const FILE_LINES: usize = 400;
/// Lines a function may have.
const FUNCTION_LINES: usize = 70;

fn assert_short(lengths: impl Iterator<Item = (String, usize)>, limit: usize) {
    let long: Vec<(String, usize)> = lengths.filter(|(_, length)| *length > limit).collect();
    assert!(long.is_empty(), "longer than {limit} lines, to be split by concept: {long:#?}");
}

#[test]
fn files_are_short() {
    let lengths = sources().into_iter().map(|file| (file.display().to_string(), read(&file).lines().count()));
    assert_short(lengths, FILE_LINES);
}

/// Names and lengths of the functions in formatted code: from the line with `fn` to the brace in its column.
fn function_lengths(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut lengths = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let Some(signature) = declared_function(trimmed) else { continue };
        let name: String = signature.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let end = format!("{}}}", &line[..line.len() - trimmed.len()]);
        let one_line = line.ends_with('}') || line.ends_with(';');
        let length = if one_line {
            Some(1)
        } else {
            lines[start..].iter().position(|line| *line == end).map(|last| last + 1)
        };
        lengths.extend(length.map(|length| (name, length)));
    }
    lengths
}

#[test]
fn functions_are_short() {
    let lengths = sources().into_iter().flat_map(|file| {
        let lengths = function_lengths(&read(&file));
        lengths.into_iter().map(move |(name, length)| (format!("{}: {name}", file.display()), length))
    });
    assert_short(lengths, FUNCTION_LINES);
}

#[test]
fn functions_are_measured_from_fn_to_brace() {
    let text = "pub const fn a() -> u8 { 1 }\nimpl X {\n    fn b(\n        x: u8,\n    ) {\n        if x { }\n    }\n}\n// a fn c\n";
    assert_eq!(function_lengths(text), [("a".to_owned(), 1), ("b".to_owned(), 5)]);
}
