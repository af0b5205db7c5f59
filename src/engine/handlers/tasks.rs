//! From placement to `RUNNING`: the agent's queue, the launch, the first sign of life.

use crate::agent::{self, Launch};
use crate::balancer::TargetState;
use crate::cluster::{DesiredStatus, NewTask, Observer, StopCause, TaskHealth, TaskStatus};
use crate::engine::runtime::TaskRuntime;
use crate::engine::{Engine, Event};
use crate::model::{InstanceId, TaskId};

impl<O: Observer> Engine<'_, O> {
    /// Creates a placed task; [`hand_to_agent`](Self::hand_to_agent) follows.
    pub(in crate::engine) fn create_task(&mut self, new: NewTask) -> TaskId {
        let definition = self.model.task_definition(new.definition);
        let group = &mut self.groups[new.group.index()];
        let launch = agent::draw(definition, &self.model.behavior, &mut group.launches);
        self.create_task_that(new, launch)
    }

    /// As [`create_task`](Self::create_task), for a task whose course is known.
    pub(in crate::engine) fn create_task_that(&mut self, new: NewTask, launch: Launch) -> TaskId {
        let task = self.commit_new_task(new);
        if let Some(slot) = self.tasks.get_mut(task.slot()) {
            // Lists of targets are used again, by whichever task has some next.
            let mut targets = std::mem::take(&mut slot.targets);
            if targets.capacity() > 0 {
                targets.clear();
                self.spare_targets.push(targets);
            }
        }
        let balanced = |service| !self.model.service(service).load_balancers.is_empty();
        let spare = if new.service.is_some_and(balanced) { self.spare_targets.pop() } else { None };
        let runtime = TaskRuntime {
            launch,
            is_started: false,
            targets: spare.unwrap_or_default(),
            container_health: TaskHealth::Unknown,
            container_epoch: 0,
            is_ending: false,
        };
        match self.tasks.get_mut(task.slot()) {
            Some(slot) => *slot = runtime,
            None => self.tasks.push(runtime),
        }
        task
    }

    /// Sends a new task to its agent, once its interface is attached if it needs one (LC-08).
    pub(in crate::engine) fn hand_to_agent(&mut self, task: TaskId) {
        match self.tasks[task.slot()].launch.attached_after {
            Some(after) => self.queue.schedule(self.queue.now() + after, Event::InterfaceAttached(task)),
            None => self.enqueue(task),
        }
    }

    pub(in crate::engine) fn interface_attached(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        let awaited = task.status == TaskStatus::Provisioning && task.desired == DesiredStatus::Running;
        if awaited && self.hosts[task.instance.slot()].alive {
            self.commit_status(id, TaskStatus::Pending);
            self.enqueue(id);
        }
    }

    /// Queues a task on its host, where it starts at once if nothing is in the way.
    fn enqueue(&mut self, task: TaskId) {
        let instance = self.cluster.task(task).instance;
        self.hosts[instance.slot()].host.enqueue(task);
        self.start_queued(instance);
    }

    /// Starts tasks from the head of the agent's queue as long as they fit (RT-03, RT-04).
    pub(in crate::engine) fn start_queued(&mut self, instance: InstanceId) {
        loop {
            let runtime = &mut self.hosts[instance.slot()];
            if !runtime.alive {
                return;
            }
            let cluster = &self.cluster;
            let demand_of = |task| cluster.demand(cluster.task(task));
            let Some(task) = runtime.host.start_next(demand_of) else { return };
            self.begin_launch(task);
        }
    }

    fn begin_launch(&mut self, task: TaskId) {
        self.commit_status(task, TaskStatus::Activating);
        self.tasks[task.slot()].is_started = true;
        let done_at = self.queue.now() + self.tasks[task.slot()].launch.running_after;
        self.queue.schedule(done_at, Event::LaunchDone(task));
    }

    pub(in crate::engine) fn launch_done(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        let (service, instance) = (task.service, task.instance);
        if task.desired == DesiredStatus::Stopped || !self.hosts[instance.slot()].alive {
            return;
        }
        if self.tasks[id.slot()].launch.fails_to_start {
            self.end_at_once(id, StopCause::CannotStart);
            return;
        }
        // Still ACTIVATING: only now are the host ports known, and something may answer on them (services.md §14).
        self.register_targets(id);
        self.commit_status(id, TaskStatus::Running);
        if let Some(service) = service {
            self.services[service.index()].pacing.throttle.succeeded();
        }
        let now = self.queue.now();
        if let Some(exit) = self.tasks[id.slot()].launch.exit {
            self.queue.schedule(now + exit.after, Event::ContainerExits(id));
        }
        self.begin_health(id);
        self.wake(service);
    }

    /// The state of each target as ECS knows it, all healthy when there is none.
    pub(in crate::engine) fn known_targets(&self, task: TaskId) -> impl Iterator<Item = TargetState> + '_ {
        self.tasks[task.slot()].targets.iter().map(|target| target.known)
    }
}
