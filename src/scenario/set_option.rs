//! `--set PATH=VALUE`: one value of the scenario, said on the command line.

use super::axis_check::nowhere;
use super::node::{Node, Span, Value};
use super::{Problem, Problems, Sources, path, toml_tree};

/// Applies `--set PATH=VALUE`. A path that is an axis of the matrix is fixed: the axis goes.
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
        let value = toml_tree::parse_value(text.trim(), file, value_span.start + leading(text))
            .unwrap_or_else(|| Node { value: Value::String(text.trim().to_owned()), span: value_span });
        match path::follow(root, path, problems) {
            Ok(target) => {
                if let Some(refusal) = target.refusal(&path_span) {
                    problems.push(refusal);
                    continue;
                }
                path::put(root, &target, value);
                drop_axis(root, path);
            }
            Err(stuck) => problems.push(nowhere(&path_span, path, stuck)),
        }
    }
}

fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn drop_axis(root: &mut Node, path: &str) {
    let Value::Object(sections) = &mut root.value else { return };
    let matrix = sections.iter_mut().find(|section| section.name == "matrix");
    if let Some(Value::Object(axes)) = matrix.map(|section| &mut section.value.value) {
        axes.retain(|axis| axis.name != path);
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
        let (root, _) = set_in(&text, &["services.a.desiredCount=7"]);
        assert!(root.get("matrix").expect("there").members().is_empty());
        let services = root.get("services").expect("there").elements();
        assert_eq!(services[0].get("desiredCount").map(|node| &node.value), Some(&Value::Integer(7)));
    }

    #[test]
    fn bad_settings_are_told() {
        for (setting, expected) in [
            ("services.a.desiredCount", "`services.a.desiredCount` sets nothing"),
            ("services.x.desiredCount=1", "the path `services.x.desiredCount` leads nowhere"),
            ("scalingPolicies=[]", "`scalingPolicies` is not modelled by this version"),
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
