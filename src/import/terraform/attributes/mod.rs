//! The types that are taken, and what the API calls their attributes.
//!
//! Names are those of the documentation of Terraform's provider for AWS. An attribute of no table is told.

mod groups;
mod scaling;
mod services;
mod task_definitions;

/// A type of resource.
pub struct Type {
    /// Its names.
    pub kinds: &'static [&'static str],
    /// The section that takes it.
    pub section: &'static str,
    /// The attribute by which others call one.
    pub named: &'static str,
    /// Its attributes.
    pub attributes: &'static [Attribute],
}

/// An attribute.
pub struct Attribute {
    /// Its name in Terraform.
    pub from: &'static str,
    /// The member of the API; `a/b` is `b` in the object `a`.
    pub to: &'static str,
    /// How its value becomes that of the member.
    pub how: How,
}

/// How the value of an attribute becomes that of a member.
pub enum How {
    /// It is the same.
    Value,
    /// It is the same, and names another resource.
    Name,
    /// It is the same, and AWS gives it: a plan need not know it.
    IfKnown,
    /// It is the same, and 0 stands for none.
    NonZero,
    /// `true` is `ENABLED`.
    Switch,
    /// It is the same with other names, whatever it holds.
    Camel,
    /// A text that holds JSON.
    Json,
    /// A list that is a text with commas.
    Joined,
    /// A list of texts that is a list of objects with this member.
    Each(&'static str),
    /// A map that is a list of objects with a key and a value of these names.
    Pairs(&'static str, &'static str),
    /// A block that there is once.
    One(&'static [Attribute]),
    /// A block that there is once, and whose attributes are members of the object around it.
    Into(&'static [Attribute]),
    /// A block that there is several times.
    Many(&'static [Attribute]),
    /// Nothing is taken of it: AWS gives it, it is Terraform's own, or nothing of it is simulated.
    Nothing,
}

use How::{IfKnown, Many, Name, NonZero, Nothing, One, Pairs, Value};

const fn attribute(from: &'static str, to: &'static str, how: How) -> Attribute {
    Attribute { from, to, how }
}

/// An attribute of which nothing is taken.
const fn nothing(from: &'static str) -> Attribute {
    attribute(from, "", Nothing)
}

impl Type {
    /// The member that names one, for types whose resources cannot be without a name.
    pub fn names_member(&self) -> Option<&'static str> {
        let own = self.attributes.iter().find(|attribute| attribute.from == self.named);
        own.map(|attribute| attribute.to).filter(|_| self.section != "scalableTargets")
    }
}

/// The types that are taken.
pub const TYPES: [Type; 9] = [
    Type { kinds: &["aws_ecs_cluster"], section: "clusters", named: "name", attributes: CLUSTER },
    Type {
        kinds: &["aws_ecs_cluster_capacity_providers"],
        section: "clusters",
        named: "cluster_name",
        attributes: CLUSTER_PROVIDERS,
    },
    Type {
        kinds: &["aws_ecs_task_definition"],
        section: "taskDefinitions",
        named: "family",
        attributes: task_definitions::TASK_DEFINITION,
    },
    Type { kinds: &["aws_ecs_service"], section: "services", named: "name", attributes: services::SERVICE },
    Type {
        kinds: &["aws_ecs_capacity_provider"],
        section: "capacityProviders",
        named: "name",
        attributes: PROVIDER,
    },
    Type {
        kinds: &["aws_lb_target_group", "aws_alb_target_group"],
        section: "targetGroups",
        named: "name",
        attributes: groups::TARGET_GROUP,
    },
    Type {
        kinds: &["aws_autoscaling_group"],
        section: "autoScalingGroups",
        named: "name",
        attributes: groups::AUTO_SCALING_GROUP,
    },
    Type {
        kinds: &["aws_appautoscaling_target"],
        section: "scalableTargets",
        named: "resource_id",
        attributes: scaling::TARGET,
    },
    Type {
        kinds: &["aws_appautoscaling_policy"],
        section: "scalingPolicies",
        named: "name",
        attributes: scaling::POLICY,
    },
];

/// `default_capacity_provider_strategy`, `capacity_provider_strategy`.
const PROVIDERS: &[Attribute] = &[
    attribute("capacity_provider", "capacityProvider", Name),
    attribute("base", "base", Value),
    attribute("weight", "weight", Value),
];

const CLUSTER: &[Attribute] = &[
    attribute("name", "clusterName", Value),
    attribute(
        "setting",
        "settings",
        Many(&[attribute("name", "name", Value), attribute("value", "value", Value)]),
    ),
    attribute(
        "service_connect_defaults",
        "serviceConnectDefaults",
        One(&[attribute("namespace", "namespace", Name)]),
    ),
    attribute("capacity_providers", "capacityProviders", Value),
    attribute("default_capacity_provider_strategy", "defaultCapacityProviderStrategy", Many(PROVIDERS)),
    attribute("tags", "tags", Pairs("key", "value")),
    nothing("configuration"),
    nothing("arn"),
    nothing("id"),
    nothing("region"),
    nothing("tags_all"),
];

const CLUSTER_PROVIDERS: &[Attribute] = &[
    attribute("cluster_name", "clusterName", Name),
    attribute("capacity_providers", "capacityProviders", Value),
    attribute("default_capacity_provider_strategy", "defaultCapacityProviderStrategy", Many(PROVIDERS)),
    nothing("id"),
    nothing("region"),
];

const PROVIDER: &[Attribute] = &[
    attribute("name", "name", Value),
    attribute("cluster", "cluster", Name),
    attribute(
        "auto_scaling_group_provider",
        "autoScalingGroupProvider",
        One(&[
            attribute("auto_scaling_group_arn", "autoScalingGroupArn", Name),
            attribute("managed_termination_protection", "managedTerminationProtection", Value),
            attribute("managed_draining", "managedDraining", Value),
            attribute(
                "managed_scaling",
                "managedScaling",
                One(&[
                    attribute("status", "status", Value),
                    attribute("target_capacity", "targetCapacity", NonZero),
                    attribute("minimum_scaling_step_size", "minimumScalingStepSize", NonZero),
                    attribute("maximum_scaling_step_size", "maximumScalingStepSize", NonZero),
                    attribute("instance_warmup_period", "instanceWarmupPeriod", Value),
                ]),
            ),
        ]),
    ),
    nothing("managed_instances_provider"),
    attribute("tags", "tags", Pairs("key", "value")),
    attribute("arn", "capacityProviderArn", IfKnown),
    nothing("id"),
    nothing("region"),
    nothing("tags_all"),
];
