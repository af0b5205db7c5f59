//! What the containers of one task do, each by itself: wait for others, start, run, are started again, end.
//!
//! Each container is in one state, and when it leaves it follows from the states of all: nothing is polled. What comes at
//! one instant comes in this order: exits, then starts, each by position in the definition; then the containers whose
//! conditions hold, then those whose conditions cannot come about any more.

mod stop;
mod waiting;

use super::exit::{number_of, own_exit};
use super::{ContainerRun, TaskDraws};
use crate::cluster::{ContainerChange, ExitStatus};
use crate::model::{Behavior, Container, StartError, TaskDefinition};
use crate::rng::sample;
use crate::time::{SimDuration, SimTime};

/// The containers of a task whose definition [has courses](TaskDefinition::has_courses).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// By position in the definition.
    members: Vec<Member>,
    /// What a standalone task has to do: its first essential container exits with 0 then, and no essential one before.
    work: Option<SimDuration>,
    /// Whether its containers stop: nothing starts any more.
    is_stopping: bool,
    /// What it cannot start by, where that is why it stops.
    start_error: Option<StartError>,
    /// Which of its predictions is valid.
    pub epoch: u32,
}

/// Whom a course belongs to: the same for all its life.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Its task definition.
    pub definition: &'a TaskDefinition,
    /// The settings of the run.
    pub behavior: &'a Behavior,
    /// Where its task's random numbers are from.
    pub draws: &'a TaskDraws,
    /// The task's number there.
    pub number: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    state: State,
    /// When it first ran, in or before the run of the simulation.
    started_at: Option<SimTime>,
    /// How often it has been started again.
    restarts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It has not been created: what it waits for has not come about.
    Waiting,
    /// It is created and started, and runs from then on.
    Starting(SimTime),
    Running(Run),
    /// It is told to stop once those that depend on it have ended, and ends then.
    Stopping(SimTime, ExitStatus),
    /// `None` where it has never been created.
    Ended(Option<ExitStatus>),
}

/// One run of a container's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    of: ContainerRun,
    /// What its restart policy counts from (RP-02).
    counted_from: SimTime,
    /// When it exits by itself, [`SimTime::NEVER`] if never, and how.
    exits_at: SimTime,
    status: ExitStatus,
    /// Whether it answers after a restart, or nobody asks.
    answers: bool,
}

impl Course {
    /// Containers that wait for the agent to [begin](Self::begin).
    #[must_use]
    pub fn new(definition: &TaskDefinition) -> Self {
        let member = Member { state: State::Waiting, started_at: None, restarts: 0 };
        let members = vec![member; definition.containers.len()];
        Self { members, work: None, is_stopping: false, start_error: None, epoch: 0 }
    }

    /// Gives a standalone task its work, whatever its applications say of failures.
    pub fn work_for(&mut self, run_time: SimDuration) {
        self.work = Some(run_time);
    }

    /// The agent begins at `at`, with all images there: who waits for nobody runs `launch_time` later.
    pub fn begin(&mut self, definition: &TaskDefinition, at: SimTime, launch_time: SimDuration) {
        for (member, container) in self.members.iter_mut().zip(&definition.containers) {
            if container.depends_on.is_empty() {
                member.state = State::Starting(at + launch_time);
            }
        }
    }

    /// The task is up at `now`, for `ran_for`: whoever others wait for to end has ended, and all others run.
    pub fn is_found(&mut self, around: &Around<'_>, now: SimTime, ran_for: SimDuration) {
        for position in 0..self.members.len() {
            let run = ContainerRun { started_at: now, ran_before: ran_for, ready_after: SimDuration::ZERO };
            let state = if around.definition.is_awaited_to_end(position) {
                State::Ended(Some(ExitStatus::of(0)))
            } else {
                State::Running(self.run(around, position, run, now))
            };
            let member = &mut self.members[position];
            (member.state, member.started_at) = (state, Some(now));
        }
    }

    /// When anything changes next, if nothing else happens.
    #[must_use]
    pub fn next_at(&self, definition: &TaskDefinition) -> Option<SimTime> {
        let changes = self.members.iter().enumerate().filter_map(|(position, member)| match member.state {
            State::Waiting => self.decided_at(definition, position),
            State::Starting(at) | State::Stopping(at, _) => Some(at),
            State::Running(run) => Some(run.exits_at.min(run.told_at())),
            State::Ended(_) => None,
        });
        changes.min().filter(|at| *at != SimTime::NEVER)
    }

    /// Makes the first change that is due at `now` and that anybody sees; to be asked until there is none.
    pub fn advance(&mut self, around: &Around<'_>, now: SimTime) -> Option<(usize, ContainerChange)> {
        loop {
            let seen = self.end_one(around, now).or_else(|| self.start_one(around, now));
            if seen.is_some() || !self.admit_one(around, now) {
                return seen.or_else(|| self.give_up_one(around.definition, now));
            }
        }
    }

    /// Whether every container runs or has run (LC-03).
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.members.iter().all(|member| !matches!(member.state, State::Waiting | State::Starting(_)))
    }

    /// Whether no container is left.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.members.iter().all(|member| matches!(member.state, State::Ended(_)))
    }

    /// Whether its containers have been told to stop, or have ended.
    #[must_use]
    pub const fn is_stopping(&self) -> bool {
        self.is_stopping
    }

    /// Whether an essential container has not started and nobody is left who could let it (placement.md §3.3).
    #[must_use]
    pub fn cannot_progress(&self, definition: &TaskDefinition) -> bool {
        let waits = |(member, container): (&Member, &Container)| {
            container.essential && member.state == State::Waiting
        };
        self.next_at(definition).is_none()
            && self.members.iter().zip(&definition.containers).any(waits)
            && !self.members.iter().any(|member| matches!(member.state, State::Running(_)))
    }

    /// Whether every essential container that has been started again answers again.
    #[must_use]
    pub fn answers(&self, definition: &TaskDefinition) -> bool {
        let silent = |(member, container): (&Member, &Container)| {
            container.essential && matches!(member.state, State::Running(run) if !run.answers)
        };
        !self.members.iter().zip(&definition.containers).any(silent)
    }

    /// The present run of a container, which may begin a moment from now; `None` where it does not run.
    #[must_use]
    pub fn run_of(&self, container: usize) -> Option<ContainerRun> {
        match self.members[container].state {
            State::Running(run) => Some(run.of),
            _ => None,
        }
    }

    /// What the task cannot start by, where that is why it stops.
    #[must_use]
    pub const fn start_error(&self) -> Option<StartError> {
        self.start_error
    }

    /// It stops since it cannot start.
    pub fn fails_by(&mut self, error: StartError) {
        self.start_error = Some(error);
    }

    /// A container is killed at `now`, unless it does not run at this moment.
    pub fn kill(&mut self, container: usize, status: ExitStatus, now: SimTime) {
        if let State::Running(run) = &mut self.members[container].state
            && run.of.started_at <= now
        {
            (run.exits_at, run.status) = (now, status);
        }
    }

    /// The next container that ends at `now`.
    fn end_one(&mut self, around: &Around<'_>, now: SimTime) -> Option<(usize, ContainerChange)> {
        let ends = |member: &Member| match member.state {
            State::Running(run) => run.exits_at <= now,
            State::Stopping(at, _) => at <= now,
            _ => false,
        };
        let position = self.members.iter().position(ends)?;
        let change = match self.members[position].state {
            State::Running(run) => self.exit(around, position, run, now),
            State::Stopping(_, status) => {
                self.members[position].state = State::Ended(Some(status));
                ContainerChange::Stopped(status)
            }
            _ => return None,
        };
        Some((position, change))
    }

    /// A container exits by itself: it is started again in place, or has ended (RP-02).
    fn exit(&mut self, around: &Around<'_>, position: usize, run: Run, now: SimTime) -> ContainerChange {
        let (policy, status) = (&around.definition.containers[position].restart_policy, run.status);
        let ran = run.of.ran_before + now.since(run.counted_from);
        let restarts = policy.as_ref().is_some_and(|policy| policy.restarts(status.code, ran));
        self.members[position].state = if restarts {
            self.members[position].restarts += 1;
            let k = number_of(position, self.members[position].restarts);
            let again = sample(
                &around.behavior.container_restart_time,
                &mut around.draws.container_restart.at(around.number, k),
            );
            let start = now + again;
            let mut run = self.run(around, position, self.fresh(around, position, start), now);
            // Whether its task serves depends on essential ones alone.
            run.answers = !around.definition.containers[position].essential;
            State::Running(run)
        } else {
            State::Ended(Some(status))
        };
        ContainerChange::Exited { status, restarts }
    }

    /// The next container that runs, or answers, from `now` on.
    fn start_one(&mut self, around: &Around<'_>, now: SimTime) -> Option<(usize, ContainerChange)> {
        let starts = |member: &Member| match member.state {
            State::Starting(at) => at <= now,
            State::Running(run) => run.told_at() <= now,
            _ => false,
        };
        let position = self.members.iter().position(starts)?;
        if let State::Running(run) = &mut self.members[position].state {
            run.answers = true;
            return Some((position, ContainerChange::Answers));
        }
        let run = self.run(around, position, self.fresh(around, position, now), now);
        let member = &mut self.members[position];
        (member.state, member.started_at) = (State::Running(run), Some(now));
        Some((position, ContainerChange::Started))
    }

    /// A run of the program that begins at `start` and takes its time until it answers.
    fn fresh(&self, around: &Around<'_>, position: usize, start: SimTime) -> ContainerRun {
        let k = number_of(position, self.members[position].restarts);
        let time = &around.definition.containers[position].application.start_up_time;
        let ready_after = sample(time, &mut around.draws.start_up.at(around.number, k));
        ContainerRun { started_at: start, ran_before: SimDuration::ZERO, ready_after }
    }

    /// A run, with its end.
    fn run(&self, around: &Around<'_>, position: usize, of: ContainerRun, counted_from: SimTime) -> Run {
        let container = &around.definition.containers[position];
        let k = number_of(position, self.members[position].restarts);
        let exit = match self.work.filter(|_| container.essential) {
            Some(work) if position == around.definition.first_essential() => Some((work, ExitStatus::of(0))),
            Some(_) => None,
            None => own_exit(container, around.draws, around.number, k),
        };
        let (after, status) = exit.unzip();
        Run {
            of,
            counted_from,
            exits_at: after.map_or(SimTime::NEVER, |after| of.started_at + after),
            status: status.unwrap_or(ExitStatus::TERMINATED),
            answers: true,
        }
    }
}

impl Run {
    /// When it is told that it answers again.
    fn told_at(&self) -> SimTime {
        if self.answers { SimTime::NEVER } else { self.of.started_at + self.of.ready_after }
    }
}

#[cfg(test)]
mod tests;
