//! `strategy` of a deployment configuration, its bake times, steps and hooks (services.md §2.5; VS-29).

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::super::shape::words;
use super::super::{Node, Problem, Problems, Span};
use super::distribution::distribution;
use super::fields::{Text, as_text, is_absent, list, missing, objects, text};
use super::names::unknown_word;
use super::quantity::{millionths, whole};
use crate::model::{
    DeploymentStrategy, Distribution, HookTarget, LifecycleHook, LifecycleStage, StagedDeployment,
    TrafficShift,
};
use crate::time::SimDuration;

const RULE: &str = "VS-29";
const MINUTES: u32 = 24 * 60;
/// Two weeks.
const MOST_TIMEOUT: u32 = 14 * MINUTES;

/// The strategy of `holder`; what it leaves out is as in `current`. `service` is what was created.
pub fn read(
    holder: &Node,
    current: &DeploymentStrategy,
    (service, is_daemon): (&Node, bool),
    problems: &mut Problems,
) -> DeploymentStrategy {
    let Some(configuration) = holder.get("deploymentConfiguration") else { return current.clone() };
    let bake = whole(configuration, "bakeTimeInMinutes", 0..=MINUTES, "VS-22", problems);
    let bake = bake.map(|minutes| SimDuration::from_mins(u64::from(minutes)));
    let written = text(configuration, "strategy");
    let start = match current {
        DeploymentStrategy::Staged(staged) => StagedDeployment::clone(staged),
        DeploymentStrategy::Rolling => {
            StagedDeployment { shift: TrafficShift::AllAtOnce, bake: SimDuration::ZERO, hooks: Vec::new() }
        }
    };
    let word = written.map_or_else(|| word_of(current), |written| written.value);
    let shift = match word {
        "BLUE_GREEN" => TrafficShift::AllAtOnce,
        "LINEAR" => linear(configuration, start.shift, problems),
        "CANARY" => canary(configuration, start.shift, problems),
        "ROLLING" => {
            warn_of_rolling(configuration, problems);
            return DeploymentStrategy::Rolling;
        }
        _ => {
            if let Some(written) = written {
                problems.push(unknown_word(written, "strategy", words::DEPLOYMENT_STRATEGIES));
            }
            return current.clone();
        }
    };
    if let Some(written) = written {
        check_service(service, written, is_daemon, problems);
    }
    let hooks = match configuration.get("lifecycleHooks") {
        Some(_) => objects(configuration, "lifecycleHooks").filter_map(|of| hook(of, problems)).collect(),
        None => start.hooks,
    };
    let bake = bake.unwrap_or(start.bake);
    DeploymentStrategy::Staged(Arc::new(StagedDeployment { shift, bake, hooks }))
}

fn word_of(current: &DeploymentStrategy) -> &'static str {
    match current {
        DeploymentStrategy::Rolling => "ROLLING",
        DeploymentStrategy::Staged(staged) => match staged.shift {
            TrafficShift::AllAtOnce => "BLUE_GREEN",
            TrafficShift::Linear { .. } => "LINEAR",
            TrafficShift::Canary { .. } => "CANARY",
        },
    }
}

fn minutes(
    node: &Node,
    name: &str,
    range: RangeInclusive<u32>,
    problems: &mut Problems,
) -> Option<SimDuration> {
    whole(node, name, range, RULE, problems).map(|minutes| SimDuration::from_mins(u64::from(minutes)))
}

fn linear(configuration: &Node, current: TrafficShift, problems: &mut Problems) -> TrafficShift {
    let (step, bake) = match current {
        TrafficShift::Linear { step, bake } => (step, bake),
        _ => (100, SimDuration::from_mins(6)),
    };
    let Some(written) = configuration.get("linearConfiguration") else {
        return TrafficShift::Linear { step, bake };
    };
    let step = share(written, "stepPercent", 3.0, problems).unwrap_or(step);
    let bake = minutes(written, "stepBakeTimeInMinutes", 0..=MINUTES, problems).unwrap_or(bake);
    TrafficShift::Linear { step, bake }
}

fn canary(configuration: &Node, current: TrafficShift, problems: &mut Problems) -> TrafficShift {
    let (part, bake) = match current {
        TrafficShift::Canary { share, bake } => (share, bake),
        _ => (50, SimDuration::from_mins(10)),
    };
    let Some(written) = configuration.get("canaryConfiguration") else {
        return TrafficShift::Canary { share: part, bake };
    };
    let share = share(written, "canaryPercent", 0.1, problems).unwrap_or(part);
    let bake = minutes(written, "canaryBakeTimeInMinutes", 0..=MINUTES, problems).unwrap_or(bake);
    TrafficShift::Canary { share, bake }
}

/// A share in percent with one decimal, in thousandths.
fn share(node: &Node, name: &str, least: f64, problems: &mut Problems) -> Option<u32> {
    const OF_MILLIONTHS: u64 = 100_000;
    let millionths = millionths(node, name, least..=100.0, problems)?;
    if !millionths.is_multiple_of(OF_MILLIONTHS) {
        let span = &node.get(name).unwrap_or(node).span;
        let problem = Problem::error(span, format!("`{name}` has more than one decimal"));
        let problem = problem.label("steps of 0.1").rule(RULE);
        problems.push(problem.help("write it with one decimal, such as 12.5"));
    }
    u32::try_from(millionths / OF_MILLIONTHS).ok()
}

/// What rolling deployments do not have.
fn warn_of_rolling(configuration: &Node, problems: &mut Problems) {
    let hooks = configuration.get("lifecycleHooks").filter(|hooks| !hooks.elements().is_empty());
    if let Some(node) = hooks {
        let message = "`lifecycleHooks` of a ROLLING deployment is not modelled";
        let problem =
            Problem::warning(&node.span, message).label("rolling deployments do not wait for hooks");
        problems.push(problem.rule("S2.5-9"));
    }
}

/// What a service needs for another strategy than ROLLING.
fn check_service(service: &Node, strategy: Text<'_>, is_daemon: bool, problems: &mut Problems) {
    let word = strategy.value;
    let refuse = |span: &Span, message: String, help: &'static str| {
        Problem::error(span, message).label("the API refuses it").rule(RULE).help(help)
    };
    if is_daemon {
        let message = format!("a DAEMON service does not deploy by {word}");
        problems.push(refuse(strategy.span, message, "write strategy = \"ROLLING\""));
    }
    if list(service, "loadBalancers").is_empty() {
        let connected = !is_absent(service, "serviceConnectConfiguration");
        if !connected && word != "BLUE_GREEN" {
            let message = format!("{word} needs a load balancer or Service Connect, whose traffic it shifts");
            problems.push(refuse(strategy.span, message, "add `loadBalancers` with `advancedConfiguration`"));
        }
        return;
    }
    for balancer in objects(service, "loadBalancers") {
        let Some(advanced) = balancer.get("advancedConfiguration") else {
            let message = format!("{word} needs a second target group in `advancedConfiguration`");
            let help =
                "add advancedConfiguration = { alternateTargetGroupArn, productionListenerRule, roleArn }";
            problems.push(refuse(&balancer.span, message, help));
            continue;
        };
        for name in ["alternateTargetGroupArn", "productionListenerRule", "roleArn"] {
            if is_absent(advanced, name) {
                problems.push(missing(advanced, name, "`advancedConfiguration`").rule(RULE));
            }
        }
    }
}

fn hook(node: &Node, problems: &mut Problems) -> Option<LifecycleHook> {
    let kind = text(node, "targetType");
    let pauses = match kind.map(|kind| kind.value) {
        None | Some("AWS_LAMBDA") => false,
        Some("PAUSE") => true,
        Some(_) => {
            problems.push(unknown_word(kind?, "targetType", words::HOOK_TARGETS).rule(RULE));
            return None;
        }
    };
    if !pauses && is_absent(node, "hookTargetArn") {
        problems.push(missing(node, "hookTargetArn", "a hook that calls a function").rule(RULE));
    }
    let stages = stages(node, pauses, problems);
    let (timeout, continues_on_timeout) = timeout(node, problems);
    let target = if pauses { HookTarget::Pause } else { lambda(node, problems) };
    Some(LifecycleHook { stages, target, timeout, continues_on_timeout })
}

fn lambda(node: &Node, problems: &mut Problems) -> HookTarget {
    let duration = distribution(node, "hookDuration", problems);
    let duration = duration.unwrap_or(Distribution::Constant(SimDuration::ZERO));
    let status = text(node, "hookStatus");
    let known = status.filter(|status| !words::HOOK_STATUSES.contains(&status.value));
    if let Some(status) = known {
        problems.push(unknown_word(status, "hookStatus", words::HOOK_STATUSES).rule(RULE));
    }
    HookTarget::Lambda { duration, succeeds: status.is_none_or(|status| status.value != "FAILED") }
}

fn stages(node: &Node, pauses: bool, problems: &mut Problems) -> Vec<LifecycleStage> {
    if list(node, "lifecycleStages").is_empty() {
        problems.push(missing(node, "lifecycleStages", "the hook").rule(RULE));
    }
    let takes = |stage: &LifecycleStage| if pauses { stage.takes_pauses() } else { stage.takes_hooks() };
    let mut stages = Vec::new();
    for written in list(node, "lifecycleStages").iter().filter_map(as_text) {
        let known = LifecycleStage::ALL.into_iter().find(|stage| stage.name() == written.value);
        match known.filter(takes) {
            Some(stage) => stages.push(stage),
            None if known.is_some() => {
                let what = if pauses { "a PAUSE hook" } else { "a hook" };
                let message = format!("{what} is not called in stage {}", written.value);
                let problem = Problem::error(written.span, message).label("the API refuses it").rule(RULE);
                problems.push(problem.help("name the stage before or after it"));
            }
            None => problems.push(unknown_word(written, "lifecycleStages", words::HOOK_STAGES).rule(RULE)),
        }
    }
    stages
}

fn timeout(node: &Node, problems: &mut Problems) -> (SimDuration, bool) {
    let default = SimDuration::from_mins(u64::from(MINUTES));
    let Some(written) = node.get("timeoutConfiguration") else { return (default, false) };
    let timeout = minutes(written, "timeoutInMinutes", 1..=MOST_TIMEOUT, problems).unwrap_or(default);
    let action = text(written, "action");
    if let Some(action) = action.filter(|action| !words::PAUSE_ACTIONS.contains(&action.value)) {
        problems.push(unknown_word(action, "action", words::PAUSE_ACTIONS).rule(RULE));
    }
    (timeout, action.is_some_and(|action| action.value == "CONTINUE"))
}

/// Whether a call of `ContinueServiceDeployment` rolls back.
pub fn rolls_back(arguments: &Node, problems: &mut Problems) -> bool {
    let action = text(arguments, "action");
    if let Some(action) = action.filter(|action| !words::PAUSE_ACTIONS.contains(&action.value)) {
        problems.push(unknown_word(action, "action", words::PAUSE_ACTIONS).rule("S2.5-10"));
    }
    action.is_some_and(|action| action.value == "ROLLBACK")
}
