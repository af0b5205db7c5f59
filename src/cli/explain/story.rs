//! What became of a task, a line for each thing that happened.

use super::document::{Task, clock, length};

/// What a task goes through before its images are pulled.
const BEFORE_IMAGES: [&str; 3] = ["PROVISIONING", "PENDING", "ACTIVATING"];

/// The name of the instance that took a task.
pub(super) fn host(task: &Task) -> &str {
    task.placement.placed.as_ref().map_or("", |placed| &placed.container_instance.name)
}

/// Its statuses in order, with the reason at the first that has one to give, and when it became healthy.
pub(super) fn story(task: &Task) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before = task.created_at;
    let mut healthy_at = task.healthy_at;
    let mut pulls = [
        (task.pull_started_at, "its images are being pulled"),
        (task.pull_stopped_at, "no image is being pulled any more"),
    ];
    let mut reason = reason(task);
    let mut happen = |at: f64, what: &str| {
        let after = if at > before { format!(", after {}", length(at - before)) } else { String::new() };
        lines.push(format!("{}  {what}{after}", clock(at)));
        before = at;
    };
    for step in &task.statuses {
        for (at, what) in &mut pulls {
            if let Some(at) =
                at.take_if(|at| *at <= step.at && !BEFORE_IMAGES.contains(&step.status.as_str()))
            {
                happen(at, what);
            }
        }
        if let Some(healthy) = healthy_at.take_if(|healthy| *healthy <= step.at) {
            happen(healthy, "healthy");
        }
        let status = step.status.as_str();
        match status {
            "PENDING" => happen(step.at, &format!("PENDING: placed on {}", host(task))),
            // Most tasks are started at once, which is not worth a line.
            "ACTIVATING" if step.at > task.created_at => {
                happen(step.at, "ACTIVATING: it queued for what others still held on the host");
            }
            "ACTIVATING" => {}
            "DEACTIVATING" => {
                happen(step.at, &format!("DEACTIVATING{}, connections are being drained", told(&mut reason)));
            }
            "STOPPING" => happen(step.at, &format!("STOPPING{}, the stop signal is out", told(&mut reason))),
            "STOPPED" => {
                let exit = task.exit_code.map_or_else(String::new, |code| format!(", exit code {code}"));
                happen(step.at, &format!("STOPPED{}{exit}", told(&mut reason)));
            }
            other => happen(step.at, other),
        }
    }
    for (at, what) in pulls {
        if let Some(at) = at {
            happen(at, what);
        }
    }
    if let Some(healthy) = healthy_at {
        happen(healthy, "healthy");
    }
    if task.stopped_at.is_none() {
        lines.push("It is still there at the end of the simulation.".to_owned());
    }
    lines
}

/// `stopCode` and `stoppedReason`, if it was to stop.
fn reason(task: &Task) -> Option<String> {
    let code = task.stop_code?;
    Some(match &task.stopped_reason {
        Some(reason) => format!(" ({code}: {reason})"),
        None => format!(" ({code})"),
    })
}

/// The reason, the first time it is asked for.
fn told(reason: &mut Option<String>) -> String {
    reason.take().unwrap_or_default()
}
