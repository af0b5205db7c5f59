//! Each setting that can be named is named where it alone is wrong, and what is suggested brings the intervals inside.

use super::world::Real;
use super::{AGAIN, DEPLOY, EXIT, Place, inside, named};

const SHUT_DOWN: &str =
    "applications=[{ taskDefinition = \"web:1\", container = \"app\", shutDownTime = \"25s\" }]";
/// Known, as it is in force.
const START_UP: &str =
    "applications=[{ taskDefinition = \"web:1\", container = \"app\", startUpTime = \"9s\" }]";

#[test]
fn each_setting_is_named_where_it_alone_is_wrong_and_can_be_tried_as_it_is_suggested() {
    let real = |set| Real { set, ..Real::default() };
    let awsvpc = |set| Real { set, is_awsvpc: true, ..Real::default() };
    let mut wrong = Vec::new();
    let cases = [
        ("schedulerInterval", true, DEPLOY, real(&["behavior.schedulerInterval=\"16s\""])),
        ("schedulerReaction", true, DEPLOY, real(&["behavior.schedulerReaction=\"40s\""])),
        ("steadyInterval", true, EXIT, real(&["behavior.steadyInterval=\"4m\""])),
        ("taskLaunchTime", true, DEPLOY, real(&["behavior.taskLaunchTime=\"35s\""])),
        ("interfaceAttachTime", true, DEPLOY, awsvpc(&["behavior.interfaceAttachTime=\"70s\""])),
        ("interfaceDetachTime", true, DEPLOY, awsvpc(&["behavior.interfaceDetachTime=\"70s\""])),
        ("healthyAfter", false, DEPLOY, real(&["behavior.healthyAfter=\"2m\""])),
        ("firstCheckDelay", true, DEPLOY, real(&["behavior.firstCheckDelay=\"50s\""])),
        (
            "healthCheckIntervalSeconds",
            true,
            AGAIN,
            Real { set: &[START_UP], interval: 40, ..Real::default() },
        ),
        ("deregistration_delay.timeout_seconds", true, DEPLOY, Real { delay: 180, ..Real::default() }),
        ("shutDownTime (within stopTimeout)", true, DEPLOY, real(&[SHUT_DOWN])),
    ];
    // One of two seeds in turn: the second run of each case is long.
    for ((setting, is_balanced, cause, real), seed) in cases.into_iter().zip([3, 4].into_iter().cycle()) {
        let place = Place::where_really(is_balanced, cause, real, seed);
        let mut arguments = vec!["prod", "bus.jsonl"];
        // The interval decides only where the first check fails.
        if real.set == [START_UP] {
            arguments.extend(["--set", START_UP]);
        }
        let document = place.document(&arguments);
        if named(&document) != [setting] {
            wrong.push(format!("{setting} {seed}: {:?} {:#}", named(&document), document["verdict"]));
            continue;
        }
        let of = &document["settings"][0];
        for value in of["set"].as_array().expect("a list") {
            arguments.extend(["--set", value.as_str().expect("a text")]);
        }
        let tried = place.document(&arguments);
        let inside = inside(&tried).0;
        if Some(inside) != of["insideWith"].as_u64() || !named(&tried).is_empty() {
            wrong.push(format!("{setting} {seed}, tried: {inside} inside, not {}", of["insideWith"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
