//! What wrong arguments and numbers are answered with: what to write instead.

use super::{plimsoll, stderr};

#[test]
fn numbers_and_times_that_are_none_are_told_with_what_they_may_be() {
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/task-failover.toml");
    for (arguments, message) in [
        (&["run", "--seed", "abc"][..], "expected a whole number of at least 0"),
        (&["run", "--seed", "-1"], "expected a whole number of at least 0"),
        (&["run", "--seed", "1e3"], "expected a whole number of at least 0"),
        (&["run", "--replications", "ten"], "expected a whole number from 1 to 100000"),
        (&["run", "--replications", "-3"], "expected a whole number from 1 to 100000"),
        (&["run", "--jobs", "1.5"], "expected a whole number of at least 1"),
        (
            &["check", "--advise", "--patience", "10"],
            "a length of time with its unit, such as 10s, 10m or 10h",
        ),
        (&["explain", "--service", "web", "--at", "-5s"], "expected a time since the start, such as 90s"),
        (&["explain", "--service", "web", "--at", "10"], "with its unit, such as 10s, 10m or 10h"),
        (&["explain", "--service", "web", "--replication", "x"], "expected a whole number from 1 to 100000"),
    ] {
        let output = plimsoll(&[arguments, &[scenario]].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(message) && !said.contains("tip:"), "{arguments:?}: {said}");
        assert!(!said.contains("digit found"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_file_in_place_of_a_command_is_answered_with_the_command() {
    let output = plimsoll(&["cluster.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("say 'plimsoll run cluster.toml'"), "{}", stderr(&output));
}

#[test]
fn regular_expressions_are_told_from_patterns() {
    for (arguments, message) in [
        (
            &["list", "instance-types", r"^m5\..*"][..],
            "no regular expressions: `*` stands for anything and `?` for one",
        ),
        (&["list", "instance-types", r"^m5\..*"], "write `m5.*`"),
        (&["rule", "SC-.*"], "write `SC-*`"),
        (&["rule", "(SC|PL)-01"], "patterns are no regular expressions"),
    ] {
        let output = plimsoll(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stderr(&output).contains(message), "{arguments:?}: {}", stderr(&output));
    }
}
