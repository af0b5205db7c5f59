//! Which things a fault or an action concerns: how many, and where.

use super::super::{Node, Problem, Problems, Value};
use super::clusters::Clusters;
use super::fields::{Text, is_absent, objects, text};
use super::limits::MAX_INSTANCES;
use super::names::{shortened, unknown};
use super::quantity::whole;
use super::services::Services;
use crate::model::{ClusterId, ContainerInstance, InstanceClass, ServiceId, ZoneId};

/// The word for every thing there is.
const ALL: &str = "all";

/// How many things are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowMany {
    /// Nothing is said.
    Unsaid,
    /// `"all"`.
    All,
    /// So many.
    Count(u32),
}

/// Holds all services together to what a model may have, and warns of faults and actions that ask for more tasks of a
/// service than it ever wants, which is what `peak` says.
pub fn check_tasks(
    root: &Node,
    services: &Services<'_>,
    clusters: &Clusters<'_>,
    peak: impl Fn(ServiceId) -> u32,
    problems: &mut Problems,
) {
    services.check_total(&peak, problems);
    let faults = objects(root, "faults").map(|fault| (fault, "the fault"));
    let stops = objects(root, "actions").filter_map(|action| action.get("stopTask"));
    for (holder, named) in faults.chain(stops.map(|stop| (stop, "`stopTask`"))) {
        // What is wrong with them was told when they were read.
        let mut told = Problems::default();
        if text(holder, "service").is_some()
            && let Some(service) = services.resolve(holder, clusters, named, &mut told)
        {
            let (most, name) = (peak(service), &services.services[service.index()].name);
            let most_tasks = format!("service `{name}` never wants more than {most} tasks");
            HowMany::read(holder, &mut told).warn_above(holder, most, &most_tasks, problems);
        }
    }
}

/// The container instances that a scenario declares, and where.
#[derive(Clone, Copy)]
pub struct Declared<'s> {
    /// Zone names, sorted.
    pub zones: &'s [String],
    /// The classes.
    pub classes: &'s [InstanceClass],
    /// The instances.
    pub instances: &'s [ContainerInstance],
}

impl HowMany {
    /// What `count` of `holder` says; nothing as well where it is wrong.
    pub fn read(holder: &Node, problems: &mut Problems) -> Self {
        let Some(node) = holder.get("count") else { return Self::Unsaid };
        if let Value::String(written) = &node.value
            && written.trim().parse::<i64>().is_err()
        {
            if written == ALL {
                return Self::All;
            }
            let message = format!("`count` is `{}`, which is neither a number nor `all`", shortened(written));
            let problem = Problem::error(&node.span, message).label("how many?");
            problems.push(problem.help("write a whole number, or \"all\""));
            return Self::Unsaid;
        }
        let most = u32::try_from(MAX_INSTANCES).unwrap_or(u32::MAX);
        whole(holder, "count", 1..=most, "", problems).map_or(Self::Unsaid, Self::Count)
    }

    /// How many, `None` for all; where nothing is said, `default`.
    pub const fn or(self, default: Option<u32>) -> Option<u32> {
        match self {
            Self::Unsaid => default,
            Self::All => None,
            Self::Count(count) => Some(count),
        }
    }

    /// Warns where more is asked for than there ever is: `there` things, as `most` says.
    pub fn warn_above(self, holder: &Node, there: u32, most: &str, problems: &mut Problems) {
        let (Self::Count(count), Some(node)) = (self, holder.get("count")) else { return };
        if count > there {
            let message = format!("`count` is {count}, and {most}");
            let problem = Problem::warning(&node.span, message).label("more than there are");
            problems.push(problem.help("count = \"all\" says that all of them are meant"));
        }
    }
}

impl Declared<'_> {
    /// The zone that `holder` names, `Ok(None)` when it names none, `Err` when it names one without instances.
    pub fn zone(&self, holder: &Node, problems: &mut Problems) -> Result<Option<ZoneId>, ()> {
        let Some(written) = text(holder, "availabilityZone") else { return Ok(None) };
        if let Ok(found) = self.zones.binary_search_by(|known| known.as_str().cmp(written.value)) {
            return Ok(Some(ZoneId::new(found)));
        }
        let known = self.zones.iter().map(String::as_str);
        problems.push(unknown(written.span, "zone with container instances", written.value, known, problems));
        Err(())
    }

    /// How many instances a cluster has, in one zone or everywhere, and these in words.
    fn number(&self, cluster: ClusterId, zone: Option<ZoneId>) -> (u32, String) {
        let is_there = |instance: &&ContainerInstance| {
            let class = &self.classes[instance.class.index()];
            class.cluster == cluster && zone.is_none_or(|zone| class.zone == zone)
        };
        let number = self.instances.iter().filter(is_there).count();
        let place = zone.map_or_else(String::new, |zone| format!(" in {}", self.zones[zone.index()]));
        (u32::try_from(number).unwrap_or(u32::MAX), format!("container instances{place}"))
    }

    /// Warns where more instances are asked for than the cluster, or one zone of it, has.
    pub fn warn_above(
        &self,
        holder: &Node,
        (cluster, zone): (ClusterId, Option<ZoneId>),
        how_many: HowMany,
        problems: &mut Problems,
    ) {
        let (there, what) = self.number(cluster, zone);
        how_many.warn_above(holder, there, &format!("there are no more than {there} {what}"), problems);
    }

    /// Warns of a fault that strikes once and names a zone, where nothing says that one of several instances is meant.
    pub fn warn_of_one(
        &self,
        holder: &Node,
        (cluster, zone): (ClusterId, Option<ZoneId>),
        problems: &mut Problems,
    ) {
        let (there, what) = self.number(cluster, zone);
        let zone = text(holder, "availabilityZone").filter(|_| is_absent(holder, "count"));
        let Some(Text { span, .. }) = zone.filter(|_| there > 1 && !is_absent(holder, "at")) else { return };
        let message = format!("this fault hits 1 of the {there} {what}, not all of them");
        let problem = Problem::warning(span, message).label("one of them, at random");
        problems.push(problem.help("write count = \"all\" for the whole zone, or count = 1 if one is meant"));
    }
}
