//! Why a predicate does not hold, in the words of a planner.

use std::fmt;

use super::expression::{AttributeTest, Comparison, Predicate, TextTest, Wanted};
use super::facts::{ClassFacts, InstanceFacts};
use super::moment::Moment;
use super::subject::Subject;
use super::truth::Facts;

/// One reason why an expression does not hold on an instance. Its text is the reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmet {
    /// The instance lacks what is asked for: `attribute gpu is missing`.
    Missing {
        /// What is asked for, such as `attribute gpu`.
        subject: String,
    },
    /// The instance has what must not be there: `attribute gpu is present`.
    Present {
        /// What must not be there.
        subject: String,
    },
    /// A value is not as wanted: `attribute stack is dev, not prod`.
    Value {
        /// Whose value.
        subject: String,
        /// What it is.
        is: String,
        /// What is wrong with it, such as `not prod`.
        instead: String,
    },
    /// No task of the groups is on the instance: `no task of group service:daemon is there`.
    NoTask {
        /// The groups that would do, such as `group service:daemon`.
        of: String,
    },
    /// A task of a group is on the instance that must not be: `a task of group database is there`.
    Task {
        /// The group.
        group: String,
    },
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { subject } => write!(f, "{subject} is missing"),
            Self::Present { subject } => write!(f, "{subject} is present"),
            Self::Value { subject, is, instead } => write!(f, "{subject} is {is}, {instead}"),
            Self::NoTask { of } => write!(f, "no task of {of} is there"),
            Self::Task { group } => write!(f, "a task of group {group} is there"),
        }
    }
}

impl<C: ClassFacts, I: InstanceFacts> Facts<'_, C, I> {
    /// Why `predicate` does not hold; if it does hold, why its negation does not.
    pub fn reason(&self, predicate: &Predicate) -> Unmet {
        let holds = self.satisfy_predicate(predicate);
        // What is asked for is what would change the answer.
        let asked = |test: &TextTest| if holds { test.opposite() } else { test.clone() };
        let compared = |comparison: Comparison| if holds { comparison.opposite() } else { comparison };
        let subject = named(predicate.subject());
        match predicate {
            Predicate::AgentConnected(test) => text(subject, self.agent_connected(), &asked(test)),
            Predicate::Ec2InstanceId(test) => text(subject, self.instance.ec2_instance_id(), &asked(test)),
            Predicate::Attribute(name, test) => match (test, self.class.attribute(name)) {
                (_, None) => Unmet::Missing { subject },
                (AttributeTest::Value(test), Some(value)) => text(subject, value, &asked(test)),
                (AttributeTest::Exists | AttributeTest::NotExists, Some(_)) => Unmet::Present { subject },
            },
            Predicate::AgentVersion(comparison, wanted) => match self.class.agent_version() {
                None => Unmet::Missing { subject },
                Some(version) => quantity(subject, version, compared(*comparison), wanted),
            },
            Predicate::RegisteredAt(comparison, wanted) => {
                let moment = Moment::from_micros(self.instance.registered_at());
                quantity(subject, moment, compared(*comparison), wanted)
            }
            Predicate::RunningTasksCount(comparison, wanted) => {
                quantity(subject, self.instance.running_tasks_count(), compared(*comparison), wanted)
            }
            Predicate::TaskGroup(test) => self.group_reason(&test.wanted),
        }
    }

    /// The group that is in the way, else the groups that are not there.
    fn group_reason(&self, wanted: &Wanted) -> Unmet {
        let there = self.groups_there().find(|group| wanted.is_met_by(group));
        if let Some(group) = there {
            return Unmet::Task { group: group.to_owned() };
        }
        let of = match wanted {
            Wanted::Value(group) => format!("group {group}"),
            Wanted::OneOf(groups) => format!("group {}", groups.join(" or ")),
            Wanted::Pattern(pattern) => format!("a group that matches {}", pattern.text()),
        };
        Unmet::NoTask { of }
    }
}

fn named(subject: Subject<'_>) -> String {
    match subject {
        Subject::Attribute(name) => format!("attribute {name}"),
        other => other.to_string(),
    }
}

fn text(subject: String, value: &str, asked: &TextTest) -> Unmet {
    let instead = match (&asked.wanted, asked.negated) {
        (Wanted::Value(wanted), false) => format!("not {}", visible(wanted)),
        (Wanted::OneOf(wanted), false) => {
            let wanted: Vec<String> = wanted.iter().map(|one| visible(one)).collect();
            format!("not one of {}", wanted.join(", "))
        }
        (Wanted::Pattern(pattern), false) => format!("which does not match {}", pattern.text()),
        (Wanted::Pattern(pattern), true) => format!("which matches {}", pattern.text()),
        (Wanted::Value(_) | Wanted::OneOf(_), true) => "which is excluded".to_owned(),
    };
    Unmet::Value { subject, is: visible(value), instead }
}

/// An empty value would leave a hole in the sentence.
fn visible(value: &str) -> String {
    if value.is_empty() { "empty".to_owned() } else { value.to_owned() }
}

fn quantity(subject: String, is: impl fmt::Display, asked: Comparison, wanted: &impl fmt::Display) -> Unmet {
    let instead = match asked {
        Comparison::Equal => format!("not {wanted}"),
        Comparison::NotEqual => "which is excluded".to_owned(),
        _ => format!("not {} {wanted}", asked.operator()),
    };
    Unmet::Value { subject, is: is.to_string(), instead }
}
