//! The rules of ECS, end to end: scenarios as text in, event logs and records of tasks out.

mod agent_queue;
mod cadence;
pub mod clock;
mod common_numbers;
pub mod containers;
mod daemons;
pub mod deployments;
mod deregistration;
mod draining;
mod events;
mod faults;
mod found;
mod hangs;
mod host_faults;
mod instances;
mod interfaces;
pub mod load_balancers;
mod network;
mod pacing;
mod placement;
mod replacement;
mod scale_in;
mod standalone;
mod start_task;
mod task_states;
mod unhealthy_tasks;
pub mod world;
