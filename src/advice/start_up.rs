//! Faults that a service's first hour shows: health checks that stop what has not started up yet.

use super::change::{Change, LEAST_CPU};
use super::trial::{Trial, whole};
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

/// Tasks that were stopped before they were ever healthy, by a health check or since one had them replaced.
#[derive(Debug)]
struct Killed {
    first: TaskRecord,
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
    /// On instances whose CPU is all in use: a container gets what it reserves. "Linux containers share unallocated CPU
    /// units with other containers on the container instance with the same ratio as their allocated amount"
    /// (`ContainerDefinition`, `cpu`), and there are none.
    Full,
}

/// Tasks of the service that are stopped as unhealthy before they have started up.
pub fn killed_while_starting(world: &World) -> Result<Option<Advice>, Halt> {
    let service = world.service();
    let containers = containers(world);
    let at_once = Distribution::Constant(SimDuration::ZERO);
    let checked =
        !service.load_balancers.is_empty() || containers.iter().any(|one| one.health_check.is_some());
    if !checked || containers.iter().all(|one| one.application.start_up_time == at_once) {
        return Ok(None);
    }
    if let Some(advice) = killed_on(world, Instances::Idle)? {
        return Ok(Some(advice));
    }
    if containers.iter().any(|one| one.application.start_up_cpu.is_some()) {
        return killed_on(world, Instances::Full);
    }
    Ok(None)
}

fn containers(world: &World) -> &[Container] {
    &world.model.task_definition(world.service().task_definition).containers
}

fn killed_on(world: &World, instances: Instances) -> Result<Option<Advice>, Halt> {
    let alone = world.alone();
    let one_task = alone.with(|model| model.services[world.id.index()].desired_count = 1);
    let find = |world: &World| killed(world, instances);
    for smaller in [&one_task, &alone, world] {
        if let Some(shown) = find(smaller)? {
            let (smaller, shown) = smaller.with_fewest_instances(shown, find, |_, _| true)?;
            return advice(&alone, &smaller, shown, instances).map(Some);
        }
    }
    Ok(None)
}

/// What was stopped in the first hour; nothing but health has a service stop a task then.
fn killed(world: &World, instances: Instances) -> Result<Option<Killed>, Halt> {
    let tried = match instances {
        Instances::Idle => world.clone(),
        Instances::Full => world.with(|model| slow_down(world.id, model)),
    };
    let ended = Trial::new(&tried, WATCHED).finish()?;
    let started = ended.tasks().filter(|task| task.started_at.is_some()).count();
    let stopped = ended.tasks().filter(|task| task.healthy_at.is_none());
    let stopped: Vec<TaskRecord> =
        stopped.filter(|task| task.stop_code == Some("ServiceSchedulerInitiated")).collect();
    // One that a check ended tells more than one that was not needed any more.
    let by_check = stopped.iter().position(failed_checks);
    let Some(first) = stopped.get(by_check.unwrap_or(0)).cloned() else { return Ok(None) };
    let task = format!("task/{}/{}", world.model.clusters[first.cluster.index()], first.id);
    let events = ended.events(first.created_at, &[task]);
    Ok(Some(Killed { first, count: stopped.len(), started, resource: ended.resource(), events }))
}

/// On a full instance a start-up takes as many times longer as its CPU is short.
fn slow_down(id: ServiceId, model: &mut Model) {
    let definition = model.services[id.index()].task_definition;
    for container in &mut model.task_definitions[definition.index()].containers {
        let Some(used) = container.application.start_up_cpu else { continue };
        let gets = container.cpu.max(LEAST_CPU);
        if used > gets {
            let time = &mut container.application.start_up_time;
            *time = time.stretched(used, gets);
        }
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

/// Kinds of changes, each from the mildest on.
fn candidates(world: &World, instances: Instances) -> Vec<Vec<Change>> {
    let periods = if world.service().load_balancers.is_empty() {
        START_PERIODS.map(|seconds| Change::StartPeriod(SimDuration::from_secs(seconds))).to_vec()
    } else {
        let grace = world.service().health_check_grace_period;
        let longer = GRACE_PERIODS.map(SimDuration::from_secs).into_iter().filter(|period| *period > grace);
        longer.map(Change::GracePeriod).collect()
    };
    match instances {
        Instances::Idle => vec![periods],
        Instances::Full => vec![periods, TIMES.map(Change::StartUpCpu).to_vec()],
    }
}

fn first_that_mends(
    world: &World,
    changes: &[Change],
    instances: Instances,
) -> Result<Option<TriedChange>, Halt> {
    for change in changes {
        if killed(&world.with(|model| change.make(world.id, model)), instances)?.is_none() {
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
    let slowest = containers(world).iter().max_by_key(|one| one.application.start_up_time.typical());
    let slowest = slowest.expect("a task definition has a container");
    let takes = whole(slowest.application.start_up_time.typical());
    let after = match (shown.first.started_at, shown.first.stopping_at) {
        (Some(started), Some(stopping)) => whole(stopping.since(started)),
        _ => SimDuration::ZERO,
    };
    let slower = match (instances, slowest.application.start_up_cpu) {
        (Instances::Full, Some(used)) => format!(
            " with {used} CPU units, {} times as long with the {} that it reserves on an instance whose CPU is all \
             in use",
            (used / slowest.cpu.max(LEAST_CPU)).max(1),
            slowest.cpu
        ),
        _ => String::new(),
    };
    let ignored = match slowest.health_check {
        Some(check) if world.service().load_balancers.is_empty() => {
            format!("{} (startPeriod)", check.start_period)
        }
        _ => format!("{} (healthCheckGracePeriodSeconds)", world.service().health_check_grace_period),
    };
    format!(
        "container {} takes about {takes} to start up{slower}, failures do not count for {ignored}, and a task is \
         stopped {after} after RUNNING: {}",
        slowest.name,
        shown.first.stopped_reason.as_deref().unwrap_or_default()
    )
}
