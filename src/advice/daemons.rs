//! The fault of a DAEMON service: what it takes of each instance leaves too little for others.

use super::change::{Change, Share};
use super::shortage::{is_resource, lacking};
use super::trial::{SETTLES_WITHIN, Trial};
use super::world::World;
use super::{Advice, DesignFault, Proof, ProofEvent, TriedChange};
use crate::cluster::Rejection;
use crate::engine::Halt;
use crate::model::ServiceId;
use crate::observe::Names;
use crate::time::SimTime;

/// Parts of what the daemon reserves that are tried.
const PARTS: [u32; 3] = [2, 4, 8];
/// How many more instances of a class are tried, doubled from 1.
const DOUBLINGS: u32 = 11;

/// Tasks that a service lacks.
#[derive(Debug)]
struct Short {
    missing: u32,
    /// What the next one lacks.
    resource: Rejection,
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
        let world = daemon.about(service);
        let crowded = |world: &World| crowded(world, daemon.id);
        let Some(shown) = crowded(&world)? else { continue };
        let changes = changes(&world, daemon.id, shown.resource)?;
        let beside = world.beside(daemon.id);
        let same = |one: &Short, other: &Short| one.missing == other.missing;
        let (small, shown) = match crowded(&beside)? {
            Some(found) => beside.with_fewest_instances(found, crowded, same)?,
            None => (world, shown),
        };
        return Ok(Some(advice(&small, daemon.id, shown, changes)));
    }
    Ok(None)
}

/// What the service lacks with the daemon, if it lacks nothing at all without: where it needs the daemon's company (CN-11),
/// nobody is crowded out.
fn crowded(world: &World, daemon: ServiceId) -> Result<Option<Short>, Halt> {
    let Some((missing, Some(resource), trial)) = short(world)? else { return Ok(None) };
    if !is_resource(resource) || self::short(&world.without(daemon))?.is_some() {
        return Ok(None);
    }
    let ended = trial.finish()?;
    let events = ended.events(SimTime::ZERO, &[ended.resource()]);
    Ok(Some(Short { missing, resource, events }))
}

/// How many tasks the service lacks for good and what the next one lacks, with the trial; `None` when it has all.
fn short(world: &World) -> Result<Option<(u32, Option<Rejection>, Trial)>, Halt> {
    let mut trial = Trial::new(world, SETTLES_WITHIN);
    trial.settle()?;
    let missing = trial.view().service(world.id).primary_deficit();
    let lacking = lacking(&trial.view(), world.id);
    Ok((missing > 0).then_some((missing, lacking, trial)))
}

fn changes(world: &World, daemon: ServiceId, lacks: Rejection) -> Result<Vec<TriedChange>, Halt> {
    let definition = world.model.service(daemon).task_definition;
    let share = match lacks {
        Rejection::Cpu => Some(Share::Cpu),
        Rejection::Memory => Some(Share::Memory),
        _ => None,
    };
    let parts = share.map(|share| PARTS.map(|part| Change::Part(definition, share, part)));
    let mut families: Vec<Vec<Change>> = parts.into_iter().map(Vec::from).collect();
    families.extend(
        world
            .classes()
            .into_iter()
            .map(|class| (0..DOUBLINGS).map(|power| Change::MoreInstances(class, 1 << power)).collect()),
    );
    let mut tried = Vec::new();
    for family in families {
        tried.extend(first_that_mends(world, daemon, &family)?);
    }
    tried.sort_by_key(|tried: &TriedChange| !tried.mends);
    Ok(tried)
}

/// The mildest change that mends; else the strongest, which does not.
fn first_that_mends(
    world: &World,
    daemon: ServiceId,
    changes: &[Change],
) -> Result<Option<TriedChange>, Halt> {
    let mut last = None;
    for change in changes {
        let other = world.with(|model| change.make(world.id, model));
        let still = short(&other)?;
        let mends = still.is_none();
        let outcome = match still {
            None => "all tasks find an instance".to_owned(),
            Some((missing, ..)) => format!("{missing} tasks still find none"),
        };
        last = Some(TriedChange { change: change.described(daemon, &world.model), mends, outcome });
        if mends {
            break;
        }
    }
    Ok(last)
}

fn advice(world: &World, daemon: ServiceId, shown: Short, changes: Vec<TriedChange>) -> Advice {
    Advice {
        fault: DesignFault::DaemonCrowdsOut,
        subject: Names::of(&world.model).service_resource(daemon),
        claim: claim(world, daemon, &shown),
        proof: Proof {
            simulated: format!("{}; and the same without the daemon", world.described()),
            events: shown.events,
            outcome: format!(
                "for {SETTLES_WITHIN} {} of {} tasks find no instance; without the daemon every task finds one",
                shown.missing,
                world.service().desired_count
            ),
        },
        changes,
    }
}

fn claim(world: &World, daemon: ServiceId, shown: &Short) -> String {
    let daemon = world.model.service(daemon);
    let takes = world.model.task_definition(daemon.task_definition).demand.resources;
    let needs = world.model.task_definition(world.service().task_definition).demand.resources;
    format!(
        "daemon {} takes {} CPU units and {} MiB of every instance; of service {}, whose tasks take {} CPU units and \
         {} MiB each, {} of {} find no room ({})",
        daemon.name,
        takes.cpu,
        takes.memory,
        world.service().name,
        needs.cpu,
        needs.memory,
        shown.missing,
        world.service().desired_count,
        shown.resource
    )
}
