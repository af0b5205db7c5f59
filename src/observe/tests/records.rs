//! Rows of tasks, instances and deployments.

use super::*;
use crate::cluster::ExitStatus;
use crate::model::{Image, ImageId, Images, RegistryId};

#[test]
fn tasks_keep_their_times_even_when_their_slot_is_used_again() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    stage.deploy(0, 0, 0);
    let one = stage.create(1, WEB, 0, host);
    stage.heal(4, one);
    stage.stop(50, one, StopCause::EssentialContainerExited);
    stage.cluster.set_exit_status(one, ExitStatus::KILLED);
    stage.status(52, one, TaskStatus::Stopped);
    let two = stage.create(60, WEB, 0, host);
    assert_eq!(one.slot(), two.slot(), "the store uses slots again");
    let outcome = stage.finish(100);

    let rows: Vec<_> = outcome.tasks.iter().collect();
    let at = |seconds| Some(SimTime::from_secs(seconds));
    assert_eq!((outcome.tasks.len(), rows.len()), (2, 2));
    assert_eq!(rows[0].definition, "web:1");
    assert_eq!((rows[0].started_at, rows[0].healthy_at), (at(4), at(4)));
    assert_eq!((rows[0].stopping_at, rows[0].stopped_at), (at(50), at(52)));
    assert_eq!((rows[0].stop_code, rows[0].exit_code), (Some("EssentialContainerExited"), Some(137)));
    assert_eq!(rows[0].stopped_reason.as_deref(), Some("Essential container in task exited"));
    assert_eq!((rows[1].created_at, rows[1].started_at), (SimTime::from_secs(60), None));
    assert_eq!((rows[1].stop_code, &rows[1].stopped_reason, rows[1].stopped_at), (None, &None, None));
    assert_ne!(rows[0].id, rows[1].id);
    assert!(rows.iter().all(|row| row.id.len() == 32 && row.id.bytes().all(|b| b.is_ascii_hexdigit())));
}

/// RN-08: a task that waits for capacity is on no instance and reserves nothing before it gets one.
#[test]
fn a_task_without_an_instance_is_recorded_and_placed_later() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    stage.deploy(0, 0, 0);
    let placed = stage.create(10, WEB, 0, Place::Unplaced);
    let waiting = stage.create(10, WEB, 0, Place::Unplaced);
    stage.place(60, placed, host);
    stage.stop(70, waiting, StopCause::ScalingActivity);
    stage.status(70, waiting, TaskStatus::Stopped);
    let outcome = stage.finish(110);

    let rows: Vec<_> = outcome.tasks.iter().map(|row| (row.created_at, row.instance)).collect();
    let at = SimTime::from_secs;
    assert_eq!(rows, [(at(10), Some(outcome.instances[0].ordinal)), (at(10), None)]);
    assert_eq!(outcome.instances[0].tasks_placed, 1);
    let lines = outcome.log.records().filter(|line| line.message.contains("desiredStatus RUNNING"));
    let told: Vec<_> = lines.map(|line| (line.at, line.message)).collect();
    let provisioning = "lastStatus PROVISIONING, desiredStatus RUNNING, taskDefinition web:1".to_owned();
    let with_host = format!("{provisioning}, containerInstance {}", outcome.instances[0].name);
    assert_eq!(told, [(at(10), provisioning.clone()), (at(10), provisioning), (at(60), with_host)]);
    // 512 of the host's CPU units for 50 of 110 seconds.
    let reserved = 50.0 / 110.0 * 512.0 / f64::from(model.classes[0].registered.cpu);
    assert!((outcome.instances[0].cpu_reserved - reserved).abs() < 1e-9);
}

/// placement.md §3.8: the reasons ECS gives.
#[test]
fn ex_02_stopped_reasons_are_those_of_ecs() {
    let action = Action {
        at: SimTime::ZERO.into(),
        call: ApiCall::StopTask {
            tasks: TaskSelection::OfService { service: ServiceId::new(WEB), count: Some(1) },
            reason: Some("Rotating the keys".into()),
        },
    };
    let silent = Action {
        at: SimTime::ZERO.into(),
        call: ApiCall::StopTask {
            tasks: TaskSelection::OfService { service: ServiceId::new(WEB), count: Some(1) },
            reason: None,
        },
    };
    let image = Image {
        name: "shop:1".to_owned(),
        registry: RegistryId::new(0),
        layers: Vec::new(),
        pull_failure_millionths: 0,
    };
    let images = Images { images: vec![image], ..Images::default() };
    let model = Model { actions: vec![action, silent], images, ..model() };
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    stage.deploy(0, 0, 0);
    for cause in [
        StopCause::CannotStart(None),
        StopCause::CannotPull(ImageId::new(0)),
        StopCause::EssentialContainerExited,
        StopCause::ScalingActivity,
        StopCause::FailedTargetHealth(TargetGroupId::new(0)),
        StopCause::FailedContainerHealth,
        StopCause::StoppedByUser(ActionId::new(0)),
        StopCause::StoppedByUser(ActionId::new(1)),
        StopCause::HostTerminated,
        StopCause::HostStopped,
    ] {
        let task = stage.create(1, WEB, 0, host);
        stage.lose(2, task, cause);
    }
    let outcome = stage.finish(100);
    let line = |task: crate::observe::TaskRecord| {
        format!("{}: {}", task.stop_code.expect("stopped"), task.stopped_reason.expect("stopped"))
    };
    let lines: Vec<String> = outcome.tasks.iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    TaskFailedToStart: Task failed to start
    TaskFailedToStart: CannotPullContainerError: image shop:1 could not be pulled
    EssentialContainerExited: Essential container in task exited
    ServiceSchedulerInitiated: Scaling activity initiated by (deployment ecs-svc/1090313563424616469)
    ServiceSchedulerInitiated: Task failed ELB health checks in (target-group web-tg)
    ServiceSchedulerInitiated: Task failed container health checks
    UserInitiated: Rotating the keys
    UserInitiated: Task stopped by user
    TerminationNotice: Host EC2 (instance hosts-1) terminated.
    InfrastructureHealth: Host EC2 (instance hosts-1) stopped.
    ");
}

#[test]
fn instances_tell_what_was_reserved_on_them() {
    let model = Model { warm_up: Some(SimDuration::from_secs(10)), ..model() };
    let mut stage = Stage::new(&model, Detail::Full);
    let (first, _second, third) = (stage.register(0, 0), stage.register(0, 0), stage.register(40, 0));
    let one = stage.create(0, WEB, 0, first);
    stage.lose(30, one, StopCause::HostTerminated);
    stage.set_status(50, first, InstanceStatus::Inactive);
    stage.create(70, WEB, 0, third);
    let rows = stage.finish(100).instances;
    let row = |index: usize| {
        let row = &rows[index];
        (row.name.as_str(), row.deregistered_at.map(SimTime::as_micros), row.tasks_placed)
    };
    assert_eq!(row(0), ("hosts-1", Some(50_000_000), 1));
    assert_eq!(row(1), ("hosts-2", None, 0));
    // Not of the fleet: its group's name, with a number that nobody else has.
    assert_eq!(row(2), ("hosts-3", None, 1));
    // A quarter of the CPU for 20 of the 40 s after the warm-up in which it was registered.
    assert!((rows[0].cpu_reserved - 0.125).abs() < 1e-12, "{}", rows[0].cpu_reserved);
    // An eighth of the memory for 30 of 60 s.
    assert!((rows[2].memory_reserved - 0.0625).abs() < 1e-12, "{}", rows[2].memory_reserved);
    assert_eq!((rows[0].instance_type.as_str(), rows[0].zone.as_str()), ("m5.large", "us-east-1a"));
}

#[test]
fn deployments_are_rows_with_ids() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    stage.deploy(0, 0, 0);
    stage.deployment_becomes(5, 0, DeploymentState::Completed);
    stage.deploy(10, 1, 1);
    stage.deployment_becomes(20, 1, DeploymentState::Stuck);
    let rows = stage.finish(100).deployments;
    assert_eq!((rows[0].definition.as_str(), rows[0].state), ("web:1", DeploymentState::Completed));
    assert_eq!(rows[0].completed_at, Some(SimTime::from_secs(5)));
    assert_eq!((rows[1].definition.as_str(), rows[1].state), ("web:2", DeploymentState::Stuck));
    for row in &rows {
        let digits = row.id.strip_prefix("ecs-svc/").expect("the prefix of ECS");
        assert!(digits.len() == 19 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{}", row.id);
    }
    assert_ne!(rows[0].id, rows[1].id);
}

#[test]
fn figures_alone_keep_no_records_and_the_same_metrics() {
    let model = model();
    let outcome = |detail| {
        let mut stage = Stage::new(&model, detail);
        let host = stage.register(0, 0);
        stage.desire(0, WEB, 1);
        stage.deploy(0, 0, 0);
        let task = stage.create(1, WEB, 0, host);
        stage.heal(2, task);
        stage.finish(100)
    };
    let (figures, full) = (outcome(Detail::Metrics), outcome(Detail::Full));
    assert_eq!((&figures.metrics, &figures.series), (&full.metrics, &full.series));
    assert!(figures.tasks.is_empty() && figures.log.is_empty());
    assert!(figures.instances.is_empty() && figures.deployments.is_empty());
    assert!(!full.tasks.is_empty() && !full.log.is_empty());
    assert_eq!((full.digest, full.events), (7, 9));
}

#[test]
fn ids_depend_on_nothing_but_the_thing_itself() {
    let ids = |model: &Model, index: usize| {
        let mut stage = Stage::new(model, Detail::Full);
        let host = stage.register(0, 0);
        stage.create(0, index, 0, host);
        let outcome = stage.finish(100);
        outcome.tasks.iter().map(|task| task.id).collect::<Vec<_>>()
    };
    let alone = model();
    let mut among = model();
    among.services = vec![service("api", 0, 2), service("web", 0, 0)];
    let mut elsewhere = model();
    elsewhere.clusters = vec!["other".into()];
    assert_eq!(ids(&alone, 0), ids(&among, 1), "another service changes nobody else's ids");
    assert_ne!(ids(&alone, 0), ids(&among, 0));
    assert_ne!(ids(&alone, 0), ids(&elsewhere, 0));
}

#[test]
fn records_can_be_collected_from_rows() {
    let model = model();
    let mut stage = Stage::new(&model, Detail::Full);
    let host = stage.register(0, 0);
    stage.create(0, WEB, 0, host);
    let outcome = stage.finish(100);
    let tasks: crate::observe::TaskRecords = outcome.tasks.iter().collect();
    let log: crate::observe::EventLog = outcome.log.records().collect();
    assert_eq!((tasks.len(), log.len()), (outcome.tasks.len(), outcome.log.len()));
    assert!(tasks.iter().eq(outcome.tasks.iter()) && log.records().eq(outcome.log.records()));
}
