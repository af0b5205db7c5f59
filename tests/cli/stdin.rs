//! Standard input as a file.

use std::fs;

use assert_cmd::cargo::cargo_bin_cmd;

use super::{stderr, stdout};
use crate::runs::SMALL;

/// What the program says with `text` on its standard input, in a folder with a task definition in `parts/web.json`.
fn reading(text: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("parts")).expect("created");
    let definition =
        r#"{"family": "web", "containerDefinitions": [{"name": "a", "image": "a", "memory": 64}]}"#;
    fs::write(folder.path().join("parts/web.json"), definition).expect("written");
    fs::write(folder.path().join("small.toml"), SMALL).expect("written");
    let mut command = cargo_bin_cmd!("plimsoll");
    let output = command.args(arguments).current_dir(folder.path()).write_stdin(text).output();
    let output = output.expect("plimsoll starts");
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

#[test]
fn a_scenario_from_standard_input_gives_what_its_file_gives() {
    for arguments in [&["run", "--format", "json"][..], &["explain", "--service", "web", "--at", "30s"]] {
        let all = |file| [arguments, &["--quiet", file]].concat();
        let (from_stdin, from_file) = (reading(SMALL, &all("-")), reading("", &all("small.toml")));
        assert_eq!(from_stdin, from_file, "{arguments:?}");
        assert_eq!(from_stdin.0, Some(0), "{}", from_stdin.2);
    }
    assert!(reading(SMALL, &["check", "-"]).1.starts_with("<stdin>: valid, 1 run, about "));
}

#[test]
fn files_that_it_names_are_in_the_current_folder_or_in_the_one_that_is_said() {
    let inline =
        SMALL.find("[[taskDefinitions]]").expect("there")..SMALL.find("[[services]]").expect("there");
    let naming = |path: &str| {
        let named = format!("[[taskDefinitions]]\nfile = \"{path}\"\n");
        [&SMALL[..inline.start], &named, &SMALL[inline.end..]].concat()
    };
    for (path, arguments) in
        [("parts/web.json", &["check", "-"][..]), ("web.json", &["check", "-", "--base", "parts"])]
    {
        let (code, out, err) = reading(&naming(path), arguments);
        assert!(code == Some(0) && out.starts_with("<stdin>: valid, 1 run, about "), "{out}{err}");
    }
    let (code, _, err) = reading(&naming("web.json"), &["check", "-"]);
    assert_eq!(code, Some(3));
    assert!(err.contains("--> <stdin>:") && err.contains("looked for at web.json"), "{err}");
}

#[test]
fn aws_json_is_known_by_how_it_begins() {
    let run_task = r#" {"taskDefinition": "web", "count": 2}"#;
    assert_eq!(reading(run_task, &["check", "-"]).1, "<stdin>: valid, the input of RunTask\n");
    let (code, out, err) = reading(run_task, &["run", "-"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("<stdin> is AWS JSON, which a scenario names"), "{err}");
}

#[test]
fn a_log_is_read_as_well() {
    let event =
        r#"{"createdAt": "2024-01-01T00:00:00Z", "message": "(service web) has reached a steady state."}"#;
    let log = format!(r#"{{"services": [{{"serviceName": "web", "events": [{event}]}}]}}"#);
    let (code, out, err) = reading(&log, &["calibrate", "-"]);
    assert!(code == Some(1) && out.starts_with("1 event of 1 service"), "{out}{err}");
    let (code, _, err) = reading("{", &["calibrate", "-"]);
    assert!(code == Some(3) && err.contains("<stdin>:1:"), "{err}");
}

#[test]
fn what_makes_no_sense_with_it_is_wrong_usage() {
    for (arguments, message) in [
        (&["run", "-", "-"][..], "`-` is given twice"),
        (&["check", "-", "small.toml", "-"], "`-` is given twice"),
        (&["calibrate", "-", "-"], "`-` is given twice"),
        (&["run", "small.toml", "--base", "parts"], "--base is for a scenario from standard input"),
        (&["explain", "-", "--service", "web", "--base", "nowhere"], "--base `nowhere` is no folder"),
    ] {
        let (code, out, err) = reading(SMALL, arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}: {err}");
        assert!(err.contains(message), "{arguments:?}: {err}");
    }
}
