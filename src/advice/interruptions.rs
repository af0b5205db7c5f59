//! Faults that the interruption of a Spot instance shows: two minutes after the notice the host is gone.

use super::change::Change;
use super::trial::{SETTLES_WITHIN, Trial};
use super::world::World;
use super::{Advice, DesignFault, Proof, ProofEvent, TriedChange};
use crate::cluster::TaskStatus;
use crate::engine::{Halt, Injection};
use crate::model::{ApiCall, InstanceClass, InstanceSelection, Model};
use crate::time::SimDuration;

/// From the notice to the interruption (EC2, Spot Instance interruption notices).
const NOTICE: SimDuration = SimDuration::from_secs(120);
/// What is watched after the interruption.
const AFTERWARDS: SimDuration = SimDuration::from_mins(10);
/// Deregistration delays that are tried, in seconds, the mildest change first.
const DELAYS: [u64; 5] = [90, 60, 30, 10, 0];
/// A `stopTimeout` that leaves time for a drain.
const SHORT_STOP: SimDuration = SimDuration::from_secs(30);
/// Values by which users say that something is not so.
const NO: [&str; 6] = ["false", "no", "0", "none", "off", "never"];

/// A task that was still there when its host was taken away.
#[derive(Debug)]
struct Cut {
    status: TaskStatus,
    resource: String,
    events: Vec<ProofEvent>,
}

/// Tasks of the service that the interruption of a Spot instance cuts off.
pub fn outlives_the_notice(world: &World) -> Result<Option<Advice>, Halt> {
    let model = &world.model;
    if !world.classes().iter().any(|class| is_spot(model.class(*class), model)) {
        return Ok(None);
    }
    let Some(shown) = interrupt(world)? else { return Ok(None) };
    let mut changes = Vec::new();
    for change in candidates(world, shown.status) {
        let other = world.with(|model| change.make(world.id, model));
        let still = interrupt(&other)?;
        let outcome = match &still {
            None => format!("the task is STOPPED before its host is gone{}", killed(&other, change)),
            Some(cut) => format!("the task is still {} when its host is taken away", cut.status),
        };
        let described = change.described(world.id, &world.model);
        changes.push(TriedChange { change: described, mends: still.is_none(), outcome });
        if still.is_none() && matches!(change, Change::DeregistrationDelay(_)) {
            break;
        }
    }
    if changes.iter().any(|tried| tried.mends) {
        changes.retain(|tried| tried.mends);
    }
    let (small, shown) = world.smallest(shown, interrupt, |one, other| one.status == other.status)?;
    Ok(Some(Advice {
        fault: DesignFault::OutlivesSpotNotice,
        subject: shown.resource,
        claim: claim(&small, shown.status),
        proof: Proof {
            simulated: format!(
                "{}; once it is steady, a Spot instance with a task of it is set to DRAINING, as at the notice, and \
                 terminated {NOTICE} later",
                small.described()
            ),
            events: shown.events,
            outcome: format!("{NOTICE} after the notice the task is {}", shown.status),
        },
        changes,
    }))
}

/// Whether an attribute of the user's own says that instances of the class are Spot instances.
fn is_spot(class: &InstanceClass, model: &Model) -> bool {
    class.attributes.iter().any(|(id, value)| {
        let (name, value) = (model.attributes[id.index()].to_ascii_lowercase(), value.to_ascii_lowercase());
        let affirms = |text: &str| text.contains("spot") && !text.contains("non") && !text.contains("not");
        affirms(&value) || affirms(&name) && !NO.contains(&value.as_str()) && !value.contains("demand")
    })
}

fn interrupt(world: &World) -> Result<Option<Cut>, Halt> {
    let mut trial = Trial::new(world, SETTLES_WITHIN + NOTICE + AFTERWARDS);
    let Some(noticed_at) = trial.settle()? else { return Ok(None) };
    let view = trial.view();
    let placed = view.service(world.id).tasks().tasks().iter();
    let placed = placed.filter_map(|task| view.cluster().task(*task).place.instance());
    let instances = view.cluster().instances();
    let spot = |id: &_| is_spot(world.model.class(instances.class(*id)), &world.model);
    let Some(instance) = placed.filter(spot).min() else { return Ok(None) };
    let hit = instances.tasks(instance).to_vec();
    let selection = InstanceSelection::Named(vec![instance]);
    trial.apply(Injection::Call(ApiCall::UpdateContainerInstancesState {
        instances: selection.clone(),
        draining: true,
    }));
    trial.wait(NOTICE, |_| false)?;
    let view = trial.view();
    let left = hit.iter().filter_map(|task| view.cluster().tasks().get(*task));
    // What has only its network interface left to detach has ended in time.
    let left = left.filter(|task| task.service == Some(world.id) && task.status < TaskStatus::Deprovisioning);
    let left = left.map(|task| (task.status, task.number)).min();
    trial.apply(Injection::Call(ApiCall::TerminateInstances(selection)));
    let ended = trial.finish()?;
    let Some((status, number)) = left else { return Ok(None) };
    let Some(record) = ended.tasks().nth(number as usize) else { return Ok(None) };
    let cluster = &world.model.clusters[record.cluster.index()];
    let task = format!("task/{cluster}/{}", record.id);
    let host =
        format!("container-instance/{cluster}/{}", world.model.instances[instance.ordinal() as usize].name);
    let events = ended.events(noticed_at, &[task, host]);
    Ok(Some(Cut { status, resource: ended.resource(), events }))
}

/// What could let the task be gone in time, by where it was when it was not.
fn candidates(world: &World, status: TaskStatus) -> Vec<Change> {
    if status < TaskStatus::Deactivating {
        // Nobody has told it to stop: its replacement is missing.
        let desired = world.service().desired_count.max(1);
        let stop_first = Change::MinimumHealthyPercent((desired - 1) * 100 / desired);
        let more = world.classes().into_iter().map(|class| Change::MoreInstances(class, 1));
        return std::iter::once(stop_first).chain(more).collect();
    }
    let longest = world.longest_drain().unwrap_or_default();
    let shorter = DELAYS.map(SimDuration::from_secs).into_iter().filter(|delay| *delay < longest);
    shorter.map(Change::DeregistrationDelay).chain([Change::StopTimeout(SHORT_STOP)]).collect()
}

/// A program that is killed in time is gone in time, but loses what it had in hand.
fn killed(world: &World, change: Change) -> String {
    let containers = &world.model.task_definition(world.service().task_definition).containers;
    let needs =
        containers.iter().map(|one| one.application.shut_down_time.typical()).max().unwrap_or_default();
    match change {
        Change::StopTimeout(timeout) if needs > timeout => {
            format!(", but killed: its program needs {needs} to shut down")
        }
        _ => String::new(),
    }
}

fn claim(world: &World, status: TaskStatus) -> String {
    let containers = &world.model.task_definition(world.service().task_definition).containers;
    let stop = containers.iter().map(|one| one.stop_timeout).max().unwrap_or_default();
    let takes = match world.longest_drain() {
        Some(delay) => format!(
            "connections are drained for {delay} (deregistration_delay.timeout_seconds), then the program has {stop} \
             to shut down (stopTimeout)"
        ),
        None => format!("the program has {stop} to shut down (stopTimeout)"),
    };
    let cut = match status {
        TaskStatus::Stopping => "the program is cut off while it shuts down",
        TaskStatus::Deactivating => "the program never gets its stop signal",
        _ => "no replacement is healthy by then, so the task is not even told to stop",
    };
    format!("{takes}; a Spot instance is gone {NOTICE} after its notice: {cut}")
}
