//! Negated tests of attributes, turned into negations of tests.

use super::expression::{AttributeTest, Expression, Predicate};

/// A negated test that was turned around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The attribute that it asks for.
    pub attribute: String,
    /// As it was, in the normal form.
    pub test: String,
    /// As it is, in the normal form and parentheses.
    pub negation: String,
}

/// `expression` with all of them turned around, which are added to `found`.
pub(super) fn of(expression: &Expression, found: &mut Vec<Outside>) -> Expression {
    let mut each = |parts: &[Expression]| parts.iter().map(|part| of(part, found)).collect();
    match expression {
        Expression::All(parts) => Expression::All(each(parts)),
        Expression::Any(parts) => Expression::Any(each(parts)),
        Expression::Not(inner) => Expression::Not(Box::new(of(inner, found))),
        Expression::Predicate(predicate) => match predicate {
            Predicate::Attribute(name, AttributeTest::Value(test)) if test.negated => {
                let plain = Predicate::Attribute(name.clone(), AttributeTest::Value(test.opposite()));
                found.push(Outside {
                    attribute: name.clone(),
                    test: predicate.to_string(),
                    negation: format!("not ({plain})"),
                });
                Expression::Not(Box::new(Expression::Predicate(plain)))
            }
            other => Expression::Predicate(other.clone()),
        },
    }
}
