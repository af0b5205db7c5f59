//! Containers that wait for others: when what they wait for comes about, and when it cannot any more (placement.md §3.3).

use super::{Around, Course, State};
use crate::agent::Probed;
use crate::agent::exit::number_of;
use crate::cluster::{ContainerChange, ExitStatus};
use crate::model::{Dependency, StartCondition, TaskDefinition};
use crate::rng::sample;
use crate::time::SimTime;

impl Course {
    /// When a waiting container's conditions hold or have failed, as far as the present states of the others tell: who
    /// has yet to start or to end is looked at again then.
    pub(super) fn decided_at(&self, definition: &TaskDefinition, position: usize) -> Option<SimTime> {
        let holds = self.holds_from(definition, position);
        let expires = self.expires_at(definition, position);
        holds.into_iter().chain(expires).min()
    }

    /// From when on all conditions of a container hold, if nobody starts or ends before.
    fn holds_from(&self, definition: &TaskDefinition, position: usize) -> Option<SimTime> {
        let mut dependencies = definition.containers[position].depends_on.iter();
        dependencies.try_fold(SimTime::ZERO, |latest, dependency| {
            Some(latest.max(self.condition_holds_from(definition, dependency)?))
        })
    }

    fn condition_holds_from(&self, definition: &TaskDefinition, dependency: &Dependency) -> Option<SimTime> {
        let member = &self.members[dependency.container];
        let started_at = member.started_at?;
        match (dependency.condition, member.state) {
            // It stays satisfied when the other one has ended before anybody looked (the agent's change 3927).
            (StartCondition::Start, _) | (StartCondition::Complete, State::Ended(_)) => Some(started_at),
            (StartCondition::Success, State::Ended(Some(status))) if status.code == 0 => Some(started_at),
            (StartCondition::Healthy, State::Running(run)) => {
                let check = definition.containers[dependency.container].health_check.as_ref()?;
                Probed { check, run: run.of, hangs: &[] }.healthy_from()
            }
            _ => None,
        }
    }

    /// When one of the conditions of a container counts as failed: its dependency was to come to it within its
    /// `startTimeout`, and has neither done so nor ended (TM-02).
    fn expires_at(&self, definition: &TaskDefinition, position: usize) -> Option<SimTime> {
        let dependencies = &definition.containers[position].depends_on;
        let expiries = dependencies.iter().filter_map(|dependency| {
            let member = &self.members[dependency.container];
            let has_ended = matches!(member.state, State::Ended(_));
            if dependency.condition == StartCondition::Start || has_ended {
                return None;
            }
            let timeout = definition.containers[dependency.container].start_timeout?;
            let at = member.started_at? + timeout;
            let holds = self.condition_holds_from(definition, dependency);
            Some(at).filter(|at| holds.is_none_or(|from| from > *at))
        });
        expiries.min()
    }

    /// Lets one container be created whose conditions all hold at `now`; `false` when there is none.
    pub(super) fn admit_one(&mut self, around: &Around<'_>, now: SimTime) -> bool {
        let definition = around.definition;
        let may_start = |position: &usize| {
            self.members[*position].state == State::Waiting
                && self.holds_from(definition, *position).is_some_and(|from| from <= now)
        };
        let Some(position) = (0..self.members.len()).find(may_start) else { return false };
        let mut random = around.draws.container_start.at(around.number, number_of(position, 0));
        let takes = sample(&around.behavior.dependent_start_time, &mut random);
        self.members[position].state = State::Starting(now + takes);
        true
    }

    /// Ends one container whose conditions cannot come about any more; that may leave others without hope, up to an
    /// essential one (the agent's change 3218).
    pub(super) fn give_up_one(
        &mut self,
        definition: &TaskDefinition,
        now: SimTime,
    ) -> Option<(usize, ContainerChange)> {
        let hopeless = |dependency: &Dependency| {
            let member = &self.members[dependency.container];
            match member.state {
                State::Ended(_) if member.started_at.is_none() => true,
                State::Ended(Some(status)) => {
                    dependency.condition == StartCondition::Success && status.code != 0
                }
                _ => false,
            }
        };
        let gives_up = |position: &usize| {
            self.members[*position].state == State::Waiting
                && (definition.containers[*position].depends_on.iter().any(hopeless)
                    || self.expires_at(definition, *position).is_some_and(|at| at <= now))
        };
        let position = (0..self.members.len()).find(gives_up)?;
        self.members[position].state = State::Ended(Some(ExitStatus::TERMINATED));
        Some((position, ContainerChange::NeverStarts))
    }
}
