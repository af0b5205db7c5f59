//! Where containers log to: options of log drivers (VD-21) and log routers (VD-22).

use super::super::{Node, Problem, Problems};
use super::container::ContainerDraft;
use super::fields::{Text, is_object, objects, text};
use super::member_rules::is_blank;
use super::names::shortened;

/// Options that a log driver does not go without.
const NEEDED: [(&str, &[&str]); 2] =
    [("awslogs", &["awslogs-group", "awslogs-region"]), ("splunk", &["splunk-token", "splunk-url"])];

/// Options of `awslogs` whose names do not begin with its own.
const OF_AWSLOGS: [&str; 3] = ["max-buffer-size", "mode", "tag"];

/// Log router of Fluentd or Fluent Bit: the containers of a task log to it.
pub const FIRELENS: &str = "awsfirelens";

/// Reports logs that ECS refuses.
pub fn check(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    for draft in drafts {
        let Some((driver, log)) = driver(draft.node) else { continue };
        let needed = NEEDED.iter().find(|(name, _)| *name == driver.value);
        for option in needed.map_or(&[][..], |(_, options)| options) {
            if !has_option(log, option) {
                problems.push(missing_option(log, driver, option).rule("VD-21"));
            }
        }
        if driver.value == "awslogs" {
            check_names(log, problems);
        }
    }
    check_routers(drafts, problems);
}

/// The log driver of a container, and its log configuration.
pub fn driver(container: &Node) -> Option<(Text<'_>, &Node)> {
    let log = container.get("logConfiguration").filter(|log| is_object(log))?;
    Some((text(log, "logDriver")?, log))
}

/// Whether a log driver is given an option, as it stands or as a secret.
pub fn has_option(log: &Node, option: &str) -> bool {
    let plain = log.get("options").is_some_and(|options| !is_blank(options, option));
    plain
        || objects(log, "secretOptions")
            .any(|secret| text(secret, "name").is_some_and(|name| name.value == option))
}

/// The problem of an option that a log driver needs.
pub fn missing_option(log: &Node, driver: Text<'_>, option: &str) -> Problem {
    let message = format!("log driver `{}` needs the option `{option}`", driver.value);
    let span = &log.get("options").unwrap_or(log).span;
    let problem = Problem::error(span, message).label(format!("`{option}` is missing"));
    problem.help(format!("add `{option}` to `options`"))
}

fn check_names(log: &Node, problems: &mut Problems) {
    let options = log.get("options").map_or(&[][..], Node::members);
    for option in options {
        if !option.name.starts_with("awslogs-") && !OF_AWSLOGS.contains(&option.name.as_str()) {
            let message = format!("log driver `awslogs` has no option `{}`", shortened(&option.name));
            let problem = Problem::error(&option.name_span, message).label("ECS disallows it").rule("VD-21");
            problems.push(problem.help("remove it, or use another log driver"));
        }
    }
}

fn check_routers(drafts: &[ContainerDraft<'_>], problems: &mut Problems) {
    let routers = drafts.iter().filter_map(|draft| {
        let router = draft.node.get("firelensConfiguration").filter(|router| is_object(router))?;
        Some((router, draft))
    });
    let routers: Vec<(&Node, &ContainerDraft<'_>)> = routers.collect();
    let logging = drafts.iter().filter_map(|draft| driver(draft.node));
    let logging = logging.map(|(driver, _)| driver).find(|driver| driver.value == FIRELENS);
    match (routers.as_slice(), logging) {
        ([(router, _), ..], None) => {
            let problem = Problem::error(&router.span, "no container logs to the log router");
            let problem = problem.label(format!("needs a container with log driver `{FIRELENS}`"));
            problems.push(problem.rule("VD-22").help(format!(
                "write logDriver = \"{FIRELENS}\" in another container, or remove `firelensConfiguration`"
            )));
        }
        ([], Some(driver)) => {
            let problem = Problem::error(driver.span, format!("`{FIRELENS}` needs a log router"));
            let problem = problem.label("no container has a `firelensConfiguration`").rule("VD-22");
            problems.push(problem.help("add a container with `firelensConfiguration`"));
        }
        _ => {}
    }
    if let [_, (second, _), ..] = routers.as_slice() {
        let problem = Problem::error(&second.span, "two containers are log routers").label("the second one");
        problems.push(problem.rule("VD-22").help("keep one `firelensConfiguration`"));
    }
    for (_, draft) in routers {
        let user = text(draft.node, "user").filter(|user| !user.value.is_empty());
        let is_root = |user: &Text<'_>| matches!(user.value.split(':').next(), Some("0" | "root"));
        if let Some(user) = user.filter(|user| !is_root(user)) {
            let problem = Problem::error(user.span, "a log router runs as root").label("another user");
            problems.push(problem.rule("VD-22").help("write user = \"0\", or remove `user`"));
        }
    }
}
