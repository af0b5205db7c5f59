//! The commands and the picture that README.md shows.

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin_cmd;

/// The commands of README.md that run a scenario, without the words that build the program.
fn commands() -> Vec<Vec<String>> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("README.md");
    let lines = readme.lines().filter_map(|line| line.strip_prefix("$ cargo run --release -- "));
    lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn every_command_that_the_readme_shows_runs_as_written() {
    let commands = commands();
    assert!(commands.len() > 1, "README.md shows how to start");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for command in commands {
        // In a folder of its own, which gets the output, with the scenarios where the reader has them.
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(root.join("scenarios"), folder.path().join("scenarios")).expect("a link");
        let output =
            cargo_bin_cmd!("plimsoll").args(&command).current_dir(folder.path()).output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{command:?} prints something");
    }
}

/// Copy `headline.svg` of a run of `scenarios/static-port-density.toml` to `docs/static-port-density.svg` to make it new.
#[test]
fn the_picture_of_the_readme_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = cargo_bin_cmd!("plimsoll")
        .args(["run", "scenarios/static-port-density.toml", "--out"])
        .arg(folder.path())
        .current_dir(root)
        .output()
        .expect("plimsoll starts");
    assert_eq!(run.status.code(), Some(0));
    let drawn = fs::read(folder.path().join("static-port-density/headline.svg")).expect("the headline");
    let shown = fs::read(root.join("docs/static-port-density.svg")).expect("the picture of README.md");
    assert!(drawn == shown, "docs/static-port-density.svg is not what the scenario draws");
}
