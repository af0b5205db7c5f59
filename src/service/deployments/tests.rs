//! Deployments beside a small cluster that really holds their tasks.

use super::*;
use crate::cluster::{Cluster, DeploymentCounts, HealthCounts, NewTask, StopCause, TaskHealth, TaskStatus};
use crate::model::{
    AttributeId, CircuitBreaker, ClassId, ClusterId, Demand, DeploymentBounds, GroupId, InstanceClass,
    InstanceId, MaximumCounts, Model, Resources, Service, ServiceId, TaskDefinition, TaskId, ZoneId,
};
use crate::service::{Actual, Desired, Planner, StartsAllowed};
use crate::time::SimDuration;

const SERVICE: usize = 0;

fn definition(index: usize) -> TaskDefinitionId {
    TaskDefinitionId::new(index)
}

fn revision(revision: u32) -> TaskDefinition {
    TaskDefinition {
        family: "web".to_owned(),
        revision,
        demand: Demand { resources: Resources { cpu: 1, memory: 1, gpu: 0 }, ..Demand::default() },
        ..TaskDefinition::default()
    }
}

fn model() -> Model {
    Model {
        duration: SimDuration::from_mins(60),
        warm_up: None,
        clusters: vec!["default".to_owned()],
        zones: vec!["a".to_owned()],
        attributes: vec![crate::model::ZONE_ATTRIBUTE.to_owned()],
        classes: vec![InstanceClass {
            cluster: ClusterId::new(0),
            zone: ZoneId::new(0),
            instance_type: "m5.large".to_owned(),
            registered: Resources { cpu: 100, memory: 100, gpu: 0 },
            attributes: vec![(AttributeId::new(0), "a".to_owned())],
            ..InstanceClass::default()
        }],
        task_definitions: vec![revision(1), revision(2)],
        services: vec![Service {
            name: "web".to_owned(),
            cluster: ClusterId::new(0),
            task_definition: definition(0),
            desired_count: 4,
            ..Service::default()
        }],
        ..Model::default()
    }
}

/// Adds `count` tasks of a deployment that are `RUNNING` and healthy.
fn add_healthy(cluster: &mut Cluster, deployment: u32, count: u32) -> Vec<TaskId> {
    let mut added = Vec::new();
    for number in 0..count {
        let new = NewTask {
            group: GroupId::new(SERVICE),
            service: Some(ServiceId::new(SERVICE)),
            deployment,
            definition: definition(deployment as usize),
            number,
            place: InstanceId::new(0).into(),
            replaces_unhealthy: false,
        };
        let task = cluster.create_task(new, SimTime::ZERO);
        cluster.set_task_status(task, TaskStatus::Running, SimTime::ZERO);
        cluster.set_task_health(task, TaskHealth::Healthy, false);
        added.push(task);
    }
    added
}

fn healthy(healthy: u32) -> DeploymentCounts {
    let staying = HealthCounts { healthy, ..HealthCounts::default() };
    DeploymentCounts { staying, ..DeploymentCounts::default() }
}

fn first() -> (Deployments, ServiceSettings) {
    let service = &model().services[SERVICE];
    let settings = ServiceSettings::of(service);
    (Deployments::new(ServiceRevision::of(service), &settings, Images::Resolved, SimTime::ZERO), settings)
}

#[test]
fn a_deployment_is_stuck_until_it_goes_on_and_ends_once() {
    use DeploymentState::{InProgress, Stuck, Superseded};
    let (mut deployments, settings) = first();
    let (now, state) =
        (SimTime::from_secs(7), |all: &Deployments| all.all().first().map(|oldest| oldest.state));
    assert_eq!(deployments.primary_becomes(InProgress), None, "it is already");
    assert_eq!(deployments.primary_becomes(Stuck), Some(StateChange { deployment: 0, state: Stuck }));
    assert_eq!(deployments.primary_becomes(Stuck), None);
    assert_eq!(
        deployments.primary_becomes(InProgress),
        Some(StateChange { deployment: 0, state: InProgress })
    );
    deployments.supersede(now, definition(1), &settings, Images::Resolved, 1);
    assert_eq!(state(&deployments), Some(Superseded));
    let (mut completed, _) = first();
    completed.complete(now);
    assert_eq!(
        completed.supersede(now, definition(1), &settings, Images::Resolved, 4),
        None,
        "it has ended before"
    );
    assert_eq!(state(&completed), Some(DeploymentState::Completed));
}

#[test]
fn a_new_deployment_is_primary_and_the_one_before_keeps_its_healthy_tasks() {
    let (mut deployments, settings) = first();
    assert_eq!(deployments.primary().number, 0);

    let superseded =
        deployments.supersede(SimTime::from_secs(60), definition(1), &settings, Images::Resolved, 3);
    assert_eq!(superseded, Some(StateChange { deployment: 0, state: DeploymentState::Superseded }));
    assert_eq!(deployments.primary().number, 1);
    assert_eq!(deployments.primary().revision.task_definition, definition(1));
    assert_eq!(deployments.primary().started_at, SimTime::from_secs(60));
    assert_eq!(deployments.get(0).map(|older| older.target), Some(3));
    deployments.supersede(SimTime::from_secs(90), definition(0), &settings, Images::Resolved, 1);
    assert_eq!(deployments.primary().number, 2, "numbers only grow");
    let targets: Vec<u32> = deployments.all().iter().map(|deployment| deployment.target).collect();
    assert_eq!(targets, [3, 1, 0]);
}

#[test]
fn a_rollout_ends_with_one_completed_deployment() {
    let model = model();
    let mut cluster = Cluster::new(model.clone());
    cluster.register_instance(ClassId::new(0), SimTime::ZERO);
    let old = add_healthy(&mut cluster, 0, 4);
    let (mut deployments, settings) = first();
    deployments.supersede(SimTime::ZERO, definition(1), &settings, Images::Resolved, 4);
    add_healthy(&mut cluster, 1, 4);

    let mut views = Vec::new();
    deployments.views(cluster.service(ServiceId::new(SERVICE)), &mut views);
    assert_eq!(
        views,
        [
            DeploymentView { number: 0, target: 4, counts: healthy(4), ..DeploymentView::default() },
            DeploymentView { number: 1, target: 0, counts: healthy(4), ..DeploymentView::default() },
        ]
    );

    let bounds = DeploymentBounds::REPLICA_DEFAULT;
    let desired = Desired { desired_count: 4, bounds, early_success: None, moving: 0 };
    let actual = Actual {
        deployments: &views,
        sites: &[],
        stopping: 0,
        maximum_counts: MaximumCounts::UntilStopped,
        starts_allowed: StartsAllowed::UNLIMITED,
    };
    let mut plan = Plan::default();
    Planner::Rolling.plan(&desired, &actual, SimTime::ZERO, &mut plan);
    deployments.note_stops(&plan);
    assert_eq!(deployments.get(0).map(|older| older.target), Some(0));
    deployments.retire_empty(cluster.service(ServiceId::new(SERVICE)));
    assert!(deployments.get(0).is_some(), "its tasks are not stopped yet");
    assert!(deployments.older_hold(cluster.service(ServiceId::new(SERVICE))));

    for task in old {
        cluster.stop_task(task, StopCause::ScalingActivity, SimTime::from_secs(9));
    }
    deployments.retire_empty(cluster.service(ServiceId::new(SERVICE)));
    assert_eq!(deployments.get(0), None);
    let completed = StateChange { deployment: 1, state: DeploymentState::Completed };
    assert_eq!(deployments.complete(SimTime::from_secs(9)), Some(completed));
    assert_eq!(deployments.complete(SimTime::from_secs(19)), None, "it completes once");
    assert_eq!(deployments.primary().completed_at, Some(SimTime::from_secs(9)));
}

/// Whoever lets PRIMARY complete asks first whether older ones hold tasks: completing does not look. A blue/green deployment
/// completes beside what it has replaced, and early success may defer the clean-up (services.md §2.3, §2.5).
#[test]
fn completing_is_not_refused_while_older_ones_hold_tasks() {
    let mut cluster = Cluster::new(model());
    cluster.register_instance(ClassId::new(0), SimTime::ZERO);
    let service = ServiceId::new(SERVICE);
    let (mut deployments, settings) = first();
    let old = add_healthy(&mut cluster, 0, 2);
    deployments.supersede(SimTime::ZERO, definition(1), &settings, Images::Resolved, 0);
    assert!(deployments.older_hold(cluster.service(service)), "they hold tasks, without a target");
    let completed = StateChange { deployment: 1, state: DeploymentState::Completed };
    assert_eq!(deployments.complete(SimTime::from_secs(5)), Some(completed));
    assert_eq!(deployments.rollback_target(), Some(1));
    assert!(deployments.older_hold(cluster.service(service)) && deployments.get(0).is_some());
    for task in old {
        cluster.stop_task(task, StopCause::ScalingActivity, SimTime::from_secs(9));
    }
    assert!(!deployments.older_hold(cluster.service(service)));
    deployments.retire_empty(cluster.service(service));
    assert_eq!(deployments.all().len(), 1);
    deployments.supersede(SimTime::from_secs(9), definition(0), &settings, Images::Resolved, 2);
    assert!(deployments.older_hold(cluster.service(service)), "a target holds as well");
}

#[test]
fn an_older_deployment_without_tasks_stays_while_it_is_owed_some() {
    let model = model();
    let cluster = Cluster::new(model.clone());
    let (mut deployments, settings) = first();
    deployments.supersede(SimTime::ZERO, definition(1), &settings, Images::Resolved, 2);
    deployments.retire_empty(cluster.service(ServiceId::new(SERVICE)));
    assert_eq!(
        deployments.get(0).map(|older| older.target),
        Some(2),
        "HL-04: its own revision replaces them"
    );
}

/// The example of the Developer Guide (services.md §12, 22): 1 is complete, 2 fails and is rolled back to 1, and until 1 has
/// completed again there is nothing that 3 could be rolled back to.
#[test]
fn s2_3_9_a_rollback_target_has_to_complete_before_it_is_used_again() {
    let cluster = Cluster::new(model());
    let tasks = cluster.service(ServiceId::new(SERVICE));
    let (mut deployments, settings) = first();
    let supersede = |deployments: &mut Deployments| {
        deployments.supersede(SimTime::ZERO, definition(1), &settings, Images::Resolved, 0);
    };
    let states = |deployments: &Deployments| {
        deployments.all().iter().map(|of| (of.number, of.state.name())).collect::<Vec<_>>()
    };
    assert_eq!(deployments.rollback_target(), None, "nothing has completed yet");
    deployments.complete(SimTime::from_secs(1));
    supersede(&mut deployments);
    deployments.retire_empty(tasks);
    assert_eq!(deployments.all().len(), 1, "it is INACTIVE, and still where a failed one is rolled back to");
    let failed = deployments.fail();
    assert_eq!(failed, Some(StateChange { deployment: 1, state: DeploymentState::Failed }));
    assert_eq!(deployments.roll_back(tasks, 0), Some(Rollback { from: 1, to: 0 }));
    assert_eq!(states(&deployments), [(1, "FAILED"), (0, "IN_PROGRESS")]);
    let mut again = deployments.clone();

    supersede(&mut deployments);
    assert_eq!(deployments.primary().number, 2, "no number is given twice");
    deployments.fail();
    assert_eq!(deployments.roll_back(tasks, 0), None, "0 has not completed again");
    deployments.retire_empty(tasks);
    assert_eq!(states(&deployments), [(2, "FAILED")]);

    again.complete(SimTime::from_secs(9));
    assert_eq!(again.rolled_back(), Some(StateChange { deployment: 1, state: DeploymentState::RolledBack }));
    assert_eq!((again.rolled_back(), again.rollback_target()), (None, Some(0)));
    assert_eq!(again.primary().completed_at, Some(SimTime::from_secs(1)), "when it did first");
}

#[test]
fn sc_08_images_that_cannot_be_resolved_fail_a_deployment_with_a_circuit_breaker() {
    let breaker = CircuitBreaker::new(false);
    let service = &model().services[SERVICE];
    let settings = ServiceSettings::of(service);
    for (images, expected) in [(Images::of(true), [false, false, true]), (Images::Resolved, [false; 3])] {
        let mut deployments =
            Deployments::new(ServiceRevision::of(service), &settings, images, SimTime::ZERO);
        // Of 400 tasks 200 failures end a deployment, but three tries to resolve its images do too.
        let tripped = expected.map(|_| {
            deployments.start_failed(0);
            deployments.trips(&breaker, 400)
        });
        assert_eq!(tripped, expected);
        assert_eq!(deployments.primary().images.again(), Images::Resolved);
    }
}
