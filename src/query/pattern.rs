//! Patterns of `=~` and `!~`: Java's expressions, as far as a matcher in linear time can read them (QL-01).

use std::fmt;

use regex::bytes::{Regex, RegexBuilder};

use super::dialect::{self, Foreign};

/// Bytes that a compiled pattern may take; far more than any pattern over names needs.
const COMPILED_BYTES: usize = 1 << 20;

/// A compiled pattern, which matches a value as a whole (QL-02). Two are equal when their texts are.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    /// Whether it stands without quotes.
    is_bare: bool,
    /// On bytes and without Unicode mode, so that `\d`, `\w`, `\s` and `(?i)` mean ASCII, as they do in Java.
    regex: Regex,
}

impl Pattern {
    /// Compiles `text`, which stands with or without quotes.
    pub fn compile(text: &str, is_bare: bool) -> Result<Self, Foreign> {
        dialect::check(text)?;
        let whole = format!(r"\A(?:{text})\z");
        let compiled = RegexBuilder::new(&whole).unicode(false).size_limit(COMPILED_BYTES).build();
        let refused = |error: regex::Error| {
            let (message, help) = match error {
                regex::Error::CompiledTooBig(_) => {
                    ("the pattern takes too much memory".to_owned(), "use smaller repetition counts")
                }
                other => (format!("the pattern is not valid: {other}"), "write a simpler pattern"),
            };
            Foreign { span: 0..text.len(), message, help, is_unclosed: false }
        };
        Ok(Self { text: text.to_owned(), is_bare, regex: compiled.map_err(refused)? })
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it stands without quotes and with signs in it that otherwise group expressions, make lists or join: the
    /// guide has no such expression, yet they are in use.
    pub fn is_beyond_the_guide(&self) -> bool {
        self.is_bare && (self.text.starts_with('[') || self.text.contains(['(', '|']))
    }

    /// Whether the pattern matches all of `value`.
    pub fn matches(&self, value: &str) -> bool {
        self.regex.is_match(value.as_bytes())
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.text).finish()
    }
}
