//! The rules of the language, and the worked examples of the reference.

use super::{World, query};
use crate::query::moment::Moment;
use crate::query::{Query, Version};

/// Expressions and whether they hold in `world`.
#[track_caller]
fn check(world: &World, table: &[(&str, bool)]) {
    for (expression, expected) in table {
        assert_eq!(world.satisfies(expression), *expected, "{expression}");
        let naive = query(expression).explain(world, world).is_empty();
        assert_eq!(naive, *expected, "{expression}, explained");
    }
}

#[test]
fn ql_01_equality_is_of_strings_and_patterns_are_javas() {
    let world = World::with(&[("stack", "prod"), ("size", "010")]);
    check(
        &world,
        &[
            ("attribute:stack == prod", true),
            ("attribute:stack == Prod", false),
            ("attribute:stack != prod", false),
            ("attribute:stack equals 'prod'", true),
            ("attribute:size == 10", false),
            ("attribute:stack =~ p[a-z]+", true),
            (r"attribute:size =~ \d{3}", true),
            ("attribute:stack !~ 'p.*'", false),
            ("attribute:stack not_matches d.*", true),
        ],
    );
}

#[test]
fn ql_02_a_pattern_matches_the_whole_value() {
    let world = World::with(&[("ecs.instance-type", "t2.small")]);
    check(
        &world,
        &[
            ("attribute:ecs.instance-type =~ t2.*", true),
            ("attribute:ecs.instance-type =~ t2", false),
            ("attribute:ecs.instance-type =~ small", false),
            ("attribute:ecs.instance-type =~ 't2|x'", false),
            ("attribute:ecs.instance-type =~ x|t2.*", true),
            ("attribute:ecs.instance-type !~ t2", true),
        ],
    );
}

/// Worked example 17.
#[test]
fn ql_03_another_value_needs_a_value() {
    let expression = "attribute:stack != prod";
    assert!(!World::with(&[("stack", "prod")]).satisfies(expression));
    assert!(World::with(&[("stack", "dev")]).satisfies(expression));
    assert!(!World::default().satisfies(expression));
}

#[test]
fn ql_04_predicates_on_a_missing_attribute_do_not_hold_and_not_negates_that() {
    let mut table = Vec::new();
    for predicate in ["== a", "!= a", "in [a]", "!in [a]", "=~ .*", "!~ a", "exists"] {
        table.push((format!("attribute:gpu {predicate}"), false));
        table.push((format!("not attribute:gpu {predicate}"), true));
    }
    table.push(("attribute:gpu !exists".to_owned(), true));
    table.push(("attribute:gpu not_exists".to_owned(), true));
    table.push(("not(attribute:gpu !exists)".to_owned(), false));
    let table: Vec<(&str, bool)> = table.iter().map(|(text, holds)| (text.as_str(), *holds)).collect();
    check(&World::default(), &table);
    // AT-03: an attribute without a value is there, with an empty one.
    check(
        &World::with(&[("gpu", "")]),
        &[
            ("attribute:gpu exists", true),
            ("attribute:gpu == ''", true),
            ("attribute:gpu != a", true),
            ("attribute:gpu !exists", false),
        ],
    );
}

#[test]
fn ql_04_predicates_on_an_unknown_agent_version_do_not_hold() {
    let world = World { agent_version: None, ..World::default() };
    for operator in ["==", "!=", "<", "<=", ">", ">="] {
        assert!(!world.satisfies(&format!("agentVersion {operator} 1.0.0")), "{operator}");
    }
}

/// Worked example 19.
#[test]
fn ql_05_anti_affinity_is_a_negated_group() {
    let expression = "not(task:group == database)";
    assert!(!World::with_groups(&[3]).satisfies(expression));
    assert!(World::with_groups(&[]).satisfies(expression));
    assert!(World::with_groups(&[0, 1]).satisfies(expression));
}

#[test]
fn ql_06_another_group_means_that_none_is_the_one() {
    // The instance holds tasks of service:web and of the database: some group is not the database, and yet.
    let world = World::with_groups(&[0, 3]);
    check(
        &world,
        &[
            ("task:group != database", false),
            ("task:group !in [database, x]", false),
            ("task:group !~ data.*", false),
            ("task:group != family:batch", true),
            ("task:group !in [family:batch, service:daemon]", true),
            ("task:group !~ family:.*", true),
            ("task:group == service:web", true),
            ("task:group in [x, service:web]", true),
            ("task:group =~ service:.*", true),
        ],
    );
    check(&World::with_groups(&[]), &[("task:group != database", true), ("task:group =~ .*", false)]);
}

#[test]
fn ql_07_the_number_of_tasks_counts_those_that_should_run() {
    let world = World { running_tasks_count: 2, ..World::default() };
    check(
        &world,
        &[
            ("runningTasksCount == 2", true),
            ("runningTasksCount != 2", false),
            ("runningTasksCount > 1", true),
            ("runningTasksCount > 2", false),
            ("runningTasksCount >= 2", true),
            ("runningTasksCount >= 3", false),
            ("runningTasksCount < 2", false),
            ("runningTasksCount < 3", true),
            ("runningTasksCount <= 2", true),
            ("runningTasksCount <= 1", false),
            ("runningTasksCount < 0", false),
            ("runningTasksCount >= 0", true),
            ("runningTasksCount <= 4294967295", true),
        ],
    );
}

#[test]
fn ql_08_versions_compare_by_component() {
    let world = World { agent_version: Version::parse("1.105.1"), ..World::default() };
    check(
        &world,
        &[
            ("agentVersion > 1.14.5", true),
            ("agentVersion < 1.105.10", true),
            ("agentVersion == 1.105.1.0", true),
            ("agentVersion > 1.105", true),
            ("agentVersion >= 2", false),
            ("agentVersion <= '1.105.1'", true),
            ("agentVersion != 1.105.01", false),
        ],
    );
}

#[test]
fn ql_08_dates_are_utc_and_without_a_time_midnight() {
    // 2018-06-18 is day 17,700 of the epoch: 48 years with 12 leap days are 17,532, and 31+28+31+30+31+17 are 168.
    const MIDNIGHT: i64 = 17_700 * 86_400;
    const TIME: i64 = 22 * 3600 + 28 * 60 + 28;
    for (text, seconds) in [
        ("2018-06-18", MIDNIGHT),
        ("2018-06-18T22:28:28", MIDNIGHT + TIME),
        ("2018-06-18T22:28:28Z", MIDNIGHT + TIME),
        ("2018-06-18T22:28:28+00:00", MIDNIGHT + TIME),
        ("2018-06-18T22:28:28+02:30", MIDNIGHT + TIME - 9_000),
        ("2018-06-18T22:28:28-02:30", MIDNIGHT + TIME + 9_000),
        ("1969-12-31", -86_400),
    ] {
        assert_eq!(Moment::parse(text).map(Moment::as_micros), Some(seconds * 1_000_000), "{text}");
        let world = World { registered_at: seconds * 1_000_000, ..World::default() };
        assert!(world.satisfies(&format!("registeredAt == {text}")), "{text}");
        let later = World { registered_at: seconds * 1_000_000 + 1, ..World::default() };
        check(
            &later,
            &[
                (&format!("registeredAt == {text}"), false),
                (&format!("registeredAt != {text}"), true),
                (&format!("registeredAt > {text}"), true),
                (&format!("registeredAt >= {text}"), true),
                (&format!("registeredAt < {text}"), false),
                (&format!("registeredAt <= {text}"), false),
            ],
        );
    }
}

#[test]
fn ql_09_not_binds_tighter_than_and_and_and_tighter_than_or() {
    const A: &str = "attribute:a exists";
    const B: &str = "attribute:b exists";
    const C: &str = "attribute:c exists";
    for bits in 0..8 {
        let [a, b, c] = [0, 1, 2].map(|bit| bits >> bit & 1 == 1);
        let present = [(a, "a"), (b, "b"), (c, "c")].into_iter().filter(|(is, _)| *is);
        let world = World::with(&present.map(|(_, name)| (name, "")).collect::<Vec<_>>());
        check(
            &world,
            &[
                (&format!("{A} or {B} and {C}"), a || b && c),
                (&format!("{A} && {B} || {C}"), a && b || c),
                (&format!("not {A} and {B}"), !a && b),
                (&format!("!{A} || {B}"), !a || b),
                (&format!("not({A} || {B}) && {C}"), !(a || b) && c),
                (&format!("({A} or {B}) and not !{C}"), (a || b) && c),
                (&format!("{A} and not ({B} and {C})"), a && !(b && c)),
            ],
        );
    }
}

#[test]
fn ql_10_an_invalid_expression_is_an_error_with_a_place() {
    let error = Query::parse("attribute:stack == prod and").unwrap_err();
    assert_eq!((error.span.clone(), error.rule), (27..27, "QL-10"));
}

#[test]
fn ql_11_groups_are_services_and_families_by_name() {
    let world = World::with_groups(&[0, 2]);
    check(
        &world,
        &[
            ("task:group == service:web", true),
            ("task:group == family:batch", true),
            ("task:group == web", false),
            ("task:group == service:daemon", false),
        ],
    );
}

#[test]
fn cn_01_an_expression_has_2000_characters_at_most() {
    let padded = |length: usize| {
        let start = "attribute:stack == 'é";
        format!("{start}{}'", "x".repeat(length - start.chars().count() - 1))
    };
    let longest = padded(2000);
    assert_eq!((longest.chars().count(), longest.len()), (2000, 2001));
    query(&longest);
    let error = Query::parse(&padded(2001)).unwrap_err();
    assert_eq!((error.rule, error.span), ("CN-01", 2001..2002));
}

/// Worked example 18.
#[test]
fn example_18_instance_types_outside_of_a_zone() {
    let of = |kind, zone| World::with(&[("ecs.instance-type", kind), ("ecs.availability-zone", zone)]);
    let expression = "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d";
    assert!(of("g2.2xlarge", "us-east-1a").satisfies(expression));
    assert!(!of("g2.2xlarge", "us-east-1d").satisfies(expression));
    assert!(!of("t2.small", "us-east-1a").satisfies(expression));
}

/// Worked example 20; a task that should run counts before it runs (CN-10).
#[test]
fn cn_10_affinity_waits_for_the_daemon() {
    let expression = "task:group == service:daemon";
    assert!(World::with_groups(&[1]).satisfies(expression));
    assert!(!World::with_groups(&[0]).satisfies(expression));
}

/// Worked example 21.
#[test]
fn example_21_quantities_and_ids() {
    let counted: Vec<bool> = (0..3)
        .map(|running_tasks_count| {
            World { running_tasks_count, ..World::default() }.satisfies("runningTasksCount == 1")
        })
        .collect();
    assert_eq!(counted, [false, true, false]);
    let old = ["1.14.4", "1.14.5", "1.105.1"].map(|version| {
        let agent_version = Version::parse(version);
        World { agent_version, ..World::default() }.satisfies("agentVersion < 1.14.5")
    });
    assert_eq!(old, [true, false, false]);
    let moment = |text| Moment::parse(text).expect("a date").as_micros();
    let early = ["2018-02-12T23:59:59Z", "2018-02-13"].map(|date| {
        let registered_at = moment(date);
        World { registered_at, ..World::default() }.satisfies("registeredAt < 2018-02-13")
    });
    assert_eq!(early, [true, false]);
    let among = ["i-a", "i-b", "i-c"]
        .map(|id| World { id, ..World::default() }.satisfies("ec2InstanceId in ['i-a','i-b']"));
    assert_eq!(among, [true, true, false]);
}

#[test]
fn an_agent_is_connected_or_not() {
    for (agent_connected, word, other) in [(true, "true", "false"), (false, "false", "true")] {
        let world = World { agent_connected, ..World::default() };
        check(
            &world,
            &[
                (&format!("agentConnected=={word}"), true),
                (&format!("agentConnected == {other}"), false),
                (&format!("agentConnected != {word}"), false),
                (&format!("agentConnected in [{other}]"), false),
                ("agentConnected in [true, false]", true),
                (&format!("agentConnected !in [{other}]"), true),
                (&format!("agentConnected =~ {}.*", &word[..1]), true),
                (&format!("agentConnected !~ {}.*", &word[..1]), false),
            ],
        );
    }
}

#[test]
fn an_id_is_compared_as_a_text() {
    let world = World { id: "i-0abc", ..World::default() };
    check(
        &world,
        &[
            ("ec2InstanceId == i-0abc", true),
            ("ec2InstanceId != i-0abc", false),
            ("ec2InstanceId in [z, i-0abc, a]", true),
            ("ec2InstanceId !in [z, a]", true),
            ("ec2InstanceId =~ i-0.*", true),
            ("ec2InstanceId !~ i-0", true),
        ],
    );
}
