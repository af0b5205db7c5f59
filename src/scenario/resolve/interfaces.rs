//! Slots for the interfaces of `awsvpc` tasks on an instance (EN-01, EN-02, EN-05).

use super::super::{Node, Problem, Problems};
use super::agent_version::AgentVersion;
use super::fields::{Text, flag};
use super::names::shortened;
use super::quantity::whole;
use crate::model::catalogue::InstanceType;

/// The first agent that can trunk (EN-02).
const TRUNKS_SINCE: AgentVersion = AgentVersion::new(1, 28, 1);
/// What an agent registers that can trunk.
pub const TRUNKING: &str = "ecs.capability.task-eni-trunking";
/// More interfaces than any instance has.
const MOST: u32 = 10_000;
/// Takes one `awsvpc` task, however many interfaces it has (EN-05).
const ONE_TASK_ONLY: &str = "p5.48xlarge";

/// Slots of an instance and whether a trunk provides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interfaces {
    /// `awsvpc` tasks that fit; `None` for a type that the catalogue does not know.
    pub slots: Option<u32>,
    /// Whether the instance has a trunk interface.
    pub trunk: bool,
}

/// What decides about the slots of a group.
#[derive(Clone, Copy, Debug)]
pub struct Agent {
    /// Its version.
    pub version: AgentVersion,
    /// Whether it registers [`TRUNKING`].
    pub registers_trunking: bool,
    /// Whether the instance is described with a trunk.
    pub has_trunk: bool,
}

/// The slots of an instance of `type_name` in `group`: `interfaces` where it is written, else those of the type, with a
/// trunk where `awsvpcTrunking` asks for one and type and agent can.
pub fn read(
    group: &Node,
    type_name: Text<'_>,
    known: Option<&InstanceType>,
    agent: Agent,
    problems: &mut Problems,
) -> Interfaces {
    let own = whole(group, "interfaces", 0..=MOST, "EN-01", problems);
    let plain =
        known.and_then(|known| if known.name == ONE_TASK_ONLY { Some(1) } else { known.awsvpc_tasks });
    let asked = group.get("awsvpcTrunking").filter(|_| flag(group, "awsvpcTrunking") == Some(true));
    let trunked =
        known.filter(|known| known.name != ONE_TASK_ONLY).and_then(|known| known.awsvpc_tasks_trunking);
    if agent.has_trunk {
        return Interfaces { slots: own.or(trunked).or(plain), trunk: true };
    }
    let Some(asked) = asked else { return Interfaces { slots: own.or(plain), trunk: false } };
    let type_name = shortened(type_name.value);
    let hindrance = if agent.version < TRUNKS_SINCE {
        Some("this agent cannot trunk; 1.28.1 is the first that can".to_owned())
    } else if !agent.registers_trunking {
        Some(format!("the agent does not register `{TRUNKING}`"))
    } else if trunked.is_none() && (known.is_some() || own.is_none()) {
        Some(format!("instance type `{type_name}` is not known to support trunking"))
    } else {
        None
    };
    let Some(hindrance) = hindrance else {
        return Interfaces { slots: own.or(trunked), trunk: true };
    };
    let slots = own.or(plain);
    let used = slots.map_or("no limit is known".to_owned(), |slots| format!("{slots} without a trunk"));
    let problem = Problem::warning(&asked.span, hindrance).label(format!("`awsvpc` tasks that fit: {used}"));
    problems.push(problem.rule("EN-02").help("remove `awsvpcTrunking`, or use another type or agent"));
    Interfaces { slots, trunk: false }
}
