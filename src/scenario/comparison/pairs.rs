//! Each resource of a variant beside what there was of it.

use std::collections::BTreeSet;

use super::super::element::named;
use super::super::not_ecs;
use super::super::resolve::{target_group_name, without_arn};
use super::super::resource::Resource;
use super::super::shape::{Effect, Kind, SCENARIO};
use super::super::told::place_of;
use super::super::{Node, Sources};
use super::difference::Differ;
use super::origin::Originals;
use super::{Departure, Departures, Difference, Origin, as_json};

/// Sections that are made of the tree, judge it or call it something, and calls, which stand by themselves.
const BESIDE: [&str; 7] = ["name", "question", "answer", "expectations", "output", "matrix", "actions"];

/// What `tree`, a variant, has otherwise than the files in `base` say.
pub fn departures(base: &Node, tree: &Node, originals: &Originals, sources: &Sources) -> Departures {
    let mut found =
        Departures { resources: Vec::new(), gone: Vec::new(), simulated: Vec::new(), calls: Vec::new() };
    let named_there = Named::of(base, sources);
    for resource in Resource::ALL.into_iter().filter(|one| !one.is_call() && *one != Resource::Task) {
        let pairs = Pairs { resource, base, originals, sources, named_there: &named_there };
        pairs.add(tree, &mut found);
    }
    let of_aws = |name: &str| Resource::of_section(name).is_some_and(|one| one != Resource::Task);
    for section in SCENARIO.members {
        let planned = matches!(section.effect, Effect::Planned);
        if planned || of_aws(section.name) || BESIDE.contains(&section.name) {
            continue;
        }
        let mut differ = Differ::new(sources);
        let (before, after) = (base.get(section.name), tree.get(section.name));
        differ.compare(before, after, section.kind, &[section.name.to_owned()]);
        found.simulated.extend(differ.finish());
    }
    uses(&mut found.resources, tree);
    found
}

/// What the resources of files name.
struct Named<'n> {
    clusters: BTreeSet<&'n str>,
    task_definitions: BTreeSet<&'n str>,
    target_groups: BTreeSet<&'n str>,
    /// Whether any container instance is in a file.
    has_instances: bool,
}

impl<'n> Named<'n> {
    fn of(base: &'n Node, sources: &Sources) -> Self {
        let elements = |section: &str| {
            let all = base.get(section).map_or(&[][..], Node::elements);
            all.iter().filter(|node| sources.is_aws_json(node.span.file))
        };
        let text = |node: &'n Node, name: &str| node.get(name).and_then(Node::as_str);
        let of_clusters = ["services", "containerInstances", "tasks"].into_iter().flat_map(elements);
        let clusters = of_clusters
            .filter_map(|node| text(node, "cluster").or_else(|| text(node, "clusterArn")))
            .map(|name| without_arn(name, "cluster"));
        let of_definitions = elements("services").filter_map(|node| text(node, "taskDefinition"));
        let groups = elements("services")
            .flat_map(|node| node.get("loadBalancers").map_or(&[][..], Node::elements))
            .filter_map(|balancer| text(balancer, "targetGroupArn"));
        Self {
            clusters: clusters.collect(),
            task_definitions: of_definitions.map(|name| without_arn(name, "task-definition")).collect(),
            target_groups: groups.map(target_group_name).collect(),
            has_instances: elements("containerInstances").next().is_some(),
        }
    }

    /// Whether an element that no file has is there nevertheless.
    fn has(&self, resource: Resource, node: &Node) -> bool {
        let Some(name) = node.own_name() else {
            return resource == Resource::ContainerInstance && !self.has_instances;
        };
        match resource {
            Resource::Cluster => self.clusters.contains(name),
            Resource::TaskDefinition => {
                let is_family = |full: &&str| full.split(':').next() == Some(name);
                self.task_definitions.iter().any(is_family)
            }
            Resource::TargetGroup => self.target_groups.contains(name),
            // What is simulated has to stand on something: without files, the scenario says on what.
            Resource::ContainerInstance => !self.has_instances,
            _ => false,
        }
    }
}

/// The resources of one kind.
struct Pairs<'a> {
    resource: Resource,
    base: &'a Node,
    originals: &'a Originals,
    sources: &'a Sources,
    named_there: &'a Named<'a>,
}

impl Pairs<'_> {
    fn add(&self, tree: &Node, found: &mut Departures) {
        let section = self.resource.key();
        let before = self.base.get(section).map_or(&[][..], Node::elements);
        let after = tree.get(section).map_or(&[][..], Node::elements);
        let partners = self.partners(before, after);
        for (node, partner) in after.iter().zip(&partners) {
            let partner = partner.map(|index| &before[index]);
            let departure = self.departure(node, partner, &mut found.simulated);
            found.resources.push(departure);
        }
        let taken: BTreeSet<usize> = partners.into_iter().flatten().collect();
        for (index, node) in before.iter().enumerate() {
            if !taken.contains(&index) && self.is_from_file(node) {
                found.gone.push((self.resource, name_of(node)));
            }
        }
    }

    /// The position of what each element was: the same place in the list, or the same name.
    fn partners(&self, before: &[Node], after: &[Node]) -> Vec<Option<usize>> {
        let is_same = |one: &Node, other: &Node| one.span == other.span;
        let mut free: BTreeSet<usize> = (0..before.len()).collect();
        let mut partners: Vec<Option<usize>> = after
            .iter()
            .enumerate()
            .map(|(index, node)| {
                let here = before.get(index).filter(|old| is_same(old, node)).map(|_| index);
                here.inspect(|index| {
                    free.remove(index);
                })
            })
            .collect();
        for (node, partner) in after.iter().zip(&mut partners) {
            if partner.is_some() {
                continue;
            }
            let identity = self.resource.identity_of(node);
            let found = free.iter().copied().find(|index| {
                identity.is_some() && self.resource.identity_of(&before[*index]) == identity
                    || node.own_name().is_some() && before[*index].own_name() == node.own_name()
            });
            if let Some(index) = found {
                free.remove(&index);
                *partner = found;
            }
        }
        partners
    }

    fn is_from_file(&self, node: &Node) -> bool {
        self.sources.is_aws_json(node.span.file)
    }

    fn departure(&self, node: &Node, partner: Option<&Node>, simulated: &mut Vec<Difference>) -> Departure {
        let (origin, before) = match partner {
            Some(old) if self.is_from_file(old) => (Origin::File, Some(self.originals.restored(old))),
            Some(old) if self.named_there.has(self.resource, old) => (Origin::There, Some(old.clone())),
            _ => (Origin::New, None),
        };
        let shape = self.resource.shape();
        let mut after = as_json::members(node, shape);
        let differences = before.as_ref().or(partner).map_or_else(Vec::new, |before| {
            let mut differ = Differ::new(self.sources);
            differ.compare(Some(before), Some(node), Kind::Object(shape), &[]);
            differ.finish()
        });
        let before = before.map(|before| as_json::members(&before, shape));
        let read_only = |name: &str| shape.member(name).is_some_and(|it| it.effect == Effect::ReadOnly);
        let name = name_of(node);
        let mut kept = Vec::new();
        for difference in differences {
            if read_only(&difference.member) {
                continue;
            }
            let only_simulated = as_json::is_of_simulation(Kind::Object(shape), &difference.path);
            if only_simulated || not_ecs::is_research(&difference.member, after.get(&difference.member)) {
                let path = format!("{}.{name}.{}", self.resource.key(), difference.path);
                simulated.push(Difference { path, ..difference });
            } else {
                kept.push(difference);
            }
        }
        // What ECS does not have is left as it was.
        let foreign: Vec<String> = after
            .iter()
            .filter(|(name, value)| not_ecs::is_research(name, Some(*value)))
            .map(|(name, _)| name.clone())
            .collect();
        for member in foreign {
            match before.as_ref().and_then(|before| before.get(&member)) {
                Some(old) if !not_ecs::is_research(&member, Some(old)) => after.insert(member, old.clone()),
                _ => after.remove(&member),
            };
        }
        let place = place_of(&node.span, self.sources);
        Departure {
            resource: self.resource,
            name,
            origin,
            before,
            after,
            differences: kept,
            uses: None,
            place,
        }
    }
}

fn name_of(node: &Node) -> String {
    node.own_name().unwrap_or_default().to_owned()
}

/// Finds the task definition of each service.
fn uses(resources: &mut [Departure], tree: &Node) {
    let definitions = tree.get("taskDefinitions").map_or(&[][..], Node::elements);
    let first = resources.iter().position(|one| one.resource == Resource::TaskDefinition);
    let Some(first) = first else { return };
    for departure in resources.iter_mut().filter(|one| one.resource == Resource::Service) {
        let written = departure.after.get("taskDefinition").and_then(serde_json::Value::as_str);
        let name = written.map(|written| without_arn(written, "task-definition"));
        departure.uses = name.and_then(|name| named(definitions, name).first().map(|index| first + index));
    }
}
