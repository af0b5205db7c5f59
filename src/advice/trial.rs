//! One run of a world: it settles, something is done to it, and what it shows is read.

use std::sync::Arc;

use super::ProofEvent;
use super::world::World;
use crate::engine::{Halt, Injection, Simulation, View};
use crate::model::ServiceId;
use crate::observe::{Detail, Names, RunOutcome, TaskRecord};
use crate::time::{SimDuration, SimTime};

/// How long a service gets to be steady: longer than two rounds of the longest placement retry.
pub const SETTLES_WITHIN: SimDuration = SimDuration::from_mins(60);
/// How often a trial looks whether something has come about.
const LOOK_EVERY: SimDuration = SimDuration::from_secs(1);
/// How many events prove something: what follows repeats them.
const SHOWN: usize = 7;
/// Characters of an event that are shown: hundreds of task ids say no more than the first.
const CHARACTERS: usize = 200;

/// To whole seconds, as sentences give times.
pub fn whole(duration: SimDuration) -> SimDuration {
    let second = SimDuration::from_secs(1).as_micros();
    SimDuration::from_secs((duration.as_micros() + second / 2) / second)
}

/// A run of a world that is under way.
#[derive(Debug)]
pub struct Trial {
    run: Simulation,
    id: ServiceId,
}

/// A run of a world that has ended.
#[derive(Debug)]
pub struct Ended {
    pub outcome: RunOutcome,
    names: Names,
    id: ServiceId,
}

impl Trial {
    /// A run that lasts at most this long.
    pub fn new(world: &World, lasts: SimDuration) -> Self {
        let mut model = Arc::clone(&world.model);
        Arc::make_mut(&mut model).duration = lasts;
        Self { run: Simulation::new(model, world.seed, Detail::Full), id: world.id }
    }

    /// Runs until the service is steady; `None` when it is not within [`SETTLES_WITHIN`].
    pub fn settle(&mut self) -> Result<Option<SimTime>, Halt> {
        let id = self.id;
        self.wait(SETTLES_WITHIN, |view| view.service(id).is_steady())
    }

    /// Runs until it has come about, for so long at most; when, if it has.
    pub fn wait(
        &mut self,
        at_most: SimDuration,
        come_about: impl Fn(&View<'_>) -> bool,
    ) -> Result<Option<SimTime>, Halt> {
        let until = self.now() + at_most;
        while self.now() < until {
            self.run.run_until(self.now() + LOOK_EVERY)?;
            if come_about(&self.run.view()) {
                return Ok(Some(self.now()));
            }
        }
        Ok(None)
    }

    /// Makes a call now.
    pub fn apply(&mut self, injection: Injection) {
        self.run.apply(injection).expect("a trial injects what its world has, before its end");
    }

    pub fn now(&self) -> SimTime {
        self.run.now()
    }

    pub fn view(&self) -> View<'_> {
        self.run.view()
    }

    /// Runs to the end.
    pub fn finish(self) -> Result<Ended, Halt> {
        let names = Names::of(self.run.view().model());
        Ok(Ended { outcome: self.run.finish()?, names, id: self.id })
    }
}

impl Ended {
    /// The records of the service's tasks.
    pub fn tasks(&self) -> impl Iterator<Item = TaskRecord> {
        self.outcome.tasks.iter().filter(|task| task.service == Some(self.id))
    }

    /// `service/CLUSTER/NAME`.
    pub fn resource(&self) -> String {
        self.names.service_resource(self.id)
    }

    /// Its first events of these resources from a moment on; the service's own resource is one of them.
    pub fn events(&self, from: SimTime, resources: &[String]) -> Vec<ProofEvent> {
        let records = self.outcome.log.records().filter(|record| record.at >= from);
        let of_them = records.filter(|record| resources.contains(&record.resource));
        of_them.take(SHOWN).map(|record| ProofEvent { at: record.at, message: cut(record.message) }).collect()
    }
}

fn cut(message: String) -> String {
    match message.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{} …", &message[..end]),
        None => message,
    }
}
