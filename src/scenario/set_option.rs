//! `--set PATH=VALUE`: one value of the scenario, said on the command line.

use super::axis_check::nowhere;
use super::axis_value::is_labelled;
use super::{Problem, Problems, Sources, path};
use crate::tree::toml_tree;
use crate::tree::{Member, Node, Span, Value};

/// Applies `--set PATH=VALUE`. A path that is an axis of the matrix is fixed: the axis goes, which is told.
pub fn set(root: &mut Node, settings: &[String], sources: &mut Sources, problems: &mut Problems) {
    if settings.is_empty() {
        return;
    }
    let file = sources.add_option("--set", settings.join("\n"));
    let mut start = 0;
    for setting in settings {
        let whole = Span::new(file, start..start + setting.len());
        start += setting.len() + 1;
        let Some((path, text)) = setting.split_once('=') else {
            let problem = Problem::error(&whole, format!("`{setting}` sets nothing"));
            problems.push(problem.label("no `=`").help("write --set PATH=VALUE"));
            continue;
        };
        let path_span = Span::new(file, whole.start..whole.start + path.len());
        let value_span = Span::new(file, path_span.end + 1..whole.end);
        let path = path.trim();
        let value = toml_tree::parse_value(text.trim(), file, value_span.start + leading(text), problems);
        let value =
            value.unwrap_or_else(|| Node { value: Value::String(text.trim().to_owned()), span: value_span });
        match path::follow(root, path, problems) {
            Ok(target) => {
                if let Some(refusal) = target.refusal(&path_span) {
                    problems.push(refusal);
                    continue;
                }
                path::put(root, &target, value);
                fix_axis(root, path, &path_span, problems);
            }
            Err(stuck) => problems.push(nowhere(&path_span, path, stuck)),
        }
    }
}

fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Takes away the axis that would put its own values where `path` leads; refuses where it sets other paths as well.
fn fix_axis(root: &mut Node, path: &str, span: &Span, problems: &mut Problems) {
    let Ok(place) = path::follow(root, path, problems) else { return };
    let leads_there =
        |other: &str| path::follow(root, other, problems).is_ok_and(|other| place.is_place_of(&other));
    let axes = root.get("matrix").map_or(&[][..], Node::members);
    let sets = |axis: &Member| {
        let values = axis.value.elements().iter().filter(|value| is_labelled(value));
        values.filter_map(|value| value.get("set")).flat_map(Node::members).any(|set| leads_there(&set.name))
    };
    let shared = axes.iter().find(|axis| sets(axis)).map(|axis| axis.name.clone());
    let fixed = axes.iter().position(|axis| leads_there(&axis.name));
    if let Some(axis) = shared {
        let message = format!("the axis `{axis}` of the matrix sets `{path}` as well");
        let problem = Problem::error(span, message).label("its values would stand in place of this one");
        problems
            .push(problem.help("change the axis, or leave the matrix out: --set 'matrix={}' before this"));
    }
    let Some(fixed) = fixed else { return };
    let values = axes[fixed].value.elements().len();
    let problem = Problem::warning(span, format!("the axis `{path}` of the matrix is left out"));
    problems.push(problem.label(format!("this value in place of its {values}")));
    let Value::Object(sections) = &mut root.value else { return };
    let matrix = sections.iter_mut().find(|section| section.name == "matrix");
    if let Some(Value::Object(axes)) = matrix.map(|section| &mut section.value.value) {
        axes.remove(fixed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"
        [[services]]
        serviceName = "a"
        desiredCount = 1
        [[services]]
        serviceName = "b"
    "#;

    fn set_in(text: &str, settings: &[&str]) -> (Node, Vec<String>) {
        let mut sources = Sources::default();
        let mut problems = Problems::default();
        let file = sources.add("t.toml", text);
        let mut root = toml_tree::parse(text, file, &mut problems).expect("valid TOML");
        let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
        set(&mut root, &settings, &mut sources, &mut problems);
        let told = problems.sorted().iter().map(|problem| problem.message.clone()).collect();
        (root, told)
    }

    #[test]
    fn settings_are_toml_values_or_bare_words() {
        let (root, told) = set_in(
            BASE,
            &[
                "services.a.desiredCount = 9",
                "services.a.placementStrategy=[{ type = 'random' }]",
                "services.b.taskDefinition=web:2",
                "behavior.retryOnCapacity=true",
            ],
        );
        assert!(told.is_empty(), "{told:?}");
        let services = root.get("services").expect("there").elements();
        assert_eq!(services[0].get("desiredCount").map(|node| &node.value), Some(&Value::Integer(9)));
        assert_eq!(services[0].get("placementStrategy").map(|list| list.elements().len()), Some(1));
        assert_eq!(services[1].get("taskDefinition").and_then(Node::as_str), Some("web:2"));
        let behavior = root.get("behavior").and_then(|behavior| behavior.get("retryOnCapacity"));
        assert_eq!(behavior.map(|node| &node.value), Some(&Value::Bool(true)));
    }

    #[test]
    fn a_setting_fixes_an_axis() {
        let text = format!("{BASE}\n[matrix]\n'services.a.desiredCount' = [2, 3]");
        for path in ["services.a.desiredCount", "services.0.desiredCount"] {
            let (root, told) = set_in(&text, &[&format!("{path}=7")]);
            assert_eq!(told, [format!("the axis `{path}` of the matrix is left out")]);
            assert!(root.get("matrix").expect("there").members().is_empty());
            let services = root.get("services").expect("there").elements();
            assert_eq!(services[0].get("desiredCount").map(|node| &node.value), Some(&Value::Integer(7)));
        }
    }

    #[test]
    fn what_an_axis_sets_among_other_things_is_not_set_beside_it() {
        let small = "{ label = 'small', set = { 'services.a.desiredCount' = 2 } }";
        let text = format!("{BASE}\n[matrix]\nsize = [{small}]");
        let told = "the axis `size` of the matrix sets `services.a.desiredCount` as well";
        assert_eq!(set_in(&text, &["services.a.desiredCount=7"]).1, [told]);
        assert!(set_in(&text, &["matrix={}", "services.a.desiredCount=7"]).1.is_empty());
        assert!(set_in(&text, &["services.b.desiredCount=7"]).1.is_empty());
    }

    /// What is wrong with it is told by the shape check, as in a file.
    #[test]
    fn a_number_of_any_size_is_a_number() {
        for (number, expected) in [
            ("99999999999999999999", 1e20),
            ("-99999999999999999999", -1e20),
            ("0x10000000000000000", 18_446_744_073_709_551_616.0),
        ] {
            let (root, told) = set_in(BASE, &[&format!("services.a.desiredCount={number}")]);
            assert!(told.is_empty(), "{told:?}");
            let count = root.get("services").expect("there").elements()[0].get("desiredCount");
            assert_eq!(count.map(|node| &node.value), Some(&Value::Float(expected)), "{number}");
        }
        let (_, told) = set_in(BASE, &["services.a.desiredCount=1e999"]);
        assert_eq!(told, ["a number that is not finite, or too large"]);
    }

    #[test]
    fn bad_settings_are_told() {
        for (setting, expected) in [
            ("services.a.desiredCount", "`services.a.desiredCount` sets nothing"),
            ("services.x.desiredCount=1", "the path `services.x.desiredCount` leads nowhere"),
            ("loadBalancers=[]", "`loadBalancers` is not modelled by this version"),
            ("traffic.rate=7", "the path `traffic.rate` leads nowhere"),
            ("services.a.runningCount=7", "`runningCount` is what the API answers, and nothing reads it"),
        ] {
            assert_eq!(set_in(BASE, &[setting]).1, [expected]);
        }
    }

    #[test]
    fn a_path_is_no_pattern() {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let file = sources.add("t.toml", BASE);
        let mut root = toml_tree::parse(BASE, file, &mut problems).expect("valid TOML");
        set(&mut root, &["services.*.desiredCount=1".to_owned()], &mut sources, &mut problems);
        let help = problems.sorted()[0].help.clone().expect("a remedy");
        assert_eq!(help, "a path leads to one place: write a name or a number in place of `*`");
    }

    #[test]
    fn a_path_of_very_many_parts_is_refused_at_once_and_not_repeated() {
        let (_, told) = set_in(BASE, &[&format!("{}x=1", "services.".repeat(60_000))]);
        assert!(told[0].starts_with("the path `services.services.") && told[0].len() < 300, "{told:?}");
    }
}
