//! The metrics of a variant over its replications, by name.

use std::ops::Index;
use std::sync::Arc;

use super::Summary;

/// Metrics by name, in the order of the alphabet.
///
/// There is one of these for each variant until all have ended, so it takes no more room than its entries, whose names many
/// can share.
///
/// ```
/// use plimsoll::experiment::{Summaries, Summary};
///
/// let word = |word: &str| Summary::Text(word.to_owned());
/// let metrics: Summaries = [("b", word("CPU")), ("a", word("MEMORY"))].into_iter().collect();
/// assert_eq!(metrics.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b"]);
/// assert_eq!(metrics["b"], word("CPU"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summaries(Box<[(Arc<str>, Summary)]>);

impl Summaries {
    /// The metric of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Summary> {
        self.0.get(self.position(name).ok()?).map(|(_, summary)| summary)
    }

    /// Whether there is a metric of that name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.position(name).is_ok()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Summary)> {
        self.0.iter().map(|(name, summary)| (&**name, summary))
    }

    /// Those whose name begins so.
    pub fn starting_with<'s, 'n>(
        &'s self,
        start: &'n str,
    ) -> impl Iterator<Item = (&'s str, &'s Summary)> + use<'s, 'n> {
        let first = self.position(start).unwrap_or_else(|position| position);
        let from_there = self.0[first..].iter().map(|(name, summary)| (&**name, summary));
        from_there.take_while(move |(name, _)| name.starts_with(start))
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| (**other).cmp(name))
    }
}

/// Of equal names the last is kept.
impl<N: Into<Arc<str>>> FromIterator<(N, Summary)> for Summaries {
    fn from_iter<I: IntoIterator<Item = (N, Summary)>>(metrics: I) -> Self {
        let mut all: Vec<(Arc<str>, Summary)> =
            metrics.into_iter().map(|(name, summary)| (name.into(), summary)).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                std::mem::swap(later, earlier);
            }
            is_same
        });
        Self(all.into_boxed_slice())
    }
}

impl IntoIterator for Summaries {
    type Item = (Arc<str>, Summary);
    type IntoIter = <Box<[(Arc<str>, Summary)]> as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// # Panics
///
/// Where there is no metric of that name.
impl Index<&str> for Summaries {
    type Output = Summary;

    fn index(&self, name: &str) -> &Summary {
        self.get(name).unwrap_or_else(|| panic!("no metric {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summaries(entries: &[(&str, &str)]) -> Summaries {
        entries.iter().map(|(name, word)| (*name, Summary::Text((*word).to_owned()))).collect()
    }

    #[test]
    fn the_last_of_equal_names_is_kept() {
        let found = summaries(&[("b", "1"), ("a", "2"), ("b", "3"), ("b", "4")]);
        assert_eq!(found, summaries(&[("a", "2"), ("b", "4")]));
        assert!(found.contains("a") && !found.contains("c") && found.get("").is_none());
    }

    #[test]
    fn names_that_begin_alike_are_found_together() {
        let all = summaries(&[("a", ""), ("b", ""), ("b.x", ""), ("b.y", ""), ("ba", ""), ("c", "")]);
        let found =
            |start: &str| all.starting_with(start).map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(found("b."), ["b.x", "b.y"]);
        assert_eq!(found(""), ["a", "b", "b.x", "b.y", "ba", "c"]);
        assert!(found("d").is_empty() && found("b.z").is_empty());
    }
}
