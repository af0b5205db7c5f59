//! Several runs at once into one folder.

use std::fs;
use std::process::{Command, Stdio};

use super::{Place, SCENARIO};

#[test]
fn runs_into_one_folder_at_once_all_succeed_and_leave_one_result() {
    let place = Place::new();
    place.write("small.toml", SCENARIO);
    for _ in 0..4 {
        let start = |_| {
            Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
                .args(["run", "small.toml", "--quiet"])
                .current_dir(place.path())
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .expect("plimsoll starts")
        };
        let children: Vec<_> = (0..6).map(start).collect();
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), said.as_ref()), (Some(0), ""));
        }
        let entries = fs::read_dir(place.path().join("output")).expect("results");
        let names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        assert_eq!(names, ["small"]);
    }
}

/// Nothing can be written to a device that is full.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_printed_is_code_6() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
        .args(["list", "metrics"])
        .stdout(full)
        .output()
        .expect("plimsoll starts");
    assert_eq!(output.status.code(), Some(6));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("standard output could not be written: No space left"), "{said}");
}
