//! Functions and spellings, in a table, and templates of any kind.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::tree::{Sources, json_text, yaml_tree};

const HEAD: &str = "
Parameters:
  Count: {Type: Number, Default: '2'}
  Zones: {Type: CommaDelimitedList, Default: 'a, b'}
  Open: {Type: String}
Mappings: {Sizes: {small: {cpu: 256}}}
Conditions:
  Yes: !Equals [!Ref Count, '2']
  No: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Condition No]
  One: !Or [!Condition No, !Condition Yes]
Resources:
  C: {Type: 'AWS::ECS::Cluster'}
  Nested: {Type: 'AWS::CloudFormation::Stack'}
  X:
    Type: AWS::ECS::Service
    Properties:
      ServiceName: x
      Cluster: ";

fn read(text: &str) -> (Imported, Vec<String>) {
    let (mut told, file) = (Problems::default(), Sources::default().add("t", text));
    let roots = yaml_tree::parse(text, file, &mut told).unwrap_or_default();
    let imported =
        roots.first().map(|root| import(root, &Neighbours::default(), &mut told)).unwrap_or_default();
    (imported, told.sorted().iter().map(|problem| problem.message.clone()).collect())
}

/// With the names by which deployments and metrics refer to them.
#[test]
fn alarms_are_taken() {
    let (imported, told) = read(
        "
Resources:
  Web: {Type: 'AWS::ECS::Service', Properties: {ServiceName: web, DeploymentConfiguration: {Alarms: {AlarmNames: [!Ref Hot], Enable: true, Rollback: true}}}}
  Hot:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: AWS/ECS, MetricName: CPUUtilization, OKActions: [], Period: 60, Dimensions: [{Name: ServiceName, Value: !GetAtt Web.Name}]}
",
    );
    assert_eq!(told, Vec::<String>::new());
    let [web, hot] = imported.resources.as_slice() else { panic!("{}", imported.resources.len()) };
    assert_eq!((web.section, hot.section), ("services", "alarms"));
    let alarm = json_text(&hot.node).split_whitespace().collect::<String>();
    for part in [
        r#""alarmName":"Hot""#,
        r#""okActions":[]"#,
        r#""dimensions":[{"name":"ServiceName","value":"web"}]"#,
    ] {
        assert!(alarm.contains(part), "{part} in {alarm}");
    }
    assert!(json_text(&web.node).contains(r#""Hot""#));
}

#[test]
fn functions_give_what_cloudformation_does() {
    for (written, expected) in [
        ("!Ref Count", "\"2\""),
        ("{Ref: C}", "\"C\""),
        ("!GetAtt C.Arn", "\"C\""),
        ("!GetAtt [C, Arn]", "\"C\""),
        ("{'Fn::Sub': '${C}-${!Raw}-${Count}'}", "\"C-${Raw}-2\""),
        ("!Sub ['${A}/${Count}', {A: !Ref C}]", "\"C/2\""),
        ("!Join ['-', [!Ref C, x]]", "\"C-x\""),
        ("!Select [1, !Ref Zones]", "\"b\""),
        ("!Select [0, !Split ['/', 'p/q']]", "\"p\""),
        ("!FindInMap [Sizes, small, cpu]", "256"),
        ("!If [Yes, y, n]", "\"y\""),
        ("!If [Both, y, n]", "\"n\""),
        ("!If [One, y, n]", "\"y\""),
        ("!If [No, y, !Ref 'AWS::NoValue']", ""),
        ("!Ref 'AWS::Region'", "\"us-east-1\""),
        ("!Ref Open", "\"${Open}\""),
        ("{'!Ref:': Count}", "\"2\""),
        ("!FindInMap [Sizes, large, cpu, {DefaultValue: 512}]", "512"),
        ("!Select [1, !Split [',', !ImportValue shared]]", "\"${shared.1}\""),
        ("!GetAtt Nested.Outputs.Name", "\"${Nested.Outputs.Name}\""),
        ("!ImportValue shared", "\"${shared}\""),
        ("!Ref Gone", "\"${Gone}\""),
        ("!Select [1, !GetAZs '']", "\"us-east-1b\""),
        ("!Cidr [a, b]", "\"${Fn::Cidr}\""),
    ] {
        let (imported, told) = read(&format!("{HEAD}{written}\n"));
        let found = imported.resources[1].node.get("cluster").map(json_text).unwrap_or_default();
        assert_eq!(found.trim(), expected, "{written}");
        let is_open = expected.contains("${") && !expected.contains("AWS::") && !expected.contains("Raw");
        assert_eq!(told.len(), usize::from(is_open), "{written}: {told:?}");
    }
}

#[test]
fn names_become_those_of_the_api() {
    let text = format!(
        "{HEAD}c\n      PlacementStrategies: [{{Type: spread, Field: host}}]\n  T:\n    Type: AWS::ECS::TaskDefinition\n    \
         Properties:\n      ContainerDefinitions: [{{Name: a, DockerLabels: {{Team: z}}}}]\n  B: {{Type: 'AWS::S3::Bucket'}}\n"
    );
    let (imported, told) = read(&text);
    assert!(told.is_empty(), "{told:?}");
    let placement = imported.resources[1].node.get("placementStrategy").expect("there");
    assert!(placement.elements()[0].get("type").is_some());
    let definition = &imported.resources[2].node;
    assert_eq!(definition.get("family").and_then(Node::as_str), Some("T"));
    let container = &definition.get("containerDefinitions").expect("there").elements()[0];
    assert!(container.get("dockerLabels").and_then(|labels| labels.get("Team")).is_some());
    assert!(imported.skipped.iter().any(|one| one.kind == "AWS::S3::Bucket"));
}

#[test]
fn parameters_without_a_value_are_told_together_and_lists_stay_lists() {
    let text = "
Parameters:
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Count: {Type: Number}
Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ResourceId: service/c/x, ScalableDimension: 'ecs:service:DesiredCount', ServiceNamespace: ecs}
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties: {PolicyName: p, ScalingTargetId: !Ref Target}
  ATargetGroupWithANameOfMoreThanThirtyTwo1A2B: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup'}
  Service:
    Type: AWS::ECS::Service
    Properties:
      DesiredCount: !Ref Count
      LoadBalancers: [{TargetGroupArn: !Ref ATargetGroupWithANameOfMoreThanThirtyTwo1A2B}]
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: !Ref Subnets}}
  Listener: {Type: 'AWS::ElasticLoadBalancingV2::Listener'}
";
    let (imported, told) = read(text);
    let texts: Vec<String> = imported.resources.iter().map(|one| json_text(&one.node)).collect();
    let skipped: Vec<String> =
        imported.skipped.iter().map(|one| format!("{}: {}", one.kind, one.why)).collect();
    insta::assert_snapshot!([&told[..], &texts, &skipped].concat().join("\n"));
}

#[test]
fn a_template_of_json_is_spelt_as_the_api_does() {
    let text = r#"{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Parameters": { "Image": { "Type": "String", "Default": "web:1" } },
  "Resources": {
    "Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": {
      "ContainerDefinitions": [{ "Name": "app", "Image": { "Ref": "Image" }, "Memory": 512 }],
      "ProxyConfiguration": { "ContainerName": "envoy", "ProxyConfigurationProperties": [{ "Name": "AppPorts", "Value": "80" }] }
    } },
    "Cluster": { "Type": "AWS::ECS::Cluster", "Properties": { "ClusterSettings": [{ "Name": "containerInsights", "Value": "enabled" }] } }
  }
}"#;
    let (imported, told) = read(text);
    let texts: Vec<String> = imported.resources.iter().map(|one| json_text(&one.node)).collect();
    insta::assert_snapshot!([told, texts].concat().join("\n"));
}

/// References that double what they lead to end.
#[test]
fn what_grows_without_end_is_left_open() {
    let mut text = format!("{HEAD}!Ref S0\n");
    for level in 0..40 {
        let next = level + 1;
        let name = format!("!Sub '${{S{next}}}${{S{next}}}'");
        writeln!(text, "  S{level}: {{Type: 'AWS::ECS::Cluster', Properties: {{ClusterName: {name}}}}}")
            .expect("a String takes all text");
    }
    assert!(!read(&text).1.is_empty());
    assert_eq!(read(&format!("{HEAD}!Ref X\n")).0.resources.len(), 2);
}

proptest! {
    #[test]
    fn any_argument_is_answered(written in "[!A-Za-z:'\\[\\]{}$, -]{0,40}") {
        read(&format!("{HEAD}!Sub {written}\n"));
        read(&format!("{HEAD}!If {written}\n"));
        read(&format!("{HEAD}{written}\n"));
    }
}

#[test]
fn groups_have_the_types_of_their_launch_templates() {
    for (group, expected) in [
        ("LaunchTemplate: { LaunchTemplateId: !Ref T, Version: 1 }", Some("c5.large")),
        (
            "MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: !Ref T } } }",
            Some("c5.large"),
        ),
        ("LaunchConfigurationName: !Ref C", Some("m4.large")),
        (
            "MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: !Ref T }, Overrides: [{ InstanceType: r5.large }] } }",
            Some("r5.large"),
        ),
        ("LaunchTemplate: { LaunchTemplateId: lt-1, Version: 1 }", None),
        ("LaunchTemplate: { LaunchTemplateId: !Ref Gone, Version: 1 }", None),
    ] {
        let text = format!(
            "Parameters: {{ Kind: {{ Type: String, Default: c5.large }} }}\n\
             Resources:\n  T:\n    Type: AWS::EC2::LaunchTemplate\n    Properties: {{ LaunchTemplateData: {{ InstanceType: !Ref Kind }} }}\n  \
             C:\n    Type: AWS::AutoScaling::LaunchConfiguration\n    Properties: {{ InstanceType: m4.large }}\n  \
             G:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties: {{ MinSize: 1, {group} }}\n"
        );
        let (imported, _) = read(&text);
        let group = &imported.resources[0].node;
        let overrides = group
            .get("mixedInstancesPolicy")
            .and_then(|policy| policy.get("launchTemplate")?.get("overrides"));
        let kind =
            overrides.and_then(|overrides| overrides.elements().first()?.get("instanceType")?.as_str());
        assert_eq!(kind, expected, "{text}");
    }
}
