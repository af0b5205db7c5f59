//! `[[targetGroups]]`: those that are described, and a guess for those that services join all the same.

use super::draft::{Entry, Line, Remark};
use super::surveyed::{Surveyed, selector, text};
use super::text::quoted;
use crate::scenario::{Node, Resource};

/// The target groups of the folder.
pub fn entries(found: &Surveyed<'_>) -> Vec<Entry> {
    let described = (!found.has_no(Resource::TargetGroup)).then(|| described(found));
    // What a template leaves open is no name.
    let named = found.missing(Resource::TargetGroup).filter(|arn| !arn.contains('{'));
    let guessed = named.map(|arn| {
        let name = arn.split_once(":targetgroup/").map_or(arn, |(_, path)| path);
        let name = name.split('/').next().unwrap_or(name);
        Entry::about(
            name,
            "[[targetGroups]]",
            vec![
                Line::known(format!("name = {}", quoted(name))),
                Line::known(format!("targetGroupArn = {}", quoted(arn))),
                Line::guess(
                    "protocol = \"HTTP\"",
                    "no output of describe-target-groups has it; protocol and health checks are the defaults of an \
                     Application Load Balancer (every 30 s, 2 failures), the deregistration delay is 300 s",
                ),
            ],
        )
    });
    described.into_iter().chain(guessed).collect()
}

/// Those that are described. AWS describes attributes by another call.
fn described(found: &Surveyed<'_>) -> Entry {
    let mut entry = Entry::taking(Resource::TargetGroup);
    let is_without = |group: &&Node| {
        group.get("deregistration_delay.timeout_seconds").is_none() && text(group, "targetGroupArn").is_some()
    };
    let groups = found.all(Resource::TargetGroup).iter().filter(is_without);
    let names: Vec<String> = groups.filter_map(|group| selector(group, Resource::TargetGroup)).collect();
    if !names.is_empty() {
        entry.assumed.push(Remark {
            what: format!("a deregistration delay of 300 s for {}", names.join(", ")),
            because: "no output of describe-target-group-attributes has it, and this is AWS's default"
                .to_owned(),
            is_left_out: false,
        });
    }
    entry
}
