//! Paths that code names, from the root of the crate.

use proc_macro2::{Delimiter, TokenTree};

use super::code::{ident, inside, is, is_path_sign};

/// Every path of `tokens`, the code of `module`, that starts at the crate, at a module above or in a `use`; each from
/// the root of the crate.
pub fn paths(tokens: &[TokenTree], module: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (word, next) = (ident(tokens.get(at)), ident(tokens.get(at + 1)));
        let body = tokens.get(at + 2).and_then(|body| inside(body, Delimiter::Brace));
        if let (Some("mod"), Some(name), Some(body)) = (word.as_deref(), next, body) {
            let inner = [module, &[name]].concat();
            found.extend(paths(&body, &inner));
            at += 3;
            continue;
        }
        if word.as_deref() == Some("use") {
            let end = tokens[at..]
                .iter()
                .position(|token| is(Some(token), ';'))
                .map_or(tokens.len(), |end| at + end);
            found.extend(tree(&tokens[at + 1..end], module));
            at = end;
            continue;
        }
        let goes_on = at > 1 && is_path_sign(tokens, at - 2);
        let is_variable = at > 0 && is(tokens.get(at - 1), '$');
        if !goes_on
            && !is_variable
            && matches!(word.as_deref(), Some("crate" | "super" | "self"))
            && is_path_sign(tokens, at + 1)
        {
            found.extend(tree(&tokens[at..], module));
        }
        if let TokenTree::Group(group) = &tokens[at] {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            found.extend(paths(&inner, module));
        }
        at += 1;
    }
    found
}

/// The paths of one tree of a `use`, below `prefix`.
fn tree(tokens: &[TokenTree], prefix: &[String]) -> Vec<Vec<String>> {
    let mut path = prefix.to_vec();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(group) = inside(token, Delimiter::Brace) {
            let branches = group.split(|token| is(Some(token), ','));
            let branches = branches.filter(|branch| !branch.is_empty());
            return branches.flat_map(|branch| tree(branch, &path)).collect();
        }
        match ident(Some(token)).as_deref() {
            Some("crate") => path.clear(),
            Some("super") => {
                path.pop();
            }
            Some("self") | None => {}
            Some(name) => path.push(name.to_owned()),
        }
        if !is_path_sign(tokens, at + 1) {
            break;
        }
        at += 3;
    }
    vec![path]
}

#[cfg(test)]
mod tests {
    use super::super::code::tokens;
    use super::*;

    #[test]
    fn paths_are_read_in_every_form() {
        let text = "
            use crate::model::Model;
            use crate::{engine::Halt, time::{self, SimTime}};
            use std::fmt;
            use super::super::cluster::Cluster;
            use super::{sibling, other as renamed};
            pub use child::Thing;
            // use crate::comment::X;
            fn f() { let x = crate::rng::Streams::new(1); say!(crate::time::ZERO, \"crate::text::X\"); }
            fn g(x: super::Z) -> self::Y { my_crate::agent::h() }
            mod inner { use super::super::super::service::X; }";
        let module = ["a".to_owned(), "b".to_owned()];
        let found: Vec<String> =
            paths(&tokens(text, true), &module).iter().map(|path| path.join("::")).collect();
        let expected = [
            "model::Model",
            "engine::Halt",
            "time",
            "time::SimTime",
            "a::b::std::fmt",
            "cluster::Cluster",
            "a::sibling",
            "a::other",
            "a::b::child::Thing",
            "rng::Streams::new",
            "time::ZERO",
            "a::Z",
            "a::b::Y",
            "service::X",
        ];
        assert_eq!(found, expected);
    }
}
