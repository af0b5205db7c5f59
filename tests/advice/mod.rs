//! Design faults that `plimsoll check --advise` proves, and designs that have none: scenarios in `faulty/` and `sound/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use plimsoll::advice::{DesignFault, Patience};
use plimsoll::experiment::{SharedAdvice, advise_all};
use plimsoll::scenario::{Overrides, load};
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
    let loaded = load(file, &overrides);
    let scenario = loaded.scenario.unwrap_or_else(|| panic!("{}: {:?}", file.display(), loaded.problems));
    advise_all(&scenario, patience, 1, &()).expect("no guard ends a trial")
}

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
        assert_eq!(advised(&file, &[], Patience::default()), [], "{name}");
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
    let sound = folder("sound").join("daemon-beside-spot-services.toml");
    let hasty = advised(&sound, &[], Patience { deployment: SimDuration::from_secs(60) });
    let faults: Vec<DesignFault> = hasty.iter().map(|shared| shared.advice.fault).collect();
    assert_eq!(faults, [DrainOutlastsPatience]);
}

#[test]
fn variants_with_the_same_fault_share_one_advice() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/static-port-density.toml");
    let found = advised(&scenario, &[], Patience::default());
    let [shared] = &found[..] else { panic!("{found:?}") };
    assert!(shared.variants.len() > 1);
    assert_eq!(shared.advice.fault, NoSpareInstance);
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
