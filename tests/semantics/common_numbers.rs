//! Common random numbers: what a variant does not change about a task, a host or an arrival stays as it was by chance.

use std::collections::BTreeMap;

use plimsoll::time::SimTime;

use super::world::{Run, World};

/// What chance decides about a task: how long it takes to start, and how long it then runs if it runs to its end.
type Course = (u64, Option<u64>);

fn between(from: SimTime, to: SimTime) -> u64 {
    to.as_micros() - from.as_micros()
}

/// The tasks of a service that have started, by id, and so by number.
fn courses(run: &Run, group: &str) -> BTreeMap<String, Course> {
    let tasks = run.tasks().into_iter().filter(|task| task.group == group);
    let courses = tasks.filter_map(|task| {
        let started = task.started_at?;
        let failed = task.stopped_at.filter(|_| task.exit_code == Some(9));
        Some((task.id, (between(task.created_at, started), failed.map(|at| between(started, at)))))
    });
    courses.collect()
}

/// Ten tasks that start and fail by chance, with further lines of the service and of the application.
fn world(service: &str, application: &str) -> World {
    let world = World::lasting("2h").hosts_in("zone-a", "a", 3, 2_048).hosts_in("zone-b", "b", 3, 2_048);
    let world = world.behavior("taskLaunchTime = { lognormal = { median = \"5s\", p95 = \"20s\" } }");
    let world = world.definition("web", 1, "").service("web", 10, service);
    let failure = "timeToFailure = { exponential = { mean = \"10m\" } }\nexitCode = 9";
    world.application("web:1", &format!("{failure}\n{application}"))
}

/// Tasks of both runs that failed in both, all as they did in the other.
fn assert_same(one: &BTreeMap<String, Course>, other: &BTreeMap<String, Course>) {
    let mut failed = 0;
    for (id, (start, end)) in one {
        let Some((other_start, other_end)) = other.get(id) else { continue };
        assert_eq!(start, other_start, "{id}");
        // The end of the run may come before the end of one of them.
        if let (Some(end), Some(other_end)) = (end, other_end) {
            assert_eq!(end, other_end, "{id}");
            failed += 1;
        }
    }
    assert!(failed > 50, "{failed} tasks are compared");
}

#[test]
fn tasks_do_the_same_under_every_strategy_and_beside_other_services() {
    let strategy = |strategy: &str| format!("placementStrategy = [{{ {strategy} }}]");
    let web = |run: &Run| courses(run, "service:web");
    let plain = web(&world("", "").run());
    let random = world(&strategy("type = \"random\""), "").run();
    let packed = world(&strategy("type = \"binpack\", field = \"cpu\""), "").run();
    let beside = world("", "").definition("api", 1, "").service("api", 4, "");
    let beside = beside.application("api:1", "timeToFailure = { exponential = { mean = \"5m\" } }").run();
    for other in [&random, &packed, &beside] {
        assert_same(&plain, &web(other));
    }
}

/// Whatever a task has besides: a start-up time, a time to shut down.
#[test]
fn what_else_is_random_about_a_task_changes_nothing() {
    let random = "{ uniform = [\"1s\", \"9s\"] }";
    let more = format!("startUpTime = {random}\nshutDownTime = {random}");
    let [plain, other] = ["", &more].map(|lines| courses(&world("", lines).run(), "service:web"));
    assert_same(&plain, &other);
}

/// When a host is noticed as silent, comes back or is replaced does not depend on what befalls others.
#[test]
fn hosts_fail_and_return_the_same_whatever_befalls_others() {
    let random = "{ exponential = { mean = \"5m\" } }";
    let fault = |action: &str, zone: &str, at: &str, back: &str| {
        format!(
            "action = \"aws:ec2:{action}\"\nat = \"{at}\"\navailabilityZone = \"{zone}\"\n{back} = {random}"
        )
    };
    let stop = |zone: &str, at: &str| fault("stop-instances", zone, at, "restartedAfter");
    let terminate = |zone: &str, at: &str| fault("terminate-instances", zone, at, "replacedAfter");
    let world = World::lasting("5h").hosts_in("zone-a", "a", 1, 2_048).hosts_in("zone-b", "b", 3, 2_048);
    let world = world.fault(&stop("zone-a", "100s")).fault(&terminate("zone-a", "1h"));
    // The second host in the place of the first one fails as well.
    let world = world.fault(&stop("zone-a", "3h")).fault(&terminate("zone-a", "4h"));
    let in_zone_a = |run: &Run| {
        let hosts = run.outcome.instances.iter().filter(|instance| instance.zone == "zone-a");
        let events = hosts.map(|host| {
            let events = run.instance_events(&host.name);
            let outages = events.into_iter().filter(|event| event.contains("agentConnected"));
            (host.registered_at, host.deregistered_at, outages.collect::<Vec<_>>())
        });
        events.collect::<Vec<_>>()
    };
    let alone = in_zone_a(&world.clone().run());
    assert_eq!(alone.len(), 3, "{alone:?}");
    let mut others = world;
    for minute in (1..200).step_by(20) {
        let at = format!("{minute}m");
        others = others.fault(&stop("zone-b", &at)).fault(&terminate("zone-b", &at));
    }
    assert_eq!(in_zone_a(&others.run()), alone);
}

/// Calls come when they come, and each task takes as long as it takes, however many others were refused.
#[test]
fn standalone_tasks_do_the_same_however_many_are_refused() {
    let random = "{ exponential = { mean = \"2m\" } }";
    let calls = |hosts: u32| {
        let world = World::lasting("4h").hosts(hosts, 512).definition("job", 1, "");
        world.with(&format!(
            "[[arrivals]]\nname = \"batch\"\nevery = {random}\nrunTime = {random}\n\
             runTask = {{ taskDefinition = \"job\" }}"
        ))
    };
    let by_arrival = |run: &Run| {
        let tasks = run.tasks().into_iter();
        let ends = tasks.filter_map(|task| Some((task.created_at, task.stopped_at?)));
        ends.collect::<BTreeMap<SimTime, SimTime>>()
    };
    let (few, many) = (by_arrival(&calls(1).run()), by_arrival(&calls(6).run()));
    assert!(few.len() > 50 && few.len() < many.len(), "{} of {}", few.len(), many.len());
    for (at, end) in few {
        assert_eq!(many.get(&at), Some(&end), "the task that was called for at {at}");
    }
}

/// When the services were created whose times are drawn, by name.
fn created(run: &Run) -> BTreeMap<String, u64> {
    let mut created = BTreeMap::new();
    for task in run.tasks() {
        let at = task.created_at.as_micros();
        let first = created.entry(task.group).or_insert(at);
        *first = at.min(*first);
    }
    created
}

/// Each drawn call has a time of its own, which neither another action nor what it asks for moves, and other replications
/// another one.
#[test]
fn calls_come_at_the_same_drawn_times_in_all_variants() {
    let drawn = |world: World, from: &str, to: &str, call: &str| {
        world.with(&format!("[[actions]]\nat = {{ uniform = [\"{from}\", \"{to}\"] }}\n{call}"))
    };
    let world = |strategy: &str| {
        let mut world =
            World::lasting("2h").hosts_in("zone-a", "a", 3, 2_048).hosts_in("zone-b", "b", 3, 2_048);
        for name in ["x", "y", "z"] {
            let call = format!("createService = {{ serviceName = \"{name}\" }}");
            world = drawn(world.definition(name, 1, "").service(name, 2, strategy), "0s", "90m", &call);
        }
        world
    };
    let plain = created(&world("").run());
    assert_eq!(plain.len(), 3);
    let times: Vec<u64> = plain.values().copied().collect();
    assert!(
        times[0].abs_diff(times[1]) > 60_000_000 && times[1].abs_diff(times[2]) > 60_000_000,
        "{times:?}"
    );
    let packed = created(&world("placementStrategy = [{ type = \"binpack\", field = \"cpu\" }]").run());
    let beside = drawn(world(""), "91m", "100m", "stopTask = { service = \"x\", count = 1 }");
    assert_eq!((&packed, &created(&beside.run())), (&plain, &plain));
    assert_ne!(created(&world("").run_with(2)), plain);
}
