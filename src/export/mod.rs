//! What a variant changes in AWS, as calls of its API in an order in which they can be made. Nothing is called here.

mod api;
mod calls;
mod clusters;
mod fleet;
mod groups;
mod instances;
mod plan;
mod references;
mod regions;
mod revisions;
mod services;
mod spelling;
mod step;
mod tags;
mod target_groups;
mod task_definitions;

pub use plan::{Call, Plan, plan};
pub use spelling::option;
pub use step::{Command, Step};
