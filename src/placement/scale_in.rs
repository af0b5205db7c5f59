//! Which tasks a service stops when it has too many (SI-01…SI-11).

use std::ops::Range;

use super::contest::{Contest, Order, Paths};
use super::strategy::{Chain, Key, SpreadAttributes, pick};
use super::tournament::ABSENT;
use crate::cluster::{Cluster, DesiredStatus, GroupTasks, Task};
use crate::model::{ClassId, InstanceId, ServiceId, Strategy, TaskDefinitionId, TaskId};
use crate::rng::Stream;

/// Appends `count` of `candidates` to `out`, in the order in which they are to be stopped; all when there are fewer.
///
/// The candidates are tasks of `service` in the same situation (SI-10), in any order. One is chosen at a time, with
/// the counts as they are without those chosen before. Each strategy in turn keeps the tasks that are best stopped
/// (SI-01, SI-03, SI-11; without strategies SI-04); among those left each is equally likely (SI-02). One number is
/// drawn from the service's `stream` for each choice between two or more tasks.
///
/// Costs `O(n log n)` for `n` candidates, and for each choice `O(log n)` and a look at every group of instances that
/// share the attributes which the strategies spread over.
///
/// # Panics
///
/// When a candidate is not a live task of the service whose desired status is `RUNNING`, or is listed twice.
pub fn choose_stops(
    cluster: &Cluster<'_>,
    service: ServiceId,
    strategies: &[Strategy],
    candidates: &[TaskId],
    count: usize,
    stream: &mut Stream,
    out: &mut Vec<TaskId>,
) {
    let wanted = count.min(candidates.len());
    if wanted == 0 {
        return;
    }
    let mut selection = Selection::new(cluster, service, strategies, candidates);
    out.extend((0..wanted).map(|_| selection.stop_one(stream)));
}

/// The candidates that are left, and the cluster without those that were chosen.
struct Selection<'a> {
    cluster: &'a Cluster<'a>,
    tasks: &'a GroupTasks,
    chain: Chain,
    paths: Paths,
    /// Figures by attribute and bucket: less is better, so most tasks is least.
    buckets: Vec<Vec<u32>>,
    contest: Contest,
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
    freed_cpu: u32,
    freed_memory: u32,
}

/// A candidate's class, which says its buckets, and what else candidates are sorted by.
type Place = (ClassId, (InstanceId, TaskDefinitionId, u32, TaskId));

impl<'a> Selection<'a> {
    fn new(
        cluster: &'a Cluster<'a>,
        service: ServiceId,
        strategies: &[Strategy],
        candidates: &[TaskId],
    ) -> Self {
        let model = cluster.model();
        let tasks = cluster.service(service);
        let mut chain = Chain::default();
        chain.set_for_stopping(strategies, model.zone_attribute());
        let mut attributes = SpreadAttributes::default();
        attributes.learn(model, chain.attributes());
        let mut buckets = Vec::new();
        attributes.count(chain.attributes(), tasks, &mut buckets);
        for figure in buckets.iter_mut().flatten() {
            *figure = u32::MAX - *figure;
        }
        let place = |id: &TaskId| -> Place {
            let task = counted(cluster, service, *id);
            let class = cluster.instances().class(task.instance);
            (class, (task.instance, task.definition, task.number, *id))
        };
        let path = |class: ClassId| attributes.path(chain.attributes(), class);
        let mut places: Vec<Place> = candidates.iter().map(place).collect();
        places.sort_unstable_by(|(class, rest), (other_class, other_rest)| {
            path(*class).cmp(path(*other_class)).then(rest.cmp(other_rest))
        });
        assert!(places.iter().is_sorted_by(|a, b| a.1.3 != b.1.3), "a candidate is listed once");
        let paths = Paths::over(chain.attributes().len());
        let mut selection = Self {
            cluster,
            tasks,
            chain,
            paths,
            buckets,
            contest: Contest::default(),
            queue: Vec::with_capacity(places.len()),
            cells: Vec::new(),
            sites: Vec::new(),
            group_starts: Vec::new(),
        };
        selection.arrange(&places, &attributes);
        selection.start_contest();
        selection
    }

    /// Cuts the sorted candidates into groups, instances and cells.
    fn arrange(&mut self, places: &[Place], attributes: &SpreadAttributes) {
        for (class, (instance, definition, _, id)) in places.iter().copied() {
            let at = self.queue.len();
            self.queue.push(id);
            let path = |class| attributes.path(self.chain.attributes(), class);
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
                self.sites.push(Site { instance, class, cells, stopped: 0, freed_cpu: 0, freed_memory: 0 });
            }
            let (site, group) = (self.sites.len() - 1, self.group_starts.len() - 1);
            self.sites[site].cells.end += 1;
            self.cells.push(Cell { definition, site, group, left: at..at + 1 });
        }
    }

    fn start_contest(&mut self) {
        self.contest.set_groups(self.group_starts.len(), true);
        for cell in 0..self.cells.len() {
            self.enter(cell);
        }
    }

    /// Chooses one candidate and takes it out of all counts.
    fn stop_one(&mut self, stream: &mut Stream) -> TaskId {
        let order = Order { chain: &self.chain, buckets: &self.buckets, paths: &self.paths };
        let best = self.contest.best(&order).expect("no more are chosen than there are");
        let drawn = pick(self.contest.weight(&order, best), stream);
        let (group, position, offset) = self.contest.nth(&order, best, drawn);
        let cell = self.group_starts[group] + position;
        let id = self.take(cell, offset as usize);
        self.account(cell);
        id
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
        for (attribute, figures) in self.buckets.iter_mut().take(self.chain.attributes().len()).enumerate() {
            figures[self.paths.bucket(group, attribute)] += 1;
        }
        let demand = self.cluster.model().task_definition(definition).demand.resources;
        let site = &mut self.sites[site];
        site.stopped += 1;
        site.freed_cpu += demand.cpu;
        site.freed_memory += demand.memory;
        for neighbour in site.cells.clone() {
            self.enter(neighbour);
        }
    }

    /// Gives `cell` its current key and weight.
    fn enter(&mut self, cell: usize) {
        let Cell { definition, site, group, ref left } = self.cells[cell];
        let site = &self.sites[site];
        let demand = self.cluster.model().task_definition(definition).demand.resources;
        let free = self.cluster.instances().free(site.instance);
        let most = |key: Key| match key {
            Key::Bucket(_) => unreachable!("buckets are not packed"),
            Key::OnInstance => self.tasks.on_instance(site.instance) - site.stopped,
            Key::FreeCpu => free.cpu + site.freed_cpu + demand.cpu,
            Key::FreeMemory => free.memory + site.freed_memory + demand.memory,
        };
        let key = if left.is_empty() { ABSENT } else { self.chain.pack(|key| u32::MAX - most(key)) };
        let weight = u32::try_from(left.len()).expect("fewer than 2^32 tasks");
        self.contest.tree_mut(group).set(cell - self.group_starts[group], key, weight);
    }
}

fn counted<'a>(cluster: &'a Cluster<'_>, service: ServiceId, id: TaskId) -> &'a Task {
    let task = cluster.task(id);
    assert!(
        task.service == Some(service) && task.desired == DesiredStatus::Running,
        "only counted tasks of the service are candidates, not {id:?}"
    );
    task
}
