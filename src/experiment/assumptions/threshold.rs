//! Where between its default and another value a setting makes verdicts flip: halving.

/// Halvings of the way from the default to the value.
const HALVINGS: u32 = 6;

/// From where on a verdict flips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Threshold {
    /// Beyond this figure, seen from the default.
    Beyond(u64),
    /// Already at this figure, in the middle of what the default draws from, once it does not vary.
    WithoutChance(u64),
}

/// Which of some verdicts flip at a figure, and which do not.
pub(super) trait Ask: Fn(&[usize], u64) -> (Vec<usize>, Vec<usize>) {}

impl<F: Fn(&[usize], u64) -> (Vec<usize>, Vec<usize>)> Ask for F {}

/// Where verdicts flip on the way from the default, which is drawn between two figures, to `end`, where all of them do.
///
/// Verdicts that flip at the same figures share the runs that tell so.
pub(super) fn thresholds(
    (low, high): (u64, u64),
    end: u64,
    flipped: Vec<usize>,
    ask: &impl Ask,
) -> Vec<(usize, Threshold)> {
    if flipped.is_empty() {
        return Vec::new();
    }
    let middle = low.midpoint(high);
    if low == high {
        return narrowed(middle, end, flipped, HALVINGS, ask);
    }
    let (at_once, later) = ask(&flipped, middle);
    let mut found: Vec<_> =
        at_once.into_iter().map(|verdict| (verdict, Threshold::WithoutChance(middle))).collect();
    found.extend(narrowed(middle, end, later, HALVINGS, ask));
    found
}

fn narrowed(
    holds: u64,
    flips: u64,
    verdicts: Vec<usize>,
    halvings: u32,
    ask: &impl Ask,
) -> Vec<(usize, Threshold)> {
    if verdicts.is_empty() {
        return Vec::new();
    }
    if halvings == 0 || holds.abs_diff(flips) <= 1 {
        let at = Threshold::Beyond(roundest(holds, flips));
        return verdicts.into_iter().map(|verdict| (verdict, at)).collect();
    }
    let middle = holds.midpoint(flips);
    let (earlier, later) = ask(&verdicts, middle);
    let mut found = narrowed(holds, middle, earlier, halvings - 1, ask);
    found.extend(narrowed(middle, flips, later, halvings - 1, ask));
    found
}

/// The figure with the fewest digits from `holds` on and before `flips`.
fn roundest(holds: u64, flips: u64) -> u64 {
    let mut step = 10_u64.pow(holds.max(flips).checked_ilog10().unwrap_or(0));
    loop {
        let rounded = if holds < flips { holds.div_ceil(step) * step } else { holds / step * step };
        let is_between = if holds < flips { rounded < flips } else { rounded > flips };
        if is_between || step == 1 {
            return rounded;
        }
        step /= 10;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Verdict `n` flips beyond `at[n]`, on the way up.
    fn rising(at: &[u64]) -> impl Ask + '_ {
        |verdicts: &[usize], figure| verdicts.iter().copied().partition(|&verdict| figure > at[verdict])
    }

    #[test]
    fn a_threshold_is_found_to_a_sixty_fourth_of_the_way() {
        let found = thresholds((30, 30), 120_000, vec![0], &rising(&[41_003]));
        let [(0, Threshold::Beyond(at))] = found[..] else { panic!("{found:?}") };
        assert!(at.abs_diff(41_003) <= 120_000 / 64, "{at}");
        assert_eq!(at % 1_000, 0, "{at} is rounder than what is known of it");
    }

    #[test]
    fn verdicts_that_flip_together_share_their_runs_and_others_part_from_them() {
        let asked = Cell::new(0);
        let at = [500, 500, 900];
        let ask = |verdicts: &[usize], figure: u64| {
            asked.set(asked.get() + 1);
            rising(&at)(verdicts, figure)
        };
        let found = thresholds((0, 0), 1_024, vec![0, 1, 2], &ask);
        let of = |verdict| found.iter().find(|(found, _)| *found == verdict).expect("found").1;
        assert_eq!(of(0), of(1));
        assert!(of(0) < of(2), "{found:?}");
        assert_eq!(asked.get(), 11, "six for the first two, of which the third shares the first");
    }

    #[test]
    fn on_the_way_down_the_figure_is_the_last_that_holds() {
        let falling = |verdicts: &[usize], figure: u64| verdicts.iter().copied().partition(|_| figure < 3);
        assert_eq!(thresholds((6, 6), 2, vec![0], &falling), [(0, Threshold::Beyond(3))]);
        assert_eq!(thresholds((3, 3), 6, vec![0], &rising(&[4])), [(0, Threshold::Beyond(4))]);
    }

    #[test]
    fn what_flips_without_chance_alone_has_no_figure_beyond_which_it_does() {
        let found = thresholds((10, 20), 40, vec![0, 1], &rising(&[12, 30]));
        assert_eq!(found[0], (0, Threshold::WithoutChance(15)));
        assert!(matches!(found[1], (1, Threshold::Beyond(29..=31))), "{found:?}");
    }

    #[test]
    fn figures_are_as_round_as_the_search_is_exact() {
        for (holds, flips, expected) in [
            (40_900, 41_100, 41_000),
            (29_600_000, 30_200_000, 30_000_000),
            (9_681, 9_692, 9_690),
            (52, 48, 50),
        ] {
            assert_eq!(roundest(holds, flips), expected, "{holds} to {flips}");
        }
    }
}
