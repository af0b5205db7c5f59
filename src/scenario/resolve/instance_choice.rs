//! Which container instances a call concerns: some by name, or those of a cluster that match.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::super::{Node, Problem, Problems};
use super::clusters::Clusters;
use super::fields::{Text, as_text, is_absent, list, text};
use super::names::unknown;
use super::selection::{Declared, HowMany};
use crate::model::{ClusterId, InstanceId, InstanceSelection};

/// The instances that calls may name.
pub struct InstanceChoice<'s, 'n> {
    clusters: &'s Clusters<'n>,
    declared: Declared<'s>,
    by_name: OnceCell<BTreeMap<&'s str, InstanceId>>,
    by_ec2_id: OnceCell<BTreeMap<&'s str, InstanceId>>,
}

impl<'s, 'n> InstanceChoice<'s, 'n> {
    /// Those that are declared.
    pub fn new(clusters: &'s Clusters<'n>, declared: Declared<'s>) -> Self {
        Self { clusters, declared, by_name: OnceCell::new(), by_ec2_id: OnceCell::new() }
    }

    /// `containerInstances` by name, `instanceIds` by EC2's id, or those of a cluster that match.
    pub fn instances(&self, call: &Node, problems: &mut Problems) -> Option<InstanceSelection> {
        for list in ["containerInstances", "instanceIds"] {
            if !is_absent(call, list) {
                return self.named(call, list, problems);
            }
        }
        let cluster = self.clusters.resolve(call, problems);
        let zone = self.declared.zone(call, problems).ok()?;
        let (how_many, cluster) = (HowMany::read(call, problems), cluster?);
        self.declared.warn_above(call, (cluster, zone), how_many, problems);
        Some(InstanceSelection::Matching { cluster, zone, count: how_many.or(None) })
    }

    /// The same for `deregisterContainerInstance`, whose API takes one: `containerInstance`.
    pub fn deregistered(&self, call: &Node, problems: &mut Problems) -> Option<InstanceSelection> {
        let Some(name) = text(call, "containerInstance") else { return self.instances(call, problems) };
        refuse_others(call, "containerInstance", problems);
        let instance = instance_named(name, self.names(), problems)?;
        if !is_absent(call, "cluster") {
            let cluster = self.clusters.resolve(call, problems)?;
            self.check_is_in(cluster, instance, name, problems);
        }
        Some(InstanceSelection::Named(vec![instance]))
    }

    fn named(&self, call: &Node, member: &str, problems: &mut Problems) -> Option<InstanceSelection> {
        refuse_others(call, member, problems);
        let known = if member == "instanceIds" { self.ec2_ids() } else { self.names() };
        let cluster =
            if is_absent(call, "cluster") { None } else { Some(self.clusters.resolve(call, problems)?) };
        let mut chosen = Vec::new();
        for name in list(call, member).iter().filter_map(as_text) {
            let Some(instance) = instance_named(name, known, problems) else { continue };
            if let Some(cluster) = cluster {
                self.check_is_in(cluster, instance, name, problems);
            }
            chosen.push(instance);
        }
        chosen.sort_unstable();
        chosen.dedup();
        Some(InstanceSelection::Named(chosen))
    }

    /// A call finds instances only in the cluster that it names.
    fn check_is_in(&self, cluster: ClusterId, instance: InstanceId, name: Text<'_>, problems: &mut Problems) {
        let declared = &self.declared.instances[instance.ordinal() as usize];
        if self.declared.classes[declared.class.index()].cluster != cluster {
            let message = format!("`{}` is in another cluster", name.value);
            let problem = Problem::error(name.span, message).label("not in the `cluster` of this call");
            problems.push(problem.help("leave `cluster` out, or name the instance's own"));
        }
    }

    fn names(&self) -> &BTreeMap<&'s str, InstanceId> {
        self.by_name.get_or_init(|| {
            let numbered = self.declared.instances.iter().enumerate();
            numbered.map(|(at, instance)| (instance.name.as_str(), InstanceId::new(at))).collect()
        })
    }

    fn ec2_ids(&self) -> &BTreeMap<&'s str, InstanceId> {
        self.by_ec2_id.get_or_init(|| {
            let numbered = self.declared.instances.iter().enumerate();
            numbered.map(|(at, instance)| (instance.ec2_instance_id.as_str(), InstanceId::new(at))).collect()
        })
    }
}

/// Names say it all.
fn refuse_others(call: &Node, names: &str, problems: &mut Problems) {
    for name in ["availabilityZone", "count", "containerInstances", "instanceIds"] {
        if let Some(member) = call.member(name).filter(|_| name != names) {
            let message = format!("`{name}` does not go with `{names}`");
            let problem = Problem::error(&member.name_span, message).label("the names say it all");
            problems.push(problem.help("remove one of the two"));
        }
    }
}

/// The container instance of this name.
fn instance_named(
    name: Text<'_>,
    known: &BTreeMap<&str, InstanceId>,
    problems: &mut Problems,
) -> Option<InstanceId> {
    let found = known.get(name.value).copied();
    if found.is_none() {
        let known = known.keys().copied();
        problems.push(unknown(name.span, "container instance", name.value, known, problems));
    }
    found
}
