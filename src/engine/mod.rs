//! The simulation itself: events in order of time, one `match` on them, handlers by subject.

mod capacity_figures;
mod commit;
mod digest;
mod event;
mod guard;
mod halt;
mod handlers;
pub mod inquiry;
mod queue;
mod run;
mod runtime;

pub use event::{Event, Phase};
pub use guard::Limits;
pub use halt::Halt;
pub use queue::EventQueue;
pub use run::{simulate, simulate_audited, simulate_with};

use crate::cluster::Cluster;
use crate::model::{Model, ServiceId, TaskId};
use crate::placement::{AutoChooser, Waiting};
use crate::rng::Stream;
use crate::service::{DeploymentView, Plan, Site};
use digest::Digest;
use guard::Guard;
use inquiry::Watch;
use runtime::{
    ArrivalRuntime, FaultStreams, GroupRuntime, HostRuntime, ServiceRuntime, TargetRuntime, TaskRuntime,
};

/// A run in progress.
#[derive(Debug)]
struct Engine<'m, O> {
    model: &'m Model,
    cluster: Cluster,
    queue: EventQueue,
    guard: Guard,
    digest: Digest,
    observer: O,
    chooser: AutoChooser,
    hosts: Vec<HostRuntime>,
    tasks: Vec<TaskRuntime>,
    groups: Vec<GroupRuntime>,
    services: Vec<ServiceRuntime>,
    arrivals: Vec<ArrivalRuntime>,
    faults: Vec<FaultStreams>,
    infrastructure: Stream,
    waiting: Waiting,
    /// The DAEMON services.
    daemons: Vec<ServiceId>,
    // Boxed, since almost no run has one.
    watch: Option<Box<Watch>>,
    // Buffers, kept so that a pass allocates nothing once they have grown.
    plan: Plan,
    views: Vec<DeploymentView>,
    candidates: Vec<TaskId>,
    stopped: Vec<TaskId>,
    started: Vec<TaskId>,
    sites: Vec<Site>,
    spare_targets: Vec<Vec<TargetRuntime>>,
}
