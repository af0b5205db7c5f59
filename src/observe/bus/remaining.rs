//! What instances have left, as the events of a log are read: the control plane's account (RT-01).

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::{DesiredStatus, InstanceStatus, TaskStatus};
use crate::model::HostPorts;
use crate::observe::log::{LogEvent, Recorded, TaskIndex};

/// An instance as the log has told of it so far.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub status: InstanceStatus,
    pub connected: bool,
    pub cpu: u64,
    pub memory: u64,
    /// Ports that are taken, those of the agent included.
    pub ports: HostPorts,
}

/// All instances, by ordinal.
#[derive(Debug, Default)]
pub(super) struct Remaining {
    instances: BTreeMap<u32, Standing>,
    /// Tasks that hold nothing any more and are not `STOPPED` yet.
    freed: BTreeSet<TaskIndex>,
}

impl Remaining {
    /// Takes in an event; returns the instance of which a task takes or leaves resources with it.
    pub fn follow(&mut self, log: &Recorded, event: LogEvent) -> Option<u32> {
        match event {
            LogEvent::InstanceRegistered(ordinal) => {
                let of = &log.particulars.classes[log.names.class(ordinal).index()];
                let (cpu, memory, ports) = (of.cpu, of.memory, of.ports.clone());
                let (status, connected) = (InstanceStatus::Active, true);
                self.instances.insert(ordinal, Standing { status, connected, cpu, memory, ports });
                None
            }
            LogEvent::InstanceChanged { instance, status, connected } => {
                if status == InstanceStatus::Inactive && !connected {
                    self.instances.remove(&instance);
                } else if let Some(standing) = self.instances.get_mut(&instance) {
                    (standing.status, standing.connected) = (status, connected);
                }
                None
            }
            LogEvent::TaskPlaced { task, .. } => self.moves(log, task, true),
            LogEvent::TaskChanged { task, status, desired: DesiredStatus::Stopped } => {
                let is_over = status == TaskStatus::Stopped;
                let is_news = if is_over { !self.freed.remove(&task) } else { self.freed.insert(task) };
                if is_news { self.moves(log, task, false) } else { None }
            }
            _ => None,
        }
    }

    /// What is known of an instance that is registered.
    pub fn of(&self, ordinal: u32) -> Option<&Standing> {
        self.instances.get(&ordinal)
    }

    /// A task takes what it needs, or gives it back.
    fn moves(&mut self, log: &Recorded, task: TaskIndex, takes: bool) -> Option<u32> {
        let task = log.task(task);
        let standing = self.instances.get_mut(&task.instance()?)?;
        let of = &log.particulars.definitions[task.definition.index()];
        let HostPorts { tcp, udp } = &of.ports;
        for (taken, moved) in [(&mut standing.ports.tcp, tcp), (&mut standing.ports.udp, udp)] {
            if takes {
                taken.extend(moved);
            } else {
                taken.retain(|port| !moved.contains(port));
            }
        }
        if takes {
            standing.cpu = standing.cpu.saturating_sub(of.cpu);
            standing.memory = standing.memory.saturating_sub(of.memory);
        } else {
            standing.cpu += of.cpu;
            standing.memory += of.memory;
        }
        task.instance()
    }
}
