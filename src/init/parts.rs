//! The sections of a scenario of a folder, in their order.

use std::collections::BTreeSet;

use super::draft::{Draft, Entry, Line};
use super::surveyed::{Surveyed, cluster_of, last, text};
use super::text::quoted;
use super::{fleet, services, target_groups, task_definitions};
use crate::scenario::{Importing, Resource};

/// The scenario of what was found; it names the folder `folder`.
pub fn draft(found: &Surveyed<'_>, folder: &str) -> Draft {
    let clusters = clusters_named(found);
    let name = name(&clusters, folder);
    let mut entries = vec![simulation(found)];
    entries.extend(clusters_section(found, &clusters));
    entries.extend(fleet::entries(found));
    entries.extend(task_definitions::entries(found));
    entries.extend(target_groups::entries(found));
    let (of_services, dropped) = services::entries(found);
    entries.extend(of_services);
    entries.extend(tasks(found));
    for kept in [
        Resource::CapacityProvider,
        Resource::AutoScalingGroup,
        Resource::ScalableTarget,
        Resource::ScalingPolicy,
        Resource::Alarm,
    ] {
        entries.extend((!found.has_no(kept)).then(|| Entry::taking(kept)));
    }
    let path = Line::known(format!("file = {}", quoted(folder)));
    for entry in entries.iter_mut().filter(|entry| entry.takes.is_some()) {
        entry.lines.insert(0, path.clone());
        entry.lines.splice(1..1, said(found.importing()));
    }
    let question = format!("What becomes of {name} as it stands, if nothing happens to it?");
    let head = vec![
        Line::known(format!("name = {}", quoted(&name))),
        Line::guess(format!("question = {}", quoted(&question)), "write the question that you have"),
    ];
    Draft { name, head, entries, dropped }
}

/// What was said of files of other tools, as it stands beside `file`.
fn said(importing: &Importing) -> impl Iterator<Item = Line> {
    let compose = importing.compose.map(|compose| format!("compose = {}", quoted(compose.word())));
    let values = importing.parameters.iter().filter_map(|written| written.split_once('='));
    let values: Vec<String> =
        values.map(|(name, value)| format!("{} = {}", quoted(name), quoted(value))).collect();
    let parameters = (!values.is_empty()).then(|| format!("parameters = {{ {} }}", values.join(", ")));
    compose.into_iter().chain(parameters).map(Line::known)
}

fn simulation(found: &Surveyed<'_>) -> Entry {
    let duration = Line::guess("duration = \"1h\"", "long enough for a deployment or a lost instance");
    let empty = |lacking: &str| {
        let because =
            format!("no output of {lacking} says what runs where, so that services begin with no task");
        Line::guess("startsFrom = \"empty\"", because)
    };
    let start = if found.has_no(Resource::Task) {
        empty("describe-tasks")
    } else if found.has_no(Resource::ContainerInstance) {
        empty("describe-container-instances")
    } else {
        Line::known("startsFrom = \"described\"")
    };
    Entry::of("[simulation]", vec![duration, start])
}

/// Names of all clusters that anything is in.
fn clusters_named<'s>(found: &Surveyed<'s>) -> BTreeSet<&'s str> {
    let described = found.all(Resource::Cluster).iter().filter_map(|cluster| text(cluster, "clusterName"));
    let mut names: BTreeSet<&str> = described.collect();
    for resource in [Resource::Service, Resource::Task] {
        names.extend(found.all(resource).iter().filter_map(cluster_of));
    }
    names
}

fn name(clusters: &BTreeSet<&str>, folder: &str) -> String {
    let own = match clusters.iter().collect::<Vec<_>>().as_slice() {
        [one] => one,
        _ => last(folder.trim_end_matches('/')),
    };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    let name: String = own.chars().map(|letter| if plain(letter) { letter } else { '-' }).take(100).collect();
    if name.is_empty() { "cluster".to_owned() } else { name }
}

fn clusters_section(found: &Surveyed<'_>, named: &BTreeSet<&str>) -> Vec<Entry> {
    let described: BTreeSet<&str> =
        found.all(Resource::Cluster).iter().filter_map(|cluster| text(cluster, "clusterName")).collect();
    let mut entries = Vec::new();
    if !described.is_empty() {
        entries.push(Entry::taking(Resource::Cluster));
    }
    for name in named.difference(&described) {
        let line = format!("clusterName = {}", quoted(name));
        let because = "no output of describe-clusters has it, and ARNs name it";
        entries.push(Entry::of("[[clusters]]", vec![Line::guess(line, because)]));
    }
    entries
}

fn tasks(found: &Surveyed<'_>) -> Option<Entry> {
    let has_places = !found.has_no(Resource::Task) && !found.has_no(Resource::ContainerInstance);
    has_places.then(|| Entry::taking(Resource::Task))
}
