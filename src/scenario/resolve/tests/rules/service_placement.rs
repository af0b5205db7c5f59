//! Rules of placement constraints and strategies.

use std::num::NonZeroU32;

use super::super::model;
use super::{WEB, assert_errors, assert_warnings, built, definition, listing, service};
use crate::model::{Strategy, TopologySpread, WhenUnsatisfiable};
use crate::placement::strategy::{ArgumentValue, find};

#[test]
fn cn_01_cn_02_placement_constraints() {
    let constraint = |members: &str| service(&format!("placementConstraints = [{{ {members} }}]"));
    let eleven = ["{ type = \"distinctInstance\" }"; 11].join(", ");
    let in_task = |kind: &str| {
        definition(&format!("{{ {WEB} }}"), &format!("placementConstraints = [{{ type = \"{kind}\" }}]"))
    };
    assert_errors(&[
        ("CN-02", "`distinctInstance` cannot be part of a task definition", in_task("distinctInstance")),
        (
            "CN-01",
            "`distinctInstance` takes no expression",
            constraint("type = \"distinctInstance\", expression = \"x\""),
        ),
        ("CN-01", "`type` cannot be `distinctinstance`", constraint("type = \"distinctinstance\"")),
        ("CN-01", "11 placement constraints", service(&format!("placementConstraints = [{eleven}]"))),
    ]);
}

/// Each place in which constraints are written, and a mistake that is told at its place in the expression.
#[test]
fn ql_10_cn_01_expressions_are_checked_where_they_are_written() {
    let member_of = |expression: &str| {
        format!("placementConstraints = [{{ type = \"memberOf\", expression = \"{expression}\" }}]")
    };
    let long = format!("attribute:x == {}", "y".repeat(2_000));
    assert_errors(&[
        (
            "CN-01",
            "the `memberOf` constraint has no `expression`",
            service("placementConstraints = [{ type = \"memberOf\" }]"),
        ),
        ("QL-10", "is not a query", service(&member_of("attribute:stack = prod"))),
        (
            "QL-10",
            "is not a query",
            definition(&format!("{{ {WEB} }}"), &member_of("attribute:stack === prod")),
        ),
        ("CN-01", "is not a query: the expression has 2015 characters", service(&member_of(&long))),
    ]);
    // Six of the service and six of the definition that an update brings in.
    let six = format!(
        "placementConstraints = [{}]",
        ["{ type = \"memberOf\", expression = \"attribute:a !exists\" }"; 6].join(", ")
    );
    let second =
        format!("[[taskDefinitions]]\nfamily = \"more\"\n{six}\ncontainerDefinitions = [{{ {WEB} }}]\n");
    let update =
        "[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", taskDefinition = \"more\" }\n";
    assert_errors(&[("CN-01", "12 placement constraints", service(&six) + &second + update)]);
    assert_warnings(&[(
        "CN-01",
        "holds on no container instance of service `web`",
        service(&member_of("attribute:stack == prod")),
    )]);
    let twice = service(&member_of("attribute:a !exists and runningTasksCount < 3"));
    let model = model(&twice);
    assert_eq!(model.member_of.len(), 1);
    assert_eq!(model.services[0].placement.constraints.member_of.len(), 1);
}

#[test]
fn st_01_st_02_placement_strategies() {
    let strategy = |members: &str| service(&format!("placementStrategy = [{{ {members} }}]"));
    let six = ["{ type = \"random\" }"; 6].join(", ");
    assert_errors(&[
        ("ST-01", "`type` cannot be `binpak`", strategy("type = \"binpak\", field = \"cpu\"")),
        ("ST-01", "the `spread` strategy has no `field`", strategy("type = \"spread\"")),
        ("ST-01", "`spread` has no field `memory`", strategy("type = \"spread\", field = \"memory\"")),
        (
            "ST-01",
            "`spread` has no field `attribute:`",
            strategy("type = \"spread\", field = \"attribute:\""),
        ),
        ("ST-01", "`field` cannot be `disk`", strategy("type = \"binpack\", field = \"disk\"")),
        ("ST-02", "6 placement strategies", service(&format!("placementStrategy = [{six}]"))),
        ("", "`random` has no argument `k`", strategy("type = \"random\", k = 2")),
    ]);
    assert_warnings(&[(
        "ST-10",
        "no container instance carries an attribute to spread over",
        strategy("type = \"spread\", field = \"attribute:rack\""),
    )]);
}

#[test]
fn arguments_of_research_strategies() {
    let strategy = |members: &str| service(&format!("placementStrategy = [{{ type = {members} }}]"));
    let spread = |members: &str| strategy(&format!("\"topology-spread\", {members}"));
    assert_errors(&[
        ("ST-01", "`type` cannot be `bestfit`", strategy("\"bestfit\"")),
        ("", "`best-fit` has no argument `k`", strategy("\"best-fit\", k = 2")),
        ("", "`first-fit` has no argument `field`", strategy("\"first-fit\", field = \"cpu\"")),
        ("", "`resources` cannot be `disk`", strategy("\"best-fit\", resources = [\"cpu\", \"disk\"]")),
        ("", "`resources` is empty", strategy("\"worst-fit\", resources = []")),
        ("", "`resources` names `cpu` twice", strategy("\"best-fit\", resources = [\"cpu\", \"cpu\"]")),
        ("", "`k` is 0, outside 1 to 100", strategy("\"power-of-choices\", k = 0")),
        ("", "the `topology-spread` strategy has no `topologyKey`", strategy("\"topology-spread\"")),
        ("", "`topologyKey` cannot be `attribute:rack`", spread("topologyKey = \"attribute:rack\"")),
        ("", "`maxSkew` is 0, outside", spread("topologyKey = \"ecs.availability-zone\", maxSkew = 0")),
        (
            "",
            "`whenUnsatisfiable` cannot be `donotschedule`",
            spread("topologyKey = \"ecs.availability-zone\", whenUnsatisfiable = \"donotschedule\""),
        ),
    ]);
    assert_warnings(&[(
        "ST-10",
        "no container instance carries an attribute to spread over",
        spread("topologyKey = \"rack\""),
    )]);
}

#[test]
fn research_strategies_are_entries_like_those_of_ecs() {
    let list = [
        "{ type = \"topology-spread\", topologyKey = \"ecs.availability-zone\", maxSkew = 2 }",
        "{ type = \"Best-Fit\", resources = [\"memory\", \"cpu\"] }",
        "{ type = \"power-of-choices\" }",
        "{ type = \"swarm-spread\" }",
    ];
    let model = model(&service(&format!("placementStrategy = [{}]", list.join(", "))));
    let words = ArgumentValue::Words(vec!["memory".to_owned(), "cpu".to_owned()]);
    let best_fit = find("best-fit").expect("registered").build(&[("resources", words)]);
    let two = NonZeroU32::new(2).expect("not zero");
    let spread = TopologySpread {
        attribute: model.zone_attribute(),
        max_skew: two,
        when_unsatisfiable: WhenUnsatisfiable::DoNotSchedule,
    };
    let expected = [
        Strategy::TopologySpread(spread),
        best_fit.expect("valid arguments"),
        Strategy::PowerOfChoices(two),
        Strategy::SwarmSpread,
    ];
    assert_eq!(model.services[0].placement.strategies, expected);
}

/// What no value matches as a whole, and would with a slight change; and what AWS's guide does not have.
#[test]
fn patterns_that_were_meant_otherwise_are_told() {
    let of_type = |pattern: &str| {
        let expression = format!("attribute:ecs.instance-type =~ {pattern}");
        service(&format!("placementConstraints = [{{ type = \"memberOf\", expression = \"{expression}\" }}]"))
    };
    let either = "m5* or attribute:ecs.instance-type exists";
    assert_warnings(&[
        ("CN-01", "=~ m5*` holds on no container instance", of_type("m5*")),
        ("CN-01", "=~ t3.*` holds on no container instance", of_type("t3.*")),
        ("QL-02", "the pattern `m5*` matches nothing in this scenario", of_type(either)),
        ("QL-01", "`[mc]5.*` is accepted as one pattern", of_type("[mc]5.*")),
        ("QL-01", "`m5\\.(large|xlarge)` is accepted as one pattern", of_type("m5\\\\.(large|xlarge)")),
    ]);
    let equals = |value: &str| of_type(value).replace("=~", "==");
    for (pattern, meant, text) in [
        ("m5*", "m5.*", of_type("m5*")),
        ("large", ".*large", of_type("large")),
        (either, "m5.*", of_type(either)),
        ("m5.*", "=~ m5.*", equals("m5.*")),
        ("m5.lrage", "m5.large", equals("m5.lrage")),
    ] {
        let (_, problems) = built(&text);
        let [problem] = problems.sorted()[..] else { panic!("{:#?}", listing(&problems)) };
        let help = problem.help.as_deref().unwrap_or_default();
        assert!(help.starts_with(&format!("did you mean `{meant}`?")), "{pattern}: {help}");
    }
    let (_, problems) = built(&of_type("t3.*"));
    assert_eq!(
        problems.sorted()[0].help.as_deref(),
        Some("compare it with the attributes of [[containerInstances]]")
    );
}

/// A query that holds nowhere is told with the slip, or with the rule that keeps hosts without the attribute out.
#[test]
fn what_holds_nowhere_is_told_with_what_to_do() {
    let of = |expression: &str| {
        service(&format!("placementConstraints = [{{ type = \"memberOf\", expression = \"{expression}\" }}]"))
    };
    let help = |expression: &str| {
        let (_, problems) = built(&of(expression));
        let [problem] = problems.sorted()[..] else { panic!("{:#?}", listing(&problems)) };
        (problem.rule.clone().unwrap_or_default(), problem.help.clone().unwrap_or_default())
    };
    for (expression, rule, expected) in [
        ("task:group == web", "CN-01", "did you mean `service:web`?"),
        ("task:group == db", "CN-01", "the group of a service's tasks is `service:NAME`"),
        (
            "attribute:ecs.availability_zone == us-east-1a",
            "CN-01",
            "did you mean `attribute:ecs.availability-zone`?",
        ),
        ("attribute:tier == web", "CN-01", "compare it with the attributes of [[containerInstances]]"),
        (
            "attribute:tier != web",
            "QL-03",
            "an instance without the attribute fails `attribute:tier != web` too; to let it in, write \
             `not (attribute:tier == web)`",
        ),
        ("attribute:tier !~ w.* and agentConnected == true", "QL-03", "write `not (attribute:tier =~ w.*)`"),
        // Turned around it would hold nowhere either.
        ("attribute:tier != web and attribute:rack exists", "CN-01", "compare it"),
        ("agentVersion < 1.0", "CN-01", "compare it with [[containerInstances]]"),
    ] {
        let (found, help) = help(expression);
        assert!(found == rule && help.contains(expected), "{expression}: {found} {help}");
    }
}

#[test]
fn st_10_a_misspelt_attribute_to_spread_over_is_told_with_the_nearest() {
    let spread = |field: &str| {
        let (_, problems) = built(&service(&format!(
            "placementStrategy = [{{ type = \"spread\", field = \"attribute:{field}\" }}]"
        )));
        let [problem] = problems.sorted()[..] else { panic!("{:#?}", listing(&problems)) };
        problem.help.clone().unwrap_or_default()
    };
    assert_eq!(spread("ecs.availability_zone"), "did you mean `attribute:ecs.availability-zone`?");
    assert_eq!(spread("rack"), "add it to `attributes` of [[containerInstances]]");
}
