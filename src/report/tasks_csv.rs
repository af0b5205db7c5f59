//! tasks.csv: every task of the first replication of each variant.

use std::borrow::Borrow;
use std::io::{self, Write};

use super::comma_separated::{row, seconds, seconds_if, writer};
use crate::experiment::{Results, records};
use crate::model::Model;
use crate::observe::{InstanceRecord, TaskRecord};

const COLUMNS: [&str; 15] = [
    "variant",
    "cluster",
    "service",
    "group",
    "taskId",
    "taskDefinition",
    "containerInstance",
    "createdAt",
    "startedAt",
    "healthyAt",
    "stoppingAt",
    "stoppedAt",
    "stopCode",
    "stoppedReason",
    "exitCode",
];

/// Times are seconds since the start; one that never came is empty.
pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = writer(out);
    row(&mut out, COLUMNS)?;
    for (variant, of) in results.built() {
        let Some(first) = &of.first else { continue };
        let instances = records::instances(first);
        for task in records::tasks(first) {
            let cells = cells(&variant.model, instances, task.borrow());
            let cells = cells.iter().map(String::as_str);
            row(&mut out, std::iter::once(variant.name.as_str()).chain(cells))?;
        }
    }
    out.flush()
}

fn cells(model: &Model, instances: &[InstanceRecord], task: &TaskRecord) -> [String; COLUMNS.len() - 1] {
    let service = task.service.map(|service| model.service(service));
    let row = |ordinal| instances.binary_search_by_key(&ordinal, |instance| instance.ordinal).ok();
    let instance = task.instance.and_then(row).map_or("", |row| instances[row].name.as_str());
    [
        model.clusters[task.cluster.index()].clone(),
        service.map(|service| service.name.clone()).unwrap_or_default(),
        task.group.clone(),
        task.id.clone(),
        task.definition.clone(),
        instance.to_owned(),
        seconds(task.created_at),
        seconds_if(task.started_at),
        seconds_if(task.healthy_at),
        seconds_if(task.stopping_at),
        seconds_if(task.stopped_at),
        task.stop_code.unwrap_or_default().to_owned(),
        task.stopped_reason.clone().unwrap_or_default(),
        task.exit_code.map(|code| code.to_string()).unwrap_or_default(),
    ]
}
