//! Placement strategies: one file for each that has something to say, and the order they make together.

mod binpack;
mod chain;
mod default;
mod random;
mod spread;

pub use chain::{Chain, Key};
pub use random::pick;
pub use spread::{Buckets, SpreadAttributes};

use crate::model::Strategy;

/// What a strategy is called and does, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// `type` in ECS's API.
    pub kind: &'static str,
    /// `field` in ECS's API; empty where it is not used.
    pub field: &'static str,
    /// Which instance a new task gets.
    pub places: &'static str,
    /// Which task goes first when the service scales in.
    pub stops: &'static str,
}

/// Every strategy by its ECS name (ST-01).
pub const STRATEGIES: [Description; 5] = [
    Description {
        kind: "random",
        field: "",
        places: "any instance that fits, each equally likely",
        stops: "any task, each equally likely",
    },
    Description {
        kind: "spread",
        field: "instanceId",
        places: "the instance with the fewest tasks of the service",
        stops: "a task on the instance with the most tasks of the service",
    },
    Description {
        kind: "spread",
        field: "attribute:NAME",
        places: "an instance whose value of the attribute has the fewest tasks of the service",
        stops: "a task at the value of the attribute with the most tasks of the service",
    },
    Description {
        kind: "binpack",
        field: "cpu",
        places: "the instance with the least remaining CPU that still fits",
        stops: "the task whose instance then has the most free CPU",
    },
    Description {
        kind: "binpack",
        field: "memory",
        places: "the instance with the least remaining memory that still fits",
        stops: "the task whose instance then has the most free memory",
    },
];

/// The entry of [`STRATEGIES`] for `strategy`.
#[must_use]
pub const fn describe(strategy: Strategy) -> &'static Description {
    let index = match strategy {
        Strategy::Random => 0,
        Strategy::SpreadInstance => 1,
        Strategy::SpreadAttribute(_) => 2,
        Strategy::BinpackCpu => 3,
        Strategy::BinpackMemory => 4,
    };
    &STRATEGIES[index]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AttributeId;

    #[test]
    fn st_01_each_strategy_has_its_ecs_name() {
        for (strategy, kind, field) in [
            (Strategy::Random, "random", ""),
            (Strategy::SpreadInstance, "spread", "instanceId"),
            (Strategy::SpreadAttribute(AttributeId::new(0)), "spread", "attribute:NAME"),
            (Strategy::BinpackCpu, "binpack", "cpu"),
            (Strategy::BinpackMemory, "binpack", "memory"),
        ] {
            let found = describe(strategy);
            assert_eq!((found.kind, found.field), (kind, field));
        }
    }
}
