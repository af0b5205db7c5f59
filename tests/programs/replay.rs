//! What a program answered is what holds, in every run and without the program.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Place, SECOND, files, said};

/// Figures and records; the manifest and what is made of names differ.
const RECORDS: [&str; 4] = ["events.jsonl", "tasks.csv", "replications.csv", "services.csv"];

fn run(place: &Place, out: &str, more: &[&str]) -> Vec<(String, Vec<u8>)> {
    let out = format!("HERE/{out}");
    let output = place.plimsoll(&[&["run", "HERE/policy.toml", "--out", &out], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    files(&place.path(out.strip_prefix("HERE/").expect("a prefix")).join("policy"))
}

#[test]
fn threads_change_nothing_and_a_replay_needs_no_program() {
    let place = Place::asking(SECOND);
    let one = run(&place, "one", &["--allow-programs", "--jobs", "1"]);
    assert_eq!(one, run(&place, "several", &["--allow-programs", "--jobs", "4"]));
    assert!(super::answers(&one).lines().count() > 50);
    fs::remove_file(place.path("policy.sh")).expect("there it was");
    let again = place.plimsoll(&["run", "HERE/one/policy", "--out", "HERE/again"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert_eq!(one, files(&place.path("again/policy")));
}

#[test]
fn only_new_questions_are_asked_of_changed_results() {
    let place = Place::asking(SECOND);
    run(&place, "one", &["--allow-programs"]);
    let changed = ["run", "HERE/one/policy", "--out", "HERE/two", "--set", "services.web.desiredCount=21"];
    let refused = place.plimsoll(&changed);
    assert_eq!(refused.status.code(), Some(1));
    let told = said(&refused);
    assert!(told.contains("no answer of the program `sh policy.sh` is recorded"), "{told}");
    assert!(!place.path("two/policy").exists());
    // Of results, paths count from the current folder: here that is where the policy is.
    let asked = Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
        .args(["run", "one/policy", "--out", "two", "--set", "services.web.desiredCount=21"])
        .arg("--allow-programs")
        .current_dir(place.0.path())
        .output()
        .expect("plimsoll starts");
    assert_eq!(asked.status.code(), Some(0), "{}", said(&asked));
}

#[test]
fn a_damaged_record_is_told_with_its_line() {
    let place = Place::asking(SECOND);
    run(&place, "one", &["--allow-programs"]);
    let record = place.path("one/policy/answers.jsonl");
    let text = fs::read_to_string(&record).expect("a record");
    fs::write(&record, text.replacen("\"candidates\":[", "\"candidates\":[-", 2)).expect("written");
    let output = place.plimsoll(&["run", "HERE/one/policy", "--out", "HERE/two"]);
    assert_eq!(output.status.code(), Some(3));
    let told = said(&output);
    assert!(told.contains("answers.jsonl` cannot be read: line 1 is no recorded answer"), "{told}");
}

/// The questions of a run and what becomes of their answers are the same as within the engine.
#[test]
fn best_fit_as_a_program_is_best_fit() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/best_fit.py");
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("python3 is not here: best fit is compared within the library alone");
        return;
    }
    let command =
        format!("{{ type = \"program\", command = [\"python3\", {:?}] }}", example.display().to_string());
    let asked = run(&Place::with(&command), "out", &["--allow-programs"]);
    let built_in = run(&Place::with("{ type = \"best-fit\" }"), "out", &[]);
    for name in RECORDS {
        let of = |files: &[(String, Vec<u8>)]| {
            files.iter().find(|(of, _)| of == name).map(|(_, text)| text.clone())
        };
        assert!(of(&asked).is_some(), "{name}");
        assert_eq!(of(&asked), of(&built_in), "{name}");
    }
}

#[test]
fn a_choice_is_explained_with_what_the_program_kept() {
    let place = Place::asking(SECOND);
    let output = place.plimsoll(&[
        "explain",
        "HERE/policy.toml",
        "--service",
        "web",
        "--at",
        "20s",
        "--allow-programs",
    ]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(text.contains("program sh policy.sh") && text.contains("keeps one of them"), "{text}");
    assert!(text.contains("which program sh policy.sh passed over"), "{text}");
}

#[test]
fn two_equal_runs_are_equal() {
    let place = Place::asking(SECOND);
    let output = place.plimsoll(&["check", "HERE/policy.toml", "--determinism", "--allow-programs"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
