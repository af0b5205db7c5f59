//! `[behavior]`: the settings for what AWS does not publish.

use super::super::{Node, Problem, Problems, Value};
use super::distribution::distribution;
use super::fields::{flag, text};
use super::output::word;
use super::quantity::{check_positive, duration, duration_of, factor, whole};
use crate::model::settings::SETTINGS;
use crate::model::{Behavior, Choice, Distribution, Preset, Spread};
use crate::time::SimDuration;

/// The greatest factor by which a wait may vary, in millionths.
const MOST_SPREAD: u32 = 1_000 * Spread::ONE;

/// The settings of the scenario, defaults for the rest.
pub fn read(root: &Node, problems: &mut Problems) -> Behavior {
    let Some(section) = root.get("behavior") else { return Behavior::default() };
    let mut preset = Preset::Measured;
    choose(section, "preset", &mut preset, problems);
    let mut behavior = Behavior::of(preset);
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
    choose(section, "schedulerClock", &mut behavior.scheduler_clock, problems);
    choose(section, "maximumCounts", &mut behavior.maximum_counts, problems);
    choose(section, "stopSteps", &mut behavior.stop_steps, problems);
    choose(section, "stoppedHostTasks", &mut behavior.stopped_host_tasks, problems);
    for (name, setting) in [
        ("placementRetrySpread", &mut behavior.placement_retry_spread),
        ("throttleSpread", &mut behavior.throttle_spread),
    ] {
        *setting = spread(section, name, problems).unwrap_or(*setting);
    }
    for (name, setting) in [
        ("firstTaskAlone", &mut behavior.first_task_alone),
        ("retryOnCapacity", &mut behavior.retry_on_capacity),
        ("retryAfterOwnStops", &mut behavior.retry_after_own_stops),
        ("holdInterfaceUntilStopped", &mut behavior.hold_interface_until_stopped),
    ] {
        *setting = flag(section, name).unwrap_or(*setting);
    }
    if let Some(waits) = placement_retry(section, problems) {
        behavior.placement_retry = waits;
    }
    check_throttle(section, &behavior, problems);
    check_intervals(section, &behavior, problems);
    check_jitter(section, &behavior, problems);
    behavior
}

/// The settings that the scenario writes.
pub fn written(root: &Node) -> Vec<&'static str> {
    let Some(section) = root.get("behavior") else { return Vec::new() };
    SETTINGS.iter().map(|setting| setting.name).filter(|name| section.get(name).is_some()).collect()
}

/// Durations by key; the flag tells which may be zero without stopping simulated time.
fn durations(behavior: &mut Behavior) -> [(&'static str, &mut SimDuration, bool); 11] {
    [
        ("schedulerInterval", &mut behavior.scheduler_interval, false),
        ("schedulerJitter", &mut behavior.scheduler_jitter, true),
        ("unhealthyReplacementInterval", &mut behavior.unhealthy_replacement_interval, true),
        ("throttleInitial", &mut behavior.throttle_initial, false),
        ("throttleMaximum", &mut behavior.throttle_maximum, false),
        ("healthyAfter", &mut behavior.healthy_after, true),
        ("terminationDelay", &mut behavior.termination_delay, true),
        ("steadyStateInterval", &mut behavior.steady_state_interval, false),
        ("alarmEvaluationDelay", &mut behavior.alarm_evaluation_delay, true),
        ("alarmPollInterval", &mut behavior.alarm_poll_interval, false),
        ("alarmBakeLimit", &mut behavior.alarm_bake_limit, true),
    ]
}

/// Whole numbers by key, with the least value that makes sense.
fn counts(behavior: &mut Behavior) -> [(&'static str, &mut u32, u32); 5] {
    [
        ("throttleAfter", &mut behavior.throttle_after, 1),
        ("launchBurst", &mut behavior.launch_burst, 1),
        ("launchRatePerMinute", &mut behavior.launch_rate_per_minute, 1),
        ("alarmExtraDatapoints", &mut behavior.alarm_extra_datapoints, 0),
        ("reservedPortLimit", &mut behavior.reserved_port_limit, 0),
    ]
}

/// Distributions by key.
fn distributions(behavior: &mut Behavior) -> [(&'static str, &mut Distribution); 13] {
    [
        ("schedulerReaction", &mut behavior.scheduler_reaction),
        ("steadyInterval", &mut behavior.steady_interval),
        ("firstCheckDelay", &mut behavior.first_check_delay),
        ("taskLaunchTime", &mut behavior.task_launch_time),
        ("dependentStartTime", &mut behavior.dependent_start_time),
        ("containerRestartTime", &mut behavior.container_restart_time),
        ("interfaceAttachTime", &mut behavior.interface_attach_time),
        ("interfaceDetachTime", &mut behavior.interface_detach_time),
        ("agentDisconnectDelay", &mut behavior.agent_disconnect_delay),
        ("agentCloseDelay", &mut behavior.agent_close_delay),
        ("agentReconnectInterval", &mut behavior.agent_reconnect_interval),
        ("agentReconnectTime", &mut behavior.agent_reconnect_time),
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

/// Takes up a setting that is one of a few words.
fn choose<C: Choice>(section: &Node, name: &str, setting: &mut C, problems: &mut Problems) {
    if let Some(choice) = word(section, name, problems) {
        *setting = choice;
    }
}

/// A pair of factors, such as `[0.7, 1.3]`.
fn spread(section: &Node, name: &str, problems: &mut Problems) -> Option<Spread> {
    let list = section.get(name)?;
    let Value::Array(elements) = &list.value else { return None };
    let factors: Option<Vec<u32>> = elements.iter().map(|element| factor(element, MOST_SPREAD)).collect();
    match factors.as_deref() {
        Some([low, high]) if *low > 0 && low <= high => Some(Spread { low: *low, high: *high }),
        _ => {
            let message = format!("`{name}` is not a range of factors");
            let problem =
                Problem::error(&list.span, message).label("two factors up to 1000, the least first");
            problems.push(problem.help("write a range such as [0.7, 1.3]"));
            None
        }
    }
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

/// A run simulates no endless number of passes.
fn check_intervals(section: &Node, behavior: &Behavior, problems: &mut Problems) {
    let (interval, least) = (behavior.scheduler_interval, SimDuration::from_micros(100_000));
    if !interval.is_zero() && interval < least {
        let span = &section.get("schedulerInterval").unwrap_or(section).span;
        let problem =
            Problem::error(span, format!("`schedulerInterval` ({interval}) is shorter than {least}"));
        problems
            .push(problem.rule("SC-01").label("too short").help("write a duration of at least \"100ms\""));
    }
    let shortest = match &behavior.steady_interval {
        Distribution::Constant(value) | Distribution::Uniform { low: value, .. } => *value,
        other => other.typical(),
    };
    if shortest < SimDuration::from_secs(1) {
        let span = &section.get("steadyInterval").unwrap_or(section).span;
        let problem = Problem::error(span, format!("`steadyInterval` ({shortest}) is shorter than 1s"));
        problems.push(problem.rule("SC-02").label("too short").help("write a duration of at least \"1s\""));
    }
}

/// Passes keep their order, whatever the jitter.
fn check_jitter(section: &Node, behavior: &Behavior, problems: &mut Problems) {
    let Behavior { scheduler_jitter: jitter, scheduler_interval: interval, .. } = *behavior;
    if !behavior.passes_keep_order() {
        let message =
            format!("`schedulerJitter` ({jitter}) is half of `schedulerInterval` ({interval}) or more");
        let member = section.get("schedulerJitter").or_else(|| section.get("schedulerInterval"));
        let problem = Problem::error(&member.unwrap_or(section).span, message).rule("SC-01");
        problems.push(
            problem.label("passes would change places").help("make the jitter shorter than half of it"),
        );
    }
}

fn check_throttle(section: &Node, behavior: &Behavior, problems: &mut Problems) {
    if !behavior.throttle_is_in_order() {
        let message = format!(
            "`throttleMaximum` ({}) is shorter than `throttleInitial` ({})",
            behavior.throttle_maximum, behavior.throttle_initial
        );
        let member = section.get("throttleMaximum").or_else(|| section.get("throttleInitial"));
        let problem = Problem::error(&member.unwrap_or(section).span, message).rule("HL-07");
        problems.push(problem.label("out of order").help("make the maximum at least as long"));
    }
}
