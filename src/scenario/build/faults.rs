//! `[[faults]]`: what breaks, named as AWS Fault Injection Service names it, and when.

use super::super::{Node, Problem, Problems};
use super::applications::exit_code;
use super::canonical::canonical;
use super::clusters::Clusters;
use super::distribution::{distribution, positive};
use super::fields::{Text, is_absent, objects, required_text, text};
use super::limits::{MAX_ENTRIES, MAX_INSTANCES};
use super::names::{unknown, unknown_word};
use super::quantity::{instant, whole};
use super::services::Services;
use crate::model::{Fault, FaultKind, FaultSchedule, ZoneId};
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
    /// The clusters.
    pub clusters: &'s Clusters<'n>,
    /// The services.
    pub services: &'s Services<'n>,
    /// Zone names, sorted.
    pub zones: &'s [String],
}

/// The faults of a scenario, in an order that their content decides.
pub fn read(root: &Node, targets: &Targets<'_, '_>, problems: &mut Problems) -> Vec<Fault> {
    let mut nodes: Vec<&Node> = objects(root, "faults").take(MAX_ENTRIES).collect();
    nodes.sort_by_cached_key(|node| canonical(node));
    nodes.into_iter().filter_map(|node| fault(node, targets, problems)).collect()
}

/// The zone that `holder` names, `Ok(None)` when it names none, `Err` when it names one without instances.
pub fn zone(holder: &Node, zones: &[String], problems: &mut Problems) -> Result<Option<ZoneId>, ()> {
    let Some(written) = text(holder, "availabilityZone") else { return Ok(None) };
    if let Ok(found) = zones.binary_search_by(|known| known.as_str().cmp(written.value)) {
        return Ok(Some(ZoneId::new(found)));
    }
    let known = zones.iter().map(String::as_str);
    problems.push(unknown(written.span, "zone with container instances", written.value, known));
    Err(())
}

/// How many things at once; all that any model may have at most.
pub fn count(holder: &Node, problems: &mut Problems) -> Option<u32> {
    let most = u32::try_from(MAX_INSTANCES).unwrap_or(u32::MAX);
    whole(holder, "count", 1..=most, "", problems)
}

fn fault(node: &Node, targets: &Targets<'_, '_>, problems: &mut Problems) -> Option<Fault> {
    let schedule = schedule(node, problems);
    let action = required_text(node, "action", "the fault", problems)?;
    if !ACTIONS.contains(&action.value) {
        problems.push(unknown_word(action, "action", &ACTIONS));
        return None;
    }
    check_particular(node, action, problems);
    let count = count(node, problems).unwrap_or(1);
    let kind = if action.value == KILL {
        let exit_code = exit_code(node, KILLED, problems);
        let service = targets.services.resolve(node, targets.clusters, "the fault", problems)?;
        FaultKind::TaskKillProcess { service, count, exit_code }
    } else {
        let replaced_after = distribution(node, "replacedAfter", problems);
        let restarted_after = distribution(node, "restartedAfter", problems);
        let cluster = targets.clusters.resolve(node, problems);
        let zone = zone(node, targets.zones, problems).ok()?;
        let cluster = cluster?;
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
