//! The chooser for everyday use: linear while the cluster is small, indexed beyond.

use super::indexed::IndexedChooser;
use super::linear::LinearChooser;
use super::request::{Chooser, Decision, Request};
use crate::cluster::Cluster;
use crate::rng::Stream;

/// From this many instances on the index is quicker (`benches/placement.rs` measures it).
const INDEX_FROM: usize = 500;

/// Picks the quicker chooser for the number of instances at each question; the answers are the same.
#[derive(Clone, Debug, Default)]
pub struct AutoChooser {
    linear: LinearChooser,
    indexed: IndexedChooser,
}

impl Chooser for AutoChooser {
    fn choose(&mut self, request: &Request<'_>, cluster: &Cluster<'_>, stream: &mut Stream) -> Decision {
        if cluster.instances().len() < INDEX_FROM {
            self.linear.choose(request, cluster, stream)
        } else {
            self.indexed.choose(request, cluster, stream)
        }
    }
}
