//! What a scenario takes from AWS JSON: one table of kinds.

use super::shape::{
    ALARM, AUTO_SCALING_GROUP, CAPACITY_PROVIDER, CONTAINER_INSTANCES, CREATE_CLUSTER, CREATE_SERVICE,
    REGISTER_TASK_DEFINITION, RUN_TASK, SCALABLE_TARGET, SCALING_POLICY, START_TASK, Shape, TARGET_GROUP,
    TASK, UPDATE_SERVICE,
};
use crate::tree::Node;

/// What a scenario may take from AWS JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// `clusters`.
    Cluster,
    /// `containerInstances`.
    ContainerInstance,
    /// `taskDefinitions`.
    TaskDefinition,
    /// `services`.
    Service,
    /// `tasks`.
    Task,
    /// `targetGroups`.
    TargetGroup,
    /// `capacityProviders`.
    CapacityProvider,
    /// `autoScalingGroups`.
    AutoScalingGroup,
    /// `scalableTargets`.
    ScalableTarget,
    /// `scalingPolicies`.
    ScalingPolicy,
    /// `alarms`.
    Alarm,
    /// `runTask` of an arrival or an action.
    RunTask,
    /// `startTask` of an action.
    StartTask,
    /// `updateService` of an action.
    UpdateService,
}

/// What is known of a kind.
struct About {
    /// What one is called, with its article.
    noun: &'static str,
    /// What several are called.
    plural: &'static str,
    /// The section of a scenario, or the member of an action or an arrival stream.
    key: &'static str,
    shape: &'static Shape,
    /// How AWS wraps one and several, and what it names one by; `None` for calls.
    answer: Option<Answer>,
}

/// How AWS answers with a kind.
struct Answer {
    /// The member that wraps one.
    one: &'static str,
    /// The member that wraps a list.
    many: &'static str,
    /// The member that only AWS gives.
    arn: &'static str,
}

const fn about(
    noun: &'static str,
    plural: &'static str,
    key: &'static str,
    shape: &'static Shape,
    [one, many, arn]: [&'static str; 3],
) -> About {
    About { noun, plural, key, shape, answer: Some(Answer { one, many, arn }) }
}

const fn call(noun: &'static str, plural: &'static str, key: &'static str, shape: &'static Shape) -> About {
    About { noun, plural, key, shape, answer: None }
}

const CLUSTER: About =
    about("a cluster", "clusters", "clusters", &CREATE_CLUSTER, ["cluster", "clusters", "clusterArn"]);
const CONTAINER_INSTANCE: About = about(
    "a container instance",
    "container instances",
    "containerInstances",
    &CONTAINER_INSTANCES,
    ["containerInstance", "containerInstances", "containerInstanceArn"],
);
const TASK_DEFINITION: About = about(
    "a task definition",
    "task definitions",
    "taskDefinitions",
    &REGISTER_TASK_DEFINITION,
    ["taskDefinition", "taskDefinitions", "taskDefinitionArn"],
);
const SERVICE: About =
    about("a service", "services", "services", &CREATE_SERVICE, ["service", "services", "serviceArn"]);
const OF_TASK: About = about("a task", "tasks", "tasks", &TASK, ["task", "tasks", "taskArn"]);
const GROUP_OF_TARGETS: About = about(
    "a target group",
    "target groups",
    "targetGroups",
    &TARGET_GROUP,
    ["targetGroup", "targetGroups", "targetGroupArn"],
);
const PROVIDER: About = about(
    "a capacity provider",
    "capacity providers",
    "capacityProviders",
    &CAPACITY_PROVIDER,
    ["capacityProvider", "capacityProviders", "capacityProviderArn"],
);
const GROUP_OF_INSTANCES: About = about(
    "an Auto Scaling group",
    "Auto Scaling groups",
    "autoScalingGroups",
    &AUTO_SCALING_GROUP,
    ["autoScalingGroup", "autoScalingGroups", "autoScalingGroupARN"],
);
const TARGET: About = about(
    "a scalable target",
    "scalable targets",
    "scalableTargets",
    &SCALABLE_TARGET,
    ["scalableTarget", "scalableTargets", "scalableTargetARN"],
);
const POLICY: About = about(
    "a scaling policy",
    "scaling policies",
    "scalingPolicies",
    &SCALING_POLICY,
    ["scalingPolicy", "scalingPolicies", "policyARN"],
);
const OF_ALARM: About =
    about("an alarm", "alarms", "alarms", &ALARM, ["metricAlarm", "metricAlarms", "alarmArn"]);
const OF_RUN_TASK: About = call("the input of RunTask", "inputs of RunTask", "runTask", &RUN_TASK);
const OF_START_TASK: About = call("the input of StartTask", "inputs of StartTask", "startTask", &START_TASK);
const OF_UPDATE: About =
    call("the input of UpdateService", "inputs of UpdateService", "updateService", &UPDATE_SERVICE);

impl Resource {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 14] = [
        Self::Cluster,
        Self::ContainerInstance,
        Self::TaskDefinition,
        Self::Service,
        Self::Task,
        Self::TargetGroup,
        Self::CapacityProvider,
        Self::AutoScalingGroup,
        Self::ScalableTarget,
        Self::ScalingPolicy,
        Self::Alarm,
        Self::RunTask,
        Self::StartTask,
        Self::UpdateService,
    ];

    const fn about(self) -> &'static About {
        match self {
            Self::Cluster => &CLUSTER,
            Self::ContainerInstance => &CONTAINER_INSTANCE,
            Self::TaskDefinition => &TASK_DEFINITION,
            Self::Service => &SERVICE,
            Self::Task => &OF_TASK,
            Self::TargetGroup => &GROUP_OF_TARGETS,
            Self::CapacityProvider => &PROVIDER,
            Self::AutoScalingGroup => &GROUP_OF_INSTANCES,
            Self::ScalableTarget => &TARGET,
            Self::ScalingPolicy => &POLICY,
            Self::Alarm => &OF_ALARM,
            Self::RunTask => &OF_RUN_TASK,
            Self::StartTask => &OF_START_TASK,
            Self::UpdateService => &OF_UPDATE,
        }
    }

    /// The resource that a section of the scenario lists.
    pub(super) fn of_section(section: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| !one.is_call() && one.key() == section)
    }

    /// The call that a member of an action or an arrival stream makes.
    pub(super) fn of_call(member: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.is_call() && one.key() == member)
    }

    /// What it is called, with its article.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        self.about().noun
    }

    /// What several are called.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        self.about().plural
    }

    /// The section that lists it, or the member of an action or an arrival stream that makes the call.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.about().key
    }

    /// What it may hold.
    pub(super) const fn shape(self) -> &'static Shape {
        self.about().shape
    }

    /// Whether it is the input of a call, of which a file has one.
    pub(super) const fn is_call(self) -> bool {
        self.about().answer.is_none()
    }

    /// The member that wraps one, and the member that wraps a list; calls have neither.
    pub(super) fn wrappers(self) -> Option<(&'static str, &'static str)> {
        self.about().answer.as_ref().map(|answer| (answer.one, answer.many))
    }

    /// Whether AWS spells the names of its members with capitals at their beginnings.
    pub(super) const fn has_capitals(self) -> bool {
        matches!(
            self,
            Self::TargetGroup
                | Self::AutoScalingGroup
                | Self::ScalableTarget
                | Self::ScalingPolicy
                | Self::Alarm
        )
    }

    /// Where a scenario names a file that holds one.
    #[must_use]
    pub fn place(self) -> String {
        let key = self.key();
        match self {
            Self::RunTask => format!("write {key} = {{ file = \"…\" }} in [[actions]] or [[arrivals]]"),
            call if call.is_call() => format!("write {key} = {{ file = \"…\" }} in [[actions]]"),
            _ => format!("name it with `file = \"…\"` in [[{key}]]"),
        }
    }

    /// What AWS calls this one, where AWS has described it: no input has that.
    pub(super) fn arn_of(self, node: &Node) -> Option<&str> {
        node.get(self.about().answer.as_ref()?.arn)?.as_str()
    }

    /// What tells this one from others of its kind, as far as its members do.
    pub(super) fn identity_of(self, node: &Node) -> Option<String> {
        let text = |name: &str| node.get(name).and_then(Node::as_str);
        let last = |name: &str| text(name).map(|text| text.rsplit('/').next().unwrap_or(text));
        let arn = || self.arn_of(node).map(str::to_owned);
        match self {
            Self::Cluster => text("clusterName").map(str::to_owned).or_else(arn),
            Self::Service => {
                let cluster = last("cluster").or_else(|| last("clusterArn")).unwrap_or("default");
                text("serviceName").map(|name| format!("{cluster}/{name}")).or_else(arn)
            }
            Self::TaskDefinition => match (text("family"), node.get("revision").map(|it| &it.value)) {
                (Some(family), Some(crate::tree::Value::Integer(revision))) => {
                    Some(format!("{family}:{revision}"))
                }
                _ => arn(),
            },
            Self::ScalableTarget => {
                let dimension = text("scalableDimension").unwrap_or_default();
                text("resourceId").map(|resource| format!("{resource} {dimension}")).or_else(arn)
            }
            Self::Alarm => text("alarmName").map(str::to_owned).or_else(arn),
            // A name beside `file` makes another one of it.
            _ => arn().map(|arn| format!("{} {arn}", text("name").unwrap_or_default())),
        }
    }
}
