//! How things are shown: widths, colours, moments as they were asked for.

use assert_cmd::cargo::cargo_bin_cmd;

use super::{plimsoll, stderr, stdout};

const ROLLING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/rolling-deploy.toml");

/// A pipe has no width: a row is a line, whatever it holds.
#[test]
fn tables_do_not_wrap_in_a_pipe() {
    let table = plimsoll(&["list", "behavior"]);
    let csv = plimsoll(&["list", "behavior", "--format", "csv"]);
    let rows = csv::Reader::from_reader(csv.stdout.as_slice()).records().count();
    assert_eq!(stdout(&table).lines().count(), rows + 2, "a heading and a line under it");
    assert!(stdout(&table).lines().any(|line| line.chars().count() > 200));
    let answer = plimsoll(&["run", ROLLING, "--quiet"]);
    let rows: Vec<&str> = stdout(&answer).lines().filter(|line| line.starts_with('│')).collect();
    assert!(
        rows.iter().all(|row| !row.split('┆').next().expect("a cell").trim_matches(['│', ' ']).is_empty())
    );
}

#[test]
fn colours_are_shown_as_asked_for() {
    let escapes = |arguments: &[&str], set: &[(&str, &str)]| {
        let mut command = cargo_bin_cmd!("plimsoll");
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        let output = command.args(arguments).envs(set.iter().copied()).output().expect("plimsoll starts");
        let said = [output.stdout, output.stderr].concat();
        said.contains(&0x1b)
    };
    for arguments in [&["check", "nowhere.toml"][..], &["run", "--sed"], &["rule", "XX-1"], &["--help"]] {
        assert!(!escapes(arguments, &[]), "{arguments:?} into a pipe");
        let of = |when: &'static str| [arguments, &["--color", when]].concat();
        assert!(escapes(&of("always"), &[]), "{arguments:?}");
        assert!(escapes(&of("always"), &[("NO_COLOR", "1")]), "what is asked for wins: {arguments:?}");
        assert!(!escapes(&of("never"), &[("CLICOLOR_FORCE", "1")]), "{arguments:?}");
    }
    assert!(escapes(&["check", "nowhere.toml"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_moment_is_told_as_it_was_asked_for() {
    let at = |moment| plimsoll(&["explain", ROLLING, "--quiet", "--service", "web", "--at", moment]);
    let text = at("630s");
    assert!(
        stdout(&text).contains("Service web in cluster default at 630s (00:10:30): "),
        "{}",
        stdout(&text)
    );
    let late = at("99h");
    assert_eq!(late.status.code(), Some(2));
    assert!(stderr(&late).contains("--at 99h is after the end"), "{}", stderr(&late));
    let json = plimsoll(&["explain", ROLLING, "-q", "--service", "web", "--at", "630s", "--format", "json"]);
    assert!(stdout(&json).contains("\"askedAt\": \"630s\""), "{}", stdout(&json));
}
