//! The random numbers that tasks live by.

use crate::model::{Behavior, Distribution};
use crate::rng::{Draws, Purpose, Streams, sample};
use crate::time::SimDuration;

/// The random numbers of the tasks of one service, or of one source of standalone tasks: those of each task belong to
/// its number there, whatever the others are and draw.
#[derive(Clone, Debug)]
pub struct TaskDraws {
    pub(super) launch: Draws,
    pub(super) start_failure: Draws,
    pub(super) start_up: Draws,
    pub(super) failure: Draws,
    pub(super) container_run_time: Draws,
    pub(super) out_of_memory: Draws,
    pub(super) container_start: Draws,
    pub(super) container_restart: Draws,
    pub(super) shut_down: Draws,
    pub(super) attach: Draws,
    pub(super) pull_latency: Draws,
    pub(super) pull_failure: Draws,
    detach: Draws,
    run_time: Draws,
}

impl TaskDraws {
    /// The numbers of the tasks of `entity`.
    #[must_use]
    pub fn new(streams: Streams, entity: &str) -> Self {
        let draws = |purpose| streams.draws(purpose, entity);
        Self {
            launch: draws(Purpose::TaskLaunch),
            start_failure: draws(Purpose::StartFailure),
            start_up: draws(Purpose::ContainerStartUp),
            failure: draws(Purpose::ContainerFailure),
            container_run_time: draws(Purpose::ContainerRunTime),
            out_of_memory: draws(Purpose::OutOfMemory),
            container_start: draws(Purpose::ContainerStart),
            container_restart: draws(Purpose::ContainerRestart),
            shut_down: draws(Purpose::ContainerShutDown),
            attach: draws(Purpose::InterfaceAttach),
            pull_latency: draws(Purpose::PullLatency),
            pull_failure: draws(Purpose::PullFailure),
            detach: draws(Purpose::InterfaceDetach),
            run_time: draws(Purpose::RunTime),
        }
    }

    /// How long the network interface of a task takes to be detached (LC-08).
    #[must_use]
    pub fn detach_time(&self, behavior: &Behavior, number: u64) -> SimDuration {
        sample(&behavior.interface_detach_time, &mut self.detach.at(number, 0))
    }

    /// How long a standalone task has work for.
    #[must_use]
    pub fn run_time(&self, run_time: &Distribution, number: u64) -> SimDuration {
        sample(run_time, &mut self.run_time.at(number, 0))
    }
}
