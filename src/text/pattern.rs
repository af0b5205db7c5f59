//! Names by pattern: a part of the name, or wildcards for the whole of it.

/// Whether `pattern` selects `name`, in any case: `*` stands for anything and `?` for one character of the whole name; a
/// pattern without either selects names that contain it.
#[must_use]
pub fn selects(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    if pattern.contains(['*', '?']) {
        matches(pattern.as_bytes(), name.as_bytes())
    } else {
        name.contains(&pattern)
    }
}

/// Whether `pattern` selects the name with dots `name`, in its case: `*` stands for anything within a part.
///
/// ```
/// use plimsoll::text::selects_parts;
///
/// assert!(selects_parts("services.*.availability", "services.web.availability"));
/// assert!(!selects_parts("services.*", "services.web.availability"));
/// ```
#[must_use]
pub fn selects_parts(pattern: &str, name: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('.'), name.split('.'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if selects_whole(pattern, part) => {}
            _ => return false,
        }
    }
}

/// Whether `pattern` selects `name` as a whole, in its case: `*` stands for anything, any other character for itself.
#[must_use]
pub fn selects_whole(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            // The first place for what follows a star is as good as any later one.
            let mut left = name;
            let mut middle: Vec<&str> = rest.split('*').collect();
            let last = middle.pop().unwrap_or_default();
            let found = middle.into_iter().all(|piece| {
                let at = left.find(piece);
                left = at.map_or(left, |at| &left[at + piece.len()..]);
                at.is_some()
            });
            found && left.ends_with(last)
        }),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_its_part_and_minds_the_case() {
        for (pattern, name, selected) in [
            ("services.*.availability", "services.web.availability", true),
            ("services.w*b.*", "services.web.availability", true),
            ("services.*", "services.web.availability", false),
            ("services.*.*.*", "services.web.availability", false),
            ("services.web.Avail*", "services.web.availability", false),
            ("a.*b*c", "a.bc", true),
            ("a.*b*c", "a.xxbyybc", true),
            ("a.*b*c", "a.xxcb", false),
            ("a.b*b", "a.b", false),
            ("a.é*", "a.éé", true),
            ("a.?", "a.b", false),
            ("a.**", "a.", true),
        ] {
            assert_eq!(selects_parts(pattern, name), selected, "{pattern} on {name}");
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
