//! The capacity question, asked of the cluster as the run leaves it: how many more copies would fit, and what stops
//! the next one.

use std::collections::BTreeMap;

use super::Engine;
use crate::cluster::Rejection;
use crate::model::{ClusterId, Demand, GroupId, Service, ServiceId, TaskDefinitionId};
use crate::observe::{Metric, metric_names};
use crate::placement::{Capacity, Request, capacity, lower_bound_instances};

impl<'m, O> Engine<'m, O> {
    /// `services.N.maxTasksPlaceable` with `.limitedBy`, and `cluster.lowerBoundInstances`.
    pub(super) fn add_capacity_figures(&self, metrics: &mut BTreeMap<String, Metric>) {
        for ((index, service), label) in self.model.services.iter().enumerate().zip(metric_names(self.model))
        {
            let id = ServiceId::new(index);
            if self.services[index].deployments.primary().rules.bar_instances() {
                // A figure that is not known is absent.
                continue;
            }
            let name = format!("services.{label}.maxTasksPlaceable");
            let (count, limited_by) = match capacity(&self.request(id, service), &self.cluster) {
                Capacity::Unlimited => (None, "nothing"),
                Capacity::Copies { more, limited_by } => {
                    let own = self.cluster.service(id).tasks().len() as u64;
                    (Some(own + more), limited_by.map_or("no instances", Rejection::code))
                }
            };
            metrics.insert(format!("{name}.limitedBy"), Metric::Text(limited_by.to_owned()));
            if let Some(count) = count {
                metrics.insert(name, Metric::count(count, "tasks"));
            }
        }
        let bounds = (0..self.model.clusters.len()).map(|cluster| self.lower_bound(ClusterId::new(cluster)));
        if let Some(sum) = bounds.sum::<Option<usize>>() {
            let metric = Metric::count(sum as u64, "instances");
            metrics.insert("cluster.lowerBoundInstances".to_owned(), metric);
        }
    }

    fn lower_bound(&self, cluster: ClusterId) -> Option<usize> {
        // A daemon has as many tasks as there are instances: it does not say how many there should be.
        let services = self.model.services.iter().enumerate();
        let services = services.filter(|(_, service)| service.cluster == cluster && !service.is_daemon());
        let wanted = services.map(|(index, service)| {
            let id = ServiceId::new(index);
            (self.request(id, service).demand(), u64::from(self.services[index].settings.desired_count))
        });
        let demands: Vec<(&Demand, u64)> = wanted.chain(self.standalone_demands(cluster)).collect();
        lower_bound_instances(&self.cluster, cluster, &demands)
    }

    /// What the standalone tasks that are there take. Nobody wants those that have ended or were refused any more.
    fn standalone_demands(&self, cluster: ClusterId) -> impl Iterator<Item = (&'m Demand, u64)> {
        let first = self.model.services.len();
        let groups = self.model.standalone_groups.iter().enumerate();
        let groups = groups.filter(|(_, group)| group.cluster == cluster);
        let mut tasks: BTreeMap<TaskDefinitionId, u64> = BTreeMap::new();
        for (index, _) in groups {
            for task in self.cluster.group(GroupId::new(first + index)).tasks() {
                *tasks.entry(self.cluster.task(*task).definition).or_default() += 1;
            }
        }
        let model = self.model;
        tasks.into_iter().map(move |(id, tasks)| (&model.task_definition(id).demand, tasks))
    }

    /// One more task of the service's newest revision.
    pub(super) fn request<'a>(&'a self, id: ServiceId, service: &Service) -> Request<'a> {
        let primary = self.services[id.index()].deployments.primary();
        Request {
            group: id.into(),
            cluster: service.cluster,
            definition: self.model.task_definition(primary.revision.task_definition),
            rules: &primary.rules,
        }
    }
}
