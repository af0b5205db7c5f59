//! The one table of `[behavior]`: what each setting means and which rule it is about.

use super::{Behavior, Choice, Distribution, Spread};
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
    /// What the default rests on: how many intervals *n* were measured and how they spread, what is documented, or a choice.
    pub basis: &'static str,
    /// How sure that is: `high`, `medium` or `low`.
    pub confidence: &'static str,
    shown: fn(&Behavior) -> String,
}

impl Setting {
    /// The setting with this key.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn of(name: &str) -> &'static Self {
        SETTINGS.iter().find(|setting| setting.name == name).expect("the table has every setting")
    }

    /// The default as a scenario writes it.
    ///
    /// ```
    /// use plimsoll::model::settings::SETTINGS;
    /// assert_eq!((SETTINGS[0].name, SETTINGS[0].default().as_str()), ("preset", "\"measured\""));
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
    (basis, confidence): (&'static str, &'static str),
    shown: fn(&Behavior) -> String,
) -> Setting {
    Setting { name, meaning, rule, basis, confidence, shown }
}

/// All settings, in the order of [`Behavior`].
#[rustfmt::skip]
pub const SETTINGS: [Setting; 41] = [
    setting("preset", "which values the other settings have where a scenario does not set them", "", ("a choice", "high"), |of| word(of.preset)),
    setting("schedulerClock", "what brings a pass of a service about: a clock of its own (grid; everyPass simulates idle passes too), or each event that concerns it (events)", "SC-01", ("measured: n = 48 passes and 79 notes of steady state", "high"), |of| word(of.scheduler_clock)),
    setting("schedulerReaction", "from a call to the pass that it brings forward; with schedulerClock = \"events\" from any event, always its middle", "SC-03", ("measured: n = 23, 3.2 to 13.0 s, median 7.3 s", "high"), |of| random(&of.scheduler_reaction)),
    setting("schedulerInterval", "between two passes of a service that is not steady", "SC-01", ("measured: n = 48, 8.4 to 10.3 s, mean 9.68 s", "high"), |of| text(of.scheduler_interval)),
    setting("schedulerJitter", "how much earlier or later than on an even grid such a pass comes at most", "SC-01", ("measured: n = 48, standard deviation 0.44 s", "high"), |of| text(of.scheduler_jitter)),
    setting("steadyInterval", "between two passes of a steady service, drawn each time that it becomes steady", "SC-02", ("measured: n = 13, 2.9 to 45.4 s after the verdict, uniform below 48 s", "high"), |of| random(&of.steady_interval)),
    setting("maximumCounts", "which tasks maximumPercent counts: all until they are STOPPED, or those that are RUNNING and PENDING", "HL-05", ("documented 2026; measured: n = 10 without counter-example", "high"), |of| word(of.maximum_counts)),
    setting("stopSteps", "whether decision, deregistration and stop signal take a pass each (passByPass), the first two share one (drainAtOnce), or none waits for a pass (together)", "SC-05", ("measured: n = 39, 1.6 to 10.3 s, median 9.7 s; drainAtOnce until about 2021, n = 2", "high"), |of| word(of.stop_steps)),
    setting("firstTaskAlone", "whether the first task of a revision whose image tags are to be resolved starts before all others", "SC-08", ("documented since 2024-11; measured: n = 1, 31.3 s", "medium"), |of| of.first_task_alone.to_string()),
    setting("unhealthyReplacementInterval", "how long a task that replaced an unhealthy one is unhealthy before it is replaced itself", "SC-10", ("measured: n = 13, 89.5 to 132 s, median 110 s", "medium"), |of| text(of.unhealthy_replacement_interval)),
    setting("placementRetry", "waits between attempts when nothing fits; the last one repeats", "", ("measured: n = 8, first wait 31 to 95.6 s, later about 5 and 15 min", "low"), |of| list(&of.placement_retry)),
    setting("placementRetrySpread", "factors by which these waits vary", "SC-11", ("measured: n = 5, 31 to 95.6 s", "low"), |of| spread(of.placement_retry_spread)),
    setting("retryOnCapacity", "whether a service tries again as soon as capacity frees", "", ("observed: waits go on although capacity is free", "medium"), |of| of.retry_on_capacity.to_string()),
    setting("retryAfterOwnStops", "whether a service that stops its own tasks tries again at once", "", ("documented walk-throughs of 2023", "medium"), |of| of.retry_after_own_stops.to_string()),
    setting("throttleAfter", "start failures in a row before starts are delayed", "HL-08", ("a choice", "low"), |of| of.throttle_after.to_string()),
    setting("throttleInitial", "the first delay of starts, doubled at each further failure", "HL-07", ("a choice; measured: n = 2 cycles of 2018 that do not tell", "low"), |of| text(of.throttle_initial)),
    setting("throttleMaximum", "the longest delay of starts", "HL-07", ("documented: 27 min, 15 min until 2023", "high"), |of| text(of.throttle_maximum)),
    setting("throttleSpread", "factors by which the longest delay varies", "HL-07", ("measured: n = 36, 861.8 to 946.5 s at a maximum of 15 min", "high"), |of| spread(of.throttle_spread)),
    setting("launchBurst", "tasks that a service may launch at once", "FG-05", ("observed: batches of about 80", "medium"), |of| of.launch_burst.to_string()),
    setting("launchRatePerMinute", "launches a minute that a service gains again", "FG-05", ("documented quota", "high"), |of| of.launch_rate_per_minute.to_string()),
    setting("healthyAfter", "time in RUNNING after which a task without checks counts for the lower bound", "HL-01", ("documented; measured: n = 15 creations do not wait for it", "high"), |of| text(of.healthy_after)),
    setting("taskLaunchTime", "from the agent starting a task to its containers running", "", ("measured: n = 9, 1 to 5.7 s, image cached, bridge", "medium"), |of| random(&of.task_launch_time)),
    setting("dependentStartTime", "from what a container waits for having come about (dependsOn, links, volumesFrom, FireLens) to its running", "P3.3", ("the agent looks every 5 s (documented), and takes 0.16 and 0.8 s from an image to a running container (n = 2)", "low"), |of| random(&of.dependent_start_time)),
    setting("containerRestartTime", "from the exit of a container that its restartPolicy starts again to its running", "RP-02", ("measured: n = 2, 0.16 and 0.8 s from an image to a running container", "low"), |of| random(&of.container_restart_time)),
    setting("interfaceAttachTime", "from placement to the network interface of an awsvpc task being attached", "LC-08", ("measured: n = 2, 13.4 and 24 s to the pull", "low"), |of| random(&of.interface_attach_time)),
    setting("interfaceDetachTime", "from the end of its containers to the network interface of an awsvpc task being gone", "LC-08", ("measured: n = 1, 12.9 s", "low"), |of| random(&of.interface_detach_time)),
    setting("agentDisconnectDelay", "from the sudden loss of a host to agentConnected = false", "AD-07", ("documented: within a few minutes", "low"), |of| random(&of.agent_disconnect_delay)),
    setting("agentCloseDelay", "from the call that stops or terminates a host to agentConnected = false", "CI-03", ("a choice: the agent closes its connection as it shuts down", "low"), |of| random(&of.agent_close_delay)),
    setting("agentReconnectInterval", "between two moments at which an agent's session ends and it reconnects, from its registration on; zero for never", "AD-01", ("documented: several times an hour, within 30 to 35 min; off, since one does little", "low"), |of| random(&of.agent_reconnect_interval)),
    setting("agentReconnectTime", "how long an agent that reconnects is disconnected: it takes no task (AGENT), and what it tells comes afterwards", "AD-03", ("the agent's first wait is 0.25 s (documented in its source), and it has to find an endpoint; a choice", "low"), |of| random(&of.agent_reconnect_time)),
    setting("stoppedHostTasks", "what becomes of the tasks of a stopped host once its agent is noticed as lost: stopped, or stuck until it is back, terminated or deregistered", "CI-03", ("documented; observed: n = 2 the other way", "low"), |of| word(of.stopped_host_tasks)),
    setting("terminationDelay", "from termination to tasks STOPPED and the instance INACTIVE", "AD-09", ("a choice", "low"), |of| text(of.termination_delay)),
    setting("firstCheckDelay", "from the pass that registers a target to its first health check", "SC-06", ("measured: n = 22, 1.6 to 3.6 s", "medium"), |of| random(&of.first_check_delay)),
    setting("nlbRegistrationDelay", "from registration to the first check of a target of a Network Load Balancer", "", ("documented: minutes", "low"), |of| random(&of.nlb_registration_delay)),
    setting("steadyStateInterval", "between two notes of a steady service that it is steady", "", ("measured: n = 79, 21,602.6 to 21,647.2 s", "high"), |of| text(of.steady_state_interval)),
    setting("alarmEvaluationDelay", "from the end of a minute to the evaluation of alarms with its datapoints", "S2.4-1", ("observed: 40 s in the example of the CloudWatch User Guide, 2 s in a report of 2026", "low"), |of| text(of.alarm_evaluation_delay)),
    setting("alarmExtraDatapoints", "how many datapoints beyond EvaluationPeriods an alarm looks back where some are missing", "S2.4-1", ("documented for three periods; it depends on the period", "medium"), |of| of.alarm_extra_datapoints.to_string()),
    setting("alarmPollInterval", "between two looks of ECS at the alarms of a deployment, from its start on", "S2.4-1", ("observed: n = 1, 21 s from ALARM to the rollback", "low"), |of| text(of.alarm_poll_interval)),
    setting("alarmBakeLimit", "the longest bake time that ECS computes of alarms, which otherwise is the longest of their periods times one more than their evaluation periods", "S2.4-2", ("documented: less than 5 min", "high"), |of| text(of.alarm_bake_limit)),
    setting("reservedPortLimit", "host ports that an instance can reserve, TCP and UDP together", "RS-08, RS-09", ("documented", "high"), |of| of.reserved_port_limit.to_string()),
    setting("holdInterfaceUntilStopped", "whether a task keeps its interface's slot until it is STOPPED, not just until it is told to stop", "RT-01, EN-01", ("a choice", "low"), |of| of.hold_interface_until_stopped.to_string()),
];

fn text(duration: SimDuration) -> String {
    format!("\"{duration}\"")
}

fn word(choice: impl Choice) -> String {
    format!("\"{}\"", choice.word())
}

fn spread(Spread { low, high }: Spread) -> String {
    let factor = |millionths| f64::from(millionths) / f64::from(Spread::ONE);
    format!("[{:?}, {:?}]", factor(low), factor(high))
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
