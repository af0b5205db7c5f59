//! The rules of MODEL.md as data: one document, read by people as it is and by the program from here.

mod markdown;
mod select;
mod sources;

pub use select::{Unknown, select};

use std::sync::LazyLock;

/// What becomes of a rule in this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// As the rule says.
    Modelled,
    /// In part.
    Simplified,
    /// Not at all.
    NotModelled,
}

/// A row of MODEL.md.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, such as `PL-06`; one that ends in `-*` stands for all of a section.
    pub id: &'static str,
    /// What it says, as MODEL.md writes it, without its sources.
    pub text: String,
    /// Where it is from, where the row says so.
    pub sources: Vec<&'static str>,
    /// Its status.
    pub status: Status,
    /// What is different, left out or chosen; empty where there is nothing to say.
    pub note: &'static str,
    /// Parts of names of the tests that hold it.
    pub tests: Vec<&'static str>,
    /// The row as a whole.
    row: &'static str,
}

/// A chapter of MODEL.md that holds rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its heading.
    pub title: &'static str,
    /// What stands before its table, a text a paragraph, line ends taken away.
    pub about: Vec<String>,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
}

static CHAPTERS: LazyLock<Vec<Chapter>> =
    LazyLock::new(|| markdown::chapters(include_str!("../../MODEL.md")));

/// All chapters that hold rules, in the order of MODEL.md.
///
/// ```
/// use plimsoll::rules::{Status, chapters};
///
/// let first = &chapters()[0].rules[0];
/// assert_eq!((first.id, first.status), ("PL-01", Status::Modelled));
/// ```
#[must_use]
pub fn chapters() -> &'static [Chapter] {
    &CHAPTERS
}

/// All rules, in the order of MODEL.md.
pub fn rules() -> impl DoubleEndedIterator<Item = &'static Rule> + Clone {
    CHAPTERS.iter().flat_map(|chapter| &chapter.rules)
}

/// The rule with this id, in any case; where no row has it, the one that stands for its section.
///
/// ```
/// assert_eq!(plimsoll::rules::rule("s6.2-1").map(|rule| rule.id), Some("S6-*"));
/// ```
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    let exactly = rules().find(|rule| rule.id.eq_ignore_ascii_case(id));
    exactly.or_else(|| rules().find(|rule| rule.stands_for(id)))
}

impl Status {
    /// How MODEL.md writes it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Modelled => "modelled",
            Self::Simplified => "simplified",
            Self::NotModelled => "not modelled",
        }
    }
}

impl Rule {
    /// The chapter that it stands in.
    ///
    /// # Panics
    ///
    /// Never: every rule is of a chapter.
    #[must_use]
    pub fn chapter(&self) -> &'static Chapter {
        let holds = |chapter: &&Chapter| chapter.rules.iter().any(|rule| rule.id == self.id);
        CHAPTERS.iter().find(holds).expect("every rule is of a chapter")
    }

    /// What ids of its kind begin with: `PL` of `PL-06`, `S1.2` of `S1.2-3`, the whole of `P5`.
    #[must_use]
    pub fn prefix(&self) -> &'static str {
        self.id.split_once('-').map_or(self.id, |(prefix, _)| prefix)
    }

    /// Whether its row names this word between backquotes, as the start of what stands there.
    #[must_use]
    pub fn names(&self, word: &str) -> bool {
        let quoted = self.row.split('`').skip(1).step_by(2);
        quoted.filter_map(|text| text.split([' ', '=']).next()).any(|first| first == word)
    }

    /// Other rules that its row names.
    pub fn refers_to(&self) -> impl Iterator<Item = &'static Rule> {
        let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let words: Vec<&str> = self.row.split(|c| !is_of_id(c)).collect();
        let own = self.id;
        rules().filter(move |rule| rule.id != own && words.contains(&rule.id))
    }

    /// Whether it stands for a whole section, which `id` is of: `S6-*` stands for `S6.2-1` and for `S6-1`.
    fn stands_for(&self, id: &str) -> bool {
        let Some(section) = self.id.strip_suffix("-*") else { return false };
        let Some((start, rest)) = id.split_at_checked(section.len()) else { return false };
        start.eq_ignore_ascii_case(section) && rest.starts_with(['-', '.']) && rest.contains('-')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row that no rule was made of would be a rule that nobody finds.
    #[test]
    fn every_row_of_the_tables_is_a_rule() {
        let text = include_str!("../../MODEL.md");
        let rows = text.lines().filter(|line| line.starts_with("| "));
        let heads = rows.clone().filter(|line| line.starts_with("| id |")).count();
        assert_eq!(rules().count(), rows.count() - heads);
        assert_eq!(chapters().len(), heads);
    }

    #[test]
    fn a_section_without_rows_of_its_own_is_answered_by_its_row() {
        for (id, found) in [
            ("pl-06", Some("PL-06")),
            ("S2.6-4", Some("S2.6-*")),
            ("S6.2-1", Some("S6-*")),
            ("S6", None),
            ("S66-1", None),
            ("S2.5", None),
            ("é", None),
        ] {
            assert_eq!(rule(id).map(|rule| rule.id), found, "{id}");
        }
    }

    #[test]
    fn a_row_tells_settings_and_rules_that_it_names() {
        let of = |id| rule(id).expect(id);
        assert!(of("SC-01").names("schedulerJitter") && of("SC-04").names("schedulerClock"));
        assert!(!of("SC-01").names("scheduler") && !of("SC-01").names("steadyInterval"));
        let named: Vec<&str> = of("S1.2-11").refers_to().map(|rule| rule.id).collect();
        assert_eq!(named, ["SC-01", "SC-05"]);
    }
}
