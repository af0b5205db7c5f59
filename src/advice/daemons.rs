//! The fault of a DAEMON service: what it takes of each instance leaves too little for others.

use super::change::Change;
use super::deployments::classes_of;
use super::trial::{SETTLES_WITHIN, Trial};
use super::world::World;
use super::{Advice, DesignFault, Proof, ProofEvent, TriedChange};
use crate::engine::Halt;
use crate::model::ServiceId;
use crate::observe::Names;

/// Parts of what the daemon reserves that are tried.
const SHARES: [u32; 3] = [2, 4, 8];

/// Tasks that a service lacks.
#[derive(Debug)]
struct Short {
    missing: u32,
    events: Vec<ProofEvent>,
}

/// A service that gets all its tasks without this daemon and lacks some with it; the first one, by name.
pub fn crowding_out(daemon: &World) -> Result<Option<Advice>, Halt> {
    for index in 0..daemon.model.services.len() {
        let service = ServiceId::new(index);
        let asked = daemon.model.service(service);
        if asked.is_daemon() || asked.desired_count == 0 {
            continue;
        }
        let whole = daemon.about(service);
        let crowded = |world: &World| crowded(world, daemon.id);
        for world in [whole.beside(daemon.id), whole] {
            if let Some(shown) = crowded(&world)? {
                let (smallest, shown) =
                    world.with_fewest_instances(shown, crowded, |one, other| one.missing == other.missing)?;
                return advice(&smallest, daemon.id, shown).map(Some);
            }
        }
    }
    Ok(None)
}

/// What the service lacks with the daemon, if it lacks nothing without.
fn crowded(world: &World, daemon: ServiceId) -> Result<Option<Short>, Halt> {
    let Some(short) = short(world)? else { return Ok(None) };
    Ok(if self::short(&world.without(daemon))?.is_none() { Some(short) } else { None })
}

fn short(world: &World) -> Result<Option<Short>, Halt> {
    let mut trial = Trial::new(world, SETTLES_WITHIN);
    trial.settle()?;
    let missing = trial.view().service(world.id).primary_deficit();
    if missing == 0 {
        return Ok(None);
    }
    let ended = trial.finish()?;
    let resource = ended.resource();
    let events = ended.events(crate::time::SimTime::ZERO, std::slice::from_ref(&resource));
    Ok(Some(Short { missing, events }))
}

fn advice(world: &World, daemon: ServiceId, shown: Short) -> Result<Advice, Halt> {
    let definition = world.model.service(daemon).task_definition;
    let shares = SHARES.map(|divisor| Change::Share(definition, divisor));
    let more = classes_of(world)
        .into_iter()
        .flat_map(|class| (0..8).map(move |power| Change::MoreInstances(class, 1 << power)));
    let mut changes = Vec::new();
    for family in [shares.to_vec(), more.collect()] {
        changes.extend(first_that_mends(world, &family)?);
    }
    Ok(Advice {
        fault: DesignFault::DaemonCrowdsOut,
        subject: Names::of(&world.model).service_resource(daemon),
        claim: claim(world, daemon, &shown),
        proof: Proof {
            simulated: format!("{}; and the same without the daemon", world.described()),
            events: shown.events,
            outcome: format!(
                "{} of {} tasks find no instance for {SETTLES_WITHIN}; without the daemon all of them do",
                shown.missing,
                world.service().desired_count
            ),
        },
        changes,
    })
}

fn first_that_mends(world: &World, changes: &[Change]) -> Result<Option<TriedChange>, Halt> {
    for change in changes {
        let other = world.with(|model| change.make(world.id, model));
        if short(&other)?.is_none() {
            let change = change.described(world.id, &world.model);
            let outcome = "all tasks find an instance".to_owned();
            return Ok(Some(TriedChange { change, mends: true, outcome }));
        }
    }
    Ok(None)
}

fn claim(world: &World, daemon: ServiceId, shown: &Short) -> String {
    let daemon = world.model.service(daemon);
    let takes = world.model.task_definition(daemon.task_definition).demand.resources;
    let needs = world.model.task_definition(world.service().task_definition).demand.resources;
    format!(
        "daemon {} takes {} CPU units and {} MiB of every instance; of service {}, whose tasks take {} CPU units and \
         {} MiB each, {} of {} find no room",
        daemon.name,
        takes.cpu,
        takes.memory,
        world.service().name,
        needs.cpu,
        needs.memory,
        shown.missing,
        world.service().desired_count
    )
}
