//! By how much an instance fails a rule, as numbers and names.

use crate::cluster::{Cluster, DesiredStatus, InstanceStatus, Rejection};
use crate::model::{
    AttributeId, GroupId, InstanceId, Protocol, QueryId, TaskDefinitionId, TaskId, VpcId, ZoneId,
};
use crate::placement::instance_facts::OnInstance;
use crate::placement::request::Request;
use crate::query::Unmet;

/// How an instance fails one rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortfall {
    /// It is not `ACTIVE` but in this status (PL-04).
    Inactive(InstanceStatus),
    /// Its agent is disconnected (AD-02).
    Agent,
    /// EC2 has been told to stop or terminate it, and its agent is about to disconnect.
    Leaving,
    /// It is in a zone that is none of the subnets' (EN-04).
    Location {
        /// Its zone.
        zone: ZoneId,
        /// The zones of the subnets.
        subnets: Vec<ZoneId>,
    },
    /// It lacks what the task definition requires (RA-01), or is in another VPC than the subnets (EN-03).
    Attribute {
        /// Required attributes that it does not carry.
        missing: Vec<AttributeId>,
        /// Its VPC and that of the subnets, where they differ.
        vpc: Option<(VpcId, VpcId)>,
    },
    /// Too few CPU units.
    Cpu(Amounts),
    /// Too little memory, in MiB.
    Memory(Amounts),
    /// Static host ports are taken (NP-06).
    PortInUse(Vec<HeldPort>),
    /// With the task more host ports would be reserved than an instance may have (RS-08).
    PortLimit {
        /// Ports that the task asks for.
        wanted: u32,
        /// Ports that are taken.
        taken: u32,
        /// How many an instance may have.
        limit: u32,
    },
    /// No slot for a network interface is free (EN-03).
    Eni(Amounts),
    /// Too few GPUs.
    Gpu(Amounts),
    /// Queries do not hold, each with the reasons that suffice for it.
    MemberOf(Vec<UnmetQuery>),
    /// So many tasks of the group are there (CN-03).
    DistinctInstance(u32),
    /// A topology spread with `DoNotSchedule` bars the domain that it is in.
    TopologySpread,
}

/// A query of a `memberOf` constraint that does not hold on an instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnmetQuery {
    /// The query.
    pub query: QueryId,
    /// Why not.
    pub reasons: Vec<Unmet>,
}

/// An amount that does not suffice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amounts {
    /// What the task asks for.
    pub wanted: u32,
    /// What is free.
    pub free: u32,
    /// What the instance has in all.
    pub total: u32,
}

/// A static host port that the task asks for and that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldPort {
    /// Its protocol.
    pub protocol: Protocol,
    /// The port.
    pub port: u16,
    /// Whose task holds it; `None` where the agent keeps it for itself (RS-07).
    pub holder: Option<Holder>,
}

/// What kind of task holds a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    /// Its group.
    pub group: GroupId,
    /// Its task definition.
    pub definition: TaskDefinitionId,
}

impl Amounts {
    /// How much is short.
    #[must_use]
    pub const fn short(&self) -> u32 {
        self.wanted.saturating_sub(self.free)
    }
}

impl Shortfall {
    /// How `instance` fails `rule`, which it does.
    pub(super) fn of(
        rule: Rejection,
        instance: InstanceId,
        request: &Request<'_>,
        cluster: &Cluster,
    ) -> Self {
        let instances = cluster.instances();
        let class = cluster.model().class(instances.class(instance));
        let (wanted, free) = (request.demand().resources, instances.free_for(instance, request.group));
        let amounts = |wanted, free, total| Amounts { wanted, free, total };
        match rule {
            Rejection::Inactive => Self::Inactive(instances.status(instance)),
            Rejection::Agent if instances.agent_connected(instance) => Self::Leaving,
            Rejection::Agent => Self::Agent,
            Rejection::Location => {
                let location = request.rules.location.as_ref();
                Self::Location {
                    zone: class.zone,
                    subnets: location.map_or_else(Vec::new, |location| location.zones.clone()),
                }
            }
            Rejection::Attribute => {
                let required = request.definition.required_attributes.iter().copied();
                let vpc = request.rules.location.as_ref().map(|location| (class.vpc, location.vpc));
                Self::Attribute {
                    missing: required.filter(|attribute| class.attribute(*attribute).is_none()).collect(),
                    vpc: vpc.filter(|(own, wanted)| own != wanted),
                }
            }
            Rejection::Cpu => Self::Cpu(amounts(wanted.cpu, free.cpu, class.registered.cpu)),
            Rejection::Memory => Self::Memory(amounts(wanted.memory, free.memory, class.registered.memory)),
            Rejection::PortInUse => Self::PortInUse(held_ports(instance, request, cluster)),
            Rejection::PortLimit => Self::PortLimit {
                wanted: ports(request.demand().ports.len()),
                taken: ports(instances.ports(instance).len()),
                limit: cluster.model().behavior.reserved_port_limit,
            },
            Rejection::Eni => Self::Eni(amounts(
                request.demand().interfaces,
                instances.free_interfaces_for(instance, request.group),
                class.interfaces,
            )),
            Rejection::Gpu => Self::Gpu(amounts(wanted.gpu, free.gpu, class.registered.gpu)),
            Rejection::MemberOf => Self::MemberOf(unmet_queries(instance, request, cluster)),
            Rejection::TopologySpread => Self::TopologySpread,
            Rejection::DistinctInstance => {
                Self::DistinctInstance(cluster.group(request.group).on_instance(instance))
            }
        }
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> Rejection {
        match self {
            Self::Inactive(_) => Rejection::Inactive,
            Self::Agent | Self::Leaving => Rejection::Agent,
            Self::Location { .. } => Rejection::Location,
            Self::Attribute { .. } => Rejection::Attribute,
            Self::Cpu(_) => Rejection::Cpu,
            Self::Memory(_) => Rejection::Memory,
            Self::PortInUse(_) => Rejection::PortInUse,
            Self::PortLimit { .. } => Rejection::PortLimit,
            Self::Eni(_) => Rejection::Eni,
            Self::Gpu(_) => Rejection::Gpu,
            Self::MemberOf(_) => Rejection::MemberOf,
            Self::TopologySpread => Rejection::TopologySpread,
            Self::DistinctInstance(_) => Rejection::DistinctInstance,
        }
    }
}

/// The task that holds a host port of `instance` in the control plane's view, `None` where no task does.
#[must_use]
pub fn port_holder(cluster: &Cluster, instance: InstanceId, protocol: Protocol, port: u16) -> Option<TaskId> {
    cluster.instances().tasks(instance).iter().copied().find(|id| {
        let task = cluster.task(*id);
        // RT-01: a task that was told to stop holds nothing here.
        task.desired == DesiredStatus::Running
            && cluster.demand(task).ports.iter().any(|held| held == (protocol, port))
    })
}

fn unmet_queries(instance: InstanceId, request: &Request<'_>, cluster: &Cluster) -> Vec<UnmetQuery> {
    let (model, class) = (cluster.model(), cluster.instances().class(instance));
    let facts = OnInstance::new(instance, cluster);
    let unmet = |query| {
        let reasons = model.member_of(query).explain(model, class, &facts);
        (!reasons.is_empty()).then_some(UnmetQuery { query, reasons })
    };
    request.queries().filter_map(unmet).collect()
}

fn held_ports(instance: InstanceId, request: &Request<'_>, cluster: &Cluster) -> Vec<HeldPort> {
    let taken =
        |(protocol, port): &(Protocol, u16)| cluster.instances().ports(instance).holds(*protocol, *port);
    let held = |(protocol, port)| {
        let task = port_holder(cluster, instance, protocol, port).map(|id| cluster.task(id));
        let holder = task.map(|task| Holder { group: task.group, definition: task.definition });
        HeldPort { protocol, port, holder }
    };
    request.demand().ports.iter().filter(taken).map(held).collect()
}

fn ports(count: usize) -> u32 {
    u32::try_from(count).expect("ports have 16 bits")
}
