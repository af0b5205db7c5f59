//! A metric over replications, as reports show it.

/// A metric over replications.
#[derive(Clone, Debug, PartialEq)]
pub enum Summary {
    /// A figure.
    Number {
        /// Mean over the replications that have it; always finite.
        mean: f64,
        /// 95 % confidence interval of the mean (Student's t); `None` with fewer than two replications.
        interval: Option<(f64, f64)>,
        /// How many replications have it.
        samples: u32,
        /// In how many of them it is not zero.
        nonzero: u32,
        /// Unit.
        unit: &'static str,
    },
    /// A word: the most frequent one over the replications, the first in the alphabet among equals.
    Text(String),
}

impl Summary {
    /// The mean, if this is a figure.
    #[must_use]
    pub const fn mean(&self) -> Option<f64> {
        match self {
            Self::Number { mean, .. } => Some(*mean),
            Self::Text(_) => None,
        }
    }

    /// The confidence interval, if there is one.
    #[must_use]
    pub const fn interval(&self) -> Option<(f64, f64)> {
        match self {
            Self::Number { interval, .. } => *interval,
            Self::Text(_) => None,
        }
    }

    /// The unit, if this is a figure.
    #[must_use]
    pub const fn unit(&self) -> Option<&'static str> {
        match self {
            Self::Number { unit, .. } => Some(unit),
            Self::Text(_) => None,
        }
    }
}
