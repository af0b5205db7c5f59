//! ARNs with other names.

use super::names::Names;

/// The kinds of resources whose names are names, with what they are called.
const KINDS: [(&str, &str); 10] = [
    ("cluster", "cluster"),
    ("service", "service"),
    ("task-definition", "family"),
    ("capacity-provider", "provider"),
    ("targetgroup", "target"),
    ("loadbalancer", "balancer"),
    ("autoScalingGroupName", "group"),
    ("launchConfigurationName", "template"),
    ("role", "role"),
    ("user", "user"),
];

/// The ARN with another account and other names; the Region, the kind and what is no name stay.
pub fn masked(arn: &str, names: &mut Names) -> String {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (_, partition, service, region, account) = (next(), next(), next(), next(), next());
    let resource = next();
    let account = if account.bytes().all(|byte| byte.is_ascii_digit()) && !account.is_empty() {
        names.account(account)
    } else {
        account.to_owned()
    };
    format!("arn:{partition}:{service}:{region}:{account}:{}", of_resource(resource, names))
}

/// `cluster/shop`, `service/shop/web`, `task-definition/web:3`, `targetgroup/web/0123`, `autoScalingGroup:ID:autoScalingGroupName/web`.
fn of_resource(resource: &str, names: &mut Names) -> String {
    let parts: Vec<&str> = resource.split('/').collect();
    let kind = parts[0].rsplit(':').next().unwrap_or(parts[0]);
    let Some((_, own)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        return of_other(&parts, names);
    };
    let last = parts.len() - 1;
    let mut masked = vec![head(parts[0], names)];
    for (at, part) in parts.iter().enumerate().skip(1) {
        masked.push(match *own {
            // The long form has the cluster first.
            "service" if at < last => names.of("cluster", part),
            // The name is followed by an id, and that of a balancer led by its type.
            "target" | "balancer" if at == last && last > 1 => names.of_id(part),
            "balancer" if at == 1 && last > 2 => (*part).to_owned(),
            own => names.of_reference(own, part),
        });
    }
    masked.join("/")
}

/// What stands before the first slash: of groups an id.
fn head(head: &str, names: &mut Names) -> String {
    match head.split(':').collect::<Vec<_>>().as_slice() {
        [kind, id, last] => format!("{kind}:{}:{last}", names.of_id(id)),
        _ => head.to_owned(),
    }
}

/// A task, a container instance and others: the kind stays, then the cluster, then ids.
fn of_other(parts: &[&str], names: &mut Names) -> String {
    const OF_CLUSTERS: [&str; 5] =
        ["task", "container-instance", "container", "task-set", "service-deployment"];
    let mut masked = vec![parts[0].to_owned()];
    for (at, part) in parts.iter().enumerate().skip(1) {
        let is_cluster = at == 1 && parts.len() > 2 && OF_CLUSTERS.contains(&parts[0]);
        masked.push(if is_cluster { names.of("cluster", part) } else { names.of_id(part) });
    }
    masked.join("/")
}
