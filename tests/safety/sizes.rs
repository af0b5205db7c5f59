//! Scenarios that ask for more than anybody has: refused in time, with the limit and a remedy.

use super::{Place, SCENARIO};

fn assert_told(scenario: &str, message: &str) {
    let place = Place::new();
    place.write("large.toml", scenario);
    let said = place.plimsoll(&["check", "large.toml"]);
    assert_eq!(said.code, Some(3), "{message}: {:.500}", said.text);
    assert!(said.text.contains(message), "{message}: {:.2000}", said.text);
    assert!(said.text.len() < 200_000, "{message}: {} bytes", said.text.len());
}

fn many(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect::<Vec<_>>().concat()
}

fn services(count: usize) -> String {
    many(count, |number| {
        format!("[[services]]\nserviceName = \"s{number}\"\ntaskDefinition = \"web\"\ndesiredCount = 1\n")
    })
}

#[test]
fn a_name_as_long_as_a_text_is_compared_with_nothing_and_not_repeated() {
    let (one, other) = ("x".repeat(60_000), "y".repeat(60_000));
    assert_told(
        &format!(
            "{SCENARIO}[[services]]\nserviceName = \"a\"\ntaskDefinition = \"{one}\"\ndesiredCount = 1\n\
             [[taskDefinitions]]\nfamily = \"{other}\"\n"
        ),
        "there is no task definition `xxx",
    );
    assert_told(
        &format!("answer = [\"services.{one}.cost\"]\n{SCENARIO}"),
        "there is no metric `services.xxx",
    );
    assert_told(&format!("{SCENARIO}[matrix]\n\"services.{one}.x\" = [1]\n"), "leads nowhere");
    assert_told(&format!("{SCENARIO}[matrix]\n\"{}\" = [1]\n", "a.".repeat(60_000)), "at most 64 parts");
    assert_told(&format!("{SCENARIO}[{one}]\n"), "unknown key `xxx");
}

#[test]
fn of_very_many_problems_the_first_are_shown_and_all_are_counted() {
    let place = Place::new();
    let keys = many(20_000, |number| format!("k{number} = 1\n"));
    place.write("many.toml", format!("{keys}{SCENARIO}"));
    let said = place.plimsoll(&["check", "many.toml"]);
    assert!(
        said.text.ends_with("… and 19500 more\n\n20000 errors\n"),
        "{}",
        &said.text[said.text.len() - 200..]
    );
}

#[test]
fn a_matrix_of_large_models_is_refused_before_all_of_them_are_built() {
    let counts: Vec<String> = (1..200).map(|number| (900_000 + number).to_string()).collect();
    let hosts =
        SCENARIO.replace("instanceType = \"m5.large\"", "instanceType = \"m5.large\"\ncount = 900000");
    let axis = format!("[matrix]\n\"containerInstances.0.count\" = [{}]\n", counts.join(","));
    assert_told(&format!("{hosts}{axis}"), "MiB each are more than 16384 MiB to build");
}

#[test]
fn a_matrix_that_would_take_minutes_to_build_is_refused_at_once() {
    let services = services(1_000);
    let values = |from: u32| (from..from + 300).map(|value| value.to_string()).collect::<Vec<_>>().join(",");
    let matrix = format!(
        "[matrix]\n\"services.s1.desiredCount\" = [{}]\n\"services.s2.desiredCount\" = [{}]\n",
        values(0),
        values(0)
    );
    assert_told(&format!("{SCENARIO}{services}{matrix}"), "90000 variants of a scenario of");
}

#[test]
fn a_trace_that_is_named_again_and_again_is_read_once() {
    let place = Place::new();
    let rows = many(200_000, |second| format!("{second},1,1,256,512\n"));
    place.write("trace.csv", format!("at,count,runTime,cpu,memory\n{rows}"));
    let run = "runTask = { taskDefinition = \"web\" }\nfile = \"trace.csv\"\n";
    let streams = many(20, |number| format!("[[arrivals]]\nname = \"a{number}\"\n{run}"));
    place.write("large.toml", format!("{SCENARIO}{streams}"));
    let said = place.plimsoll(&["check", "large.toml"]);
    assert_eq!(said.code, Some(0), "{:.500}", said.text);
}

#[test]
fn kinds_of_instances_times_services_and_queries_is_refused_before_each_looks_at_each() {
    let kinds = many(5_000, |kind| {
        let attributes = format!("attributes = [{{ name = \"a\", value = \"{kind}\" }}]");
        format!("[[containerInstances]]\ninstanceType = \"m5.large\"\n{attributes}\n")
    });
    let services = services(4_200);
    assert_told(&format!("{SCENARIO}{kinds}{services}"), "pairs, more than 20000000");
}

#[test]
fn a_line_of_megabytes_is_not_searched_from_each_of_its_places() {
    let place = Place::new();
    for (number, text) in
        ["<", "${", "{{ ", "$$$", "%", "$a", "...", "[", "\"", "{\"family\":"].into_iter().enumerate()
    {
        let name = format!("{number}.json");
        place.write(&name, format!("{{\"family\": {}", text.repeat(1_000_000)));
        let said = place.plimsoll(&["check", &name]);
        assert_eq!(said.code, Some(3), "{text}: {:.500}", said.text);
        assert!(said.text.len() < 2_000, "{text}: {} bytes", said.text.len());
    }
}
