//! The agent's own accounting on one instance, and the queue in front of it (RT-03, RT-04, RT-05).

use std::collections::VecDeque;

use crate::cluster::{PortLedger, add, check_demand, subtract};
use crate::model::{Demand, HostPorts, Resources, TaskId};

/// What an agent holds for its tasks until they are `STOPPED`, and the tasks that wait for room.
///
/// The control plane frees a task's share as soon as the task is told to stop (RT-01), so it may send a task for which
/// the host has no room yet: that task waits here in `PENDING`.
#[derive(Clone, Debug)]
pub struct Host {
    free: Resources,
    ports: PortLedger,
    queue: VecDeque<TaskId>,
}

impl Host {
    /// An agent that has registered these resources and keeps these ports for itself.
    #[must_use]
    pub fn new(registered: Resources, reserved: &HostPorts) -> Self {
        Self { free: registered, ports: PortLedger::reserving(reserved), queue: VecDeque::new() }
    }

    /// Puts a task at the end of the queue.
    pub fn enqueue(&mut self, task: TaskId) {
        self.queue.push_back(task);
    }

    /// Takes a task that is told to stop out of the queue; it has consumed nothing (RT-05).
    ///
    /// `false` when it is not in the queue: it has been started, and is to be [released](Self::release) when `STOPPED`.
    pub fn cancel(&mut self, task: TaskId) -> bool {
        let position = self.queue.iter().position(|&queued| queued == task);
        position.is_some_and(|position| self.queue.remove(position).is_some())
    }

    /// Starts the task at the head of the queue if its whole demand fits; nobody overtakes it (RT-04).
    ///
    /// Call it until it returns `None` whenever a task was enqueued, cancelled or released.
    pub fn start_next<'d>(&mut self, demand_of: impl Fn(TaskId) -> &'d Demand) -> Option<TaskId> {
        let demand = demand_of(*self.queue.front()?);
        // The limit of reserved ports (RS-08) is the control plane's; the agent only knows which ports are taken.
        check_demand(self.free, &self.ports, demand, u32::MAX).ok()?;
        subtract(&mut self.free, demand.resources);
        self.ports.take(&demand.ports);
        self.queue.pop_front()
    }

    /// Gives back what the started `task` held: it is `STOPPED` (RT-03).
    ///
    /// # Panics
    ///
    /// When a port of `demand` is not held; in debug builds also when `task` still waits in the queue.
    pub fn release(&mut self, task: TaskId, demand: &Demand) {
        debug_assert!(!self.queue.contains(&task), "a queued task holds nothing (RT-05)");
        add(&mut self.free, demand.resources);
        self.ports.give_back(&demand.ports);
    }

    /// Tasks that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// What no started task holds.
    #[must_use]
    pub const fn free(&self) -> Resources {
        self.free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(mib: u32) -> Demand {
        Demand { resources: Resources { cpu: 0, memory: mib, gpu: 0 }, ..Demand::default() }
    }

    fn host(mib: u32) -> Host {
        Host::new(memory(mib).resources, &HostPorts::default())
    }

    fn task(slot: u32) -> TaskId {
        TaskId::new(slot, 0)
    }

    /// Starts all it can, task `n` having the `n`-th demand; returns their slots.
    fn start_all(host: &mut Host, demands: &[Demand]) -> Vec<usize> {
        let demand_of = |task: TaskId| &demands[task.slot()];
        std::iter::from_fn(|| host.start_next(demand_of)).map(TaskId::slot).collect()
    }

    /// Worked example 35 of placement.md: the whole demand has to fit, TCP and UDP apart.
    #[test]
    fn rt_03_the_whole_demand_has_to_fit() {
        let ports = |tcp: &[u16], udp: &[u16]| HostPorts { tcp: tcp.to_vec(), udp: udp.to_vec() };
        let registered = Resources { cpu: 2048, memory: 2048, gpu: 4 };
        let demand = |cpu, tcp: &[u16], udp: &[u16], gpu| Demand {
            resources: Resources { cpu, memory: 1024, gpu },
            ports: ports(tcp, udp),
            interfaces: 0,
        };
        for (wanted, starts) in [
            (demand(1024, &[25], &[1003], 2), true),
            (demand(1024, &[1000], &[22], 4), true),
            (demand(2500, &[], &[], 0), false),
            (demand(1024, &[22], &[], 0), false),
            (demand(2500, &[], &[1000], 0), false),
            (demand(1024, &[], &[], 5), false),
        ] {
            let mut host = Host::new(registered, &ports(&[22], &[1000]));
            host.enqueue(task(0));
            let started = start_all(&mut host, std::slice::from_ref(&wanted));
            assert_eq!(!started.is_empty(), starts, "{wanted:?}");
        }
    }

    /// Worked example 36: 40 GB, 10 GB of them still held by a task that stops slowly.
    #[test]
    fn rt_03_a_stopping_task_keeps_its_share_and_no_more() {
        let mut host = host(40_960);
        let demands = [memory(10_240), memory(10_240)];
        host.enqueue(task(0));
        assert_eq!(start_all(&mut host, &demands), [0]);
        host.enqueue(task(1));
        assert_eq!(start_all(&mut host, &demands), [1], "30 GB are free");
        assert_eq!(host.free().memory, 20_480);
    }

    /// Worked example 37: on a full host a new task waits until the one before it is `STOPPED`.
    #[test]
    fn rt_03_a_task_waits_until_the_one_before_it_is_stopped() {
        let mut host = host(1_024);
        let demands = [memory(1_024), memory(1_024)];
        host.enqueue(task(0));
        host.enqueue(task(1));
        assert_eq!(start_all(&mut host, &demands), [0]);
        assert_eq!(host.waiting(), 1);
        host.release(task(0), &demands[0]);
        assert_eq!(start_all(&mut host, &demands), [1]);
        assert_eq!(host.waiting(), 0);
    }

    /// Worked example 38: a small task behind a large one waits, though it would fit.
    #[test]
    fn rt_04_queue_is_first_in_first_out() {
        let mut host = host(1_024);
        let demands = [memory(896), memory(512), memory(128), memory(128)];
        for slot in 0..4 {
            host.enqueue(task(slot));
        }
        assert_eq!(start_all(&mut host, &demands), [0], "512 MiB do not fit, 128 MiB would");
        host.release(task(0), &demands[0]);
        assert_eq!(start_all(&mut host, &demands), [1, 2, 3], "in the order of arrival");
    }

    #[test]
    fn rt_05_a_queued_task_that_is_told_to_stop_consumes_nothing() {
        let mut host = host(1_024);
        let demands = [memory(1_024), memory(1_024), memory(256)];
        for slot in 0..3 {
            host.enqueue(task(slot));
        }
        assert_eq!(start_all(&mut host, &demands), [0]);
        assert!(host.cancel(task(1)));
        assert!(!host.cancel(task(1)), "it has left");
        assert!(!host.cancel(task(0)), "it has been started");
        assert_eq!(host.free().memory, 0);
        host.release(task(0), &demands[0]);
        assert_eq!(start_all(&mut host, &demands), [2], "the head is gone, the next one starts");
        assert_eq!(host.free().memory, 768);
    }

    #[test]
    fn rt_03_a_static_port_is_free_when_its_task_is_stopped() {
        let port = Demand { ports: HostPorts { tcp: vec![80], udp: vec![] }, ..memory(128) };
        let demands = [port.clone(), port];
        let mut host = host(1_024);
        host.enqueue(task(0));
        host.enqueue(task(1));
        assert_eq!(start_all(&mut host, &demands), [0]);
        host.release(task(0), &demands[0]);
        assert_eq!(start_all(&mut host, &demands), [1]);
    }
}
