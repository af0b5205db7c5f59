//! Once a run has grown to its size, its events allocate nothing. A program of its own, since it counts every
//! allocation of its process.

#![expect(unsafe_code, reason = "an allocator that counts is an implementation of an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use plimsoll::engine::simulate;
use plimsoll::model::{LoadBalancer, LoadBalancerKind, Model, TargetGroup, TargetGroupId};
use plimsoll::observe::Detail;
use plimsoll::time::SimDuration;

#[path = "../benches/worlds/mod.rs"]
#[expect(dead_code, reason = "shared with the benchmarks, which need more of it")]
mod worlds;

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the promises of this function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the promises of this function, and the block came from the system.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the promises of this function, and the block came from the system.
        unsafe { System.realloc(block, layout, size) }
    }
}

/// Which services are behind a load balancer.
#[derive(Clone, Copy)]
enum Balanced {
    All,
    EverySecond,
    None,
}

/// Crashes and replacements at constant load.
fn steady(days: u64, hosts: usize, services: usize, balanced: Balanced) -> Model {
    let mut model = worlds::steady(SimDuration::from_mins(days * 24 * 60), hosts, services);
    model.target_groups.push(TargetGroup {
        name: "web".into(),
        kind: LoadBalancerKind::Application,
        interval: SimDuration::from_secs(30),
        timeout: SimDuration::from_secs(5),
        healthy_threshold: 5,
        unhealthy_threshold: 2,
        deregistration_delay: SimDuration::from_secs(300),
    });
    let step = match balanced {
        Balanced::All => 1,
        Balanced::EverySecond => 2,
        Balanced::None => usize::MAX,
    };
    for service in model.services.iter_mut().skip(step - 1).step_by(step) {
        service.load_balancers = vec![LoadBalancer {
            target_group: TargetGroupId::new(0),
            alternate: None,
            container: 0,
            container_port: 80,
        }];
    }
    model
}

/// Events of a run, and allocations from its start to its end.
fn measure(model: &Arc<Model>) -> (u64, u64) {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let outcome = simulate(Arc::clone(model), 1, Detail::Metrics).expect("no guard");
    (outcome.events, ALLOCATIONS.load(Ordering::Relaxed) - before)
}

/// A run of eight days does in its first four what a run of four days does, so the rest of it is the difference.
/// What it may allocate there is the growth of lists: each that doubles in length allocates once.
#[test]
fn the_steady_state_allocates_nothing() {
    for (hosts, services, balanced) in [
        (60, 60, Balanced::All),
        (60, 60, Balanced::None),
        (60, 60, Balanced::EverySecond),
        (300, 300, Balanced::All),
        (300, 300, Balanced::EverySecond),
    ] {
        let (events, allocations) = measure(&Arc::new(steady(4, hosts, services, balanced)));
        let (all_events, all_allocations) = measure(&Arc::new(steady(8, hosts, services, balanced)));
        let (events, allocations) = (all_events - events, all_allocations.saturating_sub(allocations));
        // Two lists of latencies a service grow with every replacement, the other lists of a run are few.
        let growth = 2 * services as u64 + 50;
        assert!(events > 100 * growth, "{events} events show little");
        assert!(allocations <= growth, "{allocations} allocations in {events} events");
    }
}
