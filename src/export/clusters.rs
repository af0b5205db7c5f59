//! Clusters: settings and capacity providers.

use serde_json::{Map, Value};

use super::api::{
    CREATE_CLUSTER, Operation, PUT_CLUSTER_CAPACITY_PROVIDERS, UPDATE_CLUSTER, UPDATE_CLUSTER_SETTINGS,
};
use super::references::text;
use super::step::{Command, Step, because, subject};
use super::tags;
use crate::scenario::{Departure, Origin};

/// What has to be done for a cluster; what names capacity providers comes last.
pub fn steps(cluster: &Departure) -> (Vec<Step>, Option<Step>) {
    let Some(before) = cluster.before.as_ref().filter(|_| cluster.origin != Origin::New) else {
        return (vec![creation(cluster).note("it is in no file of AWS")], None);
    };
    let renamed = because(cluster, |member| member == "clusterName");
    if !renamed.is_empty() {
        let step = Step { because: renamed, ..creation(cluster) };
        return (vec![step.note("needs a new cluster: the name of one stays")], None);
    }
    let name = text(before, "clusterArn").or_else(|| text(before, "clusterName")).unwrap_or_default();
    let call = |operation: &Operation, wanted: &dyn Fn(&str) -> bool| {
        let reasons = because(cluster, |member| operation.takes(member));
        let mut parameters = Map::new();
        parameters.insert("cluster".to_owned(), Value::from(name));
        parameters.extend(operation.input(&cluster.after, wanted));
        (!reasons.is_empty())
            .then(|| Step::call(&subject(cluster), Command::new(operation, parameters), reasons))
    };
    let differs = |member: &str| cluster.differences.iter().any(|one| one.member == member);
    let only_settings = !differs("configuration") && !differs("serviceConnectDefaults");
    let operation = if only_settings { &UPDATE_CLUSTER_SETTINGS } else { &UPDATE_CLUSTER };
    let mut steps: Vec<Step> = call(operation, &differs).into_iter().collect();
    steps.extend(tags::steps(cluster, "clusterArn"));
    let providers = call(&PUT_CLUSTER_CAPACITY_PROVIDERS, &|_| true).map(|mut step| {
        // Both are required, and what is not named is taken away.
        for member in PUT_CLUSTER_CAPACITY_PROVIDERS.members {
            if let Some(command) = &mut step.command {
                let parameters = &mut command.parameters;
                parameters.entry(*member).or_insert_with(|| Value::Array(Vec::new()));
            }
        }
        step
    });
    (steps, providers)
}

fn creation(cluster: &Departure) -> Step {
    let command = Command::new(&CREATE_CLUSTER, CREATE_CLUSTER.input(&cluster.after, |_| true));
    Step::call(&subject(cluster), command.in_file(format!("clusters/{}", cluster.name)), Vec::new())
}
