//! Canonical order: where a section stands in the file changes nothing.

use super::{model_with_warnings, tree};
use crate::scenario::traces::Traces;
use crate::scenario::{Node, Problems, Value};

const SECTIONS: [&str; 18] = [
    "[[clusters]]\nclusterName = \"prod\"\n",
    "[[clusters]]\nclusterName = \"default\"\n",
    "[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 3\navailabilityZones = [\"us-east-1b\", \"us-east-1a\"]\n",
    "[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 2\nregisterAfter = \"10m\"\n",
    "[[containerInstances]]\nname = \"big\"\ninstanceType = \"m5.xlarge\"\ncluster = \"prod\"\nattributes = [{ name = \"rack\", value = \"r1\" }]\n",
    "[[taskDefinitions]]\nfamily = \"web\"\nrevision = 2\ncontainerDefinitions = [{ name = \"c\", image = \"i\", memory = 64, portMappings = [{ containerPort = 80 }] }]\n",
    "[[taskDefinitions]]\nfamily = \"web\"\nrevision = 1\ncontainerDefinitions = [{ name = \"c\", image = \"i\", memory = 32, portMappings = [{ containerPort = 80 }] }]\n",
    "[[taskDefinitions]]\nfamily = \"api\"\ncontainerDefinitions = [{ name = \"c\", image = \"i\", memory = 16 }]\n",
    "[[targetGroups]]\nname = \"green\"\n",
    "[[targetGroups]]\nname = \"blue\"\nprotocol = \"TCP\"\n",
    "[[services]]\nserviceName = \"web\"\ntaskDefinition = \"web:1\"\ndesiredCount = 2\nloadBalancers = [{ targetGroupArn = \"green\", containerName = \"c\", containerPort = 80 }]\n",
    "[[services]]\nserviceName = \"api\"\ntaskDefinition = \"api\"\ndesiredCount = 1\ncluster = \"prod\"\nplacementStrategy = [{ type = \"spread\", field = \"attribute:rack\" }]\n",
    "[[services]]\nserviceName = \"api\"\ntaskDefinition = \"api\"\ndesiredCount = 3\n",
    "[[applications]]\ntaskDefinition = \"web\"\nstartUpTime = \"12s\"\n",
    "[[applications]]\ntaskDefinition = \"web:2\"\nstartUpTime = \"30s\"\n",
    "[[faults]]\naction = \"aws:ec2:stop-instances\"\nevery = \"6h\"\n",
    "[[faults]]\naction = \"aws:ecs:task-kill-process\"\nservice = \"web\"\nat = \"5m\"\n",
    "[[actions]]\nat = \"20m\"\nupdateService = { service = \"web\", taskDefinition = \"web:2\" }\n[[actions]]\nat = \"10m\"\nstopTask = { service = \"api\" }\n[[actions]]\nat = \"10m\"\nterminateInstances = { containerInstances = [\"m5.large-4\"] }\n",
];

/// Revision numbers are the one thing that order decides, so the sections state theirs.
#[test]
fn moving_sections_changes_nothing() {
    let expected = model_with_warnings(&SECTIONS.concat());
    for start in 1..SECTIONS.len() {
        let (before, after) = SECTIONS.split_at(start);
        let rotated = [after, before].concat();
        assert_eq!(model_with_warnings(&rotated.concat()), expected, "from section {start}");
        let reversed: Vec<_> = rotated.into_iter().rev().collect();
        assert_eq!(model_with_warnings(&reversed.concat()), expected, "backwards from section {start}");
    }
}

#[test]
fn ids_follow_names() {
    let model = model_with_warnings(&SECTIONS.concat());
    let services = model.services.iter().map(|service| (service.cluster.index(), service.name.as_str()));
    assert_eq!(services.collect::<Vec<_>>(), [(0, "api"), (0, "web"), (1, "api")]);
    let definitions = model.task_definitions.iter().map(crate::model::TaskDefinition::name);
    assert_eq!(definitions.collect::<Vec<_>>(), ["api:1", "web:1", "web:2"]);
    let instances = model.instances.iter().map(|instance| instance.name.as_str());
    // Two groups share the default name `m5.large`; their numbers go on.
    assert_eq!(
        instances.collect::<Vec<_>>(),
        ["big-1", "m5.large-1", "m5.large-2", "m5.large-3", "m5.large-4", "m5.large-5"]
    );
    assert_eq!(model.clusters, ["default", "prod"]);
    assert_eq!(model.zones, ["us-east-1a", "us-east-1b"]);
    assert!(model.attributes.is_sorted());
    let named = model.attributes.iter().filter(|name| !name.contains("ecs.capability."));
    assert_eq!(
        named.collect::<Vec<_>>(),
        [
            "ecs.ami-id",
            "ecs.availability-zone",
            "ecs.cpu-architecture",
            "ecs.instance-type",
            "ecs.os-family",
            "ecs.os-type",
            "ecs.subnet-id",
            "ecs.vpc-id",
            "rack"
        ]
    );
}

/// Every node in turn becomes a value of another kind: nothing panics, whatever else is told.
#[test]
fn no_tree_makes_it_panic() {
    let whole = tree(&SECTIONS.concat());
    let replacements = [
        Value::Null,
        Value::Bool(true),
        Value::Integer(-7),
        Value::Integer(i64::MAX),
        Value::Float(f64::NAN),
        Value::String("∅é:".to_owned()),
        Value::Array(Vec::new()),
        Value::Object(Vec::new()),
    ];
    for position in 0..count(&whole) {
        for replacement in &replacements {
            let mut changed = whole.clone();
            replace(&mut changed, &mut position.clone(), replacement);
            let mut problems = Problems::default();
            let built = super::super::resolve(&changed, &Traces::default(), &mut problems);
            assert_eq!(built.is_none(), problems.has_errors());
        }
    }
}

fn count(node: &Node) -> usize {
    let members = node.members().iter().map(|member| count(&member.value));
    1 + members.chain(node.elements().iter().map(count)).sum::<usize>()
}

/// Replaces the node at `position` in depth-first order.
fn replace(node: &mut Node, position: &mut usize, replacement: &Value) {
    if *position == 0 {
        node.value = replacement.clone();
        *position = usize::MAX;
        return;
    }
    *position -= 1;
    let children: Vec<&mut Node> = match &mut node.value {
        Value::Object(members) => members.iter_mut().map(|member| &mut member.value).collect(),
        Value::Array(elements) => elements.iter_mut().collect(),
        _ => return,
    };
    for child in children {
        if *position == usize::MAX {
            return;
        }
        replace(child, position, replacement);
    }
}
