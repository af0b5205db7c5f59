//! `CreateService`, with the members that only `DescribeServices` prints.

use super::service_connect::SERVICE_CONNECT_CONFIGURATION;
use super::service_network::{
    GATEWAY_CONNECTOR, NETWORK_CONFIGURATION, SERVICE_VOLUME_CONFIGURATION, VPC_LATTICE_CONFIGURATION,
};
use super::task_definition::TAG;
use super::{
    ANYTHING, BOOLEAN, INTEGER, Kind, NUMBER, PORT, RANDOM_DURATION, Shape, TEXT, Words, modelled, no_effect,
    not_modelled, read_only, value_decides, words,
};
use crate::placement::strategy::{ECS_TYPES, RESEARCH};

/// `CreateService` of the API.
pub const CREATE_SERVICE: Shape = Shape::from_file(
    "CreateService",
    &[
        modelled("cluster", TEXT),
        modelled("clusterArn", TEXT)
            .means("in place of `cluster` where that is absent and the scenario has such a cluster"),
        modelled("serviceName", TEXT).rules("VS-01"),
        modelled("taskDefinition", TEXT),
        value_decides("availabilityZoneRebalancing", TEXT)
            .words(Words::These(words::SWITCH))
            .rules("RB-01, VS-23"),
        modelled("loadBalancers", Kind::List(&Kind::Object(&LOAD_BALANCER))),
        not_modelled(
            "serviceRegistries",
            Kind::List(&Kind::Object(&SERVICE_REGISTRY)),
            "service discovery delays nothing",
        ),
        modelled("desiredCount", INTEGER).rules("VS-03").range(0, 10_000_000),
        no_effect("clientToken", TEXT),
        value_decides("launchType", TEXT).words(Words::These(words::LAUNCH_TYPES)).rules("VS-04"),
        value_decides(
            "capacityProviderStrategy",
            Kind::List(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
        ),
        no_effect("platformVersion", TEXT),
        no_effect("role", TEXT),
        modelled("deploymentConfiguration", Kind::Object(&DEPLOYMENT_CONFIGURATION)),
        modelled("placementConstraints", Kind::List(&Kind::Object(&PLACEMENT_CONSTRAINT))).rules("CN-01"),
        modelled("placementStrategy", Kind::List(&Kind::Object(&PLACEMENT_STRATEGY))).rules("ST-01, DF-01"),
        modelled("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION)),
        modelled("healthCheckGracePeriodSeconds", INTEGER).unit("seconds").default("0").rules("S4.1-6"),
        value_decides("schedulingStrategy", TEXT)
            .default("\"REPLICA\"")
            .words(Words::These(words::SCHEDULING_STRATEGIES))
            .rules("S1.1-1, P1.8"),
        modelled("deploymentController", Kind::Object(&DEPLOYMENT_CONTROLLER)),
        modelled("tags", Kind::List(&Kind::Object(&TAG))),
        no_effect("enableECSManagedTags", BOOLEAN),
        no_effect("propagateTags", TEXT),
        modelled("enableExecuteCommand", BOOLEAN),
        no_effect("serviceConnectConfiguration", Kind::Object(&SERVICE_CONNECT_CONFIGURATION)),
        not_modelled(
            "volumeConfigurations",
            Kind::List(&Kind::Object(&SERVICE_VOLUME_CONFIGURATION)),
            "volumes are attached at once and without limit",
        ),
        not_modelled(
            "vpcLatticeConfigurations",
            Kind::List(&Kind::Object(&VPC_LATTICE_CONFIGURATION)),
            "registration with VPC Lattice delays nothing",
        ),
        not_modelled(
            "gatewayConnectors",
            Kind::List(&Kind::Object(&GATEWAY_CONNECTOR)),
            "registration with a gateway delays nothing",
        ),
        no_effect("monitoring", Kind::Object(&MONITORING_CONFIGURATION)),
        read_only("serviceArn"),
        read_only("status"),
        read_only("runningCount"),
        read_only("pendingCount"),
        read_only("platformFamily"),
        read_only("taskSets"),
        read_only("deployments"),
        read_only("roleArn"),
        read_only("events"),
        read_only("createdAt"),
        read_only("currentServiceDeployment"),
        read_only("currentServiceRevisions"),
        read_only("createdBy"),
        read_only("resourceManagementType"),
    ],
);

/// `LoadBalancer` of the API.
pub const LOAD_BALANCER: Shape = Shape::new(
    "LoadBalancer",
    &[
        modelled("targetGroupArn", TEXT),
        value_decides("loadBalancerName", TEXT),
        modelled("containerName", TEXT),
        modelled("containerPort", PORT),
        modelled("advancedConfiguration", Kind::Object(&ADVANCED_CONFIGURATION)).rules("S2.5-8, VS-29"),
    ],
);

/// `AdvancedConfiguration` of the API.
pub const ADVANCED_CONFIGURATION: Shape = Shape::new(
    "AdvancedConfiguration",
    &[
        modelled("alternateTargetGroupArn", TEXT).rules("S2.5-8, VS-29"),
        no_effect("productionListenerRule", TEXT).rules("VS-29"),
        no_effect("testListenerRule", TEXT),
        no_effect("roleArn", TEXT).rules("VS-29"),
    ],
);

/// `ServiceRegistry` of the API.
pub const SERVICE_REGISTRY: Shape = Shape::new(
    "ServiceRegistry",
    &[
        no_effect("registryArn", TEXT),
        no_effect("port", INTEGER),
        no_effect("containerName", TEXT),
        no_effect("containerPort", INTEGER),
    ],
);

/// `CapacityProviderStrategyItem` of the API.
pub const CAPACITY_PROVIDER_STRATEGY_ITEM: Shape = Shape::new(
    "CapacityProviderStrategyItem",
    &[no_effect("capacityProvider", TEXT), no_effect("weight", INTEGER), no_effect("base", INTEGER)],
);

/// `DeploymentConfiguration` of the API.
pub const DEPLOYMENT_CONFIGURATION: Shape = Shape::new(
    "DeploymentConfiguration",
    &[
        modelled("deploymentCircuitBreaker", Kind::Object(&DEPLOYMENT_CIRCUIT_BREAKER)),
        modelled("maximumPercent", INTEGER).unit("%").default("200, for a DAEMON service 100").rules("HL-05"),
        modelled("minimumHealthyPercent", INTEGER)
            .unit("%")
            .default("100, for a DAEMON service 0")
            .rules("HL-05")
            .range(0, 100),
        modelled("alarms", Kind::Object(&DEPLOYMENT_ALARMS)),
        modelled("strategy", TEXT)
            .default("\"ROLLING\"")
            .words(Words::These(words::DEPLOYMENT_STRATEGIES))
            .rules("S2.5-1, VS-29"),
        modelled("bakeTimeInMinutes", INTEGER)
            .means("how long a deployment stays in progress once all of its tasks are healthy and the older ones are gone, or, in stages, once all traffic has moved")
            .unit("minutes")
            .default("0; of a rolling deployment with alarms that roll it back, what ECS computes of them")
            .rules("S2.5-4, S2.4-2")
            .range(0, 1_440),
        value_decides("lifecycleHooks", Kind::List(&Kind::Object(&DEPLOYMENT_LIFECYCLE_HOOK)))
            .rules("S2.5-9, VS-29"),
        modelled("linearConfiguration", Kind::Object(&LINEAR_CONFIGURATION)).rules("S2.5-5"),
        modelled("canaryConfiguration", Kind::Object(&CANARY_CONFIGURATION)).rules("S2.5-6"),
        modelled("earlySuccessCriteria", Kind::Object(&DEPLOYMENT_EARLY_SUCCESS_CRITERIA)),
    ],
);

/// `DeploymentCircuitBreaker` of the API.
pub const DEPLOYMENT_CIRCUIT_BREAKER: Shape = Shape::new(
    "DeploymentCircuitBreaker",
    &[
        modelled("enable", BOOLEAN).default("false").rules("S2.3-1"),
        modelled("rollback", BOOLEAN).default("false").rules("S2.3-9"),
        modelled("resetOnHealthyTask", BOOLEAN).default("true").rules("S2.3-5"),
        modelled("thresholdConfiguration", Kind::Object(&THRESHOLD_CONFIGURATION)).rules("S2.3-2"),
    ],
);

/// `ThresholdConfiguration` of the API.
pub const THRESHOLD_CONFIGURATION: Shape = Shape::new(
    "ThresholdConfiguration",
    &[
        modelled("type", TEXT)
            .default("\"BOUNDED_PERCENT\"")
            .words(Words::These(words::THRESHOLD_TYPES))
            .rules("S2.3-2"),
        modelled("value", INTEGER).default("50").rules("S2.3-2").range(1, 10_000_000),
    ],
);

/// `DeploymentAlarms` of the API.
pub const DEPLOYMENT_ALARMS: Shape = Shape::new(
    "DeploymentAlarms",
    &[
        modelled("alarmNames", Kind::List(&TEXT))
            .means("alarms of `[[alarms]]`: a deployment fails when one of them goes into ALARM")
            .rules("S2.4-1, VS-21"),
        modelled("rollback", BOOLEAN)
            .means("whether it is rolled back then, and bakes by default")
            .rules("S2.4-1, S2.4-2, VS-21"),
        modelled("enable", BOOLEAN).means("whether its alarms are looked at").rules("S2.4-1, VS-21"),
    ],
);

/// `DeploymentLifecycleHook` of the API, then what its function does.
pub const DEPLOYMENT_LIFECYCLE_HOOK: Shape = Shape::new(
    "DeploymentLifecycleHook",
    &[
        modelled("targetType", TEXT)
            .default("\"AWS_LAMBDA\"")
            .words(Words::These(words::HOOK_TARGETS))
            .rules("S2.5-9"),
        no_effect("hookTargetArn", TEXT).rules("VS-29"),
        no_effect("roleArn", TEXT),
        modelled("lifecycleStages", Kind::List(&TEXT)).rules("S2.5-9"),
        no_effect("hookDetails", ANYTHING),
        modelled("timeoutConfiguration", Kind::Object(&DEPLOYMENT_LIFECYCLE_HOOK_TIMEOUT_CONFIGURATION))
            .rules("S2.5-10"),
        modelled("hookDuration", RANDOM_DURATION)
            .of_simulation()
            .means("how long the function takes until its last answer; not of the API")
            .default("\"0s\"")
            .rules("S2.5-9"),
        modelled("hookStatus", TEXT)
            .of_simulation()
            .means("what that answer is; not of the API")
            .default("\"SUCCEEDED\"")
            .words(Words::These(words::HOOK_STATUSES))
            .rules("S2.5-9"),
    ],
);

/// `DeploymentLifecycleHookTimeoutConfiguration` of the API.
pub const DEPLOYMENT_LIFECYCLE_HOOK_TIMEOUT_CONFIGURATION: Shape = Shape::new(
    "DeploymentLifecycleHookTimeoutConfiguration",
    &[
        modelled("timeoutInMinutes", INTEGER)
            .unit("minutes")
            .default("1440")
            .range(1, 20_160)
            .rules("S2.5-10"),
        modelled("action", TEXT)
            .default("\"ROLLBACK\"")
            .words(Words::These(words::PAUSE_ACTIONS))
            .rules("S2.5-10"),
    ],
);

/// `LinearConfiguration` of the API.
pub const LINEAR_CONFIGURATION: Shape = Shape::new(
    "LinearConfiguration",
    &[
        modelled("stepPercent", NUMBER).unit("%").default("10").rules("S2.5-5"),
        modelled("stepBakeTimeInMinutes", INTEGER)
            .unit("minutes")
            .default("6")
            .range(0, 1_440)
            .rules("S2.5-5"),
    ],
);

/// `CanaryConfiguration` of the API.
pub const CANARY_CONFIGURATION: Shape = Shape::new(
    "CanaryConfiguration",
    &[
        modelled("canaryPercent", NUMBER).unit("%").default("5").rules("S2.5-6"),
        modelled("canaryBakeTimeInMinutes", INTEGER)
            .unit("minutes")
            .default("10")
            .range(0, 1_440)
            .rules("S2.5-6"),
    ],
);

/// `DeploymentEarlySuccessCriteria` of the API.
pub const DEPLOYMENT_EARLY_SUCCESS_CRITERIA: Shape = Shape::new(
    "DeploymentEarlySuccessCriteria",
    &[
        modelled("enable", BOOLEAN).default("false").rules("S2.2-4"),
        modelled("healthyPercent", INTEGER).unit("%").rules("S2.2-4, VS-22").range(0, 100),
        modelled("sourceServiceRevisionCleanup", TEXT)
            .words(Words::These(words::SOURCE_CLEANUPS))
            .rules("S2.2-4"),
    ],
);

/// `PlacementConstraint` of the API.
pub const PLACEMENT_CONSTRAINT: Shape = Shape::new(
    "PlacementConstraint",
    &[
        modelled("type", TEXT).required().words(Words::These(words::CONSTRAINTS)).rules("CN-01"),
        value_decides("expression", TEXT).rules("QL-01"),
    ],
);

/// `PlacementStrategy` of the API, then the arguments of strategies that are not ECS's own.
pub const PLACEMENT_STRATEGY: Shape = Shape::new(
    "PlacementStrategy",
    &[
        modelled("type", TEXT).required().words(Words::AnyCaseOf(strategies)).rules("ST-01"),
        modelled("field", TEXT).rules("ST-05, ST-16"),
        modelled("resources", Kind::List(&TEXT)),
        modelled("k", INTEGER),
        modelled("topologyKey", TEXT),
        modelled("maxSkew", INTEGER),
        modelled("whenUnsatisfiable", TEXT),
        modelled("command", Kind::List(&TEXT)),
    ],
);

/// The names of all strategies, each once, ECS's own first.
fn strategies() -> Vec<&'static str> {
    ECS_TYPES.into_iter().chain(RESEARCH.iter().map(|research| research.name)).collect()
}

/// `DeploymentController` of the API.
pub const DEPLOYMENT_CONTROLLER: Shape = Shape::new(
    "DeploymentController",
    &[value_decides("type", TEXT).words(Words::These(words::CONTROLLERS)).rules("VS-20")],
);

/// `MonitoringConfiguration` of the API.
pub const MONITORING_CONFIGURATION: Shape = Shape::new(
    "MonitoringConfiguration",
    &[no_effect("metricConfigurations", Kind::List(&Kind::Object(&METRIC_CONFIGURATION)))],
);

/// `MetricConfiguration` of the API.
pub const METRIC_CONFIGURATION: Shape = Shape::new(
    "MetricConfiguration",
    &[no_effect("metricNames", Kind::List(&TEXT)), no_effect("resolutionSeconds", INTEGER)],
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::strategy::ArgumentKind;

    /// A member for each argument, of its kind, and none besides.
    #[test]
    fn entries_of_placement_strategy_have_the_arguments_of_the_registry() {
        let mut known: Vec<&str> = vec!["type", "field"];
        for argument in RESEARCH.iter().flat_map(|research| research.arguments) {
            let member = PLACEMENT_STRATEGY.member(argument.name).expect(argument.name);
            let fits = match argument.kind {
                ArgumentKind::Whole { .. } => matches!(member.kind, Kind::Integer),
                ArgumentKind::Word(_) | ArgumentKind::Attribute => matches!(member.kind, Kind::Text),
                ArgumentKind::Words(_) | ArgumentKind::Command => {
                    matches!(member.kind, Kind::List(Kind::Text))
                }
            };
            assert!(fits, "{}", argument.name);
            known.push(argument.name);
        }
        assert!(PLACEMENT_STRATEGY.names().all(|name| known.contains(&name)));
    }
}
