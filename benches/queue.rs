//! The event queue against a plain binary heap, in the hold model: pop one, schedule one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::engine::{Event, EventQueue};
use plimsoll::model::TaskId;
use plimsoll::rng::{Draw, Purpose, Streams};
use plimsoll::time::{SimDuration, SimTime};

const HOLDS: u64 = 10_000;

fn event(random: &mut Draw<'_>) -> Event {
    let bits = random.bits();
    #[expect(clippy::cast_possible_truncation, reason = "any slot will do")]
    let task = TaskId::new(bits as u32, 0);
    match bits >> 62 {
        0 => Event::LaunchDone(task),
        1 => Event::ContainerExits(task),
        2 => Event::GraceEnds(task),
        _ => Event::ContainersStopped(task),
    }
}

fn delay(random: &mut Draw<'_>) -> SimDuration {
    SimDuration::from_micros(random.below(60_000_000))
}

fn filled_queue(pending: u64, random: &mut Draw<'_>) -> EventQueue {
    let mut queue = EventQueue::default();
    for _ in 0..pending {
        queue.schedule(SimTime::ZERO + delay(random), event(random));
    }
    queue
}

/// Time, phase, sequence number and what the event is about.
type PlainEntry = (SimTime, u8, u64, Event);

/// The same entries in the standard library's heap, with the order as a tuple.
#[derive(Default)]
struct PlainHeap {
    heap: BinaryHeap<Reverse<PlainEntry>>,
    sequence: u64,
}

impl PlainHeap {
    fn schedule(&mut self, at: SimTime, event: Event) {
        self.sequence += 1;
        self.heap.push(Reverse((at, event.phase() as u8, self.sequence, event)));
    }
}

fn holds_agree(pending: u64) {
    let numbers = Streams::new(5).draws(Purpose::Trial, "queue");
    let mut random = numbers.at(0, 0);
    let mut queue = filled_queue(pending, &mut random.clone());
    let mut plain = PlainHeap::default();
    for _ in 0..pending {
        plain.schedule(SimTime::ZERO + delay(&mut random), event(&mut random));
    }
    while let Some((at, event)) = queue.pop() {
        let Reverse((plain_at, _, _, other)) = plain.heap.pop().expect("as many entries");
        assert_eq!((at, event), (plain_at, other), "both queues give the same order");
    }
}

fn hold(criterion: &mut Criterion) {
    for pending in [1_000, 100_000, 1_000_000] {
        holds_agree(pending.min(100_000));
        let mut group = criterion.benchmark_group(format!("hold/{pending}"));
        group.throughput(Throughput::Elements(HOLDS));
        group.sample_size(20);
        let numbers = Streams::new(5).draws(Purpose::Trial, "hold");
        let mut random = numbers.at(0, 0);
        let mut queue = filled_queue(pending, &mut random);
        let draws: Vec<(SimDuration, Event)> =
            (0..HOLDS).map(|_| (delay(&mut random), event(&mut random))).collect();
        group.bench_function("event_queue", |bencher| {
            bencher.iter(|| {
                for (wait, event) in &draws {
                    let (now, _) = queue.pop().expect("never empty");
                    queue.schedule(now + *wait, *event);
                }
            });
        });
        assert_eq!(queue.len() as u64, pending);
        let mut plain = PlainHeap::default();
        for _ in 0..pending {
            plain.schedule(SimTime::ZERO + delay(&mut random), event(&mut random));
        }
        group.bench_function("plain_binary_heap", |bencher| {
            bencher.iter_batched(
                || (),
                |()| {
                    for (wait, event) in &draws {
                        let Reverse((now, ..)) = plain.heap.pop().expect("never empty");
                        plain.schedule(now + *wait, *event);
                    }
                },
                BatchSize::SmallInput,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, hold);
criterion_main!(benches);
