//! Images are pulled before containers start (placement.md §3.7).

use super::found::{instance, service, two_tasks};
use super::world::{Run, World, seconds};

/// The image of every container: 1,024 MiB, of which a host gets 64 MiB/s after 2 s.
const IMAGE: &str = "
    [[registries]]
    name = \"docker.io\"
    pullRate = 64
    pullLatency = \"2s\"
    [[images]]
    name = \"app\"
    imageSize = 1024";

fn pulling(hosts: u32, desired: u32) -> World {
    World::lasting("20m").hosts(hosts, 2048).definition("web", 1, "").service("web", desired, "").with(IMAGE)
}

/// `created pullStarted pullStopped started` of each task, in seconds.
fn pulls(run: &Run) -> Vec<String> {
    let at = |at: Option<_>| at.map_or("-".to_owned(), seconds);
    let times = |task: plimsoll::observe::TaskRecord| {
        let later = [task.pull_started_at, task.pull_stopped_at, task.started_at].map(at);
        format!("{} {}", seconds(task.created_at), later.join(" "))
    };
    run.tasks().into_iter().map(times).collect()
}

/// 2 s and 16 s for the image, then 3 s for the launch; the next task there finds it, and one elsewhere does not.
#[test]
fn lc_04_p3_7_a_task_has_the_times_of_its_pulls() {
    let more = "updateService = { service = \"web\", desiredCount = 3 }";
    let run = pulling(2, 1).action("100s", more).run();
    assert_eq!(run.states(0), ["1 PENDING", "1 ACTIVATING", "22 RUNNING"]);
    assert_eq!(pulls(&run), ["1 1 19 22", "101 101 119 122", "101 - - 104"]);
    assert_eq!(run.number("services.web.imagePull.max"), Some(18.0));
    assert_eq!(run.number("cluster.bytesPulled"), Some(2_048.0));
    let unknown = World::lasting("20m").hosts(1, 2048).definition("web", 1, "").service("web", 1, "").run();
    assert_eq!(pulls(&unknown), ["1 - - 4"], "an image without a size is there");
    assert_eq!(unknown.number("cluster.bytesPulled"), None);
    assert_eq!(unknown.number("services.web.imagePull.max"), None);
}

/// `imageSize` of an application says in short what `[[images]]` says.
#[test]
fn p3_7_an_application_states_the_size_of_its_image() {
    let world = World::lasting("20m").hosts(1, 2048).definition("web", 1, "").service("web", 1, "");
    let measured = world.application("web:1", "imageSize = 1024").run();
    // 2 s and 27 s a GiB, as measured.
    let [started, stopped] = [measured.tasks()[0].pull_started_at, measured.tasks()[0].pull_stopped_at];
    let pull = stopped.expect("pulled").since(started.expect("pulled")).as_secs_f64();
    assert!((29.0..29.001).contains(&pull), "{pull}");
}

/// The digests are known when the images are there, long before the first task runs.
#[test]
fn sc_08_s2_2_5_the_others_follow_when_the_images_of_the_first_task_are_pulled() {
    let world = pulling(3, 3).measured().behavior("taskLaunchTime = \"200s\"");
    let run = world.run();
    let stopped = run.tasks()[0].pull_stopped_at.expect("pulled").as_secs_f64();
    let others: Vec<f64> = run.tasks()[1..].iter().map(|task| task.created_at.as_secs_f64()).collect();
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|at| (0.0..=10.3).contains(&(at - stopped))), "{others:?} after {stopped}");
    // Where they are cached they are known at once.
    let cached = world.with("").run_changed(|model| {
        for class in &mut model.classes {
            class.pulls.cached = vec![plimsoll::model::ImageId::new(0)];
        }
    });
    let [first, second] = [0, 1].map(|task| cached.tasks()[task].created_at.as_secs_f64());
    assert!((8.0..=10.3).contains(&(second - first)), "{first} {second}");
    assert_eq!(cached.tasks()[0].pull_started_at, None);
}

/// A pull that fails is tried five times, and ends the task where no image is there.
#[test]
fn p3_7_2_an_image_that_cannot_be_pulled_ends_the_task() {
    let bad = IMAGE.replace("imageSize", "pullFailureRatio = 1\nimageSize");
    let world = |behavior: &str| {
        World::lasting("2m")
            .hosts(1, 2048)
            .definition("web", 1, "")
            .service("web", 1, "")
            .with(&bad)
            .run_changed(|model| {
                for class in &mut model.classes {
                    class.pulls.behavior = plimsoll::model::Choice::of(behavior).expect("a word");
                    class.pulls.cached = vec![plimsoll::model::ImageId::new(0)];
                }
            })
    };
    let failed = world("always");
    let task = &failed.tasks()[0];
    // 1 s, five tries of 2 s, and 12.7 s between them.
    assert_eq!(failed.states(0), ["1 PENDING", "1 ACTIVATING", "23.7 STOPPED"]);
    assert_eq!(task.stop_code, Some("TaskFailedToStart"));
    let reason = "CannotPullContainerError: image app could not be pulled";
    assert_eq!(task.stopped_reason.as_deref(), Some(reason));
    assert_eq!((task.started_at, task.exit_code), (None, None));
    assert_eq!(pulls(&world("default"))[0], "1 1 23.7 26.7", "it uses what is there");
    assert_eq!(pulls(&world("prefer-cached"))[0], "1 - - 4", "it does not ask");
}

/// There is no container yet that could take its time to stop, and no target (SC-06); the pull goes on.
#[test]
fn p3_7_4_a_task_that_is_told_to_stop_while_it_pulls_is_stopped_at_once() {
    let to = |desired| format!("updateService = {{ service = \"web\", desiredCount = {desired} }}");
    let run = World::lasting("10m")
        .hosts(1, 2048)
        .definition("web", 1, "portMappings = [{ containerPort = 80 }]")
        .application("web:1", "shutDownTime = \"9s\"")
        .target_group("web", "")
        .service("web", 1, super::load_balancers::BALANCED)
        .with(IMAGE)
        .action("9s", &to(0))
        .action("15s", &to(1))
        .run();
    assert_eq!(run.states(0), ["1 PENDING", "1 ACTIVATING", "10 STOPPING", "10 STOPPED"]);
    // It asks for 2 s, and finds the layer that came at 19 s.
    assert_eq!(pulls(&run), ["1 1 - -", "16 16 19 22"]);
    assert_eq!(run.number("cluster.bytesPulled"), Some(1_024.0));
    let registered = run.events("web").into_iter().find(|event| event.contains("registered 1 targets"));
    assert!(registered.as_ref().is_some_and(|event| event.starts_with("20 ")), "{registered:?}");
}

/// A host that starts again has its images; one that stands in for another has none.
#[test]
fn p3_7_4_a_new_host_begins_with_an_empty_cache() {
    let after = |fault: &str| {
        let run = pulling(1, 1).behavior("retryOnCapacity = true").fault(fault).run();
        (
            run.number("cluster.bytesPulled"),
            run.tasks().last().and_then(|task| task.pull_started_at).is_some(),
        )
    };
    let stopped = "action = \"aws:ec2:stop-instances\"\nat = \"5m\"\nrestartedAfter = \"2m\"";
    assert_eq!(after(stopped), (Some(1_024.0), false));
    let terminated = "action = \"aws:ec2:terminate-instances\"\nat = \"5m\"\nreplacedAfter = \"2m\"";
    assert_eq!(after(terminated), (Some(2_048.0), true));
    // What is not complete is lost with the power.
    let while_pulling = stopped.replace("5m", "9s");
    assert_eq!(after(&while_pulling), (Some(1_024.0), true));
}

/// A NAT gateway of the zone is shared by its hosts, one of a subnet that is public by none.
#[test]
fn p3_7_1_private_subnets_share_their_nat_gateway() {
    let pull = |public: bool, endpoint: bool| {
        let run = World::lasting("20m")
            .behavior("firstTaskAlone = false")
            .with(&format!(
                "[[vpcs]]
                vpcId = \"vpc\"
                subnets = [
                  {{ subnetId = \"a\", availabilityZone = \"zone-a\", public = {public} }},
                  {{ subnetId = \"b\", availabilityZone = \"zone-b\" }},
                ]
                natGateways = [{{ subnetId = \"b\", pullRate = 4 }}, {{ subnetId = \"a\", pullRate = 32 }}]"
            ))
            .hosts(2, 256)
            .definition("web", 1, "")
            .service("web", 2, "")
            .with(&IMAGE.replace("pullLatency", &format!("endpoint = {endpoint}\npullLatency")))
            .run();
        run.number("services.web.imagePull.max")
    };
    // 2 s, and 1,024 MiB at 16 MiB/s each, or at 64.
    assert_eq!(pull(false, false), Some(66.0));
    assert_eq!(pull(true, false), Some(18.0));
    assert_eq!(pull(false, true), Some(18.0));
}

/// What runs somewhere when the run begins has its image there; elsewhere it is pulled.
#[test]
fn p3_7_hosts_have_the_images_of_the_tasks_that_are_found_there() {
    let run = two_tasks()
        .with(&instance("c", "zone-a", (2048, 4000), "", ""))
        .with(&service(3, 2, ""))
        .with("[[images]]\nname = \"app\"\nimageSize = 256")
        .fault("action = \"aws:ecs:task-kill-process\"\nservice = \"web\"\ncount = \"all\"\nat = \"30m\"")
        .run();
    assert_eq!(run.tasks().len(), 6, "two that were found, the one that was missing, three for those killed");
    let pulls: Vec<usize> = (0..6).filter(|task| run.tasks()[*task].pull_started_at.is_some()).collect();
    assert_eq!((pulls, run.number("cluster.bytesPulled")), (vec![2], Some(256.0)));
}
