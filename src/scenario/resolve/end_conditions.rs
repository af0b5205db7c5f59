//! What ends a deployment besides its last task: `deploymentCircuitBreaker`, `alarms`, `earlySuccessCriteria` and the
//! bake time of a rolling one (VS-21, VS-22).

use super::super::shape::words;
use super::super::{Node, Problem, Problems};
use super::alarms::Alarms;
use super::described::is_described;
use super::fields::{flag, text};
use super::names::unknown_word;
use super::quantity::whole;
use crate::model::{
    CircuitBreaker, DeploymentAlarms, DeploymentBounds, EarlySuccess, EndConditions, FailureThreshold,
    SourceCleanup,
};
use crate::time::SimDuration;

/// A day.
const MINUTES: u32 = 24 * 60;
/// More failures than a run can have tell of a mistake.
const MOST_FAILURES: u32 = 10_000_000;

/// The conditions of `holder`; those it leaves out are as in `current`. `bounds` are its percentages.
pub fn read(
    holder: &Node,
    (current, bounds): (&EndConditions, DeploymentBounds),
    (is_daemon, alarms): (bool, &Alarms<'_>),
    problems: &mut Problems,
) -> EndConditions {
    let Some(configuration) = holder.get("deploymentConfiguration") else { return current.clone() };
    let written = configuration.get("deploymentCircuitBreaker");
    let circuit_breaker = match written {
        Some(written) => circuit_breaker(written, problems),
        None => current.circuit_breaker,
    };
    let early_success = match configuration.get("earlySuccessCriteria") {
        Some(written) => early_success(written, bounds, is_daemon, problems),
        None => current.early_success,
    };
    let alarms = match configuration.get("alarms") {
        Some(written) => deployment_alarms(written, alarms, problems),
        None => current.alarms.clone(),
    };
    EndConditions { circuit_breaker, early_success, alarms, bake: bake(holder, configuration, current) }
}

fn deployment_alarms(
    written: &Node,
    alarms: &Alarms<'_>,
    problems: &mut Problems,
) -> Option<DeploymentAlarms> {
    let enabled = flag(written, "enable") == Some(true);
    let rollback = flag(written, "rollback").unwrap_or(false);
    enabled.then(|| alarms.of_deployment(written, rollback, problems))
}

/// Whether it is in range is told with the strategy. AWS describes 0 where nobody has set it.
fn bake(holder: &Node, configuration: &Node, current: &EndConditions) -> Option<SimDuration> {
    let written = whole(configuration, "bakeTimeInMinutes", 0..=MINUTES, "VS-22", &mut Problems::default());
    let written = written.filter(|minutes| *minutes > 0 || !is_described(holder));
    written.map(|minutes| SimDuration::from_mins(u64::from(minutes))).or(current.bake)
}

fn circuit_breaker(written: &Node, problems: &mut Problems) -> Option<CircuitBreaker> {
    let threshold = written.get("thresholdConfiguration").and_then(|of| threshold(of, problems));
    (flag(written, "enable") == Some(true)).then(|| CircuitBreaker {
        rollback: flag(written, "rollback").unwrap_or(false),
        reset_on_healthy_task: flag(written, "resetOnHealthyTask").unwrap_or(true),
        threshold: threshold.unwrap_or(FailureThreshold::DEFAULT),
    })
}

fn threshold(written: &Node, problems: &mut Problems) -> Option<FailureThreshold> {
    let value = whole(written, "value", 1..=MOST_FAILURES, "VS-21", problems);
    let kind = text(written, "type")?;
    let of: fn(u32) -> FailureThreshold = match kind.value {
        "COUNT" => FailureThreshold::Count,
        "BOUNDED_PERCENT" => FailureThreshold::BoundedPercent,
        "UNBOUNDED_PERCENT" => FailureThreshold::UnboundedPercent,
        _ => {
            problems.push(unknown_word(kind, "type", words::THRESHOLD_TYPES).rule("VS-21"));
            return None;
        }
    };
    value.map(of)
}

fn early_success(
    written: &Node,
    bounds: DeploymentBounds,
    is_daemon: bool,
    problems: &mut Problems,
) -> Option<EarlySuccess> {
    let healthy_percent = whole(written, "healthyPercent", 0..=100, "VS-22", problems);
    let cleanup = text(written, "sourceServiceRevisionCleanup");
    let kind = match cleanup.map(|cleanup| cleanup.value) {
        Some("BLOCKING") | None => SourceCleanup::Blocking,
        Some("DEFERRED") => SourceCleanup::Deferred,
        Some(_) => {
            problems.push(
                unknown_word(cleanup?, "sourceServiceRevisionCleanup", words::SOURCE_CLEANUPS).rule("VS-22"),
            );
            return None;
        }
    };
    if flag(written, "enable") != Some(true) {
        return None;
    }
    if is_daemon {
        let message = "early success of a DAEMON service is not modelled";
        let problem = Problem::warning(&written.span, message).label("it completes with its last task");
        problems.push(problem.rule("S2.2-4").help("set `enable = false` to say so"));
        return None;
    }
    let (healthy_percent, minimum) = (healthy_percent?, bounds.minimum_healthy_percent);
    if let Some(place) = written.get("healthyPercent").filter(|_| healthy_percent < minimum) {
        let message =
            format!("`healthyPercent` ({healthy_percent}) is below `minimumHealthyPercent` ({minimum})");
        let problem = Problem::error(&place.span, message).label("too low").rule("VS-22");
        problems.push(problem.help(format!("write {minimum} or more, or lower `minimumHealthyPercent`")));
    }
    Some(EarlySuccess { healthy_percent, cleanup: kind })
}

/// Refuses a `stopType` of `StopServiceDeployment` that the API has a word for and no meaning (services.md §2.4).
pub fn check_stop_type(arguments: &Node, problems: &mut Problems) {
    let Some(written) = text(arguments, "stopType").filter(|written| written.value != "ROLLBACK") else {
        return;
    };
    let problem = if words::STOP_TYPES.contains(&written.value) {
        let message = format!("`stopType` {} is not modelled by this version", written.value);
        let problem = Problem::error(written.span, message).label("the API documents ROLLBACK alone");
        problem.help("write stopType = \"ROLLBACK\"")
    } else {
        unknown_word(written, "stopType", words::STOP_TYPES)
    };
    problems.push(problem.rule("S2.4-3"));
}
