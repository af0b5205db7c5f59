//! What happens on a container instance: the agent's accounting and queue, images, container timing, health and ends.

mod course;
mod draws;
mod exit;
mod hang;
mod health;
mod host;
mod images;
mod launch;
mod stop;
#[cfg(test)]
mod testing;

pub use course::{Around, Course};
pub use draws::TaskDraws;
pub use hang::{Hang, Hangs};
pub use health::{
    ContainerRun, Probed, combined_health, has_health_check, health_at, next_change, next_task_change,
};
pub use host::Host;
pub use images::{PullOutcome, Pulls, Site};
pub use launch::{Exit, Launch, draw};
pub use stop::{StopTimeline, draw_stop};
