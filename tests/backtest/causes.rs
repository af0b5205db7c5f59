//! What began it is recognised by what logs tell, and replayed as what it was.

use std::fs;

use serde_json::{Value, json};

use super::world::{Real, record};
use super::{Place, inside, named};

/// A cause, what is told of it, and what the replay must call it.
struct Case {
    /// What is recognised.
    replayed: &'static str,
    /// What really happens.
    really: &'static str,
    /// What is otherwise afterwards.
    real: Real<'static>,
    /// A call of which a record tells.
    called: Option<&'static str>,
}

const CASE: Case = Case {
    replayed: "",
    really: "",
    real: Real { set: &[], delay: 60, interval: 10, desired: 4, gone: &[], is_awsvpc: false },
    called: None,
};

const AT: &str = "1800400ms";

/// Calls, and checks that fail.
fn calls() -> Vec<Case> {
    let scaled = |desired| Real { desired, ..Real::default() };
    vec![
        Case {
            replayed: "a change of the desired count of web from 4 to 7",
            really: "[[actions]]\nat = \"AT\"\nupdateService = { cluster = \"shop\", service = \"web\", desiredCount = 7 }",
            real: scaled(7),
            ..CASE
        },
        Case {
            replayed: "a change of the desired count of web from 4 to 2",
            really: "[[actions]]\nat = \"AT\"\nupdateService = { cluster = \"shop\", service = \"web\", desiredCount = 2 }",
            real: scaled(2),
            ..CASE
        },
        Case {
            replayed: "a change of the desired count of web from 4 to 7",
            really: "[[actions]]\nat = \"AT\"\nupdateService = { cluster = \"shop\", service = \"web\", desiredCount = 7 }",
            real: scaled(7),
            called: Some("UpdateService"),
        },
        Case {
            replayed: "StopTask on one task of web",
            really: "[[actions]]\nat = \"AT\"\nstopTask = { cluster = \"shop\", service = \"web\", reason = \"by hand\" }",
            ..CASE
        },
        Case {
            replayed: "StopTask on one task of web",
            really: "[[actions]]\nat = \"AT\"\nstopTask = { cluster = \"shop\", service = \"web\" }",
            called: Some("StopTask"),
            ..CASE
        },
        Case {
            replayed: "2 tasks of web, running 4, failed health checks",
            really: "[[faults]]\naction = \"plimsoll:container-hang\"\ncluster = \"shop\"\nservice = \"web\"\ncount = 2\nat = \"AT\"",
            ..CASE
        },
    ]
}

/// Hosts that are lost.
fn losses() -> Vec<Case> {
    let gone = |gone, desired| Real { desired, gone, ..Real::default() };
    vec![
        Case {
            replayed: "instance i-1 terminated, under tasks of web",
            really: "[[actions]]\nat = \"AT\"\nterminateInstances = { containerInstances = [\"i-1\"] }",
            real: gone(&[1], 4),
            ..CASE
        },
        Case {
            replayed: "zone eu-west-1a lost: all 2 of its instances terminated, under tasks of web",
            really: "[[faults]]\naction = \"aws:ec2:terminate-instances\"\ncluster = \"shop\"\n\
                     availabilityZone = \"eu-west-1a\"\ncount = \"all\"\nat = \"AT\"",
            real: gone(&[0, 3], 4),
            ..CASE
        },
        Case {
            replayed: "instance i-1 deregistered by force, under tasks of web",
            really: "[[actions]]\nat = \"AT\"\nderegisterContainerInstance = { containerInstance = \"i-1\", force = true }",
            real: gone(&[1], 4),
            ..CASE
        },
        Case {
            replayed: "zone eu-west-1a lost: all 2 of its instances stopped, under tasks of web",
            really: "[[faults]]\naction = \"aws:ec2:stop-instances\"\ncluster = \"shop\"\n\
                     availabilityZone = \"eu-west-1a\"\ncount = \"all\"\nat = \"AT\"",
            ..CASE
        },
        Case {
            replayed: "zone eu-west-1a lost: all 2 of its instances lost, their agents silent, under tasks of web",
            really: "[[faults]]\naction = \"plimsoll:host-loss\"\ncluster = \"shop\"\n\
                     availabilityZone = \"eu-west-1a\"\ncount = \"all\"\nat = \"AT\"",
            ..CASE
        },
    ]
}

#[test]
fn each_cause_is_recognised_and_replayed_as_what_it_was() {
    let (mut lie, mut are) = (0, 0);
    let mut wrong = Vec::new();
    for (seed, case) in (10..).step_by(3).zip(calls().into_iter().chain(losses())) {
        for (is_balanced, seed) in [(true, seed), (true, seed + 1), (false, seed + 2)] {
            // Without a load balancer nothing fails its checks, and nobody notices that a host is silent.
            if !is_balanced && ["checks", "silent"].iter().any(|word| case.replayed.contains(word)) {
                continue;
            }
            let place = Place::where_really(is_balanced, &case.really.replace("AT", AT), case.real, seed);
            let mut arguments = vec!["prod", "bus.jsonl"];
            if let Some(name) = case.called {
                let mut parameters = json!({ "cluster": "shop" });
                if name == "StopTask" {
                    parameters["task"] = stopped_task(&place).into();
                } else {
                    parameters["service"] = "web".into();
                    parameters["desiredCount"] = case.real.desired.into();
                }
                fs::write(place.0.path().join("trail.json"), record(name, &parameters)).expect("writable");
                arguments.push("trail.json");
            }
            let document = place.document(&arguments);
            let replayed = document["replayed"].as_str().expect("a text");
            let (inside, of) = inside(&document);
            let is_told =
                document["atIsTold"] == (case.called.is_some() || case.replayed.starts_with("StopTask"));
            if !replayed.starts_with(case.replayed) || !is_told || !named(&document).is_empty() || of < 2 {
                wrong.push(format!("{} {is_balanced} {seed}: {document:#}", case.replayed));
            }
            (lie, are) = (lie + inside, are + of);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Nine in ten are expected; those of one run are not independent.
    assert!(lie * 100 >= are * 83, "{lie} of {are}");
}

/// The ARN of the task that a call stopped.
fn stopped_task(place: &Place) -> String {
    let bus = fs::read_to_string(place.0.path().join("bus.jsonl")).expect("the log");
    let events = bus.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let mut stopped = events.filter(|event| event["detail"]["stopCode"] == "UserInitiated");
    stopped.next().expect("a stop")["detail"]["taskArn"].as_str().expect("an ARN").to_owned()
}

#[test]
fn a_call_that_failed_or_is_of_another_service_began_nothing() {
    let really = "[[actions]]\nat = \"1800400ms\"\nupdateService = { cluster = \"shop\", service = \"web\", desiredCount = 7 }";
    let place = Place::where_really(true, really, Real { desired: 7, ..Real::default() }, 90);
    let call = |service: &str| {
        record("UpdateService", &json!({ "cluster": "shop", "service": service, "desiredCount": 7 }))
    };
    let failed = call("web").replace("\"eventName\"", "\"errorCode\":\"AccessDenied\",\"eventName\"");
    fs::write(place.0.path().join("trail.json"), failed + &call("other")).expect("writable");
    let document = place.document(&["prod", "bus.jsonl", "trail.json"]);
    assert_eq!((&document["service"], &document["atIsTold"]), (&json!("web"), &json!(false)), "{document:#}");
}

#[test]
fn starts_without_an_explanation_are_no_change_of_the_desired_count() {
    let place = Place::of(true, super::DEPLOY, &[], 3);
    let message = |at: f64| json!({ "id": "e", "createdAt": at, "message": "(service web) has started 1 tasks: (task a)." });
    let events: Vec<Value> =
        (0..9).map(|number| message(1_772_323_200.5 + 60.0 * f64::from(number))).collect();
    let path = place.0.path().join("prod/describe-services.json");
    let mut described: Value =
        serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("JSON");
    described["services"][0]["events"] = events.into();
    described["services"][0]["deployments"] = json!([]);
    fs::write(&path, described.to_string()).expect("writable");
    let said = place.said(&["prod"]);
    assert!(
        said.contains("9 tasks of service `web`, which wants 4, were started, and nothing tells"),
        "{said}"
    );
    assert!(said.contains("code Some(1)"), "{said}");
}
