//! `[[services]]`: services as `CreateService` takes them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems};
use super::alarms::Alarms;
use super::attributes::AttributeNames;
use super::capacity::refuse_fargate_only;
use super::clusters::Clusters;
use super::daemon;
use super::deployment;
use super::described::is_described;
use super::end_conditions;
use super::fields::{Text, is_absent, list, missing, objects, required_text, text};
use super::limits::{
    MAX_API_SECONDS, MAX_SERVICES, MAX_TASKS, QUOTA_SERVICES_PER_CLUSTER, QUOTA_TASKS_PER_SERVICE,
};
use super::load_balancers;
use super::names::{check_spelling, shortened, unknown, without_arn};
use super::network_configuration;
use super::placement;
use super::quantity::{seconds, whole};
use super::queries::Queries;
use super::required_attributes;
use super::service_connect;
use super::service_registries;
use super::service_rules;
use super::status;
use super::strategy;
use super::target_groups::TargetGroups;
use super::task_definitions::TaskDefinitions;
use super::vpcs::Vpcs;
use crate::model::{
    ClusterId, DeploymentBounds, DeploymentStrategy, EndConditions, PlacementRules, SchedulingStrategy,
    Service, ServiceId,
};

/// Everything a service may refer to.
pub struct Surroundings<'s, 'n> {
    /// The clusters.
    pub clusters: &'s Clusters<'n>,
    /// The task definitions.
    pub task_definitions: &'s TaskDefinitions<'n>,
    /// The target groups.
    pub target_groups: &'s TargetGroups<'n>,
    /// The alarms.
    pub alarms: &'s Alarms<'n>,
    /// The interned attributes.
    pub attributes: &'s AttributeNames,
    /// The queries of constraints.
    pub queries: &'s Queries,
    /// The VPCs and subnets.
    pub vpcs: &'s Vpcs<'n>,
    /// The zones that instances are in, by id.
    pub zones: &'s [String],
}

/// The services of a scenario, by cluster and name.
#[expect(clippy::struct_field_names, reason = "the services themselves are what the struct is about")]
pub struct Services<'n> {
    /// The services by id.
    pub services: Vec<Service>,
    /// Where each was written.
    pub nodes: Vec<&'n Node>,
    /// Names of services that are declared and wrong: whoever refers to one is not told that it does not exist.
    invalid: BTreeSet<&'n str>,
}

impl<'n> Services<'n> {
    /// Reads the section.
    pub fn read(root: &'n Node, around: &Surroundings<'_, '_>, problems: &mut Problems) -> Self {
        let mut declared: BTreeMap<(ClusterId, &str), (Service, &Node)> = BTreeMap::new();
        let mut invalid = BTreeSet::new();
        for node in objects(root, "services").take(MAX_SERVICES) {
            let Some((name, service)) = read_service(node, around, problems) else {
                invalid.extend(text(node, "serviceName").map(|name| name.value));
                continue;
            };
            let key = (service.cluster, name.value);
            if declared.insert(key, (service, node)).is_some() {
                let message = format!("service `{}` is declared twice in its cluster", shortened(name.value));
                let problem = Problem::error(name.span, message).label("declared before");
                problems.push(problem.help("remove one, or give it another `serviceName`"));
            }
        }
        let (services, nodes) = declared.into_values().unzip();
        let all = Self { services, nodes, invalid };
        all.check_quota(around.clusters, problems);
        service_connect::check_namespaces(&all.nodes, problems);
        all
    }

    /// The service of this name in a cluster.
    pub fn find(&self, cluster: ClusterId, name: &str) -> Option<ServiceId> {
        let key = (cluster, name);
        let found = self.services.binary_search_by(|known| (known.cluster, known.name.as_str()).cmp(&key));
        found.ok().map(ServiceId::new)
    }

    /// The service that `holder`'s members `service` and `cluster` name.
    pub fn resolve(
        &self,
        holder: &Node,
        clusters: &Clusters<'_>,
        owner: &str,
        problems: &mut Problems,
    ) -> Option<ServiceId> {
        self.named(holder, "service", (clusters, owner), problems)
    }

    /// The same, where another member names it.
    pub fn named(
        &self,
        holder: &Node,
        member: &str,
        (clusters, owner): (&Clusters<'_>, &str),
        problems: &mut Problems,
    ) -> Option<ServiceId> {
        let written = required_text(holder, member, owner, problems);
        let cluster = clusters.resolve(holder, problems)?;
        let written = written?;
        let name = without_arn(written.value, "service");
        let found = self.find(cluster, name);
        if found.is_none() && !self.invalid.contains(name) {
            let of_cluster = self.services.iter().filter(|known| known.cluster == cluster);
            let known = of_cluster.map(|known| known.name.as_str());
            problems.push(unknown(written.span, "service", name, known, problems));
        }
        found
    }

    /// Reports more tasks than a model may have; `peak` tells the most that a service ever wants.
    pub fn check_total(&self, peak: impl Fn(ServiceId) -> u32, problems: &mut Problems) {
        let peaks: Vec<u32> = (0..self.services.len()).map(|at| peak(ServiceId::new(at))).collect();
        let total: u64 = peaks.iter().copied().map(u64::from).sum();
        let largest = (0..peaks.len()).max_by_key(|at| peaks[*at]);
        if let Some(largest) = largest.filter(|_| total > MAX_TASKS) {
            let node = self.nodes[largest];
            let message = format!("{total} tasks in all, more than the {MAX_TASKS} a model may have");
            let span = &node.get("desiredCount").unwrap_or(node).span;
            let problem = Problem::error(span, message).label("the largest service");
            problems.push(problem.help("lower `desiredCount`, here and in `updateService`"));
        }
    }

    fn check_quota(&self, clusters: &Clusters<'_>, problems: &mut Problems) {
        let mut of_cluster: BTreeMap<ClusterId, usize> = BTreeMap::new();
        for (service, node) in self.services.iter().zip(&self.nodes) {
            let count = of_cluster.entry(service.cluster).or_default();
            *count += 1;
            if *count == QUOTA_SERVICES_PER_CLUSTER + 1 {
                let cluster = clusters.name(service.cluster);
                let message = format!(
                    "cluster `{cluster}` has more than the {QUOTA_SERVICES_PER_CLUSTER} services of the quota"
                );
                let problem = Problem::warning(&node.span, message).label("above the quota");
                problems.push(problem.rule("quota: services per cluster"));
            }
        }
    }
}

fn read_service<'n>(
    node: &'n Node,
    around: &Surroundings<'_, '_>,
    problems: &mut Problems,
) -> Option<(Text<'n>, Service)> {
    let name = name(node, problems);
    status::check(node, "service", problems);
    service_rules::check(node, problems);
    let scheduling = daemon::scheduling(node, problems);
    let (desired_count, bounds) = match scheduling {
        SchedulingStrategy::Replica => replicas(node, problems),
        SchedulingStrategy::Daemon => (0, daemon_bounds(node, problems)),
    };
    deployment::check_modelled(node, problems);
    let is_daemon = scheduling == SchedulingStrategy::Daemon;
    let strategy = strategy::read(node, &DeploymentStrategy::Rolling, (node, is_daemon), problems);
    let end_conditions =
        end_conditions::read(node, (&EndConditions::default(), bounds), (is_daemon, around.alarms), problems);
    let rebalances = service_rules::rebalances(node, bounds, is_daemon, problems);
    let strategies = placement::strategies(node, around.attributes, problems);
    let grace = seconds(
        node,
        "healthCheckGracePeriodSeconds",
        0..=MAX_API_SECONDS,
        0,
        "API: CreateService",
        problems,
    );
    let cluster = around.clusters.resolve(node, problems);
    let definition = required_text(node, "taskDefinition", "the service", problems)
        .and_then(|written| around.task_definitions.resolve(written, problems));
    let of_tasks = definition.map(|id| around.task_definitions.nodes[id.index()]);
    if let Some(tasks) = of_tasks {
        refuse_fargate_only(node, tasks, problems);
    }
    let of_definition = of_tasks.map_or(0, |tasks| list(tasks, "placementConstraints").len());
    let written = placement::constraints(node, of_definition, around.queries, problems);
    let constraints = match scheduling {
        SchedulingStrategy::Replica => written,
        SchedulingStrategy::Daemon => daemon::constraints(written),
    };
    let definition = definition?;
    let tasks = around.task_definitions.get(definition);
    service_connect::check(node, of_tasks?, tasks.network_mode, problems);
    service_registries::check(node, tasks, problems);
    service_rules::check_tasks(node, of_tasks?, tasks, problems);
    let location = network_configuration::location(node, tasks.network_mode, around, problems);
    let required_attributes = around.attributes.all(&required_attributes::of_service(node));
    let load_balancers = load_balancers::read(node, tasks, around.target_groups, problems);
    let name = name?;
    let service = Service {
        name: name.value.to_owned(),
        cluster: cluster?,
        task_definition: definition,
        scheduling,
        desired_count,
        bounds,
        end_conditions,
        strategy,
        placement: PlacementRules { strategies, constraints, location, required_attributes },
        load_balancers,
        health_check_grace_period: grace,
        rebalances,
        created_by_call: false,
    };
    Some((name, service))
}

/// The name, which `CreateService` asks for (VS-01).
fn name<'n>(node: &'n Node, problems: &mut Problems) -> Option<Text<'n>> {
    if is_absent(node, "serviceName") {
        let problem = missing(node, "serviceName", "the service").rule("VS-01");
        problems.push(problem.help("add `serviceName`, in the file or beside `file`"));
    }
    let name = text(node, "serviceName")?;
    check_spelling(name, "service name", problems);
    Some(name)
}

/// Count and percentages of a REPLICA service.
fn replicas(node: &Node, problems: &mut Problems) -> (u32, DeploymentBounds) {
    let desired_count = desired_count(node, problems);
    let bounds = deployment::bounds(node, DeploymentBounds::REPLICA_DEFAULT, problems);
    if is_described(node) || !deployment::refuse_standstill(node, bounds, problems) {
        deployment::check_can_move(node, bounds, desired_count, problems);
    }
    (desired_count, bounds)
}

/// Percentages of a DAEMON service, which has no count.
fn daemon_bounds(node: &Node, problems: &mut Problems) -> DeploymentBounds {
    daemon::refuse_members(node, problems);
    let bounds = deployment::bounds(node, DeploymentBounds::DAEMON_DEFAULT, problems);
    daemon::check_bounds(node, bounds, problems);
    bounds
}

/// A REPLICA service states its count.
fn desired_count(node: &Node, problems: &mut Problems) -> u32 {
    if is_absent(node, "desiredCount") {
        let problem = missing(node, "desiredCount", "the service").rule("API: CreateService");
        problems.push(problem.help("add `desiredCount`, such as 2"));
    }
    let most = u32::try_from(MAX_TASKS).unwrap_or(u32::MAX);
    let count = whole(node, "desiredCount", 0..=most, "API: CreateService", problems).unwrap_or(0);
    warn_above_quota(node, count, problems);
    count
}

/// Warns of more tasks than ECS runs in one service.
pub fn warn_above_quota(node: &Node, count: u32, problems: &mut Problems) {
    if count > QUOTA_TASKS_PER_SERVICE {
        let span = &node.get("desiredCount").unwrap_or(node).span;
        let message = format!("{count} tasks in one service, and the quota is {QUOTA_TASKS_PER_SERVICE}");
        let problem = Problem::warning(span, message).label("above the quota");
        problems.push(problem.rule("quota: tasks per service").help("split the service"));
    }
}
