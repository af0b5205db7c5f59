//! Future events in their total order: time, phase, whether they were declared, order of scheduling.
//!
//! A four-ary heap over one packed 128-bit key. Four children share a cache line or two, so that a pop touches
//! half as many lines as in a binary heap; one comparison of whole integers replaces three. Push costs O(log₄ n)
//! comparisons in the worst case and one or two usually, pop three for each of the log₄ n levels and one or two.

use super::event::Event;
use crate::time::SimTime;

const ARITY: usize = 4;
const PHASE_BITS: u32 = 8;
/// One bit tells what the scenario declares from what the run brings about.
const BAND_BITS: u32 = 1;
const SEQUENCE_BITS: u32 = 55;

/// Future events.
#[derive(Clone, Debug, Default)]
pub struct EventQueue {
    heap: Vec<Entry>,
    sequence: u64,
    now: SimTime,
}

/// A phase of an instant; a later one compares greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(u128);

/// `key` holds the time in the upper half, then the phase, the band and the sequence number.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u128,
    event: Event,
}

impl EventQueue {
    /// The time of the event that was popped last, or to which the clock was moved on since.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How many events wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// When the next event is due.
    #[must_use]
    pub fn next_at(&self) -> Option<SimTime> {
        self.heap.first().map(|entry| time_of(entry.key))
    }

    /// The phase and instant of the next event.
    #[must_use]
    pub fn next_turn(&self) -> Option<Turn> {
        self.heap.first().map(|entry| Turn(entry.key >> (BAND_BITS + SEQUENCE_BITS)))
    }

    /// The next event.
    #[must_use]
    pub fn next_event(&self) -> Option<Event> {
        self.heap.first().map(|entry| entry.event)
    }

    /// Every event that waits, with its time, in arbitrary order.
    pub fn waiting(&self) -> impl Iterator<Item = (SimTime, Event)> + '_ {
        self.heap.iter().map(|entry| (time_of(entry.key), entry.event))
    }

    /// Schedules `event`.
    ///
    /// At the current instant it comes after everything of its phase that is scheduled already; when its phase is
    /// over at this instant, it comes next.
    ///
    /// # Panics
    ///
    /// When `at` is in the past.
    pub fn schedule(&mut self, at: SimTime, event: Event) {
        self.schedule_in(1, at, event);
    }

    /// Schedules what the scenario declares, or somebody injects: within its phase it comes before all that the run
    /// brings about, no matter when it is scheduled.
    ///
    /// # Panics
    ///
    /// When `at` is in the past.
    pub fn schedule_declared(&mut self, at: SimTime, event: Event) {
        self.schedule_in(0, at, event);
    }

    /// Moves the clock on to `at`, before which no event is due.
    ///
    /// # Panics
    ///
    /// When `at` is in the past, or an event is due before it.
    pub fn advance(&mut self, at: SimTime) {
        assert!(at >= self.now && self.next_at().is_none_or(|next| next >= at), "no event is passed over");
        self.now = at;
    }

    fn schedule_in(&mut self, band: u64, at: SimTime, event: Event) {
        assert!(at >= self.now, "{event:?} is scheduled for {at}, but it is {} already", self.now);
        self.sequence += 1;
        debug_assert!(self.sequence < 1 << SEQUENCE_BITS, "sequence numbers do not run out");
        let phase = u64::from(event.phase() as u8) << BAND_BITS;
        let low = (phase | band) << SEQUENCE_BITS | self.sequence;
        self.heap.push(Entry { key: u128::from(at.as_micros()) << 64 | u128::from(low), event });
        self.sift_up(self.heap.len() - 1);
    }

    /// Takes the next event and moves the clock to it.
    pub fn pop(&mut self) -> Option<(SimTime, Event)> {
        let last = self.heap.pop()?;
        let next = match self.heap.first_mut() {
            Some(first) => std::mem::replace(first, last),
            None => last,
        };
        self.sift_down();
        self.now = time_of(next.key);
        Some((self.now, next.event))
    }

    fn sift_up(&mut self, mut hole: usize) {
        let entry = self.heap[hole];
        while hole > 0 {
            let parent = (hole - 1) / ARITY;
            if self.heap[parent].key <= entry.key {
                break;
            }
            self.heap[hole] = self.heap[parent];
            hole = parent;
        }
        self.heap[hole] = entry;
    }

    /// Moves the root down to where it belongs.
    ///
    /// It was the last entry, so it belongs near the bottom: the smallest children move up all the way, without asking
    /// whether they should, and it climbs from there.
    fn sift_down(&mut self) {
        let Some(entry) = self.heap.first().copied() else { return };
        let (mut hole, mut first) = (0, 1);
        while let Some(children) = self.heap.get(first..).and_then(<[Entry]>::first_chunk::<ARITY>) {
            let offset = smallest(children);
            self.heap[hole] = children[offset];
            hole = first + offset;
            first = hole * ARITY + 1;
        }
        let rest = self.heap.get(first..).unwrap_or_default();
        if let Some((offset, child)) = rest.iter().enumerate().min_by_key(|(_, child)| child.key) {
            self.heap[hole] = *child;
            hole = first + offset;
        }
        self.heap[hole] = entry;
        self.sift_up(hole);
    }
}

/// Which of four is the smallest: the smaller one of each half, then of both.
#[inline]
fn smallest(children: &[Entry; ARITY]) -> usize {
    let smaller = |a: usize, b: usize| if children[b].key < children[a].key { b } else { a };
    smaller(smaller(0, 1), smaller(2, 3))
}

fn time_of(key: u128) -> SimTime {
    SimTime::from_micros((key >> 64) as u64)
}

const _: () = assert!(PHASE_BITS + BAND_BITS + SEQUENCE_BITS == 64);

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::model::{ActionId, InstanceId, SchedulingStrategy, ServiceId, TaskId};

    fn event_of(kind: u8, number: usize) -> Event {
        let task = TaskId::new(u32::try_from(number).expect("small"), 0);
        match kind % 6 {
            0 => Event::FleetRegisters(InstanceId::new(number)),
            1 => Event::ContainersStopped(task),
            2 => Event::ActionDue(ActionId::new(number)),
            3 => Event::ServicePass { service: ServiceId::new(number), epoch: 0 },
            4 => {
                let scheduling = SchedulingStrategy::Replica;
                Event::ServicePlaces { service: ServiceId::new(number), scheduling }
            }
            _ => Event::StillSteady { service: ServiceId::new(number), epoch: 0 },
        }
    }

    #[test]
    fn equal_times_come_out_by_phase_then_by_order_of_scheduling() {
        let mut queue = EventQueue::default();
        let kinds = [5, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5];
        for (number, kind) in kinds.into_iter().enumerate() {
            queue.schedule(SimTime::from_secs(1), event_of(kind, number));
        }
        let popped: Vec<Event> = std::iter::from_fn(|| queue.pop().map(|(_, event)| event)).collect();
        let expected: Vec<Event> = [(0, 5), (0, 6), (1, 4), (1, 7), (2, 3), (2, 8)]
            .into_iter()
            .chain([(3, 2), (3, 9), (4, 1), (4, 10), (5, 0), (5, 11)])
            .map(|(kind, number)| event_of(kind, number))
            .collect();
        assert_eq!(popped, expected);
    }

    #[test]
    fn an_event_for_a_phase_that_is_over_comes_next() {
        let mut queue = EventQueue::default();
        queue.schedule(SimTime::ZERO, event_of(3, 0));
        queue.schedule(SimTime::ZERO, event_of(4, 1));
        queue.pop();
        queue.schedule(SimTime::ZERO, event_of(0, 2));
        assert_eq!(queue.pop(), Some((SimTime::ZERO, event_of(0, 2))));
        assert_eq!(queue.pop(), Some((SimTime::ZERO, event_of(4, 1))));
        assert_eq!(queue.pop(), None);
    }

    #[test]
    fn what_is_declared_comes_before_what_comes_about() {
        let mut queue = EventQueue::default();
        queue.schedule(SimTime::from_secs(1), event_of(2, 0));
        queue.advance(SimTime::from_secs(1));
        queue.schedule_declared(SimTime::from_secs(1), event_of(2, 1));
        queue.schedule_declared(SimTime::from_secs(1), event_of(3, 2));
        let popped: Vec<Event> = std::iter::from_fn(|| queue.pop().map(|(_, event)| event)).collect();
        assert_eq!(popped, [event_of(2, 1), event_of(2, 0), event_of(3, 2)]);
    }

    #[test]
    #[should_panic(expected = "passed over")]
    fn no_event_is_passed_over() {
        let mut queue = EventQueue::default();
        queue.schedule(SimTime::from_secs(1), event_of(0, 0));
        queue.advance(SimTime::from_secs(2));
    }

    #[test]
    #[should_panic(expected = "already")]
    fn the_past_is_refused() {
        let mut queue = EventQueue::default();
        queue.schedule(SimTime::from_secs(2), event_of(0, 0));
        queue.pop();
        queue.schedule(SimTime::from_secs(1), event_of(0, 1));
    }

    proptest! {
        /// Differential: an ordered map keyed by (time, phase, sequence) is the obvious queue.
        #[test]
        fn the_queue_agrees_with_an_ordered_map(
            operations in prop::collection::vec((any::<u8>(), 0_u64..50, prop::bool::weighted(0.6)), 1..600)
        ) {
            let (mut queue, mut shadow) = (EventQueue::default(), BTreeMap::new());
            for (number, (kind, delay, is_push)) in operations.into_iter().enumerate() {
                if is_push {
                    let at = SimTime::from_micros(queue.now().as_micros() + delay);
                    let event = event_of(kind, number);
                    queue.schedule(at, event);
                    shadow.insert((at, event.phase(), number), event);
                } else {
                    let expected = shadow.pop_first().map(|((at, _, _), event)| (at, event));
                    prop_assert_eq!(queue.pop(), expected);
                }
                prop_assert_eq!(queue.len(), shadow.len());
            }
        }
    }
}
