//! The grid of passes: how far apart a scheduler looks at a service that is not steady.
//!
//! Steps of one service lie whole multiples of the period apart, each pass a little early or late by itself. So every gap
//! between two passes is a multiple of the period, give or take two such errors, whatever was done in them.

use super::intervals::Gap;
use super::statistics::{Estimate, count, moments, quantile, t_quantile};

/// Gaps without which a period is guessed rather than found.
pub const LEAST_GAPS: usize = 8;
/// Periods that are tried, in seconds. Half or twice a period in this range is not in it.
const PERIODS: (f64, f64) = (6.5, 12.5);
const STEP: f64 = 0.01;
/// Shorter gaps lie inside of a pass, or are the log's own delay.
const SHORTEST: f64 = 4.0;
/// Passes that a gap may span before errors of the period blur it.
const MOST_PASSES: f64 = 5.0;
/// Chance gaps give a better concentration than this over the square root of twice their number in fewer than one log of
/// a hundred, true ones nearly never a worse one.
const SIGNIFICANT: f64 = 3.5;
/// Concentration below which most gaps are no multiples, however many there are.
const CONCENTRATED: f64 = 0.7;
/// Standard deviations beyond which a gap is a stray.
const STRAY: f64 = 3.0;

/// The grid that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Seconds between two passes.
    pub period: Estimate,
    /// By how many seconds a pass is early or late at most, each as likely.
    pub jitter: Estimate,
    /// Gaps.
    pub gaps: usize,
    /// Those of them that are near a multiple.
    pub near: usize,
    /// Those that the period and the jitter are taken from.
    pub counted: usize,
    /// Standard deviation of these from their multiples, in seconds.
    pub deviation: f64,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoGrid {
    /// So few gaps.
    TooFew(usize),
    /// No period fits so many gaps.
    NoPeriod {
        /// How many there are.
        gaps: usize,
        /// The period that fits best.
        best: f64,
        /// Gaps near multiples of it.
        near: usize,
    },
}

/// Finds the period of gaps; `is_coarse` where their ends were told in whole seconds.
///
/// # Errors
///
/// Says why there is none: too few gaps, or none that fits them.
///
/// ```
/// use plimsoll::calibrate::{Gap, NoGrid, Span, find_grid};
/// let tenths = [92, 101, 97, 190, 99, 294, 95, 100, 189, 96];
/// let gaps = tenths.map(|tenths| Gap { span: Span::from_micros(tenths * 100_000), begins: false });
/// let grid = find_grid(&gaps, false).expect("a grid");
/// assert!((grid.period.value - 9.7).abs() < 0.2);
/// assert_eq!(find_grid(&gaps[..3], false), Err(NoGrid::TooFew(3)));
/// ```
pub fn find_grid(gaps: &[Gap], is_coarse: bool) -> Result<Grid, NoGrid> {
    let usable = usable(gaps);
    if usable.len() < LEAST_GAPS {
        return Err(NoGrid::TooFew(usable.len()));
    }
    let (concentration, best) = most_concentrated(&usable);
    let near = residuals(&usable, best, 1.5);
    let n = count(usable.len());
    if concentration < CONCENTRATED || concentration * (2.0 * n).sqrt() < SIGNIFICANT {
        return Err(NoGrid::NoPeriod { gaps: usable.len(), best, near: near.len() });
    }
    refine(&usable, best, is_coarse).ok_or(NoGrid::TooFew(usable.len()))
}

/// The gaps between passes that are not too many, in seconds, and whether the clock began with them.
pub(super) fn usable(gaps: &[Gap]) -> Vec<(f64, bool)> {
    let seconds = gaps.iter().map(|gap| (gap.span.as_secs(), gap.begins));
    seconds.filter(|(gap, _)| *gap >= SHORTEST && *gap <= MOST_PASSES * PERIODS.1).collect()
}

/// The mean cosine of the gaps' phases is 1 where all are whole multiples, and about 0 where they are anything.
fn most_concentrated(gaps: &[(f64, bool)]) -> (f64, f64) {
    let mut best = (f64::NEG_INFINITY, PERIODS.0);
    let mut period = PERIODS.0;
    while period <= PERIODS.1 {
        let sum: f64 = gaps.iter().map(|(gap, _)| libm::cos(std::f64::consts::TAU * gap / period)).sum();
        let concentration = sum / count(gaps.len());
        if concentration > best.0 {
            best = (concentration, period);
        }
        period += STEP;
    }
    best
}

/// A gap near a multiple: how many passes it spans, by how much it misses, how many of its ends may be early or late.
#[derive(Clone, Copy)]
struct Near {
    passes: f64,
    miss: f64,
    ends: f64,
}

fn residuals(gaps: &[(f64, bool)], period: f64, within: f64) -> Vec<Near> {
    let near = gaps.iter().map(|(gap, begins)| {
        let passes = (gap / period).round().max(1.0);
        Near { passes, miss: gap - passes * period, ends: if *begins { 1.0 } else { 2.0 } }
    });
    near.filter(|near| near.miss.abs() <= within).collect()
}

/// The period over the gaps that are near a multiple, with fewer and fewer strays.
fn refine(gaps: &[(f64, bool)], start: f64, is_coarse: bool) -> Option<Grid> {
    let (mut period, mut within) = (start, 2.0);
    for _ in 0..4 {
        period = mean_pass(&counted(gaps, period, within), period);
        let mut sizes: Vec<f64> = counted(gaps, period, within).iter().map(|near| near.miss.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        // By the median, so that strays do not widen what is called near.
        let deviation = 1.4826 * if sizes.is_empty() { return None } else { quantile(&sizes, 0.5) };
        within = (STRAY * deviation).clamp(1.2, 2.0);
    }
    let counted = counted(gaps, period, within);
    let misses: Vec<f64> = counted.iter().map(|near| near.miss).collect();
    let (_, deviation) = moments(&misses)?;
    let passes: f64 = counted.iter().map(|near| near.passes).sum();
    let half = t_quantile(misses.len() - 1) * deviation * count(misses.len()).sqrt() / passes;
    Some(Grid {
        period: Estimate { value: period, low: period - half, high: period + half },
        jitter: jitter(&counted, is_coarse),
        gaps: gaps.len(),
        near: residuals(gaps, period, within.max(1.5)).len(),
        counted: misses.len(),
        deviation,
    })
}

/// The gaps that the period is taken from: those of one pass where there are enough. What lies behind a longer one is not
/// told, and those that were measured are a little shorter than so many passes.
fn counted(gaps: &[(f64, bool)], period: f64, within: f64) -> Vec<Near> {
    let near = residuals(gaps, period, within);
    let of_one_pass: Vec<Near> = near.iter().copied().filter(|near| near.passes < 1.5).collect();
    if of_one_pass.len() >= LEAST_GAPS { of_one_pass } else { near }
}

fn mean_pass(gaps: &[Near], period: f64) -> f64 {
    let passes: f64 = gaps.iter().map(|near| near.passes).sum();
    let misses: f64 = gaps.iter().map(|near| near.miss).sum();
    if passes > 0.0 { period + misses / passes } else { period }
}

/// A gap is wrong by the errors of its ends; of stamps in whole seconds, a part of it is theirs.
fn jitter(near: &[Near], is_coarse: bool) -> Estimate {
    // What rounding both ends down does to the square of a gap's error.
    let rounding = if is_coarse { 1.0 / 6.0 } else { 0.0 };
    let squares: f64 = near.iter().map(|near| near.miss * near.miss - rounding).sum();
    let ends: f64 = near.iter().map(|near| near.ends).sum();
    // Of an error that is as likely anywhere between both limits, the mean square is a third of a limit's.
    let value = (3.0 * squares.max(0.0) / ends).sqrt();
    // Gaps that share a pass make it less certain than so many would.
    let half = (1.2 * t_quantile(near.len() - 1) / (2.0 * count(near.len() - 1)).sqrt()).min(1.0);
    Estimate { value, low: value * (1.0 - half), high: value * (1.0 + half) }
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;

    /// Gaps such as services have: of one pass, of two and three, and one that a late event made.
    const GAPS: [f64; 24] = [
        9.7, 9.6, 10.2, 8.9, 9.3, 9.9, 10.1, 9.5, 9.2, 9.8, 10.3, 8.5, 9.6, 1.6, 9.4, 10.0, 18.8, 19.5, 28.1,
        29.2, 18.3, 27.5, 9.6, 9.7,
    ];

    fn find(seconds: &[f64], is_coarse: bool) -> Result<Grid, NoGrid> {
        let gap = |seconds: &f64| {
            #[expect(clippy::cast_possible_truncation, reason = "a minute at most")]
            let span = Span::from_micros((seconds * 1e6).round() as i64);
            Gap { span, begins: false }
        };
        find_grid(&seconds.iter().map(gap).collect::<Vec<_>>(), is_coarse)
    }

    #[test]
    fn the_period_and_the_jitter_of_passes_are_found() {
        let grid = find(&GAPS, false).expect("a grid");
        assert!(grid.period.holds(9.6, 0.0) && grid.period.high - grid.period.low < 0.5, "{grid:?}");
        assert!(grid.jitter.holds(0.55, 0.05), "{grid:?}");
        assert_eq!((grid.gaps, grid.near), (23, 23), "the shortest is inside of a pass");
    }

    #[test]
    fn as_few_gaps_as_it_takes_are_enough() {
        for start in 0..GAPS.len() - LEAST_GAPS {
            let few: Vec<f64> =
                GAPS[start..].iter().copied().filter(|gap| *gap > 2.0).take(LEAST_GAPS).collect();
            if few.len() == LEAST_GAPS {
                let grid = find(&few, false).expect("a grid");
                assert!(grid.period.holds(9.6, 0.1), "{few:?}: {grid:?}");
            }
        }
    }

    #[test]
    fn strays_are_left_out() {
        let mut gaps = GAPS.to_vec();
        gaps.extend([14.2, 23.9, 5.1]);
        let grid = find(&gaps, false).expect("a grid");
        assert!(grid.period.holds(9.6, 0.0), "{grid:?}");
        assert_eq!(grid.gaps - grid.near, 3);
    }

    #[test]
    fn what_is_anything_has_no_period() {
        // The golden ratio spreads evenly over every period.
        let gaps: Vec<f64> = (0..60).map(|at| 5.0 + 50.0 * (count(at) * 0.618_034).fract()).collect();
        let NoGrid::NoPeriod { gaps, near, .. } = find(&gaps, false).expect_err("no grid") else {
            panic!("there are enough");
        };
        assert!(gaps == 60 && near < 40, "{near} of {gaps}");
        assert_eq!(find(&[9.7; 7], false), Err(NoGrid::TooFew(7)));
    }

    #[test]
    fn whole_seconds_widen_no_jitter() {
        let whole: Vec<f64> = GAPS.iter().map(|gap| gap.round()).collect();
        let grid = find(&whole, true).expect("a grid");
        assert!(grid.jitter.low < 0.55 && grid.jitter.value < 0.75, "{grid:?}");
    }
}
