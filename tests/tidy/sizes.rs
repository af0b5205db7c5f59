//! How long files and functions are.

use super::sources::{declared_function, read, sources};

/// Lines a file may have.
const FILE_LINES: usize = 450;
/// Lines a function may have.
const FUNCTION_LINES: usize = 75;
/// Functions that may be longer: `path: name`. Keep it empty.
const LONG_FUNCTIONS: [&str; 0] = [];

#[test]
fn files_are_short() {
    for file in sources() {
        let lines = read(&file).lines().count();
        assert!(
            lines <= FILE_LINES,
            "{} has {lines} lines of {FILE_LINES}; split it by concept",
            file.display()
        );
    }
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
    for file in sources() {
        for (name, length) in function_lengths(&read(&file)) {
            let place = format!("{}: {name}", file.display());
            let allowed = LONG_FUNCTIONS.contains(&place.as_str());
            assert!(allowed || length <= FUNCTION_LINES, "{place} has {length} lines of {FUNCTION_LINES}");
        }
    }
}

#[test]
fn functions_are_measured_from_fn_to_brace() {
    let text = "pub const fn a() -> u8 { 1 }\nimpl X {\n    fn b(\n        x: u8,\n    ) {\n        if x { }\n    }\n}\n// a fn c\n";
    assert_eq!(function_lengths(text), [("a".to_owned(), 1), ("b".to_owned(), 5)]);
}
