//! `topology-spread`: Kubernetes' topology spread constraints, one per entry.
//!
//! A domain is a value of the attribute `topologyKey`. Its skew is the number of the group's tasks in it, the new one
//! included, less those in the domain with the fewest. Domains whose skew is at most `maxSkew` tie, and later entries of
//! the chain choose among them; so two such entries for zone and host work as in Kubernetes.
//!
//! - `DoNotSchedule` is a rule rather than a preference: other domains take no task, wherever in the chain the entry
//!   stands, nor do instances without the attribute. Where every instance that passes all else is barred, the failure
//!   says `topologySpread`.
//! - `ScheduleAnyway` prefers the domains within the skew, then those that exceed it by less, instances without the
//!   attribute last.
//!
//! As in Kubernetes (`podtopologyspread/filtering.go`), the fewest are looked for in all domains that the task may use,
//! full ones included: those with a registered instance that has the attributes the task requires, is where its
//! subnets are and may meet its `memberOf` queries, as `nodeAffinityPolicy: Honor` and `nodeTaintsPolicy: Ignore` ask.
//! Simplified: of a query only what the class of an instance decides rules a domain out, `minDomains` is not
//! there, all the group's tasks in a domain count, and `ScheduleAnyway` is one entry of a chain where kube-scheduler adds
//! a weighted score that prefers fewer tasks within the skew too.
//!
//! Kubernetes removes pods without regard to their spread. On scale-in this strategy does the opposite of its
//! placement: a task goes from a domain that, without it, lacks at most `maxSkew` of the domain with the most.

use super::bucket_rule::BARRED;
use super::registry::{Argument, ArgumentDefault, ArgumentKind, Research};
use super::spread::Buckets;
use crate::cluster::Cluster;
use crate::model::{ClassId, Strategy, TopologySpread, WhenUnsatisfiable};
use crate::placement::request::Request;

const SCHEDULE_ANYWAY: &str = "ScheduleAnyway";

pub(super) const TOPOLOGY_SPREAD: Research = Research {
    name: "topology-spread",
    arguments: &[
        Argument {
            name: "topologyKey",
            kind: ArgumentKind::Attribute,
            default: None,
            meaning: "the attribute whose values are the domains",
        },
        Argument {
            name: "maxSkew",
            kind: ArgumentKind::Whole { least: 1, most: 1_000_000 },
            default: Some(ArgumentDefault::Whole(1)),
            meaning: "how many tasks of the service a domain may have more than the one with the fewest",
        },
        Argument {
            name: "whenUnsatisfiable",
            kind: ArgumentKind::Word(&["DoNotSchedule", SCHEDULE_ANYWAY]),
            default: Some(ArgumentDefault::Word("DoNotSchedule")),
            meaning: "whether domains beyond the skew take no task, or take one when no other can",
        },
    ],
    places: "an instance in any domain that stays within the skew",
    stops: "a task in any domain that stays within the skew without it",
    source: "Kubernetes' scheduler: PodTopologySpread",
    make: |arguments| {
        Strategy::TopologySpread(TopologySpread {
            attribute: arguments.attribute("topologyKey"),
            max_skew: arguments.positive("maxSkew"),
            when_unsatisfiable: if arguments.word("whenUnsatisfiable") == SCHEDULE_ANYWAY {
                WhenUnsatisfiable::ScheduleAnyway
            } else {
                WhenUnsatisfiable::DoNotSchedule
            },
        })
    },
};

/// The figure of instances without the attribute: behind every domain, and not barred.
const NO_DOMAIN: u32 = BARRED - 1;

/// Turns the tasks in each domain into how far the new one would exceed the skew there.
pub(super) fn rank_for_placing(
    spread: &TopologySpread,
    buckets: &Buckets,
    request: &Request<'_>,
    cluster: &Cluster,
    counts: &mut [u32],
) {
    let may_use = (0..cluster.model().classes.len()).map(ClassId::new).filter(|class| {
        cluster.instances().registered_of_class(*class) > 0 && admits(request, cluster, *class)
    });
    let domains = may_use.map(|class| buckets.of(class)).filter(|bucket| Some(*bucket) != buckets.absent());
    let fewest = domains.map(|bucket| counts[bucket as usize]).min().unwrap_or(0);
    let bars = spread.when_unsatisfiable == WhenUnsatisfiable::DoNotSchedule;
    for (bucket, figure) in (0..).zip(counts) {
        let skew = (*figure + 1).saturating_sub(fewest);
        let beyond = skew.saturating_sub(spread.max_skew.get());
        *figure = match (buckets.absent() == Some(bucket), bars) {
            (true, true) => BARRED,
            (true, false) => NO_DOMAIN,
            (false, true) if beyond > 0 => BARRED,
            (false, _) => beyond,
        };
    }
}

/// How far each domain would fall behind the one with the most beyond the skew; without a domain a task goes first.
pub(super) fn rank_for_stopping(
    spread: &TopologySpread,
    buckets: &Buckets,
    counts: &[u32],
) -> impl Iterator<Item = u32> {
    let absent = buckets.absent();
    let domains = (0..).zip(counts).filter(move |(bucket, _)| Some(*bucket) != absent);
    let most = domains.map(|(_, count)| *count).max().unwrap_or(0);
    let max_skew = spread.max_skew.get();
    (0..).zip(counts).map(move |(bucket, count)| {
        if Some(bucket) == absent { 0 } else { 1 + (most + 1 - count).saturating_sub(max_skew) }
    })
}

/// Whether instances of `class` are where the task may go and have the attributes that it requires, and no query rules
/// them all out.
fn admits(request: &Request<'_>, cluster: &Cluster, id: ClassId) -> bool {
    let model = cluster.model();
    let class = model.class(id);
    let has = |attribute| class.attribute(attribute).is_some();
    class.cluster == request.cluster
        && request.required_attributes().all(has)
        && request.rules.location.as_ref().is_none_or(|location| {
            location.vpc == class.vpc && location.zones.binary_search(&class.zone).is_ok()
        })
        && request.queries().all(|query| model.member_of(query).residual(id).constant() != Some(false))
}
