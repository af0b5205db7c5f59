//! What the API reference says of members by themselves: which must be there (VD-01), which words they take (VD-02), how
//! large a number may be and how long a list (VD-03).

use std::ops::RangeInclusive;

use super::super::shape::words;
use super::super::{Node, Problem, Problems, Value};
use super::fields::{as_text, is_object, list, missing};
use super::limits::MAX_API_SECONDS;
use super::names::unknown_word;
use super::quantity::whole;

/// The rules of one kind of object.
pub struct MemberRules {
    /// Where it is: names of members, with lists looked through.
    path: &'static [&'static str],
    /// The API's name for it.
    pub shape: &'static str,
    /// What a reader would call it.
    what: &'static str,
    /// Members that must be there (VD-01).
    pub required: &'static [&'static str],
    /// Members that take one of these words (VD-02).
    pub words: &'static [(&'static str, &'static [&'static str])],
    /// Members that are numbers from here to there (VD-03).
    pub ranges: &'static [(&'static str, RangeInclusive<u32>)],
    /// Members that are lists of so many at most (VD-03).
    pub lengths: &'static [(&'static str, usize)],
}

const fn rules(path: &'static [&'static str], shape: &'static str, what: &'static str) -> MemberRules {
    MemberRules { path, shape, what, required: &[], words: &[], ranges: &[], lengths: &[] }
}

const PORTS: RangeInclusive<u32> = 0..=65_535;
const SECRET: &[&str] = &["name", "valueFrom"];

/// Below a task definition, its containers aside.
pub const OF_TASK_DEFINITION: &[MemberRules] = &[
    MemberRules {
        words: &[("pidMode", &["host", "task"]), ("ipcMode", &["host", "task", "none"])],
        ..rules(&[], "RegisterTaskDefinition", "task definition")
    },
    MemberRules {
        words: &[("cpuArchitecture", &["X86_64", "ARM64"])],
        ..rules(&["runtimePlatform"], "RuntimePlatform", "platform")
    },
    EPHEMERAL_STORAGE,
    MemberRules {
        required: &["deviceName", "deviceType"],
        ..rules(&["inferenceAccelerators"], "InferenceAccelerator", "accelerator")
    },
    MemberRules {
        required: &["containerName"],
        words: &[("type", &["APPMESH"])],
        ..rules(&["proxyConfiguration"], "ProxyConfiguration", "proxy")
    },
    MemberRules {
        words: &[("scope", &["task", "shared"])],
        ..rules(&["volumes", "dockerVolumeConfiguration"], "DockerVolumeConfiguration", "Docker volume")
    },
    MemberRules {
        required: &["fileSystemId"],
        words: &[("transitEncryption", words::SWITCH)],
        ranges: &[("transitEncryptionPort", PORTS)],
        ..rules(&["volumes", "efsVolumeConfiguration"], "EFSVolumeConfiguration", "EFS volume")
    },
    MemberRules {
        words: &[("iam", words::SWITCH)],
        ..rules(
            &["volumes", "efsVolumeConfiguration", "authorizationConfig"],
            "EFSAuthorizationConfig",
            "authorization",
        )
    },
    MemberRules {
        required: &["fileSystemArn"],
        ranges: &[("transitEncryptionPort", PORTS)],
        ..rules(&["volumes", "s3filesVolumeConfiguration"], "S3FilesVolumeConfiguration", "S3 Files volume")
    },
    MemberRules {
        required: &["fileSystemId", "rootDirectory", "authorizationConfig"],
        ..rules(
            &["volumes", "fsxWindowsFileServerVolumeConfiguration"],
            "FSxWindowsFileServerVolumeConfiguration",
            "FSx volume",
        )
    },
    MemberRules {
        required: &["credentialsParameter", "domain"],
        ..rules(
            &["volumes", "fsxWindowsFileServerVolumeConfiguration", "authorizationConfig"],
            "FSxWindowsFileServerAuthorizationConfig",
            "authorization",
        )
    },
];

/// Below a container definition.
pub const OF_CONTAINER_DEFINITION: &[MemberRules] = &[
    MemberRules {
        words: &[("versionConsistency", &["enabled", "disabled"])],
        ranges: &[("startTimeout", 0..=MAX_API_SECONDS)],
        lengths: &[("environmentFiles", 10), ("credentialSpecs", 1)],
        ..rules(&[], "ContainerDefinition", "container")
    },
    MemberRules {
        required: &["credentialsParameter"],
        ..rules(&["repositoryCredentials"], "RepositoryCredentials", "repository")
    },
    MemberRules {
        words: &[("appProtocol", &["http", "http2", "grpc"])],
        ..rules(&["portMappings"], "PortMapping", "port mapping")
    },
    MemberRules {
        required: &["enabled"],
        ranges: &[("restartAttemptPeriod", 60..=1_800)],
        lengths: &[("ignoredExitCodes", 50)],
        ..rules(&["restartPolicy"], "ContainerRestartPolicy", "restart policy")
    },
    ENVIRONMENT_FILE,
    MemberRules {
        ranges: &[("maxSwap", 0..=MAX_API_SECONDS), ("swappiness", 0..=100)],
        ..rules(&["linuxParameters"], "LinuxParameters", "container")
    },
    MemberRules {
        words: &[("add", KERNEL_CAPABILITIES), ("drop", KERNEL_CAPABILITIES)],
        ..rules(&["linuxParameters", "capabilities"], "KernelCapabilities", "container")
    },
    MemberRules {
        required: &["hostPath"],
        words: &[("permissions", &["read", "write", "mknod"])],
        ..rules(&["linuxParameters", "devices"], "Device", "device")
    },
    MemberRules {
        required: &["containerPath", "size"],
        ..rules(&["linuxParameters", "tmpfs"], "Tmpfs", "tmpfs mount")
    },
    MemberRules { required: SECRET, ..rules(&["secrets"], "Secret", "secret") },
    MemberRules {
        required: &["containerName", "condition"],
        words: &[("condition", &["START", "COMPLETE", "SUCCESS", "HEALTHY"])],
        ..rules(&["dependsOn"], "ContainerDependency", "dependency")
    },
    MemberRules { required: &["hostname", "ipAddress"], ..rules(&["extraHosts"], "HostEntry", "extra host") },
    MemberRules {
        required: &["name", "softLimit", "hardLimit"],
        words: &[("name", ULIMITS)],
        ..rules(&["ulimits"], "Ulimit", "ulimit")
    },
    MemberRules {
        required: &["logDriver"],
        words: &[("logDriver", LOG_DRIVERS)],
        ..rules(&["logConfiguration"], "LogConfiguration", "log configuration")
    },
    MemberRules { required: SECRET, ..rules(&["logConfiguration", "secretOptions"], "Secret", "secret") },
    MemberRules {
        required: &["type"],
        words: &[("type", &["fluentd", "fluentbit"])],
        ..rules(&["firelensConfiguration"], "FirelensConfiguration", "log router")
    },
    MemberRules {
        required: &["type"],
        ..rules(&["resourceRequirements"], "ResourceRequirement", "resource requirement")
    },
];

/// Below `overrides` of a call.
pub const OF_OVERRIDES: &[MemberRules] = &[EPHEMERAL_STORAGE];

/// Below one of `containerOverrides`.
pub const OF_CONTAINER_OVERRIDE: &[MemberRules] = &[
    MemberRules {
        lengths: &[("environmentFiles", 10)],
        ..rules(&[], "ContainerOverride", "container override")
    },
    ENVIRONMENT_FILE,
];

const EPHEMERAL_STORAGE: MemberRules = MemberRules {
    required: &["sizeInGiB"],
    ranges: &[("sizeInGiB", 21..=200)],
    ..rules(&["ephemeralStorage"], "EphemeralStorage", "ephemeral storage")
};

const ENVIRONMENT_FILE: MemberRules = MemberRules {
    required: &["value", "type"],
    words: &[("type", &["s3"])],
    ..rules(&["environmentFiles"], "EnvironmentFile", "environment file")
};

/// Those of the API, and `none`: agents register it.
const LOG_DRIVERS: &[&str] =
    &["awsfirelens", "awslogs", "fluentd", "gelf", "journald", "json-file", "none", "splunk", "syslog"];

const ULIMITS: &[&str] = &[
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

#[rustfmt::skip]
const KERNEL_CAPABILITIES: &[&str] = &[
    "ALL", "AUDIT_CONTROL", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER",
    "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD",
    "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
    "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO",
    "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
];

/// The rules of all objects that the API calls `shape`.
pub fn of_shape(shape: &str) -> impl Iterator<Item = &'static MemberRules> {
    let tables = [OF_TASK_DEFINITION, OF_CONTAINER_DEFINITION, OF_OVERRIDES, OF_CONTAINER_OVERRIDE];
    tables.into_iter().flatten().filter(move |rules| rules.shape == shape)
}

/// Reports what `tables` forbid below `node`.
pub fn check(node: &Node, tables: &[MemberRules], problems: &mut Problems) {
    for rules in tables {
        for owner in objects_at(node, rules.path) {
            rules.check(owner, problems);
        }
    }
}

/// The objects at a path, with lists looked through.
fn objects_at<'n>(node: &'n Node, path: &[&str]) -> Vec<&'n Node> {
    let Some((name, rest)) = path.split_first() else { return vec![node] };
    let Some(member) = node.get(name) else { return Vec::new() };
    let inner =
        if let Value::Array(elements) = &member.value { elements } else { std::slice::from_ref(member) };
    inner.iter().filter(|inner| is_object(inner)).flat_map(|inner| objects_at(inner, rest)).collect()
}

/// Whether nothing was written: tools write null and empty texts for what is not set.
pub fn is_blank(node: &Node, name: &str) -> bool {
    node.get(name).is_none_or(|member| match &member.value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    })
}

impl MemberRules {
    fn check(&self, owner: &Node, problems: &mut Problems) {
        let rule = |id: &str| format!("{id}: {}", self.shape);
        for name in self.required.iter().filter(|name| is_blank(owner, name)) {
            problems.push(missing(owner, name, &format!("the {}", self.what)).rule(rule("VD-01")));
        }
        for (name, words) in self.words {
            let member = owner.get(name);
            let alone = member.and_then(as_text);
            let several = list(owner, name).iter().filter_map(as_text);
            for written in alone.into_iter().chain(several).filter(|written| !written.value.is_empty()) {
                if !words.contains(&written.value) {
                    problems.push(unknown_word(written, name, words).rule(rule("VD-02")));
                }
            }
        }
        for (name, range) in self.ranges {
            whole(owner, name, range.clone(), &rule("VD-03"), problems);
        }
        for (name, most) in self.lengths {
            let count = list(owner, name).len();
            if let Some(long) = owner.get(name).filter(|_| count > *most) {
                let message = format!("{count} entries in `{name}`, and the {} takes {most}", self.what);
                let problem = Problem::error(&long.span, message).label("too many").rule(rule("VD-03"));
                problems.push(problem.help(format!("keep {most}")));
            }
        }
    }
}
