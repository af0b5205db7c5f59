//! A change tried out: every DAEMON service has its tasks, the change is made, and the filter is asked.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::fix::Change;
use super::question::{Asked, Daemon, Question};
use super::steps::drop_barred;
use crate::cluster::{Cluster, DesiredStatus, InstanceStatus, NewTask, StopCause, TaskStatus};
use crate::model::{
    ClassId, GroupId, HostPorts, InstanceId, PlacementRules, ServiceId, TaskDefinition, ZoneId,
};
use crate::placement::capacity::room_on;
use crate::placement::filter::Filter;
use crate::placement::request::Request;
use crate::time::SimTime;

/// A cluster in which changes are tried out, none of which stays.
pub struct Trial<'a> {
    question: Question<'a>,
    /// The cluster with the task of every DAEMON service that it has room for.
    cluster: Cow<'a, Cluster>,
}

impl<'a> Trial<'a> {
    /// A trial of changes that are to let the task of `question` in.
    #[must_use]
    pub fn new(question: &Question<'a>) -> Self {
        let mut trial = Self { question: *question, cluster: Cow::Borrowed(question.cluster) };
        if !question.daemons.is_empty() {
            let all: Vec<InstanceId> =
                question.cluster.instances().ids_of(question.request.cluster).collect();
            for instance in all {
                trial.settle(instance);
            }
        }
        trial
    }

    /// Whether an instance takes the task once `change` is made: nothing is assumed.
    ///
    /// # Panics
    ///
    /// When the change does not belong to this cluster: a task that is not there, an instance that is `ACTIVE` already.
    #[must_use]
    pub fn admits(&self, change: &Change) -> bool {
        let request = self.question.request;
        let mut definition = request.definition.clone();
        let mut rules = request.rules.clone();
        match change {
            Change::LowerCpu { to, .. } => definition.demand.resources.cpu = *to,
            Change::LowerMemory { to, .. } => definition.demand.resources.memory = *to,
            Change::LowerGpu { to, .. } => definition.demand.resources.gpu = *to,
            Change::DynamicPorts => definition.demand.ports = HostPorts::default(),
            Change::BridgeNetwork => definition.demand.interfaces = 0,
            Change::DropDistinctInstance => rules.constraints.distinct_instance = false,
            Change::DropMemberOf(dropped) => {
                definition.member_of.retain(|query| !dropped.contains(query));
                rules.constraints.member_of.retain(|query| !dropped.contains(query));
            }
            Change::DropAttributes(dropped) => {
                definition.required_attributes.retain(|attribute| !dropped.contains(attribute));
            }
            Change::AddSubnet(zone) => add_zone(&mut rules, *zone),
            Change::Activate(_) | Change::Reconnect(_) | Change::StopTask { .. } => {
                return self.with(change).accepts(&definition, &rules);
            }
            Change::AddInstance { class, .. } => return self.new_instance(*class).is_some(),
        }
        self.accepts(&definition, &rules)
    }

    /// How many such tasks a new instance of `class` takes beside the tasks of DAEMON services, `Some(None)` for any
    /// number; `None` when it takes not one.
    #[must_use]
    pub fn new_instance(&self, class: ClassId) -> Option<Option<u32>> {
        let mut grown = self.copy();
        let instance = grown.cluster.to_mut().register_instance(class, SimTime::NEVER);
        grown.settle(instance);
        let filter = Filter::new(self.question.request, &grown.cluster);
        if !filter.accepts(instance) {
            return None;
        }
        let room = room_on(instance, &filter, self.question.request, &grown.cluster);
        let mut candidates = vec![instance];
        drop_barred(self.question.request, &grown.cluster, &mut candidates);
        (!candidates.is_empty()).then(|| room.map(|(copies, _)| copies))
    }

    fn copy(&self) -> Self {
        Self { question: self.question, cluster: self.cluster.clone() }
    }

    /// The same after a change of an instance or a task.
    fn with(&self, change: &Change) -> Self {
        let mut changed = self.copy();
        let cluster = changed.cluster.to_mut();
        let at = match change {
            Change::Activate(instance) => {
                cluster.set_instance_status(*instance, InstanceStatus::Active);
                *instance
            }
            Change::Reconnect(instance) => {
                cluster.set_agent_connected(*instance, true);
                *instance
            }
            Change::StopTask { task, instance } => {
                cluster.stop_task(*task, StopCause::ScalingActivity, SimTime::NEVER);
                cluster.set_task_status(*task, TaskStatus::Stopped, SimTime::NEVER);
                cluster.remove_task(*task);
                *instance
            }
            _ => return changed,
        };
        changed.settle(at);
        changed
    }

    fn accepts(&self, definition: &TaskDefinition, rules: &PlacementRules) -> bool {
        let request = Request { definition, rules, ..*self.question.request };
        let question = Question { request: &request, ..self.question };
        let filter = Filter::new(&request, &self.cluster);
        let mut candidates = question.instances(&self.cluster);
        candidates.retain(|id| question.rejection(&filter, *id).is_none() && !question.dead.contains(id));
        if question.asked == Asked::All {
            drop_barred(&request, &self.cluster, &mut candidates);
        }
        !candidates.is_empty()
    }

    /// Gives `instance` the task of each DAEMON service that looks after it and finds room there, but for the service
    /// that is asked about.
    fn settle(&mut self, instance: InstanceId) {
        for (service, daemon) in self.daemons() {
            if Filter::new(&daemon.request, &self.cluster).suits(instance)
                && self.cluster.instances().reserved_by(instance, service) != Some(daemon.definition)
            {
                self.cluster.to_mut().set_reservation(instance, service, Some(daemon.definition));
            }
        }
        for (service, daemon) in self.daemons() {
            let filter = Filter::new(&daemon.request, &self.cluster);
            let lacks_it = !self.has_task_of(service.into(), instance);
            if lacks_it && filter.suits(instance) && filter.accepts(instance) {
                let number = u32::try_from(self.cluster.changes().end()).unwrap_or(u32::MAX);
                let new = NewTask {
                    group: service.into(),
                    service: Some(service),
                    deployment: 0,
                    definition: daemon.definition,
                    number,
                    place: instance.into(),
                    replaces_unhealthy: false,
                };
                self.cluster.to_mut().create_task(new, SimTime::NEVER);
            }
        }
    }

    fn has_task_of(&self, group: GroupId, instance: InstanceId) -> bool {
        self.cluster.instances().tasks(instance).iter().any(|id| {
            let task = self.cluster.task(*id);
            task.group == group && task.desired == DesiredStatus::Running
        })
    }

    fn daemons(&self) -> Vec<(ServiceId, Daemon<'a>)> {
        let asked = self.question.request;
        let daemons = self.question.daemons.iter();
        let others =
            daemons.filter(|one| one.request.cluster == asked.cluster && one.request.group != asked.group);
        let model = self.question.cluster.model();
        others.filter_map(|one| Some((model.service_of(one.request.group)?, *one))).collect()
    }
}

fn add_zone(rules: &mut PlacementRules, zone: ZoneId) {
    if let Some(location) = &mut rules.location
        && let Err(at) = location.zones.binary_search(&zone)
    {
        location.zones.insert(at, zone);
    }
}
