//! What found tasks take from their instances: whether it fits, and what `remainingResources` says is in use beyond it.

use std::collections::BTreeSet;

use super::super::super::{Node, Problem, Problems, Span};
use super::super::described::Described;
use super::super::fleet::Fleet;
use super::super::names::shortened;
use super::super::task_calls::TaskCalls;
use super::stand_in;
use super::tasks::Tasks;
use crate::model::{Demand, HostPorts, InstanceClass, Resources};

/// What tasks take from one instance.
#[derive(Clone, Default)]
pub struct Used {
    cpu: u64,
    memory: u64,
    gpu: u64,
    interfaces: u64,
    tcp: BTreeSet<u16>,
    udp: BTreeSet<u16>,
    /// A port that two of them have.
    clash: Option<u16>,
}

impl Used {
    /// Adds a task.
    pub fn add(&mut self, demand: &Demand) {
        self.cpu += u64::from(demand.resources.cpu);
        self.memory += u64::from(demand.resources.memory);
        self.gpu += u64::from(demand.resources.gpu);
        self.interfaces += u64::from(demand.interfaces);
        let tcp = demand.ports.tcp.iter().filter(|port| !self.tcp.insert(**port));
        self.clash = self.clash.or(tcp.copied().min());
        let udp = demand.ports.udp.iter().filter(|port| !self.udp.insert(**port));
        self.clash = self.clash.or(udp.copied().min());
    }

    /// What it is too much for on an instance of `class`, in words; `None` where it fits.
    fn excess(&self, class: &InstanceClass) -> Option<String> {
        let Resources { cpu, memory, gpu } = class.registered;
        for (name, used, there) in [
            ("CPU units", self.cpu, cpu),
            ("MiB of memory", self.memory, memory),
            ("GPUs", self.gpu, gpu),
            ("network interfaces", self.interfaces, class.interfaces),
        ] {
            if used > u64::from(there) {
                return Some(format!("{used} {name} of {there}"));
            }
        }
        let reserved = &class.reserved_ports;
        let taken = |ports: &BTreeSet<u16>, reserved: &[u16]| {
            ports.iter().copied().find(|port| reserved.binary_search(port).is_ok())
        };
        let port = self.clash.or(taken(&self.tcp, &reserved.tcp)).or(taken(&self.udp, &reserved.udp));
        port.map(|port| format!("host port {port} twice"))
    }

    /// What of `demand` has room on an instance of `class` beside these tasks.
    fn leaving_room(&self, demand: Demand, class: &InstanceClass) -> Demand {
        let least = |wanted: u32, registered: u32, used: u64| {
            u32::try_from(u64::from(registered).saturating_sub(used)).map_or(wanted, |left| wanted.min(left))
        };
        let Resources { cpu, memory, gpu } = demand.resources;
        let registered = class.registered;
        let mut ports = demand.ports;
        ports.tcp.retain(|port| !self.tcp.contains(port));
        ports.udp.retain(|port| !self.udp.contains(port));
        Demand {
            resources: Resources {
                cpu: least(cpu, registered.cpu, self.cpu),
                memory: least(memory, registered.memory, self.memory),
                gpu: least(gpu, registered.gpu, self.gpu),
            },
            ports,
            interfaces: demand.interfaces,
        }
    }

    /// What is in use on an instance by `remainingResources` and by none of these tasks; `None` where tasks take more.
    fn unexplained(&self, class: &InstanceClass, described: &Described<'_>) -> Option<Demand> {
        let remaining = described.remaining(&mut Problems::default())?;
        let beyond = |registered: u32, remaining: Option<u32>, used: u64| {
            let in_use = remaining.map_or(used, |remaining| u64::from(registered.saturating_sub(remaining)));
            in_use.checked_sub(used).and_then(|beyond| u32::try_from(beyond).ok())
        };
        let Resources { cpu, memory, gpu } = class.registered;
        let ports = |listed: Option<Vec<u16>>, reserved: &[u16], used: &BTreeSet<u16>| {
            let mut ports = listed.unwrap_or_default();
            ports.retain(|port| reserved.binary_search(port).is_err() && !used.contains(port));
            ports
        };
        Some(Demand {
            resources: Resources {
                cpu: beyond(cpu, remaining.cpu, self.cpu)?,
                memory: beyond(memory, remaining.memory, self.memory)?,
                gpu: beyond(gpu, remaining.gpu, self.gpu)?,
            },
            ports: HostPorts {
                tcp: ports(remaining.tcp, &class.reserved_ports.tcp, &self.tcp),
                udp: ports(remaining.udp, &class.reserved_ports.udp, &self.udp),
            },
            interfaces: 0,
        })
    }
}

/// Reports instances whose tasks do not fit together, and has a stand-in hold what is in use there and no task explains.
pub fn check_and_hold<'n>(
    fleet: &Fleet<'n>,
    tasks: &mut Tasks<'_, 'n>,
    calls: &mut TaskCalls<'_, 'n>,
    problems: &mut Problems,
) {
    let (all, staying) = tasks.used(calls);
    for (instance, described) in &fleet.described {
        let machine = &fleet.instances[instance.slot()];
        let class = &fleet.classes[machine.class.index()];
        let at = span_of(described.node);
        if let Some(excess) = all[instance.slot()].excess(class) {
            let message = format!("the tasks on `{}` take {excess}", shortened(&machine.name));
            let problem = Problem::error(at, message).label("more than it has").rule("RS-02");
            problems.push(problem.help(
                "fetch instances, tasks and task definitions anew, at one moment; a trunk needs \
                 `awsvpcTrunking = true`",
            ));
            continue;
        }
        if described.remaining(problems).is_none() {
            continue;
        }
        // ECS frees what a task holds as soon as it is told to stop (RT-01); what was printed may be of before or after that.
        let (all, staying) = (&all[instance.slot()], &staying[instance.slot()]);
        let of_all = all.unexplained(class, described);
        match of_all.or_else(|| Some(all.leaving_room(staying.unexplained(class, described)?, class))) {
            None => problems.push(contradiction(at, &machine.name)),
            Some(demand) if demand == Demand::default() => {}
            Some(demand) => {
                problems.push(held(at, &machine.name, &demand));
                tasks.add(stand_in::task(*instance, class.cluster, demand, at, calls, problems));
            }
        }
    }
}

fn span_of(node: &Node) -> &Span {
    &node.member("remainingResources").map_or(node, |member| &member.value).span
}

fn contradiction(at: &Span, name: &str) -> Problem {
    let message =
        format!("tasks on `{}` take more than `remainingResources` says is in use", shortened(name));
    let problem = Problem::warning(at, message).label("what the tasks take counts").rule("RS-02");
    problem.help("fetch instances and tasks at one moment")
}

fn held(at: &Span, name: &str, demand: &Demand) -> Problem {
    let Resources { cpu, memory, gpu } = demand.resources;
    let mut parts = Vec::new();
    for (figure, unit) in [(cpu, "CPU units"), (memory, "MiB"), (gpu, "GPUs")] {
        if figure > 0 {
            parts.push(format!("{figure} {unit}"));
        }
    }
    parts.extend(demand.ports.iter().map(|(protocol, port)| format!("port {port}/{protocol}")));
    let message =
        format!("{} in use on `{}` by tasks that are not described", parts.join(", "), shortened(name));
    let problem = Problem::warning(at, message).label("held by a stand-in, for good").rule("RS-02");
    problem.help("add the output of aws ecs describe-tasks for this instance to [[tasks]]")
}
