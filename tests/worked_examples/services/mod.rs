//! The 68 worked examples of the rules on services, each replayed under the measured clock with several seeds, or named with
//! the reason why not. Times are chances there, so that steps, counts and bounds are compared.

mod alarms;
mod circuit_breaker;
mod deployments;
mod health;
mod placement;
mod staged;

use std::ops::RangeInclusive;

use super::Outcome::{self, NotModelled, Replayed};
use crate::semantics::world::Run;

/// With each of these every replay comes out alike.
const SEEDS: RangeInclusive<u64> = 1..=5;

/// When each task was created, in seconds.
fn created(run: &Run) -> Vec<f64> {
    run.tasks().iter().map(|task| task.created_at.as_secs_f64()).collect()
}

const TASK_SETS: Outcome = NotModelled("the controllers CODE_DEPLOY and EXTERNAL are not modelled yet");
const PROVIDERS: Outcome = NotModelled("capacity providers are not modelled yet");
const SCALING: Outcome = NotModelled("service auto scaling is not modelled yet");
const GROUPS: Outcome = NotModelled("Auto Scaling groups are not modelled yet");
const ROUTING: Outcome = NotModelled("traffic is not modelled yet");

/// Number, what the example says, and what becomes of it.
#[rustfmt::skip]
pub const EXAMPLES: [(usize, &str, Outcome); 68] = [
    (1, "lower 2 of 4: two old may stop before any start", Replayed(deployments::example_1)),
    (2, "upper 8 of 4: four new may start first", Replayed(deployments::example_2)),
    (3, "lower 2 of 2: nothing may stop", Replayed(deployments::example_3)),
    (4, "upper 3 of 3: nothing may start", Replayed(deployments::example_4)),
    (5, "4 tasks, 50/100: stop 2, start 2, twice", Replayed(deployments::example_5)),
    (6, "1 task, 50/100 is stuck and says so", Replayed(deployments::example_6)),
    (7, "1 task, 100/134 is stuck", Replayed(deployments::example_7)),
    (8, "1 task, 100/200: start, then stop", Replayed(deployments::example_8)),
    (9, "1 task, 0/100: stop, then start, with an outage", Replayed(deployments::example_9)),
    (10, "2 tasks, 100/150: one at a time", Replayed(deployments::example_10)),
    (11, "3 tasks, 66/133 move and 67/133 are stuck", Replayed(deployments::example_11)),
    (12, "6 tasks, room for 8, 100/200", Replayed(deployments::example_12)),
    (13, "6 tasks, room for 8, 50/200", Replayed(deployments::example_13)),
    (14, "6 tasks, plenty of room, 50/200", Replayed(deployments::example_14)),
    (15, "99 tasks and room for one more: 99 rounds", Replayed(deployments::example_15)),
    (16, "100/100: deployments and drains are stuck", Replayed(deployments::example_16)),
    (17, "a fixed port on every host is stuck", Replayed(deployments::example_17)),
    (18, "a task without checks counts as healthy after 40 s, to the lower bound", Replayed(deployments::example_18)),
    (19, "thresholds of the circuit breaker", Replayed(circuit_breaker::example_19)),
    (20, "more thresholds", Replayed(circuit_breaker::example_20)),
    (21, "three failed launches fail a deployment", Replayed(circuit_breaker::example_21)),
    (22, "a rollback that cannot roll back", Replayed(circuit_breaker::example_22)),
    (23, "kinds of thresholds", Replayed(circuit_breaker::example_23)),
    (24, "crashes after RUNNING are not throttled, failed starts up to 27 min", Replayed(health::example_24)),
    (25, "early success", Replayed(circuit_breaker::example_25)),
    (26, "the scale of a task set is rounded up", TASK_SETS),
    (27, "zone rebalancing evens out", Replayed(placement::example_27)),
    (28, "zone spread, then binpack, of three services", Replayed(placement::example_28)),
    (29, "the next start and stop by zones", Replayed(placement::example_29)),
    (30, "base and weights, 10 tasks", PROVIDERS),
    (31, "base and weights, 22 tasks", PROVIDERS),
    (32, "weights of Fargate", PROVIDERS),
    (33, "weights in halves and fifths", PROVIDERS),
    (34, "a base is filled first", PROVIDERS),
    (35, "weights that are all 0", PROVIDERS),
    (36, "zonal providers and a dead zone", PROVIDERS),
    (37, "reservation from nothing", PROVIDERS),
    (38, "reservation below the target", PROVIDERS),
    (39, "reservation above the target", PROVIDERS),
    (40, "reservation with several tasks an instance", PROVIDERS),
    (41, "smallest and largest step", PROVIDERS),
    (42, "a task larger than any instance", PROVIDERS),
    (43, "instances with daemons alone are empty", PROVIDERS),
    (44, "a scale-out restarts the count", PROVIDERS),
    (45, "half-full instances never go", PROVIDERS),
    (46, "thresholds of the alarms", SCALING),
    (47, "least step of a percentage", SCALING),
    (48, "the larger of two policies wins", SCALING),
    (49, "rounding of Auto Scaling groups", GROUPS),
    (50, "rounding of target tracking", GROUPS),
    (51, "utilisation of one task", Replayed(alarms::example_51)),
    (52, "utilisation of a cluster", SCALING),
    (53, "steps count what runs", SCALING),
    (54, "one passed check for a new target, five for one that was unhealthy", Replayed(health::example_54)),
    (55, "unhealthy zones leave DNS", ROUTING),
    (56, "fail open", ROUTING),
    (57, "the whole deregistration delay, then the signal, then stopTimeout", Replayed(health::example_57)),
    (58, "a short delay and a short stopTimeout, and a pass between them", Replayed(health::example_58)),
    (59, "a drain keeps to the bounds", Replayed(deployments::example_59)),
    (60, "Spot notices and start-up", NotModelled("Spot is not modelled yet")),
    (61, "task protection ends after two hours, takes up to 2,880 minutes, and keeps a service from being steady", Replayed(deployments::example_61)),
    (62, "sizes of warm pools", GROUPS),
    (63, "unhealthy instances of a group", GROUPS),
    (64, "a group at its maximum", GROUPS),
    (65, "the burst of Fargate", NotModelled("Fargate is not modelled yet")),
    (66, "1,000 tasks at 500 a minute, but for the 80 at once, and ten services side by side", Replayed(placement::example_66)),
    (67, "linear and canary", Replayed(staged::example_67)),
    (68, "a hook that nobody answers", Replayed(staged::example_68)),
];
