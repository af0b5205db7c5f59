//! One container definition.

use super::super::{Node, Problem, Problems, Value};
use super::fields::{Text, as_text, flag, is_absent, list, missing, objects, required_text, text};
use super::limits::{MAX_API_SECONDS, MAX_CPU, MAX_GPUS, MAX_MEMORY};
use super::member_rules::{self, OF_CONTAINER_DEFINITION};
use super::names::{check_spelling, shortened};
use super::ports::{self, Mapping};
use super::quantity::{seconds, whole};
use crate::model::{Application, Container, ContainerHealthCheck, NetworkMode, RestartPolicy};
use crate::time::SimDuration;

/// Memory below this is too little for a container runtime (RS-13).
const LEAST_MEMORY: u32 = 6;
const DEFAULT_STOP_TIMEOUT: u32 = 30;
/// Seconds that a container runs for before it is started again in place (RP-01).
const DEFAULT_ATTEMPT_PERIOD: u64 = 300;

/// A container and what its task definition still needs to know about it.
pub struct ContainerDraft<'n> {
    /// The container, with the default application.
    pub container: Container,
    /// Its name, with its place.
    pub name: Text<'n>,
    /// Its definition.
    pub node: &'n Node,
    /// Its port mappings, with their places.
    pub mappings: Vec<Mapping<'n>>,
    /// `cpu` in units, 0 for no reservation of its own (RS-12).
    pub cpu: u32,
    /// `memory`, the hard limit in MiB.
    pub memory: Option<u32>,
    /// `memoryReservation`, the soft limit in MiB.
    pub reservation: Option<u32>,
    /// GPUs (GP-01).
    pub gpu: u32,
}

impl ContainerDraft<'_> {
    /// MiB that placement counts for this container: the soft limit where there is one (RS-11).
    pub fn reserved_memory(&self) -> Option<u32> {
        self.reservation.or(self.memory)
    }
}

/// Reads a definition; one without a name is told and left out.
pub fn read<'n>(
    node: &'n Node,
    network_mode: NetworkMode,
    problems: &mut Problems,
) -> Option<ContainerDraft<'n>> {
    let name = required_text(node, "name", "the container", problems);
    if is_absent(node, "image") {
        problems.push(
            missing(node, "image", "the container").rule("VD-01").help("add `image`, such as \"httpd:2.4\""),
        );
    }
    let mappings = ports::read(node, network_mode, problems);
    let cpu = whole(node, "cpu", 0..=MAX_CPU, "RS-12", problems).unwrap_or(0);
    let (memory, reservation) = memory(node, problems);
    let gpu = gpus(node, problems);
    let stop_timeout =
        seconds(node, "stopTimeout", 0..=MAX_API_SECONDS, DEFAULT_STOP_TIMEOUT, "TM-01", problems);
    let health_check = health_check(node, problems);
    member_rules::check(node, OF_CONTAINER_DEFINITION, problems);
    check_own_network(node, network_mode, problems);
    let name = name?;
    check_spelling(name, "container name", problems);
    let container = Container {
        name: name.value.to_owned(),
        cpu,
        essential: flag(node, "essential").unwrap_or(true),
        // Whom it waits for is known when all of its task are.
        depends_on: Vec::new(),
        start_timeout: start_timeout(node),
        restart_policy: restart_policy(node),
        stop_timeout,
        health_check,
        port_mappings: mappings.iter().map(|mapping| mapping.ports).collect(),
        application: Application::default(),
    };
    Some(ContainerDraft { container, name, node, mappings, cpu, memory, reservation, gpu })
}

/// Hard and soft limit; 0 means none, as tools write it.
fn memory(node: &Node, problems: &mut Problems) -> (Option<u32>, Option<u32>) {
    let mut read =
        |name| whole(node, name, 0..=MAX_MEMORY, "RS-13", problems).filter(|mebibytes| *mebibytes > 0);
    let (hard, soft) = (read("memory"), read("memoryReservation"));
    if let (Some(hard), Some(soft)) = (hard, soft) {
        check_order(node, hard, soft, problems);
    }
    let least = hard.into_iter().chain(soft).min();
    if let Some(tiny) = least.filter(|mebibytes| *mebibytes < LEAST_MEMORY) {
        let message = format!("{tiny} MiB is less than the {LEAST_MEMORY} MiB a container needs to start");
        let member = node.get(if hard == Some(tiny) { "memory" } else { "memoryReservation" });
        let span = &member.unwrap_or(node).span;
        let problem = Problem::warning(span, message).label("too little to start").rule("RS-13");
        problems.push(problem.help(format!("give it {LEAST_MEMORY} MiB or more")));
    }
    (hard, soft)
}

fn check_order(node: &Node, hard: u32, soft: u32, problems: &mut Problems) {
    let span = &node.get("memoryReservation").unwrap_or(node).span;
    if soft > hard {
        let message = format!("`memoryReservation` ({soft} MiB) exceeds `memory` ({hard} MiB)");
        let problem = Problem::error(span, message).label("the soft limit above the hard one");
        problems.push(problem.rule("RS-13").help(format!("write less than {hard}, or raise `memory`")));
    } else if soft == hard {
        let message = format!("`memoryReservation` equals `memory` ({hard} MiB)");
        let problem = Problem::warning(span, message).label("has no effect of its own");
        problems.push(problem.rule("RS-13").help("remove one of the two, or lower this one"));
    }
}

fn gpus(node: &Node, problems: &mut Problems) -> u32 {
    let mut total = 0;
    for requirement in objects(node, "resourceRequirements") {
        let Some(kind) = text(requirement, "type") else { continue };
        if kind.value != "GPU" {
            let message = format!("resource requirement `{}` is not modelled", kind.value);
            problems.push(Problem::warning(kind.span, message).label("ignored").rule("GP-01"));
            continue;
        }
        if let Some(all) = text(requirement, "value").filter(|value| value.value == "ALL") {
            let problem = Problem::error(all.span, "`ALL` GPUs are not modelled by this version");
            problems.push(problem.label("how many?").rule("GP-01").help("write the number of GPUs"));
            continue;
        }
        if is_absent(requirement, "value") {
            problems.push(missing(requirement, "value", "the GPU requirement").rule("GP-01"));
        }
        total += whole(requirement, "value", 1..=MAX_GPUS, "GP-01", problems).unwrap_or(0);
        // Many entries cannot add up to more than an instance may register.
        total = total.min(MAX_GPUS);
    }
    total
}

/// Ranges and defaults of placement.md §3.4; the command `NONE` switches the check off.
fn health_check(node: &Node, problems: &mut Problems) -> Option<ContainerHealthCheck> {
    const RULE: &str = "API: HealthCheck";
    let check = node.get("healthCheck").filter(|check| super::fields::is_object(check))?;
    if is_absent(check, "command") {
        problems.push(missing(check, "command", "the health check").rule(RULE));
    }
    let first = list(check, "command").first().and_then(as_text);
    if let Some(first) = first.filter(|word| !["CMD", "CMD-SHELL", "NONE"].contains(&word.value)) {
        let message = format!("a health check starts with `CMD`, not with `{}`", shortened(first.value));
        let problem = Problem::warning(first.span, message).label("taken as `CMD`").rule("VD-26");
        problems.push(problem.help("write \"CMD\" or \"CMD-SHELL\" in front"));
    }
    let words = list(check, "command").len();
    let runs_nothing = first.is_some_and(|word| words == 1 && word.value.starts_with("CMD"));
    if let Some(command) = check.get("command").filter(|command| runs_nothing || is_empty_list(command)) {
        let message = "the health check has no command to run";
        // An empty list is a member that is missing; no source says that a lone first word is refused.
        let problem = if runs_nothing {
            Problem::warning(&command.span, message)
        } else {
            Problem::error(&command.span, message)
        };
        let problem = problem.label("nothing to run").rule("VD-26");
        problems.push(
            problem
                .help("write what is run, such as [\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]"),
        );
    }
    let read = ContainerHealthCheck {
        interval: seconds(check, "interval", 5..=300, 30, RULE, problems),
        timeout: seconds(check, "timeout", 2..=60, 5, RULE, problems),
        retries: whole(check, "retries", 1..=10, RULE, problems).unwrap_or(3),
        start_period: seconds(check, "startPeriod", 0..=300, 0, RULE, problems),
    };
    Some(read).filter(|_| first.is_none_or(|word| word.value != "NONE"))
}

fn is_empty_list(node: &Node) -> bool {
    matches!(&node.value, Value::Array(list) if list.is_empty())
}

/// The containers of an `awsvpc` task share the name and the hosts file of its interface.
fn check_own_network(node: &Node, mode: NetworkMode, problems: &mut Problems) {
    for name in ["hostname", "extraHosts"] {
        let says = node.get(name).filter(|_| !is_absent(node, name));
        let says = says.filter(|member| !is_empty_list(member));
        if let Some(member) = says.filter(|_| mode == NetworkMode::Awsvpc) {
            let message = format!("`{name}` is not for network mode `awsvpc`");
            let problem = Problem::error(&member.span, message).label("not allowed here");
            let problem = problem.rule("VD-20");
            problems.push(problem.help(format!("remove `{name}`, or use another `networkMode`")));
        }
    }
}

/// `restartPolicy`, where it is enabled (RP-01). Its ranges are among the rules of members.
fn restart_policy(node: &Node) -> Option<RestartPolicy> {
    let policy = node.get("restartPolicy").filter(|policy| flag(policy, "enabled") == Some(true))?;
    let number = |node: &Node| if let Value::Integer(value) = node.value { Some(value) } else { None };
    // A program exits with 8 bits, whatever other codes are ignored.
    let codes = list(policy, "ignoredExitCodes").iter().filter_map(number);
    let period =
        policy.get("restartAttemptPeriod").and_then(number).and_then(|seconds| seconds.try_into().ok());
    Some(RestartPolicy {
        ignored_exit_codes: codes.filter_map(|code| code.try_into().ok()).collect(),
        attempt_period: SimDuration::from_secs(period.unwrap_or(DEFAULT_ATTEMPT_PERIOD)),
    })
}

/// How long others wait for what they need of it; 0 stands for no limit, as it does to the agent (TM-02).
fn start_timeout(node: &Node) -> Option<SimDuration> {
    let Value::Integer(seconds) = node.get("startTimeout")?.value else { return None };
    u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(SimDuration::from_secs)
}
