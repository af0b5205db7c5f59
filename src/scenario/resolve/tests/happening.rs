//! What sound faults, actions, applications and settings become.

use super::happy::SMALLEST;
use super::{model, model_with_warnings};
use crate::model::{
    ApiCall, Behavior, ClusterId, DeploymentBounds, DeploymentStrategy, Distribution, EndConditions,
    FaultKind, FaultSchedule, InstanceId, InstanceSelection, MaximumCounts, Preset, SchedulerClock,
    ServiceId, Spread, StopSteps, StoppedHostTasks, TaskDefinitionId, TaskSelection, ZoneId,
};
use crate::time::{SimDuration, SimTime};

#[test]
fn the_more_exact_application_wins() {
    let definition = "[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"a\", image = \"i\", memory = 8 }, { name = \"b\", image = \"i\", memory = 8 }, { name = \"c\", image = \"i\", memory = 8, essential = false }]\n";
    let application = |members: &str| format!("[[applications]]\n{members}\n");
    let text = [
        definition.to_owned(),
        definition.to_owned(),
        application("taskDefinition = \"app:2\"\nexitCode = 3"),
        application("taskDefinition = \"app\"\ncontainer = \"a\"\nexitCode = 2"),
        application(
            "taskDefinition = \"app\"\nstartUpTime = { exponential = { mean = \"30s\" } }\ntimeToFailure = \"6h\"\nshutDownTime = \"5s\"\nexitCode = 4\nstartFailureRatio = 0.25\nrunTime = \"7s\"\noutOfMemoryRatio = 0.5\nstartFailureReason = \"CannotPullContainerError\"",
        ),
        application("taskDefinition = \"app:2\"\ncontainer = \"b\"\nexitCode = 5\nstartFailureRatio = 1"),
    ];
    let model = model_with_warnings(&text.concat());
    let [first, second] = model.task_definitions.as_slice() else { panic!("two revisions") };
    let codes = |definition: &crate::model::TaskDefinition| -> Vec<u8> {
        definition.containers.iter().map(|container| container.application.exit_code).collect()
    };
    // Without `container` an application is about the essential ones, so `c` keeps the default of 1.
    assert_eq!((codes(first), codes(second)), (vec![2, 4, 1], vec![3, 5, 1]));
    assert_eq!((first.start_failure_millionths, second.start_failure_millionths), (250_000, 1_000_000));
    let application = &first.containers[1].application;
    let secs = SimDuration::from_secs;
    assert_eq!(application.start_up_time, Distribution::Exponential { mean: secs(30) });
    assert_eq!(application.time_to_failure, Some(Distribution::Constant(secs(21_600))));
    assert_eq!(application.shut_down_time, Distribution::Constant(secs(5)));
    assert_eq!(
        (&application.run_time, application.out_of_memory_millionths),
        (&Some(Distribution::Constant(secs(7))), 500_000)
    );
    assert_eq!(first.start_error, Some(crate::model::StartError::CannotPullContainer));
}

#[test]
fn faults_of_every_kind() {
    let text = format!(
        "{SMALLEST}
        [[faults]]
        action = \"aws:ecs:task-kill-process\"
        service = \"web\"
        at = \"10m\"

        [[faults]]
        action = \"aws:ec2:terminate-instances\"
        count = 2
        availabilityZone = \"us-east-1c\"
        every = {{ exponential = {{ mean = \"6h\" }} }}
        until = \"20h\"
        replacedAfter = \"5m\"

        [[faults]]
        action = \"aws:ec2:stop-instances\"
        at = \"1h\"
        "
    );
    let model = model_with_warnings(&text);
    let secs = SimDuration::from_secs;
    let at = |seconds| FaultSchedule::At(SimTime::from_secs(seconds));
    let cluster = ClusterId::new(0);
    let find = |schedule: &FaultSchedule| {
        let found = model.faults.iter().find(|fault| fault.schedule == *schedule);
        found.expect("a fault of this schedule").kind.clone()
    };
    let kill = FaultKind::TaskKillProcess { service: ServiceId::new(0), count: Some(1), exit_code: 137 };
    assert_eq!(find(&at(600)), kill);
    assert_eq!(
        find(&FaultSchedule::Every {
            gap: Distribution::Exponential { mean: secs(21_600) },
            until: SimTime::from_secs(72_000)
        }),
        FaultKind::TerminateInstances {
            cluster,
            count: Some(2),
            zone: Some(ZoneId::new(2)),
            replaced_after: Some(Distribution::Constant(secs(300))),
        }
    );
    assert_eq!(
        find(&at(3_600)),
        FaultKind::StopInstances { cluster, count: Some(1), zone: None, restarted_after: None }
    );
}

/// Calls in another order than that of their times.
const CALLS: &str = "
        [[actions]]
        at = \"30m\"
        updateService = { service = \"web\", deploymentConfiguration = { maximumPercent = 150 }, placementStrategy = [] }
        [[actions]]
        at = \"20m\"
        updateService = { service = \"web\", desiredCount = 10, taskDefinition = \"apache:1\", forceNewDeployment = true, deploymentConfiguration = { minimumHealthyPercent = 50 } }
        [[actions]]
        at = \"5m\"
        stopTask = { service = \"web\", count = 3, reason = \"why not\" }
        [[actions]]
        at = \"6m\"
        terminateInstances = { availabilityZone = \"us-east-1b\", count = 1 }
        [[actions]]
        at = \"7m\"
        updateContainerInstancesState = { containerInstances = [\"m5.large-6\", \"m5.large-2\"], status = \"DRAINING\" }
";

#[test]
fn actions_by_time_and_st_14_what_is_left_out_stays() {
    let model = model_with_warnings(&format!("{SMALLEST}{CALLS}"));
    let service = ServiceId::new(0);
    let bounds = |minimum_healthy_percent, maximum_percent| {
        Some(DeploymentBounds { minimum_healthy_percent, maximum_percent })
    };
    let matching = InstanceSelection::Matching {
        cluster: ClusterId::new(0),
        zone: Some(ZoneId::new(1)),
        count: Some(1),
    };
    let named = InstanceSelection::Named(vec![InstanceId::new(1), InstanceId::new(5)]);
    let calls: Vec<_> = model
        .actions
        .into_iter()
        .map(|action| (action.at.earliest().as_micros() / 60_000_000, action.call))
        .collect();
    assert_eq!(
        calls,
        [
            (
                5,
                ApiCall::StopTask {
                    tasks: TaskSelection::OfService { service, count: Some(3) },
                    reason: Some("why not".to_owned()),
                }
            ),
            (6, ApiCall::TerminateInstances(matching)),
            (7, ApiCall::UpdateContainerInstancesState { instances: named, draining: true }),
            (
                20,
                ApiCall::UpdateService {
                    service,
                    desired_count: Some(10),
                    task_definition: Some(TaskDefinitionId::new(0)),
                    force_new_deployment: true,
                    bounds: bounds(50, 200),
                    end_conditions: Some(EndConditions::default()),
                    strategy: Some(DeploymentStrategy::Rolling),
                    strategies: None,
                    constraints: None,
                    rebalances: None,
                }
            ),
            (
                30,
                ApiCall::UpdateService {
                    service,
                    desired_count: None,
                    task_definition: None,
                    force_new_deployment: false,
                    bounds: bounds(50, 150),
                    end_conditions: Some(EndConditions::default()),
                    strategy: Some(DeploymentStrategy::Rolling),
                    strategies: Some(vec![]),
                    constraints: None,
                    rebalances: None,
                }
            ),
        ]
    );
}

/// Every setting of `[behavior]`, with another value than its default.
const SETTINGS: &str = "[behavior]
preset = \"beforeMeasurement\"
schedulerClock = \"everyPass\"
schedulerReaction = \"2s\"
schedulerInterval = \"11s\"
schedulerJitter = \"1s\"
steadyInterval = \"24s\"
maximumCounts = \"untilStopped\"
stopSteps = \"passByPass\"
firstTaskAlone = true
unhealthyReplacementInterval = \"25s\"
placementRetry = [\"1s\", \"2s\"]
placementRetrySpread = [0.5, 2]
retryOnCapacity = true
retryAfterOwnStops = false
throttleAfter = 4
throttleInitial = \"12s\"
throttleMaximum = \"13s\"
throttleSpread = [1, 1.25]
launchBurst = 5
launchRatePerMinute = 6
healthyAfter = \"14s\"
taskLaunchTime = \"15s\"
dependentStartTime = \"27s\"
containerRestartTime = \"28s\"
interfaceAttachTime = \"22s\"
interfaceDetachTime = \"23s\"
agentDisconnectDelay = \"16s\"
agentCloseDelay = \"26s\"
agentReconnectInterval = \"29s\"
agentReconnectTime = \"30s\"
stoppedHostTasks = \"stuck\"
terminationDelay = \"17s\"
firstCheckDelay = \"18s\"
nlbRegistrationDelay = \"19s\"
steadyStateInterval = \"20s\"
alarmEvaluationDelay = \"29s\"
alarmExtraDatapoints = 30
alarmPollInterval = \"31s\"
alarmBakeLimit = \"32s\"
reservedPortLimit = 21
holdInterfaceUntilStopped = false
";

/// Every key of `[behavior]` reaches its field.
#[test]
fn every_behavior_setting_can_be_changed() {
    let model = model(&format!("{SMALLEST}\n{SETTINGS}"));
    let secs = SimDuration::from_secs;
    let expected = Behavior {
        preset: Preset::BeforeMeasurement,
        scheduler_clock: SchedulerClock::EveryPass,
        scheduler_reaction: Distribution::Constant(secs(2)),
        scheduler_interval: secs(11),
        scheduler_jitter: secs(1),
        steady_interval: Distribution::Constant(secs(24)),
        maximum_counts: MaximumCounts::UntilStopped,
        stop_steps: StopSteps::PassByPass,
        first_task_alone: true,
        unhealthy_replacement_interval: secs(25),
        placement_retry_spread: Spread { low: 500_000, high: 2_000_000 },
        throttle_spread: Spread { low: 1_000_000, high: 1_250_000 },
        placement_retry: vec![secs(1), secs(2)],
        retry_on_capacity: true,
        retry_after_own_stops: false,
        throttle_after: 4,
        throttle_initial: secs(12),
        throttle_maximum: secs(13),
        launch_burst: 5,
        launch_rate_per_minute: 6,
        healthy_after: secs(14),
        task_launch_time: Distribution::Constant(secs(15)),
        dependent_start_time: Distribution::Constant(secs(27)),
        container_restart_time: Distribution::Constant(secs(28)),
        interface_attach_time: Distribution::Constant(secs(22)),
        interface_detach_time: Distribution::Constant(secs(23)),
        agent_disconnect_delay: Distribution::Constant(secs(16)),
        agent_close_delay: Distribution::Constant(secs(26)),
        agent_reconnect_interval: Distribution::Constant(secs(29)),
        agent_reconnect_time: Distribution::Constant(secs(30)),
        stopped_host_tasks: StoppedHostTasks::Stuck,
        termination_delay: secs(17),
        first_check_delay: Distribution::Constant(secs(18)),
        nlb_registration_delay: Distribution::Constant(secs(19)),
        steady_state_interval: secs(20),
        alarm_evaluation_delay: secs(29),
        alarm_extra_datapoints: 30,
        alarm_poll_interval: secs(31),
        alarm_bake_limit: secs(32),
        reserved_port_limit: 21,
        hold_interface_until_stopped: false,
    };
    assert_eq!(model.behavior, expected);
}
