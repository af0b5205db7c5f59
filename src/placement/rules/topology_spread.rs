//! Topology spread: the examples of Kubernetes' documentation, and which domains count.

use super::research::strategy;
use super::scale_in::stops;
use super::{next, one_each, spread_out};
use crate::cluster::{InstanceStatus, Rejection};
use crate::model::{AttributeId, InstanceId, Location, Resources, Strategy, VpcId, ZoneId};
use crate::placement::strategy::ArgumentValue;
use crate::placement::testkit::{Fleet, rack_attribute, registered, stop};

/// A constraint over the zone or the host, which is what the racks are here.
fn constraint(attribute: usize, max_skew: u32, when: &str) -> Strategy {
    let attribute = ArgumentValue::Attribute(AttributeId::new(attribute));
    let when = ArgumentValue::Word(when.to_owned());
    let skew = ArgumentValue::Whole(max_skew);
    strategy("topology-spread", &[("topologyKey", attribute), ("maxSkew", skew), ("whenUnsatisfiable", when)])
}

const STRICT: &str = "DoNotSchedule";
const LENIENT: &str = "ScheduleAnyway";

/// An instance a node with its own host name, in these zones.
fn nodes(zones: &[usize], strategies: &[Strategy]) -> Fleet {
    let size = Resources { cpu: 4_096, memory: 8_000, gpu: 0 };
    let hosts = ["node1", "node2", "node3", "node4"];
    let fleet = zones.iter().zip(hosts).fold(Fleet::over(3), |fleet, (zone, host)| {
        fleet.class(0, *zone, Some(host), size, &[]).of_last_class(1)
    });
    fleet.definition(128, 400, &[]).service(strategies, false)
}

/// The examples of Kubernetes' documentation of topology spread constraints and of its API.
#[test]
fn topology_spread_places_as_kubernetes_documents() {
    let (zone, host) = (0, 1);
    let barred = Err(Rejection::TopologySpread);
    for (zones, on, constraints, expected) in [
        // One constraint: zone A holds 2, zone B 1, so node3 or node4; with a skew of 2 any of the four.
        (&[0, 0, 1, 1][..], &[0, 1, 2][..], vec![constraint(zone, 1, STRICT)], Ok(3)),
        (&[0, 0, 1, 1], &[0, 1, 2], vec![constraint(zone, 2, STRICT)], Ok(3)),
        (&[0, 0, 1, 1], &[0, 1, 2, 3, 2], vec![constraint(zone, 2, STRICT)], Ok(0)),
        // Two constraints: zone B, and the host without any.
        (&[0, 0, 1, 1], &[0, 1, 2], vec![constraint(zone, 1, STRICT), constraint(host, 1, STRICT)], Ok(3)),
        // Two that conflict: the zone asks for node3, the host for node2.
        (
            &[0, 0, 1],
            &[0, 0, 1, 2, 2],
            vec![constraint(zone, 1, STRICT), constraint(host, 1, STRICT)],
            barred,
        ),
        // The way out that the documentation names: one of them is no more than a preference.
        (
            &[0, 0, 1],
            &[0, 0, 1, 2, 2],
            vec![constraint(zone, 1, STRICT), constraint(host, 1, LENIENT)],
            Ok(2),
        ),
        // 1/1/0: the third zone; with a skew of 2 any, so that the fewest tasks and the lowest id decide.
        (&[0, 1, 2], &[0, 1], vec![constraint(zone, 1, STRICT)], Ok(2)),
        (&[0, 1, 2, 0], &[0, 1], vec![constraint(zone, 2, STRICT)], Ok(2)),
        // 3/1/1: the second or the third.
        (&[0, 1, 2], &[0, 0, 0, 1, 2], vec![constraint(zone, 1, STRICT)], Ok(1)),
    ] {
        let model = nodes(zones, &constraints).build();
        let mut cluster = registered(&model);
        spread_out(&mut cluster, on);
        let found = next(&cluster).map_err(|failure| failure.closest.expect("instances").1);
        assert_eq!(found, expected, "{constraints:?} with tasks on {on:?}");
    }
}

/// Three zones with one task each in the first two; the third cannot take any.
#[test]
fn topology_spread_measures_the_skew_against_every_domain_that_the_task_may_use() {
    for (what, strict) in
        [("full", Err(Rejection::Memory)), ("gone", Ok(0)), ("draining", Err(Rejection::Inactive))]
    {
        for when in [STRICT, LENIENT] {
            let fleet = one_each(&[0, 1]).instances(2, 1, 4_096, if what == "full" { 100 } else { 8_000 });
            let model = fleet.definition(128, 400, &[]).service(&[constraint(0, 1, when)], false).build();
            let mut cluster = registered(&model);
            spread_out(&mut cluster, &[0, 1]);
            match what {
                "gone" => cluster.set_instance_status(InstanceId::new(2), InstanceStatus::Inactive),
                "draining" => cluster.set_instance_status(InstanceId::new(2), InstanceStatus::Draining),
                _ => {}
            }
            let expected = if when == STRICT { strict } else { Ok(0) };
            let found = next(&cluster);
            let barred = found.map_err(|failure| failure.tally[Rejection::TopologySpread as usize]);
            // Both other instances are barred where the third alone could take the task by the skew.
            assert_eq!(barred, expected.map_err(|_| 2), "{what}, {when}");
        }
    }
}

/// One task each in zones a and b, none in c: where the subnets are in a and b alone, c is no domain.
#[test]
fn topology_spread_leaves_out_domains_in_which_the_task_has_no_subnet() {
    for (zones, expected) in [(vec![0, 1, 2], 2), (vec![0, 1], 0)] {
        let fleet = one_each(&[0, 1, 2]).definition(128, 400, &[]);
        let mut model = fleet.service(&[constraint(0, 1, STRICT)], false).build();
        let zones = zones.into_iter().map(ZoneId::new).collect();
        model.services[0].placement.location = Some(Location { vpc: VpcId::new(0), zones });
        let mut cluster = registered(&model);
        spread_out(&mut cluster, &[0, 1]);
        assert_eq!(next(&cluster), Ok(expected));
    }
}

/// The same with a query instead of subnets; one that an instance decides leaves the zone a domain.
#[test]
fn topology_spread_leaves_out_domains_that_a_query_rules_out() {
    for (or, expected) in [("", Some(0)), (" or runningTasksCount > 0", None)] {
        let query = format!("attribute:ecs.availability-zone != c{or}");
        let fleet = one_each(&[0, 1, 2]).definition(128, 400, &[]);
        let model = fleet.service(&[constraint(0, 1, STRICT)], false).member_of(&query).build();
        let mut cluster = registered(&model);
        spread_out(&mut cluster, &[0, 1]);
        assert_eq!(next(&cluster).ok(), expected, "{query}");
    }
}

/// The same with an attribute that instances in zone c lack.
#[test]
fn topology_spread_leaves_out_domains_that_lack_a_required_attribute() {
    for (required, expected) in [(vec![], 2), (vec![rack_attribute()], 0)] {
        let fleet = nodes(&[0, 1], &[constraint(0, 1, STRICT)]).instances(2, 1, 4_096, 8_000);
        let mut model = fleet.build();
        model.services[0].placement.required_attributes = required;
        let mut cluster = registered(&model);
        spread_out(&mut cluster, &[0, 1]);
        assert_eq!(next(&cluster), Ok(expected));
    }
}

/// Zones a, b and c hold 3, 1 and 0; the skews with the new task are 4, 2 and 1.
#[test]
fn topology_spread_prefers_what_exceeds_the_skew_by_less() {
    for (max_skew, full, expected) in [(1, false, 2), (1, true, 1), (2, true, 1), (4, true, 1)] {
        let fleet = one_each(&[0, 1]).instances(2, 1, 4_096, if full { 100 } else { 8_000 });
        let chain = [constraint(0, max_skew, LENIENT)];
        let model = fleet.definition(128, 400, &[]).service(&chain, false).build();
        let mut cluster = registered(&model);
        spread_out(&mut cluster, &[0, 0, 0, 1]);
        assert_eq!(next(&cluster), Ok(expected), "{max_skew}");
    }
}

#[test]
fn topology_spread_avoids_instances_without_the_attribute() {
    for (when, expected) in [(STRICT, Err(2)), (LENIENT, Ok(0))] {
        let model = one_each(&[0, 1]).definition(128, 400, &[]).service(&[constraint(1, 1, when)], false);
        let found = next(&registered(&model.build()));
        assert_eq!(found.map_err(|failure| failure.tally[Rejection::TopologySpread as usize]), expected);
    }
}

/// 3, 2 and 2 tasks: without one of its own, zone a lacks nothing of the most, the others 2.
#[test]
fn topology_spread_stops_where_the_skew_stays_small() {
    let model = one_each(&[0, 1, 2]).definition(128, 400, &[]).service(&[], false).build();
    let mut cluster = registered(&model);
    let tasks = spread_out(&mut cluster, &[0, 0, 0, 1, 1, 2, 2]);
    let chain = [constraint(0, 1, STRICT)];
    assert_eq!(stops(&cluster, &chain, &tasks, 1), [0]);
    // Two, two and two: any; then the two others.
    let mut four = stops(&cluster, &chain, &tasks, 4);
    four.sort_unstable();
    assert_eq!(four, [0, 0, 1, 2]);
    // With a skew of 2 all three zones tie, and a later entry decides.
    let chain = [constraint(0, 2, STRICT), strategy("first-fit", &[])];
    assert_eq!(stops(&cluster, &chain, &tasks, 1), [2]);
    stop(&mut cluster, tasks[6]);
    // Three, two and one: zone c would lack 3 of the most.
    assert_eq!(stops(&cluster, &chain, &tasks[..6], 1), [1]);
}
