//! `random`: each candidate equally likely, from the task's own numbers (DF-05); `power-of-choices`: so many of
//! them.

use crate::rng::Draw;

/// One of `choices` equally likely positions.
///
/// A number is drawn only where there is a choice, so that a cluster with one candidate draws nothing.
///
/// # Panics
///
/// When there is no choice at all.
///
/// ```
/// use plimsoll::placement::strategy::pick;
/// use plimsoll::rng::{Purpose, Streams};
/// let numbers = Streams::new(7).draws(Purpose::Trial, "web");
/// let mut random = numbers.at(0, 0);
/// assert_eq!(pick(1, &mut random), 0);
/// assert!(pick(6, &mut random) < 6);
/// ```
pub fn pick(choices: u64, random: &mut Draw<'_>) -> u64 {
    assert!(choices > 0, "nothing to choose from");
    if choices == 1 { 0 } else { random.below(choices) }
}

/// `count` of `choices` equally likely positions, all different, in ascending order.
///
/// So many numbers are drawn; none where there are no more than `count` choices, which are then all taken.
///
/// ```
/// use plimsoll::placement::strategy::pick_distinct;
/// use plimsoll::rng::{Purpose, Streams};
/// let numbers = Streams::new(7).draws(Purpose::Trial, "web");
/// let mut random = numbers.at(0, 0);
/// assert_eq!(pick_distinct(3, 2, &mut random), [0, 1]);
/// let drawn = pick_distinct(3, 100, &mut random);
/// assert!(drawn.is_sorted_by(|a, b| a < b) && drawn.len() == 3);
/// ```
#[must_use]
pub fn pick_distinct(count: u32, choices: u64, random: &mut Draw<'_>) -> Vec<u64> {
    if choices <= u64::from(count) {
        return (0..choices).collect();
    }
    let mut picked: Vec<u64> = Vec::with_capacity(count as usize);
    for taken in 0..u64::from(count) {
        // A position among those not taken; each taken one below it moves it up by one.
        let mut position = random.below(choices - taken);
        let mut at = 0;
        while picked.get(at).is_some_and(|other| *other <= position) {
            position += 1;
            at += 1;
        }
        picked.insert(at, position);
    }
    picked
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::rng::{Purpose, Streams};

    /// Ten pairs of five positions: 20,000 draws hit each about 2,000 times.
    #[test]
    fn every_set_of_positions_is_equally_likely() {
        let numbers = Streams::new(5).draws(Purpose::Trial, "pairs");
        let mut random = numbers.at(0, 0);
        let mut counts = BTreeMap::new();
        for _ in 0..20_000 {
            *counts.entry(pick_distinct(2, 5, &mut random)).or_insert(0_u32) += 1;
        }
        assert!(counts.len() == 10 && counts.keys().all(|drawn| drawn[0] < drawn[1] && drawn[1] < 5));
        // The standard deviation of each count is 42.
        assert!(counts.values().all(|count| count.abs_diff(2_000) < 210), "{counts:?}");
    }

    #[test]
    fn as_many_numbers_are_drawn_as_positions() {
        for (count, choices, draws) in [(1, 1, 0), (2, 2, 0), (3, 2, 0), (1, 2, 1), (2, 3, 2), (4, 90, 4)] {
            let numbers = Streams::new(5).draws(Purpose::Trial, "draws");
            let mut random = numbers.at(0, 0);
            let mut expected = random.clone();
            assert_eq!(pick_distinct(count, choices, &mut random).len() as u64, choices.min(count.into()));
            for _ in 0..draws {
                expected.bits();
            }
            assert_eq!(random.bits(), expected.bits(), "{count} of {choices}");
        }
    }
}
