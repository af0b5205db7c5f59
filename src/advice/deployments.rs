//! Faults that a new deployment of a settled service shows: it makes no step, finds no instance, or drains for too long.

use super::change::Change;
use super::shortage::lacking;
use super::trial::{SETTLES_WITHIN, Trial, whole};
use super::world::World;
use super::{Advice, DesignFault, Patience, Proof, ProofEvent, TriedChange};
use crate::cluster::{DeploymentState, Rejection};
use crate::engine::{Halt, Injection};
use crate::model::{ApiCall, ServiceId};
use crate::time::{SimDuration, SimTime};

/// How long a new deployment is watched.
const WATCHED: SimDuration = SimDuration::from_mins(3 * 60);
/// A deployment that starts no task in the last part of that never will: every placement retry comes more often.
const STILL_FOR: SimDuration = SimDuration::from_mins(60);
/// Deregistration delays that are tried, the mildest change first.
const DELAYS: [SimDuration; 4] = [
    SimDuration::from_secs(60),
    SimDuration::from_secs(30),
    SimDuration::from_secs(10),
    SimDuration::from_secs(0),
];

/// What trying out a deployment of a service tells.
#[derive(Debug)]
pub enum Verdict {
    /// It does what it is for.
    Sound,
    /// It does not.
    Faulty(Box<Advice>),
    /// The service never becomes steady, so that no deployment can be tried; why.
    Unsteady(String),
}

/// What became of a new deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Completed(SimDuration),
    /// The percentages allow neither a stop nor a start.
    Blocked,
    /// No instance takes its next task; the closest one fails this rule.
    NoRoom(Rejection),
    /// It still makes progress.
    Unfinished,
}

/// A new deployment, watched.
#[derive(Clone, Debug)]
struct Rollout {
    fate: Fate,
    /// Tasks that the service has when it is steady.
    tasks: u32,
    events: Vec<ProofEvent>,
    resource: String,
}

/// Tries a new deployment of this service beside everything else in its cluster.
pub fn deployment(world: &World, patience: Patience) -> Result<Verdict, Halt> {
    let rollout = match roll_out(world)? {
        Ok(rollout) => rollout,
        Err(reason) => return Ok(Verdict::Unsteady(reason)),
    };
    let Some(fault) = fault(rollout.fate, patience) else { return Ok(Verdict::Sound) };
    let mut changes = Vec::new();
    for change in candidates(fault, world, &rollout) {
        let tried = try_change(world, change, fault, patience)?;
        // Further delays would only say more of the same.
        let enough = tried.mends && matches!(change, Change::DeregistrationDelay(_));
        changes.push(tried);
        if enough {
            break;
        }
    }
    if fault == DesignFault::DrainOutlastsPatience && !is_due_to_draining(world, rollout.fate)? {
        return Ok(Verdict::Sound);
    }
    changes.sort_by_key(|tried| !tried.mends);
    let find = |world: &World| Ok(roll_out(world)?.ok());
    let (small, shown) = world.smallest(rollout, find, |one, other| one.fate == other.fate)?;
    Ok(Verdict::Faulty(Box::new(Advice {
        fault,
        claim: claim(&small, &shown, patience),
        proof: Proof {
            simulated: format!("{}; once it is steady, a new deployment is forced", small.described()),
            events: shown.events,
            outcome: outcome(shown.fate),
        },
        subject: shown.resource,
        changes,
    })))
}

fn fault(fate: Fate, patience: Patience) -> Option<DesignFault> {
    match fate {
        Fate::Blocked => Some(DesignFault::RoundingDeadlock),
        Fate::NoRoom(_) => Some(DesignFault::NoSpareInstance),
        Fate::Completed(took) if took <= patience.deployment => None,
        Fate::Completed(_) | Fate::Unfinished => Some(DesignFault::DrainOutlastsPatience),
    }
}

/// Whether without any drain it would take half as long at most.
fn is_due_to_draining(world: &World, fate: Fate) -> Result<bool, Halt> {
    let undrained = world.with(|model| Change::DeregistrationDelay(SimDuration::ZERO).make(world.id, model));
    let took = match fate {
        Fate::Completed(took) => took,
        _ => WATCHED,
    };
    let Ok(Rollout { fate: Fate::Completed(least), .. }) = roll_out(&undrained)? else { return Ok(false) };
    Ok(least.saturating_mul(2) <= took)
}

/// Deploys the settled service anew; why it never settles, if so.
fn roll_out(world: &World) -> Result<Result<Rollout, String>, Halt> {
    let mut trial = Trial::new(world, SETTLES_WITHIN + WATCHED);
    let id = world.id;
    let Some(from) = trial.settle()? else { return Ok(Err(unrest(&trial, id))) };
    let tasks = trial.view().service(id).tasks().all().total();
    trial.apply(Injection::Call(ApiCall::UpdateService {
        service: id,
        desired_count: None,
        task_definition: None,
        force_new_deployment: true,
        bounds: None,
        end_conditions: None,
        strategy: None,
        strategies: None,
        constraints: None,
        rebalances: None,
    }));
    let completed = trial.wait(WATCHED, |view| {
        let last = view.service(id).deployments().last();
        last.is_some_and(|last| last.number > 0 && last.state == DeploymentState::Completed)
    })?;
    let until = trial.now();
    let fate = match completed {
        Some(at) => Fate::Completed(whole(at.since(from))),
        None => standstill(&trial, id),
    };
    let ended = trial.finish()?;
    let moves = ended
        .tasks()
        .any(|task| moved(task.created_at, until) || task.stopped_at.is_some_and(|at| moved(at, until)));
    let fate = if moves && matches!(fate, Fate::Blocked | Fate::NoRoom(_)) { Fate::Unfinished } else { fate };
    let resource = ended.resource();
    let events = ended.events(from, std::slice::from_ref(&resource));
    Ok(Ok(Rollout { fate, tasks, events, resource }))
}

/// Why a service has not become steady.
fn unrest(trial: &Trial, id: ServiceId) -> String {
    let view = trial.view();
    let missing = view.service(id).primary_deficit();
    if missing == 0 {
        return "it never becomes steady: its tasks do not stay".to_owned();
    }
    let reason = lacking(&view, id).map_or("no container instances", Rejection::code);
    format!("it never becomes steady: for {missing} of its tasks there is no instance ({reason})")
}

/// Why a deployment that has not completed does not go on now.
fn standstill(trial: &Trial, id: ServiceId) -> Fate {
    let view = trial.view();
    let service = view.service(id);
    if service.is_blocked() {
        return Fate::Blocked;
    }
    let is_stuck = service.deployments().last().is_some_and(|last| last.state == DeploymentState::Stuck);
    match lacking(&view, id) {
        Some(rejection) if is_stuck => Fate::NoRoom(rejection),
        _ => Fate::Unfinished,
    }
}

/// Whether something happened in the last part of the watch that ended then.
fn moved(at: SimTime, until: SimTime) -> bool {
    at <= until && until.since(at) < STILL_FOR
}

fn candidates(fault: DesignFault, world: &World, rollout: &Rollout) -> Vec<Change> {
    let service = world.service();
    let tasks = rollout.tasks.max(1);
    let one_less = Change::MinimumHealthyPercent((tasks - 1) * 100 / tasks);
    match fault {
        DesignFault::RoundingDeadlock => {
            let one_more = u32::try_from((u64::from(tasks) + 1) * 100).unwrap_or(u32::MAX);
            // A DAEMON service's maximum is always 100 (§1.8).
            let more = (!service.is_daemon()).then(|| Change::MaximumPercent(one_more.div_ceil(tasks)));
            more.into_iter().chain([one_less]).collect()
        }
        DesignFault::DrainOutlastsPatience => {
            let longest = world.longest_drain().unwrap_or_default();
            DELAYS.into_iter().filter(|delay| *delay < longest).map(Change::DeregistrationDelay).collect()
        }
        _ => {
            let ports = &world.model.task_definition(service.task_definition).demand.ports;
            let bound = rollout.fate == Fate::NoRoom(Rejection::PortInUse) && !ports.is_empty();
            let dynamic = bound.then_some(Change::DynamicHostPorts);
            let classes = world.classes().into_iter().map(|class| Change::MoreInstances(class, 1));
            dynamic.into_iter().chain([one_less]).chain(classes).collect()
        }
    }
}

fn try_change(
    world: &World,
    change: Change,
    fault: DesignFault,
    patience: Patience,
) -> Result<TriedChange, Halt> {
    let other = world.with(|model| change.make(world.id, model));
    let (mends, outcome) = match roll_out(&other)? {
        Err(reason) => (false, reason),
        Ok(rollout) => {
            let mends = match (fault, rollout.fate) {
                (DesignFault::DrainOutlastsPatience, Fate::Completed(took)) => took <= patience.deployment,
                (_, fate) => matches!(fate, Fate::Completed(_)),
            };
            let kept = match change {
                Change::MinimumHealthyPercent(_) => {
                    let lower = other.service().bounds.lower(rollout.tasks);
                    format!(", with {lower} of {} healthy tasks kept meanwhile", rollout.tasks)
                }
                _ => String::new(),
            };
            (mends, format!("{}{kept}", outcome(rollout.fate)))
        }
    };
    Ok(TriedChange { change: change.described(world.id, &world.model), mends, outcome })
}

fn outcome(fate: Fate) -> String {
    match fate {
        Fate::Completed(took) => format!("the deployment completes after {took}"),
        Fate::Blocked | Fate::NoRoom(_) => {
            format!("{WATCHED} later it has not completed, and for {STILL_FOR} nothing has moved")
        }
        Fate::Unfinished => format!("{WATCHED} later it has not completed"),
    }
}

fn claim(world: &World, rollout: &Rollout, patience: Patience) -> String {
    let (count, bounds) = (rollout.tasks, world.service().bounds);
    let tasks = if count == 1 { "task" } else { "tasks" };
    let keeps = format!(
        "minimumHealthyPercent {} keeps {} of {count} {tasks}",
        bounds.minimum_healthy_percent,
        bounds.lower(count)
    );
    match rollout.fate {
        Fate::Blocked => format!(
            "{keeps}, maximumPercent {} allows {}: a deployment may neither stop a task nor start one",
            bounds.maximum_percent,
            bounds.upper(count)
        ),
        Fate::NoRoom(rejection) => {
            format!("{}, and {keeps} until a new one is healthy", need(world, rejection))
        }
        Fate::Completed(took) => drains(world, &took.to_string(), patience),
        Fate::Unfinished => drains(world, &format!("more than {WATCHED}"), patience),
    }
}

fn drains(world: &World, took: &str, patience: Patience) -> String {
    format!(
        "each batch of old tasks drains for {} (deregistration_delay.timeout_seconds), a deployment takes {took}, and \
         the deployment tool waits for {}",
        world.longest_drain().unwrap_or_default(),
        patience.deployment
    )
}

/// `host port 80`, `host ports 80 and 443`.
fn ports_of(ports: &[String]) -> String {
    match ports {
        [most @ .., last] if !most.is_empty() => format!("host ports {} and {last}", most.join(", ")),
        _ => format!("host port {}", ports.concat()),
    }
}

/// What the next task needs and does not find.
fn need(world: &World, rejection: Rejection) -> String {
    let demand = &world.model.task_definition(world.service().task_definition).demand;
    match rejection {
        Rejection::PortInUse | Rejection::PortLimit => {
            let ports: Vec<String> = demand.ports.iter().map(|(_, port)| port.to_string()).collect();
            format!("each task binds {}, taken wherever it could run", ports_of(&ports))
        }
        Rejection::Eni => "each task takes a network interface, and no instance has one left".to_owned(),
        Rejection::DistinctInstance => {
            "distinctInstance allows one task per instance, and every instance has one".to_owned()
        }
        Rejection::Cpu => {
            format!("each task reserves {} CPU units, and no instance has them left", demand.resources.cpu)
        }
        Rejection::Memory => {
            format!(
                "each task reserves {} MiB of memory, and no instance has it left",
                demand.resources.memory
            )
        }
        Rejection::Gpu => {
            format!("each task takes {} GPUs, and no instance has them left", demand.resources.gpu)
        }
        other => format!("no instance takes the next task ({other})"),
    }
}
