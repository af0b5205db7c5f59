//! Slots for the interfaces of `awsvpc` tasks.

use super::{built, listing, model};
use crate::model::Model;
use crate::scenario::Severity;

fn group(instance_type: &str, lines: &str) -> String {
    format!("[[containerInstances]]\ninstanceType = \"{instance_type}\"\n{lines}\n")
}

fn slots(model: &Model) -> u32 {
    model.classes[0].interfaces
}

/// Type, tasks without a trunk, tasks with one: from the table of placement.md §2.4.
const LIMITS: [(&str, u32, u32); 15] = [
    ("a1.medium", 1, 10),
    ("c5.large", 2, 10),
    ("m5.large", 2, 10),
    ("c5.xlarge", 3, 20),
    ("m5.2xlarge", 3, 40),
    ("m6i.4xlarge", 7, 60),
    ("m5.8xlarge", 7, 60),
    ("m6i.8xlarge", 7, 90),
    ("c5.9xlarge", 7, 60),
    ("m5.12xlarge", 7, 60),
    ("m6i.12xlarge", 7, 120),
    ("m5.16xlarge", 14, 120),
    ("m6g.medium", 1, 4),
    ("m7i-flex.large", 2, 4),
    ("m5.24xlarge", 14, 120),
];

#[test]
fn en_01_interfaces_less_the_primary_one() {
    for (name, plain, _) in LIMITS {
        assert_eq!(slots(&model(&group(name, ""))), plain, "{name}");
    }
}

#[test]
fn en_02_a_trunk_has_more_slots() {
    for (name, _, trunked) in LIMITS {
        assert_eq!(slots(&model(&group(name, "awsvpcTrunking = true"))), trunked, "{name}");
        assert_eq!(slots(&model(&group(name, "awsvpcTrunking = true\nagentVersion = \"1.28.1\""))), trunked);
    }
}

/// Where type or agent cannot trunk, the slots are those without, and the reader hears of it.
#[test]
fn en_02_without_support_a_trunk_changes_nothing() {
    for (name, lines, message, slots_then) in [
        ("t3.large", "", "instance type `t3.large` is not known to support trunking", 2),
        ("m4.large", "", "instance type `m4.large` is not known to support trunking", 1),
        ("m5.large", "agentVersion = \"1.28.0\"", "this agent cannot trunk; 1.28.1 is the first that can", 2),
        ("m5.large", "missingCapabilities = [\"task-eni-trunking\"]", "the agent does not register", 2),
    ] {
        let (model, problems) = built(&group(name, &format!("awsvpcTrunking = true\n{lines}")));
        let told = problems.sorted();
        let told = told.iter().find(|problem| problem.message.contains(message));
        let told = told.unwrap_or_else(|| panic!("{name}: {:#?}", listing(&problems)));
        assert_eq!((told.severity, told.rule.as_deref()), (Severity::Warning, Some("EN-02")));
        assert!(told.label.ends_with(&format!("{slots_then} without a trunk")), "{}", told.label);
        assert_eq!(slots(&model.expect("warnings alone")), slots_then, "{name}");
    }
}

#[test]
fn en_05_one_type_takes_a_single_task() {
    assert_eq!(slots(&model(&group("p5.48xlarge", ""))), 1);
    let (trunked, problems) = built(&group("p5.48xlarge", "awsvpcTrunking = true"));
    assert_eq!((slots(&trunked.expect("a warning alone")), problems.len()), (1, 1));
}

/// A type of one's own has as many slots as the scenario says, or no end: that is told where it may matter.
#[test]
fn en_01_types_that_the_catalogue_does_not_know_state_their_slots() {
    let own = "registeredResources = [{ name = \"CPU\", integerValue = 4096 }, { name = \"MEMORY\", integerValue = 4096 }]";
    let tasks = "[[taskDefinitions]]\nfamily = \"t\"\nnetworkMode = \"awsvpc\"\ncontainerDefinitions = [{ name = \"c\", image = \"i\", memory = 8 }]\n[[services]]\nserviceName = \"s\"\ntaskDefinition = \"t\"\ndesiredCount = 1\n";
    let unknown = "how many interfaces instance type `z9.huge` has is not known";
    for (lines, tasks, slots_then, warned) in [
        ("interfaces = 5", tasks, 5, false),
        ("interfaces = 5\nawsvpcTrunking = true", tasks, 5, false),
        ("", tasks, u32::MAX, true),
        ("", "", u32::MAX, false),
    ] {
        let (model, problems) = built(&format!("{}{tasks}", group("z9.huge", &format!("{own}\n{lines}"))));
        let told = problems.sorted().iter().any(|problem| problem.message == unknown);
        assert_eq!(told, warned, "{lines} {:#?}", listing(&problems));
        assert_eq!(slots(&model.expect("warnings alone")), slots_then, "{lines}");
    }
    assert_eq!(slots(&model(&group("m5.large", "interfaces = 1"))), 1);
}
