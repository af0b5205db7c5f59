//! References between containers of one task: links, volumes and order of start (LV-02, VD-10…VD-12).

use super::super::{Node, Problem, Problems};
use super::container::ContainerDraft;
use super::fields::Text;
use super::names::{shortened, unknown};
use super::start_order;
use crate::model::NetworkMode;

/// Reports references to containers that the task does not have, and links outside bridge mode.
pub fn check(mode: NetworkMode, drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    for draft in drafts {
        check_link_mode(mode, draft.node, problems);
        for (what, rule, named) in references(draft.node) {
            if named.value == draft.name.value {
                let message = format!("container `{}` names itself", shortened(named.value));
                let problem = Problem::error(named.span, message).label(format!("no {what}")).rule(rule);
                problems.push(problem.help("name another container of the task"));
                continue;
            }
            let others = drafts.iter().map(|other| other.name.value);
            let others = others.filter(|other| *other != draft.name.value);
            if !others.clone().any(|other| other == named.value) {
                problems.push(unknown(named.span, what, named.value, others, problems).rule(rule));
            }
        }
    }
}

fn check_link_mode(mode: NetworkMode, node: &Node, problems: &mut Problems) {
    let links = node.get("links").filter(|links| !links.elements().is_empty());
    if let Some(links) = links.filter(|_| mode != NetworkMode::Bridge) {
        let problem = Problem::error(&links.span, "`links` are for network mode `bridge` only");
        let problem = problem.label("not allowed here").rule("LV-02");
        problems.push(problem.help("remove `links`, or use network mode `bridge`"));
    }
}

/// What kind of sibling a container names, under which rule, and which.
fn references(node: &Node) -> Vec<(&'static str, &'static str, Text<'_>)> {
    let links = start_order::links(node).into_iter();
    let volumes = start_order::volume_sources(node).into_iter();
    let order = start_order::dependencies(node).into_iter();
    let links = links.map(|named| ("linked container", "VD-10", named));
    let volumes = volumes.map(|named| ("container to take volumes from", "VD-11", named));
    let order = order.map(|named| ("container to wait for", "VD-12", named));
    links.chain(volumes).chain(order).collect()
}
