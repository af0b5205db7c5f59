//! `deploymentController` and `deploymentConfiguration`: percentages, and what is not modelled.

use super::super::{Node, Problem, Problems};
use super::fields::{flag, text};
use super::names::unknown_word;
use super::quantity::whole;
use crate::model::DeploymentBounds;

/// Far more than any deployment uses; keeps `maximumPercent` of a limited count in 64 bits.
const MOST_PERCENT: u32 = 10_000;

/// The percentages of `holder`; those it leaves out are as in `current`.
pub fn bounds(holder: &Node, current: DeploymentBounds, problems: &mut Problems) -> DeploymentBounds {
    const RULE: &str = "HL-05";
    let Some(configuration) = holder.get("deploymentConfiguration") else { return current };
    let minimum = whole(configuration, "minimumHealthyPercent", 0..=100, RULE, problems);
    let maximum = whole(configuration, "maximumPercent", 100..=MOST_PERCENT, RULE, problems);
    DeploymentBounds {
        minimum_healthy_percent: minimum.unwrap_or(current.minimum_healthy_percent),
        maximum_percent: maximum.unwrap_or(current.maximum_percent),
    }
}

/// Warns where rounding leaves a deployment no task to stop and none to start (HL-05, services.md §2.7).
pub fn check_can_move(holder: &Node, bounds: DeploymentBounds, desired: u32, problems: &mut Problems) {
    let (lower, upper) = (bounds.lower(desired), bounds.upper(desired));
    if desired == 0 || lower < desired || upper > desired {
        return;
    }
    let span = &holder.get("deploymentConfiguration").unwrap_or(holder).span;
    let message = format!(
        "a deployment can neither stop nor start a task: of {desired}, {lower} must stay and {upper} may exist"
    );
    problems.push(
        Problem::warning(span, message)
            .label("deployments and draining never finish")
            .rule("HL-05")
            .help("lower `minimumHealthyPercent` or raise `maximumPercent` until one task may move"),
    );
}

/// Reports controllers and strategies that this version does not model.
pub fn check_modelled(service: &Node, problems: &mut Problems) {
    let controller = service.get("deploymentController").and_then(|controller| text(controller, "type"));
    match controller.map(|written| (written, written.value)) {
        None | Some((_, "ECS")) => {}
        Some((written, "CODE_DEPLOY" | "EXTERNAL")) => {
            let message =
                format!("deployment controller `{}` is not modelled by this version", written.value);
            let problem = Problem::error(written.span, message).label("not modelled");
            problems.push(problem.help("use the rolling update: remove `deploymentController`"));
        }
        Some((written, _)) => {
            problems.push(unknown_word(written, "type", &["ECS", "CODE_DEPLOY", "EXTERNAL"]));
        }
    }
    if let Some(configuration) = service.get("deploymentConfiguration") {
        check_configuration(configuration, problems);
    }
}

fn check_configuration(configuration: &Node, problems: &mut Problems) {
    match text(configuration, "strategy").map(|written| (written, written.value)) {
        None | Some((_, "ROLLING")) => {}
        Some((written, "BLUE_GREEN" | "LINEAR" | "CANARY")) => {
            let message = format!("deployment strategy `{}` is not modelled by this version", written.value);
            let problem = Problem::error(written.span, message).label("not modelled");
            problems.push(problem.help("write strategy = \"ROLLING\", or remove it"));
        }
        Some((written, _)) => {
            problems.push(unknown_word(written, "strategy", &["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"]));
        }
    }
    for (member, what) in
        [("deploymentCircuitBreaker", "the circuit breaker"), ("alarms", "the deployment alarm")]
    {
        let enabled = configuration.get(member).filter(|member| flag(member, "enable") == Some(true));
        if let Some(enabled) = enabled {
            let problem = Problem::warning(&enabled.span, format!("{what} (`{member}`) is not modelled"));
            let label = "a failing deployment goes on instead of rolling back";
            problems.push(problem.label(label).help("set `enable = false` to say so"));
        }
    }
}
