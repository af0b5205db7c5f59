//! What container instances register and tasks consume.

use std::fmt;

/// CPU units (1,024 a vCPU), memory in MiB and whole GPUs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Resources {
    /// CPU units, 1,024 a vCPU (RS-03).
    pub cpu: u32,
    /// Memory in MiB (RS-04).
    pub memory: u32,
    /// Whole GPUs (GP-01).
    pub gpu: u32,
}

/// Transport protocol of a port; TCP and UDP are separate spaces (RS-15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// Host ports in use or asked for, sorted, TCP and UDP apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPorts {
    /// TCP ports.
    pub tcp: Vec<u16>,
    /// UDP ports.
    pub udp: Vec<u16>,
}

/// What one task takes from its container instance (RS-10…RS-16).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Demand {
    /// CPU, memory and GPUs.
    pub resources: Resources,
    /// Static host ports.
    pub ports: HostPorts,
    /// Slots for elastic network interfaces: one in `awsvpc` mode (EN-01).
    pub interfaces: u32,
}

impl HostPorts {
    /// Ports of both protocols together: what the limit of 100 counts (RS-08, RS-09).
    #[must_use]
    pub fn len(&self) -> usize {
        self.tcp.len() + self.udp.len()
    }

    /// Whether no port is taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ports with their protocols, TCP first.
    pub fn iter(&self) -> impl Iterator<Item = (Protocol, u16)> + '_ {
        let tcp = self.tcp.iter().map(|&port| (Protocol::Tcp, port));
        tcp.chain(self.udp.iter().map(|&port| (Protocol::Udp, port)))
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        })
    }
}
