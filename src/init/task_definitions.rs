//! `[[taskDefinitions]]`: those that are described, and a guess for those that something runs all the same.

use super::draft::{Entry, Line};
use super::surveyed::{Surveyed, last, list, number, selector, text};
use super::text::quoted;
use crate::scenario::{Node, Resource};

/// Host ports from here on are those that the agent picks (NP-02).
const FIRST_DYNAMIC_PORT: u32 = 32_768;
/// What a container gets of which nobody says what it takes.
const CPU: u32 = 256;
const MEMORY: u32 = 512;

/// The task definitions of the folder.
pub fn entries(found: &Surveyed<'_>) -> Vec<Entry> {
    let described = if found.has_no(Resource::TaskDefinition) { Vec::new() } else { described(found) };
    let guessed = found.missing(Resource::TaskDefinition).map(|name| guess(found, name));
    described.into_iter().chain(guessed).collect()
}

/// Those that are described; those of Fargate alone by themselves, with the line that makes them fit for instances.
fn described(found: &Surveyed<'_>) -> Vec<Entry> {
    let definitions = found.all(Resource::TaskDefinition);
    let is_of_fargate = |definition: &&Node| {
        let fits = list(definition, "requiresCompatibilities");
        !fits.is_empty() && fits.iter().all(|launch| launch.as_str() == Some("FARGATE"))
    };
    let of_fargate = definitions.iter().filter(is_of_fargate);
    let names: Vec<String> =
        of_fargate.filter_map(|definition| selector(definition, Resource::TaskDefinition)).collect();
    let mut plain = Entry::taking(Resource::TaskDefinition);
    if names.is_empty() {
        return vec![plain];
    }
    plain.elsewhere.clone_from(&names);
    let is_all = names.len() == definitions.len();
    let mut fargate = Entry::taking(Resource::TaskDefinition);
    fargate.only = if is_all { Vec::new() } else { names };
    fargate.lines.push(Line::known("# To run them on the instances all the same, take the # off this line:"));
    fargate.lines.push(Line::known("# requiresCompatibilities = [\"EC2\"]"));
    if is_all { vec![fargate] } else { vec![plain, fargate] }
}

/// CPU units and MiB that a task takes, where its definition is `node`.
pub fn size(node: &Node) -> (u32, u32) {
    let sum = |member: &dyn Fn(&Node) -> Option<u32>| -> u32 {
        list(node, "containerDefinitions").iter().filter_map(member).fold(0, u32::saturating_add)
    };
    let memory =
        |container: &Node| number(container, "memoryReservation").or_else(|| number(container, "memory"));
    let cpu = number(node, "cpu").unwrap_or_else(|| sum(&|container| number(container, "cpu")));
    (cpu, number(node, "memory").unwrap_or_else(|| sum(&memory)))
}

/// A definition made of what is known of its tasks and services.
fn guess(found: &Surveyed<'_>, name: &str) -> Entry {
    let own = last(name);
    let (family, revision) = own.rsplit_once(':').unwrap_or((own, "1"));
    let runs = |task: &&Node| text(task, "taskDefinitionArn").is_some_and(|arn| last(arn) == own);
    let task = found.all(Resource::Task).iter().find(runs);
    let mut lines = vec![Line::known(format!("family = {}", quoted(family)))];
    if let Ok(revision) = revision.parse::<u32>() {
        lines.push(Line::known(format!("revision = {revision}")));
    }
    match task {
        Some(task) => lines.extend(of_task(task)),
        None => lines.push(of_services(found, own)),
    }
    Entry::about(own, "[[taskDefinitions]]", lines)
}

/// What describe-tasks tells of a definition.
fn of_task(task: &Node) -> Vec<Line> {
    let mut lines = Vec::new();
    let has_interface =
        list(task, "attachments").iter().any(|of| text(of, "type") == Some("ElasticNetworkInterface"));
    if has_interface {
        lines.push(Line::guess("networkMode = \"awsvpc\"", "its task has a network interface of its own"));
    }
    let whole = number(task, "memory").unwrap_or(MEMORY);
    let containers = list(task, "containers");
    let share = whole / u32::try_from(containers.len().max(1)).unwrap_or(1);
    let containers: Vec<String> =
        containers.iter().map(|container| of_container(container, share, has_interface)).collect();
    let because = "no output of describe-task-definition has it; sizes and host ports are those of its task as \
                   describe-tasks prints it, and checks, stop time-outs and the rest are not known";
    lines.push(Line::guess(format!("containerDefinitions = [{}]", containers.join(", ")), because));
    lines
}

fn of_container(container: &Node, share: u32, has_interface: bool) -> String {
    let name = quoted(text(container, "name").unwrap_or("app"));
    let image = quoted(text(container, "image").unwrap_or("unknown"));
    let cpu = number(container, "cpu").unwrap_or(0);
    let memory =
        number(container, "memory").or_else(|| number(container, "memoryReservation")).unwrap_or(share);
    let ports = list(container, "networkBindings").iter().filter_map(|binding| {
        let port = number(binding, "containerPort")?;
        let host = number(binding, "hostPort").filter(|host| *host < FIRST_DYNAMIC_PORT).unwrap_or(0);
        let protocol = text(binding, "protocol").unwrap_or("tcp");
        let host = if has_interface { String::new() } else { format!(", hostPort = {host}") };
        Some(format!("{{ containerPort = {port}{host}, protocol = {} }}", quoted(protocol)))
    });
    let ports = ports.collect::<Vec<_>>().join(", ");
    let memory = memory.max(6);
    format!("{{ name = {name}, image = {image}, cpu = {cpu}, memory = {memory}, portMappings = [{ports}] }}")
}

/// A definition of which only services tell.
fn of_services(found: &Surveyed<'_>, own: &str) -> Line {
    let uses = |service: &&Node| text(service, "taskDefinition").is_some_and(|name| last(name) == own);
    let service = found.all(Resource::Service).iter().find(uses);
    let balancer = service.and_then(|service| list(service, "loadBalancers").first());
    let name = balancer.and_then(|balancer| text(balancer, "containerName")).unwrap_or("app");
    let port = balancer.and_then(|balancer| number(balancer, "containerPort"));
    let ports = port.map_or_else(String::new, |port| format!("{{ containerPort = {port}, hostPort = 0 }}"));
    let text = format!(
        "containerDefinitions = [{{ name = {}, image = \"unknown\", cpu = {CPU}, memory = {MEMORY}, \
         portMappings = [{ports}] }}]",
        quoted(name)
    );
    Line::guess(
        text,
        "no output of describe-task-definition has it, and no task of it is described: its size is made up",
    )
}
