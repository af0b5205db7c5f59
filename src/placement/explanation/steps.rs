//! The way of a task that can be placed: what each strategy left, who won, and who came next.

use std::cmp::Ordering;

use crate::cluster::Cluster;
use crate::model::{AttributeId, InstanceId, Model, Strategy};
use crate::placement::linear::LinearChooser;
use crate::placement::ranking::Ranking;
use crate::placement::request::{Chooser, Decision, Request};
use crate::placement::strategy::{BucketRule, Chain, Key, SpreadAttributes};
use crate::rng::Draw;

/// How the instances that pass every rule became one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The instance that takes the task.
    pub instance: InstanceId,
    /// The strategies of the chain, in order; the tie-break is the last.
    pub strategies: Vec<StrategyStep>,
    /// What left no choice.
    pub decided: DecidedBy,
    /// Who would have taken the task without the winner; `None` where nobody else could.
    pub runner_up: Option<RunnerUp>,
}

impl Placed {
    /// A task that is for this instance and no other.
    pub(super) const fn meant_for(instance: InstanceId, decided: DecidedBy) -> Self {
        Self { instance, strategies: Vec::new(), decided, runner_up: None }
    }
}

/// One strategy: it keeps the instances whose figure is the least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrategyStep {
    /// What it compares.
    pub compared: Compared,
    /// The least figure, which the winner has.
    pub best: u32,
    /// The largest figure among those that were compared.
    pub worst: u32,
    /// The winner's value of the attribute that a spread counts by; `None` for one without it, and for other figures.
    pub value: Option<String>,
    /// How many instances have the least figure.
    pub left: u32,
}

/// What a strategy compares, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The strategy as ECS writes it: type and field.
    pub strategy: String,
    /// The figure: `CPU units left`, `tasks of the service on the instance`.
    pub figure: &'static str,
    /// The unit of the figure alone.
    pub unit: &'static str,
    /// Why it is compared.
    pub origin: Origin,
}

/// The figure of what a program keeps: it says no more.
pub const PASSED_OVER: &str = "1 where the program passed it over";

/// Why a strategy takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The service or the call asks for it.
    Asked,
    /// The documented default of services without strategies (DF-01).
    Default,
    /// The tie-break after the last strategy (DF-02, ST-12).
    TieBreak,
}

/// What left no choice between instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// Only one instance passed the filter.
    Filter,
    /// It is the task that a DAEMON service runs on this instance (§1.8).
    Daemon,
    /// `StartTask` names the instance (RN-06).
    Call,
    /// The strategy at this position left one.
    Strategy(usize),
    /// So many were equal in everything: the one that registered first.
    FirstRegistered(u32),
    /// So many were equal in everything: drawn, each equally likely.
    Draw(u32),
}

/// The best of the instances that did not win.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunnerUp {
    /// The instance.
    pub instance: InstanceId,
    /// The position of the strategy that told it from the winner, and its own figure there; `None` where it was equal
    /// in all of them.
    pub behind: Option<(usize, u32)>,
}

/// A candidate and its figures, one per key.
struct Candidate {
    instance: InstanceId,
    figures: Vec<u32>,
}

/// Drops the candidates that a topology spread bars; how many they are.
pub(super) fn drop_barred(request: &Request<'_>, cluster: &Cluster, candidates: &mut Vec<InstanceId>) -> u32 {
    let before = candidates.len();
    let order = Order::new(request, cluster);
    order.ranking(request, cluster).drop_barred(candidates);
    count(before - candidates.len())
}

/// The chain of a request and what its figures are read from.
struct Order {
    chain: Chain,
    attributes: SpreadAttributes,
    buckets: Vec<Vec<u32>>,
}

impl Order {
    fn new(request: &Request<'_>, cluster: &Cluster) -> Self {
        let model = cluster.model();
        let mut order =
            Self { chain: Chain::default(), attributes: SpreadAttributes::default(), buckets: Vec::new() };
        order.chain.set_for_placing(&request.rules.strategies, model.zone_attribute());
        order.attributes.learn(model, order.chain.attributes());
        order.attributes.rank_for_placing(&order.chain, request, cluster, &mut order.buckets);
        order
    }

    fn ranking<'a>(&'a self, request: &'a Request<'a>, cluster: &'a Cluster) -> Ranking<'a> {
        Ranking::new(&self.chain, &self.attributes, &self.buckets, request, cluster)
    }
}

/// Follows `candidates`, ascending and at least one, through the chain.
pub(super) fn placed(
    request: &Request<'_>,
    cluster: &Cluster,
    candidates: Vec<InstanceId>,
    random: &Draw<'_>,
) -> Placed {
    let order = Order::new(request, cluster);
    let (chain, ranking) = (&order.chain, order.ranking(request, cluster));
    let candidates = measured(&ranking, candidates);
    // The oracle decides: how it draws is its business.
    let winner = match LinearChooser::default().choose(request, cluster, &mut random.clone()) {
        Decision::Place(winner) => winner,
        Decision::Unplaceable(failure) => unreachable!("the filter left candidates, yet {failure:?}"),
    };
    let best = candidates.iter().map(|one| &one.figures).min().expect("at least one candidate").clone();
    let equal = candidates.iter().filter(|one| one.figures == best).count();
    let strategies = steps(request, cluster, chain, &candidates, &best, winner);
    Placed {
        instance: winner,
        decided: decided_by(&strategies, count(candidates.len()), count(equal), chain.is_random()),
        runner_up: runner_up(&candidates, &best, winner),
        strategies,
    }
}

/// The figures of candidates; of a program 0 for those that it keeps, and 1 for those that it does not or is not asked about.
fn measured(ranking: &Ranking<'_>, candidates: Vec<InstanceId>) -> Vec<Candidate> {
    let unmeasured = |instance| Candidate { instance, figures: Vec::new() };
    let mut candidates: Vec<Candidate> = candidates.into_iter().map(unmeasured).collect();
    for key in ranking.chain.keys() {
        let Key::Program(program) = *key else {
            for one in &mut candidates {
                one.figures.push(ranking.figure(*key, one.instance));
            }
            continue;
        };
        let best = candidates.iter().map(|one| &one.figures).min().expect("at least one candidate").clone();
        let is_left = |one: &&Candidate| one.figures == best;
        let left: Vec<InstanceId> = candidates.iter().filter(is_left).map(|one| one.instance).collect();
        let kept: Vec<InstanceId> = match ranking.answer(program, &left) {
            Some(kept) => kept.iter().map(|position| left[*position as usize]).collect(),
            None => left,
        };
        for one in &mut candidates {
            one.figures.push(u32::from(!kept.contains(&one.instance)));
        }
    }
    candidates
}

/// What each key leaves of the candidates.
fn steps(
    request: &Request<'_>,
    cluster: &Cluster,
    chain: &Chain,
    candidates: &[Candidate],
    best: &[u32],
    winner: InstanceId,
) -> Vec<StrategyStep> {
    let model = cluster.model();
    let class = model.class(cluster.instances().class(winner));
    let step = |(position, key): (usize, &Key)| {
        let compared = candidates.iter().filter(|one| one.figures[..position] == best[..position]);
        let figures: Vec<u32> = compared.map(|one| one.figures[position]).collect();
        StrategyStep {
            compared: words(key, chain, request, model),
            best: best[position],
            worst: figures.iter().copied().max().expect("the winner is among them"),
            value: spread_attribute(key, chain)
                .and_then(|attribute| class.attribute(attribute))
                .map(str::to_owned),
            left: count(figures.iter().filter(|figure| **figure == best[position]).count()),
        }
    };
    chain.keys().iter().enumerate().map(step).collect()
}

fn decided_by(steps: &[StrategyStep], candidates: u32, equal: u32, random: bool) -> DecidedBy {
    if candidates == 1 {
        return DecidedBy::Filter;
    }
    match steps.iter().position(|step| step.left == 1) {
        Some(position) => DecidedBy::Strategy(position),
        None if random => DecidedBy::Draw(equal),
        None => DecidedBy::FirstRegistered(equal),
    }
}

/// The first of those with the least figures, the winner aside.
fn runner_up(candidates: &[Candidate], best: &[u32], winner: InstanceId) -> Option<RunnerUp> {
    let others = candidates.iter().filter(|one| one.instance != winner);
    let next = others.reduce(|first, other| match other.figures.cmp(&first.figures) {
        Ordering::Less => other,
        Ordering::Equal | Ordering::Greater => first,
    })?;
    let apart = next.figures.iter().zip(best).position(|(own, best)| own != best);
    Some(RunnerUp {
        instance: next.instance,
        behind: apart.map(|position| (position, next.figures[position])),
    })
}

/// The attribute whose values a key counts by.
fn spread_attribute(key: &Key, chain: &Chain) -> Option<AttributeId> {
    if let Key::Bucket(position) = *key { Some(chain.attributes()[position]) } else { None }
}

/// The words for each key: a new one is described here and nowhere else.
fn words(key: &Key, chain: &Chain, request: &Request<'_>, model: &Model) -> Compared {
    let asked = &request.rules.strategies;
    let of_service = request.group.index() < model.services.len();
    let (strategy, figure, unit) = match *key {
        Key::Bucket(position) => {
            let name = &model.attributes[chain.attributes()[position].index()];
            let figure = if of_service {
                "tasks of the service at that value"
            } else {
                "tasks of the group at that value"
            };
            match &chain.rules()[position] {
                BucketRule::Fewest => (format!("spread attribute:{name}"), figure, "tasks"),
                BucketRule::WithinSkew(_) => {
                    (format!("topology-spread {name}"), "tasks beyond the skew at that value", "tasks")
                }
            }
        }
        Key::OnInstance => {
            let figure = if of_service {
                "tasks of the service on the instance"
            } else {
                "tasks of the group on the instance"
            };
            ("spread instanceId".to_owned(), figure, "tasks")
        }
        Key::FreeCpu => ("binpack cpu".to_owned(), "CPU units left", "CPU units"),
        Key::FreeMemory => ("binpack memory".to_owned(), "MiB left", "MiB"),
        Key::Tasks => ("swarm-spread".to_owned(), "tasks on the instance", "tasks"),
        Key::Id => ("first-fit".to_owned(), "place in the order of registration", "places"),
        Key::Score(at) => (chain.scored(at).label().to_owned(), "score, less is better", "points"),
        Key::Program(at) => (format!("program {}", chain.program(at)), PASSED_OVER, ""),
    };
    let origin = match *key {
        Key::OnInstance
            if !asked.contains(&Strategy::SpreadInstance) && !asked.contains(&Strategy::SwarmSpread) =>
        {
            Origin::TieBreak
        }
        _ if asked.is_empty() => Origin::Default,
        _ => Origin::Asked,
    };
    Compared { strategy, figure, unit, origin }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).expect("ids have 32 bits")
}
