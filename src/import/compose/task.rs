//! All services of a Compose file as the containers of one task, as the ECS CLI runs them, by its parameters.

use super::super::build::{self, put, put_some};
use super::super::imported::{Resource, Skipped};
use super::super::scalar::integer_of;
use super::containers::{self, container};
use super::params;
use crate::tree::{Member, Node, Problem, Problems, Span};

/// What the ECS CLI gives a container of which nothing says how much memory it has, in MiB.
const MEMORY: i64 = 512;
/// What a project without a name is called.
const NAME: &str = "compose";

/// The task definition of all services, and the service that runs it.
pub fn resources(
    root: &Node,
    services: &[&Member],
    params: Option<&Node>,
    skipped: &mut Vec<Skipped>,
    problems: &mut Problems,
) -> Vec<Resource> {
    let span = root.member("services").map_or(&root.span, |services| &services.name_span);
    let definition = params.and_then(|params| params.get("task_definition"));
    if let Some(params) = params {
        skipped.extend(params::left_out(params, services));
    }
    let has_size = definition.and_then(|of| of.get("task_size")?.get("mem_limit")).is_some();
    let (mut made, mut without) = (Vec::new(), Vec::new());
    for service in services {
        skipped.extend(containers::left_out(service, &["deploy"]));
        skipped.extend(deployment(service));
        let own = definition.and_then(|of| of.get("services")?.get(&service.name));
        let (node, has_memory) = sized(service, own, problems);
        if !has_memory && !has_size {
            without.push(*service);
        }
        made.push((node, has_memory || has_size));
    }
    tell_without(&without, problems);
    let containers = made.into_iter().map(|(mut node, has_memory)| {
        if !has_memory {
            let span = node.span.clone();
            put(&mut node, "memory", &span, build::integer(MEMORY, &span));
        }
        node
    });
    let name = name(root, span, problems);
    let mut task = build::object(&root.span);
    put(&mut task, "family", span, name.clone());
    if let Some(definition) = definition {
        params::of_definition(definition, &mut task);
    }
    put(&mut task, "containerDefinitions", span, build::list(containers.collect(), span));
    let mut service = build::object(&root.span);
    put(&mut service, "serviceName", span, name.clone());
    put(&mut service, "taskDefinition", span, name);
    put(&mut service, "desiredCount", span, build::integer(1, span));
    if let Some(run) = params.and_then(|params| params.get("run_params")) {
        let network = task.get("networkMode").and_then(Node::as_str);
        params::of_run(run, network == Some("awsvpc"), &mut service);
    }
    vec![Resource { section: "taskDefinitions", node: task }, Resource { section: "services", node: service }]
}

/// What the file calls the project.
fn name(root: &Node, span: &Span, problems: &mut Problems) -> Node {
    root.get("name").filter(|name| name.as_str().is_some()).cloned().unwrap_or_else(|| {
        let message = format!(
            "the project has no `name`: its task and its service are taken to be `{NAME}`, one task of it"
        );
        let problem = Problem::warning(span, message).label("the ECS CLI calls it by its folder");
        problems.push(
            problem.help(
                "write `name` into the Compose file, and `desiredCount = …` beside `file` for more tasks",
            ),
        );
        build::text(NAME, span)
    })
}

/// The container of a service with its CPU and memory; and whether anything says how much memory it has.
fn sized(service: &Member, own: Option<&Node>, problems: &mut Problems) -> (Node, bool) {
    let mut node = container(service, true, problems).node;
    let span = &service.name_span;
    let find = |name: &str| own.and_then(|own| own.get(name)).or_else(|| service.value.get(name));
    let shares = find("cpu_shares").and_then(|of| Some(build::integer(integer_of(of)?, &of.span)));
    put_some(&mut node, "cpu", span, shares);
    let mut has_memory = false;
    for (from, to) in [("mem_limit", "memory"), ("mem_reservation", "memoryReservation")] {
        if let Some(size) = find(from).and_then(|of| containers::memory(of, problems)) {
            put(&mut node, to, span, size);
            has_memory = true;
        }
    }
    if let Some(own) = own {
        params::of_container(own, &mut node);
    }
    (node, has_memory)
}

/// `deploy` of a service: the ECS CLI takes nothing of it.
fn deployment(service: &Member) -> Option<Skipped> {
    let deploy = service.value.member("deploy")?;
    Some(Skipped {
        kind: "deploy".to_owned(),
        name: service.name.clone(),
        why: "the ECS CLI takes nothing of it".to_owned(),
        span: deploy.name_span.clone(),
    })
}

fn tell_without(services: &[&Member], problems: &mut Problems) {
    let Some(first) = services.first() else { return };
    let names: Vec<String> = services.iter().map(|service| format!("`{}`", service.name)).collect();
    let message = format!("nothing states the memory of {}: taken to be {MEMORY} MiB", names.join(", "));
    let problem = Problem::warning(&first.name_span, message).label("as the ECS CLI takes it");
    problems.push(problem.help("write `mem_limit` of the service in ecs-params.yml"));
}
