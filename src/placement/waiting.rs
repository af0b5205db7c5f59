//! Who waits for capacity: requests that found no instance, by what they require.
//!
//! Many groups often wait for the same. An instance on which something changed is judged once for each kind of
//! request that waits, and once for each group only where `distinctInstance` makes the group matter.

use std::collections::BTreeSet;

use super::filter::Filter;
use super::request::Request;
use super::requirements::Requirements;
use crate::cluster::Cluster;
use crate::model::{GroupId, InstanceId, PlacementRules, TaskDefinitionId};

/// The groups that wait, until an instance could serve them.
#[derive(Clone, Debug, Default)]
pub struct WaitingGroups {
    kinds: Vec<Waiters>,
}

/// Groups that wait for the same.
#[derive(Clone, Debug)]
struct Waiters {
    requirements: Requirements,
    definition: TaskDefinitionId,
    rules: PlacementRules,
    groups: BTreeSet<GroupId>,
}

impl WaitingGroups {
    /// Whether nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Notes that `request`, for a task of `definition`, found no instance.
    pub fn enter(&mut self, request: &Request<'_>, definition: TaskDefinitionId) {
        let known = self.kinds.iter_mut().find(|waiters| waiters.requirements.are_of(request));
        if let Some(waiters) = known {
            waiters.groups.insert(request.group);
            return;
        }
        self.kinds.push(Waiters {
            requirements: Requirements::of(request),
            definition,
            rules: request.rules.clone(),
            groups: BTreeSet::from([request.group]),
        });
    }

    /// The groups for which `instance` could take a task now; they wait no longer.
    pub fn served_by(&mut self, instance: InstanceId, cluster: &Cluster) -> BTreeSet<GroupId> {
        let mut served = BTreeSet::new();
        for waiters in &mut self.kinds {
            if waiters.requirements.distinct_instance() {
                let accepted = |group: &GroupId| waiters.is_accepted(*group, instance, cluster);
                let (now, later) = waiters.groups.iter().partition(|group| accepted(group));
                waiters.groups = later;
                served.append(&mut { now });
            } else if waiters
                .groups
                .first()
                .is_some_and(|group| waiters.is_accepted(*group, instance, cluster))
            {
                served.append(&mut waiters.groups);
            }
        }
        if !served.is_empty() {
            self.kinds.retain(|waiters| !waiters.groups.is_empty());
        }
        served
    }
}

impl Waiters {
    fn is_accepted(&self, group: GroupId, instance: InstanceId, cluster: &Cluster) -> bool {
        let request = Request {
            group,
            cluster: self.requirements.cluster(),
            definition: cluster.model().task_definition(self.definition),
            rules: &self.rules,
        };
        Filter::new(&request, cluster).accepts(instance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ServiceId;
    use crate::placement::testkit::{Fleet, put, registered, stop};

    /// Services 0 and 1 want the same, 2 wants more, 3 an instance of its own: instance 0 is full, 1 stays small.
    #[test]
    fn only_those_are_served_whom_the_instance_could_take() {
        let fleet = Fleet::over(1).instances(0, 1, 1_000, 1_000).instances(0, 1, 100, 1_000);
        let fleet = fleet.definition(200, 1, &[]).definition(900, 1, &[]);
        let services = [false, false, false, true];
        let model = services.into_iter().fold(fleet, |fleet, distinct| fleet.service(&[], distinct)).build();
        let mut cluster = registered(&model);
        let large = put(&mut cluster, 0, 1, 0);
        let mut waiting = WaitingGroups::default();
        for (service, definition) in [(0, 0), (1, 0), (2, 1), (3, 0)] {
            let definition = TaskDefinitionId::new(definition);
            waiting.enter(&Request::of(&model, ServiceId::new(service), definition), definition);
        }
        let served = |waiting: &mut WaitingGroups, cluster: &Cluster, instance| {
            let served = waiting.served_by(InstanceId::new(instance), cluster);
            served.into_iter().map(GroupId::index).collect::<Vec<_>>()
        };
        assert!(served(&mut waiting, &cluster, 0).is_empty(), "nothing was freed");
        stop(&mut cluster, large);
        let own = put(&mut cluster, 3, 0, 0);
        assert!(served(&mut waiting, &cluster, 1).is_empty(), "too small for all");
        assert_eq!(served(&mut waiting, &cluster, 0), [0, 1], "800 units are free, and service 3 is there");
        assert!(served(&mut waiting, &cluster, 0).is_empty(), "they wait no longer");
        stop(&mut cluster, own);
        assert_eq!(served(&mut waiting, &cluster, 0), [2, 3]);
        assert!(waiting.is_empty());
    }
}
