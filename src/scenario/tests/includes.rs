//! Files in place of resources.

use std::fs;

use crate::scenario::node::{Node, Value};
use crate::scenario::{Problems, Sources, include, toml_tree};

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
        include::expand(&mut root, self.0.path(), &mut sources, &mut problems);
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
            "the file holds a list of containers without a task definition around it",
        ),
        ("taskDefinitions", "latin1.json", "byte 15 is not UTF-8"),
        ("taskDefinitions", "missing.json", "`missing.json` cannot be read: there is no such file"),
        ("taskDefinitions", ".", "`.` cannot be read: it is a folder"),
    ] {
        let (root, told) = folder.expand(&format!("[[{section}]]\nfile = \"{file}\""));
        assert_eq!(told, [message], "{file}");
        assert_eq!(root.get(section).map(|list| list.elements().len()), Some(0), "{file}");
    }
    let (_, told) = folder.expand("[[services]]\nfile = 7");
    assert_eq!(told, ["`file` must be a path"]);
}
