use super::*;
use crate::scenario::{Problems, Sources};
use crate::tree::{json_text, json_tree};

fn masked(text: &str) -> String {
    let file = Sources::default().add_aws_json("t.json", text);
    let root = json_tree::parse(text, file, json_tree::syntax_error, &mut Problems::default());
    let mut root = root.expect("valid JSON");
    Mask::default().apply(&mut root);
    json_text(&root).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn names_and_accounts_become_others_and_what_is_simulated_stays() {
    for (text, expected) in [
        (
            r#"{"serviceName": "pay", "serviceArn": "arn:aws:ecs:eu-west-1:123456789012:service/shop/pay", "desiredCount": 3}"#,
            r#"{ "serviceName": "service-1", "serviceArn": "arn:aws:ecs:eu-west-1:000000000001:service/cluster-1/service-1", "desiredCount": 3 }"#,
        ),
        (
            r#"{"group": "service:pay", "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/pay:7"}"#,
            r#"{ "group": "service:service-1", "taskDefinitionArn": "arn:aws:ecs:eu-west-1:000000000001:task-definition/service-1:7" }"#,
        ),
        (
            r#"{"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/pay:v3", "environment": [{"name": "TOKEN", "value": "x"}]}"#,
            r#"{ "image": "000000000001.dkr.ecr.eu-west-1.amazonaws.com/image-1:1", "environment": [] }"#,
        ),
        (
            r#"{"attributes": [{"name": "ecs.instance-type", "value": "m5.large"}], "ec2InstanceId": "i-0123456789abcdef0"}"#,
            r#"{ "attributes": [ { "name": "ecs.instance-type", "value": "m5.large" } ], "ec2InstanceId": "i-00000000000000001" }"#,
        ),
        (
            r#"{"message": "(service pay) has started 1 tasks: (task 0f9de17a6465404e8b1b2356dc13c2f8)."}"#,
            r#"{ "message": "(service service-1) has started 1 tasks: (task 00000000000000000000000000000001)." }"#,
        ),
        (
            r#"{"TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/pay/6d0ecf831eec9f09", "HealthCheckPath": "/secret"}"#,
            r#"{ "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:000000000001:targetgroup/target-1/0000000000000001", "HealthCheckPath": "/masked" }"#,
        ),
        (
            r#"{"somethingNew": "of somebody", "startedAt": "2026-11-01T00:00:00Z", "healthCheck": {"command": ["CMD", "curl"]}}"#,
            r#"{ "somethingNew": "masked", "startedAt": "2026-11-01T00:00:00Z", "healthCheck": { "command": [ "CMD", "masked" ] } }"#,
        ),
    ] {
        assert_eq!(masked(text), expected, "{text}");
    }
}
