//! Values for the parameters of a template: each takes the place of its `Default`, once it keeps what the parameter allows.

use regex::RegexBuilder;

use super::scalar;
use crate::text::{nearest, shortened};
use crate::tree::{Member, Node, Problem, Problems, Value};

/// What a pattern may take when compiled.
const MAX_PATTERN: usize = 1 << 20;

/// Gives the parameters of a template their values; those that it has are told in `used`.
pub fn give(root: &mut Node, given: &[Member], used: &mut Vec<String>, problems: &mut Problems) {
    let Value::Object(members) = &mut root.value else { return };
    let Some(parameters) = members.iter_mut().find(|member| member.name == "Parameters") else { return };
    let Value::Object(parameters) = &mut parameters.value.value else { return };
    for Member { name, value, .. } in given {
        let Some(parameter) = parameters.iter_mut().find(|parameter| parameter.name == *name) else {
            continue;
        };
        used.push(name.clone());
        let Some(text) = text_of(value) else {
            let problem = Problem::error(&value.span, format!("parameter `{name}` is no text and no number"));
            problems
                .push(problem.label("no value").help("write one value, of a list with commas between them"));
            continue;
        };
        if let Some(why) = refusal(&parameter.value, &text) {
            let message = format!("`{}` is no value of parameter `{name}`", shortened(&text));
            problems.push(Problem::error(&value.span, message).label("the template refuses it").help(why));
            continue;
        }
        let default = Node { value: Value::String(text), span: value.span.clone() };
        let Value::Object(members) = &mut parameter.value.value else { continue };
        match members.iter_mut().find(|member| member.name == "Default") {
            Some(member) => member.value = default,
            None => members.push(Member {
                name: "Default".to_owned(),
                name_span: default.span.clone(),
                value: default,
            }),
        }
    }
}

/// Tells of values that no template has a parameter for.
pub fn check(given: &[Member], used: &[String], known: &[String], problems: &mut Problems) {
    for Member { name, name_span, .. } in given.iter().filter(|member| !used.contains(&member.name)) {
        let message = format!("no template has a parameter `{}`", shortened(name));
        let problem = Problem::error(name_span, message).label("not there");
        let near = nearest(name, known.iter().map(String::as_str));
        problems.push(match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => problem.help("leave it out: there is no parameter"),
            None => problem.help(format!("it has {}", known.join(", "))),
        });
    }
}

/// The names of a template's parameters.
pub fn names(root: &Node) -> impl Iterator<Item = &str> {
    root.get("Parameters").map_or(&[][..], Node::members).iter().map(|member| member.name.as_str())
}

/// A value as a template has it; a list with commas.
fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Array(elements) => {
            let texts: Option<Vec<String>> = elements.iter().map(text_of).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => scalar::text_of(node),
    }
}

/// Why a parameter does not take a value, as what to do.
fn refusal(parameter: &Node, text: &str) -> Option<String> {
    let limit = |name: &str| text_of(parameter.get(name)?)?.parse::<f64>().ok();
    if let Some(allowed) = parameter.get("AllowedValues") {
        let allowed: Vec<String> = allowed.elements().iter().filter_map(text_of).collect();
        if !allowed.iter().any(|value| value == text) {
            return Some(format!("AllowedValues: {}", allowed.join(", ")));
        }
    }
    if parameter.get("Type").and_then(Node::as_str) == Some("Number") {
        let Ok(number) = text.trim().parse::<f64>() else { return Some("Type: Number".to_owned()) };
        if let Some(least) = limit("MinValue").filter(|least| number < *least) {
            return Some(format!("MinValue: {least}"));
        }
        if let Some(most) = limit("MaxValue").filter(|most| number > *most) {
            return Some(format!("MaxValue: {most}"));
        }
    }
    let length = f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    if let Some(least) = limit("MinLength").filter(|least| length < *least) {
        return Some(format!("MinLength: {least}"));
    }
    if let Some(most) = limit("MaxLength").filter(|most| length > *most) {
        return Some(format!("MaxLength: {most}"));
    }
    let pattern = parameter.get("AllowedPattern").and_then(Node::as_str)?;
    // What only Java reads is left to AWS.
    let whole = RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(MAX_PATTERN).build().ok()?;
    (!whole.is_match(text)).then(|| format!("AllowedPattern: {}", shortened(pattern)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Sources, toml_tree, yaml_tree};

    const TEMPLATE: &str = "
Parameters:
  Count: {Type: Number, MinValue: 1, MaxValue: 10}
  Size: {Type: String, AllowedValues: ['256', '512'], Default: '256'}
  Name: {Type: String, AllowedPattern: '[a-z]+', MinLength: 2, MaxLength: 5}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
Resources: {C: {Type: 'AWS::ECS::Cluster'}}
";

    #[test]
    fn a_value_is_taken_or_refused_with_what_the_template_allows() {
        for (given, expected) in [
            ("Count = 4", ""),
            ("Count = \"4\"", ""),
            ("Count = 0", "`0` is no value of parameter `Count`: MinValue: 1"),
            ("Count = 11", "`11` is no value of parameter `Count`: MaxValue: 10"),
            ("Count = \"many\"", "`many` is no value of parameter `Count`: Type: Number"),
            ("Size = 512", ""),
            ("Size = 300", "`300` is no value of parameter `Size`: AllowedValues: 256, 512"),
            ("Name = \"web\"", ""),
            ("Name = \"w\"", "`w` is no value of parameter `Name`: MinLength: 2"),
            ("Name = \"webweb\"", "`webweb` is no value of parameter `Name`: MaxLength: 5"),
            ("Name = \"Web\"", "`Web` is no value of parameter `Name`: AllowedPattern: [a-z]+"),
            ("Subnets = [\"a\", \"b\"]", ""),
            (
                "Count = { a = 1 }",
                "parameter `Count` is no text and no number: write one value, of a list with commas between them",
            ),
            ("Coumt = 1", "no template has a parameter `Coumt`: did you mean `Count`?"),
            ("Else = 1", "no template has a parameter `Else`: it has Count, Size, Name, Subnets"),
        ] {
            let (mut problems, mut sources) = (Problems::default(), Sources::default());
            let file = sources.add("t", TEMPLATE);
            let mut root = yaml_tree::parse(TEMPLATE, file, &mut problems).expect("YAML").remove(0);
            let option = sources.add("o", given);
            let values = toml_tree::parse(given, option, &mut problems).expect("TOML");
            let mut used = Vec::new();
            give(&mut root, values.members(), &mut used, &mut problems);
            let known: Vec<String> = names(&root).map(str::to_owned).collect();
            check(values.members(), &used, &known, &mut problems);
            let told: Vec<String> = problems
                .sorted()
                .iter()
                .map(|problem| {
                    format!("{}: {}", problem.message, problem.help.as_deref().unwrap_or_default())
                })
                .collect();
            assert_eq!(told.join("; "), expected, "{given}");
        }
    }
}
