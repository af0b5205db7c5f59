//! Which tasks a service stops when it has too many (SI-01…SI-11).

use std::collections::BTreeSet;
use std::ops::Range;

use super::group_tournament::{GroupTournament, Order, Paths};
use super::question::{self, StopCandidate};
use super::strategy::{BucketRule, Chain, Key, SpreadAttributes, pick, pick_distinct};
use super::tournament::ABSENT;
use crate::cluster::{Cluster, DesiredStatus, GroupTasks, Place, Task, add};
use crate::model::{
    Candidate, ClassId, InstanceId, Resources, ServiceId, Strategy, TaskDefinitionId, TaskId, WORST_SCORE,
};
use crate::rng::Draw;

/// Appends `count` of `candidates` to `out`, in the order in which they are to be stopped; all when there are fewer.
///
/// The candidates are tasks of `service` in the same situation (SI-10), in any order. Tasks without an instance go
/// first. Then one is chosen at a time, with the counts as they are without those chosen before. Each strategy in turn
/// keeps the tasks that are best stopped (SI-01, SI-03, SI-11; without strategies SI-04); among those left each is
/// equally likely (SI-02). One number is taken from `random` for each choice between two or more tasks. A strategy of
/// which ECS does not say so lets the task go that it would place worst if it were placed now; `power-of-choices` draws
/// its choices, one number each where there are more, and compares them so.
///
/// Costs `O(n log n)` for `n` candidates, and for each choice `O(log n)` and a look at every group of instances that
/// share the attributes which the strategies spread over; a chain with more figures of an instance than four, a look at
/// every candidate's instance instead.
///
/// # Panics
///
/// When a candidate is not a live task of the service whose desired status is `RUNNING`, or is listed twice.
pub fn choose_stops(
    cluster: &Cluster,
    service: ServiceId,
    strategies: &[Strategy],
    candidates: &[TaskId],
    count: usize,
    random: &mut Draw<'_>,
    out: &mut Vec<TaskId>,
) {
    let wanted = count.min(candidates.len());
    if wanted == 0 {
        return;
    }
    let mut placed = Vec::with_capacity(candidates.len());
    let mut unplaced = Vec::new();
    for id in candidates {
        match counted(cluster, service, *id).place {
            Place::Instance(instance) => placed.push((*id, instance)),
            Place::Unplaced => unplaced.push(*id),
        }
    }
    stop_unplaced(cluster, &mut unplaced, wanted, random, out);
    if wanted > unplaced.len() {
        let mut selection = Selection::new(cluster, service, strategies, &placed);
        out.extend((unplaced.len()..wanted).map(|_| selection.stop_one(random)));
    }
}

/// Tasks that wait for an instance go before all others (SI-10), each of them as likely as the next.
fn stop_unplaced(
    cluster: &Cluster,
    unplaced: &mut [TaskId],
    count: usize,
    random: &mut Draw<'_>,
    out: &mut Vec<TaskId>,
) {
    unplaced.sort_unstable_by_key(|id| cluster.task(*id).number);
    for position in 0..unplaced.len().min(count) {
        let left = (unplaced.len() - position) as u64;
        let drawn = position + usize::try_from(pick(left, random)).expect("a position");
        unplaced.swap(position, drawn);
        out.push(unplaced[position]);
    }
}

/// The candidates that are left, and the cluster without those that were chosen.
struct Selection<'a> {
    cluster: &'a Cluster,
    service: ServiceId,
    tasks: &'a GroupTasks,
    chain: Chain,
    attributes: SpreadAttributes,
    paths: Paths,
    /// Tasks by attribute and bucket, without those chosen so far.
    counts: Vec<Vec<u32>>,
    /// Figures by attribute and bucket: less is better, so most tasks is least.
    buckets: Vec<Vec<u32>>,
    group_tournament: GroupTournament,
    /// Candidates in canonical order: by buckets, instance, task definition and number.
    queue: Vec<TaskId>,
    cells: Vec<Cell>,
    sites: Vec<Site>,
    /// First cell of each group.
    group_starts: Vec<usize>,
}

/// Candidates that no strategy tells apart: those of one task definition on one instance.
struct Cell {
    definition: TaskDefinitionId,
    site: usize,
    group: usize,
    /// Which part of the queue is left.
    left: Range<usize>,
}

/// An instance with candidates, and what those chosen so far took off it.
struct Site {
    instance: InstanceId,
    class: ClassId,
    cells: Range<usize>,
    stopped: u32,
    freed: Resources,
}

/// Where a task is: its cell, and which of those left there it is.
type Pick = (usize, usize);

/// A candidate's class, which says its buckets, and what else candidates are sorted by.
type Entry = (ClassId, (InstanceId, TaskDefinitionId, u32, TaskId));

impl<'a> Selection<'a> {
    fn new(
        cluster: &'a Cluster,
        service: ServiceId,
        strategies: &[Strategy],
        candidates: &[(TaskId, InstanceId)],
    ) -> Self {
        let model = cluster.model();
        let tasks = cluster.service(service);
        let mut chain = Chain::default();
        chain.set_for_stopping(strategies, model.zone_attribute());
        let mut attributes = SpreadAttributes::default();
        attributes.learn(model, chain.attributes());
        let mut counts = Vec::new();
        attributes.count(chain.attributes(), tasks, &mut counts);
        let entry = |(id, instance): &(TaskId, InstanceId)| -> Entry {
            let task = cluster.task(*id);
            (cluster.instances().class(*instance), (*instance, task.definition, task.number, *id))
        };
        let path = |class: ClassId| attributes.path(chain.attributes(), class);
        let mut entries: Vec<Entry> = candidates.iter().map(entry).collect();
        entries.sort_unstable_by(|(class, rest), (other_class, other_rest)| {
            path(*class).cmp(path(*other_class)).then(rest.cmp(other_rest))
        });
        assert!(entries.iter().is_sorted_by(|a, b| a.1.3 != b.1.3), "a candidate is listed once");
        let paths = Paths::over(chain.attributes().len());
        let mut selection = Self {
            cluster,
            service,
            tasks,
            buckets: vec![Vec::new(); counts.len()],
            chain,
            attributes,
            paths,
            counts,
            group_tournament: GroupTournament::default(),
            queue: Vec::with_capacity(entries.len()),
            cells: Vec::new(),
            sites: Vec::new(),
            group_starts: Vec::new(),
        };
        for attribute in 0..selection.buckets.len() {
            selection.rank_buckets(attribute);
        }
        selection.arrange(&entries);
        if selection.chain.is_packable() {
            selection.start_contest();
        }
        selection
    }

    /// Cuts the sorted candidates into groups, instances and cells.
    fn arrange(&mut self, entries: &[Entry]) {
        for (class, (instance, definition, _, id)) in entries.iter().copied() {
            let at = self.queue.len();
            self.queue.push(id);
            let path = |class| self.attributes.path(self.chain.attributes(), class);
            let same_group = self.sites.last().is_some_and(|site| path(site.class).eq(path(class)));
            let same_site = self.sites.last().is_some_and(|site| site.instance == instance);
            let same_cell = same_site && self.cells.last().is_some_and(|cell| cell.definition == definition);
            if same_cell {
                self.cells.last_mut().expect("the same as this").left.end += 1;
                continue;
            }
            if !same_group {
                self.paths.push(path(class));
                self.group_starts.push(self.cells.len());
            }
            if !same_site {
                let cells = self.cells.len()..self.cells.len();
                self.sites.push(Site { instance, class, cells, stopped: 0, freed: Resources::default() });
            }
            let (site, group) = (self.sites.len() - 1, self.group_starts.len() - 1);
            self.sites[site].cells.end += 1;
            self.cells.push(Cell { definition, site, group, left: at..at + 1 });
        }
    }

    fn start_contest(&mut self) {
        self.group_tournament.set_groups(self.group_starts.len(), true);
        for cell in 0..self.cells.len() {
            self.enter(cell);
        }
    }

    /// Chooses one candidate and takes it out of all counts.
    fn stop_one(&mut self, random: &mut Draw<'_>) -> TaskId {
        let (cell, offset) = if self.chain.is_packable() {
            self.choose_by_contest(random)
        } else {
            self.choose_by_scan(random)
        };
        let id = self.take(cell, offset);
        self.account(cell);
        id
    }

    /// The choice when the trees hold all keys.
    fn choose_by_contest(&self, random: &mut Draw<'_>) -> Pick {
        let order = Order { chain: &self.chain, buckets: &self.buckets, paths: &self.paths };
        let best = self.group_tournament.best(&order).expect("no more are chosen than there are");
        let nth = |drawn| {
            let (group, position, offset) = self.group_tournament.nth(&order, best, drawn);
            (self.group_starts[group] + position, offset as usize)
        };
        self.settle(self.group_tournament.weight(&order, best), nth, random)
    }

    /// The same when the keys are too many for the trees: every key keeps the best of all cells.
    fn choose_by_scan(&self, random: &mut Draw<'_>) -> Pick {
        let mut best: Vec<usize> =
            (0..self.cells.len()).filter(|cell| !self.cells[*cell].left.is_empty()).collect();
        for key in self.chain.keys() {
            self.keep_best_by(*key, &mut best, |cell| *cell);
        }
        let left = |cell: &usize| self.cells[*cell].left.len();
        let nth = |drawn| {
            let mut offset = usize::try_from(drawn).expect("a position");
            let passed = |cell: &&usize| {
                let passed = offset >= left(cell);
                offset -= if passed { left(cell) } else { 0 };
                !passed
            };
            (*best.iter().find(passed).expect("a draw below the weight of those that tie"), offset)
        };
        self.settle(best.iter().map(left).sum::<usize>() as u64, nth, random)
    }

    /// Draws from the `weight` tasks that tie in all keys before the first draw, of which `nth` says where each is.
    fn settle(&self, weight: u64, mut nth: impl FnMut(u64) -> Pick, random: &mut Draw<'_>) -> Pick {
        let (first, later) =
            self.chain.draws().split_first().expect("a chain for stopping ends with `random`");
        if first.choices == 1 {
            return nth(pick(weight, random));
        }
        let drawn = pick_distinct(first.choices, weight, random);
        let mut picks: Vec<Pick> = drawn.into_iter().map(nth).collect();
        self.keep_best(&first.keys, &mut picks);
        for draw in later {
            let drawn = pick_distinct(draw.choices, picks.len() as u64, random);
            picks = drawn.iter().map(|at| picks[usize::try_from(*at).expect("a position")]).collect();
            self.keep_best(&draw.keys, &mut picks);
        }
        picks[0]
    }

    fn keep_best(&self, keys: &[Key], picks: &mut Vec<Pick>) {
        for key in keys {
            self.keep_best_by(*key, picks, |(cell, _)| *cell);
        }
    }

    fn keep_best_by<T>(&self, key: Key, among: &mut Vec<T>, cell: impl Fn(&T) -> usize) {
        match key {
            Key::Program(at) => self.keep_answered(at, among, cell),
            key => self.keep_least(key, among, cell),
        }
    }

    /// Keeps those whose cells a program keeps. Without an answer all stay, and the run has no next event.
    fn keep_answered<T>(&self, program: usize, among: &mut Vec<T>, cell: impl Fn(&T) -> usize) {
        let cells: BTreeSet<usize> = among.iter().map(&cell).collect();
        if cells.len() < 2 {
            return;
        }
        let candidates: Vec<StopCandidate> = cells.iter().map(|cell| self.candidate(*cell)).collect();
        let question = question::stopping(self.cluster, self.service, &candidates);
        let count = u32::try_from(cells.len()).expect("fewer than 2^32 instances");
        let programs = &self.cluster.model().programs;
        if let Some(kept) = programs.answer(self.chain.program(program), &question, count) {
            let cells: Vec<usize> = cells.into_iter().collect();
            let kept: BTreeSet<usize> = kept.iter().map(|position| cells[*position as usize]).collect();
            among.retain(|one| kept.contains(&cell(one)));
        }
    }

    /// A cell as a program sees it, those that were chosen before gone.
    fn candidate(&self, cell: usize) -> StopCandidate {
        let Cell { definition, site, ref left, .. } = self.cells[cell];
        let Site { instance, stopped, freed, .. } = self.sites[site];
        StopCandidate { instance, definition, could_stop: left.len(), gone: stopped, freed }
    }

    /// Keeps those whose cells have the least figure.
    fn keep_least<T>(&self, key: Key, among: &mut Vec<T>, cell: impl Fn(&T) -> usize) {
        let least = among.iter().map(|one| self.figure(key, cell(one))).min();
        among.retain(|one| Some(self.figure(key, cell(one))) == least);
    }

    /// Takes a candidate out of its cell; the others keep their order.
    fn take(&mut self, cell: usize, offset: usize) -> TaskId {
        let left = &mut self.cells[cell].left;
        let at = left.start + offset;
        let id = self.queue[at];
        self.queue.copy_within(left.start..at, left.start + 1);
        left.start += 1;
        id
    }

    /// Counts a stop in `cell`, and lets the cells of its instance compete with their new figures.
    fn account(&mut self, cell: usize) {
        let Cell { definition, site, group, .. } = self.cells[cell];
        for attribute in 0..self.chain.attributes().len() {
            let bucket = self.paths.bucket(group, attribute);
            self.counts[attribute][bucket] -= 1;
            if self.chain.rules()[attribute] == BucketRule::Fewest {
                self.buckets[attribute][bucket] += 1;
            } else {
                self.rank_buckets(attribute);
            }
        }
        let demand = self.cluster.model().task_definition(definition).demand.resources;
        let site = &mut self.sites[site];
        site.stopped += 1;
        add(&mut site.freed, demand);
        if self.chain.is_packable() {
            for neighbour in site.cells.clone() {
                self.enter(neighbour);
            }
        }
    }

    /// Makes the counts in the buckets of an attribute into figures.
    fn rank_buckets(&mut self, attribute: usize) {
        let buckets = self.attributes.of(self.chain.attributes()[attribute]);
        let (counts, figures) = (&self.counts[attribute], &mut self.buckets[attribute]);
        self.chain.rules()[attribute].rank_for_stopping(buckets, counts, figures);
    }

    /// Gives `cell` its current key and weight.
    fn enter(&mut self, cell: usize) {
        let Cell { group, ref left, .. } = self.cells[cell];
        let key = if left.is_empty() { ABSENT } else { self.chain.pack(|key| self.figure(key, cell)) };
        let weight = u32::try_from(left.len()).expect("fewer than 2^32 tasks");
        self.group_tournament.tree_mut(group).set(cell - self.group_starts[group], key, weight);
    }

    /// How well a task of `cell` is stopped: less is better, so what is most is least.
    fn figure(&self, key: Key, cell: usize) -> u32 {
        let Cell { definition, site, group, .. } = self.cells[cell];
        let (site, instances) = (&self.sites[site], self.cluster.instances());
        let demand = self.cluster.model().task_definition(definition).demand.resources;
        let mut free = instances.free(site.instance);
        add(&mut free, site.freed);
        add(&mut free, demand);
        let own_tasks = self.tasks.on_instance(site.instance) - site.stopped;
        let tasks = instances.running_tasks_count(site.instance) - site.stopped;
        u32::MAX
            - match key {
                Key::Bucket(attribute) => {
                    return self.buckets[attribute][self.paths.bucket(group, attribute)];
                }
                Key::OnInstance => own_tasks,
                Key::FreeCpu => free.cpu,
                Key::FreeMemory => free.memory,
                Key::Tasks => tasks,
                Key::Id => site.instance.ordinal(),
                Key::Score(at) => {
                    let class = self.cluster.model().class(site.class);
                    let (own_tasks, tasks) = (own_tasks - 1, tasks - 1);
                    let candidate = Candidate { class, free, demand, own_tasks, tasks };
                    // So that no figure of a score is the worst there is, as when placing.
                    return WORST_SCORE - self.chain.score(at, &candidate);
                }
                Key::Program(_) => unreachable!("a program is asked about all that are left"),
            }
    }
}

fn counted(cluster: &Cluster, service: ServiceId, id: TaskId) -> &Task {
    let task = cluster.task(id);
    assert!(
        task.service == Some(service) && task.desired == DesiredStatus::Running,
        "only counted tasks of the service are candidates, not {id:?}"
    );
    task
}
