//! What holds for every expression and every instance.

use proptest::prelude::*;

use super::generators::{expression, world};
use super::{World, query};
use crate::query::explain::deciding;
use crate::query::expression::{Expression, Predicate};
use crate::query::parser::parse_any_length;
use crate::query::truth::Facts;

fn facts(world: &World) -> Facts<'_, World, World> {
    Facts { class: world, instance: world }
}

/// `other` with those facts of `world` that a class has, and those that `query` says it depends on.
fn same_where_it_matters(world: &World, other: &World, expression: &str) -> World {
    let needs = query(expression).for_class(world).dependencies();
    let group = |position: &usize| {
        let source = if needs.groups.contains(position) { world } else { other };
        source.groups_there.contains(position)
    };
    World {
        attributes: world.attributes.clone(),
        agent_version: world.agent_version.clone(),
        task_groups: world.task_groups.clone(),
        agent_connected: if needs.agent_connected { world } else { other }.agent_connected,
        id: if needs.ec2_instance_id { world } else { other }.id,
        registered_at: if needs.registered_at { world } else { other }.registered_at,
        running_tasks_count: if needs.running_tasks_count { world } else { other }.running_tasks_count,
        groups_there: (0..world.task_groups.len()).filter(group).collect(),
    }
}

/// The truth of `expression` where each of its predicates has the truth that `given` says.
fn with_truths(expression: &Expression, given: &dyn Fn(&Predicate) -> bool) -> bool {
    match expression {
        Expression::All(parts) => parts.iter().all(|part| with_truths(part, given)),
        Expression::Any(parts) => parts.iter().any(|part| with_truths(part, given)),
        Expression::Not(inner) => !with_truths(inner, given),
        Expression::Predicate(predicate) => given(predicate),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { ..ProptestConfig::default() })]

    #[test]
    fn deciding_by_class_first_gives_the_same_answer(text in expression(), world in world()) {
        let query = query(&text);
        let residual = query.for_class(&world);
        let answer = facts(&world).satisfy(&query.expression);
        prop_assert_eq!(residual.holds(&world), answer);
        prop_assert!(residual.constant().is_none_or(|constant| constant == answer));
        prop_assert_eq!(residual.constant().is_some(), residual.steps().is_empty());
    }

    #[test]
    fn other_facts_than_the_dependencies_change_nothing(text in expression(), one in world(), two in world()) {
        let residual = query(&text).for_class(&one);
        let like_one = same_where_it_matters(&one, &two, &text);
        prop_assert_eq!(residual.holds(&like_one), residual.holds(&one));
    }

    #[test]
    fn the_normal_form_reads_as_the_same_expression(text in expression()) {
        let read = query(&text);
        let normal = read.to_string();
        let again = parse_any_length(&normal).expect("a normal form");
        prop_assert_eq!(&again, &read.expression, "{}", normal);
        prop_assert_eq!(again.to_string(), normal);
    }

    #[test]
    fn a_query_or_its_negation_is_explained(text in expression(), world in world()) {
        let holds = query(&text).for_class(&world).holds(&world);
        prop_assert_eq!(world.reasons(&text).is_empty(), holds);
        prop_assert_eq!(world.reasons(&format!("not({text})")).is_empty(), !holds);
    }

    #[test]
    fn reasons_suffice_and_none_is_needless(text in expression(), world in world(), flips in any::<u64>()) {
        let query = query(&text);
        let facts = facts(&world);
        let truth = facts.satisfy(&query.expression);
        let deciding = deciding(&query.expression, &facts);
        let predicates = query.expression.predicates();
        let flipped = |predicate: &Predicate| {
            let at = predicates.iter().position(|known| *known == predicate).expect("a predicate of the query");
            flips >> (at % 64) & 1 == 1
        };
        let others_flipped = |kept: &[&Predicate]| {
            with_truths(&query.expression, &|predicate| {
                facts.satisfy_predicate(predicate) != (!kept.contains(&predicate) && flipped(predicate))
            })
        };
        prop_assert_eq!(others_flipped(&deciding), truth);
        for left_out in 0..deciding.len() {
            let mut fewer = deciding.clone();
            fewer.remove(left_out);
            let decided = super::super::explain::decided(&query.expression, &fewer, &facts);
            prop_assert_eq!(decided, None);
        }
    }
}
