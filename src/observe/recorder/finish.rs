//! The outcome of a run from what was learnt of it.

use super::{Recorder, RunEnd};
use crate::cluster::Cluster;
use crate::observe::history::{Finished, History};
use crate::observe::metrics::Metrics;
use crate::observe::outcome::RunOutcome;
use crate::observe::remarks::remarks;
use crate::observe::{deployment_records, ending, metric_names};

impl Recorder {
    /// The outcome of the run that ended so in the state `cluster`.
    #[must_use]
    pub fn finish(mut self, cluster: &Cluster, run: &RunEnd<'_>) -> RunOutcome {
        let end = run.at;
        let mut metrics = Metrics::default();
        let run_on = self.history.as_ref().and_then(|full| self.clusters.machines().sentence(full.names()));
        let mut series = self.clusters.finish(end, cluster, &mut metrics);
        let mut deployments = Vec::new();
        let mut history = Finished::default();
        let mut notes = remarks(&self.model);
        let service_names = metric_names(&self.model);
        let names = self.history.as_ref().map(History::names);
        for (service, prospect) in self.services.iter_mut().zip(run.prospects) {
            if let Some(prospect) = prospect {
                service.deployments.settle(*prospect);
            }
        }
        notes.extend(ending::write(cluster, (&self.services, &service_names, run), names, &mut metrics));
        if let Some(mut full) = self.history {
            full.learn_calls(run.injected);
            deployments = deployment_records::of(&self.services, full.names());
            notes.extend(full.ignored());
            notes.extend(run_on);
            history = full.finish(end, &self.model);
        }
        for (service, name) in self.services.into_iter().zip(service_names) {
            series.extend(service.finish(end, &name, &mut metrics));
        }
        series.extend(self.arrivals.finish(end, &mut metrics));
        let Finished { tasks, instances, log } = history;
        let metrics = metrics.into_map();
        let RunEnd { digest, events, .. } = *run;
        RunOutcome { digest, events, metrics, series, tasks, instances, deployments, log, notes }
    }
}
