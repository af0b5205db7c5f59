//! What becomes of the text of a member.

/// What a text is replaced by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing: it is one of AWS's own words, a number or a time.
    Kept,
    /// Another id where it is one, else nothing: constraints may name what attributes say.
    Attribute,
    /// Another name of this kind.
    Name(&'static str),
    /// `service:NAME`, `family:NAME` or a name of its own.
    Group,
    /// Another image, with a tag or a digest where it had one.
    Image,
    /// An id such as `i-0123` or `subnet-0123`, or another text of digits that names one thing.
    Id,
    /// A sentence of ECS, with other names and ids.
    Message,
    /// A word that says nothing.
    Text,
    /// Nothing is left of it, lists are emptied.
    Dropped,
}

/// Members whose texts are AWS's own words, numbers or times.
const KEPT: &[&str] = &[
    "accessType",
    "max-buffer-size",
    "agentUpdateStatus",
    "agentVersion",
    "appProtocol",
    "assignPublicIp",
    "availabilityZone",
    "availabilityZoneRebalancing",
    "availabilityZones",
    "capabilities",
    "compatibilities",
    "condition",
    "connectivity",
    "connectivityAt",
    "containerPortRange",
    "cpu",
    "cpuArchitecture",
    "createdAt",
    "createdTime",
    "dependencyCondition",
    "desiredStatus",
    "driver",
    "dockerVersion",
    "executionStoppedAt",
    "field",
    "healthCheckPort",
    "healthCheckProtocol",
    "healthCheckType",
    "healthStatus",
    "httpCode",
    "instanceType",
    "ipAddressType",
    "ipcMode",
    "key",
    "lastStatus",
    "launchType",
    "lifecycleState",
    "logDriver",
    "managedDraining",
    "managedTerminationProtection",
    "memory",
    "mode",
    "networkMode",
    "operatingSystemFamily",
    "permissions",
    "pidMode",
    "placementTenancy",
    "platformFamily",
    "platformVersion",
    "port",
    "propagateTags",
    "protocol",
    "protocolVersion",
    "pullStartedAt",
    "pullStoppedAt",
    "reason",
    "registeredAt",
    "deregisteredAt",
    "updatedAt",
    "startedAt",
    "stoppedAt",
    "stoppingAt",
    "requiresCompatibilities",
    "resourceManagementType",
    "rolloutState",
    "schedulingStrategy",
    "scope",
    "status",
    "stopCode",
    "strategy",
    "stringSetValue",
    "targetType",
    "terminationPolicies",
    "type",
    "valueType",
    "version",
    "waitForSteadyState",
    "hostPortRange",
    "bindIP",
    "gpu",
    "transitEncryption",
];

/// Members that name something, and what.
const NAMES: &[(&str, &str)] = &[
    ("autoScalingGroupName", "group"),
    ("capacityProvider", "provider"),
    ("capacityProviderName", "provider"),
    ("capacityProviders", "provider"),
    ("cluster", "cluster"),
    ("clusterName", "cluster"),
    ("containerName", "container"),
    ("family", "family"),
    ("launchConfigurationName", "template"),
    ("launchTemplateName", "template"),
    ("loadBalancerName", "balancer"),
    ("loadBalancerNames", "balancer"),
    ("portName", "port"),
    ("service", "service"),
    ("serviceName", "service"),
    ("sourceContainer", "container"),
    ("sourceVolume", "volume"),
    ("targetGroupName", "target"),
    ("taskDefinition", "family"),
];

/// Members of which nothing is left: they hold what programs are told, secrets among it, and what people write.
const DROPPED: &[&str] = &[
    "credentialSpecs",
    "details",
    "dnsSearchDomains",
    "dnsServers",
    "dockerLabels",
    "dockerSecurityOptions",
    "environment",
    "environmentFiles",
    "extraHosts",
    "labels",
    "resourceTags",
    "secretOptions",
    "secrets",
    "tags",
];

/// What `name` is, where an object that is the value of `parent` holds it: by what it is called in the camelCase of ECS.
pub fn rule(name: &str, parent: &str) -> Rule {
    let camel = camel(name);
    let name = camel.as_str();
    let named = NAMES.iter().find(|(known, _)| *known == name);
    match name {
        "name" => name_of(&self::camel(parent)),
        "value" => value_of(&self::camel(parent)),
        "group" => Rule::Group,
        "image" => Rule::Image,
        "links" | "volumesFrom" => Rule::Name("container"),
        "message" | "statusReason" | "stoppedReason" | "rolloutStateReason" => Rule::Message,
        "expression" => Rule::Kept,
        "id" | "startedBy" | "externalId" | "resourceId" => Rule::Id,
        _ if name.ends_with("Id") || name.ends_with("Ids") || is_network(name) => Rule::Id,
        _ if DROPPED.contains(&name) => Rule::Dropped,
        _ if KEPT.contains(&name) => Rule::Kept,
        _ => named.map_or(Rule::Text, |(_, kind)| Rule::Name(kind)),
    }
}

fn is_network(name: &str) -> bool {
    ["subnets", "securityGroups", "vpcZoneIdentifier"].contains(&name)
}

/// `name` of an object in the list or member `parent`.
fn name_of(parent: &str) -> Rule {
    match parent {
        "attributes"
        | "requiresAttributes"
        | "registeredResources"
        | "remainingResources"
        | "settings"
        | "ulimits"
        | "systemControls"
        | "kernelCapabilities" => Rule::Kept,
        "volumes" => Rule::Name("volume"),
        "portMappings" => Rule::Name("port"),
        "capacityProviders" => Rule::Name("provider"),
        "containerDefinitions" | "containers" | "containerOverrides" => Rule::Name("container"),
        _ => Rule::Name("name"),
    }
}

/// `value` of an object in the list or member `parent`.
fn value_of(parent: &str) -> Rule {
    match parent {
        "attributes" => Rule::Attribute,
        "settings" | "resourceRequirements" | "systemControls" => Rule::Kept,
        _ => Rule::Text,
    }
}

fn camel(name: &str) -> String {
    let mut camel = name.to_owned();
    if let Some(first) = camel.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    camel
}
