//! Standalone tasks as a bin packing problem: as many hosts as first fit decreasing takes, which is written out here.

use plimsoll::engine::simulate;
use plimsoll::observe::Detail;

#[path = "../../benches/worlds/mod.rs"]
#[expect(dead_code, reason = "shared with the benchmarks, which need more of it")]
mod worlds;

use worlds::{PACKED, PACKED_HOST, packing};

/// How many hosts first fit takes for the items in the order given: the first host with room, else a new one.
fn first_fit(items: impl Iterator<Item = (u32, u32)>) -> usize {
    let mut free: Vec<(u32, u32)> = Vec::new();
    // Hosts at the front in which not even the smallest item fits are passed over, since none will any more.
    let mut full = 0;
    for (cpu, memory) in items {
        while free.get(full).is_some_and(|host| host.0 < PACKED[1].0 || host.1 < PACKED[1].1) {
            full += 1;
        }
        let fits = |host: &(u32, u32)| host.0 >= cpu && host.1 >= memory;
        let position = free[full..].iter().position(fits).map_or(free.len(), |found| full + found);
        if position == free.len() {
            free.push(PACKED_HOST);
        }
        free[position] = (free[position].0 - cpu, free[position].1 - memory);
    }
    free.len()
}

/// Big items first, as the calls of [`packing`] come.
fn decreasing(big: usize, small: usize) -> impl Iterator<Item = (u32, u32)> {
    let many = |size, count| std::iter::repeat_n(size, count);
    many(PACKED[0], big).chain(many(PACKED[1], small))
}

/// Ten big ones fill a host to 970 units and leave room for a small one; 20 small ones fill a host.
/// 1,000 / 10 = 100 hosts, and (50,000 - 100) / 20 = 2,495 more.
#[test]
fn calls_of_ten_take_as_many_hosts_as_first_fit_decreasing() {
    let outcome = simulate(packing(1_000, 50_000, 3_000), 1, Detail::Full).expect("no guard");
    assert_eq!(outcome.tasks.len(), 51_000, "every task is placed");
    let used = outcome.instances.iter().filter(|instance| instance.tasks_placed > 0).count();
    assert_eq!((used, first_fit(decreasing(1_000, 50_000))), (2_595, 2_595));
}
