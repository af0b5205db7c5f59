//! A run as a value: it goes on step by step, takes calls and faults, and parts into two.

use std::sync::Arc;

use super::Event;
use super::choice::Onlooker;
use super::core::{Core, CoreState};
use super::dispatch::{dispatch, set_up};
use super::final_metrics::{self, AtEnd};
use super::guard::Limits;
use super::halt::Halt;
use super::injection::{Injection, InjectionError};
use super::parts::{Parts, Script};
use super::prospects::prospects;
use super::reactions::{self, Reactions};
use super::view::View;
use crate::cluster::Cluster;
use crate::model::Model;
use crate::observe::{Detail, Recorder, RunEnd, RunOutcome};
use crate::rng::Streams;
use crate::time::SimTime;

/// A run of a model, at any moment between its start and its end.
///
/// It owns all that it needs, so it can be kept, sent to another thread and cloned. A clone is a fork: both go on from
/// the same moment, each by itself, with the same chances (the random numbers of one do not depend on what the other
/// does). A run that goes on in steps, or that was forked on its way, ends as one without a break does.
///
/// ```
/// use plimsoll::engine::{Injection, Simulation};
/// use plimsoll::model::{ApiCall, Model, Service, ServiceId};
/// use plimsoll::observe::Detail;
/// use plimsoll::time::{SimDuration, SimTime};
///
/// let service = Service { name: "web".into(), ..Service::default() };
/// let model = Model {
///     duration: SimDuration::from_mins(60),
///     clusters: vec!["default".into()],
///     attributes: vec!["ecs.availability-zone".into()],
///     task_definitions: vec![Default::default()],
///     services: vec![service],
///     ..Model::default()
/// };
/// let mut calm = Simulation::new(model, 1, Detail::Metrics);
/// calm.run_until(SimTime::from_secs(600))?;
/// let mut scaled = calm.clone();
/// scaled.apply(Injection::Call(ApiCall::UpdateService {
///     service: ServiceId::new(0),
///     desired_count: Some(3),
///     task_definition: None,
///     force_new_deployment: false,
///     bounds: None,
///     end_conditions: None,
///     strategy: None,
///     strategies: None,
///     constraints: None,
///     rebalances: None,
/// }))?;
/// for run in [&mut calm, &mut scaled] {
///     run.run_until(SimTime::from_secs(660))?;
/// }
/// assert_eq!(calm.view().service(ServiceId::new(0)).desired_count(), 0);
/// assert_eq!(scaled.view().service(ServiceId::new(0)).desired_count(), 3);
/// assert_ne!(calm.finish()?.digest, scaled.finish()?.digest);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Simulation<O = Recorder> {
    model: Arc<Model>,
    core: CoreState<O>,
    parts: Parts,
    reactions: Reactions,
}

impl Simulation {
    /// A run of `model` with this seed, before its first event, recorded in this detail.
    #[must_use]
    pub fn new(model: impl Into<Arc<Model>>, seed: u64, detail: Detail) -> Self {
        Self::with_limits(model, seed, detail, Limits::default())
    }

    /// As [`new`](Self::new), with custom limits.
    #[must_use]
    pub fn with_limits(model: impl Into<Arc<Model>>, seed: u64, detail: Detail, limits: Limits) -> Self {
        let model = model.into();
        let recorder = Recorder::new(&model, detail);
        Self::observed(model, seed, recorder, limits)
    }

    /// Runs to the end and returns what was recorded.
    ///
    /// # Errors
    ///
    /// The guard that ended the run early.
    pub fn finish(mut self) -> Result<RunOutcome, Halt> {
        self.run_to_end()?;
        let view = self.view();
        let (digest, events) = (view.digest(), view.events());
        let AtEnd { metrics, limits, stages } = final_metrics::at_end(&view);
        let prospects = prospects(&view);
        let injected = self.parts.calls.script().actions();
        let end = RunEnd {
            at: self.end(),
            injected,
            limits: &limits,
            prospects: &prospects,
            stages: &stages,
            digest,
            events,
        };
        let mut outcome = self.core.observer.finish(&self.core.cluster, &end);
        outcome.metrics.extend(metrics);
        Ok(outcome)
    }
}

impl<O: Onlooker> Simulation<O> {
    /// A run of `model` with this seed, before its first event, with a custom observer.
    #[must_use]
    pub fn observed(model: impl Into<Arc<Model>>, seed: u64, observer: O, limits: Limits) -> Self {
        let model = model.into();
        let parts = Parts::new(&model, Streams::new(seed));
        let watched = !parts.services.daemons().is_empty() || model.behavior.retry_on_capacity;
        let core = CoreState::new(Cluster::new(Arc::clone(&model)), seed, observer, limits, watched);
        let mut run = Self { model, core, parts, reactions: Reactions::default() };
        set_up(&mut Core::new(&run.model, &mut run.core), &mut run.parts);
        run
    }

    /// Lets everything happen that is due before `until` and before the end, and moves the clock there.
    ///
    /// # Errors
    ///
    /// The guard that ends the run; it has ended for good then.
    pub fn run_until(&mut self, until: SimTime) -> Result<(), Halt> {
        let until = until.min(self.end());
        self.core.guard.check()?;
        let mut core = Core::new(&self.model, &mut self.core);
        while step(&mut core, &mut self.parts, &mut self.reactions, until)? {}
        self.core.queue.advance(until.max(self.now()));
        Ok(())
    }

    /// As [`run_until`](Self::run_until) the end.
    ///
    /// # Errors
    ///
    /// The guard that ended the run.
    pub fn run_to_end(&mut self) -> Result<(), Halt> {
        self.run_until(self.end())
    }

    /// Makes a call or injects a fault at the present moment.
    ///
    /// It takes its place behind what the scenario declares for its phase of this instant, so it shows once the run goes
    /// on: everything happens as with the same call or fault in the model. Only metrics about what a model declares for
    /// later (what is stranded) know nothing of it before.
    ///
    /// # Errors
    ///
    /// When the run is over or was ended by a guard, or the injection names something that the model does not have. Nothing has changed then.
    pub fn apply(&mut self, injection: Injection) -> Result<(), InjectionError> {
        self.core.guard.check().map_err(InjectionError::Halted)?;
        let now = self.now();
        if now >= self.end() {
            return Err(InjectionError::Over);
        }
        injection.check(&self.model, &self.core.cluster)?;
        let calls = &mut self.parts.calls;
        let event = match injection {
            Injection::Call(call) => Event::ActionDue(calls.inject_call(now, call, &self.model)),
            Injection::Fault(kind) => Event::FaultStrikes(calls.inject_fault(now, kind, &self.model)),
        };
        self.core.queue.schedule_declared(now, event);
        Ok(())
    }

    /// The time up to which everything has happened.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.core.queue.now()
    }

    /// When the run is over.
    #[must_use]
    pub fn end(&self) -> SimTime {
        SimTime::ZERO + self.model.duration
    }

    /// The state, to be looked at.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::new(
            &self.model,
            &self.core.cluster,
            &self.core.queue,
            &self.parts,
            &self.core.telemetry,
            (self.core.digest.value(), self.core.guard.total()),
        )
    }

    /// What was injected so far: calls and faults, each in their order. With the model, the seed and the moments of the
    /// faults and calls it repeats the run.
    #[must_use]
    pub fn script(&self) -> &Script {
        self.parts.calls.script()
    }

    /// The observer and what it has seen so far.
    #[must_use]
    pub fn observer(&self) -> &O {
        &self.core.observer
    }

    /// Ends the run where it is and gives the observer back, with the cluster as it was last.
    #[must_use]
    pub fn into_observer(self) -> (O, Cluster) {
        (self.core.observer, self.core.cluster)
    }

    /// Recounts every ledger and counter from the tasks alone.
    ///
    /// # Errors
    ///
    /// The first difference, which is a bug in Plimsoll.
    pub fn audit(&self) -> Result<(), String> {
        self.core.cluster.audit()?;
        self.parts.balancers.audit()?;
        if self.core.notes.is_empty() {
            reactions::audit(&self.model, &self.core.cluster, &self.parts.services)?;
        }
        Ok(())
    }

    /// Runs to the end and calls `look` after each event and reaction: slow, for tests.
    ///
    /// # Errors
    ///
    /// The guard that ended the run.
    pub fn run_to_end_looking(&mut self, mut look: impl FnMut(&Self)) -> Result<(), Halt> {
        let end = self.end();
        self.core.guard.check()?;
        while step(&mut Core::new(&self.model, &mut self.core), &mut self.parts, &mut self.reactions, end)? {
            look(self);
        }
        self.run_to_end()
    }
}

/// Handles the next event, or the reaction that is due before it; `false` when nothing is due before `until`.
fn step<O: Onlooker>(
    core: &mut Core<'_, O>,
    parts: &mut Parts,
    reactions: &mut Reactions,
    until: SimTime,
) -> Result<bool, Halt> {
    if core.reaction_is_due() {
        reactions.react(core, parts);
        return Ok(true);
    }
    let event = core.next_event(until)?;
    if let Some(event) = event {
        dispatch(core, parts, event);
    }
    Ok(event.is_some())
}
