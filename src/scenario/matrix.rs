//! `[matrix]`: paths, values, and the cross product of them.
//!
//! An axis is a path with a list of values, or a name of its own with a list of `{ label = …, set = { PATH = VALUE } }`
//! for things that only make sense together.

use super::axis_label::label;
use super::axis_value::{is_labelled, shown};
use super::limits::MAX_VARIANTS;
use super::node::{Member, Node, Span, Value};
use super::not_ecs::marked;
use super::path::{self, Stuck};
use super::shape::Checker;
use super::{Axis, Problem, Problems, Setting, Sources};

/// Paths that are the same for every variant.
const FIXED: [&str; 6] =
    ["name", "question", "answer", "matrix", "simulation.seed", "simulation.replications"];

/// The axes of a scenario and the nodes that their values put into the tree.
#[derive(Debug, Default)]
pub struct Matrix {
    /// The axes as the scenario shows them.
    pub axes: Vec<Axis>,
    /// What each value of each axis puts into the tree.
    values: Vec<Vec<Puts>>,
}

/// Paths and the nodes that go there, together.
type Puts = Vec<(String, Node)>;

/// One point of the matrix.
#[derive(Debug)]
pub struct Point {
    /// `label=value` of each axis, or `default`.
    pub name: String,
    /// The value on each axis.
    pub settings: Vec<Setting>,
    /// The position on each axis.
    choice: Vec<usize>,
}

impl Matrix {
    /// Reads `[matrix]`, checking every path and value; `None` when an error was pushed.
    pub fn read(root: &Node, sources: &Sources, problems: &mut Problems) -> Option<Self> {
        let mut matrix = Self::default();
        let mut valid = true;
        for member in root.get("matrix").map_or(&[][..], Node::members) {
            // What is no list is told by the shape check.
            let Value::Array(values) = &member.value.value else {
                valid = false;
                continue;
            };
            let found = check_axis(root, member, values, sources);
            valid &= !found.has_errors();
            problems.extend(found);
            matrix.axes.push(Axis {
                path: member.name.clone(),
                label: String::new(),
                values: values.iter().map(|value| marked(shown(value), &puts(&member.name, value))).collect(),
            });
            matrix.values.push(values.iter().map(|value| puts(&member.name, value)).collect());
        }
        let sizes = matrix.values.iter().map(Vec::len);
        let variants = sizes.fold(1_usize, usize::saturating_mul);
        if let (true, Some(member)) = (variants > MAX_VARIANTS, root.member("matrix")) {
            let message = format!("the matrix has {variants} variants, more than {MAX_VARIANTS}");
            problems.push(Problem::error(&member.name_span, message).label("too many points"));
            valid = false;
        }
        label(&mut matrix.axes);
        valid.then_some(matrix)
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.values.iter().map(Vec::len).product()
    }

    /// All points, the last axis varying fastest; one without axes.
    pub fn points(&self) -> impl Iterator<Item = Point> + '_ {
        let count = self.len();
        (0..count).map(|number| self.point(number))
    }

    fn point(&self, number: usize) -> Point {
        let mut rest = number;
        let mut choice = vec![0; self.values.len()];
        for (axis, values) in self.values.iter().enumerate().rev() {
            choice[axis] = rest % values.len();
            rest /= values.len();
        }
        let settings: Vec<Setting> =
            self.axes.iter().zip(&choice).map(|(axis, &index)| axis.values[index].clone()).collect();
        let parts: Vec<String> =
            self.axes.iter().zip(&settings).map(|(axis, value)| format!("{}={value}", axis.label)).collect();
        let name = if parts.is_empty() { "default".to_owned() } else { parts.join(", ") };
        Point { name, settings, choice }
    }

    /// The tree of one point; `None` when an axis took away what another one leads to, which is pushed.
    pub fn apply(&self, root: &Node, point: &Point, problems: &mut Problems) -> Option<Node> {
        let mut tree = root.clone();
        let puts = self.values.iter().zip(&point.choice).flat_map(|(values, &index)| &values[index]);
        for (path, value) in puts {
            match path::follow(&tree, path) {
                Ok(target) => path::put(&mut tree, &target, value.clone()),
                Err(stuck) => {
                    problems.push(nowhere(&value.span, path, stuck));
                    return None;
                }
            }
        }
        Some(tree)
    }
}

fn check_axis(root: &Node, member: &Member, values: &[Node], sources: &Sources) -> Problems {
    let mut problems = Problems::default();
    if values.is_empty() {
        problems.push(
            Problem::error(&member.value.span, format!("`{}` has no values", member.name))
                .label("an empty axis"),
        );
    }
    if values.iter().any(is_labelled) {
        check_labelled(root, values, sources, &mut problems);
    } else {
        check_path(root, &member.name, &member.name_span, values, sources, &mut problems);
    }
    check_distinct(member, values, &mut problems);
    problems
}

/// Checks an axis whose values are `{ label, set }`.
fn check_labelled(root: &Node, values: &[Node], sources: &Sources, problems: &mut Problems) {
    for value in values {
        let (label, set) = (value.get("label").filter(|label| is_word_or_number(label)), value.get("set"));
        let only = value.members().iter().all(|member| ["label", "set"].contains(&member.name.as_str()));
        let (Some(_), Some(set), true) = (label, set, only) else {
            let problem = Problem::error(&value.span, "this value of the axis is not like the others");
            let help = "write { label = \"name\", set = { \"PATH\" = VALUE } }";
            problems.push(problem.label("needs `label` and `set`, and nothing else").help(help));
            continue;
        };
        for put in set.members() {
            let one = std::slice::from_ref(&put.value);
            check_path(root, &put.name, &put.name_span, one, sources, problems);
        }
    }
}

/// Checks that `path` leads somewhere and that every one of `values` may stand there.
fn check_path(
    root: &Node,
    path: &str,
    span: &Span,
    values: &[Node],
    sources: &Sources,
    problems: &mut Problems,
) {
    let fixed = FIXED
        .iter()
        .any(|fixed| path == *fixed || path.strip_prefix(fixed).is_some_and(|rest| rest.starts_with('.')));
    if fixed {
        let problem = Problem::error(span, format!("`{path}` is the same for all variants"));
        problems.push(problem.label("cannot be an axis"));
        return;
    }
    match path::follow(root, path) {
        Ok(target) => {
            for value in values {
                Checker::new(sources, problems, vec![path.to_owned()]).check(value, target.kind);
            }
        }
        Err(stuck) => problems.push(nowhere(span, path, stuck)),
    }
}

fn check_distinct(member: &Member, values: &[Node], problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    for value in values {
        if !seen.insert(shown(value).to_string()) {
            let message = format!("`{}` takes the value {} twice", member.name, shown(value));
            problems.push(Problem::error(&value.span, message).label("two variants would be the same"));
        }
    }
}

/// What is told of a path that leads nowhere.
pub(super) fn nowhere(span: &Span, path: &str, stuck: Stuck) -> Problem {
    let problem = Problem::error(span, format!("the path `{path}` leads nowhere")).label(stuck.reason);
    match stuck.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn is_word_or_number(label: &Node) -> bool {
    matches!(label.value, Value::String(_) | Value::Integer(_) | Value::Float(_))
}

/// What a value of the axis called `axis` puts where.
fn puts(axis: &str, value: &Node) -> Puts {
    match value.get("set") {
        Some(set) => set.members().iter().map(|put| (put.name.clone(), put.value.clone())).collect(),
        None => vec![(axis.to_owned(), value.clone())],
    }
}

#[cfg(test)]
mod tests {
    use super::super::toml_tree;
    use super::*;

    const BASE: &str = r#"
        [[services]]
        serviceName = "a"
        desiredCount = 1
        [[services]]
        serviceName = "b"
        desiredCount = 1
        [[containerInstances]]
        count = 1
    "#;

    fn read(text: &str) -> (Node, Option<Matrix>, Vec<String>) {
        let mut sources = Sources::default();
        let mut problems = Problems::default();
        let file = sources.add("t.toml", text);
        let root = toml_tree::parse(text, file, &mut problems).expect("valid TOML");
        let matrix = Matrix::read(&root, &sources, &mut problems);
        let told = problems.sorted().iter().map(|problem| problem.message.clone()).collect();
        (root, matrix, told)
    }

    fn matrix(axes: &str) -> (Node, Option<Matrix>, Vec<String>) {
        read(&format!("{BASE}\n[matrix]\n{axes}"))
    }

    #[test]
    fn the_last_axis_varies_fastest_and_labels_tell_axes_apart() {
        let (root, matrix, _) = matrix(
            "'services.a.desiredCount' = [2, 3]\n'services.b.desiredCount' = [4, 5]\n'containerInstances.0.count' = [6]",
        );
        let matrix = matrix.expect("valid");
        let labels: Vec<&str> = matrix.axes.iter().map(|axis| axis.label.as_str()).collect();
        assert_eq!(labels, ["a.desiredCount", "b.desiredCount", "containerInstances.count"]);
        let names: Vec<String> = matrix.points().map(|point| point.name).collect();
        assert_eq!(
            names,
            [
                "a.desiredCount=2, b.desiredCount=4, containerInstances.count=6",
                "a.desiredCount=2, b.desiredCount=5, containerInstances.count=6",
                "a.desiredCount=3, b.desiredCount=4, containerInstances.count=6",
                "a.desiredCount=3, b.desiredCount=5, containerInstances.count=6",
            ]
        );
        let third = matrix.points().nth(2).expect("four points");
        let tree = matrix.apply(&root, &third, &mut Problems::default()).expect("valid");
        let count =
            |index: usize| tree.get("services").and_then(|all| all.elements()[index].get("desiredCount"));
        assert_eq!(count(0).map(|node| &node.value), Some(&Value::Integer(3)));
        assert_eq!(count(1).map(|node| &node.value), Some(&Value::Integer(4)));
    }

    #[test]
    fn a_labelled_value_sets_several_paths_together() {
        let (root, matrix, told) = matrix(
            "size = [{ label = 'small', set = { 'services.a.desiredCount' = 2, 'services.b.desiredCount' = 3 } },
                     { label = 'large', set = { 'services.a.desiredCount' = 8 } },
                     { label = 9, set = { 'services.a.desiredCount' = 9 } }]",
        );
        assert!(told.is_empty(), "{told:?}");
        let matrix = matrix.expect("valid");
        let points: Vec<Point> = matrix.points().collect();
        let names: Vec<&str> = points.iter().map(|point| point.name.as_str()).collect();
        assert_eq!(names, ["size=small", "size=large", "size=9"]);
        assert_eq!(points[2].settings, [Setting::Integer(9)]);
        let counts = |point: &Point| {
            let tree = matrix.apply(&root, point, &mut Problems::default()).expect("valid");
            let services = tree.get("services").expect("there").elements().to_vec();
            services.iter().map(|service| service.get("desiredCount").cloned()).collect::<Vec<_>>()
        };
        let values = |point| counts(point).into_iter().flatten().map(|node| node.value).collect::<Vec<_>>();
        assert_eq!(values(&points[0]), [Value::Integer(2), Value::Integer(3)]);
        assert_eq!(values(&points[1]), [Value::Integer(8), Value::Integer(1)]);
    }

    #[test]
    fn a_network_mode_that_ecs_does_not_have_is_marked_in_every_name() {
        let base = "[[taskDefinitions]]\nfamily = 'a'\n";
        let axes = "'taskDefinitions.a.networkMode' = ['bridge', 'overlay']\n\
                    net = [{ label = 'x', set = { 'taskDefinitions.a.networkMode' = 'overlay' } },\n\
                           { label = 'y, not ECS', set = { 'taskDefinitions.a.networkMode' = 'overlay' } }]";
        let (_, matrix, told) = read(&format!("{base}[matrix]\n{axes}"));
        assert!(told.is_empty(), "{told:?}");
        let matrix = matrix.expect("valid");
        let shown =
            |axis: usize| matrix.axes[axis].values.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown(0), ["bridge", "overlay (not ECS)"]);
        assert_eq!(shown(1), ["x (not ECS)", "y, not ECS"]);
    }

    #[test]
    fn without_a_matrix_there_is_one_point() {
        let (_, matrix, _) = read(BASE);
        let names: Vec<String> = matrix.expect("valid").points().map(|point| point.name).collect();
        assert_eq!(names, ["default"]);
    }

    #[test]
    fn bad_axes_are_told() {
        for (axis, message) in [
            ("'services.c.desiredCount' = [1]", "the path `services.c.desiredCount` leads nowhere"),
            ("'services.a.desiredCount' = []", "`services.a.desiredCount` has no values"),
            ("'services.a.desiredCount' = ['two']", "`services.a.desiredCount` must be a whole number"),
            ("'services.a.desiredCount' = [2, 2]", "`services.a.desiredCount` takes the value 2 twice"),
            ("'simulation.seed' = [1, 2]", "`simulation.seed` is the same for all variants"),
            ("'name' = ['x']", "`name` is the same for all variants"),
            (
                "a = [{ label = 'x', set = { 'services.c.desiredCount' = 1 } }]",
                "the path `services.c.desiredCount` leads nowhere",
            ),
            ("a = [{ label = true, set = {} }]", "this value of the axis is not like the others"),
            ("a = [{ set = {} }]", "this value of the axis is not like the others"),
            ("a = [{ label = 'x', set = {} }, { label = 'x', set = {} }]", "`a` takes the value x twice"),
        ] {
            let (_, matrix, told) = matrix(axis);
            assert!(matrix.is_none(), "{axis}");
            assert_eq!(told, [message], "{axis}");
        }
    }

    #[test]
    fn too_many_variants_are_refused_before_any_is_made() {
        let values: Vec<String> = (0..400).map(|value| value.to_string()).collect();
        let values = values.join(",");
        let (_, matrix, told) = matrix(&format!(
            "'services.a.desiredCount' = [{values}]\n'services.b.desiredCount' = [{values}]"
        ));
        assert!(matrix.is_none());
        assert_eq!(told, ["the matrix has 160000 variants, more than 100000"]);
    }
}
