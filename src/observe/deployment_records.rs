//! What is left of deployments: a row of deployments.csv each, and a sentence for each that does not get through.

use super::held_deployments;
use super::names::Names;
use super::outcome::DeploymentRecord;
use super::service_metrics::ServiceMetrics;
use crate::cluster::Cluster;
use crate::model::ServiceId;

/// A record of each deployment, by service.
pub(super) fn of(services: &[ServiceMetrics], names: &Names) -> Vec<DeploymentRecord> {
    let of_service = |(index, figures): (usize, &ServiceMetrics)| {
        let service = ServiceId::new(index);
        let rows = figures.deployments.iter().map(|deployment| DeploymentRecord {
            service,
            id: names.deployment(service.into(), deployment.number),
            definition: names.definition(deployment.definition).to_owned(),
            started_at: deployment.started_at,
            completed_at: deployment.completed_at,
            state: deployment.state(),
            failed_tasks: deployment.failed_tasks,
        });
        rows.collect::<Vec<_>>()
    };
    services.iter().enumerate().flat_map(of_service).collect()
}

/// More deployments and services that do not get through are only counted.
const VERDICTS: usize = 5;

/// The deployments whose tasks start and fail, one after the other, and what hosts hold up, in words.
pub(super) fn verdicts(cluster: &Cluster, services: &[ServiceMetrics], names: &Names) -> Vec<String> {
    let all = services.iter().enumerate();
    let failing = all.flat_map(|(index, figures)| {
        let failing = figures.deployments.iter().filter(|deployment| deployment.is_failing());
        failing.map(move |deployment| {
            format!(
                "the deployment of {} in service {}, begun at {}, does not get through: its tasks start and fail, {} of \
                 them so far before they were healthy",
                names.definition(deployment.definition),
                names.service(ServiceId::new(index)),
                deployment.started_at,
                deployment.failed_tasks,
            )
        })
    });
    let mut verdicts: Vec<String> = failing.collect();
    verdicts.extend(held_deployments::sentences(cluster, services, names));
    let more = verdicts.len().saturating_sub(VERDICTS);
    if more > 0 {
        verdicts.truncate(VERDICTS);
        verdicts.push(format!("{more} more deployments and services like these: see deployments.csv"));
    }
    verdicts
}
