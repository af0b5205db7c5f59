//! What a run keeps beyond figures: names and notes, and with [`Detail::Full`] a record of every task and instance, and the
//! log.

use std::sync::Arc;

use super::Detail;
use super::bus::Particulars;
use super::event_log::EventLog;
use super::ignored_calls::IgnoredCalls;
use super::instance_records::InstanceTracks;
use super::log::{LogEvent, LogWriter, ServiceAction, TaskIndex, TaskList};
use super::names::Names;
use super::outcome::InstanceRecord;
use super::task_records::{CompactTask, Pull, Rare, TaskRecords};
use crate::cluster::{
    AlarmChange, CallAnswer, Cluster, ContainerChange, DeploymentState, IgnoredCall, NothingToStop, Place,
    ServiceEvent, Task, TaskHealth, TaskStatus,
};
use crate::model::{Action, ClassId, InstanceId, Model, ServiceId, TaskId};
use crate::time::SimTime;

/// Records and log of a run.
#[derive(Clone, Debug)]
pub(super) struct History {
    tasks: Vec<CompactTask>,
    rare: Rare,
    /// By slot: the record of the task that holds it.
    by_slot: Vec<TaskIndex>,
    instances: InstanceTracks,
    names: Names,
    particulars: Particulars,
    log: LogWriter,
    ignored: IgnoredCalls,
    /// Whether records and log are kept, which grow with every task.
    keeps_records: bool,
}

/// The finished history; empty when none was kept.
#[derive(Default)]
pub(super) struct Finished {
    pub(super) tasks: TaskRecords,
    pub(super) instances: Vec<InstanceRecord>,
    pub(super) log: EventLog,
}

impl History {
    /// An empty history of a run of `model` whose means count from `from` on.
    pub(super) fn new(from: SimTime, model: &Model, detail: Detail) -> Self {
        let keeps_records = detail == Detail::Full;
        Self {
            tasks: Vec::new(),
            rare: Rare::default(),
            by_slot: Vec::new(),
            instances: InstanceTracks::new(from),
            names: Names::of(model),
            log: LogWriter::default(),
            ignored: IgnoredCalls::default(),
            particulars: if keeps_records { Particulars::of(model) } else { Particulars::default() },
            keeps_records,
        }
    }

    /// An instance registered.
    pub(super) fn on_registered(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        self.instances.on_registered(at, instance, cluster);
        self.names.learn(instance, cluster.instances().class(instance));
        self.write(at, LogEvent::InstanceRegistered(instance.ordinal()));
    }

    /// Status or agent connection of an instance changed.
    pub(super) fn on_instance_changed(&mut self, at: SimTime, instance: InstanceId, cluster: &Cluster) {
        let status = cluster.instances().status(instance);
        let connected = cluster.instances().agent_connected(instance);
        let instance = instance.ordinal();
        self.write(at, LogEvent::InstanceChanged { instance, status, connected });
    }

    /// A call changed the attributes of an instance, which was in the class `from` before.
    pub(super) fn on_attributes(
        &mut self,
        at: SimTime,
        instance: InstanceId,
        from: ClassId,
        cluster: &Cluster,
    ) {
        let to = cluster.instances().class(instance);
        self.write(at, LogEvent::AttributesChanged { instance: instance.ordinal(), from, to });
    }

    /// An instance became `INACTIVE`.
    pub(super) fn on_inactive(&mut self, at: SimTime, instance: InstanceId) {
        self.instances.on_inactive(at, instance);
    }

    /// A task was created.
    pub(super) fn on_created(&mut self, at: SimTime, id: TaskId, task: &Task) {
        if !self.keeps_records {
            return;
        }
        let index = u32::try_from(self.tasks.len()).expect("fewer than 2^32 tasks in a run");
        self.tasks.push(CompactTask::new(task));
        if self.by_slot.len() <= id.slot() {
            self.by_slot.resize(id.slot() + 1, 0);
        }
        self.by_slot[id.slot()] = index;
        if let Some(service) = task.service {
            self.log.started(service);
        }
        if task.place == Place::Unplaced {
            self.write(at, LogEvent::TaskProvisioning(index));
        }
    }

    /// A task was there before the run.
    pub(super) fn on_found(&mut self, at: SimTime, id: TaskId, task: &Task) {
        if !self.keeps_records {
            return;
        }
        self.on_created(at, id, task);
        let record = self.record(id);
        record.started_at = task.started_at.unwrap_or(SimTime::NEVER);
        if task.health == TaskHealth::Healthy {
            record.healthy_at = at;
        }
    }

    /// A task has got an instance, at its creation or later.
    pub(super) fn on_placed(&mut self, at: SimTime, id: TaskId, instance: InstanceId, cluster: &Cluster) {
        if !self.keeps_records {
            return;
        }
        let status = cluster.task(id).status;
        self.record(id).instance = instance.ordinal();
        self.instances.on_placed(at, instance, cluster);
        self.write(at, LogEvent::TaskPlaced { task: self.index(id), status });
    }

    /// A task's desired status became `STOPPED` while `primary` was its service's PRIMARY deployment.
    pub(super) fn on_freed(&mut self, at: SimTime, id: TaskId, task: &Task, primary: u32, cluster: &Cluster) {
        if !self.keeps_records {
            return;
        }
        let record = self.record(id);
        record.stopping_at = task.stopping_at.unwrap_or(at);
        record.cause = task.stop_cause;
        record.stopped_by = primary;
        if let Place::Instance(instance) = task.place {
            self.instances.on_reservation(at, instance, cluster);
        }
    }

    /// A task's status or desired status changed.
    pub(super) fn on_task_changed(&mut self, at: SimTime, id: TaskId, task: &Task) {
        if !self.keeps_records {
            return;
        }
        let record = self.record(id);
        match task.status {
            TaskStatus::Running if record.started_at == SimTime::NEVER => record.started_at = at,
            TaskStatus::Stopped => {
                record.stopped_at = at;
                (record.exit_code, record.out_of_memory) = (task.exit_code, task.out_of_memory);
            }
            _ => {}
        }
        let event =
            LogEvent::TaskChanged { task: self.index(id), status: task.status, desired: task.desired };
        self.write(at, event);
    }

    /// The agent has begun to pull images for a task.
    pub(super) fn on_pull_started(&mut self, at: SimTime, id: TaskId) {
        if self.keeps_records {
            let pull = Pull { started_at: at, stopped_at: None };
            self.rare.pulls.insert(self.index(id), pull);
        }
    }

    /// It has pulled the last one, or one cannot be pulled.
    pub(super) fn on_pull_stopped(&mut self, at: SimTime, id: TaskId) {
        if self.keeps_records {
            let index = self.index(id);
            if let Some(pull) = self.rare.pulls.get_mut(&index) {
                pull.stopped_at = Some(at);
            }
        }
    }

    /// A container of a task changed.
    pub(super) fn on_container(
        &mut self,
        at: SimTime,
        id: TaskId,
        container: usize,
        change: ContainerChange,
    ) {
        if !self.keeps_records {
            return;
        }
        let task = self.index(id);
        if matches!(change, ContainerChange::Exited { restarts: true, .. }) {
            *self.rare.restarts.entry(task).or_default() += 1;
        }
        let container = u8::try_from(container).expect("a task has few containers");
        self.write(at, LogEvent::ContainerChanged { task, container, change });
    }

    /// What the container health checks of a task say changed.
    pub(super) fn on_container_health(&mut self, at: SimTime, id: TaskId, health: TaskHealth) {
        if self.keeps_records {
            self.log.write_health(at, self.index(id), health);
        }
    }

    /// A task was healthy for the first time.
    pub(super) fn on_first_healthy(&mut self, at: SimTime, id: TaskId) {
        if !self.keeps_records {
            return;
        }
        self.record(id).healthy_at = at;
    }

    /// A service event.
    pub(super) fn on_service_event(&mut self, at: SimTime, service: ServiceId, event: &ServiceEvent<'_>) {
        if !self.keeps_records {
            return;
        }
        let action = match *event {
            ServiceEvent::DeploymentStarted { deployment, .. } => {
                return self.write(at, LogEvent::DeploymentInProgress { service, deployment });
            }
            ServiceEvent::DeploymentState { deployment, state: DeploymentState::Completed } => {
                return self.write(at, LogEvent::DeploymentCompleted { service, deployment });
            }
            ServiceEvent::DeploymentFailed { deployment, why } => {
                return self.write(at, LogEvent::DeploymentFailed { service, deployment, why });
            }
            ServiceEvent::RollingBack { to, why, .. } => {
                self.write(at, LogEvent::Service(service, ServiceAction::RollingBack { deployment: to }));
                return self.write(at, LogEvent::RollbackInProgress { service, deployment: to, why });
            }
            // ECS tells of a deployment's begin and end, and of what is in its way, but not of these states; and what was
            // there before the run was told then.
            ServiceEvent::DeploymentState { .. }
            | ServiceEvent::DeploymentFound { .. }
            | ServiceEvent::FoundSteady => return,
            ServiceEvent::LifecycleStage { deployment, stage } => {
                ServiceAction::LifecycleStage { deployment, stage }
            }
            ServiceEvent::TrafficShifted { deployment, share } => {
                ServiceAction::TrafficShifted { deployment, share }
            }
            ServiceEvent::StartedTasks(tasks) => ServiceAction::StartedTasks(self.list(tasks)),
            ServiceEvent::StoppedTasks(tasks) => {
                self.log.stopped(service);
                ServiceAction::StoppedTasks(self.list(tasks))
            }
            ServiceEvent::StoppedPendingTasks(tasks) => {
                self.log.stopped(service);
                ServiceAction::StoppedPendingTasks(count(tasks))
            }
            ServiceEvent::BegunDraining(tasks) => ServiceAction::BegunDraining(count(tasks)),
            ServiceEvent::RegisteredTargets { tasks, target_group } => {
                ServiceAction::RegisteredTargets { target_group, count: count(tasks) }
            }
            ServiceEvent::DeregisteredTargets { tasks, target_group } => {
                ServiceAction::DeregisteredTargets { target_group, count: count(tasks) }
            }
            ServiceEvent::UnhealthyTarget { task, target_group } => {
                ServiceAction::UnhealthyTarget { task: self.index(task), target_group }
            }
            ServiceEvent::PlacementFailed(failure) => {
                let closest = failure.closest.map(|(instance, rejection)| (instance.ordinal(), rejection));
                ServiceAction::PlacementFailed { closest }
            }
            ServiceEvent::ConstraintViolated(tasks) => ServiceAction::ConstraintViolated(self.list(tasks)),
            ServiceEvent::StartImpaired => ServiceAction::StartImpaired,
            ServiceEvent::DeploymentBlocked => ServiceAction::DeploymentBlocked,
            ServiceEvent::ScaleInBlocked { deployment } => ServiceAction::ScaleInBlocked { deployment },
            ServiceEvent::ZonesUneven(zones) => ServiceAction::ZonesUneven(self.log.list_zones(zones)),
            ServiceEvent::ZonesEven(zones) => ServiceAction::ZonesEven(self.log.list_zones(zones)),
            ServiceEvent::RebalancingStopped => ServiceAction::RebalancingStopped,
            ServiceEvent::StartedToRebalance { task, zone } => {
                ServiceAction::StartedToRebalance { task: self.index(task), zone }
            }
            ServiceEvent::StoppedToRebalance { task, zone } => {
                ServiceAction::StoppedToRebalance { task: self.index(task), zone }
            }
            ServiceEvent::NoRoomToRebalance { zone } => ServiceAction::NoRoomToRebalance(zone),
            ServiceEvent::SteadyState => ServiceAction::SteadyState,
        };
        self.write(at, LogEvent::Service(service, action));
    }

    /// `RunTask` or `StartTask` was answered.
    pub(super) fn on_answer(&mut self, at: SimTime, answer: &CallAnswer<'_>) {
        if !self.keeps_records {
            return;
        }
        let tasks = self.list(answer.tasks);
        self.log.write_call(at, answer, tasks);
    }

    /// An alarm changed its state.
    pub(super) fn on_alarm(&mut self, at: SimTime, change: AlarmChange) {
        self.write(at, LogEvent::Alarm(change));
    }

    /// A call did nothing.
    pub(super) fn on_ignored(&mut self, at: SimTime, call: IgnoredCall) {
        self.ignored.note(at, call);
    }

    /// `StopServiceDeployment` did nothing.
    pub(super) fn on_stop_ignored(&mut self, at: SimTime, service: ServiceId, why: NothingToStop) {
        self.ignored.note_stop(at, service, why);
    }

    /// `ContinueServiceDeployment` did nothing.
    pub(super) fn on_continue_ignored(&mut self, at: SimTime, service: ServiceId) {
        self.ignored.note_continue(at, service);
    }

    /// The calls that did nothing, in words.
    pub(super) fn ignored(&self) -> Vec<String> {
        self.ignored.sentences(&self.names)
    }

    /// The names of everything, instances that are gone included.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Takes in calls that were injected into the run.
    pub(super) fn learn_calls(&mut self, injected: &[Action]) {
        self.names.learn_calls(injected);
    }

    /// Records and log, with the names they show.
    pub(super) fn finish(self, end: SimTime, model: &Model) -> Finished {
        let (tasks, names) = (Arc::new(self.tasks), Arc::new(self.names));
        Finished {
            instances: self.instances.finish(end, model, &names),
            log: self.log.finish(Arc::clone(&tasks), Arc::clone(&names), self.particulars),
            tasks: TaskRecords::new(tasks, names, self.rare),
        }
    }

    fn write(&mut self, at: SimTime, event: LogEvent) {
        if self.keeps_records {
            self.log.write(at, event);
        }
    }

    fn list(&mut self, tasks: &[TaskId]) -> TaskList {
        let by_slot = &self.by_slot;
        self.log.list(tasks.iter().map(|id| by_slot[id.slot()]))
    }

    fn index(&self, id: TaskId) -> TaskIndex {
        self.by_slot[id.slot()]
    }

    fn record(&mut self, id: TaskId) -> &mut CompactTask {
        let index = self.index(id);
        &mut self.tasks[index as usize]
    }
}

fn count(tasks: &[TaskId]) -> u32 {
    u32::try_from(tasks.len()).expect("fewer than 2^32 tasks")
}
