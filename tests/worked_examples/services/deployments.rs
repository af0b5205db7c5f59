//! Examples 1 to 18, 59 and 61: rolling deployments, and drains, which keep to the same bounds.

use plimsoll::model::DeploymentBounds;

use super::SEEDS;
use crate::semantics::clock::{PASS, events, first};
use crate::semantics::deployments::{ROLL_OUT, bounds, running, world};
use crate::semantics::world::{Run, World, scale};
use crate::worked_examples::world::refusal;

const PLENTY: u32 = 100;
/// When revision 2 is rolled out, in seconds.
const FROM: f64 = 600.0;

/// A rolling update: desired count, both percentages, and how many tasks the host holds.
#[derive(Clone, Copy)]
struct Update {
    desired: u32,
    minimum: u32,
    maximum: u32,
    room: u32,
}

const fn update(desired: u32, minimum: u32, maximum: u32, room: u32) -> Update {
    Update { desired, minimum, maximum, room }
}

impl Update {
    fn world(self) -> World {
        let Self { desired, minimum, maximum, room } = self;
        world(desired, minimum, maximum, room).measured().action("10m", ROLL_OUT)
    }

    /// The steps are as `moves` has them where images need no resolving; where they do, the first task is alone (SC-08),
    /// and what the bounds say still holds at every step.
    fn takes(self, moves: &str) {
        for seed in SEEDS {
            let run = self.world().behavior("firstTaskAlone = false").run_with(seed);
            assert_eq!(run.moves("web", FROM), moves, "seed {seed}");
            self.keeps_to_the_bounds(&run);
            let alone = self.world().run_with(seed);
            let steps = alone.moves("web", FROM);
            let starts = steps.split(' ').find(|step| step.starts_with('+'));
            assert_eq!(starts, Some("+1"), "seed {seed}: {steps}");
            self.keeps_to_the_bounds(&alone);
        }
    }

    /// Nothing moves, and the service says that its percentages are why.
    fn is_blocked(self) {
        for seed in SEEDS {
            let run = self.world().run_with(seed);
            assert_eq!(run.moves("web", FROM), "", "seed {seed}");
            let told = events(&run, FROM);
            let blocked = first(&told, FROM, "was unable to stop or start tasks during a deployment");
            assert!((FROM..=FROM + 11.0).contains(&blocked), "by the first pass: {told:#?}");
        }
    }

    /// All tasks that have not `STOPPED` are within the maximum whenever one starts, and those that have run for 40 s
    /// within the minimum whenever one stops; in the end all are new.
    fn keeps_to_the_bounds(self, run: &Run) {
        let bounds =
            DeploymentBounds { minimum_healthy_percent: self.minimum, maximum_percent: self.maximum };
        let (lower, upper) = (bounds.lower(self.desired) as usize, bounds.upper(self.desired) as usize);
        let tasks = run.tasks();
        for task in &tasks {
            let at = task.created_at;
            let there = tasks.iter().filter(|task| task.created_at <= at);
            let there = there.filter(|task| task.stopped_at.is_none_or(|end| end >= at)).count();
            assert!(there <= upper, "{there} tasks at {at}");
            let Some(at) = task.stopping_at else { continue };
            let left = tasks.iter().filter(|task| task.stopping_at.is_none_or(|stop| stop > at));
            let ran = |since: plimsoll::time::SimTime| at.as_secs_f64() - since.as_secs_f64() >= 40.0;
            let left = left.filter(|task| task.started_at.is_some_and(ran)).count();
            assert!(left >= lower, "{left} settled tasks are left at {at}");
        }
        assert_eq!(running(run), [0, self.desired as usize, 0]);
    }
}

pub fn example_1() {
    update(4, 50, 100, PLENTY).takes("-2 +2 -2 +2");
}

pub fn example_2() {
    update(4, 100, 200, PLENTY).takes("+4 -4");
}

/// At 100 % nothing may start either.
pub fn example_3() {
    update(2, 75, 100, PLENTY).is_blocked();
}

pub fn example_4() {
    update(3, 100, 125, PLENTY).is_blocked();
}

pub fn example_5() {
    update(4, 50, 100, PLENTY).takes("-2 +2 -2 +2");
}

pub fn example_6() {
    update(1, 50, 100, PLENTY).is_blocked();
}

pub fn example_7() {
    update(1, 100, 134, PLENTY).is_blocked();
}

pub fn example_8() {
    update(1, 100, 200, PLENTY).takes("+1 -1");
}

/// Nothing runs from the stop to the next pass and a launch later.
pub fn example_9() {
    let outage = update(1, 0, 100, PLENTY);
    outage.takes("-1 +1");
    for seed in SEEDS {
        let tasks = outage.world().run_with(seed).tasks();
        let (stopped, next) = (tasks[0].stopped_at.expect("it stops"), tasks[1].created_at);
        let gap = next.as_secs_f64() - stopped.as_secs_f64();
        assert!(PASS.contains(&gap), "seed {seed}: {gap}");
    }
}

pub fn example_10() {
    update(2, 100, 150, PLENTY).takes("+1 -1 +1 -1");
}

pub fn example_11() {
    update(3, 66, 133, PLENTY).takes("-1 +1 -1 +1 -1 +1");
    update(3, 67, 133, PLENTY).is_blocked();
}

/// Each stop shares a pass with the start that it makes room for.
pub fn example_12() {
    let update = update(6, 100, 200, 8);
    update.takes("+2 -2 +2 -2 +2 -2");
    shares_a_pass(update, &[2, 2]);
}

pub fn example_13() {
    let update = update(6, 50, 200, 8);
    update.takes("-3 +5 -3 +1");
    shares_a_pass(update, &[3, 3]);
}

/// The first stops of the update come in a pass that also starts tasks.
fn shares_a_pass(update: Update, stops: &[usize]) {
    for seed in SEEDS {
        let run = update.world().behavior("firstTaskAlone = false").run_with(seed);
        let told = events(&run, FROM);
        let with_starts = told.iter().filter(|(at, text)| {
            let starts =
                |other: &&(f64, String)| other.1.starts_with("has started") && (other.0 - at).abs() < 1e-9;
            text.starts_with("has stopped") && told.iter().any(|other| starts(&other))
        });
        let counts: Vec<usize> =
            with_starts.filter_map(|(_, text)| text.split(' ').nth(2)?.parse().ok()).collect();
        assert_eq!(counts, stops, "seed {seed}: {told:#?}");
    }
}

pub fn example_14() {
    update(6, 50, 200, PLENTY).takes("-3 +6 -3");
}

/// A round is 3 s of launch, 40 s, and the passes that find either: 99 of them are over within two hours.
pub fn example_15() {
    let update = update(99, 100, 200, 100);
    for seed in SEEDS {
        let world = World::lasting("3h").measured().hosts(1, 100 * 256).action("10m", ROLL_OUT);
        let world = world.definition("web", 1, "").definition("web", 2, "");
        let run = world.service("web", 99, &bounds(100, 200)).run_with(seed);
        assert_eq!(run.moves("web", FROM), ["+1 -1"; 99].join(" "), "seed {seed}");
        update.keeps_to_the_bounds(&run);
    }
}

pub fn example_16() {
    for desired in [1, 3, 10] {
        update(desired, 100, 100, PLENTY).is_blocked();
        let blocked = drain(desired, 100, 100);
        for seed in SEEDS {
            assert_eq!(blocked.run_with(seed).moves("web", FROM), "", "seed {seed}");
        }
    }
}

pub fn example_17() {
    let port = "portMappings = [{ containerPort = 80, hostPort = 80 }]";
    let world = World::lasting("1h").measured().hosts(3, 2048).action("10m", ROLL_OUT);
    let world = world.definition("web", 1, port).definition("web", 2, port);
    let world = world.service("web", 3, &bounds(100, 200));
    for seed in SEEDS {
        let run = world.run_with(seed);
        assert_eq!((run.moves("web", FROM).as_str(), running(&run)), ("", [3, 0, 0]), "seed {seed}");
        let log = run.log("web", FROM);
        assert!(log.contains("is already using a port required by your task"), "{log}");
    }
}

/// To the lower bound alone: the old task goes with the first pass after the 40 s of the new one, while the service counts it
/// as healthy from `RUNNING` on.
pub fn example_18() {
    for seed in SEEDS {
        let run = update(1, 100, 200, PLENTY).world().run_with(seed);
        let new = &run.tasks()[1];
        let runs = new.started_at.expect("it runs").as_secs_f64();
        assert_eq!(new.healthy_at, new.started_at);
        let after = first(&events(&run, FROM), FROM, "has stopped 1") - runs;
        assert!((40.0..=40.0 + PASS.end()).contains(&after), "seed {seed}: {after}");
    }
}

/// All tasks on `host-1`, which is drained at 10 min; `spare` registers after they were placed.
fn drain(desired: u32, minimum: u32, maximum: u32) -> World {
    let call = r#"updateContainerInstancesState = { containerInstances = ["host-1"], status = "DRAINING" }"#;
    let world = World::lasting("1h").measured().hosts(1, desired * 256);
    let world = world.late_hosts("zone-b", "spare", 1, 25_600, "5m").definition("web", 1, "");
    // Otherwise half of them would have moved to the other zone by then (RB-01).
    let lines = format!("{}\navailabilityZoneRebalancing = \"DISABLED\"", bounds(minimum, maximum));
    world.service("web", desired, &lines).action("10m", call)
}

pub fn example_59() {
    for (minimum, maximum, moves) in
        [(50, 100, "-2 +2 -2 +2"), (100, 200, "+4 -4"), (75, 100, "-1 +1 -1 +1 -1 +1 -1 +1")]
    {
        for seed in SEEDS {
            let run = drain(4, minimum, maximum).run_with(seed);
            assert_eq!(run.moves("web", FROM), moves, "{minimum} to {maximum}, seed {seed}");
            assert_eq!(run.placed(FROM), [("spare-1".to_owned(), 4)].into());
            let told = events(&run, FROM);
            // SC-03: the call brings the first pass forward.
            assert!((3.0..=11.0).contains(&(told[0].0 - FROM)) || told[0].0 < FROM + 3.0, "{told:#?}");
        }
    }
}

/// 120 minutes by default; 2,880 are taken, 2,881 refused; more protected than desired: not steady.
pub fn example_61() {
    let protect = |more: &str| {
        format!("updateTaskProtection = {{ service = \"web\", protectionEnabled = true{more} }}")
    };
    let world = |more: &str| {
        World::lasting("3h")
            .measured()
            .hosts(2, 2_048)
            .definition("web", 1, "")
            .service("web", 3, "")
            .action("10m", &protect(more))
            .action("20m", &scale("web", 1))
    };
    for seed in SEEDS {
        let run = world("").run_with(seed);
        assert_eq!(
            (run.moves("web", 1_200.0), run.moves("web", 7_800.0)),
            ("-2".to_owned(), "-2".to_owned())
        );
        let steady =
            run.log("web", 1_200.0).lines().find(|line| line.ends_with("steady state.")).map(str::to_owned);
        let at =
            steady.and_then(|line| line.split(' ').next()?.parse::<f64>().ok()).expect("steady in the end");
        assert!(at >= 7_800.0, "seed {seed}: {at}");
    }
    assert_eq!(world(", expiresInMinutes = 2880").run().moves("web", 1_200.0), "");
    let refused = refusal(&format!("[[actions]]\nat = \"1m\"\n{}", protect(", expiresInMinutes = 2881")));
    assert!(refused.contains("2881") && refused.contains("VC-22"), "{refused}");
}
