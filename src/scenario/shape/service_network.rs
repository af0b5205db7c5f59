//! Networks, gateways and volumes of a service.

use super::task_definition::TAG;
use super::{BOOLEAN, INTEGER, Kind, Shape, TEXT, modelled, no_effect};

/// `NetworkConfiguration` of the API.
pub const NETWORK_CONFIGURATION: Shape = Shape::new(
    "NetworkConfiguration",
    &[modelled("awsvpcConfiguration", Kind::Object(&AWS_VPC_CONFIGURATION))],
);

/// `AwsVpcConfiguration` of the API.
pub const AWS_VPC_CONFIGURATION: Shape = Shape::new(
    "AwsVpcConfiguration",
    &[
        modelled("subnets", Kind::List(&TEXT)),
        modelled("securityGroups", Kind::List(&TEXT)),
        no_effect("assignPublicIp", TEXT),
    ],
);

/// `ServiceVolumeConfiguration` of the API.
pub const SERVICE_VOLUME_CONFIGURATION: Shape = Shape::new(
    "ServiceVolumeConfiguration",
    &[
        no_effect("name", TEXT),
        no_effect("managedEBSVolume", Kind::Object(&SERVICE_MANAGED_EBS_VOLUME_CONFIGURATION)),
    ],
);

/// `ServiceManagedEBSVolumeConfiguration` of the API.
pub const SERVICE_MANAGED_EBS_VOLUME_CONFIGURATION: Shape = Shape::new(
    "ServiceManagedEBSVolumeConfiguration",
    &[
        no_effect("encrypted", BOOLEAN),
        no_effect("kmsKeyId", TEXT),
        no_effect("volumeType", TEXT),
        no_effect("sizeInGiB", INTEGER),
        no_effect("snapshotId", TEXT),
        no_effect("volumeInitializationRate", INTEGER),
        no_effect("iops", INTEGER),
        no_effect("throughput", INTEGER),
        no_effect("tagSpecifications", Kind::List(&Kind::Object(&EBS_TAG_SPECIFICATION))),
        no_effect("roleArn", TEXT),
        no_effect("filesystemType", TEXT),
    ],
);

/// `EBSTagSpecification` of the API.
pub const EBS_TAG_SPECIFICATION: Shape = Shape::new(
    "EBSTagSpecification",
    &[
        no_effect("resourceType", TEXT),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
        no_effect("propagateTags", TEXT),
    ],
);

/// `VpcLatticeConfiguration` of the API.
pub const VPC_LATTICE_CONFIGURATION: Shape = Shape::new(
    "VpcLatticeConfiguration",
    &[
        no_effect("roleArn", TEXT),
        no_effect("targetGroupArn", TEXT),
        no_effect("portName", TEXT),
        no_effect("advancedConfiguration", Kind::Object(&VPC_LATTICE_ADVANCED_CONFIGURATION)),
    ],
);

/// `VpcLatticeAdvancedConfiguration` of the API.
pub const VPC_LATTICE_ADVANCED_CONFIGURATION: Shape = Shape::new(
    "VpcLatticeAdvancedConfiguration",
    &[
        no_effect("alternateTargetGroupArn", TEXT),
        no_effect("productionListenerRule", TEXT),
        no_effect("testListenerRule", TEXT),
    ],
);

/// `GatewayConnector` of the API.
pub const GATEWAY_CONNECTOR: Shape = Shape::new(
    "GatewayConnector",
    &[
        no_effect("portName", TEXT),
        no_effect("healthCheck", Kind::Object(&GATEWAY_CONNECTOR_HEALTH_CHECK)),
        no_effect("filters", Kind::Object(&GATEWAY_CONNECTOR_FILTERS)),
        no_effect("deregistrationDelay", Kind::Object(&GATEWAY_CONNECTOR_DEREGISTRATION_DELAY)),
    ],
);

/// `GatewayConnectorHealthCheck` of the API.
pub const GATEWAY_CONNECTOR_HEALTH_CHECK: Shape = Shape::new(
    "GatewayConnectorHealthCheck",
    &[
        no_effect("healthCheckProtocol", TEXT),
        no_effect("healthCheckPort", INTEGER),
        no_effect("healthCheckPath", TEXT),
        no_effect("healthCheckTimeoutSeconds", INTEGER),
        no_effect("healthCheckIntervalSeconds", INTEGER),
        no_effect("healthyThresholdCount", INTEGER),
        no_effect("unhealthyThresholdCount", INTEGER),
        no_effect("matcher", Kind::Object(&GATEWAY_CONNECTOR_HEALTH_CHECK_MATCHER)),
    ],
);

/// `GatewayConnectorHealthCheckMatcher` of the API.
pub const GATEWAY_CONNECTOR_HEALTH_CHECK_MATCHER: Shape = Shape::new(
    "GatewayConnectorHealthCheckMatcher",
    &[no_effect("httpCode", TEXT), no_effect("grpcCode", TEXT)],
);

/// `GatewayConnectorFilters` of the API.
pub const GATEWAY_CONNECTOR_FILTERS: Shape =
    Shape::new("GatewayConnectorFilters", &[no_effect("accessTypes", Kind::List(&TEXT))]);

/// `GatewayConnectorDeregistrationDelay` of the API.
pub const GATEWAY_CONNECTOR_DEREGISTRATION_DELAY: Shape =
    Shape::new("GatewayConnectorDeregistrationDelay", &[no_effect("timeoutSeconds", INTEGER)]);
