//! Names: how they may be spelt, what an ARN names, and what an unknown one was probably meant to be.

use super::super::{Problem, Problems, Severity, Span};
use super::fields::Text;
use crate::text;

pub use crate::text::shortened;

/// More names than anybody mistypes among; beyond it no suggestion is looked for.
const SUGGESTION_CANDIDATES: usize = 500;

/// Characters of a name that ECS takes at most.
const LONGEST_NAME: usize = 255;

/// How many declared names a problem lists when none is near.
const LISTED_NAMES: usize = 5;

/// The last part of an ECS ARN such as `arn:aws:ecs:eu-west-1:123456789012:cluster/prod`, or the name itself.
///
/// `resource` is the part before the slash; long service ARNs carry the cluster between the two.
#[must_use]
pub fn without_arn<'t>(name: &'t str, resource: &str) -> &'t str {
    let Some(path) = resource_path(name, resource) else { return name };
    path.rsplit('/').next().unwrap_or(path)
}

/// The name in `arn:…:targetgroup/NAME/ID`, or the name itself.
#[must_use]
pub fn target_group_name(name: &str) -> &str {
    let Some(path) = resource_path(name, "targetgroup") else { return name };
    path.split('/').next().unwrap_or(path)
}

fn resource_path<'t>(name: &'t str, resource: &str) -> Option<&'t str> {
    // arn:partition:service:region:account:resource/path
    let last = name.strip_prefix("arn:")?.splitn(5, ':').nth(4)?;
    last.strip_prefix(resource)?.strip_prefix('/')
}

/// Reports a name that ECS would refuse: 1 to 255 letters, digits, hyphens and underscores.
pub fn check_spelling(name: Text<'_>, what: &str, problems: &mut Problems) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let length = name.value.chars().count();
    let (label, help) = if name.value.is_empty() {
        ("an empty name".to_owned(), "write at least one character")
    } else if !name.value.chars().all(allowed) {
        ("a name ECS refuses".to_owned(), "use letters, digits, `-` and `_` only")
    } else if length > LONGEST_NAME {
        (format!("{length} characters"), "shorten it to 255 characters")
    } else {
        return;
    };
    let message = format!("{what} `{}` is not a name that ECS accepts", shortened(name.value));
    let problem = Problem::error(name.span, message).label(label);
    let problem = problem.rule("API: 1 to 255 letters, digits, hyphens and underscores");
    problems.push(problem.help(help));
}

/// The problem of a reference to nothing, which comes after `told`.
pub fn unknown<'k>(
    span: &Span,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    told: &Problems,
) -> Problem {
    let problem = Problem::error(span, format!("there is no {what} `{}`", shortened(name)));
    let problem = problem.label("not declared in this scenario");
    let near = if told.may_show_more(Severity::Error) { nearest(name, known.clone()) } else { None };
    match near {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(listing(what, known)),
    }
}

/// The problem of a word that the API does not know in this place.
pub fn unknown_word(text: Text<'_>, member: &str, words: &[&str]) -> Problem {
    let message = format!("`{member}` cannot be `{}`", shortened(text.value));
    let problem = Problem::error(text.span, message).label(format!("one of {}", words.join(", ")));
    let lower = text.value.to_ascii_lowercase();
    let near = words.iter().copied().find(|word| word.to_ascii_lowercase() == lower);
    match near.or_else(|| nearest(text.value, words.iter().copied())) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("write one of {}", words.join(", "))),
    }
}

/// The known name that is fewest typing errors away, if it is near at all; the first of equals.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    text::nearest(name, known.take(SUGGESTION_CANDIDATES))
}

fn listing<'k>(what: &str, known: impl Iterator<Item = &'k str>) -> String {
    let mut names: Vec<String> = known.take(LISTED_NAMES + 1).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return format!("declare a {what} of that name");
    }
    if names.len() > LISTED_NAMES {
        names.truncate(LISTED_NAMES);
        names.push("…".to_owned());
    }
    format!("declared: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_name_what_their_last_part_names() {
        for (text, resource, name) in [
            ("prod", "cluster", "prod"),
            ("arn:aws:ecs:eu-west-1:123456789012:cluster/prod", "cluster", "prod"),
            ("arn:aws:ecs:eu-west-1:123456789012:service/prod/web", "service", "web"),
            ("arn:aws:ecs:eu-west-1:123456789012:service/web", "service", "web"),
            ("arn:aws-cn:ecs:cn-north-1:1:task-definition/app:7", "task-definition", "app:7"),
            ("arn:aws:ecs", "cluster", "arn:aws:ecs"),
        ] {
            assert_eq!(without_arn(text, resource), name);
        }
        let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/943f017f100becff";
        assert_eq!(target_group_name(arn), "blue");
        assert_eq!(target_group_name("blue"), "blue");
    }

    /// What cannot be shown needs no suggestion: looking for one compares all names.
    #[test]
    fn as_many_names_are_compared_as_problems_are_shown() {
        use crate::scenario::Sources;
        let file = Sources::default().add("t.toml", "");
        let mut problems = Problems::default();
        for at in 0..700 {
            let span = Span::new(file, at..at + 1);
            let known = ["apache", "nginx"].into_iter();
            problems.push(unknown(&span, "service", "apahce", known, &problems));
        }
        let suggested = problems
            .sorted()
            .into_iter()
            .filter(|problem| problem.help.as_ref().is_some_and(|help| help == "did you mean `apache`?"));
        assert_eq!(suggested.count(), 500);
    }

    #[test]
    fn a_suggestion_is_near_or_not_made() {
        let known = || ["apache", "nginx"].into_iter();
        assert_eq!(nearest("apahce", known()), Some("apache"));
        assert_eq!(nearest("postgres", known()), None);
    }
}
