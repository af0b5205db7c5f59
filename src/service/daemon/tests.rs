//! One pass at a time, in tables: what the instances look like, and what stops and starts.

use super::*;
use crate::model::DeploymentBounds;
use crate::service::{DeploymentView, Planner, StartsAllowed};
use crate::time::SimDuration;

const NOW: SimTime = SimTime::from_secs(100);

/// Sites in short: one word per instance, which is its suitability, zone and task.
///
/// The suitability is `a` (`ACTIVE`), `d` (agent disconnected), `x` (unsuitable), `r` (draining with REPLICA tasks) or `e`
/// (draining without); then comes a zone; then the deployment and the category `p`, `s`, `w`, `u` or `h` of its task, or
/// `-` for none, `!` for none and a wait of 30 s, or `<` for one that is to stop.
fn sites(words: &str) -> Vec<Site> {
    words.split(' ').enumerate().map(|(index, word)| site(index, word.as_bytes())).collect()
}

fn site(index: usize, word: &[u8]) -> Site {
    let suitability = match word[0] {
        b'a' => Suitability::Suitable { connected: true },
        b'd' => Suitability::Suitable { connected: false },
        b'x' => Suitability::Unsuitable,
        b'r' => Suitability::Draining { replicas_left: true },
        b'e' => Suitability::Draining { replicas_left: false },
        other => panic!("{other} is no suitability"),
    };
    let category = word.get(3).map(|letter| match letter {
        b'p' => TaskCategory::Pending,
        b's' => TaskCategory::Starting,
        b'w' => TaskCategory::Settling,
        b'u' => TaskCategory::Unhealthy,
        b'h' => TaskCategory::Healthy,
        other => panic!("{other} is no category"),
    });
    let id = TaskId::new(u32::try_from(index).expect("few"), 0);
    let deployment = u32::from(word[2].saturating_sub(b'0'));
    Site {
        instance: InstanceId::new(index),
        zone: ZoneId::new(usize::from(word[1] - b'0')),
        suitability,
        task: category.map(|category| DaemonTask { id, deployment, category }),
        leaving: word[2] == b'<',
        held_until: (word[2] == b'!').then(|| NOW + SimDuration::from_secs(30)),
    }
}

/// A plan for PRIMARY number 1 where a pass starts what its stops make room for.
fn plan(words: &str, minimum: u32, allowed: StartsAllowed) -> Plan {
    let bounds = DeploymentBounds { minimum_healthy_percent: minimum, maximum_percent: 100 };
    plan_of(&sites(words), 1, (bounds, MaximumCounts::RunningAndPending), allowed, NOW)
}

/// A plan for these sites.
pub(super) fn plan_of(
    sites: &[Site],
    primary: u32,
    (bounds, maximum_counts): (DeploymentBounds, MaximumCounts),
    starts_allowed: StartsAllowed,
    now: SimTime,
) -> Plan {
    let deployments = [DeploymentView { number: primary, ..DeploymentView::default() }];
    let actual = Actual { deployments: &deployments, sites, stopping: 0, maximum_counts, starts_allowed };
    let mut plan = Plan::default();
    Planner::Daemon.plan(
        &Desired { desired_count: 0, bounds, early_success: None, moving: 0 },
        &actual,
        now,
        &mut plan,
    );
    plan
}

/// The task that a stop names.
pub(super) fn task_of(stop: &Stop) -> TaskId {
    match stop.tasks {
        Selection::Task(task) => task,
        Selection::Any { .. } => panic!("a daemon's task is named"),
    }
}

/// The instance that a start names.
pub(super) fn instance_of(start: &Start) -> InstanceId {
    match start {
        Start::On { instance, .. } => *instance,
        Start::Anywhere { .. } | Start::Fallback { .. } | Start::ToRebalance { .. } => {
            panic!("a daemon's instance is named")
        }
    }
}

/// Stops as position and first letter of the cause, then starts as positions: `0V 2R | 2 3`.
fn moves(plan: &Plan) -> String {
    let stop = |stop: &Stop| format!("{}{}", task_of(stop).slot(), &format!("{:?}", stop.cause)[..1]);
    let stops: Vec<String> = plan.stops.iter().map(stop).collect();
    let starts: Vec<String> =
        plan.starts.iter().map(|start| instance_of(start).ordinal().to_string()).collect();
    format!("{} | {}", stops.join(" "), starts.join(" ")).trim().to_owned()
}

fn assert_moves(minimum: u32, table: &[(&str, &str)]) {
    for (words, expected) in table {
        let plan = plan(words, minimum, StartsAllowed::UNLIMITED);
        assert_eq!(moves(&plan), *expected, "minimum {minimum}, {words}");
    }
}

#[test]
fn p1_8_one_task_on_every_suitable_instance() {
    assert_moves(
        0,
        &[
            ("a0- a1- a0-", "| 0 1 2"),
            ("a01h a0- a01p", "| 1"),
            // Neither draining instances nor disconnected agents nor what violates a constraint gets one.
            ("e0- r0- d0- x0-", "|"),
            // One that did not fit waits; the others do not wait with it.
            ("a0! a0-", "| 1"),
        ],
    );
}

#[test]
fn p1_8_the_desired_count_follows_the_instances() {
    for (words, expected) in [
        ("a0- a01h a0!", 3),
        // A disconnected agent keeps its task; without one it cannot get any.
        ("d01h d0-", 1),
        ("r01h e01h x01h", 0),
    ] {
        assert_eq!(plan(words, 0, StartsAllowed::UNLIMITED).desired_count, expected, "{words}");
    }
}

#[test]
fn cn_07_violators_stop_whatever_the_minimum() {
    assert_moves(100, &[("x01h a01h x00p", "0V 2V |")]);
}

#[test]
fn dr_04_daemons_stop_last() {
    assert_moves(
        100,
        &[
            ("r01h r01s r01u a01h", "|"),
            // DR-01: the call has stopped what was PENDING, so this one is ACTIVATING.
            ("r01p", "|"),
            ("e01h e01s e01u e01p", "0R 1R 2R 3R |"),
            // An older revision stays until the others have left as well: nothing would take its place.
            ("r00h a01h", "|"),
        ],
    );
}

#[test]
fn p1_8_deployments_replace_batches_bounded_by_the_minimum() {
    assert_moves(0, &[("a00h a00s a00u a00p", "1R 2R 3R 0R | 0 1 2 3"), ("a00h a01h a0-", "0R | 0 2")]);
    assert_moves(
        50,
        &[
            // ⌈4 × 50 %⌉ = 2 stay.
            ("a00h a00h a00h a00h", "0R 1R | 0 1"),
            ("a01s a01s a00h a00h", "|"),
            ("a01h a01h a00h a00h", "2R 3R | 2 3"),
            // ⌈3 × 50 %⌉ = 2 stay: of one healthy and two that are not judged yet, one may go.
            ("a00h a00s a00s", "2R | 2"),
            // What is unhealthy keeps nothing above the minimum.
            ("a00u a00h a00h", "0R | 0"),
        ],
    );
    // From the zone with most tasks left: two of zone 1 against one of zone 0, then both have one.
    assert_moves(34, &[("a00h a10h a10h", "1R | 1")]);
    // What has no task counts for no zone: ⌈5 × 40 %⌉ = 2 stay.
    assert_moves(40, &[("a00h a0- a0- a10h a10h", "3R | 1 2 3")]);
    // A disconnected agent can start nothing, so its old task stays.
    assert_moves(0, &[("d00h a00h", "1R | 1")]);
}

#[test]
fn sc_12_unhealthy_daemons_are_replaced_one_by_one() {
    for (words, expected) in [
        ("a01u a01u a01h", "0U | 0"),
        ("a01p a01u a01h", "|"),
        ("a0< a01u a01h", "| 0"),
        ("a01s a01u a01h", "1U | 1"),
    ] {
        let plan = plan(words, 100, StartsAllowed::UNLIMITED);
        assert_eq!((moves(&plan).as_str(), plan.wake_at), (expected, None), "{words}");
    }
    // Nothing may start, so nothing makes room.
    let until = Some(NOW + SimDuration::from_secs(60));
    let held = plan("a01u a0-", 100, StartsAllowed { count: 0, next_at: until });
    assert_eq!((moves(&held).as_str(), held.wake_at), ("|", until));
}

#[test]
fn sc_15_a_daemon_starts_where_the_one_before_is_stopped() {
    let counted = (DeploymentBounds::DAEMON_DEFAULT, MaximumCounts::UntilStopped);
    for (words, expected) in [
        ("a00h a00h", "0R 1R |"),
        ("a0< a0<", "|"),
        ("a0- a0<", "| 0"),
        // An instance that came meanwhile has nothing to wait for.
        ("a0< a01h a0-", "| 2"),
    ] {
        let plan = plan_of(&sites(words), 1, counted, StartsAllowed::UNLIMITED, NOW);
        assert_eq!(moves(&plan), expected, "{words}");
        assert!(!plan.steady, "{words}");
    }
}

#[test]
fn waits_and_the_launch_rate_say_when_to_look_again() {
    let two = StartsAllowed { count: 2, next_at: None };
    for (words, allowed, starts, seconds) in [
        ("a0! a0-", StartsAllowed::UNLIMITED, "| 1", Some(30)),
        // More than may be launched: those that start bring the next pass about.
        ("a0- a0- a0-", two, "| 0 1", None),
        ("a0- a0- a0!", two, "| 0 1", Some(30)),
        ("a0- a01s", two, "| 0", None),
    ] {
        let plan = plan(words, 0, allowed);
        let expected = seconds.map(|seconds| NOW + SimDuration::from_secs(seconds));
        assert_eq!((moves(&plan).as_str(), plan.wake_at), (starts, expected), "{words}");
    }
}

#[test]
fn steady_and_blocked() {
    for (words, minimum, steady, blocked) in [
        ("a01h a01h", 0, true, false),
        // A disconnected agent without a task keeps nobody waiting, one with a healthy task neither.
        ("a01h d0- d01h", 0, true, false),
        ("a01h a01s", 0, false, false),
        ("a01h a01w", 0, true, false),
        ("a01h a0!", 0, false, false),
        ("a01h r01h", 0, false, false),
        // Both must stay, and one cannot start beside them.
        ("a00h a00h", 100, false, true),
        // ⌈1 × 50 %⌉ = 1.
        ("a00h", 50, false, true),
        // The one that starts will spare the other.
        ("a00h a01s", 50, false, false),
    ] {
        let plan = plan(words, minimum, StartsAllowed::UNLIMITED);
        assert_eq!((plan.steady, plan.blocked), (steady, blocked), "minimum {minimum}, {words}");
    }
    let nowhere = plan_of(
        &[],
        0,
        (DeploymentBounds::DAEMON_DEFAULT, MaximumCounts::UntilStopped),
        StartsAllowed::UNLIMITED,
        NOW,
    );
    assert!(nowhere.steady && nowhere.desired_count == 0);
}
