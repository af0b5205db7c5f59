//! Standalone tasks as a bin packing problem: as many hosts as first fit decreasing takes, which is written out here.

use std::collections::BTreeSet;

use plimsoll::engine::simulate;
use plimsoll::observe::Detail;

#[path = "../../benches/worlds/mod.rs"]
#[expect(dead_code, reason = "shared with the benchmarks, which need more of it")]
mod worlds;

use worlds::{PACKED, PACKED_HOST, packing};

/// How many hosts first fit takes for the items in the order given.
fn first_fit(items: impl Iterator<Item = (u32, u32)>) -> usize {
    let mut free: Vec<(u32, u32)> = Vec::new();
    for (cpu, memory) in items {
        if !free.iter().any(|host| host.0 >= cpu && host.1 >= memory) {
            free.push(PACKED_HOST);
        }
        let host = free.iter_mut().find(|host| host.0 >= cpu && host.1 >= memory).expect("there is one now");
        *host = (host.0 - cpu, host.1 - memory);
    }
    free.len()
}

/// Big items first, as the calls of [`packing`] come.
fn decreasing(big: usize, small: usize) -> impl Iterator<Item = (u32, u32)> {
    let many = |size, count| std::iter::repeat_n(size, count);
    many(PACKED[0], big).chain(many(PACKED[1], small))
}

/// 100 big ones fill 10 hosts to 970 units, with room for one small one each; 20 small ones fill a host:
/// 10 + (4,990 / 20 = 249.5) = 260 hosts.
#[test]
fn calls_of_ten_take_as_many_hosts_as_first_fit_decreasing() {
    let outcome = simulate(&packing(100, 5_000, 300), 1, Detail::Full).expect("no guard");
    assert_eq!(outcome.tasks.len(), 5_100, "every task is placed");
    let used: BTreeSet<_> = outcome.tasks.iter().map(|task| task.instance).collect();
    let expected = first_fit(decreasing(100, 5_000));
    assert_eq!((used.len(), expected), (260, 260));
}
