//! VPCs, subnets and zones of instances and services.

use super::attributes::value;
use super::{built, listing, model, model_with_warnings};
use crate::model::{Location, Model, VpcId, ZoneId};
use crate::scenario::Severity;

const TASKS: &str = "[[taskDefinitions]]\nfamily = \"t\"\nnetworkMode = \"awsvpc\"\ncontainerDefinitions = [{ name = \"c\", image = \"i\", memory = 8 }]\n";
const VPCS: &str = r#"
[[vpcs]]
vpcId = "vpc-b"
subnets = [
  { subnetId = "subnet-1", availabilityZone = "z-1", public = true },
  { subnetId = "subnet-2", availabilityZone = "z-2" },
  { subnetId = "subnet-3", availabilityZone = "z-2" },
]
[[vpcs]]
vpcId = "vpc-a"
cidrBlock = "10.0.0.0/16"
subnets = [{ subnetId = "subnet-9", availabilityZone = "z-9", cidrBlock = "10.0.9.0/24" }]
"#;

fn hosts(lines: &str) -> String {
    format!("[[containerInstances]]\ninstanceType = \"m5.large\"\n{lines}\n")
}

fn service(network: &str) -> String {
    format!("[[services]]\nserviceName = \"s\"\ntaskDefinition = \"t\"\ndesiredCount = 1\n{network}\n")
}

fn subnets(ids: &[&str]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    service(&format!(
        "networkConfiguration = {{ awsvpcConfiguration = {{ subnets = [{}] }} }}",
        ids.join(", ")
    ))
}

fn location(model: &Model) -> Option<Location> {
    model.services[0].placement.location.clone()
}

#[test]
fn at_01_en_07_instances_stand_in_the_first_subnet_of_their_zone_or_in_the_one_they_name() {
    let groups = [
        hosts("name = \"a\"\ncount = 2\navailabilityZones = [\"z-1\", \"z-2\"]"),
        hosts("name = \"b\"\nsubnet = \"subnet-3\""),
        hosts(
            "name = \"c\"\nattributes = [{ name = \"ecs.subnet-id\", value = \"subnet-9\" }, { name = \"ecs.vpc-id\", value = \"vpc-a\" }]",
        ),
    ];
    let model = model(&format!("{VPCS}{}", groups.concat()));
    assert_eq!(model.vpcs, ["vpc-a", "vpc-b"]);
    let places: Vec<_> = (0..4)
        .map(|class| {
            ["ecs.subnet-id", "ecs.vpc-id", "ecs.availability-zone"]
                .map(|name| value(&model, class, name).expect("set"))
        })
        .collect();
    assert_eq!(
        places,
        [
            ["subnet-1", "vpc-b", "z-1"],
            // EN-07: the first of two in this zone.
            ["subnet-2", "vpc-b", "z-2"],
            ["subnet-3", "vpc-b", "z-2"],
            ["subnet-9", "vpc-a", "z-9"],
        ]
    );
    assert_eq!(model.classes[0].vpc, VpcId::new(1));
}

#[test]
fn en_04_subnets_of_a_service_are_zones_of_one_vpc() {
    let all = hosts("count = 3\navailabilityZones = [\"z-1\", \"z-2\", \"z-9\"]");
    let at = |vpc, zones: &[usize]| {
        Some(Location { vpc: VpcId::new(vpc), zones: zones.iter().copied().map(ZoneId::new).collect() })
    };
    for (ids, expected) in [
        (&["subnet-1"][..], at(1, &[0])),
        (&["subnet-3", "subnet-1", "subnet-2"], at(1, &[0, 1])),
        (&["subnet-9"], at(0, &[2])),
    ] {
        assert_eq!(location(&model(&format!("{VPCS}{all}{TASKS}{}", subnets(ids)))), expected, "{ids:?}");
    }
}

/// Without VPCs every zone has a default subnet, and one that nobody knows restricts nothing.
#[test]
fn en_04_without_vpcs_subnets_are_those_that_instances_name() {
    let pasted = |zone: &str, subnet: &str, vpc: &str| {
        hosts(&format!(
            "attributes = [{{ name = \"ecs.availability-zone\", value = \"{zone}\" }}, {{ name = \"ecs.subnet-id\", value = \"{subnet}\" }}, {{ name = \"ecs.vpc-id\", value = \"{vpc}\" }}]"
        ))
    };
    let fleet = pasted("us-east-1c", "subnet-06f550a96363e3a0d", "vpc-0b5e46291a1fdd151")
        + &pasted("us-east-1b", "subnet-02888ff2916e9c869", "vpc-04d4290a284eae4b8");
    let known = model(&format!("{fleet}{TASKS}{}", subnets(&["subnet-06f550a96363e3a0d"])));
    assert_eq!(known.vpcs, ["vpc-04d4290a284eae4b8", "vpc-0b5e46291a1fdd151"]);
    assert_eq!(location(&known), Some(Location { vpc: VpcId::new(1), zones: vec![ZoneId::new(1)] }));

    let zones = hosts("count = 2\navailabilityZones = [\"us-east-1a\", \"us-east-1b\"]");
    let default = model(&format!("{zones}{TASKS}{}", subnets(&["subnet-us-east-1b"])));
    assert_eq!(default.vpcs, ["vpc-default"]);
    assert_eq!(location(&default), Some(Location { vpc: VpcId::new(0), zones: vec![ZoneId::new(1)] }));
    assert_eq!(location(&model(&format!("{zones}{TASKS}{}", service("")))), None);

    let unknown = format!("{zones}{TASKS}{}", subnets(&["subnet-us-east-1b", "subnet-elsewhere"]));
    assert_eq!(location(&model_with_warnings(&unknown)), None);
    let (_, problems) = built(&unknown);
    let [problem] = problems.sorted()[..] else { panic!("{:#?}", listing(&problems)) };
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(problem.label, "subnets do not restrict placement");
}
