//! `answer`, the limit of runs, and what is told of things that are wrong already.

use std::path::Path;

use crate::model::Behavior;
use crate::model::assumptions::ASSUMPTIONS;
use crate::model::settings::SETTINGS;
use crate::scenario::{Overrides, Severity, load_text, render};

use super::{loaded, messages};

const FLEET: &str = "[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 1\n";
const APP: &str = "[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{ name = \"a\", image = \"a\", cpu = 1, memory = 8 }]\n";
const SERVICE: &str = "[[services]]\nserviceName = \"web\"\ntaskDefinition = \"app\"\ndesiredCount = 1\n";

fn answering(metric: &str) -> String {
    format!("name = \"x\"\nanswer = [\"{metric}\"]\n{FLEET}{APP}{SERVICE}")
}

/// The same service in two clusters, one of which has no host.
fn in_two_clusters(metric: &str) -> String {
    let clusters = "[[clusters]]\nclusterName = \"default\"\n[[clusters]]\nclusterName = \"b\"\n";
    format!("{}{SERVICE}cluster = \"b\"\n{clusters}", answering(metric))
}

#[test]
fn metrics_of_an_answer_exist() {
    for metric in [
        "cluster.tasks.final",
        "cluster.strandedCpu.mean",
        "services.web.runningCount.final",
        "services.web.placementFailures",
        "services.web.placementFailures.RESOURCE:PORTS",
        "services.web.maxTasksPlaceable.limitedBy",
    ] {
        let loaded = loaded(&answering(metric));
        assert!(loaded.scenario.is_some(), "{metric}: {:?}", loaded.problems);
    }
    for metric in ["clusters.b.tasks.final", "services.b/web.runningCount.final", "cluster.cost"] {
        let loaded = loaded(&in_two_clusters(metric));
        assert!(loaded.scenario.is_some(), "{metric}: {:?}", loaded.problems);
    }
}

#[test]
fn wildcards_stand_for_a_part_of_the_names_that_there_are() {
    for pattern in [
        "services.*.availability",
        "services.*.*Count.final",
        "services.w?b.maxTasksPlaceable*",
        "services.web.placementFailures.RESOURCE:*",
        "cluster.cost*",
        "*.tasks.final",
    ] {
        let loaded = loaded(&answering(pattern));
        assert!(loaded.scenario.is_some(), "{pattern}: {:?}", loaded.problems);
    }
    for pattern in ["clusters.*.cost", "services.b/*.availability", "c*.?.cost"] {
        let loaded = loaded(&in_two_clusters(pattern));
        assert!(loaded.scenario.is_some(), "{pattern}: {:?}", loaded.problems);
    }
    let crosses = "`*` stands for anything between two dots and crosses none";
    let expression = "this is no regular expression";
    for (pattern, help) in [
        ("services.*", crosses),
        ("services.**", crosses),
        ("services.*.avail", crosses),
        ("services.api*.availability", crosses),
        ("clusters.*.cost", crosses),
        ("services.(web|api).availability", expression),
        ("services.[a-z]+.outage", expression),
        ("services.web.runningCount.{mean,min}", "write each of the alternatives"),
    ] {
        let loaded = loaded(&answering(pattern));
        assert_eq!(messages(&loaded, Severity::Error), [format!("`{pattern}` names no metric")]);
        let told = loaded.problems.sorted()[0].help.clone().unwrap_or_default();
        assert!(told.starts_with(help), "{pattern}: {told}");
    }
}

#[test]
fn a_misspelt_metric_is_told_with_the_nearest_one() {
    for (metric, help) in [
        ("services.web.runingCount.final", "did you mean `services.web.runningCount.final`?"),
        ("services.wbe.availability", "did you mean `services.web.availability`?"),
        ("service.web.availability", "did you mean `services.web.availability`?"),
        ("cluster.costs", "did you mean `cluster.cost`?"),
        ("services.web", "`plimsoll list metrics` names all of them"),
        ("services.web.placementFailures.", "did you mean `services.web.placementFailures`?"),
        ("clusters.default.cost", "`plimsoll list metrics` names all of them"),
        ("speed", "`plimsoll list metrics` names all of them"),
    ] {
        let loaded = loaded(&answering(metric));
        assert_eq!(messages(&loaded, Severity::Error), [format!("there is no metric `{metric}`")]);
        assert_eq!(loaded.problems.sorted()[0].help.as_deref(), Some(help), "{metric}");
    }
    let ambiguous = loaded(&in_two_clusters("services.web.runningCount.final"));
    assert_eq!(messages(&ambiguous, Severity::Error).len(), 1, "which of the two?");
}

#[test]
fn a_reason_that_is_none_is_told_with_those_there_are() {
    let stream = "[[arrivals]]\nname = \"jobs\"\nevery = \"1m\"\nrunTask = { taskDefinition = \"app\" }\n";
    let reasons = "INACTIVE, AGENT, LOCATION, ATTRIBUTE, RESOURCE:CPU, RESOURCE:MEMORY, RESOURCE:PORTS, RESOURCE:ENI, \
                   RESOURCE:GPU, memberOf, distinctInstance, topologySpread, NO_INSTANCES";
    for (metric, written, near) in [
        ("services.web.placementFailures.DISTINCT", "DISTINCT", Some("distinctInstance")),
        ("services.web.placementFailures.memberof", "memberof", Some("memberOf")),
        ("services.web.placementFailures.CPU", "CPU", Some("RESOURCE:CPU")),
        ("services.web.placementFailures.REASON", "REASON", None),
        ("arrivals.jobs.refused.MISING", "MISING", Some("MISSING")),
        ("arrivals.jobs.refused.RESOURCE:PORT", "RESOURCE:PORT", Some("RESOURCE:PORTS")),
    ] {
        let loaded = loaded(&(answering(metric) + stream));
        assert_eq!(messages(&loaded, Severity::Error), [format!("there is no reason `{written}`")]);
        let start = metric.strip_suffix(written).expect("the reason is its end");
        let the = near.map_or_else(|| "the".to_owned(), |near| format!("did you mean `{start}{near}`? The"));
        let more = if metric.starts_with("arrivals") { ", MISSING" } else { "" };
        let expected = format!("{the} reasons are {reasons}{more}");
        assert_eq!(loaded.problems.sorted()[0].help.as_deref(), Some(&*expected), "{metric}");
    }
    for metric in ["services.web.placementFailures.NO_INSTANCES", "arrivals.jobs.refused.MISSING"] {
        let loaded = loaded(&(answering(metric) + stream));
        assert!(loaded.scenario.is_some(), "{metric}: {:?}", loaded.problems);
    }
}

#[test]
fn more_runs_than_a_scenario_may_have_are_told_before_they_are_built() {
    let values: Vec<String> = (1..=11).map(|count| count.to_string()).collect();
    let matrix = format!("[matrix]\n\"services.web.desiredCount\" = [{}]\n", values.join(", "));
    let text = answering("cluster.cost") + &matrix;
    let many = Overrides { replications: Some(100_000), ..Overrides::default() };
    let loaded = load_text("x.toml", &text, Path::new(""), &many);
    let expected = "11 variants with 100000 replications each are 1100000 runs, more than 1000000";
    assert_eq!(messages(&loaded, Severity::Error), [expected]);
}

#[test]
fn of_a_service_that_is_wrong_only_that_is_told() {
    let action = "[[actions]]\nat = \"1m\"\nupdateService = { service = \"web\", desiredCount = 2 }\n";
    let text = answering("cluster.cost") + action;
    let nope = Overrides { set: vec!["services.web.taskDefinition=nope".to_owned()], ..Overrides::default() };
    let loaded = load_text("x.toml", &text, Path::new(""), &nope);
    assert_eq!(messages(&loaded, Severity::Error), ["there is no task definition `nope`"]);
}

#[test]
fn a_file_that_is_no_toml_is_told_in_a_few_lines() {
    let markdown = "# Title\n\nSome words, and more.\n".repeat(20);
    let loaded = loaded(&markdown);
    let errors = messages(&loaded, Severity::Error);
    assert_eq!(errors.len(), 6, "{errors:?}");
    assert!(errors[5].starts_with("not valid TOML: ") && errors[5].ends_with("more errors from here on"));
}

#[test]
fn a_setting_that_is_like_none_gets_the_known_ones() {
    let loaded = loaded(&(answering("cluster.cost") + "[behavior]\nspeedOfLight = 1\n"));
    let report = render(&loaded.problems, &loaded.sources, false);
    assert!(
        report.contains("known keys: `preset`") && report.contains("`holdInterfaceUntilStopped`"),
        "{report}"
    );
}

#[test]
fn a_setting_of_an_earlier_version_says_what_decides_now() {
    let loaded = loaded(&(answering("cluster.cost") + "[behavior]\nhealthPollInterval = \"10s\"\n"));
    assert_eq!(messages(&loaded, Severity::Error), ["`healthPollInterval` is no setting any more"]);
    assert!(render(&loaded.problems, &loaded.sources, false).contains("set `steadyInterval`"));
}

/// What is listed as default may be copied into a scenario, and then changes nothing.
#[test]
fn listed_defaults_are_what_a_scenario_may_write() {
    let lines = SETTINGS.iter().map(|setting| format!("{} = {}\n", setting.name, setting.default()));
    let loaded = loaded(&(answering("cluster.cost") + "[behavior]\n" + &lines.collect::<String>()));
    let scenario = loaded.scenario.unwrap_or_else(|| panic!("{:?}", loaded.problems));
    assert_eq!(scenario.variants.first().model.behavior, Behavior::default());
}

/// What a setting may be instead keeps every rule of scenario files, and is read as what it is put to.
#[test]
fn other_values_of_assumptions_are_what_a_scenario_may_write() {
    for assumption in &ASSUMPTIONS {
        for end in assumption.ends() {
            let line = format!("{} = {}\n", assumption.setting, assumption.value(end));
            let loaded = loaded(&(answering("cluster.cost") + "[behavior]\n" + &line));
            let scenario = loaded.scenario.unwrap_or_else(|| panic!("{line}: {:?}", loaded.problems));
            let mut expected = Behavior::default();
            assumption.put(end, &mut expected);
            assert_eq!(scenario.variants.first().model.behavior, expected, "{line}");
        }
    }
}
