//! "Did you mean": the known name that is nearest to what was written.

use rapidfuzz::distance::osa;

/// Characters of the longest name that is compared: those of a metric of a service with the longest name there is.
const LONGEST_NAME: usize = 320;

/// The nearest of `known` to `written`: the same but for case, or a few edits away; `None` if nothing is near.
///
/// ```text
/// hostport → hostPort        desierdCount → desiredCount        foo → nothing
/// ```
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the length, so that short words are not turned into unrelated ones.
    let allowed = (written.chars().count() / 3).clamp(1, 4);
    nearest_within(written, known, allowed)
}

/// As [`nearest`], with this many edits allowed; of equally near names the first wins: tables list what matters first.
///
/// What is as long as a text is no name: nothing is near it, and nothing is compared.
#[must_use]
pub fn nearest_within<T: AsRef<str>>(
    written: &str,
    known: impl IntoIterator<Item = T>,
    allowed: usize,
) -> Option<T> {
    // A character takes four bytes at most.
    if written.len() > 4 * LONGEST_NAME {
        return None;
    }
    let plain = written.to_lowercase();
    let comparator = osa::BatchComparator::new(plain.chars());
    let cutoff = osa::Args::default().score_cutoff(allowed);
    let near = |name: T| {
        let text = name.as_ref();
        if text.len() > 4 * LONGEST_NAME {
            return None;
        }
        let edits = comparator.distance_with_args(text.chars().flat_map(char::to_lowercase), &cutoff)?;
        Some((edits, name))
    };
    known.into_iter().filter_map(near).min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }

    #[test]
    fn what_is_as_long_as_a_text_is_compared_with_nothing() {
        let long = "x".repeat(60_000);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest("x", [long.as_str()]), None);
        let name = "x".repeat(300);
        assert_eq!(nearest(&name[1..], [name.as_str()]), Some(name.as_str()));
    }
}
