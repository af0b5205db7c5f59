//! `ecs-params.yml`: what the ECS CLI takes beside a Compose file.

use super::super::build::{self, put, put_some};
use super::super::docker::health_check;
use super::super::imported::{Given, Imported, Skipped, Waiting};
use crate::tree::{Member, Node, Problems};

/// Keys that are read: under `task_definition`, of a service there, and under `run_params`.
const OF_DEFINITION: [&str; 8] = [
    "ecs_network_mode",
    "ipc_mode",
    "pid_mode",
    "placement_constraints",
    "services",
    "task_execution_role",
    "task_role_arn",
    "task_size",
];
const OF_SERVICE: [&str; 10] = [
    "cpu_shares",
    "depends_on",
    "essential",
    "gpu",
    "healthcheck",
    "init_process_enabled",
    "mem_limit",
    "mem_reservation",
    "repository_credentials",
    "secrets",
];
const OF_RUN: [&str; 2] = ["network_configuration", "task_placement"];

/// Whether a tree is such a file.
pub fn recognises(root: &Node) -> bool {
    let is_object = |name: &str| root.get(name).is_some_and(|part| !part.members().is_empty());
    root.get("services").is_none()
        && (is_object("run_params") || is_object("task_definition"))
        && root.get("containerDefinitions").is_none()
        && root
            .members()
            .iter()
            .all(|member| ["version", "task_definition", "run_params"].contains(&member.name.as_str()))
}

/// By itself it gives nothing.
pub fn import(given: &Given<'_>, _: &mut Problems) -> Imported {
    let waiting = Waiting {
        what: "an ecs-params file of the ECS CLI",
        lacks: "it belongs to a Compose file",
        remedy: "name the Compose file beside it, with compose = \"task\": what ecs-params.yml in its folder says is taken \
                 along"
            .to_owned(),
    };
    Imported { skipped: left_out(given.root, &[]), waiting: Some(waiting), ..Imported::default() }
}

/// What is written there and not read; services that `file` has not are among it, where there are some.
pub fn left_out(params: &Node, file: &[&Member]) -> Vec<Skipped> {
    let skipped = |member: &Member, why: &str| Skipped {
        kind: member.name.clone(),
        name: member.name.clone(),
        why: why.to_owned(),
        span: member.name_span.clone(),
    };
    let part = |name: &str| params.get(name).map_or(&[][..], Node::members).iter();
    let unread = "nothing of it is simulated";
    let mut all: Vec<Skipped> = part("task_definition")
        .filter(|member| !OF_DEFINITION.contains(&member.name.as_str()))
        .chain(part("run_params").filter(|member| !OF_RUN.contains(&member.name.as_str())))
        .map(|member| skipped(member, unread))
        .collect();
    let services = params.get("task_definition").and_then(|of| of.get("services"));
    for service in services.map_or(&[][..], Node::members) {
        if !file.is_empty() && file.iter().all(|known| known.name != service.name) {
            all.push(skipped(service, "the Compose file has no service of this name"));
        }
        let others = service.value.members().iter();
        let others = others.filter(|member| !OF_SERVICE.contains(&member.name.as_str()));
        all.extend(others.map(|member| skipped(member, unread)));
    }
    all
}

/// What `task_definition` says of the task.
pub fn of_definition(definition: &Node, task: &mut Node) {
    copy(
        definition,
        task,
        &[
            ("ecs_network_mode", "networkMode"),
            ("task_role_arn", "taskRoleArn"),
            ("task_execution_role", "executionRoleArn"),
            ("pid_mode", "pidMode"),
            ("ipc_mode", "ipcMode"),
            ("placement_constraints", "placementConstraints"),
        ],
    );
    if let Some(size) = definition.get("task_size") {
        copy(size, task, &[("cpu_limit", "cpu"), ("mem_limit", "memory")]);
    }
}

/// What `services` says of a container, its CPU and memory left out.
pub fn of_container(own: &Node, container: &mut Node) {
    copy(
        own,
        container,
        &[("essential", "essential"), ("init_process_enabled", "linuxParameters/initProcessEnabled")],
    );
    let span = &own.span;
    put_some(container, "healthCheck", span, own.get("healthcheck").and_then(health_check));
    let gpus = own.get("gpu").map(|count| {
        let members = [("type", build::text("GPU", &count.span)), ("value", count.clone())];
        build::list(vec![build::object_of(members, &count.span)], &count.span)
    });
    put_some(container, "resourceRequirements", span, gpus);
    let dependency = |one: &Node| {
        let mut made = build::object(&one.span);
        copy(one, &mut made, &[("container_name", "containerName"), ("condition", "condition")]);
        made
    };
    if let Some(dependencies) = own.get("depends_on") {
        let all = dependencies.elements().iter().map(dependency).collect();
        put(container, "dependsOn", span, build::list(all, &dependencies.span));
    }
    let secret = |one: &Node| {
        let mut made = build::object(&one.span);
        copy(one, &mut made, &[("name", "name"), ("value_from", "valueFrom")]);
        made
    };
    if let Some(secrets) = own.get("secrets") {
        let all = secrets.elements().iter().map(secret).collect();
        put(container, "secrets", span, build::list(all, &secrets.span));
    }
    let credentials = own.get("repository_credentials").and_then(|of| of.get("credentials_parameter"));
    put_some(container, "repositoryCredentials/credentialsParameter", span, credentials.cloned());
}

/// What `run_params` says of the service; subnets are for tasks with interfaces of their own.
pub fn of_run(run: &Node, has_interfaces: bool, service: &mut Node) {
    let network = run.get("network_configuration").and_then(|network| network.get("awsvpc_configuration"));
    if let Some(network) = network.filter(|_| has_interfaces) {
        let mut made = build::object(&network.span);
        copy(
            network,
            &mut made,
            &[
                ("subnets", "subnets"),
                ("security_groups", "securityGroups"),
                ("assign_public_ip", "assignPublicIp"),
            ],
        );
        put(service, "networkConfiguration/awsvpcConfiguration", &network.span, made);
    }
    if let Some(placement) = run.get("task_placement") {
        copy(
            placement,
            service,
            &[("strategy", "placementStrategy"), ("constraints", "placementConstraints")],
        );
    }
}

/// Members by the names that the API has for them.
fn copy(from: &Node, to: &mut Node, names: &[(&str, &str)]) {
    for (written, api) in names {
        if let Some(member) = from.member(written) {
            put(to, api, &member.name_span, member.value.clone());
        }
    }
}
