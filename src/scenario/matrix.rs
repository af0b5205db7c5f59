//! `[matrix]`: paths, values, and the cross product of them.
//!
//! An axis is a path with a list of values, or a name of its own with a list of `{ label = …, set = { PATH = VALUE } }`
//! for things that only make sense together.

use super::axis_check::{check_axis, nowhere, too_large};
use super::axis_label::label;
use super::axis_value::shown;
use super::limits::MAX_VARIANTS;
use super::not_ecs::marked;
use super::path;
use super::{Axis, Point, Problem, Problems, Setting, Sources};
use crate::tree::{Node, Value};

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
pub struct Choice {
    /// `label=value` of each axis, or `default`.
    pub name: String,
    /// The value on each axis.
    pub settings: Vec<Setting>,
    /// The position on each axis.
    positions: Vec<usize>,
}

impl From<Choice> for Point {
    fn from(Choice { name, settings, .. }: Choice) -> Self {
        Self { name, settings }
    }
}

impl Matrix {
    /// Reads `[matrix]`, checking every path and value; `None` when an error was pushed.
    pub fn read(root: &Node, sources: &Sources, problems: &mut Problems) -> Option<Self> {
        let mut matrix = Self::default();
        let mut valid = true;
        if let Some(problem) = too_large(root) {
            problems.push(problem);
            return None;
        }
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

    /// A point by its number, the last axis varying fastest; there is one without axes.
    pub fn point(&self, number: usize) -> Choice {
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
        Choice { name, settings, positions: choice }
    }

    /// The tree of one point; `None` when an axis took away what another one leads to, which is pushed.
    pub fn apply(&self, root: &Node, point: &Choice, problems: &mut Problems) -> Option<Node> {
        let mut tree = root.clone();
        let puts = self.values.iter().zip(&point.positions).flat_map(|(values, &index)| &values[index]);
        for (path, value) in puts {
            match path::follow(&tree, path, problems) {
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

/// What a value of the axis called `axis` puts where.
fn puts(axis: &str, value: &Node) -> Puts {
    match value.get("set") {
        Some(set) => set.members().iter().map(|put| (put.name.clone(), put.value.clone())).collect(),
        None => vec![(axis.to_owned(), value.clone())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::toml_tree;

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

    fn points(matrix: &Matrix) -> Vec<Choice> {
        (0..matrix.len()).map(|number| matrix.point(number)).collect()
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
        let names: Vec<String> = points(&matrix).into_iter().map(|point| point.name).collect();
        assert_eq!(
            names,
            [
                "a.desiredCount=2, b.desiredCount=4, containerInstances.count=6",
                "a.desiredCount=2, b.desiredCount=5, containerInstances.count=6",
                "a.desiredCount=3, b.desiredCount=4, containerInstances.count=6",
                "a.desiredCount=3, b.desiredCount=5, containerInstances.count=6",
            ]
        );
        let third = matrix.point(2);
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
        let points: Vec<Choice> = points(&matrix);
        let names: Vec<&str> = points.iter().map(|point| point.name.as_str()).collect();
        assert_eq!(names, ["size=small", "size=large", "size=9"]);
        assert_eq!(points[2].settings, [Setting::Integer(9)]);
        let counts = |point: &Choice| {
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
        let names: Vec<String> =
            points(&matrix.expect("valid")).into_iter().map(|point| point.name).collect();
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
            ("'loadBalancers' = [1, 2]", "`loadBalancers` is not modelled by this version"),
            (
                "a = [{ label = 'x', set = { 'expectations' = 1 } }]",
                "`expectations` is the same for all variants",
            ),
            (
                "'services.a.runningCount' = [1]",
                "`runningCount` is what the API answers, and nothing reads it",
            ),
            (
                "a = [{ label = \"x\\ny\", set = {} }]",
                "this value names variants, and cannot be shown on a line",
            ),
            (
                &format!("a = [{{ label = '{}', set = {{}} }}]", "x".repeat(1_001)),
                "this value names variants, and cannot be shown on a line",
            ),
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
    fn an_axis_of_what_is_not_modelled_is_told_as_in_the_file() {
        let volume = "volumeConfigurations = [{ name = 'v' }]";
        for (axis, told) in [
            ("'services.a.enableECSManagedTags' = [true, false]", &[][..]),
            ("'services.a.serviceRegistries' = [[]]", &[]),
            (
                "'services.a.serviceRegistries' = [[{ registryArn = 'x' }]]",
                &["`services.a.serviceRegistries` is not modelled"],
            ),
            (
                "'services.c.volumeConfigurations.0.name' = ['w']",
                &["`services.c.volumeConfigurations.0.name` is not modelled"],
            ),
        ] {
            let (_, found, messages) =
                read(&format!("{BASE}[[services]]\nserviceName = 'c'\n{volume}\n[matrix]\n{axis}"));
            assert!(found.is_some(), "{axis}");
            assert_eq!(messages, told, "{axis}");
        }
    }

    #[test]
    fn axes_and_paths_are_counted_before_they_are_looked_at() {
        let axes: Vec<String> = (0..101).map(|number| format!("'services.{number}.x' = [1]\n")).collect();
        assert_eq!(matrix(&axes.concat()).2, ["the matrix has 101 axes, more than 100"]);
        let values: Vec<String> = (0..10_001).map(|value| value.to_string()).collect();
        let long = format!("'services.a.desiredCount' = [{}]", values.join(","));
        assert_eq!(matrix(&long).2, ["the matrix has 10001 paths, more than 10000"]);
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
