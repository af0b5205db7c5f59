//! The shape of a random duration. Drawing from it is `rng::sampler`'s work.

use crate::time::SimDuration;

/// A distribution of durations, as a scenario writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Always the same.
    Constant(SimDuration),
    /// Equally likely between the two ends.
    Uniform {
        /// Shortest.
        low: SimDuration,
        /// Longest.
        high: SimDuration,
    },
    /// Memoryless with the given mean.
    Exponential {
        /// Mean.
        mean: SimDuration,
    },
    /// The logarithm is normal; given by two quantiles.
    Lognormal {
        /// Half of all draws are shorter.
        median: SimDuration,
        /// 95 % of all draws are shorter; at least the median.
        p95: SimDuration,
    },
    /// Weibull; the shape is kept in millionths so that the model stays comparable.
    Weibull {
        /// Scale: 63.2 % of all draws are shorter.
        scale: SimDuration,
        /// Shape in millionths: below one fails early, above one wears out.
        shape_millionths: u64,
    },
    /// One of the observed values, each equally likely; sorted, never empty.
    Empirical(Vec<SimDuration>),
}

impl Distribution {
    /// A duration of the order of the mean, for estimates: the mean where it is simple, else the median or scale.
    #[must_use]
    pub fn typical(&self) -> SimDuration {
        let micros = |of: SimDuration| of.as_micros();
        match self {
            Self::Constant(always) => *always,
            Self::Uniform { low, high } => SimDuration::from_micros(micros(*low).midpoint(micros(*high))),
            Self::Exponential { mean } => *mean,
            Self::Lognormal { median, .. } => *median,
            Self::Weibull { scale, .. } => *scale,
            Self::Empirical(values) => values[values.len() / 2],
        }
    }

    /// The same shape with every duration `numerator / denominator` times as long.
    ///
    /// # Panics
    ///
    /// When `denominator` is zero.
    ///
    /// ```
    /// use plimsoll::{model::Distribution, time::SimDuration};
    /// let twelve = Distribution::Constant(SimDuration::from_secs(12));
    /// assert_eq!(twelve.stretched(3, 2), Distribution::Constant(SimDuration::from_secs(18)));
    /// ```
    #[must_use]
    pub fn stretched(&self, numerator: u32, denominator: u32) -> Self {
        let long = |of: &SimDuration| {
            SimDuration::from_micros(of.saturating_mul(numerator.into()).as_micros() / u64::from(denominator))
        };
        match self {
            Self::Constant(always) => Self::Constant(long(always)),
            Self::Uniform { low, high } => Self::Uniform { low: long(low), high: long(high) },
            Self::Exponential { mean } => Self::Exponential { mean: long(mean) },
            Self::Lognormal { median, p95 } => Self::Lognormal { median: long(median), p95: long(p95) },
            Self::Weibull { scale, shape_millionths } => {
                Self::Weibull { scale: long(scale), shape_millionths: *shape_millionths }
            }
            Self::Empirical(values) => Self::Empirical(values.iter().map(long).collect()),
        }
    }

    /// No draw is shorter.
    #[must_use]
    pub fn shortest(&self) -> SimDuration {
        match self {
            Self::Constant(always) => *always,
            Self::Uniform { low, .. } => *low,
            Self::Empirical(values) => values[0],
            Self::Exponential { .. } | Self::Lognormal { .. } | Self::Weibull { .. } => SimDuration::ZERO,
        }
    }

    /// No draw is longer; `None` where none is the longest.
    #[must_use]
    pub fn longest(&self) -> Option<SimDuration> {
        match self {
            Self::Constant(always) => Some(*always),
            Self::Uniform { high, .. } => Some(*high),
            Self::Empirical(values) => values.last().copied(),
            Self::Exponential { .. } | Self::Lognormal { .. } | Self::Weibull { .. } => None,
        }
    }

    /// The duration when every draw is the same.
    #[must_use]
    pub const fn as_constant(&self) -> Option<SimDuration> {
        match self {
            Self::Constant(value) => Some(*value),
            _ => None,
        }
    }
}
