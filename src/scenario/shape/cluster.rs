//! `CreateCluster`.

use super::service::CAPACITY_PROVIDER_STRATEGY_ITEM;
use super::task_definition::TAG;
use super::{BOOLEAN, Kind, Shape, TEXT, modelled, no_effect, not_modelled, read_only};

/// `CreateCluster` of the API.
pub const CREATE_CLUSTER: Shape = Shape::from_file(
    "CreateCluster",
    &[
        modelled("clusterName", TEXT).required().means("what instances, services and calls name it by"),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        no_effect("settings", Kind::List(&Kind::Object(&CLUSTER_SETTING))),
        no_effect("configuration", Kind::Object(&CLUSTER_CONFIGURATION)),
        not_modelled(
            "capacityProviders",
            Kind::List(&TEXT),
            "a cluster has the container instances of the scenario and no others",
        ),
        not_modelled(
            "defaultCapacityProviderStrategy",
            Kind::List(&Kind::Object(&CAPACITY_PROVIDER_STRATEGY_ITEM)),
            "tasks are placed as with launch type EC2",
        ),
        no_effect("serviceConnectDefaults", Kind::Object(&CLUSTER_SERVICE_CONNECT_DEFAULTS_REQUEST)),
        read_only("clusterArn"),
        read_only("status"),
        read_only("registeredContainerInstancesCount"),
        read_only("runningTasksCount"),
        read_only("pendingTasksCount"),
        read_only("activeServicesCount"),
        read_only("statistics"),
        read_only("attachments"),
        read_only("attachmentsStatus"),
    ],
);

/// `ClusterSetting` of the API.
pub const CLUSTER_SETTING: Shape =
    Shape::new("ClusterSetting", &[no_effect("name", TEXT), no_effect("value", TEXT)]);

/// `ClusterConfiguration` of the API.
pub const CLUSTER_CONFIGURATION: Shape = Shape::new(
    "ClusterConfiguration",
    &[
        no_effect("executeCommandConfiguration", Kind::Object(&EXECUTE_COMMAND_CONFIGURATION)),
        no_effect("managedStorageConfiguration", Kind::Object(&MANAGED_STORAGE_CONFIGURATION)),
    ],
);

/// `ExecuteCommandConfiguration` of the API.
pub const EXECUTE_COMMAND_CONFIGURATION: Shape = Shape::new(
    "ExecuteCommandConfiguration",
    &[
        no_effect("kmsKeyId", TEXT),
        no_effect("logging", TEXT),
        no_effect("logConfiguration", Kind::Object(&EXECUTE_COMMAND_LOG_CONFIGURATION)),
    ],
);

/// `ExecuteCommandLogConfiguration` of the API.
pub const EXECUTE_COMMAND_LOG_CONFIGURATION: Shape = Shape::new(
    "ExecuteCommandLogConfiguration",
    &[
        no_effect("cloudWatchLogGroupName", TEXT),
        no_effect("cloudWatchEncryptionEnabled", BOOLEAN),
        no_effect("s3BucketName", TEXT),
        no_effect("s3EncryptionEnabled", BOOLEAN),
        no_effect("s3KeyPrefix", TEXT),
    ],
);

/// `ManagedStorageConfiguration` of the API.
pub const MANAGED_STORAGE_CONFIGURATION: Shape = Shape::new(
    "ManagedStorageConfiguration",
    &[no_effect("kmsKeyId", TEXT), no_effect("fargateEphemeralStorageKmsKeyId", TEXT)],
);

/// `ClusterServiceConnectDefaultsRequest` of the API.
pub const CLUSTER_SERVICE_CONNECT_DEFAULTS_REQUEST: Shape =
    Shape::new("ClusterServiceConnectDefaultsRequest", &[no_effect("namespace", TEXT)]);
