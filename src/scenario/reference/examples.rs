//! An example of each section. Together, in the order of the page, they are one scenario.

/// The example of a section, empty where it has none.
pub(super) fn of(section: &str) -> &'static str {
    EXAMPLES.iter().find(|(name, _)| *name == section).map_or("", |(_, example)| example)
}

const EXAMPLES: [(&str, &str); 20] = [
    (
        "scenario",
        r#"name = "shop"
question = "Does the shop stay available when a host is lost while it is deployed?"
answer = ["services.web.availability", "services.web.healthyCount.min", "arrivals.reports.refused"]
"#,
    ),
    (
        "simulation",
        r#"[simulation]
duration = "2h"
warmUp = "10m"
replications = 20
"#,
    ),
    (
        "clusters",
        r#"[[clusters]]
clusterName = "shop"
"#,
    ),
    (
        "containerInstances",
        r#"[[containerInstances]]
name = "host"
cluster = "shop"
instanceType = "m5.large"
count = 4
availabilityZones = ["eu-central-1a", "eu-central-1b"]

# A spare one that comes later, with an attribute for placement constraints.
[[containerInstances]]
name = "spare"
cluster = "shop"
instanceType = "c5.xlarge"
subnet = "subnet-b"
registerAfter = "30m"
attributes = [{ name = "role", value = "spare" }]

# One that is there already, as AWS describes it; mostly a whole file or folder of them: `file = "aws"`.
[[containerInstances]]
containerInstanceArn = "arn:aws:ecs:eu-central-1:111122223333:container-instance/shop/7fd6e4b3b3a54aa5a1e0b5ae6bb0b3e2"
ec2InstanceId = "i-0a1b2c3d4e5f60718"
subnet = "subnet-a"
cluster = "shop"
instanceType = "m5.large"
status = "ACTIVE"
"#,
    ),
    (
        "vpcs",
        r#"[[vpcs]]
vpcId = "vpc-shop"
subnets = [
  { subnetId = "subnet-a", availabilityZone = "eu-central-1a" },
  { subnetId = "subnet-b", availabilityZone = "eu-central-1b" },
]
"#,
    ),
    (
        "taskDefinitions",
        r#"[[taskDefinitions]]
family = "web"
revision = 1
containerDefinitions = [
  { name = "app", image = "shop:1", cpu = 256, memory = 512, stopTimeout = 20, portMappings = [{ containerPort = 8080 }] },
]

[[taskDefinitions]]
family = "web"
revision = 2
containerDefinitions = [
  { name = "app", image = "shop:2", cpu = 256, memory = 768, stopTimeout = 20, portMappings = [{ containerPort = 8080 }] },
]

[[taskDefinitions]]
family = "reports"
containerDefinitions = [{ name = "work", image = "reports:1", cpu = 512, memory = 1024 }]
"#,
    ),
    (
        "services",
        r#"[[services]]
serviceName = "web"
cluster = "shop"
taskDefinition = "web:1"
desiredCount = 6
availabilityZoneRebalancing = "DISABLED"
healthCheckGracePeriodSeconds = 60
loadBalancers = [{ targetGroupArn = "web", containerName = "app", containerPort = 8080 }]
placementStrategy = [
  { type = "spread", field = "attribute:ecs.availability-zone" },
  { type = "binpack", field = "memory" },
]

[services.deploymentConfiguration]
minimumHealthyPercent = 100
maximumPercent = 150
deploymentCircuitBreaker = { enable = true, rollback = true }

# One that an action creates: it is not there before.
[[services]]
serviceName = "queue"
cluster = "shop"
taskDefinition = "reports"
desiredCount = 2
availabilityZoneRebalancing = "DISABLED"
placementConstraints = [{ type = "memberOf", expression = "attribute:role == spare" }]
"#,
    ),
    (
        "targetGroups",
        r#"[[targetGroups]]
name = "web"
protocol = "HTTP"
healthCheckIntervalSeconds = 15
healthCheckTimeoutSeconds = 4
unhealthyThresholdCount = 3
"deregistration_delay.timeout_seconds" = 60
"#,
    ),
    (
        "tasks",
        r#"# One that runs when the simulation begins; mostly a whole file of them: `file = "tasks.json"`.
[[tasks]]
cluster = "shop"
taskArn = "arn:aws:ecs:eu-central-1:111122223333:task/shop/0f9de17a6465404e8b1b2356dc13c2f8"
taskDefinitionArn = "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:1"
containerInstanceArn = "arn:aws:ecs:eu-central-1:111122223333:container-instance/shop/7fd6e4b3b3a54aa5a1e0b5ae6bb0b3e2"
group = "service:web"
lastStatus = "RUNNING"
desiredStatus = "RUNNING"
launchType = "EC2"
startedAt = "2025-12-31T23:10:00Z"
containers = [{ name = "app", lastStatus = "RUNNING", networkBindings = [{ containerPort = 8080, hostPort = 32768 }] }]
"#,
    ),
    (
        "applications",
        r#"[[applications]]
taskDefinition = "web"
container = "app"
startUpTime = { lognormal = { median = "12s", p95 = "25s" } }
timeToFailure = { exponential = { mean = "12h" } }
shutDownTime = "3s"
"#,
    ),
    (
        "images",
        r#"[[images]]
name = "shop:1"
layers = [{ digest = "base", size = 120 }, { digest = "shop-1", size = 45 }]

# Only what changed is fetched where revision 1 has run.
[[images]]
name = "shop:2"
layers = [{ digest = "base", size = 120 }, { digest = "shop-2", size = 46.5 }]

[[images]]
name = "reports:1"
imageSize = 900
registry = "ecr"
"#,
    ),
    (
        "registries",
        r#"[[registries]]
name = "ecr"
endpoint = true
pullRate = 100
pullLatency = { uniform = ["200ms", "900ms"] }
"#,
    ),
    (
        "faults",
        r#"[[faults]]
action = "plimsoll:host-loss"
cluster = "shop"
count = 1
at = "40m"
terminatedAfter = "5m"

[[faults]]
action = "plimsoll:container-hang"
service = "web"
cluster = "shop"
every = { exponential = { mean = "1h" } }
for = "2m"
"#,
    ),
    (
        "actions",
        r#"[[actions]]
at = "15m"
createService = { cluster = "shop", serviceName = "queue" }

# Its tasks find an instance from then on.
[[actions]]
at = "20m"
putAttributes = { containerInstances = ["host-4"], attributes = [{ name = "role", value = "spare" }] }

[[actions]]
at = "35m"
updateService = { cluster = "shop", service = "web", taskDefinition = "web:2" }

[[actions]]
at = "40m"
updateTaskProtection = { cluster = "shop", service = "web", count = 2, protectionEnabled = true, expiresInMinutes = 60 }

[[actions]]
at = { uniform = ["45m", "1h 15m"] }
updateService = { cluster = "shop", service = "web", forceNewDeployment = true }

[[actions]]
at = "1h 20m"
stopInstances = { containerInstances = ["host-1"] }

[[actions]]
at = "1h 25m"
startInstances = { containerInstances = ["host-1"], connectedAfter = "40s" }

[[actions]]
at = "1h 30m"
updateContainerInstancesState = { containerInstances = ["spare-1"], status = "DRAINING" }

[[actions]]
at = "1h 40m"
deleteService = { cluster = "shop", service = "queue", force = true }
"#,
    ),
    (
        "arrivals",
        r#"[[arrivals]]
name = "reports"
runTask = { cluster = "shop", taskDefinition = "reports" }
every = { exponential = { mean = "5m" } }
from = "10m"
runTime = { uniform = ["2m", "8m"] }
"#,
    ),
    (
        "alarms",
        r#"# A deployment names it: deploymentConfiguration = { alarms = { alarmNames = ["web-errors"], enable = true, rollback = true } }
[[alarms]]
alarmName = "web-errors"
namespace = "Shop"
metricName = "Errors"
statistic = "Sum"
period = 60
evaluationPeriods = 3
datapointsToAlarm = 2
threshold = 5
comparisonOperator = "GreaterThanThreshold"
treatMissingData = "notBreaching"
series = [["36m", 9], ["37m", 12]]

[[alarms]]
alarmName = "web-hosts"
namespace = "AWS/ApplicationELB"
metricName = "HealthyHostCount"
dimensions = [{ name = "TargetGroup", value = "targetgroup/web/0123456789abcdef" }]
statistic = "Minimum"
period = 60
evaluationPeriods = 1
threshold = 2
comparisonOperator = "LessThanThreshold"
"#,
    ),
    (
        "matrix",
        r#"[matrix]
"services.web.deploymentConfiguration.maximumPercent" = [150, 200]
# Several paths that change together, under a name of their own.
checks = [
  { label = "slow", set = { "targetGroups.web.healthCheckIntervalSeconds" = 30 } },
  { label = "fast", set = { "targetGroups.web.healthCheckIntervalSeconds" = 5, "targetGroups.web.unhealthyThresholdCount" = 2 } },
]
"#,
    ),
    (
        "expectations",
        r#"[[expectations]]
metric = "services.web.availability"
atLeast = "99%"
confidence = true

[[expectations]]
name = "no deployment takes an hour, none is stuck"
metric = "services.web.deployments.duration.max"
atMost = "1h"
variants = { checks = "fast" }
"#,
    ),
    (
        "behavior",
        r"[behavior]
taskLaunchTime = { empirical = [2.1, 3.4, 3.9, 7.2] }
retryOnCapacity = true
",
    ),
    (
        "output",
        r#"# More than what stays small: to look into every replication with pandas.
[output]
metrics = "all"
records = "all"
series = "full"
tables = "both"
"#,
    ),
];
