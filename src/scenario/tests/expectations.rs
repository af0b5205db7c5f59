//! `[[expectations]]` and `--expect`: what they are read as, and what is told of wrong ones.

use std::path::Path;

use crate::scenario::{Bound, Expectation, Loaded, Over, Overrides, Severity, load_text, render};

use super::messages;

const WORLD: &str = "name = \"x\"\n[simulation]\nreplications = 2\n\
    [[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 1\n\
    [[taskDefinitions]]\nfamily = \"app\"\n\
    containerDefinitions = [{ name = \"a\", image = \"a\", cpu = 1, memory = 8 }]\n\
    [[services]]\nserviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n\
    [matrix]\n\"containerInstances.0.count\" = [1, 2]\n\
    net = [{ label = \"o\", set = { \"taskDefinitions.app.networkMode\" = \"overlay\" } }, { label = \"b\", set = {} }]\n";

fn expecting(members: &str) -> Loaded {
    let text = format!("{WORLD}[[expectations]]\n{members}\n");
    load_text("x.toml", &text, Path::new(""), &Overrides::default())
}

fn expecting_on_the_command_line(expressions: &[&str]) -> Loaded {
    let expect = expressions.iter().map(|&expression| expression.to_owned()).collect();
    load_text("x.toml", WORLD, Path::new(""), &Overrides { expect, ..Overrides::default() })
}

fn read(loaded: Loaded) -> Vec<Expectation> {
    loaded.scenario.unwrap_or_else(|| panic!("{:?}", loaded.problems)).expectations
}

/// What is wrong, and what to do.
fn told(loaded: &Loaded) -> Vec<(&str, &str)> {
    // The axis of a network mode that is not ECS warns of itself.
    let problems = loaded.problems.sorted().into_iter();
    let problems = problems.filter(|problem| !problem.message.contains("hypothetical"));
    problems.map(|problem| (problem.message.as_str(), problem.help.as_deref().unwrap_or_default())).collect()
}

#[test]
fn a_bound_is_in_the_unit_of_the_metric() {
    for (members, bound, unit) in [
        ("metric = \"services.web.availability\"\natLeast = \"99.9%\"", Bound::AtLeast(0.999), "ratio"),
        ("metric = \"services.web.outage\"\natMost = \"1m 30s\"", Bound::AtMost(90.0), "seconds"),
        ("metric = \"cluster.cost\"\nwithin = [1, 2.5]", Bound::Within(1.0, 2.5), "USD"),
        ("metric = \"cluster.cost\"\natMost = 2\natLeast = 1", Bound::Within(1.0, 2.0), "USD"),
        ("metric = \"services.*.runningCount.max\"\nequals = 3", Bound::Equals(3.0), "tasks"),
        ("metric = \"services.web.creation\"\nequals = \"COMPLETED\"", Bound::Is("COMPLETED".to_owned()), ""),
    ] {
        let [expectation] = &read(expecting(members))[..] else { panic!("{members}") };
        assert_eq!((&expectation.bound, expectation.unit), (&bound, unit), "{members}");
        assert_eq!((expectation.confidence, expectation.over), (None, Over::All));
    }
}

#[test]
fn variants_are_chosen_by_axis_or_by_name() {
    let of = |variants: &str| {
        let members = format!("metric = \"cluster.cost\"\natMost = 2\nvariants = {variants}");
        let chosen = read(expecting(&members))[0].variants.clone();
        chosen.map(|chosen| chosen.into_iter().collect::<Vec<_>>())
    };
    // count=1 net=o, count=1 net=b, count=2 net=o, count=2 net=b.
    assert_eq!(of("{ net = \"b\" }"), Some(vec![1, 3]));
    assert_eq!(of("{ net = \"o\" }"), Some(vec![0, 2]), "the mark of what is not ECS need not be written");
    assert_eq!(of("{ net = [\"o\", \"b\"], \"containerInstances.0.count\" = 2 }"), Some(vec![2, 3]));
    assert_eq!(of("\"*net=b\""), Some(vec![1, 3]));
    assert_eq!(of("[\"*count=1, net=b\", \"*count=2, *\"]"), Some(vec![1, 2, 3]));
    assert_eq!(read(expecting("metric = \"cluster.cost\"\natMost = 2"))[0].variants, None);
}

#[test]
fn the_command_line_says_the_same_as_the_file() {
    for (expression, members) in [
        ("services.web.availability >= 99.9%", "metric = \"services.web.availability\"\natLeast = \"99.9%\""),
        ("services.web.outage<=1m 30s", "metric = \"services.web.outage\"\natMost = \"1m 30s\""),
        (
            "cluster.cost in 1 .. 2.5 for *net=b",
            "metric = \"cluster.cost\"\nwithin = [1, 2.5]\nvariants = \"*net=b\"",
        ),
        (
            "services.web.maxTasksPlaceable.limitedBy == 'no instances'",
            "metric = \"services.web.maxTasksPlaceable.limitedBy\"\nequals = \"no instances\"",
        ),
        (
            "services.*.deployments.duration.max <= 90 over completed confidence 0.99",
            "metric = \"services.*.deployments.duration.max\"\natMost = 90\nover = \"completed\"\nconfidence = 0.99",
        ),
        ("cluster.cost <= 2 confidence true", "metric = \"cluster.cost\"\natMost = 2\nconfidence = true"),
    ] {
        let [mut from_file, from_line] = [expecting(members), expecting_on_the_command_line(&[expression])]
            .map(|loaded| read(loaded).remove(0));
        let place = from_file.place.take().expect("the file has a place");
        assert_eq!((place.file.as_str(), place.line), ("x.toml", 18), "{expression}");
        assert_eq!(from_file, from_line, "{expression}");
    }
    let text = format!("{WORLD}[[expectations]]\nmetric = \"cluster.cost\"\natMost = 2\n");
    let overrides = Overrides { expect: vec!["cluster.tasks.max <= 3".to_owned()], ..Overrides::default() };
    let both = read(load_text("x.toml", &text, Path::new(""), &overrides));
    let metrics: Vec<&str> = both.iter().map(|expectation| expectation.metric.as_str()).collect();
    assert_eq!(metrics, ["cluster.cost", "cluster.tasks.max"]);
}

/// An expectation of one metric gets one error.
fn assert_told(metric: &str, bound: &str, message: &str, help: &str) {
    let loaded = expecting(&format!("metric = \"{metric}\"\n{bound}"));
    assert_eq!(told(&loaded), [(message, help)], "{metric} {bound}");
    assert!(loaded.problems.has_errors() && loaded.scenario.is_none());
}

#[test]
fn wrong_metrics_are_told() {
    for (metric, message, help) in [
        (
            "services.web.availabilty",
            "there is no metric `services.web.availabilty`",
            "did you mean `services.web.availability`?",
        ),
        (
            "services.w*.foo",
            "`services.w*.foo` selects no metric",
            "`*` stands for anything between two dots; `plimsoll list metrics` names all metrics",
        ),
        (
            "services.db*.outage",
            "`services.db*.outage` selects no metric",
            "`*` stands for anything between two dots; `plimsoll list metrics` names all metrics",
        ),
        (
            "services.web.*",
            "`services.web.*` selects metrics in different units",
            "write an expectation for each of them",
        ),
    ] {
        assert_told(metric, "atMost = 1", message, help);
    }
}

#[test]
fn wrong_bounds_are_told() {
    let cost = "cluster.cost";
    for (bound, message, help) in [
        ("", "this expectation has no bound", "write `atLeast`, `atMost`, `within` or `equals`"),
        (
            "atLeast = 2\natMost = 1",
            "nothing is at least 2 and at most 1",
            "write the lower figure as the least",
        ),
        (
            "within = [2, 1]",
            "nothing is from 2 to 1: the range is the wrong way round",
            "write 1..2 behind `in`, or the lower figure first in a list",
        ),
        ("within = [2]", "`within` has 1 values", "write the least and the most: within = [LOW, HIGH]"),
        (
            "atMost = 2\nequals = 1",
            "`atMost` and `equals` say two things of one metric",
            "write one of them, or two expectations",
        ),
        ("atMost = \"12s\"", "`atMost` is `12s`, which is no figure in USD", "write a number, zero or more"),
    ] {
        assert_told(cost, bound, message, help);
    }
    let word = "services.web.creation";
    for (bound, message, help) in [
        (
            "atLeast = 1",
            "`services.web.creation` is a word, which is neither more nor less",
            "write equals = \"COMPLETED\"",
        ),
        ("", "this expectation has no bound", "write equals = \"COMPLETED\""),
        (
            "equals = 3",
            "`services.web.creation` is a word, and `equals` is a whole number",
            "the words are IN_PROGRESS, STUCK, SUPERSEDED, FAILED, COMPLETED",
        ),
        (
            "equals = \"COMPLETE\"",
            "`services.web.creation` is never `COMPLETE`",
            "did you mean `COMPLETED`? The words are IN_PROGRESS, STUCK, SUPERSEDED, FAILED, COMPLETED",
        ),
    ] {
        assert_told(word, bound, message, help);
    }
}

#[test]
fn wrong_conditions_are_told() {
    for (members, message, help) in [
        ("confidence = 95", "`confidence` is no level", "write true for 95 %, or a level such as 0.99"),
        ("confidence = \"high\"", "`confidence` is no level", "write true for 95 %, or a level such as 0.99"),
        ("over = \"completed\"", "`cluster.cost` is no duration of deployments", "leave `over` out"),
        ("variants = 3", "`variants` is a whole number", "write { AXIS = VALUE }, or names of variants"),
        ("variants = []", "the expectation is for no variant", "leave `variants` out for all of them"),
        ("variants = [3]", "a name of a variant is text, and this is a whole number", ""),
        (
            "variants = \"net=b\"",
            "there is no variant `net=b`",
            "the first is called `containerInstances.count=1, net=o (not ECS)`; `*` stands for anything",
        ),
        ("variants = { ner = \"b\" }", "the matrix has no axis `ner`", "did you mean `net`?"),
        (
            "variants = { hosts = 1 }",
            "the matrix has no axis `hosts`",
            "the axes are containerInstances.count, net",
        ),
        ("variants = { net = \"c\" }", "the axis `net` has no value `c`", "its values are o (not ECS), b"),
        (
            "variants = { \"containerInstances.count\" = [1, 3] }",
            "the axis `containerInstances.count` has no value `3`",
            "its values are 1, 2",
        ),
    ] {
        let loaded = expecting(&format!("metric = \"cluster.cost\"\natMost = 1\n{members}"));
        assert_eq!(told(&loaded), [(message, help)], "{members}");
    }
    let over = expecting("metric = \"services.web.creation.duration\"\natMost = 1\nover = \"complete\"");
    assert_eq!(told(&over), [("`over` is `complete`", "did you mean \"completed\"?")]);
    let equals = expecting("metric = \"cluster.cost\"\nequals = 1\nconfidence = true");
    assert_eq!(told(&equals), [("`equals` is judged in every replication", "leave `confidence` out")]);
    assert_eq!(told(&expecting("atMost = 1"))[0].0, "this expectation has no `metric`");
    for (members, message) in [
        (
            "atMost = true",
            "`expectations.0.atMost` must be a number, or a string such as \"90s\", \"99.9%\" or a word",
        ),
        ("within = 3", "`expectations.0.within` must be a list"),
    ] {
        let loaded = expecting(&format!("metric = \"cluster.cost\"\n{members}"));
        assert_eq!(messages(&loaded, Severity::Error), [message], "said once");
    }
    assert_eq!(
        told(&expecting("metric = \"clusters.*.cost\"\natMost = 1"))[0].0,
        "`clusters.*.cost` selects no metric"
    );
}

#[test]
fn an_interval_takes_two_replications() {
    let text = format!("{WORLD}[[expectations]]\nmetric = \"cluster.cost\"\natMost = 1\nconfidence = true\n");
    let message = "one replication has no confidence interval";
    let single = text.replace("replications = 2", "replications = 1");
    let loaded = load_text("x.toml", &single, Path::new(""), &Overrides::default());
    assert_eq!(messages(&loaded, Severity::Error), [message]);
    // Who asks for one for once wants a quick look, and is told what that judges.
    let for_once = |replications| Overrides { replications: Some(replications), ..Overrides::default() };
    let loaded = load_text("x.toml", &text, Path::new(""), &for_once(1));
    assert_eq!(told(&loaded), [(message, "leave out --replications, or ask for 2 or more")]);
    assert_eq!(read(loaded)[0].confidence, None);
    let loaded = load_text("x.toml", &single, Path::new(""), &for_once(2));
    assert!(told(&loaded).is_empty());
    assert_eq!(read(loaded)[0].confidence, Some(0.95));
}

#[test]
fn all_that_is_wrong_is_shown_where_it_is_written() {
    let text = format!(
        "{WORLD}[[expectations]]\nmetric = \"cluster.costs\"\natMost = 1\n\
         [[expectations]]\nmetric = \"services.web.availability\"\natLeast = 99.9\nconfidence = 2\nvariant = \"*\"\n"
    );
    let expect = [
        "services.web.outage",
        " >= 3",
        "cluster.cost <=",
        "cluster.cost in 3",
        "services.web.outage <= 90 seconds long over all for nobody",
    ];
    let expect = expect.iter().map(|&expression| expression.to_owned()).collect();
    let loaded = load_text("x.toml", &text, Path::new(""), &Overrides { expect, ..Overrides::default() });
    insta::assert_snapshot!(render(&loaded.problems, &loaded.sources, false));
}
