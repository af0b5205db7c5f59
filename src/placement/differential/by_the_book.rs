//! Which tasks to stop, as the rules are written: every strategy filters every candidate.

use crate::cluster::{Cluster, GroupTasks, add};
use crate::model::{Candidate, InstanceId, Resources, ServiceId, Strategy, TaskId};
use crate::placement::strategy::{Chain, Key, SpreadAttributes, pick_distinct};
use crate::rng::Draw;

struct Book<'a> {
    cluster: &'a Cluster,
    chain: Chain,
    known: SpreadAttributes,
    /// Tasks of the service, without those that are stopped.
    counted: Vec<TaskId>,
    stopped: Vec<TaskId>,
}

/// `count` of `candidates`, in the order in which they are stopped.
pub(super) fn stops(
    cluster: &Cluster,
    service: ServiceId,
    strategies: &[Strategy],
    candidates: &[TaskId],
    count: usize,
    random: &mut Draw<'_>,
) -> Vec<TaskId> {
    let mut chain = Chain::default();
    chain.set_for_stopping(strategies, cluster.model().zone_attribute());
    let mut known = SpreadAttributes::default();
    known.learn(cluster.model(), chain.attributes());
    let counted = cluster.service(service).tasks().to_vec();
    let mut book = Book { cluster, chain, known, counted, stopped: Vec::new() };
    let mut left = candidates.to_vec();
    left.sort_unstable_by_key(|id| {
        let task = cluster.task(*id);
        let path = 0..book.chain.attributes().len();
        let path: Vec<_> = path.map(|attribute| book.bucket(*id, attribute)).collect();
        (path, task.place, task.definition, task.number)
    });
    while book.stopped.len() < count && !left.is_empty() {
        let mut best = left.clone();
        book.narrow(&mut best, book.chain.keys());
        for draw in book.chain.draws() {
            let drawn = pick_distinct(draw.choices, best.len() as u64, random);
            best = drawn.iter().map(|at| best[usize::try_from(*at).expect("a position")]).collect();
            book.narrow(&mut best, &draw.keys);
        }
        let id = best[0];
        left.retain(|other| *other != id);
        book.counted.retain(|other| *other != id);
        book.stopped.push(id);
    }
    book.stopped
}

impl Book<'_> {
    /// Keeps the tasks with the greatest figures.
    fn narrow(&self, best: &mut Vec<TaskId>, keys: &[Key]) {
        for key in keys {
            let most = best.iter().map(|id| self.figure(*key, *id)).max();
            best.retain(|id| Some(self.figure(*key, *id)) == most);
        }
    }

    fn figure(&self, key: Key, id: TaskId) -> u32 {
        let (model, instances) = (self.cluster.model(), self.cluster.instances());
        let here = self.instance(id);
        let is_here = |other: &&TaskId| self.instance(**other) == here;
        let count = |tasks: &[TaskId]| u32::try_from(tasks.iter().filter(is_here).count()).expect("few");
        let mut free = instances.free(here);
        add(&mut free, self.demand(id));
        self.stopped.iter().filter(is_here).for_each(|other| add(&mut free, self.demand(*other)));
        let tasks = instances.running_tasks_count(here) - count(&self.stopped);
        match key {
            Key::Bucket(at) => u32::MAX - self.rank(id, at),
            Key::OnInstance => count(&self.counted),
            Key::FreeCpu => free.cpu,
            Key::FreeMemory => free.memory,
            Key::Tasks => tasks,
            Key::Id => here.ordinal(),
            // Nobody answers.
            Key::Program(_) => 0,
            Key::Score(at) => {
                let class = model.class(instances.class(here));
                let (own_tasks, tasks) = (count(&self.counted) - 1, tasks - 1);
                let candidate = Candidate { class, free, demand: self.demand(id), own_tasks, tasks };
                self.chain.score(at, &candidate)
            }
        }
    }

    /// The figure of the task's bucket, recounted: less goes first.
    fn rank(&self, id: TaskId, at: usize) -> u32 {
        let buckets = self.known.of(self.chain.attributes()[at]);
        let mut counts = Vec::new();
        buckets.count(&GroupTasks::default(), &mut counts);
        for other in &self.counted {
            counts[self.bucket(*other, at) as usize] += 1;
        }
        let mut figures = Vec::new();
        self.chain.rules()[at].rank_for_stopping(buckets, &counts, &mut figures);
        figures[self.bucket(id, at) as usize]
    }

    fn bucket(&self, id: TaskId, attribute: usize) -> u32 {
        let class = self.cluster.instances().class(self.instance(id));
        self.known.of(self.chain.attributes()[attribute]).of(class)
    }

    fn instance(&self, id: TaskId) -> InstanceId {
        self.cluster.task(id).place.instance().expect("the steps place every task")
    }

    fn demand(&self, id: TaskId) -> Resources {
        self.cluster.model().task_definition(self.cluster.task(id).definition).demand.resources
    }
}
