//! `only`, `except` and `compose` beside `file`: which of the resources in a file or folder are taken, and what Compose
//! files there stand for.

use super::super::resource::Resource;
use super::super::{Problem, Problems, Severity};
use super::without;
use crate::import::ComposeAs;
use crate::text::{nearest, shortened};
use crate::tree::{Node, Value};

/// The members that select.
const SELECTING: [&str; 2] = ["only", "except"];

/// The member with values for parameters of templates.
pub const PARAMETERS: &str = "parameters";

/// Takes what `beside` selects out of `nodes`; a name of nothing is an error.
pub fn apply(nodes: Vec<Node>, beside: &Node, resource: Resource, problems: &mut Problems) -> Vec<Node> {
    let mut nodes = nodes;
    for (member, keeps) in SELECTING.into_iter().zip([true, false]) {
        let Some(list) = beside.get(member) else { continue };
        let Some(names) = names(list, member, problems) else { continue };
        for name in &names {
            check(name, &nodes, resource, problems);
        }
        let is_named = |node: &Node| names.iter().any(|name| is_called(node, resource, text(name)));
        nodes.retain(|node| is_named(node) == keeps);
    }
    nodes
}

/// The member that says what Compose files stand for.
pub const COMPOSE: &str = "compose";

/// What stands beside `file` and is written into each of the resources.
pub fn others(beside: &Node) -> Node {
    let all = SELECTING.iter().chain(&[COMPOSE, PARAMETERS]);
    all.fold(beside.clone(), |node, name| without(&node, name))
}

/// What Compose files stand for, as it is written beside `file`.
pub fn compose(beside: &Node, problems: &mut Problems) -> Option<ComposeAs> {
    let written = beside.get(COMPOSE)?;
    let known = written.as_str().and_then(ComposeAs::of);
    if known.is_none() {
        let words = ComposeAs::ALL.map(|one| format!("{COMPOSE} = \"{}\"", one.word()));
        let problem = Problem::error(&written.span, "`compose` says what the services of a Compose file are");
        problems.push(problem.label("neither of the two").help(format!("write {}", words.join(" or "))));
    }
    known
}

fn text(node: &Node) -> &str {
    node.as_str().unwrap_or_default()
}

fn names<'n>(list: &'n Node, member: &str, problems: &mut Problems) -> Option<Vec<&'n Node>> {
    let is_list = matches!(&list.value, Value::Array(_));
    if is_list && list.elements().iter().all(|name| name.as_str().is_some()) {
        return Some(list.elements().iter().collect());
    }
    let problem = Problem::error(&list.span, format!("`{member}` beside `file` is a list of names"));
    problems.push(problem.label("no list of names").help(format!("write {member} = [\"…\"]")));
    None
}

fn check(name: &Node, nodes: &[Node], resource: Resource, problems: &mut Problems) {
    if nodes.iter().any(|node| is_called(node, resource, text(name))) {
        return;
    }
    let noun = resource.noun().split_once(' ').map_or("", |(_, noun)| noun);
    let message = format!("no {noun} `{}` is in the file", shortened(text(name)));
    let problem = Problem::error(&name.span, message).label("not there");
    let known = nodes.iter().filter_map(|node| calling(node, resource).next());
    let may_show = problems.may_show_more(Severity::Error);
    problems.push(match may_show.then(|| nearest(text(name), known)).flatten() {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("name it as AWS does: by its name, or the last part of its ARN"),
    });
}

fn is_called(node: &Node, resource: Resource, name: &str) -> bool {
    let of_revision = || {
        let (family, revision) = name.rsplit_once(':')?;
        let Value::Integer(own) = node.get("revision")?.value else { return None };
        Some(node.own_name() == Some(family) && revision.parse() == Ok(own))
    };
    calling(node, resource).any(|known| known == name)
        || resource == Resource::TaskDefinition && of_revision() == Some(true)
}

/// What a resource may be called by.
fn calling(node: &Node, resource: Resource) -> impl Iterator<Item = &str> {
    let id = node.get("ec2InstanceId").and_then(Node::as_str);
    let arn = resource.arn_of(node);
    let last = arn.map(|arn| arn.rsplit('/').next().unwrap_or(arn));
    [node.own_name(), id, last, arn].into_iter().flatten()
}
