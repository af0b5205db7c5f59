//! `launchType` and `capacityProviderStrategy` of services and calls, and what only Fargate takes (VS-04…VS-07).

use super::super::shape::words;
use super::super::{Node, Problem, Problems, Value};
use super::fields::{Text, list, missing, objects, text};
use super::names::unknown_word;
use super::quantity::whole;

/// Providers of a strategy (VS-05).
const MOST_PROVIDERS: usize = 20;
const FARGATE_PROVIDERS: [&str; 2] = ["FARGATE", "FARGATE_SPOT"];

/// Reports what the API refuses of a service's or a call's capacity, and capacity other than container instances.
pub fn check(node: &Node, problems: &mut Problems) {
    check_launch_type(node, problems);
    check_providers(node, problems);
    check_fargate_members(node, problems);
}

fn check_launch_type(node: &Node, problems: &mut Problems) {
    let Some(written) = text(node, "launchType") else { return };
    if let Some(strategy) = providers(node) {
        let message = "`launchType` and `capacityProviderStrategy` exclude each other";
        let problem = Problem::error(written.span, message).label("one of the two").rule("VS-04");
        let help = if strategy.span.file == written.span.file {
            "remove one of the two"
        } else {
            "write `capacityProviderStrategy = []` beside `file` as well"
        };
        problems.push(problem.help(help));
    }
    match written.value {
        "EC2" => {}
        launch if words::LAUNCH_TYPES.contains(&launch) => {
            let message = format!("launch type `{launch}` is not modelled by this version");
            let problem = Problem::error(written.span, message).label("not modelled");
            let help = "until then, write `launchType = \"EC2\"` in place of it, or beside `file`, or use \
                `--set`, and declare [[containerInstances]]";
            problems.push(problem.help(help));
        }
        _ => problems.push(unknown_word(written, "launchType", words::LAUNCH_TYPES).rule("VS-04")),
    }
}

/// `capacityProviderStrategy`, unless it is empty: that is what takes one away.
fn providers(node: &Node) -> Option<&Node> {
    node.get("capacityProviderStrategy").filter(|providers| !providers.elements().is_empty())
}

fn check_providers(node: &Node, problems: &mut Problems) {
    const RULE: &str = "VS-05";
    let Some(providers) = providers(node) else { return };
    let mut refuse = |at: &Node, message: String, help: &'static str| {
        problems.push(Problem::error(&at.span, message).label("the API refuses it").rule(RULE).help(help));
    };
    let count = providers.elements().len();
    if count > MOST_PROVIDERS {
        let message = format!("{count} capacity providers, and a strategy takes {MOST_PROVIDERS}");
        refuse(providers, message, "keep twenty of them");
    }
    let entries = || objects(node, "capacityProviderStrategy");
    let number = |entry: &Node, name: &str| match entry.get(name).map(|number| &number.value) {
        Some(Value::Integer(number)) => *number,
        _ => 0,
    };
    let bases = || entries().filter(|entry| number(entry, "base") > 0);
    if let Some(second) = bases().nth(1) {
        refuse(second, "two capacity providers have a `base`".to_owned(), "keep one `base`");
    }
    if count > 1 && entries().all(|entry| number(entry, "weight") <= 0) {
        let message = "no capacity provider has a `weight` above 0".to_owned();
        refuse(providers, message, "give one of them a weight");
    }
    let of_fargate = |entry: &&Node| {
        text(entry, "capacityProvider").is_some_and(|name| FARGATE_PROVIDERS.contains(&name.value))
    };
    let fargate = entries().filter(of_fargate).count();
    if fargate > 0 && fargate < entries().count() {
        let message = "the strategy mixes Fargate with Auto Scaling groups".to_owned();
        refuse(providers, message, "keep the providers of one kind");
    }
    for entry in entries() {
        if text(entry, "capacityProvider").is_none() {
            problems.push(missing(entry, "capacityProvider", "the strategy's entry").rule(RULE));
        }
        whole(entry, "weight", 0..=1_000, RULE, problems);
        whole(entry, "base", 0..=100_000, RULE, problems);
    }
    let problem = Problem::error(&providers.span, "capacity providers are not modelled by this version");
    let help = "until then, write `capacityProviderStrategy = []` in place of it, or beside `file`, or use \
        `--set`, and declare [[containerInstances]]";
    problems.push(problem.label("not modelled").help(help));
}

/// `platformVersion` and `assignPublicIp` belong to Fargate.
fn check_fargate_members(node: &Node, problems: &mut Problems) {
    let network = node.get("networkConfiguration").and_then(|network| network.get("awsvpcConfiguration"));
    let public = network.and_then(|network| text(network, "assignPublicIp"));
    if let Some(public) = public.filter(|public| !["ENABLED", "DISABLED"].contains(&public.value)) {
        problems.push(unknown_word(public, "assignPublicIp", words::SWITCH).rule("VS-07"));
    }
    let launch = text(node, "launchType");
    if launch.is_some_and(|launch| launch.value != "EC2") || providers(node).is_some() {
        return;
    }
    if let Some(version) = text(node, "platformVersion") {
        tell_fargate_only(node, version, "`platformVersion` is for Fargate", "VS-06", problems);
    }
    if let Some(public) = public.filter(|public| public.value == "ENABLED") {
        tell_fargate_only(node, public, "tasks on instances have no public IP address", "VS-07", problems);
    }
}

/// An error where the same file says EC2. A scenario that puts a Fargate service on instances means it, and a file
/// without a launch type may be meant for a cluster whose default strategy is Fargate.
fn tell_fargate_only(
    node: &Node,
    written: Text<'_>,
    message: &'static str,
    rule: &str,
    problems: &mut Problems,
) {
    let launch = text(node, "launchType").filter(|launch| launch.span.file == written.span.file);
    let problem = match launch {
        Some(_) => Problem::error(written.span, message).label("not with launch type EC2"),
        None => Problem::warning(written.span, message).label("ignored"),
    };
    problems.push(problem.rule(rule).help("remove it"));
}

/// ECS places tasks only on capacity that their definition was validated for (RA-05).
pub fn refuse_fargate_only(node: &Node, definition: &Node, problems: &mut Problems) {
    let mut required = list(definition, "requiresCompatibilities").iter().filter_map(Node::as_str).peekable();
    if required.peek().is_some() && required.all(|compatibility| compatibility == "FARGATE") {
        let span = text(node, "taskDefinition").map_or(&node.span, |written| written.span);
        let problem =
            Problem::error(span, "a task definition for Fargate alone cannot run on container instances");
        let problem = problem.label("excludes EC2").rule("RA-05");
        let help = "until Fargate is modelled, write `requiresCompatibilities = [\"EC2\"]` in the definition, or \
            beside its `file`";
        problems.push(problem.help(help));
    }
}
