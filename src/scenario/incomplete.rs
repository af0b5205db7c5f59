//! What an answer of AWS says of what it leaves out.

use super::names_only::Names;
use super::resource::Resource;
use super::{Problem, Problems};
use crate::text::{camel_case, for_shell};
use crate::tree::{Member, Node};

/// What the AWS CLI prints beside a resource.
const BESIDE: [&str; 6] = ["failures", "include", "nextMarker", "nextToken", "responseMetadata", "tags"];

/// Failures that are named.
const NAMED: usize = 5;

/// Whether a member, by its name as ECS spells it, stands beside what an answer is about.
pub fn is_beside(name: &str) -> bool {
    BESIDE.contains(&name)
}

/// Warns of what `root`, an answer with resources of this kind, does not have: what could not be described, and what
/// further pages have.
pub fn tell(root: &Node, resource: Resource, problems: &mut Problems) {
    let Some((_, many)) = resource.wrappers() else { return };
    if !root.members().iter().any(|member| camel_case(&member.name) == many) {
        return;
    }
    for member in root.members() {
        match camel_case(&member.name).as_str() {
            "failures" => tell_failures(member, resource, problems),
            "compositeAlarms" => tell_composite(member, problems),
            "nextToken" | "nextMarker" => {
                let message =
                    format!("the file holds not all {}: `{}` goes on", resource.plural(), member.name);
                let problem = Problem::warning(&member.name_span, message).label("there are further pages");
                problems.push(problem.help(
                    "let the AWS CLI fetch all of them: leave out --max-items and --no-paginate, or save each page and \
                     name them all",
                ));
            }
            _ => {}
        }
    }
}

/// Warns of alarms that are made of other alarms.
fn tell_composite(member: &Member, problems: &mut Problems) {
    let name =
        |alarm: &Node| alarm.get("AlarmName").or_else(|| alarm.get("alarmName"))?.as_str().map(str::to_owned);
    let names: Vec<String> = member.value.elements().iter().filter_map(name).take(NAMED).collect();
    if !names.is_empty() {
        let message = format!("composite alarms are not modelled: {}", names.join(", "));
        let problem = Problem::warning(&member.name_span, message).label("left out").rule("S2.4-1");
        problems.push(
            problem.help("name the metric alarms that they are made of in the deployment configuration"),
        );
    }
}

/// Warns of the names that `root`, a list of names, does not have, with the command that goes on.
pub fn tell_names(root: &Node, names: &Names, problems: &mut Problems) {
    for member in root.members() {
        // The API gives `nextToken`, and the AWS CLI `NextToken` where --max-items ends its own list.
        let option = match member.name.as_str() {
            "nextToken" => "--no-paginate --next-token",
            "NextToken" => "--starting-token",
            _ => continue,
        };
        let Some(token) = member.value.as_str() else { continue };
        let message =
            format!("the file holds not all names of {}: `{}` goes on", names.resource.plural(), member.name);
        let problem = Problem::warning(&member.name_span, message).label("there are further pages");
        let all = "let the AWS CLI fetch all of them, without --max-items and --no-paginate";
        problems.push(match names.listing_command(root) {
            Some(command) => problem.help(format!(
                "{all}, or save the next page as well: {command} {option} {}",
                for_shell(token)
            )),
            None => problem.help(all),
        });
    }
}

fn tell_failures(member: &Member, resource: Resource, problems: &mut Problems) {
    let failures = member.value.elements();
    let Some(first) = failures.first() else { return };
    let told = |failure: &Node| {
        let text = |name: &str| failure.get(name).and_then(Node::as_str);
        let what = text("arn").unwrap_or("?");
        text("reason").map_or_else(|| what.to_owned(), |reason| format!("{what}: {reason}"))
    };
    let mut named: Vec<String> = failures.iter().take(NAMED).map(told).collect();
    if failures.len() > NAMED {
        named.push(format!("and {} more", failures.len() - NAMED));
    }
    let count = failures.len();
    let message = match count {
        1 => format!("the file lacks {} that was asked for: {}", resource.noun(), named.join(", ")),
        _ => {
            format!("the file lacks {count} {} that were asked for: {}", resource.plural(), named.join(", "))
        }
    };
    let problem = Problem::warning(&first.span, message).label("AWS could not describe it");
    problems.push(problem.help("correct the names and ask again, or leave it if these are gone"));
}
