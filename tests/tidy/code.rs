//! Rust files as trees of tokens, in which comments and texts cannot be taken for code.

use std::path::Path;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The parts of the module path of a file below `src`: `src/a/b.rs` is `[a, b]`, `src/a/mod.rs` is `[a]`.
pub fn module_path(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let parts = parts.iter().skip(1).map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

/// The tokens of a file, attributes aside; those of tests too, if `with_tests`.
pub fn tokens(text: &str, with_tests: bool) -> Vec<TokenTree> {
    let stream = TokenStream::from_str(text).expect("a file that compiles");
    without_attributes(stream, with_tests)
}

/// The tokens inside a group.
pub fn inside(group: &TokenTree, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
    match group {
        TokenTree::Group(group) if group.delimiter() == delimiter => {
            Some(group.stream().into_iter().collect())
        }
        _ => None,
    }
}

pub fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token? {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    }
}

pub fn is(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == sign)
}

/// Whether `::` stands at `at`.
pub fn is_path_sign(tokens: &[TokenTree], at: usize) -> bool {
    is(tokens.get(at), ':') && is(tokens.get(at + 1), ':')
}

fn without_attributes(stream: TokenStream, with_tests: bool) -> Vec<TokenTree> {
    let mut rest = stream.into_iter().peekable();
    let mut kept = Vec::new();
    while let Some(token) = rest.next() {
        if is(Some(&token), '#') {
            rest.next_if(|token| is(Some(token), '!'));
            let attribute = rest.next().map(|group| group.to_string().replace(' ', "")).unwrap_or_default();
            if attribute == "[cfg(test)]" && !with_tests {
                // The item ends with its body, or without one.
                let ends =
                    |token: &TokenTree| is(Some(token), ';') || inside(token, Delimiter::Brace).is_some();
                let _ = rest.by_ref().find(|token| ends(token));
            }
        } else if let TokenTree::Group(group) = &token {
            let inner = without_attributes(group.stream(), with_tests).into_iter().collect();
            kept.push(proc_macro2::Group::new(group.delimiter(), inner).into());
        } else {
            kept.push(token);
        }
    }
    kept
}
