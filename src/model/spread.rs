//! Factors by which waits vary.

use crate::time::SimDuration;

/// A range of factors, each equally likely; in millionths, so that the model stays comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The least factor, in millionths.
    pub low: u32,
    /// The greatest factor, in millionths; not below `low`.
    pub high: u32,
}

impl Spread {
    /// Always the same wait.
    pub const NONE: Self = Self { low: Self::ONE, high: Self::ONE };

    /// The factor 1.
    pub const ONE: u32 = 1_000_000;

    /// `wait` times `millionths`.
    ///
    /// ```
    /// use plimsoll::{model::Spread, time::SimDuration};
    /// assert_eq!(Spread::times(SimDuration::from_secs(15), 700_000), SimDuration::from_micros(10_500_000));
    /// ```
    #[must_use]
    pub fn times(wait: SimDuration, millionths: u32) -> SimDuration {
        let micros = u128::from(wait.as_micros()) * u128::from(millionths) / u128::from(Self::ONE);
        SimDuration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
    }
}
