//! File names for variants.

use std::collections::BTreeSet;

/// Longest name, so that any file system takes it with prefix and ending.
const LENGTH_MAX: usize = 80;

/// Names given so far.
#[derive(Default)]
pub(super) struct FileNames(BTreeSet<String>);

impl FileNames {
    /// A file name for a variant: letters, digits, `.`, `_` and `=` stay, anything else becomes one `-`; cut at 80
    /// characters; a name that is taken, also in other letter cases, gets `-2`, `-3`, ….
    pub(super) fn name_for(&mut self, variant: &str) -> String {
        let clean = sanitised(variant);
        let mut candidate = clean.clone();
        for number in 2.. {
            if self.0.insert(candidate.to_ascii_lowercase()) {
                break;
            }
            candidate = format!("{clean}-{number}");
        }
        candidate
    }
}

fn sanitised(variant: &str) -> String {
    let mut name = String::new();
    for character in variant.chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '=') {
            name.push(character);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(LENGTH_MAX);
    let name = name.trim_matches('-');
    if name.is_empty() { "variant".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_clean_short_and_unique() {
        let mut names = FileNames::default();
        let long = "x".repeat(300);
        for (variant, expected) in [
            ("desiredCount=2, hostPort=80", "desiredCount=2-hostPort=80"),
            ("desiredCount=2; hostPort=80", "desiredCount=2-hostPort=80-2"),
            ("DesiredCount=2/hostPort=80", "DesiredCount=2-hostPort=80-3"),
            ("../../etc/passwd", "..-..-etc-passwd"),
            ("ärger", "rger"),
            ("—", "variant"),
            (long.as_str(), &long[..80]),
        ] {
            assert_eq!(names.name_for(variant), expected);
        }
    }
}
