//! `networkConfiguration`: where the subnets of `awsvpc` tasks are (EN-03, EN-04).

use super::super::{Node, Problem, Problems};
use super::actions::Rollout;
use super::fields::{Text, as_text, is_object, list, text};
use super::limits::{QUOTA_SECURITY_GROUPS, QUOTA_SUBNETS};
use super::names::shortened;
use super::services::{Services, Surroundings};
use super::vpcs::Subnet;
use crate::model::{Location, NetworkMode, ZoneId};

/// Where tasks in `mode` may go by `networkConfiguration` of `holder`, a service or a call; `None` for anywhere.
///
/// Without `[[vpcs]]` nothing says where a subnet is that no instance names: then subnets restrict nothing, which is told.
pub fn location(
    holder: &Node,
    mode: NetworkMode,
    around: &Surroundings<'_, '_>,
    problems: &mut Problems,
) -> Option<Location> {
    let Some(configuration) = configuration(holder) else {
        check_needed(holder, mode, around, problems);
        return None;
    };
    if mode != NetworkMode::Awsvpc {
        let message =
            format!("a `networkConfiguration` is for `awsvpc` tasks, and these are in mode `{mode}`");
        let problem = Problem::error(&configuration.span, message).label("not for these tasks");
        let help = "remove `networkConfiguration`, or write networkMode = \"awsvpc\" in the task definition";
        problems.push(problem.rule("EN-04").help(help));
        return None;
    }
    check_quotas(configuration, problems);
    let subnets: Vec<Text<'_>> = list(configuration, "subnets").iter().filter_map(as_text).collect();
    let Some(first) = subnets.first() else {
        let problem = Problem::error(&configuration.span, "the network configuration names no subnet");
        problems.push(problem.label("where to?").rule("EN-04").help("add `subnets`"));
        return None;
    };
    let unknown = subnets.iter().find(|subnet| around.vpcs.subnet(subnet.value).is_none());
    if let Some(unknown) = unknown.filter(|_| !around.vpcs.are_declared()) {
        let message = format!("nothing says where subnet `{}` is", shortened(unknown.value));
        let problem = Problem::warning(unknown.span, message).label("subnets do not restrict placement");
        problems.push(problem.rule("EN-04").help("declare it in [[vpcs]], with its `availabilityZone`"));
        return None;
    }
    let places: Vec<&Subnet> =
        subnets.iter().filter_map(|subnet| around.vpcs.resolve(*subnet, problems)).collect();
    let vpc = &places.first()?.vpc;
    if places.iter().any(|place| place.vpc != *vpc) {
        let problem = Problem::error(first.span, "the subnets are of several VPCs").label("of one of them");
        problems.push(problem.rule("EN-03").help("name subnets of one VPC"));
    }
    Some(Location { vpc: around.vpcs.id(vpc)?, zones: zones_of(&places, around.zones) })
}

/// Reports rollouts to tasks for which the service lacks subnets, or has subnets without need.
pub fn check_rollouts(
    services: &Services<'_>,
    rollouts: &[Rollout<'_>],
    around: &Surroundings<'_, '_>,
    problems: &mut Problems,
) {
    for rollout in rollouts {
        let tasks = around.task_definitions.get(rollout.definition);
        let service = services.nodes[rollout.service.index()];
        let has_subnets = configuration(service).is_some();
        let mode = tasks.network_mode;
        let message = match (mode == NetworkMode::Awsvpc, has_subnets) {
            (false, true) => {
                format!("tasks in mode `{mode}` do not go with the service's `networkConfiguration`")
            }
            (true, false) if around.vpcs.are_declared() => {
                "`awsvpc` tasks need a `networkConfiguration`, and the service has none".to_owned()
            }
            _ => continue,
        };
        let problem = Problem::error(rollout.span, message).label("another network mode than before");
        problems
            .push(problem.rule("EN-04").help("roll out a revision with the network mode of the first one"));
    }
}

/// `awsvpcConfiguration` of a service or a call.
fn configuration(holder: &Node) -> Option<&Node> {
    let written = holder.get("networkConfiguration").filter(|written| is_object(written));
    written.and_then(|written| written.get("awsvpcConfiguration")).filter(|inner| is_object(inner))
}

/// The zones of the subnets, as far as there are instances in them.
fn zones_of(places: &[&Subnet], zones: &[String]) -> Vec<ZoneId> {
    let known = zones.iter().enumerate();
    known
        .filter(|(_, zone)| places.iter().any(|place| place.zone == **zone))
        .map(|(at, _)| ZoneId::new(at))
        .collect()
}

/// ECS asks for subnets of every `awsvpc` task; where the scenario has no VPCs, they may use the default ones.
fn check_needed(holder: &Node, mode: NetworkMode, around: &Surroundings<'_, '_>, problems: &mut Problems) {
    if mode == NetworkMode::Awsvpc && around.vpcs.are_declared() {
        let span = text(holder, "taskDefinition").map_or(&holder.span, |written| written.span);
        let problem = Problem::error(span, "`awsvpc` tasks need a `networkConfiguration`");
        let help = "add networkConfiguration = { awsvpcConfiguration = { subnets = [\"…\"] } }";
        problems.push(problem.label("in which subnets?").rule("EN-04").help(help));
    }
}

fn check_quotas(configuration: &Node, problems: &mut Problems) {
    for (name, what, most) in
        [("subnets", "subnets", QUOTA_SUBNETS), ("securityGroups", "security groups", QUOTA_SECURITY_GROUPS)]
    {
        let count = list(configuration, name).len();
        if let Some(written) = configuration.get(name).filter(|_| count > most) {
            let message = format!("{count} {what}, and a network configuration takes {most}");
            let problem = Problem::error(&written.span, message).label("too many");
            problems.push(
                problem.rule(format!("quota: {what} per awsvpcConfiguration")).help(format!("keep {most}")),
            );
        }
    }
}
