//! `containerPortRange`: many ports by one mapping (NP-03).
//!
//! In bridge mode the agent picks a stretch of dynamic host ports for them, in awsvpc mode the interface has them: they take
//! nothing at placement. The agent has to know ranges, which is a required attribute.

use std::ops::RangeInclusive;

use super::super::{Node, Problem, Problems};
use super::fields::{is_absent, objects, text};
use super::limits::QUOTA_PORT_RANGES;
use super::names::shortened;
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

fn parse(text: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = text.split_once('-')?;
    let range = first.trim().parse().ok()?..=last.trim().parse().ok()?;
    (*range.start() > 0 && !range.is_empty()).then_some(range)
}
