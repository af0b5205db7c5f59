//! A tree over all instances as one service sees them, and how it comes to be seen by another.
//!
//! Two services of one kind see an instance alike unless one of them has tasks on it, and most services have tasks on
//! few. So a tree that was drawn for one service serves another after the places where the first has tasks are drawn
//! again. Where the second has tasks, its keys are worse than those in the tree, so nothing has to be done for them
//! until one of them wins: then it gets its own key, and the tournament goes on. Only where all that tie are drawn from
//! (`random`, `power-of-choices`), or where a score may like an instance for the service's tasks, every place has to be
//! right beforehand.

use super::layout::Layout;
use super::request_kind::RequestKind;
use super::upkeep::{Cost, Route, Rule, Upkeep};
use crate::cluster::Cluster;
use crate::model::{GroupId, InstanceId};
use crate::placement::group_tournament::{GroupTournament, Order};
use crate::placement::ranking::Ranking;
use crate::placement::request::Request;
use crate::placement::strategy::{SpreadAttributes, pick, pick_distinct};
use crate::placement::tournament::ABSENT;
use crate::rng::Draw;

/// A tree, when it is worth having one.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    upkeep: Upkeep,
    tree: Option<Tree>,
    /// How many keys the tree held when it was built.
    pub(super) size: usize,
    /// When it answered last, in questions of anyone.
    pub(super) asked: u64,
}

/// Keys of all instances.
#[derive(Clone, Debug)]
struct Tree {
    group_tournament: GroupTournament,
    /// The edition of the layout that its positions are of.
    edition: u64,
    /// The log position up to which it is current.
    current_at: u64,
    /// Who sees the instances so.
    viewer: GroupId,
    /// Whether it matters who looks.
    sees_own_tasks: bool,
    /// Where keys may differ from those of a service without tasks; with repetitions.
    drawn_for_viewer: Vec<InstanceId>,
    /// Memory for the list of the viewer before.
    spare: Vec<InstanceId>,
}

/// A question and all it is about.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) cluster: &'a Cluster,
    pub(super) kind: &'a RequestKind,
    pub(super) layout: &'a Layout,
}

impl Question<'_> {
    /// The key of `instance`, absent where it is gone.
    fn key(&self, instance: InstanceId) -> u128 {
        if !self.cluster.instances().is_known(instance) {
            return ABSENT;
        }
        self.kind.key(self.request, self.cluster, instance)
    }

    fn has_own_task_on(&self, instance: InstanceId) -> bool {
        self.kind.sees_own_tasks()
            && self.cluster.instances().is_known(instance)
            && self.cluster.group(self.request.group).on_instance(instance) > 0
    }

    /// Whether a change of viewer has to draw all places of the new one at once.
    fn needs_every_place(&self) -> bool {
        let kind = self.kind;
        kind.sees_own_tasks() && (kind.chain().is_random() || kind.own_tasks_may_help)
    }
}

impl View {
    pub(super) fn has_tree(&self) -> bool {
        self.tree.is_some()
    }

    pub(super) fn drop_tree(&mut self) {
        self.tree = None;
    }

    /// How a question of a service that has so many tasks to draw is best answered.
    pub(super) fn route(
        &mut self,
        rule: Rule,
        own_tasks: usize,
        edition: u64,
        request: &Request<'_>,
        cluster: &Cluster,
    ) -> Route {
        let tree = self.tree.as_ref().filter(|tree| tree.edition == edition);
        let redrawn = tree.filter(|tree| tree.viewer != request.group && tree.sees_own_tasks);
        let cost = Cost {
            changed: tree.and_then(|tree| cluster.changes().since(tree.current_at)).map(<[_]>::len),
            redrawn: redrawn.map_or(0, |tree| tree.drawn_for_viewer.len()),
            own_tasks,
        };
        self.upkeep.route(rule, cost, cluster.changes(), cluster.instances().len_of(request.cluster))
    }

    /// Builds the tree from all instances, in the memory of the old one.
    pub(super) fn rebuild(&mut self, question: &Question<'_>) {
        let mut tree = self.tree.take().unwrap_or_else(|| Tree::of(question.request.group));
        let groups = question.layout.members();
        tree.group_tournament.set_groups(groups.len(), question.kind.chain().is_random());
        for (group, members) in groups.iter().enumerate() {
            tree.group_tournament.tree_mut(group).fill(members.iter().map(|id| (question.key(*id), 1)));
        }
        tree.edition = question.layout.edition();
        tree.viewer = question.request.group;
        tree.sees_own_tasks = question.kind.sees_own_tasks();
        tree.drawn_for_viewer.clear();
        tree.drawn_for_viewer.extend(own_places(question));
        tree.current_at = question.cluster.changes().end();
        self.size = question.layout.size();
        self.tree = Some(tree);
    }

    /// Takes in what changed since the tree was current, and who looks at it now.
    ///
    /// # Panics
    ///
    /// When there is no tree or the log has forgotten: the route says so first.
    pub(super) fn catch_up(&mut self, question: &Question<'_>) {
        let tree = self.tree.as_mut().expect("only a tree catches up");
        if tree.viewer != question.request.group && tree.sees_own_tasks {
            tree.change_viewer(question);
        }
        let changes = question.cluster.changes();
        for instance in changes.since(tree.current_at).expect("the route asked the log") {
            tree.draw(*instance, question);
        }
        tree.current_at = changes.end();
    }

    /// The instance that the current tree names, `None` when none can take the task.
    ///
    /// # Panics
    ///
    /// When there is no tree.
    pub(super) fn best(
        &mut self,
        (attributes, buckets): (&SpreadAttributes, &[Vec<u32>]),
        question: &Question<'_>,
        random: &mut Draw<'_>,
    ) -> Option<InstanceId> {
        let tree = self.tree.as_mut().expect("only a tree answers");
        let (chain, layout) = (question.kind.chain(), question.layout);
        let order = Order { chain, buckets, paths: layout.paths() };
        if let Some(draw) = chain.draws().first() {
            let best = tree.group_tournament.best(&order)?;
            let weight = tree.group_tournament.weight(&order, best);
            let member = |drawn| {
                let (group, position, _) = tree.group_tournament.nth(&order, best, drawn);
                layout.member(group, position)
            };
            if draw.choices == 1 {
                return Some(member(pick(weight, random)));
            }
            let mut drawn: Vec<_> =
                pick_distinct(draw.choices, weight, random).into_iter().map(member).collect();
            let ranking = Ranking::new(chain, attributes, buckets, question.request, question.cluster);
            return Some(ranking.settle(&mut drawn, 1, random));
        }
        // Each round sets one place of the viewer right, so there are no more rounds than places: a score that is not the
        // same twice ends as well.
        let mut places = question.cluster.group(question.request.group).tasks().len();
        loop {
            let best = tree.group_tournament.best(&order)?;
            let key = tree.group_tournament.tree(best).best();
            let winners = tree.group_tournament.tied(&order, best);
            let winner =
                winners.map(|group| layout.member(group, tree.group_tournament.tree(group).first())).min()?;
            if places == 0 || !question.has_own_task_on(winner) || question.key(winner) == key {
                return Some(winner);
            }
            tree.draw(winner, question);
            places -= 1;
        }
    }
}

impl Tree {
    /// A tree that is still to be filled.
    fn of(viewer: GroupId) -> Self {
        Self {
            group_tournament: GroupTournament::default(),
            edition: 0,
            current_at: 0,
            viewer,
            sees_own_tasks: false,
            drawn_for_viewer: Vec::new(),
            spare: Vec::new(),
        }
    }

    fn change_viewer(&mut self, question: &Question<'_>) {
        self.viewer = question.request.group;
        let mut old = std::mem::replace(&mut self.drawn_for_viewer, std::mem::take(&mut self.spare));
        for instance in old.drain(..) {
            self.draw(instance, question);
        }
        self.spare = old;
        if question.needs_every_place() {
            for instance in own_places(question) {
                self.draw(instance, question);
            }
        }
    }

    /// Sets the key of `instance` to what the viewer sees.
    fn draw(&mut self, instance: InstanceId, question: &Question<'_>) {
        let Some((group, position)) = question.layout.seat_of(instance) else { return };
        self.group_tournament.tree_mut(group).set(position, question.key(instance), 1);
        if question.has_own_task_on(instance) {
            self.note(instance, question.cluster);
        }
    }

    /// Remembers a place; a list that is full loses its repetitions, and places that are gone, before it grows.
    fn note(&mut self, instance: InstanceId, cluster: &Cluster) {
        let places = &mut self.drawn_for_viewer;
        if places.len() == places.capacity() {
            places.sort_unstable();
            places.dedup();
            places.retain(|place| cluster.instances().is_known(*place));
            places.reserve(places.len().max(16));
        }
        places.push(instance);
    }
}

/// Where the service that asks has tasks.
fn own_places<'a>(question: &'a Question<'_>) -> impl Iterator<Item = InstanceId> + 'a {
    let cluster = question.cluster;
    let tasks = cluster.group(question.request.group).tasks().iter();
    tasks.filter_map(|task| cluster.task(*task).place.instance()).filter(|_| question.kind.sees_own_tasks())
}
