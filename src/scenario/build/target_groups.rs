//! `[[targetGroups]]`: health checks and attributes of a load balancer's target groups (services.md §4.2, §4.4).

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems, Span};
use super::fields::{Text, flag, is_absent, missing, objects, text};
use super::limits::MAX_ENTRIES;
use super::names::{shortened, target_group_name, unknown, unknown_word};
use super::ports::has_own_address;
use super::quantity::{seconds, whole};
use crate::model::{LoadBalancerKind, NetworkMode, TargetGroup, TargetGroupId};

const RULE: &str = "API: CreateTargetGroup";
const PROTOCOLS: [&str; 7] = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"];

/// The target groups of a scenario, by name.
pub struct TargetGroups<'n> {
    /// The groups by id.
    pub groups: Vec<TargetGroup>,
    /// Their names, with their places.
    pub names: Vec<Text<'n>>,
    nodes: Vec<&'n Node>,
}

impl<'n> TargetGroups<'n> {
    /// Reads the section.
    pub fn read(root: &'n Node, problems: &mut Problems) -> Self {
        let mut declared: BTreeMap<&str, (Text<'n>, &Node, TargetGroup)> = BTreeMap::new();
        for node in objects(root, "targetGroups").take(MAX_ENTRIES) {
            let Some(name) = name(node, problems) else { continue };
            let group = read_group(node, name, problems);
            if declared.insert(name.value, (name, node, group)).is_some() {
                let message = format!("target group `{}` is declared twice", shortened(name.value));
                let problem = Problem::error(name.span, message).label("declared before");
                problems.push(problem.help("remove one, or give it another name"));
            }
        }
        let mut all = Self { groups: Vec::new(), names: Vec::new(), nodes: Vec::new() };
        for (name, node, group) in declared.into_values() {
            all.groups.push(group);
            all.names.push(name);
            all.nodes.push(node);
        }
        all
    }

    /// The group that `written` names, by name or ARN.
    pub fn resolve(&self, written: Text<'_>, problems: &mut Problems) -> Option<TargetGroupId> {
        let name = target_group_name(written.value);
        let found = self.groups.binary_search_by(|group| group.name.as_str().cmp(name));
        if found.is_err() {
            let known = self.groups.iter().map(|group| group.name.as_str());
            problems.push(unknown(written.span, "target group", name, known));
        }
        found.ok().map(TargetGroupId::new)
    }

    /// Reports a `targetType` that tasks in network mode `mode` cannot register with; `span` is where they would.
    pub fn check_type(&self, id: TargetGroupId, mode: NetworkMode, span: &Span, problems: &mut Problems) {
        let wanted = type_for(mode);
        let written = text(self.nodes[id.index()], "targetType");
        if let Some(written) = written.filter(|written| written.value != wanted) {
            let (name, kind) = (self.names[id.index()].value, shortened(written.value));
            let message =
                format!("target group `{name}` takes targets of type `{kind}`, the tasks need `{wanted}`");
            let problem = Problem::error(span, message).label("its tasks cannot register").rule(RULE);
            problems.push(problem.help(format!("write targetType = \"{wanted}\" in the target group")));
        }
    }
}

/// Target groups hold IP addresses for awsvpc tasks, and instances with their host ports for all others.
fn type_for(mode: NetworkMode) -> &'static str {
    if has_own_address(mode) { "ip" } else { "instance" }
}

/// `name`, or `targetGroupName` and the ARN as describe-target-groups prints them.
fn name<'n>(node: &'n Node, problems: &mut Problems) -> Option<Text<'n>> {
    const SPELLINGS: [&str; 3] = ["name", "targetGroupName", "targetGroupArn"];
    if SPELLINGS.iter().all(|spelling| is_absent(node, spelling)) {
        problems.push(missing(node, "name", "the target group"));
    }
    let written = SPELLINGS.iter().find_map(|spelling| text(node, spelling))?;
    Some(Text { value: target_group_name(written.value), span: written.span })
}

fn read_group(node: &Node, name: Text<'_>, problems: &mut Problems) -> TargetGroup {
    let kind = kind(node, problems);
    let check_protocol = text(node, "healthCheckProtocol");
    let default_timeout = match (kind, check_protocol.map(|protocol| protocol.value)) {
        (LoadBalancerKind::Application, _) => 5,
        (LoadBalancerKind::Network, Some("HTTP")) => 6,
        (LoadBalancerKind::Network, _) => 10,
    };
    if let Some(off) =
        node.get("healthCheckEnabled").filter(|_| flag(node, "healthCheckEnabled") == Some(false))
    {
        let problem = Problem::error(&off.span, "health checks of instances and IP addresses are always on");
        problems.push(problem.label("cannot be off").rule(RULE).help("remove `healthCheckEnabled`"));
    }
    let interval = seconds(node, "healthCheckIntervalSeconds", 5..=300, 30, RULE, problems);
    let timeout = seconds(node, "healthCheckTimeoutSeconds", 2..=120, default_timeout, RULE, problems);
    if let Some(written) = node.get("healthCheckTimeoutSeconds").filter(|_| timeout > interval) {
        let message = format!("a check may take {timeout}, but one follows every {interval}");
        let problem = Problem::error(&written.span, message).label("longer than the interval");
        problems.push(problem.rule(RULE).help("lower it, or raise `healthCheckIntervalSeconds`"));
    }
    let mut threshold = |name, default| whole(node, name, 2..=10, RULE, problems).unwrap_or(default);
    TargetGroup {
        name: name.value.to_owned(),
        kind,
        interval,
        timeout,
        healthy_threshold: threshold("healthyThresholdCount", 5),
        unhealthy_threshold: threshold("unhealthyThresholdCount", 2),
        deregistration_delay: seconds(
            node,
            "deregistration_delay.timeout_seconds",
            0..=3_600,
            300,
            "ELB: deregistration_delay.timeout_seconds",
            problems,
        ),
    }
}

fn kind(node: &Node, problems: &mut Problems) -> LoadBalancerKind {
    match text(node, "protocol") {
        None => LoadBalancerKind::Application,
        Some(written) => match written.value {
            "HTTP" | "HTTPS" => LoadBalancerKind::Application,
            "TCP" | "TLS" | "UDP" | "TCP_UDP" | "GENEVE" => LoadBalancerKind::Network,
            _ => {
                problems.push(unknown_word(written, "protocol", &PROTOCOLS).rule(RULE));
                LoadBalancerKind::Application
            }
        },
    }
}
