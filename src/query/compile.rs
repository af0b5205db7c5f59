//! From a syntax tree and a class to a [`Residual`].
//!
//! Questions are laid down from the last to the first, each with the place where either answer leads. What the class
//! decides lays down nothing and leads on at once, and a question whose answers lead to the same place is left out,
//! so `and`, `or` and `not` fold by themselves.

use super::expression::{AttributeTest, Comparison, Expression, Predicate, TextTest, Wanted};
use super::facts::ClassFacts;
use super::residual::{Next, Question, Residual, Step};

/// The residual of `expression` on the instances of `class`.
pub fn compile(expression: &Expression, class: &impl ClassFacts) -> Residual {
    let mut layout = Layout { class, steps: Vec::new() };
    let start = layout.lay(expression, Next::Answer(true), Next::Answer(false));
    in_reading_order(layout.steps, start)
}

struct Layout<'c, C> {
    class: &'c C,
    /// From the last question to the first.
    steps: Vec<Step>,
}

/// A predicate on one class.
enum Decided {
    /// The class decides it.
    Already(bool),
    /// It holds where the question is answered with this.
    Ask(Question, bool),
}

impl<C: ClassFacts> Layout<'_, C> {
    /// Where evaluation of `expression` starts if it goes on at `yes` when it holds, and at `no` when not.
    fn lay(&mut self, expression: &Expression, yes: Next, no: Next) -> Next {
        match expression {
            Expression::All(parts) => parts.iter().rev().fold(yes, |rest, part| self.lay(part, rest, no)),
            Expression::Any(parts) => parts.iter().rev().fold(no, |rest, part| self.lay(part, yes, rest)),
            Expression::Not(inner) => self.lay(inner, no, yes),
            Expression::Predicate(predicate) => match decide(predicate, self.class) {
                Decided::Already(truth) => choose(truth, yes, no),
                Decided::Ask(question, answer) => {
                    self.ask(question, choose(answer, yes, no), choose(answer, no, yes))
                }
            },
        }
    }

    fn ask(&mut self, question: Question, yes: Next, no: Next) -> Next {
        if yes == no {
            return yes;
        }
        self.steps.push(Step { question, yes, no });
        step(self.steps.len() - 1)
    }
}

fn choose(truth: bool, yes: Next, no: Next) -> Next {
    if truth { yes } else { no }
}

fn step(at: usize) -> Next {
    Next::Step(u16::try_from(at).expect("2,000 characters hold fewer predicates than 2^16"))
}

/// Turns the list around and drops the questions that no answer leads to.
fn in_reading_order(steps: Vec<Step>, start: Next) -> Residual {
    let mut reached = vec![false; steps.len()];
    let mut moved: Vec<Option<Next>> = vec![None; steps.len()];
    let mut kept: Vec<Step> = Vec::new();
    start.position().into_iter().for_each(|at| reached[at] = true);
    // Answers lead to steps laid down before, so all that lead to a step have been seen when its turn comes.
    for (at, found) in steps.into_iter().enumerate().rev() {
        if reached[at] {
            [found.yes, found.no].iter().filter_map(|next| next.position()).for_each(|at| reached[at] = true);
            moved[at] = Some(step(kept.len()));
            kept.push(found);
        }
    }
    let target = |next: Next| {
        next.position().map_or(next, |at| moved[at].expect("an answer leads only to steps that are reached"))
    };
    for step in &mut kept {
        (step.yes, step.no) = (target(step.yes), target(step.no));
    }
    Residual::new(kept, target(start))
}

/// What the class says about `predicate`.
fn decide(predicate: &Predicate, class: &impl ClassFacts) -> Decided {
    match predicate {
        Predicate::AgentVersion(comparison, wanted) => {
            let version = class.agent_version();
            Decided::Already(version.is_some_and(|version| comparison.holds(version, wanted)))
        }
        Predicate::Attribute(name, test) => Decided::Already(match test {
            AttributeTest::Exists => class.attribute(name).is_some(),
            AttributeTest::NotExists => class.attribute(name).is_none(),
            // QL-03, QL-04: without the attribute even `!=` does not hold.
            AttributeTest::Value(test) => class.attribute(name).is_some_and(|value| test.accepts(value)),
        }),
        Predicate::AgentConnected(test) => match (test.accepts("true"), test.accepts("false")) {
            (connected, disconnected) if connected == disconnected => Decided::Already(connected),
            (connected, _) => Decided::Ask(Question::AgentConnected, connected),
        },
        Predicate::Ec2InstanceId(test) => Decided::Ask(question_of_id(&test.wanted), !test.negated),
        Predicate::TaskGroup(test) => {
            let groups = positions(test, class);
            // QL-05, QL-06: the negation of "one of these is there", which without any of these holds everywhere.
            if groups.is_empty() {
                Decided::Already(test.negated)
            } else {
                Decided::Ask(Question::AnyGroup(groups), !test.negated)
            }
        }
        Predicate::RegisteredAt(comparison, wanted) => {
            let wanted = wanted.as_micros();
            range(*comparison, wanted, i64::MIN, wanted.checked_sub(1), |from, to| {
                Question::RegisteredWithin { from, to }
            })
        }
        Predicate::RunningTasksCount(comparison, wanted) => {
            range(*comparison, *wanted, 0, wanted.checked_sub(1), |from, to| Question::RunningTasksWithin {
                from,
                to,
            })
        }
    }
}

fn question_of_id(wanted: &Wanted) -> Question {
    let mut ids = match wanted {
        Wanted::Pattern(pattern) => return Question::IdMatches(Box::new(pattern.clone())),
        Wanted::Value(id) => vec![id.clone()],
        Wanted::OneOf(ids) => ids.clone(),
    };
    ids.sort_unstable();
    ids.dedup();
    Question::IdAmong(ids.into_boxed_slice())
}

/// The groups that the plain test, without its negation, is about.
fn positions(test: &TextTest, class: &impl ClassFacts) -> Box<[usize]> {
    let groups = class.task_groups().enumerate();
    groups.filter(|(_, name)| test.wanted.is_met_by(name)).map(|(position, _)| position).collect()
}

/// A comparison as a range and whether to be inside; `before` is the quantity below `wanted`, if there is one.
fn range<T: Copy>(
    comparison: Comparison,
    wanted: T,
    least: T,
    before: Option<T>,
    within: impl Fn(T, T) -> Question,
) -> Decided {
    match (comparison, before) {
        (Comparison::Equal, _) => Decided::Ask(within(wanted, wanted), true),
        (Comparison::NotEqual, _) => Decided::Ask(within(wanted, wanted), false),
        (Comparison::LessOrEqual, _) => Decided::Ask(within(least, wanted), true),
        (Comparison::Greater, _) => Decided::Ask(within(least, wanted), false),
        (Comparison::Less, Some(before)) => Decided::Ask(within(least, before), true),
        (Comparison::GreaterOrEqual, Some(before)) => Decided::Ask(within(least, before), false),
        (Comparison::Less, None) => Decided::Already(false),
        (Comparison::GreaterOrEqual, None) => Decided::Already(true),
    }
}
