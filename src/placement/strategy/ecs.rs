//! ECS's own strategies, for people: what each form of a `placementStrategy` entry does.

/// One way to write an entry of `placementStrategy` as ECS takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcsForm {
    /// `type`; the first form is that of no entry at all.
    pub kind: &'static str,
    /// `field`, `None` where it is not used.
    pub field: Option<&'static str>,
    /// Which instance a new task gets.
    pub places: &'static str,
    /// Which task goes first when the service scales in.
    pub stops: &'static str,
    /// The rules that say so.
    pub rules: &'static str,
}

/// The `type`s of ECS (ST-01).
pub const ECS_TYPES: [&str; 3] = ["random", "spread", "binpack"];

/// All forms, no entry at all first.
pub const ECS_FORMS: [EcsForm; 7] = [
    EcsForm {
        kind: "(none)",
        field: None,
        places: "the zone, then the instance, with the fewest tasks of the service",
        stops: "the zone, then the instance, with the most tasks of the service",
        rules: "DF-01, DF-02, SI-04",
    },
    EcsForm {
        kind: "random",
        field: None,
        places: "any instance that fits, each equally likely",
        stops: "any task, each equally likely",
        rules: "ST-01, DF-05",
    },
    EcsForm {
        kind: "spread",
        field: Some("instanceId"),
        places: "the instance with the fewest tasks of the service",
        stops: "the instance with the most tasks of the service",
        rules: "ST-05, ST-06, SI-02",
    },
    EcsForm {
        kind: "spread",
        field: Some("host"),
        places: "the same as instanceId",
        stops: "the same as instanceId",
        rules: "ST-01",
    },
    EcsForm {
        kind: "spread",
        field: Some("attribute:NAME"),
        places: "the value of the attribute with the fewest tasks of the service",
        stops: "the value with the most tasks of the service, there at random",
        rules: "ST-05, ST-10, SI-02",
    },
    EcsForm {
        kind: "binpack",
        field: Some("cpu"),
        places: "the instance with the least free CPU that still fits",
        stops: "the instance that would have the most free CPU",
        rules: "ST-04, SI-03",
    },
    EcsForm {
        kind: "binpack",
        field: Some("memory"),
        places: "the instance with the least free memory that still fits",
        stops: "the instance that would have the most free memory",
        rules: "ST-04, SI-03",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn st_01_every_type_of_ecs_has_a_form() {
        let mut kinds: Vec<&str> = ECS_FORMS[1..].iter().map(|form| form.kind).collect();
        kinds.dedup();
        assert_eq!(kinds, ECS_TYPES);
    }
}
