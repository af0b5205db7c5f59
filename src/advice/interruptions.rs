//! Faults that the interruption of a Spot instance shows: two minutes after the notice the host is gone.

use super::change::Change;
use super::deployments::classes_of;
use super::trial::{SETTLES_WITHIN, Trial};
use super::world::World;
use super::{Advice, DesignFault, Proof, ProofEvent, TriedChange};
use crate::cluster::TaskStatus;
use crate::engine::{Halt, Injection};
use crate::model::{ApiCall, InstanceSelection};
use crate::time::SimDuration;

/// From the notice to the interruption (EC2, Spot Instance interruption notices).
const NOTICE: SimDuration = SimDuration::from_secs(120);
/// What is watched after the interruption.
const AFTERWARDS: SimDuration = SimDuration::from_mins(10);
/// Deregistration delays that are tried, in seconds, the mildest change first.
const DELAYS: [u64; 5] = [90, 60, 30, 10, 0];

/// A task that was still there when its host was taken away.
#[derive(Debug)]
struct Cut {
    status: TaskStatus,
    resource: String,
    events: Vec<ProofEvent>,
}

/// Tasks of the service that an interruption cuts off, where its instances are said to be Spot instances, or a
/// `stopTimeout` is longer than the notice.
pub fn outlives_the_notice(world: &World) -> Result<Option<Advice>, Halt> {
    if !concerned(world) {
        return Ok(None);
    }
    let alone = world.alone();
    let Some(shown) = interrupt(&alone)? else { return Ok(None) };
    let (smallest, shown) =
        alone.with_fewest_instances(shown, interrupt, |one, other| one.status == other.status)?;
    let mut changes = Vec::new();
    for change in candidates(&smallest) {
        let other = smallest.with(|model| change.make(smallest.id, model));
        let still = interrupt(&other)?;
        let outcome = match &still {
            None => "the task is STOPPED before its host is gone".to_owned(),
            Some(cut) => format!("the task is still {} when its host is taken away", cut.status),
        };
        let change = change.described(smallest.id, &smallest.model);
        changes.push(TriedChange { change, mends: still.is_none(), outcome });
        if still.is_none() {
            break;
        }
    }
    if changes.iter().any(|tried| tried.mends) {
        changes.retain(|tried| tried.mends);
    }
    Ok(Some(Advice {
        fault: DesignFault::OutlivesSpotNotice,
        subject: shown.resource,
        claim: claim(&smallest, shown.status),
        proof: Proof {
            simulated: format!(
                "{}; once it is steady, its instance is set to DRAINING, as at the notice, and terminated {NOTICE} later",
                smallest.described()
            ),
            events: shown.events,
            outcome: format!("{NOTICE} after the notice the task is {}", shown.status),
        },
        changes,
    }))
}

/// Users mark Spot instances by an attribute of their own; a `stopTimeout` over the notice is for nothing else.
fn concerned(world: &World) -> bool {
    let model = &world.model;
    let says_spot = |text: &str| text.to_ascii_lowercase().contains("spot");
    let classes = classes_of(world);
    let spot = classes.iter().flat_map(|class| &model.class(*class).attributes);
    let spot =
        spot.into_iter().any(|(name, value)| says_spot(&model.attributes[name.index()]) || says_spot(value));
    let containers = &model.task_definition(world.service().task_definition).containers;
    spot || containers.iter().any(|container| container.stop_timeout > NOTICE)
}

fn interrupt(world: &World) -> Result<Option<Cut>, Halt> {
    let mut trial = Trial::new(world, SETTLES_WITHIN + NOTICE + AFTERWARDS);
    let Some(noticed_at) = trial.settle()? else { return Ok(None) };
    let view = trial.view();
    let of_service = view.service(world.id).tasks().tasks();
    let placed = of_service.iter().filter_map(|task| view.cluster().task(*task).place.instance());
    let Some(instance) = placed.min() else { return Ok(None) };
    let hit = view.cluster().instances().tasks(instance).to_vec();
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

fn candidates(world: &World) -> Vec<Change> {
    let service = world.service();
    let delays = service.load_balancers.iter();
    let delays = delays.map(|one| world.model.target_group(one.target_group).deregistration_delay);
    let longest = delays.max().unwrap_or_default();
    let shorter = DELAYS.map(SimDuration::from_secs).into_iter().filter(|delay| *delay < longest);
    // A program that is killed in time is gone in time; it loses what it had in hand.
    let killed = Change::StopTimeout(SimDuration::from_secs(30));
    let desired = service.desired_count;
    let stop_first = Change::MinimumHealthyPercent((desired - 1) * 100 / desired);
    shorter.map(Change::DeregistrationDelay).chain([killed, stop_first]).collect()
}

fn claim(world: &World, status: TaskStatus) -> String {
    let service = world.service();
    let groups = service.load_balancers.iter();
    let delay = groups.map(|one| world.model.target_group(one.target_group).deregistration_delay).max();
    let containers = &world.model.task_definition(service.task_definition).containers;
    let stop = containers.iter().map(|one| one.stop_timeout).max().unwrap_or_default();
    let drained = delay.map_or_else(String::new, |delay| {
        format!("connections are drained for {delay} (deregistration_delay.timeout_seconds), ")
    });
    let cut = match status {
        TaskStatus::Stopping => "the program is cut off while it shuts down",
        TaskStatus::Deactivating => "the program never gets its stop signal",
        _ => "its replacement is not healthy by then, so it is not even told to stop",
    };
    format!(
        "{drained}then the program has {stop} to shut down (stopTimeout); a Spot instance is gone {NOTICE} after its notice: {cut}"
    )
}
