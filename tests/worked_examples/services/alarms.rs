//! Metrics that alarms watch (services.md §12, example 51).

use plimsoll::observe::LogRecord;

use super::SEEDS;
use crate::semantics::world::World;

/// A task with 512 CPU units and 1,024 MiB that uses 2,048 and 512, or 128 and 128: utilization is of what is reserved, and
/// is not bounded by it.
pub fn example_51() {
    for (cpu, memory) in [(400.0, 50.0), (25.0, 12.5)] {
        for (metric, value) in [("CPUUtilization", cpu), ("MemoryUtilization", memory)] {
            // At or above what it is, and not above a thousandth more.
            let alarm = |name: &str, threshold: f64| {
                format!(
                    "[[alarms]]\nalarmName = \"{name}\"\nnamespace = \"AWS/ECS\"\nmetricName = \"{metric}\"\nperiod = 60\n\
                     evaluationPeriods = 1\nthreshold = {threshold}\ncomparisonOperator = \"GreaterThanOrEqualToThreshold\"\n\
                     dimensions = [{{ name = \"ServiceName\", value = \"web\" }}]\n"
                )
            };
            let used = format!(
                "[[applications]]\ntaskDefinition = \"web\"\ncpuUtilization = {cpu}\nmemoryUtilization = {memory}\n"
            );
            let world = World::lasting("10m").measured().hosts(1, 2048).definition("web", 1, "cpu = 512");
            let world = world.service("web", 1, "").with(&used);
            let world = world.with(&alarm("reached", value)).with(&alarm("beyond", value + 0.001));
            for seed in SEEDS {
                let run = world.run_with(seed);
                let last = |name: &str| {
                    let of = format!("alarm:{name}");
                    let told = run.outcome.log.records().filter(|record: &LogRecord| record.resource == of);
                    told.last().map(|record| record.message.contains("-> ALARM")).expect("a state")
                };
                assert_eq!((last("reached"), last("beyond")), (true, false), "{metric} {value}");
            }
        }
    }
}
