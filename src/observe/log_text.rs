//! The words and names of ECS's service events and of its events on `EventBridge` (services.md §9, placement.md §6).

use super::log::{Entry, LogEvent, Recorded, ServiceAction, TaskList, ZoneList};
use super::names::Names;
use super::outcome::LogRecord;
use super::task_records::CompactTask;
use crate::cluster::{
    ContainerChange, DesiredStatus, ExitStatus, FailedBy, Rejection, StopCause, TaskStatus,
};
use crate::model::{ServiceId, ZoneId};

const SERVICE_ACTION: &str = "ECS Service Action";
const DEPLOYMENT_CHANGE: &str = "ECS Deployment State Change";
const TASK_CHANGE: &str = "ECS Task State Change";
const INSTANCE_CHANGE: &str = "ECS Container Instance State Change";
/// No event of ECS: its container instances know how often they restart a container, and tell the metadata endpoint alone.
const CONTAINER_CHANGE: &str = "Plimsoll Container State Change";

const BLOCKED: &str = "was unable to stop or start tasks during a deployment because of the service deployment \
                       configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";

const PROTECTED: &str = "was unable to scale in. Reason: The number of protected tasks are more than the desired \
                         count of tasks.";

/// A text and under which names it goes.
pub(super) struct Line {
    pub(super) detail_type: &'static str,
    pub(super) event_name: Option<&'static str>,
    pub(super) resource: String,
    pub(super) message: String,
}

impl Recorded {
    /// An event as ECS would tell it.
    pub(super) fn render(&self, entry: &Entry) -> LogRecord {
        let Line { detail_type, event_name, resource, message } = self.line(entry.event);
        LogRecord { at: entry.at, detail_type, event_name, resource, message }
    }

    fn line(&self, event: LogEvent) -> Line {
        match event {
            LogEvent::InstanceRegistered(instance) => {
                self.instance(instance, "registered with status ACTIVE, agentConnected true".to_owned())
            }
            LogEvent::InstanceChanged { instance, status, connected } => {
                self.instance(instance, format!("status {status}, agentConnected {connected}"))
            }
            LogEvent::AttributesChanged { instance, from, to } => self.attributes_changed(instance, from, to),
            LogEvent::TaskProvisioning(task) => {
                self.task_created(self.task(task), TaskStatus::Provisioning, "")
            }
            LogEvent::TaskPlaced { task, status } => {
                let task = self.task(task);
                let place = format!(", containerInstance {}", self.names.instance(task.instance));
                self.task_created(task, status, &place)
            }
            LogEvent::TaskChanged { task, status, desired } => {
                self.task_changed(self.task(task), status, desired)
            }
            LogEvent::ContainerChanged { task, container, change } => {
                self.container_changed(self.task(task), container, change)
            }
            LogEvent::DeploymentInProgress { service, deployment } => {
                let id = self.names.deployment(service.into(), deployment);
                let message = format!("ECS deployment {id} in progress.");
                self.deployment(service, "SERVICE_DEPLOYMENT_IN_PROGRESS", message)
            }
            LogEvent::DeploymentCompleted { service, deployment } => {
                let (name, id) =
                    (self.names.service(service), self.names.deployment(service.into(), deployment));
                let message = format!("(service {name}) (deployment {id}) deployment completed.");
                self.deployment(service, "SERVICE_DEPLOYMENT_COMPLETED", message)
            }
            LogEvent::DeploymentFailed { service, deployment, why } => {
                let (name, id) =
                    (self.names.service(service), self.names.deployment(service.into(), deployment));
                let message =
                    format!("(service {name}) (deployment {id}) deployment failed: {}.", failure(why));
                self.deployment(service, "SERVICE_DEPLOYMENT_FAILED", message)
            }
            LogEvent::RollbackInProgress { service, deployment, why } => {
                let id = self.names.deployment(service.into(), deployment);
                let message = format!("{}: rolling back to deploymentId {id}.", monitor(why));
                self.deployment(service, "SERVICE_DEPLOYMENT_IN_PROGRESS", message)
            }
            LogEvent::Service(service, action) => self.service_action(service, action),
            LogEvent::Call(call) => self.call(call),
            LogEvent::Alarm(change) => self.alarm(change),
        }
    }

    fn service_action(&self, service: ServiceId, action: ServiceAction) -> Line {
        let names = &self.names;
        let (event_name, text) = match action {
            ServiceAction::StartedTasks(tasks) => {
                (None, format!("has started {} tasks: {}.", self.listed(tasks).len(), self.ids(tasks)))
            }
            ServiceAction::StoppedTasks(tasks) => (
                None,
                format!("has stopped {} running tasks: {}.", self.listed(tasks).len(), self.ids(tasks)),
            ),
            // ECS names running tasks that it stops, and counts pending ones.
            ServiceAction::StoppedPendingTasks(count) => (None, format!("stopped {count} pending tasks.")),
            ServiceAction::BegunDraining(count) => {
                (None, format!("has begun draining connections on {count} tasks."))
            }
            ServiceAction::RegisteredTargets { target_group, count } => {
                let group = names.target_group(target_group);
                (None, format!("registered {count} targets in (target-group {group})"))
            }
            ServiceAction::DeregisteredTargets { target_group, count } => {
                let group = names.target_group(target_group);
                (None, format!("deregistered {count} targets in (target-group {group})"))
            }
            ServiceAction::UnhealthyTarget { task, target_group } => {
                let task = names.task(service.into(), self.task(task).number);
                let group = names.target_group(target_group);
                let reason = "due to (reason Health checks failed).";
                (None, format!("(task {task}) is unhealthy in (target-group {group}) {reason}"))
            }
            ServiceAction::PlacementFailed { closest } => {
                (Some("SERVICE_TASK_PLACEMENT_FAILURE"), placement_failure(names, closest))
            }
            ServiceAction::ConstraintViolated(tasks) => {
                let (count, ids) = (self.listed(tasks).len(), self.ids(tasks));
                let text = format!("has {count} tasks that no longer meet its placement constraints: {ids}.");
                (Some("SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED"), text)
            }
            ServiceAction::StartImpaired => {
                let text = "is unable to consistently start tasks successfully.";
                (Some("SERVICE_TASK_START_IMPAIRED"), text.to_owned())
            }
            ServiceAction::DeploymentBlocked => (None, BLOCKED.to_owned()),
            ServiceAction::RollingBack { .. }
            | ServiceAction::LifecycleStage { .. }
            | ServiceAction::TrafficShifted { .. } => (None, self.step(service, action)),
            ServiceAction::ScaleInBlocked { deployment } => {
                let set = names.deployment(service.into(), deployment);
                let text = format!("was unable to reach steady state because task set ({set}) {PROTECTED}");
                (Some("TASKSET_SCALE_IN_FAILURE_BY_TASK_PROTECTION"), text)
            }
            ServiceAction::ZonesUneven(_)
            | ServiceAction::ZonesEven(_)
            | ServiceAction::RebalancingStopped
            | ServiceAction::StartedToRebalance { .. }
            | ServiceAction::StoppedToRebalance { .. }
            | ServiceAction::NoRoomToRebalance(_) => self.rebalancing(service, action),
            ServiceAction::SteadyState => {
                (Some("SERVICE_STEADY_STATE"), "has reached a steady state.".to_owned())
            }
        };
        let message = format!("(service {}) {text}", names.service(service));
        let resource = names.service_resource(service);
        Line { detail_type: SERVICE_ACTION, event_name, resource, message }
    }

    /// A step of a deployment.
    fn step(&self, service: ServiceId, action: ServiceAction) -> String {
        let id = |deployment| self.names.deployment(service.into(), deployment);
        match action {
            ServiceAction::RollingBack { deployment } => {
                format!("rolling back to deployment {}.", id(deployment))
            }
            ServiceAction::LifecycleStage { deployment, stage } => {
                format!("(deployment {}) entered stage {}.", id(deployment), stage.name())
            }
            ServiceAction::TrafficShifted { deployment, share } => {
                let percent = percent(share);
                format!("(deployment {}) has {percent} percent of production traffic.", id(deployment))
            }
            _ => unreachable!("one of the actions that were matched"),
        }
    }

    /// What zone rebalancing tells.
    fn rebalancing(&self, service: ServiceId, action: ServiceAction) -> (Option<&'static str>, String) {
        let names = &self.names;
        match action {
            ServiceAction::ZonesUneven(zones) => {
                let text =
                    format!("is not AZ balanced with {}. AZ Rebalancing in progress.", self.spread(zones));
                (Some("SERVICE_REBALANCING_STARTED"), text)
            }
            ServiceAction::ZonesEven(zones) => (
                Some("SERVICE_REBALANCING_COMPLETED"),
                format!("is AZ balanced with {}.", self.spread(zones)),
            ),
            ServiceAction::RebalancingStopped => {
                (Some("SERVICE_REBALANCING_STOPPED"), "stopped AZ Rebalancing.".to_owned())
            }
            ServiceAction::StartedToRebalance { task, zone } => {
                let (task, zone) = (names.task(service.into(), self.task(task).number), names.zone(zone));
                (
                    Some("TASKS_STARTED"),
                    format!("has started 1 tasks in {zone} to AZ Rebalance: (task {task})."),
                )
            }
            ServiceAction::StoppedToRebalance { task, zone } => {
                let (task, zone) = (names.task(service.into(), self.task(task).number), names.zone(zone));
                let text =
                    format!("has stopped 1 running tasks in {zone} due to AZ rebalancing: (task {task}).");
                (Some("TASKS_STOPPED"), text)
            }
            ServiceAction::NoRoomToRebalance(zone) => {
                let zone = names.zone(zone);
                let text = format!(
                    "is unable to place a task in {zone} because no container instance met all of its \
                                    requirements."
                );
                (Some("SERVICE_TASK_PLACEMENT_FAILURE"), text)
            }
            _ => unreachable!("zone rebalancing tells nothing else"),
        }
    }

    fn deployment(&self, service: ServiceId, event_name: &'static str, message: String) -> Line {
        let resource = self.names.service_resource(service);
        Line { detail_type: DEPLOYMENT_CHANGE, event_name: Some(event_name), resource, message }
    }

    fn instance(&self, ordinal: u32, message: String) -> Line {
        let resource = self.names.instance_resource(ordinal);
        Line { detail_type: INSTANCE_CHANGE, event_name: None, resource, message }
    }

    fn task_created(&self, task: &CompactTask, status: TaskStatus, place: &str) -> Line {
        let definition = self.names.definition(task.definition);
        let message =
            format!("lastStatus {status}, desiredStatus RUNNING, taskDefinition {definition}{place}");
        self.task_line(task, message)
    }

    fn task_changed(&self, task: &CompactTask, status: TaskStatus, desired: DesiredStatus) -> Line {
        let mut message = format!("lastStatus {status}, desiredStatus {desired}");
        if desired == DesiredStatus::Stopped {
            for (key, value) in [
                ("stopCode", task.cause.map(|cause| StopCause::code(cause).to_owned())),
                ("stoppedReason", task.stopped_reason(&self.names)),
            ] {
                message.extend(value.map(|value| format!(", {key} {value}")));
            }
        }
        if status == TaskStatus::Stopped {
            message.extend(task.exit_code.map(|code| {
                let status = ExitStatus { code, out_of_memory: task.out_of_memory };
                format!(", {}", exit(status))
            }));
        }
        self.task_line(task, message)
    }

    fn container_changed(&self, task: &CompactTask, container: u8, change: ContainerChange) -> Line {
        let what = told_of_container(change);
        let name = self.names.container(task.definition, container);
        let Line { event_name, resource, .. } = self.task_line(task, String::new());
        Line {
            detail_type: CONTAINER_CHANGE,
            event_name,
            resource,
            message: format!("container {name} {what}"),
        }
    }

    fn task_line(&self, task: &CompactTask, message: String) -> Line {
        let resource = self.names.task_resource(task.group, task.number);
        Line { detail_type: TASK_CHANGE, event_name: None, resource, message }
    }

    /// `2 tasks in us-east-1a, and 0 in us-east-1b`, as ECS counts zones.
    fn spread(&self, zones: ZoneList) -> String {
        let zones = self.zones(zones);
        let part = |(at, (zone, tasks)): (usize, &(ZoneId, u32))| {
            let zone = self.names.zone(*zone);
            match at {
                0 => format!("{tasks} tasks in {zone}"),
                _ if at + 1 == zones.len() => format!("and {tasks} tasks in {zone}"),
                _ => format!("{tasks} tasks in {zone}"),
            }
        };
        zones.iter().enumerate().map(part).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn ids(&self, tasks: TaskList) -> String {
        let id = |task: &CompactTask| format!("(task {})", self.names.task(task.group, task.number));
        let ids: Vec<String> = self.listed(tasks).map(id).collect();
        ids.join(" ")
    }
}

/// Thousandths as percent.
fn percent(share: u32) -> String {
    let (whole, tenths) = (share / 10, share % 10);
    if tenths == 0 { whole.to_string() } else { format!("{whole}.{tenths}") }
}

/// What a deployment failed of. ECS's words for one that was stopped are not known.
const fn failure(why: FailedBy) -> &'static str {
    match why {
        FailedBy::CircuitBreaker => "tasks failed to start",
        FailedBy::Call => "stopped by StopServiceDeployment",
        FailedBy::Hook => "a lifecycle hook failed",
        FailedBy::HookTimeout => "a lifecycle hook timed out",
        FailedBy::StageLimit => "a lifecycle stage lasted too long",
        FailedBy::Alarm => "alarm detected",
    }
}

/// Who begins a rollback, in the reason of the deployment that it goes back to.
const fn monitor(why: FailedBy) -> &'static str {
    match why {
        FailedBy::CircuitBreaker => "ECS deployment circuit breaker",
        FailedBy::Call => "ECS deployment stopped by StopServiceDeployment",
        FailedBy::Hook | FailedBy::HookTimeout => "ECS deployment lifecycle hook",
        FailedBy::StageLimit => "ECS deployment lifecycle stage",
        FailedBy::Alarm => "ECS deployment alarm",
    }
}

/// `reason` of the event that a deployment failed.
pub(super) fn reason_of_failure(why: FailedBy) -> String {
    match why {
        FailedBy::Call => format!("{}.", monitor(why)),
        FailedBy::CircuitBreaker
        | FailedBy::Hook
        | FailedBy::HookTimeout
        | FailedBy::StageLimit
        | FailedBy::Alarm => format!("{}: {}.", monitor(why), failure(why)),
    }
}

/// What became of a container, after its name.
#[must_use]
pub fn told_of_container(change: ContainerChange) -> String {
    match change {
        ContainerChange::Started => "started".to_owned(),
        ContainerChange::NeverStarts => {
            format!("cannot start, {}, reason {NEVER_STARTS}", exit(ExitStatus::TERMINATED))
        }
        ContainerChange::Exited { status, restarts } => {
            let then = if restarts { " and is started again" } else { "" };
            format!("exited{then}, {}", exit(status))
        }
        ContainerChange::Answers => "answers again".to_owned(),
        ContainerChange::Stopped(status) => format!("stopped, {}", exit(status)),
    }
}

/// What a container reports of a dependency that cannot come about (EX-03).
const NEVER_STARTS: &str =
    "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency";

/// How a program ended, and why if ECS says so.
fn exit(status: ExitStatus) -> String {
    let reason = status.reason().map_or_else(String::new, |reason| format!(", reason {reason}"));
    format!("exitCode {}{reason}", status.code)
}

/// The head, then the closest instance and the clause about it, or that there was none.
fn placement_failure(names: &Names, closest: Option<(u32, Rejection)>) -> String {
    let head = "was unable to place a task because no container instance met all of its requirements.";
    let Some((ordinal, rejection)) = closest else {
        return format!("{head} Reason: No Container Instances were found in your cluster.");
    };
    let clause = match rejection {
        Rejection::Cpu => "has insufficient CPU units available.".to_owned(),
        Rejection::Memory => "has insufficient memory available.".to_owned(),
        Rejection::PortInUse => "is already using a port required by your task.".to_owned(),
        Rejection::Attribute => "is missing an attribute required by your task.".to_owned(),
        Rejection::MemberOf => "encountered error \"MemberOf placement constraint unsatisfied\".".to_owned(),
        Rejection::DistinctInstance => {
            "encountered error \"DistinctInstance placement constraint unsatisfied\".".to_owned()
        }
        Rejection::Inactive
        | Rejection::Agent
        | Rejection::Location
        | Rejection::PortLimit
        | Rejection::Eni
        | Rejection::Gpu
        | Rejection::TopologySpread => format!("encountered error \"{rejection}\"."),
    };
    format!("{head} The closest matching (container-instance {}) {clause}", names.instance(ordinal))
}
