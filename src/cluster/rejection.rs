//! Why a container instance cannot take a task, in the order in which ECS's rules are judged here.

use std::fmt;

/// The first rule an instance fails; earlier variants are judged first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rejection {
    /// Not `ACTIVE` (PL-04).
    Inactive,
    /// Its agent is disconnected (AD-02), or about to be: EC2 has been told to stop or terminate it.
    Agent,
    /// In another zone than the task's subnets (EN-04).
    Location,
    /// A required attribute is missing (RA-01).
    Attribute,
    /// Too few CPU units.
    Cpu,
    /// Too little memory.
    Memory,
    /// A static host port is taken (NP-06).
    PortInUse,
    /// The limit of reserved host ports would be exceeded (RS-08).
    PortLimit,
    /// No free slot for a network interface (EN-03).
    Eni,
    /// Too few GPUs.
    Gpu,
    /// A `memberOf` expression does not hold.
    MemberOf,
    /// Another task of the service is there (CN-03).
    DistinctInstance,
    /// It is in a domain that a topology spread with `DoNotSchedule` bars; placement alone judges that.
    TopologySpread,
}

impl Rejection {
    /// How many different rejections there are.
    pub const COUNT: usize = 13;

    /// All rejections, in the order in which they are judged.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Inactive,
        Self::Agent,
        Self::Location,
        Self::Attribute,
        Self::Cpu,
        Self::Memory,
        Self::PortInUse,
        Self::PortLimit,
        Self::Eni,
        Self::Gpu,
        Self::MemberOf,
        Self::DistinctInstance,
        Self::TopologySpread,
    ];

    /// The rule that most instances fail first, by how many do so for each of [`ALL`](Self::ALL), and of equals the one judged
    /// first; `None` where no instance fails any.
    #[must_use]
    pub fn of_most(tally: &[u32; Self::COUNT]) -> Option<Self> {
        let most = tally.iter().max().filter(|most| **most > 0)?;
        Self::ALL.into_iter().find(|rule| tally[*rule as usize] == *most)
    }

    /// Whether it also binds the instances that `StartTask` names, where constraints do not count (RN-06).
    #[must_use]
    pub const fn binds_named(self) -> bool {
        !matches!(self, Self::MemberOf | Self::DistinctInstance | Self::TopologySpread)
    }

    /// The code that ECS's APIs and events use, also the last part of a metric's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inactive => "INACTIVE",
            Self::Agent => "AGENT",
            Self::Location => "LOCATION",
            Self::Attribute => "ATTRIBUTE",
            Self::Cpu => "RESOURCE:CPU",
            Self::Memory => "RESOURCE:MEMORY",
            Self::PortInUse | Self::PortLimit => "RESOURCE:PORTS",
            Self::Eni => "RESOURCE:ENI",
            Self::Gpu => "RESOURCE:GPU",
            Self::MemberOf => "memberOf",
            Self::DistinctInstance => "distinctInstance",
            Self::TopologySpread => "topologySpread",
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_instances_decide_and_of_equals_the_rule_judged_first() {
        let of = |counts: &[(Rejection, u32)]| {
            let mut tally = [0; Rejection::COUNT];
            for (rule, instances) in counts {
                tally[*rule as usize] = *instances;
            }
            Rejection::of_most(&tally)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(Rejection::PortInUse, 1), (Rejection::Memory, 2)]), Some(Rejection::Memory));
        assert_eq!(of(&[(Rejection::MemberOf, 2), (Rejection::PortInUse, 2)]), Some(Rejection::PortInUse));
    }
}
