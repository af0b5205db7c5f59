//! What `describe-target-group-attributes` prints: attributes without the target group that has them.

use super::incomplete::is_beside;
use super::resource::Resource;
use super::{Problem, Problems, supplied, wrapper};
use crate::text::camel_case;
use crate::tree::{Member, Node, Span, Value};

/// The members that such an answer may have besides: what somebody wrote into it says whose it is.
const GROUP: &str = "targetGroupArn";

/// Whether `root` holds the attributes of a target group and nothing else of it, save its ARN.
pub fn are_alone(root: &Node) -> bool {
    let is_list = |member: &Member| matches!(member.value.value, Value::Array(_));
    let (mut has_some, mut has_else) = (false, false);
    for member in root.members() {
        match camel_case(&member.name).as_str() {
            "attributes" if is_list(member) => has_some = true,
            name => has_else |= name != GROUP && !is_beside(name),
        }
    }
    has_some && !has_else
}

/// Gives `groups` the attributes that `answers` hold: by the ARN in them, or to the only group that is there.
///
/// Attributes that are no group's, and those of which only the number of groups tells whose they are, are warned of.
pub fn give(groups: &mut [Node], answers: Vec<Node>, problems: &mut Problems) {
    for mut answer in answers {
        wrapper::to_camel_case(&mut answer);
        let at = answer.member("attributes").map_or_else(|| answer.span.clone(), |it| it.name_span.clone());
        supplied::add(&mut answer, Resource::TargetGroup);
        let arn = answer.get(GROUP).and_then(Node::as_str).map(str::to_owned);
        let is_it = |group: &Node| group.get(GROUP).and_then(Node::as_str) == arn.as_deref();
        let (position, told) = match &arn {
            Some(arn) => {
                let position = groups.iter().position(is_it);
                (position, position.is_none().then(|| of_none_here(&at, arn)))
            }
            None if groups.len() == 1 => (Some(0), Some(of_the_only_one(&at, &groups[0]))),
            None => (None, Some(of_nobody(&at, groups.len()))),
        };
        if let Some(problem) = told {
            problems.push(problem);
        }
        if let Some(position) = position {
            put(&mut groups[position], answer);
        }
    }
}

fn put(group: &mut Node, answer: Node) {
    supplied::add(group, Resource::TargetGroup);
    let (Value::Object(members), Value::Object(given)) = (&mut group.value, answer.value) else { return };
    for member in given.into_iter().filter(|member| member.name.contains('.')) {
        members.retain(|own| own.name != member.name);
        members.push(member);
    }
}

fn of_the_only_one(at: &Span, group: &Node) -> Problem {
    let name = ["name", "targetGroupName", GROUP].iter().find_map(|name| group.get(name)?.as_str());
    let message = match name {
        Some(name) => format!("the attributes name no target group: taken to be those of `{name}`"),
        None => "the attributes name no target group: taken to be those of the one in the folder".to_owned(),
    };
    let problem = Problem::warning(at, message).label("it is the only one that is there");
    problem.help(format!("to say so, {HOW_TO_SAY}"))
}

fn of_nobody(at: &Span, count: usize) -> Problem {
    let message = match count {
        0 => "the attributes name no target group, and none is there".to_owned(),
        _ => format!("the attributes name no target group, and {count} are there"),
    };
    let problem = Problem::warning(at, message).label("nothing is taken of them");
    problem.help(format!("so that they count, {HOW_TO_SAY}"))
}

fn of_none_here(at: &Span, arn: &str) -> Problem {
    let message = format!("the attributes are those of a target group that is not there: `{arn}`");
    let problem = Problem::warning(at, message).label("nothing is taken of them");
    problem.help("save what `aws elbv2 describe-target-groups` prints beside them")
}

/// How attributes say whose they are.
const HOW_TO_SAY: &str = "write `\"TargetGroupArn\": \"…\"` beside `\"Attributes\"`, or save them with `aws elbv2 \
                          describe-target-group-attributes --target-group-arn ARN | jq '. + {TargetGroupArn: \"ARN\"}'`";
