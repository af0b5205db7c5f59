//! When a task begins to serve, or serves again.

use super::{CountedAs, LiveTask, Recorder};
use crate::cluster::{Cluster, ContainerChange, Task, TaskCategory, TaskHealth};
use crate::model::{ServiceId, TaskId};
use crate::observe::vacancies::Vacancy;
use crate::time::SimTime;

impl Recorder {
    /// The task's containers answer again, and it serves as ECS believes.
    pub(super) fn on_found(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        let live = &mut self.live[id.slot()];
        if live.counted_as == CountedAs::Freed {
            return;
        }
        live.lost_at = None;
        if let Some(service) = task.service {
            live.stand_by_health(task, &mut self.services[service.index()]);
            self.note_first_health(at, id, service, task);
            self.note_settled(id, service, task);
            self.services[service.index()].refresh(at, cluster);
        }
    }

    /// A container of a task changed; its service counts those that are started again in place.
    pub(super) fn on_container(
        &mut self,
        at: SimTime,
        id: TaskId,
        (container, change): (usize, ContainerChange),
        cluster: &Cluster,
    ) {
        if let Some(service) = cluster.task(id).service
            && matches!(change, ContainerChange::Exited { restarts: true, .. })
        {
            self.services[service.index()].count_restarts(1);
        }
        if let Some(history) = &mut self.history {
            history.on_container(at, id, container, change);
        }
    }

    /// A task that was there before the run: whatever it is by now, no latency is measured of it.
    pub(super) fn on_task_found(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        self.add_live(id, LiveTask { was_healthy: true, ..LiveTask::new(Vacancy::planned(at)) });
        if let Some(history) = &mut self.history {
            history.on_found(at, id, task);
        }
        match task.service {
            Some(service) => {
                self.note_settled(id, service, task);
                self.services[service.index()].refresh(at, cluster);
            }
            None => self.arrivals.on_found(id),
        }
        self.on_placed(at, id, cluster);
    }

    /// From now on the lower bound counts it (HL-01).
    pub(super) fn on_settled(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let task = cluster.task(id);
        if let Some(service) = task.service {
            self.note_settled(id, service, task);
            self.services[service.index()].refresh(at, cluster);
        }
    }

    /// A deployment can rely on a task that the lower bound counts and that serves.
    pub(super) fn note_settled(&mut self, id: TaskId, service: ServiceId, task: &Task) {
        let live = &mut self.live[id.slot()];
        if task.category() == TaskCategory::Healthy && live.lost_at.is_none() {
            live.was_settled = true;
            self.services[service.index()].deployments.task_settled(task.deployment);
        }
    }

    /// What is healthy and serves for the first time fills a need.
    pub(super) fn note_first_health(&mut self, at: SimTime, id: TaskId, service: ServiceId, task: &Task) {
        let live = &mut self.live[id.slot()];
        if task.health != TaskHealth::Healthy || live.was_healthy || live.lost_at.is_some() {
            return;
        }
        live.was_healthy = true;
        let service = &mut self.services[service.index()];
        service.first_healthy(at, live.vacancy);
        if let Some(history) = &mut self.history {
            history.on_first_healthy(at, id);
        }
    }
}
