//! Availability Zone rebalancing (placement.md §1.9, services.md §3).

use plimsoll::observe::DeploymentState::{Completed, Failed};

use super::alarms::{errors, monitored};
use super::circuit_breaker::states;
use super::deployments::ROLL_OUT;
use super::world::{Run, World, scale};

/// Room for eight in zone a; zone b has as much from 300 s on.
fn world(desired: u32, lines: &str) -> World {
    World::lasting("1h")
        .measured()
        .hosts_in("zone-a", "a", 2, 1024)
        .late_hosts("zone-b", "b", 2, 1024, "300s")
        .definition("web", 1, "")
        .definition("web", 2, "")
        .service("web", desired, lines)
}

/// What is told from then on, without times.
fn told(run: &Run, from: f64) -> Vec<String> {
    let log = run.log("web", from);
    log.lines().map(|line| line.split_once(' ').map_or("", |(_, text)| text).to_owned()).collect()
}

/// How many tasks there are in the end in zones a and b.
pub fn split(run: &Run) -> [usize; 2] {
    let tasks = run.tasks();
    let left: Vec<&str> =
        tasks.iter().filter(|task| task.stopping_at.is_none()).map(|task| run.host_of(task)).collect();
    ["a-", "b-"].map(|zone| left.iter().filter(|host| host.starts_with(zone)).count())
}

/// Example 27: one is started in the empty zone, and when it is healthy one is stopped in the other.
#[test]
fn rb_03_rb_04_a_task_starts_where_there_are_few_and_one_stops_where_there_are_many() {
    let run = world(2, "").run();
    assert_eq!(
        told(&run, 300.0),
        [
            "is not AZ balanced with 2 tasks in zone-a, and 0 tasks in zone-b. AZ Rebalancing in progress.",
            "has started 1 tasks in zone-b to AZ Rebalance",
            "has stopped 1 running tasks in zone-a due to AZ rebalancing",
            "has reached a steady state.",
            "is AZ balanced with 1 tasks in zone-a, and 1 tasks in zone-b.",
        ]
    );
    assert_eq!(split(&run), [1, 1]);
    let tasks = run.tasks();
    let moved = tasks.iter().find(|task| task.stopping_at.is_some()).expect("a task was stopped");
    let healthy = tasks[2].healthy_at.expect("the new one is healthy");
    // HL-01: the lower bound counts the new one 40 s after RUNNING.
    assert!(moved.stopping_at.expect("it stops").since(healthy).as_secs_f64() >= 40.0);
    let reason = moved.stopped_reason.as_deref().unwrap_or_default();
    assert!(
        reason.starts_with("Availability-zone rebalancing initiated by (deployment ecs-svc/"),
        "{reason}"
    );
    assert_eq!(run.figure("services.web.availability"), "1");
    assert_eq!(run.figure("services.web.belowMinimum"), "0");
}

#[test]
fn s9_18_rebalancing_goes_under_its_names_on_the_event_bus() {
    let run = world(2, "").run();
    let named = |name: &str| run.outcome.log.records().filter(|line| line.event_name == Some(name)).count();
    for name in
        ["SERVICE_REBALANCING_STARTED", "TASKS_STARTED", "TASKS_STOPPED", "SERVICE_REBALANCING_COMPLETED"]
    {
        assert_eq!(named(name), 1, "{name}");
    }
}

#[test]
fn rb_07_one_task_at_a_time() {
    let run = world(6, "").run();
    assert_eq!(run.moves("web", 300.0), "+1 -1 +1 -1 +1 -1");
    assert_eq!(split(&run), [3, 3]);
    assert_eq!(run.figure("services.web.runningCount.max"), "7");
    assert_eq!(
        told(&run, 300.0).iter().filter(|text| text.contains("AZ Rebalancing in progress")).count(),
        1
    );
}

/// Examples 11 and 12 of placement: (1, 2) is even.
#[test]
fn rb_03_what_is_even_stays() {
    let run = world(3, "").run();
    assert_eq!(run.moves("web", 300.0), "+1 -1");
    assert_eq!(split(&run), [2, 1]);
}

/// What is not said is ENABLED where a service is created, and DISABLED where it is described.
#[test]
fn rb_01_the_default_is_for_services_that_are_created() {
    let described = "runningCount = 0\n";
    for (lines, moves) in [
        ("", true),
        ("availabilityZoneRebalancing = \"ENABLED\"", true),
        ("availabilityZoneRebalancing = \"DISABLED\"", false),
        (described, false),
        (&format!("{described}availabilityZoneRebalancing = \"ENABLED\""), true),
        ("placementStrategy = [{ type = \"spread\", field = \"attribute:ecs.availability-zone\" }]", true),
    ] {
        assert_eq!(world(2, lines).run().moves("web", 300.0), if moves { "+1 -1" } else { "" }, "{lines}");
    }
}

/// Example 13 of placement among them.
#[test]
fn rb_02_what_excludes_it() {
    for lines in [
        "deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }",
        "placementStrategy = [{ type = \"binpack\", field = \"cpu\" }]",
        "placementStrategy = [{ type = \"spread\", field = \"instanceId\" }]",
        "placementConstraints = [{ type = \"memberOf\", expression = \"attribute:ecs.availability-zone != zone-c\" }]",
    ] {
        assert_eq!(world(2, lines).run().moves("web", 300.0), "", "{lines}");
    }
}

#[test]
fn rb_01_an_update_switches_it() {
    let call = |word: &str| {
        format!("updateService = {{ service = \"web\", availabilityZoneRebalancing = \"{word}\" }}")
    };
    let off = world(2, "").action("200s", &call("DISABLED"));
    assert_eq!(off.run().moves("web", 300.0), "");
    let on = off.action("20m", &call("ENABLED")).run();
    assert_eq!((on.moves("web", 300.0), on.moves("web", 1_200.0)), ("+1 -1".to_owned(), "+1 -1".to_owned()));
}

/// Zone b is full until the other service leaves it: that is told once, and the room is taken when it comes.
#[test]
fn rb_05_it_waits_for_room_where_there_are_instances() {
    let run = World::lasting("1h")
        .measured()
        .hosts_in("zone-a", "a", 1, 1024)
        .late_hosts("zone-b", "b", 1, 1024, "300s")
        .definition("web", 1, "")
        .service("web", 2, "")
        .definition("other", 1, "cpu = 1024")
        .service("other", 0, "availabilityZoneRebalancing = \"DISABLED\"")
        .action("300s", &scale("other", 1))
        .action("30m", &scale("other", 0));
    let run = run.run();
    let full =
        "is unable to place a task in zone-b because no container instance met all of its requirements.";
    assert_eq!(told(&run, 300.0).iter().filter(|text| *text == full).count(), 1);
    assert_eq!(run.moves("web", 300.0), "+1 -1");
    assert_eq!((run.moves("web", 1_800.0), split(&run)), ("+1 -1".to_owned(), [1, 1]));
    assert_eq!(run.figure("services.web.placementFailures"), "0");
}

#[test]
fn rb_06_a_deployment_ends_it() {
    let slow = world(2, "").behavior("taskLaunchTime = \"100s\"");
    let run = slow.action("400s", "updateService = { service = \"web\", taskDefinition = \"web:2\" }").run();
    let told = told(&run, 300.0);
    let position = |text: &str| told.iter().position(|line| line.starts_with(text)).expect(text);
    assert!(position("is not AZ balanced") < position("stopped AZ Rebalancing."));
    assert!(position("stopped AZ Rebalancing.") < position("deployment completed."));
    assert_eq!(split(&run), [1, 1]);
}

/// The zone that joins later gets no task of a deployment that an alarm has failed while it baked (services.md §2.2).
#[test]
fn rb_06_a_failed_deployment_moves_nothing() {
    for (alarms, expected) in [("\"errors\"", [2, 0]), ("", [1, 1])] {
        let lines = monitored(alarms, false, ", bakeTimeInMinutes = 10");
        let run = world(2, &lines).with(&errors(4)).action("60s", ROLL_OUT).run();
        let state = if alarms.is_empty() { Completed } else { Failed };
        assert_eq!(states(&run).last(), Some(&state), "{alarms}");
        assert_eq!(split(&run), expected, "{alarms}");
    }
}

/// While all tasks of the fullest zone are protected, nothing is started that could not be followed by a stop.
#[test]
fn rb_06_protected_tasks_do_not_move() {
    let protect =
        "updateTaskProtection = { service = \"web\", protectionEnabled = true, expiresInMinutes = 20 }";
    let run = world(2, "").action("250s", protect).run();
    assert_eq!(run.moves("web", 300.0), "+1 -1");
    assert_eq!(run.moves("web", 250.0 + 1_200.0), "+1 -1", "it waits for the expiry");
}

/// What was started on a host whose agent falls silent before the task runs is given up: it may never start (AD-04).
#[test]
fn rb_04_a_task_that_may_never_start_is_given_up() {
    let slow = world(2, "")
        .behavior("taskLaunchTime = \"20m\"\nfirstTaskAlone = false\nagentDisconnectDelay = \"60s\"");
    let run = slow
        .fault(
            "action = \"plimsoll:host-loss\"\navailabilityZone = \"zone-b\"\ncount = \"all\"\nat = \"2000s\"",
        )
        .run();
    assert_eq!(run.moves("web", 300.0), "+1 -1", "{}", run.log("web", 300.0));
    assert!(run.log("web", 2_000.0).contains("stopped 1 pending tasks."), "{}", run.log("web", 2_000.0));
    assert_eq!(split(&run), [2, 0]);
}

/// Whether every pass is simulated or only those that can act makes no difference.
#[test]
fn rb_03_passes_that_are_left_out_would_have_done_nothing() {
    let worlds = [
        world(2, ""),
        world(6, "").fault("action = \"aws:ec2:stop-instances\"\ncount = \"all\"\navailabilityZone = \"zone-b\"\nat = \"20m\"\nrestartedAfter = \"10m\""),
        world(5, "").action("600s", &scale("web", 8)).action("1200s", &scale("web", 3)),
    ];
    for world in worlds {
        for seed in 1..4 {
            let few = world.run_with(seed);
            let all = world.clone().behavior("schedulerClock = \"everyPass\"").run_with(seed);
            assert_eq!(few.outcome.digest, all.outcome.digest, "seed {seed}");
        }
    }
}
