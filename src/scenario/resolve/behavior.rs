//! `[behavior]`: the settings for what AWS does not publish.

use super::super::{Node, Problem, Problems, Value};
use super::distribution::distribution;
use super::fields::{flag, text};
use super::names::unknown_word;
use super::quantity::{check_positive, duration, duration_of, whole};
use crate::model::{Behavior, Distribution, StoppedHostTasks};
use crate::time::SimDuration;

/// The settings of the scenario, defaults for the rest.
pub fn read(root: &Node, problems: &mut Problems) -> Behavior {
    let mut behavior = Behavior::default();
    let Some(section) = root.get("behavior") else { return behavior };
    for (name, setting, may_be_zero) in durations(&mut behavior) {
        read_duration(section, name, setting, may_be_zero, problems);
    }
    for (name, setting, least) in counts(&mut behavior) {
        let read = whole(section, name, least..=1_000_000, "", problems);
        *setting = read.unwrap_or(*setting);
    }
    for (name, setting) in distributions(&mut behavior) {
        if let Some(read) = distribution(section, name, problems) {
            *setting = read;
        }
    }
    for (name, setting) in [
        ("retryOnCapacity", &mut behavior.retry_on_capacity),
        ("retryAfterOwnStops", &mut behavior.retry_after_own_stops),
        ("holdInterfaceUntilStopped", &mut behavior.hold_interface_until_stopped),
    ] {
        *setting = flag(section, name).unwrap_or(*setting);
    }
    if let Some(becomes) = stopped_host_tasks(section, problems) {
        behavior.stopped_host_tasks = becomes;
    }
    if let Some(waits) = placement_retry(section, problems) {
        behavior.placement_retry = waits;
    }
    check_throttle(section, &behavior, problems);
    behavior
}

/// Durations by key; the flag tells which may be zero without stopping simulated time.
fn durations(behavior: &mut Behavior) -> [(&'static str, &mut SimDuration, bool); 8] {
    [
        ("schedulerReaction", &mut behavior.scheduler_reaction, true),
        ("schedulerInterval", &mut behavior.scheduler_interval, false),
        ("throttleInitial", &mut behavior.throttle_initial, false),
        ("throttleMaximum", &mut behavior.throttle_maximum, false),
        ("healthyAfter", &mut behavior.healthy_after, true),
        ("terminationDelay", &mut behavior.termination_delay, true),
        ("healthPollInterval", &mut behavior.health_poll_interval, false),
        ("steadyStateInterval", &mut behavior.steady_state_interval, false),
    ]
}

/// Whole numbers by key, with the least value that makes sense.
fn counts(behavior: &mut Behavior) -> [(&'static str, &mut u32, u32); 4] {
    [
        ("throttleAfter", &mut behavior.throttle_after, 1),
        ("launchBurst", &mut behavior.launch_burst, 1),
        ("launchRatePerMinute", &mut behavior.launch_rate_per_minute, 1),
        ("reservedPortLimit", &mut behavior.reserved_port_limit, 0),
    ]
}

/// Distributions by key.
fn distributions(behavior: &mut Behavior) -> [(&'static str, &mut Distribution); 6] {
    [
        ("taskLaunchTime", &mut behavior.task_launch_time),
        ("interfaceAttachTime", &mut behavior.interface_attach_time),
        ("interfaceDetachTime", &mut behavior.interface_detach_time),
        ("agentDisconnectDelay", &mut behavior.agent_disconnect_delay),
        ("agentCloseDelay", &mut behavior.agent_close_delay),
        ("nlbRegistrationDelay", &mut behavior.nlb_registration_delay),
    ]
}

fn read_duration(
    section: &Node,
    name: &str,
    setting: &mut SimDuration,
    may_be_zero: bool,
    problems: &mut Problems,
) {
    let Some(read) = duration(section, name, problems) else { return };
    if let Some(written) = text(section, name).filter(|_| !may_be_zero) {
        check_positive(read, written, name, problems);
    }
    *setting = read;
}

fn stopped_host_tasks(section: &Node, problems: &mut Problems) -> Option<StoppedHostTasks> {
    let written = text(section, "stoppedHostTasks")?;
    let found = StoppedHostTasks::ALL.into_iter().find(|becomes| becomes.word() == written.value);
    if found.is_none() {
        problems.push(unknown_word(
            written,
            "stoppedHostTasks",
            &StoppedHostTasks::ALL.map(StoppedHostTasks::word),
        ));
    }
    found
}

fn placement_retry(section: &Node, problems: &mut Problems) -> Option<Vec<SimDuration>> {
    let list = section.get("placementRetry")?;
    let Value::Array(elements) = &list.value else { return None };
    let waits: Vec<SimDuration> =
        elements.iter().filter_map(|element| duration_of(element, "placementRetry", problems)).collect();
    // The last wait repeats for ever, so it must let time pass.
    if elements.is_empty() || waits.last().is_some_and(|last| last.is_zero()) {
        let problem = Problem::error(&list.span, "`placementRetry` has no last wait longer than zero");
        let problem = problem.label("the last wait repeats");
        problems.push(problem.help("write waits such as [\"15s\", \"30s\", \"5m\", \"15m\"]"));
    }
    Some(waits)
}

fn check_throttle(section: &Node, behavior: &Behavior, problems: &mut Problems) {
    if behavior.throttle_maximum < behavior.throttle_initial {
        let message = format!(
            "`throttleMaximum` ({}) is shorter than `throttleInitial` ({})",
            behavior.throttle_maximum, behavior.throttle_initial
        );
        let member = section.get("throttleMaximum").or_else(|| section.get("throttleInitial"));
        let problem = Problem::error(&member.unwrap_or(section).span, message).rule("HL-07");
        problems.push(problem.label("out of order").help("make the maximum at least as long"));
    }
}
