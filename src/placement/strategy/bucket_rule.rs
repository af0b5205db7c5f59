//! What a strategy makes of the tasks in each bucket of an attribute.

use super::spread::Buckets;
use super::topology_spread;
use crate::cluster::Cluster;
use crate::model::{TopologySpread, WhenUnsatisfiable};
use crate::placement::request::Request;

/// The figure of a bucket that may not take the task at all.
pub const BARRED: u32 = u32::MAX;

/// How buckets compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketRule {
    /// By their tasks: ECS's `spread`.
    Fewest,
    /// By whether they stay within the skew: Kubernetes' topology spread.
    WithinSkew(TopologySpread),
}

impl BucketRule {
    /// Whether some buckets may be [`BARRED`].
    #[must_use]
    pub fn bars(&self) -> bool {
        matches!(
            self,
            Self::WithinSkew(TopologySpread { when_unsatisfiable: WhenUnsatisfiable::DoNotSchedule, .. })
        )
    }

    /// Turns the tasks in each bucket into the figures by which a task is placed: less is better.
    pub fn rank_for_placing(
        &self,
        buckets: &Buckets,
        request: &Request<'_>,
        cluster: &Cluster,
        counts: &mut [u32],
    ) {
        if let Self::WithinSkew(spread) = self {
            topology_spread::rank_for_placing(spread, buckets, request, cluster, counts);
        }
    }

    /// Writes the figures by which a task is stopped, made from the tasks in each bucket: less goes first.
    pub fn rank_for_stopping(&self, buckets: &Buckets, counts: &[u32], figures: &mut Vec<u32>) {
        figures.clear();
        match self {
            Self::Fewest => figures.extend(counts.iter().map(|count| u32::MAX - count)),
            Self::WithinSkew(spread) => {
                figures.extend(topology_spread::rank_for_stopping(spread, buckets, counts));
            }
        }
    }
}
