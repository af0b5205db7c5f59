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
    ANYTHING, BOOLEAN, COUNT, DURATION, INTEGER, Kind, RANDOM_DURATION, Shape, TEXT, Words, modelled,
    no_effect, not_modelled, value_decides, words,
};
use crate::model::FaultAction;

/// A fault; which members it takes depends on `action`.
pub const FAULT: Shape = Shape::new(
    "faults",
    &[
        modelled("action", TEXT)
            .required()
            .means("what breaks; `plimsoll list faults` tells the kinds apart")
            .words(Words::Of(|| FaultAction::names().to_vec())),
        modelled("service", TEXT).means("whose tasks it hits, where it hits tasks"),
        modelled("cluster", TEXT).means("the cluster of what it hits").default("\"default\""),
        modelled("count", COUNT)
            .means("how many it hits each time, chosen at random, or `\"all\"`")
            .default("1"),
        modelled("availabilityZone", TEXT).means("the zone whose instances it hits").default("any"),
        modelled("exitCode", INTEGER)
            .means("with which a killed process exits")
            .default("137")
            .rules("EX-01")
            .range(0, 255),
        modelled("at", DURATION).means("when it strikes, once; this or `every`"),
        modelled("every", RANDOM_DURATION).means("the time between two strikes; this or `at`"),
        modelled("until", DURATION).means("when `every` ends").default("the end of the simulation"),
        modelled("replacedAfter", RANDOM_DURATION)
            .means("when a new instance stands in for a terminated one")
            .default("never")
            .rules("CI-02"),
        modelled("restartedAfter", RANDOM_DURATION)
            .means("when a stopped or lost host starts again")
            .default("never")
            .rules("CI-03"),
        modelled("terminatedAfter", RANDOM_DURATION)
            .means("when a lost host is terminated, as the health check of an Auto Scaling group does")
            .default("never")
            .rules("AD-08"),
        modelled("for", RANDOM_DURATION)
            .means("how long containers hang, or agents do not reach ECS")
            .default("for good")
            .rules("AD-04, AD-06"),
    ],
);

/// An API call: `at`, set or drawn, and exactly one call.
pub const ACTION: Shape = Shape::new(
    "actions",
    &[
        modelled("at", RANDOM_DURATION).required().means(
            "when the call is made; a distribution is drawn from in each replication, alike in all variants; beside it \
             stands exactly one call",
        ),
        modelled("createService", Kind::Object(&CREATE_SERVICE_AT))
            .means("a service of [[services]] is created then, and is not there before")
            .rules("VC-19"),
        modelled("updateService", Kind::Object(&UPDATE_SERVICE))
            .means("a service is changed")
            .rules("S2.1-1, ST-14, VC-01"),
        modelled("deleteService", Kind::Object(&DELETE_SERVICE))
            .means("a service is deleted: its tasks stop, and later calls find no service")
            .rules("LC-07, VC-20"),
        modelled("runTask", Kind::Object(&RUN_TASK))
            .means("standalone tasks start where there is room")
            .rules("RN-01, RN-02"),
        modelled("startTask", Kind::Object(&START_TASK))
            .means("standalone tasks start on named instances")
            .rules("RN-06"),
        modelled("stopTask", Kind::Object(&STOP_TASK))
            .means("tasks are stopped: the oldest of a service, of a group or of whoever started them, or a certain one")
            .rules("S4.4-4, VC-21"),
        modelled("updateTaskProtection", Kind::Object(&UPDATE_TASK_PROTECTION))
            .means("tasks are protected from scale-in, or not any more")
            .rules("SI-07, VC-22"),
        modelled("stopServiceDeployment", Kind::Object(&STOP_SERVICE_DEPLOYMENT))
            .means("the deployment that a service has in progress is rolled back")
            .rules("S2.4-3"),
        modelled("continueServiceDeployment", Kind::Object(&CONTINUE_SERVICE_DEPLOYMENT))
            .means("the deployment of a service that pauses goes on")
            .rules("S2.5-10"),
        modelled("terminateInstances", Kind::Object(&TERMINATE_INSTANCES))
            .means("instances are terminated")
            .rules("CI-02, AD-09"),
        modelled("stopInstances", Kind::Object(&STOP_INSTANCES))
            .means("instances are stopped; they stay registered")
            .rules("CI-03"),
        modelled("startInstances", Kind::Object(&START_INSTANCES))
            .means("instances that were stopped run again")
            .rules("CI-03"),
        modelled("deregisterContainerInstance", Kind::Object(&DEREGISTER_CONTAINER_INSTANCE))
            .means("instances are deregistered")
            .rules("CI-05"),
        modelled("updateContainerInstancesState", Kind::Object(&UPDATE_CONTAINER_INSTANCES_STATE))
            .means("instances are drained, or taken back")
            .rules("CI-01, DR-01, DR-02"),
        modelled("putAttributes", Kind::Object(&PUT_ATTRIBUTES))
            .means("instances carry custom attributes from then on")
            .rules("VC-23, AT-04"),
        modelled("deleteAttributes", Kind::Object(&DELETE_ATTRIBUTES))
            .means("instances carry custom attributes no more")
            .rules("VC-23"),
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
        modelled("availabilityZoneRebalancing", TEXT)
            .words(Words::These(words::SWITCH))
            .rules("RB-01, VS-23"),
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

const INSTANCES: &str = "their names in this simulation, such as `host-1`; in place of zone and count";

const INSTANCE_IDS: &str = "EC2's ids of them; in place of their names";

const KEEPS: &str = "the service keeps what it was created with";

/// `CreateService`, of a service that is declared.
pub const CREATE_SERVICE_AT: Shape = Shape::new(
    "createService",
    &[
        modelled("serviceName", TEXT)
            .required()
            .means("the service of [[services]], whose other members stand there"),
        modelled("cluster", TEXT).means("the cluster of the service").default("\"default\""),
    ],
);

/// `DeleteService`.
pub const DELETE_SERVICE: Shape = Shape::new(
    "deleteService",
    &[
        modelled("service", TEXT).required().means("which service"),
        modelled("cluster", TEXT).means("the cluster of the service").default("\"default\""),
        modelled("force", BOOLEAN)
            .means("`true`: although it wants tasks; a DAEMON service needs none")
            .default("false")
            .rules("LC-07"),
    ],
);

/// `StopTask`, on tasks of a service or a group, or on a certain one.
pub const STOP_TASK: Shape = Shape::new(
    "stopTask",
    &[
        modelled("service", TEXT).means("whose tasks; this, `group`, `startedBy` or `task`"),
        modelled("group", TEXT).means("of which group of standalone tasks"),
        modelled("startedBy", TEXT)
            .means("of calls of `runTask` and `startTask` with this `startedBy`")
            .rules("VC-21"),
        modelled("task", TEXT).means("the id of a task, as results name it"),
        modelled("cluster", TEXT).means("the cluster of the service or group").default("\"default\""),
        modelled("count", COUNT).means("how many of them, the oldest first, or `\"all\"`").default("1"),
        modelled("reason", TEXT).means("what the records give as the reason"),
    ],
);

/// `StopServiceDeployment`, on the deployment that a service has in progress.
pub const STOP_SERVICE_DEPLOYMENT: Shape = Shape::new(
    "stopServiceDeployment",
    &[
        modelled("service", TEXT).required().means("whose deployment"),
        modelled("cluster", TEXT).means("the cluster of the service").default("\"default\""),
        value_decides("stopType", TEXT)
            .means("how it is stopped")
            .default("\"ROLLBACK\"")
            .words(Words::These(words::STOP_TYPES))
            .rules("S2.4-3"),
    ],
);

/// `ContinueServiceDeployment`, on the deployment of a service that pauses.
pub const CONTINUE_SERVICE_DEPLOYMENT: Shape = Shape::new(
    "continueServiceDeployment",
    &[
        modelled("service", TEXT).required().means("whose deployment"),
        modelled("cluster", TEXT).means("the cluster of the service").default("\"default\""),
        modelled("action", TEXT)
            .means("whether it goes on or is rolled back")
            .default("\"CONTINUE\"")
            .words(Words::These(words::PAUSE_ACTIONS))
            .rules("S2.5-10"),
    ],
);

/// `UpdateTaskProtection`.
pub const UPDATE_TASK_PROTECTION: Shape = Shape::new(
    "updateTaskProtection",
    &[
        modelled("service", TEXT).means("whose tasks; this or `tasks`"),
        modelled("tasks", Kind::List(&TEXT)).means("ids of up to ten tasks, as results name them"),
        modelled("cluster", TEXT).means("the cluster of the service").default("\"default\""),
        modelled("count", COUNT).means("how many of the service, the oldest first").default("all"),
        modelled("protectionEnabled", BOOLEAN).required().means("whether they are protected from then on"),
        modelled("expiresInMinutes", INTEGER)
            .means("for how long")
            .default("120")
            .rules("SI-07")
            .range(1, 2_880),
    ],
);

/// EC2's `TerminateInstances`.
pub const TERMINATE_INSTANCES: Shape = Shape::new(
    "terminateInstances",
    &[
        modelled("containerInstances", Kind::List(&TEXT)).means(INSTANCES),
        modelled("instanceIds", Kind::List(&TEXT)).means(INSTANCE_IDS),
        modelled("cluster", TEXT).means("the cluster of the instances").default("\"default\""),
        modelled("availabilityZone", TEXT).means("their zone").default("any"),
        modelled("count", COUNT).means("how many of them").default("all"),
    ],
);

/// EC2's `StopInstances`.
pub const STOP_INSTANCES: Shape = Shape::new("stopInstances", TERMINATE_INSTANCES.members);

/// EC2's `StartInstances`.
pub const START_INSTANCES: Shape = Shape::new(
    "startInstances",
    &[
        modelled("containerInstances", Kind::List(&TEXT)).means(INSTANCES),
        modelled("instanceIds", Kind::List(&TEXT)).means(INSTANCE_IDS),
        modelled("cluster", TEXT).means("the cluster of the instances").default("\"default\""),
        modelled("availabilityZone", TEXT).means("their zone").default("any"),
        modelled("count", COUNT).means("how many of them").default("all"),
        modelled("connectedAfter", DURATION)
            .means("how long until they run and their agents are connected")
            .default("\"0s\""),
    ],
);

/// `DeregisterContainerInstance`.
pub const DEREGISTER_CONTAINER_INSTANCE: Shape = Shape::new(
    "deregisterContainerInstance",
    &[
        modelled("containerInstance", TEXT).means("its name in this simulation, such as `host-1`"),
        modelled("containerInstances", Kind::List(&TEXT)).means(INSTANCES),
        modelled("instanceIds", Kind::List(&TEXT)).means(INSTANCE_IDS),
        modelled("cluster", TEXT).means("the cluster of the instances").default("\"default\", or that of the instance"),
        modelled("availabilityZone", TEXT).means("their zone").default("any"),
        modelled("count", COUNT).means("how many of them").default("all"),
        modelled("force", BOOLEAN)
            .means("`true`: although tasks run there; without it the API refuses then, and the call does nothing")
            .default("false")
            .rules("CI-05"),
    ],
);

/// `UpdateContainerInstancesState`.
pub const UPDATE_CONTAINER_INSTANCES_STATE: Shape = Shape::new(
    "updateContainerInstancesState",
    &[
        modelled("containerInstances", Kind::List(&TEXT)).means(INSTANCES),
        modelled("instanceIds", Kind::List(&TEXT)).means(INSTANCE_IDS),
        modelled("cluster", TEXT).means("the cluster of the instances").default("\"default\""),
        modelled("availabilityZone", TEXT).means("their zone").default("any"),
        modelled("count", COUNT).means("how many of them").default("all"),
        modelled("status", TEXT)
            .required()
            .means("what they are from then on")
            .words(Words::These(words::INSTANCE_STATUSES))
            .rules("CI-01"),
    ],
);

/// `PutAttributes`, with the instances beside the attributes and not in each of them.
pub const PUT_ATTRIBUTES: Shape = Shape::new(
    "putAttributes",
    &[
        modelled("attributes", Kind::List(&Kind::Object(&PUT_ATTRIBUTE)))
            .required()
            .means("up to ten of them; one that is there already is overwritten")
            .rules("AT-04"),
        modelled("containerInstances", Kind::List(&TEXT)).means(INSTANCES),
        modelled("instanceIds", Kind::List(&TEXT)).means(INSTANCE_IDS),
        modelled("cluster", TEXT).means("the cluster of the instances").default("\"default\""),
        modelled("availabilityZone", TEXT).means("their zone").default("any"),
        modelled("count", COUNT)
            .means("how many of them, of those that do not carry all of it yet")
            .default("all"),
    ],
);

/// `DeleteAttributes`, likewise.
pub const DELETE_ATTRIBUTES: Shape = Shape::new(
    "deleteAttributes",
    &[
        modelled("attributes", Kind::List(&Kind::Object(&DELETED_ATTRIBUTE)))
            .required()
            .means("up to ten of them, by name"),
        modelled("containerInstances", Kind::List(&TEXT)).means(INSTANCES),
        modelled("instanceIds", Kind::List(&TEXT)).means(INSTANCE_IDS),
        modelled("cluster", TEXT).means("the cluster of the instances").default("\"default\""),
        modelled("availabilityZone", TEXT).means("their zone").default("any"),
        modelled("count", COUNT).means("how many of them, of those that carry any of it").default("all"),
    ],
);

/// `Attribute` of `PutAttributes`.
const PUT_ATTRIBUTE: Shape = Shape::new(
    "PutAttribute",
    &[
        modelled("name", TEXT).required().means("its name").rules("AT-04"),
        modelled("value", TEXT)
            .means("its value")
            .default("none: an attribute that is only there")
            .rules("AT-04"),
        no_effect("targetType", TEXT),
        value_decides("targetId", TEXT),
    ],
);

/// `Attribute` of `DeleteAttributes`.
const DELETED_ATTRIBUTE: Shape = Shape::new(
    "DeletedAttribute",
    &[
        modelled("name", TEXT).required().means("its name"),
        value_decides("value", TEXT),
        no_effect("targetType", TEXT),
        value_decides("targetId", TEXT),
    ],
);
