//! Design faults that `plimsoll check --advise` proves, and designs that have none: scenarios in `faulty/` and `sound/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use plimsoll::advice::{DesignFault, Patience};
use plimsoll::experiment::{SharedAdvice, SharedFindings, advise_all};
use plimsoll::scenario::{Loaded, Overrides, load, load_text};
use plimsoll::time::SimDuration;

use DesignFault::{
    DaemonCrowdsOut, DrainOutlastsPatience, FullInstanceFailsCheck, GracePeriodTooShort, NoSpareInstance,
    OutlivesSpotNotice, RoundingDeadlock,
};

/// Each faulty scenario with the one fault it has.
const FAULTY: [(&str, DesignFault); 9] = [
    ("daemon-crowds-out", DaemonCrowdsOut),
    ("distinct-instance-everywhere", NoSpareInstance),
    ("drain-outlasts-patience", DrainOutlastsPatience),
    ("full-instance-fails-check", FullInstanceFailsCheck),
    ("grace-period-too-short", GracePeriodTooShort),
    ("outlives-spot-notice", OutlivesSpotNotice),
    ("rounding-deadlock", RoundingDeadlock),
    ("start-period-too-short", GracePeriodTooShort),
    ("static-port-everywhere", NoSpareInstance),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/advice").join(name)
}

fn faulty(name: &str) -> PathBuf {
    folder("faulty").join(format!("{name}.toml"))
}

fn names(of: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder(of)).expect("a folder of scenarios");
    let files = files.map(|file| file.expect("an entry").path());
    files.map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

fn advised(file: &Path, set: &[String], patience: Patience) -> Vec<SharedAdvice> {
    let overrides = Overrides { set: set.to_vec(), ..Overrides::default() };
    findings(load(file, &overrides), patience).advice
}

fn findings(loaded: Loaded, patience: Patience) -> SharedFindings {
    let scenario = loaded.scenario.unwrap_or_else(|| panic!("{:?}", loaded.problems));
    advise_all(&scenario, patience, 1, &()).expect("no guard ends a trial")
}

/// What is found in a scenario with this body.
fn of_text(body: &str) -> SharedFindings {
    let text = format!("name = \"t\"\n[simulation]\nduration = \"1h\"\n{body}");
    findings(load_text("t.toml", &text, Path::new(""), &Overrides::default()), Patience::default())
}

fn hosts(name: &str, count: u32, members: &str) -> String {
    format!(
        "[[containerInstances]]\nname = \"{name}\"\ninstanceType = \"m5.large\"\ncount = {count}\n{members}\n"
    )
}

fn task(family: &str, cpu: u32, members: &str) -> String {
    format!(
        "[[taskDefinitions]]\nfamily = \"{family}\"\ncontainerDefinitions = [{{ name = \"app\", image = \"i\", \
         cpu = {cpu}, memory = 256 {members} }}]\n"
    )
}

fn service(name: &str, members: &str) -> String {
    format!("[[services]]\nserviceName = \"{name}\"\ntaskDefinition = \"{name}\"\n{members}\n")
}

const PORT_80: &str = ", portMappings = [{ containerPort = 80, hostPort = 80 }]";

#[test]
fn each_fault_is_proved_where_it_is_and_nothing_else() {
    assert_eq!(names("faulty"), FAULTY.iter().map(|(name, _)| (*name).to_owned()).collect());
    for (name, fault) in FAULTY {
        let found = advised(&faulty(name), &[], Patience::default());
        let found: Vec<DesignFault> = found.iter().map(|shared| shared.advice.fault).collect();
        assert_eq!(found, [fault], "{name}");
    }
}

#[test]
fn a_sound_design_gets_no_advice() {
    assert_eq!(names("sound").len(), 4);
    for name in names("sound") {
        let file = folder("sound").join(format!("{name}.toml"));
        let found = findings(load(&file, &Overrides::default()), Patience::default());
        assert_eq!(found, SharedFindings::default(), "{name}");
    }
}

/// What is printed as mending is made as a user would make it, and mends.
#[test]
fn every_setting_that_mends_a_fault_does_so_in_the_scenario() {
    let mut tried = 0;
    for (name, fault) in FAULTY {
        let advice = advised(&faulty(name), &[], Patience::default()).remove(0).advice;
        assert!(advice.changes.iter().any(|change| change.mends), "{name}: {:?}", advice.changes);
        for change in advice.changes.iter().filter(|change| change.mends && change.change.contains('=')) {
            let set: Vec<String> = change.change.split(" and ").map(str::to_owned).collect();
            let left = advised(&faulty(name), &set, Patience::default());
            assert!(left.iter().all(|shared| shared.advice.fault != fault), "{name} with {set:?}: {left:?}");
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[test]
fn patience_decides_which_drain_is_too_long() {
    let wait = |minutes| Patience { deployment: SimDuration::from_mins(minutes) };
    assert_eq!(advised(&faulty("drain-outlasts-patience"), &[], wait(30)), []);
    let longer = advised(&faulty("drain-outlasts-patience"), &[], wait(15));
    assert_eq!(longer.iter().map(|shared| shared.advice.fault).collect::<Vec<_>>(), [DrainOutlastsPatience]);
    // A deployment of which draining is the lesser part is no matter of draining.
    let sound = folder("sound").join("daemon-beside-spot-services.toml");
    assert_eq!(advised(&sound, &[], wait(1)), []);
}

#[test]
fn variants_with_the_same_fault_share_one_advice() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/static-port-density.toml");
    let found = advised(&scenario, &[], Patience::default());
    let [shared] = &found[..] else { panic!("{found:?}") };
    assert!(shared.variants.len() > 1);
    assert_eq!(shared.advice.fault, NoSpareInstance);
}

/// A dynamic port does not help where another service fills the hosts, and a host more is not taken by that one.
#[test]
fn changes_are_tried_beside_all_other_services() {
    let full = hosts("h", 2, "") + &task("a", 256, PORT_80) + &task("b", 1_792, "");
    let found = of_text(&(full + &service("a", "desiredCount = 2") + &service("b", "desiredCount = 2")));
    let of_a =
        found.advice.iter().find(|one| one.advice.subject == "service/default/a").expect("a has no room");
    let mending: Vec<&str> =
        of_a.advice.changes.iter().filter(|one| one.mends).map(|one| one.change.as_str()).collect();
    assert!(!mending.iter().any(|change| change.contains("hostPort")), "{mending:?}");
    assert!(mending.iter().any(|change| change.starts_with("1 more m5.large")), "{mending:?}");
}

/// Only Spot instances are interrupted, and only users say which these are.
#[test]
fn interruptions_come_to_spot_instances_alone() {
    let rest = task("web", 256, "") + &service("web", "desiredCount = 2");
    for (attribute, expected) in [
        ("{ name = \"lifecycle\", value = \"spot\" }", true),
        ("{ name = \"spot\", value = \"true\" }", true),
        ("{ name = \"spot\", value = \"false\" }", false),
        ("{ name = \"lifecycle\", value = \"non-spot\" }", false),
        ("{ name = \"lifecycle\", value = \"on-demand\" }", false),
    ] {
        // The program needs longer than the notice.
        let slow = "[[applications]]\ntaskDefinition = \"web\"\nshutDownTime = \"5m\"\n";
        let body = hosts("h", 3, &format!("attributes = [{attribute}]")) + &rest + slow;
        let body = body.replace("memory = 256", "memory = 256, stopTimeout = 600");
        let faults: Vec<DesignFault> = of_text(&body).advice.iter().map(|one| one.advice.fault).collect();
        assert_eq!(faults.contains(&OutlivesSpotNotice), expected, "{attribute}: {faults:?}");
    }
}

/// A daemon's deployments are tried as well, and a sidecar that nobody checks explains nothing.
#[test]
fn daemons_deploy_too_and_sidecars_are_not_blamed() {
    let daemon = hosts("h", 1, "") + &task("d", 64, "");
    let percent = "schedulingStrategy = \"DAEMON\"\ndeploymentConfiguration = { minimumHealthyPercent = 50 }";
    let found = of_text(&(daemon + &service("d", percent)));
    assert_eq!(found.advice.iter().map(|one| one.advice.fault).collect::<Vec<_>>(), [RoundingDeadlock]);

    let check = ", healthCheck = { command = [\"CMD\", \"ok\"], interval = 5, retries = 1 }";
    let two = task("web", 64, check).replace("}]", "}, { name = \"side\", image = \"i\", memory = 64 }]");
    let times = ["app", "side"].map(|container| {
        let minutes = if container == "app" { 3 } else { 10 };
        format!("[[applications]]\ntaskDefinition = \"web\"\ncontainer = \"{container}\"\nstartUpTime = \"{minutes}m\"\n")
    });
    let body = hosts("h", 2, "") + &two + &service("web", "desiredCount = 1") + &times.concat();
    let found = of_text(&body);
    let [shared] = &found.advice[..] else { panic!("{found:?}") };
    assert!(shared.advice.claim.starts_with("container app takes about 3m"), "{}", shared.advice.claim);
}

/// Who needs the daemon's company is not crowded out by it (CN-11).
#[test]
fn no_daemon_crowds_out_whom_it_lets_in() {
    let near = "placementConstraints = [{ type = \"memberOf\", expression = \"task:group == service:d\" }]";
    let body = hosts("h", 1, "") + &task("d", 512, "") + &task("web", 1_024, "");
    let body = body + &service("d", "schedulingStrategy = \"DAEMON\"");
    let found = of_text(&(body + &service("web", &format!("desiredCount = 2\n{near}"))));
    assert!(found.advice.iter().all(|one| one.advice.fault != DaemonCrowdsOut), "{found:?}");
}

/// More CPU mends nothing where it finds no room, and it is raised only where a check looks.
#[test]
fn more_cpu_has_to_fit_and_is_for_checked_containers() {
    let text = std::fs::read_to_string(faulty("full-instance-fails-check")).expect("the scenario");
    let side = "}] },\n  { name = \"side\", image = \"side:1\", cpu = 32, memory = 64 },\n]";
    let beside = text.replace("}] },\n]", side)
        + "\n[[applications]]\ntaskDefinition = \"quote\"\ncontainer = \"side\"\n\
        startUpTime = \"1m\"\nstartUpCpu = 512\n";
    assert_ne!(beside.matches("side").count(), 0);
    for (hosts, fits) in [("count = 4", true), ("count = 1", false)] {
        let text = beside.replace("count = 2", hosts);
        let loaded = load_text("t.toml", &text, Path::new(""), &Overrides::default());
        let found = findings(loaded, Patience::default());
        let shared = found.advice.iter().find(|one| one.advice.fault == FullInstanceFailsCheck);
        let changes: Vec<&str> =
            shared.expect("it fails").advice.changes.iter().map(|one| one.change.as_str()).collect();
        assert_eq!(changes.iter().any(|change| change.contains("jvm.cpu=")), fits, "{hosts}: {changes:?}");
        assert!(!changes.iter().any(|change| change.contains("side")), "{changes:?}");
    }
}

#[test]
fn a_service_that_never_becomes_steady_is_not_judged_and_that_is_said() {
    let found =
        of_text(&(hosts("h", 2, "") + &task("web", 64, PORT_80) + &service("web", "desiredCount = 3")));
    let [shared] = &found.unjudged[..] else { panic!("{found:?}") };
    assert!(shared.unjudged.reason.contains("RESOURCE:PORTS"), "{}", shared.unjudged.reason);
    assert_eq!(found.advice, []);
}

fn printed(name: &str, options: &[&str]) -> String {
    let output = cargo_bin_cmd!("plimsoll")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["check", &format!("tests/advice/faulty/{name}.toml"), "--advise"])
        .args(options)
        .output()
        .expect("plimsoll starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn advice_as_people_read_it() {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots", omit_expression => true }, {
        for (name, _) in FAULTY {
            insta::assert_snapshot!(name, printed(name, &[]));
        }
        insta::assert_snapshot!("rounding-deadlock.md", printed("rounding-deadlock", &["--format", "markdown"]));
        insta::assert_snapshot!("rounding-deadlock.json", printed("rounding-deadlock", &["--format", "json"]));
    });
}
