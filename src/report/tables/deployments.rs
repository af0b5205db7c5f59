//! deployments: a row for each deployment.

use super::batch::{Batch, MOST_ROWS, Values};
use super::column::{Column, Kind, column, instant, text};
use super::dynamic::Dynamic;
use super::replications::REPLICATION;
use super::start::Start;
use super::table::Table;
use crate::experiment::records;
use crate::model::Model;
use crate::observe::RunOutcome;

const COLUMNS: [Column; 18] = [
    REPLICATION,
    text("cluster", "the cluster"),
    text("service", "the service"),
    text("deploymentId", "the deployment's id as ECS shows it"),
    text("taskDefinition", "FAMILY:REVISION"),
    instant("startedAt", "when it became PRIMARY, since the start"),
    instant("completedAt", "when it was COMPLETED first; absent where it was not"),
    instant("failedAt", "when it was FAILED; absent where it was not"),
    text("state", "how far it came: IN_PROGRESS, STUCK, SUPERSEDED, COMPLETED, FAILED or ROLLED_BACK"),
    column("startedTasks", Kind::Whole, "tasks", "its tasks that were created"),
    column("replacedTasks", Kind::Whole, "tasks", "its tasks that were stopped for their health"),
    column("failedTasks", Kind::Whole, "tasks", "its tasks that failed before they were ever healthy"),
    column("stopped.TaskFailedToStart", Kind::Whole, "tasks", "its tasks that stopped with this stopCode"),
    column("stopped.EssentialContainerExited", Kind::Whole, "tasks", "likewise"),
    column("stopped.ServiceSchedulerInitiated", Kind::Whole, "tasks", "likewise"),
    column("stopped.UserInitiated", Kind::Whole, "tasks", "likewise"),
    column("stopped.TerminationNotice", Kind::Whole, "tasks", "likewise"),
    column("stopped.InfrastructureHealth", Kind::Whole, "tasks", "likewise"),
];

/// A row for each deployment.
pub const DEPLOYMENTS: Table = Table {
    name: "deployments",
    meaning: "a row for each deployment of each service, its creation included",
    columns: &COLUMNS,
    dynamic: Dynamic::None,
};

/// The rows of a run's deployments, in the order of the run.
pub fn deployments<'r>(
    start: Start<'r>,
    model: &'r Model,
    replication: u32,
    outcome: &'r RunOutcome,
) -> impl Iterator<Item = Batch> + 'r {
    records::deployments(outcome).chunks(MOST_ROWS).map(move |deployments| {
        let stopped = |code: usize| Values::wholes(deployments, move |of| Some(of.stopped_tasks[code]));
        let values = [
            Values::wholes(deployments, |_| Some(replication)),
            Values::texts(deployments, |of| {
                Some(model.clusters[model.service(of.service).cluster.index()].clone())
            }),
            Values::texts(deployments, |of| Some(model.service(of.service).name.clone())),
            Values::texts(deployments, |of| Some(of.id.clone())),
            Values::texts(deployments, |of| Some(of.definition.clone())),
            Values::reals(deployments, |of| Some(of.started_at.as_secs_f64())),
            Values::reals(deployments, |of| Some(of.completed_at?.as_secs_f64())),
            Values::reals(deployments, |of| Some(of.failed_at?.as_secs_f64())),
            Values::texts(deployments, |of| Some(of.state.name().to_owned())),
            Values::wholes(deployments, |of| Some(of.started_tasks)),
            Values::wholes(deployments, |of| Some(of.replaced_tasks)),
            Values::wholes(deployments, |of| Some(of.failed_tasks)),
            stopped(0),
            stopped(1),
            stopped(2),
            stopped(3),
            stopped(4),
            stopped(5),
        ];
        Batch::new(&start, deployments.len()).with_all(&COLUMNS, values)
    })
}
