//! Paths into the tree: names, then indexes, such as `services.web.desiredCount`.

use super::node::{Member, Node, Span, Value};
use super::shape::{DISTRIBUTION, Kind, SCENARIO, nearest};

/// Where a path leads.
#[derive(Clone, Debug)]
pub struct Target {
    /// Positions of members and elements, from the root down.
    steps: Vec<usize>,
    /// Names to create below, the last one holding the value; empty when the place exists.
    create: Vec<String>,
    /// What the place takes.
    pub kind: Kind,
}

/// How far a path got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// What is wrong, as the words under a caret.
    pub reason: String,
    /// What may have been meant.
    pub help: Option<String>,
}

/// Follows a path from the root of a scenario.
///
/// # Errors
///
/// Tells where the path leads nowhere.
pub fn follow(root: &Node, path: &str) -> Result<Target, Stuck> {
    let segments: Vec<&str> = path.split('.').collect();
    let mut place = Place { node: root, kind: Kind::Object(&SCENARIO), steps: Vec::new() };
    let mut done = 0;
    while done < segments.len() {
        let rest = &segments[done..];
        let walked = || {
            if done == 0 { "the scenario".to_owned() } else { format!("`{}`", segments[..done].join(".")) }
        };
        done += match &place.node.value {
            Value::Object(members) => {
                let Some((index, taken)) = find_member(members, rest) else {
                    let create = missing(place.kind, rest)
                        .ok_or_else(|| no_member(members, place.kind, rest, &walked()))?;
                    return Ok(Target { steps: place.steps, kind: create.1, create: create.0 });
                };
                place.enter(&members[index].value, index, member_kind(place.kind, &members[index].name));
                taken
            }
            Value::Array(elements) => {
                let (index, taken) = find_element(elements, rest, &walked())?;
                let kind = if let Kind::List(kind) = place.kind { *kind } else { Kind::Anything };
                place.enter(&elements[index], index, kind);
                taken
            }
            other => {
                let reason = format!("{} is {} and has no members", walked(), other.kind());
                return Err(Stuck { reason, help: None });
            }
        };
    }
    Ok(Target { steps: place.steps, create: Vec::new(), kind: place.kind })
}

/// Puts `value` where `target` leads; `root` must be the tree in which the path was followed.
///
/// # Panics
///
/// When the tree is another one.
pub fn put(root: &mut Node, target: &Target, value: Node) {
    let mut node = root;
    for &step in &target.steps {
        node = match &mut node.value {
            Value::Object(members) => &mut members[step].value,
            Value::Array(elements) => &mut elements[step],
            _ => unreachable!("a path was followed through this node"),
        };
    }
    let span = value.span.clone();
    let mut names = target.create.iter().rev();
    let Some(leaf) = names.next() else {
        *node = value;
        return;
    };
    let created = names.fold(member(leaf, value, &span), |inner, name| {
        let object = Node { value: Value::Object(vec![inner]), span: span.clone() };
        member(name, object, &span)
    });
    if let Value::Object(members) = &mut node.value {
        members.push(created);
    }
}

fn member(name: &str, value: Node, span: &Span) -> Member {
    Member { name: name.to_owned(), name_span: span.clone(), value }
}

struct Place<'a> {
    node: &'a Node,
    kind: Kind,
    steps: Vec<usize>,
}

impl<'a> Place<'a> {
    fn enter(&mut self, node: &'a Node, step: usize, kind: Kind) {
        self.node = node;
        self.kind = kind;
        self.steps.push(step);
    }
}

/// Names may hold dots (attribute keys do): the longest stretch of the path that is a name counts.
fn find_member(members: &[Member], rest: &[&str]) -> Option<(usize, usize)> {
    (1..=rest.len()).rev().find_map(|taken| {
        let name = rest[..taken].join(".");
        let index = members.iter().position(|member| member.name == name)?;
        Some((index, taken))
    })
}

/// The names to create where the shapes know the way, and what the last one takes.
fn missing(kind: Kind, rest: &[&str]) -> Option<(Vec<String>, Kind)> {
    let whole = rest.join(".");
    match kind {
        Kind::Map(value) => return Some((vec![whole], *value)),
        Kind::Object(shape) if shape.member(&whole).is_some() => {}
        Kind::Object(_) => {
            let (first, below) = rest.split_first()?;
            let (mut names, kind) = missing(known_member(kind, first)?, below)?;
            names.insert(0, (*first).to_owned());
            return Some((names, kind));
        }
        _ => return None,
    }
    Some((vec![whole.clone()], known_member(kind, &whole)?))
}

fn known_member(kind: Kind, name: &str) -> Option<Kind> {
    match kind {
        Kind::Object(shape) => shape.member(name).map(|member| member.kind),
        Kind::Distribution => DISTRIBUTION.member(name).map(|member| member.kind),
        Kind::Map(value) => Some(*value),
        _ => None,
    }
}

fn member_kind(kind: Kind, name: &str) -> Kind {
    known_member(kind, name).unwrap_or(Kind::Anything)
}

fn no_member(members: &[Member], kind: Kind, rest: &[&str], walked: &str) -> Stuck {
    let known: Vec<&str> = match kind {
        Kind::Object(shape) => shape.names().filter(|name| *name != "file").collect(),
        Kind::Distribution => DISTRIBUTION.names().collect(),
        _ => Vec::new(),
    };
    let names = members.iter().map(|member| member.name.as_str()).chain(known);
    let near = nearest(rest[0], names);
    let is_known = known_member(kind, rest[0]).is_some();
    let reason = if is_known && rest.len() > 1 {
        format!("{walked} has no `{}` to look into", rest[0])
    } else {
        format!("{walked} has no `{}`", rest[0])
    };
    Stuck { reason, help: near.filter(|_| !is_known).map(|name| format!("did you mean `{name}`?")) }
}

/// An element by its name, `family:revision` or index.
fn find_element(elements: &[Node], rest: &[&str], walked: &str) -> Result<(usize, usize), Stuck> {
    for taken in (1..=rest.len()).rev() {
        let name = rest[..taken].join(".");
        match named(elements, &name).as_slice() {
            [] => {}
            [only] => return Ok((*only, taken)),
            several => {
                let help = format!("use an index: {}", list(several.iter().map(ToString::to_string)));
                return Err(Stuck {
                    reason: format!("{walked} has several called `{name}`"),
                    help: Some(help),
                });
            }
        }
    }
    match rest[0].parse::<usize>() {
        Ok(index) if index < elements.len() => Ok((index, 1)),
        Ok(_) => {
            let reason = match elements.len() {
                0 => format!("{walked} is empty"),
                1 => format!("{walked} has only the element 0"),
                several => format!("{walked} has only the elements 0 to {}", several - 1),
            };
            Err(Stuck { reason, help: None })
        }
        Err(_) => Err(no_element(elements, rest[0], walked)),
    }
}

fn no_element(elements: &[Node], name: &str, walked: &str) -> Stuck {
    let names = || elements.iter().filter_map(Node::own_name);
    let help = match nearest(name, names()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if names().next().is_some() => {
            Some(format!("it has {}", list(names().map(|name| format!("`{name}`")))))
        }
        None if elements.is_empty() => None,
        None => Some("its elements have no names: use an index from 0".to_owned()),
    };
    Stuck { reason: format!("{walked} has no `{name}`"), help }
}

/// Up to five of them.
fn list(names: impl Iterator<Item = String>) -> String {
    const MOST: usize = 5;
    let mut names: Vec<String> = names.take(MOST + 1).collect();
    if names.len() > MOST {
        "…".clone_into(&mut names[MOST]);
    }
    names.join(", ")
}

/// The elements called `name`. A family alone means its latest revision, as in the API.
fn named(elements: &[Node], name: &str) -> Vec<usize> {
    if elements.iter().any(|element| element.get("family").is_some()) {
        let (family, revision) =
            match name.rsplit_once(':').map(|(family, number)| (family, number.parse::<i64>())) {
                Some((family, Ok(revision))) => (family, Some(revision)),
                Some((_, Err(_))) => return Vec::new(),
                None => (name, None),
            };
        let mut revisions = revisions_of(elements, family);
        revisions.sort_unstable();
        let found = match revision {
            Some(wanted) => revisions.into_iter().find(|(number, _): &(i64, usize)| *number == wanted),
            None => revisions.pop(),
        };
        return found.into_iter().map(|(_, index)| index).collect();
    }
    let is_called = |element: &Node| element.own_name() == Some(name);
    elements.iter().enumerate().filter(|(_, element)| is_called(element)).map(|(index, _)| index).collect()
}

/// Revision and position of each definition of a family: as written, else one more than any before.
fn revisions_of(elements: &[Node], family: &str) -> Vec<(i64, usize)> {
    let mut highest = 0_i64;
    let mut revisions = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        if element.get("family").and_then(Node::as_str) == Some(family) {
            let revision = match element.get("revision").map(|revision| &revision.value) {
                Some(Value::Integer(revision)) => *revision,
                _ => highest.saturating_add(1),
            };
            highest = highest.max(revision);
            revisions.push((revision, index));
        }
    }
    revisions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Problems, Sources, toml_tree};

    const TEXT: &str = r#"
        [[containerInstances]]
        count = 6
        [[taskDefinitions]]
        family = "apache"
        cpu = 1
        containerDefinitions = [{ name = "httpd", portMappings = [{ hostPort = 80 }] }]
        [[taskDefinitions]]
        family = "apache"
        cpu = 2
        [[services]]
        serviceName = "web"
        desiredCount = 8
        [[services]]
        serviceName = "api.v2"
        desiredCount = 1
        [[services]]
        serviceName = "twin"
        [[services]]
        serviceName = "twin"
        [[targetGroups]]
        name = "front"
        "deregistration_delay.timeout_seconds" = 30
        [[applications]]
        taskDefinition = "apache"
        startUpTime = { exponential = { mean = "3s" } }
    "#;

    fn tree() -> Node {
        let file = Sources::default().add("t.toml", TEXT);
        toml_tree::parse(TEXT, file, &mut Problems::default()).expect("valid")
    }

    /// Follows `path`, puts 7 there, and looks for it again.
    fn put_seven(path: &str) -> Result<Node, Stuck> {
        let mut root = tree();
        let target = follow(&root, path)?;
        let seven = Node { value: Value::Integer(7), span: root.span.clone() };
        put(&mut root, &target, seven);
        let again = follow(&root, path).expect("it is there now");
        assert!(again.create.is_empty(), "{path}");
        let mut node = &root;
        for &step in &again.steps {
            node = match &node.value {
                Value::Object(members) => &members[step].value,
                _ => &node.elements()[step],
            };
        }
        assert_eq!(node.value, Value::Integer(7), "{path}");
        Ok(root)
    }

    #[test]
    fn paths_walk_names_then_indexes() {
        for path in [
            "services.web.desiredCount",
            "services.0.desiredCount",
            "services.api.v2.desiredCount",
            "containerInstances.0.count",
            "taskDefinitions.apache:1.containerDefinitions.httpd.portMappings.0.hostPort",
            "targetGroups.front.deregistration_delay.timeout_seconds",
            "targetGroups.front.slow_start.duration_seconds",
            "applications.0.startUpTime.exponential.mean",
            "behavior.retryOnCapacity",
            "simulation.duration",
            "services.web.deploymentConfiguration.maximumPercent",
            "taskDefinitions.apache:1.containerDefinitions.httpd.dockerLabels.a.b",
        ] {
            put_seven(path).unwrap_or_else(|stuck| panic!("{path}: {stuck:?}"));
        }
    }

    #[test]
    fn a_family_alone_means_its_latest_revision() {
        let cpu = |root: &Node, index: usize| {
            let definitions = root.get("taskDefinitions").expect("there").elements();
            definitions[index].get("cpu").expect("there").value.clone()
        };
        let latest = put_seven("taskDefinitions.apache.cpu").expect("there");
        assert_eq!((cpu(&latest, 0), cpu(&latest, 1)), (Value::Integer(1), Value::Integer(7)));
        let first = put_seven("taskDefinitions.apache:1.cpu").expect("there");
        assert_eq!((cpu(&first, 0), cpu(&first, 1)), (Value::Integer(7), Value::Integer(2)));
    }

    #[test]
    fn a_path_that_leads_nowhere_says_how_far_it_got() {
        for (path, reason, help) in [
            ("service.web", "the scenario has no `service`", Some("did you mean `services`?")),
            ("services.wbe.desiredCount", "`services` has no `wbe`", Some("did you mean `web`?")),
            (
                "services.web.desierdCount",
                "`services.web` has no `desierdCount`",
                Some("did you mean `desiredCount`?"),
            ),
            (
                "services.web.desiredCount.x",
                "`services.web.desiredCount` is a whole number and has no members",
                None,
            ),
            ("containerInstances.1.count", "`containerInstances` has only the element 0", None),
            (
                "containerInstances.hosts.count",
                "`containerInstances` has no `hosts`",
                Some("its elements have no names: use an index from 0"),
            ),
            (
                "services.twin.desiredCount",
                "`services` has several called `twin`",
                Some("use an index: 2, 3"),
            ),
            (
                "taskDefinitions.apache:3.cpu",
                "`taskDefinitions` has no `apache:3`",
                Some("did you mean `apache`?"),
            ),
            ("faults.0.count", "the scenario has no `faults` to look into", None),
            ("", "the scenario has no ``", None),
            (
                "services.database.desiredCount",
                "`services` has no `database`",
                Some("it has `web`, `api.v2`, `twin`, `twin`"),
            ),
        ] {
            let stuck = follow(&tree(), path).expect_err(path);
            assert_eq!((stuck.reason.as_str(), stuck.help.as_deref()), (reason, help), "{path}");
        }
    }
}
