//! Faults that a service's first hour shows: health checks that stop what has not started up yet.

use super::change::{Change, LEAST_CPU, checked};
use super::trial::{SETTLES_WITHIN, Trial, whole};
use super::world::World;
use super::{Advice, DesignFault, Proof, ProofEvent, TriedChange};
use crate::engine::Halt;
use crate::model::{Container, Distribution, Model, ServiceId};
use crate::observe::TaskRecord;
use crate::time::SimDuration;

/// How long the start of a service is watched.
const WATCHED: SimDuration = SimDuration::from_mins(60);
/// Grace periods that are tried, in seconds, the shortest first.
const GRACE_PERIODS: [u64; 9] = [30, 60, 90, 120, 180, 300, 600, 1_800, 3_600];
/// Start periods that are tried; the last is the API's longest.
const START_PERIODS: [u64; 6] = [30, 60, 90, 120, 180, 300];
/// How many times as much CPU is tried.
const TIMES: [u32; 6] = [2, 4, 8, 16, 32, u32::MAX];

/// Tasks that were stopped before they were ever healthy.
#[derive(Debug)]
struct Killed {
    /// The first that a health check ended; `None` where all were only not needed any more, as others recovered.
    first: Option<TaskRecord>,
    count: usize,
    started: usize,
    resource: String,
    events: Vec<ProofEvent>,
}

/// Where the tasks start up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Instances {
    /// On instances with CPU to spare.
    Idle,
    /// On instances whose CPU is all in use: a container gets what it reserves, since only units that nobody has
    /// reserved are shared out (`ContainerDefinition`, `cpu`).
    Full,
}

/// Tasks of the service that are stopped as unhealthy before they have started up.
pub fn killed_while_starting(world: &World) -> Result<Option<Advice>, Halt> {
    let starting = checked_containers(world);
    let at_once = Distribution::Constant(SimDuration::ZERO);
    if starting.iter().all(|one| one.application.start_up_time == at_once) {
        return Ok(None);
    }
    if let Some(advice) = killed_on(world, Instances::Idle)? {
        return Ok(Some(advice));
    }
    if starting.iter().any(|one| one.application.start_up_cpu.is_some()) {
        return killed_on(world, Instances::Full);
    }
    Ok(None)
}

fn containers(world: &World) -> &[Container] {
    &world.model.task_definition(world.service().task_definition).containers
}

/// The containers at which a check looks.
fn checked_containers(world: &World) -> Vec<&Container> {
    let all = containers(world).iter().zip(checked(world.service(), containers(world)));
    all.filter(|(_, checked)| *checked).map(|(one, _)| one).collect()
}

fn killed_on(world: &World, instances: Instances) -> Result<Option<Advice>, Halt> {
    let find = |world: &World| Ok(killed(world, instances)?.filter(|shown| shown.first.is_some()));
    let Some(shown) = find(world)? else { return Ok(None) };
    let alone = world.alone();
    let one_task = alone.with(|model| {
        let service = &mut model.services[world.id.index()];
        service.desired_count = service.desired_count.min(1);
    });
    for smaller in [one_task, alone] {
        if let Some(found) = find(&smaller)? {
            let (smaller, found) = smaller.with_fewest_instances(found, find, |_, _| true)?;
            return advice(world, &smaller, found, instances).map(Some);
        }
    }
    advice(world, world, shown, instances).map(Some)
}

/// What was stopped in the first hour; nothing but health has a service stop a task then.
fn killed(world: &World, instances: Instances) -> Result<Option<Killed>, Halt> {
    let ended = Trial::new(&slowed(world, instances), WATCHED).finish()?;
    let started = ended.tasks().filter(|task| task.started_at.is_some()).count();
    let stopped = ended.tasks().filter(|task| task.healthy_at.is_none());
    let stopped: Vec<TaskRecord> =
        stopped.filter(|task| task.stop_code == Some("ServiceSchedulerInitiated")).collect();
    if stopped.is_empty() {
        return Ok(None);
    }
    let first = stopped.iter().find(|task| failed_checks(task)).cloned();
    let events = first.as_ref().map(|first| {
        let task = format!("task/{}/{}", world.model.clusters[first.cluster.index()], first.id);
        ended.events(first.created_at, &[task])
    });
    let events = events.unwrap_or_default();
    Ok(Some(Killed { first, count: stopped.len(), started, resource: ended.resource(), events }))
}

/// The world with the start-ups that such instances allow.
fn slowed(world: &World, instances: Instances) -> World {
    match instances {
        Instances::Idle => world.clone(),
        Instances::Full => world.with(|model| slow_down(world.id, model)),
    }
}

/// On a full instance a start-up takes as many times longer as its CPU is short.
fn slow_down(id: ServiceId, model: &mut Model) {
    let service = &model.services[id.index()];
    let definition = &mut model.task_definitions[service.task_definition.index()];
    let checked = checked(service, &definition.containers);
    let containers = definition.containers.iter_mut().zip(checked);
    for (container, _) in containers.filter(|(_, checked)| *checked) {
        let (used, gets) = slowness(container, Instances::Full);
        container.application.start_up_time = container.application.start_up_time.stretched(used, gets);
    }
}

/// How many times as long a start-up takes, as a fraction.
fn slowness(container: &Container, instances: Instances) -> (u32, u32) {
    let gets = container.cpu.max(LEAST_CPU);
    match container.application.start_up_cpu {
        Some(used) if instances == Instances::Full && used > gets => (used, gets),
        _ => (1, 1),
    }
}

fn failed_checks(task: &TaskRecord) -> bool {
    task.stopped_reason.as_deref().is_some_and(|reason| reason.starts_with("Task failed"))
}

fn advice(whole: &World, world: &World, shown: Killed, instances: Instances) -> Result<Advice, Halt> {
    let mut changes = Vec::new();
    for family in candidates(world, instances) {
        changes.extend(first_that_mends(whole, &family, instances)?);
    }
    let (fault, company) = match instances {
        Instances::Idle => (DesignFault::GracePeriodTooShort, ""),
        Instances::Full => {
            (DesignFault::FullInstanceFailsCheck, ", each container with no more CPU than it reserves")
        }
    };
    Ok(Advice {
        fault,
        claim: claim(world, &shown, instances),
        proof: Proof {
            simulated: format!("{}, for {WATCHED} from its creation{company}", world.described()),
            outcome: format!(
                "{} of {} tasks are stopped before they were ever healthy",
                shown.count, shown.started
            ),
            events: shown.events,
        },
        subject: shown.resource,
        changes,
    })
}

/// Kinds of changes, each from the mildest on. The grace period covers container health checks too (VS-14).
fn candidates(world: &World, instances: Instances) -> Vec<Vec<Change>> {
    let grace = world.service().health_check_grace_period;
    let longer = GRACE_PERIODS.map(SimDuration::from_secs).into_iter().filter(|period| *period > grace);
    let mut families = vec![longer.map(Change::GracePeriod).collect()];
    if world.service().load_balancers.is_empty() {
        let periods = START_PERIODS.map(|seconds| Change::StartPeriod(SimDuration::from_secs(seconds)));
        families.insert(0, periods.to_vec());
    }
    if instances == Instances::Full {
        families.push(TIMES.map(Change::StartUpCpu).to_vec());
    }
    families
}

fn first_that_mends(
    world: &World,
    changes: &[Change],
    instances: Instances,
) -> Result<Option<TriedChange>, Halt> {
    for change in changes {
        let other = world.with(|model| change.make(world.id, model));
        // Tasks that find no instance are not killed either.
        let starts = || Ok(Trial::new(&slowed(&other, instances), SETTLES_WITHIN).settle()?.is_some());
        if killed(&other, instances)?.is_none() && starts()? {
            return Ok(Some(TriedChange {
                change: change.described(world.id, &world.model),
                mends: true,
                outcome: "every task starts up and becomes healthy".to_owned(),
            }));
        }
    }
    Ok(None)
}

fn claim(world: &World, shown: &Killed, instances: Instances) -> String {
    let checked = checked_containers(world);
    let takes = |one: &Container| {
        let (used, gets) = slowness(one, instances);
        one.application.start_up_time.stretched(used, gets).typical()
    };
    let slowest = checked.into_iter().max_by_key(|one| takes(one)).expect("a check looks at a container");
    let slower = match (instances, slowest.application.start_up_cpu) {
        (Instances::Full, Some(used)) => format!(
            " with {used} CPU units, and {} with the {} that it reserves on an instance whose CPU is all in use",
            whole(takes(slowest)),
            slowest.cpu
        ),
        _ => String::new(),
    };
    let grace = world.service().health_check_grace_period;
    let ignored = match slowest.health_check {
        Some(check) if grace < check.start_period => format!("{} (startPeriod)", check.start_period),
        _ => format!("{grace} (healthCheckGracePeriodSeconds)"),
    };
    let stopped = shown.first.as_ref().map_or_else(String::new, |first| {
        let after = match (first.started_at, first.stopping_at) {
            (Some(started), Some(stopping)) => whole(stopping.since(started)),
            _ => SimDuration::ZERO,
        };
        let reason = first.stopped_reason.as_deref().unwrap_or_default();
        format!(", and a task is stopped {after} after RUNNING: {reason}")
    });
    format!(
        "container {} takes about {} to start up{slower}, failures do not count for {ignored}{stopped}",
        slowest.name,
        whole(slowest.application.start_up_time.typical())
    )
}
