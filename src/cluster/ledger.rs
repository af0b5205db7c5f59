//! Host ports and resources of one container instance: what is taken, what is left.
//!
//! Used twice with the same rules: by the control plane, which frees a task's share as soon as it is told to stop
//! (RT-01), and by the agent, which holds it until the task is `STOPPED` (RT-03).

use super::rejection::Rejection;
use crate::model::{Demand, HostPorts, Protocol, Resources};

/// Taken host ports of one instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortLedger {
    taken: HostPorts,
}

impl PortLedger {
    /// A ledger in which the agent's own ports are taken (RS-02, RS-07).
    #[must_use]
    pub fn reserving(ports: &HostPorts) -> Self {
        Self { taken: ports.clone() }
    }

    /// Ports taken, both protocols summed (RS-09).
    #[must_use]
    pub fn len(&self) -> usize {
        self.taken.len()
    }

    /// Whether no port is taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// The ports that are taken.
    #[must_use]
    pub const fn taken(&self) -> &HostPorts {
        &self.taken
    }

    /// Whether `port` is taken.
    #[must_use]
    pub fn holds(&self, protocol: Protocol, port: u16) -> bool {
        let taken = match protocol {
            Protocol::Tcp => &self.taken.tcp,
            Protocol::Udp => &self.taken.udp,
        };
        taken.binary_search(&port).is_ok()
    }

    /// Whether all of `ports` can be taken.
    ///
    /// # Errors
    ///
    /// [`Rejection::PortInUse`] when one is taken, else [`Rejection::PortLimit`] when the sum would pass `limit`.
    pub fn check(&self, ports: &HostPorts, limit: u32) -> Result<(), Rejection> {
        if ports.is_empty() {
            return Ok(());
        }
        let clash =
            |wanted: &[u16], taken: &[u16]| wanted.iter().any(|port| taken.binary_search(port).is_ok());
        if clash(&ports.tcp, &self.taken.tcp) || clash(&ports.udp, &self.taken.udp) {
            return Err(Rejection::PortInUse);
        }
        if self.len() + ports.len() > limit as usize {
            return Err(Rejection::PortLimit);
        }
        Ok(())
    }

    /// Takes `ports`.
    ///
    /// # Panics
    ///
    /// When one of them is taken: [`check`](Self::check) comes first.
    pub fn take(&mut self, ports: &HostPorts) {
        insert_all(&mut self.taken.tcp, &ports.tcp);
        insert_all(&mut self.taken.udp, &ports.udp);
    }

    /// Gives `ports` back.
    ///
    /// # Panics
    ///
    /// When one of them is not taken.
    pub fn give_back(&mut self, ports: &HostPorts) {
        remove_all(&mut self.taken.tcp, &ports.tcp);
        remove_all(&mut self.taken.udp, &ports.udp);
    }
}

/// Whether `free` covers `wanted`, judged in the documented order: CPU, memory; GPUs come after ports.
///
/// # Errors
///
/// The first resource that does not suffice.
pub fn check_cpu_and_memory(free: Resources, wanted: Resources) -> Result<(), Rejection> {
    if wanted.cpu > free.cpu {
        return Err(Rejection::Cpu);
    }
    if wanted.memory > free.memory {
        return Err(Rejection::Memory);
    }
    Ok(())
}

/// Whether an instance with `free` resources and taken `ports` can hold `demand` besides.
///
/// # Errors
///
/// The first rule that fails, in the order CPU, memory, ports, GPUs.
pub fn check_demand(
    free: Resources,
    ports: &PortLedger,
    demand: &Demand,
    limit: u32,
) -> Result<(), Rejection> {
    check_cpu_and_memory(free, demand.resources)?;
    ports.check(&demand.ports, limit)?;
    if demand.resources.gpu > free.gpu {
        return Err(Rejection::Gpu);
    }
    Ok(())
}

/// Takes `demand` off `free`.
///
/// # Panics
///
/// When there is too little: no instance is ever over its registered resources.
pub fn subtract(free: &mut Resources, demand: Resources) {
    let left = |free: u32, wanted: u32| free.checked_sub(wanted).expect("the check came first");
    free.cpu = left(free.cpu, demand.cpu);
    free.memory = left(free.memory, demand.memory);
    free.gpu = left(free.gpu, demand.gpu);
}

/// Gives `demand` back to `free`.
pub fn add(free: &mut Resources, demand: Resources) {
    free.cpu += demand.cpu;
    free.memory += demand.memory;
    free.gpu += demand.gpu;
}

fn insert_all(taken: &mut Vec<u16>, ports: &[u16]) {
    for port in ports {
        let at = taken.binary_search(port).expect_err("a host port is never bound twice");
        taken.insert(at, *port);
    }
}

fn remove_all(taken: &mut Vec<u16>, ports: &[u16]) {
    for port in ports {
        let at = taken.binary_search(port).expect("only a port that is taken is given back");
        taken.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(tcp: &[u16], udp: &[u16]) -> HostPorts {
        HostPorts { tcp: tcp.to_vec(), udp: udp.to_vec() }
    }

    /// RS-15: TCP and UDP are separate; RS-08: the agent's ports count towards the limit.
    #[test]
    fn rs_08_rs_15_ports_clash_by_protocol_and_sum_to_the_limit() {
        let ledger = PortLedger::reserving(&ports(&[22, 51_678], &[53]));
        for (wanted, limit, expected) in [
            (ports(&[80], &[]), 100, Ok(())),
            (ports(&[53], &[22]), 100, Ok(())),
            (ports(&[22], &[]), 100, Err(Rejection::PortInUse)),
            (ports(&[], &[53]), 100, Err(Rejection::PortInUse)),
            (ports(&[80], &[80]), 5, Ok(())),
            (ports(&[80], &[80]), 4, Err(Rejection::PortLimit)),
            (ports(&[], &[]), 0, Ok(())),
        ] {
            assert_eq!(ledger.check(&wanted, limit), expected, "{wanted:?} with limit {limit}");
        }
    }

    #[test]
    fn ports_given_back_can_be_taken_again() {
        let mut ledger = PortLedger::reserving(&ports(&[22], &[]));
        let before = ledger.clone();
        let web = ports(&[80, 443], &[53]);
        ledger.take(&web);
        assert_eq!(ledger.check(&ports(&[443], &[]), 100), Err(Rejection::PortInUse));
        ledger.give_back(&web);
        assert_eq!(ledger, before);
    }

    /// Worked example 35 of placement.md §8: the agent's own accounting vectors.
    #[test]
    fn agent_accounting_vectors() {
        let free = Resources { cpu: 2048, memory: 2048, gpu: 4 };
        let ledger = PortLedger::reserving(&ports(&[22], &[1000]));
        let demand = |cpu, tcp: &[u16], udp: &[u16], gpu| Demand {
            resources: Resources { cpu, memory: 1024, gpu },
            ports: ports(tcp, udp),
            interfaces: 0,
        };
        for (wanted, expected) in [
            (demand(1024, &[25], &[1003], 2), Ok(())),
            (demand(2500, &[], &[], 0), Err(Rejection::Cpu)),
            (demand(1024, &[22], &[], 0), Err(Rejection::PortInUse)),
            (demand(2500, &[], &[1000], 0), Err(Rejection::Cpu)),
            (demand(1024, &[], &[], 5), Err(Rejection::Gpu)),
        ] {
            assert_eq!(check_demand(free, &ledger, &wanted, 100), expected, "{wanted:?}");
        }
    }
}
