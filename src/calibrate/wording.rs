//! The words of service events: what ECS says in them, in all the forms in which it has said it.

/// What a service event tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// "has started 2 tasks: (task …) (task …)."
    Started(Vec<String>),
    /// "has stopped 1 running tasks: (task …)."
    Stopped(Vec<String>),
    /// "registered 2 targets in (target-group …)": how many.
    Registered(u32),
    /// "deregistered 1 targets in (target-group …)": how many.
    Deregistered(u32),
    /// "has begun draining connections on 1 tasks."
    Draining {
        /// Whether the service is named with a task set, as in the texts since about 2022.
        task_set: bool,
    },
    /// "is unhealthy in (target-group …)", "failed container health checks": which task, where it is named.
    Unhealthy(Option<String>),
    /// "has reached a steady state."
    Steady,
    /// "deployment completed."
    Completed,
    /// A deployment has begun.
    InProgress,
    /// "was unable to place a task"
    PlacementFailed,
    /// "is unable to consistently start tasks successfully"
    Impaired,
}

/// A service event: whose it is, and what it tells; no [`Told`] where it tells nothing that is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceText<'t> {
    /// Name of the service as the text has it.
    pub service: &'t str,
    /// What it tells.
    pub told: Option<Told>,
}

/// Reads the text of a service event.
///
/// ```
/// use plimsoll::calibrate::{Told, read_text};
/// let text = read_text("(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks.");
/// let text = text.expect("a service event");
/// assert_eq!((text.service, text.told), ("web", Some(Told::Draining { task_set: true })));
/// assert_eq!(read_text("hello"), None);
/// ```
#[must_use]
pub fn read_text(message: &str) -> Option<ServiceText<'_>> {
    let (head, rest) = message.trim_start().strip_prefix("(service ")?.split_once(')')?;
    let (name, task_set) = match head.split_once(',') {
        Some((name, _)) => (name, true),
        None => (head, false),
    };
    // Some tools put the whole ARN there.
    let service = name.trim().rsplit('/').next().unwrap_or(name);
    Some(ServiceText { service, told: told(rest, task_set) })
}

fn told(text: &str, task_set: bool) -> Option<Told> {
    let has = |words: &str| text.contains(words);
    // A failed placement quotes container instances, an unhealthy target its reason: what is told first decides.
    if has("unable to place") {
        return Some(Told::PlacementFailed);
    }
    if has("unable to consistently start tasks") {
        return Some(Told::Impaired);
    }
    if has("is unhealthy in") || has("failed container health checks") {
        return Some(Told::Unhealthy(tasks(text).into_iter().next()));
    }
    if has("reached a steady state") {
        return Some(Told::Steady);
    }
    if has("deployment completed") {
        return Some(Told::Completed);
    }
    if has("begun draining") {
        return Some(Told::Draining { task_set });
    }
    // "deregistered" holds "registered".
    if has("deregistered ") {
        return Some(Told::Deregistered(number_after(text, "deregistered ")));
    }
    if has("registered ") {
        return Some(Told::Registered(number_after(text, "registered ")));
    }
    if has("has started ") {
        return Some(Told::Started(listed(text, "has started ")));
    }
    has("has stopped ").then(|| Told::Stopped(listed(text, "has stopped ")))
}

/// The tasks that are named, and as many nameless ones as the number tells beyond them.
fn listed(text: &str, verb: &str) -> Vec<String> {
    /// More than one pass starts; a larger number is somebody's joke.
    const MOST: u32 = 1_000;
    let mut tasks = tasks(text);
    let count = number_after(text, verb).min(MOST) as usize;
    tasks.resize(tasks.len().max(count), String::new());
    tasks
}

fn number_after(text: &str, verb: &str) -> u32 {
    let behind = text.split_once(verb).map_or("", |(_, behind)| behind);
    let digits = behind.split(' ').next().unwrap_or_default();
    digits.parse().unwrap_or(1)
}

/// Ids in "(task …)", also where an ARN or several of them stand there.
fn tasks(text: &str) -> Vec<String> {
    let parts = text.split("(task ").skip(1).filter_map(|part| part.split_once(')'));
    let ids = parts.flat_map(|(inside, _)| inside.split([',', ' ']));
    ids.filter(|id| !id.is_empty()).map(task_id).collect()
}

/// The last part of a task's ARN, which service events call it by.
#[must_use]
pub fn task_id(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_that_ecs_has_used_is_read() {
        let one = |id: &str| vec![id.to_owned()];
        let cases: [(&str, Option<Told>); 20] = [
            (
                "(service web) has started 2 tasks: (task a1) (task b2).",
                Some(Told::Started(vec!["a1".to_owned(), "b2".to_owned()])),
            ),
            (
                "(service web) has started 1 tasks: (task arn:aws:ecs:r:1:task/c/a1).",
                Some(Told::Started(one("a1"))),
            ),
            ("(service web) has started 1 tasks.", Some(Told::Started(one("")))),
            ("(service web) has stopped 1 running tasks: (task a1).", Some(Told::Stopped(one("a1")))),
            // A call may have stopped them, so that this tells of no pass.
            ("(service web) stopped 1 pending tasks.", None),
            ("(service web) registered 2 targets in (target-group arn:x)", Some(Told::Registered(2))),
            ("(service web) registered 1 instances in (elb lb)", Some(Told::Registered(1))),
            ("(service web) deregistered 3 targets in (target-group arn:x)", Some(Told::Deregistered(3))),
            (
                "(service web) has begun draining connections on 1 tasks.",
                Some(Told::Draining { task_set: false }),
            ),
            (
                "(service web, taskSet ecs-svc/7) has begun draining connections on 2 tasks.",
                Some(Told::Draining { task_set: true }),
            ),
            (
                "(service web) (task a1) (port 80) is unhealthy in (target-group arn:x) due to (reason Health checks \
                 failed with these codes: [502]).",
                Some(Told::Unhealthy(Some("a1".to_owned()))),
            ),
            (
                "(service web) (instance i-1) (port 32768) is unhealthy in (target-group arn:x) due to (reason x)",
                Some(Told::Unhealthy(None)),
            ),
            (
                "(service web) (task a1) failed container health checks.",
                Some(Told::Unhealthy(Some("a1".to_owned()))),
            ),
            ("(service web) has reached a steady state.", Some(Told::Steady)),
            ("(service web) (deployment ecs-svc/7) deployment completed.", Some(Told::Completed)),
            (
                "(service web) is unable to consistently start tasks successfully. For more information, see …",
                Some(Told::Impaired),
            ),
            (
                "(service web) was unable to place a task because no container instance met all of its requirements. \
                 The closest matching (container-instance c1) has insufficient memory available.",
                Some(Told::PlacementFailed),
            ),
            (
                "(service web) was unable to place a task. Reason: Capacity is unavailable.",
                Some(Told::PlacementFailed),
            ),
            ("(service web) updated computedDesiredCount to 3.", None),
            ("(service web) (deployment ecs-svc/7) deployment failed: tasks failed to start.", None),
        ];
        for (text, told) in cases {
            assert_eq!(read_text(text), Some(ServiceText { service: "web", told }), "{text}");
        }
    }

    #[test]
    fn other_texts_are_of_no_service_and_silly_numbers_harm_nobody() {
        for text in ["", "service web", "(service web", "(cluster c) has started 1 tasks"] {
            assert_eq!(read_text(text), None, "{text}");
        }
        let text = read_text("(service web) has started 4000000000 tasks.").expect("a service event");
        assert_eq!(text.told, Some(Told::Started(vec![String::new(); 1_000])));
        let arn = read_text("(service arn:aws:ecs:r:1:service/c/web) has reached a steady state.");
        assert_eq!(arn.map(|text| text.service), Some("web"));
    }
}
