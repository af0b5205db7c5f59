//! Names by pattern: a part of the name, or wildcards for the whole of it.

/// Whether `pattern` selects `name`, in any case: `*` stands for anything and `?` for one character of the whole name; a
/// pattern without either selects names that contain it.
#[must_use]
pub fn selects(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    if has_wildcards(&pattern) {
        matches(pattern.as_bytes(), name.as_bytes())
    } else {
        name.contains(&pattern)
    }
}

/// Whether `pattern` selects `name` part by part, where dots part both: `*` stands for anything within a part and `?` for one
/// character; case counts.
///
/// ```
/// use plimsoll::text::selects_parts;
///
/// assert!(selects_parts("services.*.running*.final", "services.web.runningCount.final"));
/// assert!(!selects_parts("services.*", "services.web.availability"));
/// ```
#[must_use]
pub fn selects_parts(pattern: &str, name: &str) -> bool {
    let (patterns, parts) = (pattern.split('.'), name.split('.'));
    let as_many = patterns.clone().count() == parts.clone().count();
    as_many && patterns.zip(parts).all(|(pattern, part)| matches(pattern.as_bytes(), part.as_bytes()))
}

/// Whether a text may stand for several names.
#[must_use]
pub fn has_wildcards(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether `pattern` selects `name` as a whole, in its case: `*` stands for anything and `?` for one character.
#[must_use]
pub fn selects_whole(pattern: &str, name: &str) -> bool {
    matches(pattern.as_bytes(), name.as_bytes())
}

/// Goes on greedily and comes back to the last star only, which is enough and never takes exponential time.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while from < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                last_star = Some((at, from));
                at += 1;
            }
            Some(&expected) if expected == b'?' || expected == name[from] => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((star, swallowed)) = last_star else { return false };
                last_star = Some((star, swallowed + 1));
                (at, from) = (star + 1, swallowed + 1);
            }
        }
    }
    pattern[at..].iter().all(|&rest| rest == b'*')
}

/// What helps where `pattern` selects nothing because it is written as a regular expression: how patterns are written here,
/// and this one as far as it can be said so. `None` where it is not.
#[must_use]
pub fn if_regular_expression(pattern: &str) -> Option<String> {
    let signs = |text: &str| text.contains(['^', '$', '\\', '|', '+', '(', ')', '[', ']', '{', '}']);
    if !signs(pattern) && !pattern.contains(".*") {
        return None;
    }
    let plain = pattern.trim_start_matches('^').trim_end_matches('$');
    let plain = [(r"\.", "\u{0}"), (".*", "*"), (".+", "?*"), (r"\d", "?"), ("[0-9]", "?"), ("\u{0}", ".")]
        .iter()
        .fold(plain.to_owned(), |text, (from, to)| text.replace(from, to));
    let example = if signs(&plain) { String::new() } else { format!("; write `{plain}`") };
    Some(format!(
        "patterns are no regular expressions: `*` stands for anything and `?` for one character of the whole name{example}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stays_within_its_part() {
        for (pattern, name, selected) in [
            ("services.*.availability", "services.web.availability", true),
            ("services.*.availability", "services.b/web.availability", true),
            ("services.*.availability", "services.web.outage", false),
            ("services.*", "services.web.availability", false),
            ("services.*.*.final", "services.web.runningCount.final", true),
            ("services.w??.a*", "services.web.availability", true),
            ("Services.web.a*", "services.web.availability", false),
            ("*", "cluster", true),
        ] {
            assert_eq!(selects_parts(pattern, name), selected, "{pattern} on {name}");
        }
    }

    #[test]
    fn a_regular_expression_is_told_with_the_pattern_that_says_the_same() {
        for (written, meant) in [
            (r"^m5\..*$", Some("m5.*")),
            ("SC-.*", Some("SC-*")),
            (r"t3\.(nano|micro)", None),
            (r"SC-\d[0-9]", Some("SC-??")),
            ("m5.+", Some("m5?*")),
        ] {
            let told = if_regular_expression(written).expect(written);
            assert_eq!(
                told.split_once("write `").map(|(_, meant)| meant.trim_end_matches('`')),
                meant,
                "{told}"
            );
        }
        for written in ["m5.lagre", "SC-9?", "m5*", "PL-6"] {
            assert_eq!(if_regular_expression(written), None, "{written}");
        }
    }

    #[test]
    fn wildcards_match_the_whole_name_and_words_a_part() {
        for (pattern, name, selected) in [
            ("m5.*", "m5.large", true),
            ("m5.*", "im5.large", false),
            ("*large", "m5.xlarge", true),
            ("*.large", "m5.xlarge", false),
            ("m?.large", "m5.large", true),
            ("m?.large", "m5a.large", false),
            ("*5*2*large", "c5d.12xlarge", true),
            ("M5.LARGE", "m5.large", true),
            ("5.xl", "m5.xlarge", true),
            ("**", "", true),
            ("?", "", false),
        ] {
            assert_eq!(selects(pattern, name), selected, "{pattern} on {name}");
        }
    }
}
