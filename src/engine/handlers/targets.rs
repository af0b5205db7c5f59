//! A task's targets: they join in ACTIVATING, are checked, are noticed by ECS, and leave.

use std::sync::Arc;

use crate::balancer::{Answer, Target, TargetState, next_poll};
use crate::cluster::{Observer, ServiceEvent};
use crate::engine::runtime::TargetRuntime;
use crate::engine::{Engine, Event};
use crate::model::{LoadBalancerKind, TargetGroup, TaskId};
use crate::rng::{Stream, sample};
use crate::time::{SimDuration, SimTime};

impl<O: Observer> Engine<'_, O> {
    /// Registers a task whose containers have just been launched with every target group of its service revision.
    pub(in crate::engine) fn register_targets(&mut self, id: TaskId) {
        let task = self.cluster.task(id);
        let Some(service_id) = task.service else { return };
        let revision = Arc::clone(self.services[service_id.index()].revision(task.deployment));
        let model = self.model;
        for (index, balancer) in revision.load_balancers.iter().enumerate() {
            let spec = model.target_group(balancer.target_group);
            let offset = self.first_check_offset(spec, service_id.index());
            let now = self.queue.now();
            let mut target = Target::register(balancer.target_group, spec, now, offset);
            let ready_after = self.tasks[id.slot()].launch.ready_after(balancer.container);
            target.answers_from(Some(now + ready_after), spec, now);
            let known = TargetState::Initial;
            self.tasks[id.slot()].targets.push(TargetRuntime { target, epoch: 0, known });
            self.report(
                service_id,
                ServiceEvent::RegisteredTarget { task: id, target_group: balancer.target_group },
            );
            self.predict_target(id, index);
        }
    }

    pub(in crate::engine) fn target_changes(&mut self, id: TaskId, index: u16, epoch: u16) {
        let index = usize::from(index);
        let now = self.queue.now();
        let target = &mut self.tasks[id.slot()].targets[index];
        if target.epoch != epoch {
            return;
        }
        let spec = self.model.target_group(target.target.group());
        let Some((at, state)) = target.target.next_change(spec) else { return };
        target.target.change(state, at);
        let poll = next_poll(now, self.model.behavior.health_poll_interval);
        self.queue.schedule(poll, Event::HealthPoll(id));
        self.predict_target(id, index);
    }

    /// ECS asks the load balancer; what it learns decides about the task (HL-02, HL-03).
    pub(in crate::engine) fn health_poll(&mut self, id: TaskId) {
        let Some(service) = self.cluster.task(id).service else { return };
        for index in 0..self.tasks[id.slot()].targets.len() {
            let target = &mut self.tasks[id.slot()].targets[index];
            let state = target.target.state();
            let before = std::mem::replace(&mut target.known, state);
            let target_group = target.target.group();
            if state == TargetState::Unhealthy && before != TargetState::Unhealthy {
                self.report(service, ServiceEvent::UnhealthyTarget { task: id, target_group });
            }
        }
        self.judge(id);
    }

    /// From now on checks of the task's targets fail.
    pub(in crate::engine) fn targets_stop_answering(&mut self, id: TaskId, how: Answer) {
        let now = self.queue.now();
        for index in 0..self.tasks[id.slot()].targets.len() {
            let target = &mut self.tasks[id.slot()].targets[index];
            let spec = self.model.target_group(target.target.group());
            target.target.stops_answering(how, spec, now);
            self.predict_target(id, index);
        }
    }

    /// Takes the task out of its target groups; returns when the last one reports it unused, `None` without any.
    pub(in crate::engine) fn deregister_targets(&mut self, id: TaskId) -> Option<SimTime> {
        let now = self.queue.now();
        let service = self.cluster.task(id).service?;
        let mut unused_at = None;
        for index in 0..self.tasks[id.slot()].targets.len() {
            let target = &mut self.tasks[id.slot()].targets[index];
            if matches!(target.target.state(), TargetState::Draining | TargetState::Unused) {
                continue;
            }
            let target_group = target.target.group();
            unused_at =
                unused_at.max(Some(target.target.deregister(now, self.model.target_group(target_group))));
            target.epoch = target.epoch.wrapping_add(1);
            self.report(service, ServiceEvent::DeregisteredTarget { task: id, target_group });
        }
        unused_at
    }

    fn predict_target(&mut self, id: TaskId, index: usize) {
        let now = self.queue.now();
        let target = &mut self.tasks[id.slot()].targets[index];
        target.epoch = target.epoch.wrapping_add(1);
        let spec = self.model.target_group(target.target.group());
        if let Some((at, _)) = target.target.next_change(spec) {
            let target_index = u16::try_from(index).expect("at most five target groups a service");
            let event = Event::TargetChanges { task: id, target: target_index, epoch: target.epoch };
            self.queue.schedule(at.max(now), event);
        }
    }

    /// Time from registration to the first check: a random phase, after the NLB's registration (services.md §4.1).
    fn first_check_offset(&mut self, spec: &TargetGroup, service: usize) -> SimDuration {
        let stream = &mut self.services[service].checks;
        match spec.kind {
            LoadBalancerKind::Application => phase(spec.interval, stream),
            LoadBalancerKind::Network => sample(&self.model.behavior.nlb_registration_delay, stream),
        }
    }
}

fn phase(interval: SimDuration, stream: &mut Stream) -> SimDuration {
    SimDuration::from_micros(stream.below(interval.as_micros().max(1)))
}
