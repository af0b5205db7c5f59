//! Operations of the API with the members of their inputs; a test holds them to AWS's own models.

use serde_json::{Map, Value};

use super::spelling::{capital, with_capitals};

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// As the AWS CLI calls the service.
    pub service: &'static str,
    /// As the AWS CLI calls the operation.
    pub name: &'static str,
    /// What of a resource it takes, as scenarios spell it.
    pub members: &'static [&'static str],
}

const fn ecs(name: &'static str, members: &'static [&'static str]) -> Operation {
    Operation { service: "ecs", name, members }
}

/// What only `CreateService` takes.
pub const ONLY_CREATED: [&str; 6] =
    ["serviceName", "cluster", "clusterArn", "launchType", "schedulingStrategy", "role"];

pub const UPDATE_SERVICE: Operation = ecs(
    "update-service",
    &[
        "desiredCount",
        "taskDefinition",
        "capacityProviderStrategy",
        "deploymentConfiguration",
        "availabilityZoneRebalancing",
        "networkConfiguration",
        "placementConstraints",
        "placementStrategy",
        "platformVersion",
        "healthCheckGracePeriodSeconds",
        "deploymentController",
        "enableExecuteCommand",
        "enableECSManagedTags",
        "loadBalancers",
        "propagateTags",
        "serviceRegistries",
        "serviceConnectConfiguration",
        "volumeConfigurations",
        "vpcLatticeConfigurations",
        "gatewayConnectors",
        "monitoring",
    ],
);
pub const CREATE_SERVICE: Operation = ecs(
    "create-service",
    &[
        "cluster",
        "serviceName",
        "taskDefinition",
        "availabilityZoneRebalancing",
        "loadBalancers",
        "serviceRegistries",
        "desiredCount",
        "clientToken",
        "launchType",
        "capacityProviderStrategy",
        "platformVersion",
        "role",
        "deploymentConfiguration",
        "placementConstraints",
        "placementStrategy",
        "networkConfiguration",
        "healthCheckGracePeriodSeconds",
        "schedulingStrategy",
        "deploymentController",
        "tags",
        "enableECSManagedTags",
        "propagateTags",
        "enableExecuteCommand",
        "serviceConnectConfiguration",
        "volumeConfigurations",
        "vpcLatticeConfigurations",
        "gatewayConnectors",
        "monitoring",
    ],
);
pub const DELETE_SERVICE: Operation = ecs("delete-service", &[]);
pub const REGISTER_TASK_DEFINITION: Operation = ecs("register-task-definition", &[]);
pub const PUT_ATTRIBUTES: Operation = ecs("put-attributes", &[]);
pub const DELETE_ATTRIBUTES: Operation = ecs("delete-attributes", &[]);
pub const UPDATE_CONTAINER_INSTANCES_STATE: Operation = ecs("update-container-instances-state", &[]);
pub const TAG_RESOURCE: Operation = ecs("tag-resource", &[]);
pub const UNTAG_RESOURCE: Operation = ecs("untag-resource", &[]);
pub const RUN_TASK: Operation = ecs("run-task", &[]);
pub const START_TASK: Operation = ecs("start-task", &[]);
pub const LIST_TASKS: Operation = ecs("list-tasks", &[]);
pub const DEREGISTER_CONTAINER_INSTANCE: Operation = ecs("deregister-container-instance", &[]);
pub const CREATE_CLUSTER: Operation = ecs(
    "create-cluster",
    &[
        "clusterName",
        "tags",
        "settings",
        "configuration",
        "capacityProviders",
        "defaultCapacityProviderStrategy",
        "serviceConnectDefaults",
    ],
);
pub const UPDATE_CLUSTER: Operation =
    ecs("update-cluster", &["settings", "configuration", "serviceConnectDefaults"]);
pub const UPDATE_CLUSTER_SETTINGS: Operation = ecs("update-cluster-settings", &["settings"]);
pub const PUT_CLUSTER_CAPACITY_PROVIDERS: Operation =
    ecs("put-cluster-capacity-providers", &["capacityProviders", "defaultCapacityProviderStrategy"]);
pub const UPDATE_CAPACITY_PROVIDER: Operation = ecs(
    "update-capacity-provider",
    &["name", "cluster", "autoScalingGroupProvider", "managedInstancesProvider"],
);
pub const CREATE_CAPACITY_PROVIDER: Operation = ecs(
    "create-capacity-provider",
    &["name", "cluster", "autoScalingGroupProvider", "managedInstancesProvider", "tags"],
);

pub const MODIFY_TARGET_GROUP: Operation = Operation {
    service: "elbv2",
    name: "modify-target-group",
    members: &[
        "healthCheckProtocol",
        "healthCheckPort",
        "healthCheckPath",
        "healthCheckEnabled",
        "healthCheckIntervalSeconds",
        "healthCheckTimeoutSeconds",
        "healthyThresholdCount",
        "unhealthyThresholdCount",
        "matcher",
    ],
};
pub const CREATE_TARGET_GROUP: Operation = Operation {
    service: "elbv2",
    name: "create-target-group",
    members: &[
        "name",
        "protocol",
        "protocolVersion",
        "port",
        "vpcId",
        "healthCheckProtocol",
        "healthCheckPort",
        "healthCheckEnabled",
        "healthCheckPath",
        "healthCheckIntervalSeconds",
        "healthCheckTimeoutSeconds",
        "healthyThresholdCount",
        "unhealthyThresholdCount",
        "matcher",
        "targetType",
        "tags",
        "ipAddressType",
        "targetControlPort",
    ],
};
pub const MODIFY_TARGET_GROUP_ATTRIBUTES: Operation =
    Operation { service: "elbv2", name: "modify-target-group-attributes", members: &[] };

pub const SET_DESIRED_CAPACITY: Operation =
    Operation { service: "autoscaling", name: "set-desired-capacity", members: &[] };
pub const UPDATE_AUTO_SCALING_GROUP: Operation = Operation {
    service: "autoscaling",
    name: "update-auto-scaling-group",
    members: &[
        "launchConfigurationName",
        "launchTemplate",
        "mixedInstancesPolicy",
        "minSize",
        "maxSize",
        "desiredCapacity",
        "defaultCooldown",
        "availabilityZones",
        "availabilityZoneIds",
        "healthCheckType",
        "healthCheckGracePeriod",
        "placementGroup",
        "vpcZoneIdentifier",
        "terminationPolicies",
        "newInstancesProtectedFromScaleIn",
        "serviceLinkedRoleARN",
        "maxInstanceLifetime",
        "capacityRebalance",
        "context",
        "desiredCapacityType",
        "defaultInstanceWarmup",
        "instanceMaintenancePolicy",
        "availabilityZoneDistribution",
        "availabilityZoneImpairmentPolicy",
        "skipZonalShiftValidation",
        "capacityReservationSpecification",
    ],
};
pub const CREATE_AUTO_SCALING_GROUP: Operation = Operation {
    service: "autoscaling",
    name: "create-auto-scaling-group",
    members: &[
        "autoScalingGroupName",
        "launchConfigurationName",
        "launchTemplate",
        "mixedInstancesPolicy",
        "instanceId",
        "minSize",
        "maxSize",
        "desiredCapacity",
        "defaultCooldown",
        "availabilityZones",
        "loadBalancerNames",
        "targetGroupARNs",
        "healthCheckType",
        "healthCheckGracePeriod",
        "placementGroup",
        "vpcZoneIdentifier",
        "terminationPolicies",
        "newInstancesProtectedFromScaleIn",
        "capacityRebalance",
        "maxInstanceLifetime",
        "desiredCapacityType",
        "defaultInstanceWarmup",
        "instanceMaintenancePolicy",
    ],
};
pub const PUT_GROUP_POLICY: Operation = Operation {
    service: "autoscaling",
    name: "put-scaling-policy",
    members: &[
        "autoScalingGroupName",
        "policyName",
        "policyType",
        "adjustmentType",
        "minAdjustmentStep",
        "minAdjustmentMagnitude",
        "scalingAdjustment",
        "cooldown",
        "metricAggregationType",
        "stepAdjustments",
        "estimatedInstanceWarmup",
        "targetTrackingConfiguration",
        "enabled",
        "predictiveScalingConfiguration",
    ],
};
pub const PUT_SERVICE_POLICY: Operation = Operation {
    service: "application-autoscaling",
    name: "put-scaling-policy",
    members: &[
        "policyName",
        "serviceNamespace",
        "resourceId",
        "scalableDimension",
        "policyType",
        "stepScalingPolicyConfiguration",
        "targetTrackingScalingPolicyConfiguration",
        "predictiveScalingPolicyConfiguration",
    ],
};
pub const REGISTER_SCALABLE_TARGET: Operation = Operation {
    service: "application-autoscaling",
    name: "register-scalable-target",
    members: &[
        "serviceNamespace",
        "resourceId",
        "scalableDimension",
        "minCapacity",
        "maxCapacity",
        "roleARN",
        "suspendedState",
    ],
};
pub const TERMINATE_INSTANCES: Operation =
    Operation { service: "ec2", name: "terminate-instances", members: &[] };

impl Operation {
    /// Whether it takes a member.
    pub fn takes(&self, member: &str) -> bool {
        self.members.contains(&member)
    }

    /// What it takes of a resource, as far as `wanted` asks for it, spelt as its service spells it.
    pub fn input(&self, resource: &Map<String, Value>, wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
        let taken = self.members.iter().filter(|name| wanted(name));
        let found = taken.filter_map(|name| Some((*name, resource.get(*name)?.clone())));
        found.map(|(name, value)| (self.spelt(name), self.valued(value))).collect()
    }

    /// A name as its service spells it.
    pub fn spelt(&self, name: &str) -> String {
        if self.service == "ecs" { name.to_owned() } else { capital(name) }
    }

    fn valued(&self, value: Value) -> Value {
        if self.service == "ecs" { value } else { with_capitals(value) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spelling::option;
    use super::*;

    const ALL: [&Operation; 29] = [
        &UPDATE_SERVICE,
        &CREATE_SERVICE,
        &DELETE_SERVICE,
        &REGISTER_TASK_DEFINITION,
        &PUT_ATTRIBUTES,
        &DELETE_ATTRIBUTES,
        &UPDATE_CONTAINER_INSTANCES_STATE,
        &TAG_RESOURCE,
        &UNTAG_RESOURCE,
        &RUN_TASK,
        &START_TASK,
        &LIST_TASKS,
        &DEREGISTER_CONTAINER_INSTANCE,
        &CREATE_CLUSTER,
        &UPDATE_CLUSTER,
        &UPDATE_CLUSTER_SETTINGS,
        &PUT_CLUSTER_CAPACITY_PROVIDERS,
        &UPDATE_CAPACITY_PROVIDER,
        &CREATE_CAPACITY_PROVIDER,
        &MODIFY_TARGET_GROUP,
        &CREATE_TARGET_GROUP,
        &MODIFY_TARGET_GROUP_ATTRIBUTES,
        &SET_DESIRED_CAPACITY,
        &UPDATE_AUTO_SCALING_GROUP,
        &CREATE_AUTO_SCALING_GROUP,
        &PUT_GROUP_POLICY,
        &PUT_SERVICE_POLICY,
        &REGISTER_SCALABLE_TARGET,
        &TERMINATE_INSTANCES,
    ];

    /// AWS's models of these operations: `tests/export/operations.json`.
    #[test]
    fn operations_take_what_awss_models_say_and_options_are_called_so() {
        let models: Value =
            serde_json::from_str(include_str!("../../tests/export/operations.json")).expect("JSON");
        for operation in ALL {
            let model = &models[operation.service]["operations"][operation.name];
            let options = model["options"].as_object().unwrap_or_else(|| panic!("{operation:?}"));
            for (member, expected) in options {
                assert_eq!(Value::from(option(member)), *expected, "{}", operation.name);
            }
            for member in operation.members {
                assert!(options.contains_key(&operation.spelt(member)), "{} {member}", operation.name);
            }
        }
        // What an update takes is complete.
        let update = models["ecs"]["operations"]["update-service"]["options"].as_object().expect("an object");
        let beside = ["service", "cluster", "forceNewDeployment"];
        assert!(
            update.keys().all(|member| UPDATE_SERVICE.takes(member) || beside.contains(&member.as_str()))
        );
    }
}
