//! What this version does not model can be overridden in the one line that the message gives.

use std::fs;

use crate::scenario::{Overrides, Severity, load};

use super::messages;

const DEFINITION: &str = r#"{"family": "app", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256",
    "memory": "512", "containerDefinitions": [{"name": "web", "image": "i", "portMappings": [{"containerPort": 80}]}]}"#;
const NETWORK: &str = r#""platformVersion": "LATEST", "networkConfiguration": {"awsvpcConfiguration":
    {"subnets": ["subnet-a"], "assignPublicIp": "ENABLED"}}"#;

/// Errors and warnings of a scenario whose service is JSON with `members`, `beside` beside `file`, and `set` on the command
/// line.
fn loaded(members: &str, mode: &str, beside: &str, set: &str) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("writable");
    write("app.json", &DEFINITION.replace("awsvpc", mode));
    let head = r#""serviceName": "web", "taskDefinition": "app", "desiredCount": 1"#;
    write("web.json", &format!("{{{head}, {members}}}"));
    let vpc = "[[vpcs]]\nvpcId = \"v\"\nsubnets = [{ subnetId = \"subnet-a\", availabilityZone = \"us-east-1a\" }]\n";
    let scenario = format!(
        "name = \"x\"\n{vpc}[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 1\n\
         [[taskDefinitions]]\nfile = \"app.json\"\nrequiresCompatibilities = [\"EC2\"]\n\
         [[services]]\nfile = \"web.json\"\n{beside}\n"
    );
    write("x.toml", &scenario);
    let set = if set.is_empty() { Vec::new() } else { vec![set.to_owned()] };
    let loaded = load(&folder.path().join("x.toml"), &Overrides { set, ..Overrides::default() });
    let of = |severity| messages(&loaded, severity).into_iter().map(str::to_owned).collect::<Vec<_>>();
    (of(Severity::Error), of(Severity::Warning))
}

#[test]
fn fargate_providers_and_classic_load_balancers_give_way_to_one_line() {
    let fargate = format!(r#""launchType": "FARGATE", {NETWORK}"#);
    let strategy =
        format!(r#""capacityProviderStrategy": [{{"capacityProvider": "FARGATE", "weight": 1}}], {NETWORK}"#);
    let classic =
        r#""loadBalancers": [{"loadBalancerName": "elb-1", "containerName": "web", "containerPort": 80}]"#
            .to_owned();
    let own = r#""capacityProviderStrategy": [{"capacityProvider": "own", "base": 1, "weight": 1}, {"capacityProvider": "spot", "weight": 3}]"#;
    let own = format!("{own}, {NETWORK}");
    for (members, mode, told, line) in [
        (own, "awsvpc", "capacity providers are not modelled", "capacityProviderStrategy = []"),
        (fargate, "awsvpc", "launch type `FARGATE` is not modelled", "launchType = \"EC2\""),
        (strategy, "awsvpc", "capacity providers are not modelled", "capacityProviderStrategy = []"),
        (classic, "bridge", "Classic Load Balancers are not modelled", "loadBalancers = []"),
    ] {
        let (errors, _) = loaded(&members, mode, "", "");
        assert!(errors.len() == 1 && errors[0].starts_with(told), "{errors:?}");
        let (name, value) = line.split_once(" = ").expect("a line of TOML");
        let set = format!("services.web.{name}={value}");
        for (errors, warnings) in [loaded(&members, mode, line, ""), loaded(&members, mode, "", &set)] {
            assert!(errors.is_empty(), "{line}: {errors:?}");
            let ignored = if mode == "awsvpc" { 2 } else { 0 };
            assert_eq!(warnings.len(), ignored, "{line}: {warnings:?}");
        }
    }
}

/// What is set is judged by what stands there once all of it is set.
#[test]
fn a_strategy_gives_way_to_a_launch_type_where_both_are_set() {
    let strategy = format!(r#""capacityProviderStrategy": [{{"capacityProvider": "own"}}], {NETWORK}"#);
    let set = "services.web.launchType=EC2";
    let (errors, _) = loaded(&strategy, "awsvpc", "", set);
    assert!(errors.iter().any(|error| error.contains("exclude each other")), "{errors:?}");
    for beside in ["capacityProviderStrategy = []", "capacityProviderStrategy = []\nlaunchType = \"FARGATE\""]
    {
        let (errors, _) = loaded(&strategy, "awsvpc", beside, set);
        assert!(errors.is_empty(), "{beside}: {errors:?}");
    }
    let fargate = format!(r#""launchType": "FARGATE", {NETWORK}"#);
    let (errors, _) = loaded(&fargate, "awsvpc", "launchType = \"EC2\"", "services.web.launchType=FARGATE");
    assert!(errors.iter().any(|error| error.contains("`FARGATE` is not modelled")), "{errors:?}");
}
