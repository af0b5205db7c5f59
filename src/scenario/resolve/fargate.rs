//! What a task definition needs that says `requiresCompatibilities = ["FARGATE"]` (RA-05, FG-01, VD-29…VD-32, placement.md §5).

use super::super::{Node, Problem, Problems, Span, Value};
use super::container::ContainerDraft;
use super::fields::{Text, as_text, is_absent, is_object, list, objects, text};
use super::logs;
use super::member_rules::is_blank;
use super::names::shortened;
use super::platform::is_windows;
use super::quantity::whole;
use super::task_size::TaskSize;
use crate::model::NetworkMode;

/// CPU units with the memory that goes with them: least, most and step in MiB.
const SIZES: [(u32, u32, u32, u32); 7] = [
    (512, 1_024, 4_096, 1_024),
    (1_024, 2_048, 8_192, 1_024),
    (2_048, 4_096, 16_384, 1_024),
    (4_096, 8_192, 30_720, 1_024),
    (8_192, 16_384, 61_440, 4_096),
    (16_384, 32_768, 122_880, 8_192),
    // 60 and 120 GB; 244 GB stands apart.
    (32_768, 61_440, 122_880, 61_440),
];

/// Members of a task definition that Fargate refuses (FG-01).
const REFUSED_OF_TASK: [&str; 2] = ["placementConstraints", "ipcMode"];

/// Members of a container definition that Fargate refuses (FG-01).
const REFUSED_OF_CONTAINER: [&str; 7] = [
    "disableNetworking",
    "dnsSearchDomains",
    "dnsServers",
    "dockerSecurityOptions",
    "extraHosts",
    "links",
    "privileged",
];

/// Members of `linuxParameters` that Fargate refuses (FG-01, VD-30).
const REFUSED_OF_LINUX: [&str; 4] = ["devices", "maxSwap", "sharedMemorySize", "swappiness"];

/// The one capability that a container may be given.
const KERNEL_CAPABILITY: &str = "SYS_PTRACE";

/// Least CPU units of a Windows task.
const LEAST_WINDOWS_CPU: u32 = 1_024;

/// By which `awslogs` names its streams.
const STREAM_PREFIX: &str = "awslogs-stream-prefix";

/// Log drivers of Fargate.
const LOG_DRIVERS: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];

/// Seconds that a container may take to start and to stop.
const TIMEOUTS: std::ops::RangeInclusive<u32> = 2..=120;

/// Reports everything that Fargate would refuse.
pub fn check(
    node: &Node,
    mode: NetworkMode,
    size: &TaskSize,
    drafts: &[ContainerDraft<'_>],
    problems: &mut Problems,
) {
    if mode != NetworkMode::Awsvpc {
        let written = text(node, "networkMode").map_or(&node.span, |written| written.span);
        let problem = Problem::error(written, "Fargate needs network mode `awsvpc`");
        let problem = problem.label("another network mode").rule("RA-05");
        problems.push(problem.help("write networkMode = \"awsvpc\", or remove FARGATE"));
    }
    check_size(node, size, problems);
    check_volumes(node, problems);
    if let Some(host) = text(node, "pidMode").filter(|mode| mode.value == "host") {
        let problem = Problem::error(host.span, "Fargate does not support `pidMode` `host`");
        let problem = problem.label("not supported").rule("VD-30");
        problems.push(problem.help("write \"task\", or remove FARGATE"));
    }
    for refused in REFUSED_OF_TASK.iter().filter_map(|name| used(node, name)) {
        problems.push(refused_member(refused));
    }
    for draft in drafts {
        check_container(draft, problems);
    }
}

fn check_container(draft: &ContainerDraft<'_>, problems: &mut Problems) {
    for refused in REFUSED_OF_CONTAINER.iter().filter_map(|name| used(draft.node, name)) {
        problems.push(refused_member(refused));
    }
    if let Some((driver, log)) = logs::driver(draft.node) {
        check_log(driver, log, problems);
    }
    if let Some(linux) = draft.node.get("linuxParameters") {
        for refused in REFUSED_OF_LINUX.iter().filter_map(|name| used(linux, name)) {
            problems.push(refused_member(refused));
        }
        check_capabilities(linux, problems);
    }
    if draft.gpu > 0 {
        let span = &draft.node.get("resourceRequirements").unwrap_or(draft.node).span;
        problems.push(refused_member(("resourceRequirements", span)));
    }
    check_router(draft.node, problems);
    // The general range was checked with the container; Fargate's is narrower.
    for (name, rule) in [("startTimeout", "VD-30"), ("stopTimeout", "TM-01")] {
        if is_in_general_range(draft.node, name) {
            whole(draft.node, name, TIMEOUTS, rule, problems);
        }
    }
}

fn check_size(node: &Node, size: &TaskSize, problems: &mut Problems) {
    let (Some(cpu), Some(memory)) = (size.cpu, size.memory) else {
        for name in ["cpu", "memory"] {
            if is_absent(node, name) {
                let message = format!("Fargate needs a task `{name}`");
                let problem = Problem::error(&node.span, message).label(format!("`{name}` is missing"));
                problems
                    .push(problem.rule("RA-05").help("write both, such as cpu = \"256\", memory = \"512\""));
            }
        }
        return;
    };
    if is_windows(node) && cpu < LEAST_WINDOWS_CPU {
        let message = format!("{cpu} CPU units are too few for Windows on Fargate");
        let span = &node.get("cpu").unwrap_or(node).span;
        let problem = Problem::error(span, message).label("less than one vCPU").rule("VD-29");
        problems.push(problem.help(format!("write {LEAST_WINDOWS_CPU} or more")));
    } else if !is_size(cpu, memory) {
        let message = format!("{cpu} CPU units with {memory} MiB is not a Fargate size");
        let span = &node.get("memory").unwrap_or(node).span;
        let problem = Problem::error(span, message).label("not a pair that Fargate offers");
        problems.push(problem.rule("RA-05").help(sizes_for(cpu)));
    }
}

fn check_log(driver: Text<'_>, log: &Node, problems: &mut Problems) {
    if !LOG_DRIVERS.contains(&driver.value) {
        let message = format!("Fargate has no log driver `{}`", shortened(driver.value));
        let problem = Problem::error(driver.span, message).label("not supported").rule("VD-31");
        problems.push(problem.help(format!("write one of {}, or remove FARGATE", LOG_DRIVERS.join(", "))));
    }
    if driver.value == "awslogs" && !logs::has_option(log, STREAM_PREFIX) {
        problems.push(logs::missing_option(log, driver, STREAM_PREFIX).rule("VD-31"));
    }
}

fn check_capabilities(linux: &Node, problems: &mut Problems) {
    let added = linux.get("capabilities").map_or(&[][..], |capabilities| list(capabilities, "add"));
    for added in added.iter().filter_map(as_text).filter(|added| added.value != KERNEL_CAPABILITY) {
        let message = format!("Fargate does not add capability `{}`", shortened(added.value));
        let problem = Problem::error(added.span, message).label("not supported").rule("VD-30");
        problems.push(problem.help(format!("add `{KERNEL_CAPABILITY}` alone, or remove FARGATE")));
    }
}

/// A log router of Fargate has its configuration in the image.
fn check_router(container: &Node, problems: &mut Problems) {
    let options = container.get("firelensConfiguration").and_then(|router| router.get("options"));
    let source = options.and_then(|options| text(options, "config-file-type"));
    if let Some(source) = source.filter(|source| source.value == "s3") {
        let problem = Problem::error(source.span, "log routers on Fargate read no configuration from S3");
        let problem = problem.label("not supported").rule("VD-31");
        problems.push(problem.help("write \"file\" and put the file into the image, or remove FARGATE"));
    }
}

/// Docker volumes and paths of a host are for instances only (LV-03, VD-32).
fn check_volumes(node: &Node, problems: &mut Problems) {
    let hosts = objects(node, "volumes").filter_map(|volume| volume.get("host"));
    for path in hosts.filter(|host| !is_blank(host, "sourcePath")).filter_map(|host| host.get("sourcePath")) {
        let problem = Problem::error(&path.span, "Fargate does not support `sourcePath` of a host");
        let problem = problem.label("tasks share no host").rule("VD-32");
        problems.push(problem.help("remove `sourcePath`, or remove FARGATE"));
    }
    let docker = objects(node, "volumes").filter_map(|volume| volume.get("dockerVolumeConfiguration"));
    for volume in docker.filter(|docker| is_object(docker)) {
        let problem = Problem::error(&volume.span, "Fargate does not support `dockerVolumeConfiguration`");
        let problem = problem.label("not supported").rule("LV-03");
        problems.push(problem.help("use another kind of volume, or remove FARGATE"));
    }
}

fn is_size(cpu: u32, memory: u32) -> bool {
    match cpu {
        256 => [512, 1_024, 2_048].contains(&memory),
        32_768 if memory == 249_856 => true,
        _ => SIZES.iter().any(|(units, least, most, step)| {
            *units == cpu && (*least..=*most).contains(&memory) && (memory - least).is_multiple_of(*step)
        }),
    }
}

fn sizes_for(cpu: u32) -> String {
    if cpu == 256 {
        return "256 units go with 512, 1024 or 2048 MiB".to_owned();
    }
    match SIZES.iter().find(|(units, ..)| *units == cpu) {
        Some((_, least, most, step)) => {
            format!("{cpu} units go with {least} to {most} MiB in steps of {step}")
        }
        None => "Fargate's CPU units are 256, 512, 1024, 2048, 4096, 8192, 16384 and 32768".to_owned(),
    }
}

/// The member `name` if it says anything: neither false nor empty.
fn used<'n>(node: &'n Node, name: &'static str) -> Option<(&'static str, &'n Span)> {
    let member = node.get(name)?;
    let says_nothing = match &member.value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(elements) => elements.is_empty(),
        _ => false,
    };
    (!says_nothing).then_some((name, &member.span))
}

fn refused_member((name, span): (&str, &Span)) -> Problem {
    let problem = Problem::error(span, format!("Fargate does not support `{name}`")).label("not supported");
    problem.rule("FG-01").help(format!("remove `{name}`, or remove FARGATE"))
}

fn is_in_general_range(node: &Node, name: &str) -> bool {
    whole(node, name, 0..=super::limits::MAX_API_SECONDS, "", &mut Problems::default()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 + 4 + 7 + 13 + 23 + 12 + 12 + 3 pairs.
    #[test]
    fn fargate_offers_seventy_seven_sizes() {
        let cpus = [256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768];
        let counts = cpus.map(|cpu| (1..=249_856).filter(|memory| is_size(cpu, *memory)).count());
        assert_eq!(counts, [3, 4, 7, 13, 23, 12, 12, 3]);
        assert!(!is_size(128, 512));
    }

    /// Worked example 53.
    #[test]
    fn ra_05_sizes_that_fargate_offers_and_refuses() {
        for (cpu, memory, offered) in
            [(256, 3_072, false), (2_048, 5_120, true), (8_192, 18_432, false), (32_768, 249_856, true)]
        {
            assert_eq!(is_size(cpu, memory), offered, "{cpu} units with {memory} MiB");
        }
    }
}
