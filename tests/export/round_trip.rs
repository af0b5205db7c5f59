//! What is exported, done by AWS, and described again makes the model of the variant.

use std::fs;
use std::path::Path;

use plimsoll::scenario::{Overrides, load};
use serde_json::Value;

use super::{cluster, plan_of, world};

/// The world with what the commands change in its files. The number of a revision, which AWS counts, stays.
fn done(set: &[&str], folder: &Path) {
    let edit = |file: &str, change: &dyn Fn(&mut Value)| {
        let path = folder.join("aws").join(file);
        let mut value: Value =
            serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
        change(&mut value);
        fs::write(path, value.to_string()).expect("written");
    };
    for command in plan_of(&cluster(), set).steps.into_iter().filter_map(|step| step.command) {
        let parameters = command.parameters;
        match command.operation {
            "update-service" => edit("services.json", &|value| {
                let taken = parameters
                    .iter()
                    .filter(|(name, _)| !["cluster", "service", "taskDefinition"].contains(&name.as_str()));
                taken.for_each(|(name, given)| value["services"][0][name] = given.clone());
            }),
            "register-task-definition" => edit("web.json", &|value| {
                let mut registered = Value::Object(parameters.clone());
                registered["revision"] = value["taskDefinition"]["revision"].clone();
                value["taskDefinition"] = registered;
            }),
            "modify-target-group" => edit("groups.json", &|value| {
                parameters.iter().for_each(|(name, given)| value["TargetGroups"][0][name] = given.clone());
            }),
            "update-container-instances-state" => edit("instances.json", &|value| {
                let named = value["containerInstances"].as_array_mut().expect("a list").iter_mut();
                for instance in
                    named.filter(|one| one["containerInstanceArn"] == parameters["containerInstances"][0])
                {
                    instance["status"] = parameters["status"].clone();
                }
            }),
            other => panic!("{other} is not replayed here"),
        }
    }
}

fn digest(folder: &Path, set: &[&str]) -> u64 {
    let set = set.iter().map(|&one| one.to_owned()).collect();
    let loaded = load(&folder.join("cluster.toml"), &Overrides { set, ..Overrides::default() });
    loaded.scenario.expect("a valid scenario").digest
}

#[test]
fn the_files_as_they_are_then_make_the_model_of_the_variant() {
    for set in [
        &["services.web.desiredCount=6"][..],
        &[
            "services.web.desiredCount=6",
            "services.web.placementStrategy=[{ type = 'binpack', field = 'memory' }]",
        ],
        &["services.web.deploymentConfiguration.maximumPercent=150", "containerInstances.1.status=DRAINING"],
        &["taskDefinitions.web.containerDefinitions.app.cpu=512", "taskDefinitions.web.memory=\"1GB\""],
        &[
            "targetGroups.front.healthCheckIntervalSeconds=10",
            "targetGroups.front.healthCheckTimeoutSeconds=4",
        ],
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("aws")).expect("a folder");
        for entry in fs::read_dir(world().join("aws")).expect("the files") {
            let path = entry.expect("an entry").path();
            fs::copy(&path, folder.path().join("aws").join(path.file_name().expect("a file")))
                .expect("copied");
        }
        let text = cluster().split("[matrix]").next().expect("text").to_owned();
        fs::write(folder.path().join("cluster.toml"), text).expect("written");
        let wanted = digest(folder.path(), set);
        assert_ne!(digest(folder.path(), &[]), wanted, "{set:?} changes something");
        done(set, folder.path());
        assert_eq!(digest(folder.path(), &[]), wanted, "{set:?}");
    }
}
