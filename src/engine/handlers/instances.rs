//! Container instances register, lose power, come back and go.

use super::{sessions, stops, targets};
use crate::agent::Host;
use crate::balancer::Answer;
use crate::cluster::{DesiredStatus, Fact, InstanceStatus, Observer, StopCause};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::{Agents, Balancers, Outage, Post, Services};
use crate::model::{ClusterId, Distribution, InstanceId, ZoneId};
use crate::rng::Purpose;
use crate::time::SimTime;

/// Makes an instance known to the cluster, which is like the first that had its place, and gives it a host.
pub(in crate::engine) fn expect<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    post: Post,
) -> InstanceId {
    let class = core.model.instances[post.place as usize].class;
    let instance = core.commit_expected(class);
    let spec = core.model.class(class);
    agents.add_host(instance, spec.cluster, Host::new(spec.registered, &spec.reserved_ports), post);
    instance
}

pub(in crate::engine) fn register<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    instance: InstanceId,
) {
    if !agents.host(instance).terminating {
        core.commit_activation(instance);
        core.note_room(instance);
        sessions::begin(core, agents, instance);
    }
}

/// The machine is gone for good: it takes no new task, its agent closes its connection soon, and ECS sees after a while
/// that it is gone (CI-02, AD-09). One that was stopped before, or whose agent counts as disconnected, stays registered
/// all the same (CI-04); its tasks end.
pub(in crate::engine) fn terminate<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    instance: InstanceId,
    replaced_after: Option<&Distribution>,
) {
    let class = core.model.class(core.cluster().instances().class(instance));
    if !agents.terminate(instance, class.cluster) {
        return;
    }
    let connected = core.cluster().instances().agent_connected(instance);
    let host = agents.host_mut(instance);
    // A silent agent counts as connected until that is noticed.
    let heard = host.alive && host.silence.is_none();
    host.deregisters = heard || (connected && (host.alive || host.outage == Outage::Lost));
    if host.alive {
        power_off(core, agents, balancers, instance, Outage::Terminated);
    }
    take_no_more(core, instance);
    core.schedule_after(core.model.behavior.termination_delay, Event::InstanceGone(instance));
    if let Some(after) = replaced_after {
        let delay = agents.host_time(instance, Purpose::HostReplacement, after, core.model);
        let Post { place, succession } = agents.host(instance).post;
        core.schedule_after(delay, Event::ReplacementRegisters { place, succession: succession + 1 });
    }
}

pub(in crate::engine) fn replacement_registers<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    post: Post,
) {
    let instance = expect(core, agents, post);
    register(core, agents, instance);
}

pub(in crate::engine) fn gone<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    instance: InstanceId,
) {
    end_all_tasks(core, agents, balancers, services, instance, StopCause::HostTerminated);
    agents.pulls.forget(core.model, instance, core.now());
    let deregisters = agents.host(instance).deregisters;
    if deregisters && core.cluster().instances().status(instance) != InstanceStatus::Inactive {
        core.commit_agent_connection(instance, false);
        core.commit_instance_status(instance, InstanceStatus::Inactive);
    }
}

/// Deregistered by force: ECS neither counts nor watches any more what runs there (CI-05).
pub(super) fn deregister<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    instance: InstanceId,
) {
    let class = core.model.class(core.cluster().instances().class(instance));
    agents.terminate(instance, class.cluster);
    // Whether it has power or not is nothing that matters to ECS any more: interfaces go with the call, nothing queued starts.
    agents.host_mut(instance).alive = false;
    agents.end_silence(instance);
    end_all_tasks(core, agents, balancers, services, instance, StopCause::Deregistered);
    agents.pulls.forget(core.model, instance, core.now());
    core.commit_agent_connection(instance, false);
    core.commit_instance_status(instance, InstanceStatus::Inactive);
}

/// The machine stops but stays registered: it takes no new task, and its agent closes its connection soon (CI-03).
pub(super) fn stop_host<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    instance: InstanceId,
    restarted_after: Option<&Distribution>,
) {
    if agents.host(instance).alive {
        power_off(core, agents, balancers, instance, Outage::Stopped);
        take_no_more(core, instance);
        restart_later(core, agents, instance, restarted_after);
    }
}

/// The machine is lost, and nobody tells ECS: until its agent's silence is noticed it is a candidate as before, and what
/// ran there stays `RUNNING` until a target's verdict or the instance's termination (AD-04, AD-07).
pub(super) fn lose_host<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    instance: InstanceId,
    (restarted_after, terminated_after): (Option<&Distribution>, Option<&Distribution>),
) {
    if agents.host(instance).alive {
        power_off(core, agents, balancers, instance, Outage::Lost);
        if let Some(after) = terminated_after {
            let delay = agents.host_time(instance, Purpose::HostTermination, after, core.model);
            core.schedule_after(delay, Event::HostTerminated(instance));
        }
        restart_later(core, agents, instance, restarted_after);
    }
}

/// The agent is silent from now on, which ECS notices later: soon where the agent closes its connection itself.
fn power_off<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    instance: InstanceId,
    outage: Outage,
) {
    lose_power(core, agents, balancers, instance);
    let behavior = &core.model.behavior;
    let silence = match outage {
        Outage::Stopped | Outage::Terminated => &behavior.agent_close_delay,
        Outage::Lost => &behavior.agent_disconnect_delay,
    };
    let delay = agents.host_time(instance, Purpose::AgentSilence, silence, core.model);
    let host = agents.host_mut(instance);
    (host.outage, host.silence_noticed_at) = (outage, core.now() + delay);
    core.schedule_after(delay, Event::AgentLost(instance));
}

/// From the API call on: EC2 shuts the machine down, and its agent takes no new task.
fn take_no_more<O: Observer>(core: &mut Core<'_, O>, instance: InstanceId) {
    if core.cluster().instances().status(instance) != InstanceStatus::Inactive {
        core.commit_leaving(instance, true);
    }
}

/// Ends the account of an outage: when the host is back, if it ever is.
fn restart_later<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    instance: InstanceId,
    restarted_after: Option<&Distribution>,
) {
    if let Some(after) = restarted_after {
        let delay = agents.host_time(instance, Purpose::HostRestart, after, core.model);
        core.schedule_after(delay, Event::HostRestarted(instance));
    }
    agents.host_mut(instance).outages += 1;
}

pub(in crate::engine) fn agent_lost<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    instance: InstanceId,
) {
    let host = agents.host(instance);
    // After a restart it is another silence, if any, that will be noticed.
    if host.silence_noticed_at != core.now() {
        return;
    }
    let ends_tasks = host.ends_tasks_when_noticed(core.model.behavior.stopped_host_tasks);
    core.commit_agent_connection(instance, false);
    if ends_tasks {
        end_all_tasks(core, agents, balancers, services, instance, StopCause::HostStopped);
    }
}

pub(in crate::engine) fn host_restarted<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    instance: InstanceId,
) {
    // It may have been started by a call before it would have by itself.
    if agents.host(instance).terminating || agents.host(instance).alive {
        return;
    }
    // What has not ended by then: the agent reports the lost containers as it reconnects.
    end_all_tasks(core, agents, balancers, services, instance, StopCause::HostStopped);
    let spec = core.model.class(core.cluster().instances().class(instance));
    let host = agents.host_mut(instance);
    host.host = Host::new(spec.registered, &spec.reserved_ports);
    (host.alive, host.silence_noticed_at) = (true, SimTime::NEVER);
    core.commit_leaving(instance, false);
    core.commit_agent_connection(instance, true);
    core.note_room(instance);
}

pub(super) fn set_draining<O: Observer>(core: &mut Core<'_, O>, instance: InstanceId, draining: bool) {
    let status = if draining { InstanceStatus::Draining } else { InstanceStatus::Active };
    let from = core.cluster().instances().status(instance);
    if from == InstanceStatus::Inactive || from == status {
        return;
    }
    core.commit_instance_status(instance, status);
    let mut tasks = core.cluster().instances().tasks(instance).to_vec();
    tasks.sort_unstable();
    for task in tasks {
        let service = core.cluster().task(task).service;
        core.wake(service);
    }
    if !draining {
        core.note_room(instance);
    }
}

/// Whether an instance is registered with `cluster`, in `zone` if one is given, and not terminated already.
pub(super) fn is_registered_in<O>(
    core: &Core<'_, O>,
    agents: &Agents,
    id: InstanceId,
    (cluster, zone): (ClusterId, Option<ZoneId>),
) -> bool {
    let instances = core.cluster().instances();
    let class = core.model.class(instances.class(id));
    instances.status(id) != InstanceStatus::Inactive
        && !agents.host(id).terminating
        && class.cluster == cluster
        && zone.is_none_or(|zone| zone == class.zone)
}

/// Containers die with the machine; the load balancer's checks go unanswered.
fn lose_power<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    instance: InstanceId,
) {
    if !std::mem::replace(&mut agents.host_mut(instance).alive, false) {
        return;
    }
    agents.pulls.lose_power(core.model, instance, core.now());
    agents.end_silence(instance);
    for index in 0..core.cluster().instances().tasks(instance).len() {
        let task = core.cluster().instances().tasks(instance)[index];
        if core.cluster().task(task).desired == DesiredStatus::Running {
            core.tell(Fact::TaskLost(task));
        }
        targets::stop_answering(core, balancers, task, Answer::Silent);
    }
}

fn end_all_tasks<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &mut Agents,
    balancers: &mut Balancers,
    services: &mut Services,
    instance: InstanceId,
    cause: StopCause,
) {
    let mut tasks = core.cluster().instances().tasks(instance).to_vec();
    tasks.sort_unstable_by_key(|id| {
        let task = core.cluster().task(*id);
        (task.group, task.number)
    });
    for task in tasks {
        stops::end_at_once(core, agents, balancers, services, task, cause);
    }
}
