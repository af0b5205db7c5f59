//! `plimsoll init` on the command line: whatever a folder lacks, the scenario made of it is valid and runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;

/// A folder of its own with a copy of the bundled outputs in `aws`.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("aws")).expect("created");
        let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/imported-cluster");
        for entry in fs::read_dir(bundled).expect("the bundled folder") {
            let entry = entry.expect("an entry");
            fs::copy(entry.path(), folder.path().join("aws").join(entry.file_name())).expect("copied");
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Without the outputs whose names contain `part`.
    fn without(self, part: &str) -> Self {
        for entry in fs::read_dir(self.path("aws")).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.to_string_lossy().contains(part) {
                fs::remove_file(path).expect("removed");
            }
        }
        self
    }

    /// With one text in place of another in an output.
    fn with(self, file: &str, from: &str, to: &str) -> Self {
        let path = self.path("aws").join(file);
        let text = fs::read_to_string(&path).expect("an output");
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).expect("written");
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        cargo_bin_cmd!("plimsoll")
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("plimsoll starts")
    }

    /// What `init` printed, and the scenario that it wrote.
    fn init(&self) -> (String, String) {
        let output = self.run(&["init", "aws"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        let scenario = fs::read_to_string(self.path("shop.toml")).expect("written");
        (String::from_utf8_lossy(&output.stdout).into_owned() + &said, scenario)
    }
}

fn warnings(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("warning: ")).collect()
}

/// `check` has no warning that `init` did not print, and the scenario runs.
fn assert_runs(folder: &Folder, printed: &str) {
    let checked = folder.run(&["check", "shop.toml"]);
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert_eq!(checked.status.code(), Some(0), "{said}");
    assert_eq!(warnings(&said), warnings(printed));
    let ran = folder.run(&["run", "shop.toml", "--quiet"]);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn a_whole_folder_makes_a_scenario_that_begins_with_its_state() {
    let folder = Folder::new();
    let (printed, scenario) = folder.init();
    insta::assert_snapshot!(scenario);
    assert_runs(&folder, &printed);
    let again = folder.run(&["init", "aws"]);
    assert_eq!(again.status.code(), Some(6), "what is there is not replaced");
    assert_eq!(folder.run(&["init", "aws", "--force"]).status.code(), Some(0));
}

#[test]
fn what_a_folder_lacks_is_guessed_and_named_with_its_command() {
    for (lacks, guess, command) in [
        ("task-definition-checkout", "hostPort = 8443", "describe-task-definition --task-definition"),
        ("target-groups", "protocol = \"HTTP\"", "elbv2 describe-target-groups"),
        ("describe-tasks", "startsFrom = \"empty\"", "list-tasks --cluster shop"),
        ("container-instances", "instanceType = \"m5.large\"", "describe-container-instances --cluster shop"),
        ("describe-clusters", "clusterName = \"shop\"", "describe-clusters --clusters"),
        ("describe-services", "desiredCount = 5", "describe-services --cluster shop"),
    ] {
        let folder = Folder::new().without(lacks);
        let (printed, scenario) = folder.init();
        assert!(scenario.contains(guess), "{lacks}: {scenario}");
        assert!(scenario.contains("# Guessed: "), "{lacks}: {scenario}");
        assert!(printed.contains(command), "{lacks}: {printed}");
        assert_runs(&folder, &printed);
    }
}

/// An account has other Auto Scaling groups than those of its clusters.
#[test]
fn instances_are_guessed_from_the_groups_of_capacity_providers() {
    let bastion = "\"AutoScalingGroups\": [{\"AutoScalingGroupName\": \"bastion\", \"MinSize\": 1, \"MaxSize\": 1, \
                   \"DesiredCapacity\": 1, \"Instances\": [{\"InstanceId\": \"i-1\", \"InstanceType\": \"t3.nano\"}]},";
    let groups = "describe-auto-scaling-groups.json";
    let folder =
        || Folder::new().without("container-instances").with(groups, "\"AutoScalingGroups\": [", bastion);
    for (folder, is_there) in [(folder(), false), (folder().without("capacity-providers"), true)] {
        let (printed, scenario) = folder.init();
        assert!(scenario.contains("instanceType = \"m5.large\"\ncount = 6"), "{scenario}");
        assert_eq!(scenario.contains("instanceType = \"t3.nano\""), is_there, "{scenario}");
        assert_runs(&folder, &printed);
    }
}

#[test]
fn what_is_not_simulated_is_left_out_or_put_on_instances() {
    let fargate = Folder::new().with(
        "describe-services.json",
        "\"launchType\": \"EC2\"",
        "\"launchType\": \"FARGATE\"",
    );
    let (printed, scenario) = fargate.init();
    assert!(scenario.contains("# Left out: web: Fargate is not simulated yet"), "{scenario}");
    assert!(scenario.contains("except = [\"web\"]"), "{scenario}");
    assert!(printed.contains("web: Fargate is not simulated yet"), "{printed}");
    assert_runs(&fargate, &printed);
    let strategy =
        "\"capacityProviderStrategy\": [{\"capacityProvider\": \"shop-m5\", \"weight\": 1, \"base\": 0}]";
    let provided = Folder::new().with("describe-services.json", "\"launchType\": \"EC2\"", strategy);
    let (printed, scenario) = provided.init();
    assert!(scenario.contains("only = [\"web\"]"), "{scenario}");
    assert!(scenario.contains("capacityProviderStrategy = []"), "{scenario}");
    assert_runs(&provided, &printed);
}

/// Lines of a scenario that are offered, taken.
fn taken(scenario: &str) -> String {
    let (mut text, mut is_offer) = (String::new(), false);
    for line in scenario.lines() {
        is_offer = line.starts_with("# To run ") || is_offer && line.starts_with('#');
        let offered = line.strip_prefix("# ").filter(|_| is_offer && !line.starts_with("# To run "));
        text.push_str(offered.unwrap_or(line));
        text.push('\n');
    }
    text
}

#[test]
fn services_of_fargate_alone_are_named_and_offered_on_instances() {
    let folder = Folder::new();
    fs::create_dir(folder.path("compose")).expect("created");
    let compose = "x-aws-cluster: shop\nservices:\n  web: {image: nginx, deploy: {resources: {limits: {cpus: '0.25', memory: 512M}}}}\n";
    fs::write(folder.path("compose/compose.yaml"), compose).expect("written");
    let output = folder.run(&["init", "compose", "--compose", "services"]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("  web: Fargate is not simulated yet; the file offers"), "{printed}");
    assert!(printed.contains("The scenario is without any service"), "{printed}");
    let scenario = fs::read_to_string(folder.path("shop.toml")).expect("written");
    assert!(scenario.contains("# Left out: web: Fargate is not simulated yet"), "{scenario}");
    let taken = taken(&scenario);
    assert!(taken.contains("\n[[services]]\nonly = [\"web\"]\n"), "{taken}");
    fs::write(folder.path("shop.toml"), taken).expect("written");
    let checked = folder.run(&["check", "shop.toml"]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    let ran = folder.run(&["run", "shop.toml", "--quiet"]);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn what_is_assumed_or_passed_over_is_named() {
    let folder = Folder::new().without("describe-services");
    let token = r#"{"taskArns": ["arn:aws:ecs:eu-west-1:1:task/shop/0a"], "nextToken": "more"}"#;
    fs::write(folder.path("aws/list.json"), token).expect("written");
    fs::write(folder.path("aws/services"), "{}").expect("written");
    fs::write(folder.path("aws/error.json"), "\nAn error occurred (AccessDenied)").expect("written");
    let wide: Vec<u8> = "{\"services\": []}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path("aws/wide.json"), [&[0xff, 0xfe], &wide[..]].concat()).expect("written");
    let (printed, scenario) = folder.init();
    for part in [
        "a deregistration delay of 300 s for ",
        "web: desiredCount = ",
        "file of another ending: passed over, since only files that end in .json",
        "the file holds not all names of tasks: `nextToken` goes on",
        "aws ecs list-tasks --cluster shop --no-paginate --next-token more",
        "aws/error.json",
        "aws/wide.json",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(scenario.contains("# Guessed: a deregistration delay of 300 s for "), "{scenario}");
    let delayed = folder.without("nothing");
    let groups = fs::read_to_string(delayed.path("aws/describe-target-groups.json")).expect("an output");
    let arn = groups.split('"').find(|text| text.contains(":targetgroup/")).expect("an ARN");
    let attributes = format!(
        r#"{{"TargetGroupArn": "{arn}", "Attributes": [{{"Key": "deregistration_delay.timeout_seconds", "Value": "20"}}]}}"#
    );
    fs::write(delayed.path("aws/attributes.json"), attributes).expect("written");
    fs::remove_file(delayed.path("shop.toml")).expect("removed");
    let (_, again) = delayed.init();
    let assumed = |scenario: &str| {
        scenario.lines().find(|line| line.contains("deregistration delay")).map(str::to_owned)
    };
    assert_ne!(assumed(&scenario), assumed(&again));
}

#[test]
fn a_resource_that_is_wrong_leaves_the_rest_whole() {
    let folder = Folder::new().with("describe-services.json", "\"field\": \"memory\"", "\"field\": \"size\"");
    let (printed, scenario) = folder.init();
    assert!(scenario.contains("except = [\"web\"]"), "{scenario}");
    assert!(printed.contains("web: "), "{printed}");
    assert_runs(&folder, &printed);
}

#[test]
fn a_masked_folder_runs_and_names_nobody() {
    let folder = Folder::new();
    let output = folder.run(&["init", "aws", "--mask", "--out", "masked.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let ran = folder.run(&["run", "masked.toml", "--quiet"]);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let scenario = fs::read_to_string(folder.path("masked.toml")).expect("written");
    assert!(!scenario.contains("Left out"), "{scenario}");
    let mut files = 0;
    for entry in fs::read_dir(folder.path("aws-masked")).expect("the copy") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a file");
        files += 1;
        for name in ["shop", "checkout", "catalog", "node-agent", "envoy", "nginx", ":000000000000:"] {
            assert!(!text.contains(name), "{name} is in {text}");
        }
    }
    assert_eq!(files, 13);
    fs::write(folder.path("aws-masked/mine.txt"), "mine").expect("written");
    let again = folder.run(&["init", "aws", "--mask", "--force", "--out", "masked.toml"]);
    assert_eq!(again.status.code(), Some(6), "what is somebody else's is not removed");
    assert!(folder.path("aws-masked/mine.txt").exists());
}

#[test]
fn what_is_no_folder_of_answers_is_refused() {
    let folder = Folder::new();
    let file = folder.run(&["init", "aws/describe-tasks.json"]);
    assert_eq!(file.status.code(), Some(2));
    fs::create_dir(folder.path("empty")).expect("created");
    let empty = folder.run(&["init", "empty"]);
    assert_eq!(empty.status.code(), Some(3));
    insta::assert_snapshot!(String::from_utf8_lossy(&empty.stderr));
}
