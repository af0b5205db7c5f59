//! Examples 67 and 68: steps of traffic and their waits, and a hook that nobody answers.

use plimsoll::observe::DeploymentState::{Completed, RolledBack};

use super::SEEDS;
use crate::semantics::circuit_breaker::states;
use crate::semantics::deployments::{ROLL_OUT, running};
use crate::semantics::staged::{shares, world};

/// The defaults: ten steps with nine waits of 6 min between them, and 5 % for 10 min; then the bake time.
pub fn example_67() {
    let linear: Vec<(u64, String)> = (0..10).map(|step| (6 * step, (10 * (step + 1)).to_string())).collect();
    let canary = vec![(0, "5".to_owned()), (10, "100".to_owned())];
    for seed in SEEDS {
        for (strategy, expected, minutes) in [("LINEAR", &linear, 54.0), ("CANARY", &canary, 10.0)] {
            let configuration = format!("strategy = \"{strategy}\", bakeTimeInMinutes = 5");
            let run = world("3h", &configuration).measured().action("10m", ROLL_OUT).run_with(seed);
            assert_eq!((&shares(&run), states(&run)), (expected, vec![Completed, Completed]), "seed {seed}");
            let updated = &run.outcome.deployments[1];
            let took = updated.completed_at.expect("complete").since(updated.started_at).as_secs_f64() / 60.0;
            // Up to three minutes until green is healthy, and as much until blue has drained and is gone.
            let beyond = took - minutes - 5.0;
            assert!((0.0..6.0).contains(&beyond), "{strategy} took {took} min, seed {seed}");
        }
    }
}

/// 1,440 min after the stage began.
pub fn example_68() {
    let pause = "strategy = \"BLUE_GREEN\", lifecycleHooks = [{ targetType = \"PAUSE\", \
                 lifecycleStages = [\"PRE_SCALE_UP\"] }]";
    for seed in SEEDS {
        let run = world("26h", pause).measured().action("10m", ROLL_OUT).run_with(seed);
        assert_eq!((states(&run), running(&run)), (vec![Completed, RolledBack], [4, 0, 0]), "seed {seed}");
        let failed = &run.outcome.deployments[1];
        let waited = failed.failed_at.expect("failed").since(failed.started_at).as_secs_f64();
        assert!((waited - 1_440.0 * 60.0).abs() < 20.0, "{waited}, seed {seed}");
    }
}
