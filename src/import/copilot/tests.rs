//! Counts, balancers and containers of manifests, in tables.

use super::super::Neighbours;
use super::*;
use crate::tree::{Sources, json_text, yaml_tree};

fn read(keys: &str) -> (Imported, Vec<String>) {
    let text = format!("name: api\n{}\n", keys.replace('|', "\n"));
    let text = if keys.contains("type:") { text } else { format!("{text}type: Backend Service\n") };
    let (mut told, mut sources) = (Problems::default(), Sources::default());
    let file = sources.add_aws_json("t.yaml", &*text);
    let root = yaml_tree::parse(&text, file, &mut told).expect("valid").remove(0);
    assert!(recognises(&root), "{text}");
    let given = Given {
        root: &root,
        sources: &sources,
        compose: None,
        companions: Vec::new(),
        around: &Neighbours::default(),
    };
    let imported = import(&given, &mut told);
    (imported, told.sorted().iter().map(|problem| problem.message.clone()).collect())
}

fn member(imported: &Imported, section: &str, name: &str) -> String {
    let node =
        imported.resources.iter().find(|one| one.section == section).and_then(|one| one.node.get(name));
    node.map(json_text).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join("")
}

#[test]
fn members_of_the_service() {
    for (keys, name, expected) in [
        ("cpu: 256", "desiredCount", "1"),
        ("count: 3", "desiredCount", "3"),
        ("count: 3", "launchType", "\"FARGATE\""),
        ("count: {spot: 5}", "desiredCount", "5"),
        (
            "count: {spot: 5}",
            "capacityProviderStrategy",
            r#"[{"capacityProvider":"FARGATE_SPOT","weight":1}]"#,
        ),
        ("count: {range: 2-10, cpu_percentage: 70}", "desiredCount", "2"),
        (
            "count: {range: {min: 1, max: 9, spot_from: 4}}",
            "capacityProviderStrategy",
            r#"[{"capacityProvider":"FARGATE","base":3,"weight":0},{"capacityProvider":"FARGATE_SPOT","weight":1}]"#,
        ),
        ("image: {port: 8080}|type: Load Balanced Web Service", "healthCheckGracePeriodSeconds", "60"),
        (
            "image: {port: 8080}|type: Load Balanced Web Service",
            "loadBalancers",
            r#"[{"containerName":"api","containerPort":8080,"targetGroupArn":"api"}]"#,
        ),
        ("image: {port: 8080}|http: {path: /}", "healthCheckGracePeriodSeconds", "60"),
        ("image: {port: 8080}|http: false|type: Load Balanced Web Service", "loadBalancers", ""),
        (
            "image: {port: 80}|http: false|nlb: {port: 443/tls}",
            "loadBalancers",
            r#"[{"containerName":"api","containerPort":80,"targetGroupArn":"api-nlb0"}]"#,
        ),
        (
            "image: {port: 80}|http: {target_container: p}|sidecars: {p: {port: 81, image: i}}",
            "loadBalancers",
            r#"[{"containerName":"p","containerPort":81,"targetGroupArn":"api"}]"#,
        ),
    ] {
        assert_eq!(member(&read(keys).0, "services", name), expected, "{keys}");
    }
    let recreate = member(&read("deployment: {rolling: recreate}").0, "services", "deploymentConfiguration");
    assert!(recreate.starts_with(r#"{"minimumHealthyPercent":0,"maximumPercent":100"#), "{recreate}");
}

#[test]
fn members_of_the_task_definition() {
    for (keys, name, expected) in [
        ("cpu: 512", "cpu", "\"512\""),
        ("count: 1", "memory", "\"512\""),
        (
            "platform: linux/arm64",
            "runtimePlatform",
            r#"{"operatingSystemFamily":"LINUX","cpuArchitecture":"ARM64"}"#,
        ),
        ("storage: {ephemeral: 40}", "ephemeralStorage", r#"{"sizeInGiB":40}"#),
        (
            "image: {location: x:1, port: 80}",
            "containerDefinitions",
            r#"[{"name":"api","image":"x:1","portMappings":[{"containerPort":80,"protocol":"tcp"}]}]"#,
        ),
        (
            "image: {build: .}|sidecars: {p: {image: i, essential: false, port: 53/udp, depends_on: {api: healthy}}}",
            "containerDefinitions",
            r#"[{"name":"api","image":"api"},{"name":"p","image":"i","portMappings":[{"containerPort":53,"protocol":"udp"}],"essential":false,"dependsOn":[{"containerName":"api","condition":"HEALTHY"}]}]"#,
        ),
        (
            "image: {build: ., healthcheck: {retries: 4}}",
            "containerDefinitions",
            r#"[{"name":"api","image":"api","healthCheck":{"command":["CMD-SHELL","curl-fhttp://localhost/||exit1"],"retries":4,"interval":10,"timeout":5,"startPeriod":0}}]"#,
        ),
    ] {
        assert_eq!(member(&read(keys).0, "taskDefinitions", name), expected, "{keys}");
    }
}

#[test]
fn what_is_assumed_and_left_out_is_told() {
    let (imported, told) = read("network: {connect: true}|environments: {prod: {count: 3}, test: }");
    assert_eq!(
        told,
        [
            "the manifest states no size: `cpu` is 256 and `memory` is 512",
            "environments that say otherwise are not taken: `prod` (count)"
        ]
    );
    assert_eq!(imported.skipped[0].kind, "network");
    let job = read("type: Scheduled Job|on: {schedule: '@daily'}").0;
    assert_eq!(job.resources.len(), 1);
    assert!(read("type: Static Site").0.waiting.is_some());
}

#[test]
fn ranges_are_scaled_by_their_figures() {
    let keys = "count: {range: 1-3, requests: 100, response_time: 2s, cooldown: {in: 60s}, cpu_percentage: {value: 70, cooldown: {in: 90s}}}";
    let imported = read(keys).0;
    assert_eq!(imported.resources.iter().filter(|one| one.section == "scalingPolicies").count(), 3);
    assert_eq!(
        member(&imported, "scalingPolicies", "targetTrackingScalingPolicyConfiguration"),
        r#"{"targetValue":70,"scaleInCooldown":90,"predefinedMetricSpecification":{"predefinedMetricType":"ECSServiceAverageCPUUtilization"}}"#
    );
}
