//! The chooser for everyday use: linear while the cluster is small, indexed beyond.

use super::indexed::IndexedChooser;
use super::linear::LinearChooser;
use super::request::{Chooser, Decision, Request};
use crate::cluster::Cluster;
use crate::rng::Draw;

/// From this many instances on the index is quicker: the two meet between 100 and 200 (`benches/placement.rs`).
const INDEX_FROM: usize = 200;

/// Picks the quicker chooser for the number of instances of the cluster at each question; the answers are the same.
#[derive(Clone, Debug, Default)]
pub struct AutoChooser {
    linear: LinearChooser,
    indexed: IndexedChooser,
}

impl Chooser for AutoChooser {
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster, random: &mut Draw<'_>) -> Decision {
        if cluster.instances().len_of(request.cluster) < INDEX_FROM {
            self.linear.choose(request, cluster, random)
        } else {
            self.indexed.choose(request, cluster, random)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClassId, ServiceId, TaskDefinitionId};
    use crate::placement::testkit::{Fleet, numbers, put, registered};
    use crate::time::SimTime;

    /// A cluster that grows past the limit while tasks come: each answer is the oracle's.
    #[test]
    fn answers_stay_the_same_when_the_cluster_grows_past_the_limit() {
        let fleet =
            Fleet::over(2).instances(0, 100, 1_024, 1_024).instances(1, INDEX_FROM - 105, 2_048, 2_048);
        let model = fleet.definition(512, 100, &[]).service(&[], false).build();
        let mut cluster = registered(&model);
        let (mut auto, mut oracle) = (AutoChooser::default(), LinearChooser::default());
        let request = Request::of(&model, ServiceId::new(0), TaskDefinitionId::new(0));
        for _ in 0..10 {
            for _ in 0..3 {
                let decision = auto.choose(&request, &cluster, &mut numbers().at(0, 0));
                assert_eq!(decision, oracle.choose(&request, &cluster, &mut numbers().at(0, 0)));
                if let Decision::Place(instance) = decision {
                    put(&mut cluster, 0, 0, instance.slot());
                }
            }
            cluster.register_instance(ClassId::new(0), SimTime::ZERO);
        }
        assert!(cluster.instances().len() > INDEX_FROM);
    }
}
