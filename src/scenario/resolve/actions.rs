//! `[[actions]]`: API calls at set times, or at times that are drawn.

use std::collections::BTreeMap;

use super::super::shape::words;
use super::super::{Node, Problem, Problems, Span};
use super::action_state::ServiceState;
use super::action_times::{self, Timed};
use super::attribute_changes::{self, Change};
use super::capacity;
use super::daemon;
use super::deployment;
use super::described::is_described;
use super::end_conditions;
use super::existence::Existence;
use super::fields::{flag, is_absent, list, required_text, text};
use super::instance_choice::InstanceChoice;
use super::limits::MAX_TASKS;
use super::load_balancers::check_still_mapped;
use super::names::unknown_word;
use super::placement;
use super::quantity::{duration, whole};
use super::selection::{Declared, check_tasks};
use super::service_rules;
use super::services::{Services, Surroundings, warn_above_quota};
use super::strategy;
use super::task_calls::TaskCalls;
use super::task_selection;
use super::update_rules;
use crate::model::{Action, ActionTime, ApiCall, Constraints, Service, ServiceId, TaskDefinitionId};
use crate::time::SimTime;

const CALLS: [&str; 16] = [
    "createService",
    "updateService",
    "deleteService",
    "runTask",
    "startTask",
    "stopTask",
    "stopServiceDeployment",
    "continueServiceDeployment",
    "updateTaskProtection",
    "terminateInstances",
    "stopInstances",
    "startInstances",
    "deregisterContainerInstance",
    "updateContainerInstancesState",
    "putAttributes",
    "deleteAttributes",
];

/// What actions may name, and what earlier ones have made of the services.
pub struct Reader<'s, 'n> {
    around: &'s Surroundings<'s, 'n>,
    services: &'s Services<'n>,
    declared: Declared<'s>,
    chosen: InstanceChoice<'s, 'n>,
    existence: Existence,
    states: BTreeMap<ServiceId, ServiceState>,
    rollouts: Vec<Rollout<'n>>,
    rollbacks: Vec<Rollback<'n>>,
    /// When the call that is being read is made.
    at: ActionTime,
}

/// A `stopServiceDeployment` before which no call that was read has begun a deployment.
struct Rollback<'n> {
    service: ServiceId,
    /// It is made no later.
    latest: SimTime,
    call: &'n Node,
}

/// A task definition that a call brings to a service.
pub struct Rollout<'n> {
    /// The service.
    pub service: ServiceId,
    /// What it runs from then on.
    pub definition: TaskDefinitionId,
    /// Where the call names it.
    pub span: &'n Span,
}

impl<'s, 'n> Reader<'s, 'n> {
    /// A reader of actions on these services and instances.
    pub fn new(around: &'s Surroundings<'s, 'n>, services: &'s Services<'n>, declared: Declared<'s>) -> Self {
        Self {
            around,
            services,
            declared,
            chosen: InstanceChoice::new(around.clusters, declared),
            existence: Existence::default(),
            states: BTreeMap::new(),
            rollouts: Vec::new(),
            rollbacks: Vec::new(),
            at: SimTime::ZERO.into(),
        }
    }

    /// The most tasks that a service ever wants.
    pub fn peak(&self, service: ServiceId) -> u32 {
        let created = &self.services.services[service.index()];
        if created.is_daemon() {
            return u32::try_from(self.declared.instances.len()).unwrap_or(u32::MAX);
        }
        self.states.get(&service).map_or(created.desired_count, |state| state.counts.peak())
    }

    /// Checks how many tasks are wanted, and asked for, all in all; what the calls roll out.
    pub fn finish(self, root: &Node, problems: &mut Problems) -> Vec<Rollout<'n>> {
        let peak = |service| self.peak(service);
        check_tasks(root, self.services, self.around.clusters, peak, problems);
        self.rollbacks.iter().for_each(|rollback| self.check_rollback(rollback, problems));
        self.rollouts
    }

    /// The actions of a scenario by the earliest of their times; those of one instant in an order that their content decides.
    pub fn read(
        &mut self,
        root: &'n Node,
        calls: &mut TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> Vec<Action> {
        let timed = action_times::of(root, problems);
        self.existence = Existence::before(&timed, self.services, self.around.clusters);
        let call = |(at, node): Timed<'n>| {
            self.at = at.clone();
            Some(Action { at, call: self.call(node, calls, problems)? })
        };
        timed.into_iter().filter_map(call).collect()
    }

    fn call(
        &mut self,
        node: &'n Node,
        calls: &mut TaskCalls<'_, 'n>,
        problems: &mut Problems,
    ) -> Option<ApiCall> {
        let named: Vec<_> = CALLS.iter().filter_map(|name| node.member(name)).collect();
        let [call] = named.as_slice() else {
            let message = format!("the action makes {} calls, not one", named.len());
            let problem = Problem::error(&node.span, message).label("exactly one call an action");
            problems.push(problem.help(format!("write one of {}", CALLS.join(", "))));
            return None;
        };
        let arguments = &call.value;
        if !super::fields::is_object(arguments) {
            return None;
        }
        let around = (self.around.attributes, &self.chosen);
        match call.name.as_str() {
            "createService" => self.create_service(arguments, problems),
            "updateService" => self.update_service(arguments, problems),
            "deleteService" => self.delete_service(arguments, problems),
            "runTask" => calls.run_task(arguments, problems).map(ApiCall::RunTask),
            "startTask" => calls.start_task(arguments, problems).map(ApiCall::RunTask),
            "stopTask" => self.stop_task(arguments, problems),
            "stopServiceDeployment" => self.stop_deployment(arguments, problems),
            "continueServiceDeployment" => self.continue_deployment(arguments, problems),
            "updateTaskProtection" => self.protect(arguments, problems),
            "terminateInstances" => {
                self.chosen.instances(arguments, problems).map(ApiCall::TerminateInstances)
            }
            "stopInstances" => self.chosen.instances(arguments, problems).map(ApiCall::StopInstances),
            "startInstances" => self.start_instances(arguments, problems),
            "deregisterContainerInstance" => self.deregister_instances(arguments, problems),
            "putAttributes" => attribute_changes::call(arguments, Change::Put, &around, problems),
            "deleteAttributes" => attribute_changes::call(arguments, Change::Delete, &around, problems),
            _ => self.update_instances_state(arguments, problems),
        }
    }

    fn update_service(&mut self, arguments: &'n Node, problems: &mut Problems) -> Option<ApiCall> {
        update_rules::check(arguments, problems);
        capacity::check(arguments, problems);
        let attributes = self.around.attributes;
        let strategies = (!is_absent(arguments, "placementStrategy"))
            .then(|| placement::strategies(arguments, attributes, problems));
        let most = u32::try_from(MAX_TASKS).unwrap_or(u32::MAX);
        let desired_count = whole(arguments, "desiredCount", 0..=most, "API: UpdateService", problems);
        warn_above_quota(arguments, desired_count.unwrap_or(0), problems);
        let written = text(arguments, "taskDefinition");
        let definitions = self.around.task_definitions;
        let definition = written.and_then(|written| definitions.resolve(written, problems));
        let service = self.existing(arguments, "updateService", problems)?;
        let created = &self.services.services[service.index()];
        let declared = self.services.nodes[service.index()];
        let constraints = list(declared, "placementConstraints").len();
        let state = self.states.entry(service).or_insert_with(|| ServiceState::new(created, constraints));
        let before = state.definition;
        if let Some(count) = desired_count {
            state.counts.set(&self.at, count);
        }
        if let (Some(written), Some(definition)) = (written, definition) {
            let (before, after) = (definitions.get(state.definition), definitions.get(definition));
            check_still_mapped(written, &created.load_balancers, before, after, problems);
            state.definition = definition;
            self.rollouts.push(Rollout { service, definition, span: written.span });
        }
        let of_service = (declared, created.is_daemon(), self.around.alarms);
        let configured = state.configure(arguments, of_service, problems);
        let bounds = configured.as_ref().map(|configured| configured.0);
        let forced = flag(arguments, "forceNewDeployment").unwrap_or(false);
        if forced || state.definition != before {
            state.deploys_from.get_or_insert(self.at.earliest());
        }
        if created.is_daemon() {
            daemon::refuse_members(arguments, problems);
            daemon::check_bounds(arguments, state.bounds, problems);
            daemon::check_restart(arguments, forced || state.definition != before, problems);
        } else if bounds.is_some() || desired_count.is_some() {
            check_bounds(arguments, state, problems);
        }
        let constraints = read_constraints(arguments, self.around, (created, state), before, problems);
        let rebalances = service_rules::updated_rebalancing(
            arguments,
            self.services.nodes[service.index()],
            bounds.unwrap_or(created.bounds),
            created.is_daemon(),
            problems,
        );
        Some(ApiCall::UpdateService {
            service,
            desired_count,
            task_definition: definition,
            force_new_deployment: forced,
            bounds,
            end_conditions: configured.as_ref().map(|configured| configured.1.clone()),
            strategy: configured.map(|configured| configured.2),
            strategies,
            constraints,
            rebalances,
        })
    }

    /// §2.4. Nothing that a call before it began can be rolled back where none began a deployment.
    fn stop_deployment(&mut self, arguments: &'n Node, problems: &mut Problems) -> Option<ApiCall> {
        const OWNER: &str = "`stopServiceDeployment`";
        end_conditions::check_stop_type(arguments, problems);
        let service = self.services.resolve(arguments, self.around.clusters, OWNER, problems)?;
        let has_deployed = self.states.get(&service).is_some_and(|state| state.deploys_from.is_some());
        if !has_deployed && !is_described(self.services.nodes[service.index()]) {
            self.rollbacks.push(Rollback { service, latest: self.at.latest(), call: arguments });
        }
        Some(ApiCall::StopServiceDeployment(service))
    }

    /// Reports a rollback before which no call can have begun a deployment, in whatever order their times are drawn.
    fn check_rollback(&self, rollback: &Rollback<'_>, problems: &mut Problems) {
        let deploys_from = self.states.get(&rollback.service).and_then(|state| state.deploys_from);
        if deploys_from.is_some_and(|from| from < rollback.latest) {
            return;
        }
        let name = &self.services.services[rollback.service.index()].name;
        let message = format!("no action before it begins a deployment of `{name}`");
        let problem = Problem::error(&rollback.call.span, message).label("there is nothing to roll back");
        let help = "add an updateService action before it, with another taskDefinition or \
                    forceNewDeployment = true";
        problems.push(problem.rule("S2.4-3").help(help));
    }

    /// §2.5.
    fn continue_deployment(&self, arguments: &Node, problems: &mut Problems) -> Option<ApiCall> {
        const OWNER: &str = "`continueServiceDeployment`";
        let rollback = strategy::rolls_back(arguments, problems);
        let service = self.services.resolve(arguments, self.around.clusters, OWNER, problems)?;
        Some(ApiCall::ContinueServiceDeployment { service, rollback })
    }

    fn create_service(&mut self, arguments: &'n Node, problems: &mut Problems) -> Option<ApiCall> {
        let owner = (self.around.clusters, "`createService`");
        let service = self.services.named(arguments, "serviceName", owner, problems)?;
        let declared = self.services.nodes[service.index()];
        self.existence.create(service, (&self.at, arguments), declared, problems);
        Some(ApiCall::CreateService(service))
    }

    /// LC-07: a service that wants tasks is deleted by force alone.
    fn delete_service(&mut self, arguments: &'n Node, problems: &mut Problems) -> Option<ApiCall> {
        let force = flag(arguments, "force").unwrap_or(false);
        let service = self.existing(arguments, "deleteService", problems)?;
        let created = &self.services.services[service.index()];
        let wanted =
            self.states.get(&service).map_or(created.desired_count, |state| state.counts.most_at(&self.at));
        if wanted > 0 && !force {
            let message = format!("`{}` wants {wanted} tasks then", created.name);
            let problem = Problem::error(&arguments.span, message).label("the API refuses it").rule("VC-20");
            problems.push(
                problem.help("set desiredCount = 0 with an `updateService` before, or add force = true"),
            );
        }
        self.existence.delete(service, &self.at);
        Some(ApiCall::DeleteService { service, force })
    }

    /// The service that a call names, which is there then.
    fn existing(&self, arguments: &'n Node, call: &str, problems: &mut Problems) -> Option<ServiceId> {
        let owner = format!("`{call}`");
        let service = self.services.resolve(arguments, self.around.clusters, &owner, problems)?;
        self.existence.check(service, (&self.at, arguments), call, problems);
        Some(service)
    }

    fn stop_task(&self, arguments: &'n Node, problems: &mut Problems) -> Option<ApiCall> {
        let reason = text(arguments, "reason").map(|reason| reason.value.to_owned());
        let tasks = task_selection::stopped(arguments, self.around.clusters, problems, |problems| {
            self.existing(arguments, "stopTask", problems)
        })?;
        Some(ApiCall::StopTask { tasks, reason })
    }

    fn protect(&self, arguments: &'n Node, problems: &mut Problems) -> Option<ApiCall> {
        let expires_in = task_selection::protection(arguments, problems);
        let tasks = task_selection::protected(arguments, problems, |problems| {
            let service = self.existing(arguments, "updateTaskProtection", problems)?;
            task_selection::refuse_daemon(&self.services.services[service.index()], arguments, problems);
            Some(service)
        })?;
        Some(ApiCall::UpdateTaskProtection { tasks, expires_in: expires_in.ok()? })
    }

    fn update_instances_state(&self, arguments: &Node, problems: &mut Problems) -> Option<ApiCall> {
        let status = required_text(arguments, "status", "`updateContainerInstancesState`", problems);
        let instances = self.chosen.instances(arguments, problems);
        let draining = match status?.value {
            "DRAINING" => true,
            "ACTIVE" => false,
            _ => {
                problems.push(unknown_word(status?, "status", words::INSTANCE_STATUSES).rule("CI-01"));
                return None;
            }
        };
        Some(ApiCall::UpdateContainerInstancesState { instances: instances?, draining })
    }

    fn deregister_instances(&self, arguments: &Node, problems: &mut Problems) -> Option<ApiCall> {
        let force = flag(arguments, "force").unwrap_or(false);
        let instances = self.chosen.deregistered(arguments, problems)?;
        Some(ApiCall::DeregisterContainerInstance { instances, force })
    }

    fn start_instances(&self, arguments: &Node, problems: &mut Problems) -> Option<ApiCall> {
        let connected_after = duration(arguments, "connectedAfter", problems).unwrap_or_default();
        let instances = self.chosen.instances(arguments, problems)?;
        Some(ApiCall::StartInstances { instances, connected_after })
    }
}

/// The constraints that an update brings, if it does; those of a new definition come in addition (CN-06).
fn read_constraints(
    call: &Node,
    around: &Surroundings<'_, '_>,
    (created, state): (&Service, &mut ServiceState),
    before: TaskDefinitionId,
    problems: &mut Problems,
) -> Option<Constraints> {
    let of_definition = around.task_definitions.nodes[state.definition.index()];
    let of_definition = list(of_definition, "placementConstraints").len();
    let written = call.get("placementConstraints");
    if let Some(list) = written {
        state.constraints = list.elements().len();
    } else if state.definition != before {
        placement::check_number(call, state.constraints + of_definition, problems);
    }
    let constraints = written.map(|_| placement::constraints(call, of_definition, around.queries, problems));
    if created.is_daemon() { constraints.map(daemon::constraints) } else { constraints }
}

/// What percentages and count of a REPLICA service do not allow once a call has changed one of them.
fn check_bounds(call: &Node, after: &ServiceState, problems: &mut Problems) {
    if !deployment::refuse_standstill(call, after.bounds, problems) {
        deployment::check_can_move(call, after.bounds, after.counts.last(), problems);
    }
}
