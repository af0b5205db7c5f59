//! Rules of `CreateService` that concern several members at once (VS-12…VS-14, VS-23, VS-25, VS-26).

use super::super::shape::words;
use super::super::{Node, Problem, Problems, Value};
use super::capacity;
use super::described::is_described;
use super::fields::{Text, flag, list, objects, text};
use super::names::unknown_word;
use super::tags;
use crate::model::{DeploymentBounds, NetworkMode, TaskDefinition};

/// Characters of `clientToken` of a service.
const CLIENT_TOKEN: usize = 36;
const ZONE_FIELD: &str = "attribute:ecs.availability-zone";

/// Reports what the members of a service say about each other, whatever tasks it runs.
pub fn check(node: &Node, problems: &mut Problems) {
    capacity::check(node, problems);
    tags::check(node, problems);
    check_role(node, problems);
    check_client_token(node, problems);
    check_propagation(node, &["TASK_DEFINITION", "SERVICE", "NONE"], problems);
}

/// Reports what the service says that its tasks do not bear out.
pub fn check_tasks(node: &Node, definition: &Node, tasks: &TaskDefinition, problems: &mut Problems) {
    check_execution(node, definition, problems);
    let refuse_role = tasks.network_mode == NetworkMode::Awsvpc;
    if let Some(role) = text(node, "role").filter(|_| refuse_role) {
        let problem = Problem::error(role.span, "`awsvpc` tasks need the service-linked role");
        problems.push(problem.label("no role of your own").rule("VS-13").help("remove `role`"));
    }
    let grace = node.get("healthCheckGracePeriodSeconds");
    let checked =
        tasks.containers.iter().any(|container| container.essential && container.health_check.is_some());
    let unused = list(node, "loadBalancers").is_empty() && !checked;
    let asks = |grace: &&Node| matches!(grace.value, Value::Integer(1..));
    if let Some(grace) = grace.filter(asks).filter(|_| unused) {
        let message = "`healthCheckGracePeriodSeconds` without a health check changes nothing";
        let problem = Problem::warning(&grace.span, message).label("neither load balancer nor health check");
        problems.push(problem.rule("VS-14").help("remove it, or add `loadBalancers`"));
    }
}

/// ECS Exec needs the task's own role, of its definition or of the call's overrides.
pub fn check_execution(node: &Node, definition: &Node, problems: &mut Problems) {
    let overrides = node.get("overrides").and_then(|overrides| text(overrides, "taskRoleArn"));
    let role = overrides.or_else(|| text(definition, "taskRoleArn"));
    let asked = node.get("enableExecuteCommand").filter(|_| flag(node, "enableExecuteCommand") == Some(true));
    if let Some(asked) = asked.filter(|_| role.is_none()) {
        let problem =
            Problem::error(&asked.span, "ECS Exec needs a task role, and the task definition has none");
        let problem = problem.label("no valid `taskRoleArn`").rule("VS-25");
        problems.push(problem.help("add `taskRoleArn` to the task definition"));
    }
}

/// `propagateTags` is one of `words`.
pub fn check_propagation(node: &Node, words: &[&str], problems: &mut Problems) {
    if let Some(written) = text(node, "propagateTags").filter(|written| !words.contains(&written.value)) {
        problems.push(unknown_word(written, "propagateTags", words).rule("VS-26"));
    }
}

/// A role is for load balancers of tasks without interfaces of their own, and not where the service-linked one is needed.
fn check_role(node: &Node, problems: &mut Problems) {
    let Some(role) = text(node, "role") else { return };
    let balancers = list(node, "loadBalancers").len();
    let (message, help) = if balancers == 0 {
        ("a `role` is for services with a load balancer", "remove `role`, or add `loadBalancers`")
    } else if balancers > 1 || !list(node, "serviceRegistries").is_empty() {
        ("several target groups and service discovery need the service-linked role", "remove `role`")
    } else {
        return;
    };
    problems.push(Problem::error(role.span, message).label("the API refuses it").rule("VS-13").help(help));
}

fn check_client_token(node: &Node, problems: &mut Problems) {
    let Some(token) = text(node, "clientToken") else { return };
    let length = token.value.chars().count();
    if length > CLIENT_TOKEN || !token.value.chars().all(|c| c.is_ascii_graphic()) {
        let message =
            format!("`clientToken` has {length} characters, and ECS takes {CLIENT_TOKEN} without spaces");
        let problem = Problem::error(token.span, message).label("not a token").rule("VS-26");
        problems.push(problem.help("shorten it, or leave it out"));
    }
}

/// Whether the zones of a service that is created so are rebalanced (RB-01): where it is not said, they are unless
/// something excludes it; what is described and does not say it never had it set.
pub fn rebalances(node: &Node, bounds: DeploymentBounds, is_daemon: bool, problems: &mut Problems) -> bool {
    let excluded = excludes_rebalancing((node, node), bounds, is_daemon);
    match asked_rebalancing(node, problems) {
        Some((asked, true)) => {
            // What is described was accepted when it was created.
            check_rebalancing(asked, excluded.filter(|_| !is_described(node)), problems);
            true
        }
        Some((_, false)) => false,
        None => !is_described(node) && excluded.is_none(),
    }
}

/// What a call says of the rebalancing of a service that was declared so, where it says something.
pub fn updated_rebalancing(
    call: &Node,
    declared: &Node,
    bounds: DeploymentBounds,
    is_daemon: bool,
    problems: &mut Problems,
) -> Option<bool> {
    let (asked, enabled) = asked_rebalancing(call, problems)?;
    let of = |name: &str| if call.get(name).is_some() { call } else { declared };
    let nodes = (of("placementStrategy"), of("placementConstraints"));
    if enabled {
        check_rebalancing(asked, excludes_rebalancing(nodes, bounds, is_daemon), problems);
    }
    Some(enabled)
}

/// What is written, and whether it is ENABLED.
fn asked_rebalancing<'n>(node: &'n Node, problems: &mut Problems) -> Option<(Text<'n>, bool)> {
    let asked = text(node, "availabilityZoneRebalancing")?;
    if !words::SWITCH.contains(&asked.value) {
        problems.push(unknown_word(asked, "availabilityZoneRebalancing", words::SWITCH).rule("VS-23"));
        return None;
    }
    Some((asked, asked.value == "ENABLED"))
}

fn check_rebalancing(asked: Text<'_>, excluded: Option<&'static str>, problems: &mut Problems) {
    if let Some(fault) = excluded {
        problems.push(
            Problem::error(asked.span, fault)
                .label("the API refuses it")
                .rule("VS-23")
                .help("write availabilityZoneRebalancing = \"DISABLED\""),
        );
    }
}

/// What excludes zone rebalancing (RB-02): it needs room above the count, and tasks that spread over zones first.
fn excludes_rebalancing(
    (strategies, constraints): (&Node, &Node),
    bounds: DeploymentBounds,
    is_daemon: bool,
) -> Option<&'static str> {
    let strategy = objects(strategies, "placementStrategy").next();
    let by_zone = |entry: &Node| {
        let is = |name: &str, word: &str| {
            text(entry, name).is_some_and(|written| written.value.eq_ignore_ascii_case(word))
        };
        is("type", "spread") && is("field", ZONE_FIELD)
    };
    let names_zones =
        |entry: &Node| text(entry, "expression").is_some_and(|query| query.value.contains(ZONE_FIELD));
    let classic =
        objects(strategies, "loadBalancers").any(|balancer| text(balancer, "loadBalancerName").is_some());
    if is_daemon {
        Some("a DAEMON service takes no zone rebalancing")
    } else if bounds.maximum_percent <= 100 {
        Some("zone rebalancing needs a `maximumPercent` above 100")
    } else if strategy.is_some_and(|first| !by_zone(first)) {
        Some("zone rebalancing needs a first strategy that spreads over zones, or none")
    } else if objects(constraints, "placementConstraints").any(names_zones) {
        Some("zone rebalancing takes no constraint on `attribute:ecs.availability-zone`")
    } else if classic {
        Some("zone rebalancing takes no Classic Load Balancer")
    } else {
        None
    }
}
