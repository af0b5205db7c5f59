//! What a scenario and the AWS JSON it names may hold: pure tables, one per shape, and the checker that applies them.
//!
//! A table says of every member what kind of value it takes and what it does to a simulation. Tables of the API are
//! complete: a member that is missing here is missing in the API too.

mod alarm;
mod arrivals;
mod auto_scaling_group;
mod behavior;
mod capacity_provider;
mod check;
mod cluster;
mod container_definition;
mod events;
mod expectation;
mod fleet;
mod images;
mod notes;
mod run_task;
mod scaling;
mod scenario;
mod service;
mod service_connect;
mod service_network;
mod target_group;
mod task;
mod task_definition;
mod volume;
mod vpc;
pub mod words;

pub use alarm::ALARM;
pub use auto_scaling_group::AUTO_SCALING_GROUP;
pub use capacity_provider::CAPACITY_PROVIDER;
pub use check::{Checker, not_simulated};
pub use cluster::CREATE_CLUSTER;
pub use events::UPDATE_SERVICE;
pub use fleet::CONTAINER_INSTANCES;
pub use notes::{Notes, Words};
pub use run_task::{RUN_TASK, START_TASK};
pub use scaling::{SCALABLE_TARGET, SCALING_POLICY};
pub use scenario::{DISTRIBUTION, SCENARIO};
pub use service::{CREATE_SERVICE, PLACEMENT_STRATEGY};
pub use target_group::TARGET_GROUP;
pub use task::TASK;
pub use task_definition::REGISTER_TASK_DEFINITION;

/// A kind of object and its members.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The API's name for it, or the section of the scenario.
    pub name: &'static str,
    /// All members.
    pub members: &'static [MemberShape],
    /// Whether `file = "path"` may stand for an object of this shape.
    pub from_file: bool,
}

/// A member of a shape.
#[derive(Clone, Copy, Debug)]
pub struct MemberShape {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it does.
    pub effect: Effect,
    /// What documents and editors say of it.
    pub notes: Notes,
}

/// What kind of value a member takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Not looked at.
    Anything,
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A whole number, or text that holds one: what the API has as text.
    NumericText,
    /// A whole number, or `"all"`.
    Count,
    /// Any number.
    Number,
    /// A number, or text: a word, or a number with its unit.
    Figure,
    /// true or false.
    Boolean,
    /// CPU units as a number or text, or vCPUs with their unit.
    Cpu,
    /// MiB as a number or text, or GB with their unit.
    Memory,
    /// Text with units, such as `90s`.
    Duration,
    /// A moment as the AWS CLI prints it: text of a date with its time, or seconds since 1970.
    Moment,
    /// A duration, or an object that names a distribution.
    Distribution,
    /// A list of values of one kind.
    List(&'static Kind),
    /// Free names with values of one kind.
    Map(&'static Kind),
    /// An object of a shape.
    Object(&'static Shape),
}

/// What a member does to a simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is simulated.
    Modelled,
    /// Some of its values are simulated and some are not: building the model tells which.
    ValueDecides,
    /// It changes nothing that is simulated.
    None,
    /// It would matter and is not modelled: a warning that says why it may matter.
    NotModelled {
        /// What the simulation does instead.
        instead: &'static str,
        /// The value that asks for what the simulation does anyway.
        unless: Option<&'static str>,
    },
    /// Output of the API that is no input; ignored.
    ReadOnly,
    /// A section that a later version will know: an error.
    Planned,
    /// A member that earlier versions knew: an error.
    Gone {
        /// What decides it now.
        now: &'static str,
    },
}

const ANYTHING: Kind = Kind::Anything;
const TEXT: Kind = Kind::Text;
const INTEGER: Kind = Kind::Integer;
const COUNT: Kind = Kind::Count;
const NUMBER: Kind = Kind::Number;
const FIGURE: Kind = Kind::Figure;
const BOOLEAN: Kind = Kind::Boolean;
const CPU: Kind = Kind::Cpu;
const MEMORY: Kind = Kind::Memory;
const PORT: Kind = Kind::Integer;
const NUMERIC_TEXT: Kind = Kind::NumericText;
const DURATION: Kind = Kind::Duration;
const MOMENT: Kind = Kind::Moment;
const RANDOM_DURATION: Kind = Kind::Distribution;

impl Shape {
    const fn new(name: &'static str, members: &'static [MemberShape]) -> Self {
        Self { name, members, from_file: false }
    }

    const fn from_file(name: &'static str, members: &'static [MemberShape]) -> Self {
        Self { name, members, from_file: true }
    }

    /// The member called `name`.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&'static MemberShape> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Whether it is Plimsoll's own: types of AWS's APIs begin with a capital.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.name.starts_with(|first: char| first.is_ascii_lowercase())
    }

    /// Whether a member of this name is anywhere in the shape.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name || member.kind.knows(name))
    }

    /// Every name that may be written, `file` included.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let no_input =
            |member: &&MemberShape| matches!(member.effect, Effect::ReadOnly | Effect::Gone { .. });
        let written = self.members.iter().filter(move |member| !no_input(member));
        written.map(|member| member.name).chain(self.from_file.then_some("file"))
    }
}

impl Kind {
    fn knows(self, name: &str) -> bool {
        match self {
            Self::List(inner) | Self::Map(inner) => inner.knows(name),
            Self::Object(shape) => shape.knows(name),
            _ => false,
        }
    }

    /// What a reader would call a value of this kind.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Anything => "any value",
            Self::Text => "a string",
            Self::Integer => "a whole number",
            Self::NumericText => "a whole number, or a string that holds one",
            Self::Count => "a whole number, or \"all\"",
            Self::Number => "a number",
            Self::Figure => "a number, or a string such as \"90s\", \"99.9%\" or a word",
            Self::Boolean => "a boolean",
            Self::Cpu => "CPU units, or a string such as \"0.5 vCPU\"",
            Self::Memory => "MiB, or a string such as \"0.5 GB\"",
            Self::Duration => "a duration with units, such as \"90s\"",
            Self::Moment => "a date such as \"2026-01-31T08:00:00Z\", or seconds since 1970",
            Self::Distribution => {
                "a duration such as \"90s\", or a distribution such as { exponential = { mean = \"30m\" } }"
            }
            Self::List(_) => "a list",
            Self::Map(_) | Self::Object(_) => "an object",
        }
    }
}

const fn member(name: &'static str, kind: Kind, effect: Effect) -> MemberShape {
    MemberShape { name, kind, effect, notes: Notes::NONE }
}

const fn modelled(name: &'static str, kind: Kind) -> MemberShape {
    member(name, kind, Effect::Modelled)
}

const fn value_decides(name: &'static str, kind: Kind) -> MemberShape {
    member(name, kind, Effect::ValueDecides)
}

const fn no_effect(name: &'static str, kind: Kind) -> MemberShape {
    member(name, kind, Effect::None)
}

const fn not_modelled(name: &'static str, kind: Kind, instead: &'static str) -> MemberShape {
    member(name, kind, Effect::NotModelled { instead, unless: None })
}

const fn not_modelled_unless(
    unless: &'static str,
    name: &'static str,
    kind: Kind,
    instead: &'static str,
) -> MemberShape {
    member(name, kind, Effect::NotModelled { instead, unless: Some(unless) })
}

const fn read_only(name: &'static str) -> MemberShape {
    member(name, Kind::Anything, Effect::ReadOnly)
}

const fn gone(name: &'static str, now: &'static str) -> MemberShape {
    member(name, Kind::Anything, Effect::Gone { now })
}

const fn planned(name: &'static str) -> MemberShape {
    member(name, Kind::Anything, Effect::Planned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Behavior;
    use crate::model::settings::SETTINGS;

    fn check_names(kind: Kind, path: &str) {
        match kind {
            Kind::List(inner) | Kind::Map(inner) => check_names(*inner, path),
            Kind::Object(shape) => {
                let mut names: Vec<&str> = shape.members.iter().map(|member| member.name).collect();
                names.sort_unstable();
                assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{path}: a name twice in {names:?}");
                for member in shape.members {
                    check_names(member.kind, &format!("{path}.{}", member.name));
                }
            }
            _ => {}
        }
    }

    #[test]
    fn no_shape_has_a_member_twice() {
        check_names(Kind::Object(&SCENARIO), "");
        check_names(Kind::Distribution, "");
    }

    /// `scheduler_reaction` of the model is `schedulerReaction` of the file.
    #[test]
    fn behavior_has_every_setting_of_the_model() {
        let printed = format!("{:#?}", Behavior::default());
        let fields = printed.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(':'));
        let fields = fields.map(|(name, _)| name).filter(|name| !name.starts_with(' '));
        let camel = |name: &str| {
            let mut words = name.split('_');
            let first = words.next().unwrap_or_default().to_owned();
            words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
        };
        let expected: Vec<String> = fields.map(camel).collect();
        let members = behavior::BEHAVIOR.members.iter();
        let settings = members.filter(|member| !matches!(member.effect, Effect::Gone { .. }));
        let known: Vec<&str> = settings.map(|member| member.name).collect();
        assert_eq!(known, expected);
        let listed: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(listed, expected);
    }
}
