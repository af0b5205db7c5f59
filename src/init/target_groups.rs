//! `[[targetGroups]]`: those that are described, and a guess for those that services join all the same.

use super::draft::{Entry, Line};
use super::surveyed::Surveyed;
use super::text::quoted;
use crate::scenario::Resource;

/// The target groups of the folder.
pub fn entries(found: &Surveyed<'_>) -> Vec<Entry> {
    let described = (!found.has_no(Resource::TargetGroup)).then(|| Entry::taking(Resource::TargetGroup));
    // What a template leaves open is no name.
    let named = found.missing(Resource::TargetGroup).filter(|arn| !arn.contains('{'));
    let guessed = named.map(|arn| {
        let name = arn.split_once(":targetgroup/").map_or(arn, |(_, path)| path);
        let name = name.split('/').next().unwrap_or(name);
        Entry::of(
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
