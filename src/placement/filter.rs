//! Which instances can take a task: the binding rules, in the order of [`Rejection`] (PL-01…PL-04).

use super::instance_facts::OnInstance;
use super::request::Request;
use crate::cluster::{Cluster, GroupTasks, InstanceStatus, Rejection, check_cpu_and_memory};
use crate::model::{ClassId, InstanceClass, InstanceId, Model};
use crate::query::Residual;

/// The rules for one request in the cluster as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    cluster: &'a Cluster,
    request: &'a Request<'a>,
    tasks: &'a GroupTasks,
    classes: Option<&'a ClassRejections>,
    /// Whether there is any query to be met.
    is_queried: bool,
}

/// What the classes of instances decide about a request: zone, VPC and required attributes.
///
/// Made once for many instances, so that nobody looks up the attributes of each.
#[derive(Clone, Debug, Default)]
pub struct ClassRejections(Vec<Option<Rejection>>);

impl ClassRejections {
    /// Judges every class of the model, in the memory of the request before.
    pub fn judge(&mut self, request: &Request<'_>, model: &Model) {
        self.0.clear();
        self.0.extend(model.classes.iter().map(|class| class_rejection(request, class)));
    }
}

impl<'a> Filter<'a> {
    /// The rules for `request`.
    #[must_use]
    pub fn new(request: &'a Request<'a>, cluster: &'a Cluster) -> Self {
        let (tasks, is_queried) = (cluster.group(request.group), request.queries().next().is_some());
        Self { cluster, request, tasks, classes: None, is_queried }
    }

    /// The same rules, where `classes` has judged for this request already.
    #[must_use]
    pub fn knowing(self, classes: &'a ClassRejections) -> Self {
        Self { classes: Some(classes), ..self }
    }

    /// Whether `instance` is registered with the cluster that the request asks.
    ///
    /// One that is `INACTIVE` has left it (CI-02): it is neither a candidate nor part of a diagnosis.
    #[must_use]
    pub fn is_registered(&self, instance: InstanceId) -> bool {
        self.class(instance).cluster == self.request.cluster
            && self.cluster.instances().status(instance) != InstanceStatus::Inactive
    }

    /// Whether `instance` is registered and passes every rule.
    #[must_use]
    pub fn accepts(&self, instance: InstanceId) -> bool {
        self.is_registered(instance) && self.first_rejection(instance).is_none()
    }

    /// The first rule that a registered `instance` fails, `None` when it can take the task.
    #[must_use]
    #[inline]
    pub fn first_rejection(&self, instance: InstanceId) -> Option<Rejection> {
        let instances = self.cluster.instances();
        if instances.status(instance) != InstanceStatus::Active {
            return Some(Rejection::Inactive);
        }
        if !instances.is_reachable(instance) {
            return Some(Rejection::Agent);
        }
        let of_class = match self.classes {
            Some(classes) => classes.0[instances.class(instance).index()],
            None => class_rejection(self.request, self.class(instance)),
        };
        of_class.or_else(|| self.rejection_by_room(instance)).or_else(|| self.rejection_by_tasks(instance))
    }

    /// The first rule that a registered `instance` fails when `StartTask` names it: constraints do not count (RN-06).
    #[must_use]
    pub fn rejection_of_named(&self, instance: InstanceId) -> Option<Rejection> {
        let mut binding = Rejection::ALL.into_iter().filter(|rule| rule.binds_named());
        binding.find(|rule| self.fails(*rule, instance))
    }

    /// The first resource that `instance` has too little of.
    #[inline]
    fn rejection_by_room(&self, instance: InstanceId) -> Option<Rejection> {
        let (instances, demand) = (self.cluster.instances(), self.request.demand());
        let free = instances.free_for(instance, self.request.group);
        if let Err(rejection) = check_cpu_and_memory(free, demand.resources) {
            return Some(rejection);
        }
        if !demand.ports.is_empty()
            && let Err(rejection) = instances.ports(instance).check(&demand.ports, self.port_limit())
        {
            return Some(rejection);
        }
        if demand.interfaces > 0
            && demand.interfaces > instances.free_interfaces_for(instance, self.request.group)
        {
            return Some(Rejection::Eni);
        }
        (demand.resources.gpu > free.gpu).then_some(Rejection::Gpu)
    }

    /// What the tasks on `instance` forbid.
    #[inline]
    fn rejection_by_tasks(&self, instance: InstanceId) -> Option<Rejection> {
        if !self.is_member(instance) {
            return Some(Rejection::MemberOf);
        }
        self.is_second_on(instance).then_some(Rejection::DistinctInstance)
    }

    /// Whether `instance` is one that a daemon service looks after: registered, `ACTIVE`, and as its location, required
    /// attributes and `memberOf` ask for (§1.8), whatever room there is.
    ///
    /// Queries do not see the service's own task: what it runs is no reason not to run it.
    #[must_use]
    pub fn suits(&self, instance: InstanceId) -> bool {
        let binding = [Rejection::Inactive, Rejection::Location, Rejection::Attribute];
        let others = OnInstance::new(instance, self.cluster).without(self.request.group);
        self.is_registered(instance)
            && !binding.into_iter().any(|rule| self.fails(rule, instance))
            && self.are_met(instance, &others)
    }

    /// Whether an instance of `class` may suit: its location and required attributes are as asked for, and no query rules
    /// the class out.
    #[must_use]
    pub fn may_suit_class(&self, class: ClassId) -> bool {
        class_rejection(self.request, self.cluster.model().class(class)).is_none()
            && self.residuals(class).all(|residual| residual.constant() != Some(false))
    }

    /// How many rules a registered `instance` fails; CPU, memory, ports, interfaces and GPUs are a rule each.
    #[must_use]
    pub fn failed_rules(&self, instance: InstanceId) -> usize {
        Rejection::ALL.into_iter().filter(|rule| self.fails(*rule, instance)).count()
    }

    /// Whether a registered `instance` fails `rule`, whatever it makes of the others.
    #[must_use]
    pub fn fails(&self, rule: Rejection, instance: InstanceId) -> bool {
        let instances = self.cluster.instances();
        let demand = self.request.demand();
        let (wanted, free) = (demand.resources, instances.free_for(instance, self.request.group));
        match rule {
            Rejection::Inactive => instances.status(instance) != InstanceStatus::Active,
            Rejection::Agent => !instances.is_reachable(instance),
            Rejection::Location => is_elsewhere(self.request, self.class(instance)),
            Rejection::Attribute => lacks_attribute(self.request, self.class(instance)),
            Rejection::Cpu => wanted.cpu > free.cpu,
            Rejection::Memory => wanted.memory > free.memory,
            Rejection::PortInUse | Rejection::PortLimit => {
                instances.ports(instance).check(&demand.ports, self.port_limit()) == Err(rule)
            }
            Rejection::Eni => demand.interfaces > instances.free_interfaces_for(instance, self.request.group),
            Rejection::Gpu => wanted.gpu > free.gpu,
            Rejection::MemberOf => !self.is_member(instance),
            // Where all that pass are barred, the diagnosis says so.
            Rejection::TopologySpread => false,
            Rejection::DistinctInstance => self.is_second_on(instance),
        }
    }

    /// `distinctInstance` looks at desired status (CN-03) and at the group's own tasks (CN-04).
    fn is_second_on(&self, instance: InstanceId) -> bool {
        self.request.rules.constraints.distinct_instance && self.tasks.on_instance(instance) > 0
    }

    /// CN-06: every query of the task definition and of the service or call holds.
    #[inline]
    fn is_member(&self, instance: InstanceId) -> bool {
        !self.is_queried || self.are_met(instance, &OnInstance::new(instance, self.cluster))
    }

    /// Whether every query holds where `instance` is as `facts` say.
    fn are_met(&self, instance: InstanceId, facts: &OnInstance<'_>) -> bool {
        self.residuals(self.cluster.instances().class(instance)).all(|residual| residual.holds(facts))
    }

    /// What instances of `class` leave of the queries.
    pub(super) fn residuals(&self, class: ClassId) -> impl Iterator<Item = &'a Residual> {
        let queries = self.request.queries();
        let model = self.cluster.model();
        queries.map(move |query| model.member_of(query).residual(class))
    }

    fn class(&self, instance: InstanceId) -> &'a InstanceClass {
        self.cluster.model().class(self.cluster.instances().class(instance))
    }

    fn port_limit(&self) -> u32 {
        self.cluster.model().behavior.reserved_port_limit
    }
}

/// What `class` alone decides, in the order in which it is judged.
fn class_rejection(request: &Request<'_>, class: &InstanceClass) -> Option<Rejection> {
    if is_elsewhere(request, class) {
        return Some(Rejection::Location);
    }
    lacks_attribute(request, class).then_some(Rejection::Attribute)
}

/// EN-04: in the VPC, but in none of the subnets' zones.
fn is_elsewhere(request: &Request<'_>, class: &InstanceClass) -> bool {
    let Some(location) = &request.rules.location else { return false };
    location.zones.binary_search(&class.zone).is_err()
}

/// RA-01: something that the task definition requires; EN-03: or the VPC of the subnets.
fn lacks_attribute(request: &Request<'_>, class: &InstanceClass) -> bool {
    request.required_attributes().any(|attribute| class.attribute(attribute).is_none())
        || request.rules.location.as_ref().is_some_and(|location| location.vpc != class.vpc)
}
