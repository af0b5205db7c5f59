//! What is said of the size of results before they are written, and how large they are.

use std::path::Path;

use super::plimsoll;
use crate::runs::{Run, bundled};

/// What README.md runs first.
const FIRST: &str = "static-port-density";

/// Bytes that `check` says the results of a scenario take.
fn said(file: &Path, options: &[&str]) -> f64 {
    let output = plimsoll(&[&["check", file.to_str().expect("UTF-8")], options].concat());
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let (_, rest) = said.split_once(", about ").unwrap_or_else(|| panic!("{said}"));
    let (size, _) = rest.split_once(" of results (").expect("a size");
    let (number, unit) = size.split_once(' ').expect("a number and its unit");
    let factor = match unit {
        "kB" => 1e3,
        "MB" => 1e6,
        other => panic!("{other}"),
    };
    number.parse::<f64>().expect("a number") * factor
}

#[test]
fn results_are_small_and_as_large_as_is_said_before() {
    for file in bundled() {
        // Three of all others are enough to have intervals.
        let is_first = file.file_stem().is_some_and(|name| name == FIRST);
        let options: &[&str] = if is_first { &[] } else { &["--replications", "3"] };
        let (said, run) = (said(&file, options), Run::of(&file, options));
        let written: usize = run.files().values().map(Vec::len).sum();
        let written = f64::from(u32::try_from(written).expect("small"));
        assert!((0.5..=2.0).contains(&(said / written)), "{}: said {said}, written {written}", run.name);
        let most = if run.name == FIRST { 2e6 } else { 5e6 };
        assert!(written < most, "{}: {written}", run.name);
    }
}
