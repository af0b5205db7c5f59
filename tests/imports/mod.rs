//! Files of other tools: one of each format is checked by itself, taken into a scenario and run; and broken in any way.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use plimsoll::scenario::{ComposeAs, Importing, Overrides, check_file, check_folder, load, render};
use proptest::prelude::*;

/// Files of each format, as they are named from their folder, and what Compose files stand for.
const FILES: [(&str, &str, Option<ComposeAs>); 7] = [
    ("state", "state.json", None),
    ("plan", "plan.json", None),
    ("tfstate", "terraform.tfstate", None),
    ("ecspresso", "ecspresso/ecspresso.yml", None),
    ("compose-services", "compose/compose.yaml", Some(ComposeAs::Services)),
    ("compose-task", "compose/compose.yaml", Some(ComposeAs::Task)),
    ("copilot", "copilot/manifest.yml", None),
];

/// Scenarios that take everything from such files.
const SCENARIOS: [&str; 7] = [
    "state.toml",
    "plan.toml",
    "tfstate.toml",
    "ecspresso/ecspresso.toml",
    "compose/services.toml",
    "compose/task.toml",
    "copilot/copilot.toml",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports/files")
}

/// What `plimsoll` says in the folder of the files, and its exit code.
fn plimsoll(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output =
        cargo_bin_cmd!("plimsoll").args(arguments).current_dir(folder).output().expect("plimsoll starts");
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    (output.status.code(), format!("{}\n{}", said[0].trim_end(), said[1]))
}

#[test]
fn what_check_says_of_a_file_of_each_format() {
    for (name, file, compose) in FILES {
        let word = compose.map(ComposeAs::word);
        let arguments: Vec<&str> = match word {
            Some(word) => vec!["check", file, "--compose", word],
            None => vec!["check", file],
        };
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, plimsoll(&folder(), &arguments).1);
        });
    }
    let (code, said) = plimsoll(&folder(), &["check", "compose/compose.yaml", "compose/ecs-params.yml"]);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("waiting", said);
    });
    assert_eq!(code, Some(0));
}

#[test]
fn a_file_of_each_format_makes_a_scenario_that_runs_and_runs_again() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let out = place.path().to_string_lossy().into_owned();
    for scenario in SCENARIOS {
        let (code, said) = plimsoll(&folder(), &["run", scenario, "--out", &out]);
        assert_eq!(code, Some(0), "{scenario}: {said}");
        assert!(said.contains("all services reached and kept their desired count"), "{scenario}: {said}");
    }
    // The results hold all files that the scenario was made of.
    for name in ["ecspresso", "compose-task"] {
        let again = place.path().join(name);
        let (code, said) = plimsoll(place.path(), &["check", &again.to_string_lossy()]);
        assert_eq!(code, Some(0), "{name}: {said}");
    }
}

#[test]
fn a_compose_file_without_a_meaning_names_both() {
    let place = tempfile::tempdir().expect("a temporary folder");
    fs::copy(folder().join("compose/compose.yaml"), place.path().join("compose.yaml")).expect("copied");
    for (beside, told) in [
        ("", "the file holds a Compose file"),
        ("compose = \"both\"", "`compose` says what the services of a Compose file are"),
    ] {
        let text = format!("name = \"x\"\n[[services]]\nfile = \"compose.yaml\"\n{beside}\n");
        fs::write(place.path().join("x.toml"), text).expect("written");
        let loaded = load(&place.path().join("x.toml"), &Overrides::default());
        let report = render(&loaded.problems, &loaded.sources, false);
        assert!(report.contains(told) && report.contains("compose = \"task\""), "{report}");
    }
}

/// Files that belong to another one are not listed beside it.
#[test]
fn a_folder_holds_files_of_several_formats() {
    let loaded = check_folder(&folder(), &importing(Some(ComposeAs::Task)));
    let listing = loaded.listing.expect("a listing");
    let count = |what: &str| listing.rows.iter().find(|row| row.what == what).map_or(0, |row| row.count);
    assert!(count("task definitions") >= 3, "{listing:?}");
    assert!(listing.rows.iter().all(|row| row.note.is_empty()), "{listing:?}");
    let without = check_folder(&folder(), &importing(None)).listing.expect("a listing");
    assert!(without.rows.iter().any(|row| row.what == "a Compose file"), "{without:?}");
}

#[test]
fn a_folder_of_other_tools_makes_a_scenario() {
    let place = tempfile::tempdir().expect("a temporary folder");
    for (name, files) in
        [("terraform", &["state.json"][..]), ("tools", &["compose/compose.yaml", "compose/ecs-params.yml"])]
    {
        let inside = place.path().join(name);
        fs::create_dir(&inside).expect("created");
        for file in files {
            let own = Path::new(file).file_name().expect("a file");
            fs::copy(folder().join(file), inside.join(own)).expect("copied");
        }
        let arguments = ["init", name, "--compose", "task", "--out", "made.toml", "--force"];
        let (code, said) = plimsoll(place.path(), &arguments);
        assert_eq!(code, Some(0), "{said}");
        let (code, said) = plimsoll(place.path(), &["run", "made.toml"]);
        assert_eq!(code, Some(0), "{said}");
    }
}

/// One template exports what another one imports, and a third is a stack of that, twice.
#[test]
fn templates_of_a_folder_that_refer_to_each_other_make_a_scenario() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let inside = place.path().join("stacks");
    fs::create_dir(&inside).expect("created");
    for entry in fs::read_dir(folder().join("stacks")).expect("readable").flatten() {
        fs::copy(entry.path(), inside.join(entry.file_name())).expect("copied");
    }
    let (code, said) = plimsoll(place.path(), &["init", "stacks"]);
    assert_eq!(code, Some(0), "{said}");
    let scenario = fs::read_to_string(place.path().join("harbour.toml")).expect("written");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("stacks", format!("{said}\n{scenario}"));
    });
    let (code, said) = plimsoll(place.path(), &["run", "harbour.toml", "--out", "results"]);
    assert_eq!(code, Some(0), "{said}");
    for service in ["Till-Service", "Store-Service", "Watch"] {
        assert!(said.contains(service), "{said}");
    }
    // The results hold the template of which nothing but an export or a stack was taken.
    fs::remove_dir_all(&inside).expect("removed");
    let (code, said) = plimsoll(place.path(), &["check", "results/harbour"]);
    assert_eq!(code, Some(0), "{said}");
}

/// A copy of the files in which one has other bytes; what is said of it.
fn answered(file: &str, compose: Option<ComposeAs>, bytes: &[u8]) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let own = folder().join(file);
    let around = own.parent().expect("a folder");
    for entry in fs::read_dir(around).expect("readable").flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), place.path().join(entry.file_name())).expect("copied");
    }
    let changed = place.path().join(own.file_name().expect("a file"));
    fs::write(&changed, bytes).expect("written");
    for loaded in [check_file(&changed, &importing(compose)), check_folder(place.path(), &importing(compose))]
    {
        let report = render(&loaded.problems, &loaded.sources, false);
        assert_eq!(report.is_empty(), loaded.problems.is_empty(), "{file}");
    }
}

/// Files that are changed in the test of changes, those that belong to another one among them.
const CHANGED: [(&str, Option<ComposeAs>); 8] = [
    ("plan.json", None),
    ("terraform.tfstate", None),
    ("ecspresso/ecspresso.yml", None),
    ("ecspresso/task.json", None),
    ("compose/compose.yaml", Some(ComposeAs::Services)),
    ("compose/compose.yaml", Some(ComposeAs::Task)),
    ("compose/ecs-params.yml", Some(ComposeAs::Task)),
    ("copilot/manifest.yml", None),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Values in the places of others, parts left out and parts repeated, at any byte: an answer, never a panic.
    #[test]
    fn any_change_of_a_file_is_answered(
        which in 0..CHANGED.len(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        put in prop::sample::select(vec![
            "", "{", "}", "[", "]", "\"", ":", "-", ",", "null", "true", "-1", "99999999999999999999", "1e400", "é",
            "\u{0}", "{{ env `A` `b` }}", "{{ must_env", "${A:-", "${", "\\\"", "\\u12", "0-65535:1", "&a", "*a", "[]", "{}",
            "\n", "  ",
        ]),
    ) {
        let (file, compose) = CHANGED[which];
        let mut bytes = fs::read(folder().join(file)).expect("a file");
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put.bytes());
        answered(file, compose, &bytes);
    }
}

fn importing(compose: Option<ComposeAs>) -> Importing {
    Importing { compose, ..Importing::default() }
}
