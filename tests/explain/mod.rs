//! `plimsoll explain` from outside: what a planner reads, and whether it holds in the run it speaks of.

mod last_events;
mod lost_hosts;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use assert_cmd::cargo::cargo_bin_cmd;
use plimsoll::engine::explain::{EndReason, TaskExplanation, WaitReason, explain_service, explain_task};
use plimsoll::engine::simulate;
use plimsoll::model::{Action, ApiCall, InstanceId, InstanceSelection, Model, ServiceId};
use plimsoll::observe::{Detail, Metric};
use plimsoll::placement::Decision;
use plimsoll::scenario::{Overrides, load, load_text};
use plimsoll::time::SimTime;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A scenario of this folder.
fn scenario(name: &str) -> PathBuf {
    root().join("tests/explain").join(name).with_extension("toml")
}

fn explain(file: &Path, options: &[&str]) -> Output {
    let mut command = cargo_bin_cmd!("plimsoll");
    command.arg("explain").arg(file).args(options).env_remove("COLUMNS");
    command.output().expect("plimsoll starts")
}

/// What it prints, which must succeed.
fn told(file: &Path, options: &[&str]) -> String {
    let output = explain(file, options);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{}: {said}", file.display());
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn model(name: &str) -> Arc<Model> {
    let loaded = load(&scenario(name), &Overrides::default());
    loaded.scenario.expect("a valid scenario").variants.first().model
}

#[test]
fn a_deployment_that_a_static_port_holds_up() {
    let rolling = root().join("scenarios/rolling-deploy.toml");
    insta::assert_snapshot!("stuck-deployment", told(&rolling, &["--service", "web"]));
}

#[test]
fn tasks_that_lack_interfaces() {
    insta::assert_snapshot!("interfaces", told(&scenario("interfaces"), &["--service", "api"]));
}

#[test]
fn a_task_that_wants_an_instance_to_itself() {
    insta::assert_snapshot!("distinct", told(&scenario("distinct"), &["--service", "store", "--at", "15m"]));
}

#[test]
fn many_instances_that_fail_alike() {
    insta::assert_snapshot!("mixed", told(&scenario("mixed"), &["--service", "batch"]));
    insta::assert_snapshot!("mixed-placed", told(&scenario("mixed"), &["--service", "front", "--at", "5m"]));
}

#[test]
fn a_task_placed_by_zone_and_its_story() {
    let model = model("zones");
    let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
    let id = run.tasks.iter().nth(9).expect("tasks fail and are replaced").id;
    insta::assert_snapshot!("placed-task", told(&scenario("zones"), &["--task", &id[..8]]));
}

#[test]
fn room_that_is_known_to_come_free() {
    let options = ["--service", "web", "--at", "5m", "--set", "services.web.desiredCount=13"];
    insta::assert_snapshot!("ends-in-sight", told(&scenario("zones"), &options));
}

#[test]
fn programs_get_the_same_as_json() {
    let options = ["--service", "store", "--at", "15m", "--format", "json"];
    insta::assert_snapshot!("json", told(&scenario("distinct"), &options));
}

#[test]
fn documents_get_the_same_as_markdown() {
    let options = ["--service", "store", "--at", "15m", "--format", "markdown"];
    insta::assert_snapshot!("markdown", told(&scenario("distinct"), &options));
}

#[test]
fn a_task_that_had_to_wait() {
    let model = model("distinct");
    let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
    let id = run.tasks.iter().last().expect("four tasks").id;
    insta::assert_snapshot!("waited", told(&scenario("distinct"), &["--task", &id]));
}

#[test]
fn text_keeps_to_the_width_without_a_terminal() {
    for service in ["batch", "front"] {
        let text = told(&scenario("mixed"), &["--service", service]);
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest.is_some_and(|widest| (80..=120).contains(&widest)), "{widest:?}");
    }
}

#[test]
fn questions_without_an_answer_say_what_would_have_one() {
    let rolling = root().join("scenarios/rolling-deploy.toml");
    for (file, options, code, message) in [
        (scenario("mixed"), &["--service", "fornt"][..], 2, "no service `fornt`; did you mean `front`?"),
        (scenario("mixed"), &["--service", "x"], 2, "no service `x`; it has batch and front"),
        (
            scenario("zones"),
            &["--service", "web", "--at", "31m"],
            2,
            "after the end of the simulation, which lasts 30m",
        ),
        (scenario("zones"), &["--service", "web", "--at", "31"], 2, "expected a time since the start"),
        (scenario("zones"), &["--task", "ffffff"], 1, "no task's id begins with `ffffff`; tasks.csv lists"),
        (
            scenario("zones"),
            &["--task", "b6d104c365ff"],
            1,
            "the nearest is b6d104c365ec8a95a1aac638ae20e136",
        ),
        (scenario("zones"), &["--task", "12"], 2, "expected 6 to 32 hexadecimal digits"),
        (scenario("zones"), &[], 2, "--service <NAME>|--task <ID>"),
        (scenario("zones"), &["--service", "web", "--task", "ffffff"], 2, "cannot be used with"),
        (
            rolling,
            &["--service", "web", "--variant", "port=statik"],
            2,
            "no variant `port=statik`; there are:",
        ),
        (root().join("tests/errors/ten_mistakes.toml"), &["--service", "web"], 3, "error"),
    ] {
        let output = explain(&file, options);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{options:?}: {said}");
        assert!(output.stdout.is_empty(), "{options:?}");
        assert!(said.contains(message), "{options:?}: {said}");
    }
}

#[test]
fn without_a_variant_the_first_is_explained_and_the_others_are_named() {
    let rolling = root().join("scenarios/rolling-deploy.toml");
    let said = explain(&rolling, &["--service", "web"]).stderr;
    let said = String::from_utf8_lossy(&said);
    assert!(
        said.contains(
            "Explained is the first variant, hosts=4, static port, percentages=100/200, revision=good."
        ),
        "{said}"
    );
    let listed: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("  hosts=")).collect();
    assert!(listed.len() == 10 && said.contains("  … and ") && said.ends_with(" more\n"), "{said}");
    let other = "hosts=4, dynamic port, percentages=0/100, revision=good";
    assert!(told(&rolling, &["--service", "web", "--variant", other]).contains(other));
}

/// What is explained about each task is where it went and when.
#[test]
fn every_task_is_explained_by_where_it_went() {
    for name in ["zones", "mixed", "distinct"] {
        let model = model(name);
        let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
        // Tasks fail and are replaced all the time: the first thirty have seen every way to be placed.
        for record in run.tasks.iter().take(30) {
            let found = explain_task(&model, 1, &record.id).expect("as short a run");
            let TaskExplanation::Found(answer) = found else { panic!("{name}: {found:?}") };
            // Nobody leaves in these scenarios.
            let instance = InstanceId::new(record.instance.expect("every task has one") as usize);
            assert_eq!(answer.placed.explanation.decision(), Decision::Place(instance), "{name}");
            assert_eq!(answer.placed.at, record.created_at, "{name}");
            assert_eq!(answer.record, record, "{name}");
        }
    }
}

#[test]
fn the_beginning_of_all_ids_is_ambiguous() {
    let found = explain_task(&model("distinct"), 1, "").expect("a short run");
    let TaskExplanation::Ambiguous(ids) = found else { panic!("{found:?}") };
    // Three at the start; the fourth when the late instance is there.
    assert_eq!(ids.len(), 4);
}

/// The fourth task waits from the first pass on, and is placed at the first retry after the late instance registered.
#[test]
fn a_wait_is_told_from_its_first_attempt_to_its_last() {
    let model = model("distinct");
    let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
    let last = run.tasks.iter().last().expect("four tasks");
    let TaskExplanation::Found(answer) = explain_task(&model, 1, &last.id).expect("a short run") else {
        panic!("{} is there", last.id)
    };
    let waited = answer.waited.expect("it found no instance at first");
    // Attempts at 1, 16, 46 and 346 s; the next one 15 min later, at 1,246 s, succeeds.
    assert_eq!((waited.attempts, waited.first.at), (4, SimTime::from_secs(1)));
    assert_eq!(answer.placed.at, SimTime::from_secs(1_246));
}

/// The attempt that is announced happens then, and not before.
#[test]
fn the_next_attempt_comes_when_it_is_announced() {
    let model = model("distinct");
    let ask = |at| explain_service(&model, 1, ServiceId::new(0), at).expect("a short run");
    let mut at = SimTime::from_secs(2);
    for attempts in 1..=4 {
        let waiting = ask(at).waiting.expect("the fourth task has no instance");
        assert_eq!((waiting.missing, waiting.attempts), (1, attempts));
        let next = waiting.next.expect("a retry");
        assert_eq!(next.reason, WaitReason::PlacementRetry);
        let just_before = SimTime::from_micros(next.at.as_micros() - 1);
        assert_eq!(ask(just_before).waiting.map(|waiting| waiting.attempts), Some(attempts));
        at = next.at;
    }
    assert_eq!(ask(at).waiting, None, "the late instance has registered");
}

/// The late instance comes and takes the task; once its host is terminated before it registers, it never does.
#[test]
fn an_instance_is_announced_only_if_it_comes() {
    let model = model("distinct");
    let announced = |model: &Arc<Model>| {
        let asked = SimTime::from_secs(60);
        let answer = explain_service(model, 1, ServiceId::new(0), asked).expect("a short run");
        answer.next_instance.map(|(at, _)| at)
    };
    assert_eq!(announced(&model), Some(SimTime::from_secs(20 * 60)));
    let late = InstanceId::new(model.instances.len() - 1);
    let terminated = ApiCall::TerminateInstances(InstanceSelection::Named(vec![late]));
    let action = Action { at: SimTime::from_secs(30).into(), call: terminated };
    let without = Model { actions: vec![action], ..Model::clone(&model) };
    assert_eq!(announced(&Arc::new(without)), None);
}

/// One host is dead, which ECS notices 90 s later; the other's task exits 20 min after it was RUNNING, at 4 s.
#[test]
fn known_ends_are_those_of_the_run() {
    let model = model("ends");
    let answer =
        |at| explain_service(&model, 1, ServiceId::new(0), SimTime::from_secs(at)).expect("a short run");
    let ends = |at| {
        let tasks = answer(at).one_more.tasks.into_values();
        let ends = tasks.map(|task| (task.ports.len(), task.end.expect("an end is in sight")));
        ends.map(|(ports, end)| (ports, end.at, end.reason)).collect::<Vec<_>>()
    };
    let exits = (1, SimTime::from_secs(1_204), EndReason::Exits);
    assert_eq!(ends(299), [exits, exits]);
    let mut after = ends(301);
    after.sort_unstable();
    assert_eq!(after, [(1, SimTime::from_secs(390), EndReason::HostLost), exits]);
    // The dead host's task is gone, and its agent too: it holds nothing any more.
    assert_eq!(ends(391), [exits]);
    let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
    let mut stopped: Vec<SimTime> = run.tasks.iter().filter_map(|task| task.stopped_at).take(2).collect();
    stopped.sort_unstable();
    assert_eq!(stopped, [SimTime::from_secs(390), SimTime::from_secs(1_204)]);
}

/// The percentage that is named lets the deployment finish, and one more does not.
#[test]
fn the_percentage_that_is_named_is_the_largest_that_helps() {
    let rolling = root().join("scenarios/rolling-deploy.toml");
    let loaded = load(&rolling, &Overrides::default());
    let mut model = loaded.scenario.expect("a valid scenario").variants.first().model;
    let end = SimTime::ZERO + model.duration;
    let ask = |model: &Arc<Model>| explain_service(model, 1, ServiceId::new(0), end).expect("a short run");
    let percent = ask(&model).stop_first_percent.expect("older tasks hold the ports");
    for (percent, waits) in [(percent, false), (percent + 1, true)] {
        Arc::make_mut(&mut model).services[0].bounds.minimum_healthy_percent = percent;
        assert_eq!(ask(&model).waiting.is_some(), waits, "{percent}");
    }
}

/// A replacement waits in its host's queue for the port that the task before it still holds, which stops slowly.
#[test]
fn a_task_that_waits_for_its_host() {
    let file = scenario("queue");
    let run = simulate(model("queue"), 1, Detail::Full).expect("a short run");
    let [first, second] = [0, 1].map(|at| run.tasks.iter().nth(at).expect("one is replaced by another").id);
    insta::assert_snapshot!("slow-stop", told(&file, &["--task", &first]));
    insta::assert_snapshot!("queued-task", told(&file, &["--task", &second]));
}

/// Each clock that holds a service's launches back is named, and tasks are created when it lets go, not before.
#[test]
fn the_clock_that_holds_launches_back_is_named() {
    let mut failing = model("zones");
    Arc::make_mut(&mut failing).task_definitions[0].start_failure_millionths = 1_000_000;
    let mut slow = model("zones");
    let behavior = &mut Arc::make_mut(&mut slow).behavior;
    (behavior.launch_burst, behavior.launch_rate_per_minute) = (3, 2);
    let zones = model("zones");
    for (name, model, at, reason) in [
        // All eight fail within a few seconds of their launch, and each pass that sees one fail doubles the delay.
        ("failing", &failing, 12, WaitReason::StartThrottle),
        // Three at once, then one every 30 s.
        ("slow", &slow, 5, WaitReason::LaunchRate),
        // The first pass comes a second after the service is created.
        ("new", &zones, 0, WaitReason::Pass),
    ] {
        let asked = SimTime::from_secs(at);
        let answer = explain_service(model, 1, ServiceId::new(0), asked).expect("a short run");
        let next = answer.waiting.and_then(|waiting| waiting.next).expect("tasks are missing");
        assert_eq!(next.reason, reason, "{name}");
        let run = simulate(Arc::clone(model), 1, Detail::Full).expect("a short run");
        let created = run.tasks.iter().map(|task| task.created_at).find(|created| *created > asked);
        assert_eq!(created, Some(next.at), "{name}");
    }
}

/// A new host would get its daemon first, so that none is advised; the group that helps is named.
#[test]
fn what_is_advised_works_beside_daemons_and_names_the_group() {
    insta::assert_snapshot!("daemons-first", told(&scenario("daemons"), &["--service", "game"]));
    let index = told(&scenario("daemons"), &["--service", "index"]);
    let advice =
        "Add one m5.large in us-east-1a (fast, with attribute disk=nvme): beside its daemons it takes 1 such";
    assert!(index.contains(advice), "{index}");
    for class in
        ["m5.large in us-east-1a (fast, with attribute disk=nvme)", "m5.large in us-east-1a (plain, without"]
    {
        assert!(index.lines().any(|line| line.trim_start().starts_with(class)), "{index}");
    }
}

/// The advice about new hosts is tried in a run: with so many more of them nothing is missing any more.
#[test]
fn a_host_that_is_advised_takes_as_many_tasks_as_it_says() {
    let grown = ["--set", "containerInstances.fast.count=2", "--service", "index"];
    let index = told(&scenario("daemons"), &grown);
    assert!(index.contains("2 tasks wanted, 2 running"), "{index}");
    let game =
        told(&scenario("daemons"), &["--set", "containerInstances.plain.count=9", "--service", "game"]);
    assert!(game.contains("1 task wanted, 0 running"), "{game}");
}

/// The task of a daemon is for its host, and `StartTask` names the one of its task.
#[test]
fn tasks_that_are_for_one_host_tell_so() {
    let model = model("daemons");
    let run = simulate(Arc::clone(&model), 1, Detail::Full).expect("a short run");
    let task = |group: &str| {
        let found = run.tasks.iter().find(|task| task.group == group);
        told(&scenario("daemons"), &["--task", &found.expect("it is placed").id[..10]])
    };
    let daemon = task("service:logs");
    assert!(daemon.contains("a DAEMON service runs one task on each instance that matches"), "{daemon}");
    let started = task("family:logs");
    assert!(started.contains("plain-2 (m5.large in us-east-1a) gets it: StartTask names it"), "{started}");
}

/// What is advised about another service's task is done, and the task is let in; without the lower count it is not.
#[test]
fn a_place_that_is_advised_is_enough_once_it_is_not_taken_again() {
    let stop = "[[actions]]\nat = \"10m\"\nstopTask = { service = \"web\" }\n";
    let lower = "[[actions]]\nat = \"10m\"\nupdateService = { service = \"web\", desiredCount = 1 }\n";
    let text = "name = \"x\"\n[simulation]\nduration = \"2h\"\n[behavior]\npreset = \"beforeMeasurement\"\n\
        [[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 1\n\
        [[taskDefinitions]]\nfamily = \"app\"\n\
        containerDefinitions = [{ name = \"a\", image = \"a\", cpu = 1024, memory = 512 }]\n\
        [[services]]\nserviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 2\n\
        [[services]]\nserviceName = \"zap\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n";
    for (actions, running) in [(stop.to_owned(), 0.0), (format!("{stop}{lower}"), 1.0)] {
        let loaded = load_text("x.toml", &format!("{text}{actions}"), Path::new(""), &Overrides::default());
        let model = loaded.scenario.expect("a valid scenario").variants.first().model;
        let run = simulate(model, 1, Detail::Metrics).expect("a short run");
        let figure = run.metrics["services.zap.runningCount.final"].clone();
        assert_eq!(figure, Metric::Number { value: running, unit: "tasks" }, "{actions}");
    }
}
