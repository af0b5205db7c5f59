//! Standalone tasks: `RunTask`, `StartTask` and arrivals (placement.md §5).

use std::collections::BTreeMap;

use plimsoll::time::SimTime;

use super::world::{Run, World, seconds};

/// The worlds here last ten minutes and have hosts of 1,024 CPU units; a task takes 256.
pub fn hosts(count: u32) -> World {
    World::lasting("10m").hosts(count, 1_024).definition("job", 1, "")
}

/// Times of `RunTask` and `StartTask` with the counts that they answer: `SECONDS TASKS FAILURES`.
pub fn answers(run: &Run) -> Vec<String> {
    let counts = |call: String| {
        let after = |word: &str| {
            let (_, rest) = call.split_once(word).expect("told in every call");
            rest.chars().take_while(char::is_ascii_digit).collect::<String>()
        };
        let at = call.split(' ').next().unwrap_or_default();
        format!("{at} {} {}", after("; tasks "), after("; failures "))
    };
    run.calls().into_iter().map(counts).collect()
}

/// Worked example 51: five tasks, room for three.
#[test]
fn pl_07_rn_02_what_does_not_fit_is_a_failure_and_not_tried_again() {
    let world = hosts(1).definition("large", 1, "cpu = 300");
    let run = world.action("10s", r#"runTask = { taskDefinition = "large", count = 5 }"#).run();
    // 1,024 / 300 = 3 tasks, 124 units left; nothing else happens for ten minutes.
    assert_eq!(run.creations(), [("10".to_owned(), 3)]);
    let told = "taskDefinition large:1, group family:large, count 5; tasks 3; \
                failures 1: (container-instance host-1 RESOURCE:CPU)";
    assert_eq!(run.calls(), [format!("10 RunTask {told}")]);
    for (metric, expected) in [
        ("calls", 1.0),
        ("requested", 5.0),
        ("placed", 3.0),
        ("refused", 2.0),
        ("refused.RESOURCE:CPU", 2.0),
        ("runningCount.final", 3.0),
        // Three seconds to launch.
        ("startLatency.max", 3.0),
    ] {
        assert_eq!(run.number(&format!("arrivals.actions.{metric}")), Some(expected), "{metric}");
    }
}

/// The same call ten minutes later, when the first tasks have ended, finds room: each call is judged by itself.
#[test]
fn pl_07_capacity_that_frees_later_serves_later_calls_only() {
    let call = r#"runTask = { taskDefinition = "job", count = 6, runTime = "60s" }"#;
    let run = hosts(1).action("0s", call).action("30s", call).action("120s", call).run();
    // 1,024 / 256 = 4 tasks, gone after 3 s of launch and 60 s of work.
    assert_eq!(answers(&run), ["0 4 1", "30 0 1", "120 4 1"]);
    assert_eq!(run.number("arrivals.actions.completed"), Some(8.0));
    assert_eq!(run.times(0), "0 3 - 63 63");
    assert_eq!(run.tasks()[0].exit_code, Some(0));
}

#[test]
fn pl_07_without_instances_the_cluster_itself_is_the_failure() {
    let world = World::lasting("1m").late_hosts("zone-a", "host", 1, 1_024, "30s").definition("job", 1, "");
    let run = world.action("10s", r#"runTask = { taskDefinition = "job" }"#).run();
    let [call] = &run.calls()[..] else { panic!("one call") };
    assert!(call.ends_with("failures 1: (No Container Instances were found in your cluster.)"), "{call}");
    assert_eq!(run.number("arrivals.actions.refused.NO_INSTANCES"), Some(1.0));
    assert!(run.tasks().is_empty());
}

/// Crash, failed start, failed health check and lost host: none brings another task.
#[test]
fn rn_03_standalone_tasks_are_never_replaced() {
    let sick = "healthCheck = { command = [\"CMD\"], interval = 5, timeout = 2, retries = 1 }";
    let world = hosts(2)
        .definition("crash", 1, "")
        .application("crash", "timeToFailure = \"20s\"\nexitCode = 3")
        .definition("dud", 1, "")
        .application("dud", "startFailureRatio = 1.0")
        .definition("sick", 1, sick)
        .application("sick", "startUpTime = \"1h\"");
    let world = ["crash", "dud", "sick"].iter().fold(world, |world, name| {
        world.action("0s", &format!("runTask = {{ taskDefinition = \"{name}\" }}"))
    });
    let on_host = r#"startTask = { taskDefinition = "job", containerInstances = ["host-2"] }"#;
    let world = world.action("0s", on_host);
    let run = world.action("60s", r#"terminateInstances = { containerInstances = ["host-2"] }"#).run();
    let codes: BTreeMap<String, Option<&str>> =
        run.tasks().into_iter().map(|task| (task.group, task.stop_code)).collect();
    let expected = [
        ("family:crash", Some("EssentialContainerExited")),
        ("family:dud", Some("TaskFailedToStart")),
        ("family:job", Some("TerminationNotice")),
    ];
    for (group, code) in expected {
        assert_eq!(codes[group], code, "{group}");
    }
    assert_eq!(run.tasks().len(), 4, "one for each call");
    // The unhealthy one runs on, unless its host was the one that went.
    let sick = run.tasks().into_iter().find(|task| task.group == "family:sick").expect("placed");
    assert_eq!(sick.stop_code, (run.host_of(&sick) == "host-2").then_some("TerminationNotice"));
    assert_eq!(run.number("arrivals.actions.failed"), Some(if sick.stop_code.is_some() { 4.0 } else { 3.0 }));
}

/// DR-04: a draining host keeps its standalone task until that ends; DR-01 takes the service's task away.
#[test]
fn dr_04_draining_leaves_standalone_tasks_alone() {
    let world = hosts(2).definition("web", 1, "").service("web", 1, "");
    let job = |host: &str| {
        format!(
            r#"startTask = {{ taskDefinition = "job", containerInstances = ["{host}"], runTime = "300s" }}"#
        )
    };
    let world = world.action("60s", &job("host-1")).action("60s", &job("host-2"));
    let drain = r#"updateContainerInstancesState = { containerInstances = ["host-1", "host-2"], status = "DRAINING" }"#;
    let run = world.action("100s", drain).run();
    let jobs: Vec<_> = run.tasks().into_iter().filter(|task| task.group == "family:job").collect();
    let ends: Vec<String> = jobs.iter().filter_map(|task| task.stopped_at.map(seconds)).collect();
    // 60 s + 3 s of launch + 300 s of work.
    assert_eq!(ends, ["363", "363"]);
}

/// RN-10: one entry per examined instance, by id; a large cluster is told in part and counted.
#[test]
fn rn_10_failures_name_each_examined_instance_and_its_reason() {
    let job = r#"runTask = { taskDefinition = "job", count = 1 }"#;
    let small = World::lasting("1m").hosts_in("zone-a", "a", 1, 1_024).hosts_in("zone-b", "b", 2, 128);
    let small = small
        .definition("job", 1, "")
        .definition("all", 1, "cpu = 1024")
        .action("0s", r#"runTask = { taskDefinition = "all" }"#);
    let run = small.action("1s", job).run();
    let told = &run.calls()[1];
    let of = |host: &str| format!("(container-instance {host} RESOURCE:CPU)");
    assert!(told.ends_with(&format!("failures 3: {} {} {}", of("a-1"), of("b-1"), of("b-2"))), "{told}");

    let drain = r#"updateContainerInstancesState = { availabilityZone = "zone-b", status = "DRAINING" }"#;
    let many = World::lasting("1m").hosts_in("zone-a", "a", 8, 128).hosts_in("zone-b", "b", 9, 128);
    let run = many.definition("job", 1, "").action("0s", drain).action("1s", job).run();
    let told = &run.calls()[0];
    // 8 lack CPU; 9 drain, of which the first two are listed.
    assert!(told.contains("failures 17: (container-instance a-1 RESOURCE:CPU)"), "{told}");
    assert!(told.ends_with("(container-instance b-2 INACTIVE) and 7 INACTIVE"), "{told}");
}

/// Twelve tasks on two zones: services spread them six and six, a call without strategies does not care.
#[test]
fn df_03_a_call_without_strategies_is_random() {
    let placed = |strategy: &str, seed| {
        let world = World::lasting("1m").hosts_in("zone-a", "a", 1, 4_096).hosts_in("zone-b", "b", 1, 4_096);
        let world = world.definition("job", 1, "");
        let call = format!(r#"runTask = {{ taskDefinition = "job", count = 10{strategy} }}"#);
        world.action("0s", &call).run_with(seed).placed(0.0)
    };
    let random = r#", placementStrategy = [{ type = "random" }]"#;
    let zones = r#", placementStrategy = [{ type = "spread", field = "attribute:ecs.availability-zone" }]"#;
    let even: BTreeMap<String, usize> = [("a-1".to_owned(), 5), ("b-1".to_owned(), 5)].into();
    let mut uneven = 0;
    for seed in 1..=8 {
        let default = placed("", seed);
        assert_eq!(default, placed(random, seed));
        assert_eq!(placed(zones, seed), even);
        uneven += usize::from(default != even);
    }
    // Five and five has a chance of 252 / 1,024: at most three uneven of eight would be a one-in-a-hundred fluke.
    assert!(uneven > 3, "{uneven} of 8 are uneven");
}

/// Worked example 9: each group spreads by itself; QL-11: the group is the family unless the call names one.
#[test]
fn st_06_ql_11_groups_of_standalone_tasks_spread_by_themselves() {
    let call = |group: &str, count: u32| {
        format!(
            r#"runTask = {{ taskDefinition = "job", count = {count}{group}, placementStrategy = [{{ type = "spread", field = "instanceId" }}] }}"#
        )
    };
    let (db, web) = (r#", group = "db""#, r#", group = "web""#);
    let world = World::lasting("5m").hosts(3, 4_096).definition("job", 1, "").definition("web", 1, "");
    let world = world.service("web", 2, "");
    let run =
        world.action("60s", &call(db, 2)).action("61s", &call(web, 3)).action("62s", &call(db, 1)).run();
    let mut placed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for task in run.tasks() {
        placed.entry(task.group.clone()).or_default().push(run.host_of(&task).to_owned());
    }
    let hosts = ["host-1", "host-2", "host-3"];
    // db finds host-3 free of db, whatever web and the service of that name have there.
    assert_eq!(placed["db"], hosts);
    assert_eq!(placed["web"], hosts);
    assert_eq!(placed["service:web"].len(), 2);
    // A group may be called as a service is: ids stay apart.
    let mut ids: Vec<String> = run.tasks().into_iter().map(|task| task.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 8);
}

/// CN-04: `distinctInstance` looks at the tasks of the call's group alone; PL-08: where it does not hold, the call fails.
#[test]
fn pl_08_cn_04_distinct_instance_is_about_the_group() {
    let call = |group: &str| {
        format!(
            r#"runTask = {{ taskDefinition = "job", count = 3, group = "{group}", placementConstraints = [{{ type = "distinctInstance" }}] }}"#
        )
    };
    let run = hosts(2).action("0s", &call("a")).action("1s", &call("b")).action("2s", &call("a")).run();
    assert_eq!(answers(&run), ["0 2 2", "1 2 2", "2 0 2"]);
    assert!(
        run.calls()[0]
            .contains("(container-instance host-1 DistinctInstance placement constraint unsatisfied.)")
    );
    assert_eq!(run.number("arrivals.actions.refused.distinctInstance"), Some(1.0 + 1.0 + 3.0));
}

/// RS-14: placement counts what the overrides say, the agent too.
#[test]
fn rs_14_overrides_decide_how_many_fit() {
    for (overrides, tasks) in [
        ("", 4),
        (r#"overrides = { cpu = "512" }"#, 2),
        (r#"overrides = { cpu = "0.125 vCPU", containerOverrides = [{ name = "app", cpu = 128 }] }"#, 8),
        (r#"overrides = { containerOverrides = [{ name = "app", cpu = 340, command = ["x"] }] }"#, 3),
        // 100,000 MiB hold two of 50,000.
        (r#"overrides = { containerOverrides = [{ name = "app", memory = 50000 }] }"#, 2),
        (
            r#"overrides = { containerOverrides = [{ name = "app", memory = 60000, memoryReservation = 50000 }] }"#,
            2,
        ),
        (
            r#"overrides = { containerOverrides = [{ name = "app", environment = [{ name = "A", value = "b" }] }] }"#,
            4,
        ),
    ] {
        let comma = if overrides.is_empty() { "" } else { ", " };
        let call = format!(r#"runTask = {{ taskDefinition = "job", count = 10{comma}{overrides} }}"#);
        let run = hosts(1).action("0s", &call).run();
        assert_eq!(run.tasks().len(), tasks, "{overrides}");
        assert!(run.tasks().iter().all(|task| task.definition == "job:1"), "it stays the registered one");
    }
}

/// What the cluster's figures say of standalone tasks alone: five of 300 units on two hosts of 1,024, packed 3 and 2.
#[test]
fn figures_of_the_cluster_count_standalone_tasks() {
    let call = r#"runTask = { taskDefinition = "large", count = 5, placementStrategy = [{ type = "binpack", field = "cpu" }] }"#;
    let run = hosts(2).definition("large", 1, "cpu = 300").action("0s", call).run();
    for (metric, expected) in [
        ("cluster.tasks.final", 5.0),
        ("cluster.cpuReserved.final", 1_500.0 / 2_048.0),
        // 1,024 - 900 = 124 units are left where no further task goes; 424 on the other host are enough for one.
        ("cluster.strandedCpu.mean", 124.0 / 2_048.0),
        // 1,500 units are more than one host has.
        ("cluster.lowerBoundInstances", 2.0),
    ] {
        assert_eq!(run.number(metric), Some(expected), "{metric}");
    }
}

/// Arrival times and run times come from streams of their own, and a task that is refused draws as well: placement changes
/// neither. Small tasks that are spread leave no whole host to the large ones, so that others of these are refused.
#[test]
fn arrivals_and_run_times_are_the_same_under_every_strategy() {
    let courses = |strategy: &str| {
        let world = World::lasting("20h").hosts(4, 2_048).definition("small", 1, "").definition(
            "large",
            1,
            "cpu = 2048",
        );
        let stream = |name: &str, gap: &str, strategy: &str| {
            format!(
                "[[arrivals]]\nname = \"{name}\"\nevery = {{ exponential = {{ mean = \"{gap}\" }} }}\n\
                 runTime = {{ exponential = {{ mean = \"5m\" }} }}\n\
                 runTask = {{ taskDefinition = \"{name}\", count = 3, placementStrategy = [{strategy}] }}"
            )
        };
        let world = world.behavior("taskLaunchTime = { uniform = [\"1s\", \"9s\"] }");
        let random = r#"{ type = "random" }"#;
        let run = world.with(&stream("small", "3m", strategy)).with(&stream("large", "3m", random)).run();
        // Of each call the first large task that was placed.
        let mut courses: BTreeMap<SimTime, [Option<SimTime>; 2]> = BTreeMap::new();
        for task in run.tasks().iter().filter(|task| task.definition == "large:1") {
            courses.entry(task.created_at).or_insert([task.started_at, task.stopped_at]);
        }
        courses
    };
    let binpack = courses(r#"{ type = "binpack", field = "cpu" }"#);
    let spread = courses(r#"{ type = "spread", field = "instanceId" }"#);
    let of_both: Vec<_> = binpack.iter().filter(|(at, _)| spread.contains_key(at)).collect();
    assert!(of_both.len() > 10 && of_both.len() < binpack.len(), "{} of {}", of_both.len(), binpack.len());
    for (at, course) in of_both {
        assert_eq!(spread[at], *course, "the large task that was called for at {at}");
    }
}

/// Three tasks per hour that take 20 minutes each, on room for one: Erlang's loss formula says that half is refused.
#[test]
fn erlang_b_on_one_server() {
    let world = World::lasting("3000h").hosts(1, 256).definition("job", 1, "");
    let world = world.behavior("taskLaunchTime = \"0s\"");
    let run = world
        .with(
            "[[arrivals]]\nname = \"batch\"\nevery = { exponential = { mean = \"20m\" } }\n\
             runTime = { exponential = { mean = \"20m\" } }\nrunTask = { taskDefinition = \"job\" }",
        )
        .run();
    let figure = |name: &str| run.number(&format!("arrivals.batch.{name}")).expect("counted");
    // B(1 server, 1 Erlang) = 1 / (1 + 1); 9,000 calls: three standard deviations are 3 × sqrt(0.25 / 9,000) = 0.016.
    let share = figure("refused") / figure("requested");
    assert!((share - 0.5).abs() < 0.03, "{share} of {}", figure("requested"));
    assert!((figure("runningCount.mean") - 0.5).abs() < 0.03);
}

/// `at`, `calls`, `from` and `until` say when a stream calls.
#[test]
fn streams_call_when_they_are_told_to() {
    let stream = |timing: &str| {
        let lines =
            format!("[[arrivals]]\nname = \"batch\"\nrunTask = {{ taskDefinition = \"job\" }}\n{timing}");
        let run = World::lasting("5m").hosts(9, 1_024).definition("job", 1, "").with(&lines).run();
        run.creations().into_iter().map(|(at, count)| format!("{at}x{count}")).collect::<Vec<_>>().join(" ")
    };
    for (timing, expected) in [
        ("every = \"60s\"", "60x1 120x1 180x1 240x1"),
        ("every = \"60s\"\ncalls = 2", "60x1 120x1"),
        ("every = \"60s\"\nfrom = \"30s\"\nuntil = \"210s\"", "90x1 150x1"),
        ("at = [\"100s\", \"0s\", \"100s\"]", "0x1 100x2"),
    ] {
        assert_eq!(stream(timing), expected, "{timing}");
    }
}

/// VC-21: of the tasks of one group those that the caller started, the oldest first.
#[test]
fn vc_21_stop_task_by_started_by() {
    let by =
        |who: &str| format!("runTask = {{ taskDefinition = \"job\", count = 2, startedBy = \"{who}\" }}");
    let run = hosts(3)
        .action("10s", &by("cron"))
        .action("20s", &by("alice"))
        .action("30s", &by("cron"))
        .action("1m", "stopTask = { startedBy = \"cron\", count = 3, reason = \"enough\" }")
        .action("2m", "stopTask = { startedBy = \"nobody\" }")
        .run();
    let stopped: Vec<u64> = run
        .tasks()
        .iter()
        .filter(|task| task.stopped_reason.as_deref() == Some("enough"))
        .map(|task| task.created_at.since(SimTime::ZERO).as_micros() / 1_000_000)
        .collect();
    assert_eq!(stopped, [10, 10, 30]);
    assert!(run.outcome.notes.iter().any(|note| note.starts_with("stopTask at 00:02:00 did nothing")));
}
