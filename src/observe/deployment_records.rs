//! What is left of deployments: a row of deployments.csv each.

use super::names::Names;
use super::outcome::DeploymentRecord;
use super::service_metrics::ServiceMetrics;
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
            failed_at: deployment.failed_at,
            state: deployment.state(),
            started_tasks: deployment.tasks,
            replaced_tasks: deployment.replaced_tasks,
            failed_tasks: deployment.failed_tasks,
            stopped_tasks: deployment.stops.by_code(),
        });
        rows.collect::<Vec<_>>()
    };
    services.iter().enumerate().flat_map(of_service).collect()
}
