//! Capacity providers, Auto Scaling groups and what scales services and groups.

use serde_json::{Map, Value};

use super::api::{
    CREATE_AUTO_SCALING_GROUP, CREATE_CAPACITY_PROVIDER, Operation, PUT_GROUP_POLICY, PUT_SERVICE_POLICY,
    REGISTER_SCALABLE_TARGET, UPDATE_AUTO_SCALING_GROUP, UPDATE_CAPACITY_PROVIDER,
};
use super::references::text;
use super::step::{Command, Step, because, subject};
use crate::scenario::{Departure, Difference, Origin, Resource};

/// What has to be done for one of these.
pub fn steps(departure: &Departure) -> Vec<Step> {
    let (change, creation) = operations(departure);
    let subject = subject(departure);
    if departure.origin == Origin::New {
        let command = Command::new(creation, creation.input(&departure.after, |_| true));
        let file = subject.replace('.', "/");
        let step = Step::call(&subject, command.in_file(file), Vec::new()).note("it is in no file of AWS");
        return vec![if says_what_to_launch(departure) {
            step
        } else {
            step.not_before("it needs a launch template, and the subnets that it launches into")
        }];
    }
    let mut steps = Vec::new();
    let changed = because(departure, |member| change.takes(member));
    if !changed.is_empty() {
        steps.push(Step::call(&subject, Command::new(change, input(departure, change)), changed));
    }
    let others: Vec<Difference> = because(departure, |member| !change.takes(member) && !is_state(member));
    if !others.is_empty() {
        let note = format!("{} of the AWS CLI does not change this", change.name);
        steps.push(Step::by_hand(&subject, others, note));
    }
    steps
}

/// An alarm that is new or otherwise is put by hand: its command is not part of what is exported.
pub fn alarm_step(departure: &Departure) -> Option<Step> {
    let others = because(departure, |_| true);
    let note = "put it with `aws cloudwatch put-metric-alarm`".to_owned();
    let is_due = departure.origin == Origin::New || !others.is_empty();
    is_due.then(|| Step::by_hand(&subject(departure), others, note))
}

/// What changes one and what makes one.
fn operations(departure: &Departure) -> (&'static Operation, &'static Operation) {
    match departure.resource {
        Resource::CapacityProvider => (&UPDATE_CAPACITY_PROVIDER, &CREATE_CAPACITY_PROVIDER),
        Resource::AutoScalingGroup => (&UPDATE_AUTO_SCALING_GROUP, &CREATE_AUTO_SCALING_GROUP),
        Resource::ScalableTarget => (&REGISTER_SCALABLE_TARGET, &REGISTER_SCALABLE_TARGET),
        _ if departure.after.contains_key("autoScalingGroupName") => (&PUT_GROUP_POLICY, &PUT_GROUP_POLICY),
        _ => (&PUT_SERVICE_POLICY, &PUT_SERVICE_POLICY),
    }
}

fn input(departure: &Departure, operation: &Operation) -> Map<String, Value> {
    let after = &departure.after;
    let differs = |member: &str| departure.differences.iter().any(|one| one.member == member);
    match departure.resource {
        Resource::CapacityProvider => {
            let mut input =
                operation.input(after, |member| differs(member) || ["name", "cluster"].contains(&member));
            // The group of a capacity provider stays what it was created with.
            if let Some(Value::Object(provider)) = input.get_mut("autoScalingGroupProvider") {
                provider.remove("autoScalingGroupArn");
            }
            input
        }
        Resource::AutoScalingGroup => {
            let mut input = operation.input(after, differs);
            let name = text(after, "autoScalingGroupName").unwrap_or_default();
            input.insert("AutoScalingGroupName".to_owned(), Value::from(name));
            input
        }
        // A policy or a target is put whole.
        _ => operation.input(after, |_| true),
    }
}

/// Members of a group that say how it stands.
fn is_state(member: &str) -> bool {
    ["instances", "predictedCapacity", "warmPoolSize", "operator"].contains(&member)
}

fn says_what_to_launch(departure: &Departure) -> bool {
    let sources = ["launchTemplate", "launchConfigurationName", "mixedInstancesPolicy", "instanceId"];
    departure.resource != Resource::AutoScalingGroup
        || sources.iter().any(|source| departure.after.contains_key(*source))
}
