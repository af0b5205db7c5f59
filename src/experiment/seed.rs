//! The seed of each replication: the same for every variant, so that variants are compared on the same chances.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The seed of replication `number`, counted from 1.
///
/// The first replication uses the scenario's own seed, so that a single run, an explanation and the first of many
/// replications are one and the same. Any other uses XXH3 (64 bits, seeded with the scenario's seed) of its number as
/// four little-endian bytes. Variants do not enter: replication 7 meets the same arrivals, durations and failures in
/// each of them (common random numbers).
///
/// ```
/// use plimsoll::experiment::replication_seed;
/// assert_eq!(replication_seed(42, 1), 42);
/// assert_ne!(replication_seed(42, 2), replication_seed(42, 3));
/// assert_ne!(replication_seed(42, 2), replication_seed(43, 2));
/// ```
#[must_use]
pub fn replication_seed(scenario_seed: u64, number: u32) -> u64 {
    if number <= 1 { scenario_seed } else { xxh3_64_with_seed(&number.to_le_bytes(), scenario_seed) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn seeds_of_replications_do_not_collide_with_those_of_neighbouring_scenario_seeds() {
        let seeds: BTreeSet<u64> =
            (0..50).flat_map(|seed| (1..=200).map(move |number| replication_seed(seed, number))).collect();
        assert_eq!(seeds.len(), 50 * 200);
    }

    #[test]
    fn the_function_stays_as_it_is_since_published_results_name_only_the_seed() {
        for (seed, number, expected) in [
            (1, 1, 1),
            (1, 2, 7_356_385_211_481_024_025),
            (1, 3, 9_947_581_106_561_257_131),
            (2, 2, 7_463_958_604_885_225_441),
        ] {
            assert_eq!(replication_seed(seed, number), expected);
        }
    }
}
