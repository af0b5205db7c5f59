//! Which tasks calls with a `startedBy` have started: `stopTask` may select them by it (VC-21).

use crate::cluster::Cluster;
use crate::model::{CallId, ClusterId, Model, TaskId};

/// The list is never shorter before it loses those that are gone.
const SHORTEST: usize = 64;

/// Tasks with their calls in order of creation; of those that are gone no more are listed than of the others.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct StartedTasks {
    tasks: Vec<(TaskId, CallId)>,
    /// Those that were not gone when the list was last looked through.
    living: usize,
}

impl StartedTasks {
    /// Notes the tasks of a call; of one that names nobody none is listed.
    pub fn note(&mut self, call: CallId, tasks: &[TaskId], model: &Model, cluster: &Cluster) {
        if model.call(call).started_by.is_none() {
            return;
        }
        if self.tasks.len() >= SHORTEST.max(2 * self.living) {
            self.tasks.retain(|(task, _)| cluster.tasks().get(*task).is_some());
            self.living = self.tasks.len();
        }
        self.tasks.extend(tasks.iter().map(|task| (*task, call)));
    }

    /// Those of a cluster that `started_by` started, in order of creation, some that are gone among them.
    pub fn by<'a>(
        &'a self,
        started_by: &'a str,
        cluster: ClusterId,
        model: &'a Model,
    ) -> impl Iterator<Item = TaskId> + 'a {
        let is_meant = move |call: CallId| {
            let call = model.call(call);
            call.cluster == cluster && call.started_by.as_deref() == Some(started_by)
        };
        self.tasks.iter().filter(move |(_, call)| is_meant(*call)).map(|(task, _)| *task)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Destination, GroupId, InstanceId, PlacementRules, TaskCall, TaskDefinitionId, TaskGroup,
    };
    use crate::placement::testkit::{Fleet, registered, remove, stop};
    use crate::{cluster::NewTask, time::SimTime};

    /// A thousand tasks come and go one after the other: the list does not grow with them.
    #[test]
    fn tasks_that_are_gone_are_not_kept() {
        let mut model = Fleet::over(1).instances(0, 1, 1_000, 1_000).definition(1, 1, &[]).build();
        model.standalone_groups = vec![TaskGroup { cluster: ClusterId::new(0), name: "night".into() }];
        let call = |who: Option<&str>| TaskCall {
            cluster: ClusterId::new(0),
            definition: TaskDefinitionId::new(0),
            group: GroupId::new(0),
            destination: Destination::Chosen { count: 1, rules: PlacementRules::default() },
            started_by: who.map(str::to_owned),
            run_time: None,
            arrivals: None,
        };
        model.calls = vec![call(Some("cron")), call(None), call(Some("other"))];
        let mut cluster = registered(&model);
        let mut started = StartedTasks::default();
        let mut last = None;
        for number in 0..1_000_u32 {
            let new = NewTask {
                group: GroupId::new(0),
                service: None,
                deployment: 0,
                definition: TaskDefinitionId::new(0),
                number,
                place: InstanceId::new(0).into(),
                replaces_unhealthy: false,
            };
            let task = cluster.create_task(new, SimTime::ZERO);
            started.note(CallId::new(number as usize % 3), &[task], &model, &cluster);
            if number < 999 {
                stop(&mut cluster, task);
                remove(&mut cluster, task);
            }
            last = Some(task);
        }
        assert!(started.tasks.len() <= SHORTEST, "{}", started.tasks.len());
        let by: Vec<_> =
            started.by("cron", ClusterId::new(0), &model).filter(|task| Some(*task) == last).collect();
        assert_eq!(by.len(), 1);
        assert_eq!(started.by("cron", ClusterId::new(1), &model).count(), 0);
    }
}
