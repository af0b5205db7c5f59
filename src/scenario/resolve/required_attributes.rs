//! Attributes that ECS derives from a task definition when it registers it, `requiresAttributes` (RA-01…RA-04).
//!
//! The rules follow what real registrations list; where no registration was seen, AWS's documentation of the setting.
//! A size of the task itself asks for nothing: no registration with one lists `ecs.capability.task-cpu-mem-limit`.

use std::collections::BTreeSet;

use super::super::{Node, Value};
use super::docker_api;
use super::fields::{flag, is_absent, is_object, list, objects, text};
use crate::model::NetworkMode;

const CAPABILITY: &str = "ecs.capability.";
/// How the names of older capabilities begin.
const OLDER: &str = "com.amazonaws.ecs.capability.";
/// Ten vCPUs: a larger task needs an agent that can limit it.
const LARGE_TASK_CPU: u32 = 10_240;

/// The names that a task definition in `mode` with `cpu` units of its own requires.
pub fn of_definition(node: &Node, mode: NetworkMode, cpu: Option<u32>) -> BTreeSet<String> {
    let mut required = Required::default();
    if mode == NetworkMode::Awsvpc {
        required.add("task-eni");
    }
    if !is_absent(node, "taskRoleArn") {
        required.add_older("task-iam-role");
        if mode == NetworkMode::Host {
            required.add_older("task-iam-role-network-host");
        }
    }
    if says(node, "pidMode") || says(node, "ipcMode") {
        required.add("pid-ipc-namespace-sharing");
    }
    let proxy = node.get("proxyConfiguration").filter(|proxy| is_object(proxy));
    if proxy.is_some_and(|proxy| text(proxy, "type").is_none_or(|kind| kind.value == "APPMESH")) {
        required.add("aws-appmesh");
    }
    if flag(node, "enableFaultInjection") == Some(true) {
        required.add("fault-injection");
    }
    if cpu.is_some_and(|cpu| cpu > LARGE_TASK_CPU) {
        required.add("increased-task-cpu-limit");
    }
    objects(node, "volumes").for_each(|volume| required.volume(volume));
    let pulls_with_role = !is_absent(node, "executionRoleArn");
    objects(node, "containerDefinitions")
        .for_each(|container| required.container(container, pulls_with_role));
    for level in docker_api::of_definition(node, mode) {
        required.add_older(&format!("docker-remote-api.{level}"));
    }
    required.0
}

/// All names that [`of_service`] may return.
pub const OF_SERVICES: [&str; 2] = [EXECUTE_COMMAND, SERVICE_CONNECT];
const EXECUTE_COMMAND: &str = "ecs.capability.execute-command";
const SERVICE_CONNECT: &str = "ecs.capability.service-connect-v1";

/// The names that a service, or a call that runs tasks, requires besides its task definition (LV-05).
pub fn of_service(service: &Node) -> BTreeSet<String> {
    let connect = service.get("serviceConnectConfiguration");
    let connects = connect.is_some_and(|connect| flag(connect, "enabled") == Some(true));
    let executes = flag(service, "enableExecuteCommand") == Some(true);
    let asked = [(executes, EXECUTE_COMMAND), (connects, SERVICE_CONNECT)];
    asked.into_iter().filter(|(asked, _)| *asked).map(|(_, name)| name.to_owned()).collect()
}

/// Names that were found so far.
#[derive(Default)]
struct Required(BTreeSet<String>);

impl Required {
    fn add(&mut self, name: &str) {
        self.0.insert(format!("{CAPABILITY}{name}"));
    }

    fn add_older(&mut self, name: &str) {
        self.0.insert(format!("{OLDER}{name}"));
    }

    /// LV-03, LV-04.
    fn volume(&mut self, volume: &Node) {
        if flag(volume, "configuredAtLaunch") == Some(true) {
            self.add("storage.ebs-task-volume-attach");
        }
        if volume.get("efsVolumeConfiguration").is_some_and(is_object) {
            self.add("efs");
            self.add("efsAuth");
        }
        if volume.get("fsxWindowsFileServerVolumeConfiguration").is_some_and(is_object) {
            self.add("fsxWindowsFileServer");
        }
        if let Some(docker) = volume.get("dockerVolumeConfiguration").filter(|docker| is_object(docker)) {
            let driver = text(docker, "driver").map_or("local", |driver| driver.value);
            // Agents register plugins with a dot before the tag.
            self.add(&format!("docker-plugin.{}", driver.replace(':', ".")));
        }
    }

    fn container(&mut self, container: &Node, pulls_with_role: bool) {
        if text(container, "image").is_some_and(|image| is_in_ecr(image.value)) {
            self.add_older("ecr-auth");
            if pulls_with_role {
                self.add("execution-role-ecr-pull");
            }
        }
        if container.get("repositoryCredentials").is_some_and(is_object) {
            self.add("private-registry-authentication.secretsmanager");
        }
        if let Some(log) = container.get("logConfiguration").filter(|log| is_object(log)) {
            self.log(log, pulls_with_role);
        }
        for secret in objects(container, "secrets") {
            self.add(&format!("secrets.{}.environment-variables", secret_store(secret)));
        }
        if !list(container, "environmentFiles").is_empty() {
            self.add("env-files.s3");
        }
        if flag(container, "privileged") == Some(true) {
            self.add_older("privileged-container");
        }
        self.security(container);
        self.life_cycle(container);
        self.firelens(container);
        if objects(container, "portMappings").any(|mapping| !is_absent(mapping, "containerPortRange")) {
            self.add("network.container-port-range");
        }
    }

    fn log(&mut self, log: &Node, pulls_with_role: bool) {
        for secret in objects(log, "secretOptions") {
            self.add(&format!("secrets.{}.bootstrap.log-driver", secret_store(secret)));
        }
        let Some(driver) = text(log, "logDriver") else { return };
        self.add_older(&format!("logging-driver.{}", driver.value));
        let options = log.get("options");
        let buffered = options.is_some_and(|options| !is_absent(options, "log-driver-buffer-limit"));
        match driver.value {
            "awslogs" if pulls_with_role => self.add("execution-role-awslogs"),
            "awsfirelens" if buffered => self.add("logging-driver.awsfirelens.log-driver-buffer-limit"),
            _ => {}
        }
    }

    /// Options such as `label:type:svirt_apache` and `apparmor:PROFILE`.
    fn security(&mut self, container: &Node) {
        let options = list(container, "dockerSecurityOptions").iter().filter_map(Node::as_str);
        for option in options {
            match option.split(':').next() {
                Some("label") => self.add_older("selinux"),
                Some("apparmor") => self.add_older("apparmor"),
                _ => {}
            }
        }
    }

    fn life_cycle(&mut self, container: &Node) {
        if checks_health(container) {
            self.add("container-health-check");
        }
        let ordered = !list(container, "dependsOn").is_empty();
        if ordered || ["startTimeout", "stopTimeout"].iter().any(|name| !is_absent(container, name)) {
            self.add("container-ordering");
        }
        let restart = container.get("restartPolicy");
        if restart.is_some_and(|policy| flag(policy, "enabled") == Some(true)) {
            self.add("container-restart-policy");
        }
    }

    fn firelens(&mut self, container: &Node) {
        let Some(router) = container.get("firelensConfiguration").filter(|router| is_object(router)) else {
            return;
        };
        if let Some(kind) = text(router, "type") {
            self.add(&format!("firelens.{}", kind.value));
        }
        if let Some(source) = router.get("options").and_then(|options| text(options, "config-file-type")) {
            self.add(&format!("firelens.options.config.{}", source.value));
        }
    }
}

/// Whether the image lies in a private registry of Amazon ECR: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/…`.
pub fn is_in_ecr(image: &str) -> bool {
    let host = image.split('/').next().unwrap_or(image);
    image.contains('/') && host.contains(".dkr.ecr") && host.contains(".amazonaws.")
}

/// Secrets Manager needs a whole ARN; everything else names a parameter of Systems Manager.
fn secret_store(secret: &Node) -> &'static str {
    let value = text(secret, "valueFrom").map_or("", |value| value.value);
    let service = value.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(1));
    if service == Some("secretsmanager") { "asm" } else { "ssm" }
}

/// Whether a container has a health check; the command `NONE` switches it off.
pub fn checks_health(container: &Node) -> bool {
    let check = container.get("healthCheck").filter(|check| is_object(check));
    check.is_some_and(|check| list(check, "command").first().and_then(Node::as_str) != Some("NONE"))
}

/// Whether the member `name` is a text that says something; tools write empty ones.
fn says(node: &Node, name: &str) -> bool {
    node.get(name).is_some_and(|member| matches!(&member.value, Value::String(text) if !text.is_empty()))
}
