//! Manifests of AWS Copilot: a service on Fargate with its task definition, or the task definition of a job.

mod balancers;
mod containers;
mod count;
#[cfg(test)]
mod tests;

use super::build::{self, put, put_some};
use super::imported::{Given, Imported, Resource, Skipped, Waiting};
use super::scalar::text_of;
use crate::tree::{Member, Node, Problem, Problems, Span};

/// Types whose manifest is a service of ECS.
const SERVICES: [&str; 3] = ["Load Balanced Web Service", "Backend Service", "Worker Service"];
/// The type that runs a task at times.
const JOB: &str = "Scheduled Job";
/// Types that run elsewhere.
const ELSEWHERE: [&str; 2] = ["Request-Driven Web Service", "Static Site"];

/// Keys that are read; of the others nothing is taken.
const READ: [&str; 18] = [
    "command",
    "count",
    "cpu",
    "deployment",
    "entrypoint",
    "environments",
    "exec",
    "http",
    "image",
    "memory",
    "name",
    "nlb",
    "platform",
    "secrets",
    "sidecars",
    "storage",
    "type",
    "variables",
];

/// The size that Copilot gives tasks: CPU units and MiB.
const SIZE: [(&str, i64); 2] = [("cpu", 256), ("memory", 512)];

/// Whether a tree is a manifest.
pub fn recognises(root: &Node) -> bool {
    let kind = root.get("type").and_then(Node::as_str);
    let is_known = |kind: &str| kind == JOB || SERVICES.contains(&kind) || ELSEWHERE.contains(&kind);
    root.get("name").is_some() && kind.is_some_and(is_known)
}

/// What a manifest holds; what environments say otherwise is named and not taken.
pub fn import(given: &Given<'_>, problems: &mut Problems) -> Imported {
    let root = given.root;
    let kind = root.get("type").and_then(Node::as_str).unwrap_or_default();
    let (Some(name), false) = (root.member("name"), ELSEWHERE.contains(&kind)) else {
        let waiting = Waiting {
            what: "a Copilot manifest",
            lacks: "its service runs outside of ECS",
            remedy: "leave it out: App Runner and static sites have no tasks".to_owned(),
        };
        return Imported { waiting: Some(waiting), ..Imported::default() };
    };
    let mut imported = Imported { skipped: left_out(root), ..Imported::default() };
    let manifest = Manifest { root, name: &name.value, span: &name.value.span };
    tell_size(root, manifest.span, problems);
    tell_environments(root, problems);
    let groups = balancers::of(&manifest);
    imported.resources.push(Resource { section: "taskDefinitions", node: manifest.definition() });
    if kind != JOB {
        imported.resources.push(Resource { section: "services", node: manifest.service(&groups) });
        let groups = groups.into_iter().map(|group| group.node);
        imported.resources.extend(groups.map(|node| Resource { section: "targetGroups", node }));
        imported.resources.extend(count::scaling(&manifest));
    }
    imported
}

/// A manifest.
struct Manifest<'f> {
    root: &'f Node,
    name: &'f Node,
    span: &'f Span,
}

impl Manifest<'_> {
    fn text(&self) -> &str {
        self.name.as_str().unwrap_or_default()
    }

    fn definition(&self) -> Node {
        let (root, span) = (self.root, self.span);
        let mut made = build::object(&root.span);
        put(&mut made, "family", span, self.name.clone());
        put(&mut made, "networkMode", span, build::text("awsvpc", span));
        put(&mut made, "requiresCompatibilities", span, build::texts(["FARGATE"], span));
        // Copilot makes both for every service.
        for (member, role) in [("executionRoleArn", "ExecutionRole"), ("taskRoleArn", "TaskRole")] {
            put(&mut made, member, span, build::text(format!("{}-{role}", self.text()), span));
        }
        for (key, usual) in SIZE {
            let written = root.get(key).and_then(|size| Some(build::text(text_of(size)?, &size.span)));
            put(&mut made, key, span, written.unwrap_or_else(|| build::text(usual.to_string(), span)));
        }
        if let Some(platform) = root.get("platform") {
            put_some(&mut made, "runtimePlatform", span, containers::platform(platform));
        }
        let ephemeral = root.get("storage").and_then(|storage| storage.get("ephemeral"));
        put_some(&mut made, "ephemeralStorage/sizeInGiB", span, ephemeral.cloned());
        put(&mut made, "containerDefinitions", span, containers::of(self));
        made
    }

    fn service(&self, groups: &[balancers::Group]) -> Node {
        let (root, span) = (self.root, self.span);
        let mut made = build::object(&root.span);
        put(&mut made, "serviceName", span, self.name.clone());
        put(&mut made, "taskDefinition", span, self.name.clone());
        count::put_count(self, &mut made);
        let rolling = root.get("deployment").and_then(|deployment| deployment.get("rolling"));
        let (least, most) =
            if rolling.and_then(Node::as_str) == Some("recreate") { (0, 100) } else { (100, 200) };
        let at = rolling.map_or(span, |rolling| &rolling.span);
        let on = |is_on| Node { value: crate::tree::Value::Bool(is_on), span: at.clone() };
        let configuration = [
            ("minimumHealthyPercent", build::integer(least, at)),
            ("maximumPercent", build::integer(most, at)),
            (
                "deploymentCircuitBreaker",
                build::object_of([("enable", on(true)), ("rollback", on(true))], at),
            ),
        ];
        put(&mut made, "deploymentConfiguration", at, build::object_of(configuration, at));
        if let Some(exec) = root.member("exec") {
            put(&mut made, "enableExecuteCommand", &exec.name_span, exec.value.clone());
        }
        let balancers: Vec<Node> = groups.iter().map(balancers::Group::entry).collect();
        if let Some(first) = groups.first() {
            put(&mut made, "loadBalancers", &first.span, build::list(balancers, &first.span));
            let grace = build::integer(first.grace, &first.span);
            put(&mut made, "healthCheckGracePeriodSeconds", &first.span, grace);
        }
        made
    }
}

fn left_out(root: &Node) -> Vec<Skipped> {
    let others = root.members().iter().filter(|member| !READ.contains(&member.name.as_str()));
    let skipped = |member: &Member| Skipped {
        kind: member.name.clone(),
        name: member.name.clone(),
        why: "nothing of it is simulated".to_owned(),
        span: member.name_span.clone(),
    };
    others.map(skipped).collect()
}

fn tell_size(root: &Node, span: &Span, problems: &mut Problems) {
    let lacking = SIZE.iter().filter(|(key, _)| root.get(key).is_none());
    let named: Vec<String> = lacking.map(|(key, usual)| format!("`{key}` is {usual}")).collect();
    if !named.is_empty() {
        let message = format!("the manifest states no size: {}", named.join(" and "));
        problems.push(Problem::warning(span, message).label("as Copilot takes it"));
    }
}

fn tell_environments(root: &Node, problems: &mut Problems) {
    let Some(environments) = root.member("environments") else { return };
    let of = |environment: &Member| {
        let keys: Vec<&str> = environment.value.members().iter().map(|member| member.name.as_str()).collect();
        (!keys.is_empty()).then(|| format!("`{}` ({})", environment.name, keys.join(", ")))
    };
    let named: Vec<String> = environments.value.members().iter().filter_map(of).collect();
    if !named.is_empty() {
        let message = format!("environments that say otherwise are not taken: {}", named.join(", "));
        let problem = Problem::warning(&environments.name_span, message).label("the manifest alone is read");
        problems.push(problem.help("write what holds in yours beside `file`, or into the manifest"));
    }
}
