//! What is taken for something else: inputs of other calls, texts of other formats, templates.

use crate::scenario::check_json_text;

use super::lone_files::checked;

/// Inputs of other calls share members with those that are read, and are none of them.
#[test]
fn inputs_of_other_calls_are_named() {
    for (text, call) in [
        (r#"{"service": "s", "force": true, "cluster": "c"}"#, "DeleteService"),
        (r#"{"service": "s", "status": ["PENDING"]}"#, "ListServiceDeployments"),
        (r#"{"cluster": "c", "service": "s", "include": ["TAGS"]}"#, "DescribeTaskSets"),
        (r#"{"services": ["a"], "cluster": "c"}"#, "DescribeServices"),
        (
            r#"{"cluster": "c", "containerInstances": ["a"], "status": "DRAINING"}"#,
            "UpdateContainerInstancesState",
        ),
        (r#"{"cluster": "c", "containerInstances": ["a"]}"#, "DescribeContainerInstances"),
        (r#"{"task": "a", "command": "sh", "interactive": true}"#, "ExecuteCommand"),
        (r#"{"task": "a", "status": "STOPPED"}"#, "SubmitTaskStateChange or SubmitContainerStateChange"),
        (r#"{"attachments": [{"attachmentArn": "a", "status": "x"}]}"#, "SubmitAttachmentStateChanges"),
        (r#"{"cluster": "c", "task": "a", "reason": "r"}"#, "StopTask"),
        (r#"{"cluster": "c", "tasks": ["a"], "protectionEnabled": true}"#, "UpdateTaskProtection"),
        (r#"{"cluster": "c", "tasks": ["a"]}"#, "DescribeTasks or GetTaskProtection"),
        (r#"{"cluster": "c", "serviceName": "s", "desiredStatus": "RUNNING"}"#, "ListTasks"),
        (r#"{"cluster": "c", "family": "f"}"#, "ListTasks"),
        (r#"{"containerInstance": "a", "startedBy": "me"}"#, "ListTasks"),
        (r#"{"containerInstance": "a", "force": true}"#, "DeregisterContainerInstance"),
        (
            r#"{"containerInstance": "a", "cluster": "c"}"#,
            "DeregisterContainerInstance or UpdateContainerAgent",
        ),
        (r#"{"cluster": "c", "totalResources": []}"#, "RegisterContainerInstance"),
        (r#"{"cluster": "c", "filter": "f", "status": "ACTIVE"}"#, "ListContainerInstances"),
        (r#"{"targetType": "container-instance", "cluster": "c"}"#, "ListAttributes"),
        (r#"{"clusters": ["a"], "include": ["TAGS"]}"#, "DescribeClusters"),
        (
            r#"{"cluster": "c", "capacityProviders": [], "defaultCapacityProviderStrategy": []}"#,
            "PutClusterCapacityProviders",
        ),
        (r#"{"cluster": "c", "settings": []}"#, "UpdateCluster or UpdateClusterSettings"),
        (r#"{"capacityProvider": "p"}"#, "DeleteCapacityProvider"),
        (r#"{"taskDefinition": "f", "include": ["TAGS"]}"#, "DescribeTaskDefinition"),
        (r#"{"taskDefinitions": ["f:1"]}"#, "DeleteTaskDefinitions"),
        (r#"{"familyPrefix": "f"}"#, "ListTaskDefinitions or ListTaskDefinitionFamilies"),
        (r#"{"serviceRevisionArns": ["a"]}"#, "DescribeServiceDeployments or DescribeServiceRevisions"),
        (
            r#"{"serviceDeploymentArn": "a", "stopType": "ABORT"}"#,
            "StopServiceDeployment or ContinueServiceDeployment",
        ),
        (r#"{"namespace": "n"}"#, "ListServicesByNamespace"),
        (r#"{"resourceArn": "a", "tags": []}"#, "TagResource, UntagResource or ListTagsForResource"),
        (r#"{"daemonName": "d", "capacityProviderArns": []}"#, "a call for daemons of ECS Managed Instances"),
        (r#"{"serviceArn": "a", "cpu": "256"}"#, "a call for an Express Mode service"),
        (r#"{"TargetGroupArn": "a", "Targets": []}"#, "RegisterTargets or DeregisterTargets"),
        (r#"{"schedulingStrategy": "DAEMON", "maxResults": 10}"#, "a call that lists"),
        ("cluster: c\ncontainerInstances:\n- arn:aws:x\nstatus: DRAINING\n", "UpdateContainerInstancesState"),
        ("containerInstances: [a, b]\nstatus: DRAINING\n", "UpdateContainerInstancesState"),
    ] {
        let message = format!("the file holds the input of {call}, which Plimsoll does not read");
        assert_eq!(checked(text).1, [message], "{text}");
    }
    let attributes = r#"{"attributes": [{"name": "a"}], "cluster": "c"}"#;
    let message = "the file holds attributes of container instances, which Plimsoll does not read";
    assert_eq!(checked(attributes).1, [message]);
    let setting = r#"{"name": "containerInsights", "value": "enabled"}"#;
    assert_eq!(checked(setting).1, ["the file holds an account setting, which Plimsoll does not read"]);
}

/// What a call would do is a happening of the scenario.
#[test]
fn what_to_write_in_place_of_a_call_is_told() {
    for (text, help) in [
        (r#"{"service": "s", "force": true}"#, "updateService action"),
        (r#"{"containerInstances": ["a"], "status": "DRAINING"}"#, "updateContainerInstancesState = {"),
        (r#"{"task": "a"}"#, "stopTask = {"),
        (r#"{"containerInstance": "a"}"#, "deregisterContainerInstance = {"),
    ] {
        let loaded = check_json_text("file.json", text.as_bytes().to_vec());
        let help_told = loaded.problems.sorted()[0].help.clone().expect("a remedy");
        assert!(help_told.contains(help), "{text}: {help_told}");
    }
}

#[test]
fn a_container_by_itself_is_a_definition_without_a_family() {
    let (resource, errors, warnings) = checked(r#"{"name": "c", "image": "i", "memory": 64}"#);
    assert_eq!((resource, errors.len()), (Some("a task definition"), 0), "{errors:?}");
    assert_eq!(warnings, ["a task definition without `family`"]);
}

/// Words of Plimsoll's own are shown of any file, and what a file holds only where it is what it should be.
#[test]
fn own_words_are_never_hidden() {
    let told = |text: &str| {
        let loaded = check_json_text("file.json", text.as_bytes().to_vec());
        crate::scenario::render(&loaded.problems, &loaded.sources, false)
    };
    for (text, part) in [
        (r#"{"Name": "g", "Protocol": "HTTP", "Port": 0, "VpcId": "v"}"#, "`port` is 0, outside 1 to 65535"),
        (r#"{"service": "s", "launchType": "EC2"}"#, "`updateService` cannot change `launchType`"),
        (r#"{"service": "s", "launchType": "EC2"}"#, r#""launchType": "EC2""#),
        (
            r#"{"Attributes": [{"Key": "stickiness.enabled", "Value": "false"}]}"#,
            "a target group without `name`",
        ),
        (r#"{"secret": "hunter2"}"#, "takes as `--cli-input-json`"),
        (r#"{"service": "s", "password": "hunter2", "role": "r"}"#, "change `role`"),
        (r#"{"service": "s", "password": "hunter2"}"#, "unknown member `…` in `updateService.0`"),
    ] {
        let report = told(text);
        assert!(report.contains(part), "{report}");
        assert!(!report.contains("hunter2"), "{report}");
    }
}

/// Placeholders of every template language, outside of strings and as a name.
#[test]
fn placeholders_are_named_wherever_they_stand() {
    for placeholder in ["#{X}", "$(X)", "@@X@@", "@X@", "[[X]]", "<%= x %>", "${X}", "{{ x }}", "<x>", "%X%"]
    {
        let message = format!("the placeholder `{placeholder}` was never filled in");
        let bare = format!(r#"{{"family": "f", "cpu": {placeholder}, "containerDefinitions": []}}"#);
        assert_eq!(checked(&bare).1, [message.as_str()], "{bare}");
        let name = format!(r#"{{"serviceName": "{placeholder}", "taskDefinition": "f", "desiredCount": 1}}"#);
        assert_eq!(checked(&name).1, [message.as_str()], "{name}");
    }
    for text in [
        r#"{"serviceName": "$X", "taskDefinition": "f", "desiredCount": 1}"#,
        r#"{"serviceName": "web", "taskDefinition": "$X", "desiredCount": 1}"#,
    ] {
        assert_eq!(checked(text).1, ["the placeholder `$X` was never filled in"], "{text}");
    }
    let comma = r#"{"family": "f", "requiresCompatibilities": [[1, 2,]]}"#;
    assert!(checked(comma).1[0].starts_with("not valid JSON"), "{:?}", checked(comma).1);
}

/// Both have equals signs, and neither is HCL.
#[test]
fn assignments_are_told_from_hcl() {
    for (text, what) in [
        (
            "family = \"web\"\ncpu = 256\n\n[[containerDefinitions]]\nname = \"c\"\n",
            "TOML, and only a scenario is read from that",
        ),
        ("[[containerDefinitions]]\nname = \"c\"\n", "TOML, and only a scenario is read from that"),
        (
            "HOME = .\nopenssl_conf = init\n[ init ]\nx = ${ENV::Y}\n",
            "assignments, such as a configuration or an environment, which Plimsoll does not read",
        ),
        ("{\n  name = \"web\"\n}\n", "HCL (Terraform), which Plimsoll does not read"),
        (
            "# containers\n[\n  {\n    name = \"web\"\n  }\n]\n",
            "HCL (Terraform), which Plimsoll does not read",
        ),
    ] {
        let message = format!("the file holds {what}");
        assert_eq!(checked(text).1, [message], "{text}");
    }
}
