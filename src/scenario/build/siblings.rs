//! References between containers of one task: links, volumes and order of start (LV-02, VD-10…VD-12).

use super::super::{Node, Problem, Problems};
use super::container::ContainerDraft;
use super::fields::Text;
use super::names::unknown;
use super::start_order;
use crate::model::NetworkMode;

/// Reports references to containers that the task does not have, and links outside bridge mode.
pub fn check(mode: NetworkMode, drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    for draft in drafts {
        check_link_mode(mode, draft.node, problems);
        for (what, named) in references(draft.node) {
            let others = drafts.iter().map(|other| other.name.value);
            let others = others.filter(|other| *other != draft.name.value);
            if !others.clone().any(|other| other == named.value) {
                problems.push(unknown(named.span, what, named.value, others).rule("LV-02"));
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

/// What kind of sibling a container names, and which.
fn references(node: &Node) -> Vec<(&'static str, Text<'_>)> {
    let links = start_order::links(node).into_iter().map(|named| ("linked container", named));
    let volumes = start_order::volume_sources(node).into_iter();
    let order = start_order::dependencies(node).into_iter();
    let volumes = volumes.map(|named| ("container to take volumes from", named));
    let order = order.map(|named| ("container to wait for", named));
    links.chain(volumes).chain(order).collect()
}
