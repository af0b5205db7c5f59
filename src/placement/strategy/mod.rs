//! Placement strategies: one file for each that has something to say, and the order they make together.
//!
//! Those of ECS come first in every sense; others, from the literature and from other schedulers, stand in the
//! [registry](RESEARCH) with their arguments and their source. Whoever has a strategy of their own implements
//! [`Score`](crate::model::Score) and lets the [`conformance`] kit check it.

mod allocation;
mod balanced_allocation;
mod best_fit;
mod binpack;
mod bucket_rule;
mod chain;
pub mod conformance;
mod default;
mod dot_product;
mod ecs;
mod first_fit;
mod least_allocated;
mod most_allocated;
mod perspective;
mod power_of_choices;
mod program;
mod random;
mod registry;
mod remaining;
mod resource;
mod spread;
mod swarm_spread;
mod topology_spread;
mod worst_fit;

pub use bucket_rule::{BARRED, BucketRule};
pub use chain::{Chain, Draw, Key};
pub use ecs::{ECS_FORMS, ECS_TYPES, EcsForm};
pub use perspective::Perspective;
pub use random::{pick, pick_distinct};
pub use registry::{
    Argument, ArgumentDefault, ArgumentError, ArgumentKind, ArgumentValue, RESEARCH, Research, find,
};
pub use spread::{Buckets, SpreadAttributes};
