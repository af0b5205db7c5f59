//! Order, restarts and stops of containers: worked examples, and a simulation second by second beside the closed form.

mod random;

use super::*;
use crate::agent::testing::{container, definition};
use crate::model::{
    Application, Container, ContainerHealthCheck, Dependency, Distribution, RestartPolicy, StartCondition,
};
use crate::rng::Streams;
use ContainerChange::{Answers, Exited, NeverStarts, Started, Stopped};
use StartCondition::{Complete, Healthy, Start, Success};

fn secs(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

fn constant(seconds: u64) -> Distribution {
    Distribution::Constant(secs(seconds))
}

fn at(seconds: u64) -> SimTime {
    SimTime::from_secs(seconds)
}

/// Dependents start a second after their conditions hold, and restarts take two.
fn behavior() -> Behavior {
    Behavior { dependent_start_time: constant(1), container_restart_time: constant(2), ..Behavior::default() }
}

/// A container that fails with this code so long after it starts.
fn failing(name: &str, after: u64, exit_code: u8) -> Container {
    let application =
        Application { time_to_failure: Some(constant(after)), exit_code, ..Application::default() };
    Container { application, ..container(name) }
}

/// An init container that fails with this code so long after it starts.
fn init(after: u64, exit_code: u8) -> Container {
    Container { essential: false, ..failing("init", after, exit_code) }
}

fn waiting(others: &[(usize, StartCondition)]) -> Container {
    let depends_on = others
        .iter()
        .map(|(container, condition)| Dependency { container: *container, condition: *condition });
    Container { depends_on: depends_on.collect(), ..container("app") }
}

fn checked(ready_after: u64) -> Container {
    let check =
        ContainerHealthCheck { interval: secs(5), timeout: secs(2), retries: 3, start_period: secs(0) };
    let application = Application { start_up_time: constant(ready_after), ..Application::default() };
    Container { health_check: Some(check), application, ..container("checked") }
}

fn restarting(period: u64, ignored: &[u8], container: Container) -> Container {
    let policy = RestartPolicy { ignored_exit_codes: ignored.to_vec(), attempt_period: secs(period) };
    Container { restart_policy: Some(policy), ..container }
}

/// The agent with one task: its course and everything around it.
struct World {
    definition: TaskDefinition,
    behavior: Behavior,
    draws: TaskDraws,
    course: Course,
    now: SimTime,
}

impl World {
    /// The agent starts the task at 0; who waits for nobody runs 3 s later.
    fn of(containers: Vec<Container>) -> Self {
        let definition = definition(containers);
        let mut course = Course::new(&definition);
        course.begin(&definition, at(0), secs(3));
        let draws = TaskDraws::new(Streams::new(1), "web");
        Self { definition, behavior: behavior(), draws, course, now: at(0) }
    }

    fn around(&self) -> Around<'_> {
        Around { definition: &self.definition, behavior: &self.behavior, draws: &self.draws, number: 0 }
    }

    /// Every change until `end`: second, container, change.
    fn until(&mut self, end: u64) -> Vec<(u64, usize, ContainerChange)> {
        let mut changes = Vec::new();
        while let Some(next) = self.course.next_at(&self.definition).filter(|next| *next <= at(end)) {
            assert!(next >= self.now, "time goes on");
            self.now = next;
            let mut course = self.course.clone();
            while let Some((container, change)) = course.advance(&self.around(), next) {
                changes.push((next.as_micros() / 1_000_000, container, change));
            }
            self.course = course;
        }
        self.now = at(end);
        changes
    }

    fn stop(&mut self) -> Option<ExitStatus> {
        let mut course = self.course.clone();
        let exit = course.stop(&self.around(), self.now);
        self.course = course;
        exit
    }
}

fn exited(code: u8, restarts: bool) -> ContainerChange {
    Exited { status: ExitStatus::of(code), restarts }
}

#[test]
fn p3_3_each_condition_is_waited_for() {
    for (condition, other, starts_at) in [
        (Start, init(10, 1), Some(4)),
        // It ends in the instant in which it runs, before anybody looks.
        (Start, init(0, 1), Some(4)),
        (Complete, init(10, 1), Some(14)),
        (Success, init(10, 0), Some(14)),
        (Success, init(10, 1), None),
        // Ready at 15, probed every 5 s from 3 on: passes at 18.
        (Healthy, checked(12), Some(19)),
    ] {
        let mut world = World::of(vec![other, waiting(&[(0, condition)])]);
        let changes = world.until(100);
        let started = changes.iter().find(|(_, container, change)| (*container, *change) == (1, Started));
        assert_eq!(started.map(|(at, ..)| *at), starts_at, "{condition:?}: {changes:?}");
        assert!(world.course.is_up(), "LC-03: {changes:?}");
    }
}

#[test]
fn p3_3_all_conditions_hold_at_once() {
    let mut world = World::of(vec![checked(0), init(20, 0), waiting(&[(0, Healthy), (1, Success)])]);
    assert!(!world.course.is_up());
    let changes = world.until(23);
    assert!(!world.course.is_up(), "LC-03: one of three waits");
    assert_eq!(changes, [(3, 0, Started), (3, 1, Started), (23, 1, exited(0, false))]);
    assert_eq!(world.until(100), [(24, 2, Started)]);
    assert!(world.course.is_up());
}

/// Worked example 46: whoever waits for it fails with 143, and those that wait for that one too.
#[test]
fn p3_3_who_waits_in_vain_ends_with_143() {
    let aside = Container { essential: false, ..waiting(&[(0, Success)]) };
    let mut world = World::of(vec![init(10, 1), aside, waiting(&[(1, Complete)]), container("other")]);
    let failed = [(13, 0, exited(1, false)), (13, 1, NeverStarts), (13, 2, NeverStarts)];
    assert_eq!(world.until(100)[2..], failed);
    assert_eq!(world.course.members[2].state, State::Ended(Some(ExitStatus::TERMINATED)));
}

#[test]
fn p3_3_nobody_is_left_who_could_let_it_start() {
    let sick = Container { essential: false, ..failing("sick", 1, 0) };
    let check = checked(0).health_check;
    let world = |others: Vec<Container>| {
        let mut containers =
            vec![Container { health_check: check, ..sick.clone() }, waiting(&[(0, Healthy)])];
        containers.extend(others);
        let mut world = World::of(containers);
        world.until(1_000);
        world.course.cannot_progress(&world.definition)
    };
    assert!(world(Vec::new()), "it has ended before it was healthy");
    assert!(!world(vec![container("other")]), "somebody still runs: the agent goes on looking");
}

#[test]
fn tm_02_dependents_give_up_after_start_timeout() {
    let slow = |timeout| Container { start_timeout: Some(secs(timeout)), ..init(60, 0) };
    for (condition, other, change) in [
        // The clock runs from its start at 3.
        (Complete, slow(20), (23, 1, NeverStarts)),
        (Success, slow(59), (62, 1, NeverStarts)),
        (Complete, slow(60), (64, 1, Started)),
        (Start, slow(1), (4, 1, Started)),
        (Healthy, Container { start_timeout: Some(secs(14)), ..checked(12) }, (17, 1, NeverStarts)),
        (Healthy, Container { start_timeout: Some(secs(15)), ..checked(12) }, (19, 1, Started)),
    ] {
        let mut world = World::of(vec![other, waiting(&[(0, condition)])]);
        let changes = world.until(100);
        let of_dependent: Vec<_> = changes.into_iter().filter(|(_, container, _)| *container == 1).collect();
        assert_eq!(of_dependent, [change], "{condition:?}");
    }
}

/// Who has been admitted is not looked at again.
#[test]
fn tm_02_only_while_the_dependent_is_not_created() {
    let slow = Container { start_timeout: Some(secs(12)), ..checked(5) };
    let mut world = World::of(vec![slow, waiting(&[(0, Healthy)])]);
    world.behavior.dependent_start_time = constant(30);
    assert_eq!(world.until(100), [(3, 0, Started), (38, 1, Started)], "healthy at 8, due at 15");
}

/// Worked example 48.
#[test]
fn rp_02_restarts_only_what_ran_for_its_period_and_ended_with_a_code_that_counts() {
    for (after, code, restarts) in [(120, 1, true), (120, 0, false), (59, 1, false), (60, 1, true)] {
        let mut world = World::of(vec![restarting(60, &[0], failing("app", after, code))]);
        assert_eq!(world.until(3 + after)[1], (3 + after, 0, exited(code, restarts)));
    }
    assert_eq!(World::of(vec![failing("app", 120, 1)]).until(123)[1], (123, 0, exited(1, false)));
}

/// The period counts from the moment of the last restart, not from the first start.
#[test]
fn rp_02_after_a_restart_the_period_begins_again() {
    let mut app = restarting(60, &[], failing("app", 1, 1));
    app.application.time_to_failure = Some(Distribution::Constant(secs(59)));
    let mut world = World::of(vec![app]);
    // 59 s by itself are too few; with the 2 s that a restart takes they are enough.
    world.until(3);
    world.course.members[0].started_at = Some(at(0));
    if let State::Running(run) = &mut world.course.members[0].state {
        run.counted_from = at(0);
    }
    let expected = [(62, 0, exited(1, true)), (64, 0, Answers), (123, 0, exited(1, true)), (125, 0, Answers)];
    assert_eq!(world.until(126), expected);
    world.behavior.container_restart_time = constant(0);
    assert_eq!(
        world.until(300)[..3],
        [(184, 0, exited(1, true)), (184, 0, Answers), (243, 0, exited(1, false))]
    );
}

/// No limit and no back-off, essential or not; each run draws its own time.
#[test]
fn rp_03_restarts_go_on_for_ever() {
    for essential in [true, false] {
        let mut app = restarting(60, &[], Container { essential, ..failing("app", 100, 1) });
        app.application.start_up_time = constant(7);
        let mut world = World::of(vec![app, container("other")]);
        let changes = world.until(1_000_000);
        let restarts = changes.iter().filter(|(.., change)| *change == exited(1, true)).count();
        assert_eq!(restarts, 999_997 / 102, "every 100 s and 2 s");
        let answers = changes.iter().find(|(.., change)| *change == Answers);
        // Down for 2 s, and 7 s until it is ready again; nobody asks for one that is not essential.
        assert_eq!(answers, Some(&(112, 0, Answers)).filter(|_| essential));
        assert_eq!(world.course.members[0].restarts as usize, restarts);
    }
}

#[test]
fn rp_02_each_run_draws_for_itself() {
    let mut app = restarting(60, &[], failing("app", 1, 1));
    app.application.time_to_failure = Some(Distribution::Uniform { low: secs(60), high: secs(600) });
    let exits = |number| {
        let mut world = World::of(vec![app.clone(), container("other")]);
        world.draws = TaskDraws::new(Streams::new(number), "web");
        let changes = world.until(5_000).into_iter();
        changes.filter(|(.., change)| matches!(change, Exited { .. })).map(|(at, ..)| at).collect::<Vec<_>>()
    };
    let gaps: Vec<u64> = exits(1).windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.len() > 5 && gaps.windows(2).all(|pair| pair[0] != pair[1]), "{gaps:?}");
    assert_eq!(exits(1), exits(1));
    assert_ne!(exits(1), exits(2));
}

/// A restart is no start: who waited for one does not wait again, and who waits for an end goes on waiting.
#[test]
fn rp_02_a_container_that_is_started_again_has_not_ended() {
    let sidecar = restarting(60, &[], Container { essential: false, ..failing("side", 70, 0) });
    let mut world = World::of(vec![sidecar, waiting(&[(0, Complete)]), waiting(&[(0, Start)])]);
    let changes = world.until(500);
    assert!(changes.iter().all(|(_, container, _)| *container != 1), "{changes:?}");
    assert!(!world.course.is_up(), "the second one waits for ever");
}

#[test]
fn ex_01_a_share_of_failures_is_for_want_of_memory() {
    let mut app = failing("app", 10, 3);
    app.application.out_of_memory_millionths = 250_000;
    let course = definition(vec![app, container("other")]);
    let draws = TaskDraws::new(Streams::new(1), "web");
    let killed = (0..1_000).filter(|number| {
        let (_, status) = own_exit(&course.containers[0], &draws, *number, 0).expect("it fails");
        assert!([ExitStatus::of(3), ExitStatus::OUT_OF_MEMORY].contains(&status));
        status.out_of_memory
    });
    assert!((200..=300).contains(&killed.count()));
    assert_eq!(ExitStatus::OUT_OF_MEMORY.code, 137);
}

fn stopping(timeout: u64, shut_down: u64, others: &[(usize, StartCondition)]) -> Container {
    let application = Application { shut_down_time: constant(shut_down), ..Application::default() };
    Container { stop_timeout: secs(timeout), application, ..waiting(others) }
}

/// Worked example 47, along a chain of three: the times add up, each with its own `stopTimeout`.
#[test]
fn tm_04_containers_stop_against_their_order() {
    let chain = vec![stopping(30, 4, &[]), stopping(10, 99, &[(0, Start)]), stopping(30, 6, &[(1, Start)])];
    let mut world = World::of(chain);
    world.until(10);
    assert!(world.course.is_up());
    assert_eq!(world.stop(), Some(ExitStatus::KILLED));
    assert_eq!(
        world.until(100),
        [
            (16, 2, Stopped(ExitStatus::TERMINATED)),
            (26, 1, Stopped(ExitStatus::KILLED)),
            (30, 0, Stopped(ExitStatus::TERMINATED)),
        ]
    );
    assert!(world.course.has_ended());
}

#[test]
fn tm_04_who_has_ended_or_never_started_is_not_waited_for() {
    let mut dead = stopping(30, 5, &[(0, Start)]);
    (dead.essential, dead.application.time_to_failure) = (false, Some(constant(1)));
    let mut world =
        World::of(vec![stopping(30, 4, &[]), dead, stopping(30, 9, &[(3, Complete)]), init(100, 0)]);
    assert_eq!(world.until(10).len(), 4);
    assert_eq!(world.stop(), Some(ExitStatus::TERMINATED));
    let stopped = Stopped(ExitStatus::TERMINATED);
    assert_eq!(world.until(200), [(10, 3, stopped), (14, 0, stopped)]);
    assert_eq!(world.course.members[2].state, State::Ended(None));
}

/// One that exits before its turn is not told, and is not started again either.
#[test]
fn tm_04_a_container_may_exit_before_its_turn() {
    let mut first = restarting(60, &[], failing("first", 70, 9));
    first.application.shut_down_time = constant(1);
    let mut world = World::of(vec![first, stopping(30, 20, &[(0, Start)])]);
    world.until(70);
    assert_eq!(world.stop(), Some(ExitStatus::TERMINATED));
    assert_eq!(
        world.until(100),
        [(73, 0, Stopped(ExitStatus::of(9))), (90, 1, Stopped(ExitStatus::TERMINATED))]
    );
}

#[test]
fn containers_without_order_stop_as_those_of_any_other_task_do() {
    let containers = vec![stopping(30, 4, &[]), stopping(2, 10, &[]), stopping(60, 50, &[])];
    let mut world = World::of(containers);
    world.until(10);
    let exit = world.stop();
    let simple = crate::agent::draw_stop(&world.definition, None, &world.draws, 0);
    assert_eq!(exit, Some(simple.exit));
    assert_eq!(world.until(1_000).last().map(|(at, ..)| secs(at - 10)), Some(simple.after));
}

#[test]
fn a_standalone_task_works_whatever_its_applications_say() {
    let aside = Container { essential: false, ..failing("aside", 5, 1) };
    let mut world = World::of(vec![aside, failing("app", 8, 1), failing("other", 6, 1)]);
    world.course.work_for(secs(30));
    let exits: Vec<_> = world.until(100).split_off(3);
    assert_eq!(exits, [(8, 0, exited(1, false)), (33, 1, exited(0, false))]);
}

#[test]
fn a_task_that_is_there_has_its_init_containers_behind_it() {
    let mut world = World::of(vec![init(10, 0), restarting(60, &[], waiting(&[(0, Success)]))]);
    let mut course = Course::new(&world.definition);
    course.is_found(&world.around(), at(50), secs(40));
    course.kill(1, ExitStatus::of(1), at(69));
    assert_eq!(course.advance(&world.around(), at(69)), Some((1, exited(1, false))), "59 s so far");
    course.is_found(&world.around(), at(50), secs(40));
    course.kill(1, ExitStatus::of(1), at(70));
    assert_eq!(course.advance(&world.around(), at(70)), Some((1, exited(1, true))), "60 s so far");
    course.kill(1, ExitStatus::of(2), at(71));
    assert_eq!(course.advance(&world.around(), at(71)), None, "it is down for 2 s");
    world.course = course;
    assert!(world.course.is_up() && !world.course.answers(&world.definition));
}
