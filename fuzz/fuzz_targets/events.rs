//! A log of any bytes is measured, and everything that is wrong with it is told.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::calibrate::{Calibration, InForce, read_log};
use plimsoll::model::Behavior;
use plimsoll::scenario::{records_of_text, render};

fuzz_target!(|bytes: &[u8]| {
    let mut records = records_of_text("fuzz.jsonl", bytes.to_vec());
    let log = read_log(&records.values, &mut records.problems);
    assert_eq!(render(&records.problems, &records.sources, true).is_empty(), records.problems.is_empty());
    let calibration = Calibration::of(&log, &InForce::of(&Behavior::default()));
    assert_eq!(calibration.block().is_some(), calibration.grid.is_ok());
});
