//! All pulls of a run: which tasks wait for which, and what comes next.

use std::collections::{BTreeMap, BTreeSet};

use super::super::TaskDraws;
use super::cache::Cache;
use super::downloads::Downloads;
use super::network::{LineId, Network};
use super::pull::{Fetched, Pull, PullId, Stage};
use crate::model::{ClassId, ImageId, InstanceId, LayerId, Model, TaskDefinition, TaskId, TaskImage};
use crate::rng::sample;
use crate::time::{SimDuration, SimTime};

/// Tries of the agent to pull an image.
const TRIES: u64 = 5;
/// What the agent waits between them, all together: 1.1 s, 2.2 s, 4.4 s and 5 s, its jitter left aside.
const BETWEEN_TRIES: SimDuration = SimDuration::from_micros(12_700_000);

/// What is known of the images on hosts, and the pulls that are under way.
#[derive(Clone, Debug, Default)]
pub struct Pulls {
    /// Hosts on which a task with images has begun.
    hosts: BTreeMap<InstanceId, OnHost>,
    under_way: BTreeMap<PullId, Pull>,
    begun: u64,
    /// How many images a task waits for, of those that wait.
    waiting: BTreeMap<TaskId, usize>,
    network: Network,
    /// When pulls change that are not fetching.
    timers: BTreeSet<(SimTime, PullId)>,
}

/// A host, as pulls see it.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Its instance.
    pub instance: InstanceId,
    /// Its class.
    pub class: ClassId,
    /// When its agent began.
    pub began_at: SimTime,
}

/// What became of a pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullOutcome {
    /// A host has fetched one more layer.
    LayerFetched {
        /// Which host.
        instance: InstanceId,
        /// How large it is.
        bytes: u64,
    },
    /// All images that a task needs are there, or it does without.
    ImagesThere(TaskId),
    /// A task ends since an image of it cannot be pulled.
    CannotPull(TaskId, ImageId),
}

/// What a host has and does.
#[derive(Clone, Debug)]
struct OnHost {
    class: ClassId,
    cache: Cache,
    downloads: BTreeMap<LineId, Downloads>,
    fetching: BTreeSet<LayerId>,
    /// Layers that have come for images that are not complete.
    fetched: BTreeMap<LayerId, SimTime>,
    pulls: Vec<PullId>,
}

impl Pulls {
    /// When anything changes next; [`SimTime::NEVER`] while nothing is pulled.
    #[must_use]
    pub fn next_change(&self) -> SimTime {
        let layer = self.network.next().map_or(SimTime::NEVER, |(at, _)| at);
        self.timers.first().map_or(layer, |(at, _)| layer.min(*at))
    }

    /// Whether a task waits for images.
    #[must_use]
    pub fn is_waiting(&self, task: TaskId) -> bool {
        self.waiting.contains_key(&task)
    }

    /// The agent begins a task: pulls what is to be pulled, and says whether the task has to wait for it.
    ///
    /// Who finds all layers there loses no time by asking for them: the time of a launch was measured so.
    pub fn begin(
        &mut self,
        model: &Model,
        now: SimTime,
        site: Site,
        (task, definition): (TaskId, &TaskDefinition),
        (draws, number): (&TaskDraws, u64),
    ) -> bool {
        let Self { hosts, under_way, begun, waiting, timers, .. } = self;
        let host = hosts.entry(site.instance).or_insert_with(|| OnHost::new(model, site));
        host.cache.clean_up(&model.images, now);
        let mut left = 0;
        for (k, image) in (0..).zip(&definition.images) {
            if !host.cache.is_to_be_pulled(image.image) {
                host.cache.used_by(task, image.image, now);
                continue;
            }
            let spec = model.images.image(image.image);
            let fails = draws.pull_failure.at(number, k).happens(spec.pull_failure_millionths);
            let are_there = spec.layers.iter().all(|layer| host.cache.has_layer(*layer));
            if are_there && !fails {
                host.cache.pulled(image.image, &model.images, now);
                host.cache.used_by(task, image.image, now);
                continue;
            }
            let registry = model.images.registry_of(image.image);
            let latency = sample(&registry.pull_latency, &mut draws.pull_latency.at(number, k));
            let (stage, delay) = if fails {
                (Stage::Failing, latency.saturating_mul(TRIES) + BETWEEN_TRIES)
            } else {
                (Stage::Asking, latency)
            };
            let (id, due) = (PullId(*begun), now + delay);
            *begun += 1;
            let (instance, image, layers) = (site.instance, *image, Vec::new());
            under_way.insert(id, Pull { task, instance, image, stage, due, layers, left: 0 });
            timers.insert((due, id));
            host.pulls.push(id);
            left += 1;
        }
        if left > 0 {
            waiting.insert(task, left);
        }
        left > 0
    }

    /// A task was running there before the run, so its images are there.
    pub fn found(&mut self, model: &Model, site: Site, (task, definition): (TaskId, &TaskDefinition)) {
        let host = self.hosts.entry(site.instance).or_insert_with(|| OnHost::new(model, site));
        for image in &definition.images {
            host.cache.pulled(image.image, &model.images, site.began_at);
            host.cache.used_by(task, image.image, site.began_at);
        }
    }

    /// The containers of a task have ended, or it waits for images no more; a pull that is under way goes on.
    pub fn release(&mut self, (task, images): (TaskId, &[TaskImage]), instance: InstanceId, now: SimTime) {
        self.waiting.remove(&task);
        let Some(host) = self.hosts.get_mut(&instance) else { return };
        for image in images {
            host.cache.released_by(task, image.image, now);
        }
    }

    /// A host has lost its power, and with it whatever was not complete.
    pub fn lose_power(&mut self, model: &Model, instance: InstanceId, now: SimTime) {
        let Some(host) = self.hosts.get_mut(&instance) else { return };
        for id in host.pulls.drain(..) {
            if let Some(pull) = self.under_way.remove(&id) {
                self.timers.remove(&(pull.due, id));
                self.waiting.remove(&pull.task);
            }
        }
        host.fetching.clear();
        host.fetched.clear();
        for (line, downloads) in std::mem::take(&mut host.downloads) {
            self.network.expect(line, instance, (downloads.finishes_at(), None));
            self.network.leave(line, &model.images, now);
        }
    }

    /// A host is gone for good.
    pub fn forget(&mut self, model: &Model, instance: InstanceId, now: SimTime) {
        self.lose_power(model, instance, now);
        self.hosts.remove(&instance);
    }

    /// Does all that comes by `now`, in the order in which it comes.
    ///
    /// Call it no later than at [`next_change`](Self::next_change).
    pub fn advance(&mut self, model: &Model, now: SimTime, outcomes: &mut Vec<PullOutcome>) {
        loop {
            let timer = self.timers.first().copied().filter(|(at, _)| *at <= now);
            let layer = self.network.next().filter(|(at, _)| *at <= now);
            // Layers first: whoever begins at the same instant finds them.
            if let Some((at, line)) = layer
                && timer.is_none_or(|(timer, _)| at <= timer)
            {
                self.layer_comes(model, now, line, outcomes);
            } else if let Some(timer) = timer {
                self.timers.remove(&timer);
                self.pull_changes(model, now, timer.1, outcomes);
            } else {
                return;
            }
        }
    }

    fn pull_changes(&mut self, model: &Model, now: SimTime, id: PullId, outcomes: &mut Vec<PullOutcome>) {
        match self.under_way.get(&id).map(|pull| pull.stage) {
            Some(Stage::Asking) => self.fetch(model, now, id, outcomes),
            Some(Stage::Failing) => self.fail(now, id, outcomes),
            Some(Stage::Unpacking) => self.complete(model, now, id, outcomes),
            Some(Stage::Fetching) | None => {}
        }
    }

    /// The manifest is there: what the host has not is fetched, unless another pull fetches it already.
    fn fetch(&mut self, model: &Model, now: SimTime, id: PullId, outcomes: &mut Vec<PullOutcome>) {
        let Self { hosts, under_way, network, .. } = self;
        let Some(pull) = under_way.get_mut(&id) else { return };
        let Some(host) = hosts.get_mut(&pull.instance) else { return };
        let image = model.images.image(pull.image.image);
        let settings = &model.class(host.class).pulls;
        let of_vpc = model.images.registry_of(pull.image.image).endpoint;
        let nat_gateway = settings.nat_gateway.filter(|_| !of_vpc);
        let line = LineId { nat_gateway, registry: image.registry };
        let mut new: Vec<LayerId> = Vec::new();
        for layer in image.layers.iter().copied().filter(|layer| !host.cache.has_layer(*layer)) {
            let at = host.fetched.get(&layer).copied();
            if at.is_none() && host.fetching.insert(layer) {
                new.push(layer);
            }
            pull.layers.push(Fetched { layer, at });
        }
        pull.left = pull.layers.iter().filter(|layer| layer.at.is_none()).count();
        pull.stage = Stage::Fetching;
        if !new.is_empty() {
            let most = settings.concurrent_downloads;
            let before = host.downloads.get(&line).and_then(Downloads::finishes_at);
            let given = if host.downloads.contains_key(&line) {
                network.given(line, now)
            } else {
                network.join(line, &model.images, now)
            };
            let downloads = host.downloads.entry(line).or_insert_with(|| Downloads::new(most, given));
            let complete = downloads.advance(given);
            debug_assert!(complete.is_empty(), "what is complete by now was taken before");
            for layer in new {
                downloads.add(layer, model.images.bytes(layer));
            }
            network.expect(line, pull.instance, (before, downloads.finishes_at()));
        }
        if pull.left == 0 {
            self.unpack(model, now, id, outcomes);
        }
    }

    /// Layers of one host on a line are complete.
    fn layer_comes(&mut self, model: &Model, now: SimTime, line: LineId, outcomes: &mut Vec<PullOutcome>) {
        let Self { hosts, under_way, network, .. } = self;
        let Some((instance, given)) = network.take_due(line, now) else { return };
        let Some(host) = hosts.get_mut(&instance) else { return };
        let Some(downloads) = host.downloads.get_mut(&line) else { return };
        let complete = downloads.advance(given);
        let next = downloads.finishes_at();
        network.expect(line, instance, (None, next));
        if next.is_none() {
            host.downloads.remove(&line);
            network.leave(line, &model.images, now);
        }
        let mut fetched = Vec::new();
        for layer in complete {
            outcomes.push(PullOutcome::LayerFetched { instance, bytes: model.images.bytes(layer) });
            host.fetching.remove(&layer);
            host.fetched.insert(layer, now);
            for id in &host.pulls {
                if let Some(pull) = under_way.get_mut(id)
                    && pull.receives(layer, now)
                {
                    fetched.push(*id);
                }
            }
        }
        for id in fetched {
            self.unpack(model, now, id, outcomes);
        }
    }

    /// All layers have come: each is unpacked on top of the one below, some while others were still coming.
    fn unpack(&mut self, model: &Model, now: SimTime, id: PullId, outcomes: &mut Vec<PullOutcome>) {
        let Some(pull) = self.under_way.get_mut(&id) else { return };
        let Some(host) = self.hosts.get(&pull.instance) else { return };
        let rate = model.class(host.class).pulls.extraction_rate;
        let end = pull.unpacked_at(&model.images, rate, now);
        (pull.stage, pull.due) = (Stage::Unpacking, end);
        if end > now {
            self.timers.insert((end, id));
        } else {
            self.complete(model, now, id, outcomes);
        }
    }

    fn complete(&mut self, model: &Model, now: SimTime, id: PullId, outcomes: &mut Vec<PullOutcome>) {
        let Some(pull) = self.take(id) else { return };
        let Some(host) = self.hosts.get_mut(&pull.instance) else { return };
        host.cache.pulled(pull.image.image, &model.images, now);
        for layer in &pull.layers {
            host.fetched.remove(&layer.layer);
        }
        if self.waiting.contains_key(&pull.task) {
            host.cache.used_by(pull.task, pull.image.image, now);
            self.one_less(pull.task, outcomes);
        }
    }

    /// What a failed pull does depends on the agent's behaviour, and on what is cached.
    fn fail(&mut self, now: SimTime, id: PullId, outcomes: &mut Vec<PullOutcome>) {
        let Some(pull) = self.take(id) else { return };
        let Some(host) = self.hosts.get_mut(&pull.instance) else { return };
        if !self.waiting.contains_key(&pull.task) {
            return;
        }
        let is_there = host.cache.has(pull.image.image);
        let goes_on = host.cache.goes_without_pull() && (is_there || !pull.image.essential);
        if goes_on {
            host.cache.used_by(pull.task, pull.image.image, now);
            self.one_less(pull.task, outcomes);
        } else {
            self.waiting.remove(&pull.task);
            outcomes.push(PullOutcome::CannotPull(pull.task, pull.image.image));
        }
    }

    fn take(&mut self, id: PullId) -> Option<Pull> {
        let pull = self.under_way.remove(&id)?;
        if let Some(host) = self.hosts.get_mut(&pull.instance) {
            host.pulls.retain(|other| *other != id);
        }
        Some(pull)
    }

    fn one_less(&mut self, task: TaskId, outcomes: &mut Vec<PullOutcome>) {
        let Some(left) = self.waiting.get_mut(&task) else { return };
        *left -= 1;
        if *left == 0 {
            self.waiting.remove(&task);
            outcomes.push(PullOutcome::ImagesThere(task));
        }
    }
}

impl OnHost {
    fn new(model: &Model, site: Site) -> Self {
        let settings = &model.class(site.class).pulls;
        Self {
            class: site.class,
            cache: Cache::new(settings.behavior, &settings.cached, &model.images, site.began_at),
            downloads: BTreeMap::new(),
            fetching: BTreeSet::new(),
            fetched: BTreeMap::new(),
            pulls: Vec::new(),
        }
    }
}
