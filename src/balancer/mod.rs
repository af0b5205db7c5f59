//! Load balancers: when their view of a target changes, computed from the health-check grid and never polled.

mod health;
mod target;

pub use health::Answer;
pub use target::{Target, TargetState};
