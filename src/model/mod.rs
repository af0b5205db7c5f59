//! What a scenario means: plain, immutable data with ids for names.
//!
//! Only `scenario` builds a [`Model`]; everything from the engine down reads it. Ids are dense and assigned in a
//! canonical order (by name), so that moving a section of the scenario file changes nothing.

mod action;
mod alarm;
mod arrivals;
mod assumption;
mod behavior;
mod behavior_choice;
mod container_instance;
mod distribution;
mod end_conditions;
mod fault;
mod fault_action;
mod found;
mod ids;
mod image;
mod instance_names;
mod member_of;
mod output;
mod placement;
mod resources;
mod run_task;
mod scoring;
mod service;
mod spread;
mod staged;
mod start_error;
mod start_order;
mod target_group;
mod task_definition;
mod task_group;
mod trace;

pub mod assumptions;
pub mod catalogue;
pub mod settings;

pub use action::{Action, ActionTime, ApiCall, AttributeChange, InstanceSelection, TaskSelection};
pub use alarm::{Alarm, AlarmState, Comparison, MetricNames, MetricSource, MissingData, Statistic, Utilized};
pub use arrivals::{Arrival, ArrivalSchedule, Arrivals};
pub use assumption::{Assumption, End, Instead, Place, Quantity, Range};
pub use behavior::Behavior;
pub use behavior_choice::{Choice, MaximumCounts, Preset, SchedulerClock, StopSteps, StoppedHostTasks};
pub use container_instance::{ContainerInstance, InstanceClass};
pub use distribution::Distribution;
pub use end_conditions::{
    CircuitBreaker, DeploymentAlarms, EarlySuccess, EndConditions, FailureThreshold, SourceCleanup,
};
pub use fault::{Fault, FaultKind, FaultSchedule};
pub use fault_action::{FAULT_ACTIONS, FaultAction};
pub use found::{Found, FoundDeployment, FoundInstance, FoundService, FoundStage, FoundTask};
pub use ids::{
    ActionId, AlarmId, ArrivalId, AttributeId, CallId, ClassId, ClusterId, FaultId, GroupId, ImageId,
    InstanceId, LayerId, MetricId, NatGatewayId, QueryId, RegistryId, ServiceId, TargetGroupId,
    TaskDefinitionId, TaskId, VpcId, ZoneId,
};
pub use image::{
    Image, ImagePullBehavior, Images, Layer, MEBIBYTE, NatGateway, PullSettings, Registry, TaskImage,
};
pub use instance_names::InstanceNames;
pub use member_of::MemberOf;
pub use output::{Events, Metrics, Output, Records, Tables, TimeSeries};
pub use placement::{Constraints, Location, PlacementRules, Strategy, TopologySpread, WhenUnsatisfiable};
pub use resources::{Demand, HostPorts, Protocol, Resources};
pub use run_task::{Destination, NamedInstance, TaskCall};
pub use scoring::{Candidate, Score, Scored, WORST_SCORE};
pub use service::{DeploymentBounds, LoadBalancer, SchedulingStrategy, Service};
pub use spread::Spread;
pub use staged::{
    ALL_TRAFFIC, DeploymentStrategy, HookTarget, LifecycleHook, LifecycleStage, StageStanding, StageWait,
    StagedDeployment, TrafficShift,
};
pub use start_error::StartError;
pub use start_order::{Dependency, RestartPolicy, StartCondition};
pub use target_group::{LoadBalancerKind, TargetGroup};
pub use task_definition::{
    Application, Container, ContainerHealthCheck, NetworkMode, PortMapping, TaskDefinition, Utilization,
};
pub use task_group::TaskGroup;
pub use trace::{Trace, TraceCalls, TraceCursor, TraceError, TraceRow, TraceWriter};

use crate::program::{Command, Programs};
use crate::time::SimDuration;

/// A validated scenario for one variant of its matrix.
///
/// The default has nothing in it and lasts no time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// When a run begins, in microseconds since the Unix epoch: what queries for `registeredAt` compare with.
    pub starts_at: i64,
    /// How long a run lasts.
    pub duration: SimDuration,
    /// The start of the run that no time average counts; `None` where the scenario writes none: then averages count from
    /// the start, and what services promise (availability, outage, minima) from when each of them first was steady.
    pub warm_up: Option<SimDuration>,
    /// Cluster names, sorted.
    pub clusters: Vec<String>,
    /// Availability Zone names, sorted.
    pub zones: Vec<String>,
    /// VPC names, sorted; never empty where there are classes.
    pub vpcs: Vec<String>,
    /// Attribute names, sorted; always holds `ecs.availability-zone`.
    pub attributes: Vec<String>,
    /// Classes of identical instances.
    pub classes: Vec<InstanceClass>,
    /// The fixed fleet; an [`InstanceId`] below its length is a position in it.
    pub instances: Vec<ContainerInstance>,
    /// What is there when the run begins.
    pub found: Found,
    /// Task definitions by family and revision; behind them, unregistered, those that overrides of calls have changed.
    pub task_definitions: Vec<TaskDefinition>,
    /// What is known of their images.
    pub images: Images,
    /// Target groups by name.
    pub target_groups: Vec<TargetGroup>,
    /// Services by cluster and name.
    pub services: Vec<Service>,
    /// Task groups of standalone tasks by cluster and name; their ids follow those of the services' groups.
    pub standalone_groups: Vec<TaskGroup>,
    /// Calls of `RunTask` and `StartTask`, those of actions first.
    pub calls: Vec<TaskCall>,
    /// Arrival streams by name.
    pub arrivals: Vec<Arrivals>,
    /// Queries of `memberOf` constraints, by their text.
    pub member_of: Vec<MemberOf>,
    /// Faults in canonical order.
    pub faults: Vec<Fault>,
    /// Actions by time, then canonical order.
    pub actions: Vec<Action>,
    /// What alarms watch, each once.
    pub metrics: Vec<MetricSource>,
    /// Alarms by name.
    pub alarms: Vec<Alarm>,
    /// The choices AWS does not document.
    pub behavior: Behavior,
    /// Whom strategies ask that are programs.
    pub programs: Programs,
}

impl Model {
    /// The class with this id.
    #[must_use]
    pub fn class(&self, id: ClassId) -> &InstanceClass {
        &self.classes[id.index()]
    }

    /// The service with this id.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.index()]
    }

    /// The service whose group it is, `None` for a group of standalone tasks: services' groups come first.
    #[must_use]
    pub fn service_of(&self, group: GroupId) -> Option<ServiceId> {
        (group.index() < self.services.len()).then(|| ServiceId::new(group.index()))
    }

    /// The task definition with this id.
    #[must_use]
    pub fn task_definition(&self, id: TaskDefinitionId) -> &TaskDefinition {
        &self.task_definitions[id.index()]
    }

    /// The programs that strategies name, as often as they do.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        let of_services = self.services.iter().map(|service| &service.placement.strategies);
        let of_calls = self.calls.iter().map(|call| &call.rules().strategies);
        let of_actions = self.actions.iter().filter_map(|action| action.call.strategies());
        let strategies = of_services.chain(of_calls).chain(of_actions).flatten();
        strategies.filter_map(|strategy| match strategy {
            Strategy::Program(command) => Some(command),
            _ => None,
        })
    }

    /// The call with this id.
    #[must_use]
    pub fn call(&self, id: CallId) -> &TaskCall {
        &self.calls[id.index()]
    }

    /// The target group with this id.
    #[must_use]
    pub fn target_group(&self, id: TargetGroupId) -> &TargetGroup {
        &self.target_groups[id.index()]
    }

    /// The alarm with this id.
    #[must_use]
    pub fn alarm(&self, id: AlarmId) -> &Alarm {
        &self.alarms[id.index()]
    }

    /// The query with this id.
    #[must_use]
    pub fn member_of(&self, id: QueryId) -> &MemberOf {
        &self.member_of[id.index()]
    }

    /// Names of all task groups, by id (QL-11).
    #[must_use]
    pub fn group_names(&self) -> Vec<String> {
        group_names(&self.services, &self.standalone_groups)
    }

    /// The attribute that spreading over zones uses (DF-01).
    ///
    /// # Panics
    ///
    /// When the model was not built by `scenario`, which always interns it.
    #[must_use]
    pub fn zone_attribute(&self) -> AttributeId {
        let found = self.attributes.binary_search_by(|name| name.as_str().cmp(ZONE_ATTRIBUTE));
        AttributeId::new(found.expect("every model interns the zone attribute"))
    }
}

/// Names of the groups of these services, then of these groups: in the order of their ids (QL-11).
#[must_use]
pub fn group_names(services: &[Service], standalone: &[TaskGroup]) -> Vec<String> {
    let of_services = services.iter().map(|service| format!("service:{}", service.name));
    of_services.chain(standalone.iter().map(|group| group.name.clone())).collect()
}

/// Name of the zone attribute (AT-01).
pub const ZONE_ATTRIBUTE: &str = "ecs.availability-zone";
