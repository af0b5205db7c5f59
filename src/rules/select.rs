//! Rules by what somebody asks for: ids, kinds, ranges, patterns.

use super::{Rule, rule, rules};
use crate::text::{nearest, selects};

/// Nothing is called so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What was asked for.
    pub asked: String,
    /// What may have been meant.
    pub nearest: Option<&'static str>,
}

/// The rules that `asked` names, each once, in the order of the questions: an id (`PL-06`), all of a kind (`SC`), from one
/// rule to another as MODEL.md has them (`PL-01..PL-04`), or a pattern with `*` and `?`.
///
/// # Errors
///
/// The first of `asked` that names none.
pub fn select(asked: &[String]) -> Result<Vec<&'static Rule>, Unknown> {
    let mut found: Vec<&Rule> = Vec::new();
    for one in asked {
        for rule in named(one)? {
            if !found.iter().any(|before| before.id == rule.id) {
                found.push(rule);
            }
        }
    }
    Ok(found)
}

fn named(asked: &str) -> Result<Vec<&'static Rule>, Unknown> {
    if let Some(one) = rule(asked) {
        return Ok(vec![one]);
    }
    let found: Vec<&Rule> = if let Some((first, last)) = asked.split_once("..") {
        between(first, last)?
    } else if asked.contains(['*', '?']) {
        rules().filter(|rule| selects(asked, rule.id)).collect()
    } else {
        rules().filter(|rule| rule.prefix().eq_ignore_ascii_case(asked)).collect()
    };
    if found.is_empty() { Err(unknown(asked)) } else { Ok(found) }
}

/// From `first` to `last`; empty where `last` comes before `first`.
fn between(first: &str, last: &str) -> Result<Vec<&'static Rule>, Unknown> {
    let position = |id: &str| {
        let one = rule(id).ok_or_else(|| unknown(id))?;
        Ok(rules().position(|rule| rule.id == one.id).unwrap_or_default())
    };
    let (first, last) = (position(first)?, position(last)?);
    Ok(rules().skip(first).take((last + 1).saturating_sub(first)).collect())
}

fn unknown(asked: &str) -> Unknown {
    Unknown { asked: asked.to_owned(), nearest: nearest(asked, rules().map(|rule| rule.id)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(asked: &[&str]) -> Result<Vec<&'static str>, Unknown> {
        let asked: Vec<String> = asked.iter().map(|&text| text.to_owned()).collect();
        Ok(select(&asked)?.into_iter().map(|rule| rule.id).collect())
    }

    #[test]
    fn rules_are_named_by_id_kind_range_and_pattern_and_come_once() {
        assert_eq!(ids(&["pl-06", "PL-04..PL-06", "p5"]), Ok(vec!["PL-06", "PL-04", "PL-05", "P5"]));
        assert_eq!(ids(&["RP"]), Ok(vec!["RP-01", "RP-02", "RP-03"]));
        assert_eq!(ids(&["?P-0[2]", "RP-*"]), Err(Unknown { asked: "?P-0[2]".into(), nearest: None }));
        assert_eq!(ids(&["s8-*"]), Ok(vec!["S8-*"]));
        assert_eq!(ids(&["sc*"]).map(|found| found.len()), Ok(17));
    }

    #[test]
    fn what_names_nothing_is_answered_with_what_is_near() {
        for (asked, nearest) in [
            ("PL-6", Some("PL-06")),
            ("PL-011", Some("PL-01")),
            ("PL-06..PL-01", None),
            ("PL-06..PX-07", Some("PL-07")),
            ("", None),
        ] {
            let unknown = ids(&[asked]).expect_err(asked);
            assert_eq!(unknown.nearest, nearest, "{asked}");
        }
    }
}
