//! Where each instance sits: groups of instances that share their buckets, in them positions in order of id.
//!
//! Who is gone keeps its position, so that trees over the layout stay as they are; its key there is absent. Once more
//! than half of all positions are of such, the layout gives everyone a leaf anew, and trees over it are to be built anew.

use std::collections::BTreeMap;

use crate::cluster::Cluster;
use crate::model::{AttributeId, ClassId, ClusterId, InstanceId};
use crate::placement::group_tournament::Paths;
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
    /// Who sits in each slot, as far as it is of this cluster.
    leaves: Vec<Option<(InstanceId, Leaf)>>,
    /// Seats by ordinal of those that are gone and whose slots are others' by now.
    left: BTreeMap<u32, Leaf>,
    positions: usize,
    /// The ordinal of the next instance to be given a leaf.
    next: u32,
    /// How often an instance had left its class when everyone was given a leaf anew.
    class_changes: u64,
    edition: u64,
}

/// Group and position.
type Leaf = (u32, u32);

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
            leaves: Vec::new(),
            left: BTreeMap::new(),
            positions: 0,
            next: 0,
            class_changes: 0,
            edition: 0,
        }
    }

    /// Whether it serves chains over these attributes in this cluster.
    pub(super) fn serves(&self, cluster: ClusterId, chain: &Chain) -> bool {
        self.cluster == cluster && self.attributes == chain.attributes()
    }

    /// Seats the instances that became known since the last call; everyone anew where most positions are of such as are
    /// gone, or where calls have moved any to another class. Ids grow, so positions stay in order of id.
    pub(super) fn follow(&mut self, state: &Cluster) {
        let instances = state.instances();
        let moved = self.class_changes != instances.class_changes();
        if self.next == instances.next_ordinal() && !moved {
            return;
        }
        self.class_changes = instances.class_changes();
        let newest = instances.ids_of(self.cluster).rev();
        let mut new: Vec<_> = newest.take_while(|id| id.ordinal() >= self.next).collect();
        let living = instances.len_of(self.cluster);
        // All living but the new ones are given a leaf already.
        let left = self.positions - (living - new.len());
        if left > living || moved {
            self.members.iter_mut().for_each(Vec::clear);
            self.leaves.clear();
            self.left.clear();
            self.positions = 0;
            self.edition += 1;
            self.leaf(instances.ids_of(self.cluster), state);
        } else {
            new.reverse();
            self.leaf(new.into_iter(), state);
        }
        self.next = instances.next_ordinal();
    }

    fn leaf(&mut self, instances: impl Iterator<Item = InstanceId>, state: &Cluster) {
        if self.leaves.len() < state.instances().slots() {
            self.leaves.resize(state.instances().slots(), None);
        }
        for instance in instances {
            let class = state.instances().class(instance);
            let group = self.group_of_class[class.index()].expect("classes of this cluster have groups");
            let members = &mut self.members[group as usize];
            let position = u32::try_from(members.len()).expect("fewer than 2^32 instances");
            members.push(instance);
            self.positions += 1;
            let before = self.leaves[instance.slot()].replace((instance, (group, position)));
            if let Some((gone, leaf)) = before {
                self.left.insert(gone.ordinal(), leaf);
            }
        }
    }

    /// How often everyone has been given a leaf anew.
    pub(super) fn edition(&self) -> u64 {
        self.edition
    }

    /// Group and position of `instance`, `None` in another cluster, or where it was gone before it was given a leaf.
    pub(super) fn seat_of(&self, instance: InstanceId) -> Option<(usize, usize)> {
        let sits = self.leaves.get(instance.slot()).copied().flatten();
        let leaf = match sits {
            Some((id, leaf)) if id == instance => Some(leaf),
            _ => self.left.get(&instance.ordinal()).copied(),
        };
        leaf.map(|(group, position)| (group as usize, position as usize))
    }

    /// The instance at `position` of `group`.
    pub(super) fn member(&self, group: usize, position: usize) -> InstanceId {
        self.members[group][position]
    }

    /// The instances of each group, in order of id, those that are gone included.
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
