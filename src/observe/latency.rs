//! Durations of one kind and their exact nearest-rank percentiles.

use crate::time::SimDuration;

/// All durations of one kind, in the order in which they ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Latencies(Vec<SimDuration>);

impl Latencies {
    /// Adds a duration.
    pub(super) fn push(&mut self, duration: SimDuration) {
        self.0.push(duration);
    }

    /// Sorts, so that percentiles can be read.
    pub(super) fn sorted(mut self) -> SortedLatencies {
        self.0.sort_unstable();
        SortedLatencies(self.0)
    }
}

/// Durations in order of length.
#[derive(Clone, Debug)]
pub(super) struct SortedLatencies(Vec<SimDuration>);

impl SortedLatencies {
    /// The shortest duration that at least `per_cent` of all do not exceed; `None` without durations.
    pub(super) fn percentile(&self, per_cent: usize) -> Option<SimDuration> {
        let rank = (self.0.len() * per_cent).div_ceil(100);
        self.0.get(rank.max(1) - 1).copied()
    }

    /// The longest duration.
    pub(super) fn max(&self) -> Option<SimDuration> {
        self.0.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_observed_values() {
        let sorted = |seconds: &[u64]| {
            let mut all = Latencies::default();
            for &value in seconds {
                all.push(SimDuration::from_secs(value));
            }
            all.sorted()
        };
        for (values, per_cent, expected) in [
            (&[7][..], 50, 7),
            (&[9, 1], 50, 1),
            (&[3, 1, 2], 50, 2),
            (&[4, 3, 2, 1], 95, 4),
            (&[20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 95, 19),
        ] {
            let actual = sorted(values).percentile(per_cent);
            assert_eq!(actual, Some(SimDuration::from_secs(expected)), "p{per_cent} of {values:?}");
        }
        assert_eq!(sorted(&[]).percentile(50), None);
        assert_eq!(sorted(&[]).max(), None);
    }
}
