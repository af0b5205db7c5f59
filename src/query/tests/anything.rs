//! Whatever is thrown at the parser: an answer, never a panic.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::World;
use super::generators::expression;
use crate::query::Query;
use crate::query::parser::parse_any_length;

fn answered(text: &str) {
    match Query::parse(text) {
        Ok(query) => {
            let world = World::with(&[("stack", "prod"), ("gpu", "")]);
            let holds = query.for_class(&world).holds(&world);
            assert_eq!(query.explain(&world, &world).is_empty(), holds);
            let again = parse_any_length(&query.to_string()).expect("the normal form of an expression");
            assert_eq!(again, query.expression);
        }
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{error:?} lies outside of {text:?}");
            assert!(!error.to_string().is_empty());
        }
    }
}

/// Pieces of which wrong and right expressions are made.
const PIECES: &str = "\
    attribute:stack attribute: agentConnected agentVersion ec2InstanceId registeredAt runningTasksCount \
    task:group == != =~ !~ >= <= > < = ~ ! && || & | and or not not( exists !exists in !in not_in \
    matches not_matches equals greater_than less_than_equal ( ) [ ] , prod 1.14.5 3 true 2018-06-18 \
    2018-06-18T22:28:28+00:00 i-a .* a{3}";
/// Pieces with spaces and stranger signs in them; a space comes often.
const STRANGE_PIECES: [&str; 17] = [
    "'",
    "\"",
    "'two words'",
    "'(a|b)*'",
    "'(?i)x'",
    "'[a&&b]'",
    r"'\w\1'",
    r"\",
    "é",
    "\u{feff}",
    "\u{a0}",
    "\0",
    "\n",
    " ",
    " ",
    " ",
    " ",
];

fn piece() -> impl Strategy<Value = &'static str> {
    select(PIECES.split_whitespace().chain(STRANGE_PIECES).collect::<Vec<_>>())
}

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..25).prop_map(|pieces| pieces.concat())
}

/// A valid expression in which some places are cut out, doubled, or filled with a piece.
fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), 0..6_usize, 0..3_u8, piece());
    (expression(), prop::collection::vec(change, 1..5)).prop_map(|(text, changes)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (place, length, kind, piece) in changes {
            let start = place.index(characters.len() + 1);
            let end = (start + length).min(characters.len());
            let there: Vec<char> = characters[start..end].to_vec();
            let instead = match kind {
                0 => Vec::new(),
                1 => [there.clone(), there].concat(),
                _ => piece.chars().collect(),
            };
            characters.splice(start..end, instead);
        }
        characters.into_iter().collect()
    })
}

/// Patterns of the signs that mean something in one.
fn pattern_soup() -> impl Strategy<Value = String> {
    let signs = r"abc.*+?{}[]()|^$\-&~:<>=!#PpkQEuUxisRd0123 ,";
    let sign = select(signs.chars().collect::<Vec<char>>());
    let signs = prop::collection::vec(sign, 0..20).prop_map(|signs| signs.into_iter().collect::<String>());
    signs.prop_map(|pattern| format!("attribute:stack =~ \"{pattern}\""))
}

proptest! {
    #![proptest_config(ProptestConfig { ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        answered(&text);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        answered(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_soup_of_words_is_answered(text in soup()) {
        answered(&text);
    }

    #[test]
    fn any_change_of_an_expression_is_answered(text in mutated()) {
        answered(&text);
    }

    #[test]
    fn any_pattern_is_answered(text in pattern_soup()) {
        answered(&text);
    }
}
