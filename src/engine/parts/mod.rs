//! The parts of a run beside the core, each a value that a handler's signature can name.

mod action_times;
mod agents;
mod balancers;
mod calls;
mod placing;
mod services;
mod started;
mod zones;

pub use agents::HostRuntime;
pub(super) use agents::{Agents, Outage, Post, Report, TaskNumbers};
pub(super) use balancers::{Balancers, TargetDraws, TargetRuntime};
pub(super) use calls::Calls;
pub use calls::Script;
pub(super) use placing::Placing;
pub(super) use services::{ServiceRuntime, Services};
pub(super) use started::StartedTasks;

use crate::model::Model;
use crate::rng::Streams;

/// Everything that a run remembers besides the core.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// Hosts and the tasks on them.
    pub agents: Agents,
    /// Targets of tasks.
    pub balancers: Balancers,
    /// The services and their scheduler.
    pub services: Services,
    /// How tasks are numbered and find their instances.
    pub placing: Placing,
    /// Who calls and what strikes.
    pub calls: Calls,
}

impl Parts {
    /// The parts at the start of a run.
    pub fn new(model: &Model, streams: Streams) -> Self {
        Self {
            agents: Agents::new(model, streams),
            balancers: Balancers::new(model, streams),
            services: Services::new(model, streams),
            placing: Placing::new(model, streams),
            calls: Calls::new(model, streams),
        }
    }
}

/// `CLUSTER/NAME` of every group, by id: services by their names, groups of standalone tasks by theirs.
fn group_names(model: &Model) -> impl Iterator<Item = String> + '_ {
    let services = model.services.iter().map(|service| (service.cluster, service.name.clone()));
    // A call may name its group as a service is named; only the service's group is `service:NAME` (QL-11).
    let standalone = &model.standalone_groups;
    let standalone = standalone.iter().map(|group| (group.cluster, format!("group:{}", group.name)));
    let names = services.chain(standalone);
    names.map(|(cluster, name)| format!("{}/{name}", model.clusters[cluster.index()]))
}
