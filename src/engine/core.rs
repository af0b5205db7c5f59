//! Clock, cluster and whoever looks on: the part of a run that every other part works through.
//!
//! A commit changes the cluster, tells the observer and notes what others may want to react to, and does no more.
//! What follows from the notes is `reactions`' business, once per phase of an instant.

use super::choice::{Around, Choice, Onlooker};
use super::digest::Digest;
use super::notes::{Notes, Sort};
use super::parts::Placing;
use super::queue::{EventQueue, Turn};
use super::{Event, Limits};
use crate::cluster::{
    Cluster, DesiredStatus, ExitStatus, Fact, InstanceStatus, NewTask, Observer, Place, ServiceEvent,
    Standing, StopCause, TaskHealth, TaskStatus,
};
use crate::engine::guard::Guard;
use crate::engine::halt::Halt;
use crate::model::{AlarmId, AlarmState, ClassId, InstanceId, Model, ServiceId, TaskDefinitionId, TaskId};
use crate::placement::Request;
use crate::placement::explanation::Asked;
use crate::service::StateChange;
use crate::telemetry::{Evaluation, Telemetry};
use crate::time::{SimDuration, SimTime};

/// What a run keeps of clock, cluster and observer.
#[derive(Clone, Debug)]
pub(super) struct CoreState<O> {
    pub queue: EventQueue,
    pub cluster: Cluster,
    pub observer: O,
    pub digest: Digest,
    pub guard: Guard,
    pub notes: Notes,
    pub telemetry: Telemetry,
    /// The phase and instant of the last event.
    pub turn: Turn,
}

/// The same, borrowed while events are handled.
#[derive(Debug)]
pub(super) struct Core<'r, O> {
    /// The model of the run.
    pub model: &'r Model,
    state: &'r mut CoreState<O>,
}

impl<O> CoreState<O> {
    /// Time zero; `watched` says whether anybody wants to know what changes on instances.
    pub fn new(cluster: Cluster, seed: u64, observer: O, limits: Limits, watched: bool) -> Self {
        Self {
            queue: EventQueue::default(),
            notes: Notes::new(watched, cluster.model().services.len()),
            telemetry: Telemetry::new(cluster.model()),
            cluster,
            observer,
            digest: Digest::new(seed),
            guard: Guard::new(limits),
            turn: Turn::default(),
        }
    }
}

/// The clock.
impl<'r, O> Core<'r, O> {
    pub fn new(model: &'r Model, state: &'r mut CoreState<O>) -> Self {
        Self { model, state }
    }

    pub fn now(&self) -> SimTime {
        self.state.queue.now()
    }

    /// See [`EventQueue::schedule`].
    pub fn schedule(&mut self, at: SimTime, event: Event) {
        self.state.queue.schedule(at, event);
    }

    pub fn schedule_after(&mut self, delay: SimDuration, event: Event) {
        let at = self.now() + delay;
        self.schedule(at, event);
    }

    /// See [`EventQueue::schedule_declared`].
    pub fn schedule_declared(&mut self, at: SimTime, event: Event) {
        self.state.queue.schedule_declared(at, event);
    }

    /// Takes the next event that is due before `until`.
    ///
    /// # Errors
    ///
    /// The guard that ends the run.
    pub fn next_event(&mut self, until: SimTime) -> Result<Option<Event>, Halt> {
        let state = &mut *self.state;
        if self.model.programs.failure().is_some() {
            state.guard.stop(Halt::Program { at: state.queue.now() });
            state.guard.check()?;
        }
        if state.queue.next_at().is_none_or(|at| at >= until) {
            return Ok(None);
        }
        state.turn = state.queue.next_turn().unwrap_or_default();
        let Some((at, event)) = state.queue.pop() else { return Ok(None) };
        state.guard.count(at, state.queue.len())?;
        Ok(Some(event))
    }

    /// Whether something was noted, and no event of the phase and instant of the last one is left; or the next one may
    /// place tasks, which must not take the room of daemons (§1.8).
    pub fn reaction_is_due(&self) -> bool {
        let CoreState { notes, queue, turn, telemetry, .. } = &*self.state;
        let over = || queue.next_turn().is_none_or(|next| next > *turn);
        let places = || notes.concern_room() && queue.next_event().is_some_and(Event::places);
        (!notes.is_empty() || telemetry.has_woken()) && (over() || places())
    }
}

/// What is there.
impl<O> Core<'_, O> {
    pub fn cluster(&self) -> &Cluster {
        &self.state.cluster
    }

    pub fn notes(&mut self) -> &mut Notes {
        &mut self.state.notes
    }

    /// A pass of `service` is to follow soon; a standalone task concerns no service (RN-03).
    pub fn wake(&mut self, service: impl Into<Option<ServiceId>>) {
        if let Some(service) = service.into() {
            self.state.notes.wake(service);
        }
    }

    /// A deployment of a daemon began: room is to be kept for its revision (§1.8).
    pub fn note_deployed(&mut self, daemon: ServiceId) {
        self.state.notes.deployed(daemon);
    }

    /// From now on somebody waits for room: what changes on instances is noted.
    pub fn watch_room(&mut self) {
        self.state.notes.watch();
    }

    /// `instance` may take what it could not take before (RT-01).
    pub fn note_room(&mut self, instance: InstanceId) {
        self.state.notes.note(instance, Sort::Reservation);
    }
}

/// Alarms.
impl<O> Core<'_, O> {
    pub fn alarm_state(&self, alarm: AlarmId) -> AlarmState {
        self.state.telemetry.state(alarm)
    }

    /// Evaluates an alarm at this instant.
    pub fn evaluate(&mut self, alarm: AlarmId) -> Option<Evaluation> {
        self.state.telemetry.evaluate(self.state.queue.now(), alarm, self.model)
    }

    /// When alarms are evaluated first: with the minute in which the run begins.
    pub fn first_evaluation(&self) -> SimTime {
        self.state.telemetry.first_evaluation(self.model)
    }

    /// Alarms that have to be evaluated again are, with the next minute.
    pub fn schedule_woken(&mut self) {
        let now = self.now();
        for (at, alarm) in self.state.telemetry.take_woken(now, self.model) {
            self.schedule(at, Event::AlarmEvaluates(alarm));
        }
    }
}

/// Whoever looks on.
impl<O: Observer> Core<'_, O> {
    pub fn tell(&mut self, fact: Fact<'_>) {
        let state = &mut *self.state;
        let now = state.queue.now();
        state.digest.fold_fact(now, &fact, &state.cluster);
        state.telemetry.on_fact(now, &fact, &state.cluster);
        state.observer.on_fact(now, &fact, &state.cluster);
    }

    pub fn report(&mut self, service: ServiceId, event: ServiceEvent<'_>) {
        self.tell(Fact::Service(service, event));
    }

    /// Tells of the new state of a deployment, where it is new.
    pub fn tell_state(&mut self, service: ServiceId, change: Option<StateChange>) {
        if let Some(StateChange { deployment, state }) = change {
            self.report(service, ServiceEvent::DeploymentState { deployment, state });
        }
    }
}

impl<O: Onlooker> Core<'_, O> {
    /// Told right before an instance is chosen, or asked, for the next task of a group.
    pub fn about_to_choose(
        &mut self,
        request: &Request<'_>,
        asked: Asked,
        placing: &Placing,
        around: Around<'_>,
    ) {
        let CoreState { queue, cluster, observer, .. } = &mut *self.state;
        let group = placing.group(request.group);
        let (number, random) = (group.next_number, &group.draw());
        observer.before_choice(&Choice { request, asked, number, random, cluster, queue, around });
    }
}

/// Instances.
impl<O: Observer> Core<'_, O> {
    /// Makes an instance known to the cluster; it is `INACTIVE` until it registers.
    pub fn commit_expected(&mut self, class: ClassId) -> InstanceId {
        self.state.cluster.expect_instance(class)
    }

    pub fn commit_activation(&mut self, instance: InstanceId) {
        let now = self.now();
        self.state.cluster.activate_instance(instance, now);
        self.tell(Fact::InstanceRegistered(instance));
        self.state.notes.note(instance, Sort::Standing);
    }

    pub fn commit_agent_connection(&mut self, instance: InstanceId, connected: bool) {
        if self.cluster().instances().agent_connected(instance) != connected {
            self.state.cluster.set_agent_connected(instance, connected);
            self.tell(Fact::AgentConnection { instance, connected });
            self.state.notes.note(instance, Sort::Standing);
        }
    }

    /// It concerns nobody but who chooses instances: no service is woken.
    pub fn commit_leaving(&mut self, instance: InstanceId, leaving: bool) {
        if self.cluster().instances().is_leaving(instance) != leaving {
            self.state.cluster.set_leaving(instance, leaving);
            self.tell(Fact::InstanceLeaving { instance, leaving });
        }
    }

    pub fn commit_instance_status(&mut self, instance: InstanceId, status: InstanceStatus) {
        let from = self.cluster().instances().status(instance);
        self.state.cluster.set_instance_status(instance, status);
        self.tell(Fact::InstanceStatus { instance, from });
        self.state.notes.note(instance, Sort::Standing);
    }

    /// A call has changed its attributes, and so its class (VC-23).
    pub fn commit_class(&mut self, instance: InstanceId, class: ClassId) {
        let from = self.cluster().instances().class(instance);
        if from != class {
            self.state.cluster.set_class(instance, class);
            self.tell(Fact::InstanceAttributes { instance, from });
            self.state.notes.note(instance, Sort::Attributes);
        }
    }

    /// Takes an instance that is `INACTIVE` out of the store; everybody has reacted to that.
    pub fn commit_departure(&mut self, instance: InstanceId) {
        self.state.cluster.remove_instance(instance);
    }

    /// What `service` wants on `instance`; room for it is kept (§1.8).
    pub fn commit_reservation(
        &mut self,
        instance: InstanceId,
        service: ServiceId,
        wanted: Option<TaskDefinitionId>,
    ) {
        self.state.cluster.set_reservation(instance, service, wanted);
        self.state.notes.note(instance, Sort::Reservation);
    }
}

/// Changes of a task's status that a pass may act on; what else changes, a pass has brought about.
const CONCERN_PASSES: [TaskStatus; 3] =
    [TaskStatus::Running, TaskStatus::Deprovisioning, TaskStatus::Stopped];

/// Tasks.
impl<O: Observer> Core<'_, O> {
    pub fn commit_new_task(&mut self, new: NewTask) -> TaskId {
        let now = self.now();
        let task = self.state.cluster.create_task(new, now);
        self.tell(Fact::TaskCreated(task));
        // Some wait for just such a task on an instance (CN-11).
        self.note_at(new.place, Sort::Tasks);
        task
    }

    /// A task that was there before the run, which nobody has to react to.
    pub fn commit_found_task(&mut self, new: NewTask, standing: Option<Standing>) -> TaskId {
        let task = self.state.cluster.find_task(new, standing);
        self.tell(Fact::TaskFound(task));
        self.note_at(new.place, Sort::Tasks);
        task
    }

    pub fn commit_status(&mut self, task: TaskId, status: TaskStatus) {
        let (from, now) = (self.cluster().task(task).status, self.now());
        self.state.cluster.set_task_status(task, status, now);
        self.tell(Fact::TaskStatus { task, from });
        if CONCERN_PASSES.contains(&status) {
            self.wake_for(task);
        }
    }

    /// What a task's checks say; `endures` where it is unhealthy and not to be replaced yet (SC-10).
    pub fn commit_health(&mut self, task: TaskId, health: TaskHealth, endures: bool) {
        let from = self.cluster().task(task).health;
        if from != health {
            self.state.cluster.set_task_health(task, health, endures);
            self.tell(Fact::TaskHealth { task, from });
            self.wake_for(task);
        }
    }

    /// A task without checks is healthy to all but the lower bound (HL-01).
    pub fn commit_settling(&mut self, task: TaskId) {
        let from = self.cluster().task(task).health;
        self.state.cluster.set_settling(task);
        self.tell(Fact::TaskHealth { task, from });
    }

    /// Scale-in leaves it alone from now on, or not any more (SI-07); returns how often that was said of it.
    pub fn commit_protection(&mut self, task: TaskId, protected: bool) -> u16 {
        let protections = self.state.cluster.set_protected(task, protected);
        self.tell(Fact::TaskProtection { task, protected });
        protections
    }

    /// From now on the lower bound counts it.
    pub fn commit_settled(&mut self, task: TaskId) {
        self.state.cluster.set_settled(task);
        self.tell(Fact::TaskSettled(task));
        self.wake_for(task);
    }

    /// It is still unhealthy, and may be replaced from now on (SC-10).
    pub fn commit_endured(&mut self, task: TaskId) {
        self.state.cluster.set_task_health(task, TaskHealth::Unhealthy, false);
        self.wake_for(task);
    }

    fn wake_for(&mut self, task: TaskId) {
        let service = self.cluster().task(task).service;
        self.wake(service);
    }

    /// Notes the exit that ends a task; the first one stays. It is told with the task's end.
    pub fn commit_exit(&mut self, task: TaskId, status: ExitStatus) {
        self.state.cluster.set_exit_status(task, status);
    }

    /// Sets the desired status to `STOPPED`, unless it is already; frees the control plane's share (RT-01).
    pub fn commit_stop(&mut self, task: TaskId, cause: StopCause) {
        if self.cluster().task(task).desired == DesiredStatus::Running {
            let (place, now) = (self.cluster().task(task).place, self.now());
            self.state.cluster.stop_task(task, cause, now);
            self.tell(Fact::TaskStopping(task));
            self.wake_for(task);
            self.note_at(place, Sort::Tasks);
        }
    }

    /// The task's last step: `STOPPED`, then out of the store.
    pub fn commit_end(&mut self, task: TaskId) {
        let place = self.cluster().task(task).place;
        self.commit_status(task, TaskStatus::Stopped);
        self.state.cluster.remove_task(task);
        // Its interface's slot is free (EN-01), and a daemon may have waited for it to leave (DR-04).
        self.note_at(place, Sort::Ended);
    }

    fn note_at(&mut self, place: Place, sort: Sort) {
        if let Place::Instance(instance) = place {
            self.state.notes.note(instance, sort);
        }
    }
}
