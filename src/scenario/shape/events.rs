//! `[[faults]]` and `[[actions]]`.

use super::run_task::{RUN_TASK, START_TASK};
use super::service::{
    CAPACITY_PROVIDER_STRATEGY_ITEM, DEPLOYMENT_CONFIGURATION, DEPLOYMENT_CONTROLLER, LOAD_BALANCER,
    MONITORING_CONFIGURATION, PLACEMENT_CONSTRAINT, PLACEMENT_STRATEGY, SERVICE_REGISTRY,
};
use super::service_connect::SERVICE_CONNECT_CONFIGURATION;
use super::service_network::{
    GATEWAY_CONNECTOR, NETWORK_CONFIGURATION, SERVICE_VOLUME_CONFIGURATION, VPC_LATTICE_CONFIGURATION,
};
use super::{
    ANYTHING, BOOLEAN, COUNT, DURATION, INTEGER, Kind, RANDOM_DURATION, Shape, TEXT, meanwhile, modelled,
    no_effect, not_modelled, value_decides,
};

/// A fault; which members it takes depends on `action`.
pub const FAULT: Shape = Shape::new(
    "faults",
    &[
        modelled("action", TEXT),
        modelled("service", TEXT),
        modelled("cluster", TEXT),
        modelled("count", COUNT),
        modelled("availabilityZone", TEXT),
        modelled("exitCode", INTEGER),
        modelled("at", DURATION),
        modelled("every", RANDOM_DURATION),
        modelled("until", DURATION),
        modelled("replacedAfter", RANDOM_DURATION),
        modelled("restartedAfter", RANDOM_DURATION),
        modelled("terminatedAfter", RANDOM_DURATION),
        modelled("for", RANDOM_DURATION),
    ],
);

/// An API call at a set time: `at` and exactly one call.
pub const ACTION: Shape = Shape::new(
    "actions",
    &[
        modelled("at", DURATION),
        meanwhile(
            "createService",
            "declare the service in [[services]] with desiredCount = 0 and raise it with an updateService action",
        ),
        modelled("updateService", Kind::Object(&UPDATE_SERVICE)),
        meanwhile("deleteService", "set desiredCount = 0 with an updateService action"),
        modelled("runTask", Kind::Object(&RUN_TASK)),
        modelled("startTask", Kind::Object(&START_TASK)),
        modelled("stopTask", Kind::Object(&STOP_TASK)),
        modelled("terminateInstances", Kind::Object(&TERMINATE_INSTANCES)),
        modelled("deregisterContainerInstance", Kind::Object(&DEREGISTER_CONTAINER_INSTANCE)),
        modelled("updateContainerInstancesState", Kind::Object(&UPDATE_CONTAINER_INSTANCES_STATE)),
    ],
);

/// `UpdateService`.
pub const UPDATE_SERVICE: Shape = Shape::from_file(
    "UpdateService",
    &[
        modelled("service", TEXT),
        modelled("cluster", TEXT),
        modelled("desiredCount", INTEGER),
        modelled("taskDefinition", TEXT),
        modelled("forceNewDeployment", BOOLEAN),
        modelled("deploymentConfiguration", Kind::Object(&DEPLOYMENT_CONFIGURATION)),
        modelled("placementStrategy", Kind::List(&Kind::Object(&PLACEMENT_STRATEGY))),
        modelled("placementConstraints", Kind::List(&Kind::Object(&PLACEMENT_CONSTRAINT))),
        value_decides(
            "capacityProviderStrategy",
            Kind::List(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
        ),
        value_decides("deploymentController", Kind::Object(&DEPLOYMENT_CONTROLLER)),
        value_decides("platformVersion", TEXT),
        not_modelled("availabilityZoneRebalancing", TEXT, KEEPS),
        not_modelled("networkConfiguration", Kind::Object(&NETWORK_CONFIGURATION), KEEPS),
        not_modelled("healthCheckGracePeriodSeconds", INTEGER, KEEPS),
        not_modelled("loadBalancers", Kind::List(&Kind::Object(&LOAD_BALANCER)), KEEPS),
        not_modelled("enableExecuteCommand", BOOLEAN, KEEPS),
        not_modelled("serviceRegistries", Kind::List(&Kind::Object(&SERVICE_REGISTRY)), KEEPS),
        not_modelled("serviceConnectConfiguration", Kind::Object(&SERVICE_CONNECT_CONFIGURATION), KEEPS),
        not_modelled("volumeConfigurations", Kind::List(&Kind::Object(&SERVICE_VOLUME_CONFIGURATION)), KEEPS),
        not_modelled(
            "vpcLatticeConfigurations",
            Kind::List(&Kind::Object(&VPC_LATTICE_CONFIGURATION)),
            KEEPS,
        ),
        not_modelled("gatewayConnectors", Kind::List(&Kind::Object(&GATEWAY_CONNECTOR)), KEEPS),
        no_effect("monitoring", Kind::Object(&MONITORING_CONFIGURATION)),
        no_effect("enableECSManagedTags", BOOLEAN),
        no_effect("propagateTags", TEXT),
        // Members of CreateService that no update changes: an error that says so.
        value_decides("serviceName", ANYTHING),
        value_decides("launchType", ANYTHING),
        value_decides("schedulingStrategy", ANYTHING),
        value_decides("role", ANYTHING),
        value_decides("clientToken", ANYTHING),
        value_decides("tags", ANYTHING),
    ],
);

const KEEPS: &str = "the service keeps what it was created with";

/// `StopTask`, on tasks of a service.
pub const STOP_TASK: Shape = Shape::new(
    "stopTask",
    &[
        modelled("service", TEXT),
        modelled("cluster", TEXT),
        modelled("count", COUNT),
        modelled("reason", TEXT),
    ],
);

/// EC2's `TerminateInstances`.
pub const TERMINATE_INSTANCES: Shape = Shape::new(
    "terminateInstances",
    &[
        modelled("containerInstances", Kind::List(&TEXT)),
        modelled("cluster", TEXT),
        modelled("availabilityZone", TEXT),
        modelled("count", COUNT),
    ],
);

/// `DeregisterContainerInstance`.
pub const DEREGISTER_CONTAINER_INSTANCE: Shape = Shape::new(
    "deregisterContainerInstance",
    &[modelled("containerInstance", TEXT), modelled("cluster", TEXT), modelled("force", BOOLEAN)],
);

/// `UpdateContainerInstancesState`.
pub const UPDATE_CONTAINER_INSTANCES_STATE: Shape = Shape::new(
    "updateContainerInstancesState",
    &[
        modelled("containerInstances", Kind::List(&TEXT)),
        modelled("cluster", TEXT),
        modelled("availabilityZone", TEXT),
        modelled("count", COUNT),
        modelled("status", TEXT),
    ],
);
