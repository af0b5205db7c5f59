//! Tasks that were sent to hosts which start nothing, as the document shows them, and what ends that.

use serde::Serialize;

use super::document::seconds;
use super::resolve::end_reason;
use super::sentences::{counted, first_few};
use crate::engine::explain::{FirstTask, ServiceAnswer, StalledTask};

/// A task that is to start on a host without power.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stalled {
    /// Its id.
    pub task_id: String,
    /// Its task definition.
    pub task_definition: String,
    /// Where it is.
    pub container_instance: String,
    /// Whether the agent there still counts as connected: ECS has not noticed.
    pub agent_connected: bool,
    /// `lastStatus`.
    pub last_status: String,
    /// When it was created.
    pub created_at: f64,
    /// When it ends, as far as it is known already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<f64>,
    /// Why then: as in `holders`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<&'static str>,
}

/// The first task of a revision, for which the others wait (SC-08).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct First {
    /// Its id.
    pub task_id: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_instance: Option<String>,
    /// `lastStatus`.
    pub last_status: String,
}

/// Those of `answer`.
pub(super) fn stalled(answer: &ServiceAnswer) -> Vec<Stalled> {
    let names = &answer.names;
    let row = |task: &StalledTask| Stalled {
        task_id: names.task(answer.service.into(), task.number),
        task_definition: names.definition(task.definition).to_owned(),
        container_instance: names.instance(task.instance.ordinal()).into_owned(),
        agent_connected: !task.noticed,
        last_status: task.status.to_string(),
        created_at: seconds(task.created_at),
        until: task.end.map(|end| seconds(end.at)),
        end_reason: task.end.map(|end| end_reason(end.reason)),
    };
    answer.stalled.iter().map(row).collect()
}

/// The first task of `answer`.
pub(super) fn first(answer: &ServiceAnswer, first: &FirstTask) -> First {
    let names = &answer.names;
    First {
        task_id: names.task(answer.service.into(), first.number),
        container_instance: first.instance.map(|id| names.instance(id.ordinal()).into_owned()),
        last_status: first.status.to_string(),
    }
}

/// How many tasks start nowhere, and where they are.
pub(super) fn start_nowhere(stalled: &[Stalled]) -> String {
    let silent = hosts(stalled.iter().filter(|task| !task.agent_connected));
    let unnoticed = hosts(stalled.iter().filter(|task| task.agent_connected));
    let silent = (!silent.is_empty()).then(|| format!("{} (agent not connected)", first_few(&silent)));
    let unnoticed =
        (!unnoticed.is_empty()).then(|| format!("{} (ECS has not noticed yet)", first_few(&unnoticed)));
    let places: Vec<String> = silent.into_iter().chain(unnoticed).collect();
    let tasks = counted(stalled.len() as u64, "task");
    let wait = if stalled.len() == 1 { "waits" } else { "wait" };
    format!("{tasks} {wait} to start where nothing starts, on {}:", places.join(" and "))
}

/// What ends the wait of those that have no end in sight.
pub(super) fn what_ends_it(stalled: &[Stalled]) -> Option<String> {
    let hosts = hosts(stalled.iter().filter(|task| task.until.is_none()));
    let are = if hosts.len() == 1 { "is" } else { "are" };
    (!hosts.is_empty()).then(|| {
        format!(
            "Such a task ends once {} {are} back, terminated or deregistered by force (deregisterContainerInstance). After \
             StopTask, or with the host set to DRAINING, the service goes on without it; so does another deployment, \
             which completes only once it has ended.",
            first_few(&hosts)
        )
    })
}

/// The first task, for which the others wait, with its host where that starts nothing.
pub(super) fn waits_for(first: &First, definition: &str, stalled: &[Stalled]) -> String {
    let host = first.container_instance.as_ref().map_or_else(String::new, |host| format!(" on {host}"));
    let of_it = stalled.iter().find(|task| task.task_id == first.task_id);
    let state = match of_it {
        Some(task) if task.agent_connected => ", which has lost power",
        Some(_) => ", whose agent is not connected",
        None => "",
    };
    format!(
        "What is missing waits for the first task of {definition}, which starts alone (SC-08): it is {}{host}{state}.",
        first.last_status
    )
}

fn hosts<'s>(tasks: impl Iterator<Item = &'s Stalled>) -> Vec<&'s str> {
    let mut hosts: Vec<&str> = tasks.map(|task| task.container_instance.as_str()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}
