//! Lists of names, as `aws ecs list-services` and its like print them, and the commands that describe what is named.

use std::collections::BTreeMap;

use super::Problem;
use super::incomplete::is_beside;
use super::resource::Resource;
use crate::text::{camel_case, for_shell};
use crate::tree::{Node, Span, Value};

/// The member of each list, what it names, and the call of the AWS CLI that prints it, where one does.
const LISTS: [(&str, Resource, Option<&str>); 8] = [
    ("serviceArns", Resource::Service, Some("list-services")),
    ("taskDefinitionArns", Resource::TaskDefinition, Some("list-task-definitions")),
    ("families", Resource::TaskDefinition, Some("list-task-definition-families")),
    ("clusterArns", Resource::Cluster, Some("list-clusters")),
    ("containerInstanceArns", Resource::ContainerInstance, Some("list-container-instances")),
    ("taskArns", Resource::Task, Some("list-tasks")),
    ("capacityProviders", Resource::CapacityProvider, None),
    ("capacityProviderArns", Resource::CapacityProvider, None),
];

/// Calls that are written out; of more, how to make them of the file.
const MOST_CALLS: usize = 5;

/// Names without what they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// What is named.
    pub resource: Resource,
    /// The names, as they are written.
    pub names: Vec<String>,
}

impl Names {
    /// The names that `root` lists, if it lists names and nothing else.
    pub fn of(root: &Node) -> Option<Self> {
        let members = root.members();
        let (list, resource) = members.iter().find_map(|member| {
            let (_, resource, _) = LISTS.iter().find(|(name, ..)| *name == member.name)?;
            Some((&member.value, *resource)).filter(|_| matches!(member.value.value, Value::Array(_)))
        })?;
        let others = members.iter().filter(|member| !std::ptr::eq(&raw const member.value, list));
        let names: Option<Vec<String>> =
            list.elements().iter().map(|name| name.as_str().map(str::to_owned)).collect();
        let alone = others.into_iter().all(|member| is_beside(&camel_case(&member.name)));
        Some(Self { resource, names: names? }).filter(|_| alone)
    }

    /// The command that prints the list that `root` is.
    pub fn listing_command(&self, root: &Node) -> Option<String> {
        let (_, _, call) = LISTS.iter().find(|(name, ..)| root.get(name).is_some())?;
        let has_cluster = Call::of(self.resource)?.has_cluster;
        let cluster = self.names.first().and_then(|name| cluster_of(name)).unwrap_or("CLUSTER");
        let cluster = if has_cluster { format!(" --cluster {}", for_shell(cluster)) } else { String::new() };
        call.map(|call| format!("aws ecs {call}{cluster}"))
    }

    /// The container instances that attributes belong to, as `aws ecs list-attributes` prints them.
    pub fn of_attributes(root: &Node) -> Option<Self> {
        let attributes = root.get("attributes")?.elements();
        let of_others = |member: &str| member != "attributes" && !is_beside(member);
        if attributes.is_empty() || root.members().iter().any(|member| of_others(&member.name)) {
            return None;
        }
        let mut names: Vec<String> = Vec::new();
        for attribute in attributes {
            let target = attribute.get("targetId")?.as_str()?.to_owned();
            if !names.contains(&target) {
                names.push(target);
            }
        }
        Some(Self { resource: Resource::ContainerInstance, names })
    }

    /// Says at `span` that these are only names, and how to get what they stand for.
    pub fn problem(&self, span: &Span) -> Problem {
        let plural = self.resource.plural();
        let problem = Problem::error(span, format!("the file holds only the names of {plural}"));
        let problem = problem.label("names, without what they stand for");
        if self.names.is_empty() {
            return problem.help("the list is empty: there is nothing to describe");
        }
        problem.help(format!("describe them, and name that file: {}", self.commands(None).join("; ")))
    }

    /// The commands that describe what is named; `cluster` is where names without a cluster are.
    pub fn commands(&self, cluster: Option<&str>) -> Vec<String> {
        let Some(call) = Call::of(self.resource) else { return Vec::new() };
        let mut by_cluster: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in &self.names {
            let of_name = call.has_cluster.then(|| cluster_of(name)).flatten();
            let cluster = of_name.or(cluster).filter(|_| call.has_cluster).unwrap_or_default();
            by_cluster.entry(cluster).or_default().push(name);
        }
        let mut commands = Vec::new();
        for (cluster, names) in by_cluster {
            for batch in names.chunks(call.most) {
                commands.push(call.command(cluster, batch));
            }
        }
        let more = commands.len().saturating_sub(MOST_CALLS);
        if more > 0 {
            commands.truncate(MOST_CALLS);
            commands.push(format!("and {more} more such calls, each with the next {} names", call.most));
        }
        commands
    }
}

/// The call of the AWS CLI that describes a kind.
struct Call {
    /// What is called, with the option that takes names.
    command: &'static str,
    option: &'static str,
    /// Whether names are those of a cluster.
    has_cluster: bool,
    /// How many names it takes at once.
    most: usize,
}

impl Call {
    fn of(resource: Resource) -> Option<Self> {
        let (command, option, has_cluster, most) = match resource {
            Resource::Cluster => ("ecs describe-clusters", "--clusters", false, 100),
            Resource::ContainerInstance => {
                ("ecs describe-container-instances", "--container-instances", true, 100)
            }
            Resource::TaskDefinition => ("ecs describe-task-definition", "--task-definition", false, 1),
            Resource::Service => ("ecs describe-services", "--services", true, 10),
            Resource::Task => ("ecs describe-tasks", "--tasks", true, 100),
            Resource::TargetGroup => ("elbv2 describe-target-groups", "--target-group-arns", false, 100),
            Resource::CapacityProvider => {
                ("ecs describe-capacity-providers", "--capacity-providers", false, 100)
            }
            Resource::AutoScalingGroup => {
                ("autoscaling describe-auto-scaling-groups", "--auto-scaling-group-names", false, 50)
            }
            Resource::Alarm => ("cloudwatch describe-alarms", "--alarm-names", false, 100),
            Resource::ScalableTarget
            | Resource::ScalingPolicy
            | Resource::RunTask
            | Resource::StartTask
            | Resource::UpdateService => return None,
        };
        Some(Self { command, option, has_cluster, most })
    }

    fn command(&self, cluster: &str, names: &[&str]) -> String {
        let Self { command, option, .. } = self;
        let cluster = match (self.has_cluster, cluster) {
            (false, _) => String::new(),
            (true, "") => " --cluster CLUSTER".to_owned(),
            (true, cluster) => format!(" --cluster {}", for_shell(cluster)),
        };
        let names: Vec<String> = names.iter().map(|name| for_shell(name)).collect();
        format!("aws {command}{cluster} {option} {}", names.join(" "))
    }
}

/// The cluster in a long ARN, such as `arn:aws:ecs:us-east-1:111122223333:service/shop/web`.
pub fn cluster_of(arn: &str) -> Option<&str> {
    let mut parts = arn.strip_prefix("arn:")?.split('/');
    let (_, cluster, _) = (parts.next()?, parts.next()?, parts.next()?);
    Some(cluster)
}

#[cfg(test)]
mod tests {
    use super::super::incomplete::tell_names;
    use super::*;
    use crate::scenario::{Problems, Sources, aws_json};

    fn names(text: &str) -> Option<Names> {
        let mut sources = Sources::default();
        let file = sources.add_aws_json("names.json", text);
        let root = aws_json::parse(text, file, &mut Problems::default()).expect("valid");
        Names::of(&root).or_else(|| Names::of_attributes(&root))
    }

    #[test]
    fn names_are_described_by_calls_that_take_as_many_as_they_may() {
        let arn = |kind: &str, rest: &str| format!("arn:aws:ecs:eu-west-1:1:{kind}/{rest}");
        for (text, commands) in [
            (
                format!(
                    r#"{{"serviceArns": ["{}", "{}"]}}"#,
                    arn("service", "shop/web"),
                    arn("service", "old")
                ),
                vec![
                    "aws ecs describe-services --cluster CLUSTER --services arn:aws:ecs:eu-west-1:1:service/old",
                    "aws ecs describe-services --cluster shop --services arn:aws:ecs:eu-west-1:1:service/shop/web",
                ],
            ),
            (
                r#"{"taskDefinitionArns": ["a:1", "b:2"], "nextToken": "x"}"#.to_owned(),
                vec![
                    "aws ecs describe-task-definition --task-definition a:1",
                    "aws ecs describe-task-definition --task-definition b:2",
                ],
            ),
            (
                r#"{"capacityProviders": ["FARGATE", "it's; rm"]}"#.to_owned(),
                vec![r"aws ecs describe-capacity-providers --capacity-providers FARGATE 'it'\''s; rm'"],
            ),
            (
                format!(
                    r#"{{"attributes": [{{"name": "stack", "targetId": "{0}"}}, {{"name": "b", "targetId": "{0}"}}]}}"#,
                    arn("container-instance", "shop/0a")
                ),
                vec![
                    "aws ecs describe-container-instances --cluster shop --container-instances \
                     arn:aws:ecs:eu-west-1:1:container-instance/shop/0a",
                ],
            ),
            (r#"{"clusterArns": []}"#.to_owned(), vec![]),
        ] {
            assert_eq!(names(&text).expect(&text).commands(None), commands, "{text}");
        }
        let many: Vec<String> = (0..73).map(|number| format!("\"s{number}\"")).collect();
        let commands =
            names(&format!(r#"{{"serviceArns": [{}]}}"#, many.join(","))).expect("names").commands(None);
        assert_eq!(commands.len(), 6);
        assert!(commands[0].ends_with("s9") && commands[5].contains("3 more such calls"), "{commands:?}");
    }

    #[test]
    fn a_list_that_goes_on_names_the_command_that_goes_on() {
        for (text, command) in [
            (
                r#"{"serviceArns": ["arn:aws:ecs:eu-west-1:1:service/shop/web"], "nextToken": "a b"}"#,
                Some("aws ecs list-services --cluster shop --no-paginate --next-token 'a b'"),
            ),
            (
                r#"{"taskArns": ["arn:aws:ecs:eu-west-1:1:task/shop/0a"], "NextToken": "x"}"#,
                Some("aws ecs list-tasks --cluster shop --starting-token x"),
            ),
            (r#"{"clusterArns": ["c"], "NextToken": "x"}"#, Some("aws ecs list-clusters --starting-token x")),
            (r#"{"clusterArns": ["c"], "nextToken": null}"#, None),
        ] {
            let mut sources = Sources::default();
            let file = sources.add_aws_json("names.json", text);
            let root = aws_json::parse(text, file, &mut Problems::default()).expect("valid");
            let mut problems = Problems::default();
            tell_names(&root, &Names::of(&root).expect("names"), &mut problems);
            let told: Vec<String> =
                problems.sorted().into_iter().filter_map(|problem| problem.help.clone()).collect();
            assert_eq!(told.len(), usize::from(command.is_some()), "{text}");
            assert!(told.iter().all(|told| command.is_some_and(|it| told.ends_with(it))), "{told:?}");
        }
    }

    #[test]
    fn what_has_more_than_names_is_no_list_of_names() {
        for text in [
            r#"{"serviceArns": ["a"], "serviceName": "b"}"#,
            r#"{"capacityProviders": [{"name": "p"}]}"#,
            r#"{"capacityProviders": ["p"], "cluster": "c"}"#,
            r#"{"attributes": [{"name": "a", "value": "b"}]}"#,
            r#"{"taskArns": {}}"#,
            "[]",
        ] {
            assert_eq!(names(text), None, "{text}");
        }
    }
}
