//! tasks: a row for each task.

use std::borrow::Borrow;

use super::batch::{Batch, Values, in_batches};
use super::column::{Column, Kind, column, instant, text};
use super::dynamic::Dynamic;
use super::replications::REPLICATION;
use super::start::Start;
use super::table::Table;
use crate::experiment::records;
use crate::model::Model;
use crate::observe::{RunOutcome, TaskRecord};

const COLUMNS: [Column; 18] = [
    REPLICATION,
    text("cluster", "the cluster"),
    text("service", "the service; absent for a standalone task"),
    text("group", "the task group: service:NAME, family:FAMILY, or the name that a call gave it"),
    text("taskId", "the task's id, 32 hexadecimal digits"),
    text("taskDefinition", "FAMILY:REVISION"),
    text("containerInstance", "the instance that it was placed on; absent where it never was"),
    instant("createdAt", "when it was created, since the start"),
    instant("pullStartedAt", "when its images began to be pulled; absent where all were there"),
    instant("pullStoppedAt", "when the last of them was there, or one could not be pulled"),
    instant("startedAt", "when it was first RUNNING"),
    instant("healthyAt", "when it first counted as healthy"),
    instant("stoppingAt", "when its desired status became STOPPED"),
    instant("stoppedAt", "when it was STOPPED"),
    text("stopCode", "stopCode as DescribeTasks shows it"),
    text("stoppedReason", "stoppedReason as DescribeTasks shows it"),
    column("exitCode", Kind::Whole, "", "exit code of the container that ended it"),
    column("restarts", Kind::Whole, "", "how often containers of it were started again in place"),
];

/// A row for each task.
pub const TASKS: Table = Table {
    name: "tasks",
    meaning: "a row for each task that was created; what never came is absent",
    columns: &COLUMNS,
    dynamic: Dynamic::None,
};

/// The rows of a run's tasks, in order of creation.
pub fn tasks(
    start: Start<'_>,
    model: &Model,
    replication: u32,
    outcome: &RunOutcome,
) -> impl Iterator<Item = Batch> {
    in_batches(records::tasks(outcome), move |tasks| {
        let of =
            |value: &dyn Fn(&TaskRecord) -> Option<String>| Values::texts(tasks, |task| value(task.borrow()));
        let at =
            |value: &dyn Fn(&TaskRecord) -> Option<f64>| Values::reals(tasks, |task| value(task.borrow()));
        let instances = records::instances(outcome);
        let instance = |ordinal| {
            let row = instances.binary_search_by_key(&ordinal, |instance| instance.ordinal).ok()?;
            Some(instances[row].name.clone())
        };
        let values = [
            Values::wholes(tasks, |_| Some(replication)),
            of(&|task| Some(model.clusters[task.cluster.index()].clone())),
            of(&|task| Some(model.service(task.service?).name.clone())),
            of(&|task| Some(task.group.clone())),
            of(&|task| Some(task.id.clone())),
            of(&|task| Some(task.definition.clone())),
            of(&|task| task.instance.and_then(instance)),
            at(&|task| Some(task.created_at.as_secs_f64())),
            at(&|task| Some(task.pull_started_at?.as_secs_f64())),
            at(&|task| Some(task.pull_stopped_at?.as_secs_f64())),
            at(&|task| Some(task.started_at?.as_secs_f64())),
            at(&|task| Some(task.healthy_at?.as_secs_f64())),
            at(&|task| Some(task.stopping_at?.as_secs_f64())),
            at(&|task| Some(task.stopped_at?.as_secs_f64())),
            of(&|task| task.stop_code.map(str::to_owned)),
            of(&|task| task.stopped_reason.clone()),
            Values::wholes(tasks, |task| task.borrow().exit_code),
            Values::wholes(tasks, |task| task.borrow().restarts),
        ];
        Batch::new(&start, tasks.len()).with_all(&COLUMNS, values)
    })
}
