//! Misses, figures, ends and changes in words.

use super::document::{Wait, clock, length};
use super::instances::LostHost;
use super::placement::{Fix, Group, Instance, PlacedOn, Port, RuleShortfall, Strategy, UnmetExpression};
use crate::placement::explanation::PASSED_OVER;

/// Names of a list that are written out before the rest is counted.
const NAMES: usize = 3;

/// Digits with commas between thousands.
pub(super) fn grouped(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 task`, `2 tasks`.
pub(super) fn counted(count: impl Into<u64>, noun: &str) -> String {
    let count = count.into();
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// An amount with its unit, which loses its plural where it is one.
pub(super) fn amount(count: u32, unit: &str) -> String {
    let unit = if count == 1 { unit.strip_suffix('s').unwrap_or(unit) } else { unit };
    format!("{} {unit}", grouped(count))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// The first few of a list, and how many more there are.
pub(super) fn first_few(words: &[&str]) -> String {
    if words.len() <= NAMES + 1 {
        return listed(words);
    }
    format!("{} and {} more", words[..NAMES].join(", "), grouped((words.len() - NAMES) as u64))
}

/// How many instances, of which types, where, and the first names.
pub(super) fn who(instances: &[Instance]) -> String {
    let distinct = |of: fn(&Instance) -> &str| {
        let mut all: Vec<&str> = instances.iter().map(of).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let types = first_few(&distinct(|instance| &instance.instance_type));
    let zones = first_few(&distinct(|instance| &instance.availability_zone));
    let names: Vec<&str> = instances.iter().map(|instance| instance.name.as_str()).collect();
    let count = instances.len() as u64;
    format!("{} ({types} in {zones}): {}", counted(count, "instance"), first_few(&names))
}

/// Every rule that a group fails, each as a sentence.
pub(super) fn shortfalls(group: &Group, noun: &str) -> String {
    let sentences: Vec<String> = group.shortfalls.iter().map(|one| shortfall(one, noun)).collect();
    sentences.join("; ")
}

/// By how much a rule is failed, from the point of view of the instance.
fn shortfall(shortfall: &RuleShortfall, noun: &str) -> String {
    match shortfall {
        RuleShortfall::Inactive { status } => format!("status is {status}, not ACTIVE"),
        RuleShortfall::AgentDisconnected => "the agent is disconnected".to_owned(),
        RuleShortfall::InstanceLeaving => {
            "EC2 has been told to stop or terminate it, so its agent takes no new task".to_owned()
        }
        RuleShortfall::Location { subnet_zones, .. } => {
            format!("the zone is none of the subnets', which are in {}", listed(subnet_zones))
        }
        RuleShortfall::Attribute { missing, other_vpc } => {
            let lacks = match missing.len() {
                0 => None,
                1 => Some(format!("the required attribute {} is missing", missing[0])),
                _ => Some(format!("the required attributes {} are missing", listed(missing))),
            };
            let vpc = other_vpc.as_ref().map(|vpc| format!("it is in {vpc}, another VPC than the subnets"));
            lacks.into_iter().chain(vpc).collect::<Vec<_>>().join("; ")
        }
        RuleShortfall::Amount { rule: "RESOURCE:ENI", wanted, free, total, .. } => format!(
            "no slot for its interface: {} of {} in use, the task needs {}",
            grouped(total - free),
            counted(*total, "slot"),
            grouped(*wanted)
        ),
        RuleShortfall::Amount { unit, wanted, free, short, total, .. } => {
            let free =
                if *free == 0 { "none is free".to_owned() } else { format!("{} free", grouped(*free)) };
            format!(
                "{} short: the task asks for {}, {free} of {}",
                amount(*short, unit),
                grouped(*wanted),
                grouped(*total)
            )
        }
        RuleShortfall::PortInUse { ports } => ports.iter().map(port).collect::<Vec<_>>().join("; "),
        RuleShortfall::PortLimit { wanted, taken, limit } => format!(
            "{} too many: the task asks for {wanted}, {taken} of {limit} are taken",
            counted(wanted + taken - limit, "reserved host port")
        ),
        RuleShortfall::MemberOf { expressions } => {
            let unmet = |one: &UnmetExpression| format!("memberOf: {}", one.reasons.join(", "));
            expressions.iter().map(unmet).collect::<Vec<_>>().join("; ")
        }
        RuleShortfall::TopologySpread => "its domain is beyond the skew of the topology spread".to_owned(),
        RuleShortfall::DistinctInstance { tasks } => format!(
            "distinctInstance: {} of the {noun} {} there already",
            counted(*tasks, "task"),
            if *tasks == 1 { "is" } else { "are" }
        ),
    }
}

fn port(port: &Port) -> String {
    let holder = match (&port.held_by, &port.task_definition) {
        (Some(group), Some(definition)) => format!("a task of {group} ({definition})"),
        _ => "the agent itself".to_owned(),
    };
    format!("host port {} is held by {holder}", port.port)
}

/// When a task that is in the way ends, and why then.
pub(super) fn until(at: Option<f64>, reason: Option<&str>) -> String {
    let (Some(until), Some(reason)) = (at, reason) else {
        return "no end in sight".to_owned();
    };
    let why = match reason {
        "exits" => "its container exits",
        "stops" => "it is stopping",
        "drained" => "connections drained, then the stop signal",
        _ => "its host is dead, and ECS notices",
    };
    format!("{} ({why})", clock(until))
}

/// A change as advice; `noun` is what the task belongs to.
pub(super) fn advice(fix: &Fix, noun: &str) -> String {
    match fix {
        Fix::Lower { what, unit, from, to } => format!(
            "Lower the task's {what} from {} to {}, by {}.",
            grouped(*from),
            amount(*to, unit),
            grouped(from - to)
        ),
        Fix::DynamicPorts => "Take dynamic host ports: set hostPort to 0 in the task definition.".to_owned(),
        Fix::BridgeNetwork => {
            "Share the instance's interface: networkMode bridge with dynamic host ports.".to_owned()
        }
        Fix::DropDistinctInstance => format!("Drop distinctInstance from the {noun}."),
        Fix::DropMemberOf { expressions } => {
            let quoted: Vec<String> = expressions.iter().map(|text| format!("\"{text}\"")).collect();
            format!("Drop the constraint memberOf {}, or make it true on an instance.", listed(&quoted))
        }
        Fix::DropAttributes { attributes } => {
            format!("Do without {} in the task definition.", listed(attributes))
        }
        Fix::AddSubnet { availability_zone } => format!("Add a subnet in {availability_zone}."),
        Fix::LowerMinimumHealthyPercent { to } => format!(
            "Lower minimumHealthyPercent to {to}: then the scheduler may stop an older task first and use its place."
        ),
        Fix::Activate { container_instance } => format!("Set {container_instance} to ACTIVE again."),
        Fix::Reconnect { container_instance } => {
            format!("Bring the agent of {container_instance} back: it is disconnected.")
        }
        Fix::StopTask { task_id, group, of_service, container_instance } => {
            let id = short(task_id);
            let for_good = if *of_service {
                format!(
                    " and lower the desiredCount of {group} to what then runs of it, so that it starts no task there again"
                )
            } else {
                String::new()
            };
            format!("Stop task {id} of {group} on {container_instance}{for_good}: its place is enough.")
        }
        Fix::AddInstance {
            instance_type,
            availability_zone,
            told_apart_by,
            beside_daemons,
            tasks_each,
            instances,
        } => {
            let class = class(instance_type, availability_zone, told_apart_by.as_ref());
            let each = match tasks_each {
                None => "it takes any number of such tasks".to_owned(),
                Some(each) => format!("it takes {}", counted(*each, "such task")),
            };
            let enough = if *instances > 1 {
                format!("; {} of them take all that are missing", grouped(*instances))
            } else {
                String::new()
            };
            let empty = if *beside_daemons { "beside its daemons" } else { "while empty" };
            format!("Add one {class}: {empty} {each}{enough}.")
        }
    }
}

/// A class of instances: type, zone, and what tells it from others of these.
pub(super) fn class(instance_type: &str, availability_zone: &str, told_apart_by: Option<&String>) -> String {
    let special = told_apart_by.map_or_else(String::new, |special| format!(" ({special})"));
    format!("{instance_type} in {availability_zone}{special}")
}

/// Tasks that run on and answer nothing.
pub(super) fn hanging(tasks: u32) -> String {
    let (tasks, them) = if tasks == 1 {
        ("1 task runs on and answers".to_owned(), "its")
    } else {
        (format!("{} tasks run on and answer", grouped(tasks)), "their")
    };
    format!("{tasks} nothing: ECS learns of it by {them} health checks alone, and without any it never does.")
}

/// Hosts without power that ECS still counts on, a sentence or two for each standing.
pub(super) fn lost_hosts(lost: &[LostHost]) -> Vec<String> {
    ["unnoticed", "leaving", "disconnected"]
        .into_iter()
        .filter_map(|standing| lost_so(lost, standing))
        .collect()
}

fn lost_so(lost: &[LostHost], standing: &str) -> Option<String> {
    let changes = if standing == "disconnected" { "until" } else { "ECS notices at" };
    let dated = |host: &LostHost| match host.noticed_at {
        Some(at) => format!("{} ({changes} {})", host.name, clock(at)),
        None => host.name.clone(),
    };
    let names: Vec<String> = lost.iter().filter(|host| host.standing == standing).map(dated).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let one = names.len() == 1;
    let (hosts, have, them) = if one { ("1 host", "has", "it") } else { ("Some hosts", "have", "them") };
    let listed = first_few(&names);
    (!names.is_empty()).then(|| match standing {
        "unnoticed" => format!(
            "{hosts} {have} lost power, which ECS has not noticed yet: {listed}. The tasks there still count as running, \
             and ECS may place more on {them}; neither advice nor the room for copies below relies on {them}."
        ),
        "leaving" => format!(
            "EC2 has been told to stop or terminate {}: {listed}. No new task goes to {them}; those there still count as \
             running.",
            if one { "1 host" } else { "some hosts" }
        ),
        _ => format!(
            "{hosts} {have} no power and no agent that answers: {listed}. The tasks there count as they did and confirm \
             nothing until {} back, terminated or deregistered by force.",
            if one { "the host is" } else { "the hosts are" }
        ),
    })
}

/// The beginning of a task's id: enough to ask for it.
pub(super) fn short(task_id: &str) -> &str {
    task_id.get(..12).unwrap_or(task_id)
}

/// When the service starts tasks again, and why then.
pub(super) fn next_attempt(wait: &Wait, now: f64, duration: f64) -> String {
    let (Some(at), Some(reason)) = (wait.next_attempt_at, wait.next_attempt_reason) else {
        return "Nothing that is going to happen makes it try again.".to_owned();
    };
    let why = match reason {
        "placementRetry" => match wait.last_failed_at {
            Some(last) => {
                format!(", {} after the last attempt: the wait after placements that fail", length(at - last))
            }
            None => ", after the wait for placements that fail".to_owned(),
        },
        "startThrottle" => ": the delay after tasks that could not start".to_owned(),
        "launchRate" => ": its launch rate is used up until then".to_owned(),
        _ => ", with the next pass of the scheduler".to_owned(),
    };
    let sooner = if reason == "placementRetry" && wait.retried_on_capacity {
        "; sooner if capacity comes free"
    } else {
        ""
    };
    let end = if at >= duration { "; the simulation ends before that" } else { "" };
    format!("It tries again at {}, in {}{why}{sooner}{end}.", clock(at), length(at - now))
}

/// The winner's figure, where it counts, and how far the others are from it.
pub(super) fn figure(step: &Strategy) -> String {
    if step.figure == PASSED_OVER {
        return match step.remaining {
            _ if step.worst == step.best => "keeps all of them".to_owned(),
            1 => "keeps one of them".to_owned(),
            kept => format!("keeps {kept} of them"),
        };
    }
    let (figure, counts) = match step.figure.strip_suffix(" at that value") {
        Some(figure) => (figure, true),
        None => (step.figure, false),
    };
    let rest = figure.strip_prefix(step.unit);
    let figure = rest.map_or_else(
        || format!("{} {figure}", grouped(step.best)),
        |rest| format!("{}{rest}", amount(step.best, step.unit)),
    );
    let place = match &step.value {
        Some(value) => format!(" in {value}"),
        None if counts => " where the attribute is missing".to_owned(),
        None => String::new(),
    };
    let others = if step.worst > step.best {
        format!(", elsewhere up to {}", grouped(step.worst))
    } else {
        String::new()
    };
    format!("{figure}{place}{others}")
}

/// Who took the task, by what, and who was next.
pub(super) fn verdict(placed: &PlacedOn) -> String {
    let winner = &placed.container_instance;
    let name = format!("{} ({} in {})", winner.name, winner.instance_type, winner.availability_zone);
    let equal = placed.equal.map_or_else(String::new, |equal| counted(equal, "instance"));
    let last = placed.strategies.iter().find(|step| step.remaining == 1);
    let why = match placed.decided_by {
        "filter" => "it is the only instance that passes every rule".to_owned(),
        "daemon" => {
            "a DAEMON service runs one task on each instance that matches, and this is the one for it"
                .to_owned()
        }
        "startTask" => "StartTask names it, and strategies and constraints do not count".to_owned(),
        "draw" => format!("{equal} were equal in everything, and it was drawn, each being equally likely"),
        "firstRegistered" => format!("{equal} were equal in everything, and it registered first"),
        _ => format!("{} left no other", last.map_or("the last step", |step| step.strategy.as_str())),
    };
    let dead = if placed.host_lost {
        " But its host has lost power, which ECS has not noticed: the task would never run there."
    } else {
        ""
    };
    if matches!(placed.decided_by, "daemon" | "startTask") {
        return format!("{name} gets it: {why}.{dead}");
    }
    let next = match &placed.runner_up {
        None => "Nobody else could have taken it.".to_owned(),
        Some(other) => {
            let behind = other.strategy.zip(other.figure).map(|(position, figure)| {
                let step = &placed.strategies[position];
                if step.figure == PASSED_OVER {
                    return format!("which {} passed over", step.strategy);
                }
                format!(
                    "behind by {} in {}: {} against {}",
                    amount(figure - step.best, step.unit),
                    step.strategy,
                    grouped(figure),
                    grouped(step.best)
                )
            });
            let behind = behind.unwrap_or_else(|| "equal in everything".to_owned());
            format!("Next would have been {}, {behind}.", other.container_instance.name)
        }
    };
    format!("{name} gets it: {why}.{dead} {next}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart_and_one_is_singular() {
        for (number, text) in [(0_u32, "0"), (999, "999"), (1_024, "1,024"), (1_048_576, "1,048,576")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!([amount(1, "CPU units"), amount(2, "GPUs")], ["1 CPU unit", "2 GPUs"]);
        assert_eq!([counted(1_u32, "task"), counted(1_000_u32, "task")], ["1 task", "1,000 tasks"]);
    }

    #[test]
    fn long_lists_are_counted_after_three() {
        assert_eq!(first_few(&["a", "b", "c", "d"]), "a, b, c and d");
        assert_eq!(first_few(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
        assert_eq!(first_few(&["a"]), "a");
    }
}
