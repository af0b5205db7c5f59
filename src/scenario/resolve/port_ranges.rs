//! `containerPortRange`: many ports by one mapping (NP-03, VD-18).
//!
//! In bridge mode the agent picks a stretch of dynamic host ports for them, in awsvpc mode the interface has them: they take
//! nothing at placement. The agent has to know ranges, which is a required attribute.

use std::ops::RangeInclusive;

use super::super::{Node, Problem, Problems};
use super::fields::{is_absent, objects, text};
use super::limits::QUOTA_PORT_RANGES;
use super::names::shortened;
use super::quantity::whole;
use crate::model::NetworkMode;

const RULE: &str = "NP-03";

/// Reports a range that ECS would refuse in this mode.
pub fn check(mapping: &Node, mode: NetworkMode, problems: &mut Problems) {
    let span = &mapping.get("containerPortRange").unwrap_or(mapping).span;
    if mode == NetworkMode::Host {
        let problem = Problem::error(span, "`containerPortRange` is not for network mode `host`");
        let problem = problem.label("bridge or awsvpc only").rule(RULE);
        problems.push(problem.help("list the ports one by one"));
        return;
    }
    for name in ["containerPort", "hostPort"] {
        if let Some(port) = mapping.get(name).filter(|_| !is_absent(mapping, name)) {
            let message = format!("`{name}` does not go with `containerPortRange`");
            let problem = Problem::error(&port.span, message).label("the range says it all").rule(RULE);
            problems.push(problem.help("remove one of the two, or write two mappings"));
        }
    }
    let Some(written) = text(mapping, "containerPortRange") else { return };
    if parse(written.value).is_none() {
        let message = format!("`{}` is not a range of ports", shortened(written.value));
        let problem = Problem::error(written.span, message).label("not a range").rule(RULE);
        problems.push(problem.help("write two ports, the lower one first, such as \"8000-8010\""));
    }
}

/// Reports more ranges than a container may have.
pub fn check_count(container: &Node, problems: &mut Problems) {
    let ranges =
        objects(container, "portMappings").filter(|mapping| !is_absent(mapping, "containerPortRange"));
    let count = ranges.count();
    if let Some(mappings) = container.get("portMappings").filter(|_| count > QUOTA_PORT_RANGES) {
        let message = format!("{count} port ranges, and a container takes {QUOTA_PORT_RANGES}");
        let problem = Problem::error(&mappings.span, message).label("too many").rule(RULE);
        problems.push(problem.help("join neighbouring ranges"));
    }
}

/// Reports a range that shares ports with another mapping of its container.
pub fn check_overlaps(container: &Node, problems: &mut Problems) {
    let mut stretches: Vec<(RangeInclusive<u16>, &Node)> =
        objects(container, "portMappings").filter_map(|mapping| Some((stretch(mapping)?, mapping))).collect();
    stretches.sort_by_key(|(ports, _)| *ports.start());
    let mut before: Option<&(RangeInclusive<u16>, &Node)> = None;
    for each in &stretches {
        let (ports, mapping) = each;
        let overlapped = before.filter(|(earlier, _)| earlier.end() >= ports.start());
        if let Some((_, other)) = overlapped.filter(|(_, other)| is_range(mapping) || is_range(other)) {
            let range = if is_range(mapping) { mapping } else { other };
            let span = &range.get("containerPortRange").unwrap_or(range).span;
            let problem = Problem::error(span, format!("port {} is mapped twice", ports.start()));
            let problem = problem.label("shares ports with another mapping").rule("VD-18");
            problems.push(problem.help("write ranges and ports that do not overlap"));
        }
        if before.is_none_or(|(earlier, _)| earlier.end() < ports.end()) {
            before = Some(each);
        }
    }
}

/// The container ports of a mapping.
fn stretch(mapping: &Node) -> Option<RangeInclusive<u16>> {
    if is_range(mapping) {
        return parse(text(mapping, "containerPortRange")?.value);
    }
    let port = whole(mapping, "containerPort", 1..=65_535, "", &mut Problems::default())?;
    let port = u16::try_from(port).ok()?;
    Some(port..=port)
}

fn is_range(mapping: &Node) -> bool {
    !is_absent(mapping, "containerPortRange")
}

fn parse(text: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = text.split_once('-')?;
    let range: RangeInclusive<u16> = first.trim().parse().ok()?..=last.trim().parse().ok()?;
    (*range.start() > 0 && range.start() < range.end()).then_some(range)
}
