//! What a task definition needs that says `requiresCompatibilities = ["FARGATE"]` (RA-05, FG-01, placement.md §5).

use super::super::{Node, Problem, Problems, Span, Value};
use super::container::ContainerDraft;
use super::fields::{is_absent, is_object, objects, text};
use super::names::shortened;
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

/// Members of `linuxParameters` that Fargate refuses (FG-01).
const REFUSED_OF_LINUX: [&str; 2] = ["maxSwap", "swappiness"];

/// Log drivers of Fargate.
const LOG_DRIVERS: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];

/// GiB of a task's own storage (placement.md §5).
const EPHEMERAL_STORAGE_GIB: std::ops::RangeInclusive<u32> = 21..=200;

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
        let problem = problem.label("not supported").rule("API: RegisterTaskDefinition");
        problems.push(problem.help("write \"task\", or remove FARGATE"));
    }
    if let Some(storage) = node.get("ephemeralStorage").filter(|storage| is_object(storage)) {
        whole(storage, "sizeInGiB", EPHEMERAL_STORAGE_GIB, "API: EphemeralStorage", problems);
    }
    for refused in REFUSED_OF_TASK.iter().filter_map(|name| used(node, name)) {
        problems.push(refused_member(refused));
    }
    for draft in drafts {
        for refused in REFUSED_OF_CONTAINER.iter().filter_map(|name| used(draft.node, name)) {
            problems.push(refused_member(refused));
        }
        check_log_driver(draft.node, problems);
        let linux = draft.node.get("linuxParameters");
        for refused in REFUSED_OF_LINUX.iter().filter_map(|name| used(linux?, name)) {
            problems.push(refused_member(refused));
        }
        if draft.gpu > 0 {
            let span = &draft.node.get("resourceRequirements").unwrap_or(draft.node).span;
            problems.push(refused_member(("resourceRequirements", span)));
        }
        // The general range was checked with the container; Fargate's is narrower.
        if is_in_general_range(draft.node, "stopTimeout") {
            whole(draft.node, "stopTimeout", 2..=120, "TM-01", problems);
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
    if !is_size(cpu, memory) {
        let message = format!("{cpu} CPU units with {memory} MiB is not a Fargate size");
        let span = &node.get("memory").unwrap_or(node).span;
        let problem = Problem::error(span, message).label("not a pair that Fargate offers");
        problems.push(problem.rule("RA-05").help(sizes_for(cpu)));
    }
}

fn check_log_driver(container: &Node, problems: &mut Problems) {
    let driver = container.get("logConfiguration").and_then(|log| text(log, "logDriver"));
    if let Some(driver) = driver.filter(|driver| !LOG_DRIVERS.contains(&driver.value)) {
        let message = format!("Fargate has no log driver `{}`", shortened(driver.value));
        let problem = Problem::error(driver.span, message).label("not supported");
        let problem = problem.rule("API: LogConfiguration");
        problems.push(problem.help(format!("write one of {}, or remove FARGATE", LOG_DRIVERS.join(", "))));
    }
}

/// Docker volumes are for instances only (LV-03).
fn check_volumes(node: &Node, problems: &mut Problems) {
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
