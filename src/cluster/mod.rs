//! All mutable state of the simulated clusters, with its counters in step.
//!
//! Reading is open to everyone; the few methods that change something are the only ones that do, and each keeps
//! the stores, the counters and the change log together. Whoever changes tells the observers.

mod audit;
mod awaited;
mod call_answer;
mod category;
mod changes;
mod class_change;
mod container_change;
mod deployment_state;
mod fact;
mod found;
mod group_tasks;
mod ignored_call;
mod instance;
mod instance_facts;
mod ledger;
mod live;
mod new_task;
mod place;
mod protection;
mod recount;
mod rejection;
mod reservations;
mod status;
mod stop_cause;
mod task;

pub use call_answer::{CallAnswer, CallFailure, FailedAt, FailureReason};
pub use category::TaskCategory;
pub use changes::ChangeLog;
pub use container_change::{ContainerChange, ExitStatus};
pub use deployment_state::DeploymentState;
pub use fact::{
    AlarmChange, Fact, FailedBy, NothingToStop, Observer, PlacementFailure, ServiceEvent, TargetCounts,
};
pub use found::Standing;
pub use group_tasks::{DeploymentCounts, GroupTasks, HealthCounts};
pub use ignored_call::{IgnoredCall, InstanceCall, Refusal, ServiceCall, TasksCall, Unavailable};
pub use instance::Instances;
pub use ledger::{PortLedger, add, check_cpu_and_memory, check_demand, subtract};
pub use live::LiveList;
pub use new_task::NewTask;
pub use place::Place;
pub use rejection::Rejection;
pub use reservations::Reserved;
pub use status::{DesiredStatus, InstanceStatus, TaskHealth, TaskStatus};
pub use stop_cause::{STOP_CODES, StopCause};
pub use task::{Task, Tasks};

use std::sync::Arc;

use crate::model::{ClassId, Demand, GroupId, InstanceId, Model, ServiceId, TaskId};
use crate::time::SimTime;

/// Instances, tasks and services of a run.
#[derive(Clone, Debug)]
pub struct Cluster {
    model: Arc<Model>,
    instances: Instances,
    tasks: Tasks,
    groups: Vec<GroupTasks>,
    changes: ChangeLog,
}

impl Cluster {
    /// A cluster without instances and tasks.
    #[must_use]
    pub fn new(model: impl Into<Arc<Model>>) -> Self {
        let model = model.into();
        Self {
            instances: Instances::default(),
            tasks: Tasks::default(),
            groups: vec![GroupTasks::default(); model.services.len() + model.standalone_groups.len()],
            changes: ChangeLog::default(),
            model,
        }
    }

    /// The model this cluster runs.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The container instances.
    #[must_use]
    pub fn instances(&self) -> &Instances {
        &self.instances
    }

    /// The tasks that are not `STOPPED`.
    #[must_use]
    pub fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// Lists and counts of one task group.
    #[must_use]
    pub fn group(&self, id: GroupId) -> &GroupTasks {
        &self.groups[id.index()]
    }

    /// Lists and counts of one service.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> &GroupTasks {
        self.group(id.into())
    }

    /// What changed, for indexes.
    #[must_use]
    pub fn changes(&self) -> &ChangeLog {
        &self.changes
    }

    /// A task that is known not to be `STOPPED`.
    ///
    /// # Panics
    ///
    /// When it is `STOPPED`.
    #[must_use]
    pub fn task(&self, id: TaskId) -> &Task {
        self.tasks.get(id).expect("a live task")
    }

    /// What a task takes from its instance.
    #[must_use]
    pub fn demand(&self, task: &Task) -> &Demand {
        &self.model.task_definition(task.definition).demand
    }

    /// Makes an instance of `class` known; it is `INACTIVE` until it registers.
    pub fn expect_instance(&mut self, class: ClassId) -> InstanceId {
        let named = (self.instances.next_ordinal() as usize) < self.model.instances.len();
        self.instances.insert(class, self.model.class(class), named)
    }

    /// Registers an instance that was expected: `ACTIVE`, agent connected, nothing on it.
    ///
    /// # Panics
    ///
    /// When it has registered before.
    pub fn activate_instance(&mut self, instance: InstanceId, at: SimTime) {
        assert!(self.instances.registered_at(instance).is_none(), "an instance registers once");
        self.instances.activate(instance, at);
        self.changes.push(instance);
    }

    /// Makes an instance of `class` known and registers it at once.
    pub fn register_instance(&mut self, class: ClassId, at: SimTime) -> InstanceId {
        let id = self.expect_instance(class);
        self.activate_instance(id, at);
        id
    }

    /// Notes that the agent of `instance` is connected or not.
    pub fn set_agent_connected(&mut self, instance: InstanceId, connected: bool) {
        self.instances.set_agent_connected(instance, connected);
        self.changes.push(instance);
    }

    /// Notes that EC2 has been told to stop or terminate `instance`, or that it runs again.
    pub fn set_leaving(&mut self, instance: InstanceId, leaving: bool) {
        self.instances.set_leaving(instance, leaving);
        self.changes.push(instance);
    }

    /// Moves `instance` to `status`.
    ///
    /// # Panics
    ///
    /// When its life cycle does not allow it, or when it becomes `INACTIVE` with tasks on it.
    pub fn set_instance_status(&mut self, instance: InstanceId, status: InstanceStatus) {
        let from = self.instances.status(instance);
        assert!(from.may_become(status), "{from} to {status}");
        let empty = self.instances.tasks(instance).is_empty();
        assert!(status != InstanceStatus::Inactive || empty, "an instance goes after its tasks");
        self.recount(instance, false);
        self.instances.set_status(instance, status);
        self.recount(instance, true);
        self.changes.push(instance);
    }

    /// Forgets an instance that has left its cluster; its id is stale from now on.
    ///
    /// # Panics
    ///
    /// When it is not `INACTIVE`, has not registered yet, or has tasks.
    pub fn remove_instance(&mut self, instance: InstanceId) {
        assert!(self.instances.status(instance) == InstanceStatus::Inactive, "only INACTIVE instances go");
        assert!(self.instances.registered_at(instance).is_some(), "only who was there goes");
        assert!(self.instances.tasks(instance).is_empty(), "an instance goes after its tasks");
        let class = self.instances.class(instance);
        self.instances.remove(instance, self.model.class(class).cluster);
    }

    /// Creates a task and reserves its demand on its instance, if it has one (RT-01's other half).
    ///
    /// It is `PENDING`, or `PROVISIONING` when it has no instance yet or needs a network interface (LC-08).
    ///
    /// # Panics
    ///
    /// When the instance lacks the resources or a port is taken: placement checks first.
    pub fn create_task(&mut self, new: NewTask, at: SimTime) -> TaskId {
        let demand = &self.model.task_definition(new.definition).demand;
        let provisioning = new.place == Place::Unplaced || demand.interfaces > 0;
        let id = self.tasks.insert(Task {
            group: new.group,
            service: new.service,
            deployment: new.deployment,
            definition: new.definition,
            place: Place::Unplaced,
            number: new.number,
            status: if provisioning { TaskStatus::Provisioning } else { TaskStatus::Pending },
            desired: DesiredStatus::Running,
            health: TaskHealth::Unknown,
            settled: true,
            replaces_unhealthy: new.replaces_unhealthy,
            endures: false,
            protected: false,
            protections: 0,
            stop_cause: None,
            exit_code: None,
            out_of_memory: false,
            created_at: at,
            started_at: None,
            stopping_at: None,
            group_position: 0,
            instance_position: 0,
        });
        let task = self.tasks.get_mut(id).expect("just inserted");
        self.groups[new.group.index()].insert(id, task, false);
        if let Place::Instance(instance) = new.place {
            self.place_task(id, instance);
        }
        id
    }

    /// Gives a task that has no instance yet its instance, and reserves its demand there.
    ///
    /// # Panics
    ///
    /// When it is placed or is to stop, the instance lacks the resources or a port is taken: placement checks first.
    pub fn place_task(&mut self, id: TaskId, instance: InstanceId) {
        let (class, draining) = (self.instances.class(instance), self.is_draining(instance));
        let task = self.tasks.get_mut(id).expect("a live task");
        assert!(task.place == Place::Unplaced, "a task is placed once");
        assert!(task.desired == DesiredStatus::Running, "a task that is to stop is not placed any more");
        // One that has an instance from the first may be PENDING already.
        assert!(task.status.is_before_running(), "a task has its instance before it runs");
        let group = &mut self.groups[task.group.index()];
        if draining {
            group.discount(task, false);
            group.count(task, true);
        }
        group.enter(instance, class);
        task.place = Place::Instance(instance);
        let demand = &self.model.task_definition(task.definition).demand;
        self.instances.reserve(instance, demand);
        let on_instance = self.instances.tasks_mut(instance);
        task.instance_position = u32::try_from(on_instance.len()).expect("fewer than 2^32 tasks");
        on_instance.push(id);
        self.settle_reservations(instance);
        self.changes.push(instance);
    }

    /// Moves a task to `status`; entering `RUNNING` notes the time.
    ///
    /// # Panics
    ///
    /// When its life cycle does not allow it.
    pub fn set_task_status(&mut self, id: TaskId, status: TaskStatus, at: SimTime) {
        let before = self.task(id);
        let (group, deployment, had) = (before.group, before.deployment, before.has_containers());
        self.recategorise(id, |task| {
            assert!(task.status.may_become(status), "{} to {status}", task.status);
            task.status = status;
            if status == TaskStatus::Running {
                task.started_at = Some(at);
            }
        });
        let after = self.task(id);
        if after.desired == DesiredStatus::Stopped && had && !after.has_containers() {
            self.groups[group.index()].containers_ended(deployment);
        }
    }

    /// Notes what a task's checks say now; `endures` tells whether an unhealthy one is not to be replaced yet (SC-10).
    pub fn set_task_health(&mut self, id: TaskId, health: TaskHealth, endures: bool) {
        self.recategorise(id, |task| (task.health, task.endures) = (health, endures));
    }

    /// A task without checks is healthy to all but the lower bound (HL-01).
    pub fn set_settling(&mut self, id: TaskId) {
        self.recategorise(id, |task| (task.health, task.settled) = (TaskHealth::Healthy, false));
    }

    /// From now on the lower bound counts a task, once it is healthy (HL-01).
    pub fn set_settled(&mut self, id: TaskId) {
        self.recategorise(id, |task| task.settled = true);
    }

    /// Notes how the container exited that ends a task; the first one stays.
    ///
    /// # Panics
    ///
    /// When the task is not live.
    pub fn set_exit_status(&mut self, id: TaskId, status: ExitStatus) {
        let task = self.tasks.get_mut(id).expect("a live task");
        task.out_of_memory |= task.exit_code.is_none() && status.out_of_memory;
        task.exit_code.get_or_insert(status.code);
    }

    /// Sets a task's desired status to `STOPPED` and frees its resources in the control plane (RT-01, RT-02).
    ///
    /// # Panics
    ///
    /// When its desired status is `STOPPED` already.
    pub fn stop_task(&mut self, id: TaskId, cause: StopCause, at: SimTime) {
        let draining = self.is_on_draining(self.task(id));
        let task = self.tasks.get_mut(id).expect("a live task");
        assert!(task.desired == DesiredStatus::Running, "a task is stopped once");
        let group = &mut self.groups[task.group.index()];
        let moved = group.remove(task, draining);
        task.desired = DesiredStatus::Stopped;
        task.stop_cause = Some(cause);
        task.stopping_at = Some(at);
        group.begins_to_stop(task);
        let (place, definition, position) = (task.place, task.definition, task.group_position);
        if let Place::Instance(instance) = place {
            group.leave(instance, self.instances.class(instance));
            let demand = &self.model.task_definition(definition).demand;
            self.instances.free_up(instance, demand, self.model.behavior.hold_interface_until_stopped);
            self.settle_reservations(instance);
            self.changes.push(instance);
        }
        if let Some(moved) = moved {
            self.tasks.get_mut(moved).expect("listed tasks are live").group_position = position;
        }
    }

    /// Takes a task that is `STOPPED` out of the store; its id is stale from now on. Its interface is detached by now.
    ///
    /// # Panics
    ///
    /// When it is not `STOPPED`.
    pub fn remove_task(&mut self, id: TaskId) {
        let task = self.tasks.remove(id).expect("a live task");
        assert!(task.status == TaskStatus::Stopped, "only stopped tasks go");
        self.groups[task.group.index()].has_stopped();
        let Place::Instance(instance) = task.place else { return };
        let interfaces = self.demand(&task).interfaces;
        if interfaces > 0 && self.model.behavior.hold_interface_until_stopped {
            self.instances.give_back_interfaces(instance, interfaces);
            self.changes.push(instance);
        }
        let position = task.instance_position as usize;
        let on_instance = self.instances.tasks_mut(instance);
        on_instance.swap_remove(position);
        if let Some(moved) = on_instance.get(position).copied() {
            self.tasks.get_mut(moved).expect("listed tasks are live").instance_position =
                task.instance_position;
        }
    }

    /// Whether `instance` is `DRAINING`.
    #[must_use]
    pub fn is_draining(&self, instance: InstanceId) -> bool {
        self.instances.status(instance) == InstanceStatus::Draining
    }

    /// Whether `task` is on an instance that is `DRAINING`.
    #[must_use]
    pub fn is_on_draining(&self, task: &Task) -> bool {
        task.place.instance().is_some_and(|instance| self.is_draining(instance))
    }

    /// Applies `change` to a task and moves it between its service's counters.
    fn recategorise(&mut self, id: TaskId, change: impl FnOnce(&mut Task)) {
        let draining = self.is_on_draining(self.task(id));
        let task = self.tasks.get_mut(id).expect("a live task");
        let counts = &mut self.groups[task.group.index()];
        let counted = task.desired == DesiredStatus::Running;
        if counted {
            counts.discount(task, draining);
        }
        change(task);
        if counted {
            counts.count(task, draining);
        }
    }
}
