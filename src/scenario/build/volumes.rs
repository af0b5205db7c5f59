//! `volumes` of a task definition, as far as registration checks them (LV-03, LV-04).

use super::super::{Node, Problem, Problems};
use super::fields::{flag, is_object, objects, text};

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
        let problem = problem.label("another one").rule("API: Volume");
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
