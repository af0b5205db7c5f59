//! Who calls the API and what strikes: what the model declares, then what was injected into the run.

use std::collections::BTreeMap;

use super::action_times::action_times;
use super::started::StartedTasks;
use crate::model::{
    Action, ActionId, ApiCall, Arrivals, Fault, FaultId, FaultKind, FaultSchedule, Model, TraceCursor,
    TraceRow, ZoneId,
};
use crate::rng::{Draws, Purpose, Streams};
use crate::time::SimTime;

/// Callers and faults.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Calls {
    pub arrivals: Vec<ArrivalRuntime>,
    pub started: StartedTasks,
    faults: FaultDraws,
    script: Script,
}

/// What happens in a run beyond its model; it only ever grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    actions: Vec<Action>,
    faults: Vec<Fault>,
}

/// An arrival stream.
#[derive(Clone, Debug)]
pub(in crate::engine) struct ArrivalRuntime {
    /// Calls made.
    pub made: u64,
    /// Times between calls.
    pub gaps: Draws,
    /// How far a trace was read.
    pub cursor: TraceCursor,
    /// The row of the trace that calls next.
    pub next: Option<TraceRow>,
}

/// A fault: when it strikes next does not depend on how many it hit before.
#[derive(Clone, Debug)]
pub(in crate::engine) struct FaultRuntime {
    /// Strikes so far.
    pub strikes: u64,
    /// When it strikes.
    pub times: Draws,
    /// Which ones it hits.
    pub picks: Draws,
    /// How long it lasts.
    pub lengths: Draws,
}

/// The random numbers of all faults.
///
/// A fault is named by what it hits: another fault or service beside it shifts none of its numbers, nor does a change of
/// its count or delays. Faults that hit the same are told apart by their order.
#[derive(Clone, Debug)]
struct FaultDraws {
    streams: Streams,
    seen: BTreeMap<String, u32>,
    list: Vec<FaultRuntime>,
}

impl Calls {
    pub fn new(model: &Model, streams: Streams) -> Self {
        let runtime = |arrivals: &Arrivals| ArrivalRuntime {
            made: 0,
            gaps: streams.draws(Purpose::ArrivalGap, &arrivals.name),
            cursor: TraceCursor::default(),
            next: None,
        };
        let mut faults = FaultDraws { streams, seen: BTreeMap::new(), list: Vec::new() };
        model.faults.iter().for_each(|fault| faults.add(fault, model));
        Self {
            arrivals: model.arrivals.iter().map(runtime).collect(),
            started: StartedTasks::default(),
            faults,
            script: Script::default(),
        }
    }

    /// The call behind `id`, which stays as it is for as long as the run lasts.
    pub fn call<'a>(&'a self, id: ActionId, model: &'a Model) -> &'a ApiCall {
        let injected = || &self.script.actions[id.index() - model.actions.len()];
        &model.actions.get(id.index()).unwrap_or_else(injected).call
    }

    /// The fault behind `id`, likewise.
    pub fn fault<'a>(&'a self, id: FaultId, model: &'a Model) -> &'a Fault {
        let injected = || &self.script.faults[id.index() - model.faults.len()];
        model.faults.get(id.index()).unwrap_or_else(injected)
    }

    pub fn fault_runtime(&self, id: FaultId) -> &FaultRuntime {
        &self.faults.list[id.index()]
    }

    /// Notes that a fault has struck.
    pub fn count_strike(&mut self, id: FaultId) {
        self.faults.list[id.index()].strikes += 1;
    }

    /// When the actions of the model are made in this run, in their order.
    pub fn action_times(&self, model: &Model) -> Vec<SimTime> {
        action_times(model, self.faults.streams)
    }

    /// Writes a call into the script.
    pub fn inject_call(&mut self, at: SimTime, call: ApiCall, model: &Model) -> ActionId {
        self.script.actions.push(Action { at: at.into(), call });
        ActionId::new(model.actions.len() + self.script.actions.len() - 1)
    }

    /// Writes a fault that strikes once into the script.
    pub fn inject_fault(&mut self, at: SimTime, kind: FaultKind, model: &Model) -> FaultId {
        let fault = Fault { kind, schedule: FaultSchedule::At(at) };
        self.faults.add(&fault, model);
        self.script.faults.push(fault);
        FaultId::new(model.faults.len() + self.script.faults.len() - 1)
    }

    /// What was injected.
    pub fn script(&self) -> &Script {
        &self.script
    }
}

impl Script {
    /// The API calls with their times, in the order in which they were injected.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// The faults with their times, likewise.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl FaultDraws {
    fn add(&mut self, fault: &Fault, model: &Model) {
        let name = name_of(&fault.kind, model);
        let ordinal = self.seen.entry(name.clone()).or_default();
        *ordinal += 1;
        let name = format!("{name}/{ordinal}");
        self.list.push(FaultRuntime {
            strikes: 0,
            times: self.streams.draws(Purpose::FaultTime, &name),
            picks: self.streams.draws(Purpose::FaultPick, &name),
            lengths: self.streams.draws(Purpose::FaultLength, &name),
        });
    }
}

/// What a fault hits, in words.
fn name_of(kind: &FaultKind, model: &Model) -> String {
    let zone = |zone: Option<ZoneId>| zone.map_or("", |zone| &model.zones[zone.index()]);
    match kind {
        FaultKind::TaskKillProcess { service, .. } => {
            let service = model.service(*service);
            format!("kill {}/{}", model.clusters[service.cluster.index()], service.name)
        }
        FaultKind::TerminateInstances { cluster, zone: at, .. } => {
            format!("terminate {}/{}", model.clusters[cluster.index()], zone(*at))
        }
        FaultKind::StopInstances { cluster, zone: at, .. } => {
            format!("stop {}/{}", model.clusters[cluster.index()], zone(*at))
        }
        FaultKind::HostLoss { cluster, zone: at, .. } => {
            format!("lose {}/{}", model.clusters[cluster.index()], zone(*at))
        }
        FaultKind::AgentDisconnect { cluster, zone: at, .. } => {
            format!("disconnect {}/{}", model.clusters[cluster.index()], zone(*at))
        }
        FaultKind::ContainerHang { service, .. } => {
            let service = model.service(*service);
            format!("hang {}/{}", model.clusters[service.cluster.index()], service.name)
        }
    }
}
