//! AWS JSON of any bytes is checked, and everything that is wrong with it is told.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::scenario::{check_json_text, render};

fuzz_target!(|bytes: &[u8]| {
    let loaded = check_json_text("fuzz.json", bytes.to_vec());
    assert_eq!(render(&loaded.problems, &loaded.sources, true).is_empty(), loaded.problems.is_empty());
});
