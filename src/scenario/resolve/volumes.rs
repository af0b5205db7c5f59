//! `volumes` of a task definition, as far as registration checks them (LV-03, LV-04, VD-08, VD-09).

use super::super::{Node, Problem, Problems};
use super::fields::{flag, is_object, objects, text};
use super::member_rules::is_blank;

/// Where the data of a volume may be: a volume has one of them.
const KINDS: [&str; 5] = [
    "host",
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "s3filesVolumeConfiguration",
];

/// Reports volumes that ECS would refuse.
pub fn check(definition: &Node, problems: &mut Problems) {
    let mut configured_at_launch = 0;
    for volume in objects(definition, "volumes") {
        check_kinds(volume, problems);
        if let Some(at_launch) = volume.get("configuredAtLaunch").filter(|_| is_at_launch(volume)) {
            configured_at_launch += 1;
            if configured_at_launch == 2 {
                let problem = Problem::error(&at_launch.span, "two volumes are configured at launch");
                let problem = problem.label("a task definition has one at most").rule("LV-04");
                problems.push(problem.help("keep one, or define the others here"));
            }
        }
        if let Some(docker) = volume.get("dockerVolumeConfiguration").filter(|docker| is_object(docker)) {
            check_scope(docker, problems);
        }
        if let Some(efs) = volume.get("efsVolumeConfiguration").filter(|efs| is_object(efs)) {
            check_efs(efs, problems);
        }
        if let Some(files) = volume.get("s3filesVolumeConfiguration").filter(|files| is_object(files)) {
            check_s3_files(files, definition, problems);
        }
    }
}

fn is_at_launch(volume: &Node) -> bool {
    flag(volume, "configuredAtLaunch") == Some(true)
}

fn check_kinds(volume: &Node, problems: &mut Problems) {
    let kinds: Vec<&Node> =
        KINDS.iter().filter_map(|kind| volume.get(kind)).filter(|kind| is_object(kind)).collect();
    // An empty `host` goes with everything: the CLI prints it.
    let says: Vec<&&Node> = kinds.iter().filter(|kind| !kind.members().is_empty()).collect();
    let most = usize::from(!is_at_launch(volume));
    if let Some(second) = says.get(most) {
        let problem = Problem::error(&second.span, "a volume has one configuration");
        let problem = problem.label("another one").rule("VD-08");
        problems.push(problem.help("write a volume for each, or remove `configuredAtLaunch`"));
    }
}

/// A volume of scope `task` lives and dies with its task (LV-03): nothing is left to provision beforehand.
fn check_scope(docker: &Node, problems: &mut Problems) {
    let shared = text(docker, "scope").is_some_and(|scope| scope.value == "shared");
    if let Some(auto) = docker.get("autoprovision").filter(|_| flag(docker, "autoprovision") == Some(true))
        && !shared
    {
        let problem = Problem::error(&auto.span, "only volumes of scope `shared` are provisioned beforehand");
        let problem = problem.label("this one has scope `task`").rule("LV-03");
        problems.push(problem.help("write scope = \"shared\", or remove `autoprovision`"));
    }
}

/// An access point brings a directory and wants encryption, as does a role.
fn check_efs(efs: &Node, problems: &mut Problems) {
    let Some(authorization) = efs.get("authorizationConfig").filter(|node| is_object(node)) else { return };
    let with_role = text(authorization, "iam").is_some_and(|iam| iam.value == "ENABLED");
    let by_access_point = !is_blank(authorization, "accessPointId");
    let encrypted = text(efs, "transitEncryption").is_some_and(|written| written.value == "ENABLED");
    if (with_role || by_access_point) && !encrypted {
        let span = &efs.get("transitEncryption").unwrap_or(authorization).span;
        let problem = Problem::error(span, "an access point or a role needs encryption in transit");
        let problem = problem.label("`transitEncryption` is not on").rule("VD-09");
        problems.push(problem.help("write transitEncryption = \"ENABLED\""));
    }
    if by_access_point {
        check_root(efs, problems);
    }
}

fn check_s3_files(files: &Node, definition: &Node, problems: &mut Problems) {
    if !is_blank(files, "accessPointArn") {
        check_root(files, problems);
    }
    if is_blank(definition, "taskRoleArn") {
        let problem = Problem::error(&files.span, "a volume of S3 Files needs a role of the task");
        let problem = problem.label("`taskRoleArn` is missing").rule("VD-09");
        problems.push(problem.help("add `taskRoleArn` to the task definition"));
    }
}

fn check_root(configuration: &Node, problems: &mut Problems) {
    let root = text(configuration, "rootDirectory");
    if let Some(root) = root.filter(|root| !root.value.is_empty() && root.value != "/") {
        let problem = Problem::error(root.span, "the access point sets the root directory");
        let problem = problem.label("another directory").rule("VD-09");
        problems.push(problem.help("remove `rootDirectory`, or write \"/\""));
    }
}
