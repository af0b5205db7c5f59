//! Faults strike: once, or again and again.

use crate::cluster::{DesiredStatus, InstanceStatus, Observer, TaskStatus};
use crate::engine::{Engine, Event};
use crate::model::{ClusterId, FaultId, FaultKind, FaultSchedule, InstanceId, ServiceId, TaskId, ZoneId};
use crate::rng::{Stream, sample};
use crate::time::SimTime;

impl<O: Observer> Engine<'_, O> {
    pub(in crate::engine) fn schedule_fault(&mut self, id: FaultId) {
        let at = match &self.model.faults[id.index()].schedule {
            FaultSchedule::At(at) => (*at >= self.queue.now()).then_some(*at),
            FaultSchedule::Every(interval) => {
                Some(self.queue.now() + sample(interval, &mut self.faults[id.index()].times))
            }
        };
        if let Some(at) = at {
            self.queue.schedule(at, Event::FaultStrikes(id));
        }
    }

    pub(in crate::engine) fn fault_strikes(&mut self, id: FaultId) {
        let model = self.model;
        let fault = &model.faults[id.index()];
        match &fault.kind {
            FaultKind::TaskKillProcess { service, count, exit_code } => {
                for task in self.pick_tasks(id, *service, *count) {
                    self.container_is_killed(task, *exit_code);
                }
            }
            FaultKind::TerminateInstances { cluster, count, zone, replaced_after } => {
                for instance in self.pick_instances(id, *cluster, *zone, *count) {
                    self.terminate_instance(instance, replaced_after.as_ref());
                }
            }
            FaultKind::StopInstances { cluster, count, zone, restarted_after } => {
                for instance in self.pick_instances(id, *cluster, *zone, *count) {
                    self.stop_host(instance, restarted_after.as_ref());
                }
            }
        }
        if matches!(fault.schedule, FaultSchedule::Every(_)) {
            self.schedule_fault(id);
        }
    }

    fn pick_tasks(&mut self, fault: FaultId, service: ServiceId, count: u32) -> Vec<TaskId> {
        let runs = |id: &TaskId| {
            let task = self.cluster.task(*id);
            task.status == TaskStatus::Running
                && task.desired == DesiredStatus::Running
                && self.hosts[task.instance.slot()].alive
        };
        let mut tasks: Vec<TaskId> =
            self.cluster.service(service).tasks().iter().copied().filter(runs).collect();
        tasks.sort_unstable_by_key(|id| self.cluster.task(*id).number);
        pick(tasks, count, &mut self.faults[fault.index()].picks)
    }

    fn pick_instances(
        &mut self,
        fault: FaultId,
        cluster: ClusterId,
        zone: Option<ZoneId>,
        count: u32,
    ) -> Vec<InstanceId> {
        let there =
            |id: &InstanceId| self.hosts[id.slot()].alive && self.is_registered_in(*id, cluster, zone);
        let instances = self.cluster.instances().ids_of(cluster).filter(there).collect();
        pick(instances, count, &mut self.faults[fault.index()].picks)
    }

    /// Whether an instance is registered with `cluster`, in `zone` if one is given, and not terminated already.
    pub(in crate::engine) fn is_registered_in(
        &self,
        id: InstanceId,
        cluster: ClusterId,
        zone: Option<ZoneId>,
    ) -> bool {
        let instances = self.cluster.instances();
        let class = self.model.class(instances.class(id));
        instances.status(id) != InstanceStatus::Inactive
            && !self.hosts[id.slot()].terminating
            && class.cluster == cluster
            && zone.is_none_or(|zone| zone == class.zone)
    }

    /// When every fault comes first.
    pub(in crate::engine) fn schedule_faults(&mut self) {
        debug_assert!(self.queue.now() == SimTime::ZERO);
        for index in 0..self.model.faults.len() {
            self.schedule_fault(FaultId::new(index));
        }
    }
}

/// `count` of `all`, each set equally likely, in the order drawn.
fn pick<T>(mut all: Vec<T>, count: u32, stream: &mut Stream) -> Vec<T> {
    let count = all.len().min(count as usize);
    for position in 0..count {
        let other = position + stream.index(all.len() - position);
        all.swap(position, other);
    }
    all.truncate(count);
    all
}
