//! What instances register besides resources (AT-01…AT-03, RA-03, RA-04).

use super::{listing, model, model_with_warnings};
use crate::model::Model;

/// The value of an attribute of a class, `None` where it lacks it.
pub(super) fn value<'m>(model: &'m Model, class: usize, name: &str) -> Option<&'m str> {
    let id = model.attributes.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
    model.classes[class].attribute(crate::model::AttributeId::new(id))
}

fn group(lines: &str) -> String {
    format!("[[containerInstances]]\ninstanceType = \"m6g.large\"\n{lines}")
}

#[test]
fn at_01_at_02_every_instance_has_the_attributes_that_ecs_sets() {
    let model = model(&group(
        "availabilityZones = [\"us-east-1a\", \"us-east-1b\"]\ncount = 2\nawsvpcTrunking = true",
    ));
    for (name, first, second) in [
        ("ecs.ami-id", "ami-00000000000000000", "ami-00000000000000000"),
        ("ecs.availability-zone", "us-east-1a", "us-east-1b"),
        ("ecs.instance-type", "m6g.large", "m6g.large"),
        ("ecs.os-type", "linux", "linux"),
        ("ecs.os-family", "LINUX", "LINUX"),
        ("ecs.cpu-architecture", "arm64", "arm64"),
        ("ecs.vpc-id", "vpc-default", "vpc-default"),
        ("ecs.subnet-id", "subnet-us-east-1a", "subnet-us-east-1b"),
        ("ecs.awsvpc-trunk-id", "eni-trunk", "eni-trunk"),
        ("ecs.capability.task-eni", "", ""),
    ] {
        assert_eq!((value(&model, 0, name), value(&model, 1, name)), (Some(first), Some(second)), "{name}");
    }
    let plain = super::model(&group(""));
    assert_eq!(value(&plain, 0, "ecs.awsvpc-trunk-id"), None);
}

/// NP-03, RP-03 and EN-02 name the versions that brought ranges, restarts and trunks.
#[test]
fn ra_03_newer_agents_can_do_more() {
    for (capability, since, before) in [
        ("ecs.capability.network.container-port-range", "1.67.0", "1.66.2"),
        ("ecs.capability.container-restart-policy", "1.86.0", "1.85.3"),
        ("ecs.capability.task-eni-trunking", "1.28.1", "1.28.0"),
        ("ecs.capability.container-health-check", "1.17.0", "1.16.2"),
        ("ecs.capability.storage.ebs-task-volume-attach", "1.105.1", "1.78.1"),
    ] {
        for (version, expected) in [(since, Some("")), (before, None)] {
            for written in [
                format!("agentVersion = \"{version}\""),
                format!("versionInfo = {{ agentVersion = \"{version}\", agentHash = \"4943e4d8\" }}"),
            ] {
                let model = model(&group(&written));
                assert_eq!(model.classes[0].agent_version, version);
                assert_eq!(value(&model, 0, capability), expected, "{capability} at {version}");
            }
        }
    }
    assert_eq!(model(&group("")).classes[0].agent_version, "1.105.1");
}

#[test]
fn ra_04_log_drivers_and_missing_capabilities() {
    let splunk = "com.amazonaws.ecs.capability.logging-driver.splunk";
    assert_eq!(value(&model(&group("")), 0, splunk), None);
    let lines = "loggingDrivers = [\"splunk\"]\nmissingCapabilities = [\"task-eni\", \"ecs.capability.efs\", \"ecr-auth\"]";
    let model = model(&group(lines));
    assert_eq!(value(&model, 0, splunk), Some(""));
    for missing in ["ecs.capability.task-eni", "ecs.capability.efs", "com.amazonaws.ecs.capability.ecr-auth"]
    {
        assert_eq!(value(&model, 0, missing), None, "{missing}");
    }
    let (_, problems) = super::built(&group("missingCapabilities = [\"task-enj\"]"));
    let [problem] = problems.sorted()[..] else { panic!("{:#?}", listing(&problems)) };
    assert_eq!(problem.help.as_deref(), Some("did you mean `task-eni`?"));
}

/// AT-03: a paste of describe-container-instances holds all that its instances can do.
#[test]
fn at_03_pasted_capabilities_are_all_there_are() {
    let model = model_with_warnings(&group(
        "attributes = [{ name = \"rack\", value = \"r1\" }, { name = \"ecs.capability.efs\" }]\nec2InstanceId = \"i-807f3249\"",
    ));
    assert_eq!(value(&model, 0, "ecs.capability.efs"), Some(""));
    assert_eq!(value(&model, 0, "ecs.capability.task-eni"), None);
    assert_eq!(model.instances[0].ec2_instance_id, "i-807f3249");
    // Custom attributes alone say nothing about the agent.
    let custom = super::model(&group("attributes = [{ name = \"rack\", value = \"r1\" }]"));
    assert_eq!(value(&custom, 0, "ecs.capability.task-eni"), Some(""));
}

#[test]
fn instances_keep_their_ids_whatever_else_there_is() {
    let alone = model(&group("name = \"b\"\ncount = 2"));
    let beside = model(&format!("{}\n{}", group("name = \"a\""), group("name = \"b\"\ncount = 2")));
    let ids = |model: &Model| -> Vec<String> {
        let of_b = model.instances.iter().filter(|instance| instance.name.starts_with('b'));
        of_b.map(|instance| instance.ec2_instance_id.clone()).collect()
    };
    assert_eq!(ids(&alone), ids(&beside));
    assert_ne!(ids(&alone)[0], ids(&alone)[1]);
}
