//! `[[faults]]`: what breaks, named as AWS Fault Injection Service names it where it does, and when.

use super::super::{Node, Problem, Problems};
use super::applications::exit_code;
use super::canonical::canonical;
use super::distribution::{distribution, positive};
use super::fields::{Text, is_absent, objects, required_text};
use super::limits::MAX_ENTRIES;
use super::names::unknown_word;
use super::quantity::instant;
use super::selection::{Declared, HowMany};
use super::services::{Services, Surroundings};
use crate::model::{FAULT_ACTIONS, Fault, FaultAction, FaultKind, FaultSchedule};
use crate::time::SimTime;

/// Exit code of a process that is killed (EX-01).
const KILLED: u8 = 137;

/// What a fault may hit.
pub struct Targets<'s, 'n> {
    /// What else there is.
    pub around: &'s Surroundings<'s, 'n>,
    /// The services.
    pub services: &'s Services<'n>,
    /// The container instances.
    pub declared: Declared<'s>,
}

/// The faults of a scenario, in an order that their content decides.
pub fn read(root: &Node, targets: &Targets<'_, '_>, problems: &mut Problems) -> Vec<Fault> {
    let mut nodes: Vec<&Node> = objects(root, "faults").take(MAX_ENTRIES).collect();
    nodes.sort_by_cached_key(|node| canonical(node));
    nodes.into_iter().filter_map(|node| fault(node, targets, problems)).collect()
}

fn fault(node: &Node, targets: &Targets<'_, '_>, problems: &mut Problems) -> Option<Fault> {
    let schedule = schedule(node, problems);
    let action = required_text(node, "action", "the fault", problems)?;
    if !FaultAction::names().contains(&action.value) {
        problems.push(unknown_word(action, "action", &FaultAction::names()));
        return None;
    }
    check_particular(node, action, problems);
    let how_many = HowMany::read(node, problems);
    let kind = match action.value {
        FaultAction::TASK_KILL_PROCESS | FaultAction::CONTAINER_HANG => {
            on_tasks(node, action.value, how_many, targets, problems)
        }
        _ => on_hosts(node, action.value, how_many, targets, problems),
    };
    Some(Fault { kind: kind?, schedule: schedule? })
}

/// A fault that hits tasks of a service; alone, one of them.
fn on_tasks(
    node: &Node,
    action: &str,
    how_many: HowMany,
    targets: &Targets<'_, '_>,
    problems: &mut Problems,
) -> Option<FaultKind> {
    let count = how_many.or(Some(1));
    let exit_code = exit_code(node, KILLED, problems);
    let lasts = positive(node, "for", problems);
    let service = targets.services.resolve(node, targets.around.clusters, "the fault", problems)?;
    Some(match action {
        FaultAction::TASK_KILL_PROCESS => FaultKind::TaskKillProcess { service, count, exit_code },
        _ => FaultKind::ContainerHang { service, count, lasts },
    })
}

/// A fault that hits container instances; alone, one of them.
fn on_hosts(
    node: &Node,
    action: &str,
    how_many: HowMany,
    targets: &Targets<'_, '_>,
    problems: &mut Problems,
) -> Option<FaultKind> {
    let count = how_many.or(Some(1));
    let replaced_after = distribution(node, "replacedAfter", problems);
    let restarted_after = distribution(node, "restartedAfter", problems);
    let terminated_after = distribution(node, "terminatedAfter", problems);
    let lasts = positive(node, "for", problems);
    check_one_fate(node, problems);
    let cluster = targets.around.clusters.resolve(node, problems);
    let zone = targets.declared.zone(node, problems).ok()?;
    let cluster = cluster?;
    targets.declared.warn_above(node, (cluster, zone), how_many, problems);
    targets.declared.warn_of_one(node, (cluster, zone), problems);
    Some(match action {
        FaultAction::TERMINATE_INSTANCES => {
            FaultKind::TerminateInstances { cluster, count, zone, replaced_after }
        }
        FaultAction::AGENT_DISCONNECT => FaultKind::AgentDisconnect { cluster, count, zone, lasts },
        FaultAction::STOP_INSTANCES => FaultKind::StopInstances { cluster, count, zone, restarted_after },
        _ => FaultKind::HostLoss { cluster, count, zone, restarted_after, terminated_after },
    })
}

/// What is terminated does not start again.
fn check_one_fate(node: &Node, problems: &mut Problems) {
    if let (Some(_), Some(member)) = (node.member("restartedAfter"), node.member("terminatedAfter")) {
        let message = "the fault has both `restartedAfter` and `terminatedAfter`";
        let problem =
            Problem::error(&member.name_span, message).label("a host that is gone does not start again");
        problems.push(problem.rule("AD-08").help("keep one of the two"));
    }
}

fn schedule(node: &Node, problems: &mut Problems) -> Option<FaultSchedule> {
    match (is_absent(node, "at"), is_absent(node, "every")) {
        (false, true) => {
            if let Some(member) = node.member("until") {
                let problem = Problem::error(&member.name_span, "`until` does not go with `at`");
                problems.push(problem.label("has no meaning here").help("remove it; it belongs to `every`"));
            }
            instant(node, "at", problems).map(FaultSchedule::At)
        }
        (true, false) => {
            let gap = positive(node, "every", problems);
            let until = instant(node, "until", problems).unwrap_or(SimTime::NEVER);
            Some(FaultSchedule::Every { gap: gap?, until })
        }
        (neither, _) => {
            let what = if neither { "neither `at` nor `every`" } else { "both `at` and `every`" };
            let problem = Problem::error(&node.span, format!("the fault has {what}")).label("when?");
            problems.push(problem.help("write exactly one, such as at = \"10m\" or every = \"6h\""));
            None
        }
    }
}

fn check_particular(node: &Node, action: Text<'_>, problems: &mut Problems) {
    let mut particular: Vec<&str> = FAULT_ACTIONS.iter().flat_map(|action| action.members).copied().collect();
    particular.sort_unstable();
    particular.dedup();
    for name in particular {
        let actions: Vec<&str> = FaultAction::that_take(name).collect();
        if let Some(member) = node.member(name).filter(|_| !actions.contains(&action.value)) {
            let message = format!("`{name}` does not go with `{}`", action.value);
            let problem = Problem::error(&member.name_span, message).label("has no meaning here");
            problems.push(problem.help(format!("remove it; it belongs to {}", actions.join(", "))));
        }
    }
}
