//! What a folder of AWS JSON holds, and what it refers to and does not hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::content::Content;
use super::contents::Contents;
use super::names_only::{Names, cluster_of};
use super::resource::Resource;
use super::{
    Problem, Problems, Sources, check_document, described_twice, folder, group_attributes, incomplete,
    wrapper,
};
use crate::text::for_shell;
use crate::tree::{Node, Value};

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The kinds of which there is something, what a scenario takes first.
    pub rows: Vec<Row>,
    /// What is named and not described.
    pub missing: Vec<Missing>,
}

/// A kind of which there is something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is called.
    pub what: String,
    /// How many there are: resources, names, or files of what a scenario does not take.
    pub count: usize,
    /// The files that they are in.
    pub files: Vec<String>,
    /// What becomes of it, where no scenario takes it.
    pub note: String,
}

/// A kind of which something is not described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is named.
    pub resource: Resource,
    /// Its names; none where it is only known that there are some.
    pub names: Vec<String>,
    /// The commands that describe it, or list its names.
    pub commands: Vec<String>,
}

/// The problem of a folder, or a file, in which there is nothing that a scenario takes.
pub fn nothing_there(listing: &Listing, name: &str) -> Option<Problem> {
    let message = format!(
        "`{name}` is a folder, and holds neither results of `plimsoll run`, which have a manifest.json, nor JSON that a \
         scenario takes"
    );
    let help = "save what the AWS CLI prints into it, each answer in a file of its own";
    let is_nothing = listing.rows.iter().all(|row| !row.note.is_empty());
    is_nothing.then(|| Problem::without_place(message).help(help))
}

/// The files of `folder` that are passed over for their endings, as a row; `None` where there are none.
pub fn passed_over(folder: &Path) -> Option<Row> {
    let files = folder::passed_over(folder);
    let below = |file: &PathBuf| file.strip_prefix(folder).unwrap_or(file).display().to_string();
    let endings = folder::ENDINGS.map(|ending| format!(".{ending}")).join(", ");
    let note =
        format!("passed over, since only files that end in {endings} are read: rename what is to be taken");
    let what = if files.len() == 1 { "file of another ending" } else { "files of other endings" };
    let row =
        Row { what: what.to_owned(), count: files.len(), files: files.iter().map(below).collect(), note };
    (!files.is_empty()).then_some(row)
}

/// Checks all that there is, each resource by itself, and lists it.
pub fn list(contents: &Contents, sources: &mut Sources, problems: &mut Problems) -> (Listing, Found) {
    let mut found = Found::default();
    let mut others: BTreeMap<(&str, String), BTreeSet<String>> = BTreeMap::new();
    let (mut lists, mut attributes) = (Lists::new(), Vec::new());
    for document in &contents.documents {
        let path = document.path.clone();
        match &document.content {
            Content::Resource(resource) => {
                problems.extend(document.warnings.clone());
                let (all, files) = found.0.entry(*resource).or_default();
                files.insert(path);
                if contents.is_folder
                    && *resource == Resource::TargetGroup
                    && group_attributes::are_alone(&document.root)
                {
                    attributes.push(document.root.clone());
                    continue;
                }
                // A cluster may have no tasks, and AWS says so.
                if wrapper::count(&document.root, *resource) > 0 {
                    all.extend(check_document::check(document, *resource, sources, problems));
                }
            }
            Content::Names(names) => {
                incomplete::tell_names(&document.root, names, problems);
                let (all, files) = lists.entry(names.resource).or_default();
                all.extend(names.names.clone());
                files.insert(path);
            }
            Content::Foreign(foreign) => {
                others.entry((foreign.what(), foreign.help().to_owned())).or_default().insert(path);
            }
            Content::Waiting(waiting) => {
                others.entry((waiting.what, waiting.remedy.clone())).or_default().insert(path);
            }
            Content::Unknown => {
                let note = ("JSON of no known kind", "nothing is taken of it".to_owned());
                others.entry(note).or_default().insert(path);
            }
        }
    }
    for (resource, (nodes, _)) in &mut found.0 {
        described_twice::settle(nodes, *resource, sources, problems);
        if *resource == Resource::TargetGroup {
            group_attributes::give(nodes, std::mem::take(&mut attributes), problems);
        }
    }
    let missing = found.missing(&lists);
    let rows = found.0.iter().map(|(resource, (nodes, files))| Row {
        what: if nodes.len() == 1 { after_article(resource.noun()) } else { resource.plural() }.to_owned(),
        count: nodes.len(),
        files: files.iter().cloned().collect(),
        note: String::new(),
    });
    let named = lists.iter().map(|(resource, (names, files))| Row {
        what: format!("{} of {}", if names.len() == 1 { "name" } else { "names" }, resource.plural()),
        count: names.len(),
        files: files.iter().cloned().collect(),
        note: String::new(),
    });
    let others = others.into_iter().map(|((what, help), files)| Row {
        what: what.to_owned(),
        count: files.len(),
        files: files.into_iter().collect(),
        note: help,
    });
    let rows = rows.chain(named).chain(others).collect();
    (Listing { rows, missing }, found)
}

fn after_article(noun: &str) -> &str {
    noun.split_once(' ').map_or(noun, |(_, noun)| noun)
}

/// Names by what they name, and the files that list them.
type Lists = BTreeMap<Resource, (Vec<String>, BTreeSet<String>)>;

/// Resources by kind, and the files that they are in.
#[derive(Default)]
pub struct Found(BTreeMap<Resource, (Vec<Node>, BTreeSet<String>)>);

impl Found {
    /// The resources by kind.
    pub fn into_resources(self) -> BTreeMap<Resource, Vec<Node>> {
        self.0.into_iter().map(|(resource, (nodes, _))| (resource, nodes)).collect()
    }

    fn of(&self, resource: Resource) -> &[Node] {
        self.0.get(&resource).map_or(&[], |(nodes, _)| nodes)
    }

    /// What is named, in lists or by other resources, and not described.
    fn missing(&self, lists: &Lists) -> Vec<Missing> {
        let mut wanted: BTreeMap<Resource, BTreeSet<String>> = BTreeMap::new();
        for (resource, (names, _)) in lists {
            wanted.entry(*resource).or_default().extend(names.iter().cloned());
        }
        for (resource, name) in self.references() {
            wanted.entry(resource).or_default().insert(name);
        }
        let only = self.only_cluster();
        let unlisted = self.unlisted(&wanted);
        let named = wanted.into_iter().filter_map(|(resource, names)| {
            let names = self.undescribed(resource, &names);
            let commands = Names { resource, names: names.clone() }.commands(only);
            (!names.is_empty()).then_some(Missing { resource, names, commands })
        });
        named.chain(unlisted).collect()
    }

    /// Kinds of which clusters count some, and of which nothing is there, with the commands that list their names.
    fn unlisted(&self, wanted: &BTreeMap<Resource, BTreeSet<String>>) -> Vec<Missing> {
        let counted = [
            (Resource::ContainerInstance, "registeredContainerInstancesCount", "list-container-instances"),
            (Resource::Service, "activeServicesCount", "list-services"),
            (Resource::Task, "runningTasksCount", "list-tasks"),
        ];
        let unknown = counted
            .into_iter()
            .filter(|(resource, ..)| !wanted.contains_key(resource) && self.of(*resource).is_empty());
        let missing = unknown.map(|(resource, count, call)| {
            let has_some = |cluster: &&Node| {
                cluster.get(count).is_some_and(|count| matches!(count.value, Value::Integer(1..)))
            };
            let named = self.of(Resource::Cluster).iter().filter(has_some);
            let named = named.filter_map(|cluster| cluster.get("clusterName")?.as_str());
            let commands = named.map(|name| format!("aws ecs {call} --cluster {}", for_shell(name)));
            Missing { resource, names: Vec::new(), commands: commands.collect() }
        });
        missing.filter(|missing| !missing.commands.is_empty()).collect()
    }

    /// The cluster that all is in, if that is one.
    fn only_cluster(&self) -> Option<&str> {
        match self.of(Resource::Cluster) {
            [one] => one.get("clusterName")?.as_str(),
            _ => None,
        }
    }

    /// The names of which no description is there, each once.
    fn undescribed(&self, resource: Resource, wanted: &BTreeSet<String>) -> Vec<String> {
        let described: BTreeSet<String> =
            self.of(resource).iter().flat_map(|node| names_of(node, resource)).collect();
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        for name in wanted {
            let key = key_of(name, resource);
            let is_there = described.contains(&key) || described.contains(last(name));
            if !is_there {
                kept.entry(key).or_insert_with(|| name.clone());
            }
        }
        kept.into_values().collect()
    }

    /// What resources refer to.
    fn references(&self) -> Vec<(Resource, String)> {
        let mut all = Vec::new();
        let mut add = |resource: Resource, name: Option<&Node>| {
            if let Some(name) = name.and_then(Node::as_str) {
                all.push((resource, name.to_owned()));
            }
        };
        for service in self.of(Resource::Service) {
            // What the check of a file made up stands in no file.
            add(Resource::TaskDefinition, written(service, "taskDefinition"));
            add(Resource::Cluster, service.get("clusterArn"));
            for balancer in service.get("loadBalancers").map_or(&[][..], Node::elements) {
                add(Resource::TargetGroup, balancer.get("targetGroupArn"));
            }
            let alarms = service.get("deploymentConfiguration").and_then(|of| of.get("alarms"));
            for name in alarms.and_then(|alarms| alarms.get("alarmNames")).map_or(&[][..], Node::elements) {
                add(Resource::Alarm, Some(name));
            }
            for item in service.get("capacityProviderStrategy").map_or(&[][..], Node::elements) {
                add(Resource::CapacityProvider, item.get("capacityProvider"));
            }
        }
        for task in self.of(Resource::Task) {
            add(Resource::TaskDefinition, task.get("taskDefinitionArn"));
            add(Resource::ContainerInstance, task.get("containerInstanceArn"));
            add(Resource::Cluster, task.get("clusterArn"));
        }
        for cluster in self.of(Resource::Cluster) {
            for provider in cluster.get("capacityProviders").map_or(&[][..], Node::elements) {
                add(Resource::CapacityProvider, Some(provider));
            }
        }
        for provider in self.of(Resource::CapacityProvider) {
            let group = provider.get("autoScalingGroupProvider");
            add(Resource::AutoScalingGroup, group.and_then(|group| group.get("autoScalingGroupArn")));
        }
        for (resource, name) in &mut all {
            // Calls for groups take names and no ARNs.
            if *resource == Resource::AutoScalingGroup {
                *name = last(name).to_owned();
            }
        }
        all.retain(|(_, name)| !["FARGATE", "FARGATE_SPOT"].contains(&name.as_str()));
        all.extend(self.services_by_name());
        all
    }

    /// Services that tasks and scalable targets name, as names with their clusters.
    fn services_by_name(&self) -> Vec<(Resource, String)> {
        let mut all = Vec::new();
        for task in self.of(Resource::Task) {
            let text = |name: &str| task.get(name).and_then(Node::as_str);
            let service = text("group").and_then(|group| group.strip_prefix("service:"));
            let cluster = text("clusterArn").filter(|_| text("lastStatus") != Some("STOPPED"));
            if let (Some(service), Some(cluster)) = (service, cluster) {
                let (account, name) = cluster.split_once(":cluster/").unwrap_or(("", cluster));
                all.push((Resource::Service, format!("{account}:service/{name}/{service}")));
            }
        }
        all
    }
}

/// What a resource may be named by.
fn names_of(node: &Node, resource: Resource) -> Vec<String> {
    let text = |name: &str| node.get(name).and_then(Node::as_str);
    let arn = resource.arn_of(node).map(|arn| key_of(arn, resource));
    let name = match resource {
        Resource::Service => text("serviceName"),
        Resource::TaskDefinition => text("family"),
        Resource::Cluster => text("clusterName"),
        Resource::CapacityProvider => text("name"),
        // One of a template has no ARN yet.
        Resource::TargetGroup => text("name").or_else(|| text("targetGroupName")),
        Resource::AutoScalingGroup => text("autoScalingGroupName"),
        Resource::Alarm => text("alarmName"),
        _ => None,
    };
    // A service of that name in another cluster is another one.
    let name = name.filter(|_| resource != Resource::Service || arn.is_none());
    arn.into_iter().chain(name.map(str::to_owned)).collect()
}

/// What an ARN, or a name, names, whatever account it is of: without what stands before.
fn key_of(name: &str, resource: Resource) -> String {
    match resource {
        Resource::Service => {
            let cluster = cluster_of(name);
            cluster.map_or_else(|| last(name).to_owned(), |cluster| format!("{cluster}/{}", last(name)))
        }
        Resource::TargetGroup => name.to_owned(),
        _ => last(name).to_owned(),
    }
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A member that the file itself has.
fn written<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.get(name).filter(|member| member.span.file == node.span.file)
}
