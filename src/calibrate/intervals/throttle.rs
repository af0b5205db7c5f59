//! Starts that fail again and again, and are throttled.

use super::{Intervals, Span, Stamp, Story, Told};

/// Below the cap each wait is twice the one before: one that has grown less, or not at all, is as long as it gets.
const GROWN: f64 = 1.5;
/// Below so many seconds, waiting for the next pass hides by how much a wait has grown.
const SHORT: f64 = 60.0;
/// So many waits as long as that are no chance.
const WAITS_AT_CAP: usize = 3;

/// One wait: the failure, the start before it, the start after it.
struct Cycle {
    start_before: Option<Stamp>,
    impaired: Stamp,
    next_start: Option<Stamp>,
    /// Whether it is the first of a loop whose beginning the log holds.
    is_first: bool,
}

impl Cycle {
    fn wait(&self) -> Option<Span> {
        self.next_start.map(|start| start.since(self.impaired))
    }
}

/// Whether a wait is about as long as the one before it or, where a log begins with it, the one after it.
fn is_at_cap(waits: &[Option<Span>], at: usize) -> bool {
    let seconds = |at: usize| waits.get(at).copied().flatten().map(Span::as_secs);
    let Some(wait) = seconds(at).filter(|wait| *wait >= SHORT) else { return false };
    let before = at.checked_sub(1).and_then(seconds);
    before.or_else(|| seconds(at + 1)).is_some_and(|other| wait < GROWN * other && other < GROWN * wait)
}

/// Adds the cycles of a service's crash loops.
pub(super) fn measure(story: &Story<'_>, found: &mut Intervals) {
    let cycles = cycles(story, found);
    let waits: Vec<Option<Span>> = cycles.iter().map(Cycle::wait).collect();
    let at_cap: Vec<bool> = (0..waits.len()).map(|at| is_at_cap(&waits, at)).collect();
    let has_cap = at_cap.iter().filter(|is| **is).count() >= WAITS_AT_CAP;
    for (cycle, is_at_cap) in cycles.iter().zip(at_cap) {
        let is_at_cap = has_cap && is_at_cap;
        let [to_start, to_impaired] = match (is_at_cap, cycle.is_first) {
            (true, _) => ["throttle.impaired_to_next_start at cap", "throttle.start_to_impaired at cap"],
            (false, true) => ["throttle.impaired_to_next_start first", "throttle.start_to_impaired"],
            (false, false) => ["throttle.impaired_to_next_start", "throttle.start_to_impaired"],
        };
        if let Some(wait) = cycle.wait() {
            found.add(to_start, wait);
        }
        if let Some(before) = cycle.start_before {
            found.add(to_impaired, cycle.impaired.since(before));
            if let Some(next) = cycle.next_start.filter(|_| is_at_cap) {
                found.add("throttle.start_to_start at cap", next.since(before));
            }
        }
    }
}

/// Goes through the events; a service that runs, or is changed, begins anew.
fn cycles(story: &Story<'_>, found: &mut Intervals) -> Vec<Cycle> {
    let mut cycles: Vec<Cycle> = Vec::new();
    let mut started: Option<Stamp> = None;
    // Starts since the loop began; unknown as long as nothing tells its beginning.
    let mut starts: Option<u32> = None;
    let mut waits = false;
    for (at, told) in &story.service.events {
        match told {
            Told::Started(_) => {
                if waits && let Some(cycle) = cycles.last_mut() {
                    cycle.next_start = Some(*at);
                }
                waits = false;
                started = Some(*at);
                starts = starts.map(|count| count + 1);
            }
            Told::Impaired => {
                let before = starts.take().filter(|count| *count > 0);
                found.starts_before_throttle.extend(before);
                let is_first = before.is_some();
                cycles.push(Cycle {
                    start_before: started.take(),
                    impaired: *at,
                    next_start: None,
                    is_first,
                });
                waits = true;
            }
            Told::Steady | Told::Completed | Told::InProgress => {
                (waits, started, starts) = (false, None, Some(0));
            }
            _ => {}
        }
    }
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_that_no_longer_double_are_as_long_as_they_get() {
        let of = |waits: &[i64]| -> Vec<bool> {
            let waits: Vec<Option<Span>> = waits.iter().map(|wait| Some(Span::secs(*wait))).collect();
            (0..waits.len()).map(|at| is_at_cap(&waits, at)).collect()
        };
        assert_eq!(of(&[19, 20, 48, 84, 160, 640, 905, 870]), [[false; 6].as_slice(), &[true; 2]].concat());
        assert_eq!(of(&[903, 862, 946]), [true; 3], "a log that begins with the longest");
        assert_eq!(of(&[640]), [false]);
    }
}
