//! Runs that begin with the state that AWS described.

use plimsoll::cluster::{InstanceStatus, TaskHealth, TaskStatus};
use plimsoll::engine::Simulation;
use plimsoll::model::{InstanceId, Protocol, ServiceId};
use plimsoll::observe::Detail;
use plimsoll::time::SimTime;

use super::clock::events;
use super::world::World;

/// An instance as `DescribeContainerInstances` prints it: 2,048 CPU units, 4,000 MiB, with so much of them left.
pub fn instance(id: &str, zone: &str, (cpu, memory): (u32, u32), ports: &str, lines: &str) -> String {
    format!(
        r#"
        [[containerInstances]]
        containerInstanceArn = "arn:aws:ecs:eu-west-1:1:container-instance/default/{id}"
        ec2InstanceId = "i-{id}"
        registeredResources = [
          {{ name = "CPU", type = "INTEGER", integerValue = 2048 }},
          {{ name = "MEMORY", type = "INTEGER", integerValue = 4000 }},
          {{ name = "PORTS", type = "STRINGSET", stringSetValue = ["22"] }},
        ]
        remainingResources = [
          {{ name = "CPU", type = "INTEGER", integerValue = {cpu} }},
          {{ name = "MEMORY", type = "INTEGER", integerValue = {memory} }},
          {{ name = "PORTS", type = "STRINGSET", stringSetValue = ["22"{ports}] }},
        ]
        attributes = [
          {{ name = "ecs.instance-type", value = "m5.large" }},
          {{ name = "ecs.availability-zone", value = "{zone}" }},
        ]
        {lines}"#
    )
}

/// A task of `web` as `DescribeTasks` prints it, started two minutes before the run, which begins with the latest moment of
/// all descriptions.
fn task(instance: &str, revision: u32, lines: &str) -> String {
    let status =
        |name: &str| if lines.contains(name) { String::new() } else { format!("{name} = \"RUNNING\"\n") };
    let started = if lines.contains("startedAt") { "" } else { "startedAt = \"2025-12-31T23:58:00Z\"" };
    format!(
        r#"
        [[tasks]]
        taskDefinitionArn = "arn:aws:ecs:eu-west-1:1:task-definition/web:{revision}"
        containerInstanceArn = "arn:aws:ecs:eu-west-1:1:container-instance/default/{instance}"
        clusterArn = "arn:aws:ecs:eu-west-1:1:cluster/default"
        connectivityAt = "2026-01-01T00:00:00Z"
        {started}
        {}{}{lines}
        {}"#,
        status("lastStatus"),
        status("desiredStatus"),
        if lines.contains("group") { "" } else { "group = \"service:web\"" },
    )
}

/// A service as `DescribeServices` prints it.
pub fn service(desired: u32, running: u32, lines: &str) -> String {
    format!(
        r#"
        [[services]]
        serviceName = "web"
        serviceArn = "arn:aws:ecs:eu-west-1:1:service/default/web"
        taskDefinition = "web:2"
        desiredCount = {desired}
        runningCount = {running}
        availabilityZoneRebalancing = "DISABLED"
        {lines}"#
    )
}

const STATIC: &str = "portMappings = [{ containerPort = 80, hostPort = 80 }]";

/// Two instances, of which each has a task of `web:2` on port 80; `web` wants two. The run begins two minutes later.
pub fn two_tasks() -> World {
    World::lasting("1h")
        .measured()
        .definition("web", 1, STATIC)
        .definition("web", 2, STATIC)
        .with(&instance("a", "zone-a", (1792, 3872), ", \"80\"", ""))
        .with(&instance("b", "zone-b", (1792, 3872), ", \"80\"", ""))
        .with(&task("a", 2, ""))
        .with(&task("b", 2, ""))
}

/// The run of a world at its first moment.
fn at_start(world: &World) -> Simulation {
    Simulation::new(world.model(), 1, Detail::Full)
}

#[test]
fn rs_02_the_state_at_the_start_is_what_the_outputs_say() {
    let world = two_tasks().with(&service(2, 2, ""));
    let run = at_start(&world);
    let (view, model) = (run.view(), world.model());
    let cluster = view.cluster();
    for (at, zone) in [(0, "zone-a"), (1, "zone-b")] {
        let id = InstanceId::new(at);
        let instances = cluster.instances();
        assert_eq!(instances.status(id), InstanceStatus::Active);
        assert_eq!((instances.free(id).cpu, instances.free(id).memory), (1792, 3872));
        let ports = instances.ports(id);
        assert!(ports.len() == 2 && ports.holds(Protocol::Tcp, 22) && ports.holds(Protocol::Tcp, 80));
        assert_eq!(model.zones[model.class(instances.class(id)).zone.index()], zone);
        let task = cluster.task(instances.tasks(id)[0]);
        assert_eq!((task.status, task.health), (TaskStatus::Running, TaskHealth::Healthy));
        assert!(task.settled, "it has been RUNNING for 120 s");
    }
    assert!(view.service(ServiceId::new(0)).is_steady());
    run.audit().expect("ledgers and counters are in step");
}

#[test]
fn a_service_that_lacks_nothing_is_left_alone() {
    let run = two_tasks().with(&service(2, 2, "")).run();
    assert_eq!(run.events("web"), [""; 0]);
    assert_eq!(run.tasks().len(), 2);
    assert_eq!(run.figure("services.web.availability"), "1");
    assert_eq!(run.word("services.web.countsFrom.event"), Some("FOUND"));
    assert_eq!(run.number("services.web.startLatency.p50"), None, "nothing has started");
    assert_eq!(run.word("services.web.creation"), None, "nothing was created");
    assert_eq!(run.figure("services.web.deployments.completed"), "0");
}

#[test]
fn sc_13_a_steady_state_is_said_again_after_six_hours() {
    let mut world = two_tasks().with(&service(2, 2, ""));
    world = world.with("");
    let mut model = (*world.model()).clone();
    model.duration = plimsoll::time::SimDuration::from_mins(7 * 60);
    let mut run = Simulation::new(model, 1, Detail::Full);
    run.run_to_end().expect("no guard ends it");
    let log = run.finish().expect("no guard").log;
    let told: Vec<_> = log.records().filter(|line| line.message.contains("steady state")).collect();
    assert_eq!(told.len(), 1);
    assert!((21_600.0..21_700.0).contains(&told[0].at.as_secs_f64()));
}

/// What is missing is started as it would be at any time: by the next pass of the short grid.
#[test]
fn a_service_that_lacks_tasks_gets_them() {
    let world = two_tasks().with(&instance("c", "zone-a", (2048, 4000), "", "")).with(&service(3, 2, ""));
    let run = world.run();
    let told = events(&run, 0.0);
    assert_eq!(told[0].1, "has started 1 tasks");
    assert!(told[0].0 <= 9.68, "{told:?}");
    assert_eq!(told.last().map(|(_, text)| text.as_str()), Some("has reached a steady state."));
}

/// A rollout that was on its way goes on: revision 1 still has a task, and port 80 keeps its successor out until it stops.
#[test]
fn a_deployment_on_its_way_goes_on() {
    let world = World::lasting("1h")
        .measured()
        .definition("web", 1, STATIC)
        .definition("web", 2, STATIC)
        .with(&instance("a", "zone-a", (1792, 3872), ", \"80\"", ""))
        .with(&instance("b", "zone-b", (1792, 3872), ", \"80\"", ""))
        .with(&task("a", 1, "startedBy = \"ecs-svc/1\""))
        .with(&task("b", 2, "startedBy = \"ecs-svc/2\""))
        .with(&service(
            2,
            2,
            r#"
            deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }
            deployments = [
              { id = "ecs-svc/2", status = "PRIMARY", taskDefinition = "web:2", rolloutState = "IN_PROGRESS" },
              { id = "ecs-svc/1", status = "ACTIVE", taskDefinition = "web:1", rolloutState = "COMPLETED" },
            ]"#,
        ));
    let run = world.run();
    assert_eq!(run.moves("web", 0.0), "-1 +1");
    let told = events(&run, 0.0);
    assert!(told.iter().any(|(_, text)| text == "deployment completed."), "{told:?}");
    assert_eq!(run.figure("services.web.deployments.completed"), "1");
    assert_eq!(run.number("services.web.deployments.duration.p50"), None, "its beginning is not known");
}

/// A deployment that had failed before the run starts nothing, and what it was to replace stays.
#[test]
fn s2_3_8_a_failed_deployment_is_found_as_such() {
    let world = World::lasting("1h")
        .measured()
        .definition("web", 1, "")
        .definition("web", 2, "")
        .with(&instance("a", "zone-a", (1792, 3872), "", ""))
        .with(&task("a", 1, "startedBy = \"ecs-svc/1\""))
        .with(&service(
            1,
            1,
            r#"
            deployments = [
              { id = "ecs-svc/2", status = "PRIMARY", taskDefinition = "web:2", rolloutState = "FAILED" },
              { id = "ecs-svc/1", status = "ACTIVE", taskDefinition = "web:1", rolloutState = "COMPLETED" },
            ]"#,
        ));
    let run = world.run();
    assert_eq!(run.moves("web", 0.0), "");
    assert_eq!(run.figure("services.web.deployments.failed"), "1");
}

#[test]
fn tasks_in_every_state_go_on_from_there() {
    let world = World::lasting("10m")
        .measured()
        .definition("web", 1, "")
        .definition("web", 2, "")
        .with(&instance("a", "zone-a", (2048 - 3 * 256, 4000 - 3 * 128), "", ""))
        .with(&task("a", 2, ""))
        .with(&task("a", 2, "lastStatus = \"PENDING\""))
        .with(&task("a", 2, "lastStatus = \"STOPPING\"\ndesiredStatus = \"STOPPED\""))
        .with(&task("a", 2, "lastStatus = \"STOPPED\"\ndesiredStatus = \"STOPPED\""))
        .with(&task("a", 1, "group = \"family:web\""))
        .with(&service(2, 1, "pendingCount = 1"));
    let simulation = at_start(&world);
    simulation.audit().expect("in step");
    let run = world.run();
    let tasks = run.tasks();
    let of_service = |stopped: bool| {
        tasks.iter().filter(|task| task.service.is_some() && task.stopped_at.is_some() == stopped).count()
    };
    assert_eq!((of_service(true), of_service(false)), (1, 2));
    assert_eq!(tasks.iter().filter(|task| task.service.is_none()).count(), 1);
    assert_eq!(run.moves("web", 0.0), "", "two are wanted, and two are there or about to be");
}

#[test]
fn draining_and_disconnected_instances_are_found_as_such() {
    let world = World::lasting("10m")
        .measured()
        .definition("web", 2, "")
        .with(&instance("a", "zone-a", (1792, 3872), "", "status = \"DRAINING\""))
        .with(&instance("b", "zone-a", (1792, 3872), "", "agentConnected = false"))
        .with(&instance("c", "zone-a", (2048, 4000), "", ""))
        .with(&task("a", 2, ""))
        .with(&task("b", 2, ""))
        .with(&service(2, 2, ""));
    let simulation = at_start(&world);
    let view = simulation.view();
    let instances = view.cluster().instances();
    assert_eq!(instances.status(InstanceId::new(0)), InstanceStatus::Draining);
    assert!(!instances.agent_connected(InstanceId::new(1)));
    let run = world.run();
    // DR-02: the task on the draining one is replaced; AD-04: that of the silent agent is not.
    assert_eq!(run.moves("web", 0.0), "+1 -1");
    assert_eq!(run.placed(1.0), [("i-c".to_owned(), 1)].into());
}

/// What `remainingResources` says beyond the tasks that are described stays taken.
#[test]
fn rs_02_a_stand_in_holds_what_no_task_explains() {
    let world = World::lasting("10m")
        .measured()
        .definition("web", 2, "")
        .with(&instance("a", "zone-a", (512, 3000), ", \"9100\"", ""))
        .with(&task("a", 2, ""))
        .with(&service(9, 1, ""));
    let simulation = at_start(&world);
    let view = simulation.view();
    let instances = view.cluster().instances();
    let free = instances.free(InstanceId::new(0));
    assert_eq!((free.cpu, free.memory), (512, 3000));
    assert!(instances.ports(InstanceId::new(0)).holds(Protocol::Tcp, 9100));
    let run = world.run();
    // 512 units are left for two more.
    assert_eq!(run.figure("services.web.runningCount.final"), "3");
}

/// What was printed may count a task that was told to stop, or not any more.
#[test]
fn rt_01_a_task_that_stops_explains_what_is_in_use() {
    let stopping = "desiredStatus = \"STOPPED\"\nlastStatus = \"RUNNING\"";
    for (cpu, memory, stand_in) in [(1536, 3744, 0), (1792, 3872, 0), (1024, 3744, 512), (1700, 3872, 92)] {
        let world = World::lasting("10m")
            .measured()
            .definition("web", 1, "")
            .definition("web", 2, "")
            .with(&instance("a", "zone-a", (cpu, memory), "", ""))
            .with(&task("a", 1, stopping))
            .with(&task("a", 2, ""))
            .with(&service(1, 1, ""));
        let held = world.model().found.tasks.len() - 2;
        assert_eq!(held, usize::from(stand_in > 0), "{cpu} units remain");
        let mut run = at_start(&world);
        run.run_to_end_looking(|run| run.audit().expect("in step")).expect("no guard ends it");
        let free = run.view().cluster().instances().free(InstanceId::new(0));
        assert_eq!(free.cpu, 2048 - 256 - stand_in, "{cpu} units remain");
    }
}

/// A run that keeps no records begins likewise.
#[test]
fn a_described_cluster_needs_no_records() {
    let world = two_tasks().with(&service(3, 2, ""));
    let run = |detail| Simulation::new(world.model(), 1, detail).finish().expect("no guard ends it");
    let (full, metrics) = (run(Detail::Full), run(Detail::Metrics));
    assert_eq!((full.digest, full.metrics), (metrics.digest, metrics.metrics));
}

/// An outage in the middle of a rollout counts: the service was there before the run.
#[test]
fn figures_of_a_service_that_was_there_count_from_the_start() {
    let run = two_tasks()
        .with(&service(3, 2, ""))
        .fault("action = \"aws:ec2:terminate-instances\"\nat = \"1m\"\navailabilityZone = \"zone-a\"")
        .run();
    assert_eq!(run.word("services.web.countsFrom.event"), Some("FOUND"));
    assert_eq!(run.figure("services.web.countsFrom"), "0");
    assert!(run.number("services.web.availability").expect("it counts") < 0.5);
}

/// `healthCheckGracePeriodSeconds` runs from the start of a task, which was before the run.
#[test]
fn s4_1_6_the_grace_period_of_a_task_may_be_over_at_the_start() {
    let world = |started: &str| {
        World::lasting("20m")
            .measured()
            .target_group("web", "")
            .definition("web", 2, "portMappings = [{ containerPort = 80 }]")
            .with(&instance("a", "zone-a", (1792, 3872), "", ""))
            .with(&task("a", 2, &format!("startedAt = \"{started}\"")))
            .with(&service(
                1,
                1,
                "loadBalancers = [{ targetGroupArn = \"web\", containerName = \"app\", containerPort = 80 }]\n\
                 healthCheckGracePeriodSeconds = 600",
            ))
            .fault(r#"
                action = "plimsoll:container-hang"
                at = "10s"
                service = "web"
                for = "15m""#)
    };
    let first_stop = |started: &str| {
        let run = world(started).run();
        events(&run, 0.0).into_iter().find(|(_, text)| text.starts_with("has stopped")).expect("it hangs").0
    };
    assert!(first_stop("2025-12-31T00:00:00Z") < 100.0);
    assert!(first_stop("2025-12-31T23:59:50Z") >= 590.0);
}

/// With `startsFrom = "empty"` the same files say what there is, not how it stands.
#[test]
fn a_described_cluster_may_begin_empty() {
    let text = two_tasks().with(&service(2, 2, ""));
    let from_empty = text.clone().starting_from("empty").run();
    assert_eq!(from_empty.moves("web", 0.0), "+1 +1", "the first task of a revision is alone (SC-08)");
    assert_eq!(text.starting_from("described").run().moves("web", 0.0), "");
}

/// All passes simulated find no more to do than those that could act, from a found state too.
#[test]
fn sc_04_every_pass_of_a_found_state_changes_nothing() {
    for desired in 1..=4 {
        let world = two_tasks()
            .with(&instance("c", "zone-a", (2048, 4000), "", ""))
            .with(&service(desired, 2, ""))
            .action("10m", "terminateInstances = { containerInstances = [\"i-a\"] }");
        for seed in 1..=5 {
            let digest = world.run_with(seed).outcome.digest;
            let every = world.clone().behavior("schedulerClock = \"everyPass\"").run_with(seed).outcome;
            assert_eq!(digest, every.digest, "{desired} {seed}");
        }
    }
}

/// A fork of a found state and the state itself go on alike, and every counter stays in step.
#[test]
fn a_found_state_is_in_step_to_the_end() {
    let world = two_tasks()
        .with(&instance("c", "zone-a", (512, 3000), "", ""))
        .with(&service(3, 2, ""))
        .action("5m", "updateService = { service = \"web\", taskDefinition = \"web:1\" }")
        .fault(
            r#"
            action = "aws:ec2:terminate-instances"
            at = "10m"
            availabilityZone = "zone-a"
            replacedAfter = "3m""#,
        );
    let mut run = at_start(&world);
    let mut fork = run.clone();
    run.run_to_end_looking(|run| run.audit().expect("in step")).expect("no guard ends it");
    fork.run_until(SimTime::from_secs(400)).expect("no guard ends it");
    assert_eq!(run.finish().expect("ended").digest, fork.finish().expect("ended").digest);
}
