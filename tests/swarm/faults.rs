//! Faults of random worlds.

use plimsoll::model::{ClusterId, Distribution, Fault, FaultKind, FaultSchedule, ServiceId, ZoneId};
use plimsoll::time::SimTime;
use proptest::prelude::*;

use super::{ZONES, durations, seconds};

/// So many, or all.
fn count() -> impl proptest::strategy::Strategy<Value = Option<u32>> {
    prop_oneof![4 => Just(Some(1)), 1 => Just(Some(2)), 1 => Just(None)]
}

/// A while that is not zero.
fn lasting() -> impl proptest::strategy::Strategy<Value = Option<Distribution>> {
    prop::option::weighted(0.7, seconds(1..300).prop_map(Distribution::Constant))
}

pub fn fault_kind(services: usize) -> impl proptest::strategy::Strategy<Value = FaultKind> {
    let cluster = ClusterId::new(0);
    let service = || (0..services).prop_map(ServiceId::new);
    let zone = || prop::option::weighted(0.2, (0..ZONES).prop_map(ZoneId::new));
    let later = || prop::option::of(durations());
    prop_oneof![
        (service(), count(), any::<u8>())
            .prop_map(|(service, count, exit_code)| FaultKind::TaskKillProcess { service, count, exit_code }),
        (later(), count(), zone()).prop_map(move |(replaced_after, count, zone)| {
            FaultKind::TerminateInstances { cluster, count, zone, replaced_after }
        }),
        (later(), count(), zone()).prop_map(move |(restarted_after, count, zone)| {
            FaultKind::StopInstances { cluster, count, zone, restarted_after }
        }),
        (prop::option::of((any::<bool>(), durations())), count(), zone()).prop_map(
            move |(later, count, zone)| {
                let after =
                    |terminates| later.clone().filter(|(kind, _)| *kind == terminates).map(|(_, time)| time);
                let (restarted_after, terminated_after) = (after(false), after(true));
                FaultKind::HostLoss { cluster, count, zone, restarted_after, terminated_after }
            }
        ),
        (count(), zone(), lasting()).prop_map(move |(count, zone, lasts)| FaultKind::AgentDisconnect {
            cluster,
            count,
            zone,
            lasts
        }),
        (service(), count(), lasting()).prop_map(|(service, count, lasts)| FaultKind::ContainerHang {
            service,
            count,
            lasts
        }),
    ]
}

pub fn fault(services: usize) -> impl proptest::strategy::Strategy<Value = Fault> {
    let schedule = prop_oneof![
        (0..900_u64).prop_map(|at| FaultSchedule::At(SimTime::from_secs(at))),
        seconds(30..600).prop_map(|mean| FaultSchedule::Every {
            gap: Distribution::Exponential { mean },
            until: SimTime::NEVER
        }),
    ];
    (fault_kind(services), schedule).prop_map(|(kind, schedule)| Fault { kind, schedule })
}
