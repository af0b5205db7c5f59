//! `[[services]]`: those that container instances can run.

use super::draft::{Entry, Line, Remark};
use super::surveyed::{Surveyed, last, list, text};
use super::text::quoted;
use crate::scenario::{Node, Resource};

/// Where a service's tasks run.
enum Capacity {
    /// On container instances.
    Instances,
    /// On container instances that capacity providers bring.
    Providers,
    /// On Fargate.
    Fargate,
    /// Elsewhere.
    Elsewhere(String),
}

/// The services of the folder, and those that no section of them leaves out, since none is taken.
pub fn entries(found: &Surveyed<'_>) -> (Vec<Entry>, Vec<Remark>) {
    let guessed = found.missing(Resource::Service).filter_map(|arn| guess(found, arn));
    let (described, dropped) = described(found);
    (described.into_iter().chain(guessed).collect(), dropped)
}

/// A service of which only its tasks tell.
fn guess(found: &Surveyed<'_>, arn: &str) -> Option<Entry> {
    let name = last(arn);
    let group = format!("service:{name}");
    let runs = |task: &&Node| {
        text(task, "group") == Some(&group) && text(task, "launchType").is_none_or(|launch| launch == "EC2")
    };
    let tasks: Vec<&Node> = found.all(Resource::Task).iter().filter(runs).collect();
    let newest = tasks.iter().filter_map(|task| text(task, "taskDefinitionArn")).max()?;
    let mut lines = vec![Line::known(format!("serviceName = {}", quoted(name)))];
    let cluster = tasks.first().and_then(|task| text(task, "clusterArn"));
    lines.extend(cluster.map(|cluster| Line::known(format!("cluster = {}", quoted(last(cluster))))));
    lines.push(Line::known(format!("taskDefinition = {}", quoted(last(newest)))));
    let because = "no output of describe-services has it: as many as there are tasks, deployed and placed by the \
                   defaults, behind no load balancer";
    lines.push(Line::guess(format!("desiredCount = {}", tasks.len()), because));
    Some(Entry::about(name, "[[services]]", lines))
}

/// Those that are described, and those that are left out where no section is left to say so.
fn described(found: &Surveyed<'_>) -> (Vec<Entry>, Vec<Remark>) {
    let mut plain = Entry::taking(Resource::Service);
    let mut provided = Entry::taking(Resource::Service);
    let mut offered = Entry { is_offer: true, ..Entry::taking(Resource::Service) };
    let mut taken = 0;
    for service in found.all(Resource::Service) {
        let Some(name) = text(service, "serviceName") else { continue };
        match capacity(service) {
            Capacity::Instances => taken += 1,
            Capacity::Providers => provided.only.push(name.to_owned()),
            Capacity::Fargate => {
                plain.leave_out(name, FARGATE);
                offered.only.push(name.to_owned());
            }
            Capacity::Elsewhere(because) => plain.leave_out(name, because),
        }
    }
    let because =
        "capacity providers are not simulated yet; its tasks are placed on the instances that are there";
    provided.lines.push(Line::guess("capacityProviderStrategy = []", because));
    offered.lines.push(Line::known("launchType = \"EC2\""));
    offered.lines.push(Line::known("capacityProviderStrategy = []"));
    plain.elsewhere.clone_from(&provided.only);
    let dropped = if taken == 0 { std::mem::take(&mut plain.left_out) } else { Vec::new() };
    let mut entries: Vec<Entry> = (taken > 0).then_some(plain).into_iter().collect();
    entries.extend([provided, offered].into_iter().filter(|entry| !entry.only.is_empty()));
    (entries, dropped)
}

/// Why a service of Fargate is left out.
const FARGATE: &str = "Fargate is not simulated yet; the file offers lines that run it on instances";

fn capacity(service: &Node) -> Capacity {
    let strategy = list(service, "capacityProviderStrategy");
    let of_fargate =
        |item: &Node| text(item, "capacityProvider").is_some_and(|name| name.starts_with("FARGATE"));
    if text(service, "status") == Some("INACTIVE") {
        return Capacity::Elsewhere("it was deleted".to_owned());
    }
    match text(service, "launchType") {
        Some("EC2") => Capacity::Instances,
        Some("FARGATE") => Capacity::Fargate,
        Some(other) => Capacity::Elsewhere(format!("launch type {other} is not simulated")),
        None if strategy.is_empty() => Capacity::Instances,
        None if strategy.iter().all(of_fargate) => Capacity::Fargate,
        None => Capacity::Providers,
    }
}
