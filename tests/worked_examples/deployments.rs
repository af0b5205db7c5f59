//! Examples 30 and 40 to 42: deployments with static ports, percentages, draining.

use plimsoll::model::DeploymentBounds;
use plimsoll::time::SimTime;

use super::world::{BINPACK, World, scale, strategies};
use crate::semantics::deployments::{ROLL_OUT, bounds};
use crate::semantics::world::Run;

const DRAIN: &str =
    r#"updateContainerInstancesState = { status = "DRAINING", containerInstances = ["old-1"] }"#;

/// One instance, one task on port 80, a new revision at 100 s.
pub fn example_30() {
    let port = "portMappings = [{ containerPort = 80, hostPort = 80 }]";
    for (minimum, completed) in [(100, false), (0, true)] {
        let world =
            World::lasting("1h").hosts(1, 2_048).definition("web", 1, port).definition("web", 2, port);
        let world = world.service("web", 1, &bounds(minimum, 200));
        let run = world.action("100s", ROLL_OUT).run();
        let log = run.log("web", 100.0);
        assert_eq!(log.contains("deployment completed"), completed, "{log}");
        assert_eq!(log.contains("is already using a port required by your task"), !completed, "{log}");
    }
}

pub fn example_40() {
    let bounds = |minimum_healthy_percent, maximum_percent| DeploymentBounds {
        minimum_healthy_percent,
        maximum_percent,
    };
    // 4 × 50 % = 2 stay; 2 × 75 % = 1.5 is rounded up; 4 × 200 % = 8; 3 × 125 % = 3.75 is rounded down.
    assert_eq!(4 - bounds(50, 200).lower(4), 2);
    assert_eq!(2 - bounds(75, 200).lower(2), 0);
    assert_eq!(bounds(100, 200).upper(4) - 4, 4);
    assert_eq!(bounds(100, 125).upper(3) - 3, 0);
}

/// `old` holds two running service tasks and a standalone one, and, since 121 s at the latest, a third service task that waits
/// until what stops there has stopped; the drain begins at 130 s, and `new` has been empty since 125 s.
pub fn example_41() {
    let world = World::lasting("10m").hosts_in("zone-a", "old", 1, 1_024);
    let world = world.late_hosts("zone-a", "new", 1, 2_048, "125s");
    let world = world.definition("web", 1, "").definition("job", 1, "");
    let world = world.definition("leaving", 1, "stopTimeout = 300").service("leaving", 1, "");
    let world = world.application("leaving:1", "shutDownTime = \"100s\"");
    let world = world.service("web", 2, &strategies(&[BINPACK]));
    let world = world.action("5s", r#"runTask = { taskDefinition = "job" }"#);
    let world = world.action("100s", &scale("leaving", 0));
    let world = world.action("110s", &scale("web", 3));
    let world = world.action("130s", DRAIN);
    for seed in 1..=5 {
        for run in [world.run_with(seed), world.clone().measured().run_with(seed)] {
            pending_at_once_and_running_later(&run);
        }
    }
}

fn pending_at_once_and_running_later(run: &Run) {
    let tasks = run.tasks();
    let of = |group: &str| tasks.iter().filter(|task| task.group == group).collect::<Vec<_>>();
    let (web, job) = (of("service:web"), of("family:job")[0]);
    let [running, also, pending] = web[..3] else { panic!("three tasks on the old host: {web:?}") };
    assert!([running, also, job, pending].iter().all(|task| run.host_of(task) == "old-1"));
    assert_eq!(pending.stopping_at, Some(SimTime::from_secs(130)), "stopped by the call");
    assert_eq!(pending.started_at, None);
    assert_eq!(job.stopping_at, None);
    let replacements = &web[3..];
    assert_eq!(replacements.len(), 3);
    assert!(replacements.iter().all(|task| run.host_of(task) == "new-1"));
    // At 100 % nothing healthy goes before its replacement is healthy.
    let healthy = replacements.iter().filter_map(|task| task.healthy_at).min();
    assert!(running.stopping_at >= healthy && also.stopping_at >= healthy);
    let last = run.instance_events("old-1").pop().expect("it was drained");
    assert!(last.contains("DRAINING"), "{last}");
}

pub fn example_42() {
    let world = World::lasting("1h").hosts_in("zone-a", "old", 1, 2_048);
    let world = world.late_hosts("zone-a", "new", 1, 2_048, "100s").definition("web", 1, "");
    let run = world.service("web", 2, &bounds(100, 100)).action("112s", DRAIN).run();
    assert_eq!(run.tasks().len(), 2);
    assert!(run.tasks().iter().all(|task| task.stopping_at.is_none()));
}
