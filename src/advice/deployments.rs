//! Faults that a new deployment of a settled service shows: it makes no step, finds no instance, or drains for too long.

use super::change::Change;
use super::trial::{SETTLES_WITHIN, Trial, whole};
use super::world::World;
use super::{Advice, DesignFault, Patience, Proof, ProofEvent, TriedChange};
use crate::cluster::{DeploymentState, Rejection};
use crate::engine::{Halt, Injection};
use crate::model::{ApiCall, ClassId, ServiceId};
use crate::placement::diagnose;
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

/// What became of a new deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Completed(SimDuration),
    /// The percentages allow neither a stop nor a start.
    Blocked,
    /// No instance takes its next task; most of them fail this rule.
    NoRoom(Rejection),
    /// It still makes progress.
    Unfinished,
}

/// A new deployment, watched.
#[derive(Clone, Debug)]
struct Rollout {
    fate: Fate,
    events: Vec<ProofEvent>,
    resource: String,
}

/// The fault that a new deployment of this service shows.
pub fn deployment(world: &World, patience: Patience) -> Result<Option<Advice>, Halt> {
    let faulty = |world: &World| {
        let shown = roll_out(world)?;
        Ok(shown.filter(|rollout| fault(rollout.fate, patience).is_some()))
    };
    // With fewer instances a deployment may take longer for want of room: that proves something else.
    let same = |one: &Rollout, other: &Rollout| match (one.fate, other.fate) {
        (Fate::Completed(took), Fate::Completed(other)) => took == other,
        (one, other) => fault(one, patience) == fault(other, patience),
    };
    let Some((world, rollout)) = world.smallest(faulty, same)? else { return Ok(None) };
    let Some(fault) = fault(rollout.fate, patience) else { return Ok(None) };
    let mut changes = Vec::new();
    for change in candidates(fault, &world, rollout.fate) {
        let tried = try_change(&world, change, patience)?;
        let enough =
            tried.mends && matches!(change, Change::DeregistrationDelay(_) | Change::MoreInstances(..));
        changes.push(tried);
        // The next delays, and the next classes of instances, only say more of the same.
        if enough {
            break;
        }
    }
    if fault == DesignFault::DrainOutlastsPatience && !changes.iter().any(|tried| tried.mends) {
        return Ok(None);
    }
    changes.sort_by_key(|tried| !tried.mends);
    Ok(Some(Advice {
        fault,
        subject: rollout.resource,
        claim: claim(&world, rollout.fate, patience),
        proof: Proof {
            simulated: format!("{}; once it is steady, a new deployment is forced", world.described()),
            events: rollout.events,
            outcome: outcome(rollout.fate),
        },
        changes,
    }))
}

fn fault(fate: Fate, patience: Patience) -> Option<DesignFault> {
    match fate {
        Fate::Blocked => Some(DesignFault::RoundingDeadlock),
        Fate::NoRoom(_) => Some(DesignFault::NoSpareInstance),
        Fate::Completed(took) if took <= patience.deployment => None,
        Fate::Completed(_) | Fate::Unfinished => Some(DesignFault::DrainOutlastsPatience),
    }
}

/// Deploys the settled service anew; `None` when it never settles.
fn roll_out(world: &World) -> Result<Option<Rollout>, Halt> {
    let mut trial = Trial::new(world, SETTLES_WITHIN + WATCHED);
    let Some(from) = trial.settle()? else { return Ok(None) };
    let id = world.id;
    trial.apply(Injection::Call(ApiCall::UpdateService {
        service: id,
        desired_count: None,
        task_definition: None,
        force_new_deployment: true,
        bounds: None,
        strategies: None,
        constraints: None,
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
    let still = !ended
        .tasks()
        .any(|task| moved(task.created_at, until) || task.stopped_at.is_some_and(|at| moved(at, until)));
    let fate = match fate {
        Fate::Blocked | Fate::NoRoom(_) if !still => Fate::Unfinished,
        fate => fate,
    };
    let resource = ended.resource();
    let events = ended.events(from, std::slice::from_ref(&resource));
    Ok(Some(Rollout { fate, events, resource }))
}

/// Why a deployment that has not completed does not go on now.
fn standstill(trial: &Trial, id: ServiceId) -> Fate {
    let view = trial.view();
    let service = view.service(id);
    if service.is_blocked() {
        return Fate::Blocked;
    }
    let is_stuck = service.deployments().last().is_some_and(|last| last.state == DeploymentState::Stuck);
    let tally = diagnose(&view.request(id), view.cluster()).tally;
    let most = Rejection::ALL.into_iter().max_by_key(|rejection| tally[*rejection as usize]);
    match most {
        Some(rejection) if is_stuck => Fate::NoRoom(rejection),
        _ => Fate::Unfinished,
    }
}

/// Whether something happened in the last part of the watch that ended then.
fn moved(at: SimTime, until: SimTime) -> bool {
    at <= until && until.since(at) < STILL_FOR
}

fn candidates(fault: DesignFault, world: &World, fate: Fate) -> Vec<Change> {
    let service = world.service();
    let desired = service.desired_count;
    let one_less = Change::MinimumHealthyPercent((desired - 1) * 100 / desired);
    match fault {
        DesignFault::RoundingDeadlock => {
            let one_more = u32::try_from((u64::from(desired) + 1) * 100).unwrap_or(u32::MAX);
            vec![Change::MaximumPercent(one_more.div_ceil(desired)), one_less]
        }
        DesignFault::DrainOutlastsPatience => {
            let groups = service.load_balancers.iter();
            let delays = groups.map(|one| world.model.target_group(one.target_group).deregistration_delay);
            let longest = delays.max().unwrap_or_default();
            DELAYS.into_iter().filter(|delay| *delay < longest).map(Change::DeregistrationDelay).collect()
        }
        _ => {
            let ports = &world.model.task_definition(service.task_definition).demand.ports;
            let bound = matches!(fate, Fate::NoRoom(Rejection::PortInUse)) && !ports.is_empty();
            let dynamic = bound.then_some(Change::DynamicHostPorts);
            let classes = classes_of(world).into_iter().map(|class| Change::MoreInstances(class, 1));
            dynamic.into_iter().chain([one_less]).chain(classes).collect()
        }
    }
}

/// The classes of the instances that are there, each once, in their order.
pub fn classes_of(world: &World) -> Vec<ClassId> {
    let mut classes: Vec<ClassId> = world.model.instances.iter().map(|instance| instance.class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

fn try_change(world: &World, change: Change, patience: Patience) -> Result<TriedChange, Halt> {
    let changed = world.with(|model| change.make(world.id, model));
    let rollout = roll_out(&changed)?;
    let mends = rollout.as_ref().is_some_and(|rollout| fault(rollout.fate, patience).is_none());
    let kept = match change {
        Change::MinimumHealthyPercent(_) => {
            let lower = changed.service().bounds.lower(changed.service().desired_count);
            format!(", with {lower} of {} healthy tasks kept meanwhile", changed.service().desired_count)
        }
        _ => String::new(),
    };
    let outcome = match rollout {
        Some(rollout) => format!("{}{kept}", outcome(rollout.fate)),
        None => "the service does not even become steady".to_owned(),
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

fn claim(world: &World, fate: Fate, patience: Patience) -> String {
    let service = world.service();
    let (desired, bounds) = (service.desired_count, service.bounds);
    let tasks = if desired == 1 { "task" } else { "tasks" };
    let keeps = format!(
        "minimumHealthyPercent {} keeps {} of {desired} {tasks}",
        bounds.minimum_healthy_percent,
        bounds.lower(desired)
    );
    match fate {
        Fate::Blocked => format!(
            "{keeps}, maximumPercent {} allows {}: a deployment may neither stop a task nor start one",
            bounds.maximum_percent,
            bounds.upper(desired)
        ),
        Fate::NoRoom(rejection) => {
            format!("{}, and {keeps} until a new one is healthy", need(world, rejection))
        }
        Fate::Completed(took) => drains(world, &took.to_string(), patience),
        Fate::Unfinished => drains(world, &format!("more than {WATCHED}"), patience),
    }
}

fn drains(world: &World, took: &str, patience: Patience) -> String {
    let groups = world.service().load_balancers.iter();
    let delays = groups.map(|one| world.model.target_group(one.target_group).deregistration_delay);
    let longest = delays.max().unwrap_or_default();
    format!(
        "each batch of old tasks drains for {longest} (deregistration_delay.timeout_seconds), a deployment takes {took}, \
         and the deployment tool waits for {}",
        patience.deployment
    )
}

/// What the next task needs and does not find.
fn need(world: &World, rejection: Rejection) -> String {
    let demand = &world.model.task_definition(world.service().task_definition).demand;
    match rejection {
        Rejection::PortInUse | Rejection::PortLimit => {
            let ports: Vec<String> = demand.ports.iter().map(|(_, port)| port.to_string()).collect();
            format!("each task binds host port {}, which is taken wherever it could run", ports.join(", "))
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
