//! What is drawn, and that each duration has a number of its own.

use super::*;
use crate::agent::testing::{container, definition};
use crate::model::{Application, Container, Distribution};
use crate::rng::Streams;

fn secs(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

fn running(start_up: u64, failure: Option<u64>, exit_code: u8) -> Container {
    let application = Application {
        start_up_time: Distribution::Constant(secs(start_up)),
        time_to_failure: failure.map(|time| Distribution::Constant(secs(time))),
        exit_code,
        ..Application::default()
    };
    Container { application, ..container("app") }
}

fn behavior() -> Behavior {
    Behavior { task_launch_time: Distribution::Constant(secs(3)), ..Behavior::default() }
}

fn drawn(containers: Vec<Container>) -> Launch {
    draw(&definition(containers), &behavior(), &TaskDraws::new(Streams::new(1), "web"), 0)
}

#[test]
fn lc_05_the_first_essential_exit_ends_the_task() {
    for (containers, exit) in [
        (vec![running(0, None, 1)], None),
        (vec![running(0, Some(50), 1), running(0, Some(40), 2)], Some((40, 2, 1))),
        (vec![running(0, Some(40), 1), running(0, Some(40), 2)], Some((40, 1, 0))),
        (vec![running(0, Some(40), 1), running(0, Some(50), 2)], Some((40, 1, 0))),
    ] {
        let expected = exit.map(|(after, code, container)| {
            let status = ExitStatus::of(code);
            Exit { after: secs(after), status, container }
        });
        assert_eq!(drawn(containers).exit, expected);
    }
    // Another one's has no effect on the task, and a course of its own.
    let aside = Container { essential: false, ..running(0, Some(10), 9) };
    let launch = drawn(vec![running(0, Some(40), 1), aside]);
    assert!(launch.exit.is_none() && launch.course.is_some());
}

#[test]
fn a_program_ends_when_its_work_is_done_or_it_fails() {
    for (work, failure, exit) in [(30, 40, (30, 0)), (50, 40, (40, 9)), (40, 40, (40, 0))] {
        let mut container = running(0, Some(failure), 9);
        container.application.run_time = Some(Distribution::Constant(secs(work)));
        let expected = Exit { after: secs(exit.0), status: ExitStatus::of(exit.1), container: 0 };
        assert_eq!(drawn(vec![container]).exit, Some(expected));
    }
}

#[test]
fn each_container_is_ready_in_its_own_time() {
    let aside = Container { essential: false, ..running(100, None, 1) };
    let launch = drawn(vec![running(5, None, 1), running(8, None, 1), aside]);
    assert_eq!(launch.running_after, secs(3));
    assert_eq!([0, 1, 2].map(|container| launch.ready_after(container)), [5, 8, 100].map(secs));
}

#[test]
fn a_share_of_launches_fails() {
    let mut definition = definition(vec![running(0, None, 1)]);
    let draws = TaskDraws::new(Streams::new(3), "web");
    for (millionths, expected) in [(0, 0..=0), (250_000, 200..=300), (1_000_000, 1_000..=1_000)] {
        definition.start_failure_millionths = millionths;
        let fails = |number: &u64| draw(&definition, &behavior(), &draws, *number).fails_to_start;
        let failed = (0..1_000).filter(fails).count();
        assert!(expected.contains(&failed), "{failed} of 1,000 at {millionths} millionths");
    }
}

/// Whatever else the definition makes random, and whatever other tasks have drawn.
#[test]
fn each_duration_has_a_number_of_its_own() {
    let random = Distribution::Exponential { mean: secs(60) };
    let failing = Application { time_to_failure: Some(random.clone()), ..Application::default() };
    let plain = Container { application: failing, ..container("app") };
    let mut starting = plain.clone();
    starting.application.start_up_time = random.clone();
    let mut aside = Container { essential: false, ..starting.clone() };
    aside.application.time_to_failure = None;
    let behavior = Behavior { task_launch_time: random, ..Behavior::default() };
    let launch = |containers: &[Container], millionths, draws: &TaskDraws, number| {
        let mut definition = definition(containers.to_vec());
        definition.start_failure_millionths = millionths;
        draw(&definition, &behavior, draws, number)
    };
    let draws = TaskDraws::new(Streams::new(1), "web");
    let expected = launch(std::slice::from_ref(&plain), 0, &draws, 7);
    let others: Vec<Launch> =
        (0..20).map(|number| launch(&[starting.clone(), aside.clone()], 500_000, &draws, number)).collect();
    for (number, other) in (0..).zip(&others) {
        let same = (other.running_after, other.exit) == (expected.running_after, expected.exit);
        assert_eq!(same, number == 7, "{number}");
    }
    assert_eq!(launch(&[plain], 0, &draws, 7), expected);
}
