//! DAEMON services (placement.md §1.8, CN-07, DR-04).

use plimsoll::model::AttributeId;

use super::world::{Run, STAY, World, scale};

const DRAIN: &str =
    r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "DRAINING" }"#;

/// `count` hosts of 1,024 units, and the daemon `log` of 256 units in two revisions.
fn logged(count: u32, lines: &str) -> World {
    let world = World::lasting("30m").hosts(count, 1024).definition("log", 1, "").definition("log", 2, "");
    world.daemon("log", lines)
}

fn update(members: &str) -> String {
    format!("updateService = {{ service = \"log\", {members} }}")
}

/// The tasks of a service as `HOST CREATED STOPPING`, in order of creation.
fn places(run: &Run, service: &str) -> Vec<String> {
    let tasks = run.tasks();
    let family = format!("{service}:");
    let own = tasks.iter().filter(|task| task.definition.starts_with(&family));
    let text = own.map(|task| {
        let stopping = task.stopping_at.map_or("-".to_owned(), super::world::seconds);
        format!("{} {} {stopping}", run.host_of(task), super::world::seconds(task.created_at))
    });
    text.collect()
}

#[test]
fn p1_8_every_instance_gets_one_task_also_a_late_one() {
    let run = logged(2, "").late_hosts("zone-b", "late", 1, 1024, "100s").run();
    insta::assert_snapshot!(run.log("log", 0.0), @"
    1 has started 2 tasks
    5 deployment completed.
    5 has reached a steady state.
    101 has started 1 tasks
    105 has reached a steady state.
    ");
    assert_eq!(places(&run, "log"), ["host-1 1 -", "host-2 1 -", "late-1 101 -"]);
    assert_eq!(run.figure("services.log.desiredCount.final"), "3");
    // 1 s without any, 100 s with two, and three for the other 1,699 s: 5,297 / 1,800.
    assert_eq!(run.figure("services.log.desiredCount.mean"), (5_297.0 / 1_800.0).to_string());
    assert_eq!(run.figure("services.log.maxTasksPlaceable"), "3");
}

/// Room for two tasks: the daemon's is placed first, although the other service is the first by name and its pass, too.
#[test]
fn p1_8_a_daemon_starts_before_all_others_of_the_instant() {
    let world = World::lasting("5m").behavior("retryOnCapacity = true");
    let world =
        world.definition("app", 1, "").service("app", 2, "").definition("log", 1, "").daemon("log", "");
    for (after, at, host) in [("0s", 1, "early-1"), ("60s", 61, "late-1")] {
        let run = world.clone().late_hosts("zone-a", &host[..host.len() - 2], 1, 512, after).run();
        let expected = vec![format!("{host} {at} -")];
        assert_eq!((places(&run, "log"), places(&run, "app")), (expected.clone(), expected));
        assert_eq!(run.tasks()[0].definition, "log:1");
    }
}

/// The second revision cannot have its port, which `proxy` holds: its 512 units are kept all the same. Of the 896 that
/// are free, `web` may use 384, which is one task of three.
#[test]
fn p1_8_what_a_missing_daemon_needs_is_kept_from_others() {
    let port = "portMappings = [{ containerPort = 80, hostPort = 80 }]";
    let world = World::lasting("10m")
        .hosts(1, 1024)
        .definition("proxy", 1, &format!("cpu = 128, {port}"))
        .service("proxy", 1, "")
        .definition("web", 1, "")
        .service("web", 0, "")
        .definition("log", 1, "")
        .definition("log", 2, &format!("cpu = 512, {port}"))
        .daemon("log", "")
        .action("200s", "updateService = { service = \"web\", desiredCount = 3 }");
    let run = world.clone().action("100s", &update("taskDefinition = \"log:2\"")).run();
    assert_eq!(places(&run, "log"), ["host-1 1 101"]);
    assert_eq!(places(&run, "web"), ["host-1 201 -"]);
    assert!(run.log("web", 0.0).contains("has insufficient CPU units available"));
    assert!(run.log("log", 0.0).contains("is already using a port required by your task"));
    assert_eq!(run.figure("services.web.maxTasksPlaceable"), "1");
    // 1,024 − 128 − 256 units hold two.
    assert_eq!(places(&world.run(), "web").len(), 2);
}

/// A daemon that the instance could not even hold by itself keeps nothing from others.
#[test]
fn p1_8_nothing_is_kept_where_the_daemon_can_never_fit() {
    let world = World::lasting("5m").hosts(1, 1024).definition("web", 1, "").service("web", 4, "");
    let run = world.definition("log", 1, "cpu = 2048").daemon("log", "").run();
    assert_eq!(places(&run, "web").len(), 4);
    assert!(run.log("log", 0.0).contains("has insufficient CPU units available"));
    assert_eq!(run.figure("services.log.desiredCount.final"), "1");
}

/// `web` has three tasks on `full-1`, so that the daemon's second revision of 512 units does not fit there; it does on
/// `roomy-1`, and waits for nobody.
#[test]
fn p1_8_a_daemon_without_room_waits_for_its_own_instance() {
    let world = World::lasting("20m")
        .hosts_in("zone-a", "full", 1, 1024)
        .late_hosts("zone-b", "roomy", 1, 1024, "50s")
        .late_hosts("zone-c", "third", 1, 1024, "250s")
        .definition("web", 1, "")
        .service("web", 3, STAY)
        .definition("log", 1, "")
        .definition("log", 2, "cpu = 512")
        .daemon("log", "")
        .action("100s", &update("taskDefinition = \"log:2\""))
        .action("200s", "updateService = { service = \"web\", desiredCount = 2 }");
    let run = world.clone().run();
    // Attempts at 101, 116, 146 and 446 s: the room that is free from 201 s on is kept for it until then.
    assert_eq!(
        places(&run, "log"),
        ["full-1 1 101", "roomy-1 51 101", "roomy-1 101 -", "third-1 251 -", "full-1 446 -"]
    );
    insta::assert_snapshot!(run.log("log", 100.0), @"
    101 has stopped 2 running tasks
    101 has started 1 tasks
    101 was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance full-1) has insufficient CPU units available.
    251 has started 1 tasks
    446 has started 1 tasks
    450 deployment completed.
    450 has reached a steady state.
    ");
    assert_eq!(run.figure("services.log.placementFailures"), "3");
    let told = world.behavior("retryOnCapacity = true").run();
    assert_eq!(places(&told, "log")[3], "full-1 202 -");
}

#[test]
fn p1_8_a_deployment_replaces_as_many_as_the_minimum_spares() {
    let deploy = update("taskDefinition = \"log:2\"");
    let moves = |lines: &str| {
        let run = logged(4, lines).action("100s", &deploy).run();
        let places = places(&run, "log");
        // Each on the instance of the old one, and stopped before its follower starts.
        assert_eq!(places.len(), 8);
        for host in ["host-1", "host-2", "host-3", "host-4"] {
            let of_host: Vec<&String> = places.iter().filter(|place| place.starts_with(host)).collect();
            let stopped = of_host[0].rsplit(' ').next();
            assert_eq!(stopped, of_host[1].split(' ').nth(1), "{of_host:?}");
        }
        run.moves("log", 100.0)
    };
    assert_eq!(moves(""), "-4 +4");
    assert_eq!(moves("deploymentConfiguration = { minimumHealthyPercent = 50 }"), "-2 +2 -2 +2");
    assert_eq!(moves("deploymentConfiguration = { minimumHealthyPercent = 75 }"), "-1 +1 -1 +1 -1 +1 -1 +1");
    let run = logged(2, "").action("100s", &update("forceNewDeployment = true")).run();
    insta::assert_snapshot!(run.log("log", 100.0), @"
    101 has stopped 2 running tasks
    101 has started 2 tasks
    105 deployment completed.
    105 has reached a steady state.
    ");
}

#[test]
fn p1_8_a_deployment_of_daemons_that_may_not_stop_is_blocked() {
    let lines = "deploymentConfiguration = { minimumHealthyPercent = 60 }";
    let run = logged(2, lines).action("100s", &update("taskDefinition = \"log:2\"")).run();
    assert_eq!(run.moves("log", 100.0), "");
    assert!(run.log("log", 100.0).contains("was unable to stop or start tasks during a deployment"));
    assert_eq!(run.figure("services.log.deployments.stuck"), "1");
}

/// Old tasks drain their connections for 60 s beside the new ones: a deployment is completed after them.
#[test]
fn p1_8_daemons_may_stand_behind_a_load_balancer() {
    let balancer =
        r#"loadBalancers = [{ targetGroupArn = "tg", containerName = "app", containerPort = 80 }]"#;
    let port = "portMappings = [{ containerPort = 80 }]";
    let world = World::lasting("10m").hosts(2, 1024).target_group("tg", "");
    let world = world.definition("log", 1, port).definition("log", 2, port).daemon("log", balancer);
    let run = world.action("100s", &update("taskDefinition = \"log:2\"")).run();
    assert_eq!(places(&run, "log"), ["host-1 1 101", "host-2 1 101", "host-1 101 -", "host-2 101 -"]);
    insta::assert_snapshot!(run.log("log", 100.0), @"
    101 has stopped 2 running tasks
    101 deregistered 2 targets in (target-group tg)
    101 has begun draining connections on 2 tasks.
    101 has started 2 tasks
    102 registered 2 targets in (target-group tg)
    162 deployment completed.
    162 has reached a steady state.
    ");
}

/// `web` leaves first: its replacement is healthy 44 s after the drain, and its old task takes 20 s to stop.
#[test]
fn dr_04_daemons_leave_a_draining_instance_last() {
    let world = logged(2, "")
        .definition("web", 1, "stopTimeout = 30")
        .application("web:1", "shutDownTime = \"20s\"")
        .service("web", 2, "")
        .action("100s", DRAIN);
    let run = world.clone().run();
    assert_eq!(places(&run, "web"), ["host-1 1 145", "host-2 1 -", "host-2 101 -"]);
    // 145 + 20 = 165 s, and a second until the scheduler reacts.
    assert_eq!(places(&run, "log"), ["host-1 1 166", "host-2 1 -"]);
    assert_eq!(run.figure("services.log.desiredCount.final"), "1");
    assert_eq!(run.figure("services.log.desiredCount.max"), "2");
    // Set ACTIVE again, it gets one again.
    let activate =
        r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "ACTIVE" }"#;
    let back = world.action("300s", activate).run();
    assert_eq!(places(&back, "log"), ["host-1 1 166", "host-2 1 -", "host-1 301 -"]);
    // Without others there is nobody to wait for; a crash on the draining instance is not made good.
    let alone = logged(2, "").action("100s", DRAIN).run();
    assert_eq!(places(&alone, "log"), ["host-1 1 101", "host-2 1 -"]);
}

#[test]
fn p1_8_a_crashed_daemon_starts_again_on_its_instance() {
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"log\"\nat = \"100s\"\nexitCode = 1";
    let run = logged(3, "").fault(kill).run();
    let places = places(&run, "log");
    assert_eq!(places.len(), 4);
    let lost = places.iter().find(|place| !place.ends_with('-')).expect("one was killed");
    let host = lost.split(' ').next().expect("a host");
    assert_eq!((lost.as_str(), places[3].as_str()), (&*format!("{host} 1 100"), &*format!("{host} 101 -")));
    // 1 s until the scheduler reacts, 3 s to launch.
    assert_eq!(run.figure("services.log.replacementLatency.max"), "4");
}

#[test]
fn p1_8_a_lost_instance_takes_its_daemon_with_it() {
    let terminate = r#"terminateInstances = { containerInstances = ["host-2"] }"#;
    let run = logged(3, "").action("100s", terminate).run();
    assert_eq!(places(&run, "log"), ["host-1 1 -", "host-2 1 130", "host-3 1 -"]);
    assert_eq!(run.figure("services.log.desiredCount.final"), "2");
    insta::assert_snapshot!(run.log("log", 100.0), @"");
}

/// A stopped host is still `ACTIVE`, but nothing can run there before it is back.
#[test]
fn p1_8_a_stopped_instance_counts_again_once_it_is_back() {
    let stop = "action = \"aws:ec2:stop-instances\"\nat = \"100s\"\nrestartedAfter = \"10m\"";
    let run = logged(1, "").behavior("agentCloseDelay = \"60s\"").fault(stop).run();
    assert_eq!(places(&run, "log"), ["host-1 1 160", "host-1 701 -"]);
    assert_eq!(run.figure("services.log.desiredCount.min"), "0");
    assert_eq!(run.figure("services.log.desiredCount.final"), "1");
}

/// Sick for good: all three fail their checks at the same time, and the next goes when the one before is replaced.
#[test]
fn sc_12_unhealthy_daemons_go_one_after_the_other() {
    let check = "healthCheck = { command = [\"CMD\", \"check\"], interval = 5, timeout = 2, retries = 1 }";
    let world = World::lasting("60s").hosts(3, 1024).definition("log", 1, check).daemon("log", "");
    let run = world.application("log:1", "startUpTime = \"1h\"").run();
    let stopping: Vec<String> = places(&run, "log");
    assert_eq!(stopping[..3], ["host-1 1 10", "host-2 1 14", "host-3 1 -"]);
    assert!(stopping[3].starts_with("host-1 10 "));
}

/// The second revision requires an attribute that only `host-1` has: what runs on `host-2` does not belong there any
/// more once it is deployed.
#[test]
fn cn_07_daemons_leave_instances_that_do_not_meet_their_constraints_any_more() {
    let world = logged(1, "").hosts_in("zone-b", "other", 1, 1024);
    let world = world.action("100s", &update("taskDefinition = \"log:2\""));
    let run = world.run_changed(|model| {
        model.attributes.push("gpu-driver".to_owned());
        let attribute = AttributeId::new(model.attributes.len() - 1);
        let class =
            model.instances.iter().find(|instance| instance.name == "host-1").expect("declared").class;
        model.classes[class.index()].attributes.push((attribute, String::new()));
        let second = model.task_definitions.iter_mut().find(|definition| definition.revision == 2);
        second.expect("declared").required_attributes.push(attribute);
    });
    assert_eq!(places(&run, "log"), ["host-1 1 101", "other-1 1 101", "host-1 101 -"]);
    insta::assert_snapshot!(run.log("log", 100.0), @"
    101 has 1 tasks that no longer meet its placement constraints
    101 has stopped 2 running tasks
    101 has started 1 tasks
    105 deployment completed.
    105 has reached a steady state.
    ");
    let names = run.outcome.log.records().filter_map(|record| record.event_name);
    assert_eq!(names.filter(|name| *name == "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED").count(), 1);
}

/// Two daemons have room side by side where they fit, and where they do not one of them runs.
#[test]
fn p1_8_daemons_leave_room_for_each_other() {
    let world =
        World::lasting("5m").late_hosts("zone-a", "late", 1, 1024, "60s").definition("log", 1, "cpu = 768");
    let small = world.clone().definition("net", 1, "").daemon("net", "").daemon("log", "").run();
    assert_eq!(small.placed(0.0), [("late-1".to_owned(), 2)].into());
    // 768 + 512 units are more than 1,024: the first by name runs, and the other waits.
    let large = world.clone().definition("net", 1, "cpu = 512").daemon("net", "").daemon("log", "").run();
    assert_eq!(large.placed(0.0), [("late-1".to_owned(), 1)].into());
    assert!(large.tasks()[0].definition.starts_with("log"));
    // What could never fit beside it is not kept from others: 1,024 - 768 = 256 units are left for one task.
    let world = world.definition("net", 1, "cpu = 512").daemon("net", "").daemon("log", "");
    let world = world.behavior("retryOnCapacity = true");
    let beside = world.definition("web", 1, "").service("web", 2, "").run();
    assert_eq!(beside.tasks().iter().filter(|task| task.definition == "web:1").count(), 1);
}

/// `blue` may have no daemon while a task of `web` is there, and the daemon itself does not count.
#[test]
fn cn_07_daemons_follow_the_tasks_that_their_constraints_ask_for() {
    let lines = r#"placementConstraints = [{ type = "memberOf", expression = "runningTasksCount == 0" }]"#;
    let world = logged(1, lines).hosts_in("zone-b", "blue", 1, 1024).definition("web", 1, "");
    let web = r#"placementConstraints = [{ type = "memberOf", expression = "attribute:ecs.availability-zone == zone-b" }]"#;
    let world =
        world.service("web", 0, web).action("100s", &scale("web", 1)).action("200s", &scale("web", 0));
    let run = world.run();
    assert_eq!(places(&run, "log"), ["blue-1 1 102", "host-1 1 -", "blue-1 202 -"]);
    assert!(
        run.log("log", 100.0).starts_with("102 has 1 tasks that no longer meet its placement constraints")
    );
    // 2 for 101 s, 1 for 100 s, 2 for the last 1,598 s: 3,498 / 1,800.
    assert_eq!(run.figure("services.log.desiredCount.mean"), (3_498.0 / 1_800.0).to_string());
}

/// ECS asks for a restart of the service: the next deployment takes new constraints up.
#[test]
fn p1_8_new_constraints_wait_for_a_deployment() {
    let only_a = r#"placementConstraints = [{ type = "memberOf", expression = "attribute:ecs.availability-zone == zone-a" }]"#;
    let world = logged(1, "").late_hosts("zone-b", "late", 1, 1024, "150s").action("100s", &update(only_a));
    let waits = world.clone().run();
    assert_eq!(places(&waits, "log"), ["host-1 1 -", "late-1 151 -"]);
    let run = world.action("200s", &update("forceNewDeployment = true")).run();
    assert_eq!(places(&run, "log"), ["host-1 1 201", "late-1 151 201", "host-1 201 -"]);
}

/// CN-11: affinity to the daemon's group keeps `web` off an instance until the daemon's task is there.
#[test]
fn cn_11_affinity_waits_for_the_daemon() {
    let affinity =
        r#"placementConstraints = [{ type = "memberOf", expression = "task:group == service:log" }]"#;
    let world = logged(1, "").definition("web", 1, "").service("web", 1, affinity);
    let run = world.run();
    assert_eq!(
        (places(&run, "log"), places(&run, "web")),
        (vec!["host-1 1 -".into()], vec!["host-1 1 -".into()])
    );
    let definition =
        World::lasting("5m").hosts(1, 1024).definition("log", 1, "cpu = 2048").definition("web", 1, "");
    let never = definition.daemon("log", "").service("web", 1, affinity).run();
    assert!(places(&never, "web").is_empty());
    assert!(never.log("web", 0.0).contains("MemberOf placement constraint unsatisfied"));
}

/// What a call of the same instant finds is room that is kept already, whatever made the daemon's task due.
#[test]
fn p1_8_room_is_kept_before_the_next_call_of_the_same_instant() {
    let world = || {
        World::lasting("30m")
            .hosts(1, 2048)
            .definition("d", 1, "cpu = 1000")
            .definition("d", 2, "cpu = 1200")
            .definition("big", 1, "cpu = 1500")
            .with("[[services]]\nserviceName = \"d\"\ntaskDefinition = \"d:1\"\nschedulingStrategy = \"DAEMON\"")
            .with("[[arrivals]]\nname = \"x\"\nat = [\"10m\"]\nrunTask = { taskDefinition = \"big\" }")
    };
    let state = |status: &str| {
        format!(
            r#"updateContainerInstancesState = {{ containerInstances = ["host-1"], status = "{status}" }}"#
        )
    };
    let drained = world().action("5m", &state("DRAINING")).action("10m", &state("ACTIVE")).run();
    let deployed =
        world().action("10m", r#"updateService = { service = "d", taskDefinition = "d:2" }"#).run();
    for run in [drained, deployed] {
        assert!(run.calls()[0].contains("RESOURCE:CPU"), "{:?}", run.calls());
        assert_eq!(run.number("services.d.runningCount.final"), Some(1.0));
    }
}
