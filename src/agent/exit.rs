//! When and how a program exits by itself.

use super::TaskDraws;
use crate::cluster::ExitStatus;
use crate::model::Container;
use crate::rng::sample;
use crate::time::SimDuration;

/// How many containers of a task have random numbers side by side, run by run: more than ECS takes.
const CONTAINERS: u32 = 128;

/// The number, among those of a task, of what its container at this position draws in this run of it, counted from 0.
pub(super) fn number_of(container: usize, run: u32) -> u32 {
    // The container alone for the first run, which is the only one of most.
    run.wrapping_mul(CONTAINERS).wrapping_add(u32::try_from(container).unwrap_or(u32::MAX))
}

/// From its start until the program in `container` exits by itself: its work is done, or it fails, whichever comes first.
///
/// `k` is the [number](number_of) of this run among those of the task with this number.
pub(super) fn own_exit(
    container: &Container,
    draws: &TaskDraws,
    number: u64,
    k: u32,
) -> Option<(SimDuration, ExitStatus)> {
    let application = &container.application;
    let done = application
        .run_time
        .as_ref()
        .map(|time| (sample(time, &mut draws.container_run_time.at(number, k)), ExitStatus::of(0)));
    let failure = application.time_to_failure.as_ref().map(|time| {
        let killed = draws.out_of_memory.at(number, k).happens(application.out_of_memory_millionths);
        let status = if killed { ExitStatus::OUT_OF_MEMORY } else { ExitStatus::of(application.exit_code) };
        (sample(time, &mut draws.failure.at(number, k)), status)
    });
    match (done, failure) {
        (Some(done), Some(failure)) if failure.0 < done.0 => Some(failure),
        (done, failure) => done.or(failure),
    }
}
