//! Several files at once.

use std::fs;

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

use super::{stderr, stdout};
use crate::runs::SMALL;

/// Runs in a folder with `a.toml` and `b.toml`, which differ by their names, and `bad.toml`.
fn plimsoll(arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (file, text) in [
        ("a.toml", SMALL.replace("small", "first")),
        ("b.toml", SMALL.replace("small", "second")),
        ("bad.toml", SMALL.replace("duration", "duratoin")),
        ("web.json", r#"{"taskDefinition": "web"}"#.to_owned()),
    ] {
        fs::write(folder.path().join(file), text).expect("written");
    }
    let output = cargo_bin_cmd!("plimsoll").args(arguments).current_dir(folder.path()).output();
    let output = output.expect("plimsoll starts");
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn answers_are_one_json_list_and_one_answer_is_an_object() {
    let (code, out, _) = plimsoll(&["run", "a.toml", "b.toml", "--format", "json"]);
    assert_eq!(code, Some(0));
    let both = json(&out);
    let one = json(&plimsoll(&["run", "b.toml", "--format", "json"]).1);
    assert_eq!(both[0]["scenario"], "first");
    assert_eq!((&both[1], both.as_array().map(Vec::len)), (&one, Some(2)));
}

#[test]
fn a_table_for_spreadsheets_is_of_one_scenario() {
    let (code, out, err) = plimsoll(&["run", "a.toml", "b.toml", "--format", "csv"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("--format csv prints one table, of one scenario, and 2 are given"), "{err}");
    assert_eq!(plimsoll(&["run", "a.toml", "--format", "csv"]).0, Some(0));
}

#[test]
fn verdicts_are_one_json_list_whatever_is_asked_for_beside_them() {
    let (code, out, _) = plimsoll(&["check", "a.toml", "bad.toml", "web.json", "--format", "json"]);
    assert_eq!(code, Some(3));
    let told = json(&out);
    let of = |number: usize, member: &str| told["files"][number][member].clone();
    for (number, (file, valid)) in
        [("a.toml", true), ("bad.toml", false), ("web.json", true)].into_iter().enumerate()
    {
        assert_eq!((of(number, "file"), of(number, "valid")), (file.into(), valid.into()), "{out}");
    }
    let of = |more: &[&str]| plimsoll(&[&["check", "a.toml", "b.toml", "--format", "json"], more].concat());
    let (code, out, err) = of(&["--determinism"]);
    assert_eq!((code, json(&out)["files"].as_array().map(Vec::len)), (Some(0), Some(2)), "{err}");
    for more in [&["--advise"][..], &["--advise", "--determinism"]] {
        let (code, out, err) = of(more);
        assert_eq!((code, json(&out).as_array().map(Vec::len)), (Some(0), Some(2)), "{more:?}: {err}");
    }
}
