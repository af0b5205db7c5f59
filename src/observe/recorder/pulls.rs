//! What the recorder makes of pulls of images (LC-04).

use super::Recorder;
use crate::cluster::Cluster;
use crate::model::TaskId;
use crate::time::SimTime;

impl Recorder {
    /// The agent has begun to pull images for a task.
    pub(super) fn on_pull_started(&mut self, at: SimTime, id: TaskId) {
        self.live[id.slot()].pull_started_at = Some(at);
        if let Some(history) = &mut self.history {
            history.on_pull_started(at, id);
        }
    }

    /// It has pulled the last one, or one cannot be pulled.
    pub(super) fn on_pull_stopped(&mut self, at: SimTime, id: TaskId, cluster: &Cluster) {
        let started_at = self.live[id.slot()].pull_started_at.take();
        if let Some((service, started_at)) = cluster.task(id).service.zip(started_at) {
            self.services[service.index()].pulled(started_at, at);
        }
        if let Some(history) = &mut self.history {
            history.on_pull_stopped(at, id);
        }
    }
}
