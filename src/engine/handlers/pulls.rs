//! Images are pulled before the containers of a task are launched (placement.md §3.7).

use super::{stops, tasks};
use crate::agent::{PullOutcome, Site};
use crate::cluster::{DesiredStatus, Fact, Observer, StopCause};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Services};
use crate::model::{InstanceId, TaskId};

/// Where and since when an agent keeps images.
pub(super) fn site<O>(core: &Core<'_, O>, instance: InstanceId) -> Site {
    let instances = core.cluster().instances();
    let began_at = instances.registered_at(instance).unwrap_or_else(|| core.now());
    Site { instance, class: instances.class(instance), began_at }
}

/// Pulls what a task needs that has just been started; whether its launch has to wait for that.
pub(super) fn begin<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    id: TaskId,
    instance: InstanceId,
) -> bool {
    let definition = core.model.task_definition(core.cluster().task(id).definition);
    if definition.images.is_empty() {
        return false;
    }
    let site = site(core, instance);
    let waits = agents.begin_pulls(core.model, core.now(), site, (id, definition));
    if waits {
        core.tell(Fact::PullStarted(id));
        schedule(core, agents);
    } else {
        images_are_known(core, services, id);
    }
    waits
}

pub(in crate::engine) fn progress<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    epoch: u32,
) {
    if !agents.pull_timer.is_valid(epoch) {
        return;
    }
    let mut outcomes = std::mem::take(&mut agents.pull_outcomes);
    agents.pulls.advance(core.model, core.now(), &mut outcomes);
    for outcome in outcomes.drain(..) {
        match outcome {
            PullOutcome::LayerFetched { instance, bytes } => {
                core.tell(Fact::LayerFetched { instance, bytes });
            }
            PullOutcome::ImagesThere(task) => images_there(core, agents, services, task),
            PullOutcome::CannotPull(task, image) => {
                core.tell(Fact::PullStopped(task));
                let cause = StopCause::CannotPull(image);
                stops::end_at_once(core, agents, balancers, services, task, cause);
            }
        }
    }
    agents.pull_outcomes = outcomes;
    schedule(core, agents);
}

/// The launch of a task goes on, unless it was told to stop meanwhile.
fn images_there<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    services: &mut Services,
    id: TaskId,
) {
    core.tell(Fact::PullStopped(id));
    if core.cluster().task(id).desired == DesiredStatus::Running {
        images_are_known(core, services, id);
        tasks::launch_containers(core, agents, services, id);
    }
}

/// SC-08: the digests of a revision's images are known, and its other tasks may follow.
fn images_are_known<O: Observer>(core: &mut Core<'_, O>, services: &mut Services, id: TaskId) {
    let task = core.cluster().task(id);
    let Some(service) = task.service else { return };
    if services.get_mut(service).deployments.images_are_known(task.deployment) {
        core.wake(service);
    }
}

/// Makes sure that whatever comes next is seen.
fn schedule<O>(core: &mut Core<'_, O>, agents: &mut Agents) {
    let next = agents.pulls.next_change();
    if let Some(epoch) = agents.pull_timer.bring_forward(next) {
        core.schedule(next, Event::PullsProgress { epoch });
    }
}
