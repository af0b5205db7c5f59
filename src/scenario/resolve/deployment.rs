//! `deploymentController` and `deploymentConfiguration`: percentages, and what is not modelled.

use super::super::shape::words;
use super::super::{Node, Problem, Problems};
use super::fields::{flag, is_absent, is_object, missing, text};
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

/// Refuses 100 % as minimum and maximum, as the API does; whether it did (VS-16).
pub fn refuse_standstill(holder: &Node, bounds: DeploymentBounds, problems: &mut Problems) -> bool {
    let stands = (bounds.minimum_healthy_percent, bounds.maximum_percent) == (100, 100);
    if let Some(configuration) = holder.get("deploymentConfiguration").filter(|_| stands) {
        let message =
            "`minimumHealthyPercent` and `maximumPercent` cannot both be 100: no deployment could begin";
        let problem = Problem::error(&configuration.span, message).label("the API refuses it").rule("VS-16");
        let help = "lower `minimumHealthyPercent`, whose default is 100, or raise `maximumPercent`";
        problems.push(problem.help(help));
    }
    stands
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

/// Reports controllers that this version does not model.
pub fn check_modelled(service: &Node, problems: &mut Problems) {
    let controller = service.get("deploymentController").and_then(|controller| text(controller, "type"));
    match controller.map(|written| (written, written.value)) {
        None | Some((_, "ECS")) => {}
        Some((written, "CODE_DEPLOY" | "EXTERNAL")) => {
            let message =
                format!("deployment controller `{}` is not modelled by this version", written.value);
            let problem = Problem::error(written.span, message).label("not modelled");
            let help = "until then, write `deploymentController = { type = \"ECS\" }` in place of it, or beside \
                `file`, or use `--set`";
            problems.push(problem.help(help));
        }
        Some((written, _)) => {
            problems.push(unknown_word(written, "type", words::CONTROLLERS));
        }
    }
    if let Some(configuration) = service.get("deploymentConfiguration") {
        check_members(configuration, problems);
    }
}

/// Members that come together (VS-21, VS-22).
fn check_members(configuration: &Node, problems: &mut Problems) {
    let together: [(&str, &str, &[&str]); 4] = [
        ("deploymentCircuitBreaker", "VS-21", &["enable", "rollback"]),
        ("alarms", "VS-21", &["alarmNames", "enable", "rollback"]),
        ("earlySuccessCriteria", "VS-22", &["enable"]),
        ("deploymentCircuitBreaker.thresholdConfiguration", "VS-21", &["type", "value"]),
    ];
    let find = |path: &str| path.split('.').try_fold(configuration, |node, name| node.get(name));
    for (path, rule, names) in together {
        let Some(node) = find(path).filter(|node| is_object(node)) else { continue };
        for name in names.iter().filter(|name| is_absent(node, name)) {
            problems.push(missing(node, name, &format!("`{path}`")).rule(rule));
        }
    }
    let Some(early) = configuration.get("earlySuccessCriteria") else { return };
    if flag(early, "enable") == Some(true) {
        for name in
            ["healthyPercent", "sourceServiceRevisionCleanup"].iter().filter(|name| is_absent(early, name))
        {
            problems.push(missing(early, name, "`earlySuccessCriteria` that is enabled").rule("VS-22"));
        }
    }
}
