//! The one table of kinds of intervals.

/// A kind of interval.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name in the measurements.
    pub name: &'static str,
    /// From what to what.
    pub meaning: &'static str,
}

const fn kind(name: &'static str, meaning: &'static str) -> Kind {
    Kind { name, meaning }
}

/// All kinds that a log of events can hold.
#[rustfmt::skip]
pub const KINDS: [Kind; 55] = [
    kind("crash.gap_between_starts", "between two starts, the task between them having exited before the service was steady"),
    kind("deploy.first_task_to_rest", "from the start of a deployment's first task, alone, to that of the others"),
    kind("ev.completed_to_steady", "from \"deployment completed\" to \"steady state\""),
    kind("ev.deregistered_to_draining", "from \"deregistered\" to \"has begun draining\""),
    kind("ev.draining_to_completed", "from \"has begun draining\" to \"deployment completed\""),
    kind("ev.draining_to_sigterm", "from \"has begun draining\" to the stop signal, deregistration delay included"),
    kind("ev.draining_to_steady", "from \"has begun draining\" to \"steady state\" outside of a deployment"),
    kind("ev.draining_to_stopped (old format)", "from \"has begun draining\" to the stop signal, deregistration delay included"),
    kind("ev.exit_to_completed", "from the last exit of an old task to \"deployment completed\""),
    kind("ev.is_unhealthy_event_to_stop", "from \"is unhealthy\" to \"has stopped\""),
    kind("ev.registered_to_deregister_old (old format)", "from \"registered\" to \"deregistered\" of an old target"),
    kind("ev.registered_to_steady", "from \"registered\" to \"steady state\""),
    kind("ev.registered_to_stop_old", "from \"registered\" to \"has stopped\" of an old task"),
    kind("ev.running_to_registered", "from RUNNING to \"registered\""),
    kind("ev.running_to_stop_old no LB", "from a new task RUNNING to \"has stopped\" of an old one, without load balancer"),
    kind("ev.started_to_registered", "from \"has started\" to \"registered\""),
    kind("ev.started_to_steady no LB", "from \"has started\" to \"steady state\", without load balancer"),
    kind("ev.steady_repeat", "between two notes of a steady service that it is steady"),
    kind("ev.stop_to_completed no LB", "from \"has stopped\" to \"deployment completed\", without load balancer"),
    kind("ev.stop_to_deregistered", "from \"has stopped\" to \"deregistered\""),
    kind("ev.stop_unhealthy_to_replacement_started (stop first)", "from the stop of an unhealthy task to the start of its replacement"),
    kind("ev.stopped_to_next_start max=100%", "from \"has stopped\" to the next start, where maximumPercent is 100"),
    kind("ev.stopped_to_replacement_started", "from \"has stopped\" to the next start"),
    kind("ev.stopped_to_steady (old format)", "from the stop signal to \"steady state\""),
    kind("ev.target_healthy_to_stop_old", "from a new task healthy, by its own checks, to \"has stopped\" of an old one"),
    kind("ev.unhealthy_to_replacement_started", "from a task unhealthy to the start of its replacement, the service steady"),
    kind("ev.unhealthy_to_replacement_started again", "the same for a task that replaced an unhealthy one"),
    kind("ev.unhealthy_to_steady", "from a task unhealthy, the service steady, to the service steady again"),
    kind("exit.executionStopped_to_stopped", "from the end of the containers to STOPPED, after an exit"),
    kind("exit.executionStopped_to_stopping", "from the end of the containers to STOPPING, after an exit"),
    kind("exit.stopTask_to_replacement_started", "from a stop by a call to the start of the replacement"),
    kind("exit.stopped_to_replacement_started", "from STOPPED by itself to the start of the replacement, the service steady"),
    kind("exit.stopped_to_replacement_started not steady", "the same while the service is not steady"),
    kind("place.failure_event_repeat", "between two events that a task finds no place"),
    kind("place.first_failure_to_task_created", "from the first event that a task finds no place to the next start"),
    kind("sched.createService_to_first_attempt", "from CreateService to the first event that a task finds no place"),
    kind("sched.createService_to_started", "from CreateService to the first start"),
    kind("sched.deployment_to_first_attempt", "from a deployment to the first event that a task finds no place"),
    kind("sched.deployment_to_started", "from a deployment of a steady service to its first start"),
    kind("sched.deployment_to_stopped", "from a deployment of a steady service to its first stop, nothing started before"),
    kind("stop.executionStopped_to_stopped", "from the end of the containers to STOPPED"),
    kind("stop.stopping_to_executionStopped", "from STOPPING to the end of the containers"),
    kind("stop.stopping_to_stopped", "from STOPPING to STOPPED"),
    kind("task.connectivity_to_pullStarted", "from the network interface attached to the start of the pull"),
    kind("task.created_to_connectivity", "from the creation of a task to its network interface attached"),
    kind("task.created_to_pullStarted", "from the creation of a task to the start of the pull"),
    kind("task.created_to_started", "from the creation of a task to RUNNING"),
    kind("task.pull", "from the start of the pull to its end"),
    kind("task.pullStopped_to_started", "from the end of the pull to RUNNING"),
    kind("throttle.impaired_to_next_start", "from a failure that tells that starts are throttled to the next start"),
    kind("throttle.impaired_to_next_start at cap", "from a failure to the next start, the wait as long as it gets"),
    kind("throttle.impaired_to_next_start first", "the same after the first failure that tells it"),
    kind("throttle.start_to_impaired", "from a start to the failure that tells that starts are throttled"),
    kind("throttle.start_to_impaired at cap", "from a start to its failure, the wait as long as it gets"),
    kind("throttle.start_to_start at cap", "between two starts, the wait as long as it gets"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_once_and_in_order() {
        assert!(KINDS.is_sorted_by(|one, other| one.name < other.name));
    }
}
