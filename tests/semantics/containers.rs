//! Containers of one task: order, restarts in place, stops in reverse, what they end by.

use super::load_balancers::BALANCED;
use super::world::{Run, World, scale};

const PORT: &str = "portMappings = [{ containerPort = 80 }]";
const WAITS: &str = "dependsOn = [{ containerName = \"init\", condition = \"SUCCESS\" }]";

/// A container of [`task`]: its name and further members.
type Named<'a> = (&'a str, &'a str);

/// A task definition `web:1` of these containers, and a service of one task; who waits for others starts a second after
/// they let it, and a restart takes two.
pub fn task(duration: &str, containers: &[Named<'_>]) -> World {
    task_of(duration, containers, "")
}

/// The same with lines of the service.
fn task_of(duration: &str, containers: &[Named<'_>], service: &str) -> World {
    let all: Vec<String> = containers
        .iter()
        .map(|(name, more)| format!("{{ name = \"{name}\", image = \"i\", cpu = 64, memory = 64, {more} }}"))
        .collect();
    let world = World::lasting(duration).hosts(1, 2_048);
    let world = world.behavior("dependentStartTime = \"1s\"\ncontainerRestartTime = \"2s\"");
    world
        .with(&format!("[[taskDefinitions]]\nfamily = \"web\"\ncontainerDefinitions = [{}]", all.join(", ")))
        .service("web", 1, service)
}

/// How one of them behaves.
pub fn behaves(world: World, container: &str, lines: &str) -> World {
    world.with(&format!("[[applications]]\ntaskDefinition = \"web\"\ncontainer = \"{container}\"\n{lines}"))
}

/// A second container that waits for an `init` that ends after 10 s with this code.
fn with_init(code: u8, condition: &str) -> World {
    let waits = WAITS.replace("SUCCESS", condition);
    let world = task("100s", &[("init", "essential = false"), ("app", &waits)]);
    behaves(world, "init", &format!("timeToFailure = \"10s\"\nexitCode = {code}"))
}

fn lines(run: &Run) -> String {
    run.container_events(0).join("\n")
}

/// LC-03: `RUNNING` when the last one is, whatever ran before.
#[test]
fn lc_03_p3_3_a_task_runs_when_every_container_has_started() {
    let run = with_init(0, "SUCCESS").run();
    let expected = "4 init started\n14 init exited, exitCode 0\n15 app started";
    assert_eq!((lines(&run), run.times(0)), (expected.to_owned(), "1 15 15 - -".to_owned()));
    assert_eq!(run.states(0), ["1 PENDING", "1 ACTIVATING", "15 RUNNING"]);
}

#[test]
fn p3_3_a_failed_dependency_fails_the_start() {
    let run = with_init(1, "SUCCESS").run();
    let failed = &run.tasks()[0];
    let reason = "CannotStartContainerError: Task failed to start";
    assert_eq!(
        (failed.stop_code, failed.stopped_reason.as_deref()),
        (Some("TaskFailedToStart"), Some(reason))
    );
    assert_eq!((failed.exit_code, run.times(0)), (Some(143), "1 - - 14 14".to_owned()));
    let failures = run.number("services.web.startFailures").expect("a figure");
    assert!(failures > 3.0, "tried again and again: {failures}");
    assert_eq!(run.number("services.web.startFailures.CannotStartContainerError"), Some(failures));
    assert!(run.log("web", 0.0).contains("is unable to consistently start tasks"), "HL-07");
    // With `COMPLETE` the same exit lets it start.
    assert_eq!(with_init(1, "COMPLETE").run().times(0), "1 15 15 - -");
}

/// Who waits for each other is registered all the same where links and volumes are mixed (VD-15).
#[test]
fn p3_3_ex_03_a_circle_stops_the_task_at_once() {
    let world =
        task("60s", &[("a", "links = [\"b\"]"), ("b", "volumesFrom = [{ sourceContainer = \"a\" }]")]);
    let run = world.run();
    let task = &run.tasks()[0];
    let reason = "TaskDependencyError: Task failed to start";
    assert_eq!((task.stopped_reason.as_deref(), run.times(0)), (Some(reason), "1 - - 1 1".to_owned()));
    assert_eq!(lines(&run), "", "nothing was created");
}

#[test]
fn tm_02_start_timeout_ends_the_wait() {
    let waits = "dependsOn = [{ containerName = \"db\", condition = \"HEALTHY\" }]";
    let db = "startTimeout = 30, healthCheck = { command = [\"CMD\", \"true\"], interval = 10 }";
    for (start_up, times) in [("15s", "1 25 25 - -"), ("2m", "1 - - 34 34")] {
        let world = task("100s", &[("db", db), ("app", waits)]);
        let run = behaves(world, "db", &format!("startUpTime = \"{start_up}\"")).run();
        assert_eq!(run.times(0), times, "from its start at 4 s: probes at 14 and 24 s, given up at 34 s");
    }
}

/// Told to stop at 101 s: each waits for whoever depends on it, and has its own limit.
#[test]
fn tm_04_stops_go_against_the_order() {
    let world = task(
        "5m",
        &[
            ("db", "stopTimeout = 30"),
            ("api", "stopTimeout = 10, dependsOn = [{ containerName = \"db\", condition = \"START\" }]"),
            ("proxy", "links = [\"api\"]"),
        ],
    );
    let world = behaves(world, "db", "shutDownTime = \"4s\"");
    let world = behaves(world, "api", "shutDownTime = \"1h\"");
    let run = behaves(world, "proxy", "shutDownTime = \"6s\"").action("100s", &scale("web", 0)).run();
    let expected = "4 db started\n5 api started\n6 proxy started\n107 proxy stopped, exitCode 143\n\
                    117 api stopped, exitCode 137\n121 db stopped, exitCode 143";
    assert_eq!(lines(&run), expected);
    assert_eq!((run.times(0), run.tasks()[0].exit_code), ("1 6 6 101 121".to_owned(), Some(137)));
}

/// One that exits while others stop before it is told nothing, and is not started again.
#[test]
fn tm_04_an_exit_while_others_stop() {
    let policy = "restartPolicy = { enabled = true, restartAttemptPeriod = 60 }";
    let app = "dependsOn = [{ containerName = \"side\", condition = \"START\" }]";
    let world = task("5m", &[("side", &format!("essential = false, {policy}")), ("app", app)]);
    let world = behaves(world, "side", "timeToFailure = \"110s\"\nexitCode = 9");
    let run = behaves(world, "app", "shutDownTime = \"25s\"").action("100s", &scale("web", 0)).run();
    let expected =
        "4 side started\n5 app started\n114 side stopped, exitCode 9\n126 app stopped, exitCode 143";
    assert_eq!((lines(&run), run.times(0)), (expected.to_owned(), "1 5 5 101 126".to_owned()));
}

/// The first essential exit stops the others in order, before the task ever ran too.
#[test]
fn lc_05_an_essential_exit_before_running_stops_the_task() {
    let waits = "dependsOn = [{ containerName = \"init\", condition = \"COMPLETE\" }]";
    let world = task("30s", &[("app", ""), ("init", "essential = false"), ("late", waits)]);
    let world = behaves(world, "init", "runTime = \"1m\"\nshutDownTime = \"3s\"");
    let run = behaves(world, "app", "timeToFailure = \"5s\"\nexitCode = 7").run();
    let task = &run.tasks()[0];
    assert_eq!((task.stop_code, task.exit_code), (Some("EssentialContainerExited"), Some(7)));
    assert_eq!(run.times(0), "1 - - 12 12");
    assert_eq!(run.number("services.web.startFailures"), Some(0.0), "it started, and ended");
}

/// RP-02, RP-03, services.md §1.3: the container alone is started again, for as long as it goes on.
#[test]
fn s1_3_6_rp_02_rp_03_restarts_are_the_containers_alone() {
    let policy = "restartPolicy = { enabled = true, ignoredExitCodes = [0], restartAttemptPeriod = 60 }";
    let fails = |lines: &str| {
        let lines = format!("timeToFailure = \"100s\"\nstartUpTime = \"3s\"\n{lines}");
        behaves(task("1000s", &[("app", policy)]), "app", &lines).run()
    };
    let run = fails("");
    // It runs at 4 s, for 100 s, and again 2 s after each exit: exits at 104 s, 206 s … 920 s.
    assert_eq!(run.number("services.web.containerRestarts"), Some(9.0));
    assert_eq!(run.tasks().iter().map(|task| task.restarts).collect::<Vec<_>>(), [Some(9)]);
    let first = "4 app started\n104 app exited and is started again, exitCode 1\n109 app answers again";
    assert!(lines(&run).starts_with(first), "{}", lines(&run));
    assert_eq!(run.log("web", 10.0), "", "ECS tells nothing of it");
    assert_eq!(run.number("services.web.outage"), Some(45.0), "nine times 2 s and its start-up of 3 s");
    // An ignored code ends the task, and it is replaced.
    let run = fails("exitCode = 0");
    assert_eq!(run.number("services.web.containerRestarts"), Some(0.0));
    assert_eq!(run.times(0), "1 4 4 104 104");
}

#[test]
fn rp_02_a_killed_process_is_started_again_if_it_ran_for_its_period() {
    let kill = |at: u32| {
        format!("action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = 1\nat = \"{at}s\"")
    };
    let run = |policy: &str, kills: &[u32]| {
        let world = task("10m", &[("app", &format!("restartPolicy = {{ enabled = true{policy} }}"))]);
        kills.iter().fold(world, |world, at| world.fault(&kill(*at))).run()
    };
    // 300 s by default: 296 s are too few.
    assert_eq!(run("", &[300]).times(0), "1 4 4 300 300");
    assert_eq!(run("", &[304]).times(0), "1 4 4 - -");
    // A restart counts from the exit before it.
    let short = ", restartAttemptPeriod = 60";
    assert_eq!(run(short, &[100, 159]).times(0), "1 4 4 159 159");
    assert_eq!(run(short, &[100, 160]).tasks()[0].restarts, Some(2));
}

/// Its checks fail while it is down and starts up again: every 10 s, two in a row.
#[test]
fn rp_02_a_target_refuses_until_its_container_answers_again() {
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = 1\nat = \"400s\"";
    for (start_up, replaced) in [("3s", false), ("40s", true)] {
        let app = format!("{PORT}, restartPolicy = {{ enabled = true }}");
        let world = World::lasting("15m").hosts(1, 2_048).definition("web", 1, &app).target_group("web", "");
        let world = world.application("web", &format!("startUpTime = \"{start_up}\""));
        let grace = format!("{BALANCED}\nhealthCheckGracePeriodSeconds = 120");
        let run = world.service("web", 1, &grace).fault(kill).run();
        // Where they do, a replacement comes, and goes again: by then the first one answers.
        assert_eq!((run.tasks()[0].restarts, run.tasks().len() > 1), (Some(1), replaced), "{start_up}");
    }
}

/// Probes that are not answered yet do not count in the start period, which begins again with each start.
#[test]
fn rp_02_p3_4_probes_begin_again_with_a_restart() {
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = 1\nat = \"400s\"";
    for (start_period, replaced) in [(30, false), (0, true)] {
        let check = format!(
            "healthCheck = {{ command = [\"CMD\", \"true\"], interval = 5, retries = 3, startPeriod = {start_period} }}"
        );
        let app = format!("{check}, restartPolicy = {{ enabled = true }}");
        let world = task_of("15m", &[("app", &app)], "healthCheckGracePeriodSeconds = 60");
        let run = behaves(world, "app", "startUpTime = \"20s\"").fault(kill).run();
        assert_eq!((run.tasks()[0].restarts, run.tasks().len() > 1), (Some(1), replaced), "{start_period}");
    }
}

#[test]
fn lc_05_an_exit_that_is_not_essential_changes_nothing() {
    let world = task("5m", &[("app", ""), ("side", "essential = false")]);
    let run = behaves(world, "side", "timeToFailure = \"20s\"").run();
    assert_eq!(run.times(0), "1 4 4 - -");
    assert_eq!(lines(&run), "4 app started\n4 side started\n24 side exited, exitCode 1");
    // Nothing is told of containers that do what their task does.
    assert_eq!(lines(&task("5m", &[("app", ""), ("side", "essential = false")]).run()), "");
}

/// Worked example 49.
#[test]
fn ex_01_the_kernel_kills_for_memory() {
    let fails = |ratio: &str| {
        let lines = format!("timeToFailure = \"50s\"\nexitCode = 3\noutOfMemoryRatio = {ratio}");
        behaves(task("60s", &[("app", "")]), "app", &lines).run()
    };
    let (killed, failed) = (fails("1"), fails("0"));
    assert_eq!([&killed, &failed].map(|run| run.tasks()[0].exit_code), [Some(137), Some(3)]);
    assert_eq!(killed.tasks()[0].stop_code, Some("EssentialContainerExited"));
    let told =
        |run: &Run| run.outcome.log.records().any(|record| record.message.contains("OutOfMemoryError"));
    assert_eq!((told(&killed), told(&failed)), (true, false));
    assert_eq!(killed.times(0), failed.times(0), "the same number decides when");
}

#[test]
fn ex_03_failed_starts_name_their_error() {
    let lines = "startFailureRatio = 1\nstartFailureReason = \"CannotPullContainerError\"";
    let run = behaves(task("60s", &[("app", "")]), "app", lines).run();
    let task = &run.tasks()[0];
    let reason = "CannotPullContainerError: Task failed to start";
    assert_eq!((task.stop_code, task.stopped_reason.as_deref()), (Some("TaskFailedToStart"), Some(reason)));
    let failures = run.number("services.web.startFailures");
    assert_eq!(run.number("services.web.startFailures.CannotPullContainerError"), failures);
    let run = behaves(self::task("60s", &[("app", "")]), "app", "startFailureRatio = 1").run();
    assert_eq!(run.tasks()[0].stopped_reason.as_deref(), Some("Task failed to start"));
    assert_eq!(run.number("services.web.startFailures.CannotPullContainerError"), None);
}

/// A standalone task is over when its first essential container has done its work; those beside it are stopped.
#[test]
fn lc_05_a_standalone_task_with_a_sidecar() {
    let world = World::lasting("5m").hosts(1, 2_048).behavior("dependentStartTime = \"1s\"").with(
        "[[taskDefinitions]]\nfamily = \"job\"\ncontainerDefinitions = [\
         { name = \"side\", image = \"i\", memory = 64, essential = false },\
         { name = \"job\", image = \"i\", memory = 64, dependsOn = [{ containerName = \"side\", condition = \"START\" }] }]\n\
         [[applications]]\ntaskDefinition = \"job\"\ncontainer = \"side\"\nshutDownTime = \"4s\"",
    );
    let run = world.action("10s", "runTask = { taskDefinition = \"job\", count = 1, runTime = \"30s\" }");
    let run = run.run();
    // Placed at 10 s, running at 14 s and working until 44 s.
    assert_eq!((run.times(0), run.tasks()[0].exit_code), ("10 14 - 48 48".to_owned(), Some(0)));
}
