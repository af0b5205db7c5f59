//! A trace of arrivals of any bytes becomes calls, or everything that is wrong with it is told.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use plimsoll::scenario::{Overrides, Stored, load_with, render};

/// Two task definitions, one of them with a size of its own, and an hour for the calls of the trace.
const SCENARIO: &str = r#"
name = "trace"
[simulation]
duration = "1h"
[[containerInstances]]
instanceType = "m5.large"
[[taskDefinitions]]
family = "job"
containerDefinitions = [{ name = "job", image = "job", memory = 64 }]
[[taskDefinitions]]
family = "report"
cpu = "256"
memory = "512"
containerDefinitions = [{ name = "report", image = "report" }]
[[arrivals]]
name = "batch"
file = "trace.csv"
runTask = { taskDefinition = "job" }
"#;

fuzz_target!(|bytes: &[u8]| {
    let trace = |_: &Path| Ok(Stored::File(bytes.to_vec()));
    let loaded = load_with("fuzz.toml", SCENARIO, &trace, &Overrides::default());
    assert_eq!(render(&loaded.problems, &loaded.sources, false).is_empty(), loaded.problems.is_empty());
    assert_ne!(loaded.scenario.is_some(), loaded.problems.has_errors());
});
