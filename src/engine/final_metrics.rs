//! The capacity question, asked of the cluster as the run leaves it: how many more copies would fit, and what stops
//! the next one.

use std::collections::BTreeMap;

use super::view::View;
use crate::cluster::Rejection;
use crate::model::{ClusterId, Demand, GroupId, ServiceId, StageStanding, TaskDefinitionId};
use crate::observe::{Metric, metric_names};
use crate::placement::{Capacity, LowerBound, Wanted, capacity, lower_bound_instances};
use crate::service::ServiceStatus;

/// The answers.
pub(super) struct AtEnd {
    /// `services.N.maxTasksPlaceable` and `additionalTasksPlaceable`, and `cluster.lowerBoundInstances`, each with
    /// `.limitedBy`.
    pub metrics: BTreeMap<String, Metric>,
    /// Of each service that has no room for one more copy, the rule that `maxTasksPlaceable.limitedBy` names.
    pub limits: Vec<Option<Rejection>>,
    /// Of each service whose PRIMARY deployment takes over in stages, how far it has come.
    pub stages: Vec<Option<StageStanding>>,
}

pub(super) fn at_end(view: &View<'_>) -> AtEnd {
    let model = view.model();
    let mut metrics = BTreeMap::new();
    let mut limits = vec![None; model.services.len()];
    for (index, label) in metric_names(model).into_iter().enumerate() {
        let id = ServiceId::new(index);
        let request = view.request(id);
        if request.rules.bar_instances() || view.service(id).status() != ServiceStatus::Active {
            // A figure that is not known, or of what is not there, is absent.
            continue;
        }
        let capacity = capacity(&request, view.cluster());
        // A daemon misses tasks on instances of its own, not wherever one more copy would go.
        if let (Capacity::Copies { more: 0, limited_by }, false) = (capacity, model.service(id).is_daemon()) {
            limits[index] = limited_by;
        }
        let (more, limited_by) = match capacity {
            Capacity::Unlimited => (None, "nothing"),
            Capacity::Copies { more, limited_by } => {
                (Some(more), limited_by.map_or("no instances", Rejection::code))
            }
        };
        let own = view.cluster().service(id).tasks().len() as u64;
        for (name, there) in [("maxTasksPlaceable", own), ("additionalTasksPlaceable", 0)] {
            let name = format!("services.{label}.{name}");
            metrics.insert(format!("{name}.limitedBy"), Metric::Text(limited_by.to_owned()));
            if let Some(more) = more {
                metrics.insert(name, Metric::count(there + more, "tasks"));
            }
        }
    }
    put_lower_bounds(view, &mut metrics);
    let stages = (0..model.services.len()).map(|index| view.service(ServiceId::new(index)).stage_standing());
    AtEnd { metrics, limits, stages: stages.collect() }
}

/// Of each cluster where there are several, and of all together: that of the cluster that takes most says what limits.
fn put_lower_bounds(view: &View<'_>, metrics: &mut BTreeMap<String, Metric>) {
    let clusters = &view.model().clusters;
    let bounds: Vec<_> = (0..clusters.len()).map(|id| lower_bound(view, ClusterId::new(id))).collect();
    // What no number of instances is enough for takes most.
    let most = |bound: &&LowerBound| bound.instances.unwrap_or(u64::MAX);
    let limited_by = bounds.iter().rev().max_by_key(most).and_then(|bound| bound.limited_by);
    let all = LowerBound { instances: bounds.iter().map(|bound| bound.instances).sum(), limited_by };
    let several = clusters.iter().zip(&bounds).filter(|_| clusters.len() > 1);
    let each = several.map(|(name, bound)| (format!("clusters.{name}"), *bound));
    for (stem, bound) in each.chain([("cluster".to_owned(), all)]) {
        let name = format!("{stem}.lowerBoundInstances");
        let limited_by = bound.limited_by.map_or("nothing", Rejection::code);
        metrics.insert(format!("{name}.limitedBy"), Metric::Text(limited_by.to_owned()));
        if let Some(instances) = bound.instances {
            metrics.insert(name, Metric::count(instances, "instances"));
        }
    }
}

fn lower_bound(view: &View<'_>, cluster: ClusterId) -> LowerBound {
    // A daemon has as many tasks as there are instances: it does not say how many there should be.
    let services = view.model().services.iter().enumerate();
    let services = services.filter(|(_, service)| service.cluster == cluster && !service.is_daemon());
    let of_services = services.map(|(index, _)| {
        let id = ServiceId::new(index);
        let request = view.request(id);
        Wanted {
            demand: request.demand(),
            tasks: u64::from(view.service(id).desired_count()),
            distinct: request.rules.constraints.distinct_instance,
            zones: request.rules.location.as_ref().map(|location| &location.zones[..]),
        }
    });
    let standalone = standalone_demands(view, cluster);
    let standalone = standalone.map(|(demand, tasks)| Wanted { demand, tasks, distinct: false, zones: None });
    let wanted: Vec<Wanted<'_>> = of_services.chain(standalone).collect();
    lower_bound_instances(view.cluster(), cluster, &wanted)
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
