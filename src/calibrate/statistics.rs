//! Quantiles, means and the distributions that are fitted.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// What a sample looks like; seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// How many there are, at least one.
    pub n: usize,
    /// Shortest.
    pub min: f64,
    /// 5 % are shorter.
    pub p5: f64,
    /// Half are shorter.
    pub median: f64,
    /// 95 % are shorter.
    pub p95: f64,
    /// Longest.
    pub max: f64,
}

impl Spread {
    /// Of a sorted sample; `None` of an empty one.
    ///
    /// ```
    /// use plimsoll::calibrate::Spread;
    /// let spread = Spread::of(&[1.0, 2.0, 3.0]).expect("three");
    /// assert_eq!((spread.n, spread.median, spread.p95), (3, 2.0, 2.9));
    /// ```
    #[must_use]
    pub fn of(sorted: &[f64]) -> Option<Self> {
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let [p5, median, p95] = [0.05, 0.5, 0.95].map(|share| quantile(sorted, share));
        Some(Self { n: sorted.len(), min, p5, median, p95, max })
    }
}

/// The value below which a share of a sorted, non-empty sample lies, between its neighbours by distance.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let position = share * count(sorted.len() - 1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the sample")]
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let value = sorted[below] + (sorted[above] - sorted[below]) * (position - position.floor());
    // Sums of tenths leave dust in the last bits.
    (value * 1e6).round() / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "samples are smaller than 2^53")]
pub(super) const fn count(n: usize) -> f64 {
    n as f64
}

/// Mean and standard deviation of a sample of at least two.
pub(super) fn moments(sample: &[f64]) -> Option<(f64, f64)> {
    if sample.len() < 2 {
        return None;
    }
    let n = count(sample.len());
    let mean = sample.iter().sum::<f64>() / n;
    let squares: f64 = sample.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some((mean, (squares / (n - 1.0)).sqrt()))
}

/// By how many standard errors a mean may be wrong, at 95 %, with so many degrees of freedom.
pub(super) fn t_quantile(degrees_of_freedom: usize) -> f64 {
    let degrees = count(degrees_of_freedom.max(1));
    StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |of| of.inverse_cdf(0.975))
}

/// Share of a sample that is taken for what the model does not know, and over how many seconds it may lie.
const STRAY: f64 = 0.02;
/// Observations beyond which a fit looks at every k-th only.
const MOST: usize = 400;
/// Points on each axis of a fit.
const POINTS: usize = 81;
/// By how much the logarithm falls within the ranges of two parameters. Chi squared would say 3 for 95 %; an end of a range
/// is no smooth parameter, and in worlds with known settings it takes 4.
const FALL: f64 = 4.0;

/// Two parameters fitted to a sample, each with its interval at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    pub first: Estimate,
    pub second: Estimate,
    likelihood: f64,
}

impl Fit {
    /// Whether it explains the same sample better.
    pub fn is_likelier_than(&self, other: &Self) -> bool {
        self.likelihood > other.likelihood
    }
}

/// A figure and the interval in which it lies at 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Most likely.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// The same in multiples of `unit`.
    #[must_use]
    pub fn over(&self, unit: f64) -> Self {
        Self { value: self.value / unit, low: self.low / unit, high: self.high / unit }
    }

    /// Whether a figure lies in the interval, give or take `tolerance`.
    #[must_use]
    pub fn holds(&self, figure: f64, tolerance: f64) -> bool {
        figure >= self.low - tolerance && figure <= self.high + tolerance
    }
}

/// What a sample would be like if the parameters were these.
pub(super) struct Likelihood<'s, D> {
    sample: Vec<f64>,
    density: D,
    /// Seconds over which strays lie.
    width: f64,
    sorted: &'s [f64],
}

impl<'s, D: Fn(f64, f64, f64) -> f64> Likelihood<'s, D> {
    /// Of a sorted sample, with the density at a value, given both parameters.
    pub fn new(sorted: &'s [f64], density: D) -> Self {
        let step = sorted.len().div_ceil(MOST).max(1);
        let width = 10.0 * (sorted.last().unwrap_or(&0.0) - sorted.first().unwrap_or(&0.0)).max(1.0);
        Self { sample: sorted.iter().copied().step_by(step).collect(), density, width, sorted }
    }

    /// Logarithm of the likelihood of both parameters.
    fn of(&self, first: f64, second: f64) -> f64 {
        let one = |value: &f64| {
            let density = (self.density)(*value, first, second).max(0.0);
            libm::log((1.0 - STRAY) * density + STRAY / self.width)
        };
        self.sample.iter().map(one).sum()
    }

    /// The most likely parameters within two ranges, the first not above the second.
    pub fn fit(&self, first: (f64, f64), second: (f64, f64)) -> Fit {
        let points = |(low, high): (f64, f64)| {
            (0..POINTS).map(move |at| low + (high - low) * count(at) / count(POINTS - 1))
        };
        let mut tried: Vec<(f64, f64, f64)> = Vec::with_capacity(POINTS * POINTS);
        for one in points(first) {
            let others = points(second).filter(|other| one <= *other);
            tried.extend(others.map(|other| (self.of(one, other), one, other)));
        }
        let best = tried.iter().copied().max_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or_default();
        let likely = || tried.iter().filter(|(likelihood, ..)| *likelihood >= best.0 - FALL);
        let estimate = |value: f64, of: fn(&(f64, f64, f64)) -> f64, range: (f64, f64)| {
            // Between two points lies as much as one step.
            let step = (range.1 - range.0) / count(POINTS - 1);
            let low = likely().map(of).fold(value, f64::min) - step;
            Estimate { value, low: low.max(0.0), high: likely().map(of).fold(value, f64::max) + step }
        };
        Fit {
            first: estimate(best.1, |(_, one, _)| *one, first),
            second: estimate(best.2, |(_, _, other)| *other, second),
            likelihood: best.0,
        }
    }

    /// Whether these parameters could be behind the sample just as well as the fitted ones, at 95 %.
    pub fn agrees(&self, fit: &Fit, first: f64, second: f64) -> bool {
        self.of(first, second) >= fit.likelihood - FALL
    }

    /// The range for the end that no value lies above, and for the one that none lies below.
    pub fn ends(&self) -> ((f64, f64), (f64, f64)) {
        let [low, q10, median, q90, high] =
            [0.0, 0.1, 0.5, 0.9, 1.0].map(|share| quantile(self.sorted, share));
        let margin = 0.25 * (high - low) + 0.5;
        (((low - margin).max(0.0), q10.max(low).midpoint(median)), (median.midpoint(q90), high + margin))
    }
}

/// Density of a uniform draw.
pub(super) fn uniform(value: f64, low: f64, high: f64) -> f64 {
    let width = (high - low).max(1e-3);
    if value >= low && value <= low + width { 1.0 / width } else { 0.0 }
}

/// Density of a draw whose logarithm is normal, by its median and the length that 95 % of all draws are below.
pub(super) fn lognormal(value: f64, median: f64, p95: f64) -> f64 {
    const Z95: f64 = 1.644_853_627;
    if value <= 0.0 || median <= 0.0 || p95 <= median {
        return 0.0;
    }
    let sigma = (libm::log(p95 / median) / Z95).max(1e-3);
    let z = libm::log(value / median) / sigma;
    libm::exp(-0.5 * z * z) / (value * sigma * std::f64::consts::TAU.sqrt())
}

/// Density of the time until the next pass of a steady service, whose period is uniform between two ends and which is
/// asked at any moment of it.
pub(super) fn phase(value: f64, low: f64, high: f64) -> f64 {
    if value < 0.0 || value > high || high <= 0.0 {
        return 0.0;
    }
    let low = low.max(1e-3);
    if high - low < 1e-3 {
        return 1.0 / high;
    }
    libm::log(high / low.max(value)) / (high - low)
}

/// Density of the time from a call to the pass that it brings forward, where a steady pass may come before it.
pub(super) fn reaction(value: f64, low: f64, high: f64, steady: f64) -> f64 {
    if value < 0.0 || value > high {
        return 0.0;
    }
    let width = (high - low).max(1e-3);
    let later = ((high - value) / width).clamp(0.0, 1.0);
    let not_yet = (1.0 - value / steady).max(0.0);
    uniform(value, low, high) * not_yet + later / steady
}

/// Density of a uniform time and then the time to the next pass, passes being `pass` apart.
pub(super) fn then_pass(value: f64, low: f64, high: f64, pass: f64) -> f64 {
    let width = (high - low).max(1e-3);
    let overlap = (low + width).min(value) - low.max(value - pass);
    overlap.max(0.0) / (width * pass)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Evenly spread between two ends, as the most likely draws are.
    fn even(n: usize, low: f64, high: f64) -> Vec<f64> {
        (0..n).map(|at| low + (high - low) * (count(at) + 0.5) / count(n)).collect()
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let spread = Spread::of(&[1.0, 2.0, 4.0, 8.0]).expect("four");
        assert_eq!((spread.min, spread.median, spread.max), (1.0, 3.0, 8.0));
        assert_eq!((spread.p5, spread.p95), (1.15, 7.4));
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn densities_have_one_as_their_sum() {
        let sum = |density: &dyn Fn(f64) -> f64| {
            (0..100_000).map(|at| density((count(at) + 0.5) * 1e-3)).sum::<f64>() * 1e-3
        };
        let densities: [(&str, &dyn Fn(f64) -> f64); 5] = [
            ("then pass", &|value| then_pass(value, 20.0, 24.0, 9.0)),
            ("uniform", &|value| uniform(value, 3.0, 11.0)),
            ("lognormal", &|value| lognormal(value, 4.0, 12.0)),
            ("phase", &|value| phase(value, 35.0, 48.0)),
            ("reaction", &|value| reaction(value, 3.0, 11.0, 41.0)),
        ];
        for (name, density) in densities {
            assert!((sum(density) - 1.0).abs() < 0.02, "{name}: {}", sum(density));
        }
    }

    #[test]
    fn ends_are_found_again_and_one_stray_moves_them_little() {
        for stray in [None, Some(90.0)] {
            let mut sample = even(40, 3.0, 11.0);
            sample.extend(stray);
            let likelihood = Likelihood::new(&sample, uniform);
            let fit = likelihood.fit((0.0, 7.0), (7.0, 100.0));
            assert!(fit.first.holds(3.0, 0.1), "{fit:?}");
            assert!(fit.second.holds(11.0, 0.1) && fit.second.value < 14.0, "{fit:?}");
            assert!(!likelihood.agrees(&fit, 5.0, 11.0), "three values lie below");
        }
    }

    #[test]
    fn a_period_is_found_from_its_phases() {
        // The mean wait is half the period.
        let sample = even(60, 0.0, 45.0);
        let likelihood = Likelihood::new(&sample, phase);
        let fit = likelihood.fit((5.0, 48.0), (40.0, 60.0));
        assert!(fit.second.holds(46.0, 1.0), "{fit:?}");
        assert!(likelihood.agrees(&fit, 42.0, 47.0) && !likelihood.agrees(&fit, 9.0, 10.0));
    }
}
