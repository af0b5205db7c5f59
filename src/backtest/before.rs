//! What the service was before the cause: its task definition and desired count.

use serde_json::Value;

use super::calls::{short, text};
use super::cause::{Cause, What};
use super::folder::Folder;
use super::says::Says;
use super::told::{is_first_alone, is_there, revision_before};
use crate::calibrate::{Log, Told};

const STATE_CHANGES: &str =
    "a rule of EventBridge for \"ECS Task State Change\", which tells taskDefinitionArn";

/// What the service was.
pub(super) struct Before {
    /// ARN of its task definition.
    pub definition: String,
    /// Its desired count.
    pub count: u64,
}

impl Before {
    /// What it was, as far as it is told by what it is `now`, by the log and by the folder.
    pub fn of(now: &Value, cause: &Cause, log: &Log, folder: &mut Folder, says: &mut Says) -> Self {
        let current = text(now, "taskDefinition").unwrap_or_default();
        let mut definition = if cause.what == What::Deployed {
            deployed(now, current, cause, log, folder, says)
        } else {
            current.to_owned()
        };
        if !folder.describes(&definition) && definition != current {
            says.assume(format!(
                "{} was as {} is now: the folder does not describe it",
                short(&definition),
                short(current)
            ));
            says.fetch(&format!("aws ecs describe-task-definition --task-definition {}", short(&definition)));
            current.clone_into(&mut definition);
        }
        let desired = now.get("desiredCount").and_then(Value::as_u64).unwrap_or(0);
        Self { definition, count: count(desired, cause, log, says) }
    }
}

/// The task definition before a deployment.
fn deployed(
    now: &Value,
    current: &str,
    cause: &Cause,
    log: &Log,
    folder: &mut Folder,
    says: &mut Says,
) -> String {
    let told =
        log.tasks.values().filter(|task| is_there(task, cause)).find_map(|task| task.definition.clone());
    let older = || {
        let deployments = now.get("deployments")?.as_array()?;
        let active = deployments.iter().find(|of| text(of, "status") == Some("ACTIVE"))?;
        text(active, "taskDefinition").map(str::to_owned)
    };
    if let Some(told) = told.or_else(older) {
        return told;
    }
    says.fetch(STATE_CHANGES);
    if let Some(other) = is_first_alone(cause, log).then(|| revision_before(current)).flatten() {
        says.assume(format!(
            "the task definition before it was another one, called {} here and like {}: its first task was started \
             alone, as that of a new revision is",
            short(&other),
            short(current)
        ));
        folder.copy_definition(current, &other);
        return other;
    }
    says.assume(format!(
        "the task definition before it was {} as well: nobody tells another, so that it is replayed as \
         forceNewDeployment",
        short(current)
    ));
    current.to_owned()
}

/// The desired count before it.
fn count(desired: u64, cause: &Cause, log: &Log, says: &mut Says) -> u64 {
    let events = log.services.get(&cause.service).map_or(&[][..], |service| &service.events);
    let (mut started, mut stopped) = (0_u64, 0_u64);
    for (_, told) in events.iter().filter(|(at, _)| *at > cause.at && *at <= cause.end) {
        match told {
            Told::Started(tasks) => started += tasks.len() as u64,
            Told::Stopped(tasks) => stopped += tasks.len() as u64,
            _ => {}
        }
    }
    match cause.what {
        What::Created => 0,
        What::Scaled => (desired + stopped).saturating_sub(started),
        What::Deployed if cause.is_over && stopped > 0 && stopped != desired => {
            says.assume(format!(
                "its desired count before it was {stopped}, the number of tasks that were stopped"
            ));
            stopped
        }
        _ => desired,
    }
}
