//! Each service of a Compose file as a service of ECS, as Compose's ECS integration deploys it: on Fargate, or on
//! instances where it needs a GPU.

use super::super::build::{self, put, put_some};
use super::super::imported::{Resource, Skipped};
use super::super::scalar::integer_of;
use super::super::units::{cpu_units, mebibytes};
use super::containers::{self, Container};
use super::ports::Port;
use crate::tree::{Member, Node, Problem, Problems, Span};

/// The sizes that the integration chooses among: CPU units, the least and most memory in MiB, and the step between.
const SIZES: [(i64, i64, i64, i64); 6] = [
    (256, 512, 512, 512),
    (256, 1_024, 2_048, 1_024),
    (512, 1_024, 4_096, 1_024),
    (1_024, 2_048, 8_192, 1_024),
    (2_048, 4_096, 16_384, 1_024),
    (4_096, 8_192, 30_720, 1_024),
];
const SMALLEST: (i64, i64) = (256, 512);

/// Keys of services that are read here and not for containers.
const ALSO_READ: [&str; 1] = ["x-aws-autoscaling"];

/// The resources of the services.
pub fn resources(
    root: &Node,
    services: &[&Member],
    skipped: &mut Vec<Skipped>,
    problems: &mut Problems,
) -> Vec<Resource> {
    let cluster = root.get("x-aws-cluster");
    let mut made = Vec::new();
    let mut unsized_ones = Vec::new();
    let containers: Vec<Container> =
        services.iter().map(|service| containers::container(service, false, problems)).collect();
    // One port that is not of HTTP, and a Network Load Balancer stands before all of them.
    let all_http = containers.iter().flat_map(|container| &container.ports).all(is_http);
    for (service, container) in services.iter().zip(containers) {
        skipped.extend(containers::left_out(service, &ALSO_READ));
        let deployed = Deployed { service, span: &service.name_span, cluster };
        let needs = Needs::of(&service.value, problems);
        if needs.is_nothing() {
            unsized_ones.push(*service);
        }
        let groups: Vec<Node> =
            container.ports.iter().map(|port| deployed.target_group(port, all_http)).collect();
        made.push(Resource { section: "services", node: deployed.service(&container, &groups, &needs) });
        made.extend(groups.into_iter().map(|node| Resource { section: "targetGroups", node }));
        made.push(Resource {
            section: "taskDefinitions",
            node: deployed.definition(container, &needs, problems),
        });
        made.extend(deployed.scaling());
    }
    tell_unsized(&unsized_ones, problems);
    made
}

fn tell_unsized(services: &[&Member], problems: &mut Problems) {
    let Some(first) = services.first() else { return };
    let names: Vec<String> = services.iter().map(|service| format!("`{}`", service.name)).collect();
    let (cpu, memory) = SMALLEST;
    let message = format!(
        "nothing states the resources of {}: taken to be cpu {cpu} and memory {memory}",
        names.join(", ")
    );
    let problem = Problem::warning(&first.name_span, message).label("the smallest size of Fargate");
    problems.push(problem.help("write `deploy.resources.limits` with `cpus` and `memory`"));
}

fn is_http(port: &Port) -> bool {
    match &port.application {
        Some(application) => application.starts_with("http"),
        None => port.protocol == "tcp" && [80, 443].contains(&port.target),
    }
}

/// What a service needs.
struct Needs {
    cpu: i64,
    memory: i64,
    gpus: Option<Node>,
    reserved: Option<Node>,
}

impl Needs {
    fn of(body: &Node, problems: &mut Problems) -> Self {
        let resources = body.get("deploy").and_then(|deploy| deploy.get("resources"));
        let part = |name: &str| resources.and_then(|resources| resources.get(name));
        let (limits, reservations) = (part("limits"), part("reservations"));
        let stated = limits.or(reservations);
        let find = |name: &str, old: &str| stated.and_then(|of| of.get(name)).or_else(|| body.get(old));
        let reserved = reservations.and_then(|of| of.get("memory"));
        Self {
            cpu: find("cpus", "cpus").and_then(cpu_units).unwrap_or(0),
            memory: find("memory", "mem_limit").and_then(mebibytes).unwrap_or(0),
            gpus: reservations.and_then(containers::gpus),
            reserved: reserved.and_then(|of| containers::memory(of, problems)),
        }
    }

    fn is_nothing(&self) -> bool {
        self.cpu == 0 && self.memory == 0 && self.gpus.is_none()
    }

    /// The smallest size of Fargate that holds it.
    fn size(&self) -> Option<(i64, i64)> {
        if self.is_nothing() {
            return Some(SMALLEST);
        }
        let fits = |(cpu, least, most, step): &(i64, i64, i64, i64)| {
            let steps = (self.memory - least).max(0).div_euclid(*step)
                + i64::from((self.memory - least).max(0) % step > 0);
            (self.cpu <= *cpu && self.memory <= *most).then_some((*cpu, least + steps * step))
        };
        SIZES.iter().find_map(fits)
    }
}

/// A service while it is made.
struct Deployed<'f> {
    service: &'f Member,
    span: &'f Span,
    cluster: Option<&'f Node>,
}

impl Deployed<'_> {
    fn name(&self) -> Node {
        build::text(&*self.service.name, self.span)
    }

    fn deploy(&self, name: &str) -> Option<&Node> {
        self.service.value.get("deploy")?.get(name)
    }

    fn definition(&self, container: Container, needs: &Needs, problems: &mut Problems) -> Node {
        let (span, mut container) = (self.span, container.node);
        let launch = if needs.gpus.is_some() { "EC2" } else { "FARGATE" };
        put_some(&mut container, "memoryReservation", span, needs.reserved.clone());
        put_some(&mut container, "resourceRequirements", span, needs.gpus.clone());
        let mut made = build::object(&self.service.value.span);
        put(&mut made, "family", span, self.name());
        put(&mut made, "networkMode", span, build::text("awsvpc", span));
        put(&mut made, "requiresCompatibilities", span, build::texts([launch], span));
        // The integration makes one for every service.
        let role = format!("{}TaskExecutionRole", self.service.name);
        put(&mut made, "executionRoleArn", span, build::text(role, span));
        let size = if needs.gpus.is_some() { Some((needs.cpu, needs.memory)) } else { needs.size() };
        let (cpu, memory) = size.unwrap_or_else(|| {
            let message = format!("`{}` needs more than a task of Fargate has", self.service.name);
            let problem = Problem::warning(span, message).label("Compose's ECS integration refuses it");
            problems.push(problem.help("lower `cpus` and `memory` of `deploy.resources.limits`"));
            (needs.cpu, needs.memory)
        });
        for (name, size) in [("cpu", cpu), ("memory", memory)] {
            if size > 0 {
                put(&mut made, name, span, build::text(size.to_string(), span));
            }
        }
        put(&mut made, "containerDefinitions", span, build::list(vec![container], span));
        made
    }

    fn service(&self, container: &Container, groups: &[Node], needs: &Needs) -> Node {
        let span = self.span;
        let launch = if needs.gpus.is_some() { "EC2" } else { "FARGATE" };
        let mut made = build::object(&self.service.value.span);
        put(&mut made, "serviceName", span, self.name());
        put_some(&mut made, "cluster", span, self.cluster.cloned());
        put(&mut made, "taskDefinition", span, self.name());
        let count = self.deploy("replicas").or_else(|| self.service.value.get("scale"));
        put(&mut made, "desiredCount", span, count.cloned().unwrap_or_else(|| build::integer(1, span)));
        put(&mut made, "launchType", span, build::text(launch, span));
        let (least, most) = self.percentages();
        put(&mut made, "deploymentConfiguration/minimumHealthyPercent", span, build::integer(least, span));
        put(&mut made, "deploymentConfiguration/maximumPercent", span, build::integer(most, span));
        let balancer = |(port, group): (&Port, &Node)| {
            let members = [
                ("containerName", self.name()),
                ("containerPort", build::integer(port.target.into(), &port.span)),
                ("targetGroupArn", group.get("name").cloned().unwrap_or_else(|| self.name())),
            ];
            build::object_of(members, &port.span)
        };
        let balancers: Vec<Node> = container.ports.iter().zip(groups).map(balancer).collect();
        if !balancers.is_empty() {
            put(&mut made, "loadBalancers", span, build::list(balancers, span));
        }
        made
    }

    /// How far deployments go below and above the count: as the update says, of the replicas that the file states.
    fn percentages(&self) -> (i64, i64) {
        let update = self.deploy("update_config");
        let number = |name: &str| update.and_then(|update| update.get(name)).and_then(integer_of);
        let replicas = self.deploy("replicas").and_then(integer_of);
        let (mut least, mut most) = (100, 200);
        if let (Some(parallel @ 1..), Some(replicas @ 1..)) = (number("parallelism"), replicas) {
            least = (replicas - parallel).max(0).saturating_mul(100) / replicas;
            most = replicas.saturating_add(parallel).saturating_mul(100) / replicas;
        }
        (number("x-aws-min_percent").unwrap_or(least), number("x-aws-max_percent").unwrap_or(most))
    }

    fn target_group(&self, port: &Port, all_http: bool) -> Node {
        let span = &port.span;
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let end = format!("-{}{}", port.target, if port.protocol == "udp" { "-udp" } else { "" });
        let start: String =
            self.service.name.chars().map(plain).take(32_usize.saturating_sub(end.len())).collect();
        let protocol = if all_http { "HTTP".to_owned() } else { port.protocol.to_ascii_uppercase() };
        let members = [
            ("name", build::text(format!("{start}{end}"), span)),
            ("protocol", build::text(protocol, span)),
            ("port", build::integer(port.target.into(), span)),
            ("targetType", build::text("ip", span)),
        ];
        build::object_of(members, span)
    }

    /// `x-aws-autoscaling`: a target, and a policy for each figure that it names.
    fn scaling(&self) -> Vec<Resource> {
        let own = self.service.value.get("x-aws-autoscaling");
        let Some(scaling) = self.deploy("x-aws-autoscaling").or(own) else { return Vec::new() };
        let span = &scaling.span;
        let cluster = self.cluster.and_then(Node::as_str).unwrap_or("default");
        let resource = || build::text(format!("service/{cluster}/{}", self.service.name), span);
        let scaled = || {
            let members = [
                ("serviceNamespace", build::text("ecs", span)),
                ("resourceId", resource()),
                ("scalableDimension", build::text("ecs:service:DesiredCount", span)),
            ];
            build::object_of(members, span)
        };
        let mut target = scaled();
        put_some(&mut target, "minCapacity", span, scaling.get("min").cloned());
        put_some(&mut target, "maxCapacity", span, scaling.get("max").cloned());
        let mut made = vec![Resource { section: "scalableTargets", node: target }];
        let metrics =
            [("cpu", "ECSServiceAverageCPUUtilization"), ("memory", "ECSServiceAverageMemoryUtilization")];
        for (key, metric) in metrics {
            let Some(value) = scaling.get(key) else { continue };
            let mut policy = scaled();
            put(&mut policy, "policyName", span, build::text(format!("{}-{key}", self.service.name), span));
            put(&mut policy, "policyType", span, build::text("TargetTrackingScaling", span));
            let tracking = "targetTrackingScalingPolicyConfiguration";
            put(&mut policy, &format!("{tracking}/targetValue"), span, value.clone());
            let metric = build::text(metric, span);
            put(
                &mut policy,
                &format!("{tracking}/predefinedMetricSpecification/predefinedMetricType"),
                span,
                metric,
            );
            made.push(Resource { section: "scalingPolicies", node: policy });
        }
        made
    }
}
