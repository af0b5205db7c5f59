//! Design faults that show before anything is deployed: each is proved by the smallest simulation that shows it, and
//! the changes that could mend it are tried in the same simulation. What no run shows is not said.

mod change;
mod daemons;
mod deployments;
mod design_fault;
mod interruptions;
mod shortage;
mod start_up;
mod trial;
mod world;

pub use design_fault::DesignFault;

use std::sync::Arc;

use serde::Serialize;

use crate::engine::Halt;
use crate::model::{Model, ServiceId};
use crate::observe::Names;
use crate::time::{SimDuration, SimTime};
use deployments::Verdict;
use world::World;

/// A design fault, with the run that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// Which.
    pub fault: DesignFault,
    /// Whose: `service/CLUSTER/NAME`.
    pub subject: String,
    /// What is wrong, in one sentence with the numbers that make it so.
    pub claim: String,
    /// The run that shows it.
    pub proof: Proof,
    /// The changes that were tried, those that mend it first.
    pub changes: Vec<TriedChange>,
}

/// The run that shows a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// What was simulated.
    pub simulated: String,
    /// The events that show it, in the words of ECS.
    pub events: Vec<ProofEvent>,
    /// What became of it.
    pub outcome: String,
}

/// One event of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofEvent {
    /// Seconds since the start of that simulation.
    #[serde(serialize_with = "seconds")]
    pub at: SimTime,
    /// What happened.
    pub message: String,
}

/// A change that was made in the simulation that shows the fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TriedChange {
    /// The setting as `--set` takes it, or in words what no one setting says.
    pub change: String,
    /// Whether the fault is gone with it.
    pub mends: bool,
    /// What became of it.
    pub outcome: String,
}

/// What the faults are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long the tool that deploys waits for a service to be steady.
    pub deployment: SimDuration,
}

impl Default for Patience {
    /// That of `aws ecs wait services-stable`: 40 attempts, 15 s apart.
    fn default() -> Self {
        Self { deployment: SimDuration::from_mins(10) }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn seconds<S: serde::Serializer>(at: &SimTime, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(at.as_secs_f64())
}

/// A service of which nothing can be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unjudged {
    /// Which: `service/CLUSTER/NAME`.
    pub subject: String,
    /// Why, in one sentence.
    pub reason: String,
}

/// What was found in one variant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The design faults, service by service.
    pub advice: Vec<Advice>,
    /// Services whose deployments could not be tried.
    pub unjudged: Vec<Unjudged>,
}

/// Everything that is wrong with the design of one variant and that a run proves.
///
/// A fault is looked for, and changes are tried, in the whole cluster of a service; what is shown as its proof is the
/// smallest world that shows the same.
///
/// # Errors
///
/// The guard that ended a trial.
///
/// ```
/// use plimsoll::advice::{Findings, Patience, advise};
/// use plimsoll::model::Model;
/// assert_eq!(advise(&Model::default(), 1, Patience::default()), Ok(Findings::default()));
/// ```
pub fn advise(model: &Model, seed: u64, patience: Patience) -> Result<Findings, Halt> {
    let quiet = Arc::new(world::without_happenings(model));
    let mut found = Findings::default();
    for index in 0..model.services.len() {
        let world = World::of(&quiet, ServiceId::new(index), seed);
        let is_daemon = world.service().is_daemon();
        if !is_daemon && world.service().desired_count == 0 {
            continue;
        }
        if is_daemon {
            found.advice.extend(daemons::crowding_out(&world)?);
        }
        if let Some(killed) = start_up::killed_while_starting(&world)? {
            // A deployment of tasks that do not come up proves nothing about the deployment.
            found.advice.push(killed);
            continue;
        }
        match deployments::deployment(&world, patience)? {
            Verdict::Sound => {}
            Verdict::Faulty(advice) => found.advice.push(*advice),
            Verdict::Unsteady(reason) => {
                let subject = Names::of(&world.model).service_resource(world.id);
                found.unjudged.push(Unjudged { subject, reason });
            }
        }
        if !is_daemon {
            found.advice.extend(interruptions::outlives_the_notice(&world)?);
        }
    }
    Ok(found)
}
