//! `plimsoll check` for programs: JSON, annotations and SARIF.

use std::fs;

use serde_json::Value;

use super::{folder, plimsoll, stderr, stdout};

/// A scenario with an error, an error of a rule, and a warning, each in a line of its own.
fn broken() -> tempfile::TempDir {
    let folder = folder();
    let text = fs::read_to_string(super::WORLD).expect("the scenario");
    let text = text.replace("count = 2\n", "cuont = 2\n");
    let spare = "[[taskDefinitions]]\nfamily = \"spare\"\n\
                 containerDefinitions = [{ name = \"a\", image = \"a\", memory = 2 }]\n";
    fs::write(folder.path().join("a b.toml"), text + spare).expect("written");
    folder
}

#[test]
fn problems_are_told_in_three_formats() {
    let folder = broken();
    for format in ["json", "github", "sarif"] {
        let output = plimsoll(folder.path(), &["check", "a b.toml", "world.toml", "--format", format]);
        assert_eq!(output.status.code(), Some(3), "{format}");
        assert!(stderr(&output).contains("unknown key `cuont`"), "people still read it: {}", stderr(&output));
        let text = stdout(&output).replace(env!("CARGO_PKG_VERSION"), "VERSION");
        insta::assert_snapshot!(format!("problems-{format}"), text);
    }
}

#[test]
fn what_an_option_says_has_no_place_in_a_file() {
    let folder = folder();
    let arguments = ["check", "world.toml", "--quiet", "--set", "services.x.y=1", "--format"];
    let github = plimsoll(folder.path(), &[&arguments[..], &["github"]].concat());
    assert!(
        stdout(&github).starts_with("::error title=plimsoll::the path `services.x.y`"),
        "{}",
        stdout(&github)
    );
    let sarif = plimsoll(folder.path(), &[&arguments[..], &["sarif"]].concat());
    let document: Value = serde_json::from_str(stdout(&sarif)).expect("JSON");
    let result = &document["runs"][0]["results"][0];
    assert!(result["locations"].is_null() && result["message"]["text"].is_string(), "{result}");
}

/// The members without which SARIF 2.1.0 is none, and what code scanning asks for beyond them.
#[test]
fn sarif_is_complete() {
    let folder = broken();
    let output = plimsoll(folder.path(), &["check", "a b.toml", "--quiet", "--format", "sarif"]);
    let document: Value = serde_json::from_str(stdout(&output)).expect("JSON");
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "plimsoll");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(rules.len() > 1 && results.len() > 1, "{document}");
    for rule in rules {
        assert!(rule["id"].is_string() && rule["help"]["text"].is_string(), "{rule}");
        assert!(rule["shortDescription"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
    }
    for result in results {
        let index =
            result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning"].contains(&result["level"].as_str().expect("a level")), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.toml");
        let region = |member: &str| place["region"][member].as_u64().expect("a number");
        assert!(region("startLine") >= 1 && region("endLine") >= region("startLine"), "{place}");
    }
}

#[test]
fn formats_that_do_not_fit_are_wrong_usage() {
    let folder = folder();
    for (arguments, told) in [
        (&["--format", "markdown"][..], "add --advise, or take text or json"),
        (&["--advise", "--format", "sarif"], "with --advise take text, json or markdown"),
        (&["--advise", "--format", "github"], "with --advise take text, json or markdown"),
    ] {
        let output = plimsoll(folder.path(), &[&["check", "world.toml"][..], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
}
