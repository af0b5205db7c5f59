//! Inputs of calls that no file of a scenario holds, and what a scenario has in their place.
//!
//! Members decide that no resource of a scenario has, so that a part of one is never taken for a call.

use super::kinds::{Foreign, INSTANCES, foreign};

const DELETE_SERVICE: &str = "set desiredCount = 0 with an updateService action";
const DRAIN: &str =
    "write updateContainerInstancesState = { … } in [[actions]], with the names of instances or a count";
const DEREGISTER: &str =
    "write deregisterContainerInstance = { … } in [[actions]], with the name of an instance";
const STOP_TASK: &str =
    "write stopTask = { service = \"…\" } in [[actions]]; the simulation names its tasks itself";
const ANSWER: &str = "save what the call answers, not what it is asked";
const CLUSTERS: &str = "declare [[clusters]] with `clusterName`";
const ATTRIBUTES: &str = "write `attributes` in [[containerInstances]]";
const DAEMONS: &str = "declare a service with schedulingStrategy = \"DAEMON\" in [[services]]";
const EXPRESS: &str =
    "print what the call made: `aws ecs describe-services` and `aws ecs describe-task-definition`";
const AGENTS: &str = "leave it out: the simulation has its own agents, which report by themselves";
const TARGETS: &str =
    "leave it out: tasks register with the target groups in `loadBalancers` of their service";
const NOTHING: &str = "leave it out: nothing of it is simulated";

/// The calls, those with more telling members before the others.
pub const CALLS: [Foreign; 35] = [
    foreign("the input of DeleteService", DELETE_SERVICE, |it| {
        it.is_text("service") && it.has("force") && !it.has("taskSet")
    }),
    foreign("the input of ListServiceDeployments", ANSWER, |it| {
        it.is_text("service") && !it.has("serviceName") && (it.is_list("status") || it.has("createdAt"))
    }),
    foreign("the input of DescribeTaskSets", ANSWER, |it| it.is_text("service") && it.is_list("include")),
    foreign("the input of DescribeServices", ANSWER, |it| it.lists_texts("services")),
    foreign("the input of UpdateContainerInstancesState", DRAIN, |it| {
        it.lists_texts("containerInstances") && it.has("status")
    }),
    foreign("the input of DescribeContainerInstances", ANSWER, |it| {
        let start_task =
            ["taskDefinition", "overrides", "startedBy", "group", "networkConfiguration", "tags"];
        it.lists_texts("containerInstances")
            && (it.is_list("include") || !start_task.iter().any(|name| it.has(name)))
    }),
    foreign("the input of ExecuteCommand", NOTHING, |it| it.is_text("task") && it.has("command")),
    foreign("the input of SubmitTaskStateChange or SubmitContainerStateChange", AGENTS, |it| {
        (it.is_text("task") || it.has("runtimeId")) && it.is_text("status")
    }),
    foreign("the input of SubmitAttachmentStateChanges", AGENTS, |it| {
        it.holds("attachments", "attachmentArn") && !it.has("taskArn")
    }),
    foreign("the input of StopTask", STOP_TASK, |it| it.is_text("task")),
    foreign("the input of UpdateTaskProtection", NOTHING, |it| it.has("protectionEnabled")),
    foreign("the input of DescribeTasks or GetTaskProtection", ANSWER, |it| it.lists_texts("tasks")),
    foreign("the input of ListTasks", ANSWER, |it| {
        let filters = ["desiredStatus", "family", "startedBy", "serviceName", "launchType", "daemonName"];
        let is_filtered = filters.iter().any(|name| it.is_text(name));
        let of_family = it.is_text("family") && it.is_text("cluster") && !it.has("containerDefinitions");
        (it.is_text("desiredStatus") || of_family || it.is_text("containerInstance") && is_filtered)
            && !it.has("taskArn")
    }),
    foreign("the input of DeregisterContainerInstance", DEREGISTER, |it| {
        it.is_text("containerInstance") && it.has("force")
    }),
    foreign("the input of DeregisterContainerInstance or UpdateContainerAgent", DEREGISTER, |it| {
        it.is_text("containerInstance")
    }),
    foreign("the input of RegisterContainerInstance", INSTANCES, |it| {
        it.has("instanceIdentityDocument") || it.has("totalResources")
    }),
    foreign("the input of ListContainerInstances", ANSWER, |it| it.is_text("filter") && it.has("cluster")),
    foreign("the input of ListAttributes", ATTRIBUTES, |it| {
        it.has("attributeName") || it.starts("targetType", "container-instance")
    }),
    foreign("attributes of container instances", ATTRIBUTES, |it| {
        it.holds("attributes", "name") && !it.has("registeredResources") && !it.has("taskArn")
    }),
    foreign("the input of DescribeClusters", ANSWER, |it| it.lists_texts("clusters")),
    foreign("the input of PutClusterCapacityProviders", INSTANCES, |it| {
        it.is_text("cluster") && it.is_list("capacityProviders") && it.has("defaultCapacityProviderStrategy")
    }),
    foreign("the input of UpdateCluster or UpdateClusterSettings", CLUSTERS, |it| {
        let changes = ["settings", "configuration", "serviceConnectDefaults"];
        it.is_text("cluster") && changes.iter().any(|name| it.has(name))
    }),
    foreign("the input of DeleteCapacityProvider", INSTANCES, |it| it.is_text("capacityProvider")),
    foreign("the input of DescribeTaskDefinition", ANSWER, |it| {
        it.is_text("taskDefinition") && it.is_list("include")
    }),
    foreign("the input of DeleteTaskDefinitions", NOTHING, |it| it.lists_texts("taskDefinitions")),
    foreign("the input of ListTaskDefinitions or ListTaskDefinitionFamilies", ANSWER, |it| {
        it.has("familyPrefix")
    }),
    foreign("the input of DescribeServiceDeployments or DescribeServiceRevisions", ANSWER, |it| {
        it.lists_texts("serviceDeploymentArns") || it.lists_texts("serviceRevisionArns")
    }),
    foreign("the input of StopServiceDeployment or ContinueServiceDeployment", NOTHING, |it| {
        it.is_text("serviceDeploymentArn") && !it.has("serviceArn")
    }),
    foreign("the input of ListServicesByNamespace", ANSWER, |it| {
        it.is_text("namespace") && !it.has("services") && !it.has("enabled")
    }),
    foreign("the input of TagResource, UntagResource or ListTagsForResource", NOTHING, |it| {
        it.is_text("resourceArn")
    }),
    foreign("an account setting", NOTHING, |it| {
        it.has("principalArn") || it.has("effectiveSettings") || is_account_setting(it)
    }),
    foreign("the input of a call for daemons of ECS Managed Instances", DAEMONS, |it| {
        let telling = ["daemonName", "daemonArn", "daemonTaskDefinition", "daemonTaskDefinitionArn"];
        let lists = ["daemonDeploymentArns", "daemonRevisionArns"];
        telling.iter().chain(&lists).any(|name| it.has(name))
    }),
    foreign("the input of a call for an Express Mode service", EXPRESS, |it| {
        it.has("primaryContainer")
            || it.has("infrastructureRoleArn")
            || it.is_text("serviceArn") && !it.has("serviceName")
    }),
    foreign("the input of RegisterTargets or DeregisterTargets", TARGETS, |it| it.is_list("Targets")),
    foreign("the input of a call that lists", ANSWER, |it| it.has("maxResults")),
];

fn is_account_setting(it: &dyn super::kinds::Looks) -> bool {
    let names = [
        "containerInsights",
        "awsvpcTrunking",
        "serviceLongArnFormat",
        "taskLongArnFormat",
        "containerInstanceLongArnFormat",
        "fargate",
        "tagResourceAuthorization",
        "guardDutyActivate",
        "defaultLogDriverMode",
    ];
    it.has("value") && names.iter().any(|name| it.starts("name", name))
}
