//! Whatever is thrown at the reader: an answer, never a panic.

use std::path::Path;

use proptest::prelude::*;

use crate::scenario::{Loaded, Overrides, check_json_text, load_text, render};

fn answered(loaded: &Loaded) {
    for colour in [false, true] {
        let report = render(&loaded.problems, &loaded.sources, colour);
        assert_eq!(report.is_empty(), loaded.problems.is_empty());
    }
    assert!(loaded.scenario.is_none() || !loaded.problems.has_errors());
}

fn as_scenario(text: &str) {
    answered(&load_text("any.toml", text, Path::new("nowhere"), &Overrides::default()));
}

/// Pieces of which wrong and right scenarios are made.
fn toml_like() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "name = \"x\"\n",
        "[simulation]\n",
        "[[services]]\n",
        "[[taskDefinitions]]\n",
        "[matrix]\n",
        "[behavior]\n",
        "serviceName = \"a\"\n",
        "desiredCount = ",
        "1",
        "-1",
        "9999999999999999999",
        "1e400",
        "\"",
        "'",
        "\"\"\"",
        "{",
        "}",
        "[",
        "]",
        "=",
        ".",
        ",",
        "\n",
        "#",
        "\\u",
        "é",
        "\u{feff}",
        "\0",
        "\r",
        "file = \"x.json\"\n",
        "startUpTime = { empirical = \"x.csv\" }\n",
        "\"services.a.desiredCount\" = [1, 2]\n",
        "family = \"f\"\n",
        "containerDefinitions = [{ name = \"c\" }]\n",
        "true",
        "2020-01-01",
        "nan",
        " ",
        "\t",
        "a.b.c = 1\n",
        "{{x}}",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// A sound scenario with calls whose members are right and wrong by turns.
fn calls() -> impl Strategy<Value = String> {
    let places = prop::sample::select(vec!["[[arrivals]]", "[[actions]]\nat = \"1m\"", "[[actions]]"]);
    let members = prop::sample::select(vec![
        "name",
        "runTask",
        "every",
        "from",
        "until",
        "calls",
        "at",
        "file",
        "runTime",
        "startTask",
        "runTask.taskDefinition",
        "runTask.count",
        "runTask.group",
        "runTask.overrides",
        "runTask.startedBy",
        "runTask.runTime",
        "runTask.placementStrategy",
        "startTask.taskDefinition",
        "startTask.containerInstances",
        "startTask.overrides",
    ]);
    let values = prop::sample::select(vec![
        "1",
        "-1",
        "true",
        "\"\"",
        "\"1m\"",
        "\"job\"",
        "\"service:job\"",
        "[]",
        "{}",
        "[\"1m\", \"2m\"]",
        "[\"m5.large-1\", \"x\"]",
        "{ exponential = { mean = \"1m\" } }",
        "{ taskDefinition = \"job\" }",
        "{ taskDefinition = \"job\", containerInstances = [\"m5.large-1\"] }",
        "{ cpu = \"256\", containerOverrides = [{ name = \"c\", cpu = 1, memory = 7 }, { name = 5 }, 6] }",
        "[{ type = \"random\" }]",
    ]);
    let member = (members, values).prop_map(|(member, value)| format!("{member} = {value}\n"));
    let section = (places, prop::collection::vec(member, 0..6));
    let text = |(place, members): (&str, Vec<String>)| format!("{place}\n{}", members.concat());
    let sections = prop::collection::vec(section.prop_map(text), 1..4);
    sections.prop_map(|sections| {
        let sections = sections.concat();
        format!(
            "name = \"x\"\n[simulation]\nduration = \"1h\"\n[[containerInstances]]\ninstanceType = \"m5.large\"\n\
             [[taskDefinitions]]\nfamily = \"job\"\ncontainerDefinitions = [{{ name = \"c\", image = \"i\", memory = 8 }}]\n\
             {sections}"
        )
    })
}

fn json_like() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"family\":",
        "\"cpu\":",
        "\"containerDefinitions\":",
        "\"services\":",
        "\"taskDefinition\":",
        "\"name\"",
        "\"\"",
        "null",
        "1",
        "-",
        "1e999",
        "true",
        "$$$X$$$",
        "${x}",
        "{{x}}",
        "<x>",
        "...",
        "…",
        "\\",
        "\\ud800",
        "\n",
        " ",
        "é",
        "\u{feff}",
        "\0",
        "//",
        "resource \"a\" \"b\" {",
        "a/b.json",
        "%X%",
        "$X",
        "{your-id}",
        "=",
        "'",
        "\"loadBalancers\":[{\"targetGroupArn\":\"a\",\"containerName\":\"b\"}]",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        answered(&check_json_text("any.json", bytes.clone()));
        as_scenario(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,100}") {
        answered(&check_json_text("any.json", text.clone().into_bytes()));
        as_scenario(&text);
    }

    #[test]
    fn anything_like_toml_is_answered(text in toml_like()) {
        as_scenario(&text);
    }

    #[test]
    fn any_calls_are_answered(text in calls()) {
        as_scenario(&text);
    }

    #[test]
    fn anything_like_json_is_answered(text in json_like()) {
        answered(&check_json_text("any.json", text.into_bytes()));
    }

    #[test]
    fn any_expectation_is_answered(
        text in "(services\\.[a*]\\.(availability|outage|creation)|cluster\\.cost|>=|<=|==| in | over | for | confidence |\\.\\.|[0-9%a-z*é\"' ]){0,10}",
    ) {
        let world = "name = \"x\"\n[[containerInstances]]\ninstanceType = \"m5.large\"\n\
            [[taskDefinitions]]\nfamily = \"f\"\n\
            containerDefinitions = [{ name = \"c\", image = \"i\", memory = 8 }]\n\
            [[services]]\nserviceName = \"a\"\ntaskDefinition = \"f\"\ndesiredCount = 1\n";
        let overrides = Overrides { expect: vec![text.clone(), format!("cluster.cost <= {text}")], ..Overrides::default() };
        answered(&load_text("any.toml", world, Path::new("nowhere"), &overrides));
    }

    #[test]
    fn any_setting_is_answered(setting in "[a-z.=\\[\\]{}\"' 0-9]{0,40}") {
        let text = "name = \"x\"\n[[services]]\nserviceName = \"a\"\n";
        for set in [setting.clone(), format!("services.a.{setting}"), format!("services.a.desiredCount={setting}")] {
            let overrides = Overrides { set: vec![set], ..Overrides::default() };
            answered(&load_text("any.toml", text, Path::new("nowhere"), &overrides));
        }
    }
}

/// Recursive parsers and destructors meet texts made to exhaust the stack.
#[test]
fn deep_texts_are_refused_and_long_ones_are_not() {
    for open in ["[", "{", "{\"a\":", "{a=", "a.", "[a.", "\"a\".", "a={a.b.c="] {
        let deep = open.repeat(100_000);
        answered(&check_json_text("deep.json", deep.clone().into_bytes()));
        as_scenario(&deep);
        as_scenario(&format!("a = {deep}"));
        as_scenario(&format!("{deep}a = 1"));
    }
    as_scenario(&"[[services]]\n".repeat(2_000));
    as_scenario(&format!("name = \"{}\"", "x".repeat(1_000_000)));
    as_scenario(&"!\n".repeat(20_000));
}
