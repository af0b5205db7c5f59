//! Where a rule is from: MODEL.md says so in brackets, or in parentheses that begin with a kind of source.

/// How parentheses begin that hold a source and not a part of the rule.
const KINDS: [&str; 8] =
    ["API:", "\"", "users", "n = ", "documented", "Developer Guide", "quotas", "logs of"];

/// A rule's text without its sources, and these.
pub(super) fn split_sources(said: &'static str) -> (String, Vec<&'static str>) {
    let (mut text, mut sources, mut rest) = (String::new(), Vec::new(), said);
    while let Some(start) = rest.find(' ') {
        let (before, behind) = rest.split_at(start);
        text += before;
        if let Some(source) = source_at(&behind[1..]) {
            sources.push(source);
            rest = &behind[1 + source.len() + 2..];
        } else {
            text.push(' ');
            rest = &behind[1..];
        }
    }
    (text + rest, sources)
}

/// What stands in the brackets, or parentheses of a source, with which `text` begins.
fn source_at(text: &'static str) -> Option<&'static str> {
    let (open, close) = if text.starts_with('[') { ('[', ']') } else { ('(', ')') };
    let inside = text.strip_prefix(open)?;
    let mut depth = 1;
    let end = inside.find(|c| {
        depth += i32::from(c == open) - i32::from(c == close);
        depth == 0
    })?;
    let inside = &inside[..end];
    let is_source = open == '[' || KINDS.iter().any(|kind| inside.starts_with(kind));
    is_source.then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_taken_out_and_parts_of_the_rule_stay() {
        for (said, text, sources) in [
            ("Ten containers", "Ten containers", &[][..]),
            ("A name [name; error \"x (y)\"]", "A name", &["name; error \"x (y)\""]),
            (
                "`links`: one (\"No links\"), in no circle (API: Links)",
                "`links`: one, in no circle",
                &["\"No links\"", "API: Links"],
            ),
            (
                "A range (API: Port (all of it)), and (as here) more",
                "A range, and (as here) more",
                &["API: Port (all of it)"],
            ),
            ("(users) say (so", "(users) say (so", &[]),
        ] {
            assert_eq!(split_sources(said), (text.to_owned(), sources.to_vec()));
        }
    }
}
