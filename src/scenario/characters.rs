//! Characters that no text of a scenario may hold.
//!
//! Names and labels are shown in terminals, spreadsheets and pictures. AWS JSON holds what Amazon ECS holds: of it, only
//! names are checked, by ECS's own rules.

use super::{Problem, Problems, Sources};
use crate::text::commands;
use crate::tree::{Node, Span, Value};

/// Reports every text and every key that a terminal would obey; texts may have several lines.
pub fn check(node: &Node, sources: &Sources, problems: &mut Problems) {
    match &node.value {
        Value::String(text) => tell(text, &['\n', '\r', '\t'], &node.span, sources, problems),
        Value::Array(elements) => elements.iter().for_each(|element| check(element, sources, problems)),
        Value::Object(members) => {
            for member in members {
                tell(&member.name, &[], &member.name_span, sources, problems);
                check(&member.value, sources, problems);
            }
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Float(_) => {}
    }
}

/// Reports a name that is not on one line.
pub fn check_line(text: &str, span: &Span, problems: &mut Problems) {
    if let Some(character) = text.chars().find(|character| commands(*character)) {
        problems.push(refused(character, span));
    }
}

fn tell(text: &str, allowed: &[char], span: &Span, sources: &Sources, problems: &mut Problems) {
    let is_refused = |character: &char| commands(*character) && !allowed.contains(character);
    if let Some(character) = text.chars().find(is_refused)
        && !sources.is_aws_json(span.file)
    {
        problems.push(refused(character, span));
    }
}

fn refused(character: char, span: &Span) -> Problem {
    let message = format!("a text holds the character U+{:04X}", u32::from(character));
    Problem::error(span, message)
        .label("a control character, or one that reorders text")
        .help("leave it out: names and labels are shown in terminals, spreadsheets and pictures")
}

#[cfg(test)]
mod tests {
    use crate::scenario::Severity;
    use crate::scenario::tests::{loaded, messages};

    #[test]
    fn control_characters_are_refused_wherever_they_stand() {
        for (text, code) in [
            (r#"question = "Q\u001B[31mRED""#, "001B"),
            (r#"question = "Q\u0000""#, "0000"),
            (r#"question = "Q\u009B31m""#, "009B"),
            (r#"answer = ["cluster.cost\u202E"]"#, "202E"),
            (r#"matrix."a\u0007" = [{ label = "x", set = {} }]"#, "0007"),
            (r#"matrix.a = [{ label = "x\u2066", set = {} }]"#, "2066"),
            (r#"services = [{ serviceName = "web\u001B" }]"#, "001B"),
            (r#"services = [{ "serviceName\n" = "web" }]"#, "000A"),
            (r#"containerInstances = [{ name = "a\u007F", instanceType = "m5.large" }]"#, "007F"),
            (r#"actions = [{ at = "1m", runTask = { group = "a\nb", taskDefinition = "t" } }]"#, "000A"),
        ] {
            let family = "[[taskDefinitions]]\nfamily = \"t\"\n\
                          containerDefinitions = [{ name = \"c\", image = \"i\", memory = 8 }]\n";
            let loaded = loaded(&format!("name = \"x\"\n{text}\n{family}"));
            let expected = format!("a text holds the character U+{code}");
            assert!(messages(&loaded, Severity::Error).contains(&expected.as_str()), "{text}: {loaded:?}");
        }
    }

    #[test]
    fn commands_of_several_lines_and_foreign_names_are_texts_like_any_other() {
        let loaded = loaded(
            "name = \"x\"\nquestion = \"\"\"Wie viele\n\tüber שלום?\"\"\"\n[[taskDefinitions]]\nfamily = \"t\"\n\
             containerDefinitions = [{ name = \"c\", image = \"i\", memory = 8, command = [\"a\\n\\tb\"] }]\n",
        );
        assert!(messages(&loaded, Severity::Error).is_empty(), "{loaded:?}");
        assert_eq!(loaded.scenario.expect("valid").question, "Wie viele über שלום?");
    }
}
