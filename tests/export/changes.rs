//! Changes and the commands that they take, from top to bottom.

use serde_json::{Value, json};

use super::{cluster, commands, plan_of};

const FRONT: &str = "arn:aws:elasticloadbalancing:eu-north-1:111122223333:targetgroup/front/943f017f100becff";
const HOST: &str =
    "arn:aws:ecs:eu-north-1:111122223333:container-instance/prod/aaaa0000aaaa0000aaaa0000aaaa0002";
const PROD: &str = "arn:aws:ecs:eu-north-1:111122223333:cluster/prod";
const WEB: &str = "arn:aws:ecs:eu-north-1:111122223333:service/prod/web";

type Commands = Vec<(&'static str, Value)>;

fn assert_commands<const N: usize>(table: [(&str, Commands); N]) {
    for (set, expected) in table {
        let found = commands(&plan_of(&cluster(), &[set]));
        let expected: Vec<(String, Value)> =
            expected.into_iter().map(|(name, parameters)| (name.to_owned(), parameters)).collect();
        assert_eq!(found, expected, "{set}");
    }
}

fn service(member: &str, value: Value) -> Commands {
    let mut parameters = json!({ "cluster": PROD, "service": "web" });
    parameters[member] = value;
    vec![("ecs update-service", parameters)]
}

#[test]
fn of_services() {
    assert_commands([
        ("services.web.desiredCount=4", vec![]),
        ("services.web.desiredCount=6", service("desiredCount", json!(6))),
        (
            "services.web.healthCheckGracePeriodSeconds=60",
            service("healthCheckGracePeriodSeconds", json!(60)),
        ),
        ("services.web.placementStrategy=[]", service("placementStrategy", json!([]))),
        (
            "services.web.placementConstraints=[{ type = 'memberOf', expression = \"attribute:stack == blue\" }]",
            service(
                "placementConstraints",
                json!([{ "type": "memberOf", "expression": "attribute:stack == blue" }]),
            ),
        ),
        (
            "services.web.deploymentConfiguration.maximumPercent=150",
            service(
                "deploymentConfiguration",
                json!({ "deploymentCircuitBreaker": { "enable": false, "rollback": false }, "maximumPercent": 150, "minimumHealthyPercent": 100 }),
            ),
        ),
        (
            "services.web.tags=[{ key = 'stage', value = 'b' }]",
            vec![
                ("ecs untag-resource", json!({ "resourceArn": WEB, "tagKeys": ["team"] })),
                (
                    "ecs tag-resource",
                    json!({ "resourceArn": WEB, "tags": [{ "key": "stage", "value": "b" }] }),
                ),
            ],
        ),
    ]);
}

#[test]
fn of_target_groups_and_clusters() {
    assert_commands([
        (
            "targetGroups.front.healthCheckIntervalSeconds=10",
            vec![(
                "elbv2 modify-target-group",
                json!({ "TargetGroupArn": FRONT, "HealthCheckIntervalSeconds": 10 }),
            )],
        ),
        (
            "targetGroups.front.deregistration_delay.timeout_seconds=30",
            vec![(
                "elbv2 modify-target-group-attributes",
                json!({ "TargetGroupArn": FRONT, "Attributes": [{ "Key": "deregistration_delay.timeout_seconds", "Value": "30" }] }),
            )],
        ),
        (
            "clusters.prod.settings.containerInsights.value=enabled",
            vec![(
                "ecs update-cluster-settings",
                json!({ "cluster": PROD, "settings": [{ "name": "containerInsights", "value": "enabled" }] }),
            )],
        ),
        (
            "clusters.prod.capacityProviders=[]",
            vec![(
                "ecs put-cluster-capacity-providers",
                json!({ "cluster": PROD, "capacityProviders": [], "defaultCapacityProviderStrategy": [] }),
            )],
        ),
    ]);
}

#[test]
fn of_instances_and_their_groups() {
    assert_commands([
        ("simulation.duration=20m", vec![]),
        (
            "containerInstances.1.status=DRAINING",
            vec![(
                "ecs update-container-instances-state",
                json!({ "cluster": PROD, "containerInstances": [HOST], "status": "DRAINING" }),
            )],
        ),
        (
            "containerInstances.1.attributes.stack.value=green",
            vec![(
                "ecs put-attributes",
                json!({ "cluster": PROD, "attributes": [{ "name": "stack", "value": "green", "targetType": "container-instance", "targetId": HOST }] }),
            )],
        ),
        (
            "containerInstances.more.count=1",
            vec![(
                "autoscaling set-desired-capacity",
                json!({ "AutoScalingGroupName": "prod-hosts-asg", "DesiredCapacity": 3 }),
            )],
        ),
        (
            "containerInstances.more.count=3",
            vec![(
                "autoscaling update-auto-scaling-group",
                json!({ "AutoScalingGroupName": "prod-hosts-asg", "DesiredCapacity": 5, "MaxSize": 5 }),
            )],
        ),
        (
            "autoScalingGroups.0.maxSize=9",
            vec![(
                "autoscaling update-auto-scaling-group",
                json!({ "AutoScalingGroupName": "prod-hosts-asg", "MaxSize": 9 }),
            )],
        ),
        (
            "capacityProviders.prod-hosts.autoScalingGroupProvider.managedScaling.targetCapacity=90",
            vec![(
                "ecs update-capacity-provider",
                json!({ "name": "prod-hosts", "autoScalingGroupProvider": {
                    "managedScaling": { "status": "DISABLED", "targetCapacity": 90 }, "managedTerminationProtection": "DISABLED",
                } }),
            )],
        ),
    ]);
}
