//! Draws from distributions. The only place where random durations pass through floating point.

use super::Draw;
use crate::model::Distribution;
use crate::time::SimDuration;

/// Normal quantile of 0.95.
const Z_95: f64 = 1.644_853_626_951_472_2;

/// Draws a duration. A [`Distribution::Constant`] draws nothing.
#[must_use]
pub fn sample(distribution: &Distribution, random: &mut Draw<'_>) -> SimDuration {
    match distribution {
        Distribution::Constant(value) => *value,
        Distribution::Uniform { low, high } => {
            let width = (*high - *low).as_micros();
            *low + SimDuration::from_micros(random.below(width.saturating_add(1)))
        }
        Distribution::Exponential { mean } => scaled(*mean, -libm::log(random.unit())),
        Distribution::Lognormal { median, p95 } => {
            let sigma = libm::log(p95.as_secs_f64() / median.as_secs_f64()) / Z_95;
            scaled(*median, libm::exp(sigma * standard_normal(random)))
        }
        Distribution::Weibull { scale, shape_millionths } => {
            #[expect(clippy::cast_precision_loss, reason = "shapes are small")]
            let shape = *shape_millionths as f64 / 1e6;
            scaled(*scale, libm::pow(-libm::log(random.unit()), 1.0 / shape))
        }
        Distribution::Empirical(values) => values[random.index(values.len())],
    }
}

/// Box and Muller's transform; the second value is thrown away.
fn standard_normal(random: &mut Draw<'_>) -> f64 {
    let (radius, angle) = (random.unit(), random.unit());
    libm::sqrt(-2.0 * libm::log(radius)) * libm::cos(std::f64::consts::TAU * angle)
}

/// `duration` times `factor`, rounded to microseconds; the one place where a float becomes a duration.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "factors are positive, and `as` saturates at the longest duration"
)]
fn scaled(duration: SimDuration, factor: f64) -> SimDuration {
    SimDuration::from_micros(libm::round(duration.as_micros() as f64 * factor) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Streams};

    const DRAWS: usize = 40_000;

    fn sorted_draws(distribution: &Distribution) -> Vec<f64> {
        let numbers = Streams::new(11).draws(Purpose::Trial, "sampler");
        let mut draws: Vec<f64> =
            (0..DRAWS as u64).map(|at| sample(distribution, &mut numbers.at(at, 0)).as_secs_f64()).collect();
        draws.sort_by(f64::total_cmp);
        draws
    }

    fn close(actual: f64, expected: f64, tolerance: f64) {
        assert!((actual / expected - 1.0).abs() < tolerance, "{actual} is not near {expected}");
    }

    #[test]
    fn quantiles_agree_with_closed_forms() {
        let secs = SimDuration::from_secs;
        let quantile = |draws: &[f64], per_cent: usize| draws[DRAWS * per_cent / 100];

        let exponential = sorted_draws(&Distribution::Exponential { mean: secs(100) });
        close(quantile(&exponential, 50), 100.0 * std::f64::consts::LN_2, 0.03);
        close(exponential.iter().sum::<f64>() / 40_000.0, 100.0, 0.03);

        let lognormal = sorted_draws(&Distribution::Lognormal { median: secs(12), p95: secs(40) });
        close(quantile(&lognormal, 50), 12.0, 0.03);
        close(quantile(&lognormal, 95), 40.0, 0.05);

        let weibull = sorted_draws(&Distribution::Weibull { scale: secs(50), shape_millionths: 2_000_000 });
        close(quantile(&weibull, 63), 50.0, 0.03);

        let uniform = sorted_draws(&Distribution::Uniform { low: secs(60), high: secs(120) });
        close(quantile(&uniform, 25), 75.0, 0.02);
        assert!(uniform[0] >= 60.0 && uniform[DRAWS - 1] <= 120.0);
    }

    #[test]
    fn empirical_draws_only_what_was_observed() {
        let values = vec![SimDuration::from_secs(1), SimDuration::from_secs(5)];
        let draws = sorted_draws(&Distribution::Empirical(values));
        assert!(draws.iter().all(|&draw| [1.0, 5.0].contains(&draw)));
        close(draws.iter().sum::<f64>() / 40_000.0, 3.0, 0.03);
    }
}
