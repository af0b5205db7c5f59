//! Files in place of resources.

use std::fs;

use crate::scenario::{Problems, Sources, include, read};
use crate::tree::toml_tree;
use crate::tree::{Node, Value};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("writable");
        }
        Self(folder)
    }

    fn expand(&self, text: &str) -> (Node, Vec<String>) {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let file = sources.add("scenario.toml", text);
        let mut root = toml_tree::parse(text, file, &mut problems).expect("valid TOML");
        include::expand(&mut root, self.0.path(), &read::stored, &mut sources, &mut problems);
        (root, problems.sorted().iter().map(|problem| problem.message.clone()).collect())
    }
}

fn texts<'n>(root: &'n Node, section: &str, member: &str) -> Vec<&'n str> {
    let elements = root.get(section).map_or(&[][..], Node::elements);
    elements.iter().filter_map(|element| element.get(member)?.as_str()).collect()
}

#[test]
fn wrappers_of_the_cli_are_taken_off() {
    let folder = Folder::new(&[
        ("bare.json", r#"{"family": "bare", "containerDefinitions": []}"#),
        ("described.json", r#"{"taskDefinition": {"family": "described"}, "tags": []}"#),
        ("containers.json", r#"[{"name": "c", "image": "i"}]"#),
        (
            "services.json",
            r#"{"services": [{"serviceName": "one"}, {"serviceName": "two"}], "failures": []}"#,
        ),
        ("service.json", r#"{"service": {"serviceName": "three", "taskDefinition": "bare"}}"#),
        (
            "groups.json",
            r#"{"TargetGroups": [{"TargetGroupName": "front", "Matcher": {"HttpCode": "200"}}]}"#,
        ),
    ]);
    let (root, told) = folder.expand(
        r#"
        taskDefinitions = [
            { file = "bare.json" }, { file = "described.json" }, { file = "containers.json", family = "alone" },
        ]
        services = [{ file = "services.json" }, { file = "service.json" }]
        targetGroups = [{ file = "groups.json" }]
        "#,
    );
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(texts(&root, "taskDefinitions", "family"), ["bare", "described", "alone"]);
    assert_eq!(texts(&root, "services", "serviceName"), ["one", "two", "three"]);
    assert_eq!(texts(&root, "targetGroups", "targetGroupName"), ["front"]);
}

#[test]
fn what_stands_beside_file_wins() {
    let folder = Folder::new(&[("web.json", r#"{"family": "old", "cpu": "256"}"#)]);
    let (root, told) =
        folder.expand("[[taskDefinitions]]\nfile = \"web.json\"\nfamily = \"new\"\nmemory = \"512\"");
    assert!(told.is_empty(), "{told:?}");
    for (member, value) in [("family", "new"), ("cpu", "256"), ("memory", "512")] {
        assert_eq!(texts(&root, "taskDefinitions", member), [value]);
    }
}

#[test]
fn a_series_becomes_its_numbers() {
    let folder = Folder::new(&[("boot.csv", "seconds\n3\n4.5\n")]);
    let (root, told) = folder.expand("[[applications]]\nstartUpTime = { empirical = \"boot.csv\" }");
    assert!(told.is_empty(), "{told:?}");
    let application = &root.get("applications").expect("there").elements()[0];
    let series = application.get("startUpTime").and_then(|time| time.get("empirical")).expect("there");
    let numbers: Vec<&Value> = series.elements().iter().map(|number| &number.value).collect();
    assert_eq!(numbers, [&Value::Float(3.0), &Value::Float(4.5)]);
}

#[test]
fn files_that_hold_nothing_are_told_and_left_out() {
    let folder = Folder::new(&[
        ("empty.json", "  "),
        ("none.json", r#"{"services": []}"#),
        ("number.json", "7"),
        ("containers.json", r#"[{"name": "c"}]"#),
        ("latin1.json", ""),
    ]);
    fs::write(folder.0.path().join("latin1.json"), b"{\"family\": \"caf\xe9\"}").expect("writable");
    for (section, file, message) in [
        ("services", "empty.json", "the file is empty"),
        ("services", "none.json", "the file holds no service"),
        ("services", "number.json", "the file holds no service"),
        (
            "taskDefinitions",
            "containers.json",
            "the file holds containers without a task definition around them",
        ),
        ("taskDefinitions", "latin1.json", "byte 15 is not UTF-8"),
        ("taskDefinitions", "missing.json", "`missing.json` cannot be read: there is no such file"),
    ] {
        let (root, told) = folder.expand(&format!("[[{section}]]\nfile = \"{file}\""));
        assert_eq!(told, [message], "{file}");
        assert_eq!(root.get(section).map(|list| list.elements().len()), Some(0), "{file}");
    }
    let (_, told) = folder.expand("[[services]]\nfile = 7");
    assert_eq!(told, ["`file` must be a path"]);
}

/// `file` in place of the input of a call, with what stands beside it.
#[test]
fn calls_are_read_from_files() {
    let folder = Folder::new(&[
        ("run.json", r#"{"taskDefinition": "job:4", "count": 3, "startedBy": "cron"}"#),
        ("start.json", r#"{"taskDefinition": "job", "containerInstances": ["host-1"]}"#),
        ("update.json", r#"{"service": "web", "desiredCount": 4}"#),
    ]);
    let (root, told) = folder.expand(
        r#"
        actions = [
            { at = "1m", runTask = { file = "run.json", count = 2 } },
            { at = "2m", startTask = { file = "start.json" } },
            { at = "3m", updateService = { file = "update.json", cluster = "prod" } },
        ]
        arrivals = [{ name = "batch", every = "1m", runTask = { file = "run.json", taskDefinition = "other" } }]
        "#,
    );
    assert!(told.is_empty(), "{told:?}");
    let call = |section: &str, at: usize, name: &str| {
        root.get(section).expect("there").elements()[at].get(name).expect("there").clone()
    };
    let number = |call: &Node, name: &str| call.get(name).map(|number| number.value.clone());
    let (run, update) = (call("actions", 0, "runTask"), call("actions", 2, "updateService"));
    assert_eq!(run.get("taskDefinition").and_then(Node::as_str), Some("job:4"));
    assert_eq!(number(&run, "count"), Some(Value::Integer(2)));
    assert_eq!(
        call("actions", 1, "startTask").get("containerInstances").map(|all| all.elements().len()),
        Some(1)
    );
    assert_eq!(update.get("cluster").and_then(Node::as_str), Some("prod"));
    assert_eq!(number(&update, "desiredCount"), Some(Value::Integer(4)));
    let arrival = call("arrivals", 0, "runTask");
    assert_eq!(arrival.get("taskDefinition").and_then(Node::as_str), Some("other"));
    assert_eq!(number(&arrival, "count"), Some(Value::Integer(3)));
}

/// A file with something else says what it holds and where that belongs.
#[test]
fn files_in_the_wrong_place_say_where_they_belong() {
    let folder = Folder::new(&[
        ("run.json", r#"{"taskDefinition": "job", "count": 3}"#),
        ("service.json", r#"{"serviceName": "web", "taskDefinition": "job", "desiredCount": 1}"#),
        ("stack.json", r#"{"AWSTemplateFormatVersion": "2010-09-09"}"#),
        ("runs.json", r#"[{"taskDefinition": "job"}, {"taskDefinition": "job"}]"#),
    ]);
    for (text, message) in [
        ("[[services]]\nfile = \"run.json\"", "the file holds no service"),
        ("[[actions]]\nrunTask = { file = \"service.json\" }", "the file holds no input of RunTask"),
        ("[[actions]]\nrunTask = { file = \"runs.json\" }", "the file holds no input of RunTask"),
        ("[[targetGroups]]\nfile = \"service.json\"", "the file holds no target group"),
        (
            "[[services]]\nfile = \"stack.json\"",
            "the file holds a CloudFormation template, of which nothing is taken here",
        ),
    ] {
        assert_eq!(folder.expand(text).1, [message], "{text}");
    }
    // With a name beside it, the same members are a service.
    let (root, told) = folder.expand("[[services]]\nfile = \"run.json\"\nserviceName = \"web\"");
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(texts(&root, "services", "taskDefinition"), ["job"]);
}

/// Pairs of key and value, as Elastic Load Balancing keeps attributes, stand for the keys themselves.
#[test]
fn attributes_of_target_groups_may_be_pairs() {
    let folder = Folder::new(&[(
        "attributes.json",
        r#"{"Attributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "60"}]}"#,
    )]);
    let (root, told) = folder.expand(
        "[[targetGroups]]\nfile = \"attributes.json\"\nname = \"a\"\n\
         [[targetGroups]]\nname = \"b\"\nattributes = [{ key = \"deregistration_delay.timeout_seconds\", value = \"60\" }]",
    );
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(texts(&root, "targetGroups", "deregistration_delay.timeout_seconds"), ["60", "60"]);
}

/// A template says whose its attributes are; an answer of AWS does not, and the folder may.
#[test]
fn attributes_go_to_the_target_group_whose_they_are() {
    let pair = |seconds: u32| {
        format!(r#"[{{"Key": "deregistration_delay.timeout_seconds", "Value": "{seconds}"}}]"#)
    };
    let template = format!(
        r#"{{"Resources": {{"Tg": {{"Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
             "Properties": {{"Port": 80, "Protocol": "HTTP", "TargetGroupAttributes": {}}}}}}}}}"#,
        pair(20)
    );
    let group = |name: &str| format!(r#"{{"TargetGroupName": "{name}", "TargetGroupArn": "arn:{name}"}}"#);
    let answer = |names: &[&str]| {
        let groups: Vec<String> = names.iter().map(|name| group(name)).collect();
        format!(r#"{{"TargetGroups": [{}]}}"#, groups.join(","))
    };
    let nameless = format!(r#"{{"Attributes": {}}}"#, pair(30));
    let of = |arn: &str| format!(r#"{{"TargetGroupArn": "{arn}", "Attributes": {}}}"#, pair(40));
    let none: &[&str] = &[];
    for (groups, attributes, delays, told) in [
        (&template, "{}", &["20"][..], ""),
        (
            &answer(&["a"]),
            &nameless,
            &["30"],
            "the attributes name no target group: taken to be those of `a`",
        ),
        (&answer(&["a", "b"]), &nameless, none, "the attributes name no target group, and 2 are there"),
        (&answer(&["a", "b"]), &of("arn:b"), &["40"], ""),
        (
            &answer(&["a"]),
            &of("arn:x"),
            none,
            "the attributes are those of a target group that is not there: `arn:x`",
        ),
        (&template, &nameless, &["30"], "the attributes name no target group: taken to be those of `Tg`"),
    ] {
        let folder = Folder::new(&[("groups.json", groups), ("z.json", attributes)]);
        let (root, warnings) = folder.expand("[[targetGroups]]\nfile = \".\"");
        assert_eq!(
            texts(&root, "targetGroups", "deregistration_delay.timeout_seconds"),
            delays,
            "{attributes}"
        );
        let expected: Vec<&str> = Some(told).filter(|told| !told.is_empty()).into_iter().collect();
        assert_eq!(warnings, expected, "{groups} {attributes}");
    }
    let alone = Folder::new(&[("tg.json", &template)]);
    let (root, told) = alone.expand("[[targetGroups]]\nfile = \"tg.json\"");
    assert_eq!(
        (texts(&root, "targetGroups", "deregistration_delay.timeout_seconds"), told),
        (vec!["20"], vec![])
    );
}

/// Values for parameters of a template stand beside `file`, and each section may have its own.
#[test]
fn parameters_of_a_template_stand_beside_file() {
    let folder = Folder::new(&[(
        "stack.yaml",
        "Parameters:\n  Count: {Type: Number, MaxValue: 9}\nResources:\n  web:\n    Type: AWS::ECS::Service\n    \
         Properties: {TaskDefinition: 't:1', DesiredCount: !Ref Count}\n",
    )]);
    let counts = |text: &str| {
        let (root, told) = folder.expand(text);
        (integers(&root), told)
    };
    let of = |value: &str| format!("[[services]]\nfile = \"stack.yaml\"\nparameters = {value}\n");
    assert_eq!(counts(&of("{ Count = 4 }")), (vec![4], vec![]));
    let both = of("{ Count = 4 }") + &of("{ Count = \"7\" }");
    assert_eq!(counts(&both).0, [4, 7]);
    for (value, expected) in [
        ("{ Count = 10 }", "`10` is no value of parameter `Count`"),
        ("{ Cuont = 4 }", "no template has a parameter `Cuont`"),
        ("4", "`parameters` beside `file` is a table"),
    ] {
        let told = counts(&of(value)).1;
        assert!(told.iter().any(|told| told == expected), "{value}: {told:?}");
    }
}

fn integers(root: &Node) -> Vec<i64> {
    let services = root.get("services").map_or(&[][..], Node::elements).iter();
    let counts = services.filter_map(|service| match service.get("desiredCount")?.value {
        Value::Integer(count) => Some(count),
        _ => None,
    });
    counts.collect()
}
