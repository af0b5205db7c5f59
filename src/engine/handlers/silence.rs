//! Agents that do not reach ECS while their hosts run on (AD-02, AD-04, AD-05).
//!
//! What an agent would tell is told when it reaches ECS again, and what it is to do it does then: containers that exit are
//! gone for their targets at once, and for ECS later. Meanwhile nothing that is queued on such a host starts.

use super::{health, stops, targets, tasks};
use crate::balancer::Answer;
use crate::cluster::{DesiredStatus, Fact, Observer, TaskStatus};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Report, Services};
use crate::model::{InstanceId, TaskId};
use crate::rng::Purpose;
use crate::time::SimTime;

/// The agent does not reach ECS until then; ECS notices it after a while (AD-07).
pub(super) fn begin<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    instance: InstanceId,
    until: SimTime,
) {
    let host = agents.host_mut(instance);
    if let Some(silence) = &mut host.silence {
        // One that was about to reconnect does not.
        if host.silence_noticed_at == SimTime::NEVER {
            silence.ends_at = until;
            if until != SimTime::NEVER {
                core.schedule(until, Event::AgentReconnects(instance));
            }
        }
        return;
    }
    let delay = &core.model.behavior.agent_disconnect_delay;
    let delay = agents.host_time(instance, Purpose::AgentSilence, delay, core.model);
    agents.begin_silence(instance, until);
    let host = agents.host_mut(instance);
    (host.silence_noticed_at, host.outages) = (core.now() + delay, host.outages + 1);
    core.schedule_after(delay, Event::AgentLost(instance));
    if until != SimTime::NEVER {
        core.schedule(until, Event::AgentReconnects(instance));
    }
}

/// Keeps what an agent cannot tell now; says whether it is so.
pub(in crate::engine) fn holds_back<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    event: Event,
) -> bool {
    let (id, report) = match event {
        Event::InterfaceAttached(task) => (task, Some(Report::Attached)),
        Event::LaunchDone(task) => (task, Some(Report::Launched)),
        Event::ContainerExits(task) => (task, Some(Report::Exited)),
        Event::ContainersStopped(task) => (task, Some(Report::Ended)),
        // Health is what was last heard, and is looked at anew (AD-05).
        Event::ContainerHealthChanges { task, .. } => (task, None),
        _ => return false,
    };
    let (place, desired) = (core.cluster().task(id).place, core.cluster().task(id).desired);
    let Some(instance) = place.instance() else { return false };
    let Some(silence) = &mut agents.host_mut(instance).silence else { return false };
    silence.unreported.extend(report.map(|report| (id, report)));
    if report == Some(Report::Exited) {
        targets::stop_answering(core, balancers, id, Answer::Refused);
        if desired == DesiredStatus::Running {
            core.tell(Fact::TaskLost(id));
        }
    }
    true
}

/// The agent reaches ECS again: it tells what has happened, and hears what it is to do.
pub(in crate::engine) fn ends<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    instance: InstanceId,
) {
    let now = core.now();
    // Its host may have lost power meanwhile, or another silence has begun.
    if agents.host(instance).silence.as_ref().is_none_or(|silence| silence.ends_at != now) {
        return;
    }
    let Some(silence) = agents.end_silence(instance) else { return };
    agents.host_mut(instance).silence_noticed_at = SimTime::NEVER;
    core.commit_agent_connection(instance, true);
    for (task, report) in silence.unreported {
        let event = match report {
            Report::Attached => Event::InterfaceAttached(task),
            Report::Launched => Event::LaunchDone(task),
            Report::Exited => Event::ContainerExits(task),
            Report::Ended => Event::ContainersStopped(task),
        };
        core.schedule(now, event);
    }
    for task in silence.unheard {
        if core.cluster().tasks().get(task).is_some_and(|task| task.status == TaskStatus::Stopping) {
            stops::hear_stop(core, agents, balancers, task);
        }
    }
    let running = |id: &TaskId| core.cluster().task(*id).status == TaskStatus::Running;
    let mut of_instance: Vec<TaskId> =
        core.cluster().instances().tasks(instance).iter().copied().filter(running).collect();
    of_instance.sort_unstable_by_key(|id| (core.cluster().task(*id).group, core.cluster().task(*id).number));
    for task in of_instance {
        health::predict_container_health(core, agents, task);
    }
    tasks::start_queued(core, agents, services, instance);
    core.note_room(instance);
}
