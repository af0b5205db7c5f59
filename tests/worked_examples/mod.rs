//! The worked examples of the rules, 56 on placement and 68 on services, each replayed as a whole scenario or named with the
//! reason why not.
//!
//! `cargo test worked_examples -- --nocapture` prints the table.

mod constraints;
mod deployments;
mod lifecycle;
mod placement;
mod rebalancing;
mod resources;
mod services;
mod world;

use std::panic::catch_unwind;

use Outcome::{NotModelled, Replayed};

/// What becomes of an example here.
enum Outcome {
    /// Panics unless it comes out as written.
    Replayed(fn()),
    /// Why it cannot be replayed.
    NotModelled(&'static str),
}

const FARGATE: Outcome = NotModelled("Fargate capacity is not modelled yet");

/// Number, what the example says, and what becomes of it.
#[rustfmt::skip]
const EXAMPLES: [(usize, &str, Outcome); 56] = [
    (1, "no strategy: the next task goes to a zone with none", Replayed(placement::example_1)),
    (2, "no strategy: scale-in takes from a fuller zone, from its fullest instance", Replayed(placement::example_2)),
    (3, "two tasks of a new revision follow each other into the empty zone", NotModelled("contradicts PL-06: a batch is placed one task at a time with counts refreshed, so the second goes elsewhere")),
    (4, "zone spread, then memory binpack: two per zone, both on one instance", Replayed(placement::example_4)),
    (5, "zone spread, then instance spread: one per instance", Replayed(placement::example_5)),
    (6, "memory binpack takes the least remaining that fits", Replayed(placement::example_6)),
    (7, "memory binpack scale-in empties what then has most free", Replayed(placement::example_7)),
    (8, "zone spread ignores other services", Replayed(placement::example_8)),
    (9, "zone spread of a group counts that group only", Replayed(placement::example_9)),
    (10, "zone rebalancing moves one of (2, 0)", Replayed(rebalancing::example_10)),
    (11, "zone rebalancing leaves (1, 2) alone", Replayed(rebalancing::example_11)),
    (12, "zone rebalancing moves one of (3, 1, 1)", Replayed(rebalancing::example_12)),
    (13, "zone rebalancing needs room and zone spread", Replayed(rebalancing::example_13)),
    (14, "distinctInstance does not see a task that is to stop", Replayed(constraints::example_14)),
    (15, "distinctInstance holds up a start-first deployment on full hosts", Replayed(constraints::example_15)),
    (16, "distinctInstance of two services share an instance", Replayed(constraints::example_16)),
    (17, "attribute != needs the attribute", Replayed(constraints::example_17)),
    (18, "instance type by pattern, and not in one zone", Replayed(constraints::example_18)),
    (19, "not with a task group", Replayed(constraints::example_19)),
    (20, "affinity to a daemon waits for it", Replayed(constraints::example_20)),
    (21, "counts, versions, dates and ids", Replayed(constraints::example_21)),
    (22, "distinctInstance is refused in a task definition", Replayed(constraints::example_22)),
    (23, "1,000 of 1,024 fits once, by memory and by CPU", Replayed(resources::example_23)),
    (24, "less is registered than nominal, so 8,192 MiB never fit", Replayed(resources::example_24)),
    (25, "task memory beats that of containers", Replayed(resources::example_25)),
    (26, "reservation, else limit, summed over containers", Replayed(resources::example_26)),
    (27, "a reservation is what counts", Replayed(resources::example_27)),
    (28, "containers without CPU take none", Replayed(resources::example_28)),
    (29, "a static port once per instance", Replayed(resources::example_29)),
    (30, "a static port sticks a start-first deployment", Replayed(deployments::example_30)),
    (31, "dynamic ports take no port at placement", Replayed(resources::example_31)),
    (32, "400 static ports never fit", Replayed(resources::example_32)),
    (33, "awsvpc tasks by interface slots, more with trunking", Replayed(resources::example_33)),
    (34, "awsvpc subnets choose the zone", Replayed(resources::example_34)),
    (35, "the agent's accounting vectors", Replayed(resources::example_35)),
    (36, "a stopping task beside enough room delays nobody", Replayed(lifecycle::example_36)),
    (37, "a full host: placed at once, started when the other is gone", Replayed(lifecycle::example_37)),
    (38, "whoever is behind the head of the queue waits too", Replayed(lifecycle::example_38)),
    (39, "a deactivating task is free to place and not to start", Replayed(lifecycle::example_39)),
    (40, "percentages round up and down", Replayed(deployments::example_40)),
    (41, "draining: pending at once, running by percentages, standalone stays", Replayed(deployments::example_41)),
    (42, "minimum and maximum of 100 keep a drain from moving", Replayed(deployments::example_42)),
    (43, "a silent agent's tasks stay and are never rescheduled", Replayed(rebalancing::example_43)),
    (44, "health of a task from that of its containers", Replayed(lifecycle::example_44)),
    (45, "without checks a task counts for the lower bound after 40 s", Replayed(lifecycle::example_45)),
    (46, "dependsOn SUCCESS and COMPLETE", Replayed(lifecycle::example_46)),
    (47, "stops go against dependsOn", Replayed(lifecycle::example_47)),
    (48, "restart policy vectors", Replayed(lifecycle::example_48)),
    (49, "a killed essential container ends the task with 137", Replayed(lifecycle::example_49)),
    (50, "SIGKILL after stopTimeout", Replayed(lifecycle::example_50)),
    (51, "RunTask of five with room for three", Replayed(placement::example_51)),
    (52, "RunTask of eleven is refused", Replayed(placement::example_52)),
    (53, "Fargate sizes", Replayed(resources::example_53)),
    (54, "capacity provider weights", NotModelled("capacity providers are not modelled yet")),
    (55, "Fargate launch rates", FARGATE),
    (56, "Fargate Spot interruption", FARGATE),
];

#[test]
fn every_worked_example_comes_out_as_written() {
    replay(&EXAMPLES);
}

#[test]
fn every_worked_example_of_services_comes_out_as_written() {
    replay(&services::EXAMPLES);
}

fn replay(examples: &[(usize, &str, Outcome)]) {
    let mut failed = Vec::new();
    for (position, (number, what, outcome)) in examples.iter().enumerate() {
        assert_eq!(*number, position + 1, "in order and complete");
        let result = match outcome {
            NotModelled(why) => format!("not modelled: {why}"),
            Replayed(replay) if catch_unwind(replay).is_ok() => "as written".to_owned(),
            Replayed(_) => {
                failed.push(*number);
                "FAILED".to_owned()
            }
        };
        println!("{number:>3}  {what}: {result}");
    }
    assert!(failed.is_empty(), "examples {failed:?} do not come out as written");
}
