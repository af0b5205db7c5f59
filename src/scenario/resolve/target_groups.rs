//! `[[targetGroups]]`: health checks and attributes of a load balancer's target groups (services.md §4.2, §4.4).

use std::collections::BTreeMap;

use super::super::shape::words;
use super::super::{Node, Problem, Problems, Span};
use super::fields::{Text, is_absent, missing, objects, text};
use super::limits::MAX_ENTRIES;
use super::names::{shortened, target_group_name, unknown, unknown_word};
use super::ports::has_own_address;
use super::quantity::{seconds, whole};
use super::target_group_rules;
use crate::model::{LoadBalancerKind, NetworkMode, TargetGroup, TargetGroupId};

const RULE: &str = "API: CreateTargetGroup";

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

    /// The group of this name.
    pub fn find(&self, name: &str) -> Option<TargetGroupId> {
        let found = self.groups.binary_search_by(|group| group.name.as_str().cmp(name));
        found.ok().map(TargetGroupId::new)
    }

    /// The group that `written` names, by name or ARN.
    pub fn resolve(&self, written: Text<'_>, problems: &mut Problems) -> Option<TargetGroupId> {
        let name = target_group_name(written.value);
        let found = self.find(name);
        if found.is_none() {
            let known = self.groups.iter().map(|group| group.name.as_str());
            problems.push(unknown(written.span, "target group", name, known, problems));
        }
        found
    }

    /// The port of its own that the health check has, if it has one.
    pub fn check_port(&self, id: TargetGroupId) -> Option<&'n Node> {
        let port = self.nodes[id.index()].get("healthCheckPort")?;
        (port.as_str() != Some("traffic-port")).then_some(port)
    }

    /// Reports a `targetType` that tasks in network mode `mode` cannot register with; `span` is where they would.
    pub fn check_type(&self, id: TargetGroupId, mode: NetworkMode, span: &Span, problems: &mut Problems) {
        let wanted = type_for(mode);
        let node = self.nodes[id.index()];
        if target_group_rules::gateway(node).is_some() {
            let message =
                format!("target group `{}` is a Gateway Load Balancer's", self.names[id.index()].value);
            let problem = Problem::error(span, message).label("its tasks cannot register").rule("VT-02");
            problems.push(problem.help("name a group of an Application or Network Load Balancer"));
        }
        let written = text(node, "targetType");
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
    target_group_rules::check(node, kind, problems);
    let interval = seconds(node, "healthCheckIntervalSeconds", 5..=300, 30, RULE, problems);
    let timeout = seconds(node, "healthCheckTimeoutSeconds", 2..=120, default_timeout, RULE, problems);
    // Network Load Balancers had equal ones for years, and still have them.
    let too_long = match kind {
        LoadBalancerKind::Application => timeout >= interval,
        LoadBalancerKind::Network => timeout > interval && !is_absent(node, "healthCheckTimeoutSeconds"),
    };
    let written = node.get("healthCheckTimeoutSeconds").or_else(|| node.get("healthCheckIntervalSeconds"));
    if let Some(written) = written.filter(|_| too_long) {
        let message = format!(
            "the time-out of the health check, {timeout}, is not shorter than its interval, {interval}"
        );
        let by_default = if node.get("healthCheckTimeoutSeconds").is_none() { " by default" } else { "" };
        let problem =
            Problem::error(&written.span, message).label(format!("a check may take {timeout}{by_default}"));
        let help = "lower `healthCheckTimeoutSeconds`, or raise `healthCheckIntervalSeconds`";
        problems.push(problem.rule("VT-07").help(help));
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
            "TCP" | "TLS" | "UDP" | "TCP_UDP" | "QUIC" | "TCP_QUIC" | "GENEVE" => LoadBalancerKind::Network,
            _ => {
                problems.push(unknown_word(written, "protocol", words::TARGET_GROUP_PROTOCOLS).rule(RULE));
                LoadBalancerKind::Application
            }
        },
    }
}
