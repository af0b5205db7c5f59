//! `plimsoll schema`: it accepts what `check` accepts, and refuses what is wrong by itself.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use plimsoll::scenario::reference::schema;
use plimsoll::scenario::{Overrides, load, load_text};

use super::toml_json;

fn validator() -> Validator {
    let schema = schema();
    assert!(jsonschema::draft202012::meta::is_valid(&schema), "a schema of draft 2020-12");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// Editors such as those with Taplo read it as draft 4: nothing in it means something else there.
fn validator_of_draft_4() -> Validator {
    jsonschema::draft4::new(&schema()).expect("a schema")
}

/// Where and what the schema refuses, sorted.
fn refused(validator: &Validator, text: &str) -> Vec<String> {
    let instance = toml_json::parse(text).expect("TOML");
    let errors = validator.iter_errors(&instance);
    let mut told: Vec<String> = errors.map(|error| format!("{}: {error}", error.instance_path())).collect();
    told.sort();
    told
}

/// Every TOML file below `folder`.
fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(toml_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn scenarios_that_are_valid_are_accepted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let validator = validator();
    let draft_4 = validator_of_draft_4();
    let mut accepted = 0;
    for file in ["scenarios", "tests"].into_iter().flat_map(|folder| toml_files(&root.join(folder))) {
        if load(&file, &Overrides::default()).scenario.is_some() {
            let text = fs::read_to_string(&file).expect("a file");
            for validator in [&validator, &draft_4] {
                assert_eq!(refused(validator, &text), Vec::<String>::new(), "{}", file.display());
            }
            accepted += 1;
        }
    }
    assert!(accepted > 40, "{accepted}");
}

/// Mistakes of shape are refused; those that only the whole scenario shows are left to `check`.
#[test]
fn mistakes_are_refused_or_left_to_check() {
    let validator = validator();
    let draft_4 = validator_of_draft_4();
    let mut told = String::new();
    for file in toml_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")) {
        let text = fs::read_to_string(&file).expect("a file");
        let name = file.file_name().expect("a file").to_string_lossy();
        if toml_json::parse(&text).is_none() {
            writeln!(told, "{name}: no TOML").expect("a string takes any text");
            continue;
        }
        let refused = refused(&validator, &text);
        assert_eq!(refused, self::refused(&draft_4, &text), "draft 4 says the same");
        let what = if refused.is_empty() { "accepted by the schema, refused by check" } else { "refused" };
        writeln!(told, "{name}: {what}").expect("a string takes any text");
        for line in refused {
            writeln!(told, "  {line}").expect("a string takes any text");
        }
    }
    insta::assert_snapshot!("mistakes", told);
}

const GOOD: &str = "\
name = \"good\"
[[containerInstances]]
instanceType = \"m5.large\"
[[taskDefinitions]]
family = \"web\"
containerDefinitions = [{ name = \"web\", image = \"web\", memory = 128 }]
[[services]]
serviceName = \"web\"
taskDefinition = \"web\"
desiredCount = 1
";

/// One mistake at a time, so that none hides another: what `check` refuses of shapes, the schema refuses too.
#[test]
fn each_mistake_of_shape_is_refused_by_both() {
    let validator = validator();
    assert_eq!(refused(&validator, GOOD), Vec::<String>::new());
    for wrong in [
        // Unknown keys.
        "[simulation]\nlength = \"1h\"",
        "loadBalancers = []",
        "[[faults]]\naction = \"plimsoll:host-loss\"\nat = \"1m\"\nzone = \"a\"",
        // Wrong kinds.
        "[simulation]\nduration = 90",
        "[simulation]\nreplications = 2.5",
        "[behavior]\nretryOnCapacity = \"true\"",
        "[behavior]\nplacementRetry = \"15s\"",
        "[behavior]\nhealthyAfter = { exponential = { mean = \"40s\" } }",
        "[matrix]\n\"services.web.desiredCount\" = 3",
        // Texts that are none of theirs.
        "[simulation]\nduration = \"90\"",
        "[simulation]\nduration = \"soon\"",
        "[behavior]\nstopSteps = \"allAtOnce\"",
        "[[faults]]\naction = \"plimsoll:fire\"\nat = \"1m\"",
        "[[faults]]\naction = \"plimsoll:host-loss\"\nat = \"1m\"\ncount = \"some\"",
        "[[actions]]\nat = \"1m\"\nupdateContainerInstancesState = { status = \"GONE\" }",
        "[[actions]]\nat = \"1m\"\ncreateService = {}",
        // Numbers out of range.
        "[simulation]\nseed = -1",
        "[simulation]\nreplications = 0",
        "[behavior]\nlaunchBurst = 0",
        "[[targetGroups]]\nname = \"web\"\nhealthCheckIntervalSeconds = 301",
        // What must be there.
        "[[applications]]\nstartUpTime = \"1s\"",
        "[[arrivals]]\nname = \"batch\"\nat = [\"1m\"]",
        "[behavior]\ntaskLaunchTime = { exponential = {} }",
        "[behavior]\ntaskLaunchTime = {}",
        "[behavior]\ntaskLaunchTime = { exponential = { mean = \"1s\" }, empirical = [1] }",
    ] {
        let text = format!("{}\n{wrong}\n", GOOD.trim_end());
        // Sections without brackets belong to the top.
        let text = if wrong.starts_with('[') { text } else { format!("{wrong}\n{GOOD}") };
        let loaded = load_text("bad.toml", &text, Path::new(""), &Overrides::default());
        assert!(loaded.scenario.is_none(), "check accepts {wrong}");
        assert!(!refused(&validator, &text).is_empty(), "the schema accepts {wrong}");
    }
}

/// The spellings that `check` takes besides the plainest.
#[test]
fn each_spelling_that_check_takes_is_accepted() {
    let validator = validator();
    for right in [
        "[simulation]\nduration = \"1h 30min\"\nwarmUp = \"0.5s\"\nstartsAt = 2026-02-03",
        "[[faults]]\naction = \"plimsoll:host-loss\"\nat = \"1m\"\ncount = \"all\"",
        "[[faults]]\naction = \"plimsoll:host-loss\"\nevery = { weibull = { scale = \"720h\", shape = 0.7 } }\ncount = \"1\"",
        "[behavior]\ntaskLaunchTime = { empirical = [1, 2.5] }\npreset = \"beforeMeasurement\"",
        "[[targetGroups]]\nname = \"web\"\nhealthCheckIntervalSeconds = \"30\"\nattributes = [{ key = \"stickiness.enabled\", value = \"true\" }]",
        "[[taskDefinitions]]\nfamily = \"other\"\ncpu = \".25 vcpu\"\nmemory = \"0.5GB\"\ncontainerDefinitions = [{ name = \"o\", image = \"o\", portMappings = [{ containerPort = 80, protocol = \"UDP\" }] }]",
        "[[services]]\nserviceName = \"other\"\ntaskDefinition = \"web\"\ndesiredCount = 1\nplacementStrategy = [{ type = \"binPack\", field = \"MEMORY\" }, { type = \"best-fit\" }]",
    ] {
        let text = format!("{GOOD}{right}\n");
        let loaded = load_text("good.toml", &text, Path::new(""), &Overrides::default());
        let report = plimsoll::scenario::render(&loaded.problems, &loaded.sources, false);
        assert!(loaded.scenario.is_some(), "check refuses {right}: {report}");
        assert_eq!(refused(&validator, &text), Vec::<String>::new(), "{right}");
    }
}
