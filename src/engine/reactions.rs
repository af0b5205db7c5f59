//! What follows from what was noted, once for each phase of an instant: alarms are to be evaluated again, room is kept for
//! daemons or not any more, who waits for capacity tries again, services are woken.

use super::core::Core;
use super::notes::{Changed, Sort};
use super::parts::{Parts, Placing, Services};
use super::passes::after_cause;
use crate::cluster::{Cluster, InstanceStatus, Observer};
use crate::model::{InstanceId, Model, ServiceId, TaskDefinitionId};
use crate::placement::Filter;
use crate::service::ServiceStatus;

/// Lists that reactions work on, kept so that they allocate nothing once they have grown.
#[derive(Clone, Debug, Default)]
pub(super) struct Reactions {
    changed: Vec<Changed>,
    services: Vec<ServiceId>,
}

impl Reactions {
    /// Reacts to everything that was noted since the last time.
    pub fn react<O: Observer>(&mut self, core: &mut Core<'_, O>, parts: &mut Parts) {
        core.schedule_woken();
        core.notes().take_deployed(&mut self.services);
        for service in &self.services {
            keep_room_everywhere(core, &parts.services, *service);
        }
        core.notes().take_instances(&mut self.changed);
        let instances = core.cluster().instances();
        self.changed.retain(|note| instances.is_known(note.instance));
        for note in &self.changed {
            daemons_look_at(core, &parts.services, *note);
        }
        for note in &self.changed {
            may_take_more(core, &mut parts.services, &mut parts.placing, note.instance);
        }
        zones_may_change(core, &mut parts.services, &self.changed);
        for note in &self.changed {
            may_ease_zones(core, &parts.services, &mut parts.placing, note.instance);
        }
        for note in &self.changed {
            may_depart(core, &mut parts.services, note.instance);
        }
        core.notes().take_services(&mut self.services);
        for service in &self.services {
            after_cause(core, &mut parts.services, *service);
        }
    }
}

/// A new deployment of a daemon takes up changed constraints, and room is kept for its revision.
fn keep_room_everywhere<O: Observer>(core: &mut Core<'_, O>, services: &Services, daemon: ServiceId) {
    let cluster = core.model.service(daemon).cluster;
    let instances: Vec<InstanceId> = core.cluster().instances().ids_of(cluster).collect();
    for instance in instances {
        reserve(core, services, daemon, instance);
    }
}

/// Room is kept on the instance from now on, or not any more, and the daemon services of its cluster see to it.
fn daemons_look_at<O: Observer>(core: &mut Core<'_, O>, services: &Services, note: Changed) {
    let instance = note.instance;
    for daemon in services.daemons().iter().copied() {
        let class = core.model.class(core.cluster().instances().class(instance));
        let is_there = services.get(daemon).status != ServiceStatus::NotCreated;
        if class.cluster != core.model.service(daemon).cluster || !is_there {
            continue;
        }
        if note.is(Sort::Standing) {
            reserve(core, services, daemon, instance);
            core.wake(daemon);
        } else if (note.is(Sort::Tasks) && services.request(daemon, core.model).queries().next().is_some())
            || note.is(Sort::Attributes)
        {
            // The tasks there are others now, which its queries may ask about, or its attributes (CN-07).
            if reserve(core, services, daemon, instance) {
                core.wake(daemon);
            }
        }
    }
    if note.is(Sort::Ended) {
        daemons_may_leave(core, instance);
    }
}

/// A task has left `instance`: where it is draining, daemons may go after the last task of other services (DR-04).
fn daemons_may_leave<O: Observer>(core: &mut Core<'_, O>, instance: InstanceId) {
    if !core.cluster().is_draining(instance) {
        return;
    }
    for index in 0..core.cluster().instances().tasks(instance).len() {
        let service = core.cluster().task(core.cluster().instances().tasks(instance)[index]).service;
        core.wake(service.filter(|service| core.model.service(*service).is_daemon()));
    }
}

/// Keeps room for the daemon on `instance` if it should have a task there; says whether that changed.
fn reserve<O: Observer>(
    core: &mut Core<'_, O>,
    services: &Services,
    daemon: ServiceId,
    instance: InstanceId,
) -> bool {
    let wanted = wanted(core.model, core.cluster(), services, daemon, instance);
    let changes = core.cluster().instances().reserved_by(instance, daemon) != wanted;
    if changes {
        core.commit_reservation(instance, daemon, wanted);
    }
    changes
}

/// Of which task definition the daemon should have a task on `instance`, if it should.
fn wanted(
    model: &Model,
    cluster: &Cluster,
    services: &Services,
    daemon: ServiceId,
    instance: InstanceId,
) -> Option<TaskDefinitionId> {
    let is_active = services.get(daemon).status == ServiceStatus::Active;
    let suits = is_active && Filter::new(&services.request(daemon, model), cluster).suits(instance);
    suits.then_some(services.get(daemon).deployments.primary().revision.task_definition)
}

/// Whoever waits for an instance on which something changed, and that takes its task now (RT-01), tries again, where the
/// scenario says so.
fn may_take_more<O: Observer>(
    core: &mut Core<'_, O>,
    services: &mut Services,
    placing: &mut Placing,
    instance: InstanceId,
) {
    if !core.model.behavior.retry_on_capacity {
        return;
    }
    for position in 0..services.daemons().len() {
        let daemon = services.daemons()[position];
        let waits = services.get(daemon).pacing.instance_retries.contains_key(&instance);
        let request = services.request(daemon, core.model);
        if waits && Filter::new(&request, core.cluster()).accepts(instance) {
            services.get_mut(daemon).pacing.instance_retries.remove(&instance);
            core.wake(daemon);
        }
    }
    for group in placing.waiting.served_by(instance, core.cluster()) {
        if let Some(service) = core.model.service_of(group) {
            services.get_mut(service).pacing.retry.reset();
            core.wake(service);
        }
    }
}

/// Zones open and close with their instances and with what these carry: services that are steady look whether their tasks
/// are spread evenly (RB-03).
fn zones_may_change<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, changed: &[Changed]) {
    let moves_zones = |note: &Changed| note.is(Sort::Standing) || note.is(Sort::Attributes);
    if !changed.iter().any(moves_zones) {
        return;
    }
    for position in 0..services.rebalanced().len() {
        let service = services.rebalanced()[position];
        let is_of_cluster = |note: &&Changed| {
            let class = core.model.class(core.cluster().instances().class(note.instance));
            moves_zones(note) && class.cluster == core.model.service(service).cluster
        };
        let concerned = changed.iter().any(|note| is_of_cluster(&note));
        if concerned && services.must_look_at_zones(service, core.model, core.cluster()) {
            core.wake(service);
        }
    }
}

/// Services that found no room to rebalance their zones look again when an instance could take their task (RB-05).
fn may_ease_zones<O: Observer>(
    core: &mut Core<'_, O>,
    services: &Services,
    placing: &mut Placing,
    instance: InstanceId,
) {
    if placing.short_of_room.is_empty() {
        return;
    }
    for group in placing.short_of_room.served_by(instance, core.cluster()) {
        let service = core.model.service_of(group);
        core.wake(service.filter(|service| services.get(*service).rebalancing.is_in_progress()));
    }
}

/// An instance that is gone leaves the store, and nobody waits for room on it any more.
fn may_depart<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, instance: InstanceId) {
    let instances = core.cluster().instances();
    let gone = instances.status(instance) == InstanceStatus::Inactive;
    if gone && instances.registered_at(instance).is_some() {
        for position in 0..services.daemons().len() {
            let daemon = services.daemons()[position];
            services.get_mut(daemon).pacing.instance_retries.remove(&instance);
        }
        core.commit_departure(instance);
    }
}

/// Looks at every instance anew.
///
/// # Errors
///
/// The first one on which room is kept where none should be, or none where some should.
pub(super) fn audit(model: &Model, cluster: &Cluster, services: &Services) -> Result<(), String> {
    for daemon in services.daemons() {
        for instance in cluster.instances().ids_of(model.service(*daemon).cluster) {
            let kept = cluster.instances().reserved_by(instance, *daemon);
            let wanted = wanted(model, cluster, services, *daemon, instance);
            if kept != wanted {
                return Err(format!(
                    "{daemon:?} reservations {kept:?} on {instance:?}, and wants {wanted:?}"
                ));
            }
        }
    }
    Ok(())
}
