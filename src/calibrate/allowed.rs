//! How long the settings in force let an interval be.

use super::in_force::InForce;
use super::intervals::Label;
use super::log::Platform;

/// What settings allow, and which they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowed {
    /// The settings as a scenario writes them.
    pub settings: String,
    /// Seconds from and to.
    pub ranges: Vec<(f64, f64)>,
}

/// Share of an interval's values that must lie in what the settings allow.
const INSIDE: f64 = 0.9;

impl Allowed {
    /// What the settings in force allow for a kind; `None` for one that belongs to no setting.
    #[must_use]
    pub fn of((kind, platform): Label, force: &InForce) -> Option<Self> {
        // From a late pass to an early one there is most room.
        let pass = || Some(force.seconds("schedulerInterval")? + 2.0 * force.seconds("schedulerJitter")?);
        let then_pass = |wait: f64| Some((wait, wait + pass()?));
        let steady = || Some(force.range("steadyInterval")?.1);
        let (names, range): (&[&str], _) = match kind {
            "ev.stop_to_deregistered" if force.word("stopSteps") == "together" => {
                (&["stopSteps"], (0.0, 1.5))
            }
            "ev.stop_to_deregistered" | "ev.draining_to_steady" => {
                let names = &["schedulerInterval", "schedulerJitter"];
                let (interval, jitter) =
                    (force.seconds("schedulerInterval")?, force.seconds("schedulerJitter")?);
                (names, (interval - 2.0 * jitter, interval + 2.0 * jitter))
            }
            // A steady pass may come before the one that the call brings forward.
            _ if kind.starts_with("sched.deployment_to") => {
                (&["schedulerReaction"], (0.0, force.range("schedulerReaction")?.1))
            }
            _ if kind.starts_with("sched.createService_to") => {
                (&["schedulerReaction"], force.range("schedulerReaction")?)
            }
            "ev.steady_repeat" => {
                let every = force.seconds("steadyStateInterval")?;
                (&["steadyStateInterval", "steadyInterval"], (every, every + steady()?))
            }
            "ev.unhealthy_to_replacement_started" | "exit.stopped_to_replacement_started" => {
                (&["steadyInterval"], (0.0, steady()?))
            }
            "ev.unhealthy_to_replacement_started again" => {
                let wait = force.seconds("unhealthyReplacementInterval")?;
                (&["unhealthyReplacementInterval"], (wait, wait + steady()?))
            }
            "ev.running_to_stop_old no LB" => (&["healthyAfter"], then_pass(force.seconds("healthyAfter")?)?),
            "throttle.impaired_to_next_start first" => {
                (&["throttleInitial"], then_pass(force.seconds("throttleInitial")?)?)
            }
            "throttle.impaired_to_next_start at cap" => {
                let (low, high) = force.factors("throttleSpread");
                let longest = force.seconds("throttleMaximum")?;
                (&["throttleMaximum", "throttleSpread"], (low * longest, then_pass(high * longest)?.1))
            }
            "place.first_failure_to_task_created" => return retries(force, pass()?),
            "task.created_to_started" if platform == Some(Platform::Ec2) => {
                (&["taskLaunchTime"], force.range("taskLaunchTime")?)
            }
            "task.created_to_pullStarted" if platform == Some(Platform::Ec2Awsvpc) => {
                (&["interfaceAttachTime"], force.range("interfaceAttachTime")?)
            }
            "stop.executionStopped_to_stopped" | "exit.executionStopped_to_stopped"
                if platform == Some(Platform::Ec2Awsvpc) =>
            {
                (&["interfaceDetachTime"], force.range("interfaceDetachTime")?)
            }
            _ => return None,
        };
        Some(Self { settings: settings(names, force), ranges: vec![range] })
    }

    /// Whether at least nine in ten lie inside, give or take `tolerance` seconds.
    #[must_use]
    pub fn holds(&self, sample: &[f64], tolerance: f64) -> bool {
        let inside = sample.iter().filter(|value| {
            self.ranges.iter().any(|(low, high)| **value >= low - tolerance && **value <= high + tolerance)
        });
        super::statistics::count(inside.count()) >= INSIDE * super::statistics::count(sample.len())
    }
}

/// Times after which a task that found no place may be placed: the sums of the first waits, each with its spread.
fn retries(force: &InForce, pass: f64) -> Option<Allowed> {
    let waits = force.list("placementRetry");
    let (low, high) = force.factors("placementRetrySpread");
    let mut sum = 0.0;
    let mut ranges: Vec<(f64, f64)> = Vec::new();
    for (position, wait) in waits.iter().enumerate() {
        sum += wait;
        let attempts = super::statistics::count(position + 1);
        let range = (sum * low, sum * high + pass * attempts);
        match ranges.last_mut() {
            Some(last) if last.1 >= range.0 => last.1 = range.1,
            _ => ranges.push(range),
        }
    }
    // The last wait repeats for ever.
    ranges.last_mut()?.1 = f64::INFINITY;
    Some(Allowed { settings: settings(&["placementRetry", "placementRetrySpread"], force), ranges })
}

fn settings(names: &[&str], force: &InForce) -> String {
    let shown: Vec<String> = names.iter().map(|name| format!("{name} = {}", force.text(name))).collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Behavior;

    fn allowed(kind: &'static str) -> Option<Allowed> {
        Allowed::of((kind, None), &InForce::of(&Behavior::default()))
    }

    #[test]
    fn a_kind_without_a_setting_allows_everything() {
        assert_eq!(allowed("ev.completed_to_steady"), None);
        assert_eq!(allowed("task.created_to_started"), None, "where it ran is not known");
    }

    #[test]
    fn a_note_of_steadiness_comes_six_hours_and_a_steady_pass_later() {
        let allowed = allowed("ev.steady_repeat").expect("a setting");
        assert_eq!(allowed.ranges, [(21_600.0, 21_648.0)]);
        assert!(allowed.holds(&[21_600.3, 21_620.0, 21_648.1], 0.2));
        assert!(!allowed.holds(&[21_600.3, 21_620.0, 21_700.0], 0.2), "one in three is too many");
    }

    #[test]
    fn waits_for_room_lie_around_the_sums_of_the_retries() {
        let allowed = allowed("place.first_failure_to_task_created").expect("a setting");
        assert!(allowed.holds(&[12.0, 32.0, 35.0, 45.5, 350.0, 5_000.0], 0.2), "{allowed:?}");
        assert!(!allowed.holds(&[150.0], 0.2), "{allowed:?}");
    }
}
