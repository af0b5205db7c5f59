//! Paths into the tree: names, then indexes, such as `services.web.desiredCount`.

use super::element::find_element;
use super::limits::MAX_PATH_PARTS;
use super::shape::{DISTRIBUTION, Effect, Kind, MemberShape, SCENARIO, not_simulated};
use super::{Problem, Problems, Severity};
use crate::text::nearest;
use crate::tree::{Member, Node, Span, Value};

/// Where a path leads.
#[derive(Clone, Debug)]
pub struct Target {
    /// Positions of members and elements, from the root down.
    steps: Vec<usize>,
    /// Names to create below, the last one holding the value; empty when the place exists.
    create: Vec<String>,
    /// What the place takes.
    pub kind: Kind,
    /// The members on the way, as far as shapes know them.
    pub passed: Vec<&'static MemberShape>,
}

/// How far a path got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// What is wrong, as the words under a caret.
    pub reason: String,
    /// What may have been meant.
    pub help: Option<String>,
}

/// Follows a path from the root of a scenario, after the problems that are `told` already.
///
/// # Errors
///
/// Tells where the path leads nowhere.
pub fn follow(root: &Node, path: &str, told: &Problems) -> Result<Target, Stuck> {
    let segments: Vec<&str> = path.split('.').take(MAX_PATH_PARTS + 1).collect();
    if segments.len() > MAX_PATH_PARTS {
        let reason = format!("a path has at most {MAX_PATH_PARTS} parts");
        return Err(Stuck { reason, help: None });
    }
    let mut place = Walk { node: root, kind: Kind::Object(&SCENARIO), steps: Vec::new(), passed: Vec::new() };
    let mut done = 0;
    while done < segments.len() {
        let rest = &segments[done..];
        let walked = || {
            if done == 0 { "the scenario".to_owned() } else { format!("`{}`", segments[..done].join(".")) }
        };
        done += match &place.node.value {
            Value::Object(members) => {
                let Some((index, taken)) = find_member(members, rest) else {
                    let (create, kind) = missing(place.kind, rest)
                        .ok_or_else(|| no_member(members, place.kind, rest, &walked(), told))?;
                    for name in &create {
                        place.pass(name);
                    }
                    return Ok(Target { steps: place.steps, kind, create, passed: place.passed });
                };
                place.pass(&members[index].name);
                place.enter(&members[index].value, index, place.kind);
                taken
            }
            Value::Array(elements) => {
                let (index, taken) = find_element(elements, rest, &walked(), told)?;
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
    Ok(Target { steps: place.steps, create: Vec::new(), kind: place.kind, passed: place.passed })
}

impl Target {
    /// Whether both lead to the same place, however each was written.
    pub fn is_place_of(&self, other: &Self) -> bool {
        self.steps == other.steps && self.create == other.create
    }

    /// Why no value may be put there, though it may stand in AWS JSON: it would change nothing. `span` is the path's.
    pub fn refusal(&self, span: &Span) -> Option<Problem> {
        self.passed.iter().find_map(|member| match member.effect {
            Effect::Planned => Some(not_simulated(member.name, span)),
            Effect::ReadOnly => {
                let message = format!("`{}` is what the API answers, and nothing reads it", member.name);
                Some(Problem::error(span, message).label("changes nothing").help("leave it out"))
            }
            _ => None,
        })
    }
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

struct Walk<'a> {
    node: &'a Node,
    kind: Kind,
    steps: Vec<usize>,
    passed: Vec<&'static MemberShape>,
}

impl<'a> Walk<'a> {
    /// Notes the member called `name`, and what it takes.
    fn pass(&mut self, name: &str) {
        self.passed.extend(known_shape(self.kind, name));
        self.kind = known_member(self.kind, name).unwrap_or(Kind::Anything);
    }

    fn enter(&mut self, node: &'a Node, step: usize, kind: Kind) {
        self.node = node;
        self.kind = kind;
        self.steps.push(step);
    }
}

/// Names may hold dots (attribute keys do): the longest stretch of the path that is a name counts, the first of equals.
fn find_member(members: &[Member], rest: &[&str]) -> Option<(usize, usize)> {
    let whole = rest.join(".");
    let starts = members.iter().enumerate();
    let starts = starts.filter_map(|(index, member)| Some((index, parts_taken(&whole, &member.name, '.')?)));
    starts.rev().max_by_key(|(_, taken)| *taken)
}

/// How many parts of the path `whole` the name at its start takes; behind it is nothing, a dot or `or`.
pub(super) fn parts_taken(whole: &str, name: &str, or: char) -> Option<usize> {
    let behind = whole.strip_prefix(name)?;
    let ends = behind.is_empty() || behind.starts_with(['.', or]);
    ends.then(|| name.matches('.').count() + 1)
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

/// What the member called `name` of something of a kind takes.
pub(super) fn known_member(kind: Kind, name: &str) -> Option<Kind> {
    match kind {
        Kind::Map(value) => Some(*value),
        _ => known_shape(kind, name).map(|member| member.kind),
    }
}

fn known_shape(kind: Kind, name: &str) -> Option<&'static MemberShape> {
    match kind {
        Kind::Object(shape) => shape.member(name),
        Kind::Distribution => DISTRIBUTION.member(name),
        _ => None,
    }
}

fn no_member(members: &[Member], kind: Kind, rest: &[&str], walked: &str, told: &Problems) -> Stuck {
    let known: Vec<&str> = match kind {
        Kind::Object(shape) => shape.names().filter(|name| *name != "file").collect(),
        Kind::Distribution => DISTRIBUTION.names().collect(),
        _ => Vec::new(),
    };
    let names = members.iter().map(|member| member.name.as_str()).chain(known);
    let near = if told.may_show_more(Severity::Error) { nearest(rest[0], names) } else { None };
    let is_known = known_member(kind, rest[0]).is_some();
    let reason = if is_known && rest.len() > 1 {
        format!("{walked} has no `{}` to look into", rest[0])
    } else {
        format!("{walked} has no `{}`", rest[0])
    };
    Stuck { reason, help: near.filter(|_| !is_known).map(|name| format!("did you mean `{name}`?")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Sources;
    use crate::tree::toml_tree;

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
        let target = follow(&root, path, &Problems::default())?;
        let seven = Node { value: Value::Integer(7), span: root.span.clone() };
        put(&mut root, &target, seven);
        let again = follow(&root, path, &Problems::default()).expect("it is there now");
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
            (&"a.".repeat(MAX_PATH_PARTS), "a path has at most 64 parts", None),
            (&"a.".repeat(60_000), "a path has at most 64 parts", None),
            (
                "services.database.desiredCount",
                "`services` has no `database`",
                Some("it has `web`, `api.v2`, `twin`, `twin`"),
            ),
        ] {
            let stuck = follow(&tree(), path, &Problems::default()).expect_err(path);
            assert_eq!((stuck.reason.as_str(), stuck.help.as_deref()), (reason, help), "{path}");
        }
    }
}
