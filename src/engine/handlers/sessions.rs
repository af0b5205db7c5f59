//! Agents reconnect in normal operation: ECS ends their sessions now and then, and for a moment they count as disconnected
//! (AD-01, AD-03).

use crate::cluster::{InstanceStatus, Observer};
use crate::engine::Event;
use crate::engine::core::Core;
use crate::engine::parts::Agents;
use crate::model::InstanceId;
use crate::rng::Purpose;
use crate::time::SimDuration;

/// Sessions are no shorter, so that simulated time goes on.
const SHORTEST: SimDuration = SimDuration::from_secs(1);

/// The session of an agent begins, where sessions end at all.
pub(super) fn begin<O: Observer>(core: &mut Core<'_, O>, agents: &Agents, instance: InstanceId) {
    let behavior = &core.model.behavior;
    if behavior.agents_reconnect() {
        let which = (Purpose::AgentSession, agents.host(instance).sessions);
        let lasts = agents.host_draw(instance, which, &behavior.agent_reconnect_interval, core.model);
        core.schedule_after(lasts.max(SHORTEST), Event::SessionEnds(instance));
    }
}

/// It ends: until the agent has reconnected it takes no task, and tells nothing. One that does not reach ECS anyway does not
/// notice.
pub(in crate::engine) fn end<O: Observer>(core: &mut Core<'_, O>, agents: &mut Agents, instance: InstanceId) {
    let instances = core.cluster().instances();
    let connected = instances.agent_connected(instance);
    let host = agents.host(instance);
    if host.terminating || instances.status(instance) == InstanceStatus::Inactive {
        return;
    }
    if connected && host.starts_tasks() && !instances.is_leaving(instance) {
        let which = (Purpose::AgentReconnect, host.sessions);
        let takes = agents.host_draw(instance, which, &core.model.behavior.agent_reconnect_time, core.model);
        let until = core.now() + takes;
        agents.begin_silence(instance, until);
        core.commit_agent_connection(instance, false);
        core.schedule(until, Event::AgentReconnects(instance));
    }
    agents.host_mut(instance).sessions += 1;
    begin(core, agents, instance);
}
