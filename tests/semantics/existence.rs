//! Services that calls create and delete (LC-07).

use plimsoll::engine::Simulation;
use plimsoll::model::ServiceId;
use plimsoll::observe::Detail;
use plimsoll::service::ServiceStatus;
use plimsoll::time::SimTime;

use super::clock::WEB;
use super::load_balancers::BALANCED;
use super::world::{World, scale};

fn world() -> World {
    World::lasting("1h").hosts(2, 2048).definition("web", 1, "").service("web", 2, "")
}

#[test]
fn lc_07_a_service_begins_with_the_call_that_creates_it() {
    let run = world().action("10m", "createService = { serviceName = \"web\" }").run();
    let created: Vec<f64> = run.tasks().iter().map(|task| task.created_at.as_secs_f64()).collect();
    assert_eq!(created.len(), 2);
    assert!(created.iter().all(|at| *at >= 600.0), "{created:?}");
    // Nothing before counts.
    assert_eq!(run.figure("services.web.desiredCount.mean"), "2");
    assert!(run.number("services.web.countsFrom").expect("a figure") > 600.0);
    assert_eq!(run.figure("services.web.availability"), "1");
    let completed = run.log("web", 600.0);
    assert_eq!(completed.matches("deployment completed.").count(), 1, "{completed}");
}

/// Room is kept for a daemon from its creation on, and no longer than it is there.
#[test]
fn lc_07_daemons_come_and_go_by_calls() {
    let run = World::lasting("1h")
        .behavior("retryOnCapacity = true")
        .hosts(2, 1024)
        .definition("web", 1, "cpu = 1024")
        .service("web", 2, "")
        .definition("agent", 1, "cpu = 512")
        .daemon("agent", "")
        .action("10m", "createService = { serviceName = \"agent\" }")
        .action("20m", &scale("web", 0))
        .action("30m", "deleteService = { service = \"agent\" }")
        .action("40m", &scale("web", 2))
        .run();
    assert_eq!(run.number("services.web.runningCount.min"), Some(0.0));
    let of = |group: &str| -> Vec<(u64, Option<u64>)> {
        let minute = |at: plimsoll::time::SimTime| at.as_micros() / 60_000_000;
        let tasks = run.tasks().into_iter().filter(|task| task.group == format!("service:{group}"));
        tasks.map(|task| (minute(task.created_at), task.stopping_at.map(minute))).collect()
    };
    assert_eq!(of("web").len(), 4, "it had all of the hosts before, and has them again");
    let daemons = of("agent");
    assert_eq!(daemons.len(), 2, "{daemons:?}");
    assert!(daemons.iter().all(|(created, stopped)| *created >= 20 && *stopped == Some(30)), "{daemons:?}");
}

/// `force` where tasks are wanted; they drain as in any other stop by the scheduler, protected or not.
#[test]
fn lc_07_a_service_that_is_deleted_stops_its_tasks_with_its_passes() {
    let run = World::lasting("30m")
        .measured()
        .hosts(4, 2048)
        .definition("web", 1, WEB)
        .target_group("web", "")
        .service("web", 3, BALANCED)
        .action("5m", "updateTaskProtection = { service = \"web\", count = 1, protectionEnabled = true }")
        .action("10m", "deleteService = { service = \"web\", force = true }")
        .run();
    assert_eq!(run.moves("web", 600.0), "-3");
    let texts = run.log("web", 600.0);
    let order = [
        "has stopped 3 running tasks",
        "deregistered 3 targets",
        "has begun draining connections on 3 tasks",
    ];
    let positions: Vec<_> = order.iter().map(|text| texts.find(text).expect("told")).collect();
    assert!(positions.is_sorted(), "{texts}");
    assert!(!texts.contains("steady state"), "{texts}");
    let ended = run.tasks().iter().all(|task| task.stopped_at.is_some());
    assert!(ended && run.figure("services.web.deployments.open") == "0");
    assert_eq!(run.figure("services.web.missingCount.final"), "0");
    assert!(!run.outcome.metrics.contains_key("services.web.maxTasksPlaceable"));
}

/// It is DRAINING as long as it has tasks.
#[test]
fn lc_07_a_deleted_service_is_inactive_when_its_tasks_are_gone() {
    let world = world()
        .application("web:1", "shutDownTime = \"20s\"")
        .action("10m", "deleteService = { service = \"web\", force = true }");
    let mut run = Simulation::new(world.model(), 1, Detail::Metrics);
    let statuses = [599, 601, 620, 660].map(|second| {
        run.run_until(SimTime::from_secs(second)).expect("no guard ends it");
        let service = run.view().service(ServiceId::new(0));
        (service.status(), service.tasks().tasks().len())
    });
    let (active, draining, gone) = (ServiceStatus::Active, ServiceStatus::Draining, ServiceStatus::Inactive);
    assert_eq!(statuses.map(|of| of.0), [active, draining, draining, gone], "{statuses:?}");
}
