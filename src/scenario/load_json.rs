//! AWS JSON checked by itself, inside the smallest scenario in which its rules apply.

use std::path::Path;

use super::load::{Loaded, unreadable};
use super::node::{FileId, Member, Node, Span, Value};
use super::shape::{CREATE_SERVICE, Checker, Kind, REGISTER_TASK_DEFINITION};
use super::wrapper::{self, Resource};
use super::{Problem, Problems, Sources, build, json_tree, read};

/// Checks AWS JSON by itself: a task definition or a service definition, bare or as the CLI prints it.
///
/// What a service refers to is not there to be checked: only the service itself is.
#[must_use]
pub fn check_json(path: &Path) -> Loaded {
    match read::bytes(path) {
        Ok(bytes) => check_json_text(&path.display().to_string(), bytes),
        Err(reason) => unreadable(path, &reason),
    }
}

/// As [`check_json`], for the content of a file.
#[must_use]
pub fn check_json_text(name: &str, bytes: Vec<u8>) -> Loaded {
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    if let Some(file) = read::keep(name, bytes, true, &mut sources, &mut problems) {
        check(file, &mut sources, &mut problems);
    }
    Loaded { scenario: None, problems, sources }
}

fn check(file: FileId, sources: &mut Sources, problems: &mut Problems) {
    let Some(root) = json_tree::parse(&sources.get(file).text, file, problems) else { return };
    let span = Span::new(file, root.span.start..(root.span.start + 1).min(root.span.end));
    let made_up = MadeUp { file: sources.add("made up", "") };
    let Some(resource) = kind_of(&root) else {
        let problem = Problem::error(&span, "neither a task definition nor a service");
        problems.push(problem.label("this has no containers and names no task definition"));
        return;
    };
    let beside = [made_up.text("family", "task")];
    match wrapper::unwrap(root, resource, &beside, &span) {
        Ok(nodes) => nodes.into_iter().for_each(|node| made_up.check(node, resource, sources, problems)),
        Err(problem) => problems.push(*problem),
    }
}

/// A service names a task definition by text; a task definition has containers.
fn kind_of(root: &Node) -> Option<Resource> {
    if let Value::Array(elements) = &root.value {
        return elements.first().and_then(|first| {
            let is_container = first.get("image").is_some() || first.get("essential").is_some();
            if is_container {
                Some(Resource::TaskDefinition)
            } else {
                kind_of(first).filter(|kind| *kind == Resource::Service)
            }
        });
    }
    if root.get("services").is_some() || root.get("service").is_some() {
        return Some(Resource::Service);
    }
    let wrapped = root.get("taskDefinition").is_some_and(|inner| matches!(inner.value, Value::Object(_)));
    if wrapped || root.get("containerDefinitions").is_some() || root.get("requiresCompatibilities").is_some()
    {
        return Some(Resource::TaskDefinition);
    }
    let of_service = ["serviceName", "taskDefinition", "desiredCount", "schedulingStrategy", "launchType"];
    of_service.iter().any(|name| root.get(name).is_some()).then_some(Resource::Service)
}

/// A container port that no load balancer asks for.
const UNUSED_PORT: i64 = 61_000;

/// The names of ports in `serviceConnectConfiguration` of a service.
fn connected_ports(service: &Node) -> Vec<String> {
    let connect = service.get("serviceConnectConfiguration").and_then(|connect| connect.get("services"));
    let ports = connect.map_or(&[][..], Node::elements).iter();
    ports.filter_map(|port| port.get("portName")?.as_str().map(str::to_owned)).collect()
}

/// Everything that is not in the file but that a scenario needs, in a source of its own.
struct MadeUp {
    file: FileId,
}

impl MadeUp {
    fn check(&self, node: Node, resource: Resource, sources: &Sources, problems: &mut Problems) {
        let (shape, section) = match resource {
            Resource::Service => (&CREATE_SERVICE, "services"),
            Resource::TaskDefinition | Resource::TargetGroup => {
                (&REGISTER_TASK_DEFINITION, "taskDefinitions")
            }
        };
        let name = node.own_name().unwrap_or("0").to_owned();
        let path = vec![section.to_owned(), name];
        Checker::new(sources, problems, path).check(&node, Kind::Object(shape));
        let scenario = match resource {
            Resource::Service => self.around_service(node),
            Resource::TaskDefinition | Resource::TargetGroup => self.around_task_definition(node),
        };
        let told = problems.clone();
        let mut found = Problems::default();
        // The model is of no use: only what is wrong is asked for.
        let _ = build::build(&scenario, &mut found);
        found.retain(|problem| problem.span.as_ref().is_some_and(|span| span.file != self.file));
        problems.extend(found.without_places_of(&told));
    }

    fn around_task_definition(&self, node: Node) -> Node {
        let family = node.get("family").and_then(Node::as_str).unwrap_or("task").to_owned();
        let service = self.object(vec![
            self.text("serviceName", "service"),
            self.text("taskDefinition", &family),
            self.integer("desiredCount", 0),
        ]);
        self.scenario(None, Vec::new(), node, service)
    }

    fn around_service(&self, mut service: Node) -> Node {
        let text = |name: &str| service.get(name).and_then(Node::as_str).map(str::to_owned);
        let cluster = text("cluster").map(|name| after_last(&name, '/').to_owned());
        let definition = text("taskDefinition").unwrap_or_else(|| "task".to_owned());
        let (family, revision) = match after_last(&definition, '/').split_once(':') {
            Some((family, revision)) => (family, revision.parse().unwrap_or(1)),
            None => (after_last(&definition, '/'), 1),
        };
        let balancers = service.get("loadBalancers").map_or(&[][..], Node::elements);
        let mut definition = vec![
            self.text("family", family),
            self.integer("revision", revision),
            self.list("containerDefinitions", self.containers(balancers, &connected_ports(&service))),
        ];
        // Only such tasks have subnets.
        let network =
            service.get("networkConfiguration").and_then(|network| network.get("awsvpcConfiguration"));
        if network.is_some_and(|network| matches!(network.value, Value::Object(_))) {
            definition.push(self.text("networkMode", "awsvpc"));
        }
        let task_definition = self.object(definition);
        let groups = balancers.iter().filter_map(|balancer| balancer.get("targetGroupArn")?.as_str());
        let groups = groups.map(|arn| self.target_group(arn)).collect();
        if let (Value::Object(members), None) = (&service.value, service.get("serviceName")) {
            let mut members = members.clone();
            members.push(self.text("serviceName", "service"));
            service.value = Value::Object(members);
        }
        self.scenario(cluster.as_deref(), groups, task_definition, service)
    }

    /// A container for each one that a load balancer names, with the port it asks for; the first also has the ports that
    /// Service Connect names.
    fn containers(&self, balancers: &[Node], connected: &[String]) -> Vec<Node> {
        let mut names: Vec<(&str, Vec<Node>)> = Vec::new();
        for balancer in balancers {
            let Some(name) = balancer.get("containerName").and_then(Node::as_str) else { continue };
            let port = balancer.get("containerPort").cloned();
            let mapping = port.map(|port| self.object(vec![self.member("containerPort", port)]));
            match names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, mappings)) => mappings.extend(mapping),
                None => names.push((name, mapping.into_iter().collect())),
            }
        }
        if names.is_empty() {
            names.push(("container", Vec::new()));
        }
        for (port, name) in (UNUSED_PORT..).zip(connected) {
            let mapping = vec![self.text("name", name), self.integer("containerPort", port)];
            names[0].1.push(self.object(mapping));
        }
        let container = |(name, mappings): (&str, Vec<Node>)| {
            let mut members =
                vec![self.text("name", name), self.text("image", "image"), self.integer("memory", 64)];
            members.push(self.list("portMappings", mappings));
            self.object(members)
        };
        names.into_iter().map(container).collect()
    }

    fn target_group(&self, arn: &str) -> Node {
        let name = arn.split('/').nth(1).unwrap_or(arn);
        self.object(vec![
            self.text("name", name),
            self.text("targetGroupArn", arn),
            self.text("protocol", "HTTP"),
        ])
    }

    fn scenario(&self, cluster: Option<&str>, groups: Vec<Node>, definition: Node, service: Node) -> Node {
        let host = self.object(vec![
            self.text("name", "hosts"),
            self.text("instanceType", "m5.large"),
            self.integer("count", 1),
            self.list("availabilityZones", vec![self.node(Value::String("us-east-1a".to_owned()))]),
        ]);
        let clusters = cluster.iter().map(|name| self.object(vec![self.text("clusterName", name)])).collect();
        let mut hosts = host;
        if let (Some(name), Value::Object(members)) = (cluster, &mut hosts.value) {
            members.push(self.text("cluster", name));
        }
        self.object(vec![
            self.text("name", "check"),
            self.list("clusters", clusters),
            self.list("containerInstances", vec![hosts]),
            self.list("taskDefinitions", vec![definition]),
            self.list("services", vec![service]),
            self.list("targetGroups", groups),
        ])
    }

    fn node(&self, value: Value) -> Node {
        Node { value, span: Span::new(self.file, 0..0) }
    }

    fn object(&self, members: Vec<Member>) -> Node {
        self.node(Value::Object(members))
    }

    fn member(&self, name: &str, value: Node) -> Member {
        Member { name: name.to_owned(), name_span: Span::new(self.file, 0..0), value }
    }

    fn text(&self, name: &str, text: &str) -> Member {
        self.member(name, self.node(Value::String(text.to_owned())))
    }

    fn integer(&self, name: &str, number: i64) -> Member {
        self.member(name, self.node(Value::Integer(number)))
    }

    fn list(&self, name: &str, elements: Vec<Node>) -> Member {
        self.member(name, self.node(Value::Array(elements)))
    }
}

fn after_last(text: &str, separator: char) -> &str {
    text.rsplit(separator).next().unwrap_or(text)
}
