//! API calls of random worlds, those about standalone tasks aside.

use plimsoll::model::{
    Action, ActionTime, ApiCall, AttributeChange, AttributeId, ClassId, ClusterId, Distribution,
    InstanceSelection, Service, ServiceId, TaskDefinitionId, TaskSelection, ZoneId,
};
use plimsoll::time::{SimDuration, SimTime};
use proptest::prelude::*;

use super::endings::{end_conditions, strategy};
use super::{CLASSES, ZONES, seconds, strategies};

/// The call as a service takes it: a DAEMON service has neither a count nor strategies to set.
pub fn suited(mut call: ApiCall, services: &[Service]) -> ApiCall {
    if let ApiCall::UpdateService { service, desired_count, strategies, end_conditions, strategy, .. } =
        &mut call
        && services[service.index()].is_daemon()
    {
        (*desired_count, *strategies, *strategy) = (None, None, None);
        if let Some(end_conditions) = end_conditions {
            end_conditions.early_success = None;
        }
    }
    call
}

fn selection() -> impl proptest::strategy::Strategy<Value = InstanceSelection> {
    let zone = prop::option::of((0..ZONES).prop_map(ZoneId::new));
    (zone, prop::option::of(0..3_u32)).prop_map(|(zone, count)| InstanceSelection::Matching {
        cluster: ClusterId::new(0),
        zone,
        count,
    })
}

/// The attribute that tells the classes that calls make from those that are declared.
fn attribute_change(puts: bool) -> AttributeChange {
    let after = |class: usize| ClassId::new(class % CLASSES + if puts { CLASSES } else { 0 });
    AttributeChange {
        attributes: vec![(AttributeId::new(1), puts.then(|| "new".to_owned()))],
        becomes: (0..2 * CLASSES).map(|class| (ClassId::new(class), after(class))).collect(),
    }
}

pub fn call(services: usize) -> impl proptest::strategy::Strategy<Value = ApiCall> {
    let which = (0..services).prop_map(ServiceId::new);
    let some = which.clone();
    let update = (
        which.clone(),
        prop::option::of(0..7_u32),
        prop::option::of(0..2_usize),
        any::<bool>(),
        strategies(),
        prop::option::weighted(0.2, (end_conditions(), strategy())),
    );
    prop_oneof![
        3 => update.prop_map(|(service, desired_count, revision, force_new_deployment, strategies, configured)| {
            let (end_conditions, strategy) = configured.unzip();
            ApiCall::UpdateService {
                service,
                desired_count,
                // Each service has two revisions of its own, one after the other.
                task_definition: revision.map(|revision| TaskDefinitionId::new(service.index() * 2 + revision)),
                force_new_deployment,
                bounds: None,
                end_conditions,
                strategy,
                strategies: Some(strategies),
                constraints: None,
                rebalances: None,
            }
        }),
        1 => which.clone().prop_map(ApiCall::StopServiceDeployment),
        1 => (which.clone(), any::<bool>())
            .prop_map(|(service, rollback)| ApiCall::ContinueServiceDeployment { service, rollback }),
        1 => (which, 0..3_u32).prop_map(|(service, count)| ApiCall::StopTask {
            tasks: TaskSelection::OfService { service, count: Some(count) },
            reason: None
        }),
        1 => selection().prop_map(ApiCall::TerminateInstances),
        1 => selection().prop_map(ApiCall::StopInstances),
        1 => (selection(), seconds(0..90)).prop_map(|(instances, connected_after)| {
            ApiCall::StartInstances { instances, connected_after }
        }),
        1 => (selection(), any::<bool>())
            .prop_map(|(instances, force)| ApiCall::DeregisterContainerInstance { instances, force }),
        1 => (some.clone(), any::<bool>()).prop_map(|(service, force)| ApiCall::DeleteService { service, force }),
        2 => (some, prop::option::of(0..4_u32), prop::option::weighted(0.8, 1..30_u64)).prop_map(
            |(service, count, minutes)| ApiCall::UpdateTaskProtection {
                tasks: TaskSelection::OfService { service, count },
                expires_in: minutes.map(SimDuration::from_mins),
            }
        ),
        2 => (selection(), any::<bool>())
            .prop_map(|(instances, draining)| ApiCall::UpdateContainerInstancesState { instances, draining }),
        3 => (selection(), any::<bool>()).prop_map(|(instances, puts)| {
            let change = attribute_change(puts);
            if puts {
                ApiCall::PutAttributes { instances, change }
            } else {
                ApiCall::DeleteAttributes { instances, change }
            }
        }),
    ]
}

/// At a set time, or at one that a run draws.
pub fn when() -> impl Strategy<Value = ActionTime> {
    let secs = SimDuration::from_secs;
    prop_oneof![
        3 => (0..1_000_u64).prop_map(|at| SimTime::from_secs(at).into()),
        1 => (0..500_u64, 0..500_u64).prop_map(move |(low, width)| {
            ActionTime::Drawn(Distribution::Uniform { low: secs(low), high: secs(low + width) })
        }),
        1 => (1..1_000_u64).prop_map(move |mean| ActionTime::Drawn(Distribution::Exponential { mean: secs(mean) })),
    ]
}

/// Some services are created by a call.
pub fn created(mut services: Vec<Service>, at: &[Option<ActionTime>]) -> (Vec<Service>, Vec<Action>) {
    let mut calls = Vec::new();
    for (index, (service, at)) in services.iter_mut().zip(at).enumerate() {
        service.created_by_call = at.is_some();
        let call = ApiCall::CreateService(ServiceId::new(index));
        calls.extend(at.clone().map(|at| Action { at, call }));
    }
    (services, calls)
}
