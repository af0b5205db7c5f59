//! The command line from outside: what goes to which stream, and which code comes back.

mod folder;
mod several;
mod shown;
mod stdin;
mod words;

use std::io::Read;
use std::process::{Output, Stdio};

use assert_cmd::cargo::cargo_bin_cmd;

/// Runs `plimsoll` in an empty folder, without a terminal and without anything that changes how texts are wrapped.
fn plimsoll(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    cargo_bin_cmd!("plimsoll")
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("COLUMNS")
        .output()
        .expect("plimsoll starts")
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("results are UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("messages are UTF-8")
}

#[test]
fn help_says_what_there_is() {
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help-run", &["run", "--help"]),
        ("help-check", &["check", "--help"]),
        ("help-explain", &["explain", "--help"]),
        ("help-backtest", &["backtest", "--help"]),
        ("help-export", &["export", "--help"]),
        ("help-calibrate", &["calibrate", "--help"]),
        ("help-conformance", &["conformance", "--help"]),
        ("help-list", &["list", "--help"]),
        ("help-rule", &["rule", "--help"]),
        ("help-docs", &["docs", "--help"]),
        ("help-schema", &["schema", "--help"]),
        ("help-man", &["man", "--help"]),
        ("help-completions", &["completions", "--help"]),
    ] {
        let output = plimsoll(arguments);
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert_eq!(stderr(&output), "", "{name}");
        insta::assert_snapshot!(name, stdout(&output));
    }
}

#[test]
fn wrong_usage_is_code_2_and_says_what_is_expected() {
    for (arguments, message) in [
        (&[][..], "Usage: plimsoll"),
        (&["run"], "<FILE>..."),
        (&["run", "a.toml", "--set", "desiredCount"], "expected PATH=VALUE"),
        (&["run", "a.toml", "--replications", "0"], "expected a whole number from 1 to 100000"),
        (&["run", "a.toml", "--jobs", "0"], "expected a whole number of at least 1"),
        (&["run", "a.toml", "--frmat", "json"], "--format"),
        (&["frobnicate"], "unrecognized subcommand 'frobnicate'"),
        (&["run", "service.json"], "service.json is AWS JSON"),
        (
            &["run", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/imports/files/stacks/app.yaml")],
            "app.yaml is a CloudFormation template, which a scenario names",
        ),
        (&["list", "hosts"], "unrecognized subcommand 'hosts'"),
    ] {
        let output = plimsoll(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(stderr(&output).contains(message), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_replication_that_is_not_there_is_wrong_usage() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/elb-failover.toml");
    let of = |number: &str| {
        plimsoll(&["explain", file, "--service", "web", "--at", "1m", "--replication", number])
    };
    assert_eq!(of("20").status.code(), Some(0));
    let output = of("21");
    assert_eq!(output.status.code(), Some(2));
    let message =
        "there is no replication 21: the scenario has 20 replications; --set simulation.replications=N";
    assert!(stderr(&output).contains(message), "{}", stderr(&output));
}

#[test]
fn a_scenario_that_cannot_be_read_is_invalid() {
    for (file, message) in [
        ("nowhere.toml", "error: `nowhere.toml` cannot be read: there is no such file\n\n1 error\n"),
        (
            ".",
            "error: `.` cannot be read: it is a folder, and holds no results of `plimsoll run`, which have a manifest.json\n\n1 error\n",
        ),
    ] {
        for command in ["run", "check"].into_iter().filter(|command| file != "." || *command == "run") {
            let output = plimsoll(&[command, file]);
            assert_eq!(output.status.code(), Some(3), "{command}");
            assert_eq!((stdout(&output), stderr(&output)), ("", message), "{command}");
        }
    }
}

#[test]
fn lists_have_one_table_and_four_formats() {
    for (name, arguments) in [
        ("list-table", &["list", "instance-types", "m5.*"][..]),
        ("list-markdown", &["list", "instance-types", "t?.nano", "--format", "markdown"]),
        ("list-csv", &["list", "instance-types", "g4dn", "--format", "csv"]),
        ("list-json", &["list", "instance-types", "c5n.large", "--format", "json"]),
        ("list-strategies", &["list", "strategies"]),
        ("list-metrics", &["list", "metrics"]),
        ("list-behavior", &["list", "behavior"]),
        ("list-behavior-csv", &["list", "behavior", "--format", "csv"]),
        ("list-faults", &["list", "faults"]),
        ("list-columns", &["list", "columns"]),
        ("list-columns-json", &["list", "columns", "timeseries", "--format", "json"]),
    ] {
        let output = plimsoll(arguments);
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert_eq!(stderr(&output), "", "{name}");
        insta::assert_snapshot!(name, stdout(&output));
    }
}

#[test]
fn rules_are_explained_in_three_formats() {
    for (name, arguments) in [
        ("rule-chapters", &["rule"][..]),
        ("rule-text", &["rule", "SC-05", "pl-09", "S6.2-1"]),
        ("rule-markdown", &["rule", "VD-10", "EN-01", "--format", "markdown"]),
        ("rule-json", &["rule", "RS-08..RS-09", "--format", "json"]),
    ] {
        let output = plimsoll(arguments);
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert_eq!(stderr(&output), "", "{name}");
        insta::assert_snapshot!(name, stdout(&output));
    }
}

#[test]
fn check_says_which_rules_to_read_unless_it_is_to_be_quiet() {
    let file = |name: &str| format!("{}/tests/errors/{name}", env!("CARGO_MANIFEST_DIR"));
    let hint = "\n`plimsoll rule VS-12 VS-06 VS-13 VS-25 VS-16` explains these rules\n";
    let (broken, nameless) = (file("api_rules.toml"), file("no_name.toml"));
    let output = plimsoll(&["check", &broken]);
    assert!(stderr(&output).ends_with(hint), "{}", stderr(&output));
    for arguments in [&["check", "--quiet", &broken][..], &["check", &nameless]] {
        let output = plimsoll(arguments);
        assert_eq!(output.status.code(), Some(3));
        assert!(!stderr(&output).contains("plimsoll rule"), "{}", stderr(&output));
    }
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = include_str!("../../README.md");
    for arguments in [["rule", "RS-08"], ["docs", "PortMapping"]] {
        let output = plimsoll(&arguments);
        assert!(readme.contains(&format!("$ plimsoll {}\n{}```\n", arguments.join(" "), stdout(&output))));
    }
}

#[test]
fn a_rule_that_is_not_there_fails_with_the_nearest_and_all_kinds() {
    let output = plimsoll(&["rule", "PL-01", "PL-6"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    insta::assert_snapshot!("rule-unknown", stderr(&output));
}

#[test]
fn parts_of_the_reference_are_printed_by_name() {
    for (name, part) in [("docs-faults", "faults"), ("docs-type", "portmapping"), ("docs-values", "values")] {
        let output = plimsoll(&["docs", part]);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{name}");
        insta::assert_snapshot!(name, stdout(&output));
    }
    let output = plimsoll(&["docs", "fault"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    insta::assert_snapshot!("docs-unknown", stderr(&output));
}

#[test]
fn a_pattern_without_a_match_fails_with_the_nearest_name() {
    let output = plimsoll(&["list", "instance-types", "m5.lagre"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert_eq!(stderr(&output), "error: no instance type matches `m5.lagre`; did you mean m5.large?\n");
    let output = plimsoll(&["list", "columns", "task"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    let said = stderr(&output);
    assert!(
        said.starts_with("error: there is no table `task`; did you mean tasks?\ntables are summary,"),
        "{said}"
    );
}

#[test]
fn completions_complete_every_command() {
    let output = plimsoll(&["completions", "bash"]);
    assert_eq!(output.status.code(), Some(0));
    for word in [
        "run",
        "check",
        "explain",
        "export",
        "calibrate",
        "backtest",
        "list",
        "rule",
        "docs",
        "schema",
        "man",
        "--determinism",
        "--replication",
        "instance-types",
    ] {
        assert!(stdout(&output).contains(word), "{word} is not completed");
    }
}

#[test]
fn man_pages_name_what_help_names() {
    let output = plimsoll(&["man", "check"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""));
    let page = stdout(&output).replace(env!("CARGO_PKG_VERSION"), "[version]");
    insta::assert_snapshot!("man-check", page);
    let output = plimsoll(&["man"]);
    assert_eq!(output.status.code(), Some(0));
    for page in ["plimsoll\\-run(1)", "plimsoll\\-rule(1)", "plimsoll\\-man(1)"] {
        assert!(stdout(&output).contains(page), "{page} is not named");
    }
    let output = plimsoll(&["man", "chek"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    assert_eq!(stderr(&output), "error: there is no command `chek`; did you mean check?\n");
}

/// The table is longer than any pipe holds, so that writing it must fail once the reader has gone.
#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("plimsoll"))
        .args(["list", "instance-types"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("plimsoll starts");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("UTF-8");
    let status = child.wait().expect("it ends");
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn check_gives_parameters_of_a_template_their_values() {
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("stack.yaml");
    let template = "Parameters:\n  Count: {Type: Number, MinValue: 1}\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    \
                    Properties: {Family: web, ContainerDefinitions: [{Name: app, Image: 'web:1', Cpu: 128, Memory: 128}]}\n  \
                    Web:\n    Type: AWS::ECS::Service\n    Properties: {TaskDefinition: !Ref Task, DesiredCount: !Ref Count}\n";
    std::fs::write(&path, template).expect("writable");
    let file = path.to_str().expect("UTF-8");
    let open = plimsoll(&["check", file]);
    assert_eq!(open.status.code(), Some(3));
    assert!(stderr(&open).contains("the template leaves its parameter `Count` open"), "{}", stderr(&open));
    assert!(stderr(&open).contains("--param Count=…"), "{}", stderr(&open));
    assert_eq!(plimsoll(&["check", file, "--param", "Count=4"]).status.code(), Some(0));
    let folder = place.path().to_str().expect("UTF-8");
    assert_eq!(plimsoll(&["check", folder, "--param", "Count=4"]).status.code(), Some(0));
    for (value, expected) in [
        ("Count=0", "`0` is no value of parameter `Count`"),
        ("Cuont=4", "no template has a parameter `Cuont`"),
    ] {
        let refused = plimsoll(&["check", file, "--param", value]);
        assert_eq!(refused.status.code(), Some(3), "{value}");
        assert!(stderr(&refused).contains(expected), "{value}: {}", stderr(&refused));
    }
    assert_eq!(plimsoll(&["check", file, "--param", "Count"]).status.code(), Some(2));
}
