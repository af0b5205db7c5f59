//! The smallest scenario in which the rules of a resource apply that is checked by itself.

use super::resource::Resource;
use super::shape::{Checker, Kind};
use super::{Problems, Sources, resolve};
use crate::tree::{FileId, Member, Node, Span, Value};

/// A container port that no load balancer asks for.
const UNUSED_PORT: i64 = 61_000;
/// Where everything is that has to be somewhere.
const ZONE: &str = "us-east-1a";

/// Everything that is not in the file but that a scenario needs, in a source of its own.
pub struct MadeUp {
    file: FileId,
}

impl MadeUp {
    /// Surroundings whose text is kept in `sources`, as nothing.
    pub fn new(sources: &mut Sources) -> Self {
        Self { file: sources.add("made up", "") }
    }

    /// Tells all that is wrong with the resource itself.
    pub fn check(&self, node: Node, resource: Resource, sources: &Sources, problems: &mut Problems) {
        let section = resource.key();
        let name = node.own_name().unwrap_or("0").to_owned();
        let path = vec![section.to_owned(), name];
        Checker::new(sources, problems, path).check(&node, Kind::Object(resource.shape()));
        let scenario = match resource {
            Resource::Cluster => self.scenario(&[self.list("clusters", vec![node])]),
            Resource::ContainerInstance => {
                let section = [self.list("containerInstances", vec![node.clone()])];
                self.located(&node, &section)
            }
            // They mean nothing without what they refer to, or nothing at all yet.
            Resource::Task
            | Resource::CapacityProvider
            | Resource::AutoScalingGroup
            | Resource::ScalableTarget
            | Resource::ScalingPolicy
            | Resource::Alarm => return,
            Resource::TaskDefinition => self.around_task_definition(node),
            Resource::Service => self.around_service(&node),
            Resource::TargetGroup => self.scenario(&[self.list("targetGroups", vec![node])]),
            Resource::RunTask => self.around_call("runTask", &node),
            Resource::StartTask => self.around_call("startTask", &node),
            Resource::UpdateService => self.around_update(&node),
        };
        let told = problems.clone();
        let mut found = Problems::default();
        resolve::check_alone(&scenario, &mut found);
        found.retain(|problem| problem.span.as_ref().is_some_and(|span| span.file != self.file));
        problems.extend(found.without_places_of(&told));
    }

    fn around_task_definition(&self, node: Node) -> Node {
        self.scenario(&[self.list("taskDefinitions", vec![node])])
    }

    fn around_service(&self, service: &Node) -> Node {
        let balancers = service.get("loadBalancers").map_or(&[][..], Node::elements);
        let named = balancers.iter().chain(service.get("serviceRegistries").map_or(&[][..], Node::elements));
        let containers = self.containers(named, &connected_ports(service));
        let groups = balancers.iter().filter_map(|balancer| balancer.get("targetGroupArn")?.as_str());
        let groups = groups.map(|arn| self.target_group(arn)).collect();
        let sections = [
            self.list("taskDefinitions", vec![self.definition(service, containers)]),
            self.list("targetGroups", groups),
            self.list("services", vec![service.clone()]),
        ];
        self.located(service, &sections)
    }

    /// `RunTask` and `StartTask` name containers in their overrides.
    fn around_call(&self, name: &str, call: &Node) -> Node {
        let overridden = call.get("overrides").and_then(|overrides| overrides.get("containerOverrides"));
        let named: Vec<Node> = overridden
            .map_or(&[][..], Node::elements)
            .iter()
            .filter_map(|one| Some(self.object(vec![self.member("containerName", one.get("name")?.clone())])))
            .collect();
        let definition = self.definition(call, self.containers(named.iter(), &[]));
        let action = self.object(vec![self.text("at", "0s"), self.member(name, call.clone())]);
        let sections = [self.list("taskDefinitions", vec![definition]), self.list("actions", vec![action])];
        self.located(call, &sections)
    }

    /// `UpdateService` needs the service, with tasks that another revision may replace.
    fn around_update(&self, call: &Node) -> Node {
        let definition = self.definition(call, self.containers([].iter(), &[]));
        let service = call.get("service").and_then(Node::as_str).unwrap_or("service");
        let mut members = vec![
            self.text("serviceName", after_last(service, '/')),
            self.text("taskDefinition", definition.get("family").and_then(Node::as_str).unwrap_or("task")),
            self.integer("desiredCount", 0),
        ];
        members.extend(call.member("cluster").cloned());
        members.extend(call.member("networkConfiguration").cloned());
        let action = self.object(vec![self.text("at", "0s"), self.member("updateService", call.clone())]);
        let sections = [
            self.list("taskDefinitions", vec![definition]),
            self.list("services", vec![self.object(members)]),
            self.list("actions", vec![action]),
        ];
        self.located(call, &sections)
    }

    /// The task definition that `node` names, with these containers.
    fn definition(&self, node: &Node, containers: Vec<Node>) -> Node {
        let written = node.get("taskDefinition").and_then(Node::as_str).unwrap_or("task");
        let (family, revision) = match after_last(written, '/').split_once(':') {
            Some((family, revision)) => (family, revision.parse().unwrap_or(1)),
            None => (after_last(written, '/'), 1),
        };
        let mut definition = vec![
            self.text("family", family),
            self.integer("revision", revision),
            self.list("containerDefinitions", containers),
            self.text("taskRoleArn", "role"),
        ];
        // Only such tasks have subnets.
        if configuration(node).is_some() {
            definition.push(self.text("networkMode", "awsvpc"));
        }
        self.object(definition)
    }

    /// A container for each one that a load balancer, a registry or an override names, with the port it asks for; the first
    /// also has the ports that Service Connect names.
    fn containers<'n>(&self, named: impl Iterator<Item = &'n Node>, connected: &[String]) -> Vec<Node> {
        let mut mapped: Vec<(&str, Vec<Node>)> = Vec::new();
        for one in named {
            let Some(name) = one.get("containerName").and_then(Node::as_str) else { continue };
            let port = one.get("containerPort").cloned();
            let mapping = port.map(|port| self.object(vec![self.member("containerPort", port)]));
            match mapped.iter_mut().find(|(known, _)| *known == name) {
                Some((_, mappings)) if mapping.iter().all(|one| !mappings.contains(one)) => {
                    mappings.extend(mapping);
                }
                Some(_) => {}
                None => mapped.push((name, mapping.into_iter().collect())),
            }
        }
        if mapped.is_empty() {
            mapped.push(("container", Vec::new()));
        }
        for (port, name) in (UNUSED_PORT..).zip(connected) {
            let mapping = vec![self.text("name", name), self.integer("containerPort", port)];
            mapped[0].1.push(self.object(mapping));
        }
        let container = |(name, mappings): (&str, Vec<Node>)| {
            let mut members =
                vec![self.text("name", name), self.text("image", "image"), self.integer("memory", 64)];
            members.push(self.list("portMappings", mappings));
            let command = self.list("command", vec![self.node(Value::String("CMD".to_owned()))]);
            members.push(self.member("healthCheck", self.object(vec![command])));
            self.object(members)
        };
        mapped.into_iter().map(container).collect()
    }

    fn target_group(&self, arn: &str) -> Node {
        let name = arn.split('/').nth(1).unwrap_or(arn);
        self.object(vec![
            self.text("name", name),
            self.text("targetGroupArn", arn),
            self.text("protocol", "HTTP"),
        ])
    }

    /// A scenario with the cluster and the subnets that `node` names.
    fn located(&self, node: &Node, sections: &[Member]) -> Node {
        let mut sections = sections.to_vec();
        if let Some(cluster) = node.get("cluster").and_then(Node::as_str) {
            let cluster = self.object(vec![self.text("clusterName", after_last(cluster, '/'))]);
            sections.push(self.list("clusters", vec![cluster]));
        }
        let subnets = configuration(node).and_then(|configuration| configuration.get("subnets"));
        let subnet = |subnet: &Node| {
            let members = vec![self.member("subnetId", subnet.clone()), self.text("availabilityZone", ZONE)];
            self.object(members)
        };
        let subnets: Vec<Node> = subnets.map_or(&[][..], Node::elements).iter().map(subnet).collect();
        if !subnets.is_empty() {
            let vpc = self.object(vec![self.text("vpcId", "vpc-0"), self.list("subnets", subnets)]);
            sections.push(self.list("vpcs", vec![vpc]));
        }
        self.scenario(&sections)
    }

    fn scenario(&self, sections: &[Member]) -> Node {
        let mut members = vec![self.text("name", "check")];
        members.extend(sections.to_vec());
        self.object(members)
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

    /// A member that holds a text.
    pub fn text(&self, name: &str, text: &str) -> Member {
        self.member(name, self.node(Value::String(text.to_owned())))
    }

    /// A member that holds a number.
    pub fn integer(&self, name: &str, number: i64) -> Member {
        self.member(name, self.node(Value::Integer(number)))
    }

    fn list(&self, name: &str, elements: Vec<Node>) -> Member {
        self.member(name, self.node(Value::Array(elements)))
    }
}

/// `awsvpcConfiguration` of a service or a call.
fn configuration(node: &Node) -> Option<&Node> {
    let inner = node.get("networkConfiguration")?.get("awsvpcConfiguration")?;
    matches!(inner.value, Value::Object(_)).then_some(inner)
}

/// The names of ports in `serviceConnectConfiguration` of a service.
fn connected_ports(service: &Node) -> Vec<String> {
    let connect = service.get("serviceConnectConfiguration").and_then(|connect| connect.get("services"));
    let ports = connect.map_or(&[][..], Node::elements).iter();
    ports.filter_map(|port| port.get("portName")?.as_str().map(str::to_owned)).collect()
}

fn after_last(text: &str, separator: char) -> &str {
    text.rsplit(separator).next().unwrap_or(text)
}
