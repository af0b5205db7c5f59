//! When faults strike: each has numbers of its own.

use std::collections::BTreeSet;

use plimsoll::time::SimTime;

use super::world::{Run, World};

const KILL: &str =
    "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nevery = { exponential = { mean = \"60s\" } }";

/// Twenty tasks that end only when a fault strikes.
fn world() -> World {
    World::lasting("30m").hosts(2, 8192).definition("web", 1, "").service("web", 20, "")
}

/// When tasks were killed, one entry per task.
fn strikes(run: &Run) -> Vec<SimTime> {
    run.tasks().iter().filter_map(|task| task.stopping_at).collect()
}

fn distinct(run: &Run) -> BTreeSet<SimTime> {
    strikes(run).into_iter().collect()
}

/// Each kills one task at a time; striking together they would kill two at each instant.
#[test]
fn faults_that_are_alike_strike_at_different_times() {
    let one = world().fault(KILL).run();
    let two = world().fault(KILL).fault(KILL).run();
    assert!(strikes(&one).len() > 10, "{:?}", strikes(&one));
    assert_eq!(distinct(&two).len(), strikes(&two).len());
    assert!(distinct(&two).len() > distinct(&one).len());
    assert!(distinct(&two).is_superset(&distinct(&one)), "the first strikes as it does alone");
}

#[test]
fn neither_a_service_nor_an_exit_code_moves_a_strike() {
    let times = distinct(&world().fault(KILL).run());
    let beside = world().definition("api", 1, "").service("api", 2, "").fault(KILL).run();
    assert_eq!(distinct(&beside), times);
    assert_eq!(distinct(&world().fault(&format!("{KILL}\nexitCode = 3")).run()), times);
}

/// Who is hit is drawn from numbers of its own.
#[test]
fn a_count_moves_no_strike() {
    let times = |lines: &str| distinct(&world().fault(&format!("{KILL}{lines}")).run());
    assert!(times("").len() > 1);
    assert_eq!(times("\ncount = 2"), times(""));
}

/// It strikes as it would have, but not from the tenth minute on.
#[test]
fn a_fault_ends_with_its_until() {
    let all = distinct(&world().fault(KILL).run());
    let until = SimTime::from_secs(600);
    let early: BTreeSet<SimTime> = all.into_iter().filter(|at| *at < until).collect();
    assert!(early.len() > 2, "{early:?}");
    assert_eq!(distinct(&world().fault(&format!("{KILL}\nuntil = \"10m\"")).run()), early);
}

/// `count = "all"` takes the whole zone, and nothing else.
#[test]
fn all_instances_of_a_zone_fail_at_once() {
    let actions = ["aws:ec2:stop-instances", "aws:ec2:terminate-instances", "plimsoll:host-loss"];
    let counts = [("\"all\"", 3), ("2", 2)];
    for (action, (count, lost)) in actions.iter().flat_map(|action| counts.map(|count| (action, count))) {
        let stop =
            format!("action = \"{action}\"\nat = \"5m\"\navailabilityZone = \"zone-a\"\ncount = {count}");
        let world = World::lasting("30m").hosts_in("zone-a", "a", 3, 1024).hosts_in("zone-b", "b", 2, 1024);
        let run = world.fault(&stop).run();
        let told = |name: &&str| run.instance_events(name).len();
        let quiet = told(&"b-1");
        let hit = ["a-1", "a-2", "a-3", "b-1", "b-2"].iter().filter(|name| told(name) > quiet).count();
        assert_eq!(hit, lost, "{action} {count}");
    }
}
