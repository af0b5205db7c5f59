//! Random graphs of containers, whose courses are also simulated second by second.

use proptest::prelude::*;

use super::*;

/// Times are short, so that several things often happen in one instant.
const LONGEST: u64 = 12;

/// What a container is in the simulation by the second.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Is {
    Waiting,
    /// Runs in so many seconds, at first.
    Starting(u64),
    /// Since when its program runs or will run, since when its policy counts, whether it is known to answer.
    Running {
        since: u64,
        counted_from: u64,
        answers: bool,
    },
    Ended {
        code: Option<u8>,
        started: bool,
    },
}

/// The same containers, looked at every second.
struct Stepwise<'a> {
    world: &'a World,
    all: Vec<Is>,
    started_at: Vec<Option<u64>>,
    /// Probes of a container in its present run that passed.
    is_healthy: Vec<bool>,
}

impl Stepwise<'_> {
    fn container(&self, position: usize) -> &Container {
        &self.world.definition.containers[position]
    }

    fn exit_after(&self, position: usize) -> Option<(u64, u8)> {
        let application = &self.container(position).application;
        let seconds = |time: &Distribution| match time {
            Distribution::Constant(time) => time.as_micros() / 1_000_000,
            _ => unreachable!("constant times only"),
        };
        application.time_to_failure.as_ref().map(|time| (seconds(time), application.exit_code))
    }

    fn start_up(&self, position: usize) -> u64 {
        match self.container(position).application.start_up_time {
            Distribution::Constant(time) => time.as_micros() / 1_000_000,
            _ => unreachable!("constant times only"),
        }
    }

    fn probe(&mut self, now: u64) {
        for position in 0..self.all.len() {
            let Some(check) = self.container(position).health_check else { continue };
            if let Is::Running { since, .. } = self.all[position] {
                let interval = check.interval.as_micros() / 1_000_000;
                let is_probed = now > since && (now - since).is_multiple_of(interval);
                self.is_healthy[position] |= is_probed && now >= since + self.start_up(position);
            }
        }
    }

    fn holds(&self, dependency: &Dependency) -> bool {
        let other = dependency.container;
        match (dependency.condition, self.all[other]) {
            (Start, is) => self.started_at[other].is_some() && !matches!(is, Is::Waiting | Is::Starting(_)),
            (Complete, Is::Ended { started: true, .. })
            | (Success, Is::Ended { started: true, code: Some(0) }) => true,
            (Healthy, Is::Running { .. }) => self.is_healthy[other],
            _ => false,
        }
    }

    fn is_hopeless(&self, dependency: &Dependency, now: u64) -> bool {
        let other = dependency.container;
        match self.all[other] {
            Is::Ended { started: false, .. } => true,
            Is::Ended { code, .. } => dependency.condition == Success && code != Some(0),
            _ => {
                let timeout = self.container(other).start_timeout.map(|time| time.as_micros() / 1_000_000);
                let expires = self.started_at[other].zip(timeout).map(|(at, timeout)| at + timeout);
                dependency.condition != Start
                    && !self.holds(dependency)
                    && expires.is_some_and(|expires| now >= expires)
            }
        }
    }

    /// The first change of this second, in the documented order.
    fn change(&mut self, now: u64) -> Option<(usize, ContainerChange)> {
        loop {
            for position in 0..self.all.len() {
                if let Is::Running { since, counted_from, .. } = self.all[position]
                    && let Some((after, code)) = self.exit_after(position)
                    && now >= since + after
                {
                    let policy = self.container(position).restart_policy.clone();
                    let restarts = policy.is_some_and(|of| {
                        !of.ignored_exit_codes.contains(&code)
                            && secs(now - counted_from) >= of.attempt_period
                    });
                    self.is_healthy[position] = false;
                    self.all[position] = if restarts {
                        Is::Running { since: now + 2, counted_from: now, answers: false }
                    } else {
                        Is::Ended { code: Some(code), started: true }
                    };
                    return Some((position, exited(code, restarts)));
                }
            }
            for position in 0..self.all.len() {
                match &mut self.all[position] {
                    Is::Starting(at) if *at <= now => {
                        self.all[position] = Is::Running { since: now, counted_from: now, answers: true };
                        self.started_at[position] = Some(now);
                        return Some((position, Started));
                    }
                    Is::Running { since, answers: answers @ false, .. } => {
                        let since = *since;
                        let start_up =
                            match self.world.definition.containers[position].application.start_up_time {
                                Distribution::Constant(time) => time.as_micros() / 1_000_000,
                                _ => unreachable!("constant times only"),
                            };
                        if now >= since + start_up {
                            *answers = true;
                            return Some((position, Answers));
                        }
                    }
                    _ => {}
                }
            }
            let waiting: Vec<usize> =
                (0..self.all.len()).filter(|position| self.all[*position] == Is::Waiting).collect();
            let all_hold = |position: &&usize| {
                self.container(**position).depends_on.iter().all(|other| self.holds(other))
            };
            if let Some(position) = waiting.iter().find(all_hold) {
                self.all[*position] = Is::Starting(now + 1);
                continue;
            }
            let in_vain = |position: &&usize| {
                self.container(**position).depends_on.iter().any(|other| self.is_hopeless(other, now))
            };
            let position = *waiting.iter().find(in_vain)?;
            self.all[position] = Is::Ended { code: Some(143), started: false };
            return Some((position, NeverStarts));
        }
    }
}

fn by_the_second(world: &World, end: u64) -> Vec<(u64, usize, ContainerChange)> {
    let containers = &world.definition.containers;
    let all = containers
        .iter()
        .map(|container| if container.depends_on.is_empty() { Is::Starting(3) } else { Is::Waiting });
    let mut stepwise = Stepwise {
        world,
        all: all.collect(),
        started_at: vec![None; containers.len()],
        is_healthy: vec![false; containers.len()],
    };
    let mut changes = Vec::new();
    for now in 0..=end {
        stepwise.probe(now);
        while let Some((container, change)) = stepwise.change(now) {
            changes.push((now, container, change));
        }
    }
    changes
}

/// A container that may wait for those before it; periods are as short as no API allows, so that restarts are common.
fn some_container(position: usize) -> impl Strategy<Value = Container> {
    let conditions = prop::sample::select(vec![Start, Complete, Success, Healthy]);
    let dependencies = prop::collection::vec((0..position.max(1), conditions), 0..3);
    let exit = prop::option::weighted(0.7, (0..LONGEST, 0..2_u8));
    let policy = prop::option::weighted(0.4, (1..LONGEST, prop::bool::ANY));
    let check = prop::option::weighted(0.5, 1..4_u64);
    (dependencies, exit, policy, check, prop::option::weighted(0.3, 1..LONGEST), 0..LONGEST / 2).prop_map(
        move |(dependencies, exit, policy, check, timeout, start_up)| Container {
            depends_on: dependencies
                .into_iter()
                .filter(|_| position > 0)
                .map(|(container, condition)| Dependency { container, condition })
                .collect(),
            start_timeout: timeout.map(secs),
            restart_policy: policy.map(|(period, ignores)| RestartPolicy {
                ignored_exit_codes: vec![u8::from(ignores)],
                attempt_period: secs(period),
            }),
            health_check: check.map(|interval| ContainerHealthCheck {
                interval: secs(interval),
                timeout: secs(1),
                retries: 3,
                start_period: secs(0),
            }),
            application: Application {
                start_up_time: constant(start_up),
                time_to_failure: exit.map(|(after, _)| constant(after)),
                exit_code: exit.map_or(1, |(_, code)| code),
                ..Application::default()
            },
            ..container(&format!("container-{position}"))
        },
    )
}

fn some_containers() -> impl Strategy<Value = Vec<Container>> {
    let all = (some_container(0), some_container(1), some_container(2), some_container(3), some_container(4));
    (1..=5_usize, all).prop_map(|(count, (a, b, c, d, e))| {
        let mut containers = vec![a, b, c, d, e];
        containers.truncate(count);
        containers
    })
}

proptest! {
    /// P3.3, TM-02, RP-02: who waits, starts, exits and is started again does so when a look at every second says.
    #[test]
    fn the_closed_form_is_what_looking_every_second_finds(containers in some_containers()) {
        let mut world = World::of(containers);
        let expected = by_the_second(&world, 80);
        prop_assert_eq!(world.until(80), expected);
    }

    /// TM-04: whenever a task is told to stop, nobody ends before all who depend on it, unless by itself, and the sum along
    /// each chain is kept to.
    #[test]
    fn nobody_stops_before_those_that_depend_on_it(
        containers in some_containers(),
        times in prop::collection::vec((0..5_u64, 0..8_u64), 5),
        told_at in 0..40_u64,
    ) {
        let mut containers = containers;
        for (container, (timeout, shut_down)) in containers.iter_mut().zip(&times) {
            container.stop_timeout = secs(*timeout);
            container.application.shut_down_time = constant(*shut_down);
        }
        let mut world = World::of(containers);
        let own_exits: Vec<Option<SimTime>> = {
            world.until(told_at);
            let exit = |member: &Member| match member.state {
                State::Running(run) => Some(run.exits_at),
                _ => None,
            };
            world.course.members.iter().map(exit).collect()
        };
        let there: Vec<bool> = (0..own_exits.len())
            .map(|position| matches!(world.course.members[position].state, State::Running(_) | State::Starting(_)))
            .collect();
        world.stop();
        let ends = world.until(10_000);
        prop_assert!(world.course.has_ended());
        prop_assert_eq!(ends.len(), there.iter().filter(|there| **there).count(), "each ends once");
        let end_of = |position: usize| ends.iter().find(|(_, of, _)| *of == position).map(|(at, ..)| *at);
        for (position, container) in world.definition.containers.iter().enumerate().filter(|(at, _)| there[*at]) {
            let dependents = world.definition.containers.iter().enumerate().filter(|(_, other)| {
                other.depends_on.iter().any(|dependency| dependency.container == position)
            });
            let turn = dependents.filter_map(|(other, _)| end_of(other)).max().unwrap_or(told_at);
            let (timeout, shut_down) = times[position];
            let by_signal = turn + shut_down.min(timeout);
            let by_itself = own_exits[position].filter(|exit| *exit <= at(turn)).map(|exit| exit.as_micros() / 1_000_000);
            prop_assert_eq!(end_of(position), Some(by_itself.unwrap_or(by_signal)), "{}", &container.name);
        }
    }
}
