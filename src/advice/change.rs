//! Changes that could mend a fault: how each is made in a model, and how a user makes it.

use crate::model::{ClassId, Container, HostPorts, Model, Resources, Service, ServiceId, TaskDefinitionId};
use crate::time::SimDuration;

/// CPU units that a container gets that reserves none: the agent passes 2 shares to Docker (`ContainerDefinition`, `cpu`).
pub const LEAST_CPU: u32 = 2;

/// What of a reservation is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// CPU units.
    Cpu,
    /// MiB of memory.
    Memory,
}

/// One change of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `minimumHealthyPercent` of the service.
    MinimumHealthyPercent(u32),
    /// `maximumPercent` of the service.
    MaximumPercent(u32),
    /// Host port 0 wherever the task definition binds one.
    DynamicHostPorts,
    /// So many more instances of a class.
    MoreInstances(ClassId, u32),
    /// `healthCheckGracePeriodSeconds` of the service.
    GracePeriod(SimDuration),
    /// `startPeriod` of every container health check of the task definition.
    StartPeriod(SimDuration),
    /// `deregistration_delay.timeout_seconds` of the service's target groups.
    DeregistrationDelay(SimDuration),
    /// `stopTimeout` of every container of the task definition that has time to shut down.
    StopTimeout(SimDuration),
    /// A part of what a task of this definition reserves: one of so many.
    Part(TaskDefinitionId, Share, u32),
    /// `cpu` of every checked container whose CPU use at its start is known: so many times as much, up to that use.
    StartUpCpu(u32),
}

impl Change {
    /// Makes it for this service.
    pub fn make(self, id: ServiceId, model: &mut Model) {
        let service = &mut model.services[id.index()];
        match self {
            Self::MinimumHealthyPercent(percent) => service.bounds.minimum_healthy_percent = percent,
            Self::MaximumPercent(percent) => service.bounds.maximum_percent = percent,
            Self::GracePeriod(period) => service.health_check_grace_period = period,
            Self::DeregistrationDelay(delay) => {
                for balancer in &service.load_balancers {
                    model.target_groups[balancer.target_group.index()].deregistration_delay = delay;
                }
            }
            Self::DynamicHostPorts => {
                let definition = &mut model.task_definitions[service.task_definition.index()];
                definition.demand.ports = HostPorts::default();
                let mappings = definition.containers.iter_mut().flat_map(|one| &mut one.port_mappings);
                mappings.for_each(|mapping| mapping.host_port = 0);
            }
            Self::StartPeriod(period) => {
                let definition = &mut model.task_definitions[service.task_definition.index()];
                let checks = definition.containers.iter_mut().filter_map(|one| one.health_check.as_mut());
                checks.for_each(|check| check.start_period = period);
            }
            Self::StopTimeout(timeout) => {
                let definition = &mut model.task_definitions[service.task_definition.index()];
                definition.containers.iter_mut().for_each(|one| one.stop_timeout = timeout);
            }
            Self::MoreInstances(class, count) => {
                for _ in 0..count {
                    add_instance(class, model);
                }
            }
            Self::StartUpCpu(times) => {
                let definition = &mut model.task_definitions[service.task_definition.index()];
                let checked = checked(service, &definition.containers);
                let containers = definition.containers.iter_mut().zip(checked);
                for (container, _) in containers.filter(|(_, checked)| *checked) {
                    let cpu = raised(container, times).unwrap_or(container.cpu);
                    definition.demand.resources.cpu += cpu - container.cpu;
                    container.cpu = cpu;
                }
            }
            Self::Part(definition, share, divisor) => {
                let resources = &mut model.task_definitions[definition.index()].demand.resources;
                *resources = divided(*resources, share, divisor);
            }
        }
    }

    /// As a user makes it: `PATH=VALUE` for `--set`, one for each place, or words where no one setting says it.
    pub fn described(self, id: ServiceId, model: &Model) -> String {
        let service = model.service(id);
        let definition = model.task_definition(service.task_definition);
        let name = &service.name;
        let is_alone = model.services.iter().filter(|other| other.name == *name).count() == 1;
        let of_service = |member: &str, value: u64| match model.clusters.get(service.cluster.index()) {
            // A path by name leads to one service only.
            Some(cluster) if !is_alone => format!("{member}={value} of service {cluster}/{name}"),
            _ => format!("services.{name}.{member}={value}"),
        };
        let of_container = |name: &str, member: &str, value: u64| {
            format!("taskDefinitions.{}.containerDefinitions.{name}.{member}={value}", definition.family)
        };
        match self {
            Self::MinimumHealthyPercent(percent) => {
                of_service("deploymentConfiguration.minimumHealthyPercent", percent.into())
            }
            Self::MaximumPercent(percent) => {
                of_service("deploymentConfiguration.maximumPercent", percent.into())
            }
            Self::GracePeriod(period) => of_service("healthCheckGracePeriodSeconds", whole_seconds(period)),
            Self::DeregistrationDelay(delay) => {
                let groups = service.load_balancers.iter().map(|balancer| {
                    let name = &model.target_group(balancer.target_group).name;
                    format!(
                        "targetGroups.{name}.deregistration_delay.timeout_seconds={}",
                        whole_seconds(delay)
                    )
                });
                joined(groups)
            }
            Self::DynamicHostPorts => joined(definition.containers.iter().flat_map(|container| {
                let mappings = container.port_mappings.iter().enumerate();
                let fixed = mappings.filter(|(_, mapping)| mapping.host_port != 0);
                fixed.map(|(index, _)| {
                    of_container(&container.name, &format!("portMappings.{index}.hostPort"), 0)
                })
            })),
            Self::StartPeriod(period) => {
                let checked = definition.containers.iter().filter(|one| one.health_check.is_some());
                joined(
                    checked
                        .map(|one| of_container(&one.name, "healthCheck.startPeriod", whole_seconds(period))),
                )
            }
            Self::StartUpCpu(times) => {
                let checked = checked(service, &definition.containers);
                let containers = definition.containers.iter().zip(checked).filter(|(_, checked)| *checked);
                joined(
                    containers.filter_map(|(one, _)| {
                        Some(of_container(&one.name, "cpu", raised(one, times)?.into()))
                    }),
                )
            }
            Self::StopTimeout(timeout) => joined(
                definition
                    .containers
                    .iter()
                    .map(|one| of_container(&one.name, "stopTimeout", whole_seconds(timeout))),
            ),
            Self::MoreInstances(class, count) => more_like(class, count, model),
            Self::Part(definition, share, divisor) => {
                let definition = model.task_definition(definition);
                let part = divided(definition.demand.resources, share, divisor);
                let name = definition.name();
                format!("{name} reserving {} CPU units and {} MiB", part.cpu, part.memory)
            }
        }
    }
}

/// Of each container, whether a target group or a health check of its own looks at it.
pub fn checked(service: &Service, containers: &[Container]) -> Vec<bool> {
    let balanced = |at: usize| service.load_balancers.iter().any(|one| one.container == at);
    containers.iter().enumerate().map(|(at, one)| one.health_check.is_some() || balanced(at)).collect()
}

/// What a container would reserve; `None` where nothing is known or it is enough already.
fn raised(container: &Container, times: u32) -> Option<u32> {
    let used = container.application.start_up_cpu?;
    let more = container.cpu.max(LEAST_CPU).saturating_mul(times).min(used);
    (more > container.cpu).then_some(more)
}

/// Groups of one type in one zone are told apart by an instance of them.
fn more_like(class: ClassId, count: u32, model: &Model) -> String {
    let like = model.instances.iter().find(|instance| instance.class == class);
    let like = like.map_or("", |instance| instance.name.as_str());
    let class = model.class(class);
    let zone = &model.zones[class.zone.index()];
    format!("{count} more {} in {zone}, like {like} (`count` of its group)", class.instance_type)
}

fn add_instance(class: ClassId, model: &mut Model) {
    let like = model.instances.iter().find(|instance| instance.class == class);
    let Some(mut added) = like.cloned() else { return };
    let number = model.instances.len() + 1;
    added.name = format!("added-{number}");
    added.ec2_instance_id = format!("i-{number:017x}");
    model.instances.push(added);
}

/// An even part of one amount, but never nothing of what there was.
fn divided(resources: Resources, share: Share, divisor: u32) -> Resources {
    let part = |amount: u32| if amount == 0 { 0 } else { (amount / divisor).max(1) };
    match share {
        Share::Cpu => Resources { cpu: part(resources.cpu), ..resources },
        Share::Memory => Resources { memory: part(resources.memory), ..resources },
    }
}

fn whole_seconds(duration: SimDuration) -> u64 {
    duration.as_micros() / SimDuration::from_secs(1).as_micros()
}

fn joined(settings: impl Iterator<Item = String>) -> String {
    settings.collect::<Vec<_>>().join(" and ")
}
