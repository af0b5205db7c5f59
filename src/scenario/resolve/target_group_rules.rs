//! Rules of `CreateTargetGroup` and of a target group's attributes (VT-01…VT-13).

use super::super::shape::words;
use super::super::{Node, Problem, Problems, Value};
use super::fields::{Text, flag, text};
use super::names::{shortened, unknown_word};
use super::quantity::whole;
use crate::model::LoadBalancerKind;

/// Characters of a name (VT-01).
const LONGEST_NAME: usize = 32;
const LONGEST_PATH: usize = 1_024;
/// What an account's target groups may hold besides tasks (VT-04).
const OTHER_TARGETS: [&str; 2] = ["lambda", "alb"];

/// Reports what is wrong with a target group's members by themselves and beside each other.
pub fn check(node: &Node, kind: LoadBalancerKind, problems: &mut Problems) {
    check_name(node, problems);
    check_words(node, kind, problems);
    whole(node, "port", 1..=65_535, "VT-03", problems);
    whole(node, "targetControlPort", 1..=65_535, "VT-03", problems);
    check_health_check(node, kind, problems);
    check_attributes(node, kind, problems);
}

/// An ARN's name has been accepted; one that is written has to be.
fn check_name(node: &Node, problems: &mut Problems) {
    let Some(name) = text(node, "name").or_else(|| text(node, "targetGroupName")) else { return };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let fits = (1..=LONGEST_NAME).contains(&name.value.len()) && name.value.chars().all(plain);
    let edges = name.value.starts_with('-') || name.value.ends_with('-');
    if !name.value.starts_with("arn:") && (!fits || edges) {
        let message = format!("`{}` is not a name of a target group", shortened(name.value));
        let problem = Problem::error(name.span, message).label("a name the API refuses").rule("VT-01");
        problems.push(problem.help(format!(
            "use up to {LONGEST_NAME} letters, digits and hyphens, with no hyphen at either end"
        )));
    }
}

/// The protocol of a group behind a Gateway Load Balancer.
pub fn gateway(node: &Node) -> Option<Text<'_>> {
    text(node, "protocol").filter(|protocol| protocol.value == "GENEVE")
}

fn check_words(node: &Node, kind: LoadBalancerKind, problems: &mut Problems) {
    for (name, words, rule) in [
        ("targetType", words::TARGET_TYPES, "VT-04"),
        ("ipAddressType", &["ipv4", "ipv6"][..], "VT-04"),
        ("protocolVersion", &["HTTP1", "HTTP2", "GRPC"][..], "VT-10"),
    ] {
        if let Some(written) = text(node, name).filter(|written| !words.contains(&written.value)) {
            problems.push(unknown_word(written, name, words).rule(rule));
        }
    }
    if let Some(written) = text(node, "targetType").filter(|kind| OTHER_TARGETS.contains(&kind.value)) {
        let message = format!("targets of type `{}` are no tasks of ECS", written.value);
        let problem = Problem::warning(written.span, message).label("no service can join it").rule("VT-04");
        problems.push(problem.help("leave the target group out"));
    }
    if let Some(geneve) = gateway(node) {
        let problem = Problem::warning(geneve.span, "a Gateway Load Balancer takes no tasks of ECS");
        let problem = problem.label("no service can join it").rule("VT-02");
        problems.push(problem.help("leave the target group out"));
    }
    if let Some(version) = text(node, "protocolVersion").filter(|_| kind == LoadBalancerKind::Network) {
        let problem = Problem::error(version.span, "`protocolVersion` is for HTTP and HTTPS");
        problems.push(problem.label("not with this protocol").rule("VT-10").help("remove it"));
    }
}

/// How targets are checked: TCP unless it is said where the load balancer is a Network Load Balancer.
fn check_protocol(node: &Node, kind: LoadBalancerKind) -> &str {
    let default = if kind == LoadBalancerKind::Network { "TCP" } else { "HTTP" };
    text(node, "healthCheckProtocol").map_or(default, |written| written.value)
}

fn check_health_check(node: &Node, kind: LoadBalancerKind, problems: &mut Problems) {
    // Of Lambda functions alone they are off unless somebody asks.
    let is_lambda = text(node, "targetType").is_some_and(|kind| kind.value == "lambda");
    let off = node.get("healthCheckEnabled").filter(|_| flag(node, "healthCheckEnabled") == Some(false));
    if let Some(off) = off.filter(|_| !is_lambda) {
        let problem = Problem::error(&off.span, "health checks of instances and IP addresses are always on");
        problems.push(problem.label("cannot be off").rule("VT-11").help("remove `healthCheckEnabled`"));
    }
    if let Some(written) = text(node, "healthCheckProtocol") {
        let words = words::HEALTH_CHECK_PROTOCOLS;
        if !words.contains(&written.value) {
            problems.push(unknown_word(written, "healthCheckProtocol", words).rule("VT-05"));
        } else if written.value == "TCP" && kind == LoadBalancerKind::Application {
            let problem =
                Problem::error(written.span, "an Application Load Balancer checks by HTTP or HTTPS");
            problems.push(problem.label("no TCP here").rule("VT-05").help("write \"HTTP\" or \"HTTPS\""));
        }
    }
    if text(node, "healthCheckPort").is_none_or(|port| port.value != "traffic-port") {
        whole(node, "healthCheckPort", 1..=65_535, "VT-13", problems);
    }
    let is_tcp = check_protocol(node, kind) == "TCP";
    for (name, rule) in [("matcher", "VT-08"), ("healthCheckPath", "VT-09")] {
        if let Some(member) = node.member(name).filter(|_| is_tcp) {
            let message = format!("`{name}` is not for TCP health checks");
            let problem = Problem::error(&member.name_span, message).label("HTTP and HTTPS only").rule(rule);
            problems.push(problem.help("remove it, or write healthCheckProtocol = \"HTTP\""));
        }
    }
    if let Some(path) = text(node, "healthCheckPath").filter(|path| !is_path(path.value)) {
        let message = format!("`healthCheckPath` is `{}`", shortened(path.value));
        let problem = Problem::error(path.span, message).label("no path").rule("VT-09");
        problems.push(problem.help("begin with `/`, and write at most 1024 characters"));
    }
    check_matcher(node, kind, problems);
}

fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.len() <= LONGEST_PATH
}

/// Codes, ranges of codes, and lists of both, between the first and the last code that the load balancer takes.
fn check_matcher(node: &Node, kind: LoadBalancerKind, problems: &mut Problems) {
    let Some(matcher) = node.get("matcher") else { return };
    let last = if kind == LoadBalancerKind::Network { 599 } else { 499 };
    for (name, codes) in [("httpCode", 200..=last), ("grpcCode", 0..=99)] {
        let Some(written) = text(matcher, name) else { continue };
        let is_code = |code: &str| code.trim().parse::<u32>().is_ok_and(|code| codes.contains(&code));
        let fits = written.value.split(',').all(|part| match part.split_once('-') {
            Some((first, last)) => is_code(first) && is_code(last),
            None => is_code(part),
        });
        if !fits {
            let (first, last) = (codes.start(), codes.end());
            let message =
                format!("`{name}` is `{}`, not codes from {first} to {last}", shortened(written.value));
            let problem = Problem::error(written.span, message).label("no codes").rule("VT-08");
            problems.push(problem.help("write codes such as \"200\", \"200,202\" or \"200-299\""));
        }
    }
}

fn check_attributes(node: &Node, kind: LoadBalancerKind, problems: &mut Problems) {
    const RULE: &str = "VT-12";
    let application = kind == LoadBalancerKind::Application;
    if let Some(start) = whole(node, "slow_start.duration_seconds", 0..=900, RULE, problems)
        && (1..30).contains(&start)
        && let Some(written) = node.get("slow_start.duration_seconds")
    {
        let message = format!("`slow_start.duration_seconds` is {start}, neither 0 nor 30 to 900");
        let problem = Problem::error(&written.span, message).label("out of range").rule(RULE);
        problems.push(problem.help("write 0, or 30 to 900"));
    }
    whole(node, "target_health_state.unhealthy.draining_interval_seconds", 0..=360_000, RULE, problems);
    for name in ["stickiness.lb_cookie.duration_seconds", "stickiness.app_cookie.duration_seconds"] {
        whole(node, name, 1..=604_800, RULE, problems);
    }
    let sticky: &[&str] = if application { &["lb_cookie", "app_cookie"] } else { &["source_ip"] };
    let algorithms = ["round_robin", "least_outstanding_requests", "weighted_random"];
    for (name, words) in [("stickiness.type", sticky), ("load_balancing.algorithm.type", &algorithms)] {
        if let Some(written) = text(node, name).filter(|written| !words.contains(&written.value)) {
            problems.push(unknown_word(written, name, words).rule(RULE));
        }
    }
    for name in ["stickiness.enabled", "deregistration_delay.connection_termination.enabled"] {
        check_flag(node, name, problems);
    }
}

/// Attribute values are texts in the API.
fn check_flag(node: &Node, name: &str, problems: &mut Problems) {
    let Some(written) = node.get(name) else { return };
    let fits = match &written.value {
        Value::Bool(_) => true,
        Value::String(text) => ["true", "false"].contains(&text.as_str()),
        _ => false,
    };
    if !fits {
        let shown = Text { value: written.as_str().unwrap_or_default(), span: &written.span };
        problems.push(unknown_word(shown, name, &["true", "false"]).rule("VT-12"));
    }
}
