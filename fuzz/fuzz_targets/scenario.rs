//! A scenario of any text is loaded, or everything that is wrong with it is told.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use plimsoll::scenario::{Overrides, load_with, render};

fuzz_target!(|text: &str| {
    let refuse = |_: &Path| Err("files are not read here".to_owned());
    let loaded = load_with("fuzz.toml", text, &refuse, &Overrides::default());
    assert_eq!(render(&loaded.problems, &loaded.sources, false).is_empty(), loaded.problems.is_empty());
    assert_ne!(loaded.scenario.is_some(), loaded.problems.has_errors());
});
