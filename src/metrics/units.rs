//! The units that metrics have.

use super::METRICS;

/// The unit of that name, of those that metrics have.
///
/// ```
/// assert_eq!(plimsoll::metrics::unit("tasks"), Some("tasks"));
/// assert_eq!(plimsoll::metrics::unit("furlongs"), None);
/// ```
#[must_use]
pub fn unit(name: &str) -> Option<&'static str> {
    METRICS.iter().map(|row| row.unit).find(|unit| *unit == name)
}
