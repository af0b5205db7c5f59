//! Load balancers: when their view of a target changes, computed from the health-check grid and never polled.

mod health;
mod poll;
mod target;

pub use health::Answer;
pub use poll::next_poll;
pub use target::{Target, TargetState};
