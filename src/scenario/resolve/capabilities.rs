//! What the agent of an instance says that it can do: attributes without a value (AT-03, RA-03, RA-04).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::{Node, Problem, Problems, Severity};
use super::agent_version::AgentVersion;
use super::fields::{as_text, list};
use super::names::{nearest, shortened};

/// How names of capabilities begin; the second is the older way.
const PREFIXES: [&str; 2] = ["ecs.capability.", "com.amazonaws.ecs.capability."];

/// How the names of log drivers begin.
const LOGGING_DRIVER: &str = "com.amazonaws.ecs.capability.logging-driver.";

/// Agents older than any of those in the table register what has always been there.
const ALWAYS: AgentVersion = AgentVersion::new(0, 0, 0);

const fn since(minor: u32, patch: u32) -> AgentVersion {
    AgentVersion::new(1, minor, patch)
}

/// What an agent on an ECS-optimized Linux AMI registers, each with the first version that does: as AWS documents it
/// for the feature, else the oldest registration that was seen with it.
const REGISTERED: [(AgentVersion, &[&str]); 24] = [
    (
        ALWAYS,
        &[
            "com.amazonaws.ecs.capability.docker-remote-api.1.17",
            "com.amazonaws.ecs.capability.docker-remote-api.1.18",
            "com.amazonaws.ecs.capability.docker-remote-api.1.19",
            "com.amazonaws.ecs.capability.docker-remote-api.1.20",
            "com.amazonaws.ecs.capability.docker-remote-api.1.21",
            "com.amazonaws.ecs.capability.docker-remote-api.1.22",
            "com.amazonaws.ecs.capability.docker-remote-api.1.23",
            "com.amazonaws.ecs.capability.docker-remote-api.1.24",
            "com.amazonaws.ecs.capability.docker-remote-api.1.25",
            "com.amazonaws.ecs.capability.docker-remote-api.1.30",
            "com.amazonaws.ecs.capability.ecr-auth",
            "com.amazonaws.ecs.capability.logging-driver.awslogs",
            "com.amazonaws.ecs.capability.logging-driver.json-file",
            "com.amazonaws.ecs.capability.logging-driver.none",
            "com.amazonaws.ecs.capability.logging-driver.syslog",
            "com.amazonaws.ecs.capability.privileged-container",
            "com.amazonaws.ecs.capability.task-iam-role",
            "com.amazonaws.ecs.capability.task-iam-role-network-host",
            "ecs.capability.execution-role-awslogs",
            "ecs.capability.execution-role-ecr-pull",
            "ecs.capability.task-cpu-mem-limit",
            "ecs.capability.task-eni",
        ],
    ),
    (
        since(17, 0),
        &[
            "com.amazonaws.ecs.capability.docker-remote-api.1.26",
            "com.amazonaws.ecs.capability.docker-remote-api.1.27",
            "com.amazonaws.ecs.capability.docker-remote-api.1.28",
            "com.amazonaws.ecs.capability.docker-remote-api.1.29",
            "ecs.capability.container-health-check",
        ],
    ),
    (
        since(18, 0),
        &[
            "com.amazonaws.ecs.capability.docker-remote-api.1.31",
            "com.amazonaws.ecs.capability.docker-remote-api.1.32",
            "com.amazonaws.ecs.capability.logging-driver.fluentd",
        ],
    ),
    (since(19, 0), &["ecs.capability.private-registry-authentication.secretsmanager"]),
    (since(20, 0), &["ecs.capability.docker-plugin.local"]),
    (
        since(22, 0),
        &[
            "ecs.capability.ecr-endpoint",
            "ecs.capability.pid-ipc-namespace-sharing",
            "ecs.capability.secrets.ssm.environment-variables",
        ],
    ),
    (since(23, 0), &["ecs.capability.secrets.asm.environment-variables"]),
    (since(26, 0), &["ecs.capability.aws-appmesh", "ecs.capability.container-ordering"]),
    (
        since(27, 0),
        &[
            "ecs.capability.secrets.asm.bootstrap.log-driver",
            "ecs.capability.secrets.ssm.bootstrap.log-driver",
        ],
    ),
    (since(28, 1), &["ecs.capability.task-eni-trunking"]),
    (
        since(30, 0),
        &[
            "com.amazonaws.ecs.capability.logging-driver.awsfirelens",
            "ecs.capability.firelens.fluentbit",
            "ecs.capability.firelens.fluentd",
        ],
    ),
    (
        since(32, 0),
        &["ecs.capability.firelens.options.config.file", "ecs.capability.firelens.options.config.s3"],
    ),
    (since(35, 0), &["ecs.capability.efs"]),
    (since(38, 0), &["ecs.capability.docker-plugin.amazon-ecs-volume-plugin", "ecs.capability.efsAuth"]),
    (since(39, 0), &["ecs.capability.env-files.s3"]),
    (since(40, 0), &["ecs.capability.full-sync"]),
    (since(50, 2), &["ecs.capability.execute-command"]),
    (since(67, 0), &["ecs.capability.network.container-port-range"]),
    (since(67, 2), &["ecs.capability.service-connect-v1"]),
    (
        since(68, 2),
        &[
            "ecs.capability.increased-task-cpu-limit",
            "ecs.capability.logging-driver.awsfirelens.log-driver-buffer-limit",
            "ecs.capability.task-eni.ipv6",
        ],
    ),
    (since(79, 0), &["ecs.capability.storage.ebs-task-volume-attach"]),
    (since(86, 0), &["ecs.capability.container-restart-policy"]),
    (since(89, 0), &["ecs.capability.fault-injection"]),
    (since(98, 0), &["ecs.capability.ipv6-only"]),
];

/// Names of capabilities.
pub type Capabilities = BTreeSet<Cow<'static, str>>;

/// Whether this attribute says what an agent can do.
pub fn is_capability(name: &str) -> bool {
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// What instances of `group` register where no pasted attribute says otherwise: what an agent of this version does,
/// with `loggingDrivers` and without `missingCapabilities`.
pub fn read(group: &Node, version: AgentVersion, problems: &mut Problems) -> Capabilities {
    let mut all: Capabilities = REGISTERED
        .iter()
        .filter(|(first, _)| *first <= version)
        .flat_map(|(_, names)| names.iter().map(|name| Cow::Borrowed(*name)))
        .collect();
    for driver in list(group, "loggingDrivers").iter().filter_map(as_text) {
        all.insert(Cow::Owned(format!("{LOGGING_DRIVER}{}", driver.value)));
    }
    for missing in list(group, "missingCapabilities").iter().filter_map(as_text) {
        let known = PREFIXES.iter().map(|prefix| format!("{prefix}{}", missing.value));
        if known.chain([missing.value.to_owned()]).any(|name| all.remove(name.as_str())) {
            continue;
        }
        let message = format!("instances do not register `{}` anyway", shortened(missing.value));
        let problem = Problem::warning(missing.span, message).label("nothing to take away").rule("RA-03");
        let is_told = problems.may_show_more(Severity::Warning);
        let names = all.iter().map(|name| without_prefix(name));
        let near = if is_told { nearest(missing.value, names) } else { None };
        problems.push(match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write the name of a capability, such as \"task-eni\""),
        });
    }
    all
}

/// Warns of keys that change nothing beside pasted capabilities, which are all there are (AT-03).
pub fn check_pasted(group: &Node, problems: &mut Problems) {
    for name in ["loggingDrivers", "missingCapabilities"] {
        if let Some(member) = group.member(name) {
            let message = format!("`{name}` changes nothing: `attributes` list all capabilities");
            let problem = Problem::warning(&member.name_span, message).label("ignored").rule("AT-03");
            problems.push(problem.help("change the list in `attributes`"));
        }
    }
}

fn without_prefix(name: &str) -> &str {
    PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}
