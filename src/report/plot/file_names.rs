//! File names for variants.

use std::collections::BTreeSet;

use crate::scenario::Point;

/// Longest name: readable in a listing of the folder.
const LENGTH_MAX: usize = 60;

/// Names given so far.
#[derive(Default)]
pub(super) struct FileNames(BTreeSet<String>);

impl FileNames {
    /// A file name for the variant with this number: its name, or its settings alone where the name is too long, with
    /// `-` for anything but letters, digits, `.`, `_` and `=`. Where that is still too long, or taken, also in other
    /// letter cases, it is `variant-NUMBER`.
    pub(super) fn name_for(&mut self, number: usize, variant: &Point) -> String {
        let settings: Vec<String> = variant.settings.iter().map(ToString::to_string).collect();
        let candidates = [sanitised(&variant.name), sanitised(&settings.join("-"))];
        let fits = |name: &String| (1..=LENGTH_MAX).contains(&name.len());
        let free = |name: &String| !self.0.contains(&name.to_ascii_lowercase());
        let name = candidates.into_iter().filter(fits).find(free);
        let name = name.unwrap_or_else(|| format!("variant-{number}"));
        self.0.insert(name.to_ascii_lowercase());
        name
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
    name.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::scenario::Setting;

    #[test]
    fn names_are_clean_short_and_unique() {
        let mut names = FileNames::default();
        let long = "a path.".repeat(30);
        for (number, (name, settings, expected)) in (1..).zip([
            ("desiredCount=2, hostPort=80", &[2, 80][..], "desiredCount=2-hostPort=80"),
            ("desiredCount=2; hostPort=80", &[2, 80], "2-80"),
            ("DesiredCount=2/hostPort=80", &[2, 80], "variant-3"),
            ("../../etc/passwd", &[1], "..-..-etc-passwd"),
            ("—", &[], "variant-5"),
            (long.as_str(), &[80, 0, 5], "80-0-5"),
            (long.as_str(), &[80, 0, 5], "variant-7"),
        ]) {
            let settings = settings.iter().map(|&value| Setting::Integer(value)).collect();
            let variant = Point { name: name.to_owned(), settings };
            assert_eq!(names.name_for(number, &variant), expected);
        }
    }
}
