//! Versions of the agent, compared by component (QL-08).

use std::cmp::Ordering;
use std::fmt;

/// A version such as `1.14.5`. Components are compared as numbers, and one that is not written is zero.
///
/// ```
/// use plimsoll::query::Version;
/// let version = |text| Version::parse(text).expect("numbers and dots");
/// assert!(version("1.14.5") < version("1.105.1"));
/// assert_eq!(version("1.14"), version("1.14.0"));
/// assert_eq!(Version::parse("latest"), None);
/// ```
#[derive(Clone, Debug)]
pub struct Version(Vec<u64>);

impl Version {
    /// The version written as whole numbers below 2^64 with dots between; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // `u64::from_str` takes a leading plus.
        let component = |part: &str| {
            if part.starts_with('+') { None } else { part.parse().ok() }
        };
        text.split('.').map(component).collect::<Option<_>>().map(Self)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let component = |version: &Self, at: usize| version.0.get(at).copied().unwrap_or(0);
        let length = self.0.len().max(other.0.len());
        let mut by_component = (0..length).map(|at| component(self, at).cmp(&component(other, at)));
        by_component.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, component) in self.0.iter().enumerate() {
            write!(f, "{}{component}", if at == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}
