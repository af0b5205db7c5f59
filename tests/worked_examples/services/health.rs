//! Examples 24, 54, 57 and 58: crash loops, health checks of targets, and the ends of targets.

use std::ops::RangeInclusive;

use super::{SEEDS, created};
use crate::semantics::clock::{PASS, WEB, events, first};
use crate::semantics::load_balancers::BALANCED;
use crate::semantics::world::{Run, World, scale};

/// One task on a host with room for more.
fn one_task(application: &str) -> World {
    let world = World::lasting("6h").measured().hosts(1, 4096).definition("web", 1, "");
    world.application("web:1", application).service("web", 1, "")
}

fn gaps(run: &Run) -> Vec<f64> {
    created(run).windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Launched in 3 s; a crash follows 6 s after RUNNING, and the next pass replaces it.
pub fn example_24() {
    for seed in SEEDS {
        let crashing = one_task("timeToFailure = \"6s\"").run_with(seed);
        let longest = gaps(&crashing).into_iter().fold(0.0, f64::max);
        assert!(longest <= 9.0 + 48.0, "seed {seed}: {longest}");
        assert!(!crashing.log("web", 0.0).contains("consistently"), "seed {seed}");

        let failing = one_task("startFailureRatio = 1.0").run_with(seed);
        assert!(failing.log("web", 0.0).contains("consistently"), "seed {seed}");
        let gaps = gaps(&failing);
        let longest = 27.0 * 60.0 * 0.955..=27.0 * 60.0 * 1.05 + 3.0 + 48.0;
        let (first, last) = (gaps[0], gaps[gaps.len() - 1]);
        assert!(first <= 3.0 + PASS.end() && longest.contains(&last), "seed {seed}: {gaps:?}");
        assert!(gaps.iter().all(|gap| gap <= longest.end()), "seed {seed}: {gaps:?}");
    }
}

/// A task whose target group is checked so, behind which the application answers so long after its start.
fn checked(target_group: &str, start_up: &str) -> World {
    let world = World::lasting("1h").measured().hosts(1, 4096).definition("web", 1, WEB);
    let world = world.application("web:1", &format!("startUpTime = \"{start_up}\""));
    let grace = "healthCheckGracePeriodSeconds = 1800";
    world.target_group("web", target_group).service("web", 1, &format!("{BALANCED}\n{grace}"))
}

pub fn example_54() {
    let (default, tuned) = (
        "healthCheckIntervalSeconds = 30",
        "healthCheckIntervalSeconds = 5\nhealthCheckTimeoutSeconds = 2\nhealthyThresholdCount = 2",
    );
    for seed in SEEDS {
        for target_group in [default, tuned] {
            let run = checked(target_group, "0s").run_with(seed);
            let task = &run.tasks()[0];
            let registered = first(&events(&run, 0.0), 0.0, "registered 1 targets");
            let checked = task.healthy_at.expect("it is").as_secs_f64() - registered;
            let launched = task.started_at.expect("it runs") == task.healthy_at.expect("it is");
            assert!(launched || (1.5..=3.6).contains(&checked), "seed {seed}: {checked}");
        }
        // Unhealthy long before; from the answer on, the first of so many passed checks comes within an interval.
        for (target_group, needs) in [(default, 120.0..=150.0), (tuned, 5.0..=10.0)] {
            let run = checked(target_group, "100s").run_with(seed);
            let task = &run.tasks()[0];
            let answers = task.started_at.expect("it runs").as_secs_f64() + 100.0;
            let after = task.healthy_at.expect("it is").as_secs_f64() - answers;
            assert!(needs.contains(&after), "seed {seed}: {after}");
        }
    }
}

/// From the deregistration of a target to the stop signal, and from there to the end, where nobody shuts down by himself.
fn end_of_a_target(group: &str, container: &str, (drain, kill): (RangeInclusive<f64>, f64)) {
    for seed in SEEDS {
        let world = World::lasting("30m").measured().hosts(1, 4096);
        let world = world.definition("web", 1, &format!("{WEB}{container}")).target_group("web", group);
        let world = world.application("web:1", "shutDownTime = \"10m\"").service("web", 1, BALANCED);
        let run = world.action("10m", &scale("web", 0)).run_with(seed);
        let told = events(&run, 600.0);
        let (stopped, left) = (first(&told, 600.0, "has stopped 1"), first(&told, 600.0, "deregistered 1"));
        assert!(PASS.contains(&(left - stopped)), "seed {seed}: {told:#?}");
        let at = |status: &str| {
            let states = run.states(0);
            let found = states.iter().find_map(|state| state.strip_suffix(status)?.trim_end().parse().ok());
            found.unwrap_or_else(|| panic!("no {status} in {states:?}"))
        };
        let (signal, end): (f64, f64) = (at(" STOPPING"), at(" STOPPED"));
        assert!(drain.contains(&(signal - left)), "seed {seed}: {left} {signal}");
        assert!((end - signal - kill).abs() < 1e-6, "seed {seed}: {signal} {end}");
        assert_eq!(run.tasks()[0].exit_code, Some(137));
    }
}

/// The target is deregistered by the pass after the stop, and signalled by the pass after its delay.
pub fn example_57() {
    let delay = "\"deregistration_delay.timeout_seconds\" = 300";
    end_of_a_target(delay, "", (300.0..=300.0 + PASS.end(), 30.0));
}

/// The example has 5 s and 2 s and nothing between them; a pass is between them, as measured.
pub fn example_58() {
    let delay = "\"deregistration_delay.timeout_seconds\" = 5";
    end_of_a_target(delay, ", stopTimeout = 2", (5.0..=5.0 + PASS.end(), 2.0));
}
