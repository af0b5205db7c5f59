//! What there is, how it is known, and what to do.

use crate::scenario::Problem;
use crate::tree::Span;

/// What the upper two levels of a file tell.
pub trait Looks {
    /// Whether there is a member of this name.
    fn has(&self, key: &str) -> bool;
    /// Whether it is a list.
    fn is_list(&self, key: &str) -> bool;
    /// Whether it is a text.
    fn is_text(&self, key: &str) -> bool;
    /// Whether it is a text with this beginning.
    fn starts(&self, key: &str, beginning: &str) -> bool;
    /// Whether it is a list of texts, and not empty.
    fn lists_texts(&self, key: &str) -> bool;
    /// Whether it is a list whose elements have this member.
    fn holds(&self, key: &str, inner: &str) -> bool;
}

/// A kind of file that is no input yet.
pub struct Foreign {
    /// What the file holds.
    what: &'static str,
    help: &'static str,
    sign: fn(&dyn Looks) -> bool,
    /// Whether a scenario takes something of such files: then one of them holds nothing of it, or stands in another place.
    is_imported: bool,
}

impl Foreign {
    /// What a file of this kind holds.
    pub const fn what(&self) -> &'static str {
        self.what
    }

    /// What to do instead.
    pub const fn help(&self) -> &'static str {
        self.help
    }

    /// Whether a file looks like it.
    pub fn matches(&self, looks: &dyn Looks) -> bool {
        (self.sign)(looks)
    }

    /// Whether a scenario takes something of such files.
    pub const fn is_imported(&self) -> bool {
        self.is_imported
    }

    /// What is told of such a file at `span`.
    pub fn problem(&self, span: &Span) -> Problem {
        let why =
            if self.is_imported { "of which nothing is taken here" } else { "which Plimsoll does not read" };
        let problem = Problem::error(span, format!("the file holds {}, {why}", self.what));
        problem.label("nothing that a scenario takes").help(self.help).in_own_words()
    }
}

/// A kind of file: what it is, what to do, and how it is known.
pub const fn foreign(what: &'static str, help: &'static str, sign: fn(&dyn Looks) -> bool) -> Foreign {
    Foreign { what, help, sign, is_imported: false }
}

/// As [`foreign`], for files of which a scenario takes something.
const fn imported(what: &'static str, help: &'static str, sign: fn(&dyn Looks) -> bool) -> Foreign {
    Foreign { what, help, sign, is_imported: true }
}

const FROM_ACCOUNT: &str = "print what is deployed: `aws ecs describe-task-definition --task-definition NAME` and \
     `aws ecs describe-services --cluster NAME --services NAME`";
const TEMPLATES: &str = "print what is deployed with `aws ecs describe-task-definition` and `aws ecs describe-services`, \
     or copy the members by hand: the API spells `ContainerDefinitions` as `containerDefinitions`";
/// Of a template in the place of a scenario, and of one without anything of ECS.
const TEMPLATE: &str = "name it with `file = \"…\"` in sections of a scenario, which take the clusters, services, task definitions and \
     target groups in it; nothing else of it is read";
const TERRAFORM_STATE: &str = "save what `terraform show -json` prints of a state or a plan of Terraform 0.12 or later, and name it with \
     `file = \"…\"` in sections of a scenario: its clusters, services, task definitions and target groups are taken";
const TERRAFORM: &str = "save what Terraform makes of it: `terraform show -json > state.json`, or `terraform plan -out plan` and \
     `terraform show -json plan > plan.json`; name that file with `file = \"…\"`";
const FROM_COMPOSE: &str = "name it with `file = \"…\"` in [[taskDefinitions]] and [[services]], with compose = \"services\" or \
     compose = \"task\" beside it; only services with an image or a build are taken";
const PARAMS: &str =
    "name the Compose file beside it, with compose = \"task\": ecs-params.yml in its folder is taken along";
const COPILOT: &str = "name it with `file = \"…\"` in [[taskDefinitions]] and [[services]]";
const KUBERNETES: &str = "write [[taskDefinitions]] and [[services]] by hand: Kubernetes has no such things";
const ECSPRESSO: &str = "name it with `file = \"…\"` in [[taskDefinitions]] and [[services]]: the files that it names are read, where they \
     are JSON or YAML; of Jsonnet save what `ecspresso render` prints";
/// What stands for machines of any origin.
pub const INSTANCES: &str = "declare [[containerInstances]] with `instanceType` and `count`";
const OF_TASKS: &str = "print the tasks themselves: `aws ecs describe-tasks --cluster NAME --tasks NAME`";
const AUTO_SCALING: &str = "nothing is simulated of it yet: leave it out; [[containerInstances]] and `desiredCount` say what there is";
const POLICY: &str = "print the policy itself: `aws application-autoscaling describe-scaling-policies \
     --service-namespace ecs`, or `aws autoscaling describe-policies`";
const LAUNCH: &str =
    "nothing is simulated of it yet: write the type of instances as `instanceType` in [[containerInstances]]";
const EC2_INSTANCES: &str = "print what ECS knows of them: `aws ecs describe-container-instances --cluster NAME \
     --container-instances NAME`";
const ALARMS: &str = "composite alarms are not simulated: print metric alarms with `aws cloudwatch describe-alarms --alarm-types MetricAlarm`";
const LOAD_BALANCERS: &str = "nothing is simulated of it yet: health checks and draining are in the target groups, which \
     `aws elbv2 describe-target-groups` prints";

const OF_RESULTS: &str = "give the folder that it is in: `plimsoll run DIR` runs its scenario again, and `plimsoll report DIR` \
     shows it";

/// HCL, which is told by its text.
pub const HCL: Foreign = foreign("HCL (Terraform)", TERRAFORM, |_| true);
/// YAML of no known kind.
pub const YAML: Foreign = foreign(
    "YAML",
    "save it as JSON, such as with `yq -o=json FILE` or `--output json` of the AWS CLI",
    |_| true,
);
/// Settings of other programs.
pub const ASSIGNMENTS: Foreign = foreign(
    "assignments, such as a configuration or an environment",
    "name a file of JSON, as the AWS CLI prints or takes it",
    |_| true,
);
/// All kinds, the more exact before the others.
pub const FORMATS: [Foreign; 26] = [
    foreign("a part of the results of `plimsoll run`, by itself", OF_RESULTS, |it| {
        it.has("formatVersion") && it.has("variants")
    }),
    foreign("a CodeDeploy AppSpec file", FROM_ACCOUNT, |it| {
        it.has("Resources") && it.holds("Resources", "TargetService")
    }),
    imported("a CloudFormation template", TEMPLATE, |it| {
        it.has("AWSTemplateFormatVersion")
            || (it.has("Resources") && !it.is_list("Resources"))
            || it.starts("Type", "AWS::")
    }),
    foreign("properties of CloudFormation", TEMPLATES, |it| {
        let telling = ["ContainerDefinitions", "RequiresCompatibilities", "ServiceName", "DesiredCount"];
        let others = ["TaskDefinition", "DeploymentConfiguration", "SchedulingStrategy", "LaunchType"];
        telling.iter().chain(&others).any(|name| it.has(name))
    }),
    imported("a plan or state of Terraform", TERRAFORM_STATE, |it| {
        it.has("terraform_version")
            || it.has("format_version")
            || it.has("planned_values")
            || it.has("lineage")
    }),
    foreign("Terraform's configuration", TERRAFORM, |it| it.has("resource") && !it.is_list("resource")),
    imported("an ecspresso configuration", ECSPRESSO, |it| {
        it.is_text("service_definition") || it.is_text("task_definition")
    }),
    imported("an ecs-params file of the ECS CLI", PARAMS, |it| {
        it.has("version") && (it.has("task_definition") || it.has("run_params"))
    }),
    foreign("a task definition or a service as Terraform spells it", TERRAFORM, |it| {
        let telling = ["container_definitions", "requires_compatibilities", "desired_count", "launch_type"];
        telling.iter().any(|name| it.has(name))
    }),
    imported("a Copilot manifest", COPILOT, |it| {
        let types = ["Load Balanced Web", "Backend", "Worker", "Request-Driven", "Scheduled", "Static Site"];
        it.has("name") && types.iter().any(|kind| it.starts("type", kind))
    }),
    foreign("a Kubernetes manifest", KUBERNETES, |it| it.has("apiVersion") && it.has("kind")),
    imported("a Compose file", FROM_COMPOSE, |it| it.has("services") && !it.is_list("services")),
    foreign("a CodeDeploy deployment group", FROM_ACCOUNT, |it| {
        it.has("deploymentGroupName") || it.has("deploymentGroupInfo")
    }),
    foreign("a task set", "task sets belong to deployment controllers that are not modelled yet", |it| {
        it.has("taskSet")
            || it.is_list("taskSets") && !it.has("serviceName")
            || it.has("externalId")
            || it.has("primaryTaskSet")
            || it.has("scale")
    }),
    foreign("an event of EventBridge", OF_TASKS, |it| it.has("detail-type")),
    foreign("the protection of tasks", OF_TASKS, |it| it.has("protectedTasks")),
    foreign("service deployments", FROM_ACCOUNT, |it| {
        it.has("serviceDeployments") || it.has("serviceRevisions")
    }),
    foreign("activities of Auto Scaling", AUTO_SCALING, |it| {
        it.has("Activities") || it.has("ScalingActivities")
    }),
    foreign("scheduled actions of Auto Scaling", AUTO_SCALING, |it| {
        it.has("ScheduledActions") || it.has("ScheduledUpdateGroupActions")
    }),
    foreign("the name of a scaling policy", POLICY, |it| it.has("PolicyARN") && !it.has("PolicyName")),
    foreign("launch configurations", LAUNCH, |it| it.is_list("LaunchConfigurations")),
    foreign("launch templates", LAUNCH, |it| {
        ["LaunchTemplates", "LaunchTemplateVersions", "LaunchTemplateData"].iter().any(|name| it.has(name))
    }),
    foreign("EC2 instances", EC2_INSTANCES, |it| it.is_list("Reservations")),
    foreign("composite alarms of CloudWatch", ALARMS, |it| it.has("CompositeAlarms") || it.has("AlarmRule")),
    foreign("load balancers", LOAD_BALANCERS, |it| {
        ["LoadBalancers", "LoadBalancerDescriptions", "Listeners", "Rules"].iter().any(|name| it.has(name))
    }),
    foreign("the health of targets", LOAD_BALANCERS, |it| it.has("TargetHealthDescriptions")),
];
