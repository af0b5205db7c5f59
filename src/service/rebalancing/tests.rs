use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn zones(tasks: &[u32]) -> Vec<ZoneTasks> {
    let zone = |(at, tasks): (usize, &u32)| ZoneTasks { zone: ZoneId::new(at), tasks: *tasks, is_open: true };
    tasks.iter().enumerate().map(zone).collect()
}

/// Each zone's share: the average, and one more in as many zones as there are tasks left (RB-03).
fn split(tasks: u32, zones: u32) -> Vec<u32> {
    (0..zones).map(|zone| tasks / zones + u32::from(zone >= zones - tasks % zones)).collect()
}

/// Moves one task at a time from the fullest zone to the emptiest; returns how often.
fn even_out(zones: &mut [ZoneTasks]) -> u32 {
    let mut moves = 0;
    while let Some(Imbalance { most, emptiest }) = Imbalance::of(zones) {
        let from = zones.iter().position(|zone| zone.is_open && zone.tasks == most).expect("a fullest zone");
        let to = zones.iter().position(|zone| zone.zone == emptiest).expect("an emptiest zone");
        zones[from].tasks -= 1;
        zones[to].tasks += 1;
        moves += 1;
        assert!(moves < 1_000, "it ends");
    }
    moves
}

fn sorted(zones: &[ZoneTasks]) -> Vec<u32> {
    let mut tasks: Vec<u32> = zones.iter().filter(|zone| zone.is_open).map(|zone| zone.tasks).collect();
    tasks.sort_unstable();
    tasks
}

#[test]
fn rb_03_every_zone_has_its_share() {
    assert_eq!(split(2, 2), [1, 1]);
    assert_eq!(split(3, 2), [1, 2]);
    assert_eq!(split(5, 3), [1, 2, 2]);
    for (tasks, moves) in [
        (&[1, 1][..], 0),
        (&[1, 2], 0),
        (&[1, 2, 2], 0),
        (&[2, 0], 1),
        (&[3, 1, 1], 1),
        (&[3, 3, 0], 2),
        (&[6, 0, 0], 4),
        (&[], 0),
        (&[7], 0),
    ] {
        let mut all = zones(tasks);
        assert_eq!(even_out(&mut all), moves, "{tasks:?}");
        let number = u32::try_from(tasks.len()).expect("few zones");
        assert_eq!(sorted(&all), split(tasks.iter().sum(), number), "{tasks:?}");
    }
}

#[test]
fn rb_07_only_zones_with_a_suitable_instance_count() {
    let mut all = zones(&[3, 3, 0]);
    all[2].is_open = false;
    assert_eq!(Imbalance::of(&all), None);
    // What runs where nothing may be placed does not move.
    let mut all = zones(&[5, 1, 1]);
    all[0].is_open = false;
    assert_eq!(Imbalance::of(&all), None);
    all[0].is_open = true;
    let found = Imbalance::of(&all).expect("uneven");
    assert_eq!((found.most, found.emptiest), (5, ZoneId::new(1)));
    assert!(found.is_eased_by(3) && !found.is_eased_by(4));
}

proptest! {
    /// Whatever the counts are: moving one task at a time ends, and ends with every zone's share.
    #[test]
    fn rb_03_rb_07_moving_one_by_one_ends_even(tasks in vec((0_u32..40, any::<bool>()), 0..6)) {
        let mut all = zones(&tasks.iter().map(|(tasks, _)| *tasks).collect::<Vec<_>>());
        for (zone, (_, is_open)) in all.iter_mut().zip(&tasks) {
            zone.is_open = *is_open;
        }
        let before = sorted(&all);
        even_out(&mut all);
        let number = u32::try_from(before.len()).expect("few zones");
        let expected = if number == 0 { Vec::new() } else { split(before.iter().sum(), number) };
        prop_assert_eq!(sorted(&all), expected);
    }
}
