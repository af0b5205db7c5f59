//! Task definitions of random worlds: their containers, what these wait for and which are started again in place.

use plimsoll::model::{
    Application, Container, ContainerHealthCheck, Demand, Dependency, HostPorts, NetworkMode, Resources,
    RestartPolicy, StartCondition, TaskDefinition,
};
use plimsoll::time::SimDuration;
use proptest::prelude::*;

use super::{durations, seconds};

fn application() -> impl proptest::strategy::Strategy<Value = Application> {
    let failure =
        (prop::option::weighted(0.4, durations()), any::<u8>(), prop::sample::select(vec![0, 0, 500_000]));
    (durations(), prop::option::weighted(0.1, durations()), failure, durations()).prop_map(
        |(
            start_up_time,
            run_time,
            (time_to_failure, exit_code, out_of_memory_millionths),
            shut_down_time,
        )| {
            Application {
                start_up_time,
                run_time,
                time_to_failure,
                exit_code,
                out_of_memory_millionths,
                shut_down_time,
                ..Application::default()
            }
        },
    )
}

fn ports() -> impl proptest::strategy::Strategy<Value = HostPorts> {
    let some = |all: &'static [u16]| prop::sample::subsequence(all, 0..=all.len());
    (some(&[80, 443]), some(&[53])).prop_map(|(tcp, udp)| HostPorts { tcp, udp })
}

fn health_check() -> impl proptest::strategy::Strategy<Value = ContainerHealthCheck> {
    (seconds(5..30), seconds(2..10), 1..4_u32, seconds(0..60)).prop_map(
        |(interval, timeout, retries, start_period)| ContainerHealthCheck {
            interval,
            timeout,
            retries,
            start_period,
        },
    )
}

/// What a container of a random world waits for, as far as it can come about: of which one before it, and what; for how long
/// others wait for it; how long it has to run to be started again.
type Order = (Option<(usize, StartCondition)>, Option<SimDuration>, Option<(u64, Vec<u8>)>);

fn order() -> impl proptest::strategy::Strategy<Value = Order> {
    use StartCondition::{Complete, Healthy, Start, Success};
    let condition = prop::sample::select(vec![Start, Complete, Success, Healthy]);
    let policy = (60..300_u64, prop::collection::vec(any::<u8>(), 0..2));
    (
        prop::option::weighted(0.3, (0..3_usize, condition)),
        prop::option::weighted(0.2, seconds(1..100)),
        prop::option::weighted(0.2, policy),
    )
}

/// A container behind those `before` it. One that others could wait for in vain for ever is waited for with `START` alone.
fn with_order(
    before: &[Container],
    (application, health_check, essential, (wait, start_timeout, policy)): (
        Application,
        Option<ContainerHealthCheck>,
        bool,
        Order,
    ),
) -> Container {
    let depends_on = wait.filter(|(other, _)| *other < before.len()).map(|(container, condition)| {
        let other = &before[container];
        let ends = !other.essential && other.exits_by_itself() && other.restart_policy.is_none();
        let comes_about = match condition {
            StartCondition::Start => true,
            StartCondition::Complete | StartCondition::Success => ends,
            StartCondition::Healthy => other.essential && other.health_check.is_some(),
        };
        Dependency { container, condition: if comes_about { condition } else { StartCondition::Start } }
    });
    Container {
        name: format!("container-{}", before.len()),
        essential: essential || before.is_empty(),
        depends_on: depends_on.into_iter().collect(),
        start_timeout,
        restart_policy: policy.map(|(period, ignored_exit_codes)| RestartPolicy {
            ignored_exit_codes,
            attempt_period: SimDuration::from_secs(period),
        }),
        health_check,
        application,
        ..Container::default()
    }
}

pub fn definition() -> impl proptest::strategy::Strategy<Value = TaskDefinition> {
    let sizes = (prop::sample::select(vec![0, 64, 256, 1_024]), prop::sample::select(vec![64, 512, 900]));
    let container = (application(), prop::option::weighted(0.3, health_check()), any::<bool>(), order());
    (sizes, ports(), prop::collection::vec(container, 1..4), prop_oneof![Just(0), Just(0), Just(300_000)])
        .prop_map(|((cpu, memory), ports, containers, start_failure_millionths)| TaskDefinition {
            family: String::new(),
            revision: 1,
            network_mode: NetworkMode::Bridge,
            demand: Demand { resources: Resources { cpu, memory, gpu: 0 }, ports, interfaces: 0 },
            containers: containers.into_iter().fold(Vec::new(), |mut before, container| {
                before.push(with_order(&before, container));
                before
            }),
            start_failure_millionths,
            ..TaskDefinition::default()
        })
}
