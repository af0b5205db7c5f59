//! `[[faults]]`: what breaks, named as AWS Fault Injection Service names it, and when.

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
use crate::model::{Fault, FaultKind, FaultSchedule};
use crate::time::SimTime;

const KILL: &str = "aws:ecs:task-kill-process";
const TERMINATE: &str = "aws:ec2:terminate-instances";
const STOP: &str = "aws:ec2:stop-instances";
const ACTIONS: [&str; 3] = [KILL, TERMINATE, STOP];

/// Exit code of a process that is killed (EX-01).
const KILLED: u8 = 137;

/// Members that only some faults have.
const PARTICULAR: [(&str, &[&str]); 5] = [
    ("service", &[KILL]),
    ("exitCode", &[KILL]),
    ("availabilityZone", &[TERMINATE, STOP]),
    ("replacedAfter", &[TERMINATE]),
    ("restartedAfter", &[STOP]),
];

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
    if !ACTIONS.contains(&action.value) {
        problems.push(unknown_word(action, "action", &ACTIONS));
        return None;
    }
    check_particular(node, action, problems);
    let how_many = HowMany::read(node, problems);
    // Alone, a fault hits one thing.
    let count = how_many.or(Some(1));
    let kind = if action.value == KILL {
        let exit_code = exit_code(node, KILLED, problems);
        let service = targets.services.resolve(node, targets.around.clusters, "the fault", problems)?;
        FaultKind::TaskKillProcess { service, count, exit_code }
    } else {
        let replaced_after = distribution(node, "replacedAfter", problems);
        let restarted_after = distribution(node, "restartedAfter", problems);
        let cluster = targets.around.clusters.resolve(node, problems);
        let zone = targets.declared.zone(node, problems).ok()?;
        let cluster = cluster?;
        targets.declared.warn_above(node, (cluster, zone), how_many, problems);
        targets.declared.warn_of_one(node, (cluster, zone), problems);
        if action.value == TERMINATE {
            FaultKind::TerminateInstances { cluster, count, zone, replaced_after }
        } else {
            FaultKind::StopInstances { cluster, count, zone, restarted_after }
        }
    };
    Some(Fault { kind, schedule: schedule? })
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
    for (name, actions) in PARTICULAR {
        if let Some(member) = node.member(name).filter(|_| !actions.contains(&action.value)) {
            let message = format!("`{name}` does not go with `{}`", action.value);
            let problem = Problem::error(&member.name_span, message).label("has no meaning here");
            problems.push(problem.help(format!("remove it; it belongs to {}", actions.join(", "))));
        }
    }
}
