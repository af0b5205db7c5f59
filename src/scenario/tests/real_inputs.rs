//! Files that users really have, where a collection of them lies beside the repository.

use std::path::Path;

use crate::scenario::expected::Expected;
use crate::scenario::resource::Resource;
use crate::scenario::shape::{CREATE_SERVICE, Checker, Kind, REGISTER_TASK_DEFINITION};
use crate::scenario::wrapper;
use crate::scenario::{
    ComposeAs, Importing, Overrides, Problems, Severity, Sources, aws_json, check_file, check_json, load,
    read, render,
};
use crate::tree::FileId;

const COLLECTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/real-inputs");

struct Entry {
    path: String,
    kind: String,
    format: String,
    verdict: String,
}

/// The collection's index, empty where there is no collection.
fn entries() -> Vec<Entry> {
    let Ok(mut reader) = csv::Reader::from_path(Path::new(COLLECTION).join("INDEX.csv")) else {
        println!("no collection of real inputs at {COLLECTION}: nothing is checked");
        return Vec::new();
    };
    let headers = reader.headers().expect("an index has headers").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("a known column");
    let (path, kind, format, verdict) = (column("path"), column("kind"), column("format"), column("verdict"));
    let records = reader.records().map(|record| record.expect("a valid line"));
    let entry = |record: csv::StringRecord| Entry {
        path: record[path].to_owned(),
        kind: record[kind].to_owned(),
        format: record[format].to_owned(),
        verdict: record[verdict].to_owned(),
    };
    records.map(entry).collect()
}

/// Everything that reading and the shapes say of a file.
fn problems_of(entry: &Entry, resource: Resource) -> (Problems, Sources) {
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let bytes = read::bytes(&Path::new(COLLECTION).join(&entry.path)).expect("listed in the index");
    let Some(file) = read::keep(&entry.path, bytes, Expected::AwsJson, &mut sources, &mut problems) else {
        return (problems, sources);
    };
    check_shapes(file, resource, &sources, &mut problems);
    (problems, sources)
}

fn check_shapes(file: FileId, resource: Resource, sources: &Sources, problems: &mut Problems) {
    let Some(root) = aws_json::parse(&sources.get(file).text, file, problems) else { return };
    let shape = if resource == Resource::Service { &CREATE_SERVICE } else { &REGISTER_TASK_DEFINITION };
    let span = root.span.clone();
    match wrapper::unwrap(root, resource, &[], (sources, &span)) {
        Ok(nodes) => {
            for node in nodes {
                Checker::new(sources, problems, Vec::new()).check(&node, Kind::Object(shape));
            }
        }
        Err(problem) => problems.push(*problem),
    }
}

fn check_kinds(kinds: &[&str], resource: Resource) {
    for entry in entries().iter().filter(|entry| kinds.contains(&entry.kind.as_str())) {
        let (problems, sources) = problems_of(entry, resource);
        let report = render(&problems, &sources, false);
        if entry.verdict == "ok" {
            assert!(!problems.has_errors(), "{}\n{report}", entry.path);
            assert!(!report.contains("unknown member"), "{}\n{report}", entry.path);
        }
        if entry.verdict == "not parseable" {
            let errors =
                problems.sorted().iter().filter(|problem| problem.severity == Severity::Error).count();
            assert_eq!(errors, 1, "{}\n{report}", entry.path);
        }
        if entry.verdict.starts_with("Unknown parameter") {
            assert!(report.contains("unknown member"), "{}\n{report}", entry.path);
        }
    }
}

#[test]
fn task_definitions_have_no_shape_errors() {
    check_kinds(&["taskdef", "describe-task-definition", "fragment"], Resource::TaskDefinition);
}

#[test]
fn services_have_no_shape_errors() {
    check_kinds(&["describe-services", "service-def", "service-response"], Resource::Service);
}

/// What ECS has registered it must not be said to refuse.
#[test]
fn what_was_registered_has_no_errors() {
    let registered = |entry: &&Entry| entry.kind == "describe-task-definition" && entry.verdict == "ok";
    for entry in entries().iter().filter(registered) {
        let loaded = check_json(&Path::new(COLLECTION).join(&entry.path));
        let report = render(&loaded.problems, &loaded.sources, false);
        assert!(!loaded.problems.has_errors(), "{}\n{report}", entry.path);
    }
}

/// Whatever a file holds: one way or the other it is answered.
#[test]
fn every_file_is_answered_by_every_entry_point() {
    for entry in entries() {
        let path = Path::new(COLLECTION).join(&entry.path);
        for loaded in [check_json(&path), load(&path, &Overrides::default())] {
            let report = render(&loaded.problems, &loaded.sources, true);
            assert_eq!(report.is_empty(), loaded.problems.is_empty(), "{}", entry.path);
        }
    }
}

/// Of JSON that AWS prints or takes: each is what the index says it is, and none is refused for its form.
#[test]
fn json_of_aws_is_of_the_kind_that_it_is_and_in_a_form_that_is_read() {
    let kinds = [
        ("capacity-provider-response", Resource::CapacityProvider),
        ("cluster-response", Resource::Cluster),
        ("describe-auto-scaling-groups", Resource::AutoScalingGroup),
        ("describe-capacity-providers", Resource::CapacityProvider),
        ("describe-clusters", Resource::Cluster),
        ("describe-container-instances", Resource::ContainerInstance),
        ("describe-scalable-targets", Resource::ScalableTarget),
        ("describe-scaling-policies", Resource::ScalingPolicy),
        ("describe-services", Resource::Service),
        ("describe-target-group-attributes", Resource::TargetGroup),
        ("describe-target-groups", Resource::TargetGroup),
        ("describe-task-definition", Resource::TaskDefinition),
        ("describe-tasks", Resource::Task),
        ("run-task-input", Resource::RunTask),
        ("service-def", Resource::Service),
        ("service-response", Resource::Service),
        ("task-object", Resource::Task),
    ];
    for entry in entries().iter().filter(|entry| entry.format == "json") {
        let loaded = check_json(&Path::new(COLLECTION).join(&entry.path));
        let report = render(&loaded.problems, &loaded.sources, false);
        assert!(!report.contains("neither a cluster"), "{}\n{report}", entry.path);
        if entry.kind == "list-arns" {
            assert!(report.contains("holds only the names of") && report.contains("aws "), "{report}");
        }
        let Some((_, resource)) = kinds.iter().find(|(kind, _)| *kind == entry.kind) else { continue };
        if entry.verdict == "ok" {
            assert_eq!(loaded.resource, Some(*resource), "{}\n{report}", entry.path);
            assert!(!report.contains("unknown member"), "{}\n{report}", entry.path);
        }
    }
}

/// Templates are read whatever they hold: none is refused for its form.
#[test]
fn templates_are_read() {
    for entry in entries().iter().filter(|entry| entry.kind == "cfn" && entry.verdict != "not parseable") {
        let loaded = check_json(&Path::new(COLLECTION).join(&entry.path));
        let report = render(&loaded.problems, &loaded.sources, false);
        let errors = loaded.problems.sorted().into_iter().filter(|told| told.severity == Severity::Error);
        println!("{} errors: {}", errors.count(), entry.path);
        for refusal in ["not valid", "no member says what this is"] {
            assert!(!report.contains(refusal), "{}\n{report}", entry.path);
        }
    }
}

/// Files of deployment tools are read by every meaning that they may have: none is refused for its form.
#[test]
fn files_of_deployment_tools_are_read() {
    let kinds = ["compose", "ecs-params", "ecspresso-config", "copilot-manifest"];
    // What the collection does not have, and what nobody models, are no matter of form.
    let others = [
        "cannot be read: there is no such file",
        "is a program in Jsonnet",
        "launch type `FARGATE` is not modelled",
        "container port 5000 is mapped for two protocols",
        "Fargate does not add capability",
    ];
    for entry in entries().iter().filter(|entry| kinds.contains(&entry.kind.as_str())) {
        for compose in [None, Some(ComposeAs::Services), Some(ComposeAs::Task)] {
            let loaded = check_file(
                &Path::new(COLLECTION).join(&entry.path),
                &Importing { compose, ..Importing::default() },
            );
            for told in loaded.problems.sorted().iter().filter(|told| told.severity == Severity::Error) {
                let is_other = others.iter().any(|other| told.message.contains(other));
                assert!(is_other, "{} {compose:?}: {}", entry.path, told.message);
            }
        }
    }
}
