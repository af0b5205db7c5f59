//! Which containers of a task start after which, and what registration checks of it (VD-10, VD-12…VD-15).

use super::super::{Node, Problem, Problems};
use super::container::ContainerDraft;
use super::fields::{Text, as_text, is_object, list, objects, text};
use super::limits::QUOTA_CONTAINERS;
use super::logs;
use super::names::shortened;
use super::required_attributes::checks_health;
use crate::model::{Dependency, StartCondition};

/// A member by which one container waits for others.
struct Wait {
    member: &'static str,
    /// The rule that forbids a circle of this kind alone.
    circle: Option<&'static str>,
    names: for<'n> fn(&'n Node) -> Vec<Text<'n>>,
}

const WAITS: [Wait; 3] = [
    Wait { member: "dependsOn", circle: Some("VD-12"), names: dependencies },
    Wait { member: "links", circle: Some("VD-10"), names: links },
    Wait { member: "volumesFrom", circle: None, names: volume_sources },
];

/// The containers that `dependsOn` names.
pub fn dependencies(container: &Node) -> Vec<Text<'_>> {
    let dependencies = objects(container, "dependsOn");
    dependencies.filter_map(|dependency| text(dependency, "containerName")).collect()
}

/// The containers that `links` name; an alias may follow after a colon.
pub fn links(container: &Node) -> Vec<Text<'_>> {
    let links = list(container, "links").iter().filter_map(as_text);
    let name = |link: Text<'_>| link.value.split(':').next().map_or(0, str::len);
    links.map(|link| Text { value: &link.value[..name(link)], span: link.span }).collect()
}

/// The containers that `volumesFrom` names.
pub fn volume_sources(container: &Node) -> Vec<Text<'_>> {
    let sources = objects(container, "volumesFrom");
    sources.filter_map(|source| text(source, "sourceContainer")).collect()
}

/// Reports conditions that cannot come about and circles.
pub fn check(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    if drafts.len() > QUOTA_CONTAINERS {
        // That there are too many has been told; circles among very many would take their time.
        return;
    }
    for draft in drafts {
        for dependency in objects(draft.node, "dependsOn") {
            check_condition(dependency, drafts, problems);
        }
    }
    check_circles(drafts, problems);
}

fn check_condition(dependency: &Node, drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let (Some(name), Some(condition)) = (text(dependency, "containerName"), text(dependency, "condition"))
    else {
        return;
    };
    let Some(other) = drafts.iter().find(|draft| draft.name.value == name.value) else { return };
    let called = shortened(name.value);
    match condition.value {
        "COMPLETE" | "SUCCESS" if other.container.essential => {
            let message = format!("`{}` of container `{called}`, which is essential", condition.value);
            let problem = Problem::error(condition.span, message).label("its end would end the task");
            problems
                .push(problem.rule("VD-13").help(format!("set `essential = false` on container `{called}`")));
        }
        "HEALTHY" if !checks_health(other.node) => {
            let message = format!("container `{called}` has no `healthCheck` to become healthy by");
            let problem = Problem::warning(condition.span, message).label("on ECS the task never starts");
            problems.push(problem.rule("VD-14").help("add a `healthCheck`, or wait for `START`"));
        }
        _ => {}
    }
}

fn check_circles(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let edges = WAITS.map(|wait| edges(&wait, drafts));
    let mut found = false;
    for (wait, edges) in WAITS.iter().zip(&edges) {
        if let (Some(rule), Some(circle)) = (wait.circle, circle(edges)) {
            let span = &drafts[circle[0]].node.get(wait.member).unwrap_or(drafts[circle[0]].node).span;
            let message = format!("`{}` goes round in a circle: {}", wait.member, shown(&circle, drafts));
            let problem = Problem::error(span, message).label("nothing could start first").rule(rule);
            problems.push(problem.help("remove one of them"));
            found = true;
        }
    }
    let all: Vec<Vec<usize>> =
        (0..drafts.len()).map(|at| edges.iter().flat_map(|edges| edges[at].clone()).collect()).collect();
    if let Some(circle) = circle(&all).filter(|_| !found) {
        let message = format!("containers wait for each other: {}", shown(&circle, drafts));
        let problem = Problem::warning(drafts[circle[0]].name.span, message);
        let problem = problem.label("ECS registers this, and the task never starts").rule("VD-15");
        problems.push(problem.help("remove one of the links, volumes or dependencies"));
    }
}

/// For each container the positions of those it waits for.
fn edges(wait: &Wait, drafts: &[ContainerDraft<'_>]) -> Vec<Vec<usize>> {
    let position = |name: Text<'_>| drafts.iter().position(|draft| draft.name.value == name.value);
    drafts.iter().map(|draft| (wait.names)(draft.node).into_iter().filter_map(position).collect()).collect()
}

/// A circle of edges between different containers, if there is one: whoever waits for nobody is taken away until
/// nobody is left, or everybody who is left waits for another.
fn circle(edges: &[Vec<usize>]) -> Option<Vec<usize>> {
    let others = |at: usize| edges[at].iter().copied().filter(move |other| *other != at);
    let mut left = vec![true; edges.len()];
    loop {
        let free = (0..edges.len()).find(|at| left[*at] && others(*at).all(|other| !left[other]));
        let Some(free) = free else { break };
        left[free] = false;
    }
    let mut path = vec![left.iter().position(|left| *left)?];
    loop {
        let next = others(path[path.len() - 1]).find(|other| left[*other])?;
        if let Some(start) = path.iter().position(|at| *at == next) {
            return Some(path.split_off(start));
        }
        path.push(next);
    }
}

fn shown(circle: &[usize], drafts: &[ContainerDraft<'_>]) -> String {
    let names = circle.iter().chain(&circle[..1]).map(|at| format!("`{}`", drafts[*at].container.name));
    shortened(&names.collect::<Vec<_>>().join(" → "))
}

/// What each container waits for: what `dependsOn` says, and the start of those that it links to, takes volumes from, or
/// logs through (VD-16).
pub fn dependencies_of(drafts: &[ContainerDraft<'_>]) -> Vec<Vec<Dependency>> {
    let mut all: Vec<Vec<Dependency>> = drafts.iter().map(|draft| own_dependencies(draft, drafts)).collect();
    // A log router that waits for others itself is waited for by nobody, as the agent has it.
    let router =
        drafts.iter().position(|draft| draft.node.get("firelensConfiguration").is_some_and(is_object));
    if let Some(router) = router.filter(|router| all[*router].is_empty()) {
        for (position, draft) in drafts.iter().enumerate() {
            let logs_there =
                logs::driver(draft.node).is_some_and(|(driver, _)| driver.value == logs::FIRELENS);
            if position != router && logs_there && all[position].iter().all(|other| other.container != router)
            {
                all[position].push(Dependency { container: router, condition: StartCondition::Start });
            }
        }
    }
    all
}

fn own_dependencies(draft: &ContainerDraft<'_>, drafts: &[ContainerDraft<'_>]) -> Vec<Dependency> {
    let position = |name: Text<'_>| {
        let named = drafts.iter().position(|other| other.name.value == name.value)?;
        Some(named).filter(|named| drafts[*named].name.value != draft.name.value)
    };
    let written = objects(draft.node, "dependsOn").filter_map(|dependency| {
        let condition = match text(dependency, "condition")?.value {
            "COMPLETE" => StartCondition::Complete,
            "SUCCESS" => StartCondition::Success,
            "HEALTHY" => StartCondition::Healthy,
            _ => StartCondition::Start,
        };
        Some(Dependency { container: position(text(dependency, "containerName")?)?, condition })
    });
    let others = volume_sources(draft.node).into_iter().chain(links(draft.node)).filter_map(position);
    let others = others.map(|container| Dependency { container, condition: StartCondition::Start });
    written.chain(others).collect()
}
