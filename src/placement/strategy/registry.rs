//! The strategies that are not ECS's own, by name: what each takes, does and comes from.

use std::fmt;
use std::num::NonZeroU32;

use super::balanced_allocation::BALANCED_ALLOCATION;
use super::best_fit::BEST_FIT;
use super::dot_product::DOT_PRODUCT;
use super::first_fit::FIRST_FIT;
use super::least_allocated::LEAST_ALLOCATED;
use super::most_allocated::MOST_ALLOCATED;
use super::power_of_choices::POWER_OF_CHOICES;
use super::program::PROGRAM;
use super::resource::Resource;
use super::swarm_spread::SWARM_SPREAD;
use super::topology_spread::TOPOLOGY_SPREAD;
use super::worst_fit::WORST_FIT;
use crate::model::{AttributeId, Strategy};
use crate::program::Command;

/// All strategies that are not ECS's own.
pub const RESEARCH: [Research; 11] = [
    FIRST_FIT,
    BEST_FIT,
    WORST_FIT,
    DOT_PRODUCT,
    POWER_OF_CHOICES,
    LEAST_ALLOCATED,
    MOST_ALLOCATED,
    BALANCED_ALLOCATION,
    TOPOLOGY_SPREAD,
    SWARM_SPREAD,
    PROGRAM,
];

/// A strategy from the literature or from another scheduler.
#[derive(Clone, Copy, Debug)]
pub struct Research {
    /// `type` of an entry of `placementStrategy`.
    pub name: &'static str,
    /// The further members of the entry.
    pub arguments: &'static [Argument],
    /// Which instance a new task gets.
    pub places: &'static str,
    /// Which task goes first when the service scales in.
    pub stops: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Makes it of arguments that are complete and checked.
    pub(super) make: fn(&Arguments) -> Strategy,
}

/// A member of a `placementStrategy` entry.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: ArgumentKind,
    /// What holds where it is not written; `None` when it has to be.
    pub default: Option<ArgumentDefault>,
    /// What it says.
    pub meaning: &'static str,
}

/// What an argument takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// A whole number in a range.
    Whole {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    /// One or more of these words, each once.
    Words(&'static [&'static str]),
    /// The name of an attribute.
    Attribute,
    /// The words of a command.
    Command,
}

/// What holds where an argument is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentDefault {
    /// A whole number.
    Whole(u32),
    /// A word.
    Word(&'static str),
    /// Words.
    Words(&'static [&'static str]),
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentValue {
    /// A whole number.
    Whole(u32),
    /// A word.
    Word(String),
    /// Words.
    Words(Vec<String>),
    /// An attribute.
    Attribute(AttributeId),
}

/// Arguments by name, complete and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments(Vec<(&'static str, ArgumentValue)>);

/// What is wrong with the arguments of a strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError(String);

/// The strategy that is called `name`, `None` if there is none.
///
/// ```
/// use plimsoll::placement::strategy::{ArgumentValue, find};
/// let best_fit = find("best-fit").expect("a registered name");
/// let resources = ArgumentValue::Words(vec!["memory".to_owned(), "gpu".to_owned()]);
/// let strategy = best_fit.build(&[("resources", resources)])?;
/// assert_ne!(strategy, best_fit.build(&[])?);
/// # Ok::<(), plimsoll::placement::strategy::ArgumentError>(())
/// ```
#[must_use]
pub fn find(name: &str) -> Option<&'static Research> {
    RESEARCH.iter().find(|research| research.name == name)
}

impl Research {
    /// The strategy with these arguments, and with defaults for the others.
    ///
    /// # Errors
    ///
    /// The first argument that is unknown, given twice, wrong, or missing.
    pub fn build(&self, given: &[(&str, ArgumentValue)]) -> Result<Strategy, ArgumentError> {
        let mut arguments = Arguments(Vec::new());
        for (name, value) in given {
            let known = self.arguments.iter().find(|argument| argument.name == *name);
            let argument = known.ok_or_else(|| self.error(&format!("has no argument `{name}`")))?;
            if arguments.find(name).is_some() {
                return Err(self.error(&format!("is given `{name}` twice")));
            }
            if !argument.kind.takes(value) {
                return Err(self.error(&format!("takes as `{name}` {}, not {value:?}", argument.kind)));
            }
            arguments.0.push((argument.name, value.clone()));
        }
        for argument in self.arguments {
            if arguments.find(argument.name).is_none() {
                let default = argument.default.map(ArgumentValue::from);
                let value = default.ok_or_else(|| self.error(&format!("needs `{}`", argument.name)))?;
                arguments.0.push((argument.name, value));
            }
        }
        Ok((self.make)(&arguments))
    }

    fn error(&self, what: &str) -> ArgumentError {
        ArgumentError(format!("the strategy `{}` {what}", self.name))
    }
}

impl ArgumentKind {
    /// Whether it takes `value`.
    #[must_use]
    pub fn takes(&self, value: &ArgumentValue) -> bool {
        match (self, value) {
            (Self::Whole { least, most }, ArgumentValue::Whole(value)) => (least..=most).contains(&value),
            (Self::Word(known), ArgumentValue::Word(word)) => known.contains(&word.as_str()),
            (Self::Words(known), ArgumentValue::Words(words)) => {
                let is_new = |at: usize| !words[..at].contains(&words[at]);
                !words.is_empty()
                    && words.iter().all(|word| known.contains(&word.as_str()))
                    && (0..words.len()).all(is_new)
            }
            (Self::Attribute, ArgumentValue::Attribute(_)) => true,
            (Self::Command, ArgumentValue::Words(words)) => Command::new(words).is_some(),
            _ => false,
        }
    }
}

impl Arguments {
    /// The resources that the argument `resources` names.
    pub(super) fn resources(&self) -> Vec<Resource> {
        match self.get("resources") {
            ArgumentValue::Words(names) => names.iter().map(|name| Resource::named(name)).collect(),
            other => unreachable!("`resources` is a list of words, not {other:?}"),
        }
    }

    /// The number called `name`, whose range begins above zero.
    pub(super) fn positive(&self, name: &str) -> NonZeroU32 {
        match self.get(name) {
            ArgumentValue::Whole(value) => NonZeroU32::new(*value).expect("its range begins above zero"),
            other => unreachable!("`{name}` is a whole number, not {other:?}"),
        }
    }

    /// The word called `name`.
    pub(super) fn word(&self, name: &str) -> &str {
        match self.get(name) {
            ArgumentValue::Word(word) => word,
            other => unreachable!("`{name}` is a word, not {other:?}"),
        }
    }

    /// The command called `name`.
    pub(super) fn command(&self, name: &str) -> Command {
        match self.get(name) {
            ArgumentValue::Words(words) => Command::new(words).expect("it was checked"),
            other => unreachable!("`{name}` is a command, not {other:?}"),
        }
    }

    /// The attribute called `name`.
    pub(super) fn attribute(&self, name: &str) -> AttributeId {
        match self.get(name) {
            ArgumentValue::Attribute(id) => *id,
            other => unreachable!("`{name}` is an attribute, not {other:?}"),
        }
    }

    fn get(&self, name: &str) -> &ArgumentValue {
        self.find(name).expect("arguments are complete")
    }

    fn find(&self, name: &str) -> Option<&ArgumentValue> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl From<ArgumentDefault> for ArgumentValue {
    fn from(default: ArgumentDefault) -> Self {
        match default {
            ArgumentDefault::Whole(value) => Self::Whole(value),
            ArgumentDefault::Word(word) => Self::Word(word.to_owned()),
            ArgumentDefault::Words(words) => {
                Self::Words(words.iter().map(|word| (*word).to_owned()).collect())
            }
        }
    }
}

impl fmt::Display for ArgumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::Word(words) => write!(f, "one of {}", words.join(", ")),
            Self::Words(words) => write!(f, "a list of some of {}, each once", words.join(", ")),
            Self::Attribute => f.write_str("the name of an attribute"),
            Self::Command => f.write_str("the words of a command, such as [\"python3\", \"policy.py\"]"),
        }
    }
}

/// As a scenario spells it.
impl fmt::Display for ArgumentDefault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => value.fmt(f),
            Self::Word(word) => write!(f, "{word:?}"),
            Self::Words(words) => write!(f, "{words:?}"),
        }
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ArgumentError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_arguments_are_told() {
        let whole = ArgumentValue::Whole;
        let words = |words: &[&str]| ArgumentValue::Words(words.iter().map(|word| (*word).into()).collect());
        for (name, given, expected) in [
            ("best-fit", vec![("k", whole(2))], "has no argument `k`"),
            ("best-fit", vec![("resources", whole(2))], "takes as `resources` a list of some of cpu"),
            ("best-fit", vec![("resources", words(&[]))], "takes as `resources` a list of some of cpu"),
            ("best-fit", vec![("resources", words(&["cpu", "cpu"]))], "takes as `resources` a list"),
            ("best-fit", vec![("resources", words(&["disk"]))], "takes as `resources` a list"),
            ("power-of-choices", vec![("k", whole(0))], "takes as `k` a whole number from 1 to 100"),
            ("power-of-choices", vec![("k", whole(101))], "takes as `k` a whole number from 1 to 100"),
            ("power-of-choices", vec![("k", whole(3)), ("k", whole(3))], "is given `k` twice"),
            ("topology-spread", vec![], "needs `topologyKey`"),
            ("program", vec![], "needs `command`"),
            ("program", vec![("command", words(&[]))], "takes as `command` the words of a command"),
        ] {
            let error = find(name).expect("registered").build(&given).expect_err(expected).to_string();
            assert!(error.starts_with(&format!("the strategy `{name}` {expected}")), "{error}");
        }
    }

    #[test]
    fn names_are_in_kebab_case_and_unlike_those_of_ecs() {
        for (at, research) in RESEARCH.iter().enumerate() {
            let name = research.name;
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert!(RESEARCH[..at].iter().all(|other| other.name != name), "{name} twice");
        }
        assert!(super::super::ECS_TYPES.iter().all(|name| find(name).is_none()));
    }

    #[test]
    fn every_default_is_a_value_that_may_be_written() {
        for argument in RESEARCH.iter().flat_map(|research| research.arguments) {
            let default = argument.default.map(ArgumentValue::from);
            assert!(default.is_none_or(|value| argument.kind.takes(&value)), "{}", argument.name);
        }
    }
}
