//! Emitted parameters beside AWS's models of the operations.
//!
//! `operations.json` holds, of each operation that is emitted, its input, all shapes in it, and the options of the AWS CLI:
//! facts of botocore 1.44.8.

use serde_json::Value;

use super::{cluster, plan_of};

/// Settings that together have a command of every kind emitted.
const SETTINGS: [&str; 12] = [
    "services.web.desiredCount=6",
    "services.web.availabilityZoneRebalancing=DISABLED",
    "services.web.placementStrategy=[{ type = 'binpack', field = 'memory' }]",
    "services.web.tags=[{ key = 'stage', value = 'b' }]",
    "taskDefinitions.web.containerDefinitions.app.cpu=512",
    "taskDefinitions.web.cpu=1024",
    "targetGroups.front.healthCheckPath=/alive",
    "targetGroups.front.deregistration_delay.timeout_seconds=30",
    "containerInstances.more.count=3",
    "containerInstances.1.status=DRAINING",
    "containerInstances.1.attributes.stack.value=green",
    "autoScalingGroups.0.maxSize=9",
];

/// What does not fit a shape, by path.
fn misfits(value: &Value, shape: &str, shapes: &Value, path: &str, found: &mut Vec<String>) {
    let known = &shapes[shape];
    if let Some(members) = known["members"].as_object() {
        let Some(given) = value.as_object() else { return found.push(format!("{path}: no structure")) };
        for (name, value) in given {
            match members.get(name).and_then(Value::as_str) {
                Some(shape) => misfits(value, shape, shapes, &format!("{path}.{name}"), found),
                None => found.push(format!("{path}.{name}: unknown")),
            }
        }
        let required = known["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        found.extend(
            required.filter(|name| !given.contains_key(*name)).map(|name| format!("{path}.{name}: missing")),
        );
    } else if let Some(element) = known["list"].as_str() {
        let Some(given) = value.as_array() else { return found.push(format!("{path}: no list")) };
        for value in given {
            misfits(value, element, shapes, path, found);
        }
    } else if let Some(element) = known["map"].as_str() {
        let Some(given) = value.as_object() else { return found.push(format!("{path}: no map")) };
        given.values().for_each(|value| misfits(value, element, shapes, path, found));
    } else {
        let fits = match known.as_str() {
            Some("string") => value.is_string(),
            Some("integer" | "long") => value.is_i64(),
            Some("float" | "double") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => false,
        };
        if !fits {
            found.push(format!("{path}: {value} is no {known}"));
        }
    }
}

#[test]
fn every_parameter_is_known_and_of_its_type() {
    let models: Value = serde_json::from_str(include_str!("operations.json")).expect("JSON");
    let added = "\n[[clusters]]\nclusterName = \"new\"\n[[taskDefinitions]]\nfamily = \"job\"\nmemory = 128\n\
        containerDefinitions = [{ name = \"job\", image = \"job\", memory = 128 }]\n[[services]]\nserviceName = \"job\"\n\
        cluster = \"prod\"\ntaskDefinition = \"job\"\ndesiredCount = 1\n[[targetGroups]]\nname = \"side\"\n\
        \"slow_start.duration_seconds\" = 30\n";
    let text = cluster().replace("[matrix]", &format!("{added}[matrix]"));
    let plan = plan_of(&text, &SETTINGS);
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for step in plan.steps.iter().chain(plan.calls.iter().map(|call| &call.step)) {
        let Some(command) = &step.command else { continue };
        let model = &models[command.service];
        let input = model["operations"][command.operation]["input"].as_str().expect("a known operation");
        let parameters = Value::Object(command.parameters.clone());
        misfits(&parameters, input, &model["shapes"], command.operation, &mut found);
        seen.push(command.operation);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    for operation in [
        "create-cluster",
        "create-service",
        "create-target-group",
        "register-task-definition",
        "update-service",
    ] {
        assert!(seen.contains(&operation), "{operation}: {seen:?}");
    }
}
