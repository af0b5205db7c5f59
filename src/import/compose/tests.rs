//! Compose files of either meaning, in tables.

use super::super::Neighbours;
use super::*;
use crate::tree::{Sources, json_text, yaml_tree};

fn read(text: &str, compose: Option<ComposeAs>, params: Option<&str>) -> (Imported, Vec<String>) {
    let (mut told, mut sources) = (Problems::default(), Sources::default());
    let mut tree = |text: &str| {
        let file = sources.add_aws_json("t.yaml", text);
        yaml_tree::parse(text, file, &mut told).and_then(|roots| roots.into_iter().next())
    };
    let root = tree(text).expect("valid");
    let params = params.map(|params| tree(params).expect("valid"));
    let given = Given {
        root: &root,
        sources: &sources,
        compose,
        companions: vec![params],
        around: &Neighbours::default(),
    };
    assert!(recognises(&root));
    let imported = import(&given, &mut told);
    (imported, told.sorted().iter().map(|problem| problem.message.clone()).collect())
}

fn compact(node: Option<&Node>) -> String {
    node.map(json_text).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join("")
}

fn of<'i>(imported: &'i Imported, section: &str) -> &'i Node {
    &imported.resources.iter().find(|one| one.section == section).expect("there").node
}

fn service(keys: &str) -> String {
    format!("services:\n  web:\n    image: i\n{}", keys.replace('|', "\n").replace('~', "    "))
}

#[test]
fn each_service_has_the_smallest_size_of_fargate_that_holds_it() {
    for (keys, cpu, memory) in [
        ("", "256", "512"),
        ("~deploy: {resources: {limits: {cpus: '0.5', memory: 2048M}}}", "512", "2048"),
        ("~deploy: {resources: {limits: {cpus: '0.1'}}}", "256", "512"),
        ("~deploy: {resources: {limits: {memory: 600M}}}", "256", "1024"),
        ("~deploy: {resources: {limits: {memory: 3G}}}", "512", "3072"),
        ("~deploy: {resources: {reservations: {cpus: '4', memory: 30G}}}", "4096", "30720"),
        ("~mem_limit: 1073741824", "256", "1024"),
    ] {
        let (imported, _) = read(&service(keys), Some(ComposeAs::Services), None);
        let definition = of(&imported, "taskDefinitions");
        let text = |name: &str| definition.get(name).and_then(Node::as_str);
        assert_eq!((text("cpu"), text("memory")), (Some(cpu), Some(memory)), "{keys}");
    }
    let told = read(&service(""), Some(ComposeAs::Services), None).1;
    assert_eq!(told, ["nothing states the resources of `web`: taken to be cpu 256 and memory 512"]);
    let large = service("~deploy: {resources: {limits: {cpus: '16'}}}");
    assert_eq!(
        read(&large, Some(ComposeAs::Services), None).1,
        ["`web` needs more than a task of Fargate has"]
    );
}

#[test]
fn a_gpu_asks_for_instances() {
    for reservation in [
        "{generic_resources: [{discrete_resource_spec: {kind: gpus, value: 2}}], memory: 32Gb}",
        "{devices: [{capabilities: [gpu], count: 2}], memory: 32Gb}",
    ] {
        let text = service(&format!("~deploy: {{resources: {{reservations: {reservation}}}}}"));
        let (imported, told) = read(&text, Some(ComposeAs::Services), None);
        assert_eq!(told, [""; 0]);
        let container =
            &of(&imported, "taskDefinitions").get("containerDefinitions").expect("there").elements()[0];
        assert_eq!(compact(container.get("resourceRequirements")), r#"[{"type":"GPU","value":"2"}]"#);
        assert_eq!(compact(container.get("memoryReservation")), "32768");
        assert_eq!(compact(of(&imported, "services").get("launchType")), "\"EC2\"");
    }
}

#[test]
fn members_of_a_service() {
    for (keys, member, expected) in [
        ("", "desiredCount", "1"),
        ("~deploy: {replicas: 3}", "desiredCount", "3"),
        ("~scale: 2", "desiredCount", "2"),
        ("", "deploymentConfiguration", r#"{"minimumHealthyPercent":100,"maximumPercent":200}"#),
        (
            "~deploy: {replicas: 4, update_config: {parallelism: 2}}",
            "deploymentConfiguration",
            r#"{"minimumHealthyPercent":50,"maximumPercent":150}"#,
        ),
        (
            "~deploy: {update_config: {x-aws-min_percent: 0, x-aws-max_percent: 100}}",
            "deploymentConfiguration",
            r#"{"minimumHealthyPercent":0,"maximumPercent":100}"#,
        ),
        (
            "~ports: ['8080:80']",
            "loadBalancers",
            r#"[{"containerName":"web","containerPort":80,"targetGroupArn":"web-80"}]"#,
        ),
    ] {
        let (imported, _) = read(&service(keys), Some(ComposeAs::Services), None);
        assert_eq!(compact(of(&imported, "services").get(member)), expected, "{keys}");
    }
}

#[test]
fn members_of_a_container() {
    for (keys, member, expected) in [
        ("~environment: [A=1, B]", "environment", r#"[{"name":"A","value":"1"}]"#),
        ("~environment: {A: 1, B: }", "environment", r#"[{"name":"A","value":"1"}]"#),
        ("~command: a b", "command", r#"["a","b"]"#),
        ("~command: [a, 1]", "command", r#"["a","1"]"#),
        (
            "~healthcheck: {test: [CMD, x], interval: 1m30s, retries: 2}",
            "healthCheck",
            r#"{"command":["CMD","x"],"interval":90,"retries":2}"#,
        ),
        ("~healthcheck: {test: x}", "healthCheck", r#"{"command":["CMD-SHELL","x"]}"#),
        ("~healthcheck: {disable: true, test: x}", "healthCheck", ""),
        ("~healthcheck: {test: [NONE]}", "healthCheck", ""),
        ("~stop_grace_period: 1m", "stopTimeout", "60"),
        ("~cap_add: [SYS_PTRACE]", "linuxParameters", r#"{"capabilities":{"add":["SYS_PTRACE"]}}"#),
        ("~labels: [a.b=c]", "dockerLabels", r#"{"a.b":"c"}"#),
        (
            "~ports: ['8080:80', '53:53/udp']",
            "portMappings",
            r#"[{"containerPort":80,"protocol":"tcp","hostPort":8080},{"containerPort":53,"protocol":"udp","hostPort":53}]"#,
        ),
        (
            "~ports: [{target: 80, published: '8080'}]",
            "portMappings",
            r#"[{"containerPort":80,"protocol":"tcp","hostPort":8080}]"#,
        ),
        ("", "memory", "512"),
        ("~mem_reservation: 64m", "memory", ""),
        ("~mem_limit: 1G|~cpu_shares: 10", "cpu", "10"),
    ] {
        let (imported, _) = read(&service(keys), Some(ComposeAs::Task), None);
        let containers = of(&imported, "taskDefinitions").get("containerDefinitions").expect("there");
        assert_eq!(compact(containers.elements()[0].get(member)), expected, "{keys}");
    }
}

#[test]
fn parameters_of_the_ecs_cli_win() {
    let params = "task_definition:\n  ecs_network_mode: awsvpc\n  task_size: {mem_limit: 0.5GB, cpu_limit: 256}\n  services:\n    \
                  web: {essential: true, cpu_shares: 64, mem_limit: 128M, gpu: 1}\nrun_params:\n  network_configuration:\n    \
                  awsvpc_configuration: {subnets: [s]}\n  task_placement:\n    strategy: [{type: random}]\n";
    let (imported, told) = read(&service("~cpu_shares: 10"), Some(ComposeAs::Task), Some(params));
    assert_eq!(told.len(), 1, "{told:?}");
    let definition = of(&imported, "taskDefinitions");
    assert_eq!(compact(definition.get("memory")), "\"0.5GB\"");
    let container = &definition.get("containerDefinitions").expect("there").elements()[0];
    for (member, expected) in
        [("cpu", "64"), ("memory", "128"), ("resourceRequirements", r#"[{"type":"GPU","value":1}]"#)]
    {
        assert_eq!(compact(container.get(member)), expected);
    }
    let service = of(&imported, "services");
    assert_eq!(compact(service.get("networkConfiguration")), r#"{"awsvpcConfiguration":{"subnets":["s"]}}"#);
    assert_eq!(compact(service.get("placementStrategy")), r#"[{"type":"random"}]"#);
}

#[test]
fn without_a_meaning_both_are_named() {
    let (imported, _) =
        read("services:\n  a: {image: x}\n  b: {build: .}\n  c: {environment: [A=1]}\n", None, None);
    assert!(imported.resources.is_empty());
    let remedy = imported.waiting.expect("waits").remedy;
    assert!(
        remedy.contains("its 2 services are 2 of ECS") && remedy.contains("compose = \"task\""),
        "{remedy}"
    );
    assert_eq!(imported.skipped.len(), 1);
}

#[test]
fn scaling_has_a_target_and_policies() {
    let text = service("~x-aws-autoscaling: {min: 1, max: 9, cpu: 75, memory: 50}");
    let (imported, _) = read(&text, Some(ComposeAs::Services), None);
    let count = |section: &str| imported.resources.iter().filter(|one| one.section == section).count();
    assert_eq!((count("scalableTargets"), count("scalingPolicies")), (1, 2));
    assert_eq!(compact(of(&imported, "scalableTargets").get("resourceId")), "\"service/default/web\"");
}
