//! Attributes in a table, references through modules, and states and plans of any kind.

use proptest::prelude::*;

use super::super::Neighbours;
use super::*;
use crate::tree::{Sources, json_text, json_tree};

fn read(text: &str) -> (Imported, Vec<String>) {
    let (mut told, mut sources) = (Problems::default(), Sources::default());
    let file = sources.add_aws_json("t.json", text);
    let root = json_tree::parse(text, file, json_tree::syntax_error, &mut told);
    let around = Neighbours::default();
    let given =
        |root| Given { root, sources: &sources, compose: None, companions: Vec::new(), around: &around };
    let imported = root.as_ref().map(|root| import(&given(root), &mut told)).unwrap_or_default();
    (imported, told.sorted().iter().map(|problem| problem.message.clone()).collect())
}

fn compact(node: &Node) -> String {
    json_text(node).split_whitespace().collect::<Vec<_>>().join("")
}

/// A state with one resource of a type.
fn state(kind: &str, values: &str) -> String {
    format!(
        r#"{{"values": {{"root_module": {{"resources": [{{"address": "{kind}.x", "mode": "managed", "type": "{kind}",
          "name": "x", "values": {values}}}]}}}}}}"#
    )
}

#[test]
fn attributes_become_members_of_the_api() {
    for (kind, values, expected) in [
        (
            "aws_ecs_service",
            r#"{"name": "w", "iam_role": "/aws-service-role/x", "health_check_grace_period_seconds": 0,
             "deployment_maximum_percent": 150, "deployment_circuit_breaker": [{"enable": true, "rollback": false}],
             "ordered_placement_strategy": [{"type": "spread", "field": "host"}], "load_balancer": []}"#,
            r#"{"serviceName":"w","deploymentConfiguration":{"maximumPercent":150,"deploymentCircuitBreaker":{"enable":true,"rollback":false}},"placementStrategy":[{"type":"spread","field":"host"}]}"#,
        ),
        (
            "aws_ecs_service",
            r#"{"name": "w", "scheduling_strategy": "DAEMON", "desired_count": 3,
             "network_configuration": [{"subnets": ["s"], "assign_public_ip": false}], "tags": {"a": "b"}}"#,
            r#"{"serviceName":"w","schedulingStrategy":"DAEMON","networkConfiguration":{"awsvpcConfiguration":{"subnets":["s"],"assignPublicIp":"DISABLED"}},"tags":[{"key":"a","value":"b"}]}"#,
        ),
        (
            "aws_ecs_task_definition",
            r#"{"family": "f", "container_definitions": "[{\"name\":\"c\",\"cpu\":7}]",
             "volume": [{"name": "v", "host_path": "/v", "efs_volume_configuration": []}],
             "proxy_configuration": [{"container_name": "p", "properties": {"k": "v"}}]}"#,
            r#"{"family":"f","containerDefinitions":[{"name":"c","cpu":7}],"volumes":[{"name":"v","host":{"sourcePath":"/v"}}],"proxyConfiguration":{"containerName":"p","properties":[{"name":"k","value":"v"}]}}"#,
        ),
        (
            "aws_alb_target_group",
            r#"{"name": "g", "deregistration_delay": "30", "slow_start": 0,
             "health_check": [{"interval": 10, "matcher": "200"}], "stickiness": [{"enabled": false}]}"#,
            r#"{"name":"g","deregistration_delay.timeout_seconds":"30","slow_start.duration_seconds":0,"healthCheckIntervalSeconds":10,"matcher":{"httpCode":"200"},"stickiness.enabled":false}"#,
        ),
        (
            "aws_autoscaling_group",
            r#"{"name": "a", "min_size": 1, "vpc_zone_identifier": ["s", "t"], "suspended_processes": ["AZRebalance"],
             "tag": [{"key": "k", "propagate_at_launch": true}]}"#,
            r#"{"autoScalingGroupName":"a","minSize":1,"vpcZoneIdentifier":"s,t","suspendedProcesses":[{"processName":"AZRebalance"}],"tags":[{"key":"k","propagateAtLaunch":true}]}"#,
        ),
        (
            "aws_ecs_capacity_provider",
            r#"{"name": "p", "auto_scaling_group_provider": [{"auto_scaling_group_arn": "a",
             "managed_scaling": [{"status": "ENABLED", "target_capacity": 90}]}]}"#,
            r#"{"name":"p","autoScalingGroupProvider":{"autoScalingGroupArn":"a","managedScaling":{"status":"ENABLED","targetCapacity":90}}}"#,
        ),
        (
            "aws_appautoscaling_policy",
            r#"{"name": "p", "service_namespace": "ecs", "target_tracking_scaling_policy_configuration": [
             {"target_value": 60, "predefined_metric_specification": [{"predefined_metric_type": "M"}]}]}"#,
            r#"{"policyName":"p","serviceNamespace":"ecs","targetTrackingScalingPolicyConfiguration":{"targetValue":60,"predefinedMetricSpecification":{"predefinedMetricType":"M"}}}"#,
        ),
    ] {
        let (imported, told) = read(&state(kind, values));
        assert_eq!(told, [""; 0], "{kind}");
        assert_eq!(compact(&imported.resources[0].node), expected, "{kind}");
    }
}

#[test]
fn what_is_not_taken_is_named() {
    let (imported, told) = read(&state("aws_ecs_service", r#"{"name": "w", "shiny": 1}"#));
    assert_eq!(imported.resources.len(), 1);
    assert_eq!(told, ["nothing is taken of `aws_ecs_service.shiny`"]);
    for (kind, values) in [
        ("aws_lb", r#"{"name": "w"}"#),
        ("aws_appautoscaling_target", r#"{"service_namespace": "dynamodb", "resource_id": "table/t"}"#),
    ] {
        let imported = read(&state(kind, values)).0;
        assert_eq!((imported.resources.len(), imported.skipped.len()), (0, 1), "{kind}");
    }
}

#[test]
fn mistakes_in_container_definitions_have_their_places() {
    let text =
        state("aws_ecs_task_definition", r#"{"family": "f", "container_definitions": "[{\"name\": }]"}"#);
    let told = read(&text).1;
    assert!(told[0].starts_with("not valid JSON"), "{told:?}");
}

/// Clusters and what associates capacity providers with them are one.
#[test]
fn capacity_providers_join_their_cluster() {
    let resource = |kind: &str, values: &str| {
        format!(
            r#"{{"mode": "managed", "type": "{kind}", "name": "x", "instances": [{{"attributes": {values}}}]}}"#
        )
    };
    let text = format!(
        r#"{{"version": 4, "lineage": "l", "resources": [{}, {}]}}"#,
        resource("aws_ecs_cluster", r#"{"name": "c"}"#),
        resource(
            "aws_ecs_cluster_capacity_providers",
            r#"{"cluster_name": "c", "capacity_providers": ["p"]}"#
        ),
    );
    let imported = read(&text).0;
    assert_eq!(imported.resources.len(), 1);
    assert_eq!(compact(&imported.resources[0].node), r#"{"clusterName":"c","capacityProviders":["p"]}"#);
}

const PLAN: &str = r#"{"planned_values": {"root_module": {"resources": [
  {"address": "aws_ecs_task_definition.t[\"a\"]", "mode": "managed", "type": "aws_ecs_task_definition", "name": "t", "index": "a", "values": {"family": "fa"}},
  {"address": "aws_ecs_task_definition.t[\"b\"]", "mode": "managed", "type": "aws_ecs_task_definition", "name": "t", "index": "b", "values": {"family": "fb"}}],
  "child_modules": [
  {"address": "module.m", "resources": [
    {"address": "module.m.aws_ecs_service.s[\"b\"]", "mode": "managed", "type": "aws_ecs_service", "name": "s", "index": "b", "values": {"name": "s"}}]},
  {"address": "module.n", "resources": [
    {"address": "module.n.aws_ecs_cluster.c", "mode": "managed", "type": "aws_ecs_cluster", "name": "c", "values": {"name": "cn"}}]}]}},
 "resource_changes": [{"address": "module.m.aws_ecs_service.s[\"b\"]", "change": {"actions": ["create"], "after_unknown":
   {"task_definition": true, "cluster": true, "desired_count": true, "id": true}}},
   {"address": "aws_ecs_service.gone", "change": {"actions": ["delete"], "after_unknown": {}}}],
 "configuration": {"root_module": {"module_calls": {
   "m": {"expressions": {"definition": {"references": DEFINITION}, "cluster": {"references": CLUSTER}},
     "module": {"resources": [{"type": "aws_ecs_service", "name": "s", "expressions":
       {"task_definition": {"references": ["var.definition"]}, "cluster": {"references": ["var.cluster"]}}}]}},
   "n": {"module": {"outputs": {"id": {"expression": {"references": ["aws_ecs_cluster.c.id", "aws_ecs_cluster.c"]}}}}}}}}}"#;

#[test]
fn what_a_plan_does_not_know_is_what_it_refers_to() {
    for (definition, cluster, expected) in [
        (
            r#"["aws_ecs_task_definition.t[\"a\"].arn", "aws_ecs_task_definition.t[\"a\"]", "aws_ecs_task_definition.t"]"#,
            r#"["module.n.id", "module.n"]"#,
            r#"{"serviceName":"s","cluster":"cn","taskDefinition":"fa"}"#,
        ),
        // Several, and none that the plan names.
        (r#"["aws_ecs_task_definition.t"]"#, r#"["local.cluster"]"#, r#"{"serviceName":"s"}"#),
        // More than one in one text.
        (
            r#"["aws_ecs_task_definition.t[\"b\"].family", "aws_ecs_task_definition.t[\"b\"].revision"]"#,
            r#"["var.gone"]"#,
            r#"{"serviceName":"s"}"#,
        ),
    ] {
        let text = PLAN.replace("DEFINITION", definition).replace("CLUSTER", cluster);
        let (imported, told) = read(&text);
        assert_eq!(imported.resources.len(), 4);
        let service = imported.resources.iter().find(|one| one.section == "services").expect("there");
        assert_eq!(compact(&service.node), expected, "{definition} {cluster}");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("the plan does not know") && told[0].contains("`desired_count`"),
            "{told:?}"
        );
    }
}

#[test]
fn addresses_have_parts() {
    let text = r#"module.app["a.b"].aws_ecs_service.web[0].name"#;
    let told: Vec<(String, Option<String>)> =
        address::parts(text).into_iter().map(|part| (part.name, part.index)).collect();
    let expected = [
        ("module", None),
        ("app", Some("a.b")),
        ("aws_ecs_service", None),
        ("web", Some("0")),
        ("name", None),
    ];
    assert_eq!(told, expected.map(|(name, index)| (name.to_owned(), index.map(str::to_owned))));
    assert_eq!(address::modules("module.a.module.b[1]").len(), 2);
}

/// Modules that call each other in the configuration end.
#[test]
fn circles_end() {
    let text = PLAN.replace("DEFINITION", r#"["module.m.x"]"#).replace("CLUSTER", r#"["module.m.x"]"#).replace(
        r#""module": {"resources": [{"type": "aws_ecs_service""#,
        r#""module": {"outputs": {"x": {"expression": {"references": ["var.definition"]}}}, "resources": [{"type": "aws_ecs_service""#,
    );
    assert_eq!(read(&text).0.resources.len(), 4);
}

proptest! {
    #[test]
    fn any_reference_is_answered(written in "(module|var|aws_ecs_cluster|m|n|c|x|\\.|\\[|\\]|0|\\\\\"){0,12}") {
        let text = PLAN.replace("DEFINITION", &format!("[\"{written}\"]")).replace("CLUSTER", "[]");
        read(&text);
    }
}

/// In a state by name or id, in a plan by what the configuration refers to.
#[test]
fn groups_have_the_types_of_their_launch_templates() {
    let resource = |kind: &str, values: &str| {
        format!(
            r#"{{"address": "{kind}.a", "mode": "managed", "type": "{kind}", "name": "a", "values": {values}}}"#
        )
    };
    let launched =
        resource("aws_launch_template", r#"{"id": "lt-1", "name": "big", "instance_type": "c5.large"}"#);
    let unnamed = resource("aws_launch_template", r#"{"instance_type": "c5.large"}"#);
    let configured = resource("aws_launch_configuration", r#"{"name": "old", "instance_type": "m4.large"}"#);
    let c5 = r#"{"launchTemplate":{"overrides":[{"instanceType":"c5.large"}]}}"#;
    for (group, launched, expression, expected) in [
        (r#"{"launch_template": [{"id": "lt-1"}]}"#, &launched, "{}", Some(c5)),
        (r#"{"launch_template": [{"name": "big"}]}"#, &launched, "{}", Some(c5)),
        (r#"{"launch_template": [{"name": "other"}]}"#, &launched, "{}", None),
        (
            r#"{"launch_configuration": "old"}"#,
            &configured,
            "{}",
            Some(r#"{"launchTemplate":{"overrides":[{"instanceType":"m4.large"}]}}"#),
        ),
        (
            r#"{"launch_template": [{"version": "1"}]}"#,
            &unnamed,
            r#"{"launch_template": [{"id": {"references": ["aws_launch_template.a.id", "aws_launch_template.a"]}}]}"#,
            Some(c5),
        ),
    ] {
        let group = resource("aws_autoscaling_group", group);
        let plan = format!(
            r#"{{"format_version": "1.0", "planned_values": {{"root_module": {{"resources": [{launched}, {group}]}}}},
             "configuration": {{"root_module": {{"resources": [
               {{"type": "aws_autoscaling_group", "name": "a", "expressions": {expression}}}]}}}}}}"#
        );
        let (imported, _) = read(&plan);
        let group = imported.resources.iter().find(|one| one.section == "autoScalingGroups").expect("there");
        let policy = group.node.get("mixedInstancesPolicy").map(compact);
        assert_eq!(policy.as_deref(), expected, "{plan}");
    }
}
