//! Scenarios without mistakes, from text to models.

use std::path::Path;

use crate::model::Output;
use crate::scenario::{Overrides, Scenario, Setting, Severity, check_json_text, load_text, render};

use super::{loaded, messages};

const FLEET: &str = r#"
[[containerInstances]]
instanceType = "m5.large"
count = 6
availabilityZones = ["us-east-1a", "us-east-1b", "us-east-1c"]
"#;

const DEFINITION: &str = r#"
[[taskDefinitions]]
family = "apache"
containerDefinitions = [
  { name = "httpd", image = "httpd:2.4", cpu = 256, memory = 512, portMappings = [{ containerPort = 80, hostPort = 80 }] },
]
"#;

const SERVICE: &str = r#"
[[services]]
serviceName = "web"
taskDefinition = "apache"
desiredCount = 6
"#;

const MATRIX: &str = r#"
[matrix]
"taskDefinitions.apache.containerDefinitions.httpd.portMappings.0.hostPort" = [80, 0]
"#;

fn scenario(sections: &[&str], overrides: &Overrides) -> Scenario {
    let text = format!("name = \"density\"\nquestion = \"How many?\"\n{}", sections.concat());
    let loaded = load_text("scenario.toml", &text, Path::new(""), overrides);
    let report = render(&loaded.problems, &loaded.sources, false);
    loaded.scenario.unwrap_or_else(|| panic!("{report}"))
}

#[test]
fn each_point_of_the_matrix_is_a_variant() {
    let scenario = scenario(&[FLEET, DEFINITION, SERVICE, MATRIX], &Overrides::default());
    assert_eq!((scenario.name.as_str(), scenario.question.as_str()), ("density", "How many?"));
    assert_eq!((scenario.seed, scenario.replications), (1, 1));
    let names: Vec<String> = scenario.variants.points().map(|point| point.name).collect();
    assert_eq!(names, ["hostPort=80", "hostPort=0"]);
    let ports: Vec<usize> = scenario
        .variants
        .iter()
        .map(|variant| variant.model.task_definitions[0].demand.ports.len())
        .collect();
    assert_eq!(ports, [1, 0]);
    assert_eq!(scenario.variants.point(1).settings, [Setting::Integer(0)]);
    assert_eq!(scenario.axes[0].values, [Setting::Integer(80), Setting::Integer(0)]);
}

#[test]
fn the_command_line_wins() {
    let overrides = Overrides {
        output: Output::default(),
        set: vec!["services.web.desiredCount=2".to_owned()],
        seed: Some(7),
        replications: Some(3),
        ..Overrides::default()
    };
    let scenario =
        scenario(&["[simulation]\nseed = 5\nreplications = 9", FLEET, DEFINITION, SERVICE], &overrides);
    assert_eq!((scenario.seed, scenario.replications), (7, 3));
    assert_eq!(scenario.variants.first().model.services[0].desired_count, 2);
}

#[test]
fn the_digest_is_of_what_decides_results() {
    let digest = |sections: &[&str], overrides: &Overrides| scenario(sections, overrides).digest;
    let plain = Overrides::default();
    let base = digest(&[FLEET, DEFINITION, SERVICE], &plain);
    assert_eq!(base, digest(&[SERVICE, DEFINITION, FLEET], &plain), "sections may be in any order");
    let spaced = SERVICE.replace(" = ", "=").replace('\n', "\n\n# a comment\n");
    assert_eq!(base, digest(&[FLEET, DEFINITION, &spaced], &plain), "formatting does not count");
    let others = [
        digest(&[FLEET, DEFINITION, SERVICE], &Overrides { seed: Some(2), ..Overrides::default() }),
        digest(&[FLEET, DEFINITION, SERVICE], &Overrides { replications: Some(2), ..Overrides::default() }),
        digest(&[FLEET, DEFINITION, &SERVICE.replace('6', "5")], &plain),
        digest(&[FLEET, DEFINITION, SERVICE, MATRIX], &plain),
    ];
    assert!(!others.contains(&base), "what decides results counts");
}

#[test]
fn problems_of_many_variants_are_told_once() {
    let values: Vec<String> = (1..=500).map(|value| value.to_string()).collect();
    let text = format!(
        "name = \"x\"\n{FLEET}{DEFINITION}{}\n[matrix]\n\"services.web.desiredCount\" = [{}]",
        SERVICE.replace("apache", "apachy"),
        values.join(",")
    );
    let loaded = loaded(&text);
    let errors = messages(&loaded, Severity::Error);
    assert_eq!(errors, ["there is no task definition `apachy`"]);
}

#[test]
fn aws_json_is_checked_under_ecs_rules() {
    for (json, message) in [
        (r#"{"family": "f", "containerDefinitions": [{"name": "c", "image": "i", "memory": 64}]}"#, None),
        (
            r#"{"services": [{"serviceName": "s", "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/prod",
                "cluster": "prod", "taskDefinition": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:18",
                "desiredCount": 2, "launchType": "EC2", "status": "ACTIVE",
                "loadBalancers": [{"targetGroupArn":
                    "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/943f017f100becff",
                    "containerName": "web", "containerPort": 80}]}], "failures": []}"#,
            None,
        ),
        (
            r#"{"serviceName": "s", "taskDefinition": "web", "desiredCount": 2,
                "deploymentConfiguration": {"minimumHealthyPercent": 150}}"#,
            Some("`minimumHealthyPercent` is 150, outside 0 to 100"),
        ),
        (
            r#"{"family": "f", "containerDefinitions": [{"name": "c", "image": "i", "memory": 64, "cpu": "1"}]}"#,
            Some("`taskDefinitions.f.containerDefinitions.c.cpu` must be a whole number"),
        ),
    ] {
        let loaded = check_json_text("file.json", json.as_bytes().to_vec());
        let errors = messages(&loaded, Severity::Error);
        assert_eq!(errors.first().copied(), message, "{json}\n{errors:?}");
    }
}

/// A service by itself: what it takes for granted of its tasks is given to them.
#[test]
fn a_service_with_subnets_and_named_ports_is_sound_by_itself() {
    let json = r#"{ "serviceName": "web", "taskDefinition": "web:3", "desiredCount": 1,
        "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-0a1b"], "securityGroups": ["sg-1"] } },
        "serviceConnectConfiguration": { "enabled": true, "services": [{ "portName": "http" }] } }"#;
    let loaded = check_json_text("service.json", json.as_bytes().to_vec());
    assert_eq!(messages(&loaded, Severity::Error), Vec::<&str>::new());
    let warnings = messages(&loaded, Severity::Warning);
    assert_eq!(warnings, ["`services.web.serviceConnectConfiguration.enabled` is not modelled"]);
}

/// DescribeServices prints `clusterArn` and no `cluster`.
#[test]
fn a_described_service_is_in_the_cluster_of_its_arn() {
    let host = "instanceType = \"m5.large\"\ncount = 1\n";
    let text = format!(
        "name = \"x\"\n[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"prod\"\n\
         [[containerInstances]]\n{host}[[containerInstances]]\nname = \"p\"\ncluster = \"prod\"\n{host}\
         [[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{{ name = \"a\", image = \"a\", cpu = 1, memory = 8 }}]\n\
         [[services]]\nserviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n\
         clusterArn = \"arn:aws:ecs:us-east-1:123456789012:cluster/NAME\"\n"
    );
    for (named, cluster, beside) in
        [("prod", 1, ""), ("other", 0, ""), ("prod", 0, "cluster = \"default\"\n")]
    {
        let loaded = loaded(&format!("{}{beside}", text.replace("NAME", named)));
        let scenario = loaded.scenario.expect("valid");
        assert_eq!(scenario.variants.first().model.services[0].cluster.index(), cluster, "{named} {beside}");
    }
}
