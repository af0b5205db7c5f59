//! When a tree is worth its upkeep.
//!
//! Catching up costs a path to the root for each change, a rebuild a look at every instance, and so does a scan
//! without any tree. Hence:
//!
//! - A tree that is behind by few keys catches up and answers. *Few* means that catching up costs less than a
//!   scan: at most one key for every `scanned_per_change` instances.
//! - A service with too many tasks to draw them into a shared tree is answered by a scan.
//! - Otherwise a scan answers, unless the last `patience` questions each came within few changes of the one
//!   before: then a tree would have served them, and it is built.
//!
//! So a kind that is asked for rarely in a busy cluster costs one scan per question, as without an index; one that is asked
//! for in short series at most one rebuild for every `patience` scans; and one that is asked for again and again
//! what changed.
//!
//! A service that shares a tree pays for drawing its own tasks into it and out again; one with a tree of its own, for
//! the changes that all others make between two of its questions. With equal services that ask in turn these are its
//! tasks and the number of services, which is the number of all tasks divided by its own: so a service with more tasks
//! than the square root of all has a tree of its own.

use crate::cluster::{ChangeLog, Cluster};
use crate::model::GroupId;

/// The two figures of the rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// How many instances a scan passes in the time in which a tree takes in one change.
    pub(super) scanned_per_change: usize,
    /// Questions in quick succession that make a tree worth building.
    pub(super) patience: u32,
}

impl Rule {
    /// As measured.
    pub(super) const MEASURED: Self = Self { scanned_per_change: 16, patience: 2 };
}

/// What an answer by a tree takes, in keys to be set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// For instances that changed since the tree was current; `None` without a tree, or when the log has forgotten.
    pub(super) changed: Option<usize>,
    /// For places of the service that looked at it last.
    pub(super) redrawn: usize,
    /// For places of the service that asks, at most.
    pub(super) own_tasks: usize,
}

/// How a question is to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// By the linear chooser.
    Scan,
    /// By the tree, after the changes since it was current.
    CatchUp,
    /// By the tree, after building it anew.
    Rebuild,
}

/// Whether `group` has so many tasks that it should not share a tree.
pub(super) fn deserves_own_view(group: GroupId, cluster: &Cluster) -> bool {
    let own = cluster.group(group).tasks().len();
    own.saturating_mul(own) > cluster.tasks().len()
}

/// When a view was asked, and how often in quick succession.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Upkeep {
    asked_at: Option<u64>,
    streak: u32,
}

impl Upkeep {
    /// Notes a question, and says how to answer it.
    pub(super) fn route(&mut self, rule: Rule, cost: Cost, log: &ChangeLog, instances: usize) -> Route {
        let few = |keys: usize| keys.saturating_mul(rule.scanned_per_change) <= instances;
        let since_asked = self.asked_at.and_then(|position| log.since(position)).map(<[_]>::len);
        self.streak = if since_asked.is_some_and(few) { self.streak.saturating_add(1) } else { 0 };
        self.asked_at = Some(log.end());
        if !few(cost.own_tasks) {
            Route::Scan
        } else if cost.changed.is_some_and(|changed| few(changed + cost.redrawn)) {
            Route::CatchUp
        } else if self.streak >= rule.patience {
            Route::Rebuild
        } else {
            Route::Scan
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::testkit::{Fleet, registered};

    /// 32 instances afford 2 keys: those of the service before and the changes together, and those of the one that asks.
    #[test]
    fn drawing_own_tasks_is_part_of_the_cost() {
        let model = Fleet::over(1).instances(0, 32, 1024, 1024).build();
        let cluster = registered(&model);
        for (changed, redrawn, own_tasks, expected) in [
            (Some(1), 1, 2, Route::CatchUp),
            (Some(1), 2, 2, Route::Rebuild),
            (Some(0), 0, 3, Route::Scan),
            (None, 0, 2, Route::Rebuild),
            (None, 0, 3, Route::Scan),
        ] {
            let mut upkeep = Upkeep { asked_at: Some(cluster.changes().end()), streak: 2 };
            let cost = Cost { changed, redrawn, own_tasks };
            assert_eq!(upkeep.route(Rule::MEASURED, cost, cluster.changes(), 32), expected, "{cost:?}");
        }
    }

    /// 32 instances afford 32 / 16 = 2 changes.
    #[test]
    fn a_tree_is_built_for_those_who_ask_often() {
        let model = Fleet::over(1).instances(0, 32, 1024, 1024).build();
        let mut cluster = registered(&model);
        let mut upkeep = Upkeep::default();
        let mut tree: Option<u64> = None;
        for (changes, expected) in [
            (0, Route::Scan),
            (1, Route::Scan),
            (2, Route::Rebuild),
            (2, Route::CatchUp),
            (3, Route::Scan),
            (1, Route::Scan),
            (3, Route::Scan),
            (0, Route::Scan),
            (0, Route::Rebuild),
        ] {
            for change in 0..changes {
                cluster.set_agent_connected(crate::model::InstanceId::new(change), true);
            }
            let log = cluster.changes();
            let changed = tree.and_then(|position| log.since(position)).map(<[_]>::len);
            let cost = Cost { changed, redrawn: 0, own_tasks: 0 };
            assert_eq!(upkeep.route(Rule::MEASURED, cost, log, 32), expected, "after {changes} changes");
            if expected != Route::Scan {
                tree = Some(log.end());
            }
        }
    }
}
