//! Whether an expression holds on one instance, straight from the syntax tree.
//!
//! This is the plain reading of the rules. Placement uses [`super::Residual`], which must agree with it.

use super::expression::{AttributeTest, Expression, Predicate};
use super::facts::{ClassFacts, InstanceFacts};
use super::moment::Moment;

/// Everything about one instance.
#[derive(Debug)]
pub struct Facts<'a, C, I> {
    pub class: &'a C,
    pub instance: &'a I,
}

impl<C: ClassFacts, I: InstanceFacts> Facts<'_, C, I> {
    /// Whether `expression` holds.
    pub fn satisfy(&self, expression: &Expression) -> bool {
        match expression {
            Expression::All(parts) => parts.iter().all(|part| self.satisfy(part)),
            Expression::Any(parts) => parts.iter().any(|part| self.satisfy(part)),
            Expression::Not(inner) => !self.satisfy(inner),
            Expression::Predicate(predicate) => self.satisfy_predicate(predicate),
        }
    }

    /// Whether `predicate` holds.
    pub fn satisfy_predicate(&self, predicate: &Predicate) -> bool {
        match predicate {
            Predicate::AgentConnected(test) => test.accepts(self.agent_connected()),
            Predicate::AgentVersion(comparison, wanted) => {
                self.class.agent_version().is_some_and(|version| comparison.holds(version, wanted))
            }
            Predicate::Attribute(name, test) => match (test, self.class.attribute(name)) {
                (AttributeTest::Exists, value) => value.is_some(),
                (AttributeTest::NotExists, value) => value.is_none(),
                (AttributeTest::Value(test), Some(value)) => test.accepts(value),
                // QL-03, QL-04: without the attribute even `!=` does not hold.
                (AttributeTest::Value(_), None) => false,
            },
            Predicate::Ec2InstanceId(test) => test.accepts(self.instance.ec2_instance_id()),
            Predicate::RegisteredAt(comparison, wanted) => {
                comparison.holds(&Moment::from_micros(self.instance.registered_at()), wanted)
            }
            Predicate::RunningTasksCount(comparison, wanted) => {
                comparison.holds(&self.instance.running_tasks_count(), wanted)
            }
            // QL-06: `!=` asks that none of the groups on the instance is the one, not that some group is another.
            Predicate::TaskGroup(test) => {
                self.groups_there().any(|group| test.wanted.is_met_by(group)) != test.negated
            }
        }
    }

    /// The state of the connection as the word that `agentConnected` compares with.
    pub fn agent_connected(&self) -> &'static str {
        if self.instance.agent_connected() { "true" } else { "false" }
    }

    /// The groups that have a task with desired status `RUNNING` on the instance (CN-10).
    pub fn groups_there(&self) -> impl Iterator<Item = &str> {
        let groups = self.class.task_groups().enumerate();
        groups.filter(|(position, _)| self.instance.has_task_of(*position)).map(|(_, name)| name)
    }
}
