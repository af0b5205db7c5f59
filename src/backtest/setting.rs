//! Settings that decide how long something takes: what they are in force, and what they are moved to.

use crate::calibrate::InForce;
use crate::model::{Distribution, Model, Service, TargetGroup, TaskDefinition};
use crate::time::SimDuration;

/// A setting of `[behavior]` or of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// `schedulerInterval`
    SchedulerInterval,
    /// `schedulerReaction`
    SchedulerReaction,
    /// `steadyInterval`
    SteadyInterval,
    /// `taskLaunchTime`
    TaskLaunchTime,
    /// `interfaceAttachTime`
    InterfaceAttachTime,
    /// `interfaceDetachTime`
    InterfaceDetachTime,
    /// `healthyAfter`
    HealthyAfter,
    /// `healthCheckIntervalSeconds` of the service's target groups.
    HealthCheckInterval,
    /// `firstCheckDelay`
    FirstCheckDelay,
    /// `deregistration_delay.timeout_seconds` of the service's target groups.
    DeregistrationDelay,
    /// `shutDownTime` of the containers, which `stopTimeout` bounds.
    ShutDownTime,
}

/// Intervals that a setting decides.
pub(super) struct Evidence {
    /// How long each really took and, in the middle, is simulated, in seconds.
    pub intervals: Vec<(f64, f64)>,
    /// Whether it is all that they take.
    pub is_own: bool,
}

/// A setting's value in words.
pub type Value = String;

impl Setting {
    /// As scenarios and the API call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SchedulerInterval => "schedulerInterval",
            Self::SchedulerReaction => "schedulerReaction",
            Self::SteadyInterval => "steadyInterval",
            Self::TaskLaunchTime => "taskLaunchTime",
            Self::InterfaceAttachTime => "interfaceAttachTime",
            Self::InterfaceDetachTime => "interfaceDetachTime",
            Self::HealthyAfter => "healthyAfter",
            Self::HealthCheckInterval => "healthCheckIntervalSeconds",
            Self::FirstCheckDelay => "firstCheckDelay",
            Self::DeregistrationDelay => "deregistration_delay.timeout_seconds",
            Self::ShutDownTime => "shutDownTime (within stopTimeout)",
        }
    }

    /// What the real interval contains beside it.
    #[must_use]
    pub const fn contains(self) -> &'static str {
        match self {
            Self::TaskLaunchTime | Self::InterfaceAttachTime => {
                "the image pull and the start of the containers are part of it"
            }
            Self::HealthCheckInterval | Self::FirstCheckDelay => {
                "the application's start-up and all checks up to the healthy threshold are part of it"
            }
            Self::DeregistrationDelay => "connections that drain and the wait for a pass are part of it",
            Self::ShutDownTime => "what the containers do from the stop signal to their end",
            Self::HealthyAfter => "the wait for a pass is part of it",
            _ => "when the scheduler looks at the service",
        }
    }

    /// What it is in a model, for a service.
    #[must_use]
    pub fn value(self, model: &Model, service: &Service) -> Option<Value> {
        let group = || service.load_balancers.first().map(|of| model.target_group(of.target_group));
        let duration = |of: SimDuration| format!("\"{of}\"");
        match self {
            Self::HealthCheckInterval => group().map(|group| duration(group.interval)),
            Self::DeregistrationDelay => group().map(|group| duration(group.deregistration_delay)),
            Self::ShutDownTime => {
                let containers = &model.task_definition(service.task_definition).containers;
                let shut_down = &containers.first()?.application.shut_down_time;
                Some(match shut_down {
                    Distribution::Uniform { low, high } => {
                        format!("{{ uniform = [\"{low}\", \"{high}\"] }}")
                    }
                    other => duration(other.typical()),
                })
            }
            _ => Some(InForce::of(&model.behavior).text(self.name()).to_owned()),
        }
    }

    /// Values of `--set` that give a scenario what it is in a model.
    pub(super) fn options(self, model: &Model, service: &Service) -> Vec<String> {
        let groups = || service.load_balancers.iter().map(|of| model.target_group(of.target_group));
        match self {
            Self::HealthCheckInterval => {
                let option = |group: &TargetGroup| {
                    format!(
                        "targetGroups.{}.healthCheckIntervalSeconds={}",
                        group.name,
                        group.interval.as_secs_f64()
                    )
                };
                groups().map(option).collect()
            }
            Self::DeregistrationDelay => {
                let option = |group: &TargetGroup| {
                    let delay = group.deregistration_delay.as_secs_f64();
                    format!("targetGroups.{}.deregistration_delay.timeout_seconds={delay}", group.name)
                };
                groups().map(option).collect()
            }
            Self::ShutDownTime => {
                let value = self.value(model, service).unwrap_or_default();
                let applications = own(model, service)
                    .flat_map(|of| of.containers.iter().map(move |container| (of.name(), &container.name)));
                let entries: Vec<String> = applications
                    .map(|(of, name)| {
                        format!(
                            "{{ taskDefinition = \"{of}\", container = \"{name}\", shutDownTime = {value} }}"
                        )
                    })
                    .collect();
                vec![format!("applications=[{}]", entries.join(", "))]
            }
            _ => {
                let value = self.value(model, service);
                value.map(|value| format!("behavior.{}={value}", self.name())).into_iter().collect()
            }
        }
    }

    /// Moves it so that intervals become what they really were; `None` where they tell nothing of it.
    pub(super) fn moved(self, model: &Model, service: &Service, evidence: &Evidence) -> Option<Model> {
        let Evidence { intervals, is_own } = evidence;
        let mut shifts: Vec<f64> = intervals.iter().map(|(real, median)| real - median).collect();
        shifts.sort_unstable_by(f64::total_cmp);
        let shift = *shifts.get(shifts.len() / 2)?;
        let real = intervals.iter().map(|(real, _)| *real);
        let ratio = real.clone().sum::<f64>() / intervals.iter().map(|(_, median)| median).sum::<f64>();
        let observed = |before: &Distribution| {
            if !is_own {
                return Distribution::Constant(duration(before.typical().as_secs_f64() + shift));
            }
            let (low, high) = (real.clone().fold(f64::INFINITY, f64::min), real.clone().fold(0.0, f64::max));
            let room = 0.25 * (high - low) + 0.05 * high;
            Distribution::Uniform { low: duration(low - room), high: duration(high + room) }
        };
        let mut model = model.clone();
        let behavior = &mut model.behavior;
        let groups = service.load_balancers.iter().map(|of| of.target_group.index());
        match self {
            Self::SchedulerInterval => {
                let moved = behavior.scheduler_interval.as_secs_f64() * ratio;
                behavior.scheduler_interval = in_range(moved)?;
                // So that passes keep their order.
                let most = SimDuration::from_micros(behavior.scheduler_interval.as_micros() / 3);
                behavior.scheduler_jitter = behavior.scheduler_jitter.min(most);
            }
            Self::SchedulerReaction => behavior.scheduler_reaction = observed(&behavior.scheduler_reaction),
            Self::SteadyInterval => {
                let typical = behavior.steady_interval.typical().as_secs_f64();
                behavior.steady_interval = Distribution::Constant(in_range(typical + 2.0 * shift)?);
            }
            Self::TaskLaunchTime => behavior.task_launch_time = observed(&behavior.task_launch_time),
            Self::InterfaceAttachTime => {
                behavior.interface_attach_time = observed(&behavior.interface_attach_time);
            }
            Self::InterfaceDetachTime => {
                behavior.interface_detach_time = observed(&behavior.interface_detach_time);
            }
            Self::HealthyAfter => {
                behavior.healthy_after = whole(behavior.healthy_after.as_secs_f64() + shift);
            }
            Self::HealthCheckInterval => {
                let first = behavior.first_check_delay.typical().as_secs_f64();
                let starts = start_up(&model, service) - first;
                for group in groups {
                    check_as_seen(&mut model.target_groups[group], starts, shift);
                }
            }
            Self::FirstCheckDelay => {
                let typical = behavior.first_check_delay.typical().as_secs_f64();
                behavior.first_check_delay = Distribution::Constant(duration(typical + shift));
            }
            Self::DeregistrationDelay => {
                for group in groups {
                    let group = &mut model.target_groups[group];
                    group.deregistration_delay = whole(group.deregistration_delay.as_secs_f64() + shift);
                }
            }
            Self::ShutDownTime => {
                let family = model.task_definition(service.task_definition).family.clone();
                let own = model.task_definitions.iter_mut().filter(|of| of.family == family);
                for container in own.flat_map(|definition| &mut definition.containers) {
                    let time = &mut container.application.shut_down_time;
                    *time = observed(time);
                }
            }
        }
        Some(model)
    }
}

/// Moves the interval of checks so that a target which starts so long, in seconds, is healthy later by `shift`.
fn check_as_seen(group: &mut TargetGroup, starts: f64, shift: f64) {
    // A new target is healthy with the first check that it passes; those before fail while it starts.
    let checks = (starts / group.interval.as_secs_f64()).ceil().max(1.0);
    let interval = whole(group.interval.as_secs_f64() + shift / checks);
    group.interval = interval.clamp(SimDuration::from_secs(5), SimDuration::from_secs(300));
    group.timeout = group.timeout.min(group.interval);
}

/// Seconds from RUNNING to the first check that the service's containers answer.
fn start_up(model: &Model, service: &Service) -> f64 {
    let all = own(model, service).flat_map(|of| &of.containers);
    all.map(|container| container.application.start_up_time.typical().as_secs_f64()).fold(0.0, f64::max)
}

/// All revisions of what the service runs.
fn own<'m>(model: &'m Model, service: &Service) -> impl Iterator<Item = &'m TaskDefinition> {
    let family = &model.task_definition(service.task_definition).family;
    model.task_definitions.iter().filter(move |of| of.family == *family)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and some days at most"
)]
fn duration(seconds: f64) -> SimDuration {
    SimDuration::from_micros((seconds.clamp(0.0, 1e6) * 1e6).round() as u64)
}

fn whole(seconds: f64) -> SimDuration {
    duration(seconds.round())
}

/// What a scheduler could have; `None` for what would mean passes without end or none at all.
fn in_range(seconds: f64) -> Option<SimDuration> {
    (1.0..=3_600.0).contains(&seconds).then(|| duration(seconds))
}
