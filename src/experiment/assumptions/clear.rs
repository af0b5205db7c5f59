//! When figures differ clearly: beyond chance, rounding and what nobody would plan by.

use std::cmp::Ordering;

use super::super::statistics::{UPPER_TAIL, confidence_interval};

/// What rounding leaves of two sums that are equal, as a share of them.
pub(super) const ROUNDING: f64 = 1e-9;

/// What it takes for figures to differ clearly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clear {
    /// Of one replication alone: this share of the larger one.
    share: f64,
    /// Of several: the interval of their differences leaves out zero, and so much lies below its upper end.
    upper_tail: f64,
}

impl Clear {
    /// To call one variant better than another.
    pub(super) const VERDICT: Self = Self { share: 0.05, upper_tail: UPPER_TAIL };

    /// To call one of so many figures moved, of which chance is to move none: the level is shared out among them. Of one
    /// replication, which tells nothing of chance, any difference.
    pub(super) fn one_of(figures: u32) -> Self {
        Self { share: 0.0, upper_tail: 1.0 - (1.0 - UPPER_TAIL) / f64::from(figures.max(1)) }
    }

    /// How the left of each pair clearly compares with the right, over so many replications.
    pub(super) fn order(self, pairs: &[(f64, f64)], replications: usize) -> Option<Ordering> {
        let size = pairs.iter().map(|(left, right)| left.abs().max(right.abs())).fold(0.0, f64::max);
        let differences: Vec<f64> = pairs.iter().map(|(left, right)| left - right).collect();
        let (low, high, share) = match differences.as_slice() {
            [difference] if replications == 1 => (*difference, *difference, self.share),
            several => {
                let (low, high) = confidence_interval(several, self.upper_tail)?;
                (low, high, 0.0)
            }
        };
        let least = size * share.max(ROUNDING);
        if low > least {
            Some(Ordering::Greater)
        } else if high < -least {
            Some(Ordering::Less)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_replication_must_differ_by_a_share_and_several_beyond_chance() {
        assert_eq!(Clear::VERDICT.order(&[(100.0, 96.0)], 1), None);
        assert_eq!(Clear::VERDICT.order(&[(100.0, 94.0)], 1), Some(Ordering::Greater));
        assert_eq!(Clear::VERDICT.order(&[(0.0, 0.0)], 1), None);
        // What one of several replications says is chance.
        assert_eq!(Clear::VERDICT.order(&[(1.0, 9.0)], 2), None);
        // Every replication is better by little, though they differ much among each other.
        assert_eq!(
            Clear::VERDICT.order(&[(10.0, 10.2), (50.0, 50.1), (90.0, 90.2)], 3),
            Some(Ordering::Less)
        );
        assert_eq!(Clear::VERDICT.order(&[(10.0, 14.0), (50.0, 49.0), (90.0, 90.2)], 3), None);
    }

    #[test]
    fn the_more_figures_could_have_moved_the_more_it_takes() {
        let pairs = [(1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (2.5, 0.0)];
        assert_eq!(Clear::one_of(1).order(&pairs, 4), Some(Ordering::Greater));
        assert_eq!(Clear::one_of(100).order(&pairs, 4), None);
        // What moves alike in every replication is not chance, and of one replication nothing is known of chance.
        assert_eq!(Clear::one_of(100).order(&[(1.0, 0.5), (2.0, 1.5)], 2), Some(Ordering::Greater));
        assert_eq!(Clear::one_of(100).order(&[(1.0, 0.999)], 1), Some(Ordering::Greater));
    }
}
