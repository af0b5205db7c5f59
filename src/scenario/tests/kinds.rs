//! Every kind in every form in which AWS has it.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::scenario::{Loaded, Overrides, Resource, Severity, Stored, check_json_text, load_with, render};

use super::messages;

/// Of each kind one as AWS describes it, as it is wrapped alone and in a list, and the input that makes one.
const KINDS: [(Resource, &str, &str, &str, &str); 11] = [
    (
        Resource::Cluster,
        "cluster",
        "clusters",
        r#"{"clusterArn": "arn:aws:ecs:us-east-1:1:cluster/default", "clusterName": "default", "status": "ACTIVE",
            "registeredContainerInstancesCount": 1, "statistics": [], "settings": []}"#,
        r#"{"clusterName": "default", "settings": [{"name": "containerInsights", "value": "enabled"}]}"#,
    ),
    (
        Resource::ContainerInstance,
        "containerInstance",
        "containerInstances",
        r#"{"containerInstanceArn": "arn:aws:ecs:us-east-1:1:container-instance/default/0a",
            "ec2InstanceId": "i-00000000000000001", "status": "DRAINING", "runningTasksCount": 2,
            "attributes": [{"name": "ecs.instance-type", "value": "m5.large"}, {"name": "ecs.capability.docker-remote-api.1.17"}],
            "registeredResources": [{"name": "CPU", "type": "INTEGER", "integerValue": 2048}, {"name": "MEMORY",
            "type": "INTEGER", "integerValue": 7000, "doubleValue": 0.0}, {"name": "PORTS", "stringSetValue": ["22"]}],
            "registeredAt": "2019-01-01T00:00:00.123000+01:00"}"#,
        r#"{"ec2InstanceId": "i-00000000000000001", "remainingResources": [], "attributes":
            [{"name": "ecs.instance-type", "value": "m5.large"}]}"#,
    ),
    (
        Resource::TaskDefinition,
        "taskDefinition",
        "taskDefinitions",
        r#"{"taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/web:3", "family": "web", "revision": 3,
            "status": "ACTIVE", "registeredAt": 1623324906.318, "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}"#,
        r#"{"family": "web", "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}"#,
    ),
    (
        Resource::Service,
        "service",
        "services",
        r#"{"serviceArn": "arn:aws:ecs:us-east-1:1:service/web", "serviceName": "web", "taskDefinition": "web:3",
            "desiredCount": 1, "runningCount": 1, "status": "DRAINING", "createdAt": 1623324906.318, "events": [{"id": "e"}],
            "deployments": [{"status": "PRIMARY"}, {"status": "ACTIVE"}], "taskSets": []}"#,
        r#"{"serviceName": "web", "taskDefinition": "web:3", "desiredCount": 1}"#,
    ),
    (
        Resource::Task,
        "task",
        "tasks",
        r#"{"taskArn": "arn:aws:ecs:us-east-1:1:task/0f", "taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/web:3",
            "lastStatus": "RUNNING", "createdAt": 1623324906, "startedAt": "2019-01-01T00:00:00+01:00", "cpu": "256",
            "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}], "containers": [{"name": "c", "exitCode": 0}]}"#,
        r#"{"taskArn": "0f", "lastStatus": "PENDING", "overrides": {"inferenceAcceleratorOverrides": []}}"#,
    ),
    (
        Resource::TargetGroup,
        "TargetGroup",
        "TargetGroups",
        r#"{"TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/0a", "TargetGroupName": "web",
            "Protocol": "HTTP", "Port": 80, "TargetType": "instance", "Matcher": {"HttpCode": "200"}}"#,
        r#"{"Name": "web", "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "TargetType": "instance"}"#,
    ),
    (
        Resource::CapacityProvider,
        "capacityProvider",
        "capacityProviders",
        r#"{"capacityProviderArn": "arn:aws:ecs:us-east-1:1:capacity-provider/FARGATE", "name": "FARGATE", "status": "ACTIVE"}"#,
        r#"{"name": "own", "autoScalingGroupProvider": {"autoScalingGroupArn": "arn", "managedScaling": {"targetCapacity": 90}}}"#,
    ),
    (
        Resource::AutoScalingGroup,
        "AutoScalingGroup",
        "AutoScalingGroups",
        r#"{"AutoScalingGroupName": "own", "AutoScalingGroupARN": "arn", "MinSize": 0, "MaxSize": 9, "DesiredCapacity": 2,
            "MixedInstancesPolicy": {"LaunchTemplate": {"Overrides": [{"InstanceType": "m5.large"}]}}, "Instances": [],
            "SuspendedProcesses": [{"ProcessName": "AZRebalance"}], "VPCZoneIdentifier": "subnet-1", "CreatedTime": 1623324906}"#,
        r#"{"AutoScalingGroupName": "own", "MinSize": 0, "MaxSize": 9, "LaunchConfigurationName": "old"}"#,
    ),
    (
        Resource::ScalableTarget,
        "ScalableTarget",
        "ScalableTargets",
        r#"{"ServiceNamespace": "ecs", "ResourceId": "service/default/web", "ScalableDimension": "ecs:service:DesiredCount",
            "MinCapacity": 1, "MaxCapacity": 5, "CreationTime": "2019-01-01T00:00:00+01:00"}"#,
        r#"{"ServiceNamespace": "ecs", "ResourceId": "service/default/web", "ScalableDimension": "ecs:service:DesiredCount",
            "MaxCapacity": 5}"#,
    ),
    (
        Resource::ScalingPolicy,
        "ScalingPolicy",
        "ScalingPolicies",
        r#"{"PolicyName": "cpu", "PolicyARN": "arn", "AutoScalingGroupName": "own", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingConfiguration": {"TargetValue": 50.0, "DisableScaleIn": false}, "StepAdjustments": [], "Enabled": true}"#,
        r#"{"PolicyName": "cpu", "ResourceId": "service/default/web", "PolicyType": "StepScaling", "StepScalingPolicyConfiguration":
            {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]}}"#,
    ),
    (
        Resource::Alarm,
        "MetricAlarm",
        "MetricAlarms",
        r#"{"AlarmName": "cpu", "AlarmArn": "arn:aws:cloudwatch:us-east-1:1:alarm:cpu", "ActionsEnabled": true, "OKActions": [],
            "AlarmActions": [], "InsufficientDataActions": [], "StateValue": "OK", "StateReason": "in range",
            "StateUpdatedTimestamp": "2026-01-01T00:00:00+00:00", "MetricName": "CPUUtilization", "Namespace": "AWS/ECS",
            "Statistic": "Average", "Dimensions": [{"Name": "ServiceName", "Value": "web"}], "Period": 60, "EvaluationPeriods": 3,
            "DatapointsToAlarm": 2, "Threshold": 90.0, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "missing"}"#,
        r#"{"AlarmName": "errors", "MetricName": "5XX", "Namespace": "AWS/ApplicationELB", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 5, "ComparisonOperator": "GreaterThanOrEqualToThreshold"}"#,
    ),
];

/// Loads a scenario that names files of a folder in memory, `aws`, or the folder itself.
fn loaded(files: &[(&str, &str)], scenario: &str) -> Loaded {
    let read = |path: &Path| {
        if path == Path::new("aws") {
            let mut all: Vec<PathBuf> = files.iter().map(|(name, _)| Path::new("aws").join(name)).collect();
            all.sort();
            return Ok(Stored::Folder(all));
        }
        let found = files.iter().find(|(name, _)| Path::new("aws").join(name) == path);
        found
            .map(|(_, text)| Stored::File(text.as_bytes().to_vec()))
            .ok_or_else(|| "there is no such file".to_owned())
    };
    load_with("scenario.toml", &format!("name = \"x\"\n{scenario}"), &read, &Overrides::default())
}

fn told(loaded: &Loaded, severity: Severity) -> Vec<String> {
    messages(loaded, severity).into_iter().map(str::to_owned).collect()
}

#[test]
fn every_kind_is_recognised_in_every_form() {
    for (resource, one, many, described, input) in KINDS {
        for text in [
            described.to_owned(),
            input.to_owned(),
            format!(r#"{{"{one}": {described}}}"#),
            format!(
                r#"{{"{many}": [{described}], "failures": [], "nextToken": null, "ResponseMetadata": {{}}}}"#
            ),
            format!("[{described}, {described}]"),
            format!("{}\n{}\n", described.replace('\n', " "), input.replace('\n', " ")),
            format!("{{\n\"{many}\": [{described}]}}{{\"{many}\": [\n{input}]}}\n"),
            format!("\u{feff}{described}"),
        ] {
            let loaded = check_json_text("file.json", text.clone().into_bytes());
            let report = render(&loaded.problems, &loaded.sources, false);
            assert_eq!(loaded.resource, Some(resource), "{text}\n{report}");
            assert!(!loaded.problems.has_errors(), "{text}\n{report}");
            assert!(!report.contains("unknown member"), "{text}\n{report}");
        }
    }
}

/// What a scenario has of kinds that are not simulated yet is told once a kind.
#[test]
fn a_section_takes_its_own_kind_of_a_folder_and_passes_over_the_others() {
    let mut files: Vec<(String, String)> = KINDS
        .iter()
        .map(|(resource, _, many, described, _)| {
            (format!("{}.json", resource.key()), format!(r#"{{"{many}": [{described}]}}"#))
        })
        .collect();
    files.push(("list.json".to_owned(), r#"{"taskArns": ["a"]}"#.to_owned()));
    files.push(("lb.json".to_owned(), r#"{"LoadBalancers": []}"#.to_owned()));
    files.push(("z.json".to_owned(), r#"{"tasks": [], "failures": []}"#.to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let all: Vec<String> =
        KINDS.iter().map(|(resource, ..)| format!("[[{}]]\nfile = \"aws\"\n", resource.key())).collect();
    let loaded = loaded(&files, &all.concat());
    let report = render(&loaded.problems, &loaded.sources, false);
    let scenario = loaded.scenario.as_ref().unwrap_or_else(|| panic!("{report}"));
    assert_eq!(scenario.provenance.inputs.len(), 1 + KINDS.len(), "{report}");
    for resource in ["capacityProviders", "autoScalingGroups", "scalableTargets", "scalingPolicies"] {
        let message = format!("warning: `{resource}` is not modelled");
        assert_eq!(report.matches(&message).count(), 1, "{report}");
    }
}

#[test]
fn what_is_wrong_with_a_file_of_a_folder_is_a_warning_and_an_empty_result_an_error() {
    let files = [
        ("a.json", r#"{"services": ["#),
        ("b.json", r#"{"clusters": [{"clusterName": "default"}]}"#),
        ("c.json", r#"{"serviceArns": ["arn:aws:ecs:us-east-1:1:service/shop/web"]}"#),
    ];
    let cluster = loaded(&files, "[[clusters]]\nfile = \"aws\"\n");
    assert_eq!(told(&cluster, Severity::Error), Vec::<String>::new());
    let warnings = told(&cluster, Severity::Warning);
    assert_eq!(warnings[0], "the file is passed over: not valid JSON: unterminated array");
    let services = loaded(&files, "[[services]]\nfile = \"aws\"\n");
    assert_eq!(told(&services, Severity::Error), ["the folder holds no service"]);
    let report = render(&services.problems, &services.sources, false);
    for part in [
        "it holds a cluster",
        "aws ecs describe-services --cluster shop --services arn:aws:ecs:us-east-1:1:service/shop/web",
    ] {
        assert!(report.contains(part), "{report}");
    }
    let empty = loaded(&[], "[[services]]\nfile = \"aws\"\n");
    assert_eq!(told(&empty, Severity::Error), ["the folder holds no service"]);
    let missing = loaded(&[], "[[services]]\nfile = \"aws/x.json\"\n");
    assert_eq!(told(&missing, Severity::Error), ["`aws/x.json` cannot be read: there is no such file"]);
}

#[test]
fn of_what_is_described_twice_the_later_counts_and_what_is_written_twice_is_a_mistake() {
    let described = |count: u8, arn: &str| {
        format!(
            r#"{{"services": [{{{arn} "serviceName": "web", "taskDefinition": "web", "desiredCount": {count}}}]}}"#
        )
    };
    let arn = r#""serviceArn": "arn:aws:ecs:us-east-1:1:service/web","#;
    let web = r#"{"family": "web", "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}"#;
    let scenario = "[[containerInstances]]\ninstanceType = \"m5.large\"\n[[taskDefinitions]]\nfile = \"aws\"\n\
                    [[services]]\nfile = \"aws\"\n";
    for (first, second, warnings, desired) in [(2, 2, 0, 2), (2, 1, 1, 1)] {
        let (first, second) = (described(first, arn), described(second, arn));
        let loaded = loaded(&[("a.json", &first), ("b.json", &second), ("c.json", web)], scenario);
        let twice = told(&loaded, Severity::Warning);
        assert_eq!(
            twice.iter().filter(|message| message.contains("described twice")).count(),
            warnings,
            "{twice:?}"
        );
        let scenario = loaded.scenario.expect("valid");
        assert_eq!(scenario.variants.iter().next().expect("one").model.services[0].desired_count, desired);
    }
    let written = described(2, "");
    let loaded = loaded(&[("a.json", &written), ("b.json", &written), ("c.json", web)], scenario);
    assert_eq!(told(&loaded, Severity::Error).len(), 1, "{:?}", told(&loaded, Severity::Error));
}

#[test]
fn what_an_answer_leaves_out_is_told() {
    let (_, _, _, described, _) = KINDS[1];
    let text = format!(
        r#"{{"containerInstances": [{described}], "failures": [{{"arn": "gone", "reason": "MISSING"}}], "nextToken": "x"}}"#
    );
    let loaded = check_json_text("file.json", text.into_bytes());
    assert_eq!(
        told(&loaded, Severity::Warning),
        [
            "the file lacks a container instance that was asked for: gone: MISSING",
            "the file holds not all container instances: `nextToken` goes on",
        ]
    );
}

#[test]
fn a_list_of_names_says_what_describes_them() {
    for (text, plural, part) in [
        (
            r#"{"containerInstanceArns": ["arn:aws:ecs:us-east-1:1:container-instance/shop/0a"]}"#,
            "container instances",
            "aws ecs describe-container-instances --cluster shop --container-instances arn:",
        ),
        (r#"{"clusterArns": ["a"]}"#, "clusters", "aws ecs describe-clusters --clusters a"),
        (r#"{"capacityProviders": ["FARGATE"]}"#, "capacity providers", "--capacity-providers FARGATE"),
        (
            r#"{"families": ["web"]}"#,
            "task definitions",
            "aws ecs describe-task-definition --task-definition web",
        ),
    ] {
        let checked = check_json_text("file.json", text.as_bytes().to_vec());
        let message = format!("the file holds only the names of {plural}");
        assert_eq!(told(&checked, Severity::Error), [message.as_str()]);
        let help = checked.problems.sorted()[0].help.clone().expect("a remedy");
        assert!(help.contains(part), "{help}");
        let named = loaded(&[("list.json", text)], "[[services]]\nfile = \"aws/list.json\"\n");
        assert_eq!(told(&named, Severity::Error), [message.as_str()]);
    }
}

/// Trees of the members that tell kinds apart, with values of any kind.
fn trees() -> impl Strategy<Value = serde_json::Value> {
    let names = prop::sample::select(vec![
        "cluster",
        "clusters",
        "clusterName",
        "clusterArn",
        "containerInstances",
        "containerInstanceArn",
        "ec2InstanceId",
        "registeredResources",
        "attributes",
        "targetId",
        "name",
        "taskDefinition",
        "taskDefinitions",
        "family",
        "revision",
        "containerDefinitions",
        "taskDefinitionArn",
        "services",
        "serviceName",
        "serviceArn",
        "tasks",
        "taskArn",
        "taskArns",
        "lastStatus",
        "startedAt",
        "containers",
        "TargetGroups",
        "TargetGroupArn",
        "Attributes",
        "Key",
        "capacityProviders",
        "capacityProviderArn",
        "autoScalingGroupProvider",
        "AutoScalingGroups",
        "AutoScalingGroupName",
        "MinSize",
        "ScalableTargets",
        "ResourceId",
        "ScalingPolicies",
        "PolicyName",
        "TargetValue",
        "failures",
        "arn",
        "nextToken",
        "image",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[a-zé:/\\u{1}' ]{0,6}".prop_map(Into::into),
        Just("arn:aws:ecs:us-east-1:1:service/a/b".into()),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::Array),
            prop::collection::vec((names.clone(), inner), 0..5).prop_map(|members| {
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_trees_are_answered(first in trees(), second in trees()) {
        let (first, second) = (first.to_string(), second.to_string());
        let all: Vec<String> =
            KINDS.iter().map(|(resource, ..)| format!("[[{}]]\nfile = \"aws\"\n", resource.key())).collect();
        let one: Vec<String> =
            KINDS.iter().map(|(resource, ..)| format!("[[{}]]\nfile = \"aws/a.json\"\n", resource.key())).collect();
        let both = format!("{first}\n{second}");
        let files = [("a.json", first.as_str()), ("b.json", second.as_str()), ("c.jsonl", both.as_str())];
        for answered in [
            check_json_text("a.json", first.clone().into_bytes()),
            check_json_text("c.jsonl", both.clone().into_bytes()),
            loaded(&files, &all.concat()),
            loaded(&files, &one.concat()),
        ] {
            let report = render(&answered.problems, &answered.sources, false);
            prop_assert_eq!(report.is_empty(), answered.problems.is_empty());
        }
    }
}
