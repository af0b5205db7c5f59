//! Whether what a run leaves behind agrees with itself.

use plimsoll::metrics::{arrival_names, service_names};
use plimsoll::model::{Model, ServiceId};
use plimsoll::observe::{Metric, RunOutcome};

fn number(outcome: &RunOutcome, metric: &str) -> Option<f64> {
    match outcome.metrics.get(metric)? {
        Metric::Number { value, .. } => Some(*value),
        Metric::Text(_) => None,
    }
}

/// Records that contradict each other.
pub fn contradictions(outcome: &RunOutcome, model: &Model) -> Vec<String> {
    let mut found = Vec::new();
    let mut placed = vec![0_u64; outcome.instances.last().map_or(0, |last| last.ordinal as usize + 1)];
    for task in outcome.tasks.iter() {
        let pulls = [task.pull_started_at, task.pull_stopped_at];
        let course = [Some(task.created_at), pulls[0], pulls[1], task.started_at, task.healthy_at];
        let course = course.into_iter().flatten();
        let end = [task.stopping_at, task.stopped_at].into_iter().flatten();
        let ordered = course.is_sorted()
            && end.is_sorted()
            && task.stopping_at >= Some(task.created_at).filter(|_| task.stopping_at.is_some());
        let is_pulled = task.started_at.is_none() || pulls[0].is_some() == pulls[1].is_some();
        let ends = task.stopped_at.is_none() || (task.stopping_at.is_some() && task.stop_code.is_some());
        if !ordered || !ends || !is_pulled {
            found.push(format!("{task:?}"));
        }
        match task.instance.and_then(|ordinal| placed.get_mut(ordinal as usize)) {
            Some(placed) => *placed += 1,
            None => found.push(format!("{task:?} is on an instance without a record")),
        }
    }
    for instance in &outcome.instances {
        if placed[instance.ordinal as usize] != instance.tasks_placed {
            found.push(format!("{instance:?} has {} tasks", placed[instance.ordinal as usize]));
        }
        if instance.deregistered_at.is_some_and(|at| at < instance.registered_at) {
            found.push(format!("{instance:?}"));
        }
    }
    // Who has fewer tasks than desired lacks the others, and is told why.
    for name in service_names(model) {
        let figure = |figure: &str| number(outcome, &format!("services.{name}.{figure}")).unwrap_or(f64::NAN);
        let short = (figure("desiredCount.final") - figure("runningCount.final")).max(0.0);
        let missing = figure("missingCount.final");
        let limit = outcome.metrics.get(&format!("services.{name}.missingCount.limitedBy"));
        if (short - missing).abs() >= 0.5 || (missing >= 0.5) != limit.is_some() {
            found.push(format!("{name}: {short} too few, {missing} missing, by {limit:?}"));
        }
    }
    // What is counted of restarts is what its tasks have had.
    for (index, name) in service_names(model).into_iter().enumerate() {
        let of_service = outcome.tasks.iter().filter(|task| task.service == Some(ServiceId::new(index)));
        let restarts = f64::from(of_service.filter_map(|task| task.restarts).sum::<u32>());
        let counted = number(outcome, &format!("services.{name}.containerRestarts")).unwrap_or_default();
        if (counted - restarts).abs() >= 0.5 {
            found.push(format!("{name}: {counted} restarts, and {restarts} of its tasks"));
        }
    }
    // Every task that was asked for was placed or refused, and none that was placed ends twice.
    for name in arrival_names(model) {
        let figure = |figure: &str| number(outcome, &format!("arrivals.{name}.{figure}")).unwrap_or(f64::NAN);
        let [requested, answered] = [figure("requested"), figure("placed") + figure("refused")];
        let ended = figure("completed") + figure("failed");
        if (requested - answered).abs() >= 0.5 || ended > figure("placed") {
            found.push(format!("{name}: {requested} requested, {answered} answered, {ended} ended"));
        }
    }
    found
}
