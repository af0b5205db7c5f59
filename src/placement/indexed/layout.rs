//! Where each instance sits: groups of instances that share their buckets, in them positions by id.

use crate::cluster::Cluster;
use crate::model::{AttributeId, ClassId, ClusterId, InstanceId};
use crate::placement::contest::Paths;
use crate::placement::strategy::{Chain, SpreadAttributes};
use crate::placement::tournament::Tournament;

/// The groups of one cluster for one list of attributes; services with the same list share it.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    cluster: ClusterId,
    attributes: Vec<AttributeId>,
    /// The group of each class of the model; `None` in another cluster.
    group_of_class: Vec<Option<u32>>,
    paths: Paths,
    members: Vec<Vec<InstanceId>>,
    /// Group and position of each instance; `None` in another cluster.
    seats: Vec<Option<(u32, u32)>>,
}

impl Layout {
    /// The groups that the classes of `cluster` form, sorted by their buckets.
    pub(super) fn new(cluster: ClusterId, chain: &Chain, known: &SpreadAttributes, state: &Cluster) -> Self {
        let attributes = chain.attributes();
        let model = state.model();
        let mut classes: Vec<(Vec<u32>, ClassId)> = (0..model.classes.len())
            .map(ClassId::new)
            .filter(|class| model.class(*class).cluster == cluster)
            .map(|class| (known.path(attributes, class).collect(), class))
            .collect();
        classes.sort_unstable();
        let mut group_of_class = vec![None; model.classes.len()];
        let mut paths = Paths::over(attributes.len());
        let mut groups = 0;
        for group in classes.chunk_by(|(path, _), (next, _)| path == next) {
            paths.push(group[0].0.iter().copied());
            for (_, class) in group {
                group_of_class[class.index()] = Some(groups);
            }
            groups += 1;
        }
        Self {
            cluster,
            attributes: attributes.to_vec(),
            group_of_class,
            paths,
            members: vec![Vec::new(); groups as usize],
            seats: Vec::new(),
        }
    }

    /// Whether it serves chains over these attributes in this cluster.
    pub(super) fn serves(&self, cluster: ClusterId, chain: &Chain) -> bool {
        self.cluster == cluster && self.attributes == chain.attributes()
    }

    /// Seats the instances that registered since the last call; ids grow, so positions stay in order of id.
    pub(super) fn seat_new_instances(&mut self, state: &Cluster) {
        for index in self.seats.len()..state.instances().len() {
            let instance = InstanceId::new(index);
            let seat = self.group_of_class[state.instances().class(instance).index()].map(|group| {
                let members = &mut self.members[group as usize];
                members.push(instance);
                (group, u32::try_from(members.len() - 1).expect("fewer than 2^32 instances"))
            });
            self.seats.push(seat);
        }
    }

    /// Group and position of `instance`, `None` in another cluster.
    pub(super) fn seat(&self, instance: InstanceId) -> Option<(usize, usize)> {
        self.seats[instance.index()].map(|(group, position)| (group as usize, position as usize))
    }

    /// The instance at `position` of `group`.
    pub(super) fn member(&self, group: usize, position: usize) -> InstanceId {
        self.members[group][position]
    }

    /// The instances of each group, by id.
    pub(super) fn members(&self) -> &[Vec<InstanceId>] {
        &self.members
    }

    /// The buckets of each group.
    pub(super) fn paths(&self) -> &Paths {
        &self.paths
    }

    /// How many keys the tree of a requester over this layout holds.
    pub(super) fn size(&self) -> usize {
        self.members.iter().map(|members| Tournament::size(members.len())).sum()
    }
}
