//! Resources that a strategy may weigh, and fractions of them as whole numbers.

use crate::model::Resources;

/// One, in the parts that fractions are counted in: three add up to less than the worst score.
pub(super) const WHOLE: u32 = 1_000_000_000;

/// A resource that instances register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resource {
    /// CPU units.
    Cpu,
    /// Memory.
    Memory,
    /// GPUs.
    Gpu,
}

impl Resource {
    /// The names that an argument `resources` takes.
    pub(super) const NAMES: [&'static str; 3] = ["cpu", "memory", "gpu"];

    /// The resource of one of [`NAMES`](Self::NAMES).
    ///
    /// # Panics
    ///
    /// For any other name, which the registry does not let pass.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "cpu" => Self::Cpu,
            "memory" => Self::Memory,
            "gpu" => Self::Gpu,
            _ => unreachable!("the registry checks names of resources, not `{name}`"),
        }
    }

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Gpu => "gpu",
        }
    }

    /// How much of it there is.
    pub(super) const fn of(self, resources: Resources) -> u32 {
        match self {
            Self::Cpu => resources.cpu,
            Self::Memory => resources.memory,
            Self::Gpu => resources.gpu,
        }
    }
}

/// The name of a strategy and the resources that it weighs: `best-fit(cpu, memory)`.
pub(super) fn label(strategy: &str, resources: &[Resource]) -> String {
    let names: Vec<&str> = resources.iter().map(|resource| resource.name()).collect();
    format!("{strategy}({})", names.join(", "))
}

/// `amount` as a part of `total` in billionths, rounded down; nothing of nothing.
pub(super) fn billionths(amount: u32, total: u32) -> u32 {
    let parts = (u64::from(amount) * u64::from(WHOLE)).checked_div(u64::from(total)).unwrap_or(0);
    u32::try_from(parts).map_or(WHOLE, |parts| parts.min(WHOLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_rounded_down_to_billionths() {
        for (amount, total, expected) in [
            (1, 3, 333_333_333),
            (2, 4, 500_000_000),
            (0, 0, 0),
            (7, 0, 0),
            (u32::MAX, u32::MAX, WHOLE),
            (u32::MAX, 1, WHOLE),
        ] {
            assert_eq!(billionths(amount, total), expected, "{amount} of {total}");
        }
    }
}
