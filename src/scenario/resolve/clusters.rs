//! `[[clusters]]`: the groupings that instances and services belong to.

use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems, Span};
use super::fields::{is_absent, objects, required_text, text};
use super::limits::{MAX_ENTRIES, QUOTA_CLUSTERS};
use super::names::{check_spelling, unknown, without_arn};
use super::tags;
use crate::model::ClusterId;

/// The cluster that calls without a cluster mean.
const DEFAULT_CLUSTER: &str = "default";

/// The clusters of a scenario, sorted by name.
pub struct Clusters<'n> {
    names: Vec<&'n str>,
    spans: Vec<Option<&'n Span>>,
}

impl<'n> Clusters<'n> {
    /// Reads the section; one called `default` exists where none is declared.
    pub fn read(root: &'n Node, problems: &mut Problems) -> Self {
        let mut declared: BTreeMap<&str, Option<&Span>> = BTreeMap::new();
        for cluster in objects(root, "clusters").take(MAX_ENTRIES) {
            let Some(name) = required_text(cluster, "clusterName", "the cluster", problems) else { continue };
            check_spelling(name, "cluster name", problems);
            tags::check(cluster, problems);
            if declared.insert(name.value, Some(name.span)).is_some() {
                let problem =
                    Problem::error(name.span, format!("cluster `{}` is declared twice", name.value));
                problems.push(problem.label("declared before").help("remove one of the two"));
            }
        }
        warn_above_quota(&declared, problems);
        if is_absent(root, "clusters") || root.get("clusters").is_some_and(|all| all.elements().is_empty()) {
            declared.insert(DEFAULT_CLUSTER, None);
        }
        let (names, spans) = declared.into_iter().unzip();
        Self { names, spans }
    }

    /// The cluster that `holder`'s member `cluster` names, by name or ARN; `default` when it names none.
    ///
    /// What AWS describes has `clusterArn` in its place, or an ARN that names it: that counts where the scenario has such
    /// a cluster.
    pub fn resolve(&self, holder: &Node, problems: &mut Problems) -> Option<ClusterId> {
        if is_absent(holder, "cluster") {
            let described = described_cluster(holder).and_then(|name| self.find(name));
            let found = described.or_else(|| self.find(DEFAULT_CLUSTER));
            if found.is_none() {
                let problem =
                    Problem::error(&holder.span, "no `cluster` is named, and none is called `default`");
                let first = self.names.first().unwrap_or(&DEFAULT_CLUSTER);
                problems.push(problem.label("which cluster?").help(format!("add cluster = \"{first}\"")));
            }
            return found;
        }
        let written = text(holder, "cluster")?;
        let name = without_arn(written.value, "cluster");
        let found = self.find(name);
        if found.is_none() {
            problems.push(unknown(written.span, "cluster", name, self.names.iter().copied(), problems));
        }
        found
    }

    /// The cluster of this name.
    pub fn find(&self, name: &str) -> Option<ClusterId> {
        self.names.binary_search(&name).ok().map(ClusterId::new)
    }

    /// The names by id.
    pub fn names(&self) -> impl Iterator<Item = &'n str> + '_ {
        self.names.iter().copied()
    }

    /// The name of one cluster.
    pub fn name(&self, id: ClusterId) -> &'n str {
        self.names[id.index()]
    }

    /// Where a cluster was declared, `None` for the implicit one.
    pub fn span(&self, id: ClusterId) -> Option<&'n Span> {
        self.spans[id.index()]
    }
}

/// The cluster in which AWS described something, by its own member or in the long form of an ARN.
fn described_cluster(holder: &Node) -> Option<&str> {
    let own = text(holder, "clusterArn").map(|arn| without_arn(arn.value, "cluster"));
    own.or_else(|| {
        let arn = text(holder, "containerInstanceArn")?.value;
        let (_, path) = arn.split_once(":container-instance/")?;
        path.split_once('/').map(|(cluster, _)| cluster)
    })
}

/// Warns of more clusters than an account has in a Region.
fn warn_above_quota(declared: &BTreeMap<&str, Option<&Span>>, problems: &mut Problems) {
    let last = declared.values().next_back().copied().flatten();
    if let Some(span) = last.filter(|_| declared.len() > QUOTA_CLUSTERS) {
        let message = format!("{} clusters, and the quota is {QUOTA_CLUSTERS}", declared.len());
        let problem = Problem::warning(span, message).label("above the quota");
        problems
            .push(problem.rule("quota: clusters per account and Region").help("AWS raises it on request"));
    }
}
