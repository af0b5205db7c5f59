//! What each event does, by subject.

mod actions;
mod daemons;
mod faults;
mod health;
mod instances;
mod placement;
mod services;
mod standalone;
mod stops;
mod targets;
mod tasks;
