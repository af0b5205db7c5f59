//! A folder of what the AWS CLI printed: checked, run, and run again from its results.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use super::{stderr, stdout};

const SERVICE: &str = r#"{"services": [{"serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/shop/NAME", "serviceName": "NAME",
  "clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/shop", "taskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7",
  "desiredCount": 2, "runningCount": 2, "launchType": "EC2"}], "failures": []}"#;

const SCENARIO: &str = r#"name = "shop"
[simulation]
duration = "10m"
[[clusters]]
file = "aws"
[[containerInstances]]
instanceType = "m5.large"
cluster = "shop"
count = 2
[[taskDefinitions]]
file = "aws"
[[services]]
file = "aws"
"#;

fn write(folder: &Path) {
    fs::create_dir_all(folder.join("aws/services")).expect("writable");
    let definition = r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7",
      "family": "web", "revision": 7, "status": "ACTIVE", "containerDefinitions": [{"name": "app", "image": "shop", "cpu": 256,
      "memory": 512}]}, "tags": []}"#;
    for (name, text) in [
        ("clusters.json", r#"{"clusters": [{"clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/shop", "clusterName": "shop",
      "activeServicesCount": 2, "runningTasksCount": 4}]}"#.to_owned()),
        ("web.json", definition.to_owned()),
        ("services/all.jsonl", format!("{}\n{}\n", SERVICE.replace("NAME", "web").replace('\n', " "), SERVICE.replace("NAME", "api").replace('\n', " "))),
        ("services/list.json", r#"{"serviceArns": ["arn:aws:ecs:eu-west-1:111122223333:service/shop/web", "arn:aws:ecs:eu-west-1:111122223333:service/shop/jobs"]}"#.to_owned()),
        ("balancers.json", r#"{"LoadBalancers": []}"#.to_owned()),
        ("cut.json", r#"{"services": [{"serviceName": "web""#.to_owned()),
        ("notes.txt", "not JSON".to_owned()),
    ] {
        fs::write(folder.join("aws").join(name), text).expect("writable");
    }
    fs::write(folder.join("shop.toml"), SCENARIO).expect("writable");
}

fn plimsoll(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        cargo_bin_cmd!("plimsoll").args(arguments).current_dir(folder).output().expect("plimsoll starts");
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

#[test]
fn what_a_folder_holds_and_lacks_is_listed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path());
    let (code, out, err) = plimsoll(folder.path(), &["check", "aws"]);
    assert_eq!(code, Some(0), "{err}");
    insta::assert_snapshot!("check-folder", format!("{out}\n{err}"));
    let (code, out, _) = plimsoll(folder.path(), &["check", "aws", "--format", "json"]);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let file = &told["files"][0];
    assert_eq!(
        (code, &file["valid"], &file["missing"][0]["kind"]),
        (Some(0), &true.into(), &"services".into()),
        "{out}"
    );
    fs::create_dir(folder.path().join("empty")).expect("writable");
    let (code, _, err) = plimsoll(folder.path(), &["check", "empty"]);
    assert_eq!(code, Some(3));
    assert!(err.contains("`empty` is a folder, and holds neither results of `plimsoll run`"), "{err}");
}

#[test]
fn results_of_a_scenario_that_names_a_folder_are_run_again_without_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path());
    let (code, _, err) = plimsoll(folder.path(), &["run", "shop.toml", "--quiet"]);
    assert_eq!(code, Some(0), "{err}");
    fs::rename(folder.path().join("aws"), folder.path().join("moved")).expect("writable");
    let (code, _, err) = plimsoll(folder.path(), &["run", "output/shop", "--out", "again", "--quiet"]);
    assert_eq!(code, Some(0), "{err}");
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).expect("written");
    assert_eq!(read("output/shop/summary.csv"), read("again/shop/summary.csv"));
    let (code, _, err) = plimsoll(folder.path(), &["run", "shop.toml"]);
    assert_eq!(code, Some(3));
    assert!(err.contains("`aws` cannot be read: there is no such file"), "{err}");
}
