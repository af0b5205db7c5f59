//! Texts made to command a terminal, a spreadsheet or a parser.

use std::fs;

use super::{Place, SCENARIO};

/// Colours, a title, eight-bit control sequences, and an order of reading.
const HOSTILE: &str = "x\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{202e}y";

/// What a terminal obeys, and what reorders text.
fn commands(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

fn assert_harmless(text: &str, of: &str) {
    let found = text.chars().find(|character| commands(*character));
    assert_eq!(found, None, "{of}: {text:?}");
}

#[test]
fn arguments_are_shown_with_escapes() {
    let place = Place::new();
    place.write("small.toml", SCENARIO);
    let path_of_it = format!("{HOSTILE}.toml");
    let json = format!("{HOSTILE}.json");
    let set = format!("services.{HOSTILE}.desiredCount=1");
    let value = format!("services.web.desiredCount={HOSTILE}");
    place.write(&path_of_it, "name = 7");
    place.write(&json, "{\"family\": }");
    for arguments in [
        &[HOSTILE][..],
        &["run", HOSTILE],
        &["run", &path_of_it],
        &["run", &json],
        &["check", &path_of_it, &json],
        &["run", "small.toml", "--format", HOSTILE],
        &["run", "small.toml", "--jobs", HOSTILE],
        &["run", "small.toml", &format!("--{HOSTILE}")],
        &["run", "small.toml", "--set", HOSTILE],
        &["run", "small.toml", "--set", &set],
        &["run", "small.toml", "--set", &value],
        &["run", "small.toml", "--out", "small.toml/\u{1b}[31m"],
        &["explain", "small.toml", "--service", HOSTILE],
        &["explain", "small.toml", "--service", "web", "--variant", HOSTILE],
        &["explain", "small.toml", "--service", "web", "--at", HOSTILE],
        &["explain", "small.toml", "--task", HOSTILE],
        &["calibrate", HOSTILE],
        &["calibrate", &json],
        &["calibrate", &json, "--scenario", HOSTILE],
        &["list", "instance-types", HOSTILE],
        &["completions", HOSTILE],
    ] {
        let said = place.plimsoll(arguments);
        assert_ne!(said.code, Some(0), "{arguments:?}: {}", said.text);
        assert_harmless(&said.text, &format!("{arguments:?}"));
    }
    let said = place.plimsoll(&["run", "small.toml", "--quiet", "--out", HOSTILE]);
    assert_eq!((said.code, said.text.is_empty()), (Some(0), false));
    let said = place.plimsoll(&["run", "small.toml", "--out", HOSTILE]).text;
    assert!(said.contains(r"is in x\u001b[31mred\u001b]0;title\u0007\u009b2J\u202ey/small"), "{said}");
}

#[test]
fn excerpts_of_scenarios_are_shown_with_escapes_and_the_mark_below_its_place() {
    let place = Place::new();
    place.write("raw.toml", "name = \"x\" # \u{202e}\u{9b}31m\nsimulation = { seed = \"\u{202e}\" }\n");
    let said = place.plimsoll(&["check", "raw.toml"]).text;
    assert_harmless(&said, "raw.toml");
    let lines: Vec<&str> = said.lines().collect();
    let excerpt = lines.iter().position(|line| line.contains(r#"seed = "\u202e""#)).expect(&said);
    let column = lines[excerpt].find(r#""\u202e""#).expect("just found");
    assert_eq!(lines[excerpt + 1].find('^'), Some(column), "{said}");
    assert!(said.contains("raw.toml:2:23"), "the column is that of the file: {said}");
}

/// Amazon ECS gives names to target groups by other rules, and queries hold any text.
#[test]
fn what_aws_json_holds_is_shown_with_escapes() {
    let place = Place::new();
    place.write(
        "service.json",
        r#"{"serviceName": "web", "taskDefinition": "web", "desiredCount": 9, "placementConstraints": [
            {"type": "memberOf", "expression": "attribute:a == '\u009b31m\u202e'"}]}"#,
    );
    let end = SCENARIO.find("[[services]]").expect("a service");
    place.write("small.toml", format!("{}[[services]]\nfile = \"service.json\"\n", &SCENARIO[..end]));
    for arguments in [
        &["check", "small.toml"][..],
        &["run", "small.toml"],
        &["run", "small.toml", "--format", "json"],
        &["run", "small.toml", "--format", "markdown"],
        &["run", "small.toml", "--format", "csv"],
        &["explain", "small.toml", "--service", "web"],
        &["explain", "small.toml", "--service", "web", "--format", "json"],
        &["explain", "small.toml", "--service", "web", "--format", "markdown"],
    ] {
        assert_harmless(&place.plimsoll(arguments).text, &format!("{arguments:?}"));
    }
}

#[test]
fn labels_are_no_formulas_in_any_csv_and_no_picture_is_broken() {
    let place = Place::new();
    place.write(
        "labels.toml",
        format!(
            "{SCENARIO}[matrix]\n\"=cmd|x\" = [{{ label = \"=1+1\", set = {{}} }}, {{ label = \"@SUM(1)\", set = \
             {{ \"services.web.desiredCount\" = 2 }} }}, {{ label = -3, set = {{ \"services.web.desiredCount\" = 3 }} \
             }}, {{ label = \"a\\uFFFEb\", set = {{ \"services.web.desiredCount\" = 4 }} }}]\n"
        ),
    );
    let said = place.plimsoll(&["run", "labels.toml", "--format", "csv"]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    assert!(said.text.contains(",-3,") && said.text.contains("'=1+1"), "{}", said.text);
    let mut seen = 0;
    for entry in fs::read_dir(place.path().join("output/small")).expect("results") {
        let path = entry.expect("an entry").path();
        let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("csv") => {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
                for record in reader.records() {
                    for cell in &record.expect("valid CSV") {
                        let harmless = !cell.starts_with(['=', '+', '-', '@']) || cell.parse::<f64>().is_ok();
                        assert!(harmless, "{}: {cell}", path.display());
                    }
                }
                seen += 1;
            }
            Some("svg") => {
                let of_xml = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
                assert!(text.chars().all(of_xml), "{}", path.display());
                seen += 1;
            }
            _ => {}
        }
    }
    assert!(seen > 8, "{seen} files");
}
