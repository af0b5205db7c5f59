//! The state that a run finds when it begins: `[[tasks]]` where they run, on instances and of services as described.
//!
//! `startsFrom` decides whether it counts.

mod deployments;
mod stand_in;
mod tasks;
mod usage;

use super::super::{Node, Problem, Problems};
use super::described::is_described;
use super::fields::objects;
use super::fleet::Fleet;
use super::services::Services;
use super::simulation::Simulation;
use super::task_calls::TaskCalls;
use crate::model::{Found, FoundInstance, ServiceId};

use deployments::Rollout;
use tasks::Tasks;

/// What is there before the run; `calls` learns the tasks, whose groups have their ids only when all are known.
pub fn read<'n>(
    root: &'n Node,
    fleet: &Fleet<'n>,
    services: &Services<'n>,
    simulation: &Simulation,
    calls: &mut TaskCalls<'_, 'n>,
    problems: &mut Problems,
) -> Found {
    if !simulation.from_described {
        return Found::default();
    }
    let mut rollouts: Vec<Option<Rollout<'_>>> = described_services(services);
    let mut tasks = Tasks::new(fleet, services, simulation.starts_at);
    for node in objects(root, "tasks") {
        tasks.read(node, &mut rollouts, calls, problems);
    }
    tasks.tell_left_out(problems);
    usage::check_and_hold(fleet, &mut tasks, calls, problems);
    for task in tasks.finish(&rollouts) {
        calls.add_found(task);
    }
    let finish = |rollout: Rollout<'_>| {
        rollout.check_counts(problems);
        rollout.finish()
    };
    let services = rollouts.into_iter().flatten().map(finish).collect();
    Found { instances: instances(fleet), tasks: Vec::new(), services }
}

fn instances(fleet: &Fleet<'_>) -> Vec<FoundInstance> {
    let of = fleet.described.iter().map(|(instance, described)| FoundInstance {
        instance: *instance,
        is_draining: described.is_draining(),
        agent_connected: described.agent_connected,
        registered_at: described.registered_at,
    });
    of.collect()
}

/// By service: how far its deployments are, `None` for one that the run creates.
fn described_services<'n>(services: &Services<'n>) -> Vec<Option<Rollout<'n>>> {
    let all = services.services.iter().zip(&services.nodes).enumerate();
    all.map(|(at, (service, node))| {
        is_described(node).then(|| Rollout::read(ServiceId::new(at), service, node))
    })
    .collect()
}

/// A warning of what the outputs of AWS lack, with the command that fetches it.
fn lacking(problem: Problem, command: &str) -> Problem {
    problem.help(format!("fetch it: {command}"))
}
