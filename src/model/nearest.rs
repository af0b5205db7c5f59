//! "Did you mean": the known name that is nearest to what was written.

/// The nearest of `known` to `written`: the same but for case, or a few edits away; `None` if nothing is near.
///
/// ```text
/// hostport → hostPort        desierdCount → desiredCount        foo → nothing
/// ```
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = written.to_lowercase();
    let allowed = edits_allowed(&plain);
    let near = |name: &'a str| {
        let lower = name.to_lowercase();
        if lower.len().abs_diff(plain.len()) > allowed {
            return None;
        }
        let edits = strsim::damerau_levenshtein(&plain, &lower);
        (edits <= allowed).then_some((edits, name))
    };
    // The first of equally near names wins: tables list what matters first.
    known.into_iter().filter_map(near).min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
}

/// A third of the length, so that short words are not turned into unrelated ones; a name as long as a text is none.
fn edits_allowed(written: &str) -> usize {
    const LONGEST_NAME: usize = 100;
    let length = written.chars().count();
    if length > LONGEST_NAME { 0 } else { (length / 3).clamp(1, 4) }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found_in_any_case() {
        let known = ["hostPort", "containerPort", "protocol", "cpu"];
        for (written, expected) in [
            ("hostport", Some("hostPort")),
            ("HostPort", Some("hostPort")),
            ("protocoll", Some("protocol")),
            ("containrePort", Some("containerPort")),
            ("cpus", Some("cpu")),
            ("memory", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, known), expected, "{written}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), known), None);
    }
}
