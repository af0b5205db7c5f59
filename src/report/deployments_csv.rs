//! deployments.csv: every deployment of the first replication of each variant.

use std::io::{self, Write};

use super::comma_separated::{row, seconds, seconds_if, writer};
use crate::experiment::{Results, records};

const COLUMNS: [&str; 9] = [
    "variant",
    "cluster",
    "service",
    "deploymentId",
    "taskDefinition",
    "startedAt",
    "completedAt",
    "state",
    "failedTasks",
];

/// Times are seconds since the start; a deployment that did not complete has no `completedAt`.
pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = writer(out);
    row(&mut out, COLUMNS)?;
    for (variant, of) in results.built() {
        let Some(first) = &of.first else { continue };
        for deployment in records::deployments(first) {
            let service = variant.model.service(deployment.service);
            let cells: [&str; COLUMNS.len()] = [
                &variant.name,
                &variant.model.clusters[service.cluster.index()],
                &service.name,
                &deployment.id,
                &deployment.definition,
                &seconds(deployment.started_at),
                &seconds_if(deployment.completed_at),
                deployment.state.name(),
                &deployment.failed_tasks.to_string(),
            ];
            row(&mut out, cells)?;
        }
    }
    out.flush()
}
