//! The one table of what a log says about each setting of `[behavior]`: from which intervals, how, and how many it takes.

use super::log::Platform;

/// A setting of `[behavior]`, as far as logs tell it.
#[derive(Clone, Copy, Debug)]
pub struct Calibrated {
    /// Its key.
    pub name: &'static str,
    /// The intervals it is fitted to.
    pub kinds: &'static [&'static str],
    /// How many of them it takes.
    pub least: usize,
    /// How it is fitted.
    pub how: How,
    /// What a log has to hold to tell it.
    pub needs: &'static str,
}

/// How a setting is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// There is a grid of passes.
    Clock,
    /// The period of the grid.
    Period,
    /// By how much passes miss it.
    Jitter,
    /// Both ends of a uniform time from a call to the pass that it brings forward.
    Reaction,
    /// Both ends of the period of steady passes, from waits for one.
    Steady,
    /// The whole minute that notes of a steady service are apart, and a steady pass.
    Repeat,
    /// Whether a stop and its deregistration share a pass.
    StopSteps,
    /// Whether a start waits for the end of what is stopped, where the maximum is 100 %.
    MaximumCounts,
    /// Whether the first task of a deployment came alone.
    FirstTaskAlone,
    /// A fixed wait until the next pass of the short grid.
    WaitThenPass,
    /// A fixed wait until the next steady pass.
    WaitThenSteadyPass,
    /// Starts before the first event that says that they are throttled.
    ThrottleAfter,
    /// The wait at which throttled starts stay.
    ThrottleMaximum,
    /// Shortest and longest of these waits over the setting itself.
    ThrottleSpread,
    /// Uniform or lognormal, whichever is likelier, of tasks on this platform.
    Shape(Platform),
    /// Compared, but not fitted.
    Compared,
    /// No event tells it.
    NotTold,
}

const fn row(
    name: &'static str,
    kinds: &'static [&'static str],
    least: usize,
    how: How,
    needs: &'static str,
) -> Calibrated {
    Calibrated { name, kinds, least, how, needs }
}

const STEADY: &[&str] =
    &["ev.steady_repeat", "ev.unhealthy_to_replacement_started", "exit.stopped_to_replacement_started"];
const CALLS: &[&str] = &[
    "sched.createService_to_first_attempt",
    "sched.createService_to_started",
    "sched.deployment_to_first_attempt",
    "sched.deployment_to_started",
    "sched.deployment_to_stopped",
];
const CAP: &[&str] = &["throttle.impaired_to_next_start at cap"];
const DETACHED: &[&str] = &["exit.executionStopped_to_stopped", "stop.executionStopped_to_stopped"];

const PASSES: &str =
    "events of two neighbouring passes of a service that is not steady, such as of deployments";
const ALARMS: &str = "the history of CloudWatch's alarms, which is no event of ECS";
const HOSTS: &str = "events of container instances beside the moments at which their hosts were lost, which calibrate does not read";
const TARGETS: &str = "the health of targets over time, which only the load balancer tells";
const CONTAINERS: &str = "when each container of a task started, which task state changes do not tell";
const RULE: &str = "no length of time but a rule, which events do not tell";

/// All settings, in the order of `[behavior]`.
#[rustfmt::skip]
pub const CALIBRATED: [Calibrated; 40] = [
    row("schedulerClock", &[], 8, How::Clock, PASSES),
    row("schedulerReaction", CALLS, 5, How::Reaction, "deployments of a steady service: SERVICE_DEPLOYMENT_IN_PROGRESS events, or `deployments` of describe-services, beside its service events"),
    row("schedulerInterval", &[], 8, How::Period, PASSES),
    row("schedulerJitter", &[], 12, How::Jitter, PASSES),
    row("steadyInterval", STEADY, 8, How::Steady, "a service that stays steady for days, or whose tasks exit or fail their container health checks while it is steady, with task state changes"),
    row("maximumCounts", &["ev.stopped_to_next_start max=100%"], 3, How::MaximumCounts, "deployments of a service with maximumPercent 100, with its description"),
    row("stopSteps", &["ev.stop_to_deregistered"], 3, How::StopSteps, "stops of tasks behind a load balancer, in the texts of ECS since 2022"),
    row("firstTaskAlone", &["deploy.first_task_to_rest"], 2, How::FirstTaskAlone, "deployments of new revisions of several tasks, with SERVICE_DEPLOYMENT_IN_PROGRESS events; those of the same revision start all at once in any case"),
    row("unhealthyReplacementInterval", &["ev.unhealthy_to_replacement_started again"], 5, How::WaitThenSteadyPass, "replacements that become unhealthy again, with task state changes of container health checks"),
    row("placementRetry", &["place.first_failure_to_task_created"], 5, How::Compared, "tasks that find no place at first"),
    row("placementRetrySpread", &[], 0, How::NotTold, "the attempts between the first failure and the start, which ECS does not tell"),
    row("retryOnCapacity", &[], 0, How::NotTold, RULE),
    row("retryAfterOwnStops", &[], 0, How::NotTold, RULE),
    row("throttleAfter", &[], 2, How::ThrottleAfter, "services that begin to fail, from the deployment or the steady state before it"),
    row("throttleInitial", &["throttle.impaired_to_next_start first"], 5, How::WaitThenPass, "services that begin to fail, from the deployment or the steady state before it"),
    row("throttleMaximum", CAP, 5, How::ThrottleMaximum, "a service that fails for hours, until its waits grow no more"),
    row("throttleSpread", CAP, 12, How::ThrottleSpread, "a service that fails for hours, until its waits grow no more"),
    row("launchBurst", &[], 0, How::NotTold, "a service that starts more tasks at once than that, which is not measured"),
    row("launchRatePerMinute", &[], 0, How::NotTold, "a service that starts hundreds of tasks, which is not measured"),
    row("healthyAfter", &["ev.running_to_stop_old no LB"], 5, How::WaitThenPass, "rolling deployments, one task at a time and without load balancer, with task state changes"),
    row("firstCheckDelay", &[], 0, How::NotTold, TARGETS),
    row("taskLaunchTime", &["task.created_to_started"], 10, How::Shape(Platform::Ec2), "task state changes of tasks on EC2 whose images are cached, in bridge or host mode"),
    row("dependentStartTime", &[], 0, How::NotTold, CONTAINERS),
    row("containerRestartTime", &[], 0, How::NotTold, CONTAINERS),
    row("interfaceAttachTime", &["task.created_to_pullStarted"], 10, How::Shape(Platform::Ec2Awsvpc), "task state changes of tasks on EC2 in awsvpc mode"),
    row("interfaceDetachTime", DETACHED, 10, How::Shape(Platform::Ec2Awsvpc), "task state changes of tasks on EC2 in awsvpc mode"),
    row("agentDisconnectDelay", &[], 0, How::NotTold, HOSTS),
    row("agentCloseDelay", &[], 0, How::NotTold, HOSTS),
    row("agentReconnectInterval", &[], 0, How::NotTold, HOSTS),
    row("agentReconnectTime", &[], 0, How::NotTold, HOSTS),
    row("stoppedHostTasks", &[], 0, How::NotTold, HOSTS),
    row("terminationDelay", &[], 0, How::NotTold, HOSTS),
    row("nlbRegistrationDelay", &[], 0, How::NotTold, TARGETS),
    row("steadyStateInterval", &["ev.steady_repeat"], 3, How::Repeat, "a service that stays steady for a day"),
    row("alarmEvaluationDelay", &[], 0, How::NotTold, ALARMS),
    row("alarmExtraDatapoints", &[], 0, How::NotTold, ALARMS),
    row("alarmPollInterval", &[], 0, How::NotTold, ALARMS),
    row("alarmBakeLimit", &[], 0, How::NotTold, ALARMS),
    row("reservedPortLimit", &[], 0, How::NotTold, RULE),
    row("holdInterfaceUntilStopped", &[], 0, How::NotTold, RULE),
];

/// How many observations a setting takes.
pub(super) fn least(name: &str) -> usize {
    CALIBRATED.iter().find(|row| row.name == name).map_or(0, |row| row.least)
}

#[cfg(test)]
mod tests {
    use super::super::KINDS;
    use super::*;
    use crate::model::settings::SETTINGS;

    #[test]
    fn every_setting_of_the_model_has_a_row() {
        // The first chooses between all others; load balancers are asked at passes.
        let others = ["preset", "healthPollInterval"];
        for setting in SETTINGS.iter().filter(|setting| !others.contains(&setting.name)) {
            assert!(CALIBRATED.iter().any(|row| row.name == setting.name), "{}", setting.name);
        }
    }

    #[test]
    fn settings_name_kinds_that_there_are_and_what_they_need() {
        for row in &CALIBRATED {
            for kind in row.kinds {
                assert!(KINDS.iter().any(|known| known.name == *kind), "{}: {kind}", row.name);
            }
            assert!(!row.needs.is_empty() && (row.least > 0) == (row.how != How::NotTold), "{}", row.name);
        }
    }
}
