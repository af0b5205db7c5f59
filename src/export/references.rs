//! What resources call each other, and what AWS calls them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::scenario::{Departure, Resource, without_arn};

/// The resources of a variant, and which task definitions it registers anew.
pub struct References<'d> {
    pub resources: &'d [Departure],
    /// Positions of the task definitions that get a new revision.
    pub registered: BTreeSet<usize>,
}

/// A member that is text.
pub fn text<'m>(members: &'m Map<String, Value>, name: &str) -> Option<&'m str> {
    members.get(name).and_then(Value::as_str)
}

/// The cluster that a resource names, as it names it.
pub fn cluster(members: &Map<String, Value>) -> Option<&str> {
    text(members, "cluster").or_else(|| text(members, "clusterArn"))
}

/// The name of that cluster.
pub fn cluster_name(members: &Map<String, Value>) -> &str {
    cluster(members).map_or("default", |written| without_arn(written, "cluster"))
}

impl<'d> References<'d> {
    pub fn of(&self, resource: Resource) -> impl Iterator<Item = &'d Departure> + use<'d> {
        self.resources.iter().filter(move |departure| departure.resource == resource)
    }

    /// What a service has to name its task definition by. A new revision has a number that is not known before.
    pub fn task_definition(&self, service: &Departure) -> Option<Value> {
        let written = service.after.get("taskDefinition")?;
        match service.uses.filter(|used| self.registered.contains(used)) {
            Some(used) => self.resources[used].after.get("family").cloned(),
            None => Some(written.clone()),
        }
    }

    /// The ARN of the target group that a service calls `name`.
    pub fn target_group(&self, name: &str) -> Option<&'d str> {
        let is_it = |group: &&Departure| {
            ["name", "targetGroupName"].iter().any(|member| text(&group.after, member) == Some(name))
        };
        let group = self.of(Resource::TargetGroup).find(is_it)?;
        text(&group.after, "targetGroupArn").or_else(|| {
            // A group that is written in the scenario, and that a service of a file names.
            let named = self
                .of(Resource::Service)
                .filter_map(|service| service.before.as_ref()?.get("loadBalancers"));
            let mut balancers = named.filter_map(Value::as_array).flatten();
            balancers.find_map(|balancer| {
                let arn = balancer.get("targetGroupArn")?.as_str()?;
                (crate::scenario::target_group_name(arn) == name && arn != name).then_some(arn)
            })
        })
    }

    /// Puts ARNs in the place of names of target groups; the first name for which there is none.
    pub fn name_target_groups(&self, members: &mut Map<String, Value>) -> Result<(), String> {
        let balancers = members.get_mut("loadBalancers").and_then(Value::as_array_mut);
        for balancer in balancers.into_iter().flatten() {
            let Some(Value::String(name)) = balancer.get_mut("targetGroupArn") else { continue };
            if name.starts_with("arn:") {
                continue;
            }
            match self.target_group(name) {
                Some(arn) => arn.clone_into(name),
                None => return Err(name.clone()),
            }
        }
        Ok(())
    }
}
