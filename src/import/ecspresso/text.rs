//! Texts with calls such as ``{{ must_env `TAG` }}``, made into JSON or YAML in which everything stands where it stood.

use std::borrow::Cow;

/// What stands for the braces of a call in a string.
pub const OPEN: &str = "«";
/// Likewise.
pub const CLOSE: &str = "»";

/// A text of the same length in which calls are strings, or parts of strings; the braces are `«` and `»` there.
///
/// A call outside of a string of JSON becomes one: its outermost signs are the quotes.
#[must_use]
pub fn without_calls(text: &str, is_yaml: bool) -> Cow<'_, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    let (mut rest, mut in_string) = (text, false);
    while !rest.is_empty() {
        let call = call_length(rest);
        if let Some(length) = call {
            let inside = rest[2..length - 2].replace(['"', '\\'], "`");
            if in_string || is_yaml {
                made.extend([OPEN, &inside, CLOSE]);
            } else {
                made.extend(["\"{", &inside, "}\""]);
            }
            rest = &rest[length..];
            continue;
        }
        let mut letters = rest.chars();
        let Some(letter) = letters.next() else { break };
        made.push(letter);
        rest = letters.as_str();
        match letter {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                made.extend(letters.next());
                rest = letters.as_str();
            }
            '\n' => in_string = false,
            _ => {}
        }
    }
    Cow::Owned(made)
}

/// The bytes of the call at the start of a text: it ends on its line, and begins with a word.
fn call_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("{{")?;
    let word = inside.trim_start_matches(['-', ' ']);
    if !word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || first == '(') {
        return None;
    }
    let end = inside.find("}}")?;
    (!inside[..end].contains(['\n', '{'])).then_some(end + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_become_strings_and_nothing_moves() {
        for (text, is_yaml, made) in [
            ("{\"cpu\": {{ env `CPU` `256` }}}", false, "{\"cpu\": \"{ env `CPU` `256` }\"}"),
            ("{\"a\": \"x:{{ must_env `T` }}\"}", false, "{\"a\": \"x:« must_env `T` »\"}"),
            ("{\"a\": \"{{ must_env \"T\" }}\"}", false, "{\"a\": \"« must_env `T` »\"}"),
            ("{\"a\": \"\\\"{{tfstate `x['k'].arn`}}\"}", false, "{\"a\": \"\\\"«tfstate `x['k'].arn`»\"}"),
            ("cluster: {{ must_env `C` }}-x\n", true, "cluster: « must_env `C` »-x\n"),
            ("{\"a\": {\"b\": {}}}", false, "{\"a\": {\"b\": {}}}"),
            ("{\"a\": \"{{\", \"b\": \"}}\"}", false, "{\"a\": \"{{\", \"b\": \"}}\"}"),
        ] {
            let masked = without_calls(text, is_yaml);
            assert_eq!(masked, made);
            assert_eq!(masked.len(), text.len());
        }
    }
}
