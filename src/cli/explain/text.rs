//! The answer as a page that is read from top to bottom: what is, why, what would help, when it goes on.

use super::document::{Document, Service, Task, Wait, clock, length};
use super::events::newest;
use super::instances::MoreCopies;
use super::leaving::held;
use super::monitoring::told;
use super::page::Page;
use super::placement::{Filtered, Placement, RefusedBy, RuleShortfall, Strategy};
use super::sentences::{
    advice, class, counted, figure, grouped, hanging, lost_hosts, next_attempt, short, shortfalls, until,
    verdict, who,
};
use super::stalled::{start_nowhere, waits_for, what_ends_it};
use super::story::{host, story};
use crate::report::Width;

/// Below this width the page is laid out as if the terminal were this wide.
const WIDTH_MIN: u16 = 40;
/// Groups of instances, and holders, that are shown before the rest is counted.
const ROWS: usize = 8;

/// The whole answer as wide as `width` allows.
pub(super) fn text(document: &Document, width: Width) -> String {
    page(document, Some(width.at_least(WIDTH_MIN)))
}

/// The whole answer as Markdown.
pub(super) fn markdown(document: &Document) -> String {
    page(document, None)
}

fn page(document: &Document, width: Option<Width>) -> String {
    let mut page = Page::new(width);
    page.heading(&format!(
        "{}, variant {}, replication {}, seed {}",
        document.scenario, document.variant, document.replication, document.seed
    ));
    if let Some(service) = &document.service {
        page.service(service, document);
    }
    if let Some(task) = &document.task {
        page.task(task);
    }
    page.text()
}

impl Page {
    fn service(&mut self, service: &Service, document: &Document) {
        let duration = document.duration;
        let at = match &document.asked_at {
            Some(written) => format!("{written} ({})", clock(service.at)),
            None => clock(service.at),
        };
        let some = |count: u32, what: &str| match count {
            0 => String::new(),
            count => format!(", {} {what}", grouped(count)),
        };
        let pending = some(service.pending_count, "pending");
        let draining = some(service.draining_count, "on DRAINING instances and to be replaced");
        self.say(&format!(
            "Service {} in cluster {} at {at}: {} wanted, {} running{pending}, {} healthy{draining}. \
             minimumHealthyPercent {}, maximumPercent {}.",
            service.service_name,
            service.cluster,
            counted(service.desired_count, "task"),
            grouped(service.running_count),
            grouped(service.healthy_count),
            service.minimum_healthy_percent,
            service.maximum_percent,
        ));
        self.deployments(service);
        self.leaving(service);
        self.stalled(service);
        if service.scheduling_strategy == "DAEMON" && service.waiting.is_none() {
            self.say(
                "As a DAEMON service it runs one task on each instance that matches, and every one has its task: a \
                 further task goes to the next instance that registers.",
            );
        }
        if let Some(wait) = &service.waiting {
            self.wait(wait, service, duration);
        }
        if service.hanging_count > 0 {
            self.say(&hanging(service.hanging_count));
        }
        for told in lost_hosts(&service.lost_hosts) {
            self.say(&told);
        }
        let definition = service.deployments.last().map_or("", |primary| &primary.task_definition);
        let waits_for_first = service.waiting.as_ref().is_some_and(|wait| wait.first_task.is_some());
        let heading = match service.one_more.placed {
            Some(_) if waits_for_first => {
                format!("Where one more task of {definition} goes once the first one runs")
            }
            Some(_) => format!("Where one more task of {definition} goes"),
            None => format!("Why one more task of {definition} finds no instance"),
        };
        self.placement(&service.one_more, "service", &heading);
        if let (Some(next), Some(_)) = (&service.next_instance, &service.one_more.refused) {
            self.say(&format!(
                "An instance that takes it comes anyway: one {} registers at {}.",
                class(&next.instance_type, &next.availability_zone, next.told_apart_by.as_ref()),
                clock(next.at)
            ));
        }
        if let Some(capacity) = &service.capacity {
            self.more_copies(capacity);
        }
        if !service.events.is_empty() {
            let (heading, lines) = newest(&service.events);
            self.section(&heading, &lines);
        }
    }

    fn deployments(&mut self, service: &Service) {
        let rows = service.deployments.iter().map(|deployment| {
            vec![
                deployment.status.to_owned(),
                deployment.task_definition.clone(),
                grouped(deployment.running_count),
                grouped(deployment.pending_count),
                grouped(deployment.healthy_count),
                clock(deployment.started_at),
                match deployment.completed_at {
                    _ if deployment.failed => "FAILED".to_owned(),
                    Some(at) => clock(at),
                    None => "in progress".to_owned(),
                },
            ]
        });
        let header =
            ["deployment", "task definition", "running", "pending", "healthy", "started", "completed"];
        self.table(&header, &[2, 3, 4], rows.collect());
        if let Some(stage) = &service.stage {
            self.say(&stage.sentence());
        }
        if let Some(monitoring) = &service.monitoring {
            self.say(&told(monitoring));
        }
    }

    /// What is missing since when, and when it is tried again.
    fn wait(&mut self, wait: &Wait, service: &Service, duration: f64) {
        let missing = counted(wait.missing_count, "task");
        let mut sentences = vec![format!("The PRIMARY deployment lacks {missing}.")];
        if let (Some(first), Some(last)) = (wait.first_failed_at, wait.last_failed_at) {
            sentences.push(if wait.failed_attempts == 1 {
                format!("The attempt at {} found no instance.", clock(first))
            } else {
                format!(
                    "{} since {} found no instance, the last one at {}.",
                    counted(wait.failed_attempts, "attempt"),
                    clock(first),
                    clock(last)
                )
            });
        }
        if wait.blocked_by_percentages {
            sentences.push(
                "The percentages allow neither a stop nor a start, whatever room there is: lower \
                 minimumHealthyPercent or raise maximumPercent first."
                    .to_owned(),
            );
        }
        sentences.push(match &wait.first_task {
            Some(first) => {
                let definition = service.deployments.last().map_or("", |primary| &primary.task_definition);
                waits_for(first, definition, &service.stalled)
            }
            None => next_attempt(wait, service.at, duration),
        });
        self.say(&sentences.join(" "));
    }

    /// Who is on the way out, and what that holds up.
    fn leaving(&mut self, service: &Service) {
        let Some(primary) = service.deployments.last().filter(|_| !service.leaving.is_empty()) else {
            return;
        };
        if let Some(told) = held(&primary.task_definition, &service.leaving) {
            self.say(&told);
        }
        let counts = if service.maximum_counts_stopping { "counts" } else { "does not count" };
        let tasks = counted(service.leaving.len() as u64, "task");
        self.say(&format!("{tasks} on the way out; maximumPercent {counts} what has not STOPPED yet:"));
        let rows = service.leaving.iter().take(ROWS).map(|task| {
            vec![
                task.container_instance.clone().unwrap_or_default(),
                short(&task.task_id).to_owned(),
                task.task_definition.clone(),
                task.last_status.clone(),
                task.stopping_at.map_or_else(|| "no".to_owned(), clock),
                until(task.until, task.end_reason),
            ]
        });
        let header = ["on", "task", "of", "lastStatus", "told to stop", "until"];
        self.table(&header, &[], rows.collect());
        let rest = service.leaving.len().saturating_sub(ROWS) as u64;
        if rest > 0 {
            self.say(&format!("{} not shown.", counted(rest, "more task")));
        }
    }

    /// Which tasks were sent where nothing starts, and what ends that.
    fn stalled(&mut self, service: &Service) {
        if service.stalled.is_empty() {
            return;
        }
        self.say(&start_nowhere(&service.stalled));
        let rows = service.stalled.iter().take(ROWS).map(|task| {
            vec![
                task.container_instance.clone(),
                short(&task.task_id).to_owned(),
                task.task_definition.clone(),
                task.last_status.clone(),
                clock(task.created_at),
                until(task.until, task.end_reason),
            ]
        });
        self.table(&["on", "task", "of", "lastStatus", "since", "until"], &[], rows.collect());
        let rest = service.stalled.len().saturating_sub(ROWS) as u64;
        if rest > 0 {
            self.say(&format!("{} not shown.", counted(rest, "more task")));
        }
        if let Some(told) = what_ends_it(&service.stalled) {
            self.say(&told);
        }
    }

    /// Where a task goes or why it goes nowhere; `heading` begins the sentence that the moment ends.
    fn placement(&mut self, placement: &Placement, noun: &str, heading: &str) {
        self.heading(&format!("{heading}, as things stand at {}", clock(placement.at)));
        if let Some(placed) = &placement.placed {
            self.steps(placement, &placed.strategies);
            self.say(&verdict(placed));
        }
        if let Some(refused) = &placement.refused {
            self.refused(placement, refused, noun);
        }
    }

    /// How many instances each step leaves: rules that turn nobody away are not shown.
    fn steps(&mut self, placement: &Placement, strategies: &[Strategy]) {
        let mut rows = vec![vec!["registered".to_owned(), grouped(placement.registered), String::new()]];
        let rejecting = placement.filters.iter().filter(|step| step.rejected > 0);
        rows.extend(rejecting.map(|step: &Filtered| {
            let away = format!("turns away {}", grouped(step.rejected));
            vec![step.rule.to_owned(), grouped(step.remaining), away]
        }));
        rows.extend(strategies.iter().map(|step| {
            let origin = match step.origin {
                "default" => " (default)",
                "tieBreak" => " (tie-break)",
                _ => "",
            };
            vec![format!("{}{origin}", step.strategy), grouped(step.remaining), figure(step)]
        }));
        self.table(&["step", "left", "how"], &[1], rows);
    }

    fn refused(&mut self, placement: &Placement, refused: &RefusedBy, noun: &str) {
        let Some(closest) = &refused.closest else {
            self.say("No container instance is registered with the cluster.");
            return self.advice(refused, noun);
        };
        self.steps(placement, &[]);
        let shown = refused.groups.iter().take(ROWS);
        let mut lines: Vec<String> = shown
            .map(|group| format!("{} – {}.", who(&group.container_instances), shortfalls(group, noun)))
            .collect();
        if refused.groups.len() > ROWS {
            let rest = refused.groups[ROWS..].iter().map(|group| group.container_instances.len() as u64);
            lines.push(format!(
                "{} that fail in other ways, by more.",
                counted(rest.sum::<u64>(), "more instance")
            ));
        }
        self.section("Who fails by what, the nearest first", &lines);
        self.say(&format!(
            "ECS's own message would name {} as the closest instance, for {}.",
            closest.container_instance.name, closest.rule
        ));
        self.holders(refused);
        self.advice(refused, noun);
    }

    fn holders(&mut self, refused: &RefusedBy) {
        if refused.holders.is_empty() {
            let counts = |shortfall: &RuleShortfall| matches!(shortfall, RuleShortfall::Amount { .. });
            if refused.groups.iter().any(|group| group.shortfalls.iter().any(counts)) {
                self.say("No task that holds what is short has an end in sight.");
            }
            return;
        }
        let rows = refused.holders.iter().take(ROWS).map(|holder| {
            vec![
                holder.container_instance.clone(),
                if holder.ports.is_empty() { "room".to_owned() } else { holder.ports.join(", ") },
                format!("{} ({})", holder.group, holder.task_definition),
                short(&holder.task_id).to_owned(),
                clock(holder.since),
                until(holder.until, holder.end_reason),
            ]
        });
        let rows: Vec<_> = rows.collect();
        self.table(&["held on", "what", "by", "task", "since", "until"], &[], rows);
        if refused.holders.len() > ROWS {
            let rest = (refused.holders.len() - ROWS) as u64;
            let ends = refused.holders.iter().filter(|holder| holder.until.is_some()).count() as u64;
            let all = refused.holders.len() as u64;
            self.say(&format!(
                "{} not shown. Of all {}, {} an end in sight.",
                if rest == 1 { "1 more is".to_owned() } else { format!("{} more are", grouped(rest)) },
                grouped(all),
                match ends {
                    0 => "none has".to_owned(),
                    1 => "1 has".to_owned(),
                    ends => format!("{} have", grouped(ends)),
                }
            ));
        }
    }

    fn advice(&mut self, refused: &RefusedBy, noun: &str) {
        let lines: Vec<String> = refused
            .changes
            .iter()
            .zip(1..)
            .map(|(change, number)| format!("{number}. {}", advice(change, noun)))
            .collect();
        if lines.is_empty() {
            self.say("No single change to the task, its service or one instance lets it in.");
        } else {
            self.section("What lets it in, each by itself, the smallest change first", &lines);
        }
    }

    /// How many copies fit, and what stops the next one.
    fn more_copies(&mut self, copies: &MoreCopies) {
        let sum = match copies.more {
            None => "Any number of copies fits beside everything that runs.".to_owned(),
            Some(0) => "No more copy fits beside everything that runs.".to_owned(),
            Some(1) => "1 more copy fits beside everything that runs.".to_owned(),
            Some(more) => format!("{} more copies fit beside everything that runs.", grouped(more)),
        };
        self.say(&sum);
        let rows = copies.classes.iter().map(|of| {
            vec![
                class(&of.instance_type, &of.availability_zone, of.told_apart_by.as_ref()),
                grouped(of.instances),
                of.more.map_or_else(|| "any number".to_owned(), grouped),
                of.limited_by.unwrap_or("nothing").to_owned(),
            ]
        });
        if !copies.classes.is_empty() {
            let header = ["class of instances", "instances", "more fit", "the next is stopped by"];
            self.table(&header, &[1, 2], rows.collect());
        }
    }

    fn task(&mut self, task: &Task) {
        self.say(&format!(
            "Task {} of {} in cluster {}, {}",
            task.task_id, task.group, task.cluster, task.task_definition
        ));
        self.section("Its story", &story(task));
        if let Some(containers) = &task.containers {
            self.section("Its containers", &containers.lines());
        }
        let noun = if task.standalone { "group" } else { "service" };
        if let Some(first) = &task.first_attempt {
            let waited = length(task.created_at - first.at);
            let attempts = counted(task.failed_attempts, "attempt");
            self.say(&format!(
                "It waited {waited} for its place: {attempts} from {} on found no instance.",
                clock(first.at)
            ));
            self.placement(first, noun, "Why it found no instance at first");
        }
        let host = host(task);
        self.placement(&task.placement, noun, &format!("Why it went to {host}"));
    }
}
