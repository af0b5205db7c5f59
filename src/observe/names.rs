//! Names as ECS would show them: resource names of the scenario, and ids.
//!
//! ECS draws task and deployment ids at random. Here they are hashes of what identifies the thing, so that the same
//! scenario has the same ids on every machine and adding a service changes nobody else's.

use std::borrow::Cow;
use std::collections::BTreeSet;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::model::{
    Action, ActionId, Alarm, AlarmId, ApiCall, CallId, ClassId, ClusterId, Comparison, Destination, GroupId,
    ImageId, InstanceId, InstanceNames, MetricNames, Model, ServiceId, Statistic, TargetGroupId, TaskCall,
    TaskDefinition, TaskDefinitionId, ZoneId,
};

/// Instances that a sentence names before the rest is counted.
const FIRST_INSTANCES: usize = 3;

const SMALLEST_19_DIGITS: u64 = 1_000_000_000_000_000_000;

/// All names that records, events and explanations show, kept without the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    clusters: Vec<String>,
    /// How many of the groups are services.
    services: usize,
    /// Services by their names, groups of standalone tasks by theirs.
    groups: Vec<(ClusterId, String)>,
    /// The fixed fleet: classes and names.
    fleet: Vec<(ClassId, String)>,
    /// The classes of the instances that came after it, which are named by them and by their ordinals.
    later: Vec<ClassId>,
    /// By class: the cluster, and what instances that come later are called.
    classes: Vec<(ClusterId, String)>,
    definitions: Vec<String>,
    /// By definition: its containers, where these are ever told of by themselves.
    containers: Vec<Vec<String>>,
    target_groups: Vec<String>,
    alarms: Vec<AlarmNames>,
    /// Images whose size is known.
    images: Vec<String>,
    zones: Vec<String>,
    /// `reason` of each action that stops tasks and gives one.
    stop_reasons: Vec<Option<String>>,
    calls: Vec<CallNames>,
}

/// What is shown of a call of `RunTask` or `StartTask`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CallNames {
    pub(super) api_name: &'static str,
    pub(super) cluster: ClusterId,
    pub(super) definition: TaskDefinitionId,
    pub(super) group: GroupId,
    pub(super) started_by: Option<String>,
    /// The instances that `StartTask` names.
    pub(super) instances: Vec<String>,
}

/// What is shown of an alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AlarmNames {
    pub(super) name: String,
    pub(super) watched: MetricNames,
    pub(super) period: u32,
    pub(super) evaluation_periods: u32,
    pub(super) datapoints_to_alarm: u32,
    pub(super) threshold: i64,
    pub(super) comparison: Comparison,
    pub(super) statistic: Statistic,
}

impl AlarmNames {
    fn of(alarm: &Alarm) -> Self {
        Self {
            name: alarm.name.clone(),
            watched: alarm.watched.clone(),
            period: alarm.period,
            evaluation_periods: alarm.evaluation_periods,
            datapoints_to_alarm: alarm.datapoints_to_alarm,
            threshold: alarm.threshold,
            comparison: alarm.comparison,
            statistic: alarm.statistic,
        }
    }
}

impl CallNames {
    fn of(call: &TaskCall) -> Self {
        let instances = match &call.destination {
            Destination::Chosen { .. } => Vec::new(),
            Destination::Named { instances, .. } => {
                instances.iter().map(|named| named.name.clone()).collect()
            }
        };
        Self {
            api_name: call.api_name(),
            cluster: call.cluster,
            definition: call.definition,
            group: call.group,
            started_by: call.started_by.clone(),
            instances,
        }
    }
}

impl Names {
    /// The names of everything in `model`; instances that come later are to be [learnt](Self::learn) as they register.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let services = model.services.iter().map(|service| (service.cluster, service.name.clone()));
        let standalone = model.standalone_groups.iter().map(|group| (group.cluster, group.name.clone()));
        let called = InstanceNames::of(model);
        let called = called.of_later().iter().map(|name| (*name).to_owned());
        let classes = model.classes.iter().map(|class| class.cluster).zip(called);
        Self {
            clusters: model.clusters.clone(),
            services: model.services.len(),
            groups: services.chain(standalone).collect(),
            fleet: model.instances.iter().map(|instance| (instance.class, instance.name.clone())).collect(),
            later: Vec::new(),
            classes: classes.collect(),
            definitions: model.task_definitions.iter().map(TaskDefinition::name).collect(),
            containers: model.task_definitions.iter().map(containers_of).collect(),
            target_groups: model.target_groups.iter().map(|group| group.name.clone()).collect(),
            alarms: model.alarms.iter().map(AlarmNames::of).collect(),
            images: model.images.images.iter().map(|image| image.name.clone()).collect(),
            zones: model.zones.clone(),
            stop_reasons: model.actions.iter().map(stop_reason).collect(),
            calls: model.calls.iter().map(CallNames::of).collect(),
        }
    }

    /// What is shown of an alarm.
    pub(super) fn alarm_names(&self, alarm: AlarmId) -> &AlarmNames {
        &self.alarms[alarm.index()]
    }

    /// The name of an alarm.
    #[must_use]
    pub fn alarm(&self, alarm: AlarmId) -> &str {
        &self.alarms[alarm.index()].name
    }

    /// The container at this position of a definition whose containers have courses of their own.
    pub(super) fn container(&self, definition: TaskDefinitionId, position: u8) -> &str {
        &self.containers[definition.index()][usize::from(position)]
    }

    /// Takes in an instance of `class` that registers; the fixed fleet is known already.
    pub fn learn(&mut self, id: InstanceId, class: ClassId) {
        if let Some(position) = (id.ordinal() as usize).checked_sub(self.fleet.len()) {
            if self.later.len() <= position {
                self.later.resize(position + 1, class);
            }
            self.later[position] = class;
        }
    }

    /// Takes in calls that were injected: their ids follow those of the model's actions.
    pub(super) fn learn_calls(&mut self, injected: &[Action]) {
        self.stop_reasons.extend(injected.iter().map(stop_reason));
    }

    /// An image as container definitions name it.
    pub(super) fn image(&self, id: ImageId) -> &str {
        &self.images[id.index()]
    }

    /// Cluster name.
    pub(super) fn cluster(&self, id: ClusterId) -> &str {
        &self.clusters[id.index()]
    }

    /// What is shown of a call.
    pub(super) fn call(&self, id: CallId) -> &CallNames {
        &self.calls[id.index()]
    }

    /// The group as tasks show it: `service:NAME` for that of a service (QL-11).
    pub(super) fn task_group(&self, id: GroupId) -> String {
        let name = &self.groups[id.index()].1;
        if self.service_of(id).is_some() { format!("service:{name}") } else { name.clone() }
    }

    /// Service name.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> &str {
        &self.groups[id.index()].1
    }

    /// Name of a task group: of a service its own, of standalone tasks theirs.
    #[must_use]
    pub fn group(&self, id: GroupId) -> &str {
        &self.groups[id.index()].1
    }

    /// The service whose group it is, `None` for a group of standalone tasks.
    #[must_use]
    pub fn service_of(&self, group: GroupId) -> Option<ServiceId> {
        (group.index() < self.services).then(|| ServiceId::new(group.index()))
    }

    /// `service/CLUSTER/SERVICE`: the last part of the service's ARN.
    #[must_use]
    pub fn service_resource(&self, id: ServiceId) -> String {
        let (cluster, service) = &self.groups[id.index()];
        format!("service/{}/{service}", self.clusters[cluster.index()])
    }

    /// The cluster of a group.
    #[must_use]
    pub fn cluster_of(&self, group: GroupId) -> ClusterId {
        self.groups[group.index()].0
    }

    /// Name of the container instance with this ordinal.
    #[must_use]
    pub fn instance(&self, ordinal: u32) -> Cow<'_, str> {
        if let Some((_, name)) = self.fleet.get(ordinal as usize) {
            return Cow::Borrowed(name);
        }
        let called = &self.classes[self.class(ordinal).index()].1;
        Cow::Owned(InstanceNames::numbered(called, ordinal))
    }

    /// The first of the container instances with these ordinals, by name, and how many more there are.
    pub(super) fn first_instances(&self, ordinals: impl ExactSizeIterator<Item = u32>) -> String {
        let more = ordinals.len().saturating_sub(FIRST_INSTANCES);
        let first: Vec<_> = ordinals.take(FIRST_INSTANCES).map(|ordinal| self.instance(ordinal)).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        first.join(", ") + &more
    }

    /// Class of the container instance with this ordinal.
    ///
    /// # Panics
    ///
    /// When it is neither of the fixed fleet nor learnt.
    #[must_use]
    pub fn class(&self, ordinal: u32) -> ClassId {
        let position = ordinal as usize;
        match self.fleet.get(position) {
            Some((class, _)) => *class,
            None => self.later[position - self.fleet.len()],
        }
    }

    /// The groups of the fixed fleet that have instances of a class, by name.
    #[must_use]
    pub fn groups_of(&self, class: ClassId) -> BTreeSet<&str> {
        let members = self.fleet.iter().filter(|(of, _)| *of == class);
        members.map(|(_, name)| InstanceNames::group(name)).collect()
    }

    /// The cluster of the instances of a class.
    pub(super) fn cluster_of_class(&self, class: ClassId) -> ClusterId {
        self.classes[class.index()].0
    }

    /// `container-instance/CLUSTER/INSTANCE`.
    #[must_use]
    pub fn instance_resource(&self, ordinal: u32) -> String {
        let cluster = self.cluster_of_class(self.class(ordinal));
        format!("container-instance/{}/{}", self.clusters[cluster.index()], self.instance(ordinal))
    }

    /// Id of a task: 32 hexadecimal digits.
    #[must_use]
    pub fn task(&self, group: GroupId, number: u32) -> String {
        let (cluster, name) = &self.groups[group.index()];
        let cluster = &self.clusters[cluster.index()];
        // A call may name its group as a service is named, and is not taken for it.
        let label = match self.service_of(group) {
            Some(_) => label(cluster, name, number),
            None => label(cluster, &format!("group:{name}"), number),
        };
        format!("{:032x}", xxh3_128(&label))
    }

    /// `task/CLUSTER/ID`.
    #[must_use]
    pub fn task_resource(&self, group: GroupId, number: u32) -> String {
        let cluster = self.groups[group.index()].0;
        format!("task/{}/{}", self.clusters[cluster.index()], self.task(group, number))
    }

    /// Id of a deployment: `ecs-svc/` and 19 digits.
    #[must_use]
    pub fn deployment(&self, service: GroupId, number: u32) -> String {
        let (cluster, service) = &self.groups[service.index()];
        let label = label(&self.clusters[cluster.index()], service, number);
        format!("ecs-svc/{}", SMALLEST_19_DIGITS + xxh3_64(&label) % (9 * SMALLEST_19_DIGITS))
    }

    /// `family:revision`.
    #[must_use]
    pub fn definition(&self, id: TaskDefinitionId) -> &str {
        &self.definitions[id.index()]
    }

    /// Name of a target group.
    #[must_use]
    pub fn target_group(&self, id: TargetGroupId) -> &str {
        &self.target_groups[id.index()]
    }

    /// Name of an Availability Zone.
    #[must_use]
    pub fn zone(&self, id: ZoneId) -> &str {
        &self.zones[id.index()]
    }

    /// `reason` of a `StopTask` action.
    #[must_use]
    pub fn stop_reason(&self, id: ActionId) -> Option<&str> {
        self.stop_reasons[id.index()].as_deref()
    }
}

/// `reason` of a call that stops tasks, if it gives one.
fn stop_reason(action: &Action) -> Option<String> {
    match &action.call {
        ApiCall::StopTask { reason, .. } => reason.clone(),
        _ => None,
    }
}

/// The NUL keeps ("a", "bc") and ("ab", "c") apart; names cannot contain it.
fn label(cluster: &str, service: &str, number: u32) -> Vec<u8> {
    let mut label = [cluster.as_bytes(), b"\0", service.as_bytes(), b"\0"].concat();
    label.extend_from_slice(&number.to_le_bytes());
    label
}

/// The names of its containers, where they have courses of their own.
fn containers_of(definition: &TaskDefinition) -> Vec<String> {
    let containers = definition.containers.iter().filter(|_| definition.has_courses());
    containers.map(|container| container.name.clone()).collect()
}
