//! What is left of a query once everything about a class is decided.

use super::facts::InstanceFacts;
use super::pattern::Pattern;

/// The part of a query that depends on the single instance, made by [`super::Query::for_class`].
///
/// A list of questions, each of which leads to the next one or to the answer, so that evaluating asks no more than
/// needed and allocates nothing (a pattern over instance ids may, when it is used for the first time).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residual {
    steps: Box<[Step]>,
    start: Next,
}

/// A question and where its answers lead: always to a step further down the list, so that evaluation ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub question: Question,
    pub yes: Next,
    pub no: Next,
}

/// The answer, or the position of the next question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Answer(bool),
    Step(u16),
}

impl Next {
    /// The position of the next question, `None` for an answer.
    pub(super) fn position(self) -> Option<usize> {
        match self {
            Self::Answer(_) => None,
            Self::Step(at) => Some(usize::from(at)),
        }
    }
}

/// What may differ between instances of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    AgentConnected,
    /// Among these ids, sorted.
    IdAmong(Box<[String]>),
    IdMatches(Box<Pattern>),
    /// Microseconds since the Unix epoch, both ends included.
    RegisteredWithin {
        from: i64,
        to: i64,
    },
    /// Both ends included.
    RunningTasksWithin {
        from: u32,
        to: u32,
    },
    /// A task of any of the groups at these positions, sorted, is there.
    AnyGroup(Box<[usize]>),
}

/// The kinds of facts that the answer of a [`Residual`] may depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one flag a kind of fact, each asked for by its name")]
pub struct Dependencies {
    /// `agentConnected`
    pub agent_connected: bool,
    /// `ec2InstanceId`, which never changes on an instance.
    pub ec2_instance_id: bool,
    /// `registeredAt`, which never changes on an instance.
    pub registered_at: bool,
    /// `runningTasksCount`
    pub running_tasks_count: bool,
    /// Positions of the task groups whose presence matters, sorted.
    pub groups: Vec<usize>,
}

impl Residual {
    pub(super) fn new(steps: Vec<Step>, start: Next) -> Self {
        Self { steps: steps.into_boxed_slice(), start }
    }

    /// The answer for every instance of the class, `None` where it depends on the instance.
    #[must_use]
    pub fn constant(&self) -> Option<bool> {
        match self.start {
            Next::Answer(answer) => Some(answer),
            Next::Step(_) => None,
        }
    }

    /// Whether the query holds on `instance`.
    #[must_use]
    pub fn holds(&self, instance: &impl InstanceFacts) -> bool {
        let mut next = self.start;
        loop {
            match next {
                Next::Answer(answer) => return answer,
                Next::Step(at) => {
                    let step = &self.steps[usize::from(at)];
                    next = if step.question.is_answered_by(instance) { step.yes } else { step.no };
                }
            }
        }
    }

    /// What the answer may depend on: while none of this changes on an instance, neither does the answer.
    #[must_use]
    pub fn dependencies(&self) -> Dependencies {
        let mut found = Dependencies::default();
        for step in &self.steps {
            match &step.question {
                Question::AgentConnected => found.agent_connected = true,
                Question::IdAmong(_) | Question::IdMatches(_) => found.ec2_instance_id = true,
                Question::RegisteredWithin { .. } => found.registered_at = true,
                Question::RunningTasksWithin { .. } => found.running_tasks_count = true,
                Question::AnyGroup(groups) => found.groups.extend(groups),
            }
        }
        found.groups.sort_unstable();
        found.groups.dedup();
        found
    }

    #[cfg(test)]
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl Question {
    fn is_answered_by(&self, instance: &impl InstanceFacts) -> bool {
        match self {
            Self::AgentConnected => instance.agent_connected(),
            Self::IdAmong(ids) => {
                let id = instance.ec2_instance_id();
                ids.binary_search_by(|known| known.as_str().cmp(id)).is_ok()
            }
            Self::IdMatches(pattern) => pattern.matches(instance.ec2_instance_id()),
            Self::RegisteredWithin { from, to } => (*from..=*to).contains(&instance.registered_at()),
            Self::RunningTasksWithin { from, to } => (*from..=*to).contains(&instance.running_tasks_count()),
            Self::AnyGroup(groups) => groups.iter().any(|group| instance.has_task_of(*group)),
        }
    }
}
