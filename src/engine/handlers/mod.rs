//! What each event does, by subject. A handler names the parts of the run that it touches.

pub(super) mod actions;
pub(super) mod alarms;
mod attributes;
pub(super) mod courses;
mod daemons;
mod endings;
pub(super) mod existence;
pub(super) mod faults;
pub(super) mod found;
pub(super) mod hangs;
pub(super) mod health;
pub(super) mod instances;
pub(super) mod pipeline;
pub(super) mod placement;
pub(super) mod protection;
pub(super) mod pulls;
mod rebalancing;
mod selection;
pub(super) mod services;
pub(super) mod sessions;
pub(super) mod silence;
pub(super) mod stages;
pub(super) mod standalone;
pub(super) mod stops;
pub(super) mod targets;
pub(super) mod tasks;
