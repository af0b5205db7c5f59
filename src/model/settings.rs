//! The one table of `[behavior]`: what each setting means and which rule it is about.

use super::{Behavior, Distribution};
use crate::time::SimDuration;

/// A setting of `[behavior]`.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its key.
    pub name: &'static str,
    /// What it decides.
    pub meaning: &'static str,
    /// Ids of the rules that leave it open, empty where no rule does.
    pub rule: &'static str,
    shown: fn(&Behavior) -> String,
}

impl Setting {
    /// The default as a scenario writes it.
    ///
    /// ```
    /// use plimsoll::model::settings::SETTINGS;
    /// assert_eq!((SETTINGS[0].name, SETTINGS[0].default().as_str()), ("schedulerReaction", "\"1s\""));
    /// ```
    #[must_use]
    pub fn default(&self) -> String {
        self.value(&Behavior::default())
    }

    /// Its value in `behavior` as a scenario writes it.
    #[must_use]
    pub fn value(&self, behavior: &Behavior) -> String {
        (self.shown)(behavior)
    }
}

const fn setting(
    name: &'static str,
    meaning: &'static str,
    rule: &'static str,
    shown: fn(&Behavior) -> String,
) -> Setting {
    Setting { name, meaning, rule, shown }
}

/// All settings, in the order of [`Behavior`].
#[rustfmt::skip]
pub const SETTINGS: [Setting; 21] = [
    setting("schedulerReaction", "from an event that concerns a service to its next pass", "", |of| text(of.scheduler_reaction)),
    setting("schedulerInterval", "between two passes of a service that is not steady", "", |of| text(of.scheduler_interval)),
    setting("placementRetry", "waits between attempts when nothing fits; the last one repeats", "", |of| list(&of.placement_retry)),
    setting("retryOnCapacity", "whether a service tries again as soon as capacity frees", "", |of| of.retry_on_capacity.to_string()),
    setting("retryAfterOwnStops", "whether a service that stops its own tasks tries again at once", "", |of| of.retry_after_own_stops.to_string()),
    setting("throttleAfter", "start failures in a row before starts are delayed", "HL-08", |of| of.throttle_after.to_string()),
    setting("throttleInitial", "the first delay of starts, doubled at each further failure", "HL-07", |of| text(of.throttle_initial)),
    setting("throttleMaximum", "the longest delay of starts", "HL-07", |of| text(of.throttle_maximum)),
    setting("launchBurst", "tasks that a service may launch at once", "FG-05", |of| of.launch_burst.to_string()),
    setting("launchRatePerMinute", "launches a minute that a service gains again", "FG-05", |of| of.launch_rate_per_minute.to_string()),
    setting("healthyAfter", "time in RUNNING after which a task without checks counts as healthy", "HL-01", |of| text(of.healthy_after)),
    setting("taskLaunchTime", "from the agent starting a task to its containers running", "", |of| random(&of.task_launch_time)),
    setting("interfaceAttachTime", "from placement to the network interface of an awsvpc task being attached", "LC-08", |of| random(&of.interface_attach_time)),
    setting("interfaceDetachTime", "from the end of its containers to the network interface of an awsvpc task being gone", "LC-08", |of| random(&of.interface_detach_time)),
    setting("agentDisconnectDelay", "from the death of a host to agentConnected = false", "AD-07", |of| random(&of.agent_disconnect_delay)),
    setting("terminationDelay", "from termination to tasks STOPPED and the instance INACTIVE", "AD-09", |of| text(of.termination_delay)),
    setting("healthPollInterval", "between two looks of ECS at the load balancer's target health", "", |of| text(of.health_poll_interval)),
    setting("nlbRegistrationDelay", "from registration to the first check of a target of a Network Load Balancer", "", |of| random(&of.nlb_registration_delay)),
    setting("steadyStateInterval", "between two notes of a steady service that it is steady", "", |of| text(of.steady_state_interval)),
    setting("reservedPortLimit", "host ports that an instance can reserve, TCP and UDP together", "RS-08, RS-09", |of| of.reserved_port_limit.to_string()),
    setting("holdInterfaceUntilStopped", "whether a task keeps its interface's slot until it is STOPPED, not just until it is told to stop", "RT-01, EN-01", |of| of.hold_interface_until_stopped.to_string()),
];

fn text(duration: SimDuration) -> String {
    format!("\"{duration}\"")
}

fn list(durations: &[SimDuration]) -> String {
    let shown: Vec<String> = durations.iter().copied().map(text).collect();
    format!("[{}]", shown.join(", "))
}

fn random(distribution: &Distribution) -> String {
    match distribution {
        Distribution::Constant(always) => text(*always),
        Distribution::Uniform { low, high } => format!("{{ uniform = {} }}", list(&[*low, *high])),
        Distribution::Exponential { mean } => format!("{{ exponential = {{ mean = {} }} }}", text(*mean)),
        Distribution::Lognormal { median, p95 } => {
            format!("{{ lognormal = {{ median = {}, p95 = {} }} }}", text(*median), text(*p95))
        }
        Distribution::Weibull { scale, shape_millionths } => {
            let shape = shape_millionths / 1_000_000;
            let fraction = format!("{:06}", shape_millionths % 1_000_000);
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{{ weibull = {{ scale = {}, shape = {shape}{point}{fraction} }} }}", text(*scale))
        }
        Distribution::Empirical(values) => {
            let shown: Vec<String> = values.iter().map(|value| value.as_secs_f64().to_string()).collect();
            format!("{{ empirical = [{}] }}", shown.join(", "))
        }
    }
}
