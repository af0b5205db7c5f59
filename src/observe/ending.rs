//! How a service stands at the end of a run: what it lacks, what it is still about, and what stands in its way.

use std::collections::BTreeMap;

use super::deployments::Deployment;
use super::held_deployments::{self, Held};
use super::metrics::Metrics;
use super::names::Names;
use super::prospect::Prospect;
use super::recorder::RunEnd;
use super::service_metrics::ServiceMetrics;
use crate::cluster::{Cluster, Rejection};
use crate::metrics::{AGENT, DEPLOYMENT_FAILED, NEXT_PASS, PERCENTAGES, STARTING, TASKS_FAIL};
use crate::model::{HostPorts, ServiceId, StageStanding};
use crate::time::SimTime;

/// Where a deployment is stuck of which no pass has found out why.
const NOTHING_PENDING: &str = "nothing is pending";
/// Ports that are named before the rest is counted.
const PORTS: usize = 3;

/// Writes it for each of `services`, which come with their names in metrics, and returns what is to be said of those that are
/// stuck; `names` where a run keeps them.
pub(super) fn write(
    cluster: &Cluster,
    (services, labels, run): (&[ServiceMetrics], &[String], &RunEnd<'_>),
    names: Option<&Names>,
    metrics: &mut Metrics,
) -> Vec<String> {
    let mut notes = Vec::new();
    let held = held_deployments::find(cluster, services);
    for (index, (figures, label)) in services.iter().zip(labels).enumerate() {
        let limit = run.limits.get(index).copied().flatten();
        let stage = run.stages.get(index).copied().flatten();
        let ending = Ending { id: ServiceId::new(index), cluster, figures, limit, stage, held: &held };
        ending.write(&format!("services.{label}"), names, metrics);
        if let Some(Some(Prospect::Stuck { failure_at })) = run.prospects.get(index) {
            notes.extend(ending.proof(label, *failure_at));
        }
    }
    notes
}

struct Ending<'a> {
    id: ServiceId,
    cluster: &'a Cluster,
    figures: &'a ServiceMetrics,
    /// The rule that most instances put in the way now, if none has room.
    limit: Option<Rejection>,
    /// How far its PRIMARY deployment has come, if it takes over in stages.
    stage: Option<StageStanding>,
    held: &'a BTreeMap<ServiceId, Held>,
}

impl Ending<'_> {
    fn write(&self, stem: &str, names: Option<&Names>, metrics: &mut Metrics) {
        let missing = self.figures.desired.saturating_sub(self.figures.latest.running());
        metrics.put_count(format!("{stem}.missingCount.final"), missing.into(), "tasks");
        if missing > 0 {
            let limit = self.obstacle().unwrap_or_else(|| self.on_its_way(missing).to_owned());
            metrics.put_text(format!("{stem}.missingCount.limitedBy"), &limit);
        }
        let open = self.figures.deployments.open();
        metrics.put_count(format!("{stem}.deployments.open"), open.is_some().into(), "deployments");
        if let Some(deployment) = open {
            let name = self.definition_of(deployment);
            metrics.put_text(format!("{stem}.deployments.open.definition"), &name);
            let stage = || self.stage.map(|of| format!("{}:{}", of.stage.name(), of.waits_for.word()));
            if let Some(limit) = self.obstacle().or_else(stage) {
                metrics.put_text(format!("{stem}.deployments.open.limitedBy"), &limit);
            }
        }
        if let Some(failed) = self.figures.deployments.failed() {
            let name = self.definition_of(failed);
            metrics.put_text(format!("{stem}.deployments.failed.definition"), &name);
        }
        if let Some((held, names)) = self.held.get(&self.id).zip(names) {
            metrics.put_text(format!("{stem}.waitsFor"), &held.told(names));
        }
    }

    /// That its update is stuck, and why nothing that is pending changes it (SC-04); of a service that never came to be complete
    /// what it lacks is told.
    fn proof(&self, label: &str, failure_at: Option<SimTime>) -> Option<String> {
        let definition = self.definition_of(self.figures.deployments.open_update()?);
        let obstacle = self.obstacle().unwrap_or_else(|| NOTHING_PENDING.to_owned());
        let only = failure_at.map_or_else(String::new, |at| {
            format!("; only a failure could change it, of which the next one known is due at {at}")
        });
        Some(format!(
            "{label}: deployment of {definition} is stuck ({obstacle}): nothing is pending that could move it, no start, \
             stop or verdict of its tasks, no instance, no room that others leave, no call{only}"
        ))
    }

    fn definition_of(&self, deployment: &Deployment) -> String {
        let definition = self.cluster.model().task_definition(deployment.definition);
        format!("{}:{}", definition.family, definition.revision)
    }

    /// What stands in its way, and does not go by itself.
    fn obstacle(&self) -> Option<String> {
        if self.figures.deployments.newest().is_some_and(Deployment::has_failed) {
            return Some(DEPLOYMENT_FAILED.to_owned());
        }
        if let Some(code) = self.figures.unplaced() {
            let code = self.limit.map_or(code, Rejection::code);
            return Some(if code == Rejection::PortInUse.code() {
                self.with_ports(code)
            } else {
                code.to_owned()
            });
        }
        let (newest, open) = (self.figures.deployments.newest(), self.figures.deployments.open());
        let word = if newest.is_some_and(Deployment::keeps_failing) {
            TASKS_FAIL
        } else if self.held.contains_key(&self.id) {
            AGENT
        } else if open.is_some_and(Deployment::is_stuck) {
            PERCENTAGES
        } else {
            return None;
        };
        Some(word.to_owned())
    }

    /// What becomes of missing tasks where nothing stands in the way.
    fn on_its_way(&self, missing: u32) -> &'static str {
        if self.figures.latest.pending >= missing { STARTING } else { NEXT_PASS }
    }

    /// The code with the static ports that a task of the newest revision binds.
    fn with_ports(&self, code: &str) -> String {
        let Some(deployment) = self.figures.deployments.newest() else { return code.to_owned() };
        let ports: &HostPorts = &self.cluster.model().task_definition(deployment.definition).demand.ports;
        let first = ports.iter().take(PORTS).map(|(protocol, port)| format!("{port}/{protocol}"));
        if ports.is_empty() {
            return code.to_owned();
        }
        let mut list = first.collect::<Vec<_>>().join(", ");
        if ports.len() > PORTS {
            list = format!("{list} and {} more", ports.len() - PORTS);
        }
        format!("{code} ({list})")
    }
}
