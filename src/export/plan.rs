//! All that a variant changes, in an order in which it can be done.

use std::collections::BTreeSet;

use serde_json::Value;

use super::references::References;
use super::step::Step;
use super::{
    calls, clusters, fleet, groups, instances, regions, revisions, services, target_groups, task_definitions,
};
use crate::scenario::{Departures, Difference, Origin, Place, Resource};

/// What a variant changes in AWS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What to do, from top to bottom.
    pub steps: Vec<Step>,
    /// The calls that the scenario makes at set times, in their order.
    pub calls: Vec<Call>,
    /// What the variant sets that only the simulation has.
    pub simulated: Vec<Difference>,
    /// What the simulation alone has, in words.
    pub notes: Vec<String>,
    /// The regions that ARNs in the calls name.
    pub regions: BTreeSet<String>,
}

/// A call at a set time.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// When, as the scenario writes it.
    pub at: String,
    /// Where that is written.
    pub place: Option<Place>,
    /// The call.
    pub step: Step,
}

/// What has to be done so that AWS has what a variant has.
///
/// ```
/// use std::path::Path;
/// use plimsoll::export::plan;
/// use plimsoll::scenario::{Overrides, compare};
///
/// let text = "name = \"web\"\nsimulation.duration = \"1m\"\n[[clusters]]\nclusterName = \"prod\"\n";
/// let read = compare("web.toml", Ok(text.as_bytes().to_vec()), Path::new(""), &Overrides::default());
/// let comparison = read.comparison.expect("a valid scenario");
/// let plan = plan(&comparison.of_variant(0, &read.loaded.sources));
/// let command = plan.steps[0].command.as_ref().expect("a call");
/// assert_eq!((command.service, command.operation), ("ecs", "create-cluster"));
/// ```
#[must_use]
pub fn plan(departures: &Departures) -> Plan {
    let resources = &departures.resources;
    let positions = resources.iter().enumerate();
    let registered =
        positions.filter(|(_, one)| task_definitions::is_registered(one)).map(|(at, _)| at).collect();
    let references = References { resources, registered };
    let of = |resource: Resource| references.of(resource);
    let mut plan = Plan { simulated: departures.simulated.clone(), ..Plan::default() };
    let steps = &mut plan.steps;
    let (of_clusters, providers): (Vec<_>, Vec<_>) = of(Resource::Cluster).map(clusters::steps).unzip();
    steps.extend(of_clusters.into_iter().flatten());
    steps.extend(of(Resource::TargetGroup).flat_map(|group| target_groups::steps(group, &references)));
    steps.extend(of(Resource::AutoScalingGroup).flat_map(groups::steps));
    steps.extend(of(Resource::CapacityProvider).flat_map(groups::steps));
    steps.extend(providers.into_iter().flatten());
    steps.extend(fleet::steps(&references));
    let described = || of(Resource::ContainerInstance).filter(|one| one.origin != Origin::New);
    steps.extend(described().flat_map(instances::steps));
    plan.simulated.extend(described().flat_map(instances::simulated));
    plan.simulated.extend(of(Resource::Service).flat_map(services::simulated));
    plan.notes.extend(of(Resource::Service).filter_map(services::in_words));
    steps.extend(revisions::steps(&references));
    steps.extend(of(Resource::ScalableTarget).flat_map(groups::steps));
    steps.extend(of(Resource::ScalingPolicy).flat_map(groups::steps));
    steps.extend(of(Resource::Alarm).filter_map(groups::alarm_step));
    for (resource, name) in &departures.gone {
        let note =
            "is in a file and not in the variant: take it away by hand, once nothing needs it".to_owned();
        steps.push(Step::by_hand(&format!("{}.{name}", resource.key()), Vec::new(), note));
    }
    let called = departures.calls.iter().map(|call| Call {
        at: call.at.clone(),
        place: call.place.clone(),
        step: calls::step(call, &references),
    });
    plan.calls = called.collect();
    let commands = plan.steps.iter().chain(plan.calls.iter().map(|call| &call.step));
    for command in commands.filter_map(|step| step.command.as_ref()) {
        regions::collect(&Value::Object(command.parameters.clone()), &mut plan.regions);
    }
    plan
}
