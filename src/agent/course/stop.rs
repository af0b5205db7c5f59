//! Containers stop in the reverse of their order: none before all that depend on it have ended (TM-04).

use super::{Around, Course, Member, State};
use crate::agent::stop::end_of;
use crate::cluster::ExitStatus;
use crate::time::SimTime;

impl Course {
    /// Tells the containers at `now` to stop, each as soon as those that depend on it have ended. Returns how the task
    /// exits, `None` where nobody is left to be told.
    ///
    /// One that exits by itself before its turn is not told, and nobody is started again.
    pub fn stop(&mut self, around: &Around<'_>, now: SimTime) -> Option<ExitStatus> {
        self.is_stopping = true;
        let mut task_exit = None;
        let mut ends_at: Vec<Option<SimTime>> =
            self.members.iter_mut().map(|member| member.drop_out(now)).collect();
        // Each round finds the turn of at least one more: who started did so one after the other.
        for position in (0..self.members.len()).cycle().take(self.members.len().pow(2)) {
            let Some(turn) = turn_of(around, position, &ends_at, now) else { continue };
            let (end, told) = self.stop_one(around, position, turn);
            ends_at[position] = Some(end);
            if task_exit != Some(ExitStatus::KILLED) {
                task_exit = told.or(task_exit);
            }
        }
        task_exit
    }

    /// Lets a container end whose turn it is at `turn`: when it does, and how if it is told to.
    fn stop_one(
        &mut self,
        around: &Around<'_>,
        position: usize,
        turn: SimTime,
    ) -> (SimTime, Option<ExitStatus>) {
        let member = &mut self.members[position];
        if let State::Running(run) = member.state
            && run.exits_at <= turn
        {
            member.state = State::Stopping(run.exits_at, run.status);
            return (run.exits_at, None);
        }
        let (takes, status) = end_of(around.definition, position, around.draws, around.number);
        member.state = State::Stopping(turn + takes, status);
        (turn + takes, Some(status))
    }
}

/// When a container is told to stop; `None` when it has been, or those that depend on it have not yet.
fn turn_of(
    around: &Around<'_>,
    position: usize,
    ends_at: &[Option<SimTime>],
    now: SimTime,
) -> Option<SimTime> {
    if ends_at[position].is_some() {
        return None;
    }
    let containers = around.definition.containers.iter().zip(ends_at);
    let mut dependents = containers.filter(|(container, _)| {
        container.depends_on.iter().any(|dependency| dependency.container == position)
    });
    dependents.try_fold(now, |latest, (_, end)| Some(latest.max((*end)?)))
}

impl Member {
    /// Ends what is not there: since when nobody has to wait for it, `None` where it is yet to be told.
    fn drop_out(&mut self, now: SimTime) -> Option<SimTime> {
        if self.state == State::Waiting {
            self.state = State::Ended(None);
        }
        matches!(self.state, State::Ended(_)).then_some(now)
    }
}
