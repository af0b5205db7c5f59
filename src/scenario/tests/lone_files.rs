//! AWS JSON checked by itself: what it is taken for, and what is told of it.

use crate::scenario::{Resource, Severity, check_json_text, load_text};

use super::messages;

pub(super) fn checked(text: &str) -> (Option<&'static str>, Vec<String>, Vec<String>) {
    let loaded = check_json_text("file.json", text.as_bytes().to_vec());
    let of = |severity| messages(&loaded, severity).into_iter().map(str::to_owned).collect();
    (loaded.resource.map(Resource::noun), of(Severity::Error), of(Severity::Warning))
}

/// Checks that `text` is taken for `resource`, and that nothing is wrong with it.
fn assert_sound(text: &str, resource: &str) {
    let (found, errors, warnings) = checked(text);
    assert_eq!(found, Some(resource), "{text}: {errors:?}");
    assert!(errors.is_empty() && warnings.is_empty(), "{text}: {errors:?} {warnings:?}");
}

#[test]
fn inputs_and_answers_are_recognised_by_their_members() {
    let container = r#"{"name": "c", "image": "i", "memory": 64}"#;
    for (text, resource) in [
        (format!(r#"{{"family": "f", "containerDefinitions": [{container}]}}"#), "a task definition"),
        (
            format!(r#"{{"taskDefinition": {{"family": "f", "containerDefinitions": [{container}]}}, "tags": []}}"#),
            "a task definition",
        ),
        (r#"{"serviceName": "s", "taskDefinition": "f:3", "desiredCount": 1}"#.to_owned(), "a service"),
        (
            r#"{"services": [{"serviceName": "s", "taskDefinition": "f", "desiredCount": 1, "runningCount": 1}]}"#
                .to_owned(),
            "a service",
        ),
        (
            r#"{"cluster": "c", "service": "web", "taskDefinition": "f", "desiredCount": 2}"#.to_owned(),
            "the input of UpdateService",
        ),
        (r#"{"service": "web", "forceNewDeployment": true}"#.to_owned(), "the input of UpdateService"),
        (
            r#"{"cluster": "c", "taskDefinition": "f:4", "launchType": "EC2", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"]}}}"#
                .to_owned(),
            "the input of RunTask",
        ),
        (
            r#"{"taskDefinition": "f", "count": 2, "overrides": {"containerOverrides": [{"name": "work", "cpu": 64}]}}"#
                .to_owned(),
            "the input of RunTask",
        ),
        (
            r#"{"taskDefinition": "f", "containerInstances": ["arn:aws:ecs:us-east-1:1:container-instance/c/0a"]}"#
                .to_owned(),
            "the input of StartTask",
        ),
        (
            r#"{"TargetGroups": [{"TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/t/73e2", "TargetGroupName": "t", "Protocol": "HTTP", "Port": 80, "TargetType": "instance", "Matcher": {"HttpCode": "200"}}]}"#
                .to_owned(),
            "a target group",
        ),
        (
            r#"{"Name": "t", "Protocol": "TCP", "Port": 80, "VpcId": "vpc-1", "TargetType": "ip"}"#.to_owned(),
            "a target group",
        ),
        (
            r#"{"TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/t/73e2", "Attributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "60"}]}"#
                .to_owned(),
            "a target group",
        ),
    ] {
        assert_sound(&text, resource);
    }
}

#[test]
fn rules_apply_to_calls_and_target_groups_by_themselves() {
    for (text, message) in [
        (r#"{"taskDefinition": "f", "count": 11}"#, "`count` is 11, outside 1 to 10"),
        (
            r#"{"service": "web", "deploymentConfiguration": {"maximumPercent": 100}}"#,
            "`minimumHealthyPercent` and `maximumPercent` cannot both be 100: no deployment could begin",
        ),
        (
            r#"{"service": "web", "schedulingStrategy": "DAEMON"}"#,
            "`updateService` cannot change `schedulingStrategy`",
        ),
        (
            r#"{"taskDefinition": "f", "containerInstances": []}"#,
            "`startTask` names 0 container instances, and ECS takes 1 to 10",
        ),
        (r#"{"taskDefinition": "x", "desiredCount": 1}"#, "the service has no `serviceName`"),
        (
            r#"{"Attributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "3601"}], "TargetGroupArn": "t"}"#,
            "`deregistration_delay.timeout_seconds` is 3601, outside 0 to 3600",
        ),
    ] {
        assert_eq!(checked(text).1, [message], "{text}");
    }
}

/// What deployment tools keep elsewhere is the scenario's to supply, and `check` says so.
#[test]
fn what_a_scenario_has_to_supply_is_told() {
    for (text, warning) in [
        (r#"[{"name": "c", "image": "i", "memory": 512}]"#, "a task definition without `family`"),
        (
            r#"{"desiredCount": 1, "launchType": "EC2"}"#,
            "a service without `taskDefinition` and `serviceName`",
        ),
        (r#"{"schedulingStrategy": "DAEMON"}"#, "a service without `taskDefinition` and `serviceName`"),
        (r#"{"serviceName": "s", "desiredCount": 1}"#, "a service without `taskDefinition`"),
        (
            r#"{"Attributes": [{"Key": "stickiness.enabled", "Value": "false"}]}"#,
            "a target group without `name`",
        ),
    ] {
        let (_, errors, warnings) = checked(text);
        assert!(errors.is_empty(), "{text}: {errors:?}");
        assert_eq!(warnings, [warning], "{text}");
    }
}

/// A lone file has neither instances nor subnets, nor anybody who uses it.
#[test]
fn nothing_is_said_of_what_a_lone_file_cannot_have() {
    let definition = |rest: &str| {
        format!(
            r#"{{"family": "f", {rest}, "containerDefinitions": [{{"name": "c", "image": "i", "memory": 64000}}]}}"#
        )
    };
    let constraint = r#""placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.instance-type == inf1.xlarge"}]"#;
    assert_sound(&definition(constraint), "a task definition");
    assert_sound(&definition(r#""runtimePlatform": {"cpuArchitecture": "ARM64"}"#), "a task definition");
    let service =
        |rest: &str| format!(r#"{{"serviceName": "s", "taskDefinition": "x", "desiredCount": 1, {rest}}}"#);
    let subnets = r#""networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"]}}"#;
    assert_sound(&service(subnets), "a service");
    assert_sound(&service(constraint), "a service");
    assert_sound(
        &service(r#""placementStrategy": [{"type": "spread", "field": "attribute:rack"}]"#),
        "a service",
    );
    assert_sound(
        &service(r#""enableExecuteCommand": true, "healthCheckGracePeriodSeconds": 60"#),
        "a service",
    );
}

/// What an error says of a file of a kind of which a scenario takes something.
const NOTHING_HERE: &str = "of which nothing is taken here";
/// And of any other kind.
const NOT_READ: &str = "which Plimsoll does not read";

/// Files of other tools of which nothing is taken are named for what they are, in JSON and in YAML, in a scenario's place and
/// beside `file`.
#[test]
fn files_of_other_tools_are_named() {
    for (text, what, why) in [
        (
            r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}"#,
            "a CloudFormation template",
            NOTHING_HERE,
        ),
        (r#"{"Resources": {"T": {"Type": "AWS::S3::Bucket"}}}"#, "a CloudFormation template", NOTHING_HERE),
        (r#"{"Type": "AWS::ECS::Service", "Properties": {}}"#, "a CloudFormation template", NOTHING_HERE),
        (r#"{"Family": "f", "ContainerDefinitions": []}"#, "properties of CloudFormation", NOT_READ),
        (r#"{"Cluster": "c", "DesiredCount": 2}"#, "properties of CloudFormation", NOT_READ),
        (
            r#"{"family": "f", "container_definitions": []}"#,
            "a task definition or a service as Terraform spells it",
            NOT_READ,
        ),
        (r#"{"format_version": "1.0", "values": {}}"#, "a plan or state of Terraform", NOTHING_HERE),
        (
            r#"{"version": 3, "terraform_version": "0.11", "lineage": "x"}"#,
            "a plan or state of Terraform",
            NOTHING_HERE,
        ),
        (r#"{"resource": {"aws_ecs_service": {}}}"#, "Terraform's configuration", NOT_READ),
        (r#"{"services": {"web": {}}}"#, "a Compose file", NOTHING_HERE),
        (r#"{"protectedTasks": [{"taskArn": "a"}], "failures": []}"#, "the protection of tasks", NOT_READ),
        (r#"{"LoadBalancers": []}"#, "load balancers", NOT_READ),
        (r#"{"LaunchTemplateVersions": []}"#, "launch templates", NOT_READ),
        (r#"{"Reservations": [{"Instances": []}]}"#, "EC2 instances", NOT_READ),
        (r#"{"TargetHealthDescriptions": []}"#, "the health of targets", NOT_READ),
        (r#"{"CompositeAlarms": [{"AlarmName": "a"}]}"#, "composite alarms of CloudWatch", NOT_READ),
        (r#"{"serviceRevisions": []}"#, "service deployments", NOT_READ),
        (r#"{"Activities": []}"#, "activities of Auto Scaling", NOT_READ),
        (r#"{"PolicyARN": "a", "Alarms": []}"#, "the name of a scaling policy", NOT_READ),
        (
            "# a stack\nAWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n",
            "a CloudFormation template",
            NOTHING_HERE,
        ),
        ("Resources:\n  T:\n    Type: AWS::S3::Bucket\n", "a CloudFormation template", NOTHING_HERE),
        (
            "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n",
            "a CodeDeploy AppSpec file",
            NOT_READ,
        ),
        ("apiVersion: v1\nkind: Pod\n", "a Kubernetes manifest", NOT_READ),
        ("family: web\ncontainerDefinitions:\n- name: c\n", "YAML", NOT_READ),
        ("resource \"aws_ecs_service\" \"web\" {\n  name = \"web\"\n}\n", "HCL (Terraform)", NOT_READ),
    ] {
        let message = format!("the file holds {what}, {why}");
        let bucket = format!("{what} without anything that a scenario takes: it has AWS::S3::Bucket × 1");
        let by_itself = if text.contains("S3") { &bucket } else { &message };
        assert_eq!(checked(text).1, std::slice::from_ref(by_itself), "{text}");
        assert_named_in_place_of_a_scenario(text, &message);
    }
    let json = r#"{"family": "f", "containerDefinitions": []}"#;
    let scenario =
        load_text("f.template", json, std::path::Path::new(""), &crate::scenario::Overrides::default());
    assert_eq!(
        messages(&scenario, Severity::Error),
        ["the file holds JSON or a dialect of it, and a scenario is TOML"]
    );
    let jsonnet = load_text(
        "f.jsonnet",
        "{ family: 'f' }",
        std::path::Path::new(""),
        &crate::scenario::Overrides::default(),
    );
    assert_eq!(jsonnet.problems.len(), 1);
}

fn assert_named_in_place_of_a_scenario(text: &str, message: &str) {
    let scenario =
        load_text("file.yml", text, std::path::Path::new(""), &crate::scenario::Overrides::default());
    assert_eq!(messages(&scenario, Severity::Error), [message], "{text}");
    assert!(scenario.problems.sorted()[0].help.is_some(), "{text}");
}

/// What is taken of them beside `file` makes none of them a scenario.
#[test]
fn files_of_other_tools_are_no_scenarios() {
    for (text, what) in [
        (r#"{"services": {"web": {"image": "nginx"}}}"#, "a Compose file"),
        ("services:\n  web:\n    image: nginx\n    ports:\n      - \"80:80\"\n", "a Compose file"),
        (
            "region: x\ncluster: c\nservice: s\nservice_definition: sv.json\ntask_definition: td.json\n",
            "an ecspresso configuration",
        ),
        ("name: fe\ntype: Load Balanced Web Service\nimage:\n  port: 80\n", "a Copilot manifest"),
        (
            "version: 1\ntask_definition:\n  task_size:\n    mem_limit: 1GB\n",
            "an ecs-params file of the ECS CLI",
        ),
        (r#"{"version": 4, "lineage": "x", "resources": []}"#, "a plan or state of Terraform"),
    ] {
        assert_named_in_place_of_a_scenario(text, &format!("the file holds {what}, {NOTHING_HERE}"));
    }
}

/// What gives resources only with something else is valid, and says with what.
#[test]
fn files_that_wait_say_for_what() {
    for (text, warning) in [
        (r#"{"services": {"web": {"image": "nginx"}}}"#, "this is a Compose file"),
        ("services:\n  web:\n    environment:\n      A: b\n", "this is a Compose file"),
        (
            "version: 1\nrun_params:\n  task_placement: {}\ntask_definition:\n  pid_mode: host\n",
            "this is an ecs-params file of the ECS CLI",
        ),
        ("name: s\ntype: Static Site\n", "this is a Copilot manifest"),
    ] {
        let (resource, errors, warnings) = checked(text);
        assert_eq!((resource, errors.as_slice()), (None, &[][..]), "{text}");
        assert_eq!(warnings, [warning], "{text}");
    }
}
