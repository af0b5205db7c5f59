//! Tasks that are on their way out and still count, as the document shows them.

use serde::Serialize;

use super::document::seconds;
use super::resolve::end_reason;
use super::sentences::{counted, first_few, grouped};
use crate::engine::explain::{LeavingTask, ServiceAnswer};

/// A task that has been told to stop and is not `STOPPED`, or that a deployment cannot tell to stop.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Leaving {
    /// Its id.
    pub task_id: String,
    /// Its task definition.
    pub task_definition: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_instance: Option<String>,
    /// Whether the agent there is connected.
    pub agent_connected: bool,
    /// `lastStatus`.
    pub last_status: String,
    /// When it was told to stop; absent while it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopping_at: Option<f64>,
    /// Whether the PRIMARY deployment completes only once it has ended.
    pub holds_deployment: bool,
    /// When it ends, as far as it is known already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<f64>,
    /// Why then: as in `holders`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<&'static str>,
}

/// Those of `answer`.
pub(super) fn leaving(answer: &ServiceAnswer) -> Vec<Leaving> {
    let names = &answer.names;
    let open = answer.deployments.last().is_some_and(|primary| primary.completed_at.is_none());
    let row = |task: &LeavingTask| Leaving {
        task_id: names.task(answer.service.into(), task.number),
        task_definition: names.definition(task.definition).to_owned(),
        container_instance: task.instance.map(|id| names.instance(id.ordinal()).into_owned()),
        agent_connected: !task.silent,
        last_status: task.status.to_string(),
        stopping_at: task.stopping_at.map(seconds),
        holds_deployment: open && task.awaited,
        until: task.end.map(|end| seconds(end.at)),
        end_reason: task.end.map(|end| end_reason(end.reason)),
    };
    answer.leaving.iter().map(row).collect()
}

/// What a deployment waits for besides its own tasks: those of `leaving` that hold it, with the hosts that do not answer.
pub(super) fn held(definition: &str, leaving: &[Leaving]) -> Option<String> {
    let holding = leaving.iter().filter(|task| task.holds_deployment);
    let (answering, silent): (Vec<&Leaving>, Vec<&Leaving>) = holding.partition(|task| task.agent_connected);
    let mut hosts: Vec<&str> = silent.iter().filter_map(|task| task.container_instance.as_deref()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let count = answering.len() + silent.len();
    let at = match (answering.len(), silent.len()) {
        (_, 0) => String::new(),
        (0, _) => format!(", on {} (agent not connected)", first_few(&hosts)),
        (_, some) => {
            format!(", {} of them on {} (agent not connected)", grouped(some as u64), first_few(&hosts))
        }
    };
    let tasks = counted(count as u64, "older task");
    (count > 0).then(|| format!("The deployment of {definition} waits for {tasks} to stop{at}."))
}
