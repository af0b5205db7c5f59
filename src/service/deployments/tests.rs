//! Deployments beside a small cluster that really holds their tasks.

use super::*;
use crate::cluster::{Cluster, DeploymentCounts, HealthCounts, NewTask, StopCause, TaskHealth, TaskStatus};
use crate::model::{
    AttributeId, ClassId, ClusterId, Demand, DeploymentBounds, GroupId, InstanceClass, InstanceId, Model,
    Resources, Service, ServiceId, TaskDefinition, TaskId, ZoneId,
};
use crate::service::{Actual, Desired, StartsAllowed, reconcile};
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
        warm_up: SimDuration::ZERO,
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
            instance: InstanceId::new(0),
        };
        let task = cluster.create_task(new, SimTime::ZERO);
        cluster.set_task_status(task, TaskStatus::Running, SimTime::ZERO);
        cluster.set_task_health(task, TaskHealth::Healthy);
        added.push(task);
    }
    added
}

fn healthy(healthy: u32) -> DeploymentCounts {
    let staying = HealthCounts { healthy, ..HealthCounts::default() };
    DeploymentCounts { staying, ..DeploymentCounts::default() }
}

#[test]
fn a_new_deployment_is_primary_and_the_one_before_keeps_its_healthy_tasks() {
    let mut deployments = Deployments::new(definition(0), SimTime::ZERO);
    assert_eq!((deployments.primary().number, deployments.in_progress()), (0, false));

    let number = deployments.supersede(SimTime::from_secs(60), definition(1), 3);
    assert_eq!(number, 1);
    assert_eq!(deployments.primary().definition, definition(1));
    assert_eq!(deployments.primary().started_at, SimTime::from_secs(60));
    assert_eq!(deployments.get(0).map(|older| older.target), Some(3));
    assert_eq!(deployments.supersede(SimTime::from_secs(90), definition(0), 1), 2, "numbers only grow");
    let targets: Vec<u32> = deployments.all().iter().map(|deployment| deployment.target).collect();
    assert_eq!(targets, [3, 1, 0]);
}

#[test]
fn a_rollout_ends_with_one_completed_deployment() {
    let model = model();
    let mut cluster = Cluster::new(model.clone());
    cluster.register_instance(ClassId::new(0), SimTime::ZERO);
    let old = add_healthy(&mut cluster, 0, 4);
    let mut deployments = Deployments::new(definition(0), SimTime::ZERO);
    deployments.supersede(SimTime::ZERO, definition(1), 4);
    add_healthy(&mut cluster, 1, 4);

    let mut views = Vec::new();
    deployments.views(cluster.service(ServiceId::new(SERVICE)), &mut views);
    assert_eq!(
        views,
        [
            DeploymentView { number: 0, target: 4, counts: healthy(4) },
            DeploymentView { number: 1, target: 0, counts: healthy(4) },
        ]
    );

    let desired = Desired { desired_count: 4, bounds: DeploymentBounds::REPLICA_DEFAULT };
    let actual = Actual { deployments: &views, starts_allowed: StartsAllowed::UNLIMITED };
    let plan = reconcile(&desired, &actual, SimTime::ZERO);
    deployments.note_stops(&plan);
    assert_eq!(deployments.get(0).map(|older| older.target), Some(0));
    deployments.retire_empty(cluster.service(ServiceId::new(SERVICE)));
    assert!(deployments.in_progress(), "its tasks are not stopped yet");
    assert!(!deployments.complete(SimTime::from_secs(5)));

    for task in old {
        cluster.stop_task(task, StopCause::ScalingActivity, SimTime::from_secs(9));
    }
    deployments.retire_empty(cluster.service(ServiceId::new(SERVICE)));
    assert_eq!(deployments.get(0), None);
    assert!(deployments.complete(SimTime::from_secs(9)));
    assert!(!deployments.complete(SimTime::from_secs(19)), "it completes once");
    assert_eq!(deployments.primary().completed_at, Some(SimTime::from_secs(9)));
}

#[test]
fn an_older_deployment_without_tasks_stays_while_it_is_owed_some() {
    let model = model();
    let cluster = Cluster::new(model.clone());
    let mut deployments = Deployments::new(definition(0), SimTime::ZERO);
    deployments.supersede(SimTime::ZERO, definition(1), 2);
    deployments.retire_empty(cluster.service(ServiceId::new(SERVICE)));
    assert_eq!(
        deployments.get(0).map(|older| older.target),
        Some(2),
        "HL-04: its own revision replaces them"
    );
}
