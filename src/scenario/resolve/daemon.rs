//! `schedulingStrategy`, and what a DAEMON service takes and does not take (placement.md §1.8, DF-06).

use super::super::shape::words;
use super::super::{Node, Problem, Problems};
use super::described::is_described;
use super::fields::{list, text};
use super::names::unknown_word;
use crate::model::{Constraints, DeploymentBounds, SchedulingStrategy};

/// The rule's id in MODEL.md.
const RULE: &str = "P1.8";

/// The scheduling strategy of a service; REPLICA where it names none.
pub fn scheduling(service: &Node, problems: &mut Problems) -> SchedulingStrategy {
    match text(service, "schedulingStrategy").map(|written| (written, written.value)) {
        Some((_, "DAEMON")) => SchedulingStrategy::Daemon,
        None | Some((_, "REPLICA")) => SchedulingStrategy::Replica,
        Some((written, _)) => {
            problems.push(unknown_word(written, "schedulingStrategy", words::SCHEDULING_STRATEGIES));
            SchedulingStrategy::Replica
        }
    }
}

/// Reports what a DAEMON service does not take, in `CreateService` or `UpdateService`.
///
/// What `DescribeServices` prints may be pasted: it shows the count that ECS has computed, and an empty strategy.
pub fn refuse_members(holder: &Node, problems: &mut Problems) {
    if let Some(count) = holder.get("desiredCount").filter(|_| !is_described(holder)) {
        let problem = Problem::error(&count.span, "a DAEMON service takes no `desiredCount`");
        let problem = problem.label("it runs one task on every instance that matches").rule(RULE);
        problems.push(problem.help("remove `desiredCount`, or use placement constraints to have fewer"));
    }
    if let Some(strategy) =
        holder.get("placementStrategy").filter(|_| !list(holder, "placementStrategy").is_empty())
    {
        let problem = Problem::error(&strategy.span, "a DAEMON service takes no `placementStrategy`");
        let problem = problem.label("there is nothing to choose").rule("DF-06");
        problems.push(problem.help("remove `placementStrategy`"));
    }
}

/// Reports percentages that a DAEMON service cannot have, and those with which it never deploys.
pub fn check_bounds(holder: &Node, bounds: DeploymentBounds, problems: &mut Problems) {
    let Some(configuration) = holder.get("deploymentConfiguration") else { return };
    let span = |member| &configuration.get(member).unwrap_or(configuration).span;
    if bounds.maximum_percent != 100 {
        let message =
            format!("`maximumPercent` is {}, and a DAEMON service takes 100", bounds.maximum_percent);
        let problem = Problem::error(span("maximumPercent"), message).label("not 100").rule(RULE);
        problems.push(problem.help("remove `maximumPercent`: 100 is its default here"));
    } else if bounds.minimum_healthy_percent == 100 {
        let problem = Problem::warning(
            span("minimumHealthyPercent"),
            "a DAEMON service that keeps 100 % of its tasks can never deploy",
        );
        let problem = problem.label("no old task may stop, and none starts beside it").rule("HL-05");
        problems.push(problem.help("lower `minimumHealthyPercent`; its default here is 0"));
    }
}

/// What a DAEMON service asks for besides what is written: one task per instance (CN-04).
pub fn constraints(written: Constraints) -> Constraints {
    Constraints { distinct_instance: true, ..written }
}

/// Warns of new constraints that no deployment takes up.
pub fn check_restart(call: &Node, deploys: bool, problems: &mut Problems) {
    if let Some(constraints) = call.get("placementConstraints").filter(|_| !deploys) {
        let message = "new constraints of a DAEMON service wait for its next deployment";
        let problem =
            Problem::warning(&constraints.span, message).label("they change nothing yet").rule(RULE);
        problems.push(problem.help("add forceNewDeployment = true"));
    }
}
