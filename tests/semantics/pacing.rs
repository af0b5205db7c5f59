//! What holds launches back: placement retry, start throttle, launch rate (services.md §1.4 to §1.6).

use super::world::{World, scale};

/// One task and a host that registers late.
fn late_host(after: &str) -> World {
    let world = World::lasting("12h").late_hosts("zone-a", "host", 1, 256, after);
    world.definition("web", 1, "").service("web", 1, "")
}

/// Attempts at 1 s and 15 s, 45 s, 5 min and 15 min after it, and so on: 1, 16, 46, 346, 1246, 2146 s.
#[test]
fn s1_5_1_s1_5_2_s1_5_3_s1_5_4_a_late_instance_is_found_at_the_next_attempt() {
    for (registers_after, placed_at) in
        [("0s", "1"), ("2s", "16"), ("17s", "46"), ("47s", "346"), ("347s", "1246"), ("1247s", "2146")]
    {
        let run = late_host(registers_after).run();
        assert_eq!(run.creations(), [(placed_at.to_owned(), 1)], "registers after {registers_after}");
    }
}

/// Ten hours of failed attempts do not make it give up; the log says why, once in six hours.
#[test]
fn pl_07_a_service_tries_for_ever() {
    let run = late_host("10h").run();
    let log = run.log("web", 0.0);
    // 346 + 40 · 900 = 36,346.
    assert!(log.contains("\n36346 has started 1 tasks"), "{log}");
    let failures: Vec<&str> = log.lines().filter(|line| line.contains("unable to place")).collect();
    assert_eq!(failures.len(), 2, "{log}");
}

/// With `retryOnCapacity` the service wakes as the instance registers, or as a task of another service is told to
/// stop: the control plane has room then, long before the containers have ended.
#[test]
fn s1_5_6_capacity_may_end_the_wait() {
    let run = late_host("47s").behavior("retryOnCapacity = true").run();
    assert_eq!(run.creations(), [("48".to_owned(), 1)]);
    let world = World::lasting("30m").hosts(1, 256).behavior("retryOnCapacity = true");
    let world =
        world.definition("old", 1, "").application("old:1", "shutDownTime = \"20s\"").service("old", 1, "");
    let world = world.definition("web", 1, "").service("web", 0, "");
    let world = world.action("30s", r#"updateService = { service = "web", desiredCount = 1 }"#);
    let run = world.action("80s", r#"updateService = { service = "old", desiredCount = 0 }"#).run();
    // Stopped at 81 s, placed at 82 s, started when the host is free.
    assert_eq!(run.states(1)[..2], ["82 PENDING", "101 ACTIVATING"]);
}

fn failing() -> World {
    let world = World::lasting("3h").hosts(1, 2048).definition("web", 1, "").definition("web", 2, "");
    world.application("web:1", "startFailureRatio = 1").service("web", 1, "")
}

/// Each attempt fails 3 s after it began, and a second later a pass sees it. From the third on the next comes after 10 s,
/// 20 s, … 27 min: 9 + 4 + 10 = 23, 23 + 4 + 20 = 47, 47 + 4 + 40 = 91, …
#[test]
fn hl_07_hl_08_s1_4_6_starts_that_fail_are_delayed_up_to_27_minutes() {
    let run = failing().run();
    let times: Vec<u32> = run.creations().iter().map(|(at, _)| at.parse().expect("whole seconds")).collect();
    assert_eq!(times[..6], [1, 5, 9, 23, 47, 91]);
    let waits: Vec<u32> = times.windows(2).skip(2).map(|pair| pair[1] - pair[0] - 4).collect();
    assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 1620, 1620, 1620, 1620, 1620]);
    let log = run.log("web", 0.0);
    assert!(log.contains("\n13 is unable to consistently start tasks successfully.\n"), "{log}");
}

/// A new task definition starts over at once, in the middle of a delay of 640 s that began at 667 s.
#[test]
fn hl_07_s1_4_3_a_new_task_definition_ends_the_delay() {
    let update = r#"updateService = { service = "web", taskDefinition = "web:2" }"#;
    let run = failing().action("700s", update).run();
    insta::assert_snapshot!(run.log("web", 657.0), @"
    663 has started 1 tasks
    667 is unable to consistently start tasks successfully.
    701 has started 1 tasks
    705 deployment completed.
    705 has reached a steady state.
    ");
}

/// Worked example 24: a crash after RUNNING is answered at full cadence, however often.
#[test]
fn hl_07_s1_4_4_crashes_after_running_do_not_count() {
    let world = World::lasting("10m").hosts(1, 2048).definition("web", 1, "");
    let run = world.application("web:1", "timeToFailure = \"6s\"").service("web", 1, "").run();
    // 3 s to launch, 6 s to the crash, 1 s to react.
    assert_eq!(run.creations().len(), 60);
    assert_eq!(run.creations()[59].0, "591");
    assert!(!run.log("web", 0.0).contains("consistently"));
}

/// Worked example 66: the burst at once, then 500 a minute: 1,000 are there after 60 s.
#[test]
fn fg_05_s1_6_1_a_thousand_tasks_take_a_minute_after_the_burst() {
    let world = World::lasting("10m").hosts(10, 25_600).definition("web", 1, "");
    let run = world.service("web", 1_000, "").run();
    let creations = run.creations();
    assert_eq!(creations[0], ("1".to_owned(), 500));
    let mut launched = 0;
    for (at, count) in &creations {
        launched += count;
        // The bucket is full at 1 s; s seconds later it has given 500 + s · 500 / 60 at most.
        let since: usize = at.parse::<usize>().expect("whole seconds") - 1;
        assert!(launched <= 500 + since * 500 / 60, "{launched} at {at}");
    }
    assert_eq!((launched, creations.last().map(|(at, _)| at.as_str())), (1_000, Some("61")));
}

#[test]
fn s1_6_5_stops_are_not_limited() {
    let world = World::lasting("10m").hosts(10, 25_600).definition("web", 1, "").service("web", 1_000, "");
    let run = world.action("200s", r#"updateService = { service = "web", desiredCount = 0 }"#).run();
    assert_eq!(run.moves("web", 200.0), "-1000");
}

/// The task of `new` waits in the agent's queue behind one that takes 100 s to stop, and never starts: that it is told
/// to stop at 151 s frees what `web` has waited for since 111 s, whose next attempt would be at 156 s.
#[test]
fn rt_01_a_queued_task_that_is_told_to_stop_frees_capacity_as_well() {
    let mut world = World::lasting("10m").hosts(1, 256).behavior("retryOnCapacity = true");
    for (name, desired) in [("old", 1), ("new", 0), ("web", 0)] {
        world = world.definition(name, 1, "stopTimeout = 300").service(name, desired, "");
    }
    let run = world
        .application("old:1", "shutDownTime = \"100s\"")
        .action("100s", &scale("old", 0))
        .action("101s", &scale("new", 1))
        .action("110s", &scale("web", 1))
        .action("150s", &scale("new", 0))
        .run();
    assert_eq!(run.states(1), ["102 PENDING", "151 STOPPED"]);
    assert_eq!(run.states(2)[..2], ["152 PENDING", "201 ACTIVATING"]);
}

/// The service waits for room when its own deployment stops its tasks, and so makes a second pass at that instant,
/// when the starts of the first are planned: they are placed once, whether or not the launch rate allows more.
#[test]
fn s1_5_6_two_passes_at_one_instant_place_once() {
    for burst in ["", "launchBurst = 6"] {
        let behavior = format!("schedulerReaction = \"0s\"\nretryOnCapacity = true\n{burst}");
        let run = World::lasting("10m")
            .behavior(&behavior)
            .hosts(1, 1536)
            .definition("web", 1, "")
            .definition("web", 2, "cpu = 64")
            .application("web:1", "shutDownTime = \"0s\"")
            .service(
                "web",
                6,
                "deploymentConfiguration = { minimumHealthyPercent = 0, maximumPercent = 100 }",
            )
            .action("100s", r#"updateService = { service = "web", desiredCount = 8 }"#)
            .action(
                "200s",
                r#"updateService = { service = "web", desiredCount = 6, taskDefinition = "web:2" }"#,
            )
            .run();
        let log = run.log("web", 100.0);
        assert!(log.starts_with("100 was unable to place a task"), "{log}");
        assert_eq!(run.moves("web", 200.0), "-6 +6", "{burst}");
        assert_eq!(run.creations(), [("0".to_owned(), 6), ("200".to_owned(), 6)], "{burst}");
    }
}
