//! When the service scheduler acts where each event is followed by a pass (services.md §1.2, §1.3): the clock that was
//! assumed before anybody measured.

use super::world::World;

const CRASH: &str = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nat = \"100s\"";

fn one_task(bounds: &str) -> World {
    World::lasting("10m").hosts(1, 2048).definition("web", 1, "").service("web", 1, bounds)
}

#[test]
fn s1_2_11_an_event_that_concerns_the_service_is_answered_after_a_second() {
    let run = one_task("").fault(CRASH).run();
    assert_eq!(run.creations(), [("1".to_owned(), 1), ("101".to_owned(), 1)]);
    let slow = one_task("").fault(CRASH).behavior("schedulerReaction = \"4s\"").run();
    assert_eq!(slow.creations(), [("4".to_owned(), 1), ("104".to_owned(), 1)]);
}

/// Launches that take an hour wake nobody: what the launch rate holds back is left to the cadence.
#[test]
fn s1_2_11_a_service_that_is_not_steady_is_looked_at_every_ten_seconds() {
    let slow = "taskLaunchTime = \"1h\"\nlaunchBurst = 1\nlaunchRatePerMinute = 60";
    let world = World::lasting("10m").hosts(1, 2048).definition("web", 1, "").service("web", 3, "");
    let times = |world: World| world.run().creations().into_iter().map(|(at, _)| at).collect::<Vec<_>>();
    assert_eq!(times(world.clone().behavior(slow)), ["1", "11", "21"]);
    assert_eq!(times(world.behavior(slow).behavior("schedulerInterval = \"4s\"")), ["1", "5", "9"]);
}

/// An essential container's end leaves nothing to start first, and so the bounds do not matter.
#[test]
fn s1_3_5_a_task_that_exits_is_replaced_in_the_next_cycle_whatever_the_bounds() {
    let described =
        "runningCount = 0\ndeploymentConfiguration = { minimumHealthyPercent = 100, maximumPercent = 100 }";
    for bounds in ["", described] {
        let run = one_task(bounds).fault(CRASH).run();
        assert_eq!(run.times(0), "1 4 4 100 100");
        assert_eq!(run.times(1), "101 104 104 - -");
        assert_eq!(run.tasks()[0].exit_code, Some(137));
    }
}
