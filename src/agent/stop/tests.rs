//! Worked example 50, and tasks with several containers.

use super::*;
use crate::agent::testing::{container, definition};
use crate::model::{Application, Container, Distribution};
use crate::rng::Streams;

fn stopping(timeout: u64, shut_down: u64) -> Container {
    let secs = SimDuration::from_secs;
    let application =
        Application { shut_down_time: Distribution::Constant(secs(shut_down)), ..Application::default() };
    Container { stop_timeout: secs(timeout), application, ..container("app") }
}

fn assert_stops(containers: Vec<Container>, after: u64, exit_code: u8) {
    let draws = TaskDraws::new(Streams::new(1), "web");
    let expected = StopTimeline { after: SimDuration::from_secs(after), exit: ExitStatus::of(exit_code) };
    assert_eq!(draw_stop(&definition(containers), None, &draws, 0), expected);
}

#[test]
fn ex_01_sigterm_exits_143_and_sigkill_137() {
    // Worked example 50: SIGTERM is ignored, SIGKILL comes at 30 s.
    assert_stops(vec![stopping(30, 3_600)], 30, 137);
    assert_stops(vec![stopping(30, 4)], 4, 143);
    assert_stops(vec![stopping(30, 30)], 30, 143);
    assert_stops(vec![stopping(0, 0)], 0, 143);
}

#[test]
fn tm_01_each_container_has_its_own_time_and_the_last_one_ends_the_task() {
    assert_stops(vec![stopping(30, 4), stopping(60, 50)], 50, 143);
    assert_stops(vec![stopping(2, 10), stopping(60, 50)], 50, 137);
    assert_stops(vec![stopping(120, 500), stopping(60, 50)], 120, 137);
}

/// Whichever container has ended already, the others take as long as without that.
#[test]
fn each_container_draws_for_itself() {
    let random = Distribution::Uniform { low: SimDuration::ZERO, high: SimDuration::from_secs(9) };
    let application = Application { shut_down_time: random, ..Application::default() };
    let one = Container { stop_timeout: SimDuration::from_secs(60), application, ..container("app") };
    let definition = definition(vec![one.clone(), one]);
    let draws = TaskDraws::new(Streams::new(1), "web");
    for number in 0..20 {
        let after = |gone| draw_stop(&definition, gone, &draws, number).after;
        let (first, second) = (after(Some(1)), after(Some(0)));
        assert_ne!(first, second);
        assert_eq!(after(None), first.max(second));
    }
}
