//! The capacity question, asked of the cluster as the run leaves it: how many more copies would fit, and what stops
//! the next one.

use std::collections::BTreeMap;

use super::view::View;
use crate::cluster::Rejection;
use crate::model::{ClusterId, Demand, GroupId, ServiceId, TaskDefinitionId};
use crate::observe::{Metric, metric_names};
use crate::placement::{Capacity, capacity, lower_bound_instances};

/// `services.N.maxTasksPlaceable` with `.limitedBy`, and `cluster.lowerBoundInstances`.
pub(super) fn at_end(view: &View<'_>) -> BTreeMap<String, Metric> {
    let model = view.model();
    let mut metrics = BTreeMap::new();
    for (index, label) in metric_names(model).into_iter().enumerate() {
        let id = ServiceId::new(index);
        let request = view.request(id);
        if request.rules.bar_instances() {
            // A figure that is not known is absent.
            continue;
        }
        let name = format!("services.{label}.maxTasksPlaceable");
        let (count, limited_by) = match capacity(&request, view.cluster()) {
            Capacity::Unlimited => (None, "nothing"),
            Capacity::Copies { more, limited_by } => {
                let own = view.cluster().service(id).tasks().len() as u64;
                (Some(own + more), limited_by.map_or("no instances", Rejection::code))
            }
        };
        metrics.insert(format!("{name}.limitedBy"), Metric::Text(limited_by.to_owned()));
        if let Some(count) = count {
            metrics.insert(name, Metric::count(count, "tasks"));
        }
    }
    let bounds = (0..model.clusters.len()).map(|cluster| lower_bound(view, ClusterId::new(cluster)));
    if let Some(sum) = bounds.sum::<Option<usize>>() {
        let metric = Metric::count(sum as u64, "instances");
        metrics.insert("cluster.lowerBoundInstances".to_owned(), metric);
    }
    metrics
}

fn lower_bound(view: &View<'_>, cluster: ClusterId) -> Option<usize> {
    // A daemon has as many tasks as there are instances: it does not say how many there should be.
    let services = view.model().services.iter().enumerate();
    let services = services.filter(|(_, service)| service.cluster == cluster && !service.is_daemon());
    let wanted = services.map(|(index, _)| {
        let id = ServiceId::new(index);
        (view.request(id).demand(), u64::from(view.service(id).desired_count()))
    });
    let demands: Vec<(&Demand, u64)> = wanted.chain(standalone_demands(view, cluster)).collect();
    lower_bound_instances(view.cluster(), cluster, &demands)
}

/// What the standalone tasks that are there take. Nobody wants those that have ended or were refused any more.
fn standalone_demands<'a>(view: &View<'a>, cluster: ClusterId) -> impl Iterator<Item = (&'a Demand, u64)> {
    let model = view.model();
    let first = model.services.len();
    let groups = model.standalone_groups.iter().enumerate();
    let groups = groups.filter(|(_, group)| group.cluster == cluster);
    let mut tasks: BTreeMap<TaskDefinitionId, u64> = BTreeMap::new();
    for (index, _) in groups {
        for task in view.cluster().group(GroupId::new(first + index)).tasks() {
            *tasks.entry(view.cluster().task(*task).definition).or_default() += 1;
        }
    }
    tasks.into_iter().map(move |(id, tasks)| (&model.task_definition(id).demand, tasks))
}
